//! Managed policies: those of the account, and a few of AWS.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

/// A managed policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagedPolicy {
    /// Its name.
    pub name: String,
    /// Its path, such as `/service-role/`.
    pub path: String,
    /// Its unique id, `ANPA` and what follows.
    pub id: String,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// When a version was made last, in seconds since 1970.
    pub updated: u64,
    /// The number of the version that counts.
    pub default_version: u32,
    /// The number that the next version gets: numbers are not given twice.
    pub next_version: u32,
    /// The versions, by number.
    pub versions: BTreeMap<u32, PolicyVersion>,
}

/// A version of a managed policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyVersion {
    /// The document, as it was written.
    pub document: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
}

/// A policy of AWS: its path, its name, when it was made, its actions.
///
/// Source: the AWS managed policy reference.
const OF_AWS: &[(&str, &str, u64, &[&str])] = &[
    ("/", "AdministratorAccess", 1_423_247_986, &["*"]),
    (
        "/",
        "AWSAppSyncInvokeFullAccess",
        1_521_580_880,
        &["appsync:GraphQL", "appsync:GetGraphqlApi", "appsync:ListGraphqlApis", "appsync:ListApiKeys"],
    ),
    (
        "/service-role/",
        "AWSLambdaBasicExecutionRole",
        1_428_591_823,
        &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    ),
];

impl ManagedPolicy {
    /// The document that counts.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.versions.get(&self.default_version).map(|version| version.document.as_str())
    }

    /// The policy of AWS with this ARN, of those that a function of AppSync is likely to have.
    #[must_use]
    pub fn of_aws(arn: &str) -> Option<Self> {
        let rest = arn.strip_prefix("arn:")?.split_once(":iam::aws:policy").map(|(_, rest)| rest)?;
        let (path, name, created, actions) =
            OF_AWS.iter().find(|(path, name, ..)| rest.strip_prefix(path) == Some(name))?;
        let document = json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
        });
        let version = PolicyVersion { document: document.to_string(), created: *created };
        Some(Self {
            name: (*name).to_owned(),
            path: (*path).to_owned(),
            id: String::new(),
            description: None,
            created: *created,
            updated: *created,
            default_version: 1,
            next_version: 2,
            versions: BTreeMap::from([(1, version)]),
        })
    }
}

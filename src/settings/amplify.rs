//! What an Amplify project says about its API.

use serde_json::{Map, Value};

use super::{amplify_script, mask};
use crate::appsync::{AuthenticationType, Endpoint, Secret};
use crate::document::{Document, Reader};
use crate::error::{Error, Result};

/// What an Amplify project says about its API: `amplify_outputs.json` of Gen 2, or `amplifyconfiguration.json` and
/// `aws-exports.js` of before. Every value can be absent, and what is not about the API is passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AmplifyOutputs {
    /// The path of the file, as it was given.
    pub file: String,
    /// Where GraphQL is sent.
    pub url: Option<String>,
    /// The region of the API.
    pub region: Option<String>,
    /// The default mode.
    pub default_mode: Option<AuthenticationType>,
    /// All modes that the file tells of, the default first.
    pub modes: Vec<AuthenticationType>,
    /// The API key, which these files hold in plain.
    pub api_key: Option<Secret>,
}

/// The names of a flavour's members.
struct Flavour {
    url: &'static str,
    region: &'static str,
    default_mode: &'static str,
    api_key: &'static str,
    /// Whether an unknown mode counts as AWS_IAM.
    unknown_is_iam: bool,
}

/// `data` of `amplify_outputs.json`.
///
/// Source: amplify-backend, `schema_v1.5.json`; amplify-js, `parseAmplifyOutputs.ts`, which leaves an unknown mode out.
const OUTPUTS: Flavour = Flavour {
    url: "url",
    region: "aws_region",
    default_mode: "default_authorization_type",
    api_key: "api_key",
    unknown_is_iam: false,
};

/// `aws-exports.js` and the JavaScript flavour of `amplifyconfiguration.json`.
///
/// Source: amplify-js, `parseAWSExports.ts`, which takes an unknown mode for IAM.
const EXPORTS: Flavour = Flavour {
    url: "aws_appsync_graphqlEndpoint",
    region: "aws_appsync_region",
    default_mode: "aws_appsync_authenticationType",
    api_key: "aws_appsync_apiKey",
    unknown_is_iam: true,
};

/// The flavour of `amplifyconfiguration.json` for Swift, Kotlin and Flutter.
const NATIVE: Flavour = Flavour {
    url: "endpoint",
    region: "region",
    default_mode: "authorizationType",
    api_key: "apiKey",
    unknown_is_iam: true,
};

impl AmplifyOutputs {
    /// The names that these files have, below the folder of a project, the first to be looked for first.
    pub const FILE_NAMES: [&str; 5] = [
        "amplify_outputs.json",
        "amplifyconfiguration.json",
        "aws-exports.js",
        "src/amplifyconfiguration.json",
        "src/aws-exports.js",
    ];

    /// Reads the text of such a file; which flavour it is, its content says. `None` when it tells of no GraphQL API.
    ///
    /// # Errors
    ///
    /// `syntax` and the other faults of a document, and `wrong-value` for a member of the wrong type. No error shows an
    /// API key.
    pub fn parse(name: &str, text: &str) -> Result<Option<Self>> {
        let root = if is_script(name) {
            amplify_script::read(name, text).map_err(mask::in_unread_text)?
        } else {
            json(name, text).map_err(mask::in_unread_text)?
        };
        let Some(root) = root.as_object() else {
            return Err(wrong(name, "the top is not an object"));
        };
        if let Some(data) = root.get("data").and_then(Value::as_object) {
            return Self::read(name, data, &OUTPUTS);
        }
        if let Some(api) = native_api(root) {
            return Self::read(name, api, &NATIVE);
        }
        Self::read(name, root, &EXPORTS)
    }

    fn read(name: &str, members: &Map<String, Value>, flavour: &Flavour) -> Result<Option<Self>> {
        let url = text(name, members, flavour.url)?;
        if let Some(url) = &url
            && let Err(error) = Endpoint::parse(url)
        {
            return Err(wrong(name, &format!("`{}` {error}", flavour.url)));
        }
        let default_mode = text(name, members, flavour.default_mode)?.and_then(|word| mode(&word, flavour));
        let mut modes: Vec<AuthenticationType> = default_mode.into_iter().collect();
        for mode in additional(name, members)? {
            if !modes.contains(&mode) {
                modes.push(mode);
            }
        }
        let outputs = Self {
            file: name.to_owned(),
            region: text(name, members, flavour.region)?,
            default_mode,
            modes,
            api_key: text(name, members, flavour.api_key)?.map(Secret::new),
            url,
        };
        Ok(outputs.url.is_some().then_some(outputs))
    }
}

fn is_script(name: &str) -> bool {
    let name = name.to_lowercase();
    [".js", ".mjs", ".cjs", ".ts"].iter().any(|ending| name.ends_with(ending))
}

fn json(name: &str, text: &str) -> Result<Value> {
    let document = Document::parse(name, text)?;
    let root = document.root().map(|root| root.to_json().map_err(|span| (span, "not a number of JSON"))).transpose();
    match root {
        Ok(Some(value)) => Ok(value),
        Ok(None) => Err(wrong(name, "there is nothing in it")),
        Err((span, label)) => {
            Err(wrong(name, "a number is out of range").at(Reader::new(&document).origin().source(span, label)))
        }
    }
}

/// The GraphQL API among `api.plugins.awsAPIPlugin`: the first in the order of the file.
fn native_api(root: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let apis = root.get("api")?.get("plugins")?.get("awsAPIPlugin")?.as_object()?;
    let is_graphql = |api: &&Map<String, Value>| {
        api.get("endpointType").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("graphql"))
    };
    apis.values().filter_map(Value::as_object).find(is_graphql)
}

/// A text member. Empty and null are as good as absent: Amplify's own clients take them so.
fn text(name: &str, members: &Map<String, Value>, key: &str) -> Result<Option<String>> {
    match members.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong(name, &format!("`{key}` is not a text"))),
    }
}

fn mode(word: &str, flavour: &Flavour) -> Option<AuthenticationType> {
    match (word.parse(), word) {
        (Ok(mode), _) => Some(mode),
        // A name that older versions of Amplify wrote.
        (Err(_), "LAMBDA") => Some(AuthenticationType::AwsLambda),
        (Err(_), "NONE") => None,
        (Err(_), _) => flavour.unknown_is_iam.then_some(AuthenticationType::AwsIam),
    }
}

/// `authorization_types`, which has the additional modes only and is absent where there are none.
///
/// Source: amplify-backend, `client_config_contributor_v1.ts`.
fn additional(name: &str, members: &Map<String, Value>) -> Result<Vec<AuthenticationType>> {
    match members.get("authorization_types") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(words)) => {
            Ok(words.iter().filter_map(Value::as_str).filter_map(|word| mode(word, &OUTPUTS)).collect())
        }
        Some(_) => Err(wrong(name, "`authorization_types` is not a list")),
    }
}

/// A fault of a file that nobody writes by hand: the name of the member says where.
fn wrong(name: &str, message: &str) -> Error {
    Error::input("wrong-value", format!("`{name}` is not as Amplify writes it: {message}"))
        .help("let Amplify write it again, or say `--url` or `--api`")
}

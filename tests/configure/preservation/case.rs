//! An API as it is set up, and what is asked of `configure`: one value of each parameter. The first value is the simplest.

use std::fmt;

use serde_json::{Map, Value, json};

/// Where the emulator says that it is.
pub(super) const FUNCTIONS: &str = "arn:aws:lambda:eu-west-1:111122223333:function:";

/// A role that nobody looks at.
const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/logs";

/// The parameters and their values. The first ones say what the API is, those with `to` what is asked for.
pub(super) const PARAMETERS: [(&str, &[&str]); 28] = [
    ("authorizer", &["none", "additional", "default"]),
    ("default", &["API_KEY", "AWS_IAM", "pool", "pool of clients", "pool that denies", "issuer", "issuer with ttls"]),
    ("API_KEY", &["no", "yes"]),
    ("AWS_IAM", &["no", "yes"]),
    ("pools", &["no", "one", "one of clients", "two"]),
    ("issuers", &["no", "one", "one with zeros", "two"]),
    ("order", &["authorizer last", "authorizer first"]),
    ("function", &["authz", "authz:live", "authz:7", "authz:$LATEST"]),
    ("ttl", &["none", "0", "300"]),
    ("regex", &["none", "^x"]),
    ("permission", &["none", "ours", "ours, numbered", "scoped", "wildcard", "account", "open", "our open"]),
    ("log", &["none", "ERROR", "ALL, verbose", "INFO, not verbose", "NONE", "DEBUG"]),
    ("xray", &["none", "false", "true"]),
    ("introspection", &["none", "ENABLED", "DISABLED"]),
    ("depth", &["none", "0", "7", "75"]),
    ("resolvers", &["none", "0", "10000"]),
    ("metrics", &["none", "full", "per resolver"]),
    ("contact", &["none", "some"]),
    ("type", &["GRAPHQL", "MERGED"]),
    ("visibility", &["GLOBAL", "PRIVATE"]),
    ("around", &["nothing", "tags", "variables", "all"]),
    ("firewall", &["no", "yes"]),
    (
        "to slot",
        &["stay", "additional", "default", "default, keep", "default, drop", "remove", "remove, keep permission"],
    ),
    ("to function", &["none", "the same", "authz:live", "authz:7", "other", "other:live"]),
    ("to ttl", &["none", "0", "300", "3600"]),
    ("to regex", &["none", "^tenant-[a-z]+$", "away"]),
    ("to new default", &["none", "first", "last", "another"]),
    ("to the rest", &["none", "scoped", "open", "skip", "ALLOW", "DENY"]),
];

/// A value of each parameter, by its number.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Case(pub(super) [usize; PARAMETERS.len()]);

/// The parameters that are not the simplest.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = PARAMETERS.iter().zip(self.0).filter(|(_, value)| *value > 0);
        let told: Vec<String> = told.map(|((name, values), value)| format!("{name}: {}", values[value])).collect();
        f.write_str(&told.join("; "))
    }
}

impl Case {
    /// The simplest case with these values.
    pub(super) fn of(values: &[(&str, &str)]) -> Self {
        let mut case = Self([0; PARAMETERS.len()]);
        values.iter().for_each(|(name, value)| case.set(name, value));
        case
    }

    fn place(name: &str) -> usize {
        PARAMETERS.iter().position(|(each, _)| *each == name).unwrap()
    }

    pub(super) fn get(&self, name: &str) -> &'static str {
        let place = Self::place(name);
        PARAMETERS[place].1[self.0[place]]
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// Whether the value is the simplest one.
    pub(super) fn is_plain(&self, name: &str) -> bool {
        self.0[Self::place(name)] == 0
    }

    fn set(&mut self, name: &str, value: &str) {
        let place = Self::place(name);
        self.0[place] = PARAMETERS[place].1.iter().position(|each| *each == value).unwrap();
    }

    fn plain(&mut self, names: &[&str]) {
        names.iter().for_each(|name| self.0[Self::place(name)] = 0);
    }

    fn removes(&self) -> bool {
        self.get("to slot").starts_with("remove")
    }

    /// The nearest case that can be: an API that AppSync takes, and a change that can be made of it.
    pub(super) fn possible(mut self) -> Self {
        if self.is("authorizer", "default") {
            self.plain(&["default"]);
        } else if self.is("default", "API_KEY") || self.is("default", "AWS_IAM") {
            self.plain(&[self.get("default")]);
        } else if self.is("default", "pool that denies") {
            self.plain(&["API_KEY", "AWS_IAM", "pools", "issuers", "authorizer"]);
        }
        match self.get("authorizer") {
            "none" => {
                self.plain(&["order", "function", "ttl", "regex"]);
                if self.is("to slot", "stay") {
                    self.set("to slot", "additional");
                }
                if !self.removes() && self.is_plain("to function") {
                    self.set("to function", "the same");
                }
            }
            "default" => self.plain(&["order"]),
            _ => {}
        }
        if self.removes() {
            self.plain(&["to function", "to ttl", "to regex"]);
        }
        let says_nothing = ["to slot", "to function", "to ttl", "to regex"].iter().all(|name| self.is_plain(name));
        if says_nothing {
            self.set("to ttl", "300");
        }
        self.choose_new_default();
        self.choose_default_action();
        self
    }

    fn choose_new_default(&mut self) {
        let leaves = self.is("authorizer", "default") && (self.removes() || self.is("to slot", "additional"));
        if !leaves {
            return self.plain(&["to new default"]);
        }
        let has_others = ["API_KEY", "AWS_IAM", "pools", "issuers"].iter().any(|name| !self.is_plain(name));
        if !has_others {
            self.set("to new default", "another");
        } else if self.is_plain("to new default") {
            self.set("to new default", "first");
        }
        if self.is("to new default", "another") && !self.is_plain("API_KEY") && !self.is_plain("AWS_IAM") {
            self.set("to new default", "first");
        }
    }

    /// `--default-action` is for a default pool, and DENY for one that stands alone.
    fn choose_default_action(&mut self) {
        let (default, additional) = super::expected::providers_after(self);
        let is_action = self.is("to the rest", "ALLOW") || self.is("to the rest", "DENY");
        let is_pool = default["authenticationType"] == "AMAZON_COGNITO_USER_POOLS";
        if is_action && !is_pool {
            self.plain(&["to the rest"]);
        }
        if is_pool && !additional.is_empty() && default["userPoolConfig"]["defaultAction"] == "DENY" {
            self.set("to the rest", "ALLOW");
        }
    }

    /// The set of modes, the default first.
    pub(super) fn modes(&self) -> String {
        let (default, mut additional) = self.providers();
        additional.sort_by_key(|each| each["authenticationType"].to_string());
        additional.dedup_by_key(|each| each["authenticationType"].to_string());
        let all = std::iter::once(default).chain(additional);
        all.map(|each| each["authenticationType"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" + ")
    }

    /// The function that the API has, or that permissions are for already.
    pub(super) fn function(&self) -> String {
        format!("{FUNCTIONS}{}", self.get("function"))
    }

    /// The authorizer that the API has.
    pub(super) fn authorizer(&self) -> Option<Value> {
        if self.is_plain("authorizer") {
            return None;
        }
        let mut config = json!({ "authorizerUri": self.function() });
        if !self.is_plain("ttl") {
            config["authorizerResultTtlInSeconds"] = number(self.get("ttl"));
        }
        if !self.is_plain("regex") {
            config["identityValidationExpression"] = json!(self.get("regex"));
        }
        Some(json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config }))
    }

    /// The additional providers that are no authorizer.
    pub(super) fn others(&self) -> Vec<Value> {
        let mut others: Vec<Value> = ["API_KEY", "AWS_IAM"]
            .into_iter()
            .filter(|name| !self.is_plain(name))
            .map(|name| json!({ "authenticationType": name }))
            .collect();
        match self.get("pools") {
            "one" => others.push(pool("q", json!({}))),
            "one of clients" => others.push(pool("q", json!({ "appIdClientRegex": "^c[12]$" }))),
            "two" => others.extend([pool("q", json!({ "appIdClientRegex": "r" })), pool("r", json!({}))]),
            _ => {}
        }
        match self.get("issuers") {
            "one" => others.push(issuer("j", json!({}))),
            "one with zeros" => others.push(issuer("j", json!({ "clientId": "c", "iatTTL": 0, "authTTL": 0 }))),
            "two" => others.extend([issuer("j", json!({ "iatTTL": 7 })), issuer("k", json!({ "authTTL": 0 }))]),
            _ => {}
        }
        others
    }

    /// The default provider and the additional ones.
    pub(super) fn providers(&self) -> (Value, Vec<Value>) {
        let mut additional = self.others();
        if let (Some(authorizer), "default") = (self.authorizer(), self.get("authorizer")) {
            return (authorizer, additional);
        }
        match self.get("order") {
            "authorizer first" => additional.splice(0..0, self.authorizer()).for_each(drop),
            _ => additional.extend(self.authorizer()),
        }
        let default = match self.get("default") {
            "pool" => pool("p", json!({ "defaultAction": "ALLOW" })),
            "pool of clients" => pool("p", json!({ "defaultAction": "ALLOW", "appIdClientRegex": "c" })),
            "pool that denies" => pool("p", json!({ "defaultAction": "DENY" })),
            "issuer" => issuer("i", json!({})),
            "issuer with ttls" => issuer("i", json!({ "clientId": "c", "iatTTL": 0, "authTTL": 1 })),
            mode => json!({ "authenticationType": mode }),
        };
        (default, additional)
    }

    /// The members of UpdateGraphqlApi that make the API what the case says.
    pub(super) fn members(&self) -> Map<String, Value> {
        let (default, additional) = self.providers();
        let mut members = default.as_object().unwrap().clone();
        members.insert("name".to_owned(), json!("an API – of ours"));
        let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        if !additional.is_empty() {
            put("additionalAuthenticationProviders", json!(additional));
        }
        let log = |level: &str| json!({ "fieldLogLevel": level, "cloudWatchLogsRoleArn": ROLE });
        match self.get("log") {
            "none" => {}
            "ALL, verbose" => put("logConfig", with(log("ALL"), json!({ "excludeVerboseContent": false }))),
            "INFO, not verbose" => put("logConfig", with(log("INFO"), json!({ "excludeVerboseContent": true }))),
            level => put("logConfig", log(level)),
        }
        for (parameter, member) in [
            ("xray", "xrayEnabled"),
            ("introspection", "introspectionConfig"),
            ("depth", "queryDepthLimit"),
            ("resolvers", "resolverCountLimit"),
        ] {
            if !self.is_plain(parameter) {
                let text = self.get(parameter);
                put(member, serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
            }
        }
        let metrics = |resolvers: &str, sources: &str, operations: &str| {
            json!({
                "resolverLevelMetricsBehavior": resolvers, "dataSourceLevelMetricsBehavior": sources,
                "operationLevelMetricsConfig": operations,
            })
        };
        match self.get("metrics") {
            "full" => {
                let sources = "FULL_REQUEST_DATA_SOURCE_METRICS";
                put("enhancedMetricsConfig", metrics("FULL_REQUEST_RESOLVER_METRICS", sources, "DISABLED"));
            }
            "per resolver" => {
                let sources = "PER_DATA_SOURCE_METRICS";
                put("enhancedMetricsConfig", metrics("PER_RESOLVER_METRICS", sources, "ENABLED"));
            }
            _ => {}
        }
        if !self.is_plain("contact") {
            put("ownerContact", json!("Zoë <zoe@example.org>, ☎ \"7\" \\ 8"));
        }
        if self.is("type", "MERGED") {
            put("mergedApiExecutionRoleArn", json!("arn:aws:iam::111122223333:role/merged"));
        }
        members
    }

    /// The words of the command line that ask for the change, without those that say which API.
    pub(super) fn words(&self) -> Vec<String> {
        let slot = match self.get("to slot") {
            "additional" => "--additional",
            "default" => "--default",
            "default, keep" => "--default --previous-default keep",
            "default, drop" => "--default --previous-default drop",
            "remove" => "--remove",
            "remove, keep permission" => "--remove --keep-permission",
            _ => "",
        };
        let mut words: Vec<String> = slot.split_whitespace().map(str::to_owned).collect();
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
        match self.get("to function") {
            "none" => {}
            "the same" => option("--function", &self.function()),
            // Both forms are taken.
            name if name.ends_with("live") => option("--function", name),
            name => option("--function", &format!("{FUNCTIONS}{name}")),
        }
        if !self.is_plain("to ttl") {
            option("--ttl", self.get("to ttl"));
        }
        if !self.is_plain("to new default") {
            option("--new-default", &super::expected::named(self));
        }
        match self.get("to the rest") {
            "none" => {}
            action @ ("ALLOW" | "DENY") => option("--default-action", action),
            permission => option("--permission", permission),
        }
        match self.get("to regex") {
            "none" => {}
            "away" => words.push("--no-identity-regex".to_owned()),
            regex => words.extend(["--identity-regex".to_owned(), regex.to_owned()]),
        }
        words
    }
}

/// A text of digits as a number.
pub(super) fn number(text: &str) -> Value {
    json!(text.parse::<u64>().unwrap())
}

/// An object with more members.
fn with(mut object: Value, more: Value) -> Value {
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

fn pool(id: &str, more: Value) -> Value {
    let config = with(json!({ "userPoolId": format!("eu-west-1_{id}"), "awsRegion": "eu-west-1" }), more);
    json!({ "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": config })
}

fn issuer(name: &str, more: Value) -> Value {
    let config = with(json!({ "issuer": format!("https://{name}.example") }), more);
    json!({ "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": config })
}

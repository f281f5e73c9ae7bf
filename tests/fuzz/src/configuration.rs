//! `appsync-auth.yaml`.

use std::collections::BTreeMap;

use appsync_auth::settings::{Configuration, Flags, Settings};

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "\n  ",
    "\n    ",
    "\n      - ",
    ": ",
    "{ ",
    " }",
    "[",
    "]",
    ", ",
    "\"",
    "environments:",
    "default-environment: ",
    "local:",
    "rules: ",
    "generate: ",
    "url: ",
    "http://127.0.0.1:4000/graphql",
    "api: ",
    "profile: ",
    "region: eu-west-1",
    "schema: ",
    "authorizer: ./a.mjs",
    "token: ",
    "env: TOKEN",
    "file: a",
    "command: [a]",
    "api-key: ",
    "jwt: ",
    "iam: true",
    "wanted:",
    "slot: default",
    "function: a:live",
    "ttl: 300",
    "identity-regex: ",
    "remove: true",
    "new-default: ",
    "apis:",
    "name: ",
    "default: ",
    "mode: AWS_LAMBDA",
    "additional: ",
    "port: 4000",
    "account-id: \"111122223333\"",
    "credentials: ",
    "resolvers: ",
    "data: ",
    "pool: ",
    "clients: ",
    "issuer: ",
    "jwks: ",
    "state: ",
    "whole",
    "find",
    "endpoint-url: ",
    "user:pass@",
];

/// A configuration that is read resolves in each of its environments, and says where each value comes from.
pub fn configuration(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let configuration = match Configuration::parse("appsync-auth.yaml", &text) {
        Ok(configuration) => configuration,
        Err(error) => {
            crate::check_error(&error);
            return crate::way((error.code(), error.sources().len(), error.help_text().is_some()));
        }
    };
    let names = std::iter::once(None).chain(configuration.environments.iter().map(|each| Some(each.0.clone())));
    let mut described = Vec::new();
    for environment in names {
        let flags = Flags { environment, ..Flags::default() };
        let settings = Settings::resolve(&flags, &BTreeMap::new(), Some(&configuration), None).unwrap();
        described.extend(settings.describe().into_iter().map(|setting| {
            assert!(!setting.origin.is_empty(), "{setting:?}");
            setting.name
        }));
    }
    crate::way(described)
}

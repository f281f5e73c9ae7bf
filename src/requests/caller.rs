//! Who sends a request.

use crate::appsync::TokenSource;
use crate::document::{Kind, Node, Reader};
use crate::settings::Authorization;
use crate::suite::replace_file;

/// `authorization`: who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestCaller {
    /// `null`: nobody says who they are.
    Nobody,
    /// By a credential.
    By(Authorization),
}

/// The kinds of credentials.
const KEYS: [&str; 4] = ["token", "api-key", "jwt", "iam"];

impl RequestCaller {
    /// A map with one kind of credential, or `null`. A secret is written out or says where it comes from, as in a suite.
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        if node.kind == Kind::Null {
            return Some(Self::Nobody);
        }
        if let Kind::Text(_) = node.kind {
            // Most likely the token itself.
            reader.mask(node.span.clone());
        }
        reader.fields(node, |fields| {
            let token = fields.optional("token", Reader::token_source).map(Authorization::Token);
            let api_key = fields.optional("api-key", Reader::token_source).map(Authorization::ApiKey);
            let jwt = fields.optional("jwt", Reader::token_source).map(Authorization::Jwt);
            let iam = fields.optional("iam", Reader::only_true).map(|()| Authorization::Iam);
            fields.at_most_one(&KEYS);
            if KEYS.iter().all(|key| fields.entry(key).is_none()) {
                fields.missing(&KEYS);
            }
            token.or(api_key).or(jwt).or(iam).map(Self::By)
        })
    }

    /// The same with the path of the file that holds the secret replaced.
    pub(super) fn replace_paths(&mut self, replace: &dyn Fn(&str) -> String) {
        let Self::By(authorization) = self else { return };
        match authorization {
            Authorization::Token(TokenSource::File(path))
            | Authorization::ApiKey(TokenSource::File(path))
            | Authorization::Jwt(TokenSource::File(path)) => *path = replace_file(path, replace),
            _ => {}
        }
    }
}

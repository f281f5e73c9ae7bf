//! An entry of `environments`.

use super::authorization::Authorization;
use super::shapes;
use super::wanted::Wanted;
use crate::appsync::AuthorizerTarget;
use crate::document::{Fields, Node, Reader};

/// An entry of `environments`: where an API is and how it is used there. Paths are as they were written, relative to
/// the folder of the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// `url`: where GraphQL is sent.
    pub url: Option<String>,
    /// `api`: the API's id, name, ARN or URL.
    pub api: Option<String>,
    /// `schema`: a file or a pattern of files.
    pub schema: Option<String>,
    /// `authorizer`: the authorizer that stands in for the API's own.
    pub authorizer: Option<AuthorizerTarget>,
    /// `token`, `api-key`, `jwt` or `iam: true`.
    pub authorization: Option<Authorization>,
    /// `profile`: of the AWS configuration files.
    pub profile: Option<String>,
    /// `region`: the AWS region.
    pub region: Option<String>,
    /// `endpoint-url`: another place than AWS for the control plane.
    pub endpoint_url: Option<String>,
    /// `wanted`: what `configure` shall make of the API.
    pub wanted: Option<Wanted>,
}

impl Environment {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            Some(Self {
                url: fields.optional("url", shapes::graphql_url),
                api: fields.optional("api", shapes::name),
                schema: fields.optional("schema", shapes::name),
                authorizer: fields.optional("authorizer", Reader::parsed),
                authorization: authorization(fields),
                profile: fields.optional("profile", shapes::name),
                region: fields.optional("region", shapes::name),
                endpoint_url: fields.optional("endpoint-url", shapes::http_url),
                wanted: fields.optional("wanted", Wanted::read),
            })
        })
    }
}

fn authorization(fields: &Fields<'_, '_>) -> Option<Authorization> {
    let token = fields.optional("token", shapes::source).map(Authorization::Token);
    let api_key = fields.optional("api-key", shapes::source).map(Authorization::ApiKey);
    let jwt = fields.optional("jwt", shapes::source).map(Authorization::Jwt);
    let iam = fields.optional("iam", Reader::only_true).map(|()| Authorization::Iam);
    fields.at_most_one(&["token", "api-key", "jwt", "iam"]);
    token.or(api_key).or(jwt).or(iam)
}

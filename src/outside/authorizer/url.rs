//! An authorizer behind a URL that takes Lambda's Invoke request.
use crate::appsync::AuthorizerEvent; use crate::error::Error; use super::Invocation;
/// x
#[derive(Debug)]
pub struct UrlAuthorizer;
impl UrlAuthorizer { pub(super) async fn invoke(&self, _event: &AuthorizerEvent) -> Result<Invocation, Error> { Err(Error::bug("")) } }

//! Who sends: the credential, read again for every connection, and the headers that it makes.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::appsync::{Endpoint, Headers, Secret, TokenSource};
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi, EnvironmentArgs};
use crate::commands::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::credentials::{self, AwsOptions};
use crate::realtime::AuthorizationObject;
use crate::settings::{Authorization, Given, Origin, Settings};
use crate::sign::{self, Signable, Signer};

/// The media type of a request.
pub(super) const JSON: &str = "application/json";

/// Who sends.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// By a token, a JWT or an API key.
    Holder {
        /// What it is and where it comes from.
        authorization: Authorization,
        /// What relative paths are relative to.
        folder: PathBuf,
        /// How long reading it may take.
        timeout: Duration,
    },
    /// By a SigV4 signature.
    Signs {
        /// Where the credentials come from; its region is that of the API, where that is known.
        aws: AwsOptions,
    },
    /// By a header that the user gives.
    InHeaders,
}

/// A credential at hand.
#[derive(Debug, Clone)]
pub(super) enum Credential {
    /// A header that is sent as it is.
    Header(&'static str, Secret),
    /// A signature, made anew for each request.
    Signer(Box<Signer>, sign::AccessKey),
    /// Nothing besides the user's own headers.
    None,
}

impl Caller {
    /// Reads the credential from where it comes: a token's command is run again, and AWS credentials may be others by now.
    ///
    /// # Errors
    /// The source gives none.
    pub(super) async fn credential(&self, context: &Context<'_>) -> Result<Credential> {
        match self {
            Self::Holder { authorization, folder, timeout } => {
                let secret = held(context, authorization, folder, *timeout).await?;
                let name =
                    if matches!(authorization, Authorization::ApiKey(_)) { "x-api-key" } else { "authorization" };
                Ok(Credential::Header(name, secret))
            }
            Self::Signs { aws } => {
                let (key, region) = credentials::access_key(aws).await?;
                Ok(Credential::Signer(Box::new(Signer::new(&key, &region, sign::APPSYNC)), key))
            }
            Self::InHeaders => Ok(Credential::None),
        }
    }
}

/// The region that signatures are for: the flag, the host, what AWS said, the other settings; else the profile's.
pub(super) fn region(settings: &Settings, target: &Target, deployed: Option<&DeployedApi>) -> Option<String> {
    let set = settings.region.as_ref();
    let by_flag = set.filter(|region| matches!(region.origin, Origin::Flag(_)));
    let of_host = || target.api.region().map(str::to_owned);
    let of_api = || deployed.and_then(|api| api.facts.identity.as_ref()).map(|identity| identity.region.clone());
    by_flag
        .map(|region| region.value.clone())
        .or_else(of_host)
        .or_else(of_api)
        .or_else(|| set.map(|set| set.value.clone()))
}

/// The caller that an authorization makes; `region` is what signatures are for.
///
/// # Errors
/// A token on standard input cannot be read.
pub(super) async fn caller_of(
    given: Given<Authorization>,
    region: Option<String>,
    settings: &Settings,
    environment: &EnvironmentArgs,
    context: &Context<'_>,
) -> Result<Caller> {
    let timeout = environment.timeout;
    let folder = gather::folder_of(&given.origin, context.console);
    let mut authorization = given.value;
    if authorization == Authorization::Iam {
        let aws = AwsOptions { region, ..gather::aws_options(settings, environment) };
        return Ok(Caller::Signs { aws });
    }
    // What can be read only once is read now: later connections want it again.
    if matches!(authorization.source(), Some(TokenSource::File(path)) if path == "-") {
        let secret = held(context, &authorization, &folder, timeout).await?;
        authorization = authorization.with_source(TokenSource::Value(secret));
    }
    Ok(Caller::Holder { authorization, folder, timeout })
}

/// The secret of an authorization. One that is empty is a variable or a file that something forgot to fill, and the API's
/// refusal would not say so; written out, it is meant.
///
/// # Errors
/// Its source gives none, or an empty one.
pub(super) async fn held(
    context: &Context<'_>,
    authorization: &Authorization,
    folder: &Path,
    timeout: Duration,
) -> Result<Secret> {
    let source = authorization.source();
    let secret = gather::token(context, source, folder, timeout).await?;
    let kind = match source {
        Some(TokenSource::Env(_)) => ErrorKind::Usage,
        Some(TokenSource::File(_)) => ErrorKind::Input,
        Some(TokenSource::Command(_)) => ErrorKind::Outside,
        Some(TokenSource::Value(_)) | None => return Ok(secret),
    };
    if secret.expose().is_empty() {
        let error = Error::new(kind, "empty-credential", format!("the {authorization} is empty"));
        return Err(error.help("see that what should fill it does"));
    }
    Ok(secret)
}

impl Credential {
    /// The headers of a POST of this body: the media type and the credential.
    ///
    /// # Errors
    /// Bug: it cannot be signed.
    pub(super) fn headers(&self, api: &Endpoint, body: &[u8], now: SystemTime) -> Result<Vec<(String, Secret)>> {
        let mut headers = vec![("content-type".to_owned(), Secret::new(JSON))];
        match self {
            Self::Header(name, secret) => headers.push(((*name).to_owned(), secret.clone())),
            Self::Signer(signer, _) => {
                let request = Signable { method: "POST", url: api.url(), headers: &[("content-type", JSON)], body };
                headers.extend(signer.headers(now, &request)?);
            }
            Self::None => {}
        }
        Ok(headers)
    }

    /// Whether each request is signed.
    pub(super) const fn is_signer(&self) -> bool {
        matches!(self, Self::Signer(..))
    }

    /// The secrets that must not be seen.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Header(_, secret) => vec![secret.clone()],
            Self::Signer(_, key) => key.session_token.iter().chain([&key.secret]).cloned().collect(),
            Self::None => Vec::new(),
        }
    }

    /// The authorization object of a connect (`data` is `None`) or of a `start` with this `payload.data`.
    ///
    /// Source: amplify-js `authHeaders.ts`, gql `appsync_auth.py`: a connect signs `{}` posted to `…/connect`, a start
    /// what it sends, posted to the API; every signed header stands in the object, and `host` is that of GraphQL.
    ///
    /// # Errors
    /// Bug: it cannot be signed.
    pub(super) fn object(
        &self,
        api: &Endpoint,
        data: Option<&str>,
        own: &Headers,
        now: SystemTime,
    ) -> Result<AuthorizationObject> {
        let mut members = vec![("host".to_owned(), api.host())];
        match self {
            Self::Header("x-api-key", secret) => members.push(("x-api-key".to_owned(), secret.expose().to_owned())),
            Self::Header(_, secret) => members.push(("Authorization".to_owned(), secret.expose().to_owned())),
            Self::Signer(signer, _) => members.extend(signed_members(signer, api, data, now)?),
            // The other headers go with the handshake: AppSync reads nothing else in the object.
            Self::None => members.extend(["x-api-key", "authorization"].into_iter().filter_map(|name| {
                let spelt = if name == "authorization" { "Authorization" } else { name };
                Some((spelt.to_owned(), own.get(name)?.to_owned()))
            })),
        }
        Ok(members.into_iter().collect())
    }
}

/// The headers of a signed POST that nobody sends, as members of the object.
fn signed_members(
    signer: &Signer,
    api: &Endpoint,
    data: Option<&str>,
    now: SystemTime,
) -> Result<Vec<(String, String)>> {
    let sent = [
        ("accept", "application/json, text/javascript"),
        ("content-encoding", "amz-1.0"),
        ("content-type", "application/json; charset=UTF-8"),
    ];
    let url = if data.is_some() { api.url().to_owned() } else { api.connect_url() };
    let body = data.unwrap_or("{}").as_bytes();
    let signature = signer.headers(now, &Signable { method: "POST", url: &url, headers: &sent, body })?;
    let spelt = |name: String| if name == "authorization" { "Authorization".to_owned() } else { name };
    let sent = sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Ok(sent.chain(signature.into_iter().map(|(name, value)| (spelt(name), value.expose().to_owned()))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_users_headers_only_credentials_stand_in_the_authorization_object() {
        let api = Endpoint::parse("https://api.example.com/graphql").unwrap();
        let object = |own: &[(&str, &str)]| {
            let own = own.iter().copied().collect();
            let object = Credential::None.object(&api, None, &own, SystemTime::UNIX_EPOCH).unwrap();
            object.to_json().to_string()
        };
        assert_eq!(
            object(&[("X-Tenant", "acme"), ("authorization", "a-token"), ("cookie", "session=1")]),
            r#"{"host":"api.example.com","Authorization":"a-token"}"#
        );
        assert_eq!(
            object(&[("x-api-key", "da2-k"), ("accept", "*/*")]),
            r#"{"host":"api.example.com","x-api-key":"da2-k"}"#
        );
    }
}

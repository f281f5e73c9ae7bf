//! The addresses of an API: where GraphQL is posted, where subscriptions connect, and what the host tells.

use std::fmt;

use url::Url;

/// The address that GraphQL is posted to, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
}

/// Why a text is no address of an API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is no URL with `http` or `https` and a host.
    #[error("is not an `http` or `https` URL with a host")]
    NotHttp,
    /// It has a user name or a password, which would be shown and logged.
    #[error("has a user name or a password in it")]
    Credentials,
    /// It is the address of the real-time service.
    #[error("is the address of the real-time service; GraphQL is posted to the other one")]
    RealTime,
}

impl EndpointError {
    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::NotHttp => "write it as `https://ID.appsync-api.REGION.amazonaws.com/graphql`",
            Self::Credentials => "leave out what stands before the `@`",
            Self::RealTime => {
                "give the address that GraphQL is posted to: `https://`, and `appsync-api` in place of `appsync-realtime-api`"
            }
        }
    }
}

impl Endpoint {
    /// Reads the URL that GraphQL is posted to.
    ///
    /// # Errors
    /// It is none, has credentials in it, or is the address of the real-time service.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let mut url = Url::parse(text).map_err(|_| match text.contains('@') {
            // What cannot be read as a URL may hold a password all the same.
            true => EndpointError::Credentials,
            false => EndpointError::NotHttp,
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        let is_real_time = url.host_str().is_some_and(|host| host.contains(".appsync-realtime-api."));
        if matches!(url.scheme(), "ws" | "wss") || is_real_time {
            return Err(EndpointError::RealTime);
        }
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(EndpointError::NotHttp);
        }
        url.set_fragment(None);
        Ok(Self { url })
    }

    /// The URL, as it is sent and signed.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The host as the `Host` header has it: with the port where it is not the scheme's own.
    #[must_use]
    pub fn host(&self) -> String {
        host_of(&self.url)
    }

    /// Whether it goes over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the host is this machine, which no proxy reaches.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The region, where the host is AppSync's own: `ID.appsync-api.REGION.amazonaws.com`, a VPC endpoint's, or `.localhost`
    /// of an emulator.
    /// A custom domain tells none.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        region_of_host(self.url.host_str()?)
    }

    /// The URL that a subscription connects to: on AppSync's own hosts the other host, elsewhere `/realtime` behind the path.
    /// A VPC endpoint serves both under one name; which API and which of the two is meant says `x-appsync-domain`.
    ///
    /// Source: amplify-js `appsyncUrl.ts`; AppSync developer guide, "Building a real-time WebSocket client", custom domains;
    /// aws-amplify/amplify-js#12517 for VPC endpoints.
    #[must_use]
    pub fn realtime_url(&self) -> String {
        let mut url = self.url.clone();
        let host = url.host_str().unwrap_or_default().to_owned();
        match host.split_once(".appsync-api.") {
            Some((_, rest)) if rest.contains(".vpce.amazonaws.") => {}
            Some((id, rest)) if rest.contains(".amazonaws.") => {
                let _ = url.set_host(Some(&format!("{id}.appsync-realtime-api.{rest}")));
            }
            _ => url.set_path(&format!("{}/realtime", url.path().trim_end_matches('/'))),
        }
        let rest = url.as_str().strip_prefix("http").unwrap_or_default();
        format!("ws{rest}")
    }

    /// The URL that IAM signs for a connect, though nothing is posted there.
    ///
    /// Source: amplify-js `authHeaders.ts`; gql `appsync_auth.py`.
    #[must_use]
    pub fn connect_url(&self) -> String {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/connect", url.path().trim_end_matches('/')));
        url.to_string()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url())
    }
}

/// The host, with the port where it is not the scheme's own.
#[must_use]
pub fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether the host is this machine, which no proxy reaches.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A URL as it may be shown: without what may be secret in it, which is user, password and query.
#[must_use]
pub fn shown_url(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        // A part that could not be read may be a password.
        let rest = url.rsplit('@').next().unwrap_or_default();
        return rest.split_once('?').map_or_else(|| rest.to_owned(), |(before, _)| format!("{before}?***"));
    };
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    if !has_user && parsed.query().is_none() {
        return url.to_owned();
    }
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    if parsed.query().is_some() {
        parsed.set_query(Some("***"));
    }
    parsed.to_string()
}

/// The region in a host name of AppSync's own form.
#[must_use]
pub fn region_of_host(host: &str) -> Option<&str> {
    let host = host.split(':').next().unwrap_or_default();
    let (_, rest) = host.split_once(".appsync-api.").or_else(|| host.split_once(".appsync-realtime-api."))?;
    let (region, rest) = rest.split_once('.')?;
    let rest = rest.strip_prefix("vpce.").unwrap_or(rest);
    matches!(rest, "amazonaws.com" | "amazonaws.com.cn" | "localhost").then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "abcdefghijklmnopqrstuvwxyz";

    fn endpoint(text: &str) -> Endpoint {
        Endpoint::parse(text).unwrap()
    }

    #[test]
    fn the_other_addresses_follow_from_the_first() {
        let cases = [
            (
                format!("https://{ID}.appsync-api.eu-west-1.amazonaws.com/graphql"),
                Some("eu-west-1"),
                format!("wss://{ID}.appsync-realtime-api.eu-west-1.amazonaws.com/graphql"),
                format!("https://{ID}.appsync-api.eu-west-1.amazonaws.com/graphql/connect"),
            ),
            (
                format!("https://{ID}.appsync-api.cn-north-1.amazonaws.com.cn/graphql"),
                Some("cn-north-1"),
                format!("wss://{ID}.appsync-realtime-api.cn-north-1.amazonaws.com.cn/graphql"),
                format!("https://{ID}.appsync-api.cn-north-1.amazonaws.com.cn/graphql/connect"),
            ),
            (
                "https://vpce-0a1b-2c3d.appsync-api.eu-west-1.vpce.amazonaws.com/graphql".to_owned(),
                Some("eu-west-1"),
                "wss://vpce-0a1b-2c3d.appsync-api.eu-west-1.vpce.amazonaws.com/graphql".to_owned(),
                "https://vpce-0a1b-2c3d.appsync-api.eu-west-1.vpce.amazonaws.com/graphql/connect".to_owned(),
            ),
            (
                "https://api.example.com/graphql".to_owned(),
                None,
                "wss://api.example.com/graphql/realtime".to_owned(),
                "https://api.example.com/graphql/connect".to_owned(),
            ),
            (
                "http://127.0.0.1:4000/apis/a1/graphql".to_owned(),
                None,
                "ws://127.0.0.1:4000/apis/a1/graphql/realtime".to_owned(),
                "http://127.0.0.1:4000/apis/a1/graphql/connect".to_owned(),
            ),
            (
                "http://a1.appsync-api.us-east-1.localhost:4000/graphql".to_owned(),
                Some("us-east-1"),
                "ws://a1.appsync-api.us-east-1.localhost:4000/graphql/realtime".to_owned(),
                "http://a1.appsync-api.us-east-1.localhost:4000/graphql/connect".to_owned(),
            ),
        ];
        for (url, region, realtime, connect) in cases {
            let endpoint = endpoint(&url);
            assert_eq!((endpoint.url(), endpoint.region()), (url.as_str(), region));
            assert_eq!((endpoint.realtime_url(), endpoint.connect_url()), (realtime, connect));
        }
    }

    #[test]
    fn the_host_is_written_with_a_port_only_where_it_is_not_the_usual_one() {
        let host = |text: &str| endpoint(text).host();
        assert_eq!(host("https://api.example.com:443/graphql"), "api.example.com");
        assert_eq!(host("http://[::1]:4000/graphql"), "[::1]:4000");
        assert_eq!(host("http://localhost:4000/graphql#x"), "localhost:4000");
    }

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        assert_eq!(shown_url("http://me:pass@localhost:9000/a?key=1"), "http://localhost:9000/a?***");
        assert_eq!(
            shown_url("wss://api.example.com/graphql/realtime?key=1"),
            "wss://api.example.com/graphql/realtime?***"
        );
        assert_eq!(shown_url("http://me:pass@local host/?key=1"), "local host/?***");
        assert_eq!(shown_url("http://localhost:9000"), "http://localhost:9000");
    }

    #[test]
    fn what_is_no_address_of_an_api_is_refused() {
        for (text, error) in [
            ("api.example.com/graphql", EndpointError::NotHttp),
            ("ftp://api.example.com/graphql", EndpointError::NotHttp),
            ("https://me:secret@api.example.com/graphql", EndpointError::Credentials),
            ("htp//me:secret@x y", EndpointError::Credentials),
            ("wss://api.example.com/graphql/realtime", EndpointError::RealTime),
            ("https://x.appsync-realtime-api.us-east-1.amazonaws.com/graphql", EndpointError::RealTime),
        ] {
            assert_eq!(Endpoint::parse(text), Err(error), "{text}");
        }
    }
}

//! Where requests go: the API's own address, and the address that is contacted for it.

use url::Url;

use crate::appsync::Endpoint;
use crate::appsync::endpoint::{EndpointError, shown_url};
use crate::error::{Error, Result};

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The API's own address: what is signed and what tells the region.
    pub(super) api: Endpoint,
    /// Where requests are sent to.
    pub(super) contact: Endpoint,
}

/// An address and the `Host` that goes with it, where it is not the address's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The address to connect to.
    pub(super) url: String,
    /// The `Host` header, where it is another.
    pub(super) host: Option<String>,
}

impl Target {
    /// The target of a URL; with the domain of `--appsync-domain` the URL is only a way to reach that API.
    ///
    /// Source: AppSync developer guide, "Using private APIs": through the name of a VPC endpoint the `Host` header says which
    /// API is meant.
    ///
    /// # Errors
    /// Usage: the URL or the domain is none.
    pub(super) fn new(url: &str, domain: Option<&str>) -> Result<Self> {
        let contact = Endpoint::parse(url).map_err(|error| bad_url(url, &error))?;
        let Some(domain) = domain else { return Ok(Self { api: contact.clone(), contact }) };
        let bad = || {
            Error::usage("bad-appsync-domain", format!("`--appsync-domain {domain}` is not the name of a host"))
                .help("write it as ID.appsync-api.REGION.amazonaws.com")
        };
        let mut own = Url::parse(contact.url()).map_err(|_| bad())?;
        let (host, port) = match domain.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| bad())?)),
            None => (domain, None),
        };
        if own.set_host(Some(host)).is_err() || own.set_port(port).is_err() || domain.contains(['/', '?', '#', '@']) {
            return Err(bad());
        }
        let api = Endpoint::parse(own.as_str()).map_err(|_| bad())?;
        Ok(Self { api, contact })
    }

    /// Where GraphQL is posted.
    pub(super) fn graphql(&self) -> Address {
        self.address(self.api.url(), self.contact.url().to_owned())
    }

    /// Where subscriptions connect.
    pub(super) fn realtime(&self) -> Address {
        let own = self.api.realtime_url();
        let contact = if self.is_through_another_host() {
            Url::parse(&own).ok().and_then(|mut url| {
                let contact = Url::parse(self.contact.url()).ok()?;
                url.set_host(contact.host_str()).ok()?;
                url.set_port(contact.port()).ok()?;
                Some(url.to_string())
            })
        } else {
            None
        };
        self.address(&own, contact.unwrap_or_else(|| own.clone()))
    }

    /// Whether what is contacted is not the API's own host.
    pub(super) fn is_through_another_host(&self) -> bool {
        self.api != self.contact
    }

    fn address(&self, own: &str, url: String) -> Address {
        let host = self.is_through_another_host().then(|| Url::parse(own).ok()).flatten().map(|own| {
            let name = own.host_str().unwrap_or_default();
            own.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
        });
        Address { url, host }
    }
}

/// A URL that is no address of an API.
pub(super) fn bad_url(url: &str, error: &EndpointError) -> Error {
    let shown = if *error == EndpointError::Credentials {
        "the URL of the API".to_owned()
    } else {
        format!("`{}`", shown_url(url))
    };
    Error::usage("wrong-url", format!("{shown} {error}")).help(error.help())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "abcdefghijklmnopqrstuvwxyz.appsync-api.eu-west-1.amazonaws.com";
    const VPCE: &str = "https://vpce-1.appsync-api.eu-west-1.vpce.amazonaws.com/graphql";

    #[test]
    fn an_api_is_reached_at_its_own_address() {
        let target = Target::new("https://api.example.com/graphql", None).unwrap();
        let at = |url: &str| Address { url: url.to_owned(), host: None };
        assert_eq!(target.graphql(), at("https://api.example.com/graphql"));
        assert_eq!(target.realtime(), at("wss://api.example.com/graphql/realtime"));
    }

    #[test]
    fn through_a_vpc_endpoint_the_host_header_says_which_api_is_meant() {
        let target = Target::new(VPCE, Some(OWN)).unwrap();
        assert_eq!(target.graphql(), Address { url: VPCE.to_owned(), host: Some(OWN.to_owned()) });
        assert_eq!(
            target.realtime(),
            Address {
                url: VPCE.replace("https", "wss"),
                host: Some(OWN.replace("appsync-api", "appsync-realtime-api"))
            }
        );
        assert_eq!(target.api.url(), format!("https://{OWN}/graphql"));
        assert_eq!(target.api.region(), Some("eu-west-1"));
    }

    #[test]
    fn a_domain_that_is_no_host_is_refused() {
        for domain in ["https://x", "a/b", "a b", "a:b", "me@x"] {
            let error = Target::new(VPCE, Some(domain)).unwrap_err();
            assert_eq!(error.message(), format!("`--appsync-domain {domain}` is not the name of a host"), "{domain}");
        }
    }
}

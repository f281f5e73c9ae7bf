//! URLs as they may be shown.

use reqwest::Url;

/// Whether the host is this machine, which no proxy reaches.
pub(in crate::outside) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The URL without what may be secret in it: user, password, query.
pub(in crate::outside) fn without_password(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else {
        // A part that could not be read may be a password.
        let rest = url.rsplit('@').next().unwrap_or_default();
        return rest.split_once('?').map_or_else(|| rest.to_owned(), |(path, _)| format!("{path}?***"));
    };
    let _ = parsed.set_username("");
    let _ = parsed.set_password(None);
    if parsed.query().is_some() {
        parsed.set_query(Some("***"));
    }
    parsed.to_string()
}

/// The host, with the port where it is not the scheme's own.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        assert_eq!(without_password("http://me:pass@localhost:9000/a?key=1"), "http://localhost:9000/a?***");
        assert_eq!(without_password("http://me:pass@local host/"), "local host/");
        assert_eq!(without_password("/graphql/?key=1"), "/graphql/?***");
    }

    #[test]
    fn a_host_has_its_port_where_it_is_not_the_usual_one() {
        let host = |url: &str| host_of(&Url::parse(url).unwrap());
        assert_eq!(host("https://me:pass@api.example.com:443/graphql?a=b"), "api.example.com");
        assert_eq!(host("http://[::1]:4000/"), "[::1]:4000");
    }
}

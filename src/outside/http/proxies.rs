//! The proxies that the environment sets. reqwest reads and uses them; what is read here only words faults.

/// The variables that name a proxy for a scheme, in the order in which they count.
///
/// Source: curl(1), "ENVIRONMENT": `http_proxy` in lower case only, since CGI gives a client's header the name in upper
/// case. reqwest takes that too, outside CGI.
const VARIABLES: [(&str, &[&str]); 2] = [
    ("http", &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]),
    ("https", &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
];

/// The variable that names a proxy for this scheme, and its value, which may hold a password.
fn proxy(scheme: &str) -> Option<(&'static str, String)> {
    let (_, names) = VARIABLES.iter().find(|(name, _)| *name == scheme)?;
    names.iter().find_map(|name| Some((*name, std::env::var(name).ok().filter(|value| !value.is_empty())?)))
}

/// The name of the variable that names a proxy for this scheme.
pub(super) fn variable(scheme: &str) -> Option<&'static str> {
    proxy(scheme).map(|(name, _)| name)
}

/// Whether TLS is spoken to a proxy, whatever is spoken to the API.
pub(super) fn speaks_tls() -> bool {
    VARIABLES.iter().filter_map(|(scheme, _)| proxy(scheme)).any(|(_, value)| value.starts_with("https://"))
}

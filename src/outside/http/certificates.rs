//! Whose certificates are trusted: those of a file, the system's, or, where TLS is not spoken, nobody's.

use reqwest::{Certificate, ClientBuilder};

use super::HttpOptions;
use super::faults::innermost;
use crate::error::{Error, Result};

/// Tells the client whom to trust. Without TLS no certificate is read: that would cost more than the request.
pub(super) fn trust(client: ClientBuilder, options: &HttpOptions, tls: bool) -> Result<ClientBuilder> {
    if let Some((file, text)) = &options.cacert {
        return Ok(client.tls_certs_only(bundle(file, text)?));
    }
    Ok(if tls { client } else { client.tls_certs_only([]) })
}

/// The certificates of a PEM file.
fn bundle(file: &str, text: &[u8]) -> Result<Vec<Certificate>> {
    let bad = |what: String| {
        Error::input("bad-certificates", format!("`{file}` {what}"))
            .help("`--cacert` takes certificates as PEM: `-----BEGIN CERTIFICATE-----` and what follows")
    };
    let certificates = Certificate::from_pem_bundle(text)
        .map_err(|error| bad(format!("holds a certificate that cannot be read: {}", innermost(&error))))?;
    if certificates.is_empty() {
        return Err(bad("holds no certificate".to_owned()));
    }
    // What is PEM but no certificate is only found when it is put to use, and would not be named then.
    let alone = |certificate: &Certificate| {
        reqwest::Client::builder().tls_certs_only([certificate.clone()]).no_proxy().build().err()
    };
    match certificates.iter().find_map(alone) {
        Some(error) => Err(bad(format!("holds a certificate that cannot be read: {}", innermost(&error)))),
        None => Ok(certificates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_named() {
        let message = |text: &str| bundle("ca.pem", text.as_bytes()).err().map(|error| error.message().to_owned());
        assert_eq!(message("").as_deref(), Some("`ca.pem` holds no certificate"));
        assert_eq!(message("hello").as_deref(), Some("`ca.pem` holds no certificate"));
        let armoured = |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        assert_eq!(
            message(&armoured("aGVsbG8=")).as_deref(),
            Some("`ca.pem` holds a certificate that cannot be read: ???")
        );
        assert_eq!(
            message(&armoured("%%%")).as_deref(),
            Some("`ca.pem` holds a certificate that cannot be read: invalid certificate encoding")
        );
        let good = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        assert_eq!(message(&good), None);
        assert_eq!(bundle("ca.pem", format!("# mine\n{good}\n{good}").as_bytes()).unwrap().len(), 2);
    }
}

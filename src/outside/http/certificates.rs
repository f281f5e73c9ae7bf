//! Whose certificates are trusted: those of a file, the system's, or, where TLS is not spoken, nobody's.

use reqwest::{Certificate, ClientBuilder};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::HttpOptions;
use crate::error::{Error, Result};

/// Tells the client whom to trust. Without TLS no certificate is read: that would cost more than the request.
pub(super) fn trust(client: ClientBuilder, options: &HttpOptions, tls: bool) -> Result<ClientBuilder> {
    if let Some((file, text)) = &options.cacert {
        return Ok(client.tls_certs_only(bundle(file, text)?));
    }
    Ok(if tls { client } else { client.tls_certs_only([]) })
}

/// The certificates of a PEM file; what else is in it, such as a key or comments, is passed over.
fn bundle(file: &str, text: &[u8]) -> Result<Vec<Certificate>> {
    let bad = |message: String| {
        Error::input("bad-certificates", message)
            .help("`--cacert` takes certificates as PEM: `-----BEGIN CERTIFICATE-----` and what follows")
    };
    // Each is put to use once, since the client would refuse all for one, and not say which.
    let mut roots = RootCertStore::empty();
    let mut certificates = Vec::new();
    for (index, read) in CertificateDer::pem_slice_iter(text).enumerate() {
        let certificate = read.ok().and_then(|der| {
            let certificate = Certificate::from_der(&der).ok()?;
            roots.add(der).is_ok().then_some(certificate)
        });
        let Some(certificate) = certificate else {
            return Err(bad(format!("certificate {} of `{file}` cannot be read", index + 1)));
        };
        certificates.push(certificate);
    }
    if certificates.is_empty() { Err(bad(format!("`{file}` holds no certificate"))) } else { Ok(certificates) }
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
        for body in ["aGVsbG8=", "%%%"] {
            assert_eq!(message(&armoured(body)).as_deref(), Some("certificate 1 of `ca.pem` cannot be read"));
        }
        let good = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        assert_eq!(message(&good), None);
        let second = message(&format!("{good}{}", armoured("aGVsbG8=")));
        assert_eq!(second.as_deref(), Some("certificate 2 of `ca.pem` cannot be read"));
        assert_eq!(bundle("ca.pem", format!("# mine\n{good}\n{good}").as_bytes()).unwrap().len(), 2);
    }
}

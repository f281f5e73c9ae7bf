//! HTTPS with a certificate of an authority that is made for the emulator: there is no other for names of this machine.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::appsync::Secret;
use crate::error::{Error, Result};

const DAY: Duration = Duration::from_secs(86_400);

/// An authority that signs the emulator's certificates.
#[derive(Debug)]
pub struct Authority {
    /// Its certificate, for clients to trust.
    pub certificate_pem: String,
    /// Its private key.
    pub private_key_pem: Secret,
}

impl Authority {
    /// Makes one.
    ///
    /// # Errors
    /// The system gives no randomness for a key.
    pub fn new() -> Result<Self> {
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params()?.self_signed(&key).map_err(failed)?;
        Ok(Self { certificate_pem: certificate.pem(), private_key_pem: Secret::new(key.serialize_pem()) })
    }

    /// Serves HTTPS under the names of this machine, those of each API, and an address.
    ///
    /// # Errors
    /// The authority's key is none.
    pub fn acceptor(&self, region: &str, address: IpAddr) -> Result<TlsAcceptor> {
        let key = KeyPair::from_pem(self.private_key_pem.expose()).map_err(failed)?;
        let issuer = Issuer::new(params()?, key);
        let mut names = vec![
            "localhost".to_owned(),
            format!("*.appsync-api.{region}.localhost"),
            format!("*.appsync-realtime-api.{region}.localhost"),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        if !address.is_loopback() && !address.is_unspecified() {
            names.push(address.to_string());
        }
        let mut leaf = CertificateParams::new(names).map_err(failed)?;
        leaf.distinguished_name = name("appsync-auth local");
        // Some clients refuse certificates that are good for longer than this.
        leaf.not_before = (SystemTime::now() - DAY).into();
        leaf.not_after = (SystemTime::now() + 397 * DAY).into();
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let leaf_key = KeyPair::generate().map_err(failed)?;
        let certificate = leaf.signed_by(&leaf_key, &issuer).map_err(failed)?;
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .map_err(failed)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// What is written in the authority's certificate.
fn params() -> Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params.distinguished_name = name("appsync-auth local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = (SystemTime::now() - DAY).into();
    params.not_after = (SystemTime::now() + 3_650 * DAY).into();
    Ok(params)
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::outside("no-certificate", format!("a certificate for HTTPS cannot be made: {error}"))
}

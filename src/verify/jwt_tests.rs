//! Tokens minted here and elsewhere, and what is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Map, Value, json};

use super::{JwtFault, KeySet, MintingKey};
use crate::error::ErrorKind;

fn rsa() -> String {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap().serialize_pem()
}

fn ec() -> String {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem()
}

fn claims() -> Map<String, Value> {
    json!({ "sub": "s", "exp": 1, "nbf": 99_999_999_999_u64, "aud": ["a"] }).as_object().unwrap().clone()
}

fn set_of(keys: &[Value]) -> KeySet {
    KeySet::parse(&json!({ "keys": keys }).to_string()).unwrap()
}

/// The header of a token.
fn header(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

/// A token with another header, and the signature as it was.
fn with_header(token: &str, header: &Value) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn a_minted_token_has_its_claims_and_fits_the_published_key() {
    for (pem, algorithm) in [(rsa(), "RS256"), (ec(), "ES256")] {
        let key = MintingKey::from_pem(&pem).unwrap();
        let token = key.mint(&claims()).unwrap();
        assert_eq!(header(&token), json!({ "typ": "JWT", "alg": algorithm, "kid": key.id() }));
        let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&payload).unwrap(), Value::Object(claims()));
        let keys = KeySet::parse(&key.key_set().to_string()).unwrap();
        assert_eq!(keys.verify_signature(&token), Ok(()));
        assert_eq!(keys.verify_signature(&format!("Bearer {token}")), Ok(()));
        assert_eq!((&key.jwk()["alg"], &key.jwk()["use"]), (&json!(algorithm), &json!("sig")));
        assert_eq!(MintingKey::from_pem(&pem).unwrap().jwk(), key.jwk());
    }
}

#[test]
fn the_id_of_a_key_is_its_thumbprint() {
    // The key of RFC 7638, section 3.1, published under that id by its own example.
    let example = json!({ "kty": "RSA", "e": "AQAB", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw" });
    let thumbprint = |jwk: &Value| {
        let members = if jwk["kty"] == "RSA" { vec!["e", "kty", "n"] } else { vec!["crv", "kty", "x", "y"] };
        let text: Vec<String> = members.into_iter().map(|name| format!("\"{name}\":{}", jwk[name])).collect();
        let digest =
            aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, format!("{{{}}}", text.join(",")).as_bytes());
        URL_SAFE_NO_PAD.encode(digest)
    };
    assert_eq!(thumbprint(&example), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    for pem in [rsa(), ec()] {
        let key = MintingKey::from_pem(&pem).unwrap();
        assert_eq!(key.id(), thumbprint(&key.jwk()));
        assert_eq!(key.jwk()["kid"], key.id());
    }
}

#[test]
fn every_algorithm_of_a_key_without_alg_is_taken_and_only_the_one_of_a_key_with_alg() {
    let pem = rsa();
    let key = MintingKey::from_pem(&pem).unwrap();
    let mut open = key.jwk();
    open.as_object_mut().unwrap().remove("alg");
    let signing = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    for algorithm in
        [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]
    {
        let header = Header { kid: Some(key.id().to_owned()), ..Header::new(algorithm) };
        let token = encode(&header, &claims(), &signing).unwrap();
        assert_eq!(set_of(&[open.clone()]).verify_signature(&token), Ok(()), "{algorithm:?}");
        let named =
            if algorithm == Algorithm::RS256 { Ok(()) } else { Err(JwtFault::Algorithm(format!("{algorithm:?}"))) };
        assert_eq!(set_of(&[key.jwk()]).verify_signature(&token), named);
    }
    let pem = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap().serialize_pem();
    let signing = EncodingKey::from_ec_pem(pem.as_bytes()).unwrap();
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&signing, Algorithm::ES384).unwrap();
    let token = encode(&Header::new(Algorithm::ES384), &claims(), &signing).unwrap();
    assert_eq!(set_of(&[json!(jwk)]).verify_signature(&token), Ok(()));
}

#[test]
fn neither_none_nor_the_public_key_as_a_secret_is_taken_for_a_signature() {
    let pem = rsa();
    let key = MintingKey::from_pem(&pem).unwrap();
    let keys = set_of(&[key.jwk()]);
    let token = key.mint(&claims()).unwrap();
    for algorithm in ["none", "None", "HS256", "HS512", "ES256", "EdDSA", ""] {
        let header = json!({ "alg": algorithm, "kid": key.id() });
        let refused = Err(JwtFault::Algorithm(algorithm.to_owned()));
        assert_eq!(keys.verify_signature(&with_header(&token, &header)), refused);
        let unsigned = format!("{}.", with_header(&token, &header).rsplit_once('.').unwrap().0);
        assert_eq!(keys.verify_signature(&unsigned), refused);
    }
    let published = key.jwk().to_string();
    let header = Header { kid: Some(key.id().to_owned()), ..Header::new(Algorithm::HS256) };
    let forged = encode(&header, &claims(), &EncodingKey::from_secret(published.as_bytes())).unwrap();
    assert_eq!(keys.verify_signature(&forged), Err(JwtFault::Algorithm("HS256".to_owned())));
}

#[test]
fn what_was_changed_or_signed_by_another_does_not_fit() {
    let (one, other) = (MintingKey::from_pem(&ec()).unwrap(), MintingKey::from_pem(&ec()).unwrap());
    let keys = set_of(&[one.jwk(), other.jwk()]);
    let token = one.mint(&claims()).unwrap();
    let payload = URL_SAFE_NO_PAD.encode(json!({ "sub": "root" }).to_string());
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(keys.verify_signature(&format!("{}.{payload}.{}", parts[0], parts[2])), Err(JwtFault::Signature));
    let swapped = with_header(&token, &json!({ "alg": "ES256", "kid": other.id() }));
    assert_eq!(keys.verify_signature(&swapped), Err(JwtFault::Signature));
    assert_eq!(keys.verify_signature(&format!("{}.{}.", parts[0], parts[1])), Err(JwtFault::Signature));
    let unnamed = with_header(&token, &json!({ "alg": "ES256" }));
    assert_eq!(keys.verify_signature(&unnamed), Err(JwtFault::KeyIdMissing));
    let unknown = with_header(&token, &json!({ "alg": "ES256", "kid": "x" }));
    assert_eq!(keys.verify_signature(&unknown), Err(JwtFault::KeyIdUnknown("x".to_owned())));
    let critical = with_header(&token, &json!({ "alg": "ES256", "kid": one.id(), "crit": ["b64"], "b64": false }));
    assert_eq!(keys.verify_signature(&critical), Err(JwtFault::Critical));
    assert_eq!(set_of(&[one.jwk()]).verify_signature(&token), Ok(()));
    for text in ["", "a", "a.b", "a.b.c", "..", "e30", &format!("{token}.x"), &format!("Token {token}")] {
        assert_eq!(keys.verify_signature(text), Err(JwtFault::NotAJwt), "{text}");
    }
}

#[test]
fn keys_of_other_kinds_are_passed_over_and_a_set_without_any_is_refused() {
    let good = MintingKey::from_pem(&ec()).unwrap();
    let ed = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let mut encryption = good.jwk();
    encryption["use"] = json!("enc");
    let others = [
        json!({ "kty": "oct", "k": "AAAA", "kid": "o" }),
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(ed.public_key_raw()), "kid": "e" }),
        json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA" }),
        json!({ "kty": "RSA", "n": "AA" }),
        json!({ "kty": "RSA", "n": "AA", "e": "AQAB", "alg": "RSA-OAEP" }),
        json!({ "kty": "new" }),
        json!(7),
        encryption,
    ];
    let token = good.mint(&claims()).unwrap();
    let all: Vec<Value> = others.iter().cloned().chain([good.jwk()]).collect();
    assert_eq!(set_of(&all).verify_signature(&token), Ok(()));
    for (text, code, message) in [
        (json!({ "keys": others }).to_string(), "no-usable-key", "the key set has no key that signs"),
        ("{\"keys\": []}".to_owned(), "no-usable-key", "the key set has no key that signs"),
        (good.jwk().to_string(), "not-a-key-set", "the key set has no list `keys`"),
        ("{".to_owned(), "not-a-key-set", "the key set is not JSON (line 1, column 1)"),
    ] {
        let error = KeySet::parse(&text).unwrap_err();
        assert_eq!((error.kind(), error.code(), error.message()), (ErrorKind::Input, code, message), "{text}");
    }
}

#[test]
fn only_an_rsa_or_p_256_private_key_mints() {
    let p384 = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    let ed = KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem();
    let public = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap().public_key_pem();
    for text in [p384.serialize_pem(), ed, public, String::new(), "-----BEGIN PRIVATE KEY-----".to_owned()] {
        let error = MintingKey::from_pem(&text).unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            ("not-a-signing-key", "the signing key is not a private RSA or EC P-256 key in PEM"),
            "{text}"
        );
    }
}

//! Compact JWS against hostile text: every cut, every flipped character, every other header.

use proptest::prelude::*;

use super::*;
use crate::record::testing;

const TYP: &str = "test+jws";

fn key() -> SigningKey {
    testing::signing_key("signer")
}

fn check(jws: &str, key: &SigningKey) -> Result<Verified, JwsError> {
    let public = key.public_key();
    verify(jws, TYP, MAX_JWS, |kid| (*kid == key.kid()).then_some(&public))
}

/// A JWS with this header, signed rightly: only the header is wrong.
fn with_header(header: &str, key: &SigningKey) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode("{}"));
    let signature = key.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn what_is_signed_comes_back() {
    let key = key();
    for payload in ["", "x", "{\"a\":1}", &"long ".repeat(10_000)] {
        let verified = check(&sign(payload.as_bytes(), TYP, &key), &key).unwrap();
        assert_eq!(verified.payload.as_slice(), payload.as_bytes());
        assert_eq!(verified.kid, key.kid());
    }
}

/// RFC 7515, appendix A.3: its header is not ours, its arithmetic is.
#[test]
fn the_signature_of_rfc_7515_holds() {
    let point = [
        &[4][..],
        &URL_SAFE_NO_PAD.decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").unwrap(),
        &URL_SAFE_NO_PAD.decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").unwrap(),
    ]
    .concat();
    let signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
                  Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJq\
                     PP3-Kg6NU1Q";
    let key = PublicKey::new(&point).unwrap();
    assert!(key.verifies(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()));
    let jws = format!("{signed}.{signature}");
    let refused = verify(&jws, TYP, MAX_JWS, |_| Some(&key)).unwrap_err();
    assert!(matches!(refused, JwsError::Header(_)), "{refused}");
}

#[test]
fn a_header_has_exactly_its_three_members() {
    let key = key();
    let kid = key.kid();
    let good = format!(r#"{{"alg":"ES256","typ":"{TYP}","kid":"{kid}"}}"#);
    assert!(check(&with_header(&good, &key), &key).is_ok());
    for (header, expected) in [
        (format!(r#"{{"alg":"ES256","typ":"{TYP}"}}"#), "`kid` is missing"),
        (format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#), "`typ` is missing"),
        (good.replace('}', r#","crit":["b64"]}"#), "`crit` is not agreed"),
        (good.replace('}', r#","kid":"x"}"#), "`kid` stands there twice"),
        (good.replace("\"ES256\"", "null"), "not of the agreed kind"),
        (good.replace('}', ""), "ends too early"),
        (format!("{good}{good}"), "characters; at most"),
        (format!("{good}x"), "not JSON"),
        (good.replace("ES256", "none"), "another algorithm"),
        (good.replace("ES256", "HS256"), "another algorithm"),
        (good.replace(TYP, "JWT"), "another type"),
        (good.replace(TYP, "TEST+JWS"), "another type"),
        (good.replace(&kid.to_string(), "1"), "kid is no SHA-256"),
        (good.replace(&kid.to_string(), &"0".repeat(64)), "is unknown"),
    ] {
        let error = check(&with_header(&header, &key), &key).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let text = format!("{error}: {}", source.unwrap_or_default());
        assert!(text.contains(expected), "{header}: {text}");
    }
}

#[test]
fn every_changed_character_is_noticed() {
    let key = key();
    let jws = sign(b"{\"pay\":\"load\"}", TYP, &key);
    for at in 0..jws.len() {
        for other in ['A', 'B', '.', '=', '+', ' ', 'é'] {
            let changed: String =
                jws.chars().enumerate().map(|(i, c)| if i == at { other } else { c }).collect();
            if changed != *jws {
                assert!(check(&changed, &key).is_err(), "character {at} as {other}");
            }
        }
    }
}

#[test]
fn every_truncation_is_refused() {
    let key = key();
    let jws = sign(b"payload", TYP, &key);
    for end in 0..jws.len() {
        assert!(check(&jws[..end], &key).is_err(), "{end} characters");
    }
    assert_eq!(check("", &key), Err(JwsError::Parts(1)));
}

#[test]
fn there_is_one_spelling() {
    let key = key();
    let jws = sign(b"payload", TYP, &key);
    for other in [format!("{}=", *jws), format!("{}\n", *jws), format!(" {}", *jws)] {
        assert!(check(&other, &key).is_err());
    }
    assert_eq!(check(&format!("{}.", *jws), &key), Err(JwsError::Parts(4)));
    // The last character of 64 bytes carries two bits that must be zero.
    let last = jws.chars().last().unwrap();
    let twin = char::from(last as u8 + 1);
    let twin = format!("{}{twin}", &jws[..jws.len() - 1]);
    assert_eq!(check(&twin, &key), Err(JwsError::Base64("signature")));
}

#[test]
fn a_limit_holds_to_the_character() {
    let key = key();
    let jws = sign(b"payload", TYP, &key);
    let public = key.public_key();
    let verify = |limit| verify(&jws, TYP, limit, |_| Some(&public));
    assert!(verify(jws.len()).is_ok());
    assert_eq!(
        verify(jws.len() - 1),
        Err(JwsError::Oversized { length: jws.len(), limit: jws.len() - 1 })
    );
}

#[test]
fn a_key_must_belong_to_its_certificate() {
    let kid = Kid::of_certificate(b"certificate");
    let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let other = key().public_key();
    let refused = SigningKey::new(pkcs8.as_ref(), kid, &other).unwrap_err();
    assert_eq!(refused, SigningKeyError::OtherCertificate);
    let refused = SigningKey::new(&pkcs8.as_ref()[1..], kid, &other).unwrap_err();
    assert_eq!(refused, SigningKeyError::NotAKey);
}

proptest! {
    #[test]
    fn random_text_is_refused(text in "[A-Za-z0-9_.=-]{0,400}|\\PC{0,100}") {
        prop_assert!(check(&text, &key()).is_err());
    }
}

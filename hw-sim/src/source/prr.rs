//! The Print Ready Record as a compact JWS (RFC 7515, ES256): header of three members, claims
//! bound to station, job and time. `spoil` makes from a good one what a station must refuse.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::chip_data::{ChipDataProfile, Contents};
use super::fault::Spoil;
use super::person::{Person, Trouble};
use super::pictures;
use super::signer::{Signer, SignerError, Signers};

/// The claim `iss`.
pub const ISSUER: &str = "prr-source.spesimen";

/// A station refuses more than this for one lease; only a fault exceeds it.
pub const MAX_LEASE: usize = 512 * 1024;

/// To what a lease is bound.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    pub station: &'a str,
    pub job: &'a str,
    pub lease: &'a str,
    /// Seconds since 1970.
    pub issued_at: i64,
    pub expires_at: i64,
    /// RFC 3339
    pub observed_at: &'a str,
}

/// A signed lease of `person`'s record, troubles and all.
pub fn sign(
    person: &Person,
    terms: &Terms<'_>,
    signers: &Signers,
    profile: &ChipDataProfile,
) -> Result<String, SignerError> {
    let claims = json!({
        "iss": ISSUER,
        "aud": terms.station,
        "iat": terms.issued_at,
        "exp": terms.expires_at,
        "jti": terms.lease,
        "job": terms.job,
        "record": record(person, terms.observed_at, signers, profile)?,
    });
    compact(&claims, &signers.record)
}

/// A lease gone wrong in one way; everything else about it stays right.
pub fn spoil(jws: &str, spoil: Spoil, signer: &Signer) -> Result<String, SignerError> {
    let mut parts: Vec<String> = jws.split('.').map(str::to_owned).collect();
    let Some(mut claims) = claims(jws) else { return Ok(jws.to_owned()) };
    match spoil {
        Spoil::Truncated => return Ok(jws[..jws.len() / 2].to_owned()),
        Spoil::Signature => {
            let flipped = if parts[2].starts_with('A') { "B" } else { "A" };
            parts[2].replace_range(..1, flipped);
            return Ok(parts.join("."));
        }
        Spoil::Payload => {
            claims["record"]["biodata"]["nama"] = json!("ORANG LAIN");
            parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
            return Ok(parts.join("."));
        }
        Spoil::AlgorithmNone => {
            parts[0] = URL_SAFE_NO_PAD.encode(header("none", signer.kid()).to_string());
            return Ok(format!("{}.{}.", parts[0], parts[1]));
        }
        Spoil::Signer => return compact(&claims, &Signer::stranger()?),
        Spoil::Expired => {
            claims["iat"] = json!(claims["iat"].as_i64().unwrap_or(0) - 2 * YEAR);
            claims["exp"] = json!(claims["exp"].as_i64().unwrap_or(0) - YEAR);
        }
        Spoil::Audience => claims["aud"] = json!("STASIUN-LAIN"),
        Spoil::Job => claims["job"] = json!("another-job"),
        Spoil::Person => claims["record"]["biodata"]["nik"] = json!("9909093112990998"),
        Spoil::Oversized => claims["padding"] = json!("x".repeat(MAX_LEASE)),
    }
    compact(&claims, signer)
}

/// The claims of a compact JWS, unverified.
pub fn claims(jws: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(jws.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}

const YEAR: i64 = 365 * 24 * 3600;

fn record(
    person: &Person,
    observed_at: &str,
    signers: &Signers,
    profile: &ChipDataProfile,
) -> Result<Value, SignerError> {
    let trouble = person.trouble;
    let pictures = pictures::of(person);
    let chip_photo = match trouble {
        Trouble::TooLargeForTheChip => &pictures.photo,
        _ => &pictures.chip_photo,
    };
    let signature_image = &pictures.signature;
    let contents = Contents {
        kind: person.kind,
        biodata: &person.biodata,
        photo: chip_photo,
        signature_image,
        minutiae: pictures.minutiae.each_ref().map(Vec::as_slice),
    };
    let photo = match trouble {
        Trouble::PhotoBroken => &pictures.photo[..2_000],
        _ => &pictures.photo,
    };
    let state = match trouble {
        Trouble::StateUnknown => "PRINTED_ON_PAPYRUS",
        _ => "PRINT_READY_RECORD",
    };
    let mut record = json!({
        "state": state,
        "observed_at": observed_at,
        "kind": person.kind,
        "biodata": person.biodata,
        "photo": STANDARD.encode(photo),
        "chip_photo": STANDARD.encode(chip_photo),
        "signature_image": STANDARD.encode(signature_image),
        "minutiae": contents.minutiae.map(|template| STANDARD.encode(template)),
        "chip_signature": chip_signature(&contents, trouble, signers, profile)?,
    });
    remove_what_is_missing(&mut record, trouble);
    Ok(record)
}

fn chip_signature(
    contents: &Contents<'_>,
    trouble: Trouble,
    signers: &Signers,
    profile: &ChipDataProfile,
) -> Result<Value, SignerError> {
    let mut message = profile.message(contents);
    if trouble == Trouble::ChipSignatureWrong {
        message.push(0);
    }
    let stranger = match trouble {
        Trouble::ChipSignerUnknown => Some(Signer::stranger()?),
        _ => None,
    };
    let signer = stranger.as_ref().unwrap_or(&signers.chip);
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(&message)?);
    Ok(json!({ "kid": signer.kid(), "signature": signature }))
}

fn remove_what_is_missing(record: &mut Value, trouble: Trouble) {
    let Some(members) = record.as_object_mut() else { return };
    match trouble {
        Trouble::PhotoMissing => members.remove("photo"),
        Trouble::ChipPhotoMissing => members.remove("chip_photo"),
        Trouble::SignatureMissing => members.remove("signature_image"),
        Trouble::MinutiaeMissing => members.remove("minutiae"),
        _ => None,
    };
}

fn header(algorithm: &str, kid: &str) -> Value {
    json!({ "alg": algorithm, "typ": "prr+jws", "kid": kid })
}

fn compact(claims: &Value, signer: &Signer) -> Result<String, SignerError> {
    let header = URL_SAFE_NO_PAD.encode(header("ES256", signer.kid()).to_string());
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    let input = format!("{header}.{payload}");
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(input.as_bytes())?);
    Ok(format!("{input}.{signature}"))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::super::cast;
    use super::super::chip_data::PROFILE_FOR_TESTS;
    use super::super::population::Population;
    use super::*;

    fn signers() -> Signers {
        Signers { record: Signer::stranger().unwrap(), chip: Signer::stranger().unwrap() }
    }

    fn lease(nik: &str, signers: &Signers) -> String {
        let terms = Terms {
            station: "A",
            job: "job-1",
            lease: "lease-1",
            issued_at: 1_790_000_000,
            expires_at: 1_790_600_000,
            observed_at: "2026-11-21T01:02:03Z",
        };
        let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
        let population = Population::new(1, 0);
        sign(population.person(nik).unwrap(), &terms, signers, &profile).unwrap()
    }

    fn holds(signer: &Signer, jws: &str) -> bool {
        let (input, signature) = jws.rsplit_once('.').unwrap();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, signer.public_key());
        key.verify(input.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).is_ok()
    }

    #[test]
    fn a_lease_is_signed_and_has_the_claims_of_the_contract() {
        let signers = signers();
        let jws = lease(cast::LONGEST_NAME, &signers);
        assert!(holds(&signers.record, &jws) && !holds(&signers.chip, &jws));
        assert!((50_000..MAX_LEASE).contains(&jws.len()), "{}", jws.len());
        let header: Value = serde_json::from_slice(
            &URL_SAFE_NO_PAD.decode(jws.split('.').next().unwrap()).unwrap(),
        )
        .unwrap();
        let kid = signers.record.kid();
        assert_eq!(header, json!({ "alg": "ES256", "typ": "prr+jws", "kid": kid }));
        let claims = claims(&jws).unwrap();
        let members: Vec<_> = claims.as_object().unwrap().keys().collect();
        assert_eq!(members, ["aud", "exp", "iat", "iss", "job", "jti", "record"]);
        let record = claims["record"].as_object().unwrap();
        assert_eq!(record.len(), 9);
        assert_eq!(record["biodata"].as_object().unwrap().len(), 20);
    }

    #[test]
    fn the_chip_data_signature_holds_over_what_the_record_carries() {
        let signers = signers();
        let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
        let population = Population::new(1, 0);
        for (nik, good) in [(cast::ORDINARY_MAN, true), (cast::CHIP_SIGNATURE_WRONG, false)] {
            let person = population.person(nik).unwrap();
            let record = &claims(&lease(nik, &signers)).unwrap()["record"];
            let bytes = |value: &Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
            let minutiae = [bytes(&record["minutiae"][0]), bytes(&record["minutiae"][1])];
            let message = profile.message(&Contents {
                kind: person.kind,
                biodata: &person.biodata,
                photo: &bytes(&record["chip_photo"]),
                signature_image: &bytes(&record["signature_image"]),
                minutiae: [&minutiae[0], &minutiae[1]],
            });
            let signature = record["chip_signature"]["signature"].as_str().unwrap();
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, signers.chip.public_key());
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            assert_eq!(key.verify(&message, &signature).is_ok(), good);
        }
    }

    #[test]
    fn troubles_show_where_they_should() {
        let signers = signers();
        for (nik, member) in [
            (cast::PHOTO_MISSING, "photo"),
            (cast::CHIP_PHOTO_MISSING, "chip_photo"),
            (cast::SIGNATURE_MISSING, "signature_image"),
            (cast::MINUTIAE_MISSING, "minutiae"),
        ] {
            let claims = claims(&lease(nik, &signers)).unwrap();
            assert!(claims["record"].get(member).is_none(), "{member}");
            assert_eq!(claims["record"].as_object().unwrap().len(), 8);
        }
        let large = claims(&lease(cast::TOO_LARGE_FOR_THE_CHIP, &signers)).unwrap();
        assert!(large["record"]["chip_photo"].as_str().unwrap().len() > 3_072 * 4 / 3);
        let state = claims(&lease(cast::UNKNOWN_STATE_IN_LEASE, &signers)).unwrap();
        assert_eq!(state["record"]["state"], "PRINTED_ON_PAPYRUS");
    }

    #[test]
    fn each_spoiled_lease_is_wrong_in_its_one_way() {
        let signers = signers();
        let good = lease(cast::ORDINARY_WOMAN, &signers);
        let make = |way| spoil(&good, way, &signers.record).unwrap();
        for way in [Spoil::Signature, Spoil::Payload, Spoil::Signer] {
            assert!(!holds(&signers.record, &make(way)), "{way:?}");
        }
        let before = claims(&good).unwrap();
        for (way, member) in [
            (Spoil::Expired, "exp"),
            (Spoil::Audience, "aud"),
            (Spoil::Job, "job"),
            (Spoil::Person, "record"),
            (Spoil::Oversized, "padding"),
        ] {
            let jws = make(way);
            assert!(holds(&signers.record, &jws), "{way:?}");
            assert_ne!(claims(&jws).unwrap()[member], before[member], "{way:?}");
            assert_eq!(jws.len() > MAX_LEASE, way == Spoil::Oversized);
        }
        assert!(make(Spoil::AlgorithmNone).ends_with('.'));
        assert!(make(Spoil::Truncated).len() < good.len());
    }
}

//! Wire form of a Print Ready Record: the claims that `contracts/prr-source.yaml` lays down.
//! Members that may lack are read as lacking, so that the refusal can name what is missing.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use super::biodata::{Biodata, Kind};
use super::print_ready_record::PrintReadyRecord;
use super::refusal::RecordRefusal;
use super::state::{DeskAdvice, RecordState};
use super::trust::{ChipSignature, Kid};
use super::{json, jws};

/// JPEG for the face, 480 × 640.
pub const MAX_PHOTO: usize = 256 * 1024;
/// JPEG for the chip.
pub const MAX_CHIP_PHOTO: usize = 3_000;
/// PNG for chip and face.
pub const MAX_SIGNATURE_IMAGE: usize = 1_500;
/// One fingerprint template; the chip's profile may take less.
pub const MAX_TEMPLATE: usize = 2_048;
/// Name of an issuer, a job or a lease.
pub const MAX_ID: usize = 128;

const JPEG: (&str, &[u8]) = ("JPEG", &[0xFF, 0xD8, 0xFF]);
const PNG: (&str, &[u8]) = ("PNG", b"\x89PNG\r\n\x1a\n");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    jti: String,
    job: String,
    record: Record,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    state: RecordState,
    observed_at: Timestamp,
    kind: Option<Kind>,
    biodata: Option<Biodata>,
    #[serde(default)]
    photo: Blob,
    #[serde(default)]
    chip_photo: Blob,
    #[serde(default)]
    signature_image: Blob,
    #[serde(default)]
    minutiae: Vec<Blob>,
    chip_signature: Option<WireChipSignature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireChipSignature {
    kid: Kid,
    signature: String,
}

/// Bytes in base64, decoded on the spot so that no second copy of a person's data is made.
#[derive(Default)]
enum Blob {
    #[default]
    Missing,
    NotBase64,
    Bytes(Zeroizing<Vec<u8>>),
}

/// Reads the payload of a JWS whose signature held.
pub(super) fn read(
    kid: Kid,
    payload: &[u8],
    station: &str,
) -> Result<PrintReadyRecord, RecordRefusal> {
    let claims: Claims = json::read(payload).map_err(RecordRefusal::Malformed)?;
    if claims.aud != station {
        return Err(RecordRefusal::WrongStation);
    }
    let record = claims.record;
    print_ready(record.state)?;
    let [first, second] = take_minutiae(record.minutiae)?;
    let biodata = record.biodata.ok_or(RecordRefusal::Missing { member: "biodata" })?;
    biodata.check().map_err(RecordRefusal::Biodata)?;
    let (issued_at, expires_at) = validity(claims.iat, claims.exp)?;
    Ok(PrintReadyRecord {
        kid,
        issuer: text("iss", claims.iss)?,
        station: claims.aud,
        job: id("job", claims.job)?,
        lease: id("jti", claims.jti)?,
        issued_at,
        expires_at,
        observed_at: record.observed_at,
        kind: record.kind.ok_or(RecordRefusal::Missing { member: "kind" })?,
        biodata,
        photo: image("photo", record.photo, JPEG, MAX_PHOTO)?,
        chip_photo: image("chip_photo", record.chip_photo, JPEG, MAX_CHIP_PHOTO)?,
        signature_image: image(
            "signature_image",
            record.signature_image,
            PNG,
            MAX_SIGNATURE_IMAGE,
        )?,
        minutiae: [first, second],
        chip_signature: take_chip_signature(record.chip_signature)?,
    })
}

/// What a text says of itself before anybody has looked at its signature.
#[derive(Deserialize)]
struct Claimed {
    jti: String,
    job: String,
}

fn claimed(text: &str) -> Option<Claimed> {
    let mut parts = text.get(..jws::MAX_JWS.min(text.len()))?.split('.');
    let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(parts.nth(1)?).ok()?);
    json::read(&payload).ok()
}

/// The lease that a refused text claims to be for this job. Believed by nobody: it is good for
/// giving that lease back and for nothing else.
pub fn claimed_lease(text: &str, job: &str) -> Option<String> {
    let claimed = claimed(text)?;
    (claimed.job == job && is_id(&claimed.jti)).then_some(claimed.jti)
}

/// The job that an unverified text claims to be bound to, to ask for it under that name.
pub fn claimed_job(text: &str) -> Option<String> {
    claimed(text).map(|claimed| claimed.job)
}

/// True if the text can be a name of a lease or a job in URL and file name alike.
pub fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte))
}

fn print_ready(state: RecordState) -> Result<(), RecordRefusal> {
    match state.advice() {
        DeskAdvice::Print => Ok(()),
        DeskAdvice::AskAboutWord => Err(RecordRefusal::UnknownState(state)),
        _ => Err(RecordRefusal::NotPrintReady(state)),
    }
}

fn id(member: &'static str, text: String) -> Result<String, RecordRefusal> {
    if is_id(&text) { Ok(text) } else { Err(RecordRefusal::Value { member }) }
}

fn text(member: &'static str, text: String) -> Result<String, RecordRefusal> {
    let fits = (1..=MAX_ID).contains(&text.len()) && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(RecordRefusal::Value { member }) }
}

fn validity(iat: i64, exp: i64) -> Result<(Timestamp, Timestamp), RecordRefusal> {
    let instant = |member, second| {
        Timestamp::from_second(second).map_err(|_| RecordRefusal::Value { member })
    };
    let (issued_at, expires_at) = (instant("iat", iat)?, instant("exp", exp)?);
    match issued_at < expires_at {
        true => Ok((issued_at, expires_at)),
        false => Err(RecordRefusal::Value { member: "exp" }),
    }
}

fn image(
    member: &'static str,
    blob: Blob,
    (format, magic): (&'static str, &[u8]),
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, RecordRefusal> {
    let bytes = bytes(member, blob, limit)?;
    match bytes.starts_with(magic) {
        true => Ok(bytes),
        false => Err(RecordRefusal::NotAnImage { member, format }),
    }
}

fn take_minutiae(blobs: Vec<Blob>) -> Result<[Zeroizing<Vec<u8>>; 2], RecordRefusal> {
    let count = blobs.len();
    let [first, second] =
        <[Blob; 2]>::try_from(blobs).map_err(|_| RecordRefusal::MinutiaeCount { count })?;
    Ok([bytes("minutiae", first, MAX_TEMPLATE)?, bytes("minutiae", second, MAX_TEMPLATE)?])
}

fn bytes(
    member: &'static str,
    blob: Blob,
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, RecordRefusal> {
    match blob {
        Blob::Bytes(bytes) if bytes.is_empty() => Err(missing(member)),
        Blob::Bytes(bytes) if bytes.len() > limit => {
            Err(RecordRefusal::TooLarge { member, length: bytes.len(), limit })
        }
        Blob::Bytes(bytes) => Ok(bytes),
        Blob::NotBase64 => Err(RecordRefusal::NotBase64 { member }),
        Blob::Missing => Err(missing(member)),
    }
}

fn missing(member: &'static str) -> RecordRefusal {
    match member {
        "photo" => RecordRefusal::MissingPhoto,
        "signature_image" => RecordRefusal::MissingSignatureImage,
        member => RecordRefusal::Missing { member },
    }
}

fn take_chip_signature(wire: Option<WireChipSignature>) -> Result<ChipSignature, RecordRefusal> {
    let wire = wire.ok_or(RecordRefusal::Missing { member: "chip_signature" })?;
    let member = "chip_signature";
    let signature = URL_SAFE_NO_PAD.decode(wire.signature).ok();
    let signature = signature.and_then(|bytes| bytes.try_into().ok());
    Ok(ChipSignature {
        kid: wire.kid,
        signature: signature.ok_or(RecordRefusal::Value { member })?,
    })
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(BlobVisitor)
    }
}

struct BlobVisitor;

impl<'de> Visitor<'de> for BlobVisitor {
    type Value = Blob;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64 or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Blob, E> {
        Ok(Blob::Missing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Blob, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Blob, E> {
        Ok(match STANDARD.decode(text) {
            Ok(bytes) => Blob::Bytes(Zeroizing::new(bytes)),
            Err(_) => Blob::NotBase64,
        })
    }
}

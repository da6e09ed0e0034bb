//! The two files between stations, each a JWS (ES256) of the station that wrote it: what was sent,
//! and what was counted. Neither says anything of a person.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::transfer::Partners;
use super::transfer_fault::TransferRefusal as Refusal;
use crate::journal::{Document, Party, TransferId};
use crate::record::{JwsError, Kind, SigningKey, Uid, json, jws};
use crate::station::StationError;

/// JWS type of the file that goes with a parcel.
pub const TRANSFER: &str = "blanko-transfer+jws";
/// JWS type of the receipt that comes back.
pub const RECEIPT: &str = "blanko-receipt+jws";
/// A lot of 20,000 named blanks fits.
pub const MAX_FILE: usize = 640 * 1024;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    pub transfer: TransferId,
    pub kind: Kind,
    pub quantity: u32,
    /// All of them or none.
    pub uids: Vec<Uid>,
    /// *BAST keluar* of the sender.
    pub bast: Document,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counted {
    pub transfer: TransferId,
    pub kind: Kind,
    pub counted: u32,
    pub uids: Vec<Uid>,
    /// Under which, and on which day, it was taken in.
    pub bast: Document,
}

/// From whom to whom, and by which entry.
pub(super) struct Stamp<'a> {
    pub iss: &'a str,
    pub aud: &'a str,
    pub at: Timestamp,
    pub seq: u64,
    pub head: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims<T> {
    iss: Party,
    aud: String,
    iat: i64,
    journal: Journal,
    body: T,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Journal {
    seq: u64,
    head: String,
}

pub(super) fn write<T: Serialize>(
    stamp: &Stamp<'_>,
    typ: &'static str,
    body: T,
    key: &SigningKey,
) -> Result<String, StationError> {
    let iss = Party::new(stamp.iss).map_err(|_| Refusal::NoKey)?;
    let journal = Journal { seq: stamp.seq, head: stamp.head.clone() };
    let (aud, iat) = (stamp.aud.to_owned(), stamp.at.as_second());
    let claims = Claims { iss, aud, iat, journal, body };
    let payload = serde_json::to_vec(&claims).map_err(|_| Refusal::Unreadable)?;
    Ok(jws::sign(&payload, typ, key).to_string())
}

/// Who signed it for us, and what they say.
pub(super) fn read<T: DeserializeOwned>(
    file: &str,
    typ: &'static str,
    us: &str,
    partners: &Partners,
) -> Result<(Party, T), Refusal> {
    let known = |kid: &_| {
        let mut certificates = partners.certificates.values();
        certificates.find(|(known, _)| known == kid).map(|(_, key)| key)
    };
    let verified = jws::verify(file.trim(), typ, MAX_FILE, known).map_err(|error| match error {
        JwsError::UnknownSigner(kid) => Refusal::UnknownSigner(kid),
        JwsError::WrongSignature(_) => Refusal::Altered,
        JwsError::Type(_) => Refusal::OtherFile,
        _ => Refusal::Unreadable,
    })?;
    let claims: Claims<T> = json::read(&verified.payload).map_err(|_| Refusal::Unreadable)?;
    let Claims { iss, aud, body, .. } = claims;
    let signs = |(kid, _): &(_, _)| *kid == verified.kid;
    if !partners.certificates.get(&iss).is_some_and(signs) {
        return Err(Refusal::NotItsKey(iss));
    }
    match aud == us {
        true => Ok((iss, body)),
        false => Err(Refusal::OtherAddressee { from: iss, to: aud.chars().take(128).collect() }),
    }
}

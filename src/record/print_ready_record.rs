//! The signed Print Ready Record: parsed once, whole, and only then believed. It names its
//! station, job, person and time (JWT claims, RFC 7519) and carries all that a card needs.
//! Lives in memory only; everything of the person is zeroised on drop.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::biodata::{Biodata, Kind};
use super::nik::{Nik, NikWarning};
use super::refusal::RecordRefusal;
use super::trust::{ChipSignature, Kid, RecordTrust};
use super::{claims, jws};

/// JWS type of a Print Ready Record.
pub const TYP: &str = "prr+jws";
/// How far the source's clock may run ahead of ours.
pub const FUTURE_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// What the station asked for, and when it looks.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub station: &'a str,
    pub job: &'a str,
    pub nik: &'a Nik,
    pub now: Timestamp,
}

/// A lease with its record: signed by a signer we know, made out to this station, complete.
#[derive(Clone, PartialEq, Eq)]
pub struct PrintReadyRecord {
    /// Who signed it.
    pub kid: Kid,
    pub issuer: String,
    pub station: String,
    pub job: String,
    /// Id of the lease: 1 to 128 letters, digits, `.`, `_`, `~`, `-`, so it fits URL and file.
    pub lease: String,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// When the source saw the state PRINT_READY_RECORD.
    pub observed_at: Timestamp,
    pub kind: Kind,
    pub biodata: Biodata,
    /// JPEG for the face.
    pub photo: Zeroizing<Vec<u8>>,
    /// Small JPEG for the chip.
    pub chip_photo: Zeroizing<Vec<u8>>,
    /// PNG for chip and face.
    pub signature_image: Zeroizing<Vec<u8>>,
    /// Two fingerprint templates.
    pub minutiae: [Zeroizing<Vec<u8>>; 2],
    pub chip_signature: ChipSignature,
}

impl PrintReadyRecord {
    /// Everything there is to check before a card may be started.
    pub fn verify(
        jws: &str,
        trust: &RecordTrust,
        expected: &Expected<'_>,
    ) -> Result<Self, RecordRefusal> {
        let record = Self::resume(jws, trust, expected)?;
        match record.may_start(expected.now) {
            true => Ok(record),
            false => Err(RecordRefusal::Expired { at: record.expires_at }),
        }
    }

    /// As `verify`, but for a card already started: expiry ends only the right to start.
    pub fn resume(
        jws: &str,
        trust: &RecordTrust,
        expected: &Expected<'_>,
    ) -> Result<Self, RecordRefusal> {
        let record = Self::read(jws, trust, expected.station)?;
        if record.job != expected.job {
            return Err(RecordRefusal::OtherJob);
        }
        if record.biodata.nik != *expected.nik {
            return Err(RecordRefusal::OtherPerson);
        }
        if record.issued_at > expected.now.saturating_add(FUTURE_TOLERANCE).unwrap_or_default() {
            return Err(RecordRefusal::FromTheFuture { at: record.issued_at });
        }
        Ok(record)
    }

    /// A lease as somebody laid it down for this station, before anybody asked for it.
    pub fn read(jws: &str, trust: &RecordTrust, station: &str) -> Result<Self, RecordRefusal> {
        let verified = jws::verify(jws, TYP, jws::MAX_JWS, |kid| trust.record_signer(kid))?;
        let record = claims::read(verified.kid, &verified.payload, station)?;
        let chip_signer = record.chip_signature.kid;
        match trust.chip_signer(&chip_signer) {
            Some(_) => Ok(record),
            None => Err(RecordRefusal::UnknownChipSigner(chip_signer)),
        }
    }

    /// Judged again at the feed: up to and including the second of expiry.
    pub fn may_start(&self, now: Timestamp) -> bool {
        now <= self.expires_at
    }

    /// SPESIMEN stands on the card unless both signers are pinned as production and the person
    /// is not a synthetic one.
    pub fn is_specimen(&self, trust: &RecordTrust) -> bool {
        let pinned =
            trust.is_production(&self.kid) && trust.is_production(&self.chip_signature.kid);
        !pinned || self.biodata.nik.is_synthetic()
    }

    /// Kept with the job; none of them refuses.
    pub fn warnings(&self) -> Vec<NikWarning> {
        self.biodata.warnings()
    }
}

impl fmt::Debug for PrintReadyRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrintReadyRecord")
            .field("lease", &self.lease)
            .field("job", &self.job)
            .field("kind", &self.kind)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

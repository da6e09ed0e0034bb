//! Leases that somebody brought in a folder: each is believed only once its signature holds and
//! it is made out to this station, and only while it may be started.

use std::cmp::Reverse;

use zeroize::Zeroizing;

use super::candidate::{Candidate, LeftOut, WhyNot};
use super::list::{Gathered, LaidLease};
use crate::device::prr_folder::shown;
use crate::journal::JobId;
use crate::record::print_ready_record::FUTURE_TOLERANCE;
use crate::record::{PrintReadyRecord, Reason, RecordRefusal};
use crate::station::Station;
use crate::station::error::StationError;

/// Leases that one batch takes along.
pub const MAX_LEASES: usize = 2_000;
/// What they may weigh together: they lie in memory until their card is made.
pub const MAX_LEASES_BYTES: usize = 256 << 20;

/// The people of these leases; of two leases for one person the younger counts.
pub fn people(station: &Station, laid: &[LaidLease]) -> Result<Gathered, StationError> {
    let mut gathered = Gathered::default();
    let mut taken = Vec::new();
    let mut bytes = 0;
    for lease in laid {
        bytes += lease.jws.len();
        if taken.len() >= MAX_LEASES || bytes > MAX_LEASES_BYTES {
            gathered.left_out.push(LeftOut::nobody(WhyNot::TooManyInTheList));
            continue;
        }
        match PrintReadyRecord::read(lease.jws.trim_end(), &station.trust, &station.id) {
            Err(refusal) => {
                let code = refusal.code().to_owned();
                let why = WhyNot::BadLease { file: shown(&lease.file), code };
                gathered.left_out.push(LeftOut::nobody(why));
            }
            Ok(record) => match why_not(station, &record, lease)? {
                Some(why) => {
                    gathered.left_out.push(LeftOut::person(&record.biodata.nik, why));
                }
                None => taken.push((record.issued_at, candidate(&record, lease))),
            },
        }
    }
    taken.sort_by_key(|(issued_at, _)| Reverse(*issued_at));
    gathered.candidates = taken.into_iter().map(|(_, candidate)| candidate).collect();
    Ok(gathered)
}

fn why_not(
    station: &Station,
    record: &PrintReadyRecord,
    lease: &LaidLease,
) -> Result<Option<WhyNot>, StationError> {
    let now = station.clock.now();
    if !record.may_start(now) {
        return Ok(Some(WhyNot::LeaseExpired { at: record.expires_at }));
    }
    let bad = |code: &str| {
        let file = shown(&lease.file);
        Ok(Some(WhyNot::BadLease { file, code: code.to_owned() }))
    };
    if record.issued_at > now.saturating_add(FUTURE_TOLERANCE).unwrap_or_default() {
        return bad(RecordRefusal::FromTheFuture { at: record.issued_at }.code());
    }
    let Ok(id) = JobId::new(&record.job) else {
        return bad(RecordRefusal::Value { member: "job" }.code());
    };
    let ended = station.ledger.job(&id)?.is_some_and(|job| job.is_over());
    Ok(ended.then_some(WhyNot::LeaseUsed { job: id }))
}

/// A lease says nothing of the reason: it was granted, and its papers were seen, where it was
/// asked for.
fn candidate(record: &PrintReadyRecord, lease: &LaidLease) -> Candidate {
    let biodata = &record.biodata;
    Candidate {
        nik: biodata.nik.clone(),
        kind: record.kind,
        reason: Reason::Baru,
        papers: Vec::new(),
        kecamatan: Zeroizing::new(biodata.kecamatan.clone()),
        kel_desa: Zeroizing::new(biodata.kel_desa.clone()),
        since: Some(record.observed_at),
        disaster: false,
        lease: Some(lease.jws.clone()),
    }
}

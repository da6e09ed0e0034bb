//! The lease: the source's leave to make one good card. Taken once for a job, kept sealed, and
//! dead the moment its return is booked, answered or not.

use crate::books::BatchBook;
use crate::device::SourceError;
use crate::device::source::{LeaseRefusal, LeaseRequest};
use crate::job::{Job, Stage};
use crate::journal::{BatchId, Counted, Event, JobId, LeaseId, LeaseTaken, PersonNumber, Refusal};
use crate::record::claims::claimed_lease;
use crate::record::{Nik, PrintReadyRecord, RecordRefusal};
use crate::station::error::StationError;
use crate::station::step::{Step, Watcher};
use crate::station::{Chain, Station};
use crate::store::{Author, Beside, PersonData};

/// Asks the source, verifies what comes, books and seals it.
pub fn take(
    station: &Station,
    job: &Job,
    author: &Author,
    nik: &Nik,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    station.trust_clock()?;
    station.check_anchor()?;
    let request = LeaseRequest {
        job: job.id.to_string(),
        nik: nik.clone(),
        reason: job.opened.reason.to_string(),
    };
    let leased = station.source().lease(&request);
    let jws = match leased {
        Ok(jws) => jws,
        Err(SourceError::Refused(refusal)) => return refuse(station, author, said(refusal)),
        Err(error) => return Err(error.into()),
    };
    match accept(station, (&job.id, &job.opened.person), nik, &jws) {
        Ok((taken, beside)) => {
            station.ledger.lock().append_beside(author, vec![taken], &beside)?;
        }
        Err(refusal) => return refuse_record(station, job, author, &jws, refusal),
    }
    watch(Step::LeaseTaken {});
    Ok(())
}

/// Verifies a signed record for this job and person: what is booked, and what is kept sealed.
pub fn accept(
    station: &Station,
    (job, number): (&JobId, &PersonNumber),
    nik: &Nik,
    jws: &str,
) -> Result<(Event, Beside), Refusal> {
    let now = station.ledger.lock().lease_time(None);
    let expected = crate::record::Expected { station: &station.id, job: job.as_str(), nik, now };
    let record = PrintReadyRecord::verify(jws, &station.trust, &expected);
    let record = record.map_err(|refusal| broken(&refusal))?;
    let what = || "lease id is no name".to_owned();
    let lease = LeaseId::new(&record.lease)
        .map_err(|_| Refusal::Record { code: "PRR-06".into(), what: what() })?;
    let taken = LeaseTaken {
        lease,
        kind: record.kind,
        signer: record.kid.to_string(),
        expires_at: record.expires_at,
        record: station.sealing.search.record(jws.as_bytes()),
        warnings: record.warnings(),
    };
    let (sealing, entropy) = (&station.sealing, station.entropy.as_ref());
    let data = PersonData::of(&record.biodata);
    let beside = Beside::Record {
        job: job.clone(),
        lease: sealing.seal(entropy, job.as_str(), jws.as_bytes()),
        person: number.clone(),
        data: sealing.seal(entropy, number.as_str(), &data.to_json()),
        words: data.words(&sealing.search),
    };
    Ok((Event::LeaseTaken(taken), beside))
}

/// The person must not stay leased to us for a record that can't become a card. Where the text
/// doesn't even say which lease it is, the job stays open: asked again, it gets the same lease.
fn refuse_record(
    station: &Station,
    job: &Job,
    author: &Author,
    jws: &str,
    refusal: Refusal,
) -> Result<(), StationError> {
    let claimed = claimed_lease(jws, job.id.as_str()).and_then(|id| LeaseId::new(&id).ok());
    let Some(lease) = claimed else { return Err(StationError::Refused(refusal)) };
    let events = vec![Event::JobRefused { refusal }, Event::LeaseGivenBack { lease }];
    station.ledger.book(author, events)?;
    station.bell.ring();
    Ok(())
}

/// Books the return first, then tells the source; the outbox repeats until it is heard.
pub fn give_back(
    station: &Station,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let lease = job.lease.as_ref().map(|taken| taken.lease.clone());
    let lease = lease.ok_or_else(|| StationError::RecordLost(job.id.clone()))?;
    station.ledger.book(author, vec![Event::LeaseGivenBack { lease }])?;
    watch(Step::GivenBack {});
    station.bell.ring();
    Ok(())
}

/// Books a refusal; where a lease was taken, the loop gives it back next.
pub fn refuse(station: &Station, author: &Author, refusal: Refusal) -> Result<(), StationError> {
    Ok(station.ledger.book(author, vec![Event::JobRefused { refusal }])?)
}

/// Books the intent, unless lease or batch came to their end while the machine was looked at: says
/// which. One look at the clock and the booking are not parted.
pub fn start(
    station: &Station,
    (job, batch): (&Job, Option<&BatchId>),
    author: &Author,
    counters: Counted,
) -> Result<Option<Refusal>, StationError> {
    let mut writer = station.ledger.lock();
    let (now, by_lease) = (writer.now(), writer.lease_time(Some(job)));
    if job.lease.as_ref().is_none_or(|lease| by_lease > lease.expires_at) {
        return Ok(Some(Refusal::LeaseExpired {}));
    }
    let goes_on = |open: &BatchBook| batch == Some(&open.id) && open.may_begin(now);
    if batch.is_some() && !writer.books().batch.as_ref().is_some_and(goes_on) {
        return Ok(Some(Refusal::BatchEnded {}));
    }
    writer.append(author, vec![Event::FeedIntended { counters }])?;
    Ok(None)
}

/// The right to start is judged when a blank is about to be taken, not before.
pub fn may_start(station: &Station, job: &Job) -> bool {
    debug_assert!(matches!(job.stage, Stage::Leased | Stage::Prepared));
    let now = station.ledger.lock().lease_time(Some(job));
    job.lease.as_ref().is_some_and(|lease| now <= lease.expires_at)
}

fn said(refusal: LeaseRefusal) -> Refusal {
    match refusal {
        LeaseRefusal::NotPrintReady(state) => Refusal::NotPrintReady { state },
        LeaseRefusal::LeasedElsewhere => Refusal::LeasedElsewhere {},
        LeaseRefusal::UnknownPerson => Refusal::UnknownToSource {},
        LeaseRefusal::LeaseClosed | LeaseRefusal::UnknownLease | LeaseRefusal::OtherJob => {
            Refusal::LeaseClosed {}
        }
    }
}

fn broken(refusal: &RecordRefusal) -> Refusal {
    match refusal {
        RecordRefusal::Expired { .. } => Refusal::LeaseExpired {},
        other => Refusal::Record { code: other.code().to_owned(), what: Chain(other).to_string() },
    }
}

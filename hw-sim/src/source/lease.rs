//! The rules of the source. A lease lets one station make one good card. Its expiry ends only the
//! right to start and frees nobody: a person is leased elsewhere only after an outcome that frees,
//! a give-back, or two people declaring the station lost. The same job gets the same lease.

use std::path::Path;

use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use thiserror::Error;

use super::chip_data::ChipDataProfile;
use super::deeds::{DeedsError, DeedsFile};
use super::fault::{Fault, FaultRule, Faults, Verb};
use super::ledger::{Deed, Filed, Lease, Ledger, Outcome, Phase, Receipt};
use super::person::{PRINT_READY, Person};
use super::population::Population;
use super::prr::{self, Terms};
use super::signer::{Signers, hex};

/// How long a lease may be started.
pub const LEASE_SECONDS: i64 = 600_000;
/// People on one page of the ready list.
pub const MAX_PAGE: usize = 100;

/// Why a request is not granted; each is one `code` of the contract.
#[derive(Debug, Error)]
pub enum Refusal {
    #[error("record is {0}")]
    NotPrintReady(String),
    #[error("another lease holds this person")]
    LeasedElsewhere,
    #[error("this lease is closed")]
    LeaseClosed,
    #[error("nobody has this NIK")]
    UnknownPerson,
    #[error("there is no such lease")]
    UnknownLease,
    #[error("not this station's: {0}")]
    WrongStation(&'static str),
    #[error("contradicts what was said before: {0}")]
    Conflict(&'static str),
    #[error("{0}")]
    BadRequest(&'static str),
    #[error("the source can't keep its books")]
    Storage(#[from] std::io::Error),
    #[error("the source can't sign")]
    Signing(#[from] super::signer::SignerError),
}

#[derive(Debug, Clone)]
pub struct LeaseOrder<'a> {
    pub station: &'a str,
    pub job: &'a str,
    pub nik: &'a str,
}

#[derive(Debug, Clone)]
pub struct Report<'a> {
    pub station: &'a str,
    pub lease: &'a str,
    pub job: &'a str,
    pub outcome: Outcome,
    /// Upper-case hexadecimal.
    pub uid: &'a str,
    pub at: &'a str,
    pub journal_seq: u64,
    pub journal_head: &'a str,
}

/// The source: who is there, what was decided, and the keys that vouch for it.
#[derive(Debug)]
pub struct Source {
    population: Population,
    signers: Signers,
    profile: ChipDataProfile,
    ledger: Ledger,
    deeds: Option<DeedsFile>,
    faults: Faults,
    lease_seconds: i64,
}

impl Source {
    /// Remembers nothing beyond its life.
    pub fn new(population: Population, signers: Signers, profile: ChipDataProfile) -> Self {
        Self {
            population,
            signers,
            profile,
            ledger: Ledger::default(),
            deeds: None,
            faults: Faults::default(),
            lease_seconds: LEASE_SECONDS,
        }
    }

    /// Keeps its deeds in `dir` and goes on from those that lie there.
    pub fn open(
        dir: &Path,
        population: Population,
        signers: Signers,
        profile: ChipDataProfile,
    ) -> Result<Self, DeedsError> {
        let (deeds, ledger) = DeedsFile::open(dir)?;
        Ok(Self { ledger, deeds: Some(deeds), ..Self::new(population, signers, profile) })
    }

    /// As after a power cut: what does not lie in the deeds file is forgotten.
    pub fn restart(&mut self) -> Result<(), DeedsError> {
        self.faults = Faults::default();
        self.ledger = Ledger::default();
        if let Some(deeds) = self.deeds.take() {
            let (deeds, ledger) = deeds.reopened()?;
            (self.deeds, self.ledger) = (Some(deeds), ledger);
        }
        Ok(())
    }

    /// For leases given from now on.
    pub fn set_lease_seconds(&mut self, seconds: i64) {
        self.lease_seconds = seconds;
    }

    // What a station asks.

    /// The record's state; a person never heard of is `UNREGISTERED`.
    pub fn state_of(&self, nik: &str) -> &str {
        let recorded = self.population.person(nik).map(|person| person.state.as_str());
        self.ledger.state(nik).or(recorded).unwrap_or("UNREGISTERED")
    }

    /// The signed record for one job.
    pub fn lease(&mut self, order: &LeaseOrder<'_>, now: Timestamp) -> Result<String, Refusal> {
        self.in_service(order.station)?;
        if let Some(lease) = self.ledger.lease_of_job(order.station, order.job) {
            return match lease {
                lease if lease.nik != order.nik => {
                    Err(Refusal::BadRequest("this job is another person's"))
                }
                lease if lease.phase.holds() => Ok(lease.jws.clone()),
                _ => Err(Refusal::LeaseClosed),
            };
        }
        let person = self.population.person(order.nik).ok_or(Refusal::UnknownPerson)?;
        if self.ledger.holder(order.nik).is_some() {
            return Err(Refusal::LeasedElsewhere);
        }
        let state = self.state_of(order.nik);
        if state != PRINT_READY {
            return Err(Refusal::NotPrintReady(state.to_owned()));
        }
        let (deed, jws) = self.grant(person, order, now)?;
        self.book(deed)?;
        Ok(jws)
    }

    /// Print-ready people whom no lease holds, after `after` in the order of NIK, and whether
    /// more follow.
    pub fn ready(&self, after: &str, limit: usize) -> (Vec<&Person>, bool) {
        let limit = limit.clamp(1, MAX_PAGE);
        let ready = |person: &&Person| {
            let nik = &person.biodata.nik;
            self.state_of(nik) == PRINT_READY && self.ledger.holder(nik).is_none()
        };
        let mut page: Vec<_> = self.population.after(after).filter(ready).take(limit + 1).collect();
        let more = page.len() > limit;
        page.truncate(limit);
        (page, more)
    }

    /// The newest head of a station's journal that it has reported; entry 0 before the first.
    pub fn journal_of(&self, station: &str) -> (u64, String) {
        let leases = self.ledger.leases().filter(|lease| lease.station == station);
        let filed = leases.flat_map(|lease| &lease.reports);
        let newest = filed.max_by_key(|report| report.journal_seq);
        newest
            .map_or((0, "0".repeat(64)), |report| (report.journal_seq, report.journal_head.clone()))
    }

    /// Takes a report once; the same again gets the same receipt.
    pub fn report(&mut self, report: &Report<'_>, now: Timestamp) -> Result<Receipt, Refusal> {
        let lease = self.own_lease(report.station, report.lease, report.job)?;
        let same = |filed: &&Filed| filed.outcome == report.outcome && filed.uid == report.uid;
        if let Some(filed) = lease.reports.iter().find(same) {
            return Ok(filed.receipt.clone());
        }
        if let Some(contradiction) = contradiction(lease, report) {
            return Err(Refusal::Conflict(contradiction));
        }
        if self.ledger.lease_of_card(report.uid).is_some_and(|other| other.id != report.lease) {
            return Err(Refusal::Conflict("this UID is another lease's card"));
        }
        if report.outcome == Outcome::Ready && self.ledger.revoked().contains_key(report.uid) {
            return Err(Refusal::Conflict("this UID is revoked"));
        }
        let receipt = self.ledger.next_receipt(&instant(now));
        let report = Filed {
            outcome: report.outcome,
            uid: report.uid.to_owned(),
            at: report.at.to_owned(),
            journal_seq: report.journal_seq,
            journal_head: report.journal_head.to_owned(),
            receipt: receipt.clone(),
        };
        let lease = lease.id.clone();
        self.book(Deed::Reported { lease, report })?;
        Ok(receipt)
    }

    /// Ends a lease for which no card was made.
    pub fn give_back(
        &mut self,
        station: &str,
        lease: &str,
        job: &str,
        now: Timestamp,
    ) -> Result<Receipt, Refusal> {
        let lease = self.own_lease(station, lease, job)?;
        if let Some(receipt) = &lease.given_back {
            return Ok(receipt.clone());
        }
        if lease.phase != Phase::Open {
            return Err(Refusal::LeaseClosed);
        }
        let lease = lease.id.clone();
        let receipt = self.ledger.next_receipt(&instant(now));
        self.book(Deed::GivenBack { lease, receipt: receipt.clone() })?;
        Ok(receipt)
    }

    /// This UID must never pass as a card again.
    pub fn revoke(
        &mut self,
        station: &str,
        uid: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<Receipt, Refusal> {
        self.in_service(station)?;
        if let Some(revocation) = self.ledger.revoked().get(uid) {
            return Ok(revocation.receipt.clone());
        }
        let receipt = self.ledger.next_receipt(&instant(now));
        let (uid, reason, station) = (uid.to_owned(), reason.to_owned(), station.to_owned());
        self.book(Deed::Revoked { uid, reason, station, receipt: receipt.clone() })?;
        Ok(receipt)
    }

    // What hands at the centre do.

    /// Two people declare a station lost: its leases die, its people are free, it is served no
    /// more. Returns the people freed.
    pub fn declare_lost(
        &mut self,
        station: &str,
        by: [&str; 2],
        now: Timestamp,
    ) -> Result<Vec<String>, Refusal> {
        let names = by.map(|name| name.trim().to_uppercase());
        if names.iter().any(String::is_empty) || names[0] == names[1] {
            return Err(Refusal::BadRequest("it takes two people to declare a station lost"));
        }
        let held = |lease: &&Lease| lease.station == station && lease.phase.holds();
        let freed = self.ledger.leases().filter(held).map(|lease| lease.nik.clone()).collect();
        let (station, by) = (station.to_owned(), by.map(str::to_owned));
        self.book(Deed::StationLost { station, by, at: instant(now) })?;
        Ok(freed)
    }

    /// Moves a record to a state, as the national process would.
    pub fn set_state(&mut self, nik: &str, state: &str, now: Timestamp) -> Result<(), Refusal> {
        let (nik, state) = (nik.to_owned(), state.to_owned());
        self.book(Deed::StateSet { nik, state, at: instant(now) })
    }

    /// False if too many rules lie in wait already.
    pub fn plan(&mut self, rule: FaultRule) -> bool {
        self.faults.add(rule)
    }

    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// True while a fault lies in wait.
    pub fn is_faulty(&self) -> bool {
        self.faults.lie_in_wait()
    }

    // The truth, for those who check.

    /// Leases, cards, revocations and lost stations, as they are.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn population(&self) -> &Population {
        &self.population
    }

    pub fn signers(&self) -> &Signers {
        &self.signers
    }

    pub(super) fn strike(&mut self, verb: Verb) -> Option<Fault> {
        self.faults.strike(verb)
    }

    fn grant(
        &self,
        person: &Person,
        order: &LeaseOrder<'_>,
        now: Timestamp,
    ) -> Result<(Deed, String), Refusal> {
        let lease = lease_id(order);
        let terms = Terms {
            station: order.station,
            job: order.job,
            lease: &lease,
            issued_at: now.as_second(),
            expires_at: now.as_second() + self.lease_seconds,
            observed_at: &instant(now),
        };
        let jws = prr::sign(person, &terms, &self.signers, &self.profile)?;
        let (job, nik) = (order.job.to_owned(), order.nik.to_owned());
        let (station, at) = (order.station.to_owned(), instant(now));
        Ok((Deed::Leased { lease, job, nik, station, at, jws: jws.clone() }, jws))
    }

    fn in_service(&self, station: &str) -> Result<(), Refusal> {
        if self.ledger.lost().contains_key(station) {
            return Err(Refusal::WrongStation("it was declared lost"));
        }
        Ok(())
    }

    fn own_lease(&self, station: &str, id: &str, job: &str) -> Result<&Lease, Refusal> {
        let lease = self.ledger.lease(id).ok_or(Refusal::UnknownLease)?;
        if lease.station != station {
            return Err(Refusal::WrongStation("another holds this lease"));
        }
        self.in_service(station)?;
        if lease.job != job {
            return Err(Refusal::Conflict("this lease is another job's"));
        }
        Ok(lease)
    }

    /// Written first, then true, then answered.
    fn book(&mut self, deed: Deed) -> Result<(), Refusal> {
        if let Some(deeds) = &mut self.deeds {
            deeds.append(&deed)?;
        }
        self.ledger.apply(deed);
        Ok(())
    }
}

/// Seconds, UTC, as the contract writes them.
pub(super) fn instant(now: Timestamp) -> String {
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// The same for the same job for ever, and telling nothing.
pub(super) fn lease_id(order: &LeaseOrder<'_>) -> String {
    let named = format!("lease\n{}\n{}", order.station, order.job);
    hex(&digest(&SHA256, named.as_bytes()).as_ref()[..16])
}

fn contradiction(lease: &Lease, report: &Report<'_>) -> Option<&'static str> {
    if lease.phase == Phase::GivenBack {
        return Some("this lease was given back without a card");
    }
    if lease.reports.iter().any(|filed| filed.uid != report.uid) {
        return Some("this lease's card has another UID");
    }
    match (lease.phase, report.outcome) {
        (Phase::Ready, Outcome::Spoiled) => Some("this card is reported ready"),
        (Phase::Spoiled, Outcome::Ready) => Some("this card is reported spoiled"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;

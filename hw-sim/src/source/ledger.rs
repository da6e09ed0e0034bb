//! What the source has decided and been told, as a fold of deeds: leases, reports, revocations,
//! lost stations. Rules live in `lease`; this only remembers, so a replay gives the same state.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::person::{PRINT_READY, PRINTED, SENT_FOR_PRINTING};

/// One thing done, as it lies in the deeds file. Times are RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    Leased { lease: String, job: String, nik: String, station: String, at: String, jws: String },
    Reported { lease: String, report: Filed },
    GivenBack { lease: String, receipt: Receipt },
    Revoked { uid: String, reason: String, station: String, receipt: Receipt },
    StationLost { station: String, by: [String; 2], at: String },
    StateSet { nik: String, state: String, at: String },
}

/// The source's word that it took something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub receipt: String,
    pub accepted_at: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Printed,
    Ready,
    Spoiled,
}

/// A report of an outcome that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub outcome: Outcome,
    pub uid: String,
    /// As the station says.
    pub at: String,
    pub journal_seq: u64,
    pub journal_head: String,
    pub receipt: Receipt,
}

/// How far a lease has come. `Open` and `Printed` hold the person; the others are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Open,
    Printed,
    Ready,
    Spoiled,
    GivenBack,
    StationLost,
}

impl Phase {
    pub fn holds(self) -> bool {
        matches!(self, Self::Open | Self::Printed)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub id: String,
    pub job: String,
    pub nik: String,
    pub station: String,
    pub issued_at: String,
    pub phase: Phase,
    pub reports: Vec<Filed>,
    pub given_back: Option<Receipt>,
    /// The signed record; empty once the lease is closed.
    pub jws: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    pub reason: String,
    pub station: String,
    pub receipt: Receipt,
}

/// The fold.
#[derive(Debug, Default)]
pub struct Ledger {
    leases: BTreeMap<String, Lease>,
    /// (station, job) → lease: two stations may choose the same word for a job.
    jobs: HashMap<(String, String), String>,
    /// NIK → the lease that holds this person.
    holders: HashMap<String, String>,
    /// UID → the lease whose card it became.
    cards: HashMap<String, String>,
    states: HashMap<String, String>,
    revoked: BTreeMap<String, Revocation>,
    lost: BTreeMap<String, [String; 2]>,
    receipts: u64,
}

impl Ledger {
    pub fn lease(&self, id: &str) -> Option<&Lease> {
        self.leases.get(id)
    }

    pub fn leases(&self) -> impl Iterator<Item = &Lease> {
        self.leases.values()
    }

    pub fn lease_of_job(&self, station: &str, job: &str) -> Option<&Lease> {
        self.leases.get(self.jobs.get(&(station.to_owned(), job.to_owned()))?)
    }

    /// The lease that holds this person, if one does.
    pub fn holder(&self, nik: &str) -> Option<&Lease> {
        self.leases.get(self.holders.get(nik)?)
    }

    /// The lease for which this UID was reported.
    pub fn lease_of_card(&self, uid: &str) -> Option<&Lease> {
        self.leases.get(self.cards.get(uid)?)
    }

    /// The person's state where a deed has changed it.
    pub fn state(&self, nik: &str) -> Option<&str> {
        self.states.get(nik).map(String::as_str)
    }

    /// UID → why and by whom, in the order of UID.
    pub fn revoked(&self) -> &BTreeMap<String, Revocation> {
        &self.revoked
    }

    /// Station → the two people who declared it lost.
    pub fn lost(&self) -> &BTreeMap<String, [String; 2]> {
        &self.lost
    }

    /// The receipt that comes next.
    pub fn next_receipt(&self, now: &str) -> Receipt {
        let receipt = format!("R-{:08}", self.receipts + 1);
        Receipt { receipt, accepted_at: now.to_owned() }
    }

    pub fn apply(&mut self, deed: Deed) {
        match deed {
            Deed::Leased { lease, job, nik, station, at, jws } => {
                self.jobs.insert((station.clone(), job.clone()), lease.clone());
                self.holders.insert(nik.clone(), lease.clone());
                let (phase, reports, given_back) = (Phase::Open, Vec::new(), None);
                let id = lease.clone();
                let issued_at = at;
                let entry =
                    Lease { id, job, nik, station, issued_at, phase, reports, given_back, jws };
                self.leases.insert(lease, entry);
            }
            Deed::Reported { lease, report } => self.reported(&lease, report),
            Deed::GivenBack { lease, receipt } => {
                self.receipts += 1;
                self.close(&lease, Phase::GivenBack);
                if let Some(lease) = self.leases.get_mut(&lease) {
                    lease.given_back = Some(receipt);
                }
            }
            Deed::Revoked { uid, reason, station, receipt } => {
                self.receipts += 1;
                self.revoked.insert(uid, Revocation { reason, station, receipt });
            }
            Deed::StationLost { station, by, .. } => self.station_lost(station, by),
            Deed::StateSet { nik, state, .. } => {
                self.states.insert(nik, state);
            }
        }
    }

    /// A report that comes late (printed after ready) is filed and changes nothing.
    fn reported(&mut self, id: &str, report: Filed) {
        self.receipts += 1;
        self.cards.insert(report.uid.clone(), id.to_owned());
        let outcome = report.outcome;
        let Some(lease) = self.leases.get_mut(id) else { return };
        lease.reports.push(report);
        let (phase, nik) = (lease.phase, lease.nik.clone());
        match (phase, outcome) {
            (Phase::Open, Outcome::Printed) => {
                lease.phase = Phase::Printed;
                self.states.insert(nik, SENT_FOR_PRINTING.to_owned());
            }
            (Phase::Open | Phase::Printed, Outcome::Ready) => {
                self.close(id, Phase::Ready);
                self.states.insert(nik, PRINTED.to_owned());
            }
            (Phase::Open | Phase::Printed, Outcome::Spoiled) => {
                self.close(id, Phase::Spoiled);
                self.states.insert(nik, PRINT_READY.to_owned());
            }
            _ => {}
        }
    }

    fn station_lost(&mut self, station: String, by: [String; 2]) {
        let held = |lease: &&Lease| lease.station == station && lease.phase.holds();
        let ids: Vec<String> = self.leases().filter(held).map(|lease| lease.id.clone()).collect();
        for id in ids {
            self.close(&id, Phase::StationLost);
            if let Some(lease) = self.leases.get(&id) {
                self.states.insert(lease.nik.clone(), PRINT_READY.to_owned());
            }
        }
        self.lost.insert(station, by);
    }

    fn close(&mut self, id: &str, phase: Phase) {
        if let Some(lease) = self.leases.get_mut(id) {
            lease.phase = phase;
            lease.jws = String::new();
            self.holders.remove(&lease.nik);
        }
    }
}

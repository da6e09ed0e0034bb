//! The source's books as JSON, for those who compare them with what a station says. No names
//! and no records: NIKs, jobs, cards and what became of them.

use serde_json::{Value, json};

use super::lease::Source;
use super::ledger::{Lease, Phase};

impl Source {
    /// `leases` with their reports, `revoked` UIDs, `lost` stations.
    pub fn truth(&self) -> Value {
        let leases: Vec<Value> = self.ledger().leases().map(|lease| self.told(lease)).collect();
        let revoked: Vec<Value> = self
            .ledger()
            .revoked()
            .iter()
            .map(|(uid, entry)| {
                json!({
                    "uid": uid,
                    "reason": entry.reason,
                    "station": entry.station,
                    "receipt": entry.receipt.receipt,
                })
            })
            .collect();
        json!({ "leases": leases, "revoked": revoked, "lost": self.ledger().lost() })
    }

    fn told(&self, lease: &Lease) -> Value {
        let reports: Vec<Value> = lease
            .reports
            .iter()
            .map(|filed| {
                json!({
                    "outcome": filed.outcome,
                    "uid": filed.uid,
                    "at": filed.at,
                    "journal": { "seq": filed.journal_seq, "head": filed.journal_head },
                    "receipt": filed.receipt.receipt,
                })
            })
            .collect();
        json!({
            "lease": lease.id,
            "job": lease.job,
            "nik": lease.nik,
            "station": lease.station,
            "issued_at": lease.issued_at,
            "phase": word(lease.phase),
            "state": self.state_of(&lease.nik),
            "reports": reports,
        })
    }
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Open => "open",
        Phase::Printed => "printed",
        Phase::Ready => "ready",
        Phase::Spoiled => "spoiled",
        Phase::GivenBack => "given-back",
        Phase::StationLost => "station-lost",
    }
}

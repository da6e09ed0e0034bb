//! Bodies of `contracts/prr-source.yaml`, as they stand on the wire. Answers are read strictly:
//! a member too many is as wrong as one too few.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::PAGE;
use crate::device::source::{ReadyPage, ReadyPerson, Receipt, Report, SourceError};
use crate::journal::Head;
use crate::record::biodata::MAX_TEXT;
use crate::record::claims::MAX_ID;
use crate::record::{Kind, Nik, Paper, Reason, RecordState, json};

#[derive(Serialize)]
pub struct StatusQuestion<'a> {
    pub nik: &'a Nik,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub state: RecordState,
    pub observed_at: Timestamp,
}

#[derive(Serialize)]
pub struct LeaseQuestion<'a> {
    pub job: &'a str,
    pub nik: &'a Nik,
    pub reason: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    pub lease: String,
}

/// The newest head that this station has reported; 0 before the first report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    seq: u64,
    head: String,
}

impl Anchor {
    pub fn into_head(self) -> Result<Option<Head>, SourceError> {
        let wrong = || SourceError::OutsideContract("`head` is no SHA-256".to_owned());
        match self.seq {
            0 => Ok(None),
            seq => Ok(Some(Head { seq, hash: self.head.parse().map_err(|_| wrong())? })),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ready {
    people: Vec<Person>,
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    nik: Nik,
    kind: Kind,
    kecamatan: String,
    kel_desa: String,
    since: Timestamp,
    reason: Option<Reason>,
    #[serde(default)]
    papers: Vec<Paper>,
    #[serde(default)]
    disaster: bool,
}

#[derive(Serialize)]
pub struct OutcomeReport<'a> {
    job: &'a str,
    outcome: &'static str,
    uid: String,
    at: Timestamp,
    journal: Journal<'a>,
}

/// The station's anchor: head of its journal when it reported.
#[derive(Serialize)]
struct Journal<'a> {
    seq: u64,
    head: &'a str,
}

#[derive(Serialize)]
pub struct GiveBack<'a> {
    pub job: &'a str,
}

#[derive(Serialize)]
pub struct Revocation<'a> {
    pub reason: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptAnswer {
    receipt: String,
    #[serde(rename = "accepted_at")]
    _accepted_at: Timestamp,
}

/// Reads an answer; the error says where it left the contract.
pub fn read<T: DeserializeOwned>(answer: &[u8]) -> Result<T, SourceError> {
    json::read(answer).map_err(|fault| SourceError::OutsideContract(fault.to_string()))
}

impl Ready {
    pub fn into_page(self) -> Result<ReadyPage, SourceError> {
        if self.people.len() > PAGE {
            let count = self.people.len();
            return Err(SourceError::OutsideContract(format!("{count} people on one page")));
        }
        let shown = |text: &str| text.len() <= MAX_TEXT && !text.chars().any(char::is_control);
        if !self.people.iter().all(|one| shown(&one.kecamatan) && shown(&one.kel_desa)) {
            return Err(SourceError::OutsideContract("a place has no readable name".to_owned()));
        }
        let people = self.people.into_iter().map(ReadyPerson::from).collect();
        Ok(ReadyPage { people, next: self.next })
    }
}

impl From<Person> for ReadyPerson {
    fn from(person: Person) -> Self {
        let Person { nik, kind, kecamatan, kel_desa, since, reason, papers, disaster } = person;
        Self { nik, kind, kecamatan, kel_desa, since, reason, papers, disaster }
    }
}

impl<'a> From<&'a Report> for OutcomeReport<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            job: &report.job,
            outcome: report.outcome.as_str(),
            uid: report.uid.to_string(),
            at: report.at,
            journal: Journal { seq: report.journal_seq, head: &report.journal_head },
        }
    }
}

impl ReceiptAnswer {
    pub fn into_receipt(self) -> Result<Receipt, SourceError> {
        let fits = (1..=MAX_ID).contains(&self.receipt.len())
            && self.receipt.bytes().all(|byte| byte.is_ascii_graphic());
        match fits {
            true => Ok(Receipt::Accepted(self.receipt)),
            false => Err(SourceError::OutsideContract("receipt is unreadable".to_owned())),
        }
    }
}

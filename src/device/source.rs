//! The seam to the source of Print Ready Records: status, lease, outcome. The contract is
//! `contracts/prr-source.yaml`; rule by rule, the source decides who may be printed where.

use jiff::Timestamp;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::journal::Head;
use crate::record::{Kind, Nik, Paper, Reason, RecordState, Uid};

/// A record state as somebody saw it: dated, with its source, never a truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// `None`: this source does not know the person, which is not "not ready".
    pub state: Option<RecordState>,
    pub observed_at: Timestamp,
    pub source: String,
    /// The job that a lease laid ready for this person is bound to, if the source names one.
    pub job: Option<String>,
}

#[derive(Debug, Clone)]
pub struct LeaseRequest {
    pub job: String,
    pub nik: Nik,
    /// A word of `record::Reason`.
    pub reason: String,
}

/// A signed Print Ready Record, compact JWS, still unverified.
pub type SignedLease = Zeroizing<String>;

/// How far a lease's card has come, as reported to the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Printed,
    Ready,
    Spoiled,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Ready => "ready",
            Self::Spoiled => "spoiled",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub job: String,
    pub lease: String,
    pub outcome: Outcome,
    pub uid: Uid,
    pub at: Timestamp,
    /// Head of the journal when reported: an anchor outside this machine.
    pub journal_seq: u64,
    pub journal_head: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyPerson {
    pub nik: Nik,
    pub kind: Kind,
    pub kecamatan: String,
    pub kel_desa: String,
    /// Since when the person waits for this card.
    pub since: Timestamp,
    /// Why the card is made, where the source says it; a first card if not.
    pub reason: Option<Reason>,
    /// Papers that were seen where the card was asked for.
    pub papers: Vec<Paper>,
    pub disaster: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyPage {
    pub people: Vec<ReadyPerson>,
    /// Cursor of the next page; `None` at the end.
    pub next: Option<String>,
}

/// What the source said when it took a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// Taken and numbered by the source.
    Accepted(String),
    /// Laid down for a courier; the name under which it lies.
    Deposited(String),
}

#[derive(Debug, Error)]
pub enum SourceError {
    /// The source's own word: this person is not printed here now. Not an error of the line.
    #[error("source refuses: {0}")]
    Refused(LeaseRefusal),
    #[error("source can't be reached: {0}")]
    Unreachable(String),
    #[error("this is not the source we trust: {0}")]
    NotTrusted(String),
    #[error("source does not accept this station: {0}")]
    NotAuthorised(String),
    #[error("source answered outside its contract: {0}")]
    OutsideContract(String),
    #[error("report contradicts an earlier one: {0}")]
    Conflict(String),
    #[error("{path} can't be used: {reason}")]
    Folder { path: String, reason: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LeaseRefusal {
    #[error("record is {0}")]
    NotPrintReady(RecordState),
    #[error("another station holds this person")]
    LeasedElsewhere,
    #[error("this person is unknown there")]
    UnknownPerson,
    #[error("this lease is closed")]
    LeaseClosed,
    #[error("this lease is unknown there")]
    UnknownLease,
    #[error("the lease laid ready for this person is bound to another job")]
    OtherJob,
}

pub trait PrrSource: Send {
    /// Where it is, for people.
    fn name(&self) -> String;
    fn status(&mut self, nik: &Nik) -> Result<Observation, SourceError>;
    /// The same job asking again gets the same lease.
    fn lease(&mut self, request: &LeaseRequest) -> Result<SignedLease, SourceError>;
    fn ready(&mut self, after: Option<&str>) -> Result<ReadyPage, SourceError>;
    /// Idempotent: the same report gets the same receipt.
    fn report(&mut self, report: &Report) -> Result<Receipt, SourceError>;
    /// Idempotent.
    fn give_back(&mut self, lease: &str, job: &str) -> Result<Receipt, SourceError>;
    /// Idempotent: this UID must never pass as a card again. The reason is a word.
    fn revoke(&mut self, uid: &Uid, reason: &str) -> Result<Receipt, SourceError>;

    /// The newest head of our journal that was reported there; `None` where nobody keeps one.
    fn anchor(&mut self) -> Result<Option<Head>, SourceError> {
        Ok(None)
    }

    /// What lies there and can't be used, in words, for `doctor`; nothing of it is touched.
    fn complaints(&mut self) -> Result<Vec<String>, SourceError> {
        Ok(Vec::new())
    }
}

/// A reason travels as a word (`chip_alive`), never as a sentence that could name somebody.
pub(super) fn reason_word(reason: &str) -> Result<&str, SourceError> {
    let is_word = (1..=64).contains(&reason.len())
        && reason.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    match is_word {
        true => Ok(reason),
        false => Err(SourceError::OutsideContract("reason is no word".to_owned())),
    }
}

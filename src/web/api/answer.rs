//! What programs get for what they sent. Words and numbers of the books; the NIK is masked, and a
//! name stands only where an entry says who looked.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::control::counter::{CardDone, DeskDone, JobDone, StatusDone};
use crate::control::{Done, Failed};
use crate::journal::{JobId, LaneName};
use crate::text::{Fault, Say};
use crate::web::fault;

pub fn job(text: &str) -> Result<JobId, Failed> {
    JobId::new(text).map_err(|_| fault::wrong_field("job"))
}

pub fn maybe_lane(text: Option<&str>) -> Result<Option<LaneName>, Failed> {
    text.map(|text| LaneName::new(text).map_err(|_| fault::wrong_field("lane"))).transpose()
}

/// A sentence in both languages.
#[derive(Serialize, JsonSchema)]
pub struct Both {
    pub id: String,
    pub en: String,
}

impl From<Say> for Both {
    fn from(Say { id, en }: Say) -> Self {
        Self { id, en }
    }
}

/// A stable code with its sentence.
#[derive(Serialize, JsonSchema)]
pub struct Coded {
    pub code: String,
    pub id: String,
    pub en: String,
}

impl From<Fault> for Coded {
    fn from(Fault { code, say }: Fault) -> Self {
        Self { code, id: say.id, en: say.en }
    }
}

/// Who is signed in, and the token that each POST carries.
#[derive(Serialize, JsonSchema)]
pub struct Session {
    pub name: String,
    pub role: String,
    pub csrf: String,
}

#[derive(Serialize, JsonSchema)]
pub struct Booked {
    pub booked: bool,
}

impl Booked {
    pub fn of(done: &Done) -> Option<Self> {
        matches!(done, Done::Booked {}).then_some(Self { booked: true })
    }
}

/// What the source says of a person, beside what our books hold.
#[derive(Serialize, JsonSchema)]
pub struct Status {
    /// Masked.
    pub nik: String,
    /// Word of the register; absent: the source does not know this person.
    pub state: Option<String>,
    pub observed_at: String,
    pub source: String,
    pub advice: Option<Both>,
    /// Cards of theirs that did not end.
    pub jobs: Vec<JobLine>,
    pub receipt: Option<String>,
    pub suket: Option<String>,
    pub expected: Option<String>,
    /// Text of the paper's QR.
    pub qr: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct JobLine {
    pub job: String,
    pub stage: String,
    pub lane: Option<String>,
}

impl From<JobDone> for JobLine {
    fn from(JobDone { job, stage, lane }: JobDone) -> Self {
        Self { job, stage, lane }
    }
}

impl From<StatusDone> for Status {
    fn from(done: StatusDone) -> Self {
        let advice = done.advice_id.zip(done.advice_en).map(|(id, en)| Both { id, en });
        Self {
            nik: done.nik,
            state: done.state,
            observed_at: done.observed_at,
            source: done.source,
            advice,
            jobs: done.jobs.into_iter().map(JobLine::from).collect(),
            receipt: done.receipt,
            suket: done.suket,
            expected: done.expected,
            qr: done.qr,
        }
    }
}

/// A card at work, or made: `GET /api/card/{job}` tells the rest.
#[derive(Serialize, JsonSchema)]
pub struct Printing {
    pub job: String,
    pub stage: String,
    pub uid: Option<String>,
    pub register: Option<String>,
}

impl Printing {
    pub fn of(done: Done) -> Option<Self> {
        match done {
            Done::Printed { job, stage, uid, register } => Some(Self {
                job: job.to_string(),
                stage,
                uid: uid.map(|uid| uid.to_string()),
                register,
            }),
            _ => None,
        }
    }
}

/// One card, without a word of whose it is.
#[derive(Serialize, JsonSchema)]
pub struct Card {
    pub job: String,
    pub stage: String,
    pub stage_said: Both,
    pub lane: Option<String>,
    pub uid: Option<String>,
    /// Number in the register, once it was printed.
    pub register: Option<String>,
    pub opened_at: String,
    pub over: bool,
    pub steps: Vec<Step>,
    /// Why the last command for it came to nothing.
    pub short: Option<Coded>,
}

/// One entry of the journal about it.
#[derive(Serialize, JsonSchema)]
pub struct Step {
    pub seq: u64,
    pub at: String,
    /// The entry's word.
    pub step: String,
    pub said: Both,
}

#[derive(Serialize, JsonSchema)]
pub struct Inspected {
    pub job: String,
    pub uid: String,
}

/// Whose a card is.
#[derive(Serialize, JsonSchema)]
pub struct DeskCard {
    pub register: String,
    pub uid: String,
    pub stage: String,
    /// Masked.
    pub nik: String,
    pub nama: String,
    pub alamat: String,
    pub kel_desa: String,
    pub kecamatan: String,
    /// Its chip was read whole.
    pub tapped: bool,
}

impl DeskCard {
    pub fn of(done: Done) -> Option<Self> {
        match done {
            Done::Desk(desk) => match *desk {
                DeskDone::Card(card) => Some(card.into()),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<CardDone> for DeskCard {
    fn from(card: CardDone) -> Self {
        let CardDone { register, uid, stage, nik, nama, alamat, kel_desa, kecamatan, tapped } =
            card;
        Self { register, uid, stage, nik, nama, alamat, kel_desa, kecamatan, tapped }
    }
}

/// A card that was lost sight of: what happened, where to look, what to do.
#[derive(Serialize, JsonSchema)]
pub struct UnknownCard {
    pub job: String,
    pub lane: Option<String>,
    pub since: String,
    pub blank: Option<String>,
    pub act: String,
    pub cause: Coded,
    pub may_be_printed: bool,
    pub missed_by: Option<String>,
    pub said: Both,
}

#[derive(Serialize, JsonSchema)]
pub struct Settled {
    /// Where it was; absent while a second person has to look.
    pub found: Option<String>,
    pub second_person_needed: bool,
}

impl From<crate::station::Settled> for Settled {
    fn from(settled: crate::station::Settled) -> Self {
        match settled {
            crate::station::Settled::Booked(found) => {
                let word = serde_json::to_value(found).ok();
                let word = word.as_ref().and_then(|word| word["is"].as_str());
                Self { found: word.map(ToOwned::to_owned), second_person_needed: false }
            }
            crate::station::Settled::SecondPersonNeeded => {
                Self { found: None, second_person_needed: true }
            }
        }
    }
}

/// A command that waits, or waited, for a second person.
#[derive(Serialize, JsonSchema)]
pub struct Approval {
    pub approval: String,
    pub command: String,
    pub asked_by: String,
    pub asked_at: String,
    pub expires_at: String,
    /// `asked`, `given`, `declined` or `expired`.
    pub state: String,
    pub by: Option<String>,
    /// While it is open: what it would do.
    pub said: Option<Both>,
}

/// What was agreed to is done, or at work.
#[derive(Serialize, JsonSchema)]
pub struct Agreed {
    /// What kind of thing it came to.
    pub done: String,
    /// The card, if it makes one.
    pub job: Option<String>,
}

impl Agreed {
    pub fn of(done: &Done) -> Self {
        let word = serde_json::to_value(done).unwrap_or_default();
        let job = match done {
            Done::Printed { job, .. } | Done::Inspected { job, .. } => Some(job.to_string()),
            _ => None,
        };
        let word = word["done"].as_str().unwrap_or("booked").to_owned();
        Self { done: word, job }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct Lane {
    pub lane: String,
    /// Serial number.
    pub printer: Option<String>,
    pub reader: Option<String>,
    /// Printer and reader belong together: a card has shown it.
    pub proven: bool,
    /// The printer's own count.
    pub cards: Option<u64>,
    /// Why it stands still.
    pub stopped: Option<Coded>,
    /// Its word at this moment: `idle`, `card`, `away` …
    pub doing: String,
    pub said: Both,
}

pub fn doing(doing: &crate::station::night::Doing) -> String {
    let word: Value = serde_json::to_value(doing).unwrap_or_default();
    word["doing"].as_str().unwrap_or("?").to_owned()
}

#[derive(Serialize, JsonSchema)]
pub struct Stock {
    pub lines: Vec<StockLine>,
    pub places: Vec<Held>,
}

/// All lanes of a kind.
#[derive(Serialize, JsonSchema)]
pub struct StockLine {
    pub kind: String,
    pub received: i64,
    pub vault: i64,
    pub hoppers: i64,
    pub machines: i64,
    pub output: i64,
    pub ready: i64,
    pub spoiled: i64,
    pub unknown: i64,
    pub missing: i64,
    pub unexplained: i64,
    pub lent: i64,
    pub in_transit: i64,
    pub delivered: i64,
    pub withdrawn: i64,
}

#[derive(Serialize, JsonSchema)]
pub struct Held {
    pub kind: String,
    pub place: String,
    pub quantity: i64,
}

#[derive(Serialize, JsonSchema)]
pub struct Clock {
    pub now: String,
}

impl Clock {
    pub fn of(done: &Done) -> Option<Self> {
        match done {
            Done::ClockConfirmed { now } => Some(Self { now: now.clone() }),
            _ => None,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct BatchTold {
    pub batch: String,
    pub state: String,
}

impl BatchTold {
    pub fn of(done: &Done) -> Option<Self> {
        match done {
            Done::Batch { batch, state } => {
                Some(Self { batch: batch.to_string(), state: state.clone() })
            }
            _ => None,
        }
    }
}

#[derive(Serialize, JsonSchema)]
pub struct LastBatch {
    /// Absent: there was none yet.
    pub batch: Option<Batch>,
}

#[derive(Serialize, JsonSchema)]
pub struct Batch {
    pub batch: String,
    /// `running`, `paused`, `ending`, or how it ended.
    pub state: String,
    pub actor: String,
    pub cards: u32,
    pub left_out: u32,
    pub closes: Option<String>,
    /// Entries that opened and closed it.
    pub opened: u64,
    pub closed: Option<u64>,
}

/// Cards in printing order; nobody is named.
#[derive(Serialize, JsonSchema)]
pub struct Queue {
    pub batch: Option<String>,
    pub cards: Vec<Queued>,
}

#[derive(Serialize, JsonSchema)]
pub struct Queued {
    pub n: u32,
    pub job: String,
    pub stage: String,
}

//! Messages of the control socket. A request is answered by any number of steps and one end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::counter::{DeskDone, DeskOrder};
use super::plan::{ListOrder, PlanReply};
use super::stock::StockOrder;
use crate::document::Sealed;
use crate::journal::{
    ApprovalId, BatchId, Film, JobId, LaneName, OldCardFate, Priority, Refusal, Role, StaffName,
    TokenDigest, TransferId, Verdict,
};
use crate::record::{Nik, Paper, Reason, Uid};
use crate::station::night::Doing;
use crate::station::papers::PaperOrder;
use crate::station::{CountStep, Pin, Settled, Step, Whereabouts};

/// A lot of 20,000 listed UIDs fits.
pub const MAX_REQUEST_BYTES: u64 = 1 << 20;
/// Two pictures and a PDF fit.
pub const MAX_REPLY_BYTES: u64 = 32 << 20;

/// Who gives the command, on a line before it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    #[serde(rename = "as")]
    pub name: String,
    pub pin: Pin,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    Print {
        nik: Nik,
        reason: Reason,
        papers: Vec<Paper>,
        lane: Option<LaneName>,
        #[serde(default)]
        priority: Option<Priority>,
        /// What becomes of the card that the person has: for a reprint.
        #[serde(default)]
        old_card: Option<OldCardFate>,
    },
    /// What happens at the counter and the sorting desk.
    Desk {
        order: DeskOrder,
    },
    Preview {
        nik: Nik,
    },
    Inspect {
        verdict: Verdict,
        tap: bool,
        uid: Option<Uid>,
    },
    Stock {
        order: StockOrder,
    },
    /// What each lane does at this moment.
    Lanes {},
    ReleaseLane {
        lane: LaneName,
    },
    ConfirmClock {},
    SettleUnknown {
        job: JobId,
        found: Whereabouts,
        tap: bool,
    },
    ConfirmLane {
        lane: LaneName,
        film: Option<Film>,
        temperature: Option<u16>,
    },
    /// The list's pieces follow, a line each.
    PlanBatch {
        list: ListOrder,
    },
    /// The list's pieces follow, a line each.
    BatchRun {
        list: ListOrder,
        detach: bool,
        closes: Option<jiff::Timestamp>,
    },
    /// Steps of the open batch until it closes.
    BatchWatch {},
    BatchPause {},
    BatchResume {},
    BatchStop {},
    /// A program's token, of which only the digest comes here; a name that nobody has becomes one.
    SetToken {
        name: StaffName,
        digest: TokenDigest,
        days: u16,
    },
    AddPerson {
        name: StaffName,
        role: Role,
        pin: Pin,
    },
    ChangeRole {
        name: StaffName,
        role: Role,
    },
    RemovePerson {
        name: StaffName,
    },
    /// Without a name, one's own.
    SetPin {
        name: Option<StaffName>,
        pin: Pin,
    },
    Unlock {
        name: StaffName,
    },
    Approve {
        approval: ApprovalId,
    },
    Decline {
        approval: ApprovalId,
    },
    /// Destroys the sealed data of everybody whose time is over.
    ErasePeople {},
    /// Answered by its volumes, one by one.
    Paper {
        order: PaperOrder,
    },
    /// A copy of the books is about to be made.
    NoteBackup {},
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Step(Step),
    Done(Done),
    Failed(Failed),
    Paper(Box<Sealed>),
}

/// What a command came to.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Done {
    Printed {
        job: JobId,
        stage: String,
        uid: Option<Uid>,
        register: Option<String>,
    },
    Previewed {
        front_png: String,
        back_png: String,
        proof_pdf: String,
    },
    Inspected {
        job: JobId,
        uid: Uid,
        nama: Option<String>,
        nik: Option<String>,
    },
    Booked {},
    Count(CountStep),
    Desk(Box<DeskDone>),
    Settled(Settled),
    ClockConfirmed {
        now: String,
    },
    Planned(Box<PlanReply>),
    Batch {
        batch: BatchId,
        state: String,
    },
    Lanes(BTreeMap<LaneName, Doing>),
    Erased {
        people: usize,
    },
    /// The signed file of a transfer.
    Transfer {
        transfer: TransferId,
        file: String,
    },
    Papered {
        volumes: u32,
    },
}

/// Why it came to nothing: a sentence for people, a meaning for programs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Failed {
    pub code: String,
    pub id: String,
    pub en: String,
    pub meaning: Meaning,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Refusal>>,
}

/// Exit codes are given by meaning, not by place in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Something of ours, or of the system, failed.
    Failure = 1,
    /// The command itself can't be.
    Usage = 2,
    /// Refused, and nothing was consumed.
    Refused = 3,
    /// A person has to help or to look for a card.
    NeedsPerson = 4,
    /// A printer or reader is out of reach.
    Device = 5,
    /// The record source is out of reach.
    Source = 6,
    /// No daemon runs.
    NoDaemon = 7,
    /// The books are not whole.
    Books = 8,
    /// `doctor` found something.
    Doctor = 9,
}

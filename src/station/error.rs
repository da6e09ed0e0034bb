//! Why a command did not reach its end, by what has to be done about it.

use thiserror::Error;

use super::batch::CsvFault;
use super::products::ProductError;
use super::stock::StockFault;
use crate::device::sundry::KeyError;
use crate::device::{PrinterError, ReaderError, SourceError};
use crate::journal::{ActName, Cause, JobId, LaneName, Refusal, SpoilReason};
use crate::record::{JwsError, Kind, Uid};
use crate::store::StoreError;

#[derive(Debug, Error)]
pub enum StationError {
    /// Not an error: nothing was consumed.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Nothing was taken, or the same card waits at the station: help, release, ask again.
    #[error("lane {lane} waits: {}", cause.code())]
    Paused { lane: LaneName, cause: Cause },
    #[error("lane {lane} stands still: {}", cause.code())]
    LaneStopped { lane: LaneName, cause: Cause },
    #[error("job {job}: what `{act:?}` did is unknown: {}", cause.code())]
    Unknown { job: JobId, act: ActName, cause: Cause },
    /// No card came of it: as many blanks were lost as one job may use.
    #[error("job {job} ended without a card: {reason}")]
    BlanksSpoiled { job: JobId, reason: SpoilReason },
    /// Another job's card is in the machine or unknown there.
    #[error("lane {lane} is busy with job {job}")]
    Busy { lane: LaneName, job: JobId },
    /// All is checked and nothing booked: another person of another role has to agree.
    #[error("a second person has to agree")]
    SecondPersonNeeded,
    #[error(transparent)]
    Sign(#[from] super::people::SignFault),
    /// The lane that was asked holds blanks of another kind.
    #[error("blanks {kind} lie in lane {lane}")]
    BlanksInLane { kind: Kind, lane: LaneName },
    #[error("no lane is called {0}")]
    NoSuchLane(String),
    #[error("lane {0} is not at work")]
    LaneGone(LaneName),
    #[error("job {0} has no unknown card")]
    NotUnknown(JobId),
    /// The journal shows that it can't be there.
    #[error("the card of job {job} can't be found as {found:?}")]
    CannotBe { job: JobId, found: super::unknown::Whereabouts },
    #[error("card {uid} is not the one that job {job} looks for")]
    NotThisCard { job: JobId, uid: Uid },
    #[error("the card of job {0} has to be tapped")]
    TapNeeded(JobId),
    /// Nothing that goes by the time is begun before a person has confirmed it.
    #[error("clock says {found}, expected about {expected}")]
    ClockDoubted { expected: jiff::Timestamp, found: jiff::Timestamp },
    #[error("lane {0} is no retransfer printer")]
    NotRetransfer(LaneName),
    /// The list itself can't be read: nobody on it was looked at.
    #[error("list")]
    List(#[from] CsvFault),
    #[error("nothing waits to be inspected")]
    NothingToInspect,
    #[error("{0} cards wait to be inspected: tap one, or name it")]
    InspectWhich(usize),
    #[error("card {0} is not one that waits to be inspected")]
    NotAtOutput(String),
    #[error("no desk reader is configured")]
    NoDesk,
    #[error("no card was laid on the desk reader")]
    NothingTapped,
    /// What the chip holds is not what the register says it holds.
    #[error("card {uid}: chip differs in {files:?}")]
    ChipDiffers { uid: Uid, files: Vec<String> },
    #[error("card {uid} can't be read at the desk: {}", cause.code())]
    DeskFailed { uid: Uid, cause: Cause },
    #[error("{0}")]
    Counter(#[from] super::counter_fault::CounterFault),
    #[error("{0}")]
    Stock(#[from] StockFault),
    #[error("preview is for synthetic people and SPESIMEN only")]
    PreviewOfAPerson,
    #[error("the record kept for job {0} is gone or does not open")]
    RecordLost(JobId),
    #[error("a card prepared anew for job {0} is not the card prepared before")]
    PreparedDiffers(JobId),
    #[error("job {0} is under way for this person")]
    UnderWay(JobId),
    #[error("batch {0} is open")]
    BatchOpen(crate::journal::BatchId),
    #[error("no batch is open")]
    NoBatch,
    #[error("no batch is called {0}")]
    NoSuchBatch(crate::journal::BatchId),
    #[error("closing time {0} has passed")]
    ClosesInThePast(jiff::Timestamp),
    #[error("no card is to be made")]
    EmptyBatch,
    #[error("{0} cards are more than one batch takes")]
    BatchTooLong(usize),
    #[error("books")]
    Store(#[from] StoreError),
    #[error("source")]
    Source(#[from] SourceError),
    #[error("printer")]
    Printer(#[from] PrinterError),
    #[error("reader")]
    Reader(#[from] ReaderError),
    #[error("card keys")]
    Keys(#[from] KeyError),
    #[error("layout")]
    Product(#[from] ProductError),
    #[error("signature")]
    Jws(#[from] JwsError),
    #[error(transparent)]
    NoPaper(#[from] super::papers::NoPaper),
    /// It was looked at before: nothing is booked.
    #[error("card {uid} is {stage}")]
    InspectedBefore { uid: Uid, stage: &'static str },
}

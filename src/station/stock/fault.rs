//! Why blanks can't be booked so: nothing was changed.

use jiff::civil::Date;
use thiserror::Error;

use super::paper::{MAX_NUMBER, MAX_WITNESSES, MIN_WITNESSES};
use crate::books::{CountFault, DayFault, PaperFault, Shortage};
use crate::journal::{LaneName, PaperKind, Place};
use crate::record::{Kind, Uid};

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StockFault {
    #[error("a quantity is 1 to {limit}, not {quantity}")]
    Quantity { quantity: u32, limit: u32 },
    #[error("{listed} UIDs are listed for {quantity} blanks")]
    UidsDiffer { listed: usize, quantity: u32 },
    #[error("UID {0} stands on a list already")]
    UidTwice(Uid),
    #[error("{} `{number}` was booked before", kind.as_str())]
    PaperTwice { kind: PaperKind, number: String },
    #[error("a paper's number is 1 to {MAX_NUMBER} printable characters")]
    NumberUnusable,
    #[error("what is written on a paper is too long or not printable: at most {limit} characters")]
    WordsUnusable { limit: usize },
    #[error("{named} witnesses; it takes {MIN_WITNESSES} to {MAX_WITNESSES}")]
    Witnesses { named: usize },
    #[error("document is dated {0}, which is still to come")]
    FutureDate(Date),
    #[error("document is dated {0}, before any that there can be")]
    TooOld(Date),
    #[error("document is dated {dated}, before the day that was closed on {closed}")]
    ClosedDate { dated: Date, closed: Date },
    #[error("{0}")]
    Shortage(#[from] Shortage),
    #[error("hopper of lane {lane} holds {other}")]
    OtherKind { lane: LaneName, other: Kind },
    #[error("the hopper of lane {lane} takes {room} more of {limit}")]
    HopperFull { lane: LaneName, room: i64, limit: u32 },
    #[error("`{0}` is no word for a blank that no machine has touched")]
    SpoilWord(crate::journal::SpoilReason),
    #[error("blank {uid} does not lie in {place}")]
    NotThere { uid: Uid, place: Place },
    #[error("{waiting} revoked cards are not named, and go first")]
    AliveFirst { waiting: usize },
    #[error(transparent)]
    Undo(#[from] PaperFault),
    #[error(transparent)]
    Count(#[from] CountFault),
    /// All that keeps the day open.
    #[error("the day stays open: {} differences", .0.len())]
    Day(Vec<DayFault>),
    #[error("a kepala has to take it on")]
    Kepala,
    #[error("one NIK is of one card, not of {quantity}")]
    OneHolder { quantity: u32 },
    #[error(transparent)]
    Ribbon(#[from] crate::books::RibbonFault),
    #[error(transparent)]
    Transfer(super::transfer_fault::TransferRefusal),
    #[error("days are open: {0:?}")]
    DaysOpen(Vec<Date>),
}

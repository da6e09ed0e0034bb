//! Why blanks can't go to another station so, or come from one: nothing was changed.

use jiff::civil::Date;
use thiserror::Error;

use super::fault::StockFault;
use crate::books::TransferFault;
use crate::journal::{Party, TransferId};
use crate::record::{Kid, Kind, Uid};
use crate::station::StationError;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransferRefusal {
    #[error("this station has no key to sign with")]
    NoKey,
    #[error("{0} is no partner of this station")]
    Stranger(Party),
    #[error("not a signed file as stations exchange them")]
    Unreadable,
    #[error("another kind of file")]
    OtherFile,
    #[error("signed by {0}, who is no partner")]
    UnknownSigner(Kid),
    #[error("the file was altered after it was signed")]
    Altered,
    #[error("not signed with the key of {0}")]
    NotItsKey(Party),
    #[error("from {from} to {to}, not to us")]
    OtherAddressee { from: Party, to: String },
    #[error("the file says {file}, counted were {counted}")]
    OtherKind { file: Kind, counted: Kind },
    #[error("{sent} were sent by name and {counted} came: which ones?")]
    ScanThem { sent: u32, counted: u32 },
    #[error("blank {0} is not named in the file")]
    NotOnTheFile(Uid),
    #[error("taken in on {dated}, before it was sent on {sent}")]
    BeforeSent { dated: Date, sent: Date },
    #[error("no transfer {0}")]
    NoSuchTransfer(TransferId),
    #[error(transparent)]
    Books(#[from] TransferFault),
}

impl From<TransferRefusal> for StationError {
    fn from(refusal: TransferRefusal) -> Self {
        StockFault::Transfer(refusal).into()
    }
}

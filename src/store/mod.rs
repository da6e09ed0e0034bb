//! All SQL. The journal and its projections in one SQLite file, WAL, `synchronous = FULL`, one
//! writer; projections change in the transaction of their entry and can be rebuilt from nothing.
//! Sealed personal data lies beside the journal and can be forgotten without touching it.

mod author;
mod backup;
mod batch;
mod booking;
mod claim;
mod desk;
mod erasure;
mod error;
mod exchange;
mod fold;
mod jobs;
mod open;
mod pace;
mod papers;
mod presence;
mod project;
mod read;
mod register;
mod schema;
mod sealed;
mod staff;
mod stock;
mod time;
mod verify;
mod writer;

pub use author::{Author, Beside, StationFacts};
pub use backup::{Restoration, Restored, backup, restore};
pub use batch::BatchRow;
pub use booking::Booking;
pub use claim::ClaimRow;
pub use desk::{AccessRow, CardRow};
pub use error::StoreError;
pub use jobs::JobRow;
pub use pace::Pace;
pub use papers::{Sent, TouchQuery, TouchedJob};
pub use project::UNDER_WAY;
pub use read::{BlankRow, Reader};
pub use register::{MAX_PAGE, RegisterLine, RegisterQuery};
pub use sealed::{PersonData, Sealed, SealingKeys};
pub use staff::ApprovalRow;
pub use stock::{PaperRow, words_owner};
pub use verify::Verified;
pub use writer::Writer;

/// Name of the journal's file in the station's data folder.
pub const JOURNAL_FILE: &str = "journal.db";

/// How long a connection waits for another program's before it says that the journal is held.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

//! The journal is the state: one append-only, hash-chained list of what happened.
//! Everything else in the books is a fold of it. This room makes and checks entries; it stores
//! nothing.

pub mod batch;
pub mod card;
pub mod cause;
pub mod chain;
pub mod entry;
pub mod event;
pub mod handover;
pub mod machine;
pub mod name;
pub mod number;
pub mod place;
pub mod ribbon;
mod rules;
pub mod staff;
pub mod stock;
pub mod transfer;
pub mod withdrawn;

pub use chain::{ChainFault, Hash, Head};
pub use entry::{Entry, EntryError, Recorded};
pub use event::*;
pub use name::{
    ApprovalId, BatchId, BlankName, JobId, LaneName, LeaseId, Party, PersonNumber, TransferId,
};
pub use number::WrongNumber;
pub use place::Place;
pub use staff::{
    LOCK_LASTS, MAX_WRONG_PINS, Role, RoleError, StaffName, StaffNameError, TokenDigest, TokenSet,
};
pub use stock::papers_of;

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
pub mod place;

pub use chain::{ChainFault, Hash, Head};
pub use entry::{Entry, EntryError, Recorded};
pub use event::*;
pub use name::{BatchId, BlankName, JobId, LaneName, LeaseId, PersonNumber};
pub use place::Place;

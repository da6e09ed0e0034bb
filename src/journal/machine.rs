//! What entries say of a machine: who it is, what it has counted, what people read off it.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterFacts {
    pub serial: String,
    pub model: String,
    pub firmware: String,
}

/// Lifetime counters of a printer as read: evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    pub cards: u64,
    pub panels: u64,
    pub cleanings: u64,
}

/// A retransfer printer's film, as a person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Film {
    /// Enough for the shift.
    Ok,
    Ended,
}

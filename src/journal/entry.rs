//! One line of the journal. The stored body is exactly the bytes that were hashed.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::chain::Head;
use super::event::Event;
use super::name::{JobId, LaneName};

/// Longest body; a lot of 20,000 listed UIDs takes less than half of it.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// Who, where, when, what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub seq: u64,
    /// UTC; never earlier than the entry before.
    pub at: Timestamp,
    /// Seconds east of UTC of the office when it happened: dates on papers are civil dates.
    pub zone: i32,
    pub station: String,
    pub actor: String,
    /// The second person, of another role, where one alone may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<LaneName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobId>,
    pub event: Event,
}

/// An entry with the bytes it is stored as and the head it makes.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub entry: Entry,
    pub body: String,
    pub head: Head,
}

#[derive(Debug, Error)]
pub enum EntryError {
    #[error("entry {seq} has {length} bytes, more than {MAX_BODY_BYTES}")]
    TooLong { seq: u64, length: usize },
    #[error("entry {seq} is not one that this version knows")]
    Unreadable {
        seq: u64,
        #[source]
        source: serde_json::Error,
    },
}

impl Entry {
    /// By somebody else than its actor.
    pub fn is_approved(&self) -> bool {
        self.approved_by.as_ref().is_some_and(|second| *second != self.actor)
    }

    /// The civil date in the office's zone.
    pub fn civil_date(&self) -> jiff::civil::Date {
        let offset = Offset::from_seconds(self.zone).unwrap_or(Offset::UTC);
        offset.to_datetime(self.at).date()
    }

    /// Writes the body and links it to `head`.
    pub fn record(self, head: &Head) -> Result<Recorded, EntryError> {
        let seq = self.seq;
        let body = serde_json::to_string(&self)
            .map_err(|source| EntryError::Unreadable { seq, source })?;
        if body.len() > MAX_BODY_BYTES {
            return Err(EntryError::TooLong { seq, length: body.len() });
        }
        let head = head.link(body.as_bytes());
        Ok(Recorded { entry: self, body, head })
    }

    pub fn read(seq: u64, body: &str) -> Result<Self, EntryError> {
        if body.len() > MAX_BODY_BYTES {
            return Err(EntryError::TooLong { seq, length: body.len() });
        }
        serde_json::from_str(body).map_err(|source| EntryError::Unreadable { seq, source })
    }
}

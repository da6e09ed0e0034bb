//! The batch that is open, as its own entries tell it: one at a time, and none goes on after its
//! end was said. Its cards are jobs that name it; they are not counted here.

use jiff::Timestamp;
use thiserror::Error;

use crate::journal::{BatchEnd, BatchId, BatchOpened, Entry, Event};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchBook {
    pub id: BatchId,
    /// Entries that opened and closed it.
    pub opened: u64,
    pub closed: Option<u64>,
    /// On whose behalf its cards are printed.
    pub actor: String,
    pub cards: u32,
    pub left_out: u32,
    pub closes: Option<Timestamp>,
    pub paused: bool,
    /// Said, or done: until it is closed, cards are still in machines.
    pub ending: Option<BatchEnd>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BatchFault {
    #[error("batch {0} is open already")]
    OpenAlready(BatchId),
    #[error("batch {0} is not open")]
    NotOpen(BatchId),
    #[error("batch {0} is ending")]
    Ending(BatchId),
}

impl BatchBook {
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Before its end was said, and before closing time; a pause holds up, it ends nothing.
    pub fn may_begin(&self, now: Timestamp) -> bool {
        self.is_open() && self.ending.is_none() && self.closes.is_none_or(|closes| now < closes)
    }

    /// One word, for tables and lists.
    pub fn word(&self) -> &'static str {
        match (self.ending, self.paused) {
            (Some(end), _) if !self.is_open() => end.as_str(),
            (Some(_), _) => "ending",
            (None, true) => "paused",
            (None, false) => "running",
        }
    }

    /// The batch that an entry is about, as it stands after it; most entries are about none.
    pub fn after(open: Option<&Self>, entry: &Entry) -> Result<Option<Self>, BatchFault> {
        let named = match &entry.event {
            Event::BatchOpened(opened) => {
                return match open {
                    None => Ok(Some(Self::open(opened, entry))),
                    Some(open) => Err(BatchFault::OpenAlready(open.id.clone())),
                };
            }
            Event::BatchPaused { batch }
            | Event::BatchResumed { batch }
            | Event::BatchEnding { batch, .. }
            | Event::BatchClosed { batch, .. } => batch,
            _ => return Ok(None),
        };
        let open = open.filter(|open| open.id == *named);
        let mut after = open.cloned().ok_or_else(|| BatchFault::NotOpen(named.clone()))?;
        match &entry.event {
            Event::BatchClosed { end, .. } => {
                (after.ending, after.closed) = (Some(*end), Some(entry.seq));
            }
            _ if after.ending.is_some() => return Err(BatchFault::Ending(named.clone())),
            Event::BatchEnding { end, .. } => after.ending = Some(*end),
            Event::BatchPaused { .. } => after.paused = true,
            _ => after.paused = false,
        }
        Ok(Some(after))
    }

    fn open(opened: &BatchOpened, entry: &Entry) -> Self {
        Self {
            id: opened.batch.clone(),
            opened: entry.seq,
            closed: None,
            actor: entry.actor.clone(),
            cards: opened.cards,
            left_out: opened.left_out,
            closes: opened.closes,
            paused: false,
            ending: None,
        }
    }
}

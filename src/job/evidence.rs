//! What counters and reader prove about an act that has no outcome. Pure verdicts, read after
//! the barrier; where they do not suffice the answer is `Unknown`, for a person.

use crate::journal::{Cause, Counted};
use crate::record::Uid;

/// What the lane's reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Nothing,
    /// Something lies there and does not answer.
    Silent,
    Card(Uid),
}

/// Two readings around an act, and the reader after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub before: Counted,
    pub after: Counted,
    pub seen: Seen,
    /// The printer was off in between.
    pub restarted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedVerdict {
    NotTaken,
    AtStation(Uid),
    /// One was taken, and nothing shows at the reader: a dead chip, if the machine acknowledged.
    TakenUnseen,
    Unknown(Cause),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintVerdict {
    /// Same card at the station, nothing moved: go on with it.
    Untouched,
    /// Reader empty, no new card, the full panel count: at the output.
    Printed,
    /// Same card at the station, panels moved: spoiled.
    Marked,
    Unknown(Cause),
}

impl Evidence {
    fn cards_taken(&self) -> Option<u64> {
        self.after.cards.checked_sub(self.before.cards)
    }

    fn panels_printed(&self) -> Option<u64> {
        self.after.panels.checked_sub(self.before.panels)
    }

    pub fn settle_feed(&self) -> FeedVerdict {
        match (self.cards_taken(), self.seen) {
            (Some(0), Seen::Nothing) => FeedVerdict::NotTaken,
            (Some(1), Seen::Card(uid)) => FeedVerdict::AtStation(uid),
            (Some(1), Seen::Nothing | Seen::Silent) => FeedVerdict::TakenUnseen,
            (Some(taken), _) if taken > 1 => {
                FeedVerdict::Unknown(Cause::MoreThanOneCard { taken })
            }
            _ => FeedVerdict::Unknown(Cause::EvidenceContradicts {}),
        }
    }

    /// `full` is what one card of this job adds to the panel counter.
    pub fn settle_print(&self, uid: &Uid, full: u64) -> PrintVerdict {
        let contradiction = PrintVerdict::Unknown(Cause::EvidenceContradicts {});
        match (self.cards_taken(), self.panels_printed(), self.seen) {
            (Some(0), _, Seen::Card(seen)) if seen != *uid => {
                PrintVerdict::Unknown(Cause::OtherCard {})
            }
            (Some(0), Some(0), Seen::Card(_)) if !self.restarted => PrintVerdict::Untouched,
            (Some(0), Some(_), Seen::Card(_)) => PrintVerdict::Marked,
            (Some(0), Some(panels), Seen::Nothing) if panels == full && !self.restarted => {
                PrintVerdict::Printed
            }
            _ => contradiction,
        }
    }

    /// In normal running: the machine acknowledged, nothing new was taken, the reader is empty.
    pub fn rejected(&self) -> bool {
        self.cards_taken() == Some(0)
            && self.panels_printed() == Some(0)
            && self.seen == Seen::Nothing
            && !self.restarted
    }
}

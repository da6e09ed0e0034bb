//! The life of a card as a fold of its entries: `Job::apply` is the transition table.
//! An event that has no place in the table is a defect or tampering, never guessed around.

use thiserror::Error;

use crate::journal::{
    ActName, BlankName, CardPrepared, Cause, ChipFate, Counted, Entry, Event, JobId, JobOpened,
    LaneName, LeaseTaken, Refusal, ReportedOutcome, SpoilReason, Verdict,
};
use crate::record::Uid;

/// Blanks that one job may use up before it goes back: a spoiled one is retried once.
pub const MAX_BLANKS: u32 = 2;

/// Where a card stands. Stages in `-ing` have an open intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Opened,
    Leased,
    /// Everything that can be checked is; a blank may be taken.
    Prepared,
    Feeding { before: Counted },
    /// A blank of ours stands at the station.
    Fed,
    Encoding,
    Encoded,
    Printing { before: Counted, committed: bool },
    /// At the output, until somebody has looked.
    Printed,
    /// The card at the station is lost and its chip may hold the person's data.
    Spoiling { reason: SpoilReason },
    Erasing { reason: SpoilReason },
    /// Only the reject box is left for this blank.
    Condemned { reason: SpoilReason, chip: ChipFate },
    Rejecting { before: Counted, reason: SpoilReason, chip: ChipFate },
    Ready,
    /// No card comes of this; the lease has to go back.
    Returning { end: End },
    Ended(End),
    /// Settled by evidence or by a person with the card in hand, never by trying again.
    Unknown { act: ActName, cause: Cause },
}

/// How a job ended without a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Refused(Refusal),
    GivenBack,
    Spoiled(SpoilReason),
}

/// What the source has yet to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    Outcome(ReportedOutcome, Uid),
    GiveBack,
    Revocation(Uid, SpoilReason),
}

/// One job as its entries tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub opened: JobOpened,
    pub opened_at: jiff::Timestamp,
    pub lane: Option<LaneName>,
    pub lease: Option<LeaseTaken>,
    pub prepared: Option<CardPrepared>,
    /// The blank in work, or the finished card.
    pub blank: Option<BlankName>,
    pub blanks_used: u32,
    pub stage: Stage,
    pub due: Vec<Due>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{event} can't follow for job {job}, which is {stage}")]
pub struct IllegalEvent {
    pub job: JobId,
    pub stage: &'static str,
    pub event: String,
}

impl Job {
    /// A job begins with `JobOpened`; anything else is no beginning.
    pub fn open(entry: &Entry) -> Option<Self> {
        let Event::JobOpened(opened) = &entry.event else { return None };
        Some(Self {
            id: entry.job.clone()?,
            opened: opened.clone(),
            opened_at: entry.at,
            lane: entry.lane.clone(),
            lease: None,
            prepared: None,
            blank: None,
            blanks_used: 0,
            stage: Stage::Opened,
            due: Vec::new(),
        })
    }

    /// Over for the lane: nothing of this job is in or before a machine.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Printed | Stage::Ready | Stage::Ended(_))
    }

    /// A blank of this job is in the machine, or may be.
    pub fn holds_machine(&self) -> bool {
        use Stage::*;
        matches!(
            self.stage,
            Feeding { .. }
                | Fed
                | Encoding
                | Encoded
                | Printing { .. }
                | Spoiling { .. }
                | Erasing { .. }
                | Condemned { .. }
                | Rejecting { .. }
        )
    }

    /// A card that may be in somebody's hand, or may come to be.
    pub fn is_living(&self) -> bool {
        !matches!(self.stage, Stage::Ended(_))
    }

    /// The open lease is needed on: its sealed record must be kept.
    pub fn needs_record(&self) -> bool {
        self.lease.is_some() && !self.is_over() && !matches!(self.stage, Stage::Returning { .. })
    }

    /// Moves on by one entry.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), IllegalEvent> {
        if self.hear(&entry.event) {
            return Ok(());
        }
        if entry.lane.is_some() {
            self.lane.clone_from(&entry.lane);
        }
        let next = self.before_a_blank(&entry.event);
        let next = next.or_else(|| self.with_a_blank(&entry.event));
        let next = next.or_else(|| self.after_the_machine(&entry.event));
        self.stage = next.ok_or_else(|| self.illegal(entry))?;
        Ok(())
    }

    /// Reports change what is due, never where the card stands; the lane's own entries neither.
    fn hear(&mut self, event: &Event) -> bool {
        let heard: &dyn Fn(&Due) -> bool = match event {
            Event::LaneProven { .. } | Event::LaneStopped { .. } => return true,
            Event::UidRevoked { uid, reason } => {
                self.due.push(Due::Revocation(*uid, *reason));
                return true;
            }
            Event::OutcomeReported { outcome, .. } => {
                &move |due| matches!(due, Due::Outcome(owed, _) if owed == outcome)
            }
            Event::GiveBackReported { .. } => &|due| matches!(due, Due::GiveBack),
            Event::RevocationReported { uid, .. } => {
                &move |due| matches!(due, Due::Revocation(owed, _) if owed == uid)
            }
            _ => return false,
        };
        let Some(at) = self.due.iter().position(heard) else { return false };
        self.due.remove(at);
        true
    }

    fn before_a_blank(&mut self, event: &Event) -> Option<Stage> {
        use Stage::*;
        Some(match (&self.stage, event) {
            (Opened, Event::JobRefused { refusal }) => Ended(End::Refused(refusal.clone())),
            (Opened, Event::LeaseTaken(taken)) => {
                self.lease = Some(taken.clone());
                Leased
            }
            (Leased | Prepared, Event::JobRefused { refusal }) => {
                Returning { end: End::Refused(refusal.clone()) }
            }
            // Prepared anew after a restart: the digests have to be the same.
            (Leased | Prepared, Event::CardPrepared(prepared)) => {
                self.prepared = Some(prepared.clone());
                Prepared
            }
            (Leased | Prepared, Event::LeaseGivenBack { .. }) => self.give_back(End::GivenBack),
            (Returning { end }, Event::LeaseGivenBack { .. }) => {
                let end = end.clone();
                self.give_back(end)
            }
            _ => return None,
        })
    }

    fn with_a_blank(&mut self, event: &Event) -> Option<Stage> {
        use Stage::*;
        Some(match (&self.stage, event) {
            (Prepared, Event::FeedIntended { counters }) => Feeding { before: *counters },
            (Feeding { .. }, Event::FeedFailed { .. }) => Prepared,
            (Feeding { .. }, Event::FeedFinished { blank, .. }) => {
                self.blank = Some(blank.clone());
                self.blanks_used += 1;
                Fed
            }
            (Fed, Event::BlankRefused { cause }) => {
                Condemned { reason: cause.spoil_reason(), chip: ChipFate::Blank }
            }
            (Fed, Event::EncodeIntended {}) => Encoding,
            (Encoding, Event::EncodeFinished {}) => Encoded,
            (Encoding, Event::ActReopened { act: ActName::Encode, .. }) => Fed,
            (Encoding, Event::EncodeFailed { cause, written: false }) => {
                Condemned { reason: cause.spoil_reason(), chip: ChipFate::Blank }
            }
            (Encoding, Event::EncodeFailed { cause, written: true }) => {
                Spoiling { reason: cause.spoil_reason() }
            }
            (Encoded, Event::PrintIntended { counters }) => {
                Printing { before: *counters, committed: false }
            }
            (Printing { before, committed: false }, Event::PrintCommitted {}) => {
                Printing { before: *before, committed: true }
            }
            (Printing { .. }, Event::ActReopened { act: ActName::Print, .. }) => Encoded,
            (Printing { committed: true, .. }, Event::PrintFinished { .. }) => {
                self.owe_outcome(ReportedOutcome::Printed);
                Printed
            }
            (Printing { .. }, Event::PrintFailed { cause, .. }) => {
                Spoiling { reason: cause.spoil_reason() }
            }
            (
                Feeding { .. } | Encoding | Printing { .. } | Erasing { .. } | Rejecting { .. },
                Event::ActUnsettled { act, cause },
            ) => Unknown { act: *act, cause: cause.clone() },
            _ => return None,
        })
    }

    fn after_the_machine(&mut self, event: &Event) -> Option<Stage> {
        use Stage::*;
        Some(match (&self.stage, event) {
            (Spoiling { reason }, Event::EraseIntended {}) => Erasing { reason: *reason },
            (Erasing { reason }, Event::EraseFinished {}) => {
                Condemned { reason: *reason, chip: ChipFate::Erased }
            }
            (Erasing { reason }, Event::EraseFailed { .. }) => {
                Condemned { reason: *reason, chip: ChipFate::Alive }
            }
            (Condemned { .. }, Event::RejectIntended { counters, reason, chip }) => {
                Rejecting { before: *counters, reason: *reason, chip: *chip }
            }
            (Rejecting { reason, .. }, Event::RejectFinished { .. }) => {
                let reason = *reason;
                self.blank = None;
                if self.blanks_used < MAX_BLANKS {
                    Prepared
                } else {
                    Returning { end: End::Spoiled(reason) }
                }
            }
            (Printed, Event::CardInspected { verdict: Verdict::Good, .. }) => {
                self.owe_outcome(ReportedOutcome::Ready);
                Ready
            }
            (Printed, Event::CardInspected { verdict: Verdict::Spoiled(reason), .. }) => {
                let reason = *reason;
                self.owe_outcome(ReportedOutcome::Spoiled);
                Ended(End::Spoiled(reason))
            }
            _ => return None,
        })
    }

    fn give_back(&mut self, end: End) -> Stage {
        self.due.push(Due::GiveBack);
        Stage::Ended(end)
    }

    fn owe_outcome(&mut self, outcome: ReportedOutcome) {
        if let Some(uid) = self.blank.as_ref().and_then(BlankName::uid) {
            self.due.push(Due::Outcome(outcome, *uid));
        }
    }

    fn illegal(&self, entry: &Entry) -> IllegalEvent {
        let event = format!("{:?}", entry.event);
        let event = event.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        IllegalEvent { job: self.id.clone(), stage: self.stage.word(), event }
    }
}

impl Stage {
    /// One word, for tables and lists.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Leased => "leased",
            Self::Prepared => "prepared",
            Self::Feeding { .. } => "feeding",
            Self::Fed => "fed",
            Self::Encoding => "encoding",
            Self::Encoded => "encoded",
            Self::Printing { .. } => "printing",
            Self::Printed => "printed",
            Self::Spoiling { .. } => "spoiling",
            Self::Erasing { .. } => "erasing",
            Self::Condemned { .. } => "condemned",
            Self::Rejecting { .. } => "rejecting",
            Self::Ready => "ready",
            Self::Returning { .. } => "returning",
            Self::Ended(End::Refused(_)) => "refused",
            Self::Ended(End::GivenBack) => "given_back",
            Self::Ended(End::Spoiled(_)) => "spoiled",
            Self::Unknown { .. } => "unknown",
        }
    }
}

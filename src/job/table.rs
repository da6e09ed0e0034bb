//! The life of a card as a fold of its entries: `Job::apply` is the transition table.
//! An event that has no place in the table is a defect or tampering, never guessed around.

use thiserror::Error;

use super::life::Life;
use super::stage::{End, Stage};
use crate::journal::{
    ActName, BlankName, CardPrepared, Cause, ChipFate, Entry, Event, Found, JobId, JobOpened,
    LaneName, LeaseId, LeaseTaken, ReportedOutcome, SpoilReason, Verdict,
};
use crate::record::Uid;

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
    /// The entry that took it.
    pub leased_by: u64,
    /// A lease whose record was refused: never taken, and it has to go back all the same.
    pub refused_lease: Option<LeaseId>,
    pub prepared: Option<CardPrepared>,
    /// The blank in work, or the finished card.
    pub blank: Option<BlankName>,
    pub blanks_used: u32,
    /// Its chip may hold the person's data, whatever a later attempt says of itself.
    pub chip_written: bool,
    pub stage: Stage,
    /// When it came to this stage.
    pub since: jiff::Timestamp,
    pub due: Vec<Due>,
    /// What became of the finished card.
    pub life: Life,
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
            leased_by: 0,
            refused_lease: None,
            prepared: None,
            blank: None,
            blanks_used: 0,
            chip_written: false,
            stage: Stage::Opened,
            since: entry.at,
            due: Vec::new(),
            life: Life::default(),
        })
    }

    /// Over for the lane: nothing of this job is in or before a machine.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended(_)) || Stage::FINISHED.contains(&self.stage.word())
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

    /// Leased, and no blank was taken for it since.
    pub fn waits_with_a_lease(&self) -> bool {
        matches!(self.stage, Stage::Leased | Stage::Prepared)
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
        if self.hear(&entry.event) || self.complained(entry) {
            return Ok(());
        }
        if entry.lane.is_some() {
            self.lane.clone_from(&entry.lane);
        }
        let next = self.before_a_blank(&entry.event);
        let next = next.or_else(|| self.with_a_blank(&entry.event));
        let next = next.or_else(|| self.after_the_machine(&entry.event));
        let next = next.or_else(|| self.settled(&entry.event, &entry.actor));
        let next = next.or_else(|| self.towards_a_hand(entry));
        let next = next.or_else(|| self.back_from_a_hand(&entry.event));
        self.stage = next.ok_or_else(|| self.illegal(entry))?;
        self.since = entry.at;
        if self.stage == Stage::Leased {
            self.leased_by = entry.seq;
        }
        if self.stage == Stage::Ready && self.life.waits_since.is_none() {
            self.life.waits_since = Some(entry.at);
        }
        Ok(())
    }

    /// Reports change what is due, never where the card stands; the lane's own entries neither.
    fn hear(&mut self, event: &Event) -> bool {
        let heard: &dyn Fn(&Due) -> bool = match event {
            Event::LaneProven { .. } | Event::LaneStopped { .. } => return true,
            Event::SensorCalibrated { .. } => return true,
            // Of a blank that has left the machine: a revoked one never goes on to be a card.
            Event::UidRevoked { uid, reason } => {
                let gone = self.blanks_used > 0 && !self.holds_machine();
                if gone {
                    self.due.push(Due::Revocation(*uid, *reason));
                }
                return gone;
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
            // Once: what is made again after a restart must equal these digests.
            (Leased, Event::CardPrepared(prepared)) => {
                self.prepared = Some(prepared.clone());
                Prepared
            }
            (Leased | Prepared, Event::LeaseGivenBack { lease }) if self.holds(lease) => {
                self.give_back(End::GivenBack)
            }
            (Ended(End::Refused(refusal)), Event::LeaseGivenBack { lease })
                if self.lease.is_none() && self.refused_lease.is_none() =>
            {
                let end = End::Refused(refusal.clone());
                self.refused_lease = Some(lease.clone());
                self.give_back(end)
            }
            (Returning { end }, Event::LeaseGivenBack { lease }) if self.holds(lease) => {
                let end = end.clone();
                self.give_back(end)
            }
            _ => return None,
        })
    }

    fn with_a_blank(&mut self, event: &Event) -> Option<Stage> {
        use Stage::*;
        Some(match (&self.stage, event) {
            // A look at the face takes no blank.
            (Prepared, Event::FeedIntended { counters }) if !self.opened.preview => {
                Feeding { before: *counters }
            }
            (Feeding { .. }, Event::FeedFailed { .. }) => Prepared,
            (Feeding { .. }, Event::FeedFinished { blank, .. }) => {
                self.blank = Some(blank.clone());
                self.blanks_used += 1;
                self.chip_written = false;
                Fed
            }
            (Fed, Event::BlankRefused { cause }) => self.lost(cause),
            (Fed, Event::EncodeIntended {}) if self.blank_uid().is_some() => Encoding,
            (Encoding, Event::EncodeFinished {}) => {
                self.chip_written = true;
                Encoded
            }
            // Whatever the first attempt left there, the second must not forget it.
            (Encoding, Event::ActReopened { act: ActName::Encode, .. }) => {
                self.chip_written = true;
                Fed
            }
            (Encoding, Event::EncodeFailed { cause, written }) => {
                self.chip_written |= written;
                self.lost(cause)
            }
            (Encoded, Event::PrintIntended { counters }) => {
                Printing { before: *counters, committed: false }
            }
            (Printing { before, committed: false }, Event::PrintCommitted {}) => {
                Printing { before: *before, committed: true }
            }
            (Printing { .. }, Event::ActReopened { act: ActName::Print, .. }) => Encoded,
            (Rejecting { reason, chip, .. }, Event::ActReopened { act: ActName::Reject, .. }) => {
                Condemned { reason: *reason, chip: *chip }
            }
            (Printing { committed: true, .. }, Event::PrintFinished { .. }) => {
                self.owe_outcome(ReportedOutcome::Printed);
                Printed
            }
            (Printing { .. }, Event::PrintFailed { cause, .. }) => self.lost(cause),
            (stage, Event::ActUnsettled { act, cause, blank, .. })
                if stage.open_act().or(stage.coming_act()) == Some(*act) =>
            {
                let may_be_printed = matches!(stage, Printing { committed: true, .. });
                let chip = self.chip_fate();
                if blank.is_some() && *act == ActName::Feed {
                    self.blank.clone_from(blank);
                    self.blanks_used += 1;
                }
                Unknown { act: *act, cause: cause.clone(), chip, may_be_printed, missed_by: None }
            }
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
            (
                Condemned { reason, chip },
                Event::RejectIntended { counters, reason: r, chip: c },
            ) if (reason, chip) == (r, c) => {
                Rejecting { before: *counters, reason: *reason, chip: *chip }
            }
            (Rejecting { reason, .. }, Event::RejectFinished { .. }) => {
                let reason = *reason;
                self.without_this_blank(reason)
            }
            (Printed, Event::CardInspected { blank, verdict, .. })
                if self.blank.as_ref() == Some(blank) =>
            {
                self.inspected(*verdict)
            }
            _ => return None,
        })
    }

    /// What a person says of an unknown card. The blank must be the one that was lost sight of.
    fn settled(&mut self, event: &Event, actor: &str) -> Option<Stage> {
        let Stage::Unknown { act, may_be_printed, missed_by, .. } = &self.stage else {
            return None;
        };
        let (act, may_be_printed) = (*act, *may_be_printed);
        match event {
            Event::CardMissed {} if missed_by.as_deref() != Some(actor) && self.blank.is_some() => {
                let mut missed = self.stage.clone();
                if let Stage::Unknown { missed_by, .. } = &mut missed {
                    *missed_by = Some(actor.to_owned());
                }
                Some(missed)
            }
            Event::CardSettled { blank, .. } if *blank != self.blank => None,
            Event::CardSettled { found: Found::Output, tapped: true, .. } if may_be_printed => {
                self.owe_outcome(ReportedOutcome::Printed);
                Some(Stage::Printed)
            }
            Event::CardSettled { found: Found::Spoiled(reason), blank: Some(_), .. } => {
                Some(self.without_this_blank(*reason))
            }
            Event::CardSettled { found: Found::Unused, blank, .. } if act == ActName::Feed => {
                self.blanks_used -= u32::from(blank.is_some());
                self.blank = None;
                Some(Stage::Prepared)
            }
            Event::CardSettled { found: Found::Missing, blank: Some(_), .. }
                if missed_by.as_ref().is_some_and(|first| first != actor) =>
            {
                Some(Stage::Returning { end: End::Missing })
            }
            _ => None,
        }
    }

    /// This blank is lost and in its place: one more, or none.
    fn without_this_blank(&mut self, reason: SpoilReason) -> Stage {
        self.blank = None;
        self.chip_written = false;
        if self.blanks_used < self.opened.blanks {
            Stage::Prepared
        } else {
            Stage::Returning { end: End::Spoiled(reason) }
        }
    }

    /// What the chip of the blank in work may hold.
    fn chip_fate(&self) -> ChipFate {
        match &self.stage {
            Stage::Condemned { chip, .. } | Stage::Rejecting { chip, .. } => *chip,
            Stage::Encoding => ChipFate::Alive,
            _ if self.chip_written => ChipFate::Alive,
            _ => ChipFate::Blank,
        }
    }

    fn inspected(&mut self, verdict: Verdict) -> Stage {
        match verdict {
            Verdict::Good => {
                self.owe_outcome(ReportedOutcome::Ready);
                Stage::Ready
            }
            Verdict::Spoiled(reason) => {
                self.owe_outcome(ReportedOutcome::Spoiled);
                Stage::Ended(End::Spoiled(reason))
            }
        }
    }

    /// The blank at the station is lost; what may hold personal data is erased first.
    fn lost(&self, cause: &Cause) -> Stage {
        let reason = match (cause, self.blank_uid()) {
            // It had said its name: there is a chip.
            (Cause::ChipSilent {}, Some(_)) => SpoilReason::GagalEncode,
            _ => cause.spoil_reason(),
        };
        match self.chip_written {
            true => Stage::Spoiling { reason },
            false => Stage::Condemned { reason, chip: ChipFate::Blank },
        }
    }

    fn holds(&self, lease: &LeaseId) -> bool {
        self.lease.as_ref().is_some_and(|taken| taken.lease == *lease)
    }

    fn blank_uid(&self) -> Option<&Uid> {
        self.blank.as_ref().and_then(BlankName::uid)
    }

    fn give_back(&mut self, end: End) -> Stage {
        self.due.push(Due::GiveBack);
        Stage::Ended(end)
    }

    fn owe_outcome(&mut self, outcome: ReportedOutcome) {
        if let Some(uid) = self.blank_uid() {
            self.due.push(Due::Outcome(outcome, *uid));
        }
    }

    fn illegal(&self, entry: &Entry) -> IllegalEvent {
        let event = format!("{:?}", entry.event);
        let event = event.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        IllegalEvent { job: self.id.clone(), stage: self.stage.word(), event }
    }
}

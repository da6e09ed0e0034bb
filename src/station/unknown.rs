//! Cards that were lost sight of, and the people who find them. Only a card in hand, or two people
//! without it, end an unknown; what they say is checked against chip and journal as far as it can.

use serde::{Deserialize, Serialize};

use super::error::StationError;
use super::inspect::TAP_WITHIN;
use super::shift::{Desk, Shift};
use super::step::Watcher;
use super::{Station, act, outbox};
use crate::chip;
use crate::device::ReaderError;
use crate::job::{Job, Stage};
use crate::journal::{
    ActName, BlankName, Cause, ChipFate, Event, Found, JobId, LaneName, SpoilReason,
};
use crate::record::{Kind, Uid};
use crate::store::Author;

/// What a person says of one unknown card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// At the output, with a face.
    Output,
    /// In the reject box, or taken out of the machine spoiled.
    Reject,
    /// Untouched: it goes back into the hopper.
    Unused,
    /// Looked for everywhere, and not there.
    Nowhere,
}

#[derive(Debug, Clone)]
pub struct Settlement {
    pub job: JobId,
    pub found: Whereabouts,
    /// The card lies on the desk reader.
    pub tap: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "settled", content = "found")]
pub enum Settled {
    Booked(Found),
    /// It takes another person to call a card missing.
    SecondPersonNeeded,
}

impl Shift {
    /// Ends an unknown. A lane that stood still only for it goes on.
    pub fn settle(
        &self,
        actor: &str,
        order: &Settlement,
        watch: Watcher<'_>,
    ) -> Result<Settled, StationError> {
        let (settled, lane) = self.station.settle(self.desk.as_ref(), actor, order)?;
        if let Some(lane) = lane {
            self.release(actor, &lane, watch)?;
        }
        Ok(settled)
    }
}

impl Station {
    /// Books what a person says, and names the lane that stood still only for this card.
    pub fn settle(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        order: &Settlement,
    ) -> Result<(Settled, Option<LaneName>), StationError> {
        // One of several who say something at once; the others are told to look again.
        let _claim = self.claims.claim(&order.job)?;
        let job = self.unknown_job(&order.job)?;
        let tapped = match order.tap {
            true => Some(tap(desk)?),
            false => None,
        };
        let found = match order.found {
            Whereabouts::Nowhere if job.blank.is_some() => match self.miss(actor, &job)? {
                true => Found::Missing,
                false => return Ok((Settled::SecondPersonNeeded, None)),
            },
            // Nothing was counted as taken, so nothing can be missing.
            Whereabouts::Nowhere | Whereabouts::Unused => self.unused(desk, &job, tapped)?,
            Whereabouts::Output => self.at_output(desk, &job, tapped)?,
            // A chip that no reader sees can't be tapped: two people have it in hand.
            Whereabouts::Reject if tapped.is_none() && is_silent(&job) => {
                match self.miss(actor, &job)? {
                    true => Found::Spoiled(SpoilReason::TidakAdaChip),
                    false => return Ok((Settled::SecondPersonNeeded, None)),
                }
            }
            Whereabouts::Reject => self.rejected(&job, tapped)?,
        };
        self.book_settled(actor, &job, found, tapped.is_some())?;
        Ok((Settled::Booked(found), self.stood_still_for(&job)))
    }

    /// Printed for good, and its chip is what was booked for it.
    fn at_output(
        &self,
        desk: Option<&Desk>,
        job: &Job,
        tapped: Option<Tapped>,
    ) -> Result<Found, StationError> {
        let printed = matches!(job.stage, Stage::Unknown { may_be_printed: true, .. });
        if !printed {
            return Err(StationError::CannotBe { job: job.id.clone(), found: Whereabouts::Output });
        }
        let uid = self.same_as(job, tapped)?;
        let reading = self.read_at_desk(desk, job, &uid)?;
        self.matches(job, &uid, &reading)?;
        Ok(Found::Output)
    }

    /// A blank that was taken and nothing done to.
    fn unused(
        &self,
        desk: Option<&Desk>,
        job: &Job,
        tapped: Option<Tapped>,
    ) -> Result<Found, StationError> {
        let cannot = || StationError::CannotBe { job: job.id.clone(), found: Whereabouts::Unused };
        if !matches!(job.stage, Stage::Unknown { act: ActName::Feed, .. }) {
            return Err(cannot());
        }
        match (&job.blank, tapped) {
            (None, _) => Ok(Found::Unused),
            (Some(_), None) => Err(StationError::TapNeeded(job.id.clone())),
            (Some(_), Some(Tapped::Mute)) => Err(cannot()),
            (Some(BlankName::Uid(uid)), Some(Tapped::Uid(tapped))) if *uid != tapped => {
                Err(StationError::NotThisCard { job: job.id.clone(), uid: tapped })
            }
            (Some(_), Some(Tapped::Uid(uid))) => {
                self.blank_of_ours(job, &uid)?;
                let reading = self.read_at_desk(desk, job, &uid)?;
                reading.is_virgin().then_some(Found::Unused).ok_or_else(cannot)
            }
        }
    }

    fn read_at_desk(
        &self,
        desk: Option<&Desk>,
        job: &Job,
        uid: &Uid,
    ) -> Result<chip::ChipReading, StationError> {
        let desk = desk.ok_or(StationError::NoDesk)?;
        let mut reader = desk.lock().unwrap_or_else(|poison| poison.into_inner());
        self.read_whole(reader.as_mut(), job, uid)
    }

    fn unknown_job(&self, id: &JobId) -> Result<Job, StationError> {
        let job = self.ledger.job(id)?;
        let unknown = job.filter(|job| matches!(job.stage, Stage::Unknown { .. }));
        unknown.ok_or_else(|| StationError::NotUnknown(id.clone()))
    }

    /// The card in hand is the one that is looked for.
    fn same_as(&self, job: &Job, tapped: Option<Tapped>) -> Result<Uid, StationError> {
        match (&job.blank, tapped) {
            (_, None) => Err(StationError::TapNeeded(job.id.clone())),
            (_, Some(Tapped::Mute)) => Err(ReaderError::Mute.into()),
            (Some(BlankName::Uid(uid)), Some(Tapped::Uid(tapped))) if *uid == tapped => Ok(tapped),
            (_, Some(Tapped::Uid(uid))) => {
                Err(StationError::NotThisCard { job: job.id.clone(), uid })
            }
        }
    }

    /// A lost blank in hand, on the desk reader. Only a chip that never said its name may be mute.
    fn rejected(&self, job: &Job, tapped: Option<Tapped>) -> Result<Found, StationError> {
        let Stage::Unknown { cause, .. } = &job.stage else {
            return Err(StationError::NotUnknown(job.id.clone()));
        };
        match &job.blank {
            None => {
                let found = Whereabouts::Reject;
                return Err(StationError::CannotBe { job: job.id.clone(), found });
            }
            Some(BlankName::Uid(_)) => self.same_as(job, tapped).map(|_| ())?,
            Some(BlankName::Silent { .. }) => match tapped {
                None => return Err(StationError::TapNeeded(job.id.clone())),
                Some(Tapped::Uid(uid)) => self.blank_of_ours(job, &uid)?,
                Some(Tapped::Mute) => {}
            },
        }
        Ok(Found::Spoiled(match (&job.blank, cause) {
            (Some(BlankName::Silent { .. }), _) if tapped == Some(Tapped::Mute) => {
                SpoilReason::TidakAdaChip
            }
            // It had said its name: there is a chip.
            (Some(BlankName::Uid(_)), Cause::ChipSilent {}) => SpoilReason::GagalEncode,
            _ => cause.spoil_reason(),
        }))
    }

    /// Ours, and no other card: what a feed took unseen can only have been such a one.
    fn blank_of_ours(&self, job: &Job, uid: &Uid) -> Result<(), StationError> {
        let kind = job.lease.as_ref().map_or(Kind::KtpEl, |lease| lease.kind);
        match act::feed::blank_fault(self, kind, uid, Some(&job.id))? {
            None => Ok(()),
            Some(_) => Err(StationError::NotThisCard { job: job.id.clone(), uid: *uid }),
        }
    }

    /// True once another person of another role has missed it before.
    fn miss(&self, actor: &str, job: &Job) -> Result<bool, StationError> {
        let missed_by = match &job.stage {
            Stage::Unknown { missed_by, .. } => missed_by.as_deref(),
            _ => None,
        };
        let mut writer = self.ledger.lock();
        match missed_by {
            Some(first) if first == actor => Ok(false),
            Some(first) if writer.books().staff.two(first, actor).is_ok() => Ok(true),
            // Whoever said so first is no second person for this one: it begins anew.
            _ => {
                let author = Author::of_job(actor, &job.id);
                writer.append(&author, vec![Event::CardMissed {}])?;
                Ok(false)
            }
        }
    }

    fn book_settled(
        &self,
        actor: &str,
        job: &Job,
        found: Found,
        tapped: bool,
    ) -> Result<(), StationError> {
        let author = Author::of_job(actor, &job.id);
        let blank = job.blank.clone();
        let mut events = vec![Event::CardSettled { blank, found, tapped }];
        let alive = matches!(&job.stage, Stage::Unknown { chip: ChipFate::Alive, .. });
        let uid = job.blank.as_ref().and_then(BlankName::uid).copied();
        let revoked = match found {
            Found::Missing => Some(SpoilReason::Hilang),
            Found::Spoiled(reason) if alive => Some(reason),
            _ => None,
        };
        if let (Some(uid), Some(reason)) = (uid, revoked) {
            events.push(Event::UidRevoked { uid, reason });
        }
        self.ledger.book(&author, events)?;
        self.give_back_if_returning(&job.id, &author)?;
        outbox::report_job(self, &job.id);
        Ok(())
    }

    /// No card comes of this job any more, or its batch has closed without it: the lease has to go
    /// back.
    fn give_back_if_returning(&self, id: &JobId, author: &Author) -> Result<(), StationError> {
        let left_behind = {
            let writer = self.ledger.lock();
            let open = writer.books().batch.as_ref().map(|batch| batch.id.clone());
            let job = writer.job(id)?.filter(|job| matches!(job.stage, Stage::Prepared));
            job.and_then(|job| job.opened.batch).is_some_and(|place| Some(place.batch) != open)
        };
        if left_behind {
            let refusal = crate::journal::Refusal::BatchEnded {};
            self.ledger.book(author, vec![Event::JobRefused { refusal }])?;
        }
        let job = self.ledger.job(id)?;
        match job.filter(|job| matches!(job.stage, Stage::Returning { .. })) {
            Some(job) => act::lease::give_back(self, &job, author, &|_| ()),
            None => Ok(()),
        }
    }

    /// The lane that stopped because of this card, if no other one is looked for there.
    fn stood_still_for(&self, job: &Job) -> Option<LaneName> {
        let Stage::Unknown { cause, .. } = &job.stage else { return None };
        let lane = job.lane.clone().filter(|lane| self.readers.contains_key(lane))?;
        let stopped = self.ledger.lane(&lane).stopped?;
        let for_it = stopped == *cause || matches!(stopped, Cause::TooManyUnknown { .. });
        let alone = self.ledger.lock().unknown_at(&lane) == 0;
        (for_it && alone).then_some(lane)
    }
}

fn is_silent(job: &Job) -> bool {
    matches!(job.blank, Some(BlankName::Silent { .. }))
}

/// What the desk reader says of the card in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tapped {
    Uid(Uid),
    /// A card lies there, and its chip does not answer.
    Mute,
}

fn tap(desk: Option<&Desk>) -> Result<Tapped, StationError> {
    let desk = desk.ok_or(StationError::NoDesk)?;
    let mut reader = desk.lock().unwrap_or_else(|poison| poison.into_inner());
    if !reader.wait_for_card(TAP_WITHIN)? {
        return Err(StationError::NothingTapped);
    }
    match reader.connect().and_then(|mut card| card.uid()) {
        Ok(uid) => Ok(Tapped::Uid(uid)),
        Err(ReaderError::Mute | ReaderError::Uid(_) | ReaderError::ShortAnswer(_)) => {
            Ok(Tapped::Mute)
        }
        Err(error) => Err(error.into()),
    }
}

//! A printed card in a person's hand: looked at, tapped, good or spoiled. A tap reads the whole
//! chip and compares it with what was booked for the card; good with a wrong chip is refused.

use std::time::Duration;

use super::act::encode::{ReadBack, at_reader, judge};
use super::chip_contents::Holder;
use super::error::StationError;
use super::hands::Hands;
use super::shift::{Desk, Shift};
use super::{Station, outbox};
use crate::chip::{self, ChipReading};
use crate::device::CardReader;
use crate::job::Job;
use crate::journal::{BlankName, Event, JobId, Verdict};
use crate::record::Uid;
use crate::store::Author;

/// How long the desk waits for a card to be laid down.
pub const TAP_WITHIN: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub struct Inspection {
    pub verdict: Verdict,
    pub tap: bool,
    /// Names the card where it isn't tapped and more than one waits, or the one that is meant.
    pub uid: Option<Uid>,
}

/// What was inspected, and what the chip said of itself.
#[derive(Debug)]
pub struct Inspected {
    pub job: JobId,
    pub uid: Uid,
    pub holder: Option<Holder>,
}

impl Shift {
    pub fn inspect(&self, hands: &Hands, order: &Inspection) -> Result<Inspected, StationError> {
        self.station.inspect(self.desk.as_ref(), hands, order)
    }
}

impl Station {
    /// A tap needs the desk; a card that is named doesn't.
    pub fn inspect(
        &self,
        desk: Option<&Desk>,
        hands: &Hands,
        order: &Inspection,
    ) -> Result<Inspected, StationError> {
        let (uid, reading) = match order.tap {
            true => self.tap(desk.ok_or(StationError::NoDesk)?, order.verdict)?,
            false => (self.waiting_card(order.uid)?, None),
        };
        let job = self.printed_job(&uid)?;
        if let Some(meant) = order.uid.filter(|meant| *meant != uid) {
            let job = self.printed_job(&meant)?.id;
            return Err(StationError::NotThisCard { job, uid });
        }
        if let Some(reading) = &reading {
            self.matches(&job, &uid, reading)?;
        }
        let blank = BlankName::Uid(uid);
        let verdict = order.verdict;
        let mut events = vec![Event::CardInspected { blank, verdict, tapped: order.tap }];
        if let Verdict::Spoiled(reason) = verdict {
            // Its chip is alive and says it is a card: it must never pass as one.
            events.push(Event::UidRevoked { uid, reason });
        }
        let two = self.ledger.lock().books().staff.needs_two(&events[0]);
        if two && order.uid.is_none() {
            // What a second person agrees to is one card, whatever comes to lie there meanwhile.
            return Err(StationError::InspectWhich(1));
        }
        let author = if two { hands.two()? } else { hands.one() };
        let author = Author { job: Some(job.id.clone()), ..author };
        self.ledger.book(&author, events)?;
        if let Some(lane) = &job.lane {
            self.break_circuit(lane, &author)?;
        }
        outbox::report_job(self, &job.id);
        let holder = reading.as_ref().and_then(Holder::read);
        Ok(Inspected { job: job.id, uid, holder })
    }

    /// Waits for a card on the desk reader; reads it whole if it is to be good.
    fn tap(
        &self,
        desk: &Desk,
        verdict: Verdict,
    ) -> Result<(Uid, Option<ChipReading>), StationError> {
        let mut reader = desk.lock().unwrap_or_else(|poison| poison.into_inner());
        if !reader.wait_for_card(TAP_WITHIN)? {
            return Err(StationError::NothingTapped);
        }
        let uid = reader.connect()?.uid()?;
        if verdict != Verdict::Good {
            return Ok((uid, None));
        }
        let job = self.printed_job(&uid)?;
        let reading = self.read_whole(reader.as_mut(), &job, &uid)?;
        Ok((uid, Some(reading)))
    }

    /// Every file of the card on a desk reader.
    pub(super) fn read_whole(
        &self,
        reader: &mut dyn CardReader,
        job: &Job,
        uid: &Uid,
    ) -> Result<ChipReading, StationError> {
        let kind = job.lease.as_ref().map(|lease| lease.kind);
        let product = kind.and_then(|kind| self.products.of(kind));
        let product = product.ok_or_else(|| StationError::RecordLost(job.id.clone()))?;
        let read =
            at_reader(self, reader, &product, uid, |card, session| chip::read_back(card, session))?;
        read.map_err(|failure| StationError::DeskFailed { uid: *uid, cause: failure.cause })
    }

    /// Without a tap: the card named, or the only one there is.
    fn waiting_card(&self, uid: Option<Uid>) -> Result<Uid, StationError> {
        if let Some(uid) = uid {
            return Ok(uid);
        }
        let writer = self.ledger.lock();
        let waiting = writer.reader()?.jobs_in("printed")?;
        match waiting.as_slice() {
            [] => Err(StationError::NothingToInspect),
            [one] => {
                let job = writer.job(&one.job)?;
                let uid = job.and_then(|job| job.blank).and_then(|blank| blank.uid().copied());
                uid.ok_or(StationError::NothingToInspect)
            }
            many => Err(StationError::InspectWhich(many.len())),
        }
    }

    fn printed_job(&self, uid: &Uid) -> Result<Job, StationError> {
        let not_ours = || StationError::NotAtOutput(uid.to_string());
        let writer = self.ledger.lock();
        let blank = writer.reader()?.blank(&BlankName::Uid(*uid))?.ok_or_else(not_ours)?;
        let job = writer.job(&blank.job)?.ok_or_else(not_ours)?;
        match job.stage {
            crate::job::Stage::Printed if job.blank == Some(BlankName::Uid(*uid)) => Ok(job),
            crate::job::Stage::Ready
            | crate::job::Stage::Packed { .. }
            | crate::job::Stage::Shipped { .. }
            | crate::job::Stage::HandedOver
                if job.blank == Some(BlankName::Uid(*uid)) =>
            {
                Err(StationError::InspectedBefore { uid: *uid, stage: job.stage.word() })
            }
            _ => Err(not_ours()),
        }
    }

    pub(super) fn matches(
        &self,
        job: &Job,
        uid: &Uid,
        reading: &ChipReading,
    ) -> Result<(), StationError> {
        let kind = job.lease.as_ref().map(|lease| lease.kind);
        let product = kind.and_then(|kind| self.products.of(kind));
        let product = product.ok_or_else(|| StationError::RecordLost(job.id.clone()))?;
        let expected = job.prepared.as_ref().map_or(&[][..], |prepared| &prepared.files);
        match judge(self, &product, reading, expected) {
            ReadBack::Equal => Ok(()),
            ReadBack::Virgin => {
                Err(StationError::ChipDiffers { uid: *uid, files: vec!["virgin".into()] })
            }
            ReadBack::Partly(files) => Err(StationError::ChipDiffers { uid: *uid, files }),
        }
    }
}

//! Settles an intent that has no outcome: after a crash, or when an act's end could not be seen.
//! Evidence decides; nothing is done to the card but reading it.

use super::encode::{self, ReadBack};
use super::{feed, print, reject};
use crate::job::evidence::Seen;
use crate::job::{Job, Stage};
use crate::journal::{ActName, BlankName, Cause, ChipFate, Counted, Event, SpoilReason};
use crate::station::error::StationError;
use crate::station::evidence::Expected;
use crate::station::lane::{Lane, unsettled};
use crate::store::Author;

pub fn settle(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    act: ActName,
) -> Result<(), StationError> {
    match (&job.stage, act) {
        (Stage::Feeding { before }, _) => {
            let evidence = lane.evidence(*before, Expected::Either)?;
            feed::book_feed(lane, job, author, &evidence, interrupted(), &|_| ())
        }
        (Stage::Printing { before, committed }, _) => {
            let uid = print::card_of(job)?;
            let panels = lane.prepared_for(job)?.panels.clone();
            let full = lane.printer.panels_per_card(&panels);
            let evidence = lane.evidence(*before, Expected::Either)?;
            let card = (&uid, full, *committed);
            print::book_print(lane, author, &evidence, card, interrupted(), &|_| ())?;
            lane.station.bell.ring();
            Ok(())
        }
        (Stage::Encoding, _) => settle_encode(lane, job, author),
        // Overwritten or not, the card is at the station or it is not: look again.
        (Stage::Erasing { .. }, _) => settle_erase(lane, job, author),
        (Stage::Rejecting { before, reason, chip }, _) => {
            settle_reject(lane, job, author, *before, (*reason, *chip))
        }
        _ => Ok(()),
    }
}

fn settle_encode(lane: &mut Lane, job: &Job, author: &Author) -> Result<(), StationError> {
    let uid = print::card_of(job)?;
    let cause = Cause::Interrupted {};
    match lane.same_card(&uid) {
        Ok(()) => {}
        Err(Cause::ReaderLost {}) => return Err(lane.paused(Cause::ReaderLost {})),
        Err(cause) => return book(lane, author, unsettled(ActName::Encode, cause, None, None)),
    }
    let rewritable = lane.product(job)?.profile.personalized.rewritable;
    let event = match encode::read_back(lane, job)? {
        Ok(ReadBack::Equal) => Event::EncodeFinished {},
        Ok(ReadBack::Virgin) => Event::ActReopened { act: ActName::Encode, cause },
        Ok(ReadBack::Partly(_)) if rewritable => Event::ActReopened { act: ActName::Encode, cause },
        Ok(ReadBack::Partly(_)) => Event::EncodeFailed { cause, written: true },
        Err(failure) => Event::EncodeFailed { cause: failure.cause, written: true },
    };
    book(lane, author, event)
}

fn settle_erase(lane: &mut Lane, job: &Job, author: &Author) -> Result<(), StationError> {
    let uid = print::card_of(job)?;
    let event = match lane.same_card(&uid) {
        // Overwriting is no act that takes, marks or ejects: it may be done again.
        Ok(()) => match reject::erase_chip(lane, job)? {
            Ok(()) => Event::EraseFinished {},
            Err(cause) => Event::EraseFailed { cause },
        },
        Err(cause) => unsettled(ActName::Erase, cause, None, None),
    };
    book(lane, author, event)
}

/// The card still at the station was not rejected; a machine that a sensor shows empty has done it.
fn settle_reject(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    before: Counted,
    chip: (SpoilReason, ChipFate),
) -> Result<(), StationError> {
    let evidence = lane.evidence(before, Expected::Either)?;
    let cause = Cause::Interrupted {};
    let uid = job.blank.as_ref().and_then(BlankName::uid);
    let still_there = evidence.before == evidence.after
        && matches!((evidence.seen, uid), (Seen::Card(seen), Some(uid)) if seen == *uid);
    if still_there {
        return book(lane, author, Event::ActReopened { act: ActName::Reject, cause });
    }
    if evidence.rejected() && evidence.inside == Some(false) {
        return reject::book_rejected(lane, job, author, &evidence, chip, &|_| ());
    }
    book(lane, author, unsettled(ActName::Reject, cause, Some(evidence.after), None))
}

fn book(lane: &mut Lane, author: &Author, event: Event) -> Result<(), StationError> {
    let cause = match &event {
        Event::ActUnsettled { cause, .. } | Event::EncodeFailed { cause, .. } => {
            Some(cause.clone())
        }
        _ => None,
    };
    lane.book_outcome(author, vec![event], cause.as_ref(), &|_| ())
}

/// Nobody acknowledged anything.
fn interrupted() -> Result<(), Cause> {
    Err(Cause::Interrupted {})
}

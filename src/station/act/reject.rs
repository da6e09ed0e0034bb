//! A lost blank: its personal files overwritten while it is still at the station, then the
//! reject box. What may still be alive is revoked in the same booking.

use super::encode::at_reader;
use super::print::card_of;
use crate::chip;
use crate::job::Job;
use crate::job::evidence::Evidence;
use crate::journal::{ActName, BlankName, Cause, ChipFate, Event, SpoilReason};
use crate::station::error::StationError;
use crate::station::evidence::{Expected, cause_of};
use crate::station::lane::{Lane, unsettled};
use crate::station::step::{Step, Watcher};
use crate::store::Author;

/// Overwrites the personal files and reads them back. Failing is an outcome too.
pub fn erase(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    watch(Step::Erasing {});
    lane.station.ledger.book(author, vec![Event::EraseIntended {}])?;
    let erased = erase_chip(lane, job)?;
    let event = match &erased {
        Ok(()) => Event::EraseFinished {},
        Err(cause) => Event::EraseFailed { cause: cause.clone() },
    };
    Ok(lane.station.ledger.book(author, vec![event])?)
}

/// The outer error is ours, the inner one the card's.
pub fn erase_chip(lane: &mut Lane, job: &Job) -> Result<Result<(), Cause>, StationError> {
    let uid = card_of(job)?;
    let product = lane.product(job)?;
    let station = lane.station.clone();
    let erased = at_reader(&station, lane.reader.as_mut(), &product, &uid, |card, session| {
        chip::erase(card, session)
    })?;
    Ok(erased.map_err(|failure| failure.cause))
}

pub fn reject(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
    (reason, chip): (SpoilReason, ChipFate),
) -> Result<(), StationError> {
    if let Some(uid) = job.blank.as_ref().and_then(BlankName::uid) {
        // A chip that fell silent is still there; a card that is gone was not rejected by us.
        let silent = lane.same_card(uid) == Err(Cause::ChipSilent {});
        if !silent && !lane.prove_card(uid, ActName::Reject, author, watch)? {
            return Ok(());
        }
    }
    let before = lane.counters_unmoved()?;
    watch(Step::Rejecting { reason });
    let intent = Event::RejectIntended { counters: before, reason, chip };
    lane.station.ledger.book(author, vec![intent])?;
    let acted = lane.printer.reject();
    let expected = if acted.is_ok() { Expected::Gone } else { Expected::Either };
    let evidence = lane.evidence(before, expected)?;
    match acted {
        Ok(()) if evidence.rejected() => {
            book_rejected(lane, job, author, &evidence, (reason, chip), watch)
        }
        acted => {
            let cause = match acted {
                Err(error) => cause_of(&error),
                Ok(()) if evidence.restarted => Cause::PrinterRestarted {},
                Ok(()) => Cause::EvidenceContradicts {},
            };
            let counters = Some(evidence.after);
            let events = vec![unsettled(ActName::Reject, cause.clone(), counters, None)];
            lane.book_outcome(author, events, Some(&cause), watch)
        }
    }
}

/// In the reject box, proven.
pub fn book_rejected(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    evidence: &Evidence,
    (reason, chip): (SpoilReason, ChipFate),
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let mut events = vec![Event::RejectFinished { counters: evidence.after }];
    let uid = job.blank.as_ref().and_then(BlankName::uid);
    if let (ChipFate::Alive, Some(uid)) = (chip, uid) {
        events.push(Event::UidRevoked { uid: *uid, reason });
    }
    lane.book_outcome(author, events, None, watch)?;
    watch(Step::Rejected {});
    lane.station.break_circuit(&lane.name, author)?;
    lane.station.bell.ring();
    Ok(())
}

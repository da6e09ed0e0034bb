//! Old cards: where one of ours was when it came back, and those of others' making that are taken
//! when a new card is given.

use super::stock::Movement;
use crate::job::{Job, Stage};
use crate::journal::{CardHandedOver, OldCard, Place};

/// With its holder or lost there; `None` where it waits to be collected.
pub fn held_at(job: Option<&Job>) -> Option<Place> {
    match job.map(|job| &job.stage) {
        Some(Stage::HandedOver) => Some(Place::HandedOver),
        Some(Stage::Ended(_)) => Some(Place::Missing),
        _ => None,
    }
}

/// The old card that a holder gives for the new one. One of ours was withdrawn by its name before.
pub fn taken_at_the_counter(over: &CardHandedOver, job: Option<&Job>) -> Option<Movement> {
    let job = job.filter(|_| over.old_card == OldCard::Taken {})?;
    let of_ours = job.opened.reprint.as_ref().is_some_and(|reprint| !reprint.of.is_empty());
    let kind = job.lease.as_ref().filter(|_| !of_ours)?.kind;
    let (from, to) = (Place::Others, Place::Withdrawn);
    Some(Movement { kind, from, to, quantity: 1, blank: None })
}

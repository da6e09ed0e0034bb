//! Print: both sides onto the card whose UID the lane's reader sees. The commit stands durably
//! before the first command that can print; nothing is sent twice.

use crate::job::Job;
use crate::job::evidence::{Evidence, PrintVerdict};
use crate::journal::{ActName, BlankName, Cause, Event};
use crate::record::Uid;
use crate::station::error::StationError;
use crate::station::evidence::{Expected, cause_of};
use crate::station::lane::{Lane, unsettled};
use crate::station::step::{Step, Watcher};
use crate::store::Author;

pub fn print(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let uid = card_of(job)?;
    let panels = lane.prepared_for(job)?.panels.clone();
    if !lane.prove_card(&uid, ActName::Print, author, watch)? {
        return Ok(());
    }
    let before = lane.counters_unmoved()?;
    watch(Step::Printing {});
    let ledger = lane.station.ledger.clone();
    ledger.book(author, vec![Event::PrintIntended { counters: before }])?;
    let loaded = lane.printer.load(&panels);
    let committed = loaded.is_ok();
    let acted = match loaded {
        Ok(()) => {
            ledger.book(author, vec![Event::PrintCommitted {}])?;
            lane.printer.print_and_eject(&panels)
        }
        Err(error) => Err(error),
    };
    let full = lane.printer.panels_per_card(&panels);
    let expected = if acted.is_ok() { Expected::Gone } else { Expected::Either };
    let acted = acted.map_err(|error| cause_of(&error));
    let evidence = match (lane.evidence(before, expected), &acted) {
        // It may be read later, when nobody remembers what the machine said.
        (Err(error), Err(said)) if hangs(said) => {
            let lost = unsettled(ActName::Print, said.clone(), None, None);
            lane.book_outcome(author, vec![lost], Some(said), watch)?;
            return Err(error);
        }
        (evidence, _) => evidence?,
    };
    book_print(lane, author, &evidence, (&uid, full, committed), acted, watch)?;
    lane.station.bell.ring();
    Ok(())
}

/// Books what the evidence says of a print.
pub fn book_print(
    lane: &mut Lane,
    author: &Author,
    evidence: &Evidence,
    (uid, full, committed): (&Uid, u64, bool),
    acted: Result<(), Cause>,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let counters = evidence.after;
    let cause = || acted.as_ref().err().cloned().unwrap_or(Cause::Interrupted {});
    let verdict = match (evidence.settle_print(uid, full), &acted) {
        // Nothing that prints was ever sent: then this machine printed something else.
        (PrintVerdict::Printed, _) if !committed => {
            PrintVerdict::Unknown(Cause::EvidenceContradicts {})
        }
        (
            PrintVerdict::Printed | PrintVerdict::Unknown(Cause::EvidenceContradicts {}),
            Err(said),
        ) if hangs(said) => PrintVerdict::Unknown(said.clone()),
        (verdict, _) => verdict,
    };
    match verdict {
        PrintVerdict::Printed => {
            watch(Step::Printed {});
            let mut events = vec![Event::PrintFinished { counters }];
            if acted.is_ok() {
                events.extend(lane.calibrate());
            }
            lane.book_outcome(author, events, None, watch)
        }
        PrintVerdict::Untouched => {
            let cause = cause();
            let reopened = Event::ActReopened { act: ActName::Print, cause: cause.clone() };
            lane.book_outcome(author, vec![reopened], Some(&cause), watch)?;
            lane.wait_for_help(cause)
        }
        PrintVerdict::Marked => {
            let cause = cause();
            let failed = Event::PrintFailed { counters, cause: cause.clone() };
            lane.book_outcome(author, vec![failed], Some(&cause), watch)
        }
        PrintVerdict::Unknown(cause) => {
            let lost = unsettled(ActName::Print, cause.clone(), Some(counters), None);
            let events = vec![lost];
            lane.book_outcome(author, events, Some(&cause), watch)
        }
    }
}

/// The machine's own word that a card is somewhere on its way, whatever it has counted.
fn hangs(said: &Cause) -> bool {
    matches!(said, Cause::Jam {} | Cause::CoverOpen {})
}

/// The UID of the card in work; a silent blank never gets this far.
pub fn card_of(job: &Job) -> Result<Uid, StationError> {
    let uid = job.blank.as_ref().and_then(BlankName::uid).copied();
    uid.ok_or_else(|| StationError::RecordLost(job.id.clone()))
}

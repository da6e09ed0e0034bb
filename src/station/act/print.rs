//! Print: both sides onto the card whose UID the lane's reader sees. The commit stands durably
//! before the first command that can print; nothing is sent twice.

use std::time::Duration;

use crate::device::PrinterError;
use crate::job::Job;
use crate::job::evidence::{Evidence, PrintVerdict, Seen};
use crate::journal::{ActName, BlankName, Cause, Counted, Event};
use crate::record::Uid;
use crate::station::error::StationError;
use crate::station::evidence::cause_of;
use crate::station::lane::{Lane, counted, unsettled};
use crate::station::step::{Step, Watcher};
use crate::station::{StationError as Error, outbox};
use crate::store::Author;

/// Longest time in which a printed card must have left the station.
const PRINTED_WITHIN: Duration = Duration::from_secs(90);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub fn print(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let uid = card_of(job)?;
    let panels = lane.prepared_for(job)?.panels.clone();
    if let Err(cause) = lane.same_card(&uid) {
        return Err(lane.paused(cause));
    }
    let before = lane.counters_unmoved()?;
    watch(Step::Printing {});
    let ledger = lane.station.ledger.clone();
    ledger.book(author, vec![Event::PrintIntended { counters: before }])?;
    let acted = match lane.printer.load(&panels) {
        Ok(()) => {
            ledger.book(author, vec![Event::PrintCommitted {}])?;
            lane.printer.print_and_eject(&panels)
        }
        Err(error) => Err(error),
    };
    let full = lane.printer.panels_per_card(&panels);
    let evidence = match acted {
        Ok(()) => after_acknowledged(lane, before, full)?,
        Err(_) => lane.evidence(before)?,
    };
    book_print(lane, author, &evidence, (&uid, full), acted, watch)?;
    // The last person's picture must not stay; a printer that is away now is wiped at connect.
    if let Err(error) = lane.printer.clear_bitmaps() {
        tracing::warn!(lane = %lane.name, %error, "bitmaps not cleared");
        lane.connected = None;
    }
    outbox::report_job(&lane.station, &job.id);
    Ok(())
}

/// ACK says "sent correctly": the machine is done when counters stand at the full panel count
/// and the reader is empty, seen twice.
fn after_acknowledged(lane: &mut Lane, before: Counted, full: u64) -> Result<Evidence, Error> {
    let clock = lane.station.clock.clone();
    let deadline = clock.elapsed() + PRINTED_WITHIN;
    let mut last = None;
    while clock.elapsed() < deadline {
        let after = counted(lane.printer.counters()?);
        let seen = lane.see()?;
        let done = after.panels >= before.panels + full && seen == Seen::Nothing;
        if done && last == Some(after) {
            return Ok(Evidence { before, after, seen, restarted: false });
        }
        last = done.then_some(after);
        if !done {
            clock.sleep(LOOK_AGAIN);
        }
    }
    lane.evidence(before)
}

/// Books what the evidence says of a print.
pub fn book_print(
    lane: &mut Lane,
    author: &Author,
    evidence: &Evidence,
    (uid, full): (&Uid, u64),
    acted: Result<(), PrinterError>,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let counters = evidence.after;
    let cause = || acted.as_ref().err().map_or(Cause::Interrupted {}, cause_of);
    match evidence.settle_print(uid, full) {
        PrintVerdict::Printed => {
            watch(Step::Printed {});
            lane.book_outcome(author, vec![Event::PrintFinished { counters }], None, watch)
        }
        PrintVerdict::Untouched => {
            let cause = cause();
            let reopened = Event::ActReopened { act: ActName::Print, cause: cause.clone() };
            lane.book_outcome(author, vec![reopened], Some(&cause), watch)?;
            match acted {
                // A person has to help before the same card can go on.
                Err(_) => Err(lane.paused(cause)),
                Ok(()) => Ok(()),
            }
        }
        PrintVerdict::Marked => {
            let cause = cause();
            let failed = Event::PrintFailed { counters, cause: cause.clone() };
            lane.book_outcome(author, vec![failed], Some(&cause), watch)
        }
        PrintVerdict::Unknown(cause) => {
            let events = vec![unsettled(ActName::Print, cause.clone())];
            lane.book_outcome(author, events, Some(&cause), watch)
        }
    }
}

/// The UID of the card in work; a silent blank never gets this far.
pub fn card_of(job: &Job) -> Result<Uid, StationError> {
    let uid = job.blank.as_ref().and_then(BlankName::uid).copied();
    uid.ok_or_else(|| StationError::RecordLost(job.id.clone()))
}

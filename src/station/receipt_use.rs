//! What a receipt is good for: one card. It belongs to the job that was printed with it, or to the
//! card that was given on it; a job that ended without a card sets it free again, and a card in
//! its holder's hand closes it.

use super::counter::FoundCard;
use super::counter_fault::CounterFault as Fault;
use super::error::StationError;
use crate::job::{End, Job, Stage};
use crate::journal::{Claim, JobId, PersonNumber, Series, SeriesNumber};
use crate::record::{Reason, RecordState};
use crate::store::{ClaimRow, JobRow, Writer};

/// A letter that is older is written anew: offices give them for half a year.
const LETTER_DAYS: i64 = 180;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    /// No card is made on it.
    Free,
    /// A card of this job is, or lies here.
    Bound(JobId),
    /// Its card was handed over.
    Closed,
    Replaced(SeriesNumber),
}

/// A receipt that somebody holds.
#[derive(Debug)]
pub(super) struct Held {
    pub claim: Claim,
    pub expected: Option<jiff::civil::Date>,
}

/// Whether a card may be printed on it; `known`: the job that goes on, if there is one.
pub(super) fn prints(
    writer: &Writer,
    number: &SeriesNumber,
    (reason, known): (Reason, Option<&JobId>),
) -> Result<(), StationError> {
    let row = row_of(writer, number)?;
    of_this_reason(&row, number, reason)?;
    match use_of(writer, &row)? {
        Use::Bound(job) if Some(&job) == known => Ok(()),
        found => free(found, number),
    }
}

/// Whether this card is given on it. A letter is good for whatever card its holder has here.
pub(super) fn collects(
    writer: &Writer,
    row: &ClaimRow,
    card: &FoundCard,
) -> Result<(), StationError> {
    let Claim::Receipt(number) = &row.claim else { return Ok(()) };
    if let Some(other) = card.job.opened.receipt.as_ref().filter(|other| *other != number) {
        let (register, number) = (card.row.number.clone(), other.clone());
        return Err(Fault::ReceiptOfAnother { register, number }.into());
    }
    match use_of(writer, row)? {
        Use::Bound(job) if job == card.job.id => Ok(()),
        found => {
            free(found, number)?;
            of_this_reason(row, number, card.job.opened.reason)
        }
    }
}

/// The receipt of this person's that is still good and for this reason: nobody is given a second
/// one. Of another reason it is refused, unless it is the one that a new one is to replace.
pub(super) fn held(
    writer: &Writer,
    person: &PersonNumber,
    (reason, instead_of): (Reason, Option<&SeriesNumber>),
) -> Result<Option<Held>, StationError> {
    let rows = writer.reader()?.receipts_of(person, &writer.station().id)?;
    let named = |row: &ClaimRow| Some(row.claim.number()) == instead_of;
    if let Some(number) = instead_of {
        let row = rows.iter().find(|row| named(row));
        let row = row.ok_or_else(|| Fault::ClaimUnknown(number.of(Series::Receipt)))?;
        free(use_of(writer, row)?, number)?;
    }
    for row in rows.into_iter().filter(|row| !named(row)) {
        let (number, given) = (row.claim.number().clone(), row.reason);
        match (use_of(writer, &row)?, given) {
            (Use::Closed | Use::Replaced(_), _) | (_, None) => {}
            (_, Some(given)) if given == reason => {
                let expected = row.expected.as_deref().and_then(|date| date.parse().ok());
                return Ok(Some(Held { claim: row.claim, expected }));
            }
            (_, Some(reason)) => return Err(Fault::ReceiptOpen { number, reason }.into()),
        }
    }
    Ok(None)
}

/// The letter that this person has and that still says how it stands: asked for again, it is the
/// same one.
pub(super) fn letter(
    writer: &Writer,
    person: &PersonNumber,
    state: &RecordState,
) -> Result<Option<Claim>, StationError> {
    let reader = writer.reader()?;
    let last = reader.letters_of(person, &writer.station().id)?.pop();
    let same = |row: &ClaimRow| row.state.as_deref() == Some(state.as_str());
    let Some(row) = last.filter(same) else { return Ok(None) };
    let age = writer.now().duration_since(row.at).as_hours() / 24;
    for job in reader.jobs_of(person)? {
        let given = writer.job(&job.job)?.and_then(|job| job.life.handed.map(|handed| handed.at));
        if given.is_some_and(|at| at >= row.at) {
            return Ok(None);
        }
    }
    Ok((age < LETTER_DAYS).then_some(row.claim))
}

/// A finished card for this reason that nobody was given yet and that no receipt belongs to.
pub(super) fn waits(
    writer: &Writer,
    living: &[JobRow],
    reason: Reason,
) -> Result<bool, StationError> {
    let here = |row: &&JobRow| Stage::FINISHED.contains(&&*row.stage) && row.stage != "handed_over";
    for row in living.iter().filter(here) {
        let Some(job) = writer.job(&row.job)? else { continue };
        if job.opened.reason == reason && job.opened.receipt.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn row_of(writer: &Writer, number: &SeriesNumber) -> Result<ClaimRow, StationError> {
    let row = writer.reader()?.claim(&Claim::Receipt(number.clone()))?;
    Ok(row.ok_or_else(|| Fault::ClaimUnknown(number.of(Series::Receipt)))?)
}

fn of_this_reason(
    row: &ClaimRow,
    number: &SeriesNumber,
    reason: Reason,
) -> Result<(), StationError> {
    match row.reason {
        Some(given) if given != reason => {
            Err(Fault::ReceiptReason { number: number.clone(), reason: given }.into())
        }
        _ => Ok(()),
    }
}

fn free(found: Use, number: &SeriesNumber) -> Result<(), StationError> {
    let number = number.clone();
    Err(match found {
        Use::Free => return Ok(()),
        Use::Bound(job) => Fault::ReceiptUsed { number, job },
        Use::Closed => Fault::ReceiptClosed(number),
        Use::Replaced(by) => Fault::ReceiptReplaced { number, by },
    }
    .into())
}

/// By the jobs of its person: they are few.
fn use_of(writer: &Writer, row: &ClaimRow) -> Result<Use, StationError> {
    let reader = writer.reader()?;
    let number = row.claim.number();
    let receipts = reader.receipts_of(&row.person, &writer.station().id)?;
    let later = receipts.into_iter().find(|one| one.instead_of.as_ref() == Some(number));
    if let Some(later) = later {
        return Ok(Use::Replaced(later.claim.number().clone()));
    }
    let mut found = Use::Free;
    for job in reader.jobs_of(&row.person)? {
        let Some(job) = writer.job(&job.job)? else { continue };
        match of_job(&job, row) {
            Use::Closed => return Ok(Use::Closed),
            Use::Free => {}
            bound => found = bound,
        }
    }
    Ok(found)
}

fn of_job(job: &Job, row: &ClaimRow) -> Use {
    let number = row.claim.number();
    let printed_on_it = job.opened.receipt.as_ref() == Some(number);
    if let Some(handed) = &job.life.handed {
        // Given on a letter, though they had a receipt for it: that one has done its work, too.
        let by_letter = matches!(handed.over.claim, Claim::Suket(_));
        let instead = by_letter && job.opened.receipt.is_none() && handed.at >= row.at;
        let for_it = instead && Some(job.opened.reason) == row.reason;
        return match printed_on_it || handed.over.claim == row.claim || for_it {
            true => Use::Closed,
            false => Use::Free,
        };
    }
    match &job.stage {
        _ if !printed_on_it => Use::Free,
        Stage::Returning { .. } => Use::Free,
        Stage::Ended(End::Refused(_) | End::GivenBack | End::Spoiled(_) | End::Missing) => {
            Use::Free
        }
        // It was made and taken away again.
        Stage::Ended(End::Lost | End::Withdrawn) => Use::Closed,
        _ => Use::Bound(job.id.clone()),
    }
}

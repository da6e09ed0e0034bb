//! The close of a day: by one person where everything can be explained, by a kepala and another
//! under a paper where it can't. Two earlier days don't stay open while cards are begun.

use super::fault::StockFault;
use super::paper::{PaperSaid, today};
use crate::books::DayFault;
use crate::job::Due;
use crate::journal::{DayClosed, Event, PaperKind, ReportedOutcome, Role};
use crate::station::{Hands, Station, StationError};
use crate::store::{Beside, Writer};

impl Station {
    pub fn close_day(&self, hands: &Hands, paper: Option<&PaperSaid>) -> Result<(), StationError> {
        let mut writer = self.ledger.lock();
        let faults = faults(&writer);
        let hard = |fault: &DayFault| matches!(fault, DayFault::NotCounted | DayFault::CountOpen);
        if !faults.is_empty() && (paper.is_none() || faults.iter().any(hard)) {
            return Err(StockFault::Day(faults).into());
        }
        let count = writer.books().day.count.as_ref().map(|count| count.begun);
        // Where nothing differs no paper is needed, and none is booked.
        let Some(said) = paper.filter(|_| !faults.is_empty()) else {
            let closed = DayClosed { count, document: None, words: None };
            return Ok(writer.append_beside(
                &hands.one(),
                vec![Event::DayClosed(closed)],
                &Beside::Nothing,
            )?);
        };
        let paper = self.check_paper(&writer, PaperKind::BeritaAcara, said)?;
        let author = hands.two()?;
        let staff = &writer.books().staff;
        let is_kepala = |name: &String| {
            staff.person(name).is_some_and(|(_, person)| person.role == Role::Kepala)
        };
        let people = [Some(&hands.first), hands.second.as_ref()];
        if !staff.is_empty() && !people.into_iter().flatten().any(is_kepala) {
            return Err(StockFault::Kepala.into());
        }
        let (document, words) = (Some(paper.document), paper.words);
        let closed = DayClosed { count, document, words };
        Ok(writer.append_beside(&author, vec![Event::DayClosed(closed)], &paper.beside)?)
    }

    /// What keeps the open day open, for who is to agree to its close.
    pub fn day_faults(&self) -> Vec<DayFault> {
        faults(&self.ledger.lock())
    }

    /// No card is begun while too many days stand open.
    pub(in crate::station) fn days_are_closed(&self) -> Result<(), StationError> {
        let writer = self.ledger.lock();
        let today = today(&writer);
        let day = &writer.books().day;
        match day.holds_up(today, self.stock.earlier_days) {
            true => Err(StockFault::DaysOpen(day.earlier(today).collect()).into()),
            false => Ok(()),
        }
    }
}

/// What keeps the day open, the outbox with it: good cards are acknowledged or wait to be told.
fn faults(writer: &Writer) -> Vec<DayFault> {
    let books = writer.books();
    let mut faults = books.day.faults(&books.stock, &books.lanes);
    let printed = |due: &&Due| matches!(due, Due::Outcome(ReportedOutcome::Printed, _));
    let waiting: usize =
        writer.unfinished().map(|job| job.due.iter().filter(printed).count()).sum();
    let lanes = books.lanes.values().map(|lane| lane.day.balance.good - lane.day.told);
    let booked = books.day.waiting + lanes.sum::<i64>();
    if booked != waiting as i64 {
        faults.push(DayFault::Untold { booked, waiting: waiting as i64 });
    }
    faults
}

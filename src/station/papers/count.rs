//! A stock-take as it ended, line by line with who counted, and what was found different, with who
//! agreed to it.

use super::{Booked, NoPaper, PaperLook};
use crate::books::{CountBook, CountLine, DayFault};
use crate::journal::{Document, Event, PaperKind, Place};
use crate::record::{Kind, Uid};
use crate::station::{PaperWords, StationError};
use crate::store::words_owner;

#[derive(Debug)]
pub struct CountFacts {
    pub begun: Booked,
    pub finished: Booked,
    pub lines: Vec<CountedLine>,
    /// The entry that booked what differed, and its paper.
    pub booked: Option<(Booked, Document)>,
    /// Blanks that its entry calls missing by name.
    pub missing: Vec<Uid>,
}

#[derive(Debug)]
pub struct CountedLine {
    pub kind: Kind,
    pub place: Place,
    pub booked: i64,
    pub counted: i64,
    /// Counted a second time.
    pub again: bool,
    /// Names that were scanned with it.
    pub uids: u32,
    pub by: String,
}

#[derive(Debug)]
pub struct DifferenceFacts {
    pub document: Document,
    pub booked: Booked,
    /// Of a count that was booked; else of a day that was taken on as it stood.
    pub count: Option<CountFacts>,
    pub faults: Vec<DayFault>,
    pub remarks: Option<String>,
}

impl CountedLine {
    pub fn difference(&self) -> i64 {
        self.counted - self.booked
    }
}

impl PaperLook<'_> {
    pub fn stock_take(&self, begun: Option<u64>) -> Result<CountFacts, StationError> {
        self.not_while_counting()?;
        let last = self.reader.day()?.count;
        let is_last = |count: &CountBook| begun.is_none_or(|begun| begun == count.begun);
        match (last.filter(is_last), begun) {
            (Some(count), _) => self.count_facts(&count),
            (None, Some(begun)) => self.count_facts(&self.earlier_count(begun)?),
            (None, None) => Err(NoPaper::NoCount.into()),
        }
    }

    /// A count that later ones have followed, as it last stood.
    fn earlier_count(&self, begun: u64) -> Result<CountBook, StationError> {
        let mut found = None;
        self.reader.replay(|entry, _, books| {
            let ours = books.day.count.as_ref().filter(|count| count.begun == begun);
            let changes =
                matches!(entry.event, Event::CountFinished {} | Event::DifferenceBooked(_));
            if let Some(count) = ours.filter(|_| changes) {
                found = Some(count.clone());
            }
        })?;
        Ok(found.filter(|count| !count.is_open()).ok_or(NoPaper::NoCount)?)
    }

    fn count_facts(&self, count: &CountBook) -> Result<CountFacts, StationError> {
        let finished = count.finished.ok_or(NoPaper::NoCount)?;
        let lines = count.lines.iter().map(|line| self.counted_line(line));
        let mut missing = Vec::new();
        let booked = match count.booked {
            None => None,
            Some(seq) => {
                let entry = self.reader.entry(seq)?;
                let booked = Booked::of(&entry);
                match entry.event {
                    Event::DifferenceBooked(said) => {
                        missing = said.uids;
                        Some((booked, said.document))
                    }
                    _ => None,
                }
            }
        };
        Ok(CountFacts {
            begun: Booked::of(&self.reader.entry(count.begun)?),
            finished: Booked::of(&self.reader.entry(finished)?),
            lines: lines.collect::<Result<_, StationError>>()?,
            booked,
            missing,
        })
    }

    fn counted_line(&self, line: &CountLine) -> Result<CountedLine, StationError> {
        let entered = line.entered.ok_or(NoPaper::NoCount)?;
        Ok(CountedLine {
            kind: line.kind,
            place: line.place.clone(),
            booked: entered.booked,
            counted: entered.counted,
            again: line.again,
            uids: entered.uids,
            by: self.reader.entry(entered.seq)?.actor,
        })
    }

    /// The Berita Acara of a difference, or of a day that was closed with some.
    pub fn difference(&self, number: &str) -> Result<DifferenceFacts, StationError> {
        let unknown = || NoPaper::Unknown(number.to_owned());
        let paper = self.reader.entry_of_paper(PaperKind::BeritaAcara, number)?;
        let (entry, document) = paper.ok_or_else(unknown)?;
        let booked = Booked::of(&entry);
        let (count, faults) = match &entry.event {
            Event::DifferenceBooked(said) => {
                let count = self.earlier_count(said.count)?;
                (Some(self.count_facts(&count)?), Vec::new())
            }
            Event::DayClosed(_) => {
                let books = self.books_before(entry.seq)?;
                (None, books.day.faults(&books.stock, &books.lanes))
            }
            _ => return Err(unknown().into()),
        };
        let remarks = self.words(PaperKind::BeritaAcara, number)?.remarks;
        Ok(DifferenceFacts { document, booked, count, faults, remarks })
    }

    /// What people wrote on a paper; nothing, if they wrote nothing.
    pub(super) fn words(&self, kind: PaperKind, number: &str) -> Result<PaperWords, StationError> {
        let Some(sealed) = self.reader.sealed_words(kind, number)? else {
            return Ok(PaperWords::default());
        };
        let owner = words_owner(kind, number);
        let plain = self.station.sealing.open(&owner, &sealed)?;
        let words = serde_json::from_slice(&plain);
        Ok(words.map_err(|_| crate::store::StoreError::Sealed(owner))?)
    }
}

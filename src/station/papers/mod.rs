//! What the office's papers say, read from the journal: register, days, counts, papers under which
//! blanks moved, receipts, months, and whom something touched. Names are read for who may see them,
//! and only after an entry says who looks.

mod berita_acara;
mod breach;
mod looks;
mod count;
mod day;
mod month;
mod moved;
mod order;
mod people;
mod register;
mod signers;
mod single;

pub use berita_acara::{BeritaAcara, ReversalFacts, RibbonsFacts, SpoilFacts, Undone};
pub use breach::{BreachFilter, BreachPart, Touch, TouchKind};
pub use count::{CountFacts, CountedLine, DifferenceFacts};
pub use day::{DayFacts, KindLine, LaneLine};
pub use looks::Looks;
pub use month::{DayFlow, Flow, MonthFacts};
pub use moved::{BastFacts, BurntCard, DestructionFacts, Direction, PackedCard, PackingFacts};
pub use order::{Closing, NoPaper, PaperOrder};
pub use people::ShownPerson;
pub use register::{RegisterPart, VOLUME_ROWS};
pub use signers::Signers;
pub use single::{LetterFacts, ReceiptFacts};

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{Station, StationError};
use crate::journal::{Entry, Head};
use crate::record::SigningKey;
use crate::store::Reader;

/// Where papers are read from, and what they are sealed with.
#[derive(Debug)]
pub struct PaperDesk {
    /// The data folder: papers are read beside the writer, which waits for nobody.
    pub folder: PathBuf,
    pub key: SigningKey,
}

/// A look at the books on somebody's behalf.
#[derive(Debug)]
pub struct PaperLook<'a> {
    station: &'a Station,
    actor: &'a str,
    reader: Reader<'static>,
}

/// Who booked something, with whom, and when: the foot of a Berita Acara.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub seq: u64,
    pub at: Timestamp,
    pub on: Date,
    pub by: String,
    pub second: Option<String>,
}

impl Booked {
    fn of(entry: &Entry) -> Self {
        let (by, second) = (entry.actor.clone(), entry.approved_by.clone());
        Self { seq: entry.seq, at: entry.at, on: entry.civil_date(), by, second }
    }
}

impl Station {
    pub fn papers<'a>(&'a self, actor: &'a str) -> Result<PaperLook<'a>, StationError> {
        let reader = Reader::open(&self.papers.folder)?;
        Ok(PaperLook { station: self, actor, reader })
    }
}

impl PaperLook<'_> {
    /// The office as the journal's first entry names it.
    pub fn office(&self) -> Result<String, StationError> {
        match self.reader.entry(1)?.event {
            crate::journal::Event::StationInitialised { office } => Ok(office),
            _ => Ok(self.station.id.clone()),
        }
    }

    pub fn head(&self) -> Result<Head, StationError> {
        Ok(self.reader.head()?)
    }

    pub fn now(&self) -> Timestamp {
        self.station.ledger.lock().now()
    }

    pub fn zone(&self) -> Offset {
        self.station.ledger.lock().station().zone
    }

    /// The civil date at the office.
    fn date(&self, at: Timestamp) -> Date {
        self.zone().to_datetime(at).date()
    }

    /// The first instant of a day at the office.
    fn midnight(&self, date: Date) -> Timestamp {
        self.zone()
            .to_timestamp(date.to_datetime(jiff::civil::Time::midnight()))
            .unwrap_or(Timestamp::MAX)
    }

    /// Who counts must not see what is expected.
    fn not_while_counting(&self) -> Result<(), StationError> {
        match self.reader.day()?.count.is_some_and(|count| count.is_open()) {
            true => Err(NoPaper::Counting.into()),
            false => Ok(()),
        }
    }
}

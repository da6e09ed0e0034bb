//! The blind stock-take: what is to be counted, what was, and only then what was booked. Where
//! every listed blank was scanned or none is left, the missing ones are known by name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::MAX_LOT;
use super::fault::StockFault;
use super::paper::PaperSaid;
use super::receive::sorted;
use crate::books::{Books, CountBook, CountFault, CountLine, Illegal};
use crate::journal::{CountEntered, DifferenceBooked, Event, PaperKind, Place, SpoilReason};
use crate::record::{Kind, Uid};
use crate::station::{Hands, Station, StationError};
use crate::store::{Reader, StoreError};

/// A place that is yet to be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToCount {
    pub kind: Kind,
    pub place: Place,
    /// Counted once already, and different.
    pub again: bool,
}

/// One place, when all is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    pub kind: Kind,
    pub place: Place,
    pub counted: i64,
    pub booked: i64,
}

/// What a finished count shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub count: u64,
    pub lines: Vec<Compared>,
    /// Blanks and cards that should lie there and were not among what was scanned.
    pub missing: Vec<Uid>,
    /// So many of those are not missing: machines took them, and no chip ever said which.
    #[serde(default)]
    pub unnamed: u32,
    /// What was scanned where it should not lie.
    pub strange: Vec<Uid>,
}

/// How far the count is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountStep {
    Open(Vec<ToCount>),
    Finished(Comparison),
}

impl Station {
    pub fn begin_count(&self, hands: &Hands) -> Result<CountStep, StationError> {
        self.step_count(hands, Event::CountBegun {})
    }

    pub fn enter_count(
        &self,
        hands: &Hands,
        mut said: CountEntered,
    ) -> Result<CountStep, StationError> {
        if said.counted > 10 * MAX_LOT {
            let (quantity, limit) = (said.counted, 10 * MAX_LOT);
            return Err(StockFault::Quantity { quantity, limit }.into());
        }
        let scanned = said.uids.len();
        if scanned > 0 && scanned != said.counted as usize {
            let (listed, quantity) = (scanned, said.counted);
            return Err(StockFault::UidsDiffer { listed, quantity }.into());
        }
        sorted(&mut said.uids)?;
        self.step_count(hands, Event::CountEntered(said))
    }

    pub fn finish_count(&self, hands: &Hands) -> Result<CountStep, StationError> {
        self.step_count(hands, Event::CountFinished {})
    }

    /// A count that goes on, or the comparison of the one that has ended.
    fn step_count(&self, hands: &Hands, event: Event) -> Result<CountStep, StationError> {
        let mut writer = self.ledger.lock();
        match writer.append(&hands.one(), vec![event]) {
            Err(StoreError::Illegal(Illegal::Count(fault))) => {
                return Err(StockFault::Count(fault).into());
            }
            booked => booked?,
        }
        let Some(count) = &writer.books().day.count else {
            return Err(StockFault::Count(CountFault::NotOpen).into());
        };
        match count.is_open() {
            true => Ok(CountStep::Open(count.waiting().map(ToCount::of).collect())),
            false => Ok(CountStep::Finished(compare(count, &writer.reader()?)?)),
        }
    }

    /// What a count found different in vault, hoppers and among the spoiled.
    pub fn book_difference(&self, hands: &Hands, paper: &PaperSaid) -> Result<(), StationError> {
        let mut writer = self.ledger.lock();
        let count = writer.books().day.count.clone();
        let count = count.ok_or(StockFault::Count(CountFault::NotOpen))?;
        let comparison = compare(&count, &writer.reader()?)?;
        let paper = self.check_paper(&writer, PaperKind::BeritaAcara, paper)?;
        let revoked = comparison.missing.iter();
        let revoked =
            revoked.map(|uid| Event::UidRevoked { uid: *uid, reason: SpoilReason::Hilang });
        let (document, words) = (paper.document, paper.words);
        let uids = comparison.missing.clone();
        let booked = DifferenceBooked { count: count.begun, uids, document, words };
        let events: Vec<Event> =
            std::iter::once(Event::DifferenceBooked(booked)).chain(revoked).collect();
        // All of it is judged before anybody is asked.
        judge(writer.books(), &events[0])?;
        let author = hands.two()?;
        Ok(writer.append_beside(&author, events, &paper.beside)?)
    }
}

fn judge(books: &Books, event: &Event) -> Result<(), StockFault> {
    let Event::DifferenceBooked(booked) = event else { return Ok(()) };
    let count = books.day.count.as_ref();
    let fits = count.is_some_and(|count| {
        count.booked.is_none() && count.differences().any(CountLine::is_by_number)
    });
    if !fits {
        return Err(StockFault::Count(CountFault::NoDifference(booked.count)));
    }
    let lines = count.into_iter().flat_map(CountBook::differences);
    let more = lines
        .filter(|line| line.is_by_number())
        .map(|line| (line.kind, &line.place, line.difference()));
    let movements = crate::books::paper::differences(&books.stock, more);
    Ok(books.stock.clone().book_all(&movements)?)
}

impl ToCount {
    fn of(line: &CountLine) -> Self {
        Self { kind: line.kind, place: line.place.clone(), again: line.again }
    }
}

/// Place by place, and by name as far as names are known.
pub(crate) fn compare(count: &CountBook, reader: &Reader<'_>) -> Result<Comparison, StoreError> {
    let mut comparison = Comparison { count: count.begun, ..Comparison::default() };
    for line in &count.lines {
        let Some(entered) = line.entered else { continue };
        let (kind, place) = (line.kind, line.place.clone());
        let (counted, booked) = (entered.counted, entered.booked);
        comparison.lines.push(Compared { kind, place, counted, booked });
    }
    for kind in Kind::ALL {
        let unused = |place: &Place| matches!(place, Place::Vault | Place::Hopper(_));
        let lines = count.lines.iter().filter(|line| line.kind == kind && unused(&line.place));
        names(&mut comparison, reader, lines, (reader.unseen(kind)?, reader.silent(kind)?))?;
        for place in [Place::Output, Place::Ready] {
            let lines = count.lines.iter().filter(|line| line.kind == kind && line.place == place);
            names(&mut comparison, reader, lines, (reader.lying(kind, &place)?, 0))?;
        }
        let spoiled = reader.spoiled(kind)?.into_iter().map(|(uid, _)| uid).collect();
        let lines =
            count.lines.iter().filter(|line| line.kind == kind && line.place == Place::Spoiled);
        names(&mut comparison, reader, lines, (spoiled, 0))?;
    }
    Ok(comparison)
}

/// Missing ones are known by name only if they are as many as the numbers say, and if every one
/// that was counted was scanned: else it may be one of those. The `silent` ones, whose chips never
/// told a machine their names, can't be told from them.
fn names<'a>(
    comparison: &mut Comparison,
    reader: &Reader<'_>,
    lines: impl Iterator<Item = &'a CountLine>,
    (expected, silent): (Vec<Uid>, u32),
) -> Result<(), StoreError> {
    let (mut scanned, mut short, mut booked) = (BTreeSet::new(), 0, 0);
    let mut all_scanned = true;
    for line in lines {
        let Some(entered) = line.entered else { continue };
        short += (entered.booked - entered.counted).max(0);
        booked += entered.booked;
        all_scanned &= i64::from(entered.uids) == entered.counted;
        if entered.uids > 0
            && let Event::CountEntered(said) = reader.entry(entered.seq)?.event
        {
            scanned.extend(said.uids);
        }
    }
    let expected: BTreeSet<Uid> = expected.into_iter().collect();
    let missing: Vec<Uid> = expected.difference(&scanned).copied().collect();
    let unnamed = u32::try_from(expected.len() as i64 - booked).unwrap_or(0);
    if all_scanned
        && short > 0
        && unnamed <= silent
        && missing.len() as i64 == short + i64::from(unnamed)
    {
        comparison.missing.extend(missing);
        comparison.unnamed += unnamed;
    }
    if !expected.is_empty() {
        comparison.strange.extend(scanned.difference(&expected));
    }
    Ok(())
}

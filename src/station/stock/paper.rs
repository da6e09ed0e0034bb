//! A paper as people say it: its number is new for its kind, its date neither to come nor of a
//! closed day, and what they wrote on it is sealed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fault::StockFault;
use crate::journal::{Document, PaperKind};
use crate::record::Mac;
use crate::station::counter::is_unseen;
use crate::station::{Station, StationError};
use crate::store::{Beside, Writer, words_owner};

/// Longest number of a paper, in characters.
pub const MAX_NUMBER: usize = 128;
/// Longest remarks, in characters.
pub const MAX_REMARKS: usize = 500;
/// Longest name of a witness with what they are, in characters.
pub const MAX_WITNESS: usize = 100;
/// Before it there was neither this office nor any of its papers.
pub const EARLIEST_PAPER: Date = Date::constant(2000, 1, 1);
pub const MIN_WITNESSES: usize = 2;
pub const MAX_WITNESSES: usize = 8;

/// A paper in somebody's hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSaid {
    pub number: String,
    /// What stands on it; today if it is not said.
    pub dated: Option<Date>,
    pub remarks: Option<String>,
}

/// What people wrote on a paper; lies sealed beside the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperWords {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<String>,
}

/// A paper that can be booked.
#[derive(Debug)]
pub(super) struct Checked {
    pub document: Document,
    pub words: Option<Mac>,
    pub beside: Beside,
}

pub(super) fn today(writer: &Writer) -> Date {
    writer.station().zone.to_datetime(writer.now()).date()
}

impl Station {
    pub(super) fn check_paper(
        &self,
        writer: &Writer,
        kind: PaperKind,
        said: &PaperSaid,
    ) -> Result<Checked, StationError> {
        self.check_witnessed(writer, kind, said, &[])
    }

    pub(super) fn check_witnessed(
        &self,
        writer: &Writer,
        kind: PaperKind,
        said: &PaperSaid,
        witnesses: &[String],
    ) -> Result<Checked, StationError> {
        let number = said.number.trim();
        check_number(writer, kind, number)?;
        let dated = said.dated.unwrap_or_else(|| today(writer));
        check_date(writer, dated)?;
        let remarks = said.remarks.as_deref().map(str::trim).filter(|said| !said.is_empty());
        check_words(remarks, MAX_REMARKS)?;
        for witness in witnesses {
            check_words(Some(witness), MAX_WITNESS)?;
        }
        let document = Document { number: number.to_owned(), dated };
        let words =
            PaperWords { remarks: remarks.map(str::to_owned), witnesses: witnesses.to_vec() };
        if words == PaperWords::default() {
            return Ok(Checked { document, words: None, beside: Beside::Nothing });
        }
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&words).unwrap_or_default());
        let owner = words_owner(kind, number);
        let data = self.sealing.seal(self.entropy.as_ref(), &owner, &plain);
        let words = Some(self.sealing.search.paper_words(&plain));
        Ok(Checked { document, words, beside: Beside::Words { owner, data } })
    }
}

/// A number that can stand on a paper, and does on no other that could be taken for it.
pub(super) fn check_number(
    writer: &Writer,
    kind: PaperKind,
    number: &str,
) -> Result<(), StationError> {
    let length = number.chars().count();
    if !(1..=MAX_NUMBER).contains(&length) || number.chars().any(is_unseen) {
        return Err(StockFault::NumberUnusable.into());
    }
    let reader = writer.reader()?;
    let twice = |kind| StockFault::PaperTwice { kind, number: number.to_owned() };
    for other in kind.not_beside() {
        if reader.paper_is_used(*other, number)? {
            return Err(twice(*other).into());
        }
    }
    // A parcel's BAST is ours, too.
    match kind != PaperKind::Sppb && reader.shipped_with(number)? {
        true => Err(twice(PaperKind::BastKeluar).into()),
        false => Ok(()),
    }
}

pub(super) fn check_date(writer: &Writer, dated: Date) -> Result<(), StockFault> {
    if dated > today(writer) {
        return Err(StockFault::FutureDate(dated));
    }
    if dated < EARLIEST_PAPER {
        return Err(StockFault::TooOld(dated));
    }
    match writer.books().day.closed_on {
        Some(closed) if dated < closed => Err(StockFault::ClosedDate { dated, closed }),
        _ => Ok(()),
    }
}

fn check_words(words: Option<&str>, limit: usize) -> Result<(), StockFault> {
    let fits = |words: &str| {
        (1..=limit).contains(&words.chars().count()) && !words.chars().any(char::is_control)
    };
    match words {
        Some(words) if !fits(words) => Err(StockFault::WordsUnusable { limit }),
        _ => Ok(()),
    }
}

//! A CSV of NIK as offices write it: comma or semicolon, columns by their header, UTF-8 or
//! Windows-1252. A bad line is named by its number and left out; a wrong header is no list.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use thiserror::Error;
use zeroize::Zeroizing;

use super::candidate::Candidate;
use crate::record::biodata::MAX_TEXT;
use crate::record::{Kind, Nik, NikError, Paper, Reason};
use crate::station::spreadsheet;
pub use crate::station::spreadsheet::decode;

/// The largest CSV that is looked into.
pub const MAX_CSV_BYTES: usize = 2 << 20;

/// Columns by the names that a header may give them.
const COLUMNS: [(&str, Column); 11] = [
    ("nik", Column::Nik),
    ("alasan", Column::Reason),
    ("dokumen", Column::Papers),
    ("kecamatan", Column::Kecamatan),
    ("desa", Column::Village),
    ("kel_desa", Column::Village),
    ("kelurahan", Column::Village),
    ("bencana", Column::Disaster),
    ("sejak", Column::Since),
    ("jenis", Column::Kind),
    ("nama", Column::Ignored),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Nik,
    Reason,
    Papers,
    Kecamatan,
    Village,
    Disaster,
    Since,
    Kind,
    /// Kept by offices for their own eyes.
    Ignored,
}

/// Why a file is no list at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsvFault {
    #[error("the list is empty")]
    Empty,
    #[error("the list has more than {MAX_CSV_BYTES} bytes")]
    TooLong,
    #[error("no column is called `nik`")]
    NoNik,
    #[error("column {at} is not known")]
    UnknownColumn { at: usize },
    #[error("column {at} stands there twice")]
    ColumnTwice { at: usize },
}

/// Why a line is left out; nothing of the line is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineFault {
    #[error("{0}")]
    Nik(NikError),
    /// `9,97401E+15`: a spreadsheet took the NIK for a number.
    #[error("a spreadsheet has rounded the NIK")]
    Rounded,
    #[error("no known reason")]
    Reason,
    #[error("no known paper")]
    Paper,
    #[error("no known kind")]
    Kind,
    #[error("disaster is neither yes nor no")]
    Disaster,
    #[error("no date")]
    Date,
    #[error("a place is too long or not printable")]
    Place,
    #[error("more or fewer columns than the header")]
    Columns,
    /// A quote that is not closed takes whoever stands on these lines for one cell.
    #[error("one record up to line {last}: a quote is not closed")]
    Several { last: u64 },
}

/// One line of the list; lines without anything in them are none.
#[derive(Debug)]
pub struct Line {
    pub number: u64,
    pub person: Result<Candidate, LineFault>,
}

/// Every line as a candidate or as what is wrong with it. Dates are the office's own.
pub fn read(text: &str, zone: Offset) -> Result<Vec<Line>, CsvFault> {
    if text.len() > MAX_CSV_BYTES {
        return Err(CsvFault::TooLong);
    }
    let text = spreadsheet::with_plain_line_ends(text);
    let (skipped, text) = spreadsheet::without_separator_line(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(spreadsheet::delimiter(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|_| CsvFault::Empty)?)?;
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let from = reader.position().clone();
        let read = reader.read_record(&mut record);
        let taken = from.byte() as usize..reader.position().byte() as usize;
        let (before, height) = lines_of(text.get(taken).unwrap_or_default());
        let number = from.line() + before + skipped;
        let person = match read {
            Ok(false) => return Ok(lines),
            Ok(true) if height > 1 => Err(LineFault::Several { last: number + height - 1 }),
            Ok(true) if record.iter().all(str::is_empty) => continue,
            Ok(true) => person(&record, &columns, zone),
            Err(_) => Err(LineFault::Columns),
        };
        lines.push(Line { number, person });
    }
}

/// Empty lines before a record, and the lines that it takes.
fn lines_of(record: &str) -> (u64, u64) {
    let plain = record.trim_start_matches('\n');
    let ends = plain.trim_end_matches('\n').matches('\n').count();
    ((record.len() - plain.len()) as u64, ends as u64 + 1)
}

fn columns(header: &csv::StringRecord) -> Result<Vec<Column>, CsvFault> {
    if header.iter().all(str::is_empty) {
        return Err(CsvFault::Empty);
    }
    let mut columns = Vec::with_capacity(header.len());
    for (at, name) in (1..).zip(header) {
        let name = name.to_lowercase();
        let found = COLUMNS.iter().find(|(known, _)| *known == name);
        let column = found.map(|(_, column)| *column).ok_or(CsvFault::UnknownColumn { at })?;
        if columns.contains(&column) {
            return Err(CsvFault::ColumnTwice { at });
        }
        columns.push(column);
    }
    if columns.contains(&Column::Nik) { Ok(columns) } else { Err(CsvFault::NoNik) }
}

fn person(
    record: &csv::StringRecord,
    columns: &[Column],
    zone: Offset,
) -> Result<Candidate, LineFault> {
    if record.len() != columns.len() {
        return Err(LineFault::Columns);
    }
    let cell = |column: Column| {
        let at = columns.iter().position(|other| *other == column);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    };
    let reason = match cell(Column::Reason) {
        "" => Reason::Baru,
        word => word.to_lowercase().parse().map_err(|_| LineFault::Reason)?,
    };
    let kind = match cell(Column::Kind) {
        "" if reason == Reason::PerpanjanganOa => Kind::KtpElOa,
        "" => Kind::KtpEl,
        word => word.to_lowercase().parse().map_err(|_| LineFault::Kind)?,
    };
    Ok(Candidate {
        nik: nik(cell(Column::Nik))?,
        kind,
        reason,
        papers: papers(cell(Column::Papers))?,
        kecamatan: place(cell(Column::Kecamatan))?,
        kel_desa: place(cell(Column::Village))?,
        since: since(cell(Column::Since), zone)?,
        disaster: disaster(cell(Column::Disaster))?,
        lease: None,
    })
}

fn nik(cell: &str) -> Result<Nik, LineFault> {
    // An apostrophe keeps a spreadsheet from taking it for a number.
    let digits = cell.strip_prefix('\'').unwrap_or(cell);
    digits.parse().map_err(|fault| match digits.to_ascii_uppercase().contains("E+") {
        true => LineFault::Rounded,
        false => LineFault::Nik(fault),
    })
}

fn papers(cell: &str) -> Result<Vec<Paper>, LineFault> {
    let words = cell.split(|c: char| c.is_whitespace() || "+|/".contains(c));
    let words = words.filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().parse().map_err(|_| LineFault::Paper)).collect()
}

/// In capitals, as it stands on the card: one place is sorted as one.
fn place(cell: &str) -> Result<Zeroizing<String>, LineFault> {
    let fits = cell.len() <= MAX_TEXT && !cell.chars().any(char::is_control);
    if fits { Ok(Zeroizing::new(cell.to_uppercase())) } else { Err(LineFault::Place) }
}

fn disaster(cell: &str) -> Result<bool, LineFault> {
    match cell.to_lowercase().as_str() {
        "ya" | "y" | "1" | "x" => Ok(true),
        "" | "tidak" | "t" | "0" | "-" => Ok(false),
        _ => Err(LineFault::Disaster),
    }
}

/// `2026-11-02`, `02-11-2026` or `02/11/2026`.
fn since(cell: &str, zone: Offset) -> Result<Option<Timestamp>, LineFault> {
    if cell.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = cell.split(['-', '/']).collect();
    let number = |text: &str| text.parse::<i16>().ok().filter(|number| *number > 0);
    let date = match parts[..] {
        [year, month, day] if year.len() == 4 => Some((year, month, day)),
        [day, month, year] if year.len() == 4 => Some((year, month, day)),
        _ => None,
    };
    let date = date.and_then(|(year, month, day)| {
        let day_or_month = |text: &str| number(text).and_then(|number| i8::try_from(number).ok());
        Date::new(number(year)?, day_or_month(month)?, day_or_month(day)?).ok()
    });
    let midnight = date
        .and_then(|date| zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).ok());
    midnight.map(Some).ok_or(LineFault::Date)
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;

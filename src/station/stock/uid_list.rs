//! A supplier's list of UIDs as it comes: one a line, or a table with a column called `uid`; other
//! columns are for other eyes. A bad line is named by its number, and then nothing is read.

use thiserror::Error;

use crate::record::{Uid, uid::UidError};
use crate::station::spreadsheet;

/// A list of 20,000 UIDs with other columns fits.
pub const MAX_LIST_BYTES: u64 = 4 << 20;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListFault {
    #[error("no column is called `uid`")]
    NoColumn,
    #[error("line {line}: fewer columns than the header, or quotes that don't close")]
    Columns { line: u64 },
    #[error("line {line}: {fault}")]
    Uid { line: u64, fault: UidError },
    #[error("the list names no UID")]
    Empty,
}

pub fn read(bytes: &[u8]) -> Result<Vec<Uid>, ListFault> {
    let text = spreadsheet::with_plain_line_ends(&spreadsheet::decode(bytes));
    let (skipped, text) = spreadsheet::without_separator_line(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(spreadsheet::delimiter(text))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut column, mut uids) = (None, Vec::new());
    for record in reader.records() {
        let line_at =
            |position: Option<&csv::Position>| skipped + position.map_or(0, csv::Position::line);
        let record =
            record.map_err(|error| ListFault::Columns { line: line_at(error.position()) })?;
        let line = line_at(record.position());
        // A quote that is not closed takes whatever stands on the next lines for one cell.
        if record.iter().any(|cell| cell.contains('\n')) {
            return Err(ListFault::Columns { line });
        }
        if record.iter().all(str::is_empty) {
            continue;
        }
        let Some(at) = column else {
            let (found, is_header) = column_of(&record)?;
            column = Some(found);
            if !is_header {
                uids.push(uid(&record, found, line)?);
            }
            continue;
        };
        uids.push(uid(&record, at, line)?);
    }
    if uids.is_empty() { Err(ListFault::Empty) } else { Ok(uids) }
}

/// By a header, else a first line that is a UID itself.
fn column_of(first: &csv::StringRecord) -> Result<(usize, bool), ListFault> {
    let named = |cell: &str| {
        let cell = cell.to_lowercase();
        ["uid", "chip uid", "uid chip", "chip_uid", "uid_chip"].contains(&cell.as_str())
    };
    if let Some(at) = first.iter().position(named) {
        return Ok((at, true));
    }
    // One column needs no header; its first line is then a UID, right or wrong.
    let digits = |cell: &str| cell.bytes().filter(u8::is_ascii_hexdigit).count() * 2 > cell.len();
    match first.get(0) {
        Some(cell) if digits(cell) => Ok((0, false)),
        _ => Err(ListFault::NoColumn),
    }
}

/// `04:A1:B2:C3` and `04 A1 B2 C3` are how some readers write it.
fn uid(record: &csv::StringRecord, at: usize, line: u64) -> Result<Uid, ListFault> {
    let cell = record.get(at).ok_or(ListFault::Columns { line })?;
    let digits: String = cell.chars().filter(|c| !matches!(c, ':' | ' ' | '-' | '\'')).collect();
    digits.parse().map_err(|fault| ListFault::Uid { line, fault })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uids(text: &[u8]) -> Vec<String> {
        read(text).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_list_is_read_whatever_a_spreadsheet_made_of_it() {
        let wanted = ["04AABBCCDDEE01", "04AABBCCDDEE02"];
        for text in [
            "04AABBCCDDEE01\n04AABBCCDDEE02\n",
            "uid\r\n04AABBCCDDEE01\r\n\r\n04aabbccddee02",
            "No;UID;Lot\n1;04AABBCCDDEE01;7\n2;\"04AABBCCDDEE02\";7\n",
            "sep=;\nLot;Chip UID\n7;04:AA:BB:CC:DD:EE:01\n7;04 AA BB CC DD EE 02\n",
            "lot\tuid\n7\t04AABBCCDDEE01\n7\t'04AABBCCDDEE02\n",
            "\u{feff}uid,lot\n04AABBCCDDEE01,7\n04AABBCCDDEE02,7\n",
            "04AABBCCDDEE01,7\n04AABBCCDDEE02,7\n",
        ] {
            assert_eq!(uids(text.as_bytes()), wanted, "{text}");
        }
        // Windows-1252: `é` is one byte that is no UTF-8.
        assert_eq!(uids(b"Caf\xe9;uid\nx;04AABBCCDDEE01\ny\xe9;04AABBCCDDEE02\n"), wanted);
    }

    #[test]
    fn a_wrong_list_is_named_by_its_line() {
        let fault = |text: &str| read(text.as_bytes()).unwrap_err();
        assert_eq!(fault("nomor;lot\n1;7\n"), ListFault::NoColumn);
        assert_eq!(fault(""), ListFault::Empty);
        let swallowed = "uid;lot\n04AABBCCDDEE01;\"7\n04AABBCCDDEE02;7\n";
        assert_eq!(fault(swallowed), ListFault::Columns { line: 2 });
        assert_eq!(fault("uid\n"), ListFault::Empty);
        let line = |fault| match fault {
            ListFault::Uid { line, .. } | ListFault::Columns { line } => line,
            other => panic!("{other}"),
        };
        assert_eq!(line(fault("uid\n04AABBCCDDEE01\nnot a uid\n")), 3);
        assert_eq!(line(fault("sep=;\nlot;uid\n7;04AABBCCDDEE01\n7\n")), 4);
        assert_eq!(line(fault("08AABBCC\n")), 1);
        assert_eq!(line(fault("uid\n4,56E+13\n")), 2);
    }
}

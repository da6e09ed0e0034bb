//! A table as CSV (RFC 4180) in UTF-8 with a mark that spreadsheets look for. What a spreadsheet
//! would take for a formula is made text by an apostrophe before it, also behind a sign at which
//! a spreadsheet of another country parts its cells.

use std::io::{self, Write};

use super::model::{Align, Column, Table};

/// Writes rows as they come.
pub struct CsvTable<W: Write> {
    writer: csv::Writer<W>,
    columns: Vec<Column>,
}

impl<W: Write> CsvTable<W> {
    pub fn new(mut out: W, columns: &[Column]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns.iter().map(|column| harmless(&column.head, Align::Left)))?;
        Ok(Self { writer, columns: columns.to_vec() })
    }

    pub fn rows(&mut self, table: &Table) -> io::Result<()> {
        for row in table.rows.iter().chain(&table.total) {
            let cells = row.iter().zip(&self.columns);
            self.writer.write_record(cells.map(|(cell, column)| harmless(cell, column.align)))?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> std::fmt::Debug for CsvTable<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvTable").field("columns", &self.columns.len()).finish_non_exhaustive()
    }
}

/// What begins a formula; the wide ones do in some countries.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
/// Where else than at our commas a cell may begin.
const PARTS: [char; 5] = [';', '\t', '|', '\n', '\r'];

/// A number below zero is one, in a column of numbers.
fn harmless(cell: &str, align: Align) -> String {
    let is_number = align == Align::Right && cell.parse::<i64>().is_ok();
    if is_number {
        return cell.to_owned();
    }
    let mut text = String::with_capacity(cell.len() + 1);
    let starts = cell.trim_start().starts_with(FORMULA) || cell.starts_with(['\t', '\r']);
    text.extend(starts.then_some('\''));
    // What goes before is text by now.
    let mut begins = !starts;
    for character in cell.chars() {
        text.extend((begins && FORMULA.contains(&character)).then_some('\''));
        let stays = begins && (character == '"' || character.is_whitespace());
        begins = PARTS.contains(&character) || stays;
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        let columns = [Column::text("Nama", 1), Column::number("Selisih", 1)];
        let rows = vec![
            vec!["=HYPERLINK(\"x\")".into(), "-5".into()],
            vec![" @SUM(1)".into(), "+cmd|' /C calc'!A0".into()],
            vec!["A, \"B\"\nC".into(), "7".into()],
        ];
        let table = Table { total: None, columns: columns.to_vec(), rows };
        let mut out = Vec::new();
        let mut csv = CsvTable::new(&mut out, &columns).unwrap();
        csv.rows(&table).unwrap();
        csv.finish().unwrap();
        let text = String::from_utf8(out).unwrap();
        let wanted = "\u{feff}Nama,Selisih\r\n\"'=HYPERLINK(\"\"x\"\")\",-5\r\n' @SUM(1),'+cmd|' \
                      /C calc'!A0\r\n\"A, \"\"B\"\"\nC\",7\r\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn formulas_behind_the_separators_of_other_countries_become_text() {
        for (cell, wanted) in [
            ("SITI;=HYPERLINK(1)", "SITI;'=HYPERLINK(1)"),
            ("SITI|\t +1", "SITI|\t '+1"),
            ("SITI;\"=1\"", "SITI;\"'=1\""),
            ("SITI\n@SUM(1)", "SITI\n'@SUM(1)"),
            ("\t=1", "'\t'=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("A-1; B=2", "A-1; B=2"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell, Align::Left), wanted, "{cell:?}");
        }
        assert_eq!(harmless("1;-5", Align::Right), "1;'-5");
    }
}

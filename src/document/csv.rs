//! A table as CSV (RFC 4180) in UTF-8 with a mark that spreadsheets look for. What a spreadsheet
//! would take for a formula is made text by an apostrophe before it.

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

/// A number below zero is one, in a column of numbers.
fn harmless(cell: &str, align: Align) -> String {
    let is_number = align == Align::Right && cell.parse::<i64>().is_ok();
    match cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']) {
        true if !is_number => format!("'{cell}"),
        _ => cell.to_owned(),
    }
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
}

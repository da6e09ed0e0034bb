//! Tables as a workbook (ECMA-376), row by row in constant memory. Text is written as text: no
//! cell is ever a formula.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::legible::legible;
use super::model::{Align, Table};

/// Rows that a sheet holds; another one goes on.
const MAX_ROWS: u32 = 1_048_576;
/// Longest name of a sheet, in characters.
const MAX_NAME: usize = 31;

/// A sheet for each table, and more where one is full.
#[derive(Default)]
pub struct XlsxBook {
    book: Workbook,
    full: Vec<Worksheet>,
    /// Of each table, with the next row.
    open: Vec<(Worksheet, u32)>,
}

impl XlsxBook {
    /// What of it is not in memory lies beside the file that it becomes, and nowhere else.
    pub fn beside(folder: &Path) -> Result<Self, XlsxError> {
        let mut new = Self::default();
        new.book.set_tempdir(folder)?;
        Ok(new)
    }

    /// More rows of one of the tables; they begin in their order.
    pub fn rows(&mut self, at: usize, (name, table): (&str, &Table)) -> Result<(), XlsxError> {
        while self.open.len() <= at {
            let sheet = self.sheet((name, 1), table)?;
            self.open.push((sheet, 1));
        }
        for row in table.rows.iter().chain(&table.total) {
            if self.open[at].1 == MAX_ROWS {
                let new = (self.sheet((name, self.full.len() + 2), table)?, 1);
                self.full.push(std::mem::replace(&mut self.open[at], new).0);
            }
            let (sheet, next) = &mut self.open[at];
            for ((n, cell), column) in (0..).zip(row).zip(&table.columns) {
                match (column.align, cell.parse::<i32>()) {
                    (Align::Right, Ok(number)) => sheet.write_number(*next, n, number)?,
                    _ => sheet.write_string(*next, n, legible(cell))?,
                };
            }
            *next += 1;
        }
        Ok(())
    }

    pub fn finish(mut self, out: impl Write + Send) -> Result<(), XlsxError> {
        let open = self.open.into_iter().map(|(sheet, _)| sheet);
        for sheet in open.chain(self.full) {
            self.book.push_worksheet(sheet);
        }
        self.book.save_to_writer(out)
    }

    /// By the table's name; one that goes on has its number behind it.
    fn sheet(
        &mut self,
        (name, part): (&str, usize),
        table: &Table,
    ) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.book.new_worksheet_with_constant_memory()?;
        let more = if part > 1 { format!(" {part}") } else { String::new() };
        let plain = |c: char| if c.is_alphanumeric() || c == '-' { c } else { ' ' };
        let short: String = name.chars().map(plain).take(MAX_NAME - more.len()).collect();
        sheet.set_name(format!("{}{more}", short.trim()))?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (n, column) in (0..).zip(&table.columns) {
            sheet.set_column_width(n, f64::from(column.share).clamp(8.0, 60.0))?;
            sheet.write_string_with_format(0, n, column.head.as_str(), &bold)?;
        }
        Ok(sheet)
    }
}

impl std::fmt::Debug for XlsxBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XlsxBook").field("tables", &self.open.len()).finish_non_exhaustive()
    }
}

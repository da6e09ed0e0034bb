//! Tables over any number of pages: the head again on each, every row whole on one page, every
//! cell wrapped in its column. A row that no page can hold is refused, never cut.

use super::legible::legible;
use super::model::{Align, Table};
use super::page::{Pages, Placed, VALUE};
use super::press::PaperError;
use super::typeset::Style;

const PAD_X_MM: f32 = 1.3;
const GAP_MM: f32 = 2.0;
const PAD_Y_MM: f32 = 0.9;
/// Stands in a table without rows.
pub const NOTHING: &str = "Nihil.";

/// Where each column begins and how wide it is.
struct Columns<'t> {
    table: &'t Table,
    /// Left edge and width of the text in each.
    places: Vec<(f32, f32)>,
    style: Style,
    bold: Style,
}

/// A row with its lines, and how high it is.
struct Row {
    cells: Vec<Vec<Placed>>,
    height: f32,
}

pub fn draw(pages: &mut Pages<'_>, table: &Table) -> Result<(), PaperError> {
    let columns = Columns::of(pages, table);
    let heads: Vec<String> = table.columns.iter().map(|column| column.head.clone()).collect();
    let head = columns.wrap(pages, &heads, columns.bold)?;
    pages.need(head.height + 12.0);
    columns.head(pages, &head, true);
    for row in &table.rows {
        let row = columns.wrap(pages, row, columns.style)?;
        columns.row(pages, (&head, &row), columns.style)?;
    }
    if table.rows.is_empty() {
        let (x, y) = (pages.margin() + PAD_X_MM, pages.y() + PAD_Y_MM);
        pages.text((x, y + columns.style.ascent()), columns.style, NOTHING);
        pages.skip(columns.style.leading() + 2.0 * PAD_Y_MM);
        columns.rule(pages, 0.4);
    }
    if let Some(total) = &table.total {
        let row = columns.wrap(pages, total, columns.bold)?;
        columns.row(pages, (&head, &row), columns.bold)?;
    }
    pages.skip(4.0);
    Ok(())
}

impl<'t> Columns<'t> {
    fn of(pages: &Pages<'_>, table: &'t Table) -> Self {
        let shares: f32 = table.columns.iter().map(|column| f32::from(column.share)).sum();
        let (mut x, mut before) = (pages.margin(), Align::Left);
        let place = |column: &super::Column| {
            let width = pages.width() * f32::from(column.share) / shares.max(1.0);
            // Words keep their distance from the numbers before them.
            let gap = match (before, column.align) {
                (Align::Right, Align::Left) => GAP_MM,
                _ => 0.0,
            };
            let place = (x + PAD_X_MM + gap, width - 2.0 * PAD_X_MM - gap);
            (x, before) = (x + width, column.align);
            place
        };
        // Many columns are set smaller.
        let size = match table.columns.len() {
            ..=5 => 8.5,
            6..=8 => 7.5,
            _ => 7.0,
        };
        let places = table.columns.iter().map(place).collect();
        Self { table, places, style: Style::plain(size), bold: Style::bold(size) }
    }

    fn wrap(&self, pages: &Pages<'_>, cells: &[String], style: Style) -> Result<Row, PaperError> {
        if cells.len() != self.places.len() {
            let (found, columns) = (cells.len(), self.places.len());
            return Err(PaperError::Cells { found, columns });
        }
        let wrap = |((cell, (_, width)), column): ((&String, &(f32, f32)), &super::Column)| {
            let lines = pages.set.lines(&legible(cell), style, *width);
            let placed = |text: String| {
                let indent = match column.align {
                    Align::Left => 0.0,
                    Align::Right => (width - pages.set.width(&text, style)).max(0.0),
                };
                Placed { indent, text }
            };
            lines.into_iter().map(placed).collect::<Vec<_>>()
        };
        let cells = cells.iter().zip(&self.places).zip(&self.table.columns).map(wrap);
        let cells: Vec<_> = cells.collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1) as f32;
        Ok(Row { cells, height: lines * style.leading() + 2.0 * PAD_Y_MM })
    }

    fn row(
        &self,
        pages: &mut Pages<'_>,
        (head, row): (&Row, &Row),
        style: Style,
    ) -> Result<(), PaperError> {
        if row.height + head.height > pages.height() {
            return Err(PaperError::RowTooHigh);
        }
        if pages.need(row.height) {
            self.head(pages, head, false);
        }
        self.cells(pages, row, style, true);
        self.rule(pages, 0.25);
        Ok(())
    }

    /// The head is a value once; where it is repeated it belongs to the page.
    fn head(&self, pages: &mut Pages<'_>, head: &Row, first: bool) {
        let at = (pages.margin(), pages.y());
        pages.ground(at, (pages.width(), head.height));
        self.rule(pages, 0.6);
        self.cells(pages, head, self.bold, first);
        self.rule(pages, 0.6);
    }

    fn cells(&self, pages: &mut Pages<'_>, row: &Row, style: Style, is_value: bool) {
        let top = pages.y() + PAD_Y_MM;
        for (lines, (x, _)) in row.cells.iter().zip(&self.places) {
            pages.value((*x, top), style, lines);
            if !is_value {
                unmark(pages);
            }
        }
        pages.skip(row.height);
    }

    fn rule(&self, pages: &mut Pages<'_>, width: f32) {
        let (left, y) = (pages.margin(), pages.y());
        let right = left + pages.width();
        pages.line((left, y), (right, y), width);
    }
}

/// The last mark calls itself an artifact (ISO 32000-1, 14.8.2.2) instead of a value.
fn unmark(pages: &mut Pages<'_>) {
    let begin = pages.page().iter_mut().rev().find_map(|op| match op {
        printpdf::Op::BeginMarkedContent { tag } if tag == VALUE => Some(tag),
        _ => None,
    });
    if let Some(tag) = begin {
        "Artifact".clone_into(tag);
    }
}

//! Blocks that are no table: headings, text, names with values, signatures, codes. Each stands
//! whole on one page, text but for its lines.

use super::legible::legible;
use super::model::{Block, Signatory};
use super::page::{Pages, Placed};
use super::typeset::Style;

const TEXT: Style = Style::plain(10.0);
const NAME_MM: f32 = 52.0;
const GAP_MM: f32 = 3.0;
/// Room for a hand between role and name.
const HAND_MM: f32 = 18.0;
const SIGN_GAP_MM: f32 = 8.0;
const CODE_MM: f32 = 30.0;
/// Signatures side by side.
const MAX_IN_A_ROW: usize = 3;

pub fn draw(pages: &mut Pages<'_>, block: &Block) {
    match block {
        Block::Heading(text) => {
            let style = Style::bold(10.5);
            // Never alone at the foot of a page.
            pages.need(style.leading() + 20.0);
            pages.skip(1.5);
            text_block(pages, text, style);
            pages.skip(1.0);
        }
        Block::Text(text) => {
            text_block(pages, text, TEXT);
            pages.skip(GAP_MM);
        }
        Block::Fields(fields) => {
            fields.iter().for_each(|field| name_and_value(pages, field));
            pages.skip(GAP_MM);
        }
        Block::Signatures(all) => {
            pages.skip(4.0);
            // Four are two and two.
            let in_a_row = if all.len() == 4 { 2 } else { MAX_IN_A_ROW };
            all.chunks(in_a_row).for_each(|row| signatures(pages, row));
        }
        Block::Code { caption, text } => code(pages, caption, text),
        Block::Table(_) => {}
    }
}

fn text_block(pages: &mut Pages<'_>, text: &str, style: Style) {
    let lines = pages.set.lines(&legible(text), style, pages.width());
    let height = style.leading() * lines.len() as f32;
    pages.need(height);
    let at = (pages.margin(), pages.y());
    pages.value(at, style, &Placed::left(lines));
    pages.skip(height);
}

fn name_and_value(pages: &mut Pages<'_>, (name, value): &(String, String)) {
    let (left, width) = (pages.margin(), pages.width());
    let names = pages.set.lines(&legible(name), TEXT, NAME_MM - 3.0);
    let values = pages.set.lines(&legible(value), TEXT, width - NAME_MM - 3.0);
    let height = TEXT.leading() * names.len().max(values.len()) as f32;
    pages.need(height);
    let top = pages.y();
    pages.value((left, top), TEXT, &Placed::left(names));
    pages.text((left + NAME_MM - 2.0, top + TEXT.ascent()), TEXT, ":");
    pages.value((left + NAME_MM + 1.0, top), TEXT, &Placed::left(values));
    pages.skip(height + 0.5);
}

fn signatures(pages: &mut Pages<'_>, row: &[Signatory]) {
    let cells = row.len().max(2) as f32;
    let width = (pages.width() - SIGN_GAP_MM * (cells - 1.0)) / cells;
    let set = pages.set;
    let wrapped: Vec<_> = row
        .iter()
        .map(|one| {
            let lines = |text: &str, style| set.lines(&legible(text), style, width);
            (lines(&one.role, TEXT), lines(&one.name, Style::bold(10.0)))
        })
        .collect();
    let most = |lines: fn(&(Vec<String>, Vec<String>)) -> usize| {
        TEXT.leading() * wrapped.iter().map(lines).max().unwrap_or(1) as f32
    };
    let (roles, names) = (most(|(role, _)| role.len()), most(|(_, name)| name.len()));
    let height = roles + HAND_MM + names;
    pages.need(height);
    let (left, top) = (pages.margin(), pages.y());
    // Who signs alone does so on the right.
    let first = usize::from(row.len() == 1);
    for (at, (role, name)) in (first..).zip(wrapped) {
        let x = left + (width + SIGN_GAP_MM) * at as f32;
        pages.value((x, top), TEXT, &Placed::left(role));
        let y = top + roles + HAND_MM;
        pages.line((x, y - 0.6), (x + width, y - 0.6), 0.5);
        pages.value((x, y), Style::bold(10.0), &Placed::left(name));
    }
    pages.skip(height + 5.0);
}

fn code(pages: &mut Pages<'_>, caption: &str, text: &str) {
    pages.need(CODE_MM + 2.0);
    let (left, top, width) = (pages.margin(), pages.y(), pages.width());
    pages.code((left, top), CODE_MM, text);
    let (x, width) = (left + CODE_MM + 4.0, width - CODE_MM - 4.0);
    let lines = pages.set.lines(&legible(caption), TEXT, width);
    let below = top + 6.0 + TEXT.leading() * lines.len() as f32;
    pages.value((x, top + 4.0), TEXT, &Placed::left(lines));
    let lines = pages.set.lines(&legible(text), Style::plain(8.0), width);
    pages.value((x, below), Style::plain(8.0), &Placed::left(lines));
    pages.skip(CODE_MM + GAP_MM);
}

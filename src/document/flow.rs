//! Blocks that are no table: headings, text, names with values, signatures, codes. Each stands
//! whole on one page, text but for its lines.

use super::legible::legible;
use super::model::{Block, Hand, Signatory};
use super::page::{Pages, Placed};
use super::typeset::Style;

const TEXT: Style = Style::plain(10.0);
const NAME: Style = Style::bold(10.0);
const NAME_MM: f32 = 52.0;
const GAP_MM: f32 = 3.0;
/// Room for a hand between role and name, and for initials.
const HAND_MM: f32 = 18.0;
/// A line to write on.
const WRITE_MM: f32 = 7.5;
/// Beside a line to write on, what belongs there.
const LABEL: Style = Style::plain(8.5);
const LABEL_MM: f32 = 11.0;
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
    let mut height = TEXT.leading() * names.len().max(values.len()) as f32;
    let by_hand = value.is_empty();
    if by_hand {
        height = height.max(WRITE_MM);
    }
    pages.need(height);
    let top = pages.y() + if by_hand { height - TEXT.leading() } else { 0.0 };
    pages.value((left, top), TEXT, &Placed::left(names));
    pages.text((left + NAME_MM - 2.0, top + TEXT.ascent()), TEXT, ":");
    if by_hand {
        dots(pages, (left + NAME_MM + 1.0, top + TEXT.ascent()), width - NAME_MM - 1.0);
    }
    pages.value((left + NAME_MM + 1.0, top), TEXT, &Placed::left(values));
    pages.skip(height + 0.5);
}

/// A dotted line to write on, its dots on the baseline.
fn dots(pages: &mut Pages<'_>, (x, y): (f32, f32), width: f32) {
    let one = pages.set.width(".", LABEL);
    let many = (width / one.max(0.1)).floor().clamp(0.0, 500.0) as usize;
    pages.text((x, y), LABEL, &".".repeat(many));
}

/// Who signs, with the lines of role and name.
type Wrapped = (Hand, Vec<String>, Vec<String>);

fn signatures(pages: &mut Pages<'_>, row: &[Signatory]) {
    let cells = row.len().max(2) as f32;
    let width = (pages.width() - SIGN_GAP_MM * (cells - 1.0)) / cells;
    let set = pages.set;
    let wrapped: Vec<Wrapped> = row
        .iter()
        .map(|one| {
            let lines = |text: &str, style| set.lines(&legible(text), style, width);
            (one.hand, lines(&one.role, TEXT), lines(&one.name, NAME))
        })
        .collect();
    let most = |lines: fn(&Wrapped) -> usize| {
        TEXT.leading() * wrapped.iter().map(lines).max().unwrap_or(1) as f32
    };
    let (roles, names) = (most(|(_, role, _)| role.len()), most(|(_, _, name)| name.len()));
    let height = roles + HAND_MM + names + TEXT.leading() + 2.0;
    pages.need(height);
    let (left, top) = (pages.margin(), pages.y());
    // Who signs alone does so on the right.
    let first = usize::from(row.len() == 1);
    for (at, (hand, role, name)) in (first..).zip(wrapped) {
        let x = left + (width + SIGN_GAP_MM) * at as f32;
        pages.value((x, top), TEXT, &Placed::left(role));
        // Names end on one line, whatever their length.
        let above = names - NAME.leading() * name.len() as f32;
        let y = top + roles + HAND_MM + above;
        signed((x, y), width, hand, name, pages);
    }
    pages.skip(height + 7.0);
}

/// The name over its line and the NIP below, or lines for what is not known.
fn signed((x, y): (f32, f32), width: f32, hand: Hand, name: Vec<String>, pages: &mut Pages<'_>) {
    let below = y + NAME.leading() * name.len() as f32 + 0.8;
    let known = name.iter().any(|line| !line.is_empty());
    pages.value((x, y), NAME, &Placed::left(name));
    match (known, hand) {
        (true, _) | (false, Hand::Initials) => pages.line((x, below), (x + width, below), 0.5),
        (false, _) => labelled(pages, (x, y + NAME.ascent()), width, "Nama"),
    }
    if hand == Hand::Official {
        labelled(pages, (x, below + 1.2 + LABEL.ascent()), width, "NIP");
    }
}

/// What is to be written in by hand.
fn labelled(pages: &mut Pages<'_>, (x, y): (f32, f32), width: f32, label: &str) {
    pages.text((x, y), LABEL, label);
    dots(pages, (x + LABEL_MM, y), width - LABEL_MM);
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

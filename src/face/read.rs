//! From the TOML of a layout to its typed boxes. Rows of a column inherit what they don't say.

use toml::Table;

use super::Field;
use super::background::Drawing;
use super::fonts::Font;
use super::geometry::{Area, CARD_HEIGHT_MM, CARD_WIDTH_MM};
use super::layout::{
    Align, Baseline, Column, FORMAT, FaceLayout, Label, Layer, LayoutError, MAX_BOXES, MAX_TYPE_MM,
    MIN_TYPE_MM, Mark, MarkStyle, PanelSet, RowLabel, Setting, TextBox,
};
use super::text::FitOrder;
use crate::record::Kind;
use crate::settings::{KeyFault, Keys};

const ACROSS: std::ops::RangeInclusive<f32> = 0.0..=CARD_WIDTH_MM;
const DOWN: std::ops::RangeInclusive<f32> = 0.0..=CARD_HEIGHT_MM;
const TYPE: std::ops::RangeInclusive<f32> = MIN_TYPE_MM..=MAX_TYPE_MM;
const MAX_LINES: f32 = 6.0;
/// Longer words across a face are no mark.
const MAX_MARK_CHARS: usize = 60;

/// The file as read, not yet checked.
pub(super) struct Product {
    pub kind: Kind,
    pub name: String,
    pub version: u32,
    pub front: FaceLayout,
    pub back: FaceLayout,
}

pub(super) fn product(table: &Table, drawings: [Drawing; 2]) -> Result<Product, LayoutError> {
    let mut keys = Keys::new(table, "");
    let format = keys.number("format", 0.0..=1_000.0)? as i64;
    if format != FORMAT {
        return Err(LayoutError::Format(format));
    }
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
    let kind = keys.word("kind", &kinds)?;
    let name = keys.text("name")?.to_owned();
    let version = keys.number("version", 1.0..=1_000_000.0)? as u32;
    let [front, back] = drawings;
    let front_keys = keys.table("front")?.ok_or_else(|| keys.missing("front"))?;
    let back_keys = keys.table("back")?.ok_or_else(|| keys.missing("back"))?;
    let (front, back) = (face(front_keys, front)?, face(back_keys, back)?);
    keys.finish()?;
    Ok(Product { kind, name, version, front, back })
}

fn face(mut keys: Keys<'_>, drawing: Drawing) -> Result<FaceLayout, LayoutError> {
    let preprinted = keys.flag("preprinted")?;
    let panels = panels(&mut keys)?;
    let photo = keys.table("photo")?.map(area).transpose()?;
    let signature = keys.table("signature")?.map(area).transpose()?;
    let columns: Vec<Column> =
        keys.named("column")?.into_iter().map(column).collect::<Result<_, _>>()?;
    let mut texts: Vec<TextBox> = Vec::new();
    for entry in few(keys.tables("text")?)? {
        let next = text(entry, &columns, &texts)?;
        texts.push(next);
    }
    let labels = few(keys.tables("label")?)?.into_iter().map(label).collect::<Result<_, _>>()?;
    let marks = few(keys.tables("mark")?)?.into_iter().map(mark).collect::<Result<_, _>>()?;
    keys.finish()?;
    Ok(FaceLayout { preprinted, panels, photo, signature, texts, labels, columns, marks, drawing })
}

fn few(entries: Vec<Keys<'_>>) -> Result<Vec<Keys<'_>>, LayoutError> {
    match entries.get(MAX_BOXES) {
        Some(one) => {
            Err(LayoutError::TooManyBoxes { place: one.place().to_owned(), limit: MAX_BOXES })
        }
        None => Ok(entries),
    }
}

fn panels(keys: &mut Keys<'_>) -> Result<PanelSet, LayoutError> {
    let word = keys.text("panels")?;
    let set = |colour, k, overlay| Ok(PanelSet { colour, k, overlay });
    match word {
        "ymcko" => set(true, true, true),
        "ymck" => set(true, true, false),
        "k" => set(false, true, false),
        "none" => set(false, false, false),
        _ => Err(KeyFault::UnknownWord {
            place: keys.place().to_owned(),
            key: "panels".to_owned(),
            word: word.chars().take(40).collect(),
            known: "ymcko, ymck, k, none".to_owned(),
        }
        .into()),
    }
}

fn area(mut keys: Keys<'_>) -> Result<Area, LayoutError> {
    let area = Area {
        x: keys.number("x", ACROSS)?,
        y: keys.number("y", DOWN)?,
        width: keys.number("width", 3.0..=CARD_WIDTH_MM)?,
        height: keys.number("height", 3.0..=CARD_HEIGHT_MM)?,
    };
    keys.finish()?;
    Ok(area)
}

fn column((name, mut keys): (String, Keys<'_>)) -> Result<Column, LayoutError> {
    let column = Column {
        name,
        first: keys.number("first", DOWN)?,
        last: keys.number("last", DOWN)?,
        pitch: keys.number("pitch", TYPE)?,
        label_x: keys.number("label_x", ACROSS)?,
        colon_x: keys.number("colon_x", ACROSS)?,
        setting: setting(&mut keys, None)?,
    };
    keys.finish()?;
    Ok(column)
}

fn text(
    mut keys: Keys<'_>,
    columns: &[Column],
    before: &[TextBox],
) -> Result<TextBox, LayoutError> {
    let fields = Field::ALL.map(|field| (field.name(), field));
    let field = keys.word("field", &fields)?;
    keys.rename(field.name());
    let own_line = |text: &TextBox| !matches!(text.baseline, Baseline::Beside { .. });
    let owners = before.iter().enumerate().filter(|(_, text)| own_line(text));
    let names: Vec<(&'static str, usize)> =
        owners.map(|(at, text)| (text.field.name(), at)).collect();
    let beside = keys.maybe_word("beside", &names)?;
    let column = keys.maybe_text("column")?;
    let column = column.map(|name| find_column(name, columns, &keys)).transpose()?;
    let at = keys.maybe_number("baseline", DOWN)?;
    let (baseline, defaults) = match (at, column, beside) {
        (Some(at), None, None) => (Baseline::At(at), None),
        (None, Some(column), None) => (Baseline::Next { column }, Some(&columns[column])),
        (None, None, Some(text)) => {
            let owner = match before[text].baseline {
                Baseline::Next { column } => Some(&columns[column]),
                _ => None,
            };
            (Baseline::Beside { text }, owner)
        }
        _ => {
            let rule = "give exactly one of `baseline`, `column` and `beside`";
            return Err(LayoutError::Rule { place: keys.place().to_owned(), rule });
        }
    };
    let label = row_label(&mut keys, &baseline, defaults)?;
    let setting = setting(&mut keys, defaults.map(|column| &column.setting))?;
    keys.finish()?;
    Ok(TextBox { field, setting, baseline, label })
}

fn find_column(name: &str, columns: &[Column], keys: &Keys<'_>) -> Result<usize, LayoutError> {
    columns.iter().position(|column| column.name == name).ok_or_else(|| {
        let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        KeyFault::UnknownWord {
            place: keys.place().to_owned(),
            key: "column".to_owned(),
            word: name.chars().take(40).collect(),
            known: known.join(", "),
        }
        .into()
    })
}

/// A row's label stands where its column says; beside another text it says itself.
fn row_label(
    keys: &mut Keys<'_>,
    baseline: &Baseline,
    column: Option<&Column>,
) -> Result<Option<RowLabel>, LayoutError> {
    let text = keys.maybe_text("label")?;
    let x = keys.maybe_number("label_x", ACROSS)?;
    let colon_x = keys.maybe_number("colon_x", ACROSS)?;
    let Some(text) = text else {
        return match x.or(colon_x) {
            Some(_) => Err(keys.missing("label").into()),
            None => Ok(None),
        };
    };
    let inherited = column.filter(|_| matches!(baseline, Baseline::Next { .. }));
    let x = x.or(inherited.map(|column| column.label_x)).ok_or_else(|| keys.missing("label_x"))?;
    let colon_x = colon_x.or(inherited.map(|column| column.colon_x));
    Ok(Some(RowLabel { text: text.to_owned(), x, colon_x }))
}

fn label(mut keys: Keys<'_>) -> Result<Label, LayoutError> {
    let text = keys.text("text")?.to_owned();
    let baseline = keys.number("baseline", DOWN)?;
    let setting = setting(&mut keys, None)?;
    keys.finish()?;
    Ok(Label { text, baseline, setting })
}

fn setting(keys: &mut Keys<'_>, column: Option<&Setting>) -> Result<Setting, LayoutError> {
    let or = |given: Option<f32>, inherited: Option<f32>, keys: &Keys<'_>, key| {
        given.or(inherited).ok_or_else(|| keys.missing(key))
    };
    let x = keys.maybe_number("x", ACROSS)?;
    let x = or(x, column.map(|setting| setting.x), keys, "x")?;
    let width = keys.maybe_number("width", 1.0..=CARD_WIDTH_MM)?;
    let width = or(width, column.map(|setting| setting.width), keys, "width")?;
    let size = keys.maybe_number("size", TYPE)?;
    let own_size = size.is_some();
    let size = or(size, column.map(|setting| setting.size), keys, "size")?;
    let min_size = keys.maybe_number("min_size", TYPE)?;
    let inherited = column.map(|setting| setting.min_size).filter(|_| !own_size);
    let min_size = min_size.or(inherited).unwrap_or(size);
    if min_size > size {
        let rule = "`min_size` must not be larger than `size`";
        return Err(LayoutError::Rule { place: keys.place().to_owned(), rule });
    }
    let font = font(keys, column.map(|setting| setting.font))?;
    let aligns = [("left", Align::Left), ("centre", Align::Centre), ("right", Align::Right)];
    let align = keys.maybe_word("align", &aligns)?;
    let align = align.or(column.map(|setting| setting.align)).unwrap_or(Align::Left);
    let max_lines = keys.maybe_number("max_lines", 1.0..=MAX_LINES)?.map(|lines| lines as usize);
    let max_lines = max_lines.or(column.map(|setting| setting.max_lines)).unwrap_or(1);
    let orders = [("shrink", FitOrder::Shrink), ("wrap", FitOrder::Wrap)];
    let order = keys.maybe_word("fit", &orders)?;
    let order = order.or(column.map(|setting| setting.order)).unwrap_or(FitOrder::Shrink);
    let layer = layer(keys, column.map(|setting| setting.layer))?;
    Ok(Setting { x, width, size, min_size, font, align, max_lines, order, layer })
}

fn font(keys: &mut Keys<'_>, inherited: Option<Font>) -> Result<Font, LayoutError> {
    let family = keys.maybe_word("font", &[("sans", Font::Sans), ("ocr-b", Font::OcrB)])?;
    let weight = keys.maybe_word("weight", &[("regular", false), ("bold", true)])?;
    let family = family.or(inherited).ok_or_else(|| keys.missing("font"))?;
    match (family, weight) {
        (Font::Sans | Font::SansBold, Some(true)) => Ok(Font::SansBold),
        (Font::SansBold, Some(false)) => Ok(Font::Sans),
        (Font::OcrB, Some(true)) => {
            let rule = "`ocr-b` has no bold weight; leave `weight` out";
            Err(LayoutError::Rule { place: keys.place().to_owned(), rule })
        }
        (font, _) => Ok(font),
    }
}

fn layer(keys: &mut Keys<'_>, inherited: Option<Layer>) -> Result<Layer, LayoutError> {
    let colour = keys.maybe_text("colour")?.map(str::to_owned);
    let ymc = keys.maybe_word("layer", &[("k", false), ("ymc", true)])?;
    let place = || keys.place().to_owned();
    match (ymc, colour, inherited) {
        (None, None, Some(inherited)) => Ok(inherited),
        (None, None, None) => Err(keys.missing("layer").into()),
        (Some(false), None, _) => Ok(Layer::K),
        (Some(true), Some(colour), _) => {
            let fault = || KeyFault::WrongType {
                place: place(),
                key: "colour".to_owned(),
                expected: "`#RRGGBB`".to_owned(),
            };
            parse_colour(&colour).map(Layer::Ymc).ok_or_else(|| fault().into())
        }
        (Some(true), None, _) => Err(keys.missing("colour").into()),
        (_, Some(_), _) => {
            let rule = "`colour` goes with `layer = \"ymc\"`; resin is black";
            Err(LayoutError::Rule { place: place(), rule })
        }
    }
}

fn parse_colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

fn mark(mut keys: Keys<'_>) -> Result<Mark, LayoutError> {
    let text = keys.text("text")?;
    if text.chars().count() > MAX_MARK_CHARS {
        let rule = "a mark has at most 60 characters";
        return Err(LayoutError::Rule { place: keys.place().to_owned(), rule });
    }
    let layer = layer(&mut keys, None)?;
    let outline = keys.maybe_number("outline", 0.1..=3.0)?;
    let opacity = keys.maybe_number("opacity", 0.1..=1.0)?.unwrap_or(1.0);
    let mark = Mark {
        text: text.to_owned(),
        x: keys.number("x", ACROSS)?,
        y: keys.number("y", DOWN)?,
        size: keys.number("size", TYPE)?,
        angle: keys.maybe_number("angle", -90.0..=90.0)?.unwrap_or(0.0),
        font: font(&mut keys, None)?,
        style: outline.map_or(MarkStyle::Solid, |width| MarkStyle::Outline { width }),
        layer,
        opacity: (opacity * 255.0).round() as u8,
    };
    keys.finish()?;
    Ok(mark)
}

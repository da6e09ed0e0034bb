//! What a PDF of ours really shows: the seal that it carries and all text on its pages, read from
//! the drawing itself. A value changed in the file is changed here too, and so is a word beside it.

use lopdf::content::Content;
use lopdf::{Document, Encoding, Object};
use thiserror::Error;

use super::page::VALUE;
use super::press::{foot, page_number};
use super::seal::{Seal, digest};
use super::table::NOTHING;

/// Larger files are no paper of ours.
pub const MAX_PDF_BYTES: usize = 64 << 20;
/// The drawing of one page, unpacked.
const MAX_PAGE_BYTES: usize = 16 << 20;
/// Between a name and its value.
const COLON: &str = ":";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadPaper {
    /// Text of the QR, as the file says it.
    pub seal: String,
    pub values: Vec<String>,
    /// Heads of tables, said again on later pages.
    repeated: Vec<String>,
    /// What stands on each page beside the values.
    beside: Vec<String>,
}

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("not a PDF that can be read")]
    NoPdf(#[source] lopdf::Error),
    #[error("a PDF, and not one of this program's papers")]
    NotOurs,
}

pub fn read(bytes: &[u8]) -> Result<ReadPaper, ReadError> {
    if bytes.len() > MAX_PDF_BYTES {
        return Err(ReadError::NotOurs);
    }
    let document = Document::load_mem(bytes).map_err(ReadError::NoPdf)?;
    let seal = subject(&document).ok_or(ReadError::NotOurs)?;
    let mut paper = ReadPaper { seal, ..ReadPaper::default() };
    for page in document.get_pages().into_values() {
        paper.take(&document, page).map_err(ReadError::NoPdf)?;
    }
    Ok(paper)
}

fn subject(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let (_, info) = document.dereference(info).ok()?;
    let subject = info.as_dict().ok()?.get(b"Subject").ok()?;
    lopdf::decode_text_string(subject).ok()
}

/// Where a piece of text belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Value,
    Repeated,
}

impl ReadPaper {
    /// Every value is as it was sealed, and nothing stands beside them but what belongs there.
    pub fn agrees(&self, seal: &Seal) -> bool {
        let (office, of) = (self.values.first().map_or("", String::as_str), self.beside.len());
        let lines = foot(office, seal);
        let framed = self.beside.iter().enumerate().all(|(at, beside)| {
            let wanted = page_number(at + 1, of) + &lines.concat();
            squeezed(&wanted) == squeezed(beside)
        });
        // A head holds no digits: none can be set beside a number and called a head.
        let is_head = |text: &String| {
            let known = self.values.iter().any(|value| squeezed(value) == squeezed(text));
            known && !text.contains(|c: char| c.is_ascii_digit())
        };
        digest(&self.values) == seal.digest && framed && self.repeated.iter().all(is_head)
    }

    fn take(&mut self, document: &Document, page: lopdf::ObjectId) -> Result<(), lopdf::Error> {
        let fonts = document.get_page_fonts(page)?;
        let encoding = |name: &[u8]| fonts.get(name)?.get_font_encoding(document).ok();
        let content = document.get_page_content_with_limit(page, MAX_PAGE_BYTES)?;
        let (mut font, mut marks, mut beside) = (None, Vec::new(), String::new());
        for operation in Content::decode(&content)?.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let tag = operands.first().and_then(|tag| tag.as_name().ok());
                    let is_value = tag == Some(VALUE.as_bytes());
                    let mark = if is_value { Mark::Value } else { Mark::Repeated };
                    self.list(mark).push(String::new());
                    marks.push(mark);
                }
                "EMC" => drop(marks.pop()),
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok());
                    font = name.and_then(encoding);
                }
                "Tj" | "TJ" | "'" | "\"" => {
                    let mut text = String::new();
                    operands.iter().for_each(|part| shown(part, font.as_ref(), &mut text));
                    match marks.last() {
                        Some(mark) => {
                            let last = self.list(*mark).last_mut();
                            last.into_iter().for_each(|value| value.push_str(&text));
                        }
                        None if text == COLON || text == NOTHING => {}
                        None => beside.push_str(&text),
                    }
                }
                _ => {}
            }
        }
        self.beside.push(beside);
        Ok(())
    }

    fn list(&mut self, mark: Mark) -> &mut Vec<String> {
        match mark {
            Mark::Value => &mut self.values,
            Mark::Repeated => &mut self.repeated,
        }
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn shown(text: &Object, font: Option<&Encoding<'_>>, value: &mut String) {
    match (text, font) {
        (Object::String(bytes, _), Some(font)) => {
            value.push_str(&Document::decode_text(font, bytes).unwrap_or_default());
        }
        (Object::Array(parts), font) => parts.iter().for_each(|part| shown(part, font, value)),
        _ => {}
    }
}

//! Whether a PDF is the paper that was sealed: the model that it carries is drawn again, and the
//! file must be that drawing to the byte. So nothing can be moved on a page, covered, hidden, set
//! in another font, appended or said to other readers, whatever a PDF may hold.

use jiff::tz::Offset;
use lopdf::{Document, LoadOptions, Object, Stream};
use thiserror::Error;
use zeroize::Zeroizing;

use super::carried::Carried;
use super::model::Sealed;
use super::press::{PaperError, drawn};
use super::proof::written;
use super::seal::{Seal, digest};
use crate::face::FontSet;

/// Larger files are no paper of ours.
pub const MAX_PDF_BYTES: usize = 64 << 20;
const FLATE: &[u8] = b"FlateDecode";

#[derive(Debug)]
pub struct ReadPaper {
    /// Text of the QR, as the file says it.
    pub seal: String,
    carried: Option<Carried>,
    file: Document,
    bytes: Zeroizing<Vec<u8>>,
}

#[derive(Debug, Error)]
pub enum ReadError {
    #[error("not a PDF that can be read")]
    NoPdf(#[source] lopdf::Error),
    #[error("a PDF, and not one of this program's papers")]
    NotOurs,
}

/// What a file is, against the seal that it bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Altered,
    /// It carries no model, or one that other fonts or another program drew.
    Incomparable,
}

pub fn read(bytes: impl Into<Zeroizing<Vec<u8>>>) -> Result<ReadPaper, ReadError> {
    let bytes = bytes.into();
    if bytes.len() > MAX_PDF_BYTES {
        return Err(ReadError::NotOurs);
    }
    let limit = LoadOptions::with_max_decompressed_size(MAX_PDF_BYTES);
    let file = Document::load_mem_with_options(&bytes, limit).map_err(ReadError::NoPdf)?;
    let seal = subject(&file).ok_or(ReadError::NotOurs)?;
    Ok(ReadPaper { seal, carried: Carried::take(&file), file, bytes })
}

fn subject(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let (_, info) = document.dereference(info).ok()?;
    let subject = info.as_dict().ok()?.get(b"Subject").ok()?;
    lopdf::decode_text_string(subject).ok()
}

impl ReadPaper {
    /// The office's zone, as the file says it.
    pub fn zone(&self) -> Option<Offset> {
        self.carried.as_ref().map(|carried| carried.paper.zone())
    }

    /// Nothing is drawn but what the seal stands for: a strange model costs no more than its hash.
    pub fn judge(self, seal: &Seal, fonts: &FontSet) -> Result<Verdict, PaperError> {
        let Self { seal: code, carried, file, bytes } = self;
        let Some(carried) = carried.filter(|carried| carried.is_comparable(fonts)) else {
            return Ok(Verdict::Incomparable);
        };
        let paper = carried.paper;
        if digest(&paper) != seal.digest {
            return Ok(Verdict::Altered);
        }
        let mut own = drawn(&Sealed { paper, seal: code }, seal, fonts)?;
        Ok(match repacked(&mut own, &file) && written(own)? == *bytes {
            true => Verdict::Same,
            false => Verdict::Altered,
        })
    }
}

/// The streams of our drawing, packed as the file packs them: compression differs between machines
/// and says nothing. `false` if one of them holds something else.
fn repacked(own: &mut Document, file: &Document) -> bool {
    own.objects.iter_mut().all(|(id, object)| match (object, file.objects.get(id)) {
        (Object::Stream(own), Some(Object::Stream(theirs))) => repack(own, theirs).is_some(),
        (Object::Stream(_), _) => false,
        // Compared with all the rest, as bytes.
        _ => true,
    })
}

/// The dictionary stays ours: the file's may tell other readers something else.
fn repack(own: &mut Stream, theirs: &Stream) -> Option<()> {
    let content = own.get_plain_content().ok()?;
    let is_packed = theirs.dict.get(b"Filter").is_ok();
    let mut packed = Stream::new(own.dict.clone(), theirs.content.clone());
    if is_packed {
        packed.dict.set("Filter", Object::Name(FLATE.to_vec()));
        is_whole(&theirs.content, &content).then_some(())?;
    }
    // One byte more than ours is enough to differ.
    let unpacked = packed.get_plain_content_with_limit(content.len() + 1).ok()?;
    (unpacked == content).then(|| own.clone_from(&packed))
}

/// A zlib stream (RFC 1950) that no reader takes for a damaged one: head, and sum of the content.
fn is_whole(packed: &[u8], content: &[u8]) -> bool {
    let Some(([method, flags], rest)) = packed.split_first_chunk() else { return false };
    let head = u16::from_be_bytes([*method, *flags]);
    let is_head = *method == 0x78 && flags & 0x20 == 0 && head.is_multiple_of(31);
    is_head && rest.ends_with(&adler32(content).to_be_bytes())
}

fn adler32(content: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let (a, b) = content.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % PRIME;
        (a, (b + a) % PRIME)
    });
    b << 16 | a
}

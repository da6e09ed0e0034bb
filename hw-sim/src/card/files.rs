//! The elementary files of the application (ISO/IEC 7816-4 §7.2): transparent, of fixed size,
//! pre-formatted with zeros.

use super::apdu::{Expected, StatusWord};
use super::profile::{FileProfile, ReadAccess};

/// Most that an offset in P1-P2 reaches (15 bits).
const MAX_OFFSET: u16 = 0x7FFF;

pub(super) struct ElementaryFile {
    pub id: u16,
    pub read: ReadAccess,
    pub content: Vec<u8>,
}

/// Where UPDATE BINARY wants to write, checked against the file.
pub(super) struct Span {
    pub start: usize,
    pub length: usize,
}

impl ElementaryFile {
    pub fn format(profile: &FileProfile) -> Self {
        Self { id: profile.id, read: profile.read, content: vec![0; profile.size] }
    }

    /// At most `room` bytes; warning 6282 if the file ends before what was asked for.
    pub fn read_binary(
        &self,
        p1_p2: u16,
        expected: Expected,
        room: usize,
    ) -> Result<(&[u8], StatusWord), StatusWord> {
        let start = self.offset(p1_p2)?;
        let rest = &self.content[start..];
        match expected {
            Expected::Nothing => Err(StatusWord::WRONG_LENGTH),
            Expected::All => Ok((&rest[..rest.len().min(room)], StatusWord::OK)),
            Expected::Exactly(length) if length > room => Err(StatusWord::WRONG_LENGTH),
            Expected::Exactly(length) if length > rest.len() => Ok((rest, StatusWord::END_OF_FILE)),
            Expected::Exactly(length) => Ok((&rest[..length], StatusWord::OK)),
        }
    }

    pub fn span(&self, p1_p2: u16, length: usize) -> Result<Span, StatusWord> {
        let start = self.offset(p1_p2)?;
        if length == 0 || length > self.content.len() - start {
            return Err(StatusWord::WRONG_LENGTH);
        }
        Ok(Span { start, length })
    }

    fn offset(&self, p1_p2: u16) -> Result<usize, StatusWord> {
        if p1_p2 > MAX_OFFSET {
            return Err(StatusWord::WRONG_P1_P2);
        }
        let offset = usize::from(p1_p2);
        if offset >= self.content.len() {
            return Err(StatusWord::WRONG_OFFSET);
        }
        Ok(offset)
    }
}

impl Span {
    /// Pages of `page` bytes that a write here programs; files start on a page.
    pub fn pages(&self, page: usize) -> usize {
        let last = self.start + self.length - 1;
        last / page - self.start / page + 1
    }
}

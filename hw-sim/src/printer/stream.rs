//! Bytes to units: `ESC` name `;` parameters `CR`, with the binary that follows a bitmap's header.
//!
//! Invariant: a header that is complete swallows exactly the bytes it announces, whatever they
//! are; between commands everything up to the next `ESC` is ignored.

use crate::printer::decompress::packed_size;
use crate::world::{Panel, Trouble};

pub(super) const ESC: u8 = 0x1B;
pub(super) const CR: u8 = b'\r';

/// The longest command without its bitmap.
pub const MAX_COMMAND: usize = 64;
/// The most bytes a compressed panel may announce.
pub const MAX_COMPRESSED: usize = 2 * 648 * 1016;

/// One thing the host said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    /// Name and parameters as text.
    Command(String),
    Bitmap(Download),
    /// What can't be a command, with as much of its name as there was.
    Broken {
        name: String,
        trouble: Trouble,
    },
}

/// A panel as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Download {
    pub panel: Panel,
    /// 31, 63, 127 or 1.
    pub full: u8,
    pub compressed: bool,
    pub data: Vec<u8>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    state: State,
}

#[derive(Debug, Clone, Default)]
enum State {
    #[default]
    Between,
    Command(Vec<u8>),
    Data {
        download: Download,
        need: usize,
    },
}

impl Stream {
    /// Takes bytes in and appends every unit they complete.
    pub fn take(&mut self, mut bytes: &[u8], units: &mut Vec<Unit>) {
        while !bytes.is_empty() {
            let used = match &mut self.state {
                State::Between => self.between(bytes),
                State::Command(_) => self.command(bytes[0], units),
                State::Data { .. } => self.data(bytes, units),
            };
            bytes = &bytes[used..];
        }
    }

    /// True while a bitmap is half-way in: whatever comes next is its data.
    pub fn is_in_bitmap(&self) -> bool {
        matches!(self.state, State::Data { .. })
    }

    fn between(&mut self, bytes: &[u8]) -> usize {
        match bytes.iter().position(|byte| *byte == ESC) {
            Some(at) => {
                self.state = State::Command(Vec::with_capacity(16));
                at + 1
            }
            None => bytes.len(),
        }
    }

    fn command(&mut self, byte: u8, units: &mut Vec<Unit>) -> usize {
        let State::Command(text) = &mut self.state else { return 0 };
        if byte == CR || byte == ESC || text.len() == MAX_COMMAND {
            let unit = if byte == CR { whole(text) } else { broken(text, Trouble::Command) };
            units.push(unit);
            self.state = match byte {
                ESC => State::Command(Vec::new()),
                _ => State::Between,
            };
            return 1;
        }
        text.push(byte);
        if byte == b';' {
            match header(text) {
                None => {}
                Some(Ok((download, need))) => self.state = State::Data { download, need },
                Some(Err(trouble)) => {
                    units.push(broken(text, trouble));
                    self.state = State::Between;
                }
            }
        }
        1
    }

    fn data(&mut self, bytes: &[u8], units: &mut Vec<Unit>) -> usize {
        let State::Data { download, need } = &mut self.state else { return 0 };
        if *need > 0 {
            let used = (*need).min(bytes.len());
            download.data.extend_from_slice(&bytes[..used]);
            *need -= used;
            return used;
        }
        let name = if download.compressed { "Dbc" } else { "Db" };
        if bytes[0] == CR {
            let State::Data { download, .. } = std::mem::take(&mut self.state) else { return 1 };
            units.push(Unit::Bitmap(download));
            return 1;
        }
        units.push(Unit::Broken { name: name.to_owned(), trouble: Trouble::Command });
        self.state = State::Between;
        // An ESC here begins the next command.
        usize::from(bytes[0] != ESC)
    }
}

fn whole(text: &[u8]) -> Unit {
    match std::str::from_utf8(text) {
        Ok(text) if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) && !text.is_empty() => {
            Unit::Command(text.to_owned())
        }
        _ => broken(text, Trouble::Command),
    }
}

fn broken(text: &[u8], trouble: Trouble) -> Unit {
    let name = text.iter().take(3).take_while(|byte| byte.is_ascii_alphabetic());
    Unit::Broken { name: name.map(|byte| char::from(*byte)).collect(), trouble }
}

/// `None` while `text` is no complete header of a bitmap.
fn header(text: &[u8]) -> Option<Result<(Download, usize), Trouble>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut fields = text.strip_suffix(';')?.split(';');
    let compressed = match fields.next()? {
        "Db" => false,
        "Dbc" => true,
        _ => return None,
    };
    let (panel, levels) = (fields.next()?, fields.next()?);
    let count = if compressed { Some(fields.next()?) } else { None };
    Some(announce(panel, levels, count))
}

fn announce(panel: &str, levels: &str, count: Option<&str>) -> Result<(Download, usize), Trouble> {
    let panel = Panel::from_letter(panel).ok_or(Trouble::Parameter)?;
    let full = match (panel.is_dye(), levels) {
        (true, "32") => 31,
        (true, "64") => 63,
        (true, "128") => 127,
        (false, "2") => 1,
        _ => return Err(Trouble::Parameter),
    };
    let need = match count {
        None => packed_size(full),
        Some(count) => count
            .parse()
            .ok()
            .filter(|count| (1..=MAX_COMPRESSED).contains(count))
            .ok_or(Trouble::Parameter)?,
    };
    // Not reserved in full: a header alone costs its sender nothing.
    Ok((Download { panel, full, compressed: count.is_some(), data: Vec::new() }, need))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(bytes: &[u8]) -> Vec<Unit> {
        let mut units = Vec::new();
        Stream::default().take(bytes, &mut units);
        units
    }

    fn command(text: &str) -> Unit {
        Unit::Command(text.to_owned())
    }

    fn bad(name: &str, trouble: Trouble) -> Unit {
        Unit::Broken { name: name.to_owned(), trouble }
    }

    #[test]
    fn commands_are_cut_alike_however_the_bytes_arrive() {
        let bytes = b"noise\x1bRco;c\r\n\x1bSs\r";
        let expected = [command("Rco;c"), command("Ss")];
        assert_eq!(units(bytes), expected);
        let (mut stream, mut one_by_one) = (Stream::default(), Vec::new());
        for byte in bytes {
            stream.take(&[*byte], &mut one_by_one);
        }
        assert_eq!(one_by_one, expected);
    }

    #[test]
    fn a_half_sent_bitmap_swallows_what_follows() {
        let mut bytes = b"\x1bDb;k;2;".to_vec();
        let (mut stream, mut units) = (Stream::default(), Vec::new());
        bytes.extend_from_slice(b"\x1bRsn\r\x1bRsn\r");
        stream.take(&bytes, &mut units);
        assert_eq!(units, []);
        assert!(stream.is_in_bitmap());
        stream.take(&vec![0; packed_size(1) - 10], &mut units);
        stream.take(b"\r\x1bRsn\r", &mut units);
        assert!(matches!(&units[0], Unit::Bitmap(download) if download.data.len() == 82_296));
        assert_eq!(units[1], command("Rsn"));
    }

    #[test]
    fn data_without_its_end_is_dropped() {
        let mut bytes = b"\x1bDb;k;2;".to_vec();
        bytes.resize(bytes.len() + packed_size(1) + 5, 0);
        bytes.extend_from_slice(b"\r\x1bSs\r");
        assert_eq!(units(&bytes), [bad("Db", Trouble::Command), command("Ss")]);
    }

    #[test]
    fn headers_outside_the_language_are_refused_at_once() {
        for header in ["Db;x;2;", "Db;y;2;", "Db;k;128;", "Db;y;127;", "Db;;;"] {
            let bytes = [b"\x1b", header.as_bytes()].concat();
            assert_eq!(units(&bytes), [bad("Db", Trouble::Parameter)], "{header}");
        }
        for count in ["0", "-1", "x", "99999999999999999999", "1316737"] {
            let bytes = format!("\x1bDbc;y;128;{count};");
            assert_eq!(units(bytes.as_bytes()), [bad("Dbc", Trouble::Parameter)], "{count}");
        }
        assert_eq!(units(format!("\x1bDbc;y;128;{MAX_COMPRESSED};").as_bytes()), []);
    }

    #[test]
    fn an_endless_command_is_cut_at_its_limit() {
        let mut bytes = vec![ESC];
        bytes.resize(1 + MAX_COMMAND, b'R');
        assert_eq!(units(&bytes), []);
        bytes.resize(4_000, b'R');
        assert_eq!(units(&bytes), [bad("RRR", Trouble::Command)]);
    }

    #[test]
    fn bytes_that_are_no_text_make_no_command() {
        assert_eq!(units(b"\x1bR\xff\r"), [bad("R", Trouble::Command)]);
        assert_eq!(units(b"\x1b\r"), [bad("", Trouble::Command)]);
        assert_eq!(units(b"\x1bSs\x1bSe\r"), [bad("Ss", Trouble::Command), command("Se")]);
    }
}

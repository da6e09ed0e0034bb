//! Command and response APDUs, ISO/IEC 7816-4 §5.2–5.3: cases 1 to 4, short and extended.
//!
//! Bodies may be a person's data: they are zeroised, and `Debug` shows their length alone.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::status_word::StatusWord;

/// Data bytes that fit behind a one-byte Lc.
pub const MAX_SHORT_DATA: usize = 255;
/// Answer bytes that a one-byte Le can ask for.
pub const MAX_SHORT_ANSWER: usize = 256;
/// Data bytes that fit behind an extended Lc.
pub const MAX_DATA: usize = 65_535;
/// Answer bytes that an extended Le can ask for.
pub const MAX_ANSWER: usize = 65_536;

/// Why bytes are no APDU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ApduError {
    #[error("an answer has at least 2 bytes, not {0}")]
    ShortAnswer(usize),
    #[error("an answer has at most {limit} bytes, not {0}", limit = MAX_ANSWER + 2)]
    LongAnswer(usize),
    #[error("a command has at least 4 bytes, not {0}")]
    ShortCommand(usize),
    #[error("Lc and Le contradict a command of {0} bytes")]
    Lengths(usize),
}

/// CLA INS P1 P2, data, and how many bytes of answer are expected.
#[derive(Clone, PartialEq, Eq)]
pub struct CommandApdu {
    pub cla: u8,
    pub ins: u8,
    pub p1: u8,
    pub p2: u8,
    data: Zeroizing<Vec<u8>>,
    expected: Option<usize>,
}

impl CommandApdu {
    /// Case 1: neither data nor answer.
    pub fn new(cla: u8, ins: u8, p1: u8, p2: u8) -> Self {
        Self { cla, ins, p1, p2, data: Zeroizing::default(), expected: None }
    }

    /// Panics over `MAX_DATA`: callers cut what they send to the profile's `max_command_data`.
    pub fn with_data(mut self, data: impl Into<Zeroizing<Vec<u8>>>) -> Self {
        self.data = data.into();
        assert!(self.data.len() <= MAX_DATA, "command data beyond an extended Lc");
        self
    }

    /// Ne, 1 to `MAX_ANSWER`; panics outside.
    pub fn expecting(mut self, bytes: usize) -> Self {
        assert!((1..=MAX_ANSWER).contains(&bytes), "Ne outside an extended Le");
        self.expected = Some(bytes);
        self
    }

    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Ne; `None` without an Le field.
    pub fn expected(&self) -> Option<usize> {
        self.expected
    }

    pub fn p1p2(&self) -> u16 {
        u16::from_be_bytes([self.p1, self.p2])
    }

    /// True if one of the lengths needs the extended form.
    pub fn is_extended(&self) -> bool {
        self.data.len() > MAX_SHORT_DATA || self.expected.is_some_and(|ne| ne > MAX_SHORT_ANSWER)
    }

    /// The bytes on the wire, in the short form wherever it suffices.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(4 + 3 + self.data.len() + 3));
        bytes.extend_from_slice(&[self.cla, self.ins, self.p1, self.p2]);
        let extended = self.is_extended();
        if !self.data.is_empty() {
            push_lc(&mut bytes, self.data.len(), extended);
            bytes.extend_from_slice(&self.data);
        }
        match self.expected {
            // Nmax is written as zero: 256 as 00, 65,536 as 0000.
            Some(ne) if extended => {
                if self.data.is_empty() {
                    bytes.push(0);
                }
                bytes.extend_from_slice(&(ne as u16).to_be_bytes());
            }
            Some(ne) => bytes.push(ne as u8),
            None => {}
        }
        bytes
    }

    /// The inverse of `to_bytes`; also takes extended lengths where short ones would do.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let [cla, ins, p1, p2, body @ ..] = bytes else {
            return Err(ApduError::ShortCommand(bytes.len()));
        };
        let header = Self::new(*cla, *ins, *p1, *p2);
        let contradiction = ApduError::Lengths(bytes.len());
        match body {
            [] => Ok(header),
            [le] => Ok(header.expecting(short_ne(*le))),
            [0, hi, lo] => Ok(header.expecting(extended_ne(*hi, *lo))),
            [0, hi, lo, rest @ ..] => {
                let lc = usize::from(u16::from_be_bytes([*hi, *lo]));
                let (data, le) = rest.split_at_checked(lc).ok_or(contradiction)?;
                match (lc, le) {
                    (1.., []) => Ok(header.with_data(data.to_vec())),
                    (1.., [hi, lo]) => {
                        Ok(header.with_data(data.to_vec()).expecting(extended_ne(*hi, *lo)))
                    }
                    _ => Err(contradiction),
                }
            }
            [0, ..] => Err(contradiction),
            [lc, rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(*lc)).ok_or(contradiction)?;
                match le {
                    [] => Ok(header.with_data(data.to_vec())),
                    [le] => Ok(header.with_data(data.to_vec()).expecting(short_ne(*le))),
                    _ => Err(contradiction),
                }
            }
        }
    }
}

/// Lc as it stands in a header: one byte, or `00 hi lo`.
pub(super) fn push_lc(bytes: &mut Vec<u8>, lc: usize, extended: bool) {
    if extended {
        bytes.push(0);
        bytes.extend_from_slice(&(lc as u16).to_be_bytes());
    } else {
        bytes.push(lc as u8);
    }
}

fn short_ne(le: u8) -> usize {
    if le == 0 { MAX_SHORT_ANSWER } else { usize::from(le) }
}

fn extended_ne(hi: u8, lo: u8) -> usize {
    let ne = usize::from(u16::from_be_bytes([hi, lo]));
    if ne == 0 { MAX_ANSWER } else { ne }
}

impl fmt::Debug for CommandApdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cla, ins, p1, p2, data, expected } = self;
        write!(f, "CommandApdu({cla:02X} {ins:02X} {p1:02X} {p2:02X}, {} bytes", data.len())?;
        match expected {
            Some(ne) => write!(f, ", expecting {ne})"),
            None => write!(f, ")"),
        }
    }
}

/// Data and status word.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseApdu {
    data: Zeroizing<Vec<u8>>,
    status_word: StatusWord,
}

impl ResponseApdu {
    pub fn new(data: impl Into<Zeroizing<Vec<u8>>>, status_word: StatusWord) -> Self {
        Self { data: data.into(), status_word }
    }

    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        if bytes.len() > MAX_ANSWER + 2 {
            return Err(ApduError::LongAnswer(bytes.len()));
        }
        let [data @ .., sw1, sw2] = bytes else {
            return Err(ApduError::ShortAnswer(bytes.len()));
        };
        Ok(Self::new(data.to_vec(), StatusWord::new(*sw1, *sw2)))
    }

    pub fn data(&self) -> &[u8] {
        &self.data
    }

    pub fn status_word(&self) -> StatusWord {
        self.status_word
    }
}

impl fmt::Debug for ResponseApdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResponseApdu({} bytes, {})", self.data.len(), self.status_word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &CommandApdu, head: &[u8], length: usize) {
        let bytes = command.to_bytes();
        assert_eq!((&bytes[..head.len()], bytes.len()), (head, length), "{command:?}");
        assert_eq!(CommandApdu::parse(&bytes).as_ref(), Ok(command));
    }

    #[test]
    fn each_case_has_its_short_form() {
        let header = CommandApdu::new(0x00, 0xB0, 0x01, 0x02);
        check(&header, &[0x00, 0xB0, 0x01, 0x02], 4);
        check(&header.clone().expecting(256), &[0x00, 0xB0, 0x01, 0x02, 0x00], 5);
        let data = header.clone().with_data(vec![0xAA; 255]);
        check(&data, &[0x00, 0xB0, 0x01, 0x02, 0xFF, 0xAA], 260);
        check(&data.expecting(1), &[0x00, 0xB0, 0x01, 0x02, 0xFF, 0xAA], 261);
    }

    #[test]
    fn one_byte_more_makes_it_extended() {
        let header = CommandApdu::new(0x00, 0xB0, 0x01, 0x02);
        check(&header.clone().expecting(257), &[0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x01], 7);
        check(&header.clone().expecting(MAX_ANSWER), &[0, 0xB0, 1, 2, 0, 0, 0], 7);
        let data = header.clone().with_data(vec![0xAA; 256]);
        check(&data, &[0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x00, 0xAA], 263);
        check(&data.expecting(16), &[0x00, 0xB0, 0x01, 0x02, 0x00, 0x01, 0x00, 0xAA], 265);
        check(&header.with_data(vec![1; MAX_DATA]), &[0, 0xB0, 1, 2, 0, 0xFF, 0xFF], 65_542);
    }

    #[test]
    fn lengths_that_contradict_each_other_are_refused() {
        for bytes in [
            &[0, 0xB0, 0][..],
            &[0, 0xB0, 0, 0, 2, 1],
            &[0, 0xB0, 0, 0, 1, 1, 0, 0],
            &[0, 0xB0, 0, 0, 0, 1],
            &[0, 0xB0, 0, 0, 0, 0, 2, 1],
            &[0, 0xB0, 0, 0, 0, 0, 0, 1],
            &[0, 0xB0, 0, 0, 0, 0, 1, 1, 0],
        ] {
            assert!(CommandApdu::parse(bytes).is_err(), "{bytes:02X?}");
        }
    }

    #[test]
    fn random_bytes_never_panic_and_a_parsed_command_keeps_its_meaning() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        let mut parsed = 0;
        for _ in 0..20_000 {
            let bytes: Vec<u8> = (0..next() % 16).map(|_| next() % 8).collect();
            let Ok(command) = CommandApdu::parse(&bytes) else { continue };
            parsed += 1;
            assert_eq!(CommandApdu::parse(&command.to_bytes()), Ok(command));
        }
        assert!(parsed > 1000, "only {parsed} commands: the input is too hostile to test anything");
    }

    #[test]
    fn an_answer_has_a_status_word_and_a_limit() {
        assert_eq!(ResponseApdu::parse(&[]), Err(ApduError::ShortAnswer(0)));
        assert_eq!(ResponseApdu::parse(&[0x90]), Err(ApduError::ShortAnswer(1)));
        let answer = ResponseApdu::parse(&[1, 2, 0x90, 0x00]).unwrap();
        assert_eq!((answer.data(), answer.status_word()), (&[1, 2][..], StatusWord::SUCCESS));
        assert!(ResponseApdu::parse(&vec![0; MAX_ANSWER + 2]).is_ok());
        let long = vec![0; MAX_ANSWER + 3];
        assert_eq!(ResponseApdu::parse(&long), Err(ApduError::LongAnswer(long.len())));
    }

    #[test]
    fn debug_shows_no_body() {
        let command = CommandApdu::new(0x84, 0xD6, 0, 0).with_data(b"BUDI".to_vec());
        assert_eq!(format!("{command:?}"), "CommandApdu(84 D6 00 00, 4 bytes)");
        let answer = ResponseApdu::new(b"BUDI".to_vec(), StatusWord::SUCCESS);
        assert_eq!(format!("{answer:?}"), "ResponseApdu(4 bytes, 9000 (done))");
    }
}

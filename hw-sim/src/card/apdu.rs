//! Command and response APDUs as the card sees them (ISO/IEC 7816-3 §12.1, 7816-4 §5):
//! cases 1 to 4, short and extended.

/// SW1-SW2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StatusWord(pub u16);

impl StatusWord {
    pub const OK: Self = Self(0x9000);
    pub const END_OF_FILE: Self = Self(0x6282);
    pub const TERMINATED: Self = Self(0x6285);
    pub const AUTHENTICATION_FAILED: Self = Self(0x6300);
    pub const MEMORY_FAILURE: Self = Self(0x6581);
    pub const WRONG_LENGTH: Self = Self(0x6700);
    pub const LAST_OF_CHAIN_EXPECTED: Self = Self(0x6883);
    pub const SECURITY_STATUS: Self = Self(0x6982);
    pub const CONDITIONS: Self = Self(0x6985);
    pub const NO_CURRENT_FILE: Self = Self(0x6986);
    pub const NOT_FOUND: Self = Self(0x6A82);
    pub const WRONG_P1_P2: Self = Self(0x6A86);
    pub const ABSENT_DATA: Self = Self(0x6A88);
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    pub const UNKNOWN_INS: Self = Self(0x6D00);
    pub const UNKNOWN_CLA: Self = Self(0x6E00);

    /// Everything but 9000 and the warnings 62xx, 63xx (GPC Amendment D §6.2.5).
    pub fn is_error(self) -> bool {
        self != Self::OK && !matches!(self.0 >> 8, 0x62 | 0x63)
    }
}

/// How much the host wants back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Nothing,
    Exactly(usize),
    /// Le of zeros: whatever there is, up to the most that the format carries.
    All,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub cla: u8,
    pub ins: u8,
    pub p1: u8,
    pub p2: u8,
    pub data: Vec<u8>,
    pub expected: Expected,
    pub extended: bool,
}

impl Command {
    /// `None`: the lengths contradict each other.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (&[cla, ins, p1, p2], body) = bytes.split_first_chunk()?;
        let (data, expected, extended) = match body {
            [] => (&[][..], Expected::Nothing, false),
            [le] => (&[][..], short_le(*le), false),
            [0, hi, lo] => (&[][..], extended_le(*hi, *lo), true),
            [0, hi, lo, rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(be(*hi, *lo)))?;
                let expected = match le {
                    _ if data.is_empty() => return None,
                    [] => Expected::Nothing,
                    [hi, lo] => extended_le(*hi, *lo),
                    _ => return None,
                };
                (data, expected, true)
            }
            [lc, rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(*lc))?;
                let expected = match le {
                    _ if data.is_empty() => return None,
                    [] => Expected::Nothing,
                    [le] => short_le(*le),
                    _ => return None,
                };
                (data, expected, false)
            }
        };
        Some(Self { cla, ins, p1, p2, data: data.to_vec(), expected, extended })
    }

    pub fn p1_p2(&self) -> u16 {
        be(self.p1, self.p2)
    }

    /// The most data bytes that an answer to this command carries.
    pub fn room(&self) -> usize {
        if self.extended { 65_536 } else { 256 }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Response {
    pub data: Vec<u8>,
    pub sw: StatusWord,
}

impl Response {
    pub fn ok(data: Vec<u8>) -> Self {
        Self { data, sw: StatusWord::OK }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.data;
        bytes.extend(self.sw.0.to_be_bytes());
        bytes
    }
}

impl From<StatusWord> for Response {
    fn from(sw: StatusWord) -> Self {
        Self { data: Vec::new(), sw }
    }
}

fn be(hi: u8, lo: u8) -> u16 {
    u16::from_be_bytes([hi, lo])
}

fn short_le(le: u8) -> Expected {
    if le == 0 { Expected::All } else { Expected::Exactly(le.into()) }
}

fn extended_le(hi: u8, lo: u8) -> Expected {
    match be(hi, lo) {
        0 => Expected::All,
        le => Expected::Exactly(le.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tests::hex;

    #[track_caller]
    fn check(bytes: &str, data: &str, expected: Expected, extended: bool) {
        let command = Command::parse(&hex(bytes)).unwrap();
        assert_eq!((command.data, command.expected), (hex(data), expected), "{bytes}");
        assert_eq!(command.extended, extended, "{bytes}");
    }

    #[test]
    fn all_seven_forms_are_told_apart() {
        check("00440000", "", Expected::Nothing, false);
        check("00B0000010", "", Expected::Exactly(16), false);
        check("00B0000000", "", Expected::All, false);
        check("00A4020C020101", "0101", Expected::Nothing, false);
        check("00A4040002010100", "0101", Expected::All, false);
        check("00B00000000000", "", Expected::All, true);
        check("00B00000000100", "", Expected::Exactly(256), true);
        check("00D60000000002ABCD", "ABCD", Expected::Nothing, true);
        check("00D60000000002ABCD0010", "ABCD", Expected::Exactly(16), true);
    }

    #[test]
    fn lengths_that_contradict_are_refused() {
        for bytes in [
            "",
            "00B000",
            "00D6000005AB",
            "00D6000001ABCDEF",
            "00D600000000",
            "00D60000000005AB",
            "00D60000000001ABCD",
            "00D600000000000010",
        ] {
            assert!(Command::parse(&hex(bytes)).is_none(), "{bytes}");
        }
    }

    #[test]
    fn warnings_are_no_errors() {
        assert!(!StatusWord::END_OF_FILE.is_error());
        assert!(!StatusWord::AUTHENTICATION_FAILED.is_error());
        assert!(StatusWord::MEMORY_FAILURE.is_error());
    }
}

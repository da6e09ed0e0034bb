//! Status words, ISO/IEC 7816-4 §5.6: the last two bytes of every answer.

use std::fmt;

/// SW1-SW2 as one number; its text says the digits and, where the standards agree, the meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    pub const SUCCESS: Self = Self(0x9000);
    pub const AUTHENTICATION_FAILED: Self = Self(0x6300);
    pub const MEMORY_FAILURE: Self = Self(0x6581);
    pub const WRONG_LENGTH: Self = Self(0x6700);
    pub const SECURITY_STATUS: Self = Self(0x6982);
    pub const AUTHENTICATION_BLOCKED: Self = Self(0x6983);
    pub const CONDITIONS: Self = Self(0x6985);
    pub const FILE_NOT_FOUND: Self = Self(0x6A82);
    pub const WRONG_PARAMETERS: Self = Self(0x6A86);
    pub const DATA_NOT_FOUND: Self = Self(0x6A88);
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    pub const INS_NOT_SUPPORTED: Self = Self(0x6D00);
    pub const CLA_NOT_SUPPORTED: Self = Self(0x6E00);

    pub fn new(sw1: u8, sw2: u8) -> Self {
        Self(u16::from_be_bytes([sw1, sw2]))
    }

    pub fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    pub fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    pub fn is_success(self) -> bool {
        self == Self::SUCCESS
    }

    /// 62XX and 63XX: the command was carried out, with a remark.
    pub fn is_warning(self) -> bool {
        matches!(self.sw1(), 0x62 | 0x63)
    }

    /// How many answer bytes still wait for GET RESPONSE (61XX; 00 stands for 256).
    pub fn bytes_waiting(self) -> Option<usize> {
        (self.sw1() == 0x61).then(|| if self.sw2() == 0 { 256 } else { usize::from(self.sw2()) })
    }

    fn meaning(self) -> Option<&'static str> {
        Some(match self {
            Self::SUCCESS => "done",
            Self::AUTHENTICATION_FAILED => "authentication failed",
            Self::MEMORY_FAILURE => "memory failure",
            Self::WRONG_LENGTH => "wrong length",
            Self::SECURITY_STATUS => "security status not satisfied",
            Self::AUTHENTICATION_BLOCKED => "authentication method blocked",
            Self::CONDITIONS => "conditions of use not satisfied",
            Self::FILE_NOT_FOUND => "file or application not found",
            Self::WRONG_PARAMETERS => "wrong P1-P2",
            Self::DATA_NOT_FOUND => "referenced data not found",
            Self::WRONG_OFFSET => "offset outside the file",
            Self::INS_NOT_SUPPORTED => "instruction not supported",
            Self::CLA_NOT_SUPPORTED => "class not supported",
            _ => return None,
        })
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meaning() {
            Some(meaning) => write!(f, "{:04X} ({meaning})", self.0),
            None => write!(f, "{:04X}", self.0),
        }
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusWord({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_word_says_its_digits_and_its_meaning() {
        assert_eq!(StatusWord::new(0x69, 0x82), StatusWord::SECURITY_STATUS);
        let text = StatusWord::SECURITY_STATUS.to_string();
        assert_eq!(text, "6982 (security status not satisfied)");
        assert_eq!(StatusWord(0x6F12).to_string(), "6F12");
    }

    #[test]
    fn only_9000_is_success() {
        for number in 0..=u16::MAX {
            assert_eq!(StatusWord(number).is_success(), number == 0x9000);
        }
        assert!(StatusWord(0x6282).is_warning() && StatusWord(0x63C0).is_warning());
        assert!(!StatusWord(0x6400).is_warning());
    }

    #[test]
    fn bytes_waiting_are_told_by_61xx_alone() {
        assert_eq!(StatusWord(0x6110).bytes_waiting(), Some(16));
        assert_eq!(StatusWord(0x6100).bytes_waiting(), Some(256));
        assert_eq!(StatusWord::SUCCESS.bytes_waiting(), None);
    }
}

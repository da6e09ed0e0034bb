//! The name of a blank: its chip's UID (ISO/IEC 14443-3, 4, 7 or 10 bytes).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A fixed UID of 4, 7 or 10 bytes; random UIDs (single size, first byte 08h) are refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid {
    length: u8,
    bytes: [u8; 10],
}

/// Why bytes are not the UID of a blank.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UidError {
    #[error("a UID has 4, 7 or 10 bytes, not {0}")]
    Length(usize),
    #[error("UID 08… is random at each power-up and names no blank")]
    Random,
    #[error("a UID is written in hexadecimal digits")]
    Digits,
}

impl Uid {
    pub fn new(bytes: &[u8]) -> Result<Self, UidError> {
        if !matches!(bytes.len(), 4 | 7 | 10) {
            return Err(UidError::Length(bytes.len()));
        }
        // ISO/IEC 14443-3: uid0 = 08h marks a single-size UID drawn anew at every power-up.
        if bytes.len() == 4 && bytes[0] == 0x08 {
            return Err(UidError::Random);
        }
        let mut padded = [0; 10];
        padded[..bytes.len()].copy_from_slice(bytes);
        Ok(Self { length: bytes.len() as u8, bytes: padded })
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uid({self})")
    }
}

impl FromStr for Uid {
    type Err = UidError;

    /// Hexadecimal, either case, with or without `:` or blanks between bytes.
    fn from_str(text: &str) -> Result<Self, UidError> {
        let digits: Vec<u8> = text.bytes().filter(|byte| !b": ".contains(byte)).collect();
        if digits.len() > 20 || digits.len() % 2 == 1 {
            return Err(UidError::Length(digits.len().div_ceil(2)));
        }
        let mut bytes = Vec::with_capacity(10);
        for pair in digits.chunks(2) {
            let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(UidError::Digits);
            bytes.push((digit(pair[0])? << 4 | digit(pair[1])?) as u8);
        }
        Self::new(&bytes)
    }
}

impl Serialize for Uid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_reads_back_what_it_writes() {
        for text in ["04A1B2C3", "04A1B2C3D4E5F6", "04A1B2C3D4E5F6070809"] {
            assert_eq!(text.parse::<Uid>().unwrap().to_string(), text);
        }
        assert_eq!("04:a1 b2:c3".parse::<Uid>().unwrap().to_string(), "04A1B2C3");
    }

    #[test]
    fn what_names_no_blank_is_refused() {
        assert_eq!("08A1B2C3".parse::<Uid>(), Err(UidError::Random));
        assert_eq!("04A1B2".parse::<Uid>(), Err(UidError::Length(3)));
        assert_eq!("04A1B2C".parse::<Uid>(), Err(UidError::Length(4)));
        assert_eq!("04A1B2CG".parse::<Uid>(), Err(UidError::Digits));
        assert_eq!("Ж4A1B2C".parse::<Uid>(), Err(UidError::Digits));
        assert_eq!(Uid::new(&[]), Err(UidError::Length(0)));
    }
}

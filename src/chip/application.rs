//! The application that holds the files: SELECT by AID (ISO/IEC 7816-4 §11.2.2) and its file
//! control information, from which the life cycle (§7.4.10) tells whether the chip is virgin.

use std::fmt;

use super::apdu::{CommandApdu, MAX_SHORT_ANSWER, ResponseApdu};
use super::error::{ChipError, Step};
use super::status_word::StatusWord;
use super::tlv;

const FCI: u32 = 0x6F;
const DF_NAME: u32 = 0x84;
const LIFE_CYCLE: u32 = 0x8A;

/// Life cycle status of the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeCycle {
    /// Formatted and never personalized to the end.
    Initialisation,
    Activated,
    Deactivated,
    Terminated,
    Other(u8),
}

impl LifeCycle {
    pub fn from_byte(byte: u8) -> Self {
        match byte {
            0x03 => Self::Initialisation,
            0x05 | 0x07 => Self::Activated,
            0x04 | 0x06 => Self::Deactivated,
            0x0C..=0x0F => Self::Terminated,
            other => Self::Other(other),
        }
    }
}

impl fmt::Display for LifeCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Initialisation => f.write_str("in initialisation state"),
            Self::Activated => f.write_str("activated"),
            Self::Deactivated => f.write_str("deactivated"),
            Self::Terminated => f.write_str("terminated"),
            Self::Other(byte) => write!(f, "in life cycle {byte:02X}"),
        }
    }
}

/// First or only occurrence, return FCI. It also ends any channel.
pub fn select(aid: &[u8]) -> CommandApdu {
    CommandApdu::new(0x00, 0xA4, 0x04, 0x00).with_data(aid.to_vec()).expecting(MAX_SHORT_ANSWER)
}

/// The life cycle of the application, if it is this one.
pub fn selected(aid: &[u8], answer: &ResponseApdu) -> Result<LifeCycle, ChipError> {
    let step = Step::SelectApplication;
    match answer.status_word() {
        StatusWord::SUCCESS => {}
        StatusWord::FILE_NOT_FOUND => return Err(ChipError::NoApplication),
        status_word => return Err(ChipError::Refused { step, status_word }),
    }
    let wrong = |reason: &dyn fmt::Display| ChipError::Answer {
        step: Step::SelectApplication,
        reason: reason.to_string(),
    };
    let (fci, rest) = tlv::first(answer.data()).map_err(|error| wrong(&error))?;
    if fci.tag != FCI || !rest.is_empty() {
        return Err(wrong(&"not one FCI template"));
    }
    let objects = tlv::objects(fci.value).map_err(|error| wrong(&error))?;
    let value = |tag| objects.iter().find(|object| object.tag == tag).map(|object| object.value);
    if value(DF_NAME) != Some(aid) {
        return Err(wrong(&"another application answered"));
    }
    match value(LIFE_CYCLE) {
        Some([byte]) => Ok(LifeCycle::from_byte(*byte)),
        _ => Err(wrong(&"no life cycle status")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AID: &[u8] = b"\xF0CETAK\x01";

    fn answer(objects: &[(u32, &[u8])]) -> ResponseApdu {
        let fci = tlv::object(FCI, &tlv::fields(objects).unwrap()).unwrap();
        ResponseApdu::new(fci, StatusWord::SUCCESS)
    }

    #[test]
    fn the_life_cycle_stands_in_the_fci() {
        for (byte, life_cycle) in [
            (0x03, LifeCycle::Initialisation),
            (0x05, LifeCycle::Activated),
            (0x0C, LifeCycle::Terminated),
            (0x01, LifeCycle::Other(1)),
        ] {
            let answer = answer(&[(DF_NAME, AID), (0xA5, b""), (LIFE_CYCLE, &[byte])]);
            assert_eq!(selected(AID, &answer), Ok(life_cycle));
        }
    }

    #[test]
    fn a_chip_without_our_application_is_told_apart() {
        let answer = ResponseApdu::new(vec![], StatusWord::FILE_NOT_FOUND);
        assert_eq!(selected(AID, &answer), Err(ChipError::NoApplication));
    }

    #[test]
    fn another_name_or_no_life_cycle_is_no_answer() {
        for objects in [
            &[(DF_NAME, &b"\xF0CETAK\x02"[..]), (LIFE_CYCLE, &[3])][..],
            &[(DF_NAME, AID)],
            &[(DF_NAME, AID), (LIFE_CYCLE, &[])],
            &[(DF_NAME, AID), (LIFE_CYCLE, &[3, 3])],
            &[],
        ] {
            let error = selected(AID, &answer(objects)).unwrap_err();
            assert!(matches!(error, ChipError::Answer { .. }), "{error}");
        }
    }

    #[test]
    fn an_answer_cut_anywhere_is_an_error() {
        let whole = answer(&[(DF_NAME, AID), (LIFE_CYCLE, &[3])]);
        for end in 0..whole.data().len() {
            let cut = ResponseApdu::new(whole.data()[..end].to_vec(), StatusWord::SUCCESS);
            assert!(selected(AID, &cut).is_err(), "cut at {end}");
        }
    }
}

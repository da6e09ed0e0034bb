//! Record states as the population register names them, and what the desk does in each.
//! Only `PRINT_READY_RECORD` prints. A word we don't know is kept as it came and never prints.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Longest word that is taken for the name of a state.
pub const MAX_STATE_LENGTH: usize = 64;

/// One word of the register. Words are compared as they stand, capitals and all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordState {
    Unregistered,
    BioCaptured,
    Processing,
    SentForEnrollment,
    ReceivedAtCentral,
    EnrollFailureAtCentral,
    EnrollFailureAtRegional,
    SearchFailureAtCentral,
    AdjudicateRecord,
    RequestValidation,
    DuplicateRecord,
    PrintReadyRecord,
    SentForCardPrinting,
    CardPrinted,
    CardShipped,
    CardIssued,
    /// A word of no list we have.
    Unknown(UnknownWord),
}

/// A word that is no state we know: 1 to 64 letters, digits, `_` or `-`, so it is safe to show.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnknownWord(String);

/// What can't even be an unknown state. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StateError {
    #[error("a record state has 1 to {MAX_STATE_LENGTH} characters, not {0}")]
    Length(usize),
    #[error("a record state is letters, digits, `_` and `-`; character {0} is none of these")]
    Character(usize),
}

/// What the person at the counter does; the words for it live with the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeskAdvice {
    /// Send to enrolment.
    Enrol,
    /// Wait; offer the *Surat Keterangan Perekaman*.
    WaitWithLetter,
    /// Enrol again or resend.
    EnrolAgain,
    /// Never print; refer to the ADB.
    ReferToAdb,
    Print,
    /// Only with reason, papers and a second person.
    ReprintOnly,
    /// Never print; the ADB finds out what the word means.
    AskAboutWord,
}

impl RecordState {
    /// Every state we know.
    pub const ALL: [Self; 16] = [
        Self::Unregistered,
        Self::BioCaptured,
        Self::Processing,
        Self::SentForEnrollment,
        Self::ReceivedAtCentral,
        Self::EnrollFailureAtCentral,
        Self::EnrollFailureAtRegional,
        Self::SearchFailureAtCentral,
        Self::AdjudicateRecord,
        Self::RequestValidation,
        Self::DuplicateRecord,
        Self::PrintReadyRecord,
        Self::SentForCardPrinting,
        Self::CardPrinted,
        Self::CardShipped,
        Self::CardIssued,
    ];

    pub fn as_str(&self) -> &str {
        match self {
            Self::Unregistered => "UNREGISTERED",
            Self::BioCaptured => "BIO_CAPTURED",
            Self::Processing => "PROCESSING",
            Self::SentForEnrollment => "SENT_FOR_ENROLLMENT",
            Self::ReceivedAtCentral => "RECEIVED_AT_CENTRAL",
            Self::EnrollFailureAtCentral => "ENROLL_FAILURE_AT_CENTRAL",
            Self::EnrollFailureAtRegional => "ENROLL_FAILURE_AT_REGIONAL",
            Self::SearchFailureAtCentral => "SEARCH_FAILURE_AT_CENTRAL",
            Self::AdjudicateRecord => "ADJUDICATE_RECORD",
            Self::RequestValidation => "REQUEST_VALIDATION",
            Self::DuplicateRecord => "DUPLICATE_RECORD",
            Self::PrintReadyRecord => "PRINT_READY_RECORD",
            Self::SentForCardPrinting => "SENT_FOR_CARD_PRINTING",
            Self::CardPrinted => "CARD_PRINTED",
            Self::CardShipped => "CARD_SHIPPED",
            Self::CardIssued => "CARD_ISSUED",
            Self::Unknown(UnknownWord(word)) => word,
        }
    }

    /// A first card, by a clerk alone.
    pub fn may_print(&self) -> bool {
        self.advice() == DeskAdvice::Print
    }

    pub fn advice(&self) -> DeskAdvice {
        match self {
            Self::Unregistered => DeskAdvice::Enrol,
            Self::BioCaptured
            | Self::Processing
            | Self::SentForEnrollment
            | Self::ReceivedAtCentral => DeskAdvice::WaitWithLetter,
            Self::EnrollFailureAtCentral
            | Self::EnrollFailureAtRegional
            | Self::SearchFailureAtCentral => DeskAdvice::EnrolAgain,
            Self::AdjudicateRecord | Self::RequestValidation | Self::DuplicateRecord => {
                DeskAdvice::ReferToAdb
            }
            Self::PrintReadyRecord => DeskAdvice::Print,
            Self::SentForCardPrinting
            | Self::CardPrinted
            | Self::CardShipped
            | Self::CardIssued => DeskAdvice::ReprintOnly,
            Self::Unknown(_) => DeskAdvice::AskAboutWord,
        }
    }
}

impl FromStr for RecordState {
    type Err = StateError;

    fn from_str(word: &str) -> Result<Self, StateError> {
        if let Some(state) = Self::ALL.into_iter().find(|state| state.as_str() == word) {
            return Ok(state);
        }
        if word.is_empty() || word.len() > MAX_STATE_LENGTH {
            return Err(StateError::Length(word.chars().count()));
        }
        // Anything else could carry a line break, an escape sequence or a person into a log.
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match word.chars().position(|c| !fits(c)) {
            Some(at) => Err(StateError::Character(at + 1)),
            None => Ok(Self::Unknown(UnknownWord(word.to_owned()))),
        }
    }
}

impl fmt::Display for RecordState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RecordState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RecordState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table of the counter, word by word.
    #[test]
    fn each_state_has_its_advice() {
        use DeskAdvice::*;
        for (word, advice) in [
            ("UNREGISTERED", Enrol),
            ("BIO_CAPTURED", WaitWithLetter),
            ("PROCESSING", WaitWithLetter),
            ("SENT_FOR_ENROLLMENT", WaitWithLetter),
            ("RECEIVED_AT_CENTRAL", WaitWithLetter),
            ("ENROLL_FAILURE_AT_CENTRAL", EnrolAgain),
            ("ENROLL_FAILURE_AT_REGIONAL", EnrolAgain),
            ("SEARCH_FAILURE_AT_CENTRAL", EnrolAgain),
            ("ADJUDICATE_RECORD", ReferToAdb),
            ("REQUEST_VALIDATION", ReferToAdb),
            ("DUPLICATE_RECORD", ReferToAdb),
            ("PRINT_READY_RECORD", Print),
            ("SENT_FOR_CARD_PRINTING", ReprintOnly),
            ("CARD_PRINTED", ReprintOnly),
            ("CARD_SHIPPED", ReprintOnly),
            ("CARD_ISSUED", ReprintOnly),
            ("PRINT_READY", AskAboutWord),
        ] {
            let state: RecordState = word.parse().unwrap();
            assert_eq!(state.advice(), advice, "{word}");
            assert_eq!(state.to_string(), word);
        }
    }

    #[test]
    fn an_unknown_word_is_kept_and_never_prints() {
        for word in ["print_ready_record", "PRINT_READY_RECORD_", "PRR", "CARD-LOST", "9"] {
            let state: RecordState = word.parse().unwrap();
            assert!(matches!(state, RecordState::Unknown(_)), "{word}");
            assert_eq!(state.as_str(), word);
            assert!(!state.may_print(), "{word}");
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(serde_json::from_str::<RecordState>(&json).unwrap(), state);
        }
    }

    #[test]
    fn what_is_no_word_is_refused() {
        let parse = |word: &str| word.parse::<RecordState>();
        assert_eq!(parse(""), Err(StateError::Length(0)));
        assert_eq!(parse(&"A".repeat(MAX_STATE_LENGTH + 1)), Err(StateError::Length(65)));
        assert!(parse(&"A".repeat(MAX_STATE_LENGTH)).is_ok());
        assert_eq!(parse("PRINT READY"), Err(StateError::Character(6)));
        assert_eq!(parse("PRR\n"), Err(StateError::Character(4)));
        assert_eq!(parse("PŘR"), Err(StateError::Character(2)));
    }

    proptest! {
        #[test]
        fn no_other_word_prints(word in "\\PC{0,80}") {
            prop_assume!(word != "PRINT_READY_RECORD");
            if let Ok(state) = word.parse::<RecordState>() {
                prop_assert!(!state.may_print());
                prop_assert_eq!(state.as_str(), word);
            }
        }
    }
}

//! The language as bytes: `ESC`, name and parameters, `CR`; answers end with `CR` (Evolis
//! Programming Guide A5013). What a printer answers is foreign: printable ASCII or nothing.

use std::fmt;

use thiserror::Error;

use crate::device::printer::Nack;

pub const ESC: u8 = 0x1B;
pub const CR: u8 = b'\r';

/// The longest answer, without its CR.
pub const MAX_ANSWER: usize = 128;
/// The longest name, serial or version.
pub const MAX_NAME: usize = 32;
/// More digits than a counter of a machine's lifetime has.
const MAX_DIGITS: usize = 12;
/// How much of a foreign answer an error shows.
const MAX_SHOWN: usize = 48;

/// A command that is answered by ACK or NACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order(pub &'static str);

/// A command that is answered by a text, without ACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read(pub &'static str);

/// Host manages errors (2), without tries (16), with ACK and NACK (4), kept without power.
pub const HOST_MANAGED: Order = Order("Pem;22;s");
/// What `Rem` shows then: current and saved.
pub const HOST_MANAGED_BOTH: &str = "22;22";
pub const FROM_FEEDER: Order = Order("Pmi;F");
/// A card from the feeder to the contactless station.
pub const FEED: Order = Order("Sic");
pub const CLEAR_BITMAPS: Order = Order("Wcb;a");
pub const SEQUENCE: Order = Order("Ss");
pub const FRONT: Order = Order("Sr");
/// Prints what waits of the front and turns the card over.
pub const BACK: Order = Order("Sv");
/// Prints what waits and ejects to the output.
pub const END: Order = Order("Se");
/// Ejects to the reject box on the output side.
pub const REJECT: Order = Order("Ser");

pub const MODEL: Read = Read("Rtp");
pub const SERIAL: Read = Read("Rsn");
pub const FIRMWARE: Read = Read("Rfv");
pub const ERROR_MODE: Read = Read("Rem");
pub const CARDS: Read = Read("Rco;c");
pub const PANELS: Read = Read("Rco;p");
pub const RIBBON: Read = Read("Rr");
pub const RIBBON_END: Read = Read("Rcr");

/// Everything that can be asked without moving anything, for `doctor`.
pub const READS: &[Read] = &[
    MODEL,
    SERIAL,
    FIRMWARE,
    ERROR_MODE,
    CARDS,
    PANELS,
    Read("Rco;a"),
    Read("Rco;m"),
    Read("Rco;n"),
    Read("Rco;I"),
    RIBBON,
    RIBBON_END,
    Read("Rc;k"),
    Read("Sk;f"),
    Read("Rse;o"),
    Read("Rse;p"),
    Read("Rlr"),
    Read("Rlr;p"),
];

/// A command as it goes over the line.
pub fn frame(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 2);
    bytes.push(ESC);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(CR);
    bytes
}

/// The order that declares a ribbon; `None` for one that no model has.
pub fn declare_ribbon(ribbon: &str) -> Option<Order> {
    match ribbon {
        "ymckok" => Some(Order("Pr;ymckok")),
        "ymcko" => Some(Order("Pr;ymcko")),
        _ => None,
    }
}

/// What a printer said, as far as any command can have asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Ack,
    Nack(Nack),
    Text(String),
}

/// Bytes that are no answer of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnswerError {
    #[error("answer is empty")]
    Empty,
    #[error("answer is longer than {MAX_ANSWER} bytes")]
    TooLong,
    #[error("byte {byte:02X}h at {at} is not printable ASCII")]
    NotText { at: usize, byte: u8 },
    #[error("NACK with a code that the language doesn't have")]
    UnknownNack,
}

/// One answer, without its CR.
pub fn answer(line: &[u8]) -> Result<Answer, AnswerError> {
    if line.is_empty() {
        return Err(AnswerError::Empty);
    }
    if line.len() > MAX_ANSWER {
        return Err(AnswerError::TooLong);
    }
    let foreign = |byte: &u8| !matches!(byte, b' '..=b'~');
    if let Some(at) = line.iter().position(foreign) {
        return Err(AnswerError::NotText { at, byte: line[at] });
    }
    match line {
        b"ACK" => Ok(Answer::Ack),
        [b'N', b'A', b'C', b'K', code @ ..] => {
            nack(code).map(Answer::Nack).ok_or(AnswerError::UnknownNack)
        }
        text => Ok(Answer::Text(text.iter().map(|byte| char::from(*byte)).collect())),
    }
}

fn nack(code: &[u8]) -> Option<Nack> {
    match code {
        b";1" => Some(Nack::Command),
        b";2" => Some(Nack::Parameter),
        b";T" => Some(Nack::Mechanical),
        b";C" => Some(Nack::CoverOpen),
        b";F" => Some(Nack::Feeder),
        b";R" => Some(Nack::Ribbon),
        _ => None,
    }
}

/// A counter or setting: digits only, no sign, no space.
pub fn number(text: &str) -> Option<u64> {
    let digits = (1..=MAX_DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A model, serial number or firmware version.
pub fn name(text: &str) -> Option<&str> {
    let short = (1..=MAX_NAME).contains(&text.len());
    (short && text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b';')).then_some(text)
}

/// `Rem`: the mode now and the mode kept without power.
pub fn error_mode(text: &str) -> Option<&str> {
    let mode = |text: &str| number(text).is_some_and(|mode| mode <= u64::from(u8::MAX));
    text.split_once(';').is_some_and(|(now, kept)| mode(now) && mode(kept)).then_some(text)
}

/// `Y` or `N`.
pub fn yes(text: &str) -> Option<bool> {
    match text {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    }
}

/// `Rcr`: anything but `OK` says that a colour ribbon stands at its end.
pub fn ribbon_ended(text: &str) -> bool {
    text != "OK"
}

/// `Rlr;p`: whether a card is in the machine or in its feeder, from a model that says so.
pub fn card_anywhere(text: &str) -> Option<bool> {
    match text {
        "NO CARD" => Some(false),
        "ERR CARD" => Some(true),
        _ => None,
    }
}

/// `Rse`: volts, with or without decimals.
pub fn millivolts(text: &str) -> Option<u32> {
    let (volts, decimals) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    if volts.is_empty() || !plain(volts) || !plain(decimals) {
        return None;
    }
    format!("{volts}{decimals:0<3}").parse().ok()
}

/// A ribbon by the letters of its panels.
pub fn ribbon(text: &str) -> Option<&str> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase());
    ((1..=MAX_NAME).contains(&text.len()) && letters).then_some(text)
}

/// Foreign bytes as people may see them: cut short, nothing that moves a terminal.
#[derive(Debug)]
pub struct Shown<'a>(pub &'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.0[..self.0.len().min(MAX_SHOWN)];
        write!(f, "{}", shown.escape_ascii())?;
        if shown.len() < self.0.len() { write!(f, "… ({} bytes)", self.0.len()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_command_is_framed_by_escape_and_carriage_return() {
        assert_eq!(frame("Pem;22;s"), b"\x1BPem;22;s\r");
    }

    #[test]
    fn every_nack_of_the_language_is_understood_and_no_other() {
        let codes = [
            ("1", Nack::Command),
            ("2", Nack::Parameter),
            ("T", Nack::Mechanical),
            ("C", Nack::CoverOpen),
            ("F", Nack::Feeder),
            ("R", Nack::Ribbon),
        ];
        for (code, nack) in codes {
            assert_eq!(answer(format!("NACK;{code}").as_bytes()), Ok(Answer::Nack(nack)));
        }
        for line in ["NACK", "NACK;", "NACK;X", "NACK;TT", "NACKT", "NACK;t"] {
            assert_eq!(answer(line.as_bytes()), Err(AnswerError::UnknownNack), "{line}");
        }
    }

    #[test]
    fn only_the_exact_word_is_an_acknowledge() {
        assert_eq!(answer(b"ACK"), Ok(Answer::Ack));
        for line in ["ACK ", "ack", "ACKACK", " ACK"] {
            assert_eq!(answer(line.as_bytes()), Ok(Answer::Text(line.to_owned())));
        }
        assert_eq!(answer(b"ACK\n"), Err(AnswerError::NotText { at: 3, byte: b'\n' }));
    }

    #[test]
    fn an_answer_is_taken_up_to_its_limit() {
        assert!(answer(&[b'7'; MAX_ANSWER]).is_ok());
        assert_eq!(answer(&[b'7'; MAX_ANSWER + 1]), Err(AnswerError::TooLong));
        assert_eq!(answer(b""), Err(AnswerError::Empty));
    }

    #[test]
    fn a_counter_is_digits_and_nothing_else() {
        assert_eq!(number("0"), Some(0));
        assert_eq!(number("999999999999"), Some(999_999_999_999));
        for wrong in ["", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1000000000000", "٣"] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn names_are_short_and_printable() {
        assert_eq!(name("Quantum2"), Some("Quantum2"));
        assert!(name(&"N".repeat(MAX_NAME)).is_some());
        for wrong in ["", "22;22", "tab\there", &"N".repeat(MAX_NAME + 1)] {
            assert_eq!(name(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_error_mode_is_two_small_numbers() {
        for right in ["22;22", "0;22", "0;0"] {
            assert_eq!(error_mode(right), Some(right));
        }
        for wrong in ["", "22", "22;", ";22", "22;22;22", "256;22", "22;x", "22; 22"] {
            assert_eq!(error_mode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sensors_and_ribbons_are_read_by_their_words() {
        assert_eq!((yes("Y"), yes("N"), yes("y")), (Some(true), Some(false), None));
        assert_eq!(
            (ribbon_ended("OK"), ribbon_ended("END"), ribbon_ended("ok")),
            (false, true, true)
        );
        assert_eq!((ribbon("ymckok"), ribbon("YMCKO"), ribbon("")), (Some("ymckok"), None, None));
    }

    #[test]
    fn foreign_bytes_are_shown_short_and_harmless() {
        assert_eq!(Shown(b"\x1B[2J").to_string(), r"\x1b[2J");
        let long = Shown(&[b'x'; 500]).to_string();
        assert!(long.ends_with("… (500 bytes)") && long.len() < 70, "{long}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(line in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(Answer::Text(text)) = answer(&line) {
                prop_assert_eq!(text.as_bytes(), &line[..]);
                let _ = (number(&text), name(&text), yes(&text), ribbon(&text));
            }
            prop_assert!(Shown(&line).to_string().bytes().all(|b| b != 0x1B && b != b'\r'));
        }
    }
}

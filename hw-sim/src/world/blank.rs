//! Blank cards: each with its chip, made by seed and plan, and with all that was done to it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::card::{Chip, ChipOrder, ChipProfile, Flaw};
use crate::world::bitmap::{Bitmap, Face, Panel};
use crate::world::place::Place;

/// Number of a card in the supplier's lot, from 1.
pub type CardNumber = u32;

/// The most cards one world holds.
pub const MAX_CARDS: u32 = 1_000_000;

/// The two kinds of blanko.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[default]
    KtpEl,
    /// Orange, for foreign residents.
    KtpElOa,
}

/// How a card left the factory, as text: `ours`, `duplicate:N` or a flaw of the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Make {
    Ours,
    /// Same UID as that card.
    Duplicate(CardNumber),
    Flawed(Flaw),
}

/// What a person wrote that is no make of a card.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no make of a card; known: ours duplicate:N dead mute mute-after:N write-fails:N \
     torn-write:N bit-rot short-answers:N foreign wrong-mac random-uid used terminated"
)]
pub struct MakeError(String);

/// One panel as it went onto the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The world's act count when it happened.
    pub tick: u64,
    pub face: Face,
    pub panel: Panel,
    pub sha256: String,
    /// `false`: the card jammed half-way and carries only the first lines.
    pub whole: bool,
    /// The dots, until somebody took them to make a picture.
    pub bitmap: Option<Bitmap>,
}

/// One card and its history. Only the world moves it.
#[derive(Debug)]
pub struct Card {
    pub number: CardNumber,
    pub kind: Kind,
    pub make: Make,
    pub chip: Chip,
    /// In the order they were printed, both faces.
    pub prints: Vec<Print>,
    /// Tick of the first and of the last write into the chip.
    pub written: Option<(u64, u64)>,
    /// UID at manufacture, upper-case hexadecimal.
    pub uid: String,
    pub(in crate::world) place: Place,
    /// Tick of the last move: the order in a stack.
    pub(in crate::world) since: u64,
}

impl Card {
    pub fn place(&self) -> Place {
        self.place
    }

    /// Tick of the last move.
    pub fn since(&self) -> u64 {
        self.since
    }

    /// True if the supplier's list names it: cards of others and copies are not on it.
    pub fn is_on_list(&self) -> bool {
        !matches!(self.make, Make::Duplicate(_) | Make::Flawed(Flaw::WrongKeys | Flaw::RandomUid))
    }

    pub fn is_printed(&self) -> bool {
        !self.prints.is_empty()
    }

    /// Panels of one face, in the order they were printed.
    pub fn prints_on(&self, face: Face) -> impl Iterator<Item = &Print> {
        self.prints.iter().filter(move |print| print.face == face)
    }
}

/// What the supplier's factory is told.
#[derive(Debug, Clone)]
pub struct Lot {
    pub count: u32,
    pub seed: u64,
    pub kind: Kind,
    pub master_key: [u8; 32],
    pub profile: ChipProfile,
    pub s16: bool,
    /// Cards that aren't plainly ours.
    pub special: Vec<(CardNumber, Make)>,
}

/// All cards of the lot, in the box, numbered from 1.
pub(in crate::world) fn manufacture(lot: &Lot) -> Vec<Card> {
    let mut uids: Vec<Vec<u8>> = Vec::new();
    (1..=lot.count.min(MAX_CARDS))
        .map(|number| {
            let wanted = |(card, make): &(CardNumber, Make)| (*card == number).then_some(*make);
            let make = lot.special.iter().find_map(wanted).unwrap_or(Make::Ours);
            let uid = match make {
                Make::Duplicate(of) => twin(&uids, of).unwrap_or_else(|| uid(lot.seed, number)),
                _ => uid(lot.seed, number),
            };
            uids.push(uid.clone());
            card(lot, number, make, uid)
        })
        .collect()
}

fn twin(uids: &[Vec<u8>], of: CardNumber) -> Option<Vec<u8>> {
    uids.get(usize::try_from(of).ok()?.checked_sub(1)?).cloned()
}

fn card(lot: &Lot, number: CardNumber, make: Make, uid: Vec<u8>) -> Card {
    let text = crate::world::bitmap::hex(&uid).to_ascii_uppercase();
    let order = ChipOrder { uid, master_key: &lot.master_key, profile: &lot.profile, s16: lot.s16 };
    let mut chip = Chip::manufacture(&order);
    if let Make::Flawed(flaw) = make {
        chip.flaw(flaw);
    }
    Card {
        number,
        kind: lot.kind,
        make,
        chip,
        prints: Vec::new(),
        written: None,
        uid: text,
        place: Place::Box,
        since: 0,
    }
}

/// Seven bytes as NXP numbers its chips; distinct for every number under one seed.
fn uid(seed: u64, number: CardNumber) -> Vec<u8> {
    let lot = scramble(seed).to_be_bytes();
    let n = number.wrapping_mul(0x9E37_79B1).to_be_bytes();
    vec![0x04, lot[0], lot[1], n[0], n[1], n[2], n[3]]
}

/// One step of splitmix64: enough to spread a seed.
pub(in crate::world) fn scramble(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl FromStr for Make {
    type Err = MakeError;

    fn from_str(text: &str) -> Result<Self, MakeError> {
        let (word, value) = match text.split_once(':') {
            Some((word, value)) => (word, value.parse::<u32>().ok()),
            None => (text, None),
        };
        let make = match (word, value) {
            ("ours", None) => Some(Self::Ours),
            ("duplicate", Some(of)) => Some(Self::Duplicate(of)),
            _ => flaw(word, value).map(Self::Flawed),
        };
        make.ok_or_else(|| MakeError(text.chars().take(64).collect()))
    }
}

/// A chip's flaw by its word.
fn flaw(word: &str, value: Option<u32>) -> Option<Flaw> {
    Some(match (word, value) {
        ("dead", None) => Flaw::Dead,
        ("mute", None) => Flaw::Mute,
        ("mute-after", Some(n)) => Flaw::MuteAfter(n),
        ("write-fails", Some(after_writes)) => Flaw::WriteFails { after_writes },
        ("torn-write", Some(after_writes)) => Flaw::TornWrite { after_writes },
        ("bit-rot", None) => Flaw::BitRot,
        ("short-answers", Some(bytes @ 0..=1)) => Flaw::ShortAnswers { bytes: bytes as usize },
        ("foreign", None) => Flaw::WrongKeys,
        ("wrong-mac", None) => Flaw::WrongMac,
        ("random-uid", None) => Flaw::RandomUid,
        ("used", None) => Flaw::AlreadyUsed,
        ("terminated", None) => Flaw::Terminated,
        _ => return None,
    })
}

impl fmt::Display for Make {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Ours | Self::Flawed(Flaw::None) => "ours",
            Self::Duplicate(of) => return write!(f, "duplicate:{of}"),
            Self::Flawed(Flaw::MuteAfter(n)) => return write!(f, "mute-after:{n}"),
            Self::Flawed(Flaw::WriteFails { after_writes }) => {
                return write!(f, "write-fails:{after_writes}");
            }
            Self::Flawed(Flaw::TornWrite { after_writes }) => {
                return write!(f, "torn-write:{after_writes}");
            }
            Self::Flawed(Flaw::ShortAnswers { bytes }) => {
                return write!(f, "short-answers:{bytes}");
            }
            Self::Flawed(Flaw::Dead) => "dead",
            Self::Flawed(Flaw::Mute) => "mute",
            Self::Flawed(Flaw::BitRot) => "bit-rot",
            Self::Flawed(Flaw::WrongKeys) => "foreign",
            Self::Flawed(Flaw::WrongMac) => "wrong-mac",
            Self::Flawed(Flaw::RandomUid) => "random-uid",
            Self::Flawed(Flaw::AlreadyUsed) => "used",
            Self::Flawed(Flaw::Terminated) => "terminated",
        };
        write!(f, "{word}")
    }
}

impl TryFrom<String> for Make {
    type Error = MakeError;

    fn try_from(text: String) -> Result<Self, MakeError> {
        text.parse()
    }
}

impl From<Make> for String {
    fn from(make: Make) -> Self {
        make.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_lot_has_as_many_uids_as_cards() {
        let all: BTreeSet<_> = (1..=20_000).map(|number| uid(7, number)).collect();
        assert_eq!(all.len(), 20_000);
        assert_ne!(uid(7, 1), uid(8, 1));
    }

    #[test]
    fn every_make_survives_its_text_form() {
        for text in "ours duplicate:3 dead mute mute-after:2 write-fails:1 torn-write:4 bit-rot \
                     short-answers:1 foreign wrong-mac random-uid used terminated"
            .split_whitespace()
        {
            assert_eq!(text.parse::<Make>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_make_is_refused() {
        for text in ["", "duplicate", "dead:1", "short-answers:2", "mute-after:-1", "new"] {
            assert!(text.parse::<Make>().is_err(), "{text}");
        }
    }
}

//! One panel as it lies in the printer's memory: a level a dot, in the order it was sent.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use ring::digest;
use serde::{Deserialize, Serialize};

/// Dots of one print line: across the card.
pub const LINE_DOTS: usize = 648;
/// Print lines of one card: along its long side.
pub const LINES: usize = 1016;
/// Dots of one panel.
pub const DOTS: usize = LINE_DOTS * LINES;

/// Ribbon panels, by the letters of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Panel {
    Y,
    M,
    C,
    K,
    O,
}

impl Panel {
    pub const ALL: [Self; 5] = [Self::Y, Self::M, Self::C, Self::K, Self::O];

    /// By its letter, small as the language writes it.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.letter() == letter)
    }

    pub fn letter(self) -> &'static str {
        match self {
            Self::Y => "y",
            Self::M => "m",
            Self::C => "c",
            Self::K => "k",
            Self::O => "o",
        }
    }

    /// Dye has levels a dot; resin and overlay are there or not.
    pub fn is_dye(self) -> bool {
        matches!(self, Self::Y | Self::M | Self::C)
    }
}

/// Which face of the card is under the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    Front,
    Back,
}

/// `DOTS` levels from 0 to `full`, shared between memory and cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    full: u8,
    dots: Arc<Dots>,
}

#[derive(Debug, PartialEq, Eq)]
struct Dots {
    levels: Vec<u8>,
    /// Once somebody has asked.
    sha256: OnceLock<String>,
}

impl Bitmap {
    /// `None` unless there is one dot for every place of the panel and none above `full`.
    pub fn new(full: u8, dots: Vec<u8>) -> Option<Self> {
        let fits = dots.len() == DOTS && full > 0 && dots.iter().all(|dot| *dot <= full);
        let dots = Dots { levels: dots, sha256: OnceLock::new() };
        fits.then(|| Self { full, dots: Arc::new(dots) })
    }

    /// The level of full dye: 31, 63 or 127, or 1 for resin and overlay.
    pub fn full(&self) -> u8 {
        self.full
    }

    pub fn dots(&self) -> &[u8] {
        &self.dots.levels
    }

    /// True if the panel leaves nothing on the card.
    pub fn is_blank(&self) -> bool {
        self.dots().iter().all(|dot| *dot == 0)
    }

    /// SHA-256 over the levels, a byte a dot, in the order of printing.
    pub fn sha256(&self) -> String {
        let digest = || hex(digest::digest(&digest::SHA256, self.dots()).as_ref());
        self.dots.sha256.get_or_init(digest).clone()
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! `hw-sim.toml`: the world to make. Every key has a default good enough for a demonstration;
//! unknown keys are refused.
//!
//! ```toml
//! seed = 1
//! pace = { kind = "real", kbit_per_s = 424 }   # or { kind = "instant" }
//! [[lane]]                                     # one a printer; see `LaneOrder`
//! reach = "station"
//! [[blank]]                                    # a card that isn't plainly ours; see `Make`
//! card = 3
//! make = "write-fails:2"
//! [[fault]]                                    # see `world/fault.rs`
//! on = "feed"
//! nth = 2
//! fault = "take-two"
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::printer::panel::Stock;
use crate::world::{CardNumber, Kind, LaneOrder, Make, Pace, Planted};

/// The largest configuration file.
pub const MAX_CONFIG: u64 = 1 << 20;

#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{path} can't be read")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{0} exceeds {MAX_CONFIG} bytes")]
    TooLarge(PathBuf),
    #[error("{path} is no configuration: {reason}")]
    Parse { path: PathBuf, reason: String },
}

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub seed: u64,
    pub desks: usize,
    pub pace: Pace,
    pub blanks: Blanks,
    /// `[[blank]]`: cards that aren't plainly ours.
    #[serde(rename = "blank")]
    pub special: Vec<Special>,
    /// `[[lane]]`
    #[serde(rename = "lane")]
    pub lanes: Vec<LaneOrder>,
    /// `[[fault]]`
    #[serde(rename = "fault")]
    pub faults: Vec<Planted>,
    pub source: SourceOrder,
    /// A chip profile instead of the built-in one.
    pub chip: Option<PathBuf>,
    /// The station reader passes extended APDUs.
    pub extended_length: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blanks {
    pub count: u32,
    pub kind: Kind,
    /// SCP03 with 16-byte cryptograms.
    pub s16: bool,
    pub stock: Stock,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Special {
    pub card: CardNumber,
    pub make: Make,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceOrder {
    /// People beside the fixed cast.
    pub people: usize,
    /// Stations that get certificates of their own.
    pub stations: Vec<String>,
    pub lease_seconds: Option<i64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            desks: 1,
            pace: Pace::Instant,
            blanks: Blanks::default(),
            special: Vec::new(),
            lanes: vec![LaneOrder::default()],
            faults: Vec::new(),
            source: SourceOrder::default(),
            chip: None,
            extended_length: true,
        }
    }
}

impl Default for Blanks {
    fn default() -> Self {
        Self { count: 60, kind: Kind::KtpEl, s16: false, stock: Stock::White }
    }
}

impl Default for SourceOrder {
    fn default() -> Self {
        Self { people: 40, stations: Vec::new(), lease_seconds: None }
    }
}

impl Config {
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let read = |source| ConfigError::Read { path: path.to_path_buf(), source };
        if fs::metadata(path).map_err(read)?.len() > MAX_CONFIG {
            return Err(ConfigError::TooLarge(path.to_path_buf()));
        }
        let text = fs::read_to_string(path).map_err(read)?;
        Self::parse(&text).map_err(|reason| ConfigError::Parse { path: path.to_path_buf(), reason })
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        let config = Config::parse("").expect("defaults");
        assert_eq!((config.lanes.len(), config.desks, config.blanks.count), (1, 1, 60));
    }

    #[test]
    fn lanes_faults_and_special_cards_are_tables() {
        let config = Config::parse(
            "pace = { kind = \"real\", kbit_per_s = 424 }\n\
             [[lane]]\nserial = \"A\"\nreach = \"station\"\n[[lane]]\n\
             [[blank]]\ncard = 3\nmake = \"write-fails:2\"\n\
             [[fault]]\nlane = 1\non = \"feed\"\nnth = 2\nfault = \"take-two\"\n",
        )
        .expect("a configuration");
        assert_eq!(config.lanes.len(), 2);
        assert_eq!(config.special[0].make.to_string(), "write-fails:2");
        assert_eq!(config.faults[0].fault.to_string(), "take-two");
        assert!(matches!(config.pace, Pace::Real(real) if real.kbit_per_s == 424));
    }

    #[test]
    fn unknown_keys_and_words_are_refused() {
        for text in [
            "sead = 1",
            "[blanks]\ncolour = 1",
            "[[lane]]\nspeed = 1",
            "[[blank]]\ncard = 1\nmake = \"x\"",
            "[[fault]]\non = \"feed\"\nfault = \"explode\"",
            "pace = { kind = \"slow\" }",
        ] {
            assert!(Config::parse(text).is_err(), "{text}");
        }
    }
}

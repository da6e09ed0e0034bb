//! How long things take: at once, or by a model of ISO 14443 and of a printer's mechanics.
//!
//! Durations are values; whoever drives the world waits for them, on a real clock or a virtual one.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::card::Work;
use crate::world::bitmap::Panel;

/// Carrier frequency of ISO 14443.
const CARRIER_HZ: f64 = 13_560_000.0;
/// Eight data bits and a parity bit.
const BITS_A_BYTE: f64 = 9.0;
/// Information bytes of one block at a frame size of 256: less prologue and checksum.
const BLOCK_INFORMATION: usize = 253;
/// Prologue and checksum around the information of one block.
const BLOCK_FRAME: usize = 3;
/// Frame delays reader to card and card to reader, in carrier cycles.
const FRAME_DELAYS: f64 = 1236.0 + 1172.0;

/// Instant, or real time by a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Pace {
    #[default]
    Instant,
    Real(RealPace),
}

/// What the model of real time is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RealPace {
    /// 106, 212, 424 or 848.
    pub kbit_per_s: u32,
    /// Time to program one page of the chip's memory.
    pub page_us: u64,
    /// Time the card itself needs for each command.
    pub card_us: u64,
    /// Time the reader and its driver need for each command.
    pub reader_us: u64,
    pub feed_ms: u64,
    /// One dye panel.
    pub dye_ms: u64,
    pub resin_ms: u64,
    pub overlay_ms: u64,
    pub flip_ms: u64,
    pub eject_ms: u64,
    /// How fast the line to the printer carries bitmaps.
    pub line_bytes_per_s: u64,
}

impl Default for RealPace {
    fn default() -> Self {
        Self {
            kbit_per_s: 848,
            page_us: 2_000,
            card_us: 0,
            reader_us: 0,
            feed_ms: 1_500,
            dye_ms: 2_600,
            resin_ms: 1_800,
            overlay_ms: 2_200,
            flip_ms: 1_200,
            eject_ms: 1_200,
            line_bytes_per_s: 3_000_000,
        }
    }
}

/// One movement or transfer of the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Feed,
    Print(Panel),
    Flip,
    Eject,
    /// So many bytes over the line.
    Transfer(usize),
}

impl Pace {
    /// How long a chip takes from the command's first bit to the answer's last.
    pub fn chip(&self, work: &Work) -> Duration {
        match self {
            Self::Instant => Duration::ZERO,
            Self::Real(real) => real.chip(work),
        }
    }

    pub fn motion(&self, motion: Motion) -> Duration {
        match self {
            Self::Instant => Duration::ZERO,
            Self::Real(real) => real.motion(motion),
        }
    }
}

impl RealPace {
    fn chip(&self, work: &Work) -> Duration {
        // What the reader answers by itself never goes on air.
        if work.bytes_in == 0 {
            return Duration::from_micros(self.reader_us);
        }
        let cycles_a_bit = 128.0 * 106.0 / f64::from(self.kbit_per_s.max(106));
        let on_air = (air_bytes(work.bytes_in) + air_bytes(work.bytes_out)) as f64;
        // Every block but the last is answered by R(ACK): one more pair of frames each.
        let exchanges = (blocks(work.bytes_in) + blocks(work.bytes_out) - 1) as f64;
        let cycles = on_air * BITS_A_BYTE * cycles_a_bit + exchanges * FRAME_DELAYS;
        Duration::from_secs_f64(cycles / CARRIER_HZ)
            + Duration::from_micros(self.page_us)
                * u32::try_from(work.pages_programmed).unwrap_or(0)
            + Duration::from_micros(self.card_us + self.reader_us)
    }

    fn motion(&self, motion: Motion) -> Duration {
        Duration::from_millis(match motion {
            Motion::Feed => self.feed_ms,
            Motion::Print(Panel::K) => self.resin_ms,
            Motion::Print(Panel::O) => self.overlay_ms,
            Motion::Print(_) => self.dye_ms,
            Motion::Flip => self.flip_ms,
            Motion::Eject => self.eject_ms,
            Motion::Transfer(bytes) => bytes as u64 * 1_000 / self.line_bytes_per_s.max(1),
        })
    }
}

fn blocks(bytes: usize) -> usize {
    bytes.div_ceil(BLOCK_INFORMATION).max(1)
}

/// Bytes on air for `bytes` of information, with the R(ACK) that chaining costs.
fn air_bytes(bytes: usize) -> usize {
    bytes + blocks(bytes) * BLOCK_FRAME + (blocks(bytes) - 1) * BLOCK_FRAME
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8 KB in writes of 223 plain bytes under SCP03 level 33, pages of 128 bytes.
    fn eight_kilobytes(kbit_per_s: u32) -> f64 {
        let pace = Pace::Real(RealPace { kbit_per_s, ..RealPace::default() });
        let (mut at, mut total) = (0_usize, 0.0);
        while at < 8_192 {
            let end = (at + 223).min(8_192);
            let pages_programmed = (end - 1) / 128 - at / 128 + 1;
            let work = Work { bytes_in: 224 + 8 + 6, bytes_out: 10, pages_programmed };
            total += pace.chip(&work).as_secs_f64();
            at = end;
        }
        total
    }

    #[test]
    fn writing_eight_kilobytes_takes_as_long_as_measured_models_say() {
        let (fast, slow) = (eight_kilobytes(848), eight_kilobytes(106));
        assert!((0.28..0.34).contains(&fast), "{fast}");
        assert!((0.95..1.10).contains(&slow), "{slow}");
    }

    #[test]
    fn a_chained_answer_costs_one_more_exchange() {
        let pace = Pace::Real(RealPace::default());
        let one = pace.chip(&Work { bytes_in: 10, bytes_out: 253, pages_programmed: 0 });
        let two = pace.chip(&Work { bytes_in: 10, bytes_out: 254, pages_programmed: 0 });
        assert!(two > one + Duration::from_micros(177));
    }

    #[test]
    fn the_instant_pace_waits_for_nothing() {
        let work = Work { bytes_in: 9_999, bytes_out: 9_999, pages_programmed: 99 };
        assert_eq!(Pace::Instant.chip(&work), Duration::ZERO);
        assert_eq!(Pace::Instant.motion(Motion::Print(Panel::Y)), Duration::ZERO);
    }
}

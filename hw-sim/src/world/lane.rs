//! One printer as matter: what it counts, what it remembers, what stands in its way.
//!
//! Counters and saved settings live through a loss of power, everything in `Volatile` doesn't.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::bitmap::{Bitmap, Face, Panel};
use crate::world::fault::{Counter, Fault, Trouble};

/// Contrast and brightness of a panel that nobody has set.
pub const DEFAULT_SETTING: u32 = 10;

/// What a printer is when it is bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LaneOrder {
    pub serial: Option<String>,
    pub model: String,
    pub firmware: String,
    pub hopper_capacity: usize,
    pub output_capacity: usize,
    pub reject_capacity: usize,
    /// Panels of one card, by letter, in the order of the ribbon.
    pub ribbon: String,
    pub ribbon_panels: u32,
    pub reach: Reach,
    /// The encoder hangs on the printer's own supply: with the printer off there is no reader.
    pub reader_follows_power: bool,
    /// Cards and panels it has made before it came here.
    pub cards_before: u64,
    pub panels_before: u64,
}

/// How far the antenna of the station reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// To the print head too: a card is seen until it leaves the machine or jams.
    #[default]
    Machine,
    /// The station alone: a card is lost from sight when it goes under the head.
    Station,
}

impl Default for LaneOrder {
    fn default() -> Self {
        Self {
            serial: None,
            model: "Quantum2".to_owned(),
            firmware: "4.12".to_owned(),
            hopper_capacity: 100,
            output_capacity: 100,
            reject_capacity: 30,
            ribbon: "ymckok".to_owned(),
            ribbon_panels: 500 * 6,
            reach: Reach::Machine,
            reader_follows_power: false,
            cards_before: 1_200,
            panels_before: 7_150,
        }
    }
}

/// Lifetime counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    pub cards: u64,
    pub panels: u64,
    pub cleaning_a: u64,
    pub cleaning_m: u64,
    pub cleaning_n: u64,
}

impl Counters {
    pub fn read(&self, counter: Counter) -> u64 {
        match counter {
            Counter::Cards => self.cards,
            Counter::Panels => self.panels,
            Counter::CleaningA => self.cleaning_a,
            Counter::CleaningM => self.cleaning_m,
            Counter::CleaningN => self.cleaning_n,
        }
    }

    pub(in crate::world) fn jump(&mut self, counter: Counter, by: i64) {
        let value = match counter {
            Counter::Cards => &mut self.cards,
            Counter::Panels => &mut self.panels,
            Counter::CleaningA => &mut self.cleaning_a,
            Counter::CleaningM => &mut self.cleaning_m,
            Counter::CleaningN => &mut self.cleaning_n,
        };
        *value = value.saturating_add_signed(by);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ribbon {
    pub kind: String,
    pub panels_left: u32,
}

/// Who manages errors: the parameter of `Pem`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorMode(u8);

impl ErrorMode {
    /// The printer recovers by itself and says nothing.
    pub const PRINTER: Self = Self(0);
    /// Tries the printer makes before it tells the host, in mode 2.
    pub const TRIES: u32 = 3;

    /// 0, 2 or 18, each with or without 4.
    pub fn from_parameter(value: u8) -> Option<Self> {
        matches!(value & !4, 0 | 2 | 18).then_some(Self(value))
    }

    pub fn parameter(self) -> u8 {
        self.0
    }

    /// Answers ACK or NACK to each command.
    pub fn acknowledges(self) -> bool {
        self.0 & 4 != 0
    }

    /// The printer waits for a person and goes on by itself.
    pub fn recovers_by_itself(self) -> bool {
        self.0 & 2 == 0
    }

    pub fn tries(self) -> u32 {
        if self.0 & !4 == 2 { Self::TRIES } else { 1 }
    }
}

/// Where cards come from: the parameter of `Pmi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Always a new one from the feeder; one that is inside is pushed out.
    Feeder,
    Manual,
    /// From the feeder only if none is inside.
    Both,
}

/// A sequence between `Ss` and `Se`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub face: Face,
    /// The panel that the next `Db`, `Sv` or `Se` prints.
    pub pending: Option<Panel>,
    pub printed: u32,
}

/// What a loss of power takes away.
#[derive(Debug, Clone)]
pub(crate) struct Volatile {
    pub errors: ErrorMode,
    pub input: Input,
    pub ribbon_setting: String,
    pub contrast: BTreeMap<Panel, u32>,
    pub brightness: BTreeMap<Panel, u32>,
    pub memory: BTreeMap<Panel, Bitmap>,
    pub sequence: Option<Sequence>,
    pub last_answer: String,
}

impl Volatile {
    fn fresh(errors: ErrorMode, ribbon: &str) -> Self {
        Self {
            errors,
            input: Input::Feeder,
            ribbon_setting: ribbon.to_owned(),
            contrast: BTreeMap::new(),
            brightness: BTreeMap::new(),
            memory: BTreeMap::new(),
            sequence: None,
            last_answer: "ACK".to_owned(),
        }
    }
}

/// Where cards hang when a machine stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Jam {
    Feed,
    Print,
    Flip,
    Eject,
    Reject,
}

/// One printer.
#[derive(Debug, Clone)]
pub struct Lane {
    pub serial: String,
    pub model: String,
    pub firmware: String,
    pub hopper_capacity: usize,
    pub output_capacity: usize,
    pub reject_capacity: usize,
    pub reach: Reach,
    pub counters: Counters,
    pub ribbon: Ribbon,
    pub jam: Option<Jam>,
    pub cover_open: bool,
    pub reader_plugged: bool,
    /// Times it was switched on.
    pub boots: u64,
    /// Times a person came and helped.
    pub helps: u64,
    pub(in crate::world) power: bool,
    reader_follows_power: bool,
    pub(crate) saved_errors: ErrorMode,
    pub(crate) volatile: Volatile,
    /// Faults of the line that an act met; the interpreter takes them up.
    pub(crate) line_faults: Vec<Fault>,
}

impl Lane {
    pub(in crate::world) fn new(order: &LaneOrder, index: usize, seed: u64) -> Self {
        let lot = crate::world::blank::scramble(seed ^ 0x5E41A1) % 900_000;
        Self {
            serial: order.serial.clone().unwrap_or_else(|| format!("Q{:06}{index:02}", lot)),
            model: order.model.clone(),
            firmware: order.firmware.clone(),
            hopper_capacity: order.hopper_capacity,
            output_capacity: order.output_capacity,
            reject_capacity: order.reject_capacity,
            reach: order.reach,
            counters: Counters {
                cards: order.cards_before,
                panels: order.panels_before,
                ..Counters::default()
            },
            ribbon: Ribbon { kind: order.ribbon.clone(), panels_left: order.ribbon_panels },
            jam: None,
            cover_open: false,
            reader_plugged: true,
            boots: 1,
            helps: 0,
            power: true,
            reader_follows_power: order.reader_follows_power,
            saved_errors: ErrorMode::PRINTER,
            volatile: Volatile::fresh(ErrorMode::PRINTER, &order.ribbon),
            line_faults: Vec::new(),
        }
    }

    pub fn power(&self) -> bool {
        self.power
    }

    pub fn error_mode(&self) -> ErrorMode {
        self.volatile.errors
    }

    /// Panels that lie in the printer's memory; nobody's picture must stay there.
    pub fn memory(&self) -> impl Iterator<Item = Panel> {
        self.volatile.memory.keys().copied()
    }

    pub fn reader_works(&self) -> bool {
        self.reader_plugged && (self.power || !self.reader_follows_power)
    }

    /// What keeps anything from moving.
    pub(in crate::world) fn ready(&self) -> Result<(), Trouble> {
        if self.cover_open {
            return Err(Trouble::CoverOpen);
        }
        if self.jam.is_some() || !self.power {
            return Err(Trouble::Mechanical);
        }
        Ok(())
    }

    /// Volatile settings, bitmaps and any sequence are gone; the card inside stays.
    pub(crate) fn restart(&mut self) {
        self.volatile = Volatile::fresh(self.saved_errors, &self.ribbon.kind);
        self.line_faults.clear();
        self.boots += 1;
    }

    /// One panel off the ribbon.
    pub(in crate::world) fn use_panel(&mut self, panel: Panel) -> Result<(), Trouble> {
        let fits = self.volatile.ribbon_setting == self.ribbon.kind
            && self.ribbon.kind.contains(panel.letter());
        if !fits || self.ribbon.panels_left == 0 {
            return Err(Trouble::Ribbon);
        }
        self.ribbon.panels_left -= 1;
        self.counters.panels += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_modes_of_the_language_are_error_modes() {
        let modes: Vec<u8> =
            (0..=255).filter(|value| ErrorMode::from_parameter(*value).is_some()).collect();
        assert_eq!(modes, [0, 2, 4, 6, 18, 22]);
        let mode = |value| ErrorMode::from_parameter(value).expect("a mode");
        assert!(mode(22).acknowledges() && !mode(22).recovers_by_itself());
        assert_eq!((mode(22).tries(), mode(6).tries()), (1, 3));
        assert!(mode(4).recovers_by_itself());
    }

    #[test]
    fn a_restart_forgets_all_but_counters_and_saved_settings() {
        let mut lane = Lane::new(&LaneOrder::default(), 0, 1);
        let before = lane.counters;
        lane.volatile.errors = ErrorMode(22);
        lane.volatile.contrast.insert(Panel::K, 12);
        lane.volatile
            .memory
            .insert(Panel::K, Bitmap::new(1, vec![1; crate::world::bitmap::DOTS]).expect("bitmap"));
        lane.restart();
        assert_eq!(lane.error_mode(), ErrorMode::PRINTER);
        assert_eq!(lane.memory().count(), 0);
        assert!(lane.volatile.contrast.is_empty());
        assert_eq!(lane.counters, before);
    }
}

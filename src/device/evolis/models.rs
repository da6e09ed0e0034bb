//! What differs between printers, as data: one row a model, nothing about models anywhere else.
//!
//! A printer that answers `Rtp` with a name that is not here is refused, unless the configuration
//! says which of these rows it is like.

use std::time::Duration;

use super::panel::Levels;
use super::wire::{Order, Read};
use crate::face::Geometry;

/// One kind of printer.
#[derive(Debug)]
pub struct Model {
    /// The answer to `Rtp`, and the word of the configuration.
    pub name: &'static str,
    pub geometry: Geometry,
    pub levels: Levels,
    /// Panels of the ribbon a card needs, in their order: a full front and resin on the back.
    pub ribbon: &'static str,
    /// No command keeps the machine at work longer: one feed, or one panel with a turn or an exit.
    pub longest_act: Duration,
    /// Both sides with the chip, until our own register knows better.
    pub seconds_a_card: u32,
    pub marker: Marker,
    /// Answers `Y` or `N`.
    pub feeder_empty: Option<Read>,
    /// How many cards the ribbon will still make, not exact.
    pub ribbon_cards_left: Option<Read>,
    /// Whether a card is in machine or feeder.
    pub card_anywhere: Option<Read>,
    /// Volts of the sensor in the card's path.
    pub card_sensor: Option<Read>,
    /// Counters of cleaning passes; their sum explains a card nobody fed.
    pub cleanings: &'static [Read],
}

/// A setting that only a loss of power takes away, used as a mark in the printer's memory.
///
/// *At work* is written before the first act and *at rest* only after a barrier. So whoever
/// connects reads what the last host left behind: neither value means the printer was switched off
/// since, and only *at work* can mean that it is still busy with something.
#[derive(Debug, Clone, Copy)]
pub struct Marker {
    pub read: Read,
    pub at_work: (u64, Order),
    pub at_rest: (u64, Order),
}

/// Contrast of the resin panel: 10 when nobody has set it, a step or two unseen in pure black.
const RESIN_CONTRAST: Marker = Marker {
    read: Read("Rc;k"),
    at_work: (11, Order("Pc;k;=;11")),
    at_rest: (12, Order("Pc;k;=;12")),
};

const CLEANINGS: &[Read] = &[Read("Rco;a"), Read("Rco;m"), Read("Rco;n")];

/// Every printer this driver knows: those that turn the card over and take a contactless encoder.
pub const MODELS: &[Model] = &[
    Model {
        name: "Quantum2",
        geometry: Geometry { width: 1016, height: 648, dpi: 300 },
        levels: Levels::L128,
        ribbon: "ymckok",
        longest_act: Duration::from_secs(20),
        seconds_a_card: 30,
        marker: RESIN_CONTRAST,
        feeder_empty: Some(Read("Sk;f")),
        ribbon_cards_left: Some(Read("Rco;I")),
        card_anywhere: Some(Read("Rlr;p")),
        card_sensor: Some(Read("Rse;p")),
        cleanings: CLEANINGS,
    },
    // Desk models have no command that asks for the feeder: a NACK tells at the feed.
    Model {
        name: "Dualys3",
        geometry: Geometry { width: 1016, height: 648, dpi: 300 },
        levels: Levels::L128,
        ribbon: "ymckok",
        longest_act: Duration::from_secs(30),
        seconds_a_card: 40,
        marker: RESIN_CONTRAST,
        feeder_empty: None,
        ribbon_cards_left: None,
        card_anywhere: Some(Read("Rlr;p")),
        card_sensor: None,
        cleanings: CLEANINGS,
    },
];

/// The row of this name.
pub fn by_name(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}

/// Bytes of the longest panel of any model: a stream filled up with as many is in no bitmap.
pub fn longest_bitmap() -> usize {
    let length = |model: &Model| super::panel::colour_length(model.geometry, model.levels);
    MODELS.iter().map(length).max().unwrap_or(0)
}

/// The longest act of any model, for a printer that has not said what it is.
pub fn longest_act() -> Duration {
    MODELS.iter().map(|model| model.longest_act).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::evolis::panel::BLOCK;

    #[test]
    fn every_model_has_dots_that_can_be_turned_in_blocks() {
        for model in MODELS {
            let Geometry { width, height, .. } = model.geometry;
            assert_eq!((width as usize % BLOCK, height as usize % BLOCK), (0, 0), "{}", model.name);
            assert!(model.geometry.check().is_ok(), "{}", model.name);
        }
    }

    #[test]
    fn a_model_is_found_by_its_whole_name_only() {
        assert_eq!(by_name("Quantum2").map(|model| model.name), Some("Quantum2"));
        for unknown in ["", "Quantum", "quantum2", "Quantum22"] {
            assert!(by_name(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn the_marks_differ_from_each_other_and_from_what_power_brings_back() {
        for Model { marker, .. } in MODELS {
            assert!(![marker.at_rest.0, 10].contains(&marker.at_work.0));
            assert_ne!(marker.at_rest.0, 10);
        }
    }

    #[test]
    fn the_longest_bitmap_is_the_one_of_the_guide() {
        assert_eq!(longest_bitmap(), 576_072);
    }
}

//! What people do: load, take, tap, help, press buttons, pull plugs.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::world::lane::Ribbon;
use crate::world::place::{DeskIndex, LaneIndex, Place, Spot};
use crate::world::{Card, CardNumber, Make, World};

/// Why hands could not.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HandError {
    #[error("there is no lane {0}")]
    NoLane(LaneIndex),
    #[error("there is no desk {0}")]
    NoDesk(DeskIndex),
    #[error("there is no card `{0}` (UID, #number, or `top` of a place)")]
    NoCard(String),
    #[error("{count} cards have the UID `{uid}`: say #number")]
    Ambiguous { uid: String, count: usize },
    #[error("the card is at {place}, out of reach of hands")]
    OutOfReach { place: Place },
    #[error("{place} holds {held} of {capacity} cards: no room for {wanted} more")]
    NoRoom { place: Place, held: usize, capacity: usize, wanted: usize },
    #[error("{place} holds {held} cards, {wanted} wanted")]
    TooFew { place: Place, held: usize, wanted: usize },
}

/// How a person helps a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Help {
    /// What hangs inside comes out into somebody's hands.
    ClearJam,
    CloseCover,
    OpenCover,
    ChangeRibbon {
        kind: String,
        panels: u32,
    },
}

/// Buttons on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Press {
    /// Runs a cleaning card through: one card more on the counter, no blank less.
    Clean,
    /// Prints the machine's own test page onto a blank.
    TestCard,
}

impl World {
    /// `count` cards from the box on top of what is in the feeder.
    pub fn load(&mut self, lane: LaneIndex, count: usize) -> Result<Vec<CardNumber>, HandError> {
        self.check_lane(lane)?;
        let hopper = Place::Hopper { lane };
        let held = self.at(hopper).len();
        let capacity = self.lanes[lane].hopper_capacity;
        if held + count > capacity {
            return Err(HandError::NoRoom { place: hopper, held, capacity, wanted: count });
        }
        let cards = self.first_of(Place::Box, count)?;
        self.move_all(&cards, hopper);
        self.lanes[lane].helps += 1;
        Ok(cards)
    }

    /// Everything in the feeder back into the box.
    pub fn unload(&mut self, lane: LaneIndex) -> Result<Vec<CardNumber>, HandError> {
        self.check_lane(lane)?;
        let cards = self.in_hopper(lane);
        self.move_all(&cards, Place::Box);
        Ok(cards)
    }

    /// One card into somebody's hands, from wherever it lies.
    pub fn take(&mut self, card: CardNumber) -> Result<(), HandError> {
        match self.place_of(card)? {
            Place::Bin => Err(HandError::OutOfReach { place: Place::Bin }),
            _ => {
                self.put(card, Place::Hands);
                Ok(())
            }
        }
    }

    /// Lays a card on a desk reader; it may come straight from a tray.
    pub fn tap(&mut self, card: CardNumber, desk: DeskIndex) -> Result<(), HandError> {
        if desk >= self.desks {
            return Err(HandError::NoDesk(desk));
        }
        let place = Place::Desk { desk };
        let there = self.at(place);
        if there == [card] {
            return Ok(());
        }
        if !there.is_empty() {
            return Err(HandError::NoRoom { place, held: there.len(), capacity: 1, wanted: 1 });
        }
        self.take(card)?;
        self.put(card, place);
        Ok(())
    }

    /// Takes what lies on a desk reader.
    pub fn lift(&mut self, desk: DeskIndex) -> Result<Vec<CardNumber>, HandError> {
        if desk >= self.desks {
            return Err(HandError::NoDesk(desk));
        }
        let cards = self.at(Place::Desk { desk });
        self.move_all(&cards, Place::Hands);
        Ok(cards)
    }

    /// A card from anywhere in reach to any place; into a machine it goes to the station.
    pub fn put_back(&mut self, card: CardNumber, to: Place) -> Result<(), HandError> {
        if let Some(lane) = to.lane() {
            self.check_lane(lane)?;
        }
        if let Place::Desk { desk } = to {
            return self.tap(card, desk);
        }
        self.take(card)?;
        let to = match to {
            Place::Machine { lane, .. } => Place::Machine { lane, spot: Spot::Station },
            other => other,
        };
        self.put(card, to);
        Ok(())
    }

    pub fn help(&mut self, lane: LaneIndex, help: &Help) -> Result<(), HandError> {
        self.check_lane(lane)?;
        match help {
            Help::ClearJam => {
                let inside = self.inside(lane);
                self.move_all(&inside, Place::Hands);
                self.lanes[lane].jam = None;
            }
            Help::CloseCover => self.lanes[lane].cover_open = false,
            Help::OpenCover => self.lanes[lane].cover_open = true,
            Help::ChangeRibbon { kind, panels } => {
                self.lanes[lane].ribbon = Ribbon { kind: kind.clone(), panels_left: *panels };
                self.lanes[lane].volatile.ribbon_setting.clone_from(kind);
            }
        }
        self.lanes[lane].helps += 1;
        Ok(())
    }

    pub fn press(&mut self, lane: LaneIndex, button: Press) -> Result<(), HandError> {
        self.check_lane(lane)?;
        match button {
            Press::Clean => {
                self.lanes[lane].counters.cleaning_m += 1;
                self.lanes[lane].counters.cards += 1;
            }
            Press::TestCard => {
                let cards = self.first_of(Place::Hopper { lane }, 1)?;
                let panels = u32::try_from(self.lanes[lane].ribbon.kind.len()).unwrap_or(0);
                let left = &mut self.lanes[lane].ribbon.panels_left;
                *left = left.saturating_sub(panels);
                self.lanes[lane].counters.panels += u64::from(panels);
                self.lanes[lane].counters.cards += 1;
                self.move_all(&cards, Place::Machine { lane, spot: Spot::Print });
                self.move_all(&cards, Place::Output { lane });
            }
        }
        Ok(())
    }

    /// Bitmaps, settings and any sequence are gone; cards and counters stay.
    pub fn switch_off(&mut self, lane: LaneIndex) {
        if let Some(lane_off) = self.lanes.get_mut(lane) {
            lane_off.power = false;
            lane_off.restart();
            self.mark_station(lane);
        }
    }

    pub fn switch_on(&mut self, lane: LaneIndex) {
        if let Some(lane_on) = self.lanes.get_mut(lane).filter(|lane| !lane.power) {
            lane_on.power = true;
            lane_on.restart();
            self.mark_station(lane);
        }
    }

    /// The readers of two lanes change places; nothing happens if either isn't there.
    pub fn swap_readers(&mut self, one: LaneIndex, other: LaneIndex) {
        let reader = |lane| self.wiring.iter().position(|wired| *wired == lane);
        if let (Some(a), Some(b)) = (reader(one), reader(other)) {
            self.wiring.swap(a, b);
            self.mark_station(one);
            self.mark_station(other);
        }
    }

    pub fn plug_reader(&mut self, lane: LaneIndex, plugged: bool) {
        if let Some(there) = self.lanes.get_mut(lane) {
            there.reader_plugged = plugged;
            self.mark_station(lane);
        }
    }

    /// Gives a card's chip a flaw from now on.
    pub fn spoil_chip(&mut self, card: CardNumber, make: Make) -> Result<(), HandError> {
        let place = self.place_of(card)?;
        if let Make::Flawed(flaw) = make {
            let card = self.card_mut(card);
            card.make = make;
            card.chip.flaw(flaw);
            self.mark_changed(place);
        }
        Ok(())
    }

    /// A card by its UID, by `#number`, or `top` of the place named beside it.
    pub fn find(&self, card: &str, place: Option<Place>) -> Result<CardNumber, HandError> {
        let unknown = || HandError::NoCard(card.chars().take(40).collect());
        if card == "top" {
            let place = place.ok_or_else(unknown)?;
            return self.at(place).last().copied().ok_or_else(unknown);
        }
        if let Some(number) = card.strip_prefix('#') {
            let number = number.parse().map_err(|_| unknown())?;
            return self.card(number).map(|card| card.number).ok_or_else(unknown);
        }
        let found: Vec<&Card> = self
            .cards
            .iter()
            .filter(|there| there.uid.eq_ignore_ascii_case(card))
            .filter(|there| place.is_none_or(|place| there.place == place))
            .collect();
        match found.as_slice() {
            [] => Err(unknown()),
            [one] => Ok(one.number),
            many => Err(HandError::Ambiguous { uid: many[0].uid.clone(), count: many.len() }),
        }
    }

    fn place_of(&self, card: CardNumber) -> Result<Place, HandError> {
        self.card(card).map(Card::place).ok_or_else(|| HandError::NoCard(format!("#{card}")))
    }

    /// Every other lane is an error of whoever names it.
    pub fn check_lane(&self, lane: LaneIndex) -> Result<(), HandError> {
        if lane < self.lanes.len() { Ok(()) } else { Err(HandError::NoLane(lane)) }
    }

    fn first_of(&self, place: Place, wanted: usize) -> Result<Vec<CardNumber>, HandError> {
        let mut cards = self.at(place);
        if cards.len() < wanted {
            return Err(HandError::TooFew { place, held: cards.len(), wanted });
        }
        cards.truncate(wanted);
        Ok(cards)
    }
}

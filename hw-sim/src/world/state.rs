//! `World`: what exists, where it lies, and the one way a card moves.

use std::collections::BTreeSet;
use std::mem;
use std::time::Duration;

use crate::card::Reply;
use crate::world::blank;
use crate::world::fault::Plan;
use crate::world::{
    Card, CardNumber, FaultError, Lane, LaneIndex, LaneOrder, Lot, Pace, Place, Planted, Reach,
    Reader, Spot, Waits,
};

/// The most lanes, and the most desks: pcscd serves sixteen readers in all.
pub const MAX_READERS: usize = 16;

/// A world to be made.
#[derive(Debug, Clone)]
pub struct WorldOrder {
    pub lot: Lot,
    pub lanes: Vec<LaneOrder>,
    pub desks: usize,
    pub faults: Vec<Planted>,
    pub pace: Pace,
}

/// Everything that exists.
#[derive(Debug)]
pub struct World {
    pub(in crate::world) cards: Vec<Card>,
    pub(crate) lanes: Vec<Lane>,
    pub(in crate::world) desks: usize,
    /// `wiring[reader]` is the lane that this station reader sits in.
    pub(in crate::world) wiring: Vec<LaneIndex>,
    pub(crate) plan: Plan,
    /// What each lane's machine waited for its host.
    waits: Vec<Waits>,
    pub pace: Pace,
    chip_time: Duration,
    tick: u64,
    changed: BTreeSet<Reader>,
    left_machine: Vec<CardNumber>,
}

impl World {
    /// All cards in the box; lanes beyond the readers pcscd can serve are left out.
    pub fn new(order: &WorldOrder) -> Result<Self, FaultError> {
        let lanes: Vec<Lane> = order
            .lanes
            .iter()
            .take(MAX_READERS)
            .enumerate()
            .map(|(index, lane)| Lane::new(lane, index, order.lot.seed))
            .collect();
        let mut plan = Plan::default();
        for fault in &order.faults {
            plan.plant(fault.clone())?;
        }
        Ok(Self {
            cards: blank::manufacture(&order.lot),
            wiring: (0..lanes.len()).collect(),
            waits: vec![Waits::default(); lanes.len()],
            desks: order.desks.min(MAX_READERS - lanes.len()),
            lanes,
            plan,
            pace: order.pace.clone(),
            chip_time: Duration::ZERO,
            tick: 0,
            changed: BTreeSet::new(),
            left_machine: Vec::new(),
        })
    }

    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    pub fn card(&self, number: CardNumber) -> Option<&Card> {
        self.cards.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    pub fn desks(&self) -> usize {
        self.desks
    }

    /// Which lane each station reader sits in.
    pub fn wiring(&self) -> &[LaneIndex] {
        &self.wiring
    }

    /// Cards at a place, in the order they came: the last lies on top.
    pub fn at(&self, place: Place) -> Vec<CardNumber> {
        self.sorted(|there| there == place)
    }

    /// Cards inside a machine, the one at the station or head first.
    pub fn inside(&self, lane: LaneIndex) -> Vec<CardNumber> {
        self.sorted(|there| there.is_inside(lane))
    }

    /// Cards of the feeder, the next one first.
    pub fn in_hopper(&self, lane: LaneIndex) -> Vec<CardNumber> {
        self.at(Place::Hopper { lane })
    }

    fn sorted(&self, wanted: impl Fn(Place) -> bool) -> Vec<CardNumber> {
        let mut found: Vec<(u64, CardNumber)> = self
            .cards
            .iter()
            .filter(|card| wanted(card.place))
            .map(|card| (card.since, card.number))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, number)| number).collect()
    }

    /// The card in the field of a reader: of two that stick together, the first.
    pub fn card_at(&self, reader: Reader) -> Option<CardNumber> {
        match reader {
            Reader::Desk(desk) => self.at(Place::Desk { desk }).first().copied(),
            Reader::Station(index) => {
                let lane = *self.wiring.get(index)?;
                let inside = self.inside(lane);
                inside.into_iter().find(|card| self.is_in_field(*card))
            }
        }
    }

    fn is_in_field(&self, card: CardNumber) -> bool {
        match self.card(card).map(Card::place) {
            Some(Place::Machine { lane, spot }) => match spot {
                Spot::Station => true,
                Spot::Print => self.lanes[lane].reach == Reach::Machine,
                Spot::Path => false,
            },
            Some(Place::Desk { .. }) => true,
            _ => false,
        }
    }

    /// False if the reader was unplugged or has no power.
    pub fn reader_works(&self, reader: Reader) -> bool {
        match reader {
            Reader::Desk(desk) => desk < self.desks,
            Reader::Station(index) => {
                self.wiring.get(index).is_some_and(|lane| self.lanes[*lane].reader_works())
            }
        }
    }

    /// Powers the chip of a card up and answers its ATR; `None` if the chip is dead.
    pub fn power_chip(&mut self, number: CardNumber) -> Option<Vec<u8>> {
        self.card_mut_checked(number)?.chip.power_on().map(<[u8]>::to_vec)
    }

    pub fn unpower_chip(&mut self, number: CardNumber) {
        if let Some(card) = self.card_mut_checked(number) {
            card.chip.power_off();
        }
    }

    /// One command to the chip of a card, with the work it cost; writes are dated.
    pub fn transmit(&mut self, number: CardNumber, command: &[u8]) -> Option<Reply> {
        let tick = self.tick + 1;
        let card = self.card_mut_checked(number)?;
        let reply = card.chip.transmit(command);
        if reply.work.pages_programmed > 0 {
            card.written = Some((card.written.map_or(tick, |(first, _)| first), tick));
            self.tick = tick;
        }
        self.chip_time += self.pace.chip(&reply.work);
        Some(reply)
    }

    /// What the pace asked for all commands to all chips so far: nothing that talks to them can
    /// be faster.
    pub fn chip_time(&self) -> Duration {
        self.chip_time
    }

    /// A machine works from one moment to another, by the clock of whoever drives the world.
    pub fn works(&mut self, lane: LaneIndex, name: &str, (from, to): (Duration, Duration)) {
        if let Some(waits) = self.waits.get_mut(lane) {
            waits.works(name, from, to);
        }
    }

    /// What each machine waited for its host, since the beginning or since they were forgotten.
    pub fn waits(&self) -> &[Waits] {
        &self.waits
    }

    pub fn forget_waits(&mut self) {
        self.waits.fill(Waits::default());
    }

    /// Readers whose field changed since the last call: pcscd wants to know.
    pub fn take_changed_readers(&mut self) -> Vec<Reader> {
        mem::take(&mut self.changed).into_iter().collect()
    }

    /// Printed cards that left a machine since the last call: their pictures are wanted.
    pub fn take_finished_cards(&mut self) -> Vec<CardNumber> {
        mem::take(&mut self.left_machine)
    }

    /// Dots of a card's panels are dropped, digests stay: pictures have been made of them.
    pub fn forget_bitmaps(&mut self, number: CardNumber) {
        if let Some(card) = self.card_mut_checked(number) {
            card.prints.iter_mut().for_each(|print| print.bitmap = None);
        }
    }

    pub fn plant(&mut self, fault: Planted) -> Result<(), FaultError> {
        self.plan.plant(fault)
    }

    pub fn clear_faults(&mut self) {
        self.plan.clear();
    }

    pub fn waiting_faults(&self) -> &[Planted] {
        self.plan.waiting()
    }

    /// How many faults have happened.
    pub fn fired_faults(&self) -> u64 {
        self.plan.fired()
    }

    /// The count of physical acts so far: the world's own date.
    pub fn now(&self) -> u64 {
        self.tick
    }

    pub(in crate::world) fn tick(&mut self) -> u64 {
        self.tick += 1;
        self.tick
    }

    pub(in crate::world) fn card_mut(&mut self, number: CardNumber) -> &mut Card {
        &mut self.cards[number as usize - 1]
    }

    fn card_mut_checked(&mut self, number: CardNumber) -> Option<&mut Card> {
        self.cards.get_mut(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The one way a card moves.
    pub(in crate::world) fn put(&mut self, number: CardNumber, to: Place) {
        let from = self.cards[number as usize - 1].place;
        let was_in_field = self.is_in_field(number);
        let since = self.tick();
        let card = self.card_mut(number);
        card.place = to;
        card.since = since;
        let left = matches!(from, Place::Machine { .. }) && !matches!(to, Place::Machine { .. });
        if left && card.prints.iter().any(|print| print.bitmap.is_some()) {
            self.left_machine.push(number);
        }
        if was_in_field && !self.is_in_field(number) {
            self.card_mut(number).chip.power_off();
        }
        self.mark_changed(from);
        self.mark_changed(to);
    }

    pub(in crate::world) fn mark_changed(&mut self, place: Place) {
        match place {
            Place::Desk { desk } => {
                self.changed.insert(Reader::Desk(desk));
            }
            Place::Machine { lane, .. } => self.mark_station(lane),
            _ => {}
        }
    }

    pub(in crate::world) fn mark_station(&mut self, lane: LaneIndex) {
        if let Some(reader) = self.wiring.iter().position(|wired| *wired == lane) {
            self.changed.insert(Reader::Station(reader));
        }
    }
}

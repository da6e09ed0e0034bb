//! One blow: what is struck, at which instant of the work, and how it is mended. All of it comes
//! from the seed; how far each act has come at that instant does not.

use std::fmt;

use hw_sim::source::random::Random;
use hw_sim::world::{Place, World};

use crate::rig::Victim;

/// Lanes of an office.
pub const LANES: usize = 2;
/// Looks of 2 ms at the world between the moment and the blow.
const MAX_JITTER: usize = 50;
/// The longest blow by the clock, in looks.
const MAX_CLOCK: usize = 600;

#[derive(Debug, Clone)]
pub struct Blow {
    pub victims: Vec<Victim>,
    pub moment: Moment,
    pub jitter: usize,
    /// Mended while commands still wait for an answer.
    pub at_once: bool,
    /// Somebody takes what is in the machines into their hands before anything is mended.
    pub taken_out: bool,
    /// The daemon is killed again, so many looks after its new start.
    pub again: Option<usize>,
}

/// Counted from the beginning of the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Clock(usize),
    CardsTaken(usize),
    ChipWrites(u64),
    Panels(usize),
    CardsOut(usize),
}

impl Blow {
    pub fn draw(random: &mut Random, cards: usize) -> Self {
        let mut victims = vec![victim(random)];
        if random.percent(25) {
            victims.push(victim(random));
        }
        victims.sort_unstable();
        victims.dedup();
        let daemon = victims.contains(&Victim::Daemon);
        Self {
            moment: Moment::draw(random, cards),
            jitter: if random.percent(35) { 0 } else { random.below(MAX_JITTER) },
            at_once: random.percent(40),
            taken_out: random.percent(30),
            again: (daemon && random.percent(20)).then(|| random.below(MAX_CLOCK)),
            victims,
        }
    }

    /// How many times something was struck.
    pub fn strikes(&self) -> usize {
        self.victims.len() + usize::from(self.again.is_some())
    }
}

/// The daemon most often.
fn victim(random: &mut Random) -> Victim {
    let lane = random.below(LANES);
    match random.below(100) {
        0..55 => Victim::Daemon,
        55..67 => Victim::Pcscd,
        67..85 => Victim::Power(lane),
        85..93 => Victim::Line(lane),
        _ => Victim::Source,
    }
}

impl Moment {
    fn draw(random: &mut Random, cards: usize) -> Self {
        match random.below(7) {
            0 => Self::Clock(random.below(MAX_CLOCK)),
            1 => Self::CardsTaken(1 + random.below(cards)),
            2 | 3 => Self::ChipWrites(1 + random.below(cards * 40) as u64),
            4 | 5 => Self::Panels(1 + random.below(cards * 6)),
            _ => Self::CardsOut(1 + random.below(cards)),
        }
    }
}

/// What has happened in a world so far, as far as moments count it.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    taken: usize,
    written: u64,
    panels: usize,
    out: usize,
}

impl Count {
    pub fn of(world: &World) -> Self {
        let taken = world.lanes().iter().map(|lane| lane.counters.cards as usize).sum();
        let out = (0..LANES).map(|lane| world.at(Place::Output { lane }).len()).sum();
        let panels = world.cards().iter().map(|card| card.prints.len()).sum();
        // The world ticks at each write, move and panel.
        let written = world.now().saturating_sub(panels as u64);
        Self { taken, written, panels, out }
    }

    pub fn is_reached(&self, moment: Moment, world: &World) -> bool {
        let now = Self::of(world);
        match moment {
            Moment::Clock(_) => true,
            Moment::CardsTaken(cards) => now.taken >= self.taken + cards,
            Moment::ChipWrites(writes) => now.written >= self.written + writes,
            Moment::Panels(panels) => now.panels >= self.panels + panels,
            Moment::CardsOut(cards) => now.out >= self.out + cards,
        }
    }
}

impl fmt::Display for Blow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.victims.iter().map(ToString::to_string).collect();
        write!(f, "{}", names.join(" + "))?;
        match self.moment {
            Moment::Clock(looks) => write!(f, " after {} ms", looks * 2)?,
            Moment::CardsTaken(cards) => write!(f, " at feed {cards}")?,
            Moment::ChipWrites(writes) => write!(f, " at write {writes}")?,
            Moment::Panels(panels) => write!(f, " at panel {panels}")?,
            Moment::CardsOut(cards) => write!(f, " at eject {cards}")?,
        }
        if self.taken_out {
            write!(f, ", cards taken out")?;
        }
        match self.again {
            Some(looks) => write!(f, ", daemon again after {} ms", looks * 2),
            None => Ok(()),
        }
    }
}

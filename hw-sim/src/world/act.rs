//! What a printer does with cards: feed, print a panel, flip, eject, reject, with its faults.
//!
//! Each act first meets the plan, then moves matter, then counts. An act that fails has moved
//! exactly what the real one would have moved.

use crate::world::World;
use crate::world::bitmap::{Bitmap, Face, Panel};
use crate::world::blank::{CardNumber, Print};
use crate::world::fault::{Act, Fault, Moment, Trouble};
use crate::world::lane::{Input, Jam};
use crate::world::place::{LaneIndex, Place, Spot};

/// What an act met that concerns its own hardware.
#[derive(Default)]
struct Met {
    jam: bool,
    take_two: Option<bool>,
    take_none: Option<bool>,
}

impl World {
    /// Brings a card to `spot`, from the feeder or from inside as `Pmi` says.
    pub(crate) fn feed(&mut self, lane: LaneIndex, spot: Spot) -> Result<(), Trouble> {
        self.lanes[lane].ready()?;
        let inside = self.inside(lane);
        match (self.lanes[lane].volatile.input, inside.is_empty()) {
            (Input::Both | Input::Manual, false) => {
                self.move_all(&inside, Place::Machine { lane, spot });
                return Ok(());
            }
            (Input::Manual, true) => return Err(Trouble::Feeder),
            (Input::Feeder, false) => self.move_all(&inside, Place::Output { lane }),
            (Input::Feeder | Input::Both, true) => {}
        }
        let mut answer = Err(Trouble::Feeder);
        for _ in 0..self.lanes[lane].volatile.errors.tries() {
            answer = self.take_from_hopper(lane, spot);
            if answer != Err(Trouble::Feeder) || self.in_hopper(lane).is_empty() {
                break;
            }
        }
        answer
    }

    fn take_from_hopper(&mut self, lane: LaneIndex, spot: Spot) -> Result<(), Trouble> {
        let met = self.meet_act(lane, Act::Feed)?;
        if let Some(said) = met.take_none {
            return if said { Err(Trouble::Feeder) } else { Ok(()) };
        }
        let hopper = self.in_hopper(lane);
        let Some(next) = hopper.first().copied() else { return Err(Trouble::Feeder) };
        if met.jam {
            self.put(next, Place::Machine { lane, spot: Spot::Path });
            return self.jam(lane, Jam::Feed);
        }
        self.put(next, Place::Machine { lane, spot });
        self.lanes[lane].counters.cards += 1;
        if let (Some(counted), Some(second)) = (met.take_two, hopper.get(1)) {
            self.put(*second, Place::Machine { lane, spot });
            self.lanes[lane].counters.cards += u64::from(counted);
        }
        Ok(())
    }

    /// One panel onto the card inside; with none inside, `fresh` lets the printer take another.
    pub(crate) fn print_panel(
        &mut self,
        lane: LaneIndex,
        side: Face,
        (panel, bitmap): (Panel, &Bitmap),
        fresh: Fresh,
    ) -> Result<(), Trouble> {
        self.lanes[lane].ready()?;
        let met = self.meet_act(lane, Act::Panel)?;
        if self.inside(lane).is_empty() {
            match fresh {
                Fresh::Allowed => self.feed(lane, Spot::Print)?,
                Fresh::Refused => return Err(Trouble::Mechanical),
            }
        }
        let inside = self.inside(lane);
        let Some(card) = inside.first().copied() else { return Err(Trouble::Mechanical) };
        self.move_all(&inside, Place::Machine { lane, spot: Spot::Print });
        self.lanes[lane].use_panel(panel)?;
        let tick = self.tick();
        self.card_mut(card).prints.push(Print {
            tick,
            face: side,
            panel,
            sha256: bitmap.sha256(),
            whole: !met.jam,
            bitmap: Some(bitmap.clone()),
        });
        if met.jam {
            self.move_all(&inside, Place::Machine { lane, spot: Spot::Path });
            return self.jam(lane, Jam::Print);
        }
        Ok(())
    }

    /// Turns the card over.
    pub(crate) fn flip(&mut self, lane: LaneIndex) -> Result<(), Trouble> {
        self.lanes[lane].ready()?;
        let met = self.meet_act(lane, Act::Flip)?;
        let inside = self.inside(lane);
        if met.jam {
            self.move_all(&inside, Place::Machine { lane, spot: Spot::Path });
            return self.jam(lane, Jam::Flip);
        }
        if inside.is_empty() { Err(Trouble::Mechanical) } else { Ok(()) }
    }

    /// Everything inside to the output; a full tray holds it in the exit.
    pub(crate) fn eject(&mut self, lane: LaneIndex) -> Result<(), Trouble> {
        let room = self.lanes[lane].output_capacity;
        self.leave(lane, Act::Eject, (Place::Output { lane }, room), Jam::Eject)
    }

    /// Everything inside to the reject box.
    pub(crate) fn reject(&mut self, lane: LaneIndex) -> Result<(), Trouble> {
        let room = self.lanes[lane].reject_capacity;
        self.leave(lane, Act::Reject, (Place::Reject { lane }, room), Jam::Reject)
    }

    fn leave(
        &mut self,
        lane: LaneIndex,
        act: Act,
        (to, room): (Place, usize),
        jam: Jam,
    ) -> Result<(), Trouble> {
        self.lanes[lane].ready()?;
        let met = self.meet_act(lane, act)?;
        let inside = self.inside(lane);
        if inside.is_empty() {
            return Err(Trouble::Mechanical);
        }
        if met.jam || self.at(to).len() + inside.len() > room {
            self.move_all(&inside, Place::Machine { lane, spot: Spot::Path });
            return self.jam(lane, jam);
        }
        self.move_all(&inside, to);
        Ok(())
    }

    fn jam(&mut self, lane: LaneIndex, jam: Jam) -> Result<(), Trouble> {
        self.lanes[lane].jam = Some(jam);
        Err(Trouble::Mechanical)
    }

    /// The plan's faults of this act: what concerns the act is returned, the rest has happened.
    fn meet_act(&mut self, lane: LaneIndex, act: Act) -> Result<Met, Trouble> {
        let mut met = Met::default();
        let boots = self.lanes[lane].boots;
        for fault in self.plan.meet(lane, &Moment::Act(act)) {
            match fault {
                Fault::Jam => met.jam = true,
                Fault::TakeTwo { counted } => met.take_two = Some(counted),
                Fault::TakeNone { said } => met.take_none = Some(said),
                other => self.befall(lane, other),
            }
        }
        self.lanes[lane].ready()?;
        // A machine that was off and on again in the middle of an act doesn't go on with it.
        if self.lanes[lane].boots == boots { Ok(met) } else { Err(Trouble::Mechanical) }
    }

    /// A fault that needs no act of its own; those of the line are left for the interpreter.
    pub(crate) fn befall(&mut self, lane: LaneIndex, fault: Fault) {
        match fault {
            Fault::Jump { counter, by } => self.lanes[lane].counters.jump(counter, by),
            Fault::Lifted => {
                let inside = self.inside(lane);
                self.move_all(&inside, Place::Hands);
            }
            Fault::RibbonOut => self.lanes[lane].ribbon.panels_left = 0,
            Fault::CoverOpen => self.lanes[lane].cover_open = true,
            Fault::ForgetPem => {
                self.lanes[lane].volatile.errors = crate::world::lane::ErrorMode::PRINTER;
            }
            Fault::PowerLost { after: false, back } => {
                self.switch_off(lane);
                if back {
                    self.switch_on(lane);
                }
            }
            Fault::SwapReaders(other) => self.swap_readers(lane, other),
            Fault::UnplugReader => self.plug_reader(lane, false),
            Fault::Jam => self.jam_now(lane),
            Fault::TakeTwo { .. } | Fault::TakeNone { .. } => {}
            line => self.lanes[lane].line_faults.push(line),
        }
    }

    fn jam_now(&mut self, lane: LaneIndex) {
        let inside = self.inside(lane);
        self.move_all(&inside, Place::Machine { lane, spot: Spot::Path });
        self.lanes[lane].jam = Some(Jam::Feed);
    }

    pub(in crate::world) fn move_all(&mut self, cards: &[CardNumber], to: Place) {
        for card in cards {
            self.put(*card, to);
        }
    }
}

/// Whether a panel may go onto a blank that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fresh {
    Allowed,
    Refused,
}

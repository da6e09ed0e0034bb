//! What goes wrong, by plan: at the n-th command or act of a lane, once or always.
//!
//! A trigger is `any`, a command's name (`Sic`) or an act (`feed`, `panel`, `flip`, `eject`,
//! `reject`); a fault is one word with at most one value (`late:500`, `nack:T`, `counter:c:+2`).
//! Both are text in plans, on the control socket and on the command line.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::world::fault_text::KNOWN;
use crate::world::place::LaneIndex;

/// The most faults one plan holds.
pub const MAX_FAULTS: usize = 10_000;
/// The most bytes a printer adds after an answer.
pub const MAX_EXTRA: usize = 4_096;

/// What a person wrote that is no fault or trigger.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FaultError {
    #[error("`{0}` is no fault; known: {KNOWN}")]
    Unknown(String),
    #[error("value of `{0}` is not of the form it takes; known: {KNOWN}")]
    Value(String),
    #[error("`{0}` is neither `any`, an act (feed, panel, flip, eject, reject) nor a command")]
    Trigger(String),
    #[error("more than {MAX_FAULTS} faults planted")]
    TooMany,
    #[error("`nth` counts from 1")]
    Nth,
}

/// Physical acts that a fault can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    Feed,
    Panel,
    Flip,
    Eject,
    Reject,
}

impl Act {
    pub(in crate::world) const ALL: [Self; 5] =
        [Self::Feed, Self::Panel, Self::Flip, Self::Eject, Self::Reject];

    pub(in crate::world) fn word(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Panel => "panel",
            Self::Flip => "flip",
            Self::Eject => "eject",
            Self::Reject => "reject",
        }
    }
}

/// When a fault happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Trigger {
    AnyCommand,
    Command(String),
    Act(Act),
}

/// Reasons a printer gives with NACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    Command,
    Parameter,
    /// Time-out or jam.
    Mechanical,
    CoverOpen,
    Feeder,
    Ribbon,
}

impl Trouble {
    pub const ALL: [Self; 6] = [
        Self::Command,
        Self::Parameter,
        Self::Mechanical,
        Self::CoverOpen,
        Self::Feeder,
        Self::Ribbon,
    ];

    /// The letter of the language.
    pub fn code(self) -> char {
        match self {
            Self::Command => '1',
            Self::Parameter => '2',
            Self::Mechanical => 'T',
            Self::CoverOpen => 'C',
            Self::Feeder => 'F',
            Self::Ribbon => 'R',
        }
    }
}

/// Counters a fault can make jump, by the letters of `Rco`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    Cards,
    Panels,
    CleaningA,
    CleaningM,
    CleaningN,
}

impl Counter {
    pub const ALL: [Self; 5] =
        [Self::Cards, Self::Panels, Self::CleaningA, Self::CleaningM, Self::CleaningN];

    pub fn letter(self) -> &'static str {
        match self {
            Self::Cards => "c",
            Self::Panels => "p",
            Self::CleaningA => "a",
            Self::CleaningM => "m",
            Self::CleaningN => "n",
        }
    }
}

/// One way in which hardware lets people down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Fault {
    /// Done in time, answered late.
    Late(Duration),
    /// Done late, answered when done.
    ActLate(Duration),
    /// Done, never answered.
    Silent,
    /// Neither done nor answered.
    Deaf,
    /// Refused before anything moves.
    Nack(Trouble),
    /// Bytes after the answer.
    Extra(Vec<u8>),
    /// The line dies as the command arrives; the printer goes on working.
    LineDies,
    /// Two cards stick together.
    TakeTwo {
        counted: bool,
    },
    /// The roller slips; `said`: and the printer says so.
    TakeNone {
        said: bool,
    },
    /// Somebody lifts the card out of the machine.
    Lifted,
    Jump {
        counter: Counter,
        by: i64,
    },
    Jam,
    RibbonOut,
    CoverOpen,
    /// Falls back to managing errors by itself.
    ForgetPem,
    /// Power goes, before or after the command's work; `back`: and comes again at once.
    PowerLost {
        after: bool,
        back: bool,
    },
    /// The readers of this lane and that one were plugged the other way round.
    SwapReaders(LaneIndex),
    UnplugReader,
}

/// A fault with its moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    #[serde(default)]
    pub lane: LaneIndex,
    pub on: Trigger,
    /// The n-th time from now, counted from 1.
    #[serde(default = "first")]
    pub nth: u64,
    #[serde(default)]
    pub always: bool,
    pub fault: Fault,
}

fn first() -> u64 {
    1
}

/// All faults still to come, and how many have come.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    waiting: Vec<Planted>,
    fired: u64,
}

impl Plan {
    pub fn plant(&mut self, fault: Planted) -> Result<(), FaultError> {
        if self.waiting.len() >= MAX_FAULTS {
            return Err(FaultError::TooMany);
        }
        if fault.nth == 0 {
            return Err(FaultError::Nth);
        }
        self.waiting.push(fault);
        Ok(())
    }

    pub fn waiting(&self) -> &[Planted] {
        &self.waiting
    }

    /// How many faults have happened so far; unchanged by a run means: none is left to meet.
    pub fn fired(&self) -> u64 {
        self.fired
    }

    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Faults of this moment on this lane, in the order they were planted.
    pub(crate) fn meet(&mut self, lane: LaneIndex, moment: &Moment<'_>) -> Vec<Fault> {
        let mut now = Vec::new();
        self.waiting.retain_mut(|planted| {
            if planted.lane != lane || !moment.pulls(&planted.on) {
                return true;
            }
            if planted.nth > 1 {
                planted.nth -= 1;
                return true;
            }
            now.push(planted.fault.clone());
            planted.always
        });
        self.fired += now.len() as u64;
        now
    }
}

/// What is happening right now.
pub(crate) enum Moment<'a> {
    Command(&'a str),
    Act(Act),
}

impl Moment<'_> {
    fn pulls(&self, trigger: &Trigger) -> bool {
        match (self, trigger) {
            (Self::Command(_), Trigger::AnyCommand) => true,
            (Self::Command(name), Trigger::Command(wanted)) => name == wanted,
            (Self::Act(act), Trigger::Act(wanted)) => act == wanted,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planted(on: &str, nth: u64, always: bool, fault: &str) -> Planted {
        Planted {
            lane: 0,
            on: on.parse().expect("trigger"),
            nth,
            always,
            fault: fault.parse().expect("fault"),
        }
    }

    #[test]
    fn a_fault_fires_at_its_nth_moment_once_or_always() {
        let mut plan = Plan::default();
        plan.plant(planted("Sic", 2, false, "deaf")).expect("room");
        plan.plant(planted("any", 1, true, "silent")).expect("room");
        let met = |plan: &mut Plan, lane, name| plan.meet(lane, &Moment::Command(name)).len();
        assert_eq!(met(&mut plan, 0, "Sic"), 1);
        assert_eq!(met(&mut plan, 1, "Sic"), 0, "another lane");
        assert_eq!(met(&mut plan, 0, "Sic"), 2);
        assert_eq!(met(&mut plan, 0, "Sic"), 1);
        assert_eq!(plan.fired(), 4);
        assert!(plan.meet(0, &Moment::Act(Act::Feed)).is_empty());
    }

    #[test]
    fn a_plan_has_a_limit() {
        let mut plan = Plan::default();
        for _ in 0..MAX_FAULTS {
            plan.plant(planted("any", 1, false, "jam")).expect("room");
        }
        assert_eq!(plan.plant(planted("any", 1, false, "jam")), Err(FaultError::TooMany));
    }
}

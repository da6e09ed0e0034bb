//! Where a card can be. A card holds its one place itself, so it is in exactly one by construction.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Number of a printer with the encoder inside it, from 0.
pub type LaneIndex = usize;

/// Number of a reader that lies on a desk, from 0.
pub type DeskIndex = usize;

/// Every place of the simulated office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Place {
    /// The supplier's box; where every card starts.
    Box,
    Hopper {
        lane: LaneIndex,
    },
    Machine {
        lane: LaneIndex,
        spot: Spot,
    },
    Output {
        lane: LaneIndex,
    },
    Reject {
        lane: LaneIndex,
    },
    Desk {
        desk: DeskIndex,
    },
    /// Somebody holds it.
    Hands,
    /// Destroyed.
    Bin,
}

/// Where inside the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spot {
    /// On the antenna (or contacts) of the encoder.
    Station,
    /// Under the print head.
    Print,
    /// Jammed somewhere on the way, out of the antenna's field.
    Path,
}

impl Place {
    /// The lane a card belongs to while it lies here.
    pub fn lane(self) -> Option<LaneIndex> {
        match self {
            Self::Hopper { lane }
            | Self::Machine { lane, .. }
            | Self::Output { lane }
            | Self::Reject { lane } => Some(lane),
            Self::Box | Self::Desk { .. } | Self::Hands | Self::Bin => None,
        }
    }

    /// True inside the machine of `lane`, wherever.
    pub fn is_inside(self, lane: LaneIndex) -> bool {
        matches!(self, Self::Machine { lane: there, .. } if there == lane)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Box => write!(f, "box"),
            Self::Hopper { lane } => write!(f, "hopper {lane}"),
            Self::Machine { lane, spot: Spot::Station } => write!(f, "machine {lane}, station"),
            Self::Machine { lane, spot: Spot::Print } => write!(f, "machine {lane}, print head"),
            Self::Machine { lane, spot: Spot::Path } => write!(f, "machine {lane}, jammed"),
            Self::Output { lane } => write!(f, "output {lane}"),
            Self::Reject { lane } => write!(f, "reject box {lane}"),
            Self::Desk { desk } => write!(f, "desk {desk}"),
            Self::Hands => write!(f, "hands"),
            Self::Bin => write!(f, "bin"),
        }
    }
}

/// One reader as PC/SC lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reader {
    /// The n-th reader that was built into a printer; which printer, `World::wiring` says.
    Station(usize),
    Desk(DeskIndex),
}

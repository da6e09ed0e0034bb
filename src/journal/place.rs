//! Where a blank can be. Until first seen it is a number in a place, afterwards a name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::handover::Kecamatan;
use super::name::{LaneName, NameError, Party, TransferId};

/// One place; every move needs two of them, and no place but `Unexplained` goes below zero.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Place {
    /// Outside: only a paper (BAST) brings blanks from here.
    Supplier,
    Vault,
    Hopper(LaneName),
    Machine(LaneName),
    Output,
    Ready,
    HandedOver,
    /// On the way to this kecamatan, or there.
    Shipped(Kecamatan),
    Spoiled,
    Destroyed,
    /// With another office, which gives them back.
    Lent(Party),
    /// On the way to another station.
    InTransit(TransferId),
    /// Another station's from here on: it has said so.
    Delivered(Party),
    /// With the supplier again.
    Returned,
    Missing,
    /// Old cards that were taken back, until they are burnt.
    Withdrawn,
    /// Old cards that were burnt; blanks and spoiled cards are counted apart from them.
    OldDestroyed,
    /// Signed: where cards of others' making come from.
    Others,
    /// Lost sight of at this lane: a person will say.
    Unknown(LaneName),
    /// Signed: a miscounted hopper must not make a real feed illegal.
    Unexplained(LaneName),
}

impl Place {
    /// Only what is outside and the miscount may hold less than nothing.
    pub fn may_be_negative(&self) -> bool {
        matches!(self, Self::Supplier | Self::Others | Self::Unexplained(_))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Supplier => f.write_str("supplier"),
            Self::Vault => f.write_str("vault"),
            Self::Hopper(lane) => write!(f, "hopper:{lane}"),
            Self::Machine(lane) => write!(f, "machine:{lane}"),
            Self::Output => f.write_str("output"),
            Self::Ready => f.write_str("ready"),
            Self::HandedOver => f.write_str("handed_over"),
            Self::Shipped(kecamatan) => write!(f, "shipped:{kecamatan}"),
            Self::Spoiled => f.write_str("spoiled"),
            Self::Destroyed => f.write_str("destroyed"),
            Self::Lent(to) => write!(f, "lent:{to}"),
            Self::InTransit(transfer) => write!(f, "in_transit:{transfer}"),
            Self::Delivered(to) => write!(f, "delivered:{to}"),
            Self::Returned => f.write_str("returned"),
            Self::Missing => f.write_str("missing"),
            Self::Withdrawn => f.write_str("withdrawn"),
            Self::OldDestroyed => f.write_str("old_destroyed"),
            Self::Others => f.write_str("others"),
            Self::Unknown(lane) => write!(f, "unknown:{lane}"),
            Self::Unexplained(lane) => write!(f, "unexplained:{lane}"),
        }
    }
}

impl FromStr for Place {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        match text.split_once(':') {
            Some(("lent", to)) => return Party::new(to).map(Self::Lent),
            Some(("delivered", to)) => return Party::new(to).map(Self::Delivered),
            Some(("in_transit", transfer)) => {
                return TransferId::new(transfer).map(Self::InTransit);
            }
            Some(("shipped", kecamatan)) => return kecamatan.parse().map(Self::Shipped),
            _ => {}
        }
        let (word, lane) = match text.split_once(':') {
            Some((word, lane)) => (word, Some(LaneName::new(lane)?)),
            None => (text, None),
        };
        Ok(match (word, lane) {
            ("supplier", None) => Self::Supplier,
            ("vault", None) => Self::Vault,
            ("hopper", Some(lane)) => Self::Hopper(lane),
            ("machine", Some(lane)) => Self::Machine(lane),
            ("output", None) => Self::Output,
            ("ready", None) => Self::Ready,
            ("handed_over", None) => Self::HandedOver,
            ("spoiled", None) => Self::Spoiled,
            ("destroyed", None) => Self::Destroyed,
            ("returned", None) => Self::Returned,
            ("missing", None) => Self::Missing,
            ("withdrawn", None) => Self::Withdrawn,
            ("old_destroyed", None) => Self::OldDestroyed,
            ("others", None) => Self::Others,
            ("unknown", Some(lane)) => Self::Unknown(lane),
            ("unexplained", Some(lane)) => Self::Unexplained(lane),
            _ => return Err(NameError(text.chars().take(super::name::MAX_NAME_BYTES).collect())),
        })
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

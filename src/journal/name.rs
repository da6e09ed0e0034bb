//! Names that entries use for people, jobs, leases, lanes and blanks. None of them says who.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::record::Uid;

/// Longest name accepted from a configuration or a source.
pub const MAX_NAME_BYTES: usize = 128;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no name: 1 to 128 letters, digits, `-`, `_`, `.` or `~`")]
pub struct NameError(pub String);

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: &str) -> Result<Self, NameError> {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
                if text.is_empty() || text.len() > MAX_NAME_BYTES || !text.bytes().all(plain) {
                    return Err(NameError(text.chars().take(MAX_NAME_BYTES).collect()));
                }
                Ok(Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

name!(
    /// One card for one person; random, or given by a lease laid ready for a courier.
    JobId
);
name!(
    /// The source's permission to make one good card (`jti`).
    LeaseId
);
name!(
    /// A random number that stands for a person; the key to it lies outside the journal.
    PersonNumber
);
name!(
    /// One run through a list of people: a day and four letters.
    BatchId
);
name!(
    /// A command that waits for a second person.
    ApprovalId
);
name!(
    /// One printer with its reader.
    LaneName
);
name!(
    /// Another office or station, in one word.
    Party
);
name!(
    /// One parcel of blanks between two stations.
    TransferId
);

/// What a blank is called once it was seen.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlankName {
    Uid(Uid),
    /// A chip that never answered: lane and the printer's card counter when it was taken.
    Silent {
        lane: LaneName,
        card: u64,
    },
}

impl BlankName {
    pub fn uid(&self) -> Option<&Uid> {
        match self {
            Self::Uid(uid) => Some(uid),
            Self::Silent { .. } => None,
        }
    }
}

impl fmt::Display for BlankName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uid(uid) => uid.fmt(f),
            Self::Silent { lane, card } => write!(f, "{lane}#{card}"),
        }
    }
}

impl fmt::Debug for BlankName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlankName({self})")
    }
}

impl FromStr for BlankName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let wrong = || NameError(text.chars().take(MAX_NAME_BYTES).collect());
        match text.split_once('#') {
            Some((lane, card)) => Ok(Self::Silent {
                lane: LaneName::new(lane)?,
                card: card.parse().map_err(|_| wrong())?,
            }),
            None => text.parse().map(Self::Uid).map_err(|_| wrong()),
        }
    }
}

impl Serialize for BlankName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BlankName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

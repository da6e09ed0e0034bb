//! People who give commands: a sign-in name and a role, no more. PINs never come here; names are
//! given once and never to somebody else, so that an old entry's actor is still who it was.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Longest sign-in name.
pub const MAX_STAFF_NAME: usize = 32;
/// Wrong PINs in a row after which nobody signs in under this name for a while, or until it is
/// unlocked; each further one begins the while anew.
pub const MAX_WRONG_PINS: u32 = 5;
/// How long that is: the last kepala has nobody who could unlock.
pub const LOCK_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_mins(15);

/// What somebody is in the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The counter.
    Loket,
    /// The printers.
    Operator,
    /// The keeper of the blanks.
    PengurusBarang,
    /// Head of office.
    Kepala,
    /// Sees everything, changes nothing.
    Auditor,
    /// A program, by a token; nobody's second person.
    Layanan,
}

impl Role {
    /// Those of people.
    pub const PEOPLE: [Self; 5] =
        [Self::Loket, Self::Operator, Self::PengurusBarang, Self::Kepala, Self::Auditor];
    pub const ALL: [Self; 6] = [
        Self::Loket,
        Self::Operator,
        Self::PengurusBarang,
        Self::Kepala,
        Self::Auditor,
        Self::Layanan,
    ];

    pub fn is_machine(self) -> bool {
        self == Self::Layanan
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loket => "loket",
            Self::Operator => "operator",
            Self::PengurusBarang => "pengurus_barang",
            Self::Kepala => "kepala",
            Self::Auditor => "auditor",
            Self::Layanan => "layanan",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no role: loket, operator, pengurus_barang, kepala, auditor or layanan")]
pub struct RoleError(pub String);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, RoleError> {
        // `pengurus-barang`, as options are written, is the same word.
        let word = text.replace('-', "_");
        let named = Self::ALL.into_iter().find(|role| role.as_str() == word);
        named.ok_or_else(|| RoleError(text.chars().take(MAX_STAFF_NAME).collect()))
    }
}

/// A program's token, in the place of any that it had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSet {
    pub name: StaffName,
    pub digest: TokenDigest,
    pub until: jiff::Timestamp,
}

/// The SHA-256 of a program's token. The token itself is nowhere here: it holds 256 random bits,
/// so that nobody finds it from this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenDigest(String);

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a token's digest is 64 hexadecimal digits")]
pub struct TokenDigestError;

impl TokenDigest {
    pub fn of(token: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
        Self(digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenDigest {
    type Err = TokenDigestError;

    fn from_str(text: &str) -> Result<Self, TokenDigestError> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match text.len() == 64 && text.bytes().all(hex) {
            true => Ok(Self(text.to_owned())),
            false => Err(TokenDigestError),
        }
    }
}

impl<'de> Deserialize<'de> for TokenDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A sign-in name. It has no colon, so it is never taken for a system user (`uid:1000`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct StaffName(String);

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no sign-in name: 2 to 32 of a–z, 0–9, `-`, `_`, `.`, a letter first")]
pub struct StaffNameError(pub String);

impl StaffName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StaffName {
    type Err = StaffNameError;

    fn from_str(text: &str) -> Result<Self, StaffNameError> {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        // The program itself signs with this one.
        let ours = text == "cetakd";
        if !(2..=MAX_STAFF_NAME).contains(&text.len()) || !first || ours || !text.bytes().all(plain)
        {
            return Err(StaffNameError(text.chars().take(MAX_STAFF_NAME).collect()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for StaffName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_be_written_as_options_are() {
        assert_eq!("pengurus-barang".parse(), Ok(Role::PengurusBarang));
        assert_eq!("pengurus_barang".parse(), Ok(Role::PengurusBarang));
        assert!("pengurus barang".parse::<Role>().is_err());
    }

    #[test]
    fn a_sign_in_name_is_short_plain_and_not_the_programs_own() {
        let longest = "a".repeat(MAX_STAFF_NAME);
        for good in ["siti", "b2", "nur.aini-3", &longest] {
            assert!(good.parse::<StaffName>().is_ok(), "{good}");
        }
        let too_long = "a".repeat(MAX_STAFF_NAME + 1);
        for bad in ["", "s", "Siti", "1siti", "uid:0", "cetakd", "si ti", "sití", &too_long] {
            assert!(bad.parse::<StaffName>().is_err(), "{bad}");
        }
    }
}

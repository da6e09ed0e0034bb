//! Every sentence that people read, in one place: Indonesian first, English beside it. What
//! happened, in what state the card is, what to do now.

pub mod api;
pub mod codes;
pub mod command;
pub mod count;
pub mod faces;
pub mod failure;
pub mod figures;
pub mod handover;
pub mod help;
pub mod journal;
pub mod night;
pub mod nik;
pub mod number;
pub mod paper;
pub mod people;
pub mod plan;
pub mod ribbon;
pub mod settings;
pub mod shipment;
pub mod step;
pub mod stock;
pub mod system;
pub mod transfer;
pub mod unknown;
pub mod usage;
pub mod web;
pub mod when;
pub mod withdrawn;
pub mod words;

use std::fmt;

/// One thing said twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    pub id: String,
    pub en: String,
}

/// The same, where nothing in it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub id: &'static str,
    pub en: &'static str,
}

/// A sentence with the stable code by which people on the phone find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: String,
    pub say: Say,
}

pub fn say(id: impl Into<String>, en: impl Into<String>) -> Say {
    Say { id: id.into(), en: en.into() }
}

impl Say {
    /// A name or a number: the same in both.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { id: text.clone(), en: text }
    }

    pub fn with_code(self, code: impl Into<String>) -> Fault {
        Fault { code: code.into(), say: self }
    }
}

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} · {}", self.id, self.en)
    }
}

impl fmt::Display for Fault {
    /// Two lines, the code in front of the first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, say: Say { id, en } } = self;
        let indent = code.len() + 2;
        write!(f, "{code}  {id}\n{:indent$}{en}", "")
    }
}

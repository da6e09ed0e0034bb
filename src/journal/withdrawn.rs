//! What entries say of old cards: others' makings by number, our own by name, and what is to become
//! of the card that a reprint takes the place of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::handover::words;
use super::name::{BlankName, JobId};
use super::stock::Document;
use crate::record::{Kind, Mac};

words!(
    /// Why a card is withdrawn.
    WithdrawReason {
        PerubahanData = "perubahan_data",
        Rusak = "rusak",
        PindahDatang = "pindah_datang",
        DitemukanKembali = "ditemukan_kembali",
        Meninggal = "meninggal",
    }
);

/// Cards that were made elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OldCardsWithdrawn {
    pub kind: Kind,
    pub quantity: u32,
    pub reason: WithdrawReason,
    /// Of the one holder, where it is one card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nik: Option<Mac>,
}

/// A card of ours came back; it never passes as a card again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardWithdrawn {
    pub blank: BlankName,
    pub reason: WithdrawReason,
    /// Its chip was read whole at the desk.
    pub tapped: bool,
}

/// Its holder has lost a card of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardLost {
    pub blank: BlankName,
    /// Of the police.
    pub letter: Document,
}

/// What becomes of the card that a new one takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub enum OldCardFate {
    /// It is here: withdrawn before the new one is given.
    Withdrawn {},
    /// Lost, with a letter of the police.
    Lost { letter: Document },
    /// There is none that anybody holds.
    None {},
}

/// Two people let a person with a card have another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reprint {
    pub old_card: OldCardFate,
    /// Cards of ours that live at this moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<JobId>,
}

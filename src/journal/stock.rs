//! What entries say of blanks by number, by the papers under which they moved. What people wrote
//! on such a paper, witnesses' names with it, lies sealed beside the journal; here stands its
//! keyed digest.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cause::SpoilReason;
use super::event::Event;
use super::name::{LaneName, Party, TransferId};
use super::place::Place;
use crate::record::{Kind, Mac, Uid};

/// A paper by its number and the date that stands on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub number: String,
    pub dated: Date,
}

/// What kind of paper: no number stands on two papers of one kind, or of one office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// *Berita Acara Serah Terima* of whoever gave blanks to us.
    Bast,
    /// *Surat Perintah Pengiriman Barang* that came with them.
    Sppb,
    /// Our own BAST for blanks that leave.
    BastKeluar,
    /// *Bukti barang*: between the vault and a hopper.
    BuktiBarang,
    BeritaAcara,
}

impl PaperKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bast => "bast",
            Self::Sppb => "sppb",
            Self::BastKeluar => "bast_keluar",
            Self::BuktiBarang => "bukti_barang",
            Self::BeritaAcara => "berita_acara",
        }
    }

    /// On none of these may stand the number of a new paper of this kind: an office gives a number
    /// to one paper of its own, and a BAST is asked for by its number in either direction.
    pub fn not_beside(self) -> &'static [Self] {
        match self {
            Self::Bast => &[Self::Bast, Self::BastKeluar],
            Self::Sppb => &[Self::Sppb],
            Self::BastKeluar => {
                &[Self::BastKeluar, Self::Bast, Self::BuktiBarang, Self::BeritaAcara]
            }
            Self::BuktiBarang | Self::BeritaAcara => {
                &[Self::BeritaAcara, Self::BuktiBarang, Self::BastKeluar]
            }
        }
    }
}

/// How blanks by number left their place under a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum StockAct {
    Lend {
        to: Party,
    },
    TakeBack {
        from: Party,
    },
    /// To the supplier.
    Return {},
    /// A blank that is in no machine; `lane`: out of its hopper, else out of the vault.
    Spoil {
        reason: SpoilReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lane: Option<LaneName>,
    },
    /// To another station, with a transfer file.
    Send {
        transfer: TransferId,
        to: Party,
    },
}

impl StockAct {
    /// From where to where.
    pub fn places(&self) -> (Place, Place) {
        match self {
            Self::Lend { to } => (Place::Vault, Place::Lent(to.clone())),
            Self::TakeBack { from } => (Place::Lent(from.clone()), Place::Vault),
            Self::Return {} => (Place::Vault, Place::Returned),
            Self::Spoil { lane: Some(lane), .. } => (Place::Hopper(lane.clone()), Place::Spoiled),
            Self::Spoil { lane: None, .. } => (Place::Vault, Place::Spoiled),
            Self::Send { transfer, .. } => (Place::Vault, Place::InTransit(transfer.clone())),
        }
    }

    pub fn paper(&self) -> PaperKind {
        match self {
            Self::Spoil { .. } => PaperKind::BeritaAcara,
            Self::TakeBack { .. } => PaperKind::Bast,
            Self::Lend { .. } | Self::Return {} | Self::Send { .. } => PaperKind::BastKeluar,
        }
    }
}

/// The words by which offices spoil a blank that no machine has touched.
pub const SPOILED_UNUSED: [SpoilReason; 3] =
    [SpoilReason::Rusak, SpoilReason::CacatPabrik, SpoilReason::TidakAdaChip];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockMoved {
    #[serde(rename = "moved")]
    pub act: StockAct,
    pub kind: Kind,
    pub quantity: u32,
    /// All of them or none, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uids: Vec<Uid>,
    pub document: Document,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Mac>,
}

/// What another station sent; its transfer file is taken in once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferArrived {
    pub transfer: TransferId,
    pub from: Party,
    pub kind: Kind,
    /// As counted here.
    pub quantity: u32,
    /// As the file says, where that is another number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_paper: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uids: Vec<Uid>,
    pub document: Document,
}

/// Spoiled blanks and cards that were burnt before witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlankoDestroyed {
    pub kind: Kind,
    /// Spoiled ones.
    pub quantity: u32,
    /// Old cards that were withdrawn.
    #[serde(default, skip_serializing_if = "is_none")]
    pub withdrawn: u32,
    /// Those that have a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uids: Vec<Uid>,
    pub document: Document,
    /// How many; their names are among the words of the paper.
    pub witnesses: u32,
    pub words: Mac,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_none(quantity: &u32) -> bool {
    *quantity == 0
}

/// The counter-entry of a movement that was a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockReversed {
    /// The entry that is undone.
    pub seq: u64,
    pub document: Document,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Mac>,
}

/// What lay in one place; whoever counted did not see what was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountEntered {
    pub kind: Kind,
    pub place: Place,
    pub counted: u32,
    /// All that lay there, if they were tapped or scanned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uids: Vec<Uid>,
}

/// What a finished count found different in vault, hoppers and spoiled is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DifferenceBooked {
    /// The entry that began the count.
    pub count: u64,
    /// Of blanks that are missing, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uids: Vec<Uid>,
    pub document: Document,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Mac>,
}

/// The books of a day, closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayClosed {
    /// The count that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Under which a kepala takes on what stays unexplained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Mac>,
}

fn one(kind: PaperKind, document: &Document) -> Vec<(PaperKind, &str, Date)> {
    vec![(kind, document.number.as_str(), document.dated)]
}

/// The papers that an entry rests on: kind, number and date.
pub fn papers_of(event: &Event) -> Vec<(PaperKind, &str, Date)> {
    match event {
        Event::BlankoReceived { bast, sppb, dated, .. } => {
            let sppb = sppb.as_deref().map(|number| (PaperKind::Sppb, number, *dated));
            [(PaperKind::Bast, bast.as_str(), *dated)].into_iter().chain(sppb).collect()
        }
        Event::BlankoMoved { document: Some(document), .. } => {
            one(PaperKind::BuktiBarang, document)
        }
        Event::StockMoved(moved) => one(moved.act.paper(), &moved.document),
        Event::TransferArrived(arrived) => one(PaperKind::Bast, &arrived.document),
        Event::BlankoDestroyed(burnt) => one(PaperKind::BeritaAcara, &burnt.document),
        Event::RibbonsDestroyed(burnt) => one(PaperKind::BeritaAcara, &burnt.document),
        Event::StockReversed(reversed) => one(PaperKind::BeritaAcara, &reversed.document),
        Event::DifferenceBooked(booked) => one(PaperKind::BeritaAcara, &booked.document),
        Event::DayClosed(DayClosed { document: Some(document), .. }) => {
            one(PaperKind::BeritaAcara, document)
        }
        _ => Vec::new(),
    }
}

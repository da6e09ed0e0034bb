//! What stands on a paper, before anybody draws it: a head, and blocks one below the other. Every
//! value is text here already, in the order in which it is read, drawn and sealed.

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::legible::legible;

/// The papers of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperName {
    Register,
    Day,
    Bast,
    Destruction,
    StockTake,
    Difference,
    Packing,
    Receipt,
    Letter,
    Month,
    Breach,
    /// Used ribbons and films that were burnt.
    Ribbons,
    /// A counter-entry.
    Reversal,
    /// Blanks that people spoiled by hand.
    Spoil,
}

impl PaperName {
    /// Seals name a paper by its place here: new ones stand at the end.
    pub const ALL: [Self; 14] = [
        Self::Register,
        Self::Day,
        Self::Bast,
        Self::Destruction,
        Self::StockTake,
        Self::Difference,
        Self::Packing,
        Self::Receipt,
        Self::Letter,
        Self::Month,
        Self::Breach,
        Self::Ribbons,
        Self::Reversal,
        Self::Spoil,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Day => "day",
            Self::Bast => "bast",
            Self::Destruction => "destruction",
            Self::StockTake => "stock-take",
            Self::Difference => "difference",
            Self::Packing => "packing",
            Self::Receipt => "receipt",
            Self::Letter => "letter",
            Self::Month => "month",
            Self::Breach => "breach",
            Self::Ribbons => "ribbons",
            Self::Reversal => "reversal",
            Self::Spoil => "spoil",
        }
    }

    /// As it stands on top of the paper.
    pub fn title(self) -> &'static str {
        match self {
            Self::Register => "Buku Register Dokumen KTP-el",
            Self::Day => "Lembar Harian Blangko KTP-el",
            Self::Bast => "Berita Acara Serah Terima",
            Self::Destruction => "Berita Acara Pemusnahan",
            Self::StockTake => "Berita Acara Penghitungan Fisik",
            Self::Difference => "Berita Acara Selisih",
            Self::Packing => "Daftar Isi Kiriman",
            Self::Receipt => "Tanda Pengambilan KTP-el",
            Self::Letter => "Surat Keterangan Perekaman KTP-el",
            Self::Month => "Laporan Bulanan Blangko dan Pencetakan KTP-el",
            Self::Breach => "Daftar Orang Terdampak",
            Self::Ribbons => "Berita Acara Pemusnahan Pita dan Film",
            Self::Reversal => "Berita Acara Pembatalan Pembukuan",
            Self::Spoil => "Berita Acara Kerusakan Blangko",
        }
    }
}

/// How the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Upright,
    /// For tables of many columns.
    Across,
}

/// One paper, or one volume of a long one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub name: PaperName,
    /// What it is called by: its number, or the time that it is about.
    pub number: String,
    pub office: String,
    pub station: String,
    /// The office's zone, in seconds east of UTC: times on papers are the office's.
    pub zone: i32,
    /// Which volume of how many.
    pub volume: (u32, u32),
    pub way: Way,
    pub blocks: Vec<Block>,
}

/// A paper as it goes over the wire, with the text of its QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub paper: Paper,
    pub seal: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    Heading(String),
    Text(String),
    /// Name and value, one below the other; without a value there is a line to write on.
    Fields(Vec<(String, String)>),
    Table(Table),
    /// Side by side, each with room for a hand.
    Signatures(Vec<Signatory>),
    /// A QR of its own, with what it is for.
    Code {
        caption: String,
        text: String,
    },
}

/// Who signs: as what, and by which name if it is known; else there is a line for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    pub role: String,
    pub name: String,
    pub hand: Hand,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hand {
    /// Signs with name and NIP, the number of a civil servant.
    Official,
    /// Signs with their name.
    Person,
    /// *Paraf*: initials, and no name.
    Initials,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// Below the last row, in bold.
    pub total: Option<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub head: String,
    /// Its part of the width, against the other columns.
    pub share: u16,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    Left,
    /// Numbers, and numbers in spreadsheets too.
    Right,
}

impl Column {
    pub fn text(head: &str, share: u16) -> Self {
        Self { head: head.to_owned(), share, align: Align::Left }
    }

    pub fn number(head: &str, share: u16) -> Self {
        Self { head: head.to_owned(), share, align: Align::Right }
    }
}

impl Table {
    pub fn new(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Self {
        Self { columns, rows, total: None }
    }
}

impl Paper {
    /// One paper that is whole.
    pub fn new(name: PaperName, number: &str, (office, station): (&str, &str)) -> Self {
        let (number, office, station) = (number.into(), office.into(), station.into());
        let (zone, volume, way, blocks) = (0, (1, 1), Way::Upright, Vec::new());
        Self { name, number, office, station, zone, volume, way, blocks }
    }

    pub fn zone(&self) -> Offset {
        Offset::from_seconds(self.zone).unwrap_or(Offset::UTC)
    }

    pub fn across(self) -> Self {
        Self { way: Way::Across, ..self }
    }

    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// What stands on its first page above the blocks.
    pub fn head(&self) -> Vec<String> {
        let (volume, of) = self.volume;
        let volume = (of > 1).then(|| format!("Jilid {volume} dari {of}"));
        let station = format!("Stasiun cetak {}", self.station);
        use PaperName::{Breach, Day, Month, Register, StockTake};
        let number = match self.name {
            // Called by the time that they are about.
            Register | Day | Month | StockTake | Breach => self.number.clone(),
            _ => format!("Nomor {}", self.number),
        };
        let head = [self.office.clone(), station, self.name.title().to_uppercase(), number];
        head.into_iter().chain(volume).collect()
    }

    /// Every value in the order of reading, as it can be drawn.
    pub fn values(&self) -> Vec<String> {
        let mut values = self.head();
        for block in &self.blocks {
            block.values(&mut values);
        }
        values.iter().map(|value| legible(value)).collect()
    }

    /// Its tables, for spreadsheets, each by the heading that it stands below.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        let mut heading = self.name.title();
        self.blocks.iter().filter_map(move |block| match block {
            Block::Heading(text) => {
                heading = text;
                None
            }
            Block::Table(table) => Some((heading, table)),
            _ => None,
        })
    }
}

impl Block {
    fn values(&self, values: &mut Vec<String>) {
        match self {
            Self::Heading(text) | Self::Text(text) => values.push(text.clone()),
            Self::Fields(fields) => {
                values
                    .extend(fields.iter().flat_map(|(name, value)| [name.clone(), value.clone()]));
            }
            Self::Table(table) => {
                values.extend(table.columns.iter().map(|column| column.head.clone()));
                values.extend(table.rows.iter().chain(&table.total).flatten().cloned());
            }
            Self::Signatures(all) => {
                values.extend(all.iter().flat_map(|one| [one.role.clone(), one.name.clone()]));
            }
            Self::Code { caption, text } => values.extend([caption.clone(), text.clone()]),
        }
    }
}

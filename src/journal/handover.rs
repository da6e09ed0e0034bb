//! What entries say from the output to a person's hand: hand-over, shipment, receipt, complaint,
//! and who looked at whom. Words of closed lists and numbers of papers; never a name.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name::{BlankName, NameError, PersonNumber};
use crate::record::{Mac, Reason, RecordState};

/// Longest name of a kecamatan.
pub const MAX_KECAMATAN_CHARS: usize = 64;

/// A closed list whose words stand alike in journal, command line and papers.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($variant),+
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                let known = Self::ALL.iter().copied().find(|known| known.as_str() == word);
                known.ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|known| known.as_str()).collect();
                    format!("known are {}", known.join(", "))
                })
            }
        }
    };
}

pub(super) use words;

words!(
    /// What the holder compares before signing.
    Checked { Nama = "nama", Nik = "nik", Alamat = "alamat", Foto = "foto" }
);
words!(
    /// What whoever collects a card for somebody is to the holder.
    Relation {
        Suami = "suami",
        Istri = "istri",
        Anak = "anak",
        OrangTua = "orang_tua",
        Saudara = "saudara",
        Wali = "wali",
        Kuasa = "kuasa",
    }
);
words!(
    /// A 1:1 check of a finger, made on other equipment.
    Fingerprint { Match = "match", NoMatch = "no_match" }
);
words!(
    /// What is wrong with a card that somebody holds.
    ComplaintKind {
        SalahData = "salah_data",
        ChipTidakTerbaca = "chip_tidak_terbaca",
        CetakanBuruk = "cetakan_buruk",
        Fisik = "fisik",
        Lainnya = "lainnya",
    }
);
words!(
    /// Why a job comes before others.
    Priority {
        Lansia = "lansia",
        Disabilitas = "disabilitas",
        Sakit = "sakit",
        Pendidikan = "pendidikan",
        Pekerjaan = "pekerjaan",
        Ibadah = "ibadah",
        Bencana = "bencana",
        Perintah = "perintah",
    }
);
words!(
    /// Why somebody looked at a person's data.
    Purpose {
        Layanan = "layanan",
        Penyerahan = "penyerahan",
        Pengaduan = "pengaduan",
        Pemeriksaan = "pemeriksaan",
        Pengawasan = "pengawasan",
    }
);
words!(
    /// Papers of our own with a running number for each year.
    Series { Receipt = "receipt", Suket = "suket", Shipment = "shipment" }
);

/// `year/station/n` of one series.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesNumber {
    pub year: i16,
    pub station: String,
    pub n: u32,
}

impl fmt::Display for SeriesNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{:05}", self.year, self.station, self.n)
    }
}

impl FromStr for SeriesNumber {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let wrong = || NameError(text.chars().take(super::name::MAX_NAME_BYTES).collect());
        let parts: Vec<&str> = text.split('/').collect();
        let [year, station, n] = parts[..] else { return Err(wrong()) };
        let station = super::name::LaneName::new(station)?;
        let year = year.parse().ok().filter(|year| (2000..=9999).contains(year));
        let n = n.parse().ok().filter(|n| *n > 0);
        let (Some(year), Some(n)) = (year, n) else { return Err(wrong()) };
        Ok(Self { year, station: station.to_string(), n })
    }
}

/// A kecamatan by its name: capitals, one blank between words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kecamatan(String);

impl Kecamatan {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kecamatan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Kecamatan {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let plain = |c: char| c.is_alphanumeric() || " .-'()/".contains(c);
        let words: Vec<&str> = text.split_whitespace().collect();
        let name = words.join(" ").to_uppercase();
        match name.chars().count() {
            1..=MAX_KECAMATAN_CHARS if name.chars().all(plain) => Ok(Self(name)),
            _ => Err(NameError(text.chars().take(MAX_KECAMATAN_CHARS).collect())),
        }
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(SeriesNumber);
as_text!(Kecamatan);

/// The paper that a card is collected with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "paper", content = "number")]
pub enum Claim {
    /// *Tanda pengambilan*.
    Receipt(SeriesNumber),
    /// *Surat Keterangan Perekaman*.
    Suket(SeriesNumber),
}

impl Claim {
    pub fn number(&self) -> &SeriesNumber {
        match self {
            Self::Receipt(number) | Self::Suket(number) => number,
        }
    }

    pub fn series(&self) -> Series {
        match self {
            Self::Receipt(_) => Series::Receipt,
            Self::Suket(_) => Series::Suket,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", deny_unknown_fields)]
pub enum Collector {
    Holder {},
    /// Number of the *surat kuasa*.
    Other {
        relation: Relation,
        letter: String,
    },
}

/// What was seen of the card that the new one takes the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", deny_unknown_fields)]
pub enum OldCard {
    /// There was none.
    None {},
    Taken {},
    /// Lost: number of the letter of the police.
    PoliceLetter {
        letter: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardHandedOver {
    pub blank: BlankName,
    pub person: PersonNumber,
    pub claim: Claim,
    /// The original of the family card was seen.
    pub family_card: bool,
    pub checked: Vec<Checked>,
    pub collector: Collector,
    /// Keyed digest of the signature's picture, which lies sealed beside.
    pub signature: Mac,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    pub old_card: OldCard,
    /// Its chip was read whole at the desk, and the centre's signature on it holds.
    pub tapped: bool,
}

/// *Tanda pengambilan*: the record was ready, and the card is expected by this day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptIssued {
    pub number: SeriesNumber,
    pub person: PersonNumber,
    pub nik: Mac,
    pub reason: Reason,
    pub expected: Date,
    /// The one that it takes the place of: given for another reason, and good for nothing now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<SeriesNumber>,
}

/// *Surat Keterangan Perekaman*: recorded, not ready, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuketIssued {
    /// Agenda number.
    pub number: SeriesNumber,
    pub person: PersonNumber,
    pub nik: Mac,
    pub state: RecordState,
    /// Office and function of whoever signs, as the station file says it.
    pub signatory: String,
    pub paraf: Vec<String>,
    pub contact: String,
}

/// What the source said of somebody at the counter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusAsked {
    pub person: PersonNumber,
    pub nik: Mac,
    pub state: Option<RecordState>,
    pub observed_at: Timestamp,
    pub source: String,
}

/// A sent parcel was counted where it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentReceived {
    pub shipment: SeriesNumber,
    pub listed: u32,
    pub counted: u32,
    /// Listed and not there.
    pub missing: Vec<BlankName>,
    /// There and not listed.
    pub strangers: Vec<BlankName>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_back_and_what_is_none_is_refused() {
        let number: SeriesNumber = "2026/SPESIMEN-01/00012".parse().unwrap();
        assert_eq!((number.year, number.n), (2026, 12));
        assert_eq!(number.to_string().parse(), Ok(number));
        for wrong in
            ["", "2026", "2026/A", "2026/A/0", "26/A/1", "2026/A/1/1", "2026/A B/1", "a/A/1"]
        {
            assert!(wrong.parse::<SeriesNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_kecamatan_is_one_name_however_it_is_typed() {
        let name: Kecamatan = " kebayoran   baru ".parse().unwrap();
        assert_eq!(name.as_str(), "KEBAYORAN BARU");
        assert!("x".repeat(MAX_KECAMATAN_CHARS).parse::<Kecamatan>().is_ok());
        for wrong in ["", "  ", "a:b", "a\u{7}b", &"x".repeat(MAX_KECAMATAN_CHARS + 1)] {
            assert!(wrong.parse::<Kecamatan>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_are_those_of_the_journal() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.as_str());
        }
        for relation in Relation::ALL {
            assert_eq!(serde_json::to_value(relation).unwrap(), relation.as_str());
        }
        for kind in ComplaintKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("entah".parse::<Priority>().is_err_and(|error| error.contains("lansia")));
    }
}

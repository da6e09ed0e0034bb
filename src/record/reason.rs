//! Why a card is made, and the papers the clerk must have seen (Perpres 96/2018).
//! The words are the law's own and stand like this in journal, register and papers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Reason for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// First card of this person.
    Baru,
    /// Moved here from another district.
    PindahDatang,
    PerubahanData,
    /// The old card is broken.
    Rusak,
    /// The old card is lost.
    Hilang,
    /// A foreign resident's permit was prolonged.
    PerpanjanganOa,
    /// The person lives in another district.
    LuarDomisili,
}

/// What the clerk must have in hand before the card is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// The old card, withdrawn before the new one is given.
    KtpLama,
    /// The broken card, surrendered.
    KtpRusak,
    /// The letter of loss from the police.
    SuratKehilangan,
    /// The permanent stay permit (*kartu izin tinggal tetap*).
    Kitap,
}

/// A word that is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "a reason is one of baru, pindah_datang, perubahan_data, rusak, hilang, perpanjangan_oa, \
     luar_domisili"
)]
pub struct ReasonError;

impl Reason {
    pub const ALL: [Self; 7] = [
        Self::Baru,
        Self::PindahDatang,
        Self::PerubahanData,
        Self::Rusak,
        Self::Hilang,
        Self::PerpanjanganOa,
        Self::LuarDomisili,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Baru => "baru",
            Self::PindahDatang => "pindah_datang",
            Self::PerubahanData => "perubahan_data",
            Self::Rusak => "rusak",
            Self::Hilang => "hilang",
            Self::PerpanjanganOa => "perpanjangan_oa",
            Self::LuarDomisili => "luar_domisili",
        }
    }

    /// The person had a card; this one takes its place.
    pub fn replaces_a_card(self) -> bool {
        !matches!(self, Self::Baru | Self::LuarDomisili)
    }

    /// Papers without which this reason doesn't hold.
    pub fn papers(self) -> &'static [Paper] {
        match self {
            Self::Baru | Self::LuarDomisili => &[],
            Self::PindahDatang | Self::PerubahanData => &[Paper::KtpLama],
            Self::Rusak => &[Paper::KtpRusak],
            Self::Hilang => &[Paper::SuratKehilangan],
            Self::PerpanjanganOa => &[Paper::Kitap],
        }
    }
}

impl Paper {
    pub const ALL: [Self; 4] = [Self::KtpLama, Self::KtpRusak, Self::SuratKehilangan, Self::Kitap];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::KtpLama => "ktp_lama",
            Self::KtpRusak => "ktp_rusak",
            Self::SuratKehilangan => "surat_kehilangan",
            Self::Kitap => "kitap",
        }
    }
}

/// A word that names no paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("known papers are ktp_lama, ktp_rusak, surat_kehilangan, kitap")]
pub struct PaperError;

impl FromStr for Paper {
    type Err = PaperError;

    fn from_str(word: &str) -> Result<Self, PaperError> {
        match word {
            "ktp_lama" => Ok(Self::KtpLama),
            "ktp_rusak" => Ok(Self::KtpRusak),
            "surat_kehilangan" => Ok(Self::SuratKehilangan),
            "kitap" => Ok(Self::Kitap),
            _ => Err(PaperError),
        }
    }
}

impl FromStr for Reason {
    type Err = ReasonError;

    fn from_str(word: &str) -> Result<Self, ReasonError> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word).ok_or(ReasonError)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_asks_for_its_papers() {
        for (word, papers) in [
            ("baru", &[][..]),
            ("pindah_datang", &[Paper::KtpLama]),
            ("perubahan_data", &[Paper::KtpLama]),
            ("rusak", &[Paper::KtpRusak]),
            ("hilang", &[Paper::SuratKehilangan]),
            ("perpanjangan_oa", &[Paper::Kitap]),
            ("luar_domisili", &[]),
        ] {
            assert_eq!(word.parse::<Reason>().unwrap().papers(), papers, "{word}");
        }
    }

    #[test]
    fn words_are_the_same_in_journal_and_command() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
        for paper in Paper::ALL {
            assert_eq!(serde_json::to_value(paper).unwrap(), paper.as_str());
        }
    }

    #[test]
    fn another_word_is_refused_with_the_known_ones() {
        for word in ["", "Baru", "baru ", "cetak_ulang"] {
            let error = word.parse::<Reason>().unwrap_err().to_string();
            assert!(Reason::ALL.iter().all(|reason| error.contains(reason.as_str())));
        }
    }
}

//! Biodata as the record states it: what stands on the face and, field by field, in the chip.
//! Values are printed as they come; no word is refused for being unknown.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::nik::{Nik, NikWarning, Sex};

/// Longest text of one member, in bytes: every lawful name fits, a chip's file still does.
pub const MAX_TEXT: usize = 255;

/// Kinds of blank, each its own commodity in the books.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Zeroize,
)]
pub enum Kind {
    /// Blue, for citizens.
    #[serde(rename = "ktp-el")]
    KtpEl,
    /// Orange, for foreign residents (*orang asing*).
    #[serde(rename = "ktp-el-oa")]
    KtpElOa,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::KtpEl, Self::KtpElOa];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::KtpEl => "ktp-el",
            Self::KtpElOa => "ktp-el-oa",
        }
    }
}

/// A word that names no kind of blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a kind of blank is `ktp-el` or `ktp-el-oa`")]
pub struct KindError;

impl std::str::FromStr for Kind {
    type Err = KindError;

    fn from_str(word: &str) -> Result<Self, KindError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(KindError)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One person's printed data; lives in memory only, zeroised on drop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Biodata {
    pub nik: Nik,
    pub nama: String,
    pub tempat_lahir: String,
    #[zeroize(skip)]
    #[serde(deserialize_with = "civil_date")]
    pub tanggal_lahir: Date,
    /// `LAKI-LAKI` or `PEREMPUAN`; English on the card of a foreign resident.
    pub jenis_kelamin: String,
    pub golongan_darah: String,
    pub alamat: String,
    pub rt: String,
    pub rw: String,
    pub kel_desa: String,
    pub kecamatan: String,
    /// With its word: `KOTA …`, `KABUPATEN …`.
    pub kabupaten_kota: String,
    /// Without the word `PROVINSI`.
    pub provinsi: String,
    pub agama: String,
    pub status_perkawinan: String,
    pub pekerjaan: String,
    pub kewarganegaraan: String,
    /// `SEUMUR HIDUP`, or the date of the stay permit as `DD-MM-YYYY`.
    pub berlaku_hingga: String,
    pub tempat_terbit: String,
    #[zeroize(skip)]
    #[serde(deserialize_with = "civil_date")]
    pub tanggal_terbit: Date,
}

/// A member that can't stand on a card as it is. The value is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BiodataFault {
    #[error("`{member}` is empty")]
    Empty { member: &'static str },
    #[error("`{member}` has {length} bytes; at most {MAX_TEXT} are taken")]
    TooLong { member: &'static str, length: usize },
    #[error("`{member}` has a control character in place {at}")]
    Control { member: &'static str, at: usize },
}

impl Biodata {
    /// Every text with its name, in the order of the record; dates and NIK have their own types.
    pub fn texts(&self) -> [(&'static str, &str); 17] {
        [
            ("nama", &self.nama),
            ("tempat_lahir", &self.tempat_lahir),
            ("jenis_kelamin", &self.jenis_kelamin),
            ("golongan_darah", &self.golongan_darah),
            ("alamat", &self.alamat),
            ("rt", &self.rt),
            ("rw", &self.rw),
            ("kel_desa", &self.kel_desa),
            ("kecamatan", &self.kecamatan),
            ("kabupaten_kota", &self.kabupaten_kota),
            ("provinsi", &self.provinsi),
            ("agama", &self.agama),
            ("status_perkawinan", &self.status_perkawinan),
            ("pekerjaan", &self.pekerjaan),
            ("kewarganegaraan", &self.kewarganegaraan),
            ("berlaku_hingga", &self.berlaku_hingga),
            ("tempat_terbit", &self.tempat_terbit),
        ]
    }

    /// Only the shape: a name there must be, lengths have an end, and lines stay lines.
    pub fn check(&self) -> Result<(), BiodataFault> {
        if self.nama.trim().is_empty() {
            return Err(BiodataFault::Empty { member: "nama" });
        }
        for (member, text) in self.texts() {
            if text.len() > MAX_TEXT {
                return Err(BiodataFault::TooLong { member, length: text.len() });
            }
            if let Some(at) = text.chars().position(char::is_control) {
                return Err(BiodataFault::Control { member, at: at + 1 });
            }
        }
        Ok(())
    }

    /// Where NIK and record disagree.
    pub fn warnings(&self) -> Vec<NikWarning> {
        self.nik.warnings(self.tanggal_lahir, self.sex())
    }

    pub fn sex(&self) -> Option<Sex> {
        match self.jenis_kelamin.as_str() {
            "LAKI-LAKI" | "MALE" => Some(Sex::Man),
            "PEREMPUAN" | "FEMALE" => Some(Sex::Woman),
            _ => None,
        }
    }
}

impl fmt::Debug for Biodata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Biodata").field("nik", &self.nik).finish_non_exhaustive()
    }
}

/// `YYYY-MM-DD` and nothing more: jiff alone would also take a time and drop it.
fn civil_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
    let date: Option<Date> = text.parse().ok();
    date.filter(|date| date.to_string() == *text)
        .ok_or_else(|| serde::de::Error::custom("a date is written YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::testing;

    fn with(edit: impl FnOnce(&mut Biodata)) -> Result<(), BiodataFault> {
        let mut biodata = testing::biodata();
        edit(&mut biodata);
        biodata.check()
    }

    #[test]
    fn lawful_texts_pass_as_they_are() {
        let pass = |nama: &str| with(|b| b.nama = nama.to_owned());
        for nama in ["X", "DR. H. ABDUL-KARIM MU’MIN, S.PD. (ALM)", &"N".repeat(MAX_TEXT)] {
            assert_eq!(pass(nama), Ok(()));
        }
        assert_eq!(with(|b| b.agama = "WORD OF NO LIST".to_owned()), Ok(()));
        assert_eq!(with(|b| b.golongan_darah = String::new()), Ok(()));
    }

    #[test]
    fn a_text_that_fits_no_card_is_refused_by_name() {
        assert_eq!(with(|b| b.nama = " ".to_owned()), Err(BiodataFault::Empty { member: "nama" }));
        assert_eq!(
            with(|b| b.alamat = "A".repeat(MAX_TEXT + 1)),
            Err(BiodataFault::TooLong { member: "alamat", length: MAX_TEXT + 1 })
        );
        assert_eq!(
            with(|b| b.tempat_terbit = "KOTA\nLAIN".to_owned()),
            Err(BiodataFault::Control { member: "tempat_terbit", at: 5 })
        );
    }

    #[test]
    fn every_member_is_looked_at() {
        let json = serde_json::to_value(testing::biodata()).unwrap();
        let members: Vec<&String> = json.as_object().unwrap().keys().collect();
        let own_types = ["nik", "tanggal_lahir", "tanggal_terbit"];
        for member in members.iter().filter(|member| !own_types.contains(&member.as_str())) {
            let mut edited = json.clone();
            edited[member.as_str()] = "A\0".into();
            let biodata: Biodata = serde_json::from_value(edited).unwrap();
            assert!(biodata.check().unwrap_err().to_string().contains(member.as_str()));
        }
        assert_eq!(members.len(), testing::biodata().texts().len() + own_types.len());
    }

    #[test]
    fn a_date_has_one_spelling() {
        let json = serde_json::to_value(testing::biodata()).unwrap();
        for (date, good) in [
            ("1990-02-01", true),
            ("1990-02-01T00:00", false),
            ("19900201", false),
            ("1990-02-30", false),
            ("+001990-02-01", false),
            ("01-02-1990", false),
            ("", false),
        ] {
            let mut edited = json.clone();
            edited["tanggal_lahir"] = date.into();
            assert_eq!(serde_json::from_value::<Biodata>(edited).is_ok(), good, "{date}");
        }
    }

    #[test]
    fn debug_shows_no_person() {
        let biodata = testing::biodata();
        let shown = format!("{biodata:?}");
        assert!(!shown.contains(&biodata.nama) && !shown.contains(biodata.nik.expose()));
    }
}

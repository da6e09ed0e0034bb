//! What stands in each box of the face, from the record's biodata: capitals as the record has
//! them, dates `DD-MM-YYYY`, `-` where nothing is known. No word is translated or left out.

use zeroize::Zeroizing;

use crate::record::Biodata;

/// One text of the face; `name` is its word in a layout file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Provinsi,
    KabupatenKota,
    Nik,
    Nama,
    TempatTanggalLahir,
    JenisKelamin,
    GolonganDarah,
    Alamat,
    RtRw,
    KelDesa,
    Kecamatan,
    Agama,
    StatusPerkawinan,
    Pekerjaan,
    Kewarganegaraan,
    BerlakuHingga,
    TempatTerbit,
    TanggalTerbit,
}

impl Field {
    /// Every one of them stands on a card; a layout that lacks one is refused.
    pub const ALL: [Self; 18] = [
        Self::Provinsi,
        Self::KabupatenKota,
        Self::Nik,
        Self::Nama,
        Self::TempatTanggalLahir,
        Self::JenisKelamin,
        Self::GolonganDarah,
        Self::Alamat,
        Self::RtRw,
        Self::KelDesa,
        Self::Kecamatan,
        Self::Agama,
        Self::StatusPerkawinan,
        Self::Pekerjaan,
        Self::Kewarganegaraan,
        Self::BerlakuHingga,
        Self::TempatTerbit,
        Self::TanggalTerbit,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Provinsi => "provinsi",
            Self::KabupatenKota => "kabupaten_kota",
            Self::Nik => "nik",
            Self::Nama => "nama",
            Self::TempatTanggalLahir => "tempat_tanggal_lahir",
            Self::JenisKelamin => "jenis_kelamin",
            Self::GolonganDarah => "golongan_darah",
            Self::Alamat => "alamat",
            Self::RtRw => "rt_rw",
            Self::KelDesa => "kel_desa",
            Self::Kecamatan => "kecamatan",
            Self::Agama => "agama",
            Self::StatusPerkawinan => "status_perkawinan",
            Self::Pekerjaan => "pekerjaan",
            Self::Kewarganegaraan => "kewarganegaraan",
            Self::BerlakuHingga => "berlaku_hingga",
            Self::TempatTerbit => "tempat_terbit",
            Self::TanggalTerbit => "tanggal_terbit",
        }
    }

    /// The text as printed, wiped when dropped.
    pub fn value(self, person: &Biodata) -> Zeroizing<String> {
        let stated = |text: &str| Zeroizing::new(known(text).to_owned());
        match self {
            Self::Provinsi => Zeroizing::new(format!("PROVINSI {}", known(&person.provinsi))),
            Self::KabupatenKota => stated(&person.kabupaten_kota),
            Self::Nik => stated(person.nik.expose()),
            Self::Nama => stated(&person.nama),
            Self::TempatTanggalLahir => Zeroizing::new(format!(
                "{}, {}",
                known(&person.tempat_lahir),
                date(person.tanggal_lahir).as_str()
            )),
            Self::JenisKelamin => stated(&person.jenis_kelamin),
            Self::GolonganDarah => stated(&person.golongan_darah),
            Self::Alamat => stated(&person.alamat),
            Self::RtRw => Zeroizing::new(format!("{}/{}", known(&person.rt), known(&person.rw))),
            Self::KelDesa => stated(&person.kel_desa),
            Self::Kecamatan => stated(&person.kecamatan),
            Self::Agama => stated(&person.agama),
            Self::StatusPerkawinan => stated(&person.status_perkawinan),
            Self::Pekerjaan => stated(&person.pekerjaan),
            Self::Kewarganegaraan => stated(&person.kewarganegaraan),
            Self::BerlakuHingga => stated(&person.berlaku_hingga),
            Self::TempatTerbit => stated(&person.tempat_terbit),
            Self::TanggalTerbit => date(person.tanggal_terbit),
        }
    }
}

/// `-` stands for what the record doesn't know.
fn known(text: &str) -> &str {
    let text = text.trim_matches(' ');
    if text.is_empty() { "-" } else { text }
}

fn date(date: jiff::civil::Date) -> Zeroizing<String> {
    Zeroizing::new(format!("{:02}-{:02}-{:04}", date.day(), date.month(), date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Biodata {
        let text = r#"{"nik":"9901014102900001","nama":"SITI","tempat_lahir":"KOTA CONTOH",
            "tanggal_lahir":"1990-02-01","jenis_kelamin":"PEREMPUAN","golongan_darah":"",
            "alamat":"JL. CONTOH","rt":"001","rw":"  ","kel_desa":"DESA","kecamatan":"KEC",
            "kabupaten_kota":"KOTA CONTOH","provinsi":"CONTOH","agama":"ISLAM",
            "status_perkawinan":"KAWIN","pekerjaan":"GURU","kewarganegaraan":"WNI",
            "berlaku_hingga":"SEUMUR HIDUP","tempat_terbit":"KOTA CONTOH",
            "tanggal_terbit":"2026-11-20"}"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn values_stand_as_the_card_writes_them() {
        let person = person();
        let value = |field: Field| field.value(&person).to_string();
        assert_eq!(value(Field::Provinsi), "PROVINSI CONTOH");
        assert_eq!(value(Field::Nik), "9901014102900001");
        assert_eq!(value(Field::TempatTanggalLahir), "KOTA CONTOH, 01-02-1990");
        assert_eq!(value(Field::TanggalTerbit), "20-11-2026");
        assert_eq!(value(Field::BerlakuHingga), "SEUMUR HIDUP");
    }

    #[test]
    fn what_is_unknown_is_a_dash() {
        let person = person();
        assert_eq!(Field::GolonganDarah.value(&person).as_str(), "-");
        assert_eq!(Field::RtRw.value(&person).as_str(), "001/-");
    }

    #[test]
    fn every_field_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = Field::ALL.iter().map(|f| f.name()).collect();
        assert_eq!(names.len(), Field::ALL.len());
    }
}

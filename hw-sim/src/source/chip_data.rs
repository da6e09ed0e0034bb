//! The chip's data as the centre makes it: BER-TLV objects (ISO/IEC 7816-4 §6.3, X.690 §8.1.3)
//! in profile order, and the message that the chip-data signer signs: all objects but the
//! signature's own, without padding. The profile is the card layout's `chip.toml`.

use serde::Deserialize;
use thiserror::Error;

use super::person::{Biodata, Kind};

/// The file that holds the signature and is therefore not signed.
const SIGNATURE_FILE: &str = "data_signature";

#[derive(Debug, Error)]
pub enum ProfileError {
    #[error("chip profile can't be read: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("chip profile names a file `{0}` whose content is not known here")]
    Content(String),
}

/// What of a chip profile concerns the data; access and the channel are the card's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChipDataProfile {
    pub name: String,
    pub version: u8,
    #[serde(rename = "file")]
    pub files: Vec<DataFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DataFile {
    pub name: String,
    pub tag: u32,
    /// Bytes that object and padding fill.
    pub size: usize,
}

/// What goes into one person's chip.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    pub kind: Kind,
    pub biodata: &'a Biodata,
    pub photo: &'a [u8],
    pub signature_image: &'a [u8],
    pub minutiae: [&'a [u8]; 2],
}

impl ChipDataProfile {
    pub fn parse(toml: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(toml)?;
        let known = |name: &str| CONTENTS.contains(&name) || name == SIGNATURE_FILE;
        match profile.files.iter().find(|file| !known(&file.name)) {
            Some(file) => Err(ProfileError::Content(file.name.clone())),
            None => Ok(profile),
        }
    }

    /// The message that is signed.
    pub fn message(&self, contents: &Contents<'_>) -> Vec<u8> {
        self.objects(contents).into_iter().flat_map(|(_, object)| object).collect()
    }

    /// Each signed file with its TLV object, in profile order.
    pub fn objects(&self, contents: &Contents<'_>) -> Vec<(&DataFile, Vec<u8>)> {
        let signed = self.files.iter().filter(|file| file.name != SIGNATURE_FILE);
        signed.map(|file| (file, tlv(file.tag, &self.value(&file.name, contents)))).collect()
    }

    fn value(&self, name: &str, contents: &Contents<'_>) -> Vec<u8> {
        match name {
            "photo" => contents.photo.to_vec(),
            "control" => self.control(contents),
            "biodata" => biodata(contents.biodata),
            "signature_image" => contents.signature_image.to_vec(),
            "minutiae_1" => contents.minutiae[0].to_vec(),
            "minutiae_2" => contents.minutiae[1].to_vec(),
            // `parse` let no other name in.
            _ => Vec::new(),
        }
    }

    fn control(&self, contents: &Contents<'_>) -> Vec<u8> {
        [
            tlv(0x80, self.name.as_bytes()),
            tlv(0x81, &[self.version]),
            tlv(0x82, contents.kind.as_str().as_bytes()),
            tlv(0x83, contents.biodata.tanggal_terbit.as_bytes()),
        ]
        .concat()
    }
}

const CONTENTS: [&str; 6] =
    ["photo", "control", "biodata", "signature_image", "minutiae_1", "minutiae_2"];

fn biodata(biodata: &Biodata) -> Vec<u8> {
    [
        (0x80, &biodata.nik),
        (0x81, &biodata.nama),
        (0x82, &biodata.tempat_lahir),
        (0x83, &biodata.tanggal_lahir),
        (0x84, &biodata.jenis_kelamin),
        (0x85, &biodata.golongan_darah),
        (0x86, &biodata.alamat),
        (0x87, &biodata.rt),
        (0x88, &biodata.rw),
        (0x89, &biodata.kel_desa),
        (0x8a, &biodata.kecamatan),
        (0x8b, &biodata.kabupaten_kota),
        (0x8c, &biodata.provinsi),
        (0x8d, &biodata.agama),
        (0x8e, &biodata.status_perkawinan),
        (0x8f, &biodata.pekerjaan),
        (0x90, &biodata.kewarganegaraan),
        (0x91, &biodata.berlaku_hingga),
    ]
    .into_iter()
    .flat_map(|(tag, value)| tlv(tag, value.as_bytes()))
    .collect()
}

/// One object: tag, shortest definite length, value.
fn tlv(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut object = significant(tag).to_vec();
    match u8::try_from(value.len()) {
        Ok(length @ 0..=0x7f) => object.push(length),
        _ => {
            // No value here comes near four gigabytes.
            let length = significant(value.len() as u32).to_vec();
            object.push(0x80 | length.len() as u8);
            object.extend(length);
        }
    }
    object.extend_from_slice(value);
    object
}

fn significant(number: u32) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
    bytes[zeros..].to_vec()
}

#[cfg(test)]
pub(super) const PROFILE_FOR_TESTS: &str = include_str!("../../../card-layouts/ktp-el/chip.toml");

#[cfg(test)]
mod tests {
    use super::super::cast;
    use super::super::population::Population;
    use super::*;

    #[test]
    fn lengths_are_definite_and_shortest() {
        assert_eq!(tlv(0x53, b""), [0x53, 0]);
        assert_eq!(tlv(0x53, &[7; 127])[..3], [0x53, 0x7f, 7]);
        assert_eq!(tlv(0x53, &[7; 128])[..4], [0x53, 0x81, 0x80, 7]);
        assert_eq!(tlv(0x7f49, &[7; 256])[..6], [0x7f, 0x49, 0x82, 1, 0, 7]);
    }

    #[test]
    fn the_signed_message_has_every_object_in_profile_order() {
        let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
        let population = Population::new(1, 0);
        let person = population.person(cast::ORDINARY_WOMAN).unwrap();
        let contents = Contents {
            kind: person.kind,
            biodata: &person.biodata,
            photo: b"PH",
            signature_image: b"SI",
            minutiae: [b"M1", b"M2"],
        };
        let message = profile.message(&contents);
        let control =
            b"\x73\x28\x80\x0fktp-el-spesimen\x81\x01\x01\x82\x06ktp-el\x83\x0a2026-11-02";
        let head = [b"\x53\x02PH".as_slice(), control, b"\x73\x81"].concat();
        assert_eq!(message[..head.len()], head);
        assert!(message.ends_with(b"\x91\x0cSEUMUR HIDUP\x53\x02SI\x53\x02M1\x53\x02M2"));
    }

    #[test]
    fn every_person_of_a_population_fits_but_the_one_meant_not_to() {
        let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
        for person in Population::new(2, 200).people() {
            let contents = Contents {
                kind: person.kind,
                biodata: &person.biodata,
                photo: b"",
                signature_image: b"",
                minutiae: [b"", b""],
            };
            for (file, object) in profile.objects(&contents) {
                assert!(object.len() <= file.size, "{} of {}", file.name, person.biodata.nama);
            }
        }
    }

    #[test]
    fn a_profile_with_a_strange_file_is_refused() {
        let strange = PROFILE_FOR_TESTS.replace("minutiae_2", "iris");
        let error = ChipDataProfile::parse(&strange).unwrap_err();
        assert!(error.to_string().contains("`iris`"), "{error}");
        assert!(matches!(ChipDataProfile::parse("name = 1"), Err(ProfileError::Toml(_))));
    }
}

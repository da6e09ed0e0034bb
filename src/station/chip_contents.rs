//! From a record to the contents of the chip's files, each by the name that the profile gives it.
//! The centre signed exactly these bytes; were one of them otherwise, its signature would not fit.

use zeroize::Zeroizing;

use crate::chip::{ChipContents, ChipProfile, ChipReading, tlv};
use crate::record::{Biodata, ChipSignature, PrintReadyRecord};

pub fn chip_contents(
    profile: &ChipProfile,
    record: &PrintReadyRecord,
) -> Result<ChipContents, tlv::TlvError> {
    let signature = &record.chip_signature;
    let kid = signature.kid.to_string();
    let issued = record.biodata.tanggal_terbit.to_string();
    let control = [
        (0x80, profile.name.as_bytes()),
        (0x81, &[profile.version][..]),
        (0x82, record.kind.as_str().as_bytes()),
        (0x83, issued.as_bytes()),
    ];
    let proof = [(0x80, kid.as_bytes()), (0x81, &signature.signature)];
    let contents = ChipContents::new()
        .with("photo", record.chip_photo.clone())
        .with_fields("control", &control)?
        .with("signature_image", record.signature_image.clone())
        .with("minutiae_1", record.minutiae[0].clone())
        .with("minutiae_2", record.minutiae[1].clone())
        .with_fields("data_signature", &proof)?;
    with_biodata(contents, &record.biodata)
}

/// Tags of the biodata file, in order.
fn with_biodata(contents: ChipContents, biodata: &Biodata) -> Result<ChipContents, tlv::TlvError> {
    let born = biodata.tanggal_lahir.to_string();
    let fields: [(u32, &str); 18] = [
        (0x80, biodata.nik.expose()),
        (0x81, &biodata.nama),
        (0x82, &biodata.tempat_lahir),
        (0x83, &born),
        (0x84, &biodata.jenis_kelamin),
        (0x85, &biodata.golongan_darah),
        (0x86, &biodata.alamat),
        (0x87, &biodata.rt),
        (0x88, &biodata.rw),
        (0x89, &biodata.kel_desa),
        (0x8A, &biodata.kecamatan),
        (0x8B, &biodata.kabupaten_kota),
        (0x8C, &biodata.provinsi),
        (0x8D, &biodata.agama),
        (0x8E, &biodata.status_perkawinan),
        (0x8F, &biodata.pekerjaan),
        (0x90, &biodata.kewarganegaraan),
        (0x91, &biodata.berlaku_hingga),
    ];
    contents.with_fields("biodata", &fields.map(|(tag, text)| (tag, text.as_bytes())))
}

/// What a person at the desk compares with the card in hand: read from the chip, not from us.
pub struct Holder {
    pub nik: Zeroizing<String>,
    pub nama: Zeroizing<String>,
}

impl Holder {
    pub fn read(reading: &ChipReading) -> Option<Self> {
        let fields = reading.fields("biodata")?.ok()?;
        let text = |tag: u32| {
            let field = fields.iter().find(|field| field.tag == tag)?;
            Some(Zeroizing::new(std::str::from_utf8(field.value).ok()?.to_owned()))
        };
        Some(Self { nik: text(0x80)?, nama: text(0x81)? })
    }
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Holder(…)")
    }
}

/// The centre's signature as the chip carries it.
pub fn data_signature(reading: &ChipReading) -> Option<ChipSignature> {
    let fields = reading.fields("data_signature")?.ok()?;
    let value = |tag: u32| fields.iter().find(|field| field.tag == tag).map(|field| field.value);
    let kid = std::str::from_utf8(value(0x80)?).ok()?.parse().ok()?;
    Some(ChipSignature { kid, signature: value(0x81)?.try_into().ok()? })
}

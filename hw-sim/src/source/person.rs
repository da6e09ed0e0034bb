//! One synthetic person: biodata as the record states it, how the person looks, and what is
//! wrong with the record, if anything. Field names and order are those of the contract.

use serde::Serialize;

/// Record states, as the national system spells them.
pub const STATES: [&str; 16] = [
    "UNREGISTERED",
    "BIO_CAPTURED",
    "PROCESSING",
    "SENT_FOR_ENROLLMENT",
    "RECEIVED_AT_CENTRAL",
    "ENROLL_FAILURE_AT_CENTRAL",
    "ENROLL_FAILURE_AT_REGIONAL",
    "SEARCH_FAILURE_AT_CENTRAL",
    "ADJUDICATE_RECORD",
    "REQUEST_VALIDATION",
    "DUPLICATE_RECORD",
    PRINT_READY,
    SENT_FOR_PRINTING,
    PRINTED,
    "CARD_SHIPPED",
    "CARD_ISSUED",
];

/// The only state that prints.
pub const PRINT_READY: &str = "PRINT_READY_RECORD";
pub const SENT_FOR_PRINTING: &str = "SENT_FOR_CARD_PRINTING";
pub const PRINTED: &str = "CARD_PRINTED";

/// What the source knows about one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub kind: Kind,
    pub biodata: Biodata,
    /// One of `STATES`, or on purpose another word.
    pub state: String,
    /// Since when the record is in that state, RFC 3339.
    pub since: String,
    pub wish: Wish,
    pub look: Look,
    pub trouble: Trouble,
}

/// Why a card is made, with the papers that were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub reason: &'static str,
    pub papers: &'static [&'static str],
    pub disaster: bool,
}

impl Wish {
    /// A first card.
    pub const FIRST: Self = Self { reason: "baru", papers: &[], disaster: false };
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    #[serde(rename = "ktp-el")]
    Citizen,
    #[serde(rename = "ktp-el-oa")]
    ForeignResident,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "ktp-el",
            Self::ForeignResident => "ktp-el-oa",
        }
    }
}

/// The printed data; serialises to the member `biodata` of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Biodata {
    pub nik: String,
    pub nama: String,
    pub tempat_lahir: String,
    /// `YYYY-MM-DD`
    pub tanggal_lahir: String,
    pub jenis_kelamin: String,
    pub golongan_darah: String,
    pub alamat: String,
    pub rt: String,
    pub rw: String,
    pub kel_desa: String,
    pub kecamatan: String,
    pub kabupaten_kota: String,
    pub provinsi: String,
    pub agama: String,
    pub status_perkawinan: String,
    pub pekerjaan: String,
    pub kewarganegaraan: String,
    pub berlaku_hingga: String,
    pub tempat_terbit: String,
    /// `YYYY-MM-DD`
    pub tanggal_terbit: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Man,
    Woman,
}

/// From what a portrait and a signature are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Look {
    pub seed: u64,
    pub sex: Sex,
    pub age: u8,
    pub wall: Wall,
    pub origin: Origin,
    pub head: Head,
}

/// The photo's background: red for odd years of birth, blue for even.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wall {
    Red,
    Blue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    Archipelago,
    East,
    Abroad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Head {
    Bare,
    Hijab,
    /// The black cap, *peci*.
    Peci,
}

/// What is wrong with a record that a lease carries; the source signs and sends it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Nothing,
    PhotoMissing,
    /// The photo's bytes are no JPEG.
    PhotoBroken,
    ChipPhotoMissing,
    SignatureMissing,
    MinutiaeMissing,
    /// The chip photo exceeds its file in the chip.
    TooLargeForTheChip,
    /// The record inside the lease names a state that nobody knows.
    StateUnknown,
    ChipSignatureWrong,
    /// Chip data signed by a key that no station trusts.
    ChipSignerUnknown,
}

//! The cast: people who stand at the beginning of every population whatever its seed, so that
//! demos, tests and walkthroughs can call them by NIK. `CAST` says what each of them is for.

use super::names;
use super::person::{Biodata, Head, Kind, Look, Origin, Person, Sex, Trouble, Wall, Wish};
use super::population::Birth;

// People whose card can be made.
pub const ORDINARY_WOMAN: &str = "9901015202900001";
pub const ORDINARY_MAN: &str = "9901011708870001";
/// A name of 60 characters and the longest places.
pub const LONGEST_NAME: &str = "9903074311750002";
pub const ONE_WORD_NAME: &str = "9902043006580001";
pub const TITLED_NAME: &str = "9901020501690003";
pub const FOREIGN_RESIDENT: &str = "9901012104830007";
pub const FOREIGN_WOMAN: &str = "9901015407760004";
pub const CURLY_APOSTROPHE: &str = "9905016512040001";
pub const FROM_THE_EAST: &str = "9906030903940002";
/// Slash, hyphen and brackets in name and address.
pub const EVERY_SIGN: &str = "9904026004910002";
/// NIK and record disagree on the day of birth, which is lawful.
pub const DATE_DIFFERS: &str = "9902013112800001";

// People whose record does not print.
pub const UNREGISTERED: &str = "9901030101910001";
pub const BIO_CAPTURED: &str = "9901030202920001";
pub const PROCESSING: &str = "9901030303930001";
pub const SENT_FOR_ENROLLMENT: &str = "9901034404940001";
pub const RECEIVED_AT_CENTRAL: &str = "9901030505950001";
pub const ENROLL_FAILURE_AT_CENTRAL: &str = "9901034606960001";
pub const ENROLL_FAILURE_AT_REGIONAL: &str = "9901030707970001";
pub const SEARCH_FAILURE_AT_CENTRAL: &str = "9901034808980001";
pub const ADJUDICATE_RECORD: &str = "9901030909990001";
pub const REQUEST_VALIDATION: &str = "9901035010890001";
pub const DUPLICATE_RECORD: &str = "9901031111880001";
pub const SENT_FOR_CARD_PRINTING: &str = "9901035212870001";
pub const CARD_PRINTED: &str = "9901031301860001";
pub const CARD_SHIPPED: &str = "9901035402850001";
pub const CARD_ISSUED: &str = "9901031503840001";
/// The status is a word that nobody knows.
pub const UNKNOWN_STATE_WORD: &str = "9901031604830001";
/// A lawful NIK of which the source never heard; not in the population.
pub const NOBODY: &str = "9901013112990999";

// People whose status is print-ready but whose record is broken or does not fit.
pub const PHOTO_MISSING: &str = "9901040101810001";
pub const PHOTO_BROKEN: &str = "9901040202820001";
pub const CHIP_PHOTO_MISSING: &str = "9901040303830001";
pub const SIGNATURE_MISSING: &str = "9901044404840001";
pub const MINUTIAE_MISSING: &str = "9901040505850001";
pub const TOO_LARGE_FOR_THE_CHIP: &str = "9901044606860001";
pub const UNKNOWN_STATE_IN_LEASE: &str = "9901040707870001";
pub const CHIP_SIGNATURE_WRONG: &str = "9901044808880001";
pub const CHIP_SIGNER_UNKNOWN: &str = "9901040909890001";
/// A letter that no Latin font has.
pub const GLYPH_UNKNOWN: &str = "9901045010900001";
/// A name longer than any face carries.
pub const NAME_TOO_LONG: &str = "9901041111910001";

/// One line of the cast list.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    pub nik: &'static str,
    pub nama: &'static str,
    pub year_of_birth: u16,
    pub what: What,
}

/// What a member of the cast is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Prints.
    Ready,
    /// Does not print: the record's state.
    State(&'static str),
    /// Says print-ready, and the leased record is no good.
    Trouble(Trouble),
    /// Says print-ready, and no face can carry the name.
    Face,
}

const fn role(nik: &'static str, nama: &'static str, year_of_birth: u16, what: What) -> Role {
    Role { nik, nama, year_of_birth, what }
}

/// Everybody in the cast, print-ready people first.
pub const CAST: [Role; 38] = [
    role(ORDINARY_WOMAN, "SITI RAHMAWATI", 1990, What::Ready),
    role(ORDINARY_MAN, "BUDI SANTOSO", 1987, What::Ready),
    role(
        LONGEST_NAME,
        "RADEN AYU KUSUMANINGTYAS WULANDARI PUSPITANINGRUM HARDJONEGO",
        1975,
        What::Ready,
    ),
    role(ONE_WORD_NAME, "SLAMET", 1958, What::Ready),
    role(TITLED_NAME, "DR. H. ANDI MA'RUF TELADAN, S.H., M.KN", 1969, What::Ready),
    role(FOREIGN_RESIDENT, "PIETER VAN VOORBEELD", 1983, What::Ready),
    role(FOREIGN_WOMAN, "HARUKA MIHON", 1976, What::Ready),
    role(CURLY_APOSTROPHE, "NUR’AINI PUTRI LESTARI", 2004, What::Ready),
    role(FROM_THE_EAST, "YOSEP WENDA", 1994, What::Ready),
    role(EVERY_SIGN, "MARIA-THERESIA D/H TAN (MELATI), S.PD.", 1991, What::Ready),
    role(DATE_DIFFERS, "I KETUT DARMA WIJAYA", 1980, What::Ready),
    role(UNREGISTERED, "AGUS HARTONO", 1991, What::State("UNREGISTERED")),
    role(BIO_CAPTURED, "BAYU RAMADHAN", 1992, What::State("BIO_CAPTURED")),
    role(PROCESSING, "DEDI IRAWAN", 1993, What::State("PROCESSING")),
    role(SENT_FOR_ENROLLMENT, "CITRA MAHARANI", 1994, What::State("SENT_FOR_ENROLLMENT")),
    role(RECEIVED_AT_CENTRAL, "EKO PRASETYO", 1995, What::State("RECEIVED_AT_CENTRAL")),
    role(ENROLL_FAILURE_AT_CENTRAL, "FITRI", 1996, What::State("ENROLL_FAILURE_AT_CENTRAL")),
    role(ENROLL_FAILURE_AT_REGIONAL, "GALIH", 1997, What::State("ENROLL_FAILURE_AT_REGIONAL")),
    role(SEARCH_FAILURE_AT_CENTRAL, "HANA", 1998, What::State("SEARCH_FAILURE_AT_CENTRAL")),
    role(ADJUDICATE_RECORD, "IWAN SAPUTRA", 1999, What::State("ADJUDICATE_RECORD")),
    role(REQUEST_VALIDATION, "KARTIKA", 1989, What::State("REQUEST_VALIDATION")),
    role(DUPLICATE_RECORD, "LUKAS MANALU", 1988, What::State("DUPLICATE_RECORD")),
    role(SENT_FOR_CARD_PRINTING, "MAYA", 1987, What::State("SENT_FOR_CARD_PRINTING")),
    role(CARD_PRINTED, "NANANG SUBAGYO", 1986, What::State("CARD_PRINTED")),
    role(CARD_SHIPPED, "PUJI LESTARI", 1985, What::State("CARD_SHIPPED")),
    role(CARD_ISSUED, "RAHMAT HIDAYAT", 1984, What::State("CARD_ISSUED")),
    role(UNKNOWN_STATE_WORD, "SURYA UTOMO", 1983, What::State("CARD_EN_ROUTE_TO_THE_MOON")),
    role(PHOTO_MISSING, "TEGUH", 1981, What::Trouble(Trouble::PhotoMissing)),
    role(PHOTO_BROKEN, "UMAR HAKIM", 1982, What::Trouble(Trouble::PhotoBroken)),
    role(CHIP_PHOTO_MISSING, "WAHYU", 1983, What::Trouble(Trouble::ChipPhotoMissing)),
    role(SIGNATURE_MISSING, "YULIA", 1984, What::Trouble(Trouble::SignatureMissing)),
    role(MINUTIAE_MISSING, "ZAINAL", 1985, What::Trouble(Trouble::MinutiaeMissing)),
    role(TOO_LARGE_FOR_THE_CHIP, "INTAN", 1986, What::Trouble(Trouble::TooLargeForTheChip)),
    role(UNKNOWN_STATE_IN_LEASE, "JOKO", 1987, What::Trouble(Trouble::StateUnknown)),
    role(CHIP_SIGNATURE_WRONG, "LUH AYU", 1988, What::Trouble(Trouble::ChipSignatureWrong)),
    role(CHIP_SIGNER_UNKNOWN, "OKTO", 1989, What::Trouble(Trouble::ChipSignerUnknown)),
    role(GLYPH_UNKNOWN, "YANTI ЖIVA", 1990, What::Face),
    role(
        NAME_TOO_LONG,
        "MUHAMMAD ZAINAL ABIDIN NUGROHO KUSUMAWARDHANA PRAWIRODIRDJO SASTROAMIDJOJO \
         DANUREDJO MANGKUNEGORO TJOKROAMINOTO NOTONEGORO SUKARTAPURA",
        1991,
        What::Face,
    ),
];

/// The cast as people.
pub fn people() -> Vec<Person> {
    CAST.iter().map(person).collect()
}

fn person(role: &Role) -> Person {
    let pair = |at: usize| role.nik[at..at + 2].parse::<u8>().unwrap_or(1);
    let sex = if pair(6) > 40 { Sex::Woman } else { Sex::Man };
    let birth = Birth { year: role.year_of_birth, month: pair(8), day: pair(6) % 40 };
    let mut person = Person {
        kind: Kind::Citizen,
        biodata: biodata(role, birth, sex),
        state: "PRINT_READY_RECORD".to_owned(),
        since: "2026-11-02T01:30:00Z".to_owned(),
        wish: Wish::FIRST,
        look: look(role, birth, sex),
        trouble: Trouble::Nothing,
    };
    match role.what {
        What::Ready | What::Face => character(&mut person),
        What::State(state) => person.state = state.to_owned(),
        What::Trouble(trouble) => person.trouble = trouble,
    }
    person
}

fn biodata(role: &Role, birth: Birth, sex: Sex) -> Biodata {
    let man = sex == Sex::Man;
    Biodata {
        nik: role.nik.to_owned(),
        nama: role.nama.to_owned(),
        tempat_lahir: "KOTA SPESIMEN".to_owned(),
        tanggal_lahir: birth.iso(),
        jenis_kelamin: if man { "LAKI-LAKI" } else { "PEREMPUAN" }.to_owned(),
        golongan_darah: if man { "O" } else { "AB+" }.to_owned(),
        alamat: "JL. MELATI NO. 7".to_owned(),
        rt: "004".to_owned(),
        rw: "011".to_owned(),
        kel_desa: "CONTOHREJO".to_owned(),
        kecamatan: "TELADAN UTARA".to_owned(),
        kabupaten_kota: "KOTA SPESIMEN".to_owned(),
        provinsi: "NUSA CONTOH".to_owned(),
        agama: "ISLAM".to_owned(),
        status_perkawinan: "KAWIN".to_owned(),
        pekerjaan: if man { "KARYAWAN SWASTA" } else { "GURU" }.to_owned(),
        kewarganegaraan: "WNI".to_owned(),
        berlaku_hingga: "SEUMUR HIDUP".to_owned(),
        tempat_terbit: "KOTA SPESIMEN".to_owned(),
        tanggal_terbit: "2026-11-02".to_owned(),
    }
}

fn look(role: &Role, birth: Birth, sex: Sex) -> Look {
    let seed = role.nik.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte));
    let wall: Wall = birth.wall();
    let age = (2026 - birth.year) as u8;
    Look { seed, sex, age, wall, origin: Origin::Archipelago, head: Head::Bare }
}

/// What sets the named people apart from the plain ones.
fn character(person: &mut Person) {
    let (biodata, look) = (&mut person.biodata, &mut person.look);
    match biodata.nik.as_str() {
        ORDINARY_WOMAN => look.head = Head::Hijab,
        LONGEST_NAME => longest(biodata),
        ONE_WORD_NAME => {
            look.head = Head::Peci;
            biodata.pekerjaan = "PETANI/PEKEBUN".to_owned();
            biodata.golongan_darah = "-".to_owned();
            biodata.status_perkawinan = "CERAI MATI".to_owned();
        }
        TITLED_NAME => {
            look.head = Head::Peci;
            biodata.pekerjaan = "NOTARIS".to_owned();
        }
        FOREIGN_RESIDENT | FOREIGN_WOMAN => person.kind = foreign(biodata, look),
        CURLY_APOSTROPHE => {
            look.head = Head::Hijab;
            biodata.status_perkawinan = "BELUM KAWIN".to_owned();
            biodata.pekerjaan = "PELAJAR/MAHASISWA".to_owned();
            biodata.tempat_lahir = "TANJUNG CONTOH UTARA".to_owned();
        }
        FROM_THE_EAST => {
            look.origin = Origin::East;
            biodata.agama = "KRISTEN".to_owned();
            biodata.kabupaten_kota = "KABUPATEN PEGUNUNGAN TELADAN".to_owned();
            biodata.provinsi = "TELADAN PEGUNUNGAN".to_owned();
        }
        EVERY_SIGN => {
            biodata.agama = "KEPERCAYAAN TERHADAP TUHAN YME".to_owned();
            biodata.alamat = "KOMP. MA’RUF II/B-4 (BLOK D), NO. 12-A".to_owned();
            biodata.status_perkawinan = "KAWIN BELUM TERCATAT".to_owned();
        }
        DATE_DIFFERS => {
            biodata.tanggal_lahir = "1980-12-30".to_owned();
            biodata.agama = "HINDU".to_owned();
        }
        _ => {}
    }
}

fn longest(biodata: &mut Biodata) {
    let (kabupaten_kota, provinsi) = names::REGIONS[2];
    biodata.tempat_lahir = "KEPULAUAN CONTOH SELATAN TENGAH".to_owned();
    biodata.alamat = names::STREETS[7].to_owned();
    biodata.kel_desa = names::VILLAGES[7].to_owned();
    biodata.kecamatan = names::DISTRICTS[7].to_owned();
    biodata.kabupaten_kota = kabupaten_kota.to_owned();
    biodata.provinsi = provinsi.to_owned();
    biodata.tempat_terbit = kabupaten_kota.to_owned();
    biodata.status_perkawinan = "CERAI HIDUP BELUM TERCATAT".to_owned();
    biodata.pekerjaan = "ANGGOTA DPRD KABUPATEN/KOTA".to_owned();
    biodata.agama = "KEPERCAYAAN TERHADAP TUHAN YME".to_owned();
}

fn foreign(biodata: &mut Biodata, look: &mut Look) -> Kind {
    let man = look.sex == Sex::Man;
    look.origin = if man { Origin::Abroad } else { Origin::Archipelago };
    biodata.jenis_kelamin = if man { "MALE" } else { "FEMALE" }.to_owned();
    biodata.tempat_lahir = if man { "VOORBEELD" } else { "MIHON" }.to_owned();
    biodata.kewarganegaraan = if man { "NETHERLANDS" } else { "JAPAN" }.to_owned();
    biodata.agama = if man { "CHRISTIAN" } else { "BUDDHIST" }.to_owned();
    biodata.status_perkawinan = "MARRIED".to_owned();
    biodata.pekerjaan = if man { "ENGINEER" } else { "LECTURER" }.to_owned();
    biodata.berlaku_hingga = if man { "14-03-2031" } else { "30-09-2029" }.to_owned();
    Kind::ForeignResident
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::person::STATES;
    use super::*;

    #[test]
    fn every_member_has_a_nik_of_its_own() {
        let niks: BTreeSet<_> = CAST.iter().map(|role| role.nik).collect();
        assert_eq!(niks.len(), CAST.len());
        assert!(!niks.contains(NOBODY));
    }

    #[test]
    fn every_state_has_its_member() {
        let states: BTreeSet<_> = people().into_iter().map(|person| person.state).collect();
        assert!(STATES.iter().all(|state| states.contains(*state)));
        assert_eq!(states.len(), STATES.len() + 1, "and one word that is no state");
    }

    #[test]
    fn the_longest_name_has_sixty_characters() {
        let name = |nik| CAST.iter().find(|role| role.nik == nik).unwrap().nama.chars().count();
        assert_eq!(name(LONGEST_NAME), 60);
        assert!(name(NAME_TOO_LONG) > 120);
    }
}

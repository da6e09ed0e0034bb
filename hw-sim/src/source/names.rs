//! Words from which synthetic people are put together: given names, places, value lists.
//! Places are invented, at the longest real lengths; no combination is meant to be anybody.

pub const MEN: [&str; 48] = [
    "ADI",
    "AGUS",
    "AHMAD",
    "ANDI",
    "ARIF",
    "BAMBANG",
    "BAYU",
    "BUDI",
    "CAHYO",
    "DARMA",
    "DEDI",
    "DIMAS",
    "EKO",
    "FAJAR",
    "FERDINAND",
    "GALIH",
    "GEDE",
    "HADI",
    "HENDRA",
    "I MADE",
    "IRFAN",
    "IWAN",
    "JOKO",
    "JOHANIS",
    "KETUT",
    "LUKAS",
    "M.",
    "MARTEN",
    "MUHAMMAD",
    "NANANG",
    "NYOMAN",
    "OKTO",
    "PUTU",
    "RAHMAT",
    "RIZKY",
    "RUDI",
    "SLAMET",
    "SURYA",
    "TEGUH",
    "TRI",
    "UMAR",
    "WAHYU",
    "WAYAN",
    "YANTO",
    "YOSEP",
    "YUSUF",
    "ZAINAL",
    "ABD.",
];

pub const WOMEN: [&str; 48] = [
    "AISYAH", "ANI", "ARINI", "AYU", "BUNGA", "CITRA", "DEWI", "DIAN", "ENDANG", "ESTER",
    "FATIMAH", "FITRI", "GITA", "HANA", "INDAH", "INTAN", "KADEK", "KARTIKA", "KOMANG", "LESTARI",
    "LUH", "MARIA", "MAYA", "MELATI", "MERRY", "NI MADE", "NUR", "NURUL", "PUJI", "PUTRI", "RATNA",
    "RINA", "RUTH", "SARI", "SITI", "SRI", "SUSI", "THERESIA", "TITIK", "UMI", "UTAMI", "WATI",
    "WULAN", "YANTI", "YOHANA", "YULIA", "YUNI", "ZAHRA",
];

pub const FAMILY: [&str; 56] = [
    "ADIPUTRA",
    "AMBARWATI",
    "ANGGRAINI",
    "BASUKI",
    "DAENG",
    "DARMAWAN",
    "FIRDAUS",
    "GUNAWAN",
    "HAKIM",
    "HALIM",
    "HANDAYANI",
    "HARTONO",
    "HASIBUAN",
    "HIDAYAT",
    "IRAWAN",
    "KAMAL",
    "KOGOYA",
    "KUSUMA",
    "LATUHIHIN",
    "LESTARI",
    "LUBIS",
    "MAHARANI",
    "MANALU",
    "MANDAGI",
    "MARPAUNG",
    "MAULANA",
    "NAINGGOLAN",
    "NASUTION",
    "NUGROHO",
    "NURHALIZA",
    "PANGESTU",
    "PATTIASINA",
    "PERMATA",
    "PRASETYO",
    "PRATIWI",
    "PURNAMA",
    "RAHARJO",
    "RAMADHAN",
    "RUMBIAK",
    "SAPUTRA",
    "SETIAWAN",
    "SIHOMBING",
    "SIREGAR",
    "SUBAGYO",
    "SUKMAWATI",
    "SUTRISNO",
    "SYAHPUTRA",
    "TANJUNG",
    "TUMBELAKA",
    "UTOMO",
    "WARDHANA",
    "WENDA",
    "WIBOWO",
    "WIJAYA",
    "WIRAWAN",
    "YUDHISTIRA",
];

/// Forms with the signs that stand in lawful names; `{}` is the name.
pub const FORMS: [&str; 12] = [
    "DRS. {}",
    "{}, S.H., M.KN",
    "DR. H. {}, S.H., M.KN",
    "HJ. {}, S.PD.I",
    "{}, A.MD.KEB",
    "IR. {}, M.T., PH.D",
    "PROF. DR. {}",
    "{} (ALM. BIN)",
    "MA'RUF {}",
    "NUR’AINI {}",
    "{} AL-FARISI",
    "{} B/D HASAN",
];

pub const BIRTHPLACES: [&str; 12] = [
    "KOTA SPESIMEN",
    "TELADAN",
    "CONTOH BARU",
    "PULAU CONTOH",
    "SUNGAI SPESIMEN",
    "GUNUNG TELADAN",
    "TANJUNG CONTOH UTARA",
    "UJUNG TELADAN",
    "SP. 3 CONTOH",
    "KUALA SPESIMEN",
    "LUBUK TELADAN",
    "MUARA CONTOH",
];

/// Kabupaten and kota with their province (38 and more real ones share these shapes).
pub const REGIONS: [(&str, &str); 6] = [
    ("KOTA SPESIMEN", "NUSA CONTOH"),
    ("KABUPATEN TELADAN", "NUSA CONTOH"),
    ("KABUPATEN ADMINISTRASI KEPULAUAN CONTOH", "DAERAH KHUSUS PERCONTOHAN RAYA"),
    ("KOTA ADMINISTRASI TELADAN TENGGARA", "DAERAH KHUSUS PERCONTOHAN RAYA"),
    ("KABUPATEN CONTOH TENGAH", "KEPULAUAN SPESIMEN TENGGARA"),
    ("KABUPATEN PEGUNUNGAN TELADAN", "TELADAN PEGUNUNGAN"),
];

pub const DISTRICTS: [&str; 8] = [
    "CONTOH",
    "TELADAN UTARA",
    "SPESIMEN KOTA",
    "SUNGAI TELADAN",
    "PULAU-PULAU CONTOH",
    "GUNUNG SPESIMEN BARAT",
    "MUARA TELADAN",
    "KEPULAUAN CONTOH SELATAN TENGAH",
];

pub const VILLAGES: [&str; 8] = [
    "CONTOHREJO",
    "TELADAN",
    "SPESIMEN HILIR",
    "SUNGAI CONTOH KECIL",
    "TANJUNG TELADAN",
    "UPT. XII / SP. 4 CONTOH",
    "PASAR SPESIMEN",
    "PERKEBUNAN CONTOH TELADAN SUNGAI SPESIMEN II",
];

pub const STREETS: [&str; 10] = [
    "JL. MELATI NO. 7",
    "JL. CONTOH RAYA NO. 12A",
    "DUSUN TELADAN II",
    "GG. KENANGA III/14",
    "KOMP. SPESIMEN INDAH BLOK C-3 NO. 21",
    "LINGK. TELADAN",
    "JL. KI HAJAR CONTOH, LR. 5",
    "PERUM GRIYA TELADAN ASRI BLOK AA 10/NO. 114 (BELAKANG MASJID)",
    "KP. CONTOH",
    "JL. MA’RUF TELADAN NO. 3",
];

pub const RELIGIONS: [&str; 7] = [
    "ISLAM",
    "KRISTEN",
    "KATOLIK",
    "HINDU",
    "BUDDHA",
    "KHONGHUCU",
    "KEPERCAYAAN TERHADAP TUHAN YME",
];

pub const BLOOD_GROUPS: [&str; 13] =
    ["A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-", "-"];

pub const MARITAL: [&str; 4] = ["BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"];
/// Words that stand in real records beside the four.
pub const MARITAL_UNUSUAL: [&str; 2] = ["KAWIN BELUM TERCATAT", "CERAI HIDUP BELUM TERCATAT"];

pub const OCCUPATIONS: [&str; 89] = [
    "BELUM/TIDAK BEKERJA",
    "MENGURUS RUMAH TANGGA",
    "PELAJAR/MAHASISWA",
    "PENSIUNAN",
    "PEGAWAI NEGERI SIPIL",
    "TENTARA NASIONAL INDONESIA",
    "KEPOLISIAN RI",
    "PERDAGANGAN",
    "PETANI/PEKEBUN",
    "PETERNAK",
    "NELAYAN/PERIKANAN",
    "INDUSTRI",
    "KONSTRUKSI",
    "TRANSPORTASI",
    "KARYAWAN SWASTA",
    "KARYAWAN BUMN",
    "KARYAWAN BUMD",
    "KARYAWAN HONORER",
    "BURUH HARIAN LEPAS",
    "BURUH TANI/PERKEBUNAN",
    "BURUH NELAYAN/PERIKANAN",
    "BURUH PETERNAKAN",
    "PEMBANTU RUMAH TANGGA",
    "TUKANG CUKUR",
    "TUKANG LISTRIK",
    "TUKANG BATU",
    "TUKANG KAYU",
    "TUKANG SOL SEPATU",
    "TUKANG LAS/PANDAI BESI",
    "TUKANG JAHIT",
    "TUKANG GIGI",
    "PENATA RIAS",
    "PENATA BUSANA",
    "PENATA RAMBUT",
    "MEKANIK",
    "SENIMAN",
    "TABIB",
    "PARAJI",
    "PERANCANG BUSANA",
    "PENTERJEMAH",
    "IMAM MASJID",
    "PENDETA",
    "PASTOR",
    "WARTAWAN",
    "USTADZ/MUBALIGH",
    "JURU MASAK",
    "PROMOTOR ACARA",
    "ANGGOTA DPR-RI",
    "ANGGOTA DPD",
    "ANGGOTA BPK",
    "PRESIDEN",
    "WAKIL PRESIDEN",
    "ANGGOTA MAHKAMAH KONSTITUSI",
    "ANGGOTA KABINET/KEMENTERIAN",
    "DUTA BESAR",
    "GUBERNUR",
    "WAKIL GUBERNUR",
    "BUPATI",
    "WAKIL BUPATI",
    "WALIKOTA",
    "WAKIL WALIKOTA",
    "ANGGOTA DPRD PROVINSI",
    "ANGGOTA DPRD KABUPATEN/KOTA",
    "DOSEN",
    "GURU",
    "PILOT",
    "PENGACARA",
    "NOTARIS",
    "ARSITEK",
    "AKUNTAN",
    "KONSULTAN",
    "DOKTER",
    "BIDAN",
    "PERAWAT",
    "APOTEKER",
    "PSIKIATER/PSIKOLOG",
    "PENYIAR TELEVISI",
    "PENYIAR RADIO",
    "PELAUT",
    "PENELITI",
    "SOPIR",
    "PIALANG",
    "PARANORMAL",
    "PEDAGANG",
    "PERANGKAT DESA",
    "KEPALA DESA",
    "BIARAWATI",
    "WIRASWASTA",
    "LAINNYA",
];
/// Words newer than the list; the list grows, nothing is refused for being unknown.
pub const OCCUPATIONS_UNUSUAL: [&str; 3] =
    ["PEKERJA MIGRAN INDONESIA", "PEMBUAT KONTEN DIGITAL", "JURU PELIHARA CAGAR BUDAYA"];

/// Residents from abroad: nationality, given name of a man, of a woman, family name.
pub const ABROAD: [(&str, &str, &str, &str); 8] = [
    ("NETHERLANDS", "PIETER", "ANNEKE", "VAN VOORBEELD"),
    ("JAPAN", "KENJI", "HARUKA", "MIHON"),
    ("AUSTRALIA", "LIAM", "OLIVIA", "SAMPLETON"),
    ("UNITED KINGDOM", "THOMAS", "EMILY", "O'SPECIMEN-HYDE"),
    ("REPUBLIC OF KOREA", "MIN-JUN", "SEO-YEON", "GYEONBON"),
    ("UNITED STATES OF AMERICA", "JAMES", "ABIGAIL", "EXEMPLAR JR."),
    ("GERMANY", "LUKAS", "ANNIKA", "MUSTERMANN"),
    ("SAINT VINCENT AND THE GRENADINES", "ELIJAH", "NAOMI", "DE LA MUESTRA"),
];
pub const RELIGIONS_ABROAD: [&str; 5] = ["CHRISTIAN", "CATHOLIC", "ISLAM", "BUDDHIST", "OTHERS"];
pub const MARITAL_ABROAD: [&str; 4] = ["SINGLE", "MARRIED", "DIVORCED", "WIDOWED"];
pub const OCCUPATIONS_ABROAD: [&str; 6] =
    ["ENGINEER", "LECTURER", "DIRECTOR", "CONSULTANT", "HOUSEWIFE/HOMEMAKER", "RETIRED"];

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(list: &[&str]) -> usize {
        list.iter().map(|word| word.chars().count()).max().unwrap()
    }

    #[test]
    fn the_longest_places_have_the_longest_real_lengths() {
        assert_eq!(longest(&REGIONS.map(|(kabupaten, _)| kabupaten)), 39);
        assert_eq!(longest(&REGIONS.map(|(_, province)| province)), 30);
        assert_eq!(longest(&DISTRICTS), 31);
        assert_eq!(longest(&VILLAGES), 44);
    }

    #[test]
    fn every_lawful_sign_occurs_in_a_name_or_an_address() {
        let text = [FORMS.concat(), STREETS.concat(), ABROAD.map(|(.., family)| family).concat()];
        for sign in "'-.,/()’".chars() {
            assert!(text.concat().contains(sign), "{sign}");
        }
    }
}

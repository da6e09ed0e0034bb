//! What `--help` says in Indonesian. English stands at each command and argument, where clap reads
//! it, and is the key here: neither is changed without the other, for a test walks all of them.

mod books;
mod desk;
mod stock;

pub const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 failure · 2 wrong usage · 3 refused, nothing consumed · 4 a person has to \
help · 5 device out of reach · 6 record source out of reach · 7 no daemon · 8 books not whole · \
9 doctor found something";

pub const EXIT_CODES_ID: &str = "\
Kode keluar: 0 selesai · 1 gagal · 2 salah ketik · 3 ditolak, tidak ada yang terpakai · 4 perlu \
bantuan orang · 5 alat tidak terjangkau · 6 sumber data tidak terjangkau · 7 daemon mati · \
8 buku tidak utuh · 9 doctor menemukan sesuatu

English: cetakd --lang en --help";

pub const USAGE: &str = "Pemakaian:";
pub const COMMANDS: &str = "Perintah";
pub const ARGUMENTS: &str = "Argumen";
pub const OPTIONS: &str = "Opsi";
pub const A_COMMAND: &str = "PERINTAH";
pub const SOME_OPTIONS: &str = "[OPSI]";

/// A sentence of the help, by its English one.
pub fn indonesian(en: &str) -> Option<&'static str> {
    let all = desk::WORDS.iter().chain(stock::WORDS).chain(books::WORDS);
    all.copied().find(|(key, _)| *key == en).map(|(_, id)| id)
}

/// `[pilihan: good, spoiled] [bawaan: 50]`
pub fn bracket(word: Bracket, what: &str) -> String {
    let word = match word {
        Bracket::Choices => "pilihan",
        Bracket::Default => "bawaan",
        Bracket::Environment => "dari lingkungan",
    };
    format!(" [{word}: {what}]")
}

#[derive(Debug, Clone, Copy)]
pub enum Bracket {
    Choices,
    Default,
    Environment,
}

/// What stands for a value, as `--lane <JALUR>`.
const VALUES: &[(&str, &[&str])] = &[
    ("ALAMAT", &["WEB"]),
    ("ALASAN", &["REASON"]),
    ("ANTREAN", &["BATCH"]),
    ("BAHASA", &["LANG"]),
    ("BERKAS", &["CONFIG", "FILE", "SIGNATURE", "UIDS"]),
    ("BULAN", &["MONTH"]),
    ("CATATAN", &["AFTER", "BEGUN", "SEQ"]),
    ("DARI", &["FROM"]),
    ("FOLDER", &["CERTS", "LAYOUTS"]),
    ("HARI", &["DAYS"]),
    ("HASIL", &["FINGERPRINT"]),
    ("HUBUNGAN", &["RELATION"]),
    ("JALUR", &["LANE", "LANES"]),
    ("JENIS", &["KIND"]),
    ("JUMLAH", &["COUNTED", "LIMIT", "ON_PAPER", "PANELS", "QUANTITY", "WITHDRAWN"]),
    ("KANTOR", &["OFFICE"]),
    ("KE", &["TO"]),
    ("KEPALA", &["ANCHOR", "LOST"]),
    ("KEPERLUAN", &["PURPOSE"]),
    ("KETERANGAN", &["REMARKS"]),
    ("KIRIMAN", &["TRANSFER"]),
    ("KUNCI", &["KEY"]),
    ("NAMA", &["COLLECTOR", "NAME"]),
    ("NILAI", &["VERDICT"]),
    ("NOMOR", &["BEFORE", "BAST", "DOCUMENT", "LETTER", "NUMBER", "POLICE_LETTER", "RECEIPT"]),
    ("NOMOR", &["INSTEAD_OF", "N", "REGISTER", "SHIPMENT", "SPPB", "SUKET"]),
    ("PEKERJAAN", &["JOB"]),
    ("PEMBACA", &["DESK"]),
    ("PERAN", &["ROLE"]),
    ("PERIKSA", &["CHECKED"]),
    ("PETUGAS", &["ACTOR", "OPERATOR"]),
    ("SAKSI", &["WITNESS"]),
    ("SUHU", &["TEMPERATURE"]),
    ("SUMBER", &["SOURCE"]),
    ("SURAT", &["PAPER", "PAPERS"]),
    ("TANGGAL", &["CLOSED", "DATED", "LETTER_DATED"]),
    ("TEMPAT", &["FOUND", "PLACE"]),
    ("TUJUAN", &["OUT"]),
    ("UID", &["MISSING", "STRANGER", "UID"]),
    ("WAKTU", &["CLOSES"]),
    ("ZONA", &["ZONE"]),
    ("KARTU_LAMA", &["OLD_CARD"]),
    ("PRIORITAS", &["PRIORITY"]),
];

/// Words that are the same in both.
const SAME: [&str; 7] = ["CSV", "FILM", "FOLDER", "FORMAT", "ID", "KECAMATAN", "NIK"];

pub fn value(en: &str) -> Option<&'static str> {
    let same = SAME.iter().copied().find(|word| *word == en);
    same.or_else(|| VALUES.iter().find(|(_, keys)| keys.contains(&en)).map(|(id, _)| *id))
}

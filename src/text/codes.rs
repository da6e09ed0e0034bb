//! What a code is about, by its first letters: where somebody looks who has nothing but the code.

use super::Words;

/// The letters before the dash, what they are about, and what to do.
#[derive(Debug)]
pub struct Family {
    pub letters: &'static str,
    pub about: Words,
    pub remedy: Words,
}

pub fn of(code: &str) -> Option<&'static Family> {
    let (letters, number) = code.split_once('-')?;
    let numbered = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    FAMILIES.iter().find(|family| numbered && family.letters == letters)
}

macro_rules! families {
    ($($letters:literal: $id:literal, $en:literal => $do_id:literal, $do_en:literal;)*) => {
        pub const FAMILIES: &[Family] = &[$(Family {
            letters: $letters,
            about: Words { id: $id, en: $en },
            remedy: Words { id: $do_id, en: $do_en },
        }),*];
    };
}

families! {
    "API": "permintaan program", "a program's request" =>
        "Betulkan permintaan menurut dokumen OpenAPI.", "Mend the request by the OpenAPI document.";
    "APR": "persetujuan orang kedua", "a second person's word" =>
        "Lihat persetujuan yang terbuka.", "See which approvals are open.";
    "BCH": "antrean malam", "the night's batch" =>
        "Lihat antrean yang terbuka.", "See the batch that is open.";
    "BLK": "blangko", "a blank" =>
        "Simpan blangko terpisah dan laporkan.", "Keep the blank apart and report it.";
    "BOOK": "buku dan jurnal", "books and journal" =>
        "Jalankan `doctor` dan `journal verify`.", "Run `doctor` and `journal verify`.";
    "CFG": "berkas stasiun", "the station file" =>
        "Betulkan berkas stasiun, lalu `doctor`.", "Mend the station file, then `doctor`.";
    "CHIP": "chip kartu", "a card's chip" =>
        "Kartunya dibukukan; ikuti kalimatnya.", "The card is booked; follow the sentence.";
    "CLK": "jam komputer", "the computer's clock" =>
        "Betulkan jam, lalu pastikan.", "Set the clock right, then confirm it.";
    "CMD": "perintah", "a command" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "CNT": "penghitungan blangko", "a count of blanks" =>
        "Lihat penghitungan yang berjalan.", "See which count is open.";
    "CRT": "sertifikat", "a certificate" =>
        "Perbarui sertifikat sebelum berakhir.", "Renew the certificate before it ends.";
    "CTL": "sambungan ke daemon", "the line to the daemon" =>
        "Jalankan daemon; periksa hak berkas.", "Run the daemon; check the file rights.";
    "DAY": "hari pembukuan", "the day of the books" =>
        "Hitung, lalu tutup hari.", "Count, then close the day.";
    "DISK": "ruang disk", "room on the disk" =>
        "Kosongkan ruang; kartu tidak dimulai sampai itu.", "Make room; no card begins until then.";
    "DOC": "pembuatan surat", "a paper being made" =>
        "Ulangi; bila tetap, periksa fon.", "Try again; if it stays, check the fonts.";
    "FACE": "muka kartu", "a card's face" =>
        "Rekaman kembali ke pusat data.", "The record goes back to the data centre.";
    "HOV": "pengambilan kartu", "a card's hand-over" =>
        "Ikuti kalimatnya; kartu tetap di kantor.", "Follow the sentence; the card stays here.";
    "KEC": "kecamatan", "a kecamatan" =>
        "Tulis namanya seperti di rekaman.", "Write its name as records have it.";
    "KEY": "kunci stasiun", "the station's keys" =>
        "Pulihkan kunci dari simpanan; lihat `doctor`.", "Bring the key back; see `doctor`.";
    "LANE": "jalur pencetak", "a printer's lane" =>
        "Bantu mesinnya, lalu lepaskan jalur.", "Help the machine, then release the lane.";
    "LIM": "batas jalur dalam rencana", "a lane's limit in a plan" =>
        "Tambah yang membatasi: blangko, pita, waktu.", "Add what limits: blanks, ribbon, time.";
    "LST": "daftar orang", "a list of people" =>
        "Betulkan baris yang disebut.", "Mend the line that is named.";
    "NIK": "NIK", "a NIK" =>
        "Ketik ulang 16 angkanya.", "Type its 16 digits again.";
    "OUT": "yang tidak ikut antrean", "who is left out of a batch" =>
        "Ikuti kalimatnya.", "Follow the sentence.";
    "PAP": "surat", "a paper" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "PLN": "rencana malam", "the night's plan" =>
        "Periksa sumber data, lalu rencanakan lagi.", "Check the source, then plan again.";
    "PPL": "petugas", "people" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "PRN": "pencetak", "the printer" =>
        "Bantu mesinnya, lalu lepaskan jalur.", "Help the machine, then release the lane.";
    "PRR": "rekaman siap cetak", "a Print Ready Record" =>
        "Rekaman kembali ke pusat data.", "The record goes back to the data centre.";
    "RDR": "pembaca chip", "the chip reader" =>
        "Periksa kabel dan pcscd; lihat `doctor`.", "Check cable and pcscd; see `doctor`.";
    "REG": "buku register", "the print register" =>
        "Ikuti kalimatnya.", "Follow the sentence.";
    "REQ": "permintaan kartu", "a card that was asked for" =>
        "Bukan kesalahan: belum boleh dicetak.", "No error: it may not be printed yet.";
    "RIB": "pita dan film", "ribbon and film" =>
        "Ikuti kalimatnya.", "Follow the sentence.";
    "SGN": "masuk dan PIN", "sign-in and PIN" =>
        "Periksa nama dan PIN; kunci dibuka kepala.", "Check name and PIN; a kepala unlocks.";
    "SHP": "kiriman kartu", "a parcel of cards" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "SKT": "Surat Keterangan", "the Surat Keterangan" =>
        "Ikuti kalimatnya.", "Follow the sentence.";
    "SRC": "sumber data", "the source of records" =>
        "Coba lagi; periksa jaringan dan sertifikat.", "Try again; check line and certificate.";
    "STK": "stok blangko", "stock of blanks" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "SYS": "komputer ini", "this computer" =>
        "Lihat log; ulangi.", "See the log; try again.";
    "TRF": "kiriman blangko antarstasiun", "blanks between stations" =>
        "Ikuti kalimatnya; tidak ada yang dicatat.", "Follow the sentence; nothing was booked.";
    "UNK": "kartu tak pasti", "an unknown card" =>
        "Cari kartunya, tempelkan, lalu katakan.", "Find the card, tap it, then say so.";
    "USE": "baris perintah", "the command line" =>
        "Lihat bantuan perintahnya.", "See the command's help.";
    "WEB": "halaman", "the pages" =>
        "Ikuti kalimatnya.", "Follow the sentence.";
}

//! Papers: why one can't be made, and what a look at one tells.

use jiff::tz::Offset;

use super::{Fault, Say, say};
use crate::document::{Seal, when};
use crate::station::papers::{Closing, NoPaper};

pub fn fault(fault: &NoPaper) -> Fault {
    use NoPaper as F;
    let (code, id, en) = match fault {
        F::Unknown(number) => (
            "PAP-01",
            format!("Tidak ada surat jenis ini yang dibukukan dengan nomor {number}."),
            format!("No paper of this kind was booked with the number {number}."),
        ),
        F::Counting => (
            "PAP-02",
            "Penghitungan buta sedang berjalan: surat dibuat setelah `stock count finish`.".into(),
            "A blind count is open: the paper is made after `stock count finish`.".into(),
        ),
        F::NoCount => (
            "PAP-03",
            "Tidak ada penghitungan fisik yang sudah selesai.".into(),
            "No stock-take has come to its end.".into(),
        ),
        F::NoDay(date) => (
            "PAP-04",
            format!("Tidak ada hari yang ditutup pada {date}."),
            format!("No day was closed on {date}."),
        ),
        F::WhichClose { date, closes, zone } => {
            let said = |moment: fn(jiff::Timestamp, Offset) -> String| {
                let one = |(nth, close): (u32, &Closing)| {
                    format!("--close {nth} ({}, #{})", moment(close.at, *zone), close.seq)
                };
                (1..).zip(closes).map(one).collect::<Vec<_>>().join("; ")
            };
            let times = closes.len();
            (
                "PAP-13",
                format!(
                    "Pada {date} hari ditutup {times} kali; sebut yang mana: {}.",
                    said(when::moment)
                ),
                format!(
                    "A day was closed {times} times on {date}; say which one: {}.",
                    said(when::moment_in_english)
                ),
            )
        }
        F::NoMonth => (
            "PAP-05",
            "Bulan itu tidak ada, belum mulai, atau mendahului catatan pertama jurnal.".into(),
            "There is no such month, it has not begun, or it lies before the journal's first entry."
                .into(),
        ),
        F::NoFilter => (
            "PAP-06",
            "Sebut orangnya (NIK atau nama), petugas yang melihat, jalur, atau waktunya.".into(),
            "Say whose data (NIK or name), who looked, a lane, or a time.".into(),
        ),
        F::Nobody => (
            "PAP-07",
            "NIK atau nama ini tidak dikenal di stasiun ini.".into(),
            "Nobody is known at this station by this NIK or name.".into(),
        ),
        F::Backwards => (
            "PAP-08",
            "Hari pertama sesudah hari terakhir.".into(),
            "The first day is after the last one.".into(),
        ),
        F::Gone => (
            "PAP-09",
            "Peminta surat pergi sebelum selesai.".into(),
            "Whoever asked for the paper went away.".into(),
        ),
    };
    say(id, en).with_code(code)
}

/// What a paper says of itself.
pub fn about(seal: &Seal, zone: Offset) -> Say {
    let (volume, of) = seal.volume;
    let title = seal.name.title();
    let made = when::moment(seal.made, zone);
    let made_en = when::moment_in_english(seal.made, zone);
    let Seal { number, station, head, .. } = seal;
    say(
        format!(
            "{title}, {number}, jilid {volume}/{of}, stasiun {station}, dibuat {made}, jurnal {}.",
            head.seq
        ),
        format!(
            "{title}, {number}, volume {volume}/{of}, station {station}, made {made_en}, \
             journal {}.",
            head.seq
        ),
    )
}

pub fn genuine(values: bool, journal: bool) -> Say {
    let (values_id, values_en) = match values {
        true => ("berkas utuh", "the file is unchanged"),
        false => (
            "isinya tidak diperiksa (berikan berkas PDF)",
            "what it says was not looked at (give the PDF file)",
        ),
    };
    let (journal_id, journal_en) = match journal {
        true => ("jurnal sepakat", "the journal agrees"),
        false => ("jurnal tidak diperiksa", "the journal was not looked at"),
    };
    say(
        format!("ASLI: ditandatangani stasiun, {values_id}, {journal_id}."),
        format!("GENUINE: signed by the station, {values_en}, {journal_en}."),
    )
}

pub fn volume_made(volume: (u32, u32), rows: u64) -> Say {
    let (volume, of) = volume;
    say(
        format!("Jilid {volume}/{of} · {rows} baris"),
        format!("volume {volume}/{of} · {rows} rows"),
    )
}

pub fn made(files: usize) -> Say {
    say(format!("{files} berkas dibuat."), format!("{files} files made."))
}

/// A seal or a paper that is not to be believed.
pub fn unbelievable(fault: Unbelievable) -> Fault {
    use Unbelievable as U;
    let (code, id, en) = match fault {
        U::NoSeal => (
            "PAP-20",
            "Ini bukan teks QR atau berkas PDF dari surat cetakd.",
            "This is neither the text of a QR nor a PDF file of one of cetakd's papers.",
        ),
        U::OtherStation => (
            "PAP-21",
            "BUKAN DARI STASIUN INI: ditandatangani dengan kunci lain.",
            "NOT OF THIS STATION: signed with another key.",
        ),
        U::SealAltered => (
            "PAP-22",
            "DIUBAH: teks QR menyebut stasiun ini, dan tanda tangannya tidak cocok.",
            "ALTERED: the QR's text names this station, and its signature does not fit.",
        ),
        U::ValuesAltered => (
            "PAP-23",
            "DIUBAH: berkas ini bukan yang dibuat dari isi yang ditandatangani; disimpan lagi oleh \
             program lain pun ia berubah.",
            "ALTERED: this file is not the one made from what was signed; another program that \
             saves it again changes it too.",
        ),
        U::JournalDiffers => (
            "PAP-24",
            "JURNAL BERBEDA: surat ini asli, tetapi jurnal di sini bukan yang menjadi dasarnya.",
            "JOURNAL DIFFERS: the paper is genuine, but this journal is not the one it was made \
             from.",
        ),
        U::Incomparable => (
            "PAP-25",
            "TIDAK DAPAT DIPERIKSA: berkas ini dibuat oleh cetakd versi lain atau dengan huruf \
             lain, atau diubah. Periksa QR-nya dan bandingkan dengan buku.",
            "CAN'T BE CHECKED: the file was made by another version of cetakd or with other \
             fonts, or it was altered. Check its QR, and compare it with the books.",
        ),
        U::NoFonts => (
            "PAP-26",
            "Berkas PDF diperiksa dengan berkas stasiun dan folder `fonts` dari layouts-nya; \
             salah satunya tidak terbaca.",
            "A PDF file is checked with a station file and the `fonts` folder of its layouts; \
             one of them can't be read.",
        ),
    };
    say(id, en).with_code(code)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unbelievable {
    NoSeal,
    OtherStation,
    SealAltered,
    ValuesAltered,
    JournalDiffers,
    Incomparable,
    NoFonts,
}

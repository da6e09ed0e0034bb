//! Words of the pages: what stands on buttons, over fields and in their own refusals.

use super::{Fault, Say, Words, say};
use crate::journal::SpoilReason;
use crate::record::{Paper, Reason};

macro_rules! words {
    ($($name:ident = $id:literal, $en:literal;)+) => {
        $(pub const $name: Words = Words { id: $id, en: $en };)+

        /// Each of them, for whoever proves that none is missing.
        #[cfg(test)]
        const ALL: &[Words] = &[$($name),+];
    };
}

words! {
    // The frame.
    SKIP = "Langsung ke isi", "Skip to content";
    NAVIGATION = "Halaman", "Pages";
    SIGN_IN = "Masuk", "Sign in";
    SIGN_OUT = "Keluar", "Sign out";
    NAME = "Nama", "Name";
    PIN = "PIN", "PIN";
    BACK = "Kembali", "Back";
    NOT_DONE = "Tidak dilakukan", "Not done";
    NO_SUCH_PAGE = "Halaman ini tidak ada.", "There is no such page.";
    NOT_YOUR_PAGE = "Peran Anda tidak memakai halaman ini.", "Your role does not use this page.";
    NO_PAGE_YET = "Untuk peran ini belum ada halaman; pakai baris perintah `cetakd`.",
        "There is no page for this role yet; use the command line `cetakd`.";
    FOREIGN_FORM = "Isian ini bukan dari halaman ini, atau halamannya sudah lama. Muat ulang.",
        "This form is not from this page, or the page is old. Load it again.";
    NOT_A_FORM = "Yang dikirim bukan isian halaman.", "What was sent is no form of a page.";
    NOT_UTF8 = "Isian tidak terbaca: bukan UTF-8.", "The form can't be read: it is no UTF-8.";
    TOO_LARGE = "Isian lebih besar dari 1 MiB.", "The form is larger than 1 MiB.";
    TOO_SLOW = "Isian terlalu lama dikirim. Kirim ulang.", "The form took too long. Send it again.";
    CUT_OFF = "Isian terputus di tengah. Kirim ulang.", "The form was cut off. Send it again.";
    TOO_MANY_TRIES = "Terlalu banyak percobaan dari komputer ini. Tunggu satu menit.",
        "Too many tries from this computer. Wait a minute.";
    SESSION_ENDED = "Sesi berakhir. Masuk lagi; isian tidak hilang.",
        "The session has ended. Sign in again; what you filled in is not lost.";
    SEND_AGAIN = "Kirim isian tadi?", "Send the form from before?";
    SEND_AGAIN_WHY = "Sesi berakhir sebelum isian ini dikirim. Tidak ada yang dicatat.",
        "The session ended before this form was sent. Nothing was booked.";
    SEND_AGAIN_BUTTON = "Kirim sekarang", "Send now";

    // What stays in sight.
    MACHINES = "Mesin", "Machines";
    BLANKS = "Blangko", "Blanks";
    NO_BLANKS = "Belum ada blangko di buku: terima dengan `stock receive`, isi dengan `stock load`.",
        "No blanks in the books yet: `stock receive` them, then `stock load`.";
    IN_HOPPERS = "di mesin", "in machines";
    IN_VAULT = "di gudang", "in the vault";
    AT_OUTPUT = "menunggu diperiksa", "to be looked at";
    READY = "siap diserahkan", "ready for pick-up";
    SPOILED = "rusak", "spoiled";
    UNKNOWN = "tidak pasti", "unknown";
    MY_CARDS = "Kartu saya", "My cards";
    NO_CARDS = "Tidak ada yang menunggu.", "Nothing waits.";

    // The counter.
    COUNTER = "Loket", "Counter";
    NIK_OR_RECEIPT = "NIK atau nomor tanda pengambilan", "NIK or receipt number";
    FIND = "Cari", "Find";
    SCAN_HINT = "Ketik 16 angka, atau pindai kode. Alt+C ke sini, Alt+P cetak, Alt+N berikutnya.",
        "Type 16 digits, or scan a code. Alt+C comes here, Alt+P prints, Alt+N is the next one.";
    NOT_KNOWN = "tidak dikenal sumber data", "unknown to the record source";
    OPEN_CARD = "Lihat kartu:", "See the card:";
    HAS_CARD = "Pernah dibuat di sini:", "Made here before:";
    FRONT = "Muka depan kartu seperti akan dicetak", "Front of the card as it will be printed";
    BACK_SIDE = "Muka belakang kartu", "Back of the card";
    REASON = "Alasan", "Reason";
    PAPERS_SEEN = "Berkas yang dilihat", "Papers seen";
    PRIORITY = "Didahulukan karena", "Comes first because of";
    NO_PRIORITY = "– tidak –", "– no –";
    OLD_CARD = "Kartu lama", "The old card";
    OLD_WITHDRAWN = "ada dan ditarik", "is here and is withdrawn";
    OLD_LOST = "hilang, dengan surat polisi", "is lost, with a letter of the police";
    OLD_NONE = "tidak dipegang siapa pun", "is held by nobody";
    LETTER = "Nomor surat", "Number of the letter";
    LETTER_DATE = "Tanggal surat", "Date of the letter";
    CONFIRMED = "Data sudah dicocokkan dengan orangnya", "The data was confirmed with the person";
    PRINT = "Cetak kartu", "Print the card";
    ASK_REPRINT = "Cetak ulang: minta petugas kedua", "Reprint: ask the second person";
    NEXT_PERSON = "Orang berikutnya", "Next person";

    // One card.
    CARD = "Kartu", "Card";
    NO_SUCH_CARD = "Tidak ada kartu dengan nama ini.", "There is no card of this name.";
    STEP_PREPARED = "Disiapkan", "Prepared";
    STEP_FED = "Blangko diambil", "Blank fed";
    STEP_WRITTEN = "Chip ditulis, dibaca ulang", "Chip written, read back";
    STEP_PRINTED = "Dicetak", "Printed";
    STEP_LOOKED = "Diperiksa", "Looked at";
    BUSY = "sedang …", "now …";
    LOOK_AND_TAP = "Lihat kedua muka, tempelkan kartu pada pembaca meja, lalu katakan baik atau rusak.",
        "Look at both sides, lay the card on the desk reader, then say good or spoiled.";
    TAP_GOOD = "Kartu di pembaca: baik", "Card on the reader: good";
    IS_SPOILED = "Kartu ini rusak", "This card is spoiled";
    WHY_SPOILED = "Sebab", "Why";
    SAY_SPOILED = "Catat rusak", "Book as spoiled";
    CARD_READY = "Kartu siap diserahkan.", "The card is ready for pick-up.";
}

/// Where a card stands, by the word that the books have for it.
pub fn stage(word: &str) -> Say {
    match word {
        "opened" => say("dibuka", "opened"),
        "leased" => say("izin cetak ada", "lease taken"),
        "prepared" => say("menunggu mesin", "waits for the machine"),
        "feeding" => say("blangko diambil", "being fed"),
        "fed" | "encoding" => say("chip ditulis", "chip being written"),
        "encoded" | "printing" => say("dicetak", "being printed"),
        "printed" => say("tercetak, periksa", "printed, look at it"),
        "spoiling" | "erasing" | "condemned" | "rejecting" => say("dibuang", "being rejected"),
        "ready" => say("siap diserahkan", "ready for pick-up"),
        "packed" => say("dikemas", "packed"),
        "shipped" => say("dikirim", "shipped"),
        "arrived" => say("di kecamatan", "at the kecamatan"),
        "handed_over" => say("sudah diserahkan", "handed over"),
        "returning" => say("izin dikembalikan", "lease going back"),
        "refused" => say("ditolak, tidak ada kartu", "refused, no card"),
        "given_back" => say("dibatalkan, tidak ada kartu", "given back, no card"),
        "spoiled" => say("rusak, tidak ada kartu", "spoiled, no card"),
        "missing" => say("hilang sebelum diserahkan", "missing before it was handed over"),
        "lost" => say("dilaporkan hilang", "reported lost"),
        "withdrawn" => say("ditarik", "withdrawn"),
        "unknown" => say("tidak pasti", "unknown"),
        other => say(other, other),
    }
}

pub fn spoil(reason: SpoilReason) -> Say {
    match reason {
        SpoilReason::GagalEncode => say("chip gagal ditulis", "chip not written"),
        SpoilReason::GagalCetak => say("cetakan gagal", "print failed"),
        SpoilReason::Rusak => say("kartu rusak", "card damaged"),
        SpoilReason::CacatPabrik => say("cacat pabrik", "made faulty"),
        SpoilReason::TidakAdaChip => say("chip tidak menjawab", "chip silent"),
        SpoilReason::BlankoAsing => say("blangko asing", "foreign blank"),
        SpoilReason::Hilang => say("hilang", "missing"),
        SpoilReason::Ditarik => say("ditarik", "withdrawn"),
    }
}

pub fn reason(reason: Reason) -> Words {
    let (id, en) = match reason {
        Reason::Baru => ("baru: kartu pertama", "baru: first card"),
        Reason::PindahDatang => ("pindah datang", "pindah datang: moved here"),
        Reason::PerubahanData => ("perubahan data", "perubahan data: data changed"),
        Reason::Rusak => ("rusak", "rusak: old card broken"),
        Reason::Hilang => ("hilang", "hilang: old card lost"),
        Reason::PerpanjanganOa => ("perpanjangan orang asing", "perpanjangan OA: permit prolonged"),
        Reason::LuarDomisili => ("luar domisili", "luar domisili: lives elsewhere"),
    };
    Words { id, en }
}

pub fn paper(paper: Paper) -> Words {
    let (id, en) = match paper {
        Paper::KtpLama => ("KTP lama", "old card"),
        Paper::KtpRusak => ("KTP rusak", "broken card"),
        Paper::SuratKehilangan => ("surat kehilangan dari polisi", "letter of loss by the police"),
        Paper::Kitap => ("KITAP", "stay permit (KITAP)"),
    };
    Words { id, en }
}

pub fn wrong_nik(wrong: &Say) -> Fault {
    let Say { id, en } = wrong;
    say(format!("NIK salah: {id}."), format!("Wrong NIK: {en}.")).with_code("NIK-01")
}

pub fn wrong_field(name: &str) -> Fault {
    say(
        format!("Isian `{name}` kosong atau tidak dikenal. Lengkapi dan kirim lagi."),
        format!("The field `{name}` is empty or not known. Fill it in and send again."),
    )
    .with_code("WEB-01")
}

pub fn not_confirmed() -> Fault {
    say(
        "Data belum dicocokkan dengan orangnya: tandai kotaknya setelah dicocokkan.",
        "The data was not confirmed with the person: tick the box once it is.",
    )
    .with_code("WEB-02")
}

pub fn nobody_at_counter() -> Fault {
    say(
        "Tidak ada orang di meja ini: cari NIK atau nomornya dulu.",
        "Nobody is at this counter: find the NIK or the number first.",
    )
    .with_code("WEB-03")
}

pub fn odd() -> Fault {
    say(
        "Perintah tidak menjawab seperti seharusnya. Lihat keadaan kartu, lalu `cetakd doctor`.",
        "The command did not answer as it should. See the card's state, then `cetakd doctor`.",
    )
    .with_code("WEB-99")
}

/// Said when the pages are up.
pub fn address(address: &str) -> Say {
    say(format!("Loket di {address}"), format!("Counter at {address}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Stage;

    #[test]
    fn everything_is_said_in_both_languages() {
        for Words { id, en } in ALL {
            assert!(!id.is_empty() && !en.is_empty(), "{id} {en}");
        }
        // No stage falls through to its bare word.
        for word in Stage::RESTING {
            let said = stage(word);
            assert!(said.id != said.en && said.id != word, "{word}");
        }
    }
}

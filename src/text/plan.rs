//! A batch before it moves: why somebody is left out, what ends a lane's night, and lists that
//! are none.

use super::{Fault, Say, failure, say, step};
use crate::station::batch::{Class, CsvFault, Limit, LineFault, WhyNot};

/// Why no card is planned for this line, file or person.
pub fn why_not(why: &WhyNot) -> Fault {
    use WhyNot as W;
    let (code, say) = match why {
        W::BadLine { line, fault } => {
            let because = line_fault(fault);
            let (id, en) = (because.id, because.en);
            ("OUT-01", say(format!("Baris {line}: {id}"), format!("Line {line}: {en}")))
        }
        W::BadLease { file, code } => (
            "OUT-02",
            say(
                format!("Berkas {file} bukan izin cetak sah untuk stasiun ini ({code})."),
                format!("File {file} is no valid lease for this station ({code})."),
            ),
        ),
        W::LeaseExpired { .. } => (
            "OUT-03",
            say(
                "Izin cetak sudah kedaluwarsa. Minta yang baru.",
                "The lease has run out. Ask for a new one.",
            ),
        ),
        W::LeaseUsed { .. } => (
            "OUT-04",
            say("Izin cetak ini sudah dipakai di sini.", "This lease was used here before."),
        ),
        W::TwiceInTheList => (
            "OUT-05",
            say("Sudah ada di daftar ini; dihitung satu kali.", "Stands twice; counted once."),
        ),
        W::TooManyInTheList => (
            "OUT-06",
            say(
                "Daftar terlalu panjang untuk satu batch. Pecah daftarnya.",
                "The list is too long for one batch. Split it.",
            ),
        ),
        other => return person(other),
    };
    say.with_code(code)
}

fn person(why: &WhyNot) -> Fault {
    use WhyNot as W;
    let (code, say) = match why {
        W::PapersMissing { papers } => {
            let names: Vec<&str> = papers.iter().map(|paper| paper.as_str()).collect();
            let names = names.join(", ");
            (
                "OUT-10",
                say(
                    format!("Berkas belum lengkap: {names}."),
                    format!("Papers are missing: {names}."),
                ),
            )
        }
        W::UnknownToSource => (
            "OUT-11",
            say(
                "Sumber data tidak mengenal orang ini. Tanyakan ke ADB.",
                "The source does not know this person. Ask the ADB.",
            ),
        ),
        W::NotPrintReady { state } => {
            let advice = step::advice(state.advice());
            (
                "OUT-12",
                say(
                    format!("Belum siap cetak ({state}). {}", advice.id),
                    format!("Not print-ready ({state}). {}", advice.en),
                ),
            )
        }
        W::LivingCard => (
            "OUT-13",
            say(
                "Orang ini sudah memiliki kartu: cetak ulang perlu petugas kedua di loket.",
                "This person has a card: a reprint needs a second person at the counter.",
            ),
        ),
        W::NoLayout { kind } => (
            "OUT-14",
            say(
                format!("Stasiun ini tidak punya tata letak untuk {kind}."),
                format!("This station has no layout for {kind}."),
            ),
        ),
        other => return night(other),
    };
    say.with_code(code)
}

fn night(why: &WhyNot) -> Fault {
    use WhyNot as W;
    let (code, id, en) = match why {
        W::NoBlanks { kind } => {
            let id = format!("Blangko {kind} di mesin tidak cukup.");
            return say(id, format!("Too few {kind} blanks in the machines.")).with_code("OUT-20");
        }
        W::LanesStand { kind } => {
            let id = format!("Jalur yang berisi {kind} tidak dapat bekerja.");
            return say(id, format!("The lanes that hold {kind} can't work.")).with_code("OUT-21");
        }
        W::Ribbon => ("OUT-22", "Pita tidak cukup.", "The ribbon does not reach so far."),
        W::Film => ("OUT-23", "Film retransfer tidak cukup.", "The film does not reach so far."),
        W::OutputFull => (
            "OUT-24",
            "Tempat keluaran akan penuh. Periksa kartu yang sudah jadi dan ambil.",
            "The output will be full. Look at the cards that are done and take them.",
        ),
        W::RejectFull => {
            ("OUT-25", "Kotak tolak akan penuh. Kosongkan.", "The reject box will be full.")
        }
        W::Duty => (
            "OUT-26",
            "Batas kerja harian pencetak tercapai.",
            "The printer's daily duty limit is reached.",
        ),
        _ => ("OUT-27", "Tidak selesai sebelum jam tutup.", "Not done before closing time."),
    };
    say(id, en).with_code(code)
}

/// What a lane's night ends at.
pub fn limit(limit: &Limit) -> Fault {
    use Limit as L;
    let (code, id, en) = match limit {
        L::Stopped(cause) | L::Offline(cause) => return failure::cause(cause),
        L::Unconfirmed => (
            "LIM-01",
            "Film dan suhu belum dilaporkan: `lane confirm`.",
            "Nobody has confirmed film and temperature: `lane confirm`.",
        ),
        L::Blanks => ("LIM-02", "blangko di mesin", "blanks in the hopper"),
        L::Output => ("LIM-03", "tempat keluaran", "output stacker"),
        L::Reject => ("LIM-04", "kotak tolak", "reject box"),
        L::Ribbon => ("LIM-05", "pita", "ribbon"),
        L::Film => ("LIM-06", "film retransfer", "retransfer film"),
        L::Duty => ("LIM-07", "batas kerja harian", "duty limit of the day"),
        L::ClosingTime => ("LIM-08", "jam tutup", "closing time"),
    };
    say(id, en).with_code(code)
}

/// A class of priority.
pub fn class(word: &str) -> Say {
    let class = Class::ALL.into_iter().find(|class| class.as_str() == word);
    let en = match class {
        Some(Class::OldestSuket) => "longest waiting",
        Some(Class::Disaster) => "disaster",
        Some(Class::Reason(reason)) => return reason_of(reason),
        None => word,
    };
    let id = match class {
        Some(Class::OldestSuket) => "Suket terlama",
        _ => word,
    };
    say(id, en)
}

fn reason_of(reason: crate::record::Reason) -> Say {
    use crate::record::Reason as R;
    let (id, en) = match reason {
        R::Baru => ("kartu pertama", "first card"),
        R::PindahDatang => ("pindah datang", "moved here"),
        R::PerubahanData => ("perubahan data", "data changed"),
        R::Rusak => ("rusak", "damaged"),
        R::Hilang => ("hilang", "lost"),
        R::PerpanjanganOa => ("perpanjangan OA", "permit prolonged"),
        R::LuarDomisili => ("luar domisili", "lives elsewhere"),
    };
    say(id, en)
}

/// The one line that is read first.
pub fn headline(cards: usize, ends: Option<&str>, closes: Option<&str>) -> Say {
    let (ends_id, ends_en) = match ends {
        Some(at) => (format!(", selesai kira-kira {at}"), format!(", done about {at}")),
        None => Default::default(),
    };
    let (closes_id, closes_en) = match closes {
        Some(at) => (format!(", tutup {at}"), format!(", closes {at}")),
        None => Default::default(),
    };
    say(
        format!("{cards} kartu akan dicetak{ends_id}{closes_id}."),
        format!("{cards} cards will be printed{ends_en}{closes_en}."),
    )
}

pub fn source_silent() -> Say {
    say(
        "Sumber data tidak menjawab: rencana ini hanya dari yang sudah diketahui.",
        "The source does not answer: this plan is made from what is known.",
    )
}

pub fn more_than_planned() -> Say {
    say(
        "Sumber data memiliki lebih banyak orang daripada yang dilihat satu rencana.",
        "The source has more people than one plan looks at.",
    )
}

/// How many cards each thing in a lane is good for.
pub fn reach(lane: &str, limits: &str) -> Say {
    say(format!("Jalur {lane} cukup untuk: {limits}."), format!("Lane {lane} lasts for: {limits}."))
}

/// What would bring more cards.
pub fn load(lane: &str, kind: &str, blanks: u32, reaches: u32) -> Say {
    say(
        format!("Isi {blanks} {kind} lagi di jalur {lane} untuk mencapai {reaches} kartu."),
        format!("Load {blanks} more {kind} into lane {lane} to reach {reaches} cards."),
    )
}

pub fn blanks(kind: &str, vault: u32, hoppers: u32) -> Say {
    say(
        format!("{kind}: {vault} di gudang, {hoppers} di mesin."),
        format!("{kind}: {vault} in the vault, {hoppers} in the machines."),
    )
}

pub fn left_out(count: u32) -> Say {
    say(format!("{count} tidak dikerjakan:"), format!("{count} left out:"))
}

/// A list that can't be read at all.
pub fn csv(fault: &CsvFault) -> Fault {
    use CsvFault as F;
    let known = "nik, alasan, dokumen, kecamatan, desa, bencana, sejak, jenis";
    let (code, id, en) = match fault {
        F::Empty => (
            "LST-01",
            "Daftar kosong: baris pertama memuat nama kolom.".to_owned(),
            "The list is empty: its first line names the columns.".to_owned(),
        ),
        F::TooLong => (
            "LST-02",
            "Daftar terlalu besar. Pecah daftarnya.".to_owned(),
            "The list is too large. Split it.".to_owned(),
        ),
        F::NoNik => (
            "LST-03",
            format!("Baris pertama tidak memuat kolom `nik`. Kolom yang dikenal: {known}."),
            format!("The first line names no column `nik`. Known are {known}."),
        ),
        F::UnknownColumn { at } => (
            "LST-04",
            format!("Kolom ke-{at} tidak dikenal. Yang dikenal: {known}."),
            format!("Column {at} is not known. Known are {known}."),
        ),
        F::ColumnTwice { at } => (
            "LST-05",
            format!("Kolom ke-{at} sudah ada sebelumnya. Hapus salah satu."),
            format!("Column {at} stands there twice. Remove one of them."),
        ),
    };
    say(id, en).with_code(code)
}

fn line_fault(fault: &LineFault) -> Say {
    use LineFault as F;
    match fault {
        F::Nik(error) => {
            let wrong = super::nik::wrong(error);
            say(format!("{}.", wrong.id), format!("{}.", wrong.en))
        }
        F::Rounded => say(
            "NIK dibulatkan oleh lembar sebar; format kolomnya sebagai teks.",
            "a spreadsheet has rounded the NIK; format the column as text.",
        ),
        F::Reason => say("alasan tidak dikenal.", "no known reason."),
        F::Paper => say("dokumen tidak dikenal.", "no known paper."),
        F::Kind => say("jenis kartu tidak dikenal.", "no known kind of card."),
        F::Disaster => say("bencana ditulis ya atau tidak.", "disaster is ya or tidak."),
        F::Date => say("tanggal ditulis TTTT-BB-HH.", "a date is written YYYY-MM-DD."),
        F::Place => say("nama tempat tidak dapat dipakai.", "a place can't be used."),
        F::Several { last } => say(
            format!("sampai baris {last} terbaca sebagai satu; tanda kutip tidak ditutup."),
            format!("up to line {last} it reads as one: a quote is not closed."),
        ),
        F::Columns => {
            say("jumlah kolom tidak sama dengan baris judul.", "not as many columns as the header.")
        }
    }
}

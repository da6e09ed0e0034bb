//! Blanks by number: why they can't be booked so, and what entries say of them.

use super::words::place;
use super::{Fault, Say, say};
use crate::books::{CountFault, DayFault, PaperFault};
use crate::journal::{Event, PaperKind, StockAct};
use crate::station::StockFault;

/// A kind of paper as people call it.
pub fn paper(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Bast => "BAST",
        PaperKind::Sppb => "SPPB",
        PaperKind::BastKeluar => "BAST keluar",
        PaperKind::BuktiBarang => "bukti barang",
        PaperKind::BeritaAcara => "Berita Acara",
    }
}

/// Its sentence says how many there are.
pub const SHORTAGE: &str = "STK-07";

pub fn fault(fault: &StockFault) -> Fault {
    use StockFault as F;
    let (code, id, en) = match fault {
        F::Quantity { quantity, limit } => (
            "STK-01",
            format!("Jumlah harus 1 sampai {limit}, bukan {quantity}."),
            format!("A quantity is 1 to {limit}, not {quantity}."),
        ),
        F::UidsDiffer { listed, quantity } => (
            "STK-02",
            format!("Daftar memuat {listed} UID untuk {quantity} keping: hitung ulang."),
            format!("{listed} UIDs are listed for {quantity} blanks: count again."),
        ),
        F::UidTwice(uid) => (
            "STK-03",
            format!("UID {uid} sudah ada di daftar lain."),
            format!("UID {uid} stands on a list already."),
        ),
        F::PaperTwice { kind, number } => (
            "STK-04",
            format!("{} nomor {number} sudah pernah dibukukan.", paper(*kind)),
            format!("{} {number} was booked before.", paper(*kind)),
        ),
        F::NumberUnusable => (
            "STK-05",
            "Nomor dokumen harus 1 sampai 128 huruf yang dapat dicetak.".into(),
            "A paper's number is 1 to 128 printable characters.".into(),
        ),
        F::FutureDate(date) => (
            "STK-06",
            format!("Tanggal dokumen {date} belum tiba."),
            format!("The document is dated {date}, which is still to come."),
        ),
        F::Shortage(shortage) => (
            SHORTAGE,
            format!(
                "Di {} hanya ada {} {}, bukan {}.",
                place(&shortage.place).id,
                shortage.held,
                shortage.kind,
                shortage.wanted
            ),
            format!(
                "In {} are {} {}, not {}.",
                place(&shortage.place).en,
                shortage.held,
                shortage.kind,
                shortage.wanted
            ),
        ),
        F::OtherKind { lane, other } => (
            "STK-08",
            format!("Tempat blangko jalur {lane} berisi {other}: kosongkan dahulu."),
            format!("The hopper of lane {lane} holds {other}: empty it first."),
        ),
        other => return written(other),
    };
    say(id, en).with_code(code)
}

/// What is wrong with a paper, or with what it says.
fn written(fault: &StockFault) -> Fault {
    use StockFault as F;
    let (code, id, en) = match fault {
        F::ClosedDate { dated, closed } => (
            "STK-11",
            format!("Dokumen bertanggal {dated}, sebelum hari yang ditutup pada {closed}."),
            format!("The document is dated {dated}, before the day closed on {closed}."),
        ),
        F::TooOld(dated) => (
            "STK-18",
            format!("Dokumen bertanggal {dated}, sebelum 2000-01-01. Periksa tanggalnya."),
            format!("The document is dated {dated}, before 2000-01-01. Look at its date again."),
        ),
        F::WordsUnusable { limit } => (
            "STK-12",
            format!("Tulisan paling panjang {limit} huruf, tanpa huruf kendali."),
            format!("What is written is at most {limit} characters, none of them control."),
        ),
        F::Witnesses { named } => (
            "STK-13",
            format!("Pemusnahan perlu 2 sampai 8 saksi yang berbeda, bukan {named}."),
            format!("A destruction takes 2 to 8 witnesses, each named once, not {named}."),
        ),
        F::SpoilWord(reason) => (
            "STK-14",
            format!("`{reason}` bukan alasan untuk blangko yang belum masuk mesin."),
            format!("`{reason}` is no word for a blank that no machine has touched."),
        ),
        F::NotThere { uid, place: at } => (
            "STK-15",
            format!("Blangko {uid} menurut buku tidak ada di {}. Periksa kartunya.", place(at).id),
            format!("By the books blank {uid} is not in {}. Look at the card.", place(at).en),
        ),
        F::AliveFirst { waiting } => (
            "STK-16",
            format!(
                "{waiting} kartu yang dicabut mungkin masih hidup: sebut UID-nya dan musnahkan \
                 dahulu. Lihat `stock spoiled`."
            ),
            format!(
                "{waiting} revoked cards may be alive: name them and burn them first. See `stock \
                 spoiled`."
            ),
        ),
        F::Undo(PaperFault::NotUndoable(seq)) => (
            "STK-17",
            format!(
                "Catatan {seq} bukan gerakan yang dapat dibatalkan, atau sudah dibatalkan atau \
                 ditutup. Selisihnya dibukukan lewat `stock count`."
            ),
            format!(
                "Entry {seq} is no movement that can be reversed, was reversed before, or is \
                 closed. Its difference is booked by `stock count`."
            ),
        ),
        F::Undo(PaperFault::UidsDiffer(listed, quantity)) => (
            "STK-02",
            format!("Daftar memuat {listed} UID untuk {quantity} keping: hitung ulang."),
            format!("{listed} UIDs are listed for {quantity} blanks: count again."),
        ),
        F::Count(fault) => return count(fault),
        other => return day(other),
    };
    say(id, en).with_code(code)
}

fn count(fault: &CountFault) -> Fault {
    use CountFault as F;
    let (code, id, en) = match fault {
        F::OpenAlready => (
            "CNT-01",
            "Perhitungan sedang berjalan: selesaikan dengan `stock count finish`.".into(),
            "A count is open already: end it by `stock count finish`.".into(),
        ),
        F::NotOpen => (
            "CNT-02",
            "Tidak ada perhitungan yang terbuka: `stock count begin`.".into(),
            "No count is open: `stock count begin`.".into(),
        ),
        F::NotToCount { kind, place: at } => (
            "CNT-03",
            format!("{kind} di {} tidak termasuk yang dihitung sekarang.", place(at).id),
            format!("{kind} in {} is not to be counted now.", place(at).en),
        ),
        F::Uncounted { kind, place: at } => (
            "CNT-04",
            format!("{kind} di {} belum dihitung: `stock count enter {at}`.", place(at).id),
            format!("{kind} in {} is not counted yet: `stock count enter {at}`.", place(at).en),
        ),
        F::AnotherCounts(_) => (
            "CNT-07",
            "Perhitungan terakhir berbeda dan belum dibukukan: orang lain yang menghitung lagi, \
             atau bukukan selisihnya."
                .into(),
            "The last count differs and is not booked: another person counts again, or the \
             difference is booked."
                .into(),
        ),
        F::NoDifference(_) => (
            "CNT-05",
            "Tidak ada selisih perhitungan yang dapat dibukukan.".into(),
            "The last count has no difference that can be booked.".into(),
        ),
    };
    say(id, en).with_code(code)
}

fn day(fault: &StockFault) -> Fault {
    let (code, id, en) = match fault {
        StockFault::Day(faults) => {
            let said: Vec<Say> = faults.iter().map(difference).collect();
            let join = |of: fn(&Say) -> &String| {
                said.iter().map(of).cloned().collect::<Vec<_>>().join(" ")
            };
            (
                "DAY-01",
                format!("Hari tetap terbuka. {}", join(|say| &say.id)),
                format!("The day stays open. {}", join(|say| &say.en)),
            )
        }
        StockFault::Kepala => (
            "DAY-02",
            "Selisih hanya ditutup oleh kepala bersama orang kedua.".into(),
            "What differs is closed by a kepala with a second person only.".into(),
        ),
        StockFault::DaysOpen(dates) => {
            let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
            let dates = dates.join(", ");
            (
                "DAY-03",
                format!("Hari {dates} belum ditutup: hitung dan `day close` sebelum mencetak."),
                format!("Days {dates} are open: count and `day close` before cards are begun."),
            )
        }
        StockFault::OneHolder { quantity } => (
            "STK-18",
            format!("Satu NIK untuk satu kartu, bukan {quantity}: catat satu per satu."),
            format!("One NIK is of one card, not of {quantity}: book them one by one."),
        ),
        StockFault::Ribbon(fault) => return super::ribbon::fault(fault),
        StockFault::Transfer(fault) => return super::transfer::fault(fault),
        other => ("STK-99", other.to_string(), other.to_string()),
    };
    say(id, en).with_code(code)
}

/// One thing that keeps a day open.
pub fn difference(fault: &DayFault) -> Say {
    match fault {
        DayFault::NotCounted => say(
            "Belum semuanya dihitung sejak penutupan terakhir, atau ada yang dipindahkan sesudah \
             dihitung (`stock count`).",
            "Not everything was counted since the last close, or something was moved after it \
             was counted (`stock count`).",
        ),
        DayFault::CountOpen => say(
            "Perhitungan belum selesai (`stock count finish`).",
            "A count is not finished (`stock count finish`).",
        ),
        DayFault::CountDiffers { kind, place: at, counted, booked } => say(
            format!("{kind} di {}: dihitung {counted}, dibukukan {booked}.", place(at).id),
            format!("{kind} in {}: counted {counted}, booked {booked}.", place(at).en),
        ),
        DayFault::LaneDiffers { lane, fed, named } => say(
            format!("Jalur {lane}: pencetak menghitung {fed}, buku mengenal {named}."),
            format!("Lane {lane}: the printer counted {fed}, the books know of {named}."),
        ),
        DayFault::Unexplained { kind, place: at, held } => say(
            format!("{held} {kind} belum dijelaskan: {}.", place(at).id),
            format!("{held} {kind} are not explained: {}.", place(at).en),
        ),
        DayFault::Untold { booked, waiting } => say(
            format!("{booked} kartu belum dilaporkan, {waiting} menunggu di kotak keluar."),
            format!("{booked} cards are not acknowledged, {waiting} wait in the outbox."),
        ),
    }
}

fn where_to(act: &StockAct) -> Say {
    match act {
        StockAct::Lend { to } => say(format!("dipinjamkan ke {to}"), format!("lent to {to}")),
        StockAct::TakeBack { from } => {
            say(format!("dikembalikan oleh {from}"), format!("given back by {from}"))
        }
        StockAct::Return {} => say("dikembalikan ke pemasok", "returned to the supplier"),
        StockAct::Spoil { reason, .. } => {
            say(format!("rusak sebelum dipakai: {reason}"), format!("spoiled unused: {reason}"))
        }
        StockAct::Send { transfer, to } => {
            say(format!("dikirim ke {to}, {transfer}"), format!("sent to {to}, {transfer}"))
        }
    }
}

/// Entries about blanks by number.
pub fn event(event: &Event) -> Say {
    use Event as E;
    match event {
        E::BlankoReceived { kind, quantity, bast, dated, uids, on_paper, .. } => {
            let (id, en) = on_paper.map_or_else(Default::default, |on_paper| {
                (format!(" (menurut surat {on_paper})"), format!(" (on paper {on_paper})"))
            });
            let uids = uids.len();
            say(
                format!("diterima {quantity} {kind}{id}, BAST {bast} tanggal {dated}, {uids} UID"),
                format!("{quantity} {kind}{en} received, BAST {bast} of {dated}, {uids} UIDs"),
            )
        }
        E::BlankoMoved { kind, from, to, quantity, .. } => say(
            format!("{quantity} {kind} dari {} ke {}", place(from).id, place(to).id),
            format!("{quantity} {kind} from {} to {}", place(from).en, place(to).en),
        ),
        E::StockMoved(moved) => {
            let (quantity, kind, number) = (moved.quantity, moved.kind, &moved.document.number);
            let act = where_to(&moved.act);
            say(
                format!("{quantity} {kind} {}, {number}", act.id),
                format!("{quantity} {kind} {}, {number}", act.en),
            )
        }
        E::TransferArrived(arrived) => {
            let (quantity, kind, from) = (arrived.quantity, arrived.kind, &arrived.from);
            say(
                format!("{quantity} {kind} dari stasiun {from}, {}", arrived.transfer),
                format!("{quantity} {kind} from station {from}, {}", arrived.transfer),
            )
        }
        E::BlankoDestroyed(burnt) => {
            let (quantity, kind, number) = (burnt.quantity, burnt.kind, &burnt.document.number);
            let seen = burnt.witnesses;
            say(
                format!("{quantity} {kind} dimusnahkan, Berita Acara {number}, {seen} saksi"),
                format!("{quantity} {kind} destroyed, Berita Acara {number}, {seen} witnesses"),
            )
        }
        E::StockReversed(reversed) => {
            let (seq, number) = (reversed.seq, &reversed.document.number);
            say(
                format!("gerakan catatan {seq} dibatalkan, Berita Acara {number}"),
                format!("movement of entry {seq} reversed, Berita Acara {number}"),
            )
        }
        E::CountBegun {} => say("perhitungan dimulai", "count begun"),
        E::CountEntered(said) => {
            let (counted, kind, at) = (said.counted, said.kind, place(&said.place));
            say(
                format!("dihitung: {counted} {kind} di {}", at.id),
                format!("counted: {counted} {kind} in {}", at.en),
            )
        }
        E::CountFinished {} => say("perhitungan selesai", "count finished"),
        E::DifferenceBooked(booked) => {
            let number = &booked.document.number;
            say(
                format!("selisih dibukukan, Berita Acara {number}"),
                format!("difference booked, Berita Acara {number}"),
            )
        }
        E::DayClosed(closed) => match &closed.document {
            None => say("hari ditutup", "day closed"),
            Some(document) => say(
                format!("hari ditutup dengan selisih, Berita Acara {}", document.number),
                format!("day closed with a difference, Berita Acara {}", document.number),
            ),
        },
        _ => say("–", "–"),
    }
}

/// Of the blanks that a count did not find.
pub fn unnamed(blanks: u32) -> Say {
    say(
        format!(
            "{blanks} di antaranya tidak hilang: chipnya tidak pernah menjawab saat diambil mesin."
        ),
        format!(
            "{blanks} of them are not missing: a machine took them and their chips were silent."
        ),
    )
}

/// While somebody counts, how many there are is not said.
pub fn too_few() -> Say {
    say(
        "Di tempat itu tidak cukup; berapa yang ada tidak disebut selama perhitungan.",
        "There are too few in that place; how many is not said while somebody counts.",
    )
}

/// What a count found different, place by place, for who is to agree to it.
pub fn differences(count: &crate::books::CountBook, revoked: usize) -> Say {
    let lines: Vec<(String, String)> = count
        .differences()
        .filter_map(|line| {
            let entered = line.entered?;
            let (kind, at) = (line.kind, place(&line.place));
            let (counted, booked, more) = (entered.counted, entered.booked, line.difference());
            Some((
                format!("{kind} di {}: dihitung {counted}, dibukukan {booked} ({more:+})", at.id),
                format!("{kind} in {}: counted {counted}, booked {booked} ({more:+})", at.en),
            ))
        })
        .collect();
    let (id, en): (Vec<String>, Vec<String>) = lines.into_iter().unzip();
    let (begun, id, en) = (count.begun, id.join("; "), en.join("; "));
    let (told, will) = match revoked {
        0 => (String::new(), String::new()),
        _ => (format!(" {revoked} UID dicabut."), format!(" {revoked} UIDs are revoked.")),
    };
    say(format!("Perhitungan {begun}: {id}.{told}"), format!("Count {begun}: {en}.{will}"))
}

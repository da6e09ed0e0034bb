//! Counts of blanks, and what keeps a day open.

use super::words::place;
use super::{Fault, Say, say};
use crate::books::{CountFault, DayFault};

/// Why a count goes no further.
pub fn fault(fault: &CountFault) -> Fault {
    use CountFault as F;
    let (code, id, en) = match fault {
        F::OpenAlready => (
            "CNT-01",
            "Penghitungan sedang berjalan: selesaikan dengan `stock count finish`.".into(),
            "A count is open already: end it by `stock count finish`.".into(),
        ),
        F::NotOpen => (
            "CNT-02",
            "Tidak ada penghitungan yang terbuka: `stock count begin`.".into(),
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
            "Penghitungan terakhir berbeda dan belum dibukukan: orang lain yang menghitung lagi, \
             atau bukukan selisihnya."
                .into(),
            "The last count differs and is not booked: another person counts again, or the \
             difference is booked."
                .into(),
        ),
        F::NoDifference(_) => (
            "CNT-05",
            "Tidak ada selisih penghitungan yang dapat dibukukan.".into(),
            "The last count has no difference that can be booked.".into(),
        ),
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
            "Penghitungan belum selesai (`stock count finish`).",
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
        "Di tempat itu tidak cukup; berapa yang ada tidak disebut selama penghitungan.",
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
    say(format!("Penghitungan {begun}: {id}.{told}"), format!("Count {begun}: {en}.{will}"))
}

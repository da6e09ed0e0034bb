//! A card that was lost sight of: what happened, where to look, what to do.

use super::{Say, failure, say};
use crate::journal::{ActName, BlankName, Cause, Found};

/// One unknown card as people are told of it.
pub fn unknown(act: ActName, cause: &Cause, blank: Option<&BlankName>, missed: bool) -> Say {
    let (id, en) = act_words(act);
    let because = failure::cause(cause).say;
    let (where_id, where_en) = places(act);
    let (do_id, do_en) = to_do(act, blank, missed);
    say(
        format!("{id} tidak pasti. {} {where_id} {do_id}", because.id),
        format!("What {en} did is unknown. {} {where_en} {do_en}", because.en),
    )
}

pub fn act_words(act: ActName) -> (&'static str, &'static str) {
    match act {
        ActName::Feed => ("Hasil pengambilan blangko", "the feed"),
        ActName::Encode => ("Hasil penulisan chip", "the encoding"),
        ActName::Print => ("Hasil pencetakan", "the print"),
        ActName::Erase => ("Hasil penghapusan chip", "the wiping"),
        ActName::Reject => ("Hasil pembuangan", "the reject"),
    }
}

fn places(act: ActName) -> (&'static str, &'static str) {
    match act {
        ActName::Feed => (
            "Cari di dalam mesin dan di mulut tempat blangko.",
            "Look inside the machine and at the mouth of the hopper.",
        ),
        ActName::Encode | ActName::Erase => {
            ("Cari di dalam mesin dan kotak tolak.", "Look inside the machine and the reject box.")
        }
        ActName::Print => (
            "Cari di keluaran, di dalam mesin, dan kotak tolak.",
            "Look at the output, inside the machine and in the reject box.",
        ),
        ActName::Reject => (
            "Cari di kotak tolak, di dalam mesin, dan keluaran.",
            "Look in the reject box, inside the machine and at the output.",
        ),
    }
}

fn to_do(act: ActName, blank: Option<&BlankName>, missed: bool) -> (&'static str, &'static str) {
    match (act, blank) {
        _ if missed => (
            "Satu orang sudah mencari; petugas lain memastikan dengan `--found nowhere`.",
            "One person has looked; another one confirms with `--found nowhere`.",
        ),
        (_, None) => (
            "Tidak ada yang terhitung keluar: kembalikan blangko, lalu `--found unused`.",
            "Nothing was counted as taken: lay the blank back, then `--found unused`.",
        ),
        (_, Some(BlankName::Silent { .. })) => (
            "Belum bernama: kosong, `--found unused --tap`; rusak, `--found reject --tap`, \
             atau dua orang tanpa `--tap` bila pembaca tidak melihatnya.",
            "It has no name yet: empty, `--found unused --tap`; spoiled, `--found reject --tap`, \
             or two people without `--tap` if no reader sees it.",
        ),
        (ActName::Print, Some(_)) => (
            "Lihat muka dan belakangnya, tempelkan di meja: utuh, `--found output --tap`; rusak, \
             `--found reject --tap`.",
            "Look at both faces, tap it at the desk: whole, `--found output --tap`; spoiled, \
             `--found reject --tap`.",
        ),
        (_, Some(_)) => (
            "Tempelkan pada pembaca meja dengan `--found reject --tap`.",
            "Tap it on the desk reader with `--found reject --tap`.",
        ),
    }
}

/// How an unknown ended.
pub fn found(found: Found) -> Say {
    match found {
        Found::Output => say("ditemukan utuh, menunggu diperiksa", "found whole, to be inspected"),
        Found::Spoiled(reason) => {
            say(format!("ditemukan rusak: {reason}"), format!("found spoiled: {reason}"))
        }
        Found::Unused => say("belum terpakai, kembali ke tempatnya", "unused, back in the hopper"),
        Found::Missing => say("HILANG, UID dicabut", "MISSING, its UID revoked"),
    }
}

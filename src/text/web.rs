//! Sentences of the pages: states, reasons, and what a form can have wrong. What never changes
//! stands in `web/words.rs`.

mod words;

pub use words::*;

use super::{Fault, Say, Words, say};
use crate::device::printer::Readiness;
use crate::journal::{Checked, Fingerprint, Priority, Role, SpoilReason};
use crate::record::{Paper, Reason};

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

pub fn priority(priority: Priority) -> Words {
    let (id, en) = match priority {
        Priority::Lansia => ("lanjut usia", "old age"),
        Priority::Disabilitas => ("disabilitas", "disability"),
        Priority::Sakit => ("sakit", "illness"),
        Priority::Pendidikan => ("pendidikan", "school"),
        Priority::Pekerjaan => ("pekerjaan", "work"),
        Priority::Ibadah => ("ibadah", "pilgrimage"),
        Priority::Bencana => ("bencana", "disaster"),
        Priority::Perintah => ("perintah", "an order"),
    };
    Words { id, en }
}

/// Commands that sentences name, as pages call what does the same.
const HERE: &[(&str, Words)] = &[
    ("`--found unused --tap`", FOUND_UNUSED_TAPPED),
    ("`--found reject --tap`", FOUND_REJECT_TAPPED),
    ("`--found output --tap`", FOUND_OUTPUT_TAPPED),
    ("`--found nowhere`", FOUND_NOWHERE),
    ("`--found unused`", FOUND_UNUSED),
    ("`unknown list`", PAGE_UNKNOWN),
    ("`lane release`", PRESS_RELEASE),
    ("`cetakd doctor`", PAGE_DEVICES),
    ("`doctor`", PAGE_DEVICES),
    ("`cetakd clock confirm`", PRESS_CLOCK),
    ("`clock confirm`", PRESS_CLOCK),
];

/// The same sentence where there are buttons instead of commands.
pub fn on_page(told: &Say) -> Say {
    HERE.iter().fold(told.clone(), |told, (command, here)| {
        say(told.id.replace(command, here.id), told.en.replace(command, here.en))
    })
}

pub fn checked(one: Checked) -> Words {
    let (id, en) = match one {
        Checked::Nama => ("nama", "name"),
        Checked::Nik => ("NIK", "NIK"),
        Checked::Alamat => ("alamat", "address"),
        Checked::Foto => ("foto", "photo"),
    };
    Words { id, en }
}

pub fn fingerprint(one: Fingerprint) -> Words {
    let (id, en) = match one {
        Fingerprint::Match => ("cocok", "match"),
        Fingerprint::NoMatch => ("tidak cocok", "no match"),
    };
    Words { id, en }
}

pub fn people(count: usize) -> Say {
    say(
        format!("{count} orang. Tambah dengan `cetakd people add`; ada perintah yang perlu dua."),
        format!("{count} people. Add with `cetakd people add`; some commands take two."),
    )
}

pub fn desk(there: bool) -> Say {
    match there {
        true => say("ada", "there"),
        false => say(
            "tidak ada: tulis `[desk] reader = …` di berkas stasiun agar kartu dapat ditempel",
            "none: write `[desk] reader = …` into the station file, or no card can be tapped",
        ),
    }
}

pub fn loaded(count: i64) -> Say {
    match count {
        0 => say(
            "belum ada: `cetakd stock receive`, isi mesin, `cetakd stock load`",
            "none yet: `cetakd stock receive`, fill the machine, `cetakd stock load`",
        ),
        _ => say(format!("{count} keping"), format!("{count} pieces")),
    }
}

pub fn at_work() -> Say {
    say("sedang bekerja", "at work")
}

pub fn not_seen() -> Say {
    say("belum menjawab", "has not answered yet")
}

/// What a printer says of itself.
pub fn readiness(seen: &Readiness) -> Say {
    let Readiness { feeder_empty, ribbon, ribbon_ended, ribbon_cards_left, .. } = seen;
    let (mut id, mut en) = (format!("pita {ribbon}"), format!("ribbon {ribbon}"));
    if let Some(left) = ribbon_cards_left {
        id.push_str(&format!(", cukup untuk {left} kartu"));
        en.push_str(&format!(", enough for {left} cards"));
    }
    if *ribbon_ended == Some(true) {
        id.push_str(", HABIS: ganti");
        en.push_str(", ENDED: change it");
    }
    match feeder_empty {
        Some(true) => {
            id.push_str("; tempat blangko kosong: isi");
            en.push_str("; feeder empty: fill it");
        }
        Some(false) => {
            id.push_str("; ada blangko");
            en.push_str("; blanks inside");
        }
        None => {}
    }
    say(id, en)
}

/// Roles as people say them.
pub fn roles(roles: &[Role]) -> String {
    let words: Vec<_> = roles.iter().map(|role| role.as_str().replace('_', " ")).collect();
    words.join(", ")
}

pub fn booked() -> Say {
    say("Dicatat.", "Booked.")
}

pub fn second_must_look() -> Say {
    say(
        "Dicatat. Orang lain dengan peran lain harus mencari juga dan menyatakan hal yang sama.",
        "Booked. Another person of another role has to look too and say the same.",
    )
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

pub fn no_card_shown() -> Fault {
    say(
        "Belum ada kartu di meja ini: tempelkan kartunya atau ketik nomornya dulu.",
        "No card is on this desk: lay it on the reader or type its number first.",
    )
    .with_code("WEB-04")
}

pub fn too_many_tries() -> Fault {
    say(TOO_MANY_TRIES.id, TOO_MANY_TRIES.en).with_code("WEB-05")
}

pub fn wrong_code() -> Fault {
    say(
        "Kode awal salah. Kode tertulis di tempat `cetakd run` dijalankan.",
        "Wrong code. It stands where `cetakd run` was started.",
    )
    .with_code("WEB-06")
}

pub fn pins_differ() -> Fault {
    say("Kedua PIN tidak sama. Ketik lagi.", "The two PINs differ. Type them again.")
        .with_code("WEB-07")
}

/// Printed once, beside the address.
pub fn first_code(code: &str) -> Say {
    say(format!("Kode awal: {code}"), format!("Code of the first start: {code}"))
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
    use crate::journal::{ActName, Cause};

    #[test]
    fn pages_name_their_buttons_and_not_commands() {
        for (command, Words { id, en }) in HERE {
            let told = on_page(&say(format!("lihat {command}."), format!("see {command}.")));
            assert_eq!(told, say(format!("lihat {id}."), format!("see {en}.")));
        }
        let lost = crate::text::unknown::unknown;
        for act in [ActName::Feed, ActName::Encode, ActName::Print, ActName::Reject] {
            for missed in [true, false] {
                let told = on_page(&lost(act, &Cause::Jam {}, None, missed));
                assert!(!told.id.contains("--") && !told.en.contains("--"), "{told}");
            }
        }
    }

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

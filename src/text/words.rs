//! Words that tables and sentences share: places, stages, states. What programs read (JSON, what
//! is typed) keeps its own words.

use super::{Say, say};
use crate::books::{CounterStep, ShipmentState};
use crate::journal::{PaperKind, Place, Purpose};

pub fn place(place: &Place) -> Say {
    match place {
        Place::Supplier => say("pemasok", "the supplier"),
        Place::Vault => say("gudang", "the vault"),
        Place::Hopper(lane) => {
            say(format!("tempat blangko jalur {lane}"), format!("hopper of lane {lane}"))
        }
        Place::Machine(lane) => {
            say(format!("mesin jalur {lane}"), format!("machine of lane {lane}"))
        }
        Place::Output => say("keluaran", "the output"),
        Place::Ready => say("siap diserahkan", "ready"),
        Place::HandedOver => say("sudah diserahkan", "handed over"),
        Place::Shipped(kecamatan) => {
            say(format!("dikirim ke {kecamatan}"), format!("sent to {kecamatan}"))
        }
        Place::Spoiled => say("tumpukan rusak", "spoiled"),
        Place::Destroyed => say("dimusnahkan", "destroyed"),
        Place::Lent(to) => say(format!("dipinjamkan ke {to}"), format!("lent to {to}")),
        Place::InTransit(transfer) => {
            say(format!("dalam perjalanan, {transfer}"), format!("on its way, {transfer}"))
        }
        Place::Delivered(to) => say(format!("diterima {to}"), format!("with {to}")),
        Place::Returned => say("dikembalikan ke pemasok", "back with the supplier"),
        Place::Missing => say("hilang", "missing"),
        Place::Withdrawn => say("kartu lama ditarik", "old cards withdrawn"),
        Place::OldDestroyed => say("kartu lama dimusnahkan", "old cards destroyed"),
        Place::Others => say("kartu buatan lain", "cards of others' making"),
        Place::Unknown(lane) => {
            say(format!("dicari di jalur {lane}"), format!("looked for at lane {lane}"))
        }
        Place::Unexplained(lane) => {
            say(format!("tak jelas di jalur {lane}"), format!("unexplained at lane {lane}"))
        }
    }
}

/// As the books' tables hold it; a word that is none of them stays.
pub fn place_word(word: &str) -> Say {
    word.parse().map_or_else(|_| Say::same(word), |known| place(&known))
}

/// Words of a card's life, as `job::Stage` has them; `None`: it has no such word.
pub fn known_stage(word: &str) -> Option<Say> {
    Some(match word {
        "opened" => say("diminta", "asked for"),
        "leased" => say("izin cetak diterima", "leased"),
        "prepared" => say("disiapkan", "prepared"),
        "feeding" => say("mengambil blangko", "taking a blank"),
        "fed" => say("blangko di stasiun", "blank at the station"),
        "encoding" => say("chip ditulis", "chip being written"),
        "encoded" => say("chip selesai", "chip done"),
        "printing" => say("dicetak", "being printed"),
        "printed" => say("menunggu diperiksa", "waits to be inspected"),
        "spoiling" => say("blangko rusak", "blank spoiled"),
        "erasing" => say("chip dikosongkan", "chip being wiped"),
        "condemned" => say("akan dibuang", "to be rejected"),
        "rejecting" => say("dibuang", "being rejected"),
        "ready" => say("siap diserahkan", "ready"),
        "packed" => say("dikemas", "packed"),
        "shipped" => say("dikirim", "on its way"),
        "arrived" => say("tiba di kecamatan", "at its kecamatan"),
        "handed_over" => say("sudah diserahkan", "handed over"),
        "returning" => say("izin dikembalikan", "lease going back"),
        "refused" => say("ditolak", "refused"),
        "given_back" => say("izin sudah dikembalikan", "lease given back"),
        "spoiled" => say("rusak", "spoiled"),
        "missing" => say("hilang", "missing"),
        "lost" => say("hilang, dicabut", "lost, revoked"),
        "withdrawn" => say("ditarik", "withdrawn"),
        "unknown" => say("dicari", "looked for"),
        _ => return None,
    })
}

pub fn stage(word: &str) -> Say {
    known_stage(word).unwrap_or_else(|| Say::same(word))
}

pub fn parcel(state: ShipmentState) -> Say {
    match state {
        ShipmentState::Packing => say("masih diisi", "still being packed"),
        ShipmentState::Sent => say("dikirim", "sent"),
        ShipmentState::Received => say("diterima dan dihitung", "received and counted"),
    }
}

/// What became of a command that waited for a second person.
pub fn approval(word: &str) -> Say {
    match word {
        "asked" => say("menunggu", "waiting"),
        "given" => say("disetujui", "agreed"),
        "declined" => say("ditolak", "declined"),
        "expired" => say("kedaluwarsa", "expired"),
        other => Say::same(other),
    }
}

/// Whether somebody may sign in.
pub fn staff(word: &str) -> Say {
    match word {
        "active" => say("aktif", "active"),
        "locked" => say("terkunci", "locked"),
        "removed" => say("dicabut", "removed"),
        "expired" => say("token berakhir", "token has ended"),
        other => Say::same(other),
    }
}

pub fn counter_step(step: CounterStep) -> Say {
    match step {
        CounterStep::Status => say("cek status", "status check"),
        CounterStep::Print => say("cetak", "print"),
        CounterStep::Handover => say("penyerahan", "hand-over"),
    }
}

pub fn purpose(word: &str) -> Say {
    let en = match word.parse::<Purpose>() {
        Ok(Purpose::Layanan) => "service at the counter",
        Ok(Purpose::Penyerahan) => "hand-over",
        Ok(Purpose::Pengaduan) => "complaint",
        Ok(Purpose::Pemeriksaan) => "inspection",
        Ok(Purpose::Pengawasan) => "oversight",
        Err(_) => word,
    };
    let id = if en == "service at the counter" { "layanan di loket" } else { word };
    say(id, en)
}

/// Who did it: a sign-in name, or the computer's own user of a command without `--as`.
pub fn actor(word: &str) -> Say {
    match word.strip_prefix("uid:") {
        Some(uid) => say(format!("pengguna komputer {uid}"), format!("computer user {uid}")),
        None => Say::same(word),
    }
}

/// Papers have Indonesian names in both languages, as the law has them.
pub fn paper(word: &str) -> Say {
    use PaperKind as K;
    let kinds = [K::Bast, K::Sppb, K::BastKeluar, K::BuktiBarang, K::BeritaAcara];
    let known = kinds.into_iter().find(|kind| kind.as_str() == word);
    known.map_or_else(|| Say::same(word), |kind| Say::same(super::stock::paper(kind)))
}

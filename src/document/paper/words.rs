//! Words of papers: places, stages, states of a record and differences as an office writes them.

use crate::books::DayFault;
use crate::journal::{PaperKind, Place};
use crate::record::{Kind, RecordState};

pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::KtpEl => "KTP-el",
        Kind::KtpElOa => "KTP-el OA",
    }
}

pub fn place(place: &Place) -> String {
    match place {
        Place::Supplier => "penyedia".to_owned(),
        Place::Vault => "gudang".to_owned(),
        Place::Hopper(lane) => format!("tempat blangko {lane}"),
        Place::Machine(lane) => format!("mesin {lane}"),
        Place::Output => "keluaran".to_owned(),
        Place::Ready => "siap diserahkan".to_owned(),
        Place::HandedOver => "diserahkan".to_owned(),
        Place::Shipped(kecamatan) => format!("dikirim ke {kecamatan}"),
        Place::Spoiled => "rusak".to_owned(),
        Place::Destroyed => "dimusnahkan".to_owned(),
        Place::Lent(to) => format!("dipinjamkan ke {to}"),
        Place::InTransit(transfer) => format!("dalam perjalanan {transfer}"),
        Place::Delivered(to) => format!("diterima {to}"),
        Place::Returned => "dikembalikan ke penyedia".to_owned(),
        Place::Withdrawn => "kartu lama ditarik".to_owned(),
        Place::OldDestroyed => "kartu lama dimusnahkan".to_owned(),
        Place::Others => "kartu buatan lain".to_owned(),
        Place::Missing => "hilang".to_owned(),
        Place::Unknown(lane) => format!("dicari di jalur {lane}"),
        Place::Unexplained(lane) => format!("tak jelas di jalur {lane}"),
    }
}

pub fn stage(stage: &str) -> &str {
    match stage {
        "printed" => "dicetak",
        "ready" => "siap",
        "packed" => "dikemas",
        "shipped" => "dikirim",
        "arrived" => "tiba di kecamatan",
        "returning" => "dalam perjalanan kembali",
        "given_back" => "dikembalikan ke pusat",
        "handed_over" => "diserahkan",
        "spoiled" => "rusak",
        "unknown" => "dicari",
        "missing" => "hilang",
        "withdrawn" => "ditarik",
        "lost" => "hilang, dicabut",
        "refused" => "ditolak",
        "opened" | "leased" | "prepared" | "feeding" | "fed" | "encoding" | "encoded"
        | "printing" | "under_way" => "dikerjakan",
        "spoiling" | "erasing" | "condemned" | "rejecting" => "sedang ditolak mesin",
        other => other,
    }
}

pub fn fault(fault: &DayFault) -> String {
    match fault {
        DayFault::NotCounted => "Belum dihitung sejak penutupan terakhir.".to_owned(),
        DayFault::CountOpen => "Penghitungan sedang berjalan.".to_owned(),
        DayFault::CountDiffers { kind, place, counted, booked } => {
            let (kind, place) = (self::kind(*kind), self::place(place));
            format!("{kind} di {place}: dihitung {counted}, dibukukan {booked}.")
        }
        DayFault::LaneDiffers { lane, fed, named } => {
            format!("Jalur {lane}: pencetak mengambil {fed} keping, terhitung {named}.")
        }
        DayFault::Unexplained { kind, place, held } => {
            format!("{held} {} {}.", self::kind(*kind), self::place(place))
        }
        DayFault::Untold { booked, waiting } => {
            format!("{booked} kartu baik belum dilaporkan menurut buku, {waiting} menunggu.")
        }
    }
}

/// A number below zero with its sign, above zero with a plus.
pub fn difference(difference: i64) -> String {
    if difference > 0 { format!("+{difference}") } else { difference.to_string() }
}

pub fn paper(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Bast | PaperKind::BastKeluar => "BAST",
        PaperKind::Sppb => "SPPB",
        PaperKind::BuktiBarang => "bukti barang",
        PaperKind::BeritaAcara => "Berita Acara",
    }
}

/// Where somebody's record is, as whoever reads their letter understands it.
pub fn record_state(state: &RecordState) -> &'static str {
    match state {
        RecordState::BioCaptured => "hasil perekaman menunggu diproses di tempat perekaman",
        RecordState::Processing => "hasil perekaman sedang diproses di tempat perekaman",
        RecordState::SentForEnrollment => "hasil perekaman sedang dikirim ke pusat data",
        RecordState::ReceivedAtCentral => {
            "hasil perekaman sudah diterima pusat data dan menunggu pemeriksaan ketunggalan"
        }
        _ => "hasil perekaman masih diperiksa",
    }
}

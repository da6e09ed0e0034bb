//! Entries in one line each, for people who read the journal.

use super::{Say, say};
use crate::journal::{Event, Film, JournalRestored, Verdict};

pub fn event(event: &Event) -> Say {
    use Event as E;
    match event {
        E::StationInitialised { office, .. } => {
            say(format!("stasiun dibuat untuk {office}"), format!("station made for {office}"))
        }
        E::Started { version, unclean, open } => {
            let (id, en) = match unclean {
                true => (" setelah berhenti tidak wajar", " after an unclean stop"),
                false => ("", ""),
            };
            let open = open.len();
            say(
                format!("cetakd {version} mulai{id}, {open} pekerjaan terbuka"),
                format!("cetakd {version} started{en}, {open} jobs open"),
            )
        }
        E::ClockDoubted { expected, found } => say(
            format!("JAM DIRAGUKAN: {found}, seharusnya sekitar {expected}"),
            format!("CLOCK DOUBTED: {found}, expected about {expected}"),
        ),
        E::ClockConfirmed { now } => {
            say(format!("jam dipastikan: {now}"), format!("clock confirmed: {now}"))
        }
        E::Stopped {} => say("cetakd berhenti", "cetakd stopped"),
        E::PeopleErased { people } => say(
            format!("data {} orang dihapus setelah masa simpan", people.len()),
            format!("data of {} people erased after their time", people.len()),
        ),
        E::BackupBegun {} => say("salinan buku dibuat", "a copy of the books is made"),
        E::JournalRestored(JournalRestored { lost, above }) => {
            let tail = lost.as_ref().map_or_else(|| "?".to_owned(), |tail| tail.seq.to_string());
            let above = above.map_or_else(|| "?".to_owned(), |above| above.to_string());
            say(
                format!(
                    "DIPULIHKAN DARI CADANGAN; hilang sampai catatan {tail}; nomor register dan \
                     surat berlanjut di atas {above}, agar tidak ada yang terpakai dua kali"
                ),
                format!(
                    "RESTORED FROM A BACKUP; lost up to entry {tail}; numbers of register and \
                     papers go on above {above}, so that none is used twice"
                ),
            )
        }
        E::BlankoReceived { .. }
        | E::BlankoMoved { .. }
        | E::StockMoved(_)
        | E::TransferArrived(_)
        | E::BlankoDestroyed(_)
        | E::StockReversed(_)
        | E::CountBegun {}
        | E::CountEntered(_)
        | E::CountFinished {}
        | E::DifferenceBooked(_)
        | E::DayClosed(_) => super::stock::event(event),
        E::TransferAcknowledged(heard) => super::transfer::acknowledged(heard),
        E::JobOpened(opened) if opened.reprint.is_some() => say(
            format!("cetak ulang disetujui dua orang, alasan {}", opened.reason),
            format!("reprint, agreed to by two, reason {}", opened.reason),
        ),
        E::JobOpened(opened) => say(
            format!("pekerjaan dibuka, alasan {}", opened.reason),
            format!("job opened, reason {}", opened.reason),
        ),
        E::JobRefused { refusal } => {
            let fault = super::failure::refusal(refusal);
            say(
                format!("ditolak {}: {}", fault.code, fault.say.id),
                format!("refused {}", fault.code),
            )
        }
        E::LeaseTaken(taken) => say(
            format!("izin cetak {} sampai {}", taken.lease, taken.expires_at),
            format!("lease {} until {}", taken.lease, taken.expires_at),
        ),
        E::CardInspected { blank, verdict: Verdict::Good, tapped } => say(
            format!("kartu {blank} baik{}", if *tapped { ", ditempelkan" } else { "" }),
            format!("card {blank} good{}", if *tapped { ", tapped" } else { "" }),
        ),
        E::CardInspected { blank, verdict: Verdict::Spoiled(reason), .. } => {
            say(format!("kartu {blank} rusak: {reason}"), format!("card {blank} spoiled: {reason}"))
        }
        E::BatchOpened(_)
        | E::BatchPaused { .. }
        | E::BatchResumed { .. }
        | E::BatchEnding { .. }
        | E::BatchClosed { .. } => super::night::event(event),
        E::StaffAdded { .. }
        | E::StaffRoleChanged { .. }
        | E::StaffRemoved { .. }
        | E::PinSet { .. }
        | E::TokenSet(_)
        | E::PinWrong { .. }
        | E::PinAccepted { .. }
        | E::PinUnlocked { .. }
        | E::ApprovalAsked { .. }
        | E::ApprovalGiven { .. }
        | E::ApprovalDeclined { .. }
        | E::ApprovalExpired { .. }
        | E::ApprovalEnded { .. } => super::people::event(event),
        other => super::handover::event(other)
            .or_else(|| super::withdrawn::event(other))
            .or_else(|| super::ribbon::event(other))
            .unwrap_or_else(|| act(other)),
    }
}

fn act(event: &Event) -> Say {
    use Event as E;
    let with_cause = |id: &str, en: &str, cause: &crate::journal::Cause| {
        let fault = super::failure::cause(cause);
        say(format!("{id}: {} {}", fault.code, fault.say.id), format!("{en}: {}", fault.code))
    };
    match event {
        E::LaneConnected { printer, reader, .. } => say(
            format!(
                "pencetak {} {} dan pembaca {reader} tersambung",
                printer.model, printer.serial
            ),
            format!("printer {} {} and reader {reader} connected", printer.model, printer.serial),
        ),
        E::LaneProven { printer_serial, reader } => say(
            format!("terbukti: pembaca {reader} ada di pencetak {printer_serial}"),
            format!("proven: reader {reader} sits in printer {printer_serial}"),
        ),
        E::CountersJumped { booked, found } => say(
            format!("penghitung meloncat dari {} ke {} kartu", booked.cards, found.cards),
            format!("counters jumped from {} to {} cards", booked.cards, found.cards),
        ),
        E::LaneStopped { cause } => with_cause("jalur berhenti", "lane stopped", cause),
        E::LaneReleased {} => say("jalur dilepas", "lane released"),
        E::LaneConfirmed { film, temperature } => confirmed(*film, *temperature),
        E::CardPrepared(_) => say("kartu disiapkan", "card prepared"),
        E::LeaseGivenBack { lease } => {
            say(format!("izin {lease} dikembalikan"), format!("lease {lease} given back"))
        }
        E::FeedIntended { .. } => say("akan mengambil blangko", "feed intended"),
        E::FeedFinished { blank, .. } => {
            say(format!("blangko {blank} di stasiun"), format!("blank {blank} at the station"))
        }
        E::FeedFailed { cause, .. } => with_cause("tidak ada yang diambil", "nothing taken", cause),
        E::BlankRefused { cause } => with_cause("blangko ditolak", "blank refused", cause),
        E::EncodeIntended {} => say("akan menulis chip", "encode intended"),
        E::EncodeFinished {} => say("chip ditulis dan dibaca ulang", "chip written and read back"),
        E::EncodeFailed { cause, .. } => with_cause("chip gagal", "encode failed", cause),
        E::PrintIntended { .. } => say("akan mencetak", "print intended"),
        E::PrintCommitted {} => say("perintah cetak dimulai", "print committed"),
        E::PrintFinished { .. } => say("tercetak, dicatat di register", "printed, in the register"),
        E::PrintFailed { cause, .. } => with_cause("cetak gagal", "print failed", cause),
        E::ActReopened { cause, .. } => {
            with_cause("kartu yang sama, dilanjutkan", "same card, goes on", cause)
        }
        E::EraseIntended {} => say("akan menghapus chip", "erase intended"),
        E::EraseFinished {} => say("chip dihapus", "chip erased"),
        E::EraseFailed { cause } => with_cause("chip tidak terhapus", "erase failed", cause),
        E::RejectIntended { reason, .. } => {
            say(format!("akan dibuang: {reason}"), format!("reject intended: {reason}"))
        }
        E::RejectFinished { .. } => say("di kotak tolak", "in the reject box"),
        E::ActUnsettled { cause, .. } => with_cause("TIDAK PASTI", "UNKNOWN", cause),
        E::CardMissed {} => say("kartu dicari dan tidak ditemukan", "card looked for, not found"),
        E::CardSettled { blank, found, tapped } => {
            let card = blank.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            let found = super::unknown::found(*found);
            let (id, en) = if *tapped { (", ditempelkan", ", tapped") } else { ("", "") };
            say(format!("kartu {card}: {}{id}", found.id), format!("card {card}: {}{en}", found.en))
        }
        E::SensorCalibrated { inside, empty } => say(
            format!("sensor kartu: {inside} mV berisi, {empty} mV kosong"),
            format!("card sensor: {inside} mV with a card, {empty} mV without"),
        ),
        E::UidRevoked { uid, reason } => {
            say(format!("UID {uid} dicabut: {reason}"), format!("UID {uid} revoked: {reason}"))
        }
        E::OutcomeReported { receipt, .. }
        | E::GiveBackReported { receipt }
        | E::RevocationReported { receipt, .. } => say(
            format!("dilaporkan, tanda terima {receipt}"),
            format!("reported, receipt {receipt}"),
        ),
        _ => say("–", "–"),
    }
}

fn confirmed(film: Option<Film>, temperature: Option<u16>) -> Say {
    let (film_id, film_en) = match film {
        Some(Film::Ok) => (", film cukup", ", film enough"),
        Some(Film::Ended) => (", film habis", ", film ended"),
        None => ("", ""),
    };
    let celsius = temperature.map(|celsius| format!(", {celsius} °C")).unwrap_or_default();
    say(format!("jalur dilihat orang{film_id}{celsius}"), format!("lane seen{film_en}{celsius}"))
}

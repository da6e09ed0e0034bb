//! What is said between output and hand: entries first, then refusals.

use super::{Fault, Say, say, words};
use crate::journal::{Collector, Event, Series};
use crate::station::CounterFault;

/// `None` if the entry is of another part of the books.
pub fn event(event: &Event) -> Option<Say> {
    use Event as E;
    Some(match event {
        E::StatusAsked(asked) => {
            let state = asked.state.as_ref().map_or("–".to_owned(), ToString::to_string);
            say(format!("status ditanyakan: {state}"), format!("status asked: {state}"))
        }
        E::ReceiptIssued(issued) => {
            let of = issued.instead_of.as_ref().map(|of| of.of(Series::Receipt));
            let of = of.as_ref();
            let id = of.map(|of| format!(", mengganti {of}")).unwrap_or_default();
            let en = of.map(|of| format!(", instead of {of}")).unwrap_or_default();
            let (number, expected) = (issued.number.of(Series::Receipt), issued.expected);
            say(
                format!("tanda pengambilan {number}, perkiraan {expected}{id}"),
                format!("receipt {number}, expected {expected}{en}"),
            )
        }
        E::SuketIssued(issued) => say(
            format!("Surat Keterangan Perekaman agenda {}", issued.number.of(Series::Suket)),
            format!("Surat Keterangan Perekaman, agenda {}", issued.number.of(Series::Suket)),
        ),
        E::PersonalDataShown { people, purpose } => say(
            format!("data {} orang dilihat, keperluan {purpose}", people.len()),
            format!("data of {} people seen, purpose {purpose}", people.len()),
        ),
        E::CardHandedOver(over) => {
            let (id, en) = match &over.collector {
                Collector::Holder {} => ("pemilik".to_owned(), "its holder".to_owned()),
                Collector::Other { relation, .. } => {
                    (format!("{relation}"), format!("another ({relation})"))
                }
            };
            say(
                format!("kartu {} diserahkan kepada {id}", over.blank),
                format!("card {} handed over to {en}", over.blank),
            )
        }
        E::ComplaintNoted { kind, number } => say(
            format!("pengaduan {number} dicatat: {kind}"),
            format!("complaint {number} noted: {kind}"),
        ),
        other => return super::shipment::event(other),
    })
}

/// What the person leaves with.
pub fn receipt(number: &str, expected: &str, again: bool) -> Say {
    match again {
        false => say(
            format!("Tanda pengambilan {number}, perkiraan jadi {expected}."),
            format!("Receipt {number}, expected {expected}."),
        ),
        true => say(
            format!(
                "Orang ini sudah memegang tanda pengambilan {number}, perkiraan jadi {expected}: \
                 nomor yang sama berlaku."
            ),
            format!("This person has receipt {number}, expected {expected}: it stays good."),
        ),
    }
}

/// What a receipt is no more good for.
fn used(fault: &CounterFault) -> Option<(&'static str, String, String)> {
    use CounterFault as F;
    let number = match fault {
        F::ReceiptUsed { number, .. }
        | F::ReceiptReplaced { number, .. }
        | F::ReceiptReason { number, .. }
        | F::ReceiptOpen { number, .. }
        | F::ReceiptOfAnother { number, .. }
        | F::ReceiptClosed(number) => number.of(Series::Receipt),
        _ => return None,
    };
    Some(match fault {
        F::ReceiptUsed { job, .. } => (
            "HOV-16",
            format!(
                "Tanda pengambilan {number} milik kartu lain (pekerjaan {job}): satu tanda untuk \
                 satu kartu."
            ),
            format!("Receipt {number} belongs to another card (job {job}): one card a receipt."),
        ),
        F::ReceiptClosed(_) => (
            "HOV-17",
            format!(
                "Tanda pengambilan {number} sudah selesai: kartunya sudah diserahkan. Untuk kartu \
                 baru, terbitkan tanda yang baru (`status --receipt`)."
            ),
            format!(
                "Receipt {number} is closed: its card was handed over. For a new card issue a new \
                 one (`status --receipt`)."
            ),
        ),
        F::ReceiptReplaced { by, .. } => (
            "HOV-18",
            format!("Tanda pengambilan {number} sudah diganti dengan {}.", by.of(Series::Receipt)),
            format!("Receipt {number} was replaced by {}.", by.of(Series::Receipt)),
        ),
        F::ReceiptReason { reason, .. } => (
            "HOV-19",
            format!(
                "Tanda pengambilan {number} terbit untuk alasan {reason}. Pakai alasan itu, atau \
                 ganti tandanya: `status --receipt ALASAN --instead-of {number}`."
            ),
            format!(
                "Receipt {number} was given for reason {reason}. Use that one, or replace it: \
                 `status --receipt REASON --instead-of {number}`."
            ),
        ),
        F::ReceiptOpen { reason, .. } => (
            "HOV-20",
            format!(
                "Orang ini masih memegang tanda pengambilan {number} untuk alasan {reason}. \
                 Menggantinya: tambahkan `--instead-of {number}`."
            ),
            format!(
                "This person still has receipt {number} for reason {reason}. To replace it add \
                 `--instead-of {number}`."
            ),
        ),
        F::ReceiptOfAnother { register, .. } => (
            "HOV-21",
            format!("Kartu register {register} diambil dengan tanda pengambilan {number}."),
            format!("The card of register {register} is collected with receipt {number}."),
        ),
        _ => return None,
    })
}

/// What the counter refuses, and what to do about it.
pub fn counter(fault: &CounterFault) -> Fault {
    use CounterFault as F;
    let (code, id, en) = match fault {
        F::ClaimUnknown(text) => (
            "HOV-01",
            format!("Nomor `{text}` bukan tanda pengambilan atau Suket kantor ini."),
            format!("`{text}` is no receipt or letter of this office."),
        ),
        F::ClaimForged(number) => (
            "HOV-02",
            format!("Kode QR pada nomor {number} bukan buatan kantor ini. Jangan dilayani."),
            format!("The QR code beside number {number} was not made here. Do not serve it."),
        ),
        F::FamilyCardUnseen => (
            "HOV-03",
            "Lihat dahulu Kartu Keluarga asli (`--family-card`).".into(),
            "See the original family card first (`--family-card`).".into(),
        ),
        F::NotChecked(what) => (
            "HOV-04",
            format!("Pemegang belum memeriksa {what}: nama, NIK, alamat, dan foto harus cocok."),
            format!("The holder has not checked {what}: nama, nik, alamat and foto must fit."),
        ),
        F::FingerDiffers => (
            "HOV-05",
            "Sidik jari tidak cocok: kartu tidak diserahkan.".into(),
            "The finger does not match: the card is not given.".into(),
        ),
        F::OldCardLives(card) => (
            "HOV-15",
            format!(
                "Kartu lama {card} masih berlaku: tarik dahulu (`stock withdraw`), baru serahkan \
                 yang baru."
            ),
            format!("Old card {card} still lives: withdraw it first (`stock withdraw`)."),
        ),
        F::OldCardOpen => (
            "HOV-06",
            "Tarik dahulu kartu lama, atau catat surat kehilangan dari kepolisian.".into(),
            "Take the old card first, or note the police's letter of loss.".into(),
        ),
        F::NumberUnusable { limit } => (
            "HOV-07",
            format!("Nomor atau nama harus 1 sampai {limit} huruf yang dapat dicetak."),
            format!("A number or name is 1 to {limit} printable characters."),
        ),
        F::SignatureUnusable { limit } => (
            "HOV-08",
            format!("Tanda tangan harus gambar PNG, paling besar {limit} bita."),
            format!("A signature is a PNG picture of at most {limit} bytes."),
        ),
        F::NotOurs(uid) => (
            "HOV-09",
            format!("Kartu {uid} tidak ada di register ini. Simpan terpisah dan laporkan."),
            format!("Card {uid} is not in this register. Keep it apart and report it."),
        ),
        F::NoSuchCard(number) => (
            "HOV-10",
            format!("Tidak ada kartu dengan nomor register {number}."),
            format!("No card has register number {number}."),
        ),
        F::Stage { register, stage } => (
            "HOV-11",
            format!(
                "Keadaan kartu register {register}: {}. Ini tidak dapat dilakukan dengannya.",
                words::stage(stage).id
            ),
            format!(
                "The card of register {register} is: {}. This can't be done with it.",
                words::stage(stage).en
            ),
        ),
        F::WrongCard { uid, register, nik } => (
            "HOV-12",
            format!("KARTU LAIN: {uid} adalah register {register}, NIK {nik}. Jangan diserahkan."),
            format!("WRONG CARD: {uid} is register {register}, NIK {nik}. Do not give it."),
        ),
        F::ChipSignature(uid) => (
            "HOV-13",
            format!("Tanda tangan pusat pada chip {uid} tidak sah. Tahan kartu dan laporkan."),
            format!("The centre's signature on chip {uid} is not good. Keep it and report it."),
        ),
        F::PersonErased => (
            "HOV-14",
            "Data pribadi kartu ini sudah dihapus.".into(),
            "The personal data of this card is erased.".into(),
        ),
        F::ComplaintTwice(number) => (
            "HOV-23",
            format!("Pengaduan {number} sudah tercatat pada kartu ini; tidak ada yang dicatat."),
            format!("Complaint {number} is noted on this card already; nothing is booked."),
        ),
        F::SuketNotAllowed => (
            "SKT-01",
            "Kantor ini tidak menerbitkan Surat Keterangan. Kepala kantor yang memutuskan; \
             pengelola menulis `allowed = true`, penandatangan, dan nomor kantor di bagian \
             `[suket]` berkas stasiun."
                .into(),
            "This office issues no Surat Keterangan. The head of office decides; whoever keeps \
             the station file writes `allowed = true`, signatory and contact under `[suket]`."
                .into(),
        ),
        F::SuketNotNeeded => (
            "SKT-02",
            "Rekaman ini siap cetak: terbitkan tanda pengambilan (`--receipt`).".into(),
            "This record is print-ready: issue a receipt (`--receipt`).".into(),
        ),
        F::SuketNotFor => (
            "SKT-03",
            "Surat Keterangan hanya untuk rekaman yang sedang diproses.".into(),
            "A Surat Keterangan is for a record that is under way only.".into(),
        ),
        other => match used(other) {
            Some(used) => used,
            None => return super::shipment::fault(other),
        },
    };
    say(id, en).with_code(code)
}

//! What a second person agrees to, in a sentence: no name, and the NIK masked.

use super::counter::{CardName, DeskOrder, ShipOrder};
use super::people::Asked;
use super::wire::Request;
use crate::journal::{BlankName, OldCardFate, Verdict};
use crate::text::{Say, say};

pub fn describe(request: &Request) -> Say {
    match request {
        Request::SetPin { name: Some(name), .. } => say(
            format!("Memasang PIN baru untuk {name}, yang tidak meminta sendiri."),
            format!("Sets a new PIN for {name}, who did not ask for it."),
        ),
        Request::Unlock { name } => say(
            format!("Membuka kunci {name} setelah PIN salah berkali-kali."),
            format!("Unlocks {name} after too many wrong PINs."),
        ),
        Request::Stock { order } => super::stock::describe(order),
        Request::Print { nik, reason, old_card, .. } => {
            let old = fate(old_card.as_ref());
            say(
                format!("Mencetak kartu untuk {nik}, alasan {reason}; {}.", old.id),
                format!("Prints a card for {nik}, reason {reason}; {}.", old.en),
            )
        }
        Request::Desk { order: DeskOrder::PrintClaim { claim, reason, old_card, .. } } => {
            let (old, number) = (fate(old_card.as_ref()), claim.text.chars().take(64));
            let number: String = number.collect();
            say(
                format!("Mencetak kartu untuk bukti {number}, alasan {reason}; {}.", old.id),
                format!("Prints the card of receipt {number}, reason {reason}; {}.", old.en),
            )
        }
        Request::Desk { order: DeskOrder::Handover(over) } => {
            let card = card(&over.card);
            say(
                format!("Menyerahkan kartu {} tanpa ditempel: lihat kartunya dahulu.", card.id),
                format!("Hands over card {} without a tap: see it first.", card.en),
            )
        }
        Request::Desk {
            order: DeskOrder::Ship(ShipOrder::Receive { shipment, counted, missing, strangers }),
        } => {
            let names = |blanks: &[BlankName]| match blanks {
                [] => "–".to_owned(),
                some => some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            };
            let (missing, strangers) = (names(missing), names(strangers));
            say(
                format!(
                    "Menerima kiriman {shipment}: {counted} kartu dihitung; kurang {missing}; \
                     asing {strangers}."
                ),
                format!(
                    "Receives parcel {shipment}: {counted} cards counted; missing {missing}; \
                     strangers {strangers}."
                ),
            )
        }
        Request::Inspect { verdict: Verdict::Spoiled(reason), uid: Some(uid), .. } => {
            let word = crate::text::web::spoil(*reason);
            say(
                format!(
                    "Menyatakan kartu {uid} rusak ({}) tanpa ditempel: lihat kartunya dahulu.",
                    word.id
                ),
                format!("Calls card {uid} spoiled ({}) without a tap: see it first.", word.en),
            )
        }
        Request::SettleUnknown { job, found, .. } => say(
            format!("Menyatakan kartu pekerjaan {job}: {found:?}."),
            format!("Says of the card of job {job}: {found:?}."),
        ),
        Request::AddPerson { name, role, .. } => say(
            format!("Menambah petugas {name} sebagai {role}, dengan PIN yang sudah diketik."),
            format!("Adds {name} as {role}, with the PIN that was typed."),
        ),
        Request::SetToken { name, days, .. } => say(
            format!(
                "Memberi program {name} token untuk {days} hari: status, kartu pertama, dan \
                 antrean malam."
            ),
            format!(
                "Gives the program {name} a token for {days} days: status, first cards, and the \
                 night's batch."
            ),
        ),
        Request::ChangeRole { name, role } => {
            say(format!("Mengubah peran {name} menjadi {role}."), format!("Makes {name} {role}."))
        }
        Request::RemovePerson { name } => say(
            format!("Mengeluarkan {name}: tidak dapat masuk lagi untuk selamanya."),
            format!("Removes {name}: they can never sign in again."),
        ),
        other => {
            let word = super::people::word(other);
            say(format!("Perintah `{word}`."), format!("The command `{word}`."))
        }
    }
}

/// The same with what the books showed of it to whoever asked.
pub fn asked(asked: &Asked) -> Say {
    let said = describe(&asked.request);
    match &asked.seen {
        Some(seen) => say(format!("{} {}", said.id, seen.id), format!("{} {}", said.en, seen.en)),
        None => said,
    }
}

/// What becomes of the old card.
fn fate(fate: Option<&OldCardFate>) -> Say {
    match fate {
        Some(OldCardFate::Withdrawn {}) => {
            say("kartu lama ada dan ditarik", "the old card is here and is withdrawn")
        }
        Some(OldCardFate::Lost { letter }) => {
            let (number, day) = (&letter.number, crate::text::when::day(letter.dated));
            say(
                format!("kartu lama hilang, surat {number} tanggal {day}"),
                format!("the old card is lost, letter {number} of {day}"),
            )
        }
        Some(OldCardFate::None {}) | None => say("tanpa kartu lama", "no old card"),
    }
}

fn card(name: &CardName) -> Say {
    match name {
        CardName::Uid(uid) => Say::same(uid.to_string()),
        CardName::Register(number) => {
            say(format!("register {number}"), format!("register {number}"))
        }
        CardName::Tap => say("di pembaca meja", "on the desk reader"),
    }
}

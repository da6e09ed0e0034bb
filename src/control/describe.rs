//! What a second person agrees to, in a sentence: no name, and the NIK masked.

use super::wire::Request;
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
        Request::Print { nik, reason, .. } => say(
            format!("Mencetak kartu untuk {nik}, alasan {reason}."),
            format!("Prints a card for {nik}, reason {reason}."),
        ),
        Request::SettleUnknown { job, found, .. } => say(
            format!("Menyatakan kartu pekerjaan {job}: {found:?}."),
            format!("Says of the card of job {job}: {found:?}."),
        ),
        other => {
            let word = super::people::word(other);
            say(format!("Perintah `{word}`."), format!("The command `{word}`."))
        }
    }
}

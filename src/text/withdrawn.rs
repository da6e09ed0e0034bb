//! Old cards in the words of the journal.

use super::{Say, say};
use crate::journal::Event;

/// `None` if the entry is of another part of the books.
pub fn event(event: &Event) -> Option<Say> {
    Some(match event {
        Event::OldCardsWithdrawn(old) => {
            let (quantity, kind, reason) = (old.quantity, old.kind, old.reason);
            say(
                format!("{quantity} kartu lama ditarik ({kind}), {reason}"),
                format!("{quantity} old cards withdrawn ({kind}), {reason}"),
            )
        }
        Event::CardWithdrawn(back) => say(
            format!("kartu {} ditarik, {}", back.blank, back.reason),
            format!("card {} withdrawn, {}", back.blank, back.reason),
        ),
        Event::CardLost(lost) => {
            let (blank, number, dated) = (&lost.blank, &lost.letter.number, lost.letter.dated);
            say(
                format!("kartu {blank} hilang, surat kehilangan {number} tanggal {dated}"),
                format!("card {blank} lost, letter {number} of {dated}"),
            )
        }
        _ => return None,
    })
}

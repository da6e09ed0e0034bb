//! Specimens of old cards, and of the job that takes the place of one.

use cetakd::journal::{
    CardLost, CardWithdrawn, Event, JobOpened, OldCardFate, OldCardsWithdrawn, Reprint,
    WithdrawReason,
};
use cetakd::record::{Kind, Reason};

use super::stock::document;
use super::{blank, job_id, mac, opened};

pub fn withdrawn(n: u64) -> Event {
    let (blank, reason) = (blank(n), WithdrawReason::Rusak);
    Event::CardWithdrawn(CardWithdrawn { blank, reason, tapped: true })
}

pub fn lost(n: u64) -> Event {
    Event::CardLost(CardLost { blank: blank(n), letter: document("LP/1") })
}

pub fn old_cards(quantity: u32) -> Event {
    let (kind, reason, nik) = (Kind::KtpEl, WithdrawReason::Meninggal, None);
    Event::OldCardsWithdrawn(OldCardsWithdrawn { kind, quantity, reason, nik })
}

/// A card for somebody who has the card of another job.
pub fn reprint(n: u64, of: u64) -> JobOpened {
    let old_card = OldCardFate::Lost { letter: document("LP/1") };
    let reprint = Some(Reprint { old_card, of: vec![job_id(of)] });
    JobOpened { reason: Reason::Hilang, reprint, ..opened(n) }
}

pub fn cards() -> Vec<(&'static str, Event)> {
    let one = OldCardsWithdrawn {
        kind: Kind::KtpEl,
        quantity: 1,
        reason: WithdrawReason::PindahDatang,
        nik: Some(mac(1)),
    };
    vec![
        ("job_opened reprint", Event::JobOpened(reprint(1, 7))),
        ("old_cards_withdrawn", old_cards(3)),
        ("old_cards_withdrawn one", Event::OldCardsWithdrawn(one)),
        ("card_withdrawn", withdrawn(1)),
        ("card_withdrawn another", withdrawn(2)),
        ("card_lost", lost(1)),
        ("card_lost another", lost(2)),
    ]
}

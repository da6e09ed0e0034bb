//! Specimens of what moves by paper, is counted, and is closed.

use cetakd::journal::{
    BlankoDestroyed, CountEntered, DayClosed, DifferenceBooked, Document, Event, Party, Place,
    SpoilReason, StockAct, StockMoved, StockReversed, TransferAcknowledged, TransferArrived,
    TransferId,
};
use cetakd::record::{Kind, Uid};

use super::{lane, mac, uid};

pub fn document(number: &str) -> Document {
    Document { number: number.into(), dated: "2026-11-20".parse().unwrap() }
}

pub fn party() -> Party {
    Party::new("kab-contoh").unwrap()
}

pub fn moved_by(act: StockAct, quantity: u32, uids: Vec<Uid>) -> Event {
    let (kind, document, words) = (Kind::KtpEl, document("470/7"), None);
    Event::StockMoved(StockMoved { act, kind, quantity, uids, document, words })
}

pub fn counted(place: Place, counted: u32) -> Event {
    Event::CountEntered(CountEntered { kind: Kind::KtpEl, place, counted, uids: Vec::new() })
}

pub fn closed(paper: Option<&str>) -> Event {
    let (count, document) = (Some(9), paper.map(document));
    Event::DayClosed(DayClosed { count, document, words: None })
}

pub fn transfer() -> TransferId {
    TransferId::new("T-1").unwrap()
}

pub fn acknowledged(counted: u32, on_paper: Option<u32>, missing: Vec<Uid>) -> Event {
    let (transfer, by, kind, document) = (transfer(), party(), Kind::KtpEl, document("470/7"));
    let heard = TransferAcknowledged { transfer, by, kind, counted, on_paper, missing, document };
    Event::TransferAcknowledged(heard)
}

pub fn by_paper() -> Vec<(&'static str, Event)> {
    let spoil = StockAct::Spoil { reason: SpoilReason::CacatPabrik, lane: Some(lane()) };
    let send = StockAct::Send { transfer: transfer(), to: party() };
    let kind = Kind::KtpEl;
    let arrived = TransferArrived {
        transfer: transfer(),
        from: party(),
        kind,
        quantity: 2,
        on_paper: None,
        uids: vec![uid(101), uid(102)],
        document: document("470/8"),
    };
    let burnt = BlankoDestroyed {
        kind,
        quantity: 2,
        withdrawn: 1,
        uids: vec![uid(1)],
        document: document("BA/1"),
        witnesses: 2,
        words: mac(7),
    };
    let reversed = StockReversed { seq: 3, document: document("BA/2"), words: Some(mac(8)) };
    let difference =
        DifferenceBooked { count: 9, uids: vec![uid(1)], document: document("BA/3"), words: None };
    vec![
        ("stock_moved lend", moved_by(StockAct::Lend { to: party() }, 1, vec![uid(9)])),
        ("stock_moved take_back", moved_by(StockAct::TakeBack { from: party() }, 1, vec![])),
        ("stock_moved return", moved_by(StockAct::Return {}, 1, vec![])),
        ("stock_moved spoil", moved_by(spoil, 1, vec![])),
        ("stock_moved send", moved_by(send, 1, vec![uid(8)])),
        ("transfer_arrived", Event::TransferArrived(arrived)),
        ("blanko_destroyed", Event::BlankoDestroyed(burnt)),
        ("stock_reversed", Event::StockReversed(reversed)),
        ("count_begun", Event::CountBegun {}),
        ("count_entered", counted(Place::Vault, 1)),
        ("count_entered hopper", counted(Place::Hopper(lane()), 0)),
        ("count_finished", Event::CountFinished {}),
        ("difference_booked", Event::DifferenceBooked(difference)),
        ("transfer_acknowledged", acknowledged(1, None, vec![])),
        ("transfer_acknowledged less", acknowledged(0, Some(1), vec![uid(8)])),
        ("day_closed", closed(None)),
        ("day_closed with a paper", closed(Some("BA/4"))),
    ]
}

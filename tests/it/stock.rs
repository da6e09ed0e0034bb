//! Papers, counts and days as folds: no blank comes from nowhere, none is lost, nothing is undone
//! twice, and a day closes only where its equations hold or two people take it on.

use cetakd::books::{Books, DayFault, Illegal};
use cetakd::job::Job;
use cetakd::journal::{
    BlankoDestroyed, DifferenceBooked, Entry, Event, Place, SpoilReason, StockAct, StockReversed,
};
use cetakd::record::Kind;
use jiff::ToSpan;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::events::stock::{acknowledged, closed, counted, document, moved_by, party, transfer};
use super::events::*;

/// Books that number their entries.
#[derive(Default)]
struct Folded {
    books: Books,
    seq: u64,
    days: i64,
}

impl Folded {
    /// Twenty blanks in the vault, entry 1.
    fn received() -> Self {
        let mut folded = Self::default();
        folded.alone(received(20, Vec::new())).unwrap();
        folded
    }

    fn entry(&self, event: Event) -> Entry {
        let at = at(0) + (24 * self.days).hours();
        Entry { at, lane: None, ..entry(self.seq + 1, None, event) }
    }

    fn take(&mut self, entry: &Entry) -> Result<u64, Illegal> {
        self.books.take(entry, None)?;
        self.seq += 1;
        Ok(self.seq)
    }

    fn alone(&mut self, event: Event) -> Result<u64, Illegal> {
        let entry = self.entry(event);
        self.take(&entry)
    }

    fn two(&mut self, event: Event) -> Result<u64, Illegal> {
        let entry = Entry { approved_by: Some("head".into()), ..self.entry(event) };
        self.take(&entry)
    }

    fn held(&self, place: &Place) -> i64 {
        self.books.stock.held(Kind::KtpEl, place)
    }

    /// Begins a count and says of each place what lies there, in the order of the places.
    fn count(&mut self, lies: &[(Place, u32)]) {
        self.alone(Event::CountBegun {}).unwrap();
        self.enter(lies);
    }

    fn enter(&mut self, lies: &[(Place, u32)]) {
        for (place, quantity) in lies {
            self.alone(counted(place.clone(), *quantity)).unwrap();
        }
        self.alone(Event::CountFinished {}).unwrap();
    }

    fn last_count(&self) -> u64 {
        self.books.day.count.as_ref().unwrap().begun
    }

    fn book_difference(&mut self) -> Result<u64, Illegal> {
        let (count, document) = (self.last_count(), document("BA/7"));
        let booked = DifferenceBooked { count, uids: Vec::new(), document, words: None };
        self.two(Event::DifferenceBooked(booked))
    }
}

fn reversed(seq: u64) -> Event {
    Event::StockReversed(StockReversed { seq, document: document("BA/9"), words: None })
}

fn burnt(quantity: u32) -> Event {
    burnt_with(quantity, 0)
}

fn burnt_with(quantity: u32, withdrawn: u32) -> Event {
    Event::BlankoDestroyed(BlankoDestroyed {
        kind: Kind::KtpEl,
        quantity,
        withdrawn,
        uids: Vec::new(),
        document: document("BA/5"),
        witnesses: 2,
        words: mac(7),
    })
}

fn spoil() -> StockAct {
    StockAct::Spoil { reason: SpoilReason::CacatPabrik, lane: None }
}

fn hopper() -> Place {
    Place::Hopper(lane())
}

#[test]
fn a_difference_a_destruction_and_a_reversal_take_two_people() {
    let mut folded = Folded::received();
    folded.alone(moved_by(spoil(), 3, vec![])).unwrap();
    let short = match received(5, Vec::new()) {
        Event::BlankoReceived { kind, quantity, bast, dated, uids, sppb, words, .. } => {
            let on_paper = Some(6);
            Event::BlankoReceived { kind, quantity, bast, dated, uids, sppb, on_paper, words }
        }
        other => other,
    };
    for event in [burnt(1), reversed(2), short, closed(Some("BA/4"))] {
        let alone = folded.alone(event.clone());
        assert!(matches!(alone, Err(Illegal::OnePerson { .. })), "{event:?}");
        let same = Entry { approved_by: Some("clerk".into()), ..folded.entry(event.clone()) };
        assert!(matches!(folded.take(&same), Err(Illegal::OnePerson { .. })), "{event:?}");
    }
    folded.two(burnt(1)).unwrap();
    assert_eq!((folded.held(&Place::Spoiled), folded.held(&Place::Destroyed)), (2, 1));
}

#[test]
fn a_movement_is_undone_once_and_its_counter_entry_never() {
    let mut folded = Folded::received();
    let lent = folded.alone(moved_by(StockAct::Lend { to: party() }, 4, vec![])).unwrap();
    let before = folded.books.clone();
    let undone = folded.two(reversed(lent)).unwrap();
    assert_eq!((folded.held(&Place::Vault), folded.held(&Place::Lent(party()))), (20, 0));
    for seq in [lent, undone, 99] {
        let again = folded.two(reversed(seq));
        assert!(matches!(again, Err(Illegal::Paper(_))), "{seq}: {again:?}");
    }
    assert_ne!(folded.books, before);
    // What has gone on can't be called back.
    let loaded = folded.alone(moved(Place::Vault, hopper(), 20)).unwrap();
    folded.alone(moved(hopper(), Place::Vault, 15)).unwrap();
    assert!(matches!(folded.two(reversed(loaded)), Err(Illegal::Stock(_))));
    folded.two(burnt(1)).unwrap_err();
}

#[test]
fn neither_a_parcel_on_its_way_nor_ashes_nor_a_list_of_names_is_undone() {
    let mut folded = Folded::received();
    let transfer = cetakd::journal::TransferId::new("T-1").unwrap();
    let sent = folded.alone(moved_by(StockAct::Send { transfer, to: party() }, 2, vec![]));
    folded.alone(moved_by(spoil(), 3, vec![])).unwrap();
    let ashes = folded.two(burnt(3));
    let listed = folded.alone(received(1, vec![uid(77)]));
    for seq in [sent, ashes, listed] {
        assert!(folded.two(reversed(seq.unwrap())).is_err());
    }
}

#[test]
fn a_transfer_is_sent_once_taken_in_once_and_acknowledged_once_and_no_blank_is_lost_on_the_way() {
    let (mut here, mut there) = (Folded::received(), Folded::default());
    let send = moved_by(StockAct::Send { transfer: transfer(), to: party() }, 5, vec![]);
    let whole = acknowledged(5, None, vec![]);
    assert!(matches!(here.alone(whole.clone()), Err(Illegal::Transfer(_))), "nothing was sent");
    here.alone(send.clone()).unwrap();
    assert!(matches!(here.alone(send), Err(Illegal::Transfer(_))), "sent twice");
    let came = cetakd::journal::TransferArrived {
        transfer: transfer(),
        from: party(),
        kind: Kind::KtpEl,
        quantity: 4,
        on_paper: Some(5),
        uids: vec![],
        document: document("470/7"),
    };
    let came = Event::TransferArrived(came);
    assert!(matches!(there.alone(came.clone()), Err(Illegal::OnePerson { .. })));
    there.two(came.clone()).unwrap();
    assert!(matches!(there.two(came), Err(Illegal::Transfer(_))), "taken in twice");
    assert_eq!(there.held(&Place::Vault), 4);

    // Of another number than was sent, one too many named as missing, or by one person.
    let named = acknowledged(4, Some(5), vec![uid(1), uid(2)]);
    for wrong in [acknowledged(4, None, vec![]), acknowledged(4, Some(6), vec![]), named] {
        let before = here.books.clone();
        assert!(here.two(wrong).is_err());
        assert_eq!(here.books, before);
    }
    let less = acknowledged(4, Some(5), vec![]);
    assert!(matches!(here.alone(less.clone()), Err(Illegal::OnePerson { .. })));
    here.two(less.clone()).unwrap();
    let delivered = Place::Delivered(party());
    assert_eq!((here.held(&delivered), here.held(&Place::Missing)), (4, 1));
    assert_eq!(here.held(&Place::InTransit(transfer())), 0);
    assert!(matches!(here.two(less), Err(Illegal::Transfer(_))), "acknowledged twice");
}

#[test]
fn what_the_other_station_counted_too_many_came_out_of_our_vault() {
    let mut here = Folded::received();
    let send = StockAct::Send { transfer: transfer(), to: party() };
    here.alone(moved_by(send, 5, vec![])).unwrap();
    here.two(acknowledged(7, Some(5), vec![])).unwrap();
    assert_eq!((here.held(&Place::Vault), here.held(&Place::Delivered(party()))), (13, 7));
}

#[test]
fn old_cards_are_a_commodity_of_their_own_and_are_burnt_by_two() {
    let mut folded = Folded::received();
    folded.alone(moved_by(spoil(), 2, vec![])).unwrap();
    let seq = folded.alone(old::old_cards(3)).unwrap();
    assert_eq!((folded.held(&Place::Others), folded.held(&Place::Withdrawn)), (-3, 3));
    assert_eq!(folded.held(&Place::Supplier), -20, "no blank came with them");
    assert!(matches!(folded.alone(burnt_with(1, 1)), Err(Illegal::OnePerson { .. })));
    assert!(matches!(folded.two(burnt_with(0, 4)), Err(Illegal::Stock(_))));
    folded.two(burnt_with(0, 1)).unwrap();
    assert!(matches!(folded.two(reversed(seq)), Err(Illegal::Stock(_))), "one is ashes");
    folded.two(burnt_with(2, 1)).unwrap();
    assert_eq!((folded.held(&Place::Withdrawn), folded.held(&Place::Spoiled)), (1, 0));
    assert_eq!((folded.held(&Place::Destroyed), folded.held(&Place::OldDestroyed)), (2, 2));
    assert_eq!(folded.books.stock.line(Kind::KtpEl).old_of_ours, 0, "all were others'");
    let mistake = folded.alone(old::old_cards(5)).unwrap();
    folded.two(reversed(mistake)).unwrap();
    assert_eq!(folded.held(&Place::Withdrawn), 1);
    // Too many in the box are others', not the supplier's.
    folded.count(&[(Place::Vault, 18), (Place::Spoiled, 0), (Place::Withdrawn, 2)]);
    folded.enter(&[(Place::Withdrawn, 2)]);
    folded.book_difference().unwrap();
    assert_eq!((folded.held(&Place::Others), folded.held(&Place::Supplier)), (-4, -20));
}

/// A card in its holder's hand, and what then happens to it.
fn given(events: &[Event]) -> Result<Folded, Illegal> {
    let mut folded = printed(1);
    let mut job: Option<Job> = None;
    // The job as it stood is walked again: `printed` keeps its own.
    for (seq, event) in (1..).zip(good_card(1)) {
        let entry = entry(seq, Some(job_id(1)), event);
        match &mut job {
            None => job = Job::open(&entry),
            Some(job) => job.apply(&entry).unwrap(),
        }
    }
    let over = Event::CardHandedOver(handed_over(1));
    for event in std::iter::once(&over).chain(events) {
        let entry = Entry {
            approved_by: Some("head".into()),
            lane: None,
            ..entry(folded.seq + 1, Some(job_id(1)), event.clone())
        };
        job = folded.books.take(&entry, job.take())?.job;
        folded.seq += 1;
    }
    Ok(folded)
}

#[test]
fn a_card_of_ours_comes_back_once_and_one_that_was_lost_can_only_be_withdrawn() {
    let back = given(&[old::withdrawn(1)]).unwrap();
    assert_eq!((back.held(&Place::HandedOver), back.held(&Place::Withdrawn)), (0, 1));
    assert_eq!(back.held(&Place::Others), 0, "it is no other's");
    assert_eq!(back.books.stock.line(Kind::KtpEl).old_of_ours, 1);
    assert!(given(&[old::withdrawn(1), old::withdrawn(1)]).is_err());
    assert!(given(&[old::withdrawn(2)]).is_err(), "another card");
    let lost = given(&[old::lost(1)]).unwrap();
    assert_eq!((lost.held(&Place::HandedOver), lost.held(&Place::Missing)), (0, 1));
    assert!(given(&[old::lost(1), old::lost(1)]).is_err());
    let found = given(&[old::lost(1), old::withdrawn(1)]).unwrap();
    assert_eq!((found.held(&Place::Missing), found.held(&Place::Withdrawn)), (0, 1));
    assert!(given(&[old::withdrawn(1), old::lost(1)]).is_err());
}

#[test]
fn a_card_for_somebody_who_has_one_takes_two_people() {
    let mut folded = Folded::received();
    let opened = Event::JobOpened(old::reprint(2, 1));
    let alone = Entry { job: Some(job_id(2)), ..folded.entry(opened.clone()) };
    assert!(matches!(folded.take(&alone), Err(Illegal::OnePerson { .. })));
    let two = Entry { approved_by: Some("head".into()), ..alone };
    folded.take(&two).unwrap();
}

#[test]
fn a_ribbon_wears_by_the_printers_counter_and_is_burnt_by_two() {
    let mut folded = Folded::received();
    let in_lane = |folded: &mut Folded, event: Event| {
        let entry = Entry { lane: Some(lane()), ..folded.entry(event) };
        folded.take(&entry)
    };
    let unseen = in_lane(&mut folded, ribbon::loaded(1200));
    assert!(matches!(unseen, Err(Illegal::Ribbon(_))), "no printer was seen");
    assert!(matches!(folded.alone(ribbon::loaded(1)), Err(Illegal::NoLane { .. })));
    let mut folded = printed(1);
    in_lane(&mut folded, ribbon::removed()).unwrap_err();
    in_lane(&mut folded, ribbon::loaded(1200)).unwrap();
    in_lane(&mut folded, ribbon::loaded(1200)).unwrap_err();
    let left = |folded: &Folded| {
        let loaded = &folded.books.ribbons.lanes[&lane()];
        loaded.left(&folded.books.lanes[&lane()])
    };
    assert_eq!(left(&folded), Some(1200), "what was printed before is of another ribbon");
    // A spoiled card and a test card use it as a good one does.
    let (booked, found) = (counted_by(1, 6), counted_by(2, 18));
    in_lane(&mut folded, Event::CountersJumped { booked, found }).unwrap();
    assert_eq!(left(&folded), Some(1188));
    folded.two(ribbon::burnt(1)).unwrap_err();
    in_lane(&mut folded, ribbon::removed()).unwrap();
    assert!(matches!(folded.alone(ribbon::burnt(1)), Err(Illegal::OnePerson { .. })));
    folded.two(ribbon::burnt(1)).unwrap();
    folded.two(ribbon::burnt(1)).unwrap_err();
    // A film lies beside a ribbon, and is burnt like one.
    let film = cetakd::journal::Roll::Film;
    in_lane(&mut folded, ribbon::loaded(600)).unwrap();
    in_lane(&mut folded, Event::RibbonLoaded { roll: film, panels: 500 }).unwrap();
    in_lane(&mut folded, Event::RibbonLoaded { roll: film, panels: 500 }).unwrap_err();
    in_lane(&mut folded, Event::RibbonRemoved { roll: film }).unwrap();
    in_lane(&mut folded, Event::RibbonRemoved { roll: film }).unwrap_err();
    in_lane(&mut folded, ribbon::removed()).unwrap();
    folded.two(ribbon::burnt(2)).unwrap();
    let ribbons = &folded.books.ribbons;
    assert_eq!((ribbons.lanes.len(), ribbons.removed, ribbons.destroyed), (0, 0, 3));
}

#[test]
fn nothing_is_undone_after_the_next_day_was_closed() {
    let mut folded = Folded::received();
    let loaded = folded.alone(moved(Place::Vault, hopper(), 5)).unwrap();
    let close = |folded: &mut Folded| {
        folded.count(&[(Place::Vault, 15), (hopper(), 5)]);
        folded.alone(closed(None)).unwrap();
    };
    close(&mut folded);
    let (books, seq) = (folded.books.clone(), folded.seq);
    Folded { books, seq, days: 0 }.two(reversed(loaded)).unwrap();
    close(&mut folded);
    assert!(matches!(folded.two(reversed(loaded)), Err(Illegal::Paper(_))));
}

#[test]
fn a_count_asks_for_every_place_and_once_more_for_what_differs() {
    let mut folded = Folded::received();
    folded.alone(moved(Place::Vault, hopper(), 8)).unwrap();
    folded.alone(Event::CountBegun {}).unwrap();
    assert!(folded.alone(Event::CountBegun {}).is_err(), "one at a time");
    assert!(folded.alone(counted(Place::Ready, 0)).is_err(), "nothing ever lay there");
    folded.alone(counted(Place::Vault, 12)).unwrap();
    assert!(folded.alone(Event::CountFinished {}).is_err(), "the hopper is not counted");
    folded.enter(&[(hopper(), 3)]);
    let count = folded.books.day.count.clone().unwrap();
    assert!(count.is_open() && count.again);
    let again: Vec<_> = count.waiting().map(|line| line.place.clone()).collect();
    assert_eq!(again, [hopper()]);
    assert!(folded.alone(counted(Place::Vault, 11)).is_err(), "that was right");
    // A slip of the tongue is mended until it is finished.
    folded.alone(counted(hopper(), 80)).unwrap();
    folded.enter(&[(hopper(), 8)]);
    let count = folded.books.day.count.clone().unwrap();
    assert!(!count.is_open() && count.is_clean());
    assert!(folded.book_difference().is_err(), "there is none");
}

#[test]
fn what_stays_different_is_missing_and_comes_back_from_there() {
    let mut folded = Folded::received();
    folded.count(&[(Place::Vault, 15)]);
    folded.enter(&[(Place::Vault, 15)]);
    assert!(folded.alone(closed(None)).is_err());
    folded.book_difference().unwrap();
    assert_eq!((folded.held(&Place::Vault), folded.held(&Place::Missing)), (15, 5));
    assert!(folded.book_difference().is_err(), "it is booked");
    folded.alone(closed(None)).unwrap();
    // Seven more than booked: five were missing, two came without a paper.
    folded.count(&[(Place::Vault, 22)]);
    folded.enter(&[(Place::Vault, 22)]);
    folded.book_difference().unwrap();
    assert_eq!((folded.held(&Place::Vault), folded.held(&Place::Missing)), (22, 0));
    assert_eq!(folded.held(&Place::Supplier), -22);
}

/// A day with one good card, fed by a lane whose printer counted `cards`.
fn printed(cards: u64) -> Folded {
    let mut folded = Folded::received();
    folded.alone(moved(Place::Vault, hopper(), 10)).unwrap();
    let connected = all().into_iter().find(|(label, _)| *label == "lane_connected").unwrap().1;
    let Event::LaneConnected { printer, reader, restarted, .. } = connected else { panic!() };
    let counters = counted_by(0, 0);
    let connected = Event::LaneConnected { printer, reader, counters, restarted };
    let mut job: Option<Job> = None;
    let mut step = |folded: &mut Folded, of: Option<u64>, event: Event| {
        let entry = Entry { lane: Some(lane()), ..entry(folded.seq + 1, of.map(job_id), event) };
        let before = of.and(job.take());
        job = folded.books.take(&entry, before).unwrap().job.or(job.take());
        folded.seq += 1;
    };
    step(&mut folded, None, connected);
    for event in good_card(1) {
        let event = match event {
            Event::FeedIntended { .. } => Event::FeedIntended { counters },
            Event::FeedFinished { blank, .. } => {
                Event::FeedFinished { counters: counted_by(1, 0), blank }
            }
            Event::PrintIntended { .. } => Event::PrintIntended { counters: counted_by(1, 0) },
            Event::PrintFinished { .. } => Event::PrintFinished { counters: counted_by(1, 6) },
            other => other,
        };
        step(&mut folded, Some(1), event);
    }
    if cards > 1 {
        let (booked, found) = (counted_by(1, 6), counted_by(cards, 6));
        step(&mut folded, None, Event::CountersJumped { booked, found });
    }
    folded
}

fn counted_by(cards: u64, panels: u64) -> cetakd::journal::Counted {
    cetakd::journal::Counted { cards, panels, cleanings: 0 }
}

fn count_as_booked(folded: &mut Folded) {
    let lies: Vec<(Place, u32)> = [Place::Vault, hopper(), Place::Output, Place::Ready]
        .into_iter()
        .map(|place| (place.clone(), folded.held(&place) as u32))
        .collect();
    folded.count(&lies);
}

#[test]
fn a_day_whose_equations_hold_is_closed_by_one_person_and_the_next_opens_with_its_balance() {
    let mut folded = printed(1);
    let lane_day = folded.books.lanes[&lane()].day;
    assert_eq!((lane_day.balance.fed, lane_day.named(), lane_day.balance.good), (1, 1, 1));
    assert_eq!(lane_day.balance.difference(), 0);
    let uncounted = folded.alone(closed(None)).unwrap_err();
    assert_eq!(uncounted, Illegal::Day(DayFault::NotCounted));
    count_as_booked(&mut folded);
    folded.alone(closed(None)).unwrap();
    let closing: Vec<_> = folded.books.stock.balances().collect();
    let opening = &folded.books.day.opening;
    let opening: Vec<_> = opening.iter().map(|(kind, place, held)| (*kind, place, *held)).collect();
    assert_eq!(opening, closing);
    assert_eq!(folded.books.lanes[&lane()].day.opening, 9);
    assert_eq!(folded.books.lanes[&lane()].day.balance, Default::default());
    // The source has not heard of the card: it waits into the next day.
    assert_eq!(folded.books.day.waiting, 1);
}

#[test]
fn a_card_that_the_machine_took_by_itself_keeps_the_day_open_until_two_take_it_on() {
    let mut folded = printed(2);
    assert_eq!(folded.held(&Place::Unexplained(lane())), 1);
    assert!(matches!(folded.two(closed(Some("BA/4"))), Err(Illegal::Day(DayFault::NotCounted))));
    count_as_booked(&mut folded);
    let fault = folded.alone(closed(None)).unwrap_err();
    assert!(matches!(fault, Illegal::Day(DayFault::Unexplained { held: 1, .. })), "{fault:?}");
    folded.two(closed(Some("BA/4"))).unwrap();
    assert_eq!((folded.held(&Place::Unexplained(lane())), folded.held(&Place::Missing)), (0, 1));
}

#[test]
fn a_counter_that_moved_without_a_blank_of_ours_shows_in_the_lanes_equation() {
    let mut folded = printed(1);
    let lane_book = folded.books.lanes.get_mut(&lane()).unwrap();
    // As if a reading had counted one more that nobody booked.
    lane_book.day.balance.fed += 1;
    count_as_booked(&mut folded);
    let fault = folded.alone(closed(None)).unwrap_err();
    let differs = DayFault::LaneDiffers { lane: lane(), fed: 2, named: 1 };
    assert_eq!(fault, Illegal::Day(differs));
}

#[test]
fn one_earlier_day_may_stay_open_and_no_second_one() {
    let mut folded = Folded::received();
    let today = |folded: &Folded| folded.entry(Event::CountBegun {}).civil_date();
    let mut open = Vec::new();
    for _ in 0..3 {
        folded.alone(moved(Place::Vault, hopper(), 1)).unwrap();
        open.push(folded.books.day.holds_up(today(&folded), cetakd::books::EARLIER_DAYS));
        folded.days += 1;
    }
    assert_eq!(open, [false, false, true]);
    // Days on which nothing moved don't count.
    let mut folded = Folded::received();
    folded.days = 40;
    assert!(!folded.books.day.holds_up(today(&folded), cetakd::books::EARLIER_DAYS));
}

/// What was counted says nothing of what came, left or was loaded behind it.
#[test]
fn what_is_moved_by_hand_after_it_was_counted_is_counted_again_before_the_day_closes() {
    let returned = || moved_by(StockAct::Return {}, 1, vec![]);
    let received = |n: u32| Event::BlankoReceived {
        kind: Kind::KtpEl,
        quantity: 500,
        bast: format!("BAST/LATE/{n}"),
        dated: "2026-09-21".parse().unwrap(),
        uids: Vec::new(),
        sppb: None,
        on_paper: None,
        words: None,
    };
    for late in [
        received(1),
        moved(Place::Vault, hopper(), 2),
        moved(hopper(), Place::Vault, 2),
        returned(),
        moved_by(spoil(), 1, vec![]),
        old::old_cards(3),
    ] {
        let mut folded = printed(1);
        count_as_booked(&mut folded);
        folded.two(late.clone()).unwrap();
        for paper in [None, Some("BA/4")] {
            let fault = folded.two(closed(paper)).unwrap_err();
            assert_eq!(fault, Illegal::Day(DayFault::NotCounted), "{late:?}");
        }
        let all: Vec<(Place, u32)> = folded
            .books
            .stock
            .places()
            .filter(|(_, place, _)| cetakd::books::count::is_counted(place))
            .map(|(_, place, held)| (place.clone(), held as u32))
            .collect();
        folded.count(&all);
        folded.alone(closed(None)).unwrap();
        assert!(folded.books.day.moved.is_empty());
    }
}

/// Whatever people may say, in any order.
fn said() -> impl Strategy<Value = (Event, bool)> {
    let quantity = 0..8_u32;
    let event = prop_oneof![
        quantity.clone().prop_map(|n| received(n, Vec::new())),
        quantity.clone().prop_map(|n| moved(Place::Vault, hopper(), n)),
        quantity.clone().prop_map(|n| moved(hopper(), Place::Vault, n)),
        quantity.clone().prop_map(|n| moved_by(StockAct::Lend { to: party() }, n, vec![])),
        quantity.clone().prop_map(|n| moved_by(StockAct::TakeBack { from: party() }, n, vec![])),
        quantity.clone().prop_map(|n| moved_by(StockAct::Return {}, n, vec![])),
        quantity.clone().prop_map(|n| moved_by(spoil(), n, vec![])),
        (quantity.clone(), quantity.clone()).prop_map(|(n, old)| burnt_with(n, old)),
        quantity.clone().prop_map(old::old_cards),
        (0..40_u64).prop_map(reversed),
        Just(Event::CountBegun {}),
        quantity.clone().prop_map(|n| counted(Place::Vault, n)),
        quantity.clone().prop_map(|n| counted(hopper(), n)),
        quantity.clone().prop_map(|n| counted(Place::Spoiled, n)),
        quantity.clone().prop_map(|n| counted(Place::Withdrawn, n)),
        Just(Event::CountFinished {}),
        (0..40_u64).prop_map(|count| {
            let document = document("BA/7");
            let booked = DifferenceBooked { count, uids: Vec::new(), document, words: None };
            Event::DifferenceBooked(booked)
        }),
        Just(closed(None)),
        Just(closed(Some("BA/4"))),
    ];
    (event, any::<bool>())
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_is_said_no_blank_is_lost_and_no_place_falls_below_zero(
        said in prop::collection::vec(said(), 1..120)
    ) {
        let mut folded = Folded::default();
        for (event, approved) in said {
            let before = folded.books.clone();
            let done = if approved { folded.two(event) } else { folded.alone(event) };
            if done.is_err() {
                prop_assert_eq!(&folded.books, &before);
            }
            let balances: Vec<_> = folded.books.stock.balances().collect();
            prop_assert_eq!(balances.iter().map(|(_, _, held)| held).sum::<i64>(), 0);
            for (_, place, held) in balances {
                prop_assert!(held >= 0 || place.may_be_negative(), "{} in {}", held, place);
            }
        }
    }
}

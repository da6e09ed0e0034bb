//! Blanks by number on the real station: papers that can't be, thefts, miscounts, machines that
//! take a card by themselves, and blanks that by their papers lie elsewhere.

use cetakd::journal::{
    CountEntered, Document, Event, LaneName, Party, Place, SpoilReason, StockAct, StockMoved,
    Verdict,
};
use cetakd::record::{Kind, Uid};
use cetakd::station::papers::KindLine;
use cetakd::station::{
    Burning, Comparison, CountStep, Hands, Inspection, Move, PaperSaid, Receipt, Station,
    StationError, StockFault, StockMove,
};
use cetakd::store::Author;
use hw_sim::world::Press;

use super::hands::Visit;
use super::office::{CLERK, Fall, Office, Order, lane_name};
use super::town::town;

fn alone() -> Hands {
    Hands::alone(CLERK)
}

fn two() -> Hands {
    Hands { first: CLERK.into(), second: Some("kartini".into()) }
}

fn paper(number: &str) -> PaperSaid {
    PaperSaid { number: number.into(), dated: None, remarks: None }
}

fn moving(act: StockAct, quantity: u32, uids: Vec<Uid>, number: &str) -> Move {
    Move { act, kind: Kind::KtpEl, quantity, uids, paper: paper(number) }
}

fn lend() -> StockAct {
    StockAct::Lend { to: Party::new("kab-contoh").unwrap() }
}

/// An office whose blanks are all on the supplier's list.
fn office(blanks: u32) -> Office {
    Order { blanks, ..Order::new(11) }.open()
}

fn station(office: &mut Office) -> std::sync::Arc<Station> {
    office.live().station.clone()
}

fn held(station: &Station, place: &Place) -> i64 {
    station.ledger.lock().books().stock.held(Kind::KtpEl, place)
}

pub fn uids_at(office: &Office, place: hw_sim::world::Place) -> Vec<Uid> {
    office.hardware.world(|world| {
        let cards = world.at(place).into_iter().filter_map(|number| world.card(number));
        cards.map(|card| card.uid.parse().unwrap()).collect()
    })
}

fn hopper() -> hw_sim::world::Place {
    hw_sim::world::Place::Hopper { lane: 0 }
}

fn hopper_of(office: &Office, name: &LaneName) -> hw_sim::world::Place {
    let lane = (0..office.lanes).find(|lane| lane_name(*lane) == *name).expect("a lane");
    hw_sim::world::Place::Hopper { lane }
}

/// Somebody puts the last cards of a stack into a pocket.
pub fn steal(office: &Office, from: hw_sim::world::Place, cards: usize) -> Vec<Uid> {
    office.hardware.world(|world| {
        let stack = world.at(from);
        let stolen: Vec<_> = stack[stack.len() - cards..].to_vec();
        let uid = |number| world.card(number).unwrap().uid.parse().unwrap();
        let uids = stolen.iter().map(|number| uid(*number)).collect();
        stolen.iter().for_each(|number| world.take(*number).unwrap());
        uids
    })
}

/// Counts what physically lies in vault and hopper, by name, and the cards outside by number.
pub fn count_truly(office: &mut Office) -> CountStep {
    let station = station(office);
    let CountStep::Open(_) = station.begin_count(&alone()).unwrap() else { panic!("it is open") };
    enter_truly(office)
}

fn enter_truly(office: &mut Office) -> CountStep {
    let station = station(office);
    let waiting = station.ledger.lock().books().day.count.clone().unwrap();
    for line in waiting.waiting() {
        let uids = match &line.place {
            Place::Vault => uids_at(office, hw_sim::world::Place::Box),
            Place::Hopper(lane) => uids_at(office, hopper_of(office, lane)),
            _ => Vec::new(),
        };
        let counted = match &line.place {
            Place::Vault | Place::Hopper(_) => uids.len() as u32,
            place => held(&station, place) as u32,
        };
        let place = line.place.clone();
        let said = CountEntered { kind: line.kind, place, counted, uids };
        station.enter_count(&alone(), said).unwrap();
    }
    station.finish_count(&alone()).unwrap()
}

/// After a second look at what differs.
pub fn compared(office: &mut Office) -> Comparison {
    match count_truly(office) {
        CountStep::Finished(comparison) => comparison,
        CountStep::Open(_) => match enter_truly(office) {
            CountStep::Finished(comparison) => comparison,
            CountStep::Open(waiting) => panic!("counted twice: {waiting:?}"),
        },
    }
}

fn fault(error: StationError) -> StockFault {
    match error {
        StationError::Stock(fault) => fault,
        other => panic!("{other}"),
    }
}

fn visit(office: &mut Office, person: usize) -> Visit {
    office.visit(&town().printable()[person].biodata.nik, 0, Fall::Process)
}

#[test]
fn a_day_of_cards_closes_by_its_equations_and_the_source_has_heard_of_every_good_one() {
    let mut office = office(6);
    for person in 0..3 {
        assert_eq!(visit(&mut office, person), Visit::Card);
    }
    let comparison = compared(&mut office);
    assert!(comparison.lines.iter().all(|line| line.counted == line.booked), "{comparison:?}");
    assert!(comparison.missing.is_empty() && comparison.strange.is_empty());
    let station = station(&mut office);
    let day = station.ledger.lock().books().lanes[&lane_name(0)].day;
    assert_eq!((day.balance.fed, day.named(), day.balance.good, day.told), (3, 3, 3, 3));
    // The lane was opened empty and loaded since.
    assert_eq!((day.opening, day.loaded), (0, 6));
    station.close_day(&alone(), Some(&paper("BA/unneeded"))).unwrap();
    let writer = station.ledger.lock();
    assert_eq!(writer.books().lanes[&lane_name(0)].day.opening, 3);
    assert!(
        !writer.reader().unwrap().papers().unwrap().iter().any(|row| row.kind == "berita_acara")
    );
}

#[test]
fn five_blanks_stolen_from_the_hopper_or_the_vault_show_by_name_at_the_next_close() {
    for from in [hopper(), hw_sim::world::Place::Box] {
        let mut office = office(8);
        assert_eq!(visit(&mut office, 0), Visit::Card);
        let mut stolen = steal(&office, from, 5);
        stolen.sort();
        let comparison = compared(&mut office);
        assert_eq!(comparison.missing, stolen, "{from:?}");
        let station = station(&mut office);
        let StockFault::Day(faults) = fault(station.close_day(&alone(), None).unwrap_err()) else {
            panic!("it differs")
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        let by_one = station.book_difference(&alone(), &paper("BA/1")).unwrap_err();
        assert!(matches!(by_one, StationError::SecondPersonNeeded));
        station.book_difference(&two(), &paper("BA/1")).unwrap();
        assert_eq!(held(&station, &Place::Missing), 5);
        for uid in &stolen {
            assert!(station.ledger.lock().reader().unwrap().is_revoked(uid).unwrap());
        }
        station.close_day(&alone(), None).unwrap();
        let again = station.book_difference(&two(), &paper("BA/2")).unwrap_err();
        assert!(matches!(fault(again), StockFault::Count(_)));
    }
}

#[test]
fn a_miscount_is_counted_once_more_and_is_no_difference() {
    let mut office = office(6);
    let station = station(&mut office);
    let CountStep::Open(waiting) = station.begin_count(&alone()).unwrap() else { panic!() };
    assert!(waiting.iter().any(|line| line.place == Place::Vault));
    // Nothing of what is booked goes over the wire.
    assert!(!serde_json::to_string(&waiting).unwrap().contains("booked"));
    let said = |place: Place, counted| CountEntered {
        kind: Kind::KtpEl,
        place,
        counted,
        uids: Vec::new(),
    };
    let vault = held(&station, &Place::Vault) as u32;
    let lane = Place::Hopper(lane_name(0));
    station.enter_count(&alone(), said(Place::Vault, vault + 4)).unwrap();
    station.enter_count(&alone(), said(lane, 6)).unwrap();
    let CountStep::Open(again) = station.finish_count(&alone()).unwrap() else { panic!() };
    assert_eq!(again.len(), 1);
    assert!(again[0].again && again[0].place == Place::Vault);
    station.enter_count(&alone(), said(Place::Vault, vault)).unwrap();
    let CountStep::Finished(compared) = station.finish_count(&alone()).unwrap() else { panic!() };
    assert!(compared.lines.iter().all(|line| line.counted == line.booked));
    station.close_day(&alone(), None).unwrap();
}

#[test]
fn a_test_card_keeps_the_day_open_until_two_people_take_it_on() {
    let mut office = office(6);
    assert_eq!(visit(&mut office, 0), Visit::Card);
    office.hardware.world(|world| world.press(0, Press::TestCard)).unwrap();
    assert_eq!(visit(&mut office, 1), Visit::Card);
    let comparison = compared(&mut office);
    assert!(comparison.lines.iter().all(|line| line.counted == line.booked), "{comparison:?}");
    let station = station(&mut office);
    assert_eq!(held(&station, &Place::Unexplained(lane_name(0))), 1);
    let open = fault(station.close_day(&alone(), None).unwrap_err());
    assert!(matches!(open, StockFault::Day(faults) if faults.len() == 1));
    let by_one = station.close_day(&alone(), Some(&paper("BA/1"))).unwrap_err();
    assert!(matches!(by_one, StationError::SecondPersonNeeded));
    station.close_day(&two(), Some(&paper("BA/1"))).unwrap();
    assert_eq!(held(&station, &Place::Unexplained(lane_name(0))), 0);
    assert_eq!(held(&station, &Place::Missing), 1);
    // The sheet ends as the next day begins.
    let look = station.papers(CLERK).unwrap();
    let today = look.day(None, None).unwrap();
    let sheet = look.day(station.ledger.lock().books().day.closed_on, None).unwrap();
    assert_eq!(sheet.papers, ["BA/1"]);
    assert!(sheet.faults.len() == 1 && today.faults.len() == 1, "{:?}", sheet.faults);
    assert!(sheet.places.iter().any(|line| line.place == Place::Missing && line.now == 1));
    for line in sheet.places {
        let same = |of: &&KindLine| of.kind == line.kind && of.place == line.place;
        let next = today.places.iter().find(same).map_or(0, |of| of.opening);
        assert_eq!(line.now, next, "{}", line.place);
    }
}

#[test]
fn books_of_before_that_hold_a_number_twice_show_both_papers() {
    let mut office = office(20);
    let station = station(&mut office);
    station.move_by_paper(&alone(), moving(lend(), 4, vec![], "PJ/1")).unwrap();
    let act = StockAct::TakeBack { from: Party::new("kab-contoh").unwrap() };
    let again = station.move_by_paper(&alone(), moving(act.clone(), 2, vec![], "PJ/1"));
    assert!(matches!(fault(again.unwrap_err()), StockFault::PaperTwice { .. }));
    // What an earlier version took.
    let document = Document { number: "PJ/1".into(), dated: today(&station) };
    let (kind, quantity, uids, words) = (Kind::KtpEl, 2, Vec::new(), None);
    let moved = StockMoved { act, kind, quantity, uids, document, words };
    station.ledger.book(&Author::person(CLERK), vec![Event::StockMoved(moved)]).unwrap();
    let found = station.papers(CLERK).unwrap().basts("PJ/1").unwrap();
    let found: Vec<u32> = found.iter().map(|facts| facts.quantity).collect();
    assert_eq!(found, [4, 2]);
}

fn today(station: &Station) -> jiff::civil::Date {
    let writer = station.ledger.lock();
    writer.station().zone.to_datetime(writer.now()).date()
}

#[test]
fn a_blank_that_by_its_paper_lies_elsewhere_is_refused_at_the_reader_and_reported() {
    let acts: [fn() -> StockAct; 3] = [
        lend,
        || StockAct::Return {},
        || StockAct::Spoil { reason: SpoilReason::Rusak, lane: None },
    ];
    for act in acts {
        let mut office = office(4);
        let station = station(&mut office);
        // It is in the hopper, though the paper takes it out of the vault.
        let first = uids_at(&office, hopper())[0];
        let order = moving(act(), 1, vec![first], "470/31");
        station.move_by_paper(&alone(), order).unwrap();
        visit(&mut office, 0);
        let entries = station.ledger.lock().reader().unwrap().entries(1, 1_000).unwrap();
        let refused = entries.iter().find_map(|entry| match &entry.event {
            Event::BlankRefused { cause } => Some(cause.code()),
            _ => None,
        });
        assert_eq!(refused, Some("BLK-04"), "{:?}", act());
    }
}

#[test]
fn lent_blanks_come_back_from_whom_they_went_to_and_by_the_same_names() {
    let mut office = office(2);
    let station = station(&mut office);
    let boxed = uids_at(&office, hw_sim::world::Place::Box);
    station.move_by_paper(&alone(), moving(lend(), 2, boxed[..2].to_vec(), "470/31")).unwrap();
    let back = |from: &str| StockAct::TakeBack { from: Party::new(from).unwrap() };
    let other = station.move_by_paper(&alone(), moving(back("kota-lain"), 2, vec![], "12/1"));
    assert!(matches!(fault(other.unwrap_err()), StockFault::Shortage(_)));
    let strange = moving(back("kab-contoh"), 1, vec![uids_at(&office, hopper())[0]], "12/1");
    // Nobody has seen that one yet: it may be one of those lent by number.
    station.move_by_paper(&alone(), strange).unwrap();
    let back = moving(back("kab-contoh"), 1, boxed[..1].to_vec(), "12/2");
    station.move_by_paper(&alone(), back).unwrap();
    let again = moving(lend(), 1, boxed[1..2].to_vec(), "470/32");
    assert!(matches!(
        fault(station.move_by_paper(&alone(), again).unwrap_err()),
        StockFault::NotThere { .. }
    ));
}

#[test]
fn cards_that_may_be_alive_burn_first_and_before_witnesses() {
    let mut office = office(6);
    assert_eq!(visit(&mut office, 0), Visit::Card);
    let station = station(&mut office);
    // Two blanks spoiled unused, and one printed card called spoiled: its chip is alive.
    let spoil = StockAct::Spoil { reason: SpoilReason::CacatPabrik, lane: None };
    station.move_by_paper(&alone(), moving(spoil, 2, vec![], "BA/1")).unwrap();
    let ready = station.ledger.lock().reader().unwrap().lying(Kind::KtpEl, &Place::Ready);
    let good = ready.unwrap()[0];
    office.ask(&town().printable()[1].biodata.nik, 0).unwrap().unwrap();
    let verdict = Verdict::Spoiled(SpoilReason::Rusak);
    let order = Inspection { verdict, tap: false, uid: None };
    let alive = station.inspect(None, &Hands::alone(CLERK), &order).unwrap().uid;
    let burn = |quantity, uids: Vec<Uid>, witnesses: &[&str], number: &str| Burning {
        kind: Kind::KtpEl,
        quantity,
        withdrawn: 0,
        uids,
        witnesses: witnesses.iter().map(|name| (*name).to_owned()).collect(),
        paper: paper(number),
    };
    let seen = ["Budi (saksi)", "Ani (saksi)"];
    let refused = |burning| fault(station.destroy(&two(), burning).unwrap_err());
    assert!(matches!(refused(burn(4, vec![], &seen, "BA/2")), StockFault::Shortage(_)));
    assert!(matches!(refused(burn(1, vec![good], &seen, "BA/2")), StockFault::NotThere { .. }));
    let nine: Vec<String> = (0..9).map(|n| format!("saksi {n}")).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    for witnesses in [&seen[..1], &["Budi", "Budi"][..], &nine] {
        let fault = refused(burn(1, vec![alive], witnesses, "BA/2"));
        assert!(matches!(fault, StockFault::Witnesses { .. }), "{witnesses:?}");
    }
    let harmless = refused(burn(1, vec![], &seen, "BA/2"));
    assert_eq!(harmless, StockFault::AliveFirst { waiting: 1 });
    let by_one = station.destroy(&alone(), burn(2, vec![alive], &seen, "BA/2")).unwrap_err();
    assert!(matches!(by_one, StationError::SecondPersonNeeded));
    station.destroy(&two(), burn(2, vec![alive], &seen, "BA/2")).unwrap();
    assert_eq!((held(&station, &Place::Spoiled), held(&station, &Place::Destroyed)), (1, 2));
    let twice = refused(burn(1, vec![alive], &seen, "BA/3"));
    assert!(matches!(twice, StockFault::NotThere { .. }));
    station.destroy(&two(), burn(1, vec![], &seen, "BA/3")).unwrap();
    // Their names lie sealed, and only there.
    let writer = station.ledger.lock();
    let reader = writer.reader().unwrap();
    let kind = cetakd::journal::PaperKind::BeritaAcara;
    let sealed = reader.sealed_words(kind, "BA/2").unwrap().expect("words");
    let owner = cetakd::store::words_owner(kind, "BA/2");
    let words = station.sealing.open(&owner, &sealed).unwrap();
    assert!(String::from_utf8_lossy(&words).contains("Budi"));
    let entries = reader.entries(1, 1_000).unwrap();
    assert!(!serde_json::to_string(&entries).unwrap().contains("Budi"));
}

#[test]
fn what_no_paper_can_say_is_refused_and_nothing_is_booked() {
    let mut office = office(2);
    let station = station(&mut office);
    let head = || station.ledger.lock().head();
    station.move_by_paper(&alone(), moving(lend(), 1, vec![], "470/40")).unwrap();
    let before = head();
    let refused = |order| fault(station.move_by_paper(&alone(), order).unwrap_err());
    let with = |paper: PaperSaid| Move { paper, ..moving(lend(), 1, vec![], "") };
    let dated = |date: &str| PaperSaid { dated: Some(date.parse().unwrap()), ..paper("470/41") };
    let remarked = |remarks: String| PaperSaid { remarks: Some(remarks), ..paper("470/41") };
    assert!(matches!(refused(with(paper("470/40"))), StockFault::PaperTwice { .. }));
    assert!(matches!(refused(with(paper("  "))), StockFault::NumberUnusable));
    assert!(matches!(refused(with(paper(&"9".repeat(129)))), StockFault::NumberUnusable));
    // What looks the same on paper is the same number, or none.
    for unseen in ["470\u{7}41", "470/40\u{200B}", "\u{FEFF}470/40", "470\u{202E}/40"] {
        assert!(matches!(refused(with(paper(unseen))), StockFault::NumberUnusable), "{unseen:?}");
    }
    assert!(matches!(refused(with(dated("2999-01-01"))), StockFault::FutureDate(_)));
    for long_ago in ["0001-01-01", "1999-12-31"] {
        assert!(matches!(refused(with(dated(long_ago))), StockFault::TooOld(_)));
    }
    for remarks in ["x".repeat(501), "x".repeat(10_000), "bel\u{7}".into()] {
        assert!(matches!(refused(with(remarked(remarks))), StockFault::WordsUnusable { .. }));
    }
    for quantity in [0, 20_001] {
        let order = moving(lend(), quantity, vec![], "470/41");
        assert!(matches!(refused(order), StockFault::Quantity { .. }));
    }
    let order = moving(lend(), 20_000, vec![], "470/41");
    assert!(matches!(refused(order), StockFault::Shortage(_)));
    let strange = "04FFFFFFFFFFFF".parse().unwrap();
    let order = moving(lend(), 1, vec![strange], "470/41");
    assert!(matches!(refused(order), StockFault::NotThere { .. }));
    let order = moving(lend(), 2, vec![strange, strange], "470/41");
    assert!(matches!(refused(order), StockFault::UidTwice(_)));
    let order = moving(lend(), 2, vec![strange], "470/41");
    assert!(matches!(refused(order), StockFault::UidsDiffer { .. }));
    let word = StockAct::Spoil { reason: SpoilReason::GagalCetak, lane: None };
    assert!(matches!(refused(moving(word, 1, vec![], "BA/1")), StockFault::SpoilWord(_)));
    let no_lane = StockMove {
        kind: Kind::KtpEl,
        lane: LaneName::new("Z").unwrap(),
        quantity: 1,
        paper: None,
    };
    assert!(matches!(station.load(&alone(), &no_lane), Err(StationError::NoSuchLane(_))));
    assert!(matches!(
        fault(station.reverse(&two(), 1, &paper("BA/1")).unwrap_err()),
        StockFault::Undo(_)
    ));
    assert!(matches!(fault(station.finish_count(&alone()).unwrap_err()), StockFault::Count(_)));
    assert_eq!(head(), before);
    // At the limits.
    let long = PaperSaid { remarks: Some("x".repeat(500)), ..paper(&"9".repeat(128)) };
    station.move_by_paper(&alone(), with(long)).unwrap();
}

#[test]
fn what_was_counted_is_named_beside_what_the_paper_says() {
    let mut office = office(2);
    let station = station(&mut office);
    let vault = held(&station, &Place::Vault);
    let mut short = Receipt::whole(Kind::KtpElOa, 98, "470/50", Vec::new());
    short.on_paper = Some(100);
    short.sppb = Some("SPPB/7".into());
    let by_one = station.receive(&alone(), short.clone()).unwrap_err();
    assert!(matches!(by_one, StationError::SecondPersonNeeded));
    station.receive(&two(), short.clone()).unwrap();
    assert_eq!(held(&station, &Place::Vault), vault);
    let mut again = Receipt { bast: "470/51".into(), ..short };
    assert!(matches!(
        fault(station.receive(&two(), again.clone()).unwrap_err()),
        StockFault::PaperTwice { kind: cetakd::journal::PaperKind::Sppb, .. }
    ));
    again.sppb = None;
    again.on_paper = Some(98);
    // The same number is no difference: one person will do.
    station.receive(&alone(), again).unwrap();
    let entries = station.ledger.lock().reader().unwrap().entries(1, 1_000).unwrap();
    let paper = entries.iter().find_map(|entry| match &entry.event {
        Event::BlankoReceived { bast, quantity, on_paper, .. } if bast == "470/50" => {
            Some((*quantity, *on_paper))
        }
        _ => None,
    });
    assert_eq!(paper, Some((98, Some(100))));
}

#[test]
fn a_mistake_is_undone_by_a_counter_entry_and_no_document_is_older_than_a_closed_day() {
    let mut office = office(2);
    let station = station(&mut office);
    let vault = held(&station, &Place::Vault);
    station.move_by_paper(&alone(), moving(lend(), 2, vec![], "470/60")).unwrap();
    let seq = station.ledger.lock().head().seq;
    let by_one = station.reverse(&alone(), seq, &paper("BA/60")).unwrap_err();
    assert!(matches!(by_one, StationError::SecondPersonNeeded));
    station.reverse(&two(), seq, &paper("BA/60")).unwrap();
    assert_eq!(held(&station, &Place::Vault), vault);
    let again = fault(station.reverse(&two(), seq, &paper("BA/61")).unwrap_err());
    assert!(matches!(again, StockFault::Undo(_)));
    compared(&mut office);
    station.close_day(&alone(), None).unwrap();
    let closed = station.ledger.lock().books().day.closed_on.unwrap();
    let old = PaperSaid { dated: Some(closed.yesterday().unwrap()), ..paper("470/61") };
    let order = Move { paper: old, ..moving(lend(), 1, vec![], "") };
    assert!(matches!(
        fault(station.move_by_paper(&alone(), order).unwrap_err()),
        StockFault::ClosedDate { .. }
    ));
    let of_that_day = PaperSaid { dated: Some(closed), ..paper("470/61") };
    let order = Move { paper: of_that_day, ..moving(lend(), 1, vec![], "") };
    station.move_by_paper(&alone(), order).unwrap();
}

//! Faults that only time settles: after each the driver waits a printer's longest act before it
//! believes what it reads. So they run side by side.

use hw_sim::source::cast;
use hw_sim::world::truth::Truth;
use serde_json::json;

use crate::rig::{Office, Said, side_by_side};

const NIK: &str = cast::ORDINARY_WOMAN;

#[test]
fn whatever_a_printer_does_nobody_gets_two_cards_and_no_blank_is_lost_from_the_books() {
    side_by_side(&[
        ("two cards taken at once are unknown", two_cards_taken),
        ("a second card that was not counted is nobody's", an_uncounted_second_card),
        ("none taken and not said takes nothing", none_taken_and_not_said),
        ("a jam at the feed took nothing", a_jam_at_the_feed),
        ("a jam while printing is unknown", || jam("panel", 2)),
        ("a jam while turning is unknown", || jam("flip", 1)),
        ("a jam at the exit is unknown", || jam("eject", 1)),
        ("a jam on the way to the reject box is unknown", a_jam_at_the_reject),
        ("a cover opened while printing", || fault("panel", 3, "cover-open")),
        ("a card lifted out of the machine is unknown", || fault("panel", 2, "lifted")),
        ("power lost with a card at the station", || fault("Ss", 1, "power-blip")),
        ("power lost between two panels", || fault("panel", 3, "power-blip")),
        ("power lost after the last panel", || fault("Se", 1, "power-blip-after")),
        ("power lost at the feed", || fault("feed", 1, "power-blip")),
        ("a printer silent after it fed", || fault("Sic", 1, "silent")),
        ("a printer silent after it printed", || fault("Se", 1, "silent")),
        ("a printer deaf for the feed", || fault("Sic", 1, "deaf")),
        ("a line that dies at the feed", || fault("Sic", 1, "line-dies")),
        ("a line that dies while printing", || fault("panel", 3, "line-dies")),
        ("a card counter that jumps at the feed", || fault("feed", 1, "counter:c:+1")),
        ("a panel counter that jumps while printing", || fault("panel", 2, "counter:p:+3")),
        ("a desk on which nothing is laid", nothing_tapped),
    ]);
}

/// One fault on the way of one card. Then either all is well, or the same job goes on after a
/// release, or the card is unknown and the lane stands; and the books say so.
fn fault(on: &str, nth: u64, fault: &str) {
    let office = Office::order().blanks(6).open();
    office.nth_fault(on, nth, fault);
    let said = office.print(NIK);
    assert!(matches!(said.code, 0 | 4 | 5), "{}{}", said.out, said.err);
    settle(&office, &said);
    assert_eq!(office.truth().faults_fired, 1);
}

fn settle(office: &Office, said: &Said) {
    if said.code != 0 {
        assert!(said.fault().starts_with(['P', 'R', 'C', 'L']), "{}", said.out);
        office.helped("close-cover");
        // An act that is still open is settled now, from evidence.
        let released = office.release("A");
        assert!(matches!(released.code, 0 | 4), "{}", released.out);
    }
    let audit = office.audit();
    if !audit.unknown.is_empty() {
        let before = counters(&office.truth());
        office.print(NIK).fails(3, "REQ-08");
        assert_eq!(counters(&office.truth()), before, "something moved after the unknown");
        return;
    }
    assert!(audit.differences.is_empty(), "{audit:#?}");
    let again = office.print(NIK);
    assert!(again.code == 0 || again.fault() == "REQ-06", "{}{}", again.out, again.err);
    office.books_are_true();
    assert_eq!(office.at_output(), 1);
}

/// A card that is unknown stops its lane at once, and nothing is fed until somebody has looked.
fn stands_still(office: &Office) {
    let audit = office.books_admit(1);
    let before = counters(&office.truth());
    let fault = office.print(cast::ORDINARY_MAN).expect(4).fault();
    assert_eq!(counters(&office.truth()), before, "{fault}: {audit:?}");
}

fn jam(on: &str, nth: u64) {
    let office = Office::order().blanks(6).open();
    office.nth_fault(on, nth, "jam");
    office.print(NIK).fails(4, "PRN-03");
    assert_eq!(office.inside(), 1);
    stands_still(&office);
    office.helped("clear-jam");
    office.print(NIK).fails(3, "REQ-08");
}

/// The counter says that none was taken, so the blank in the rollers still belongs to the hopper.
fn a_jam_at_the_feed() {
    let office = Office::order().blanks(6).open();
    office.fault("feed", "jam");
    office.print(NIK).fails(4, "PRN-03");
    let audit = office.audit();
    assert_eq!((audit.unknown.len(), office.booked("hopper:A")), (0, 6), "{audit:?}");
    office.print(NIK).fails(4, "PRN-03");
    office.helped("clear-jam");
    let back = json!({ "do": "put-back", "card": "top", "place": { "at": "hands" },
        "to": { "at": "hopper", "lane": 0 } });
    office.hands(back);
    office.print(NIK).expect(0);
    office.books_are_true();
}

fn a_jam_at_the_reject() {
    let office = Office::order().blanks(6).blank(1, "used").open();
    office.fault("reject", "jam");
    office.print(NIK).fails(4, "PRN-03");
    office.books_admit(1);
    office.helped("clear-jam");
    // Whoever took it out knows; the books do not, and give no second card.
    office.print(NIK).fails(3, "REQ-08");
}

fn none_taken_and_not_said() {
    let office = Office::order().blanks(6).open();
    office.fault("feed", "take-none-unsaid");
    office.print(NIK).fails(4, "RDR-01");
    let audit = office.books_are_true();
    assert!(audit.unknown.is_empty(), "{audit:?}");
    office.print(NIK).expect(0);
    office.books_are_true();
}

fn counters(truth: &Truth) -> (u64, u64) {
    (truth.lanes[0].counters.cards, truth.lanes[0].counters.panels)
}

fn nothing_tapped() {
    let office = Office::order().blanks(2).open();
    office.print(NIK).expect(0);
    office.cetakd(&["inspect", "--tap", "good", "--json"]).fails(4, "CMD-08");
    office.hands(json!({ "do": "lift" }));
}

fn two_cards_taken() {
    let office = Office::open();
    office.fault("feed", "take-two");
    office.print(NIK).fails(4, "PRN-09");
    let audit = office.books_admit(1);
    assert_eq!(audit.stopped["A"], "more_than_one_card");
    let before = office.truth().lanes[0].counters;
    office.print(NIK).fails(3, "REQ-08");
    office.print(cast::ORDINARY_MAN).fails(4, "PRN-09");
    assert_eq!(office.truth().lanes[0].counters, before);
}

fn an_uncounted_second_card() {
    let office = Office::open();
    office.fault("feed", "take-two-uncounted");
    let said = office.print(NIK);
    // Both leave together; what the printer does not count nobody can know before the day's count.
    assert!(matches!(said.code, 0 | 4), "{}", said.out);
    office.audit();
    assert_eq!(office.truth().cards.iter().filter(|card| !card.front.is_empty()).count(), 1);
}

//! Chips that let people down: the blank goes to the reject box, by its reason in the books, and
//! erased or revoked; the person gets the next blank, or the lane stands still.

use hw_sim::source::cast;
use serde_json::Value;

use crate::rig::{Office, Order, side_by_side};

/// One bad blank, then good ones: what the books say of it, and what became of its chip.
struct Lost {
    make: &'static str,
    cause: &'static str,
    reason: &'static str,
    chip: &'static str,
}

const fn lost(
    make: &'static str,
    cause: &'static str,
    reason: &'static str,
    chip: &'static str,
) -> Lost {
    Lost { make, cause, reason, chip }
}

#[test]
fn a_bad_chip_ends_in_the_reject_box_and_the_person_gets_the_next_blank() {
    let people = [
        cast::ORDINARY_WOMAN,
        cast::ORDINARY_MAN,
        cast::ONE_WORD_NAME,
        cast::TITLED_NAME,
        cast::CURLY_APOSTROPHE,
        cast::FROM_THE_EAST,
        cast::EVERY_SIGN,
        cast::DATE_DIFFERS,
        cast::LONGEST_NAME,
    ];
    let blanks = [
        lost("write-fails:5", "chip_refused", "gagal_encode", "alive"),
        lost("mute-after:40", "chip_silent", "gagal_encode", "alive"),
        lost("bit-rot", "read_back_differs", "gagal_encode", "alive"),
        lost("torn-write:3", "chip_silent", "gagal_encode", "alive"),
        lost("used", "chip_not_virgin", "blanko_asing", "blank"),
        lost("wrong-mac", "channel_broken", "gagal_encode", "blank"),
        lost("duplicate:2", "blank_used", "blanko_asing", "blank"),
        lost("mute", "chip_silent", "gagal_encode", "blank"),
        lost("short-answers:1", "chip_silent", "gagal_encode", "blank"),
    ];
    goes_on(people, blanks, Office::order());
}

/// Each person meets one bad blank and gets the next.
fn goes_on<const N: usize>(people: [&str; N], blanks: [Lost; N], order: Order) {
    let mut order = order.blanks(2 * N as u32);
    for (lost, card) in blanks.iter().zip((1..).step_by(2)) {
        order = order.blank(card, lost.make);
    }
    let office = order.open();
    for (nik, lost) in people.into_iter().zip(&blanks) {
        let said = office.print(nik);
        assert_eq!(said.code, 0, "{}: {}{}", lost.make, said.out, said.err);
        let (cause, intent) = last_loss(&office);
        let told = (cause.as_str(), intent["reason"].as_str(), intent["chip"].as_str());
        assert_eq!(told, (lost.cause, Some(lost.reason), Some(lost.chip)), "{}", lost.make);
    }
    assert_eq!(office.rejected(), N);
    let mut revoked = office.revoked().len();
    for lost in &blanks {
        revoked -= usize::from(lost.chip == "alive");
    }
    assert_eq!(revoked, 0, "only live chips are revoked: {:?}", office.revoked());
    office.books_are_true();
    assert_eq!(office.booked("spoiled"), N as i64);
    assert_eq!(office.booked("output"), N as i64);
    // A copy of its chip does not take a good card's name away.
    for _ in 0..N {
        office.ready();
    }
    office.books_are_true();
}

/// The last cause by which a blank was given up, and the intent to reject it.
fn last_loss(office: &Office) -> (String, Value) {
    let events: Vec<Value> = office.journal().into_iter().map(|mut e| e["event"].take()).collect();
    let failed = |event: &&Value| {
        matches!(event["type"].as_str(), Some("encode_failed" | "blank_refused" | "print_failed"))
    };
    let cause = events.iter().rfind(failed).unwrap()["cause"]["cause"].as_str().unwrap();
    let intent = events.iter().rfind(|event| event["type"] == "reject_intended").unwrap();
    (cause.to_owned(), intent.clone())
}

#[test]
fn a_chip_that_shows_no_name_is_lost_by_the_number_of_the_card() {
    side_by_side(&[
        ("a dead chip", || nameless("dead")),
        ("a random UID", || nameless("random-uid")),
    ]);
}

fn nameless(make: &str) {
    let office = Office::order().blanks(4).blank(1, make).open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    let (cause, intent) = last_loss(&office);
    assert_eq!((cause.as_str(), &intent["reason"]), ("chip_silent", &"tidak_ada_chip".into()));
    assert_eq!(office.rejected(), 1, "{make}");
    let fed = office.events("feed_finished");
    assert!(fed[0]["blank"].as_str().unwrap().starts_with("A#"), "{fed:?}");
    office.books_are_true();
}

#[test]
fn a_failed_authentication_stops_the_lane_until_somebody_has_looked() {
    let office = Office::order().blanks(4).without_uid_list().blank(1, "foreign").open();
    office.print(cast::ORDINARY_WOMAN).fails(4, "CHIP-04");
    // It stays where it is, for somebody to look at.
    assert_eq!((office.inside(), office.rejected()), (1, 0));
    let audit = office.books_are_true();
    assert_eq!(audit.stopped["A"], "authentication_failed");
    // Nothing is fed while the lane stands.
    let counters = office.truth().lanes[0].counters;
    office.print(cast::ORDINARY_WOMAN).fails(4, "CHIP-04");
    office.print(cast::ORDINARY_MAN).fails(4, "CHIP-04");
    assert_eq!(office.truth().lanes[0].counters, counters);

    // Released, the lane first does what was left: the foreign blank out, the card made.
    office.release("A").expect(0);
    assert_eq!((office.rejected(), office.at_output()), (1, 1));
    office.print(cast::ORDINARY_WOMAN).fails(3, "REQ-06");
    office.books_are_true();
    assert_eq!(office.outcomes_of(cast::ORDINARY_WOMAN), ["printed"]);
}

#[test]
fn three_spoiled_blanks_in_a_row_stop_the_lane() {
    let mut order = Office::order().blanks(6);
    for card in 1..=3 {
        order = order.blank(card, "write-fails:2");
    }
    let office = order.open();
    // The first person uses two blanks up; the third blank is the second person's.
    office.print(cast::ORDINARY_WOMAN).fails(4, "CMD-15");
    assert_eq!(
        (office.rejected(), office.phase_of(cast::ORDINARY_WOMAN)),
        (2, "given-back".into())
    );
    office.print(cast::ORDINARY_MAN).fails(4, "LANE-01");
    assert_eq!(office.books_are_true().stopped["A"], "spoiled_in_a_row");
    assert_eq!((office.rejected(), office.revoked().len()), (3, 3));

    office.release("A").expect(0);
    // What had been begun is finished first; then the first person is asked for again.
    office.print(cast::ORDINARY_MAN).expect(0);
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.books_are_true();
}

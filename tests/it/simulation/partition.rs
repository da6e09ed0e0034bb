//! Two stations of one centre, the line of one of them dead for more than a week: who was leased
//! before is printed off line until the lease runs out, nowhere else meanwhile, and by nobody
//! after it; then the line is back and everybody ends with one card.

use std::time::Duration;

use hw_sim::world::Place;

use super::centre::Centre;
use super::checker::check;
use super::hands::Visit;
use super::office::{Fall, Office, Order};
use super::town::town;

const PEOPLE: usize = 6;
/// Of them, printed before their leases ran out.
const IN_TIME: usize = 3;
const LEASED_ELSEWHERE: &str = "REQ-03";
const CARD_ISSUED: &str = "REQ-06";
const LEASE_EXPIRED: &str = "REQ-05";
const WEEK: Duration = Duration::from_secs(8 * 24 * 3_600);

fn visit(office: &mut Office, nik: &str) -> Visit {
    office.visit(nik, 0, Fall::Process)
}

#[track_caller]
fn sent_away(office: &mut Office, niks: &[String], code: &str) {
    for nik in niks {
        let visit = visit(office, nik);
        assert!(matches!(&visit, Visit::Sent(said) if said.contains(code)), "{visit:?}");
    }
}

fn at_output_or_desk(office: &Office) -> usize {
    office
        .hardware
        .world(|world| world.at(Place::Output { lane: 0 }).len() + world.at(Place::Hands).len())
}

#[test]
fn a_week_without_a_line_and_leases_that_ran_out_give_nobody_two_cards() {
    let centre = Centre::new(town().source());
    let mut here = Order { blanks: 8, ..Order::new(21) }.open_at(&centre);
    let mut there = Order { station: 1, blanks: 8, ..Order::new(22) }.open_at(&centre);
    let people = town().printable().into_iter().take(PEOPLE);
    let people: Vec<String> = people.map(|person| person.biodata.nik.clone()).collect();
    let (in_time, too_late) = people.split_at(IN_TIME);

    // Everybody is leased, but the hopper is empty; then the line dies.
    let blanks = here.hardware.world(|world| world.unload(0)).expect("a lane").len();
    for nik in &people {
        let waits = here.ask(nik, 0).expect("nothing dies").expect_err("there is no blank");
        assert!(waits.to_string().contains("PRN-01"), "{waits}");
    }
    here.cut_line(true);
    here.hardware.world(|world| world.load(0, blanks)).expect("room");
    for nik in in_time {
        assert_eq!(visit(&mut here, nik), Visit::Card);
    }
    sent_away(&mut there, &people, LEASED_ELSEWHERE);

    for office in [&here, &there] {
        office.hardware.pass(WEEK);
    }
    sent_away(&mut here, too_late, LEASE_EXPIRED);
    // Expired or not: until the centre has heard of them, they are nobody else's.
    sent_away(&mut there, &people, LEASED_ELSEWHERE);
    assert_eq!((at_output_or_desk(&here), at_output_or_desk(&there)), (IN_TIME, 0));

    here.close();
    sent_away(&mut there, in_time, CARD_ISSUED);
    for nik in too_late {
        assert_eq!(visit(&mut there, nik), Visit::Card);
    }
    there.close();
    assert_eq!((at_output_or_desk(&here), at_output_or_desk(&there)), (IN_TIME, PEOPLE - IN_TIME));
    check(&[&here, &there]).expect_true();
}

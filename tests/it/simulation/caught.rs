//! A test per checker: it sees the defect that is planted for it.

use std::path::Path;

use cetakd::journal::{Entry, Event, Head};
use cetakd::store::{JOURNAL_FILE, Reader};
use hw_sim::world::{Place, Planted};
use rusqlite::Connection;

use super::checker::{Findings, check};
use super::hands::Visit;
use super::mutants::{Bend, BentPrinter, ForgetfulLine, MistakenReader};
use super::office::{Fall, Office, Order, Tray, Wraps};
use super::town::town;

/// Three people are served, whatever comes of it.
fn day(wraps: Wraps, fault: Option<(&str, &str)>) -> Office {
    let mut order = Order { blanks: 8, wraps, ..Order::new(5) };
    if let Some(("blank", make)) = fault {
        order.special.push((1, make.parse().unwrap()));
    }
    let mut office = order.open();
    if let Some((on, fault)) = fault.filter(|(on, _)| *on != "blank") {
        let (on, fault) = (on.parse().unwrap(), fault.parse().unwrap());
        let planted = Planted { lane: 0, on, nth: 1, always: false, fault };
        office.hardware.world(|world| world.plant(planted)).unwrap();
    }
    for person in town().printable().iter().take(3) {
        office.visit(&person.biodata.nik, 0, Fall::Process);
    }
    office.close();
    office
}

fn bent(bend: Bend, fault: Option<(&str, &str)>) -> Findings {
    let printer = match bend {
        Bend::FeedsAgain => |inner, _: &_| BentPrinter::boxed(inner, Bend::FeedsAgain),
        Bend::PrintsTwice => |inner, _: &_| BentPrinter::boxed(inner, Bend::PrintsTwice),
        Bend::OneBehind => |inner, _: &_| BentPrinter::boxed(inner, Bend::OneBehind),
        Bend::RejectsAgain => |inner, _: &_| BentPrinter::boxed(inner, Bend::RejectsAgain),
        Bend::Panics => |inner, _: &_| BentPrinter::boxed(inner, Bend::Panics),
    };
    check(&[&day(Wraps { printer: Some(printer), ..Wraps::default() }, fault)])
}

#[test]
fn a_day_without_a_defect_is_true() {
    check(&[&day(Wraps::default(), None)]).expect_true();
}

#[test]
fn a_counter_that_runs_back_shows_in_the_equation_of_the_day() {
    check(&[&day(Wraps::default(), Some(("panel", "counter:c:-1")))]).expect("day");
}

#[test]
fn a_printer_that_feeds_again_after_a_refusal_is_seen() {
    bent(Bend::FeedsAgain, Some(("Sic", "nack:T"))).expect("acts");
}

#[test]
fn a_printer_that_prints_each_card_twice_is_seen() {
    bent(Bend::PrintsTwice, None).expect("acts");
}

#[test]
fn a_centre_that_leases_one_person_to_two_stations_is_seen() {
    // Each with a centre of its own that knows nothing of the other.
    let (one, other) = (day(Wraps::default(), None), day(Wraps::default(), None));
    check(&[&one, &other]).expect("two");
}

#[test]
fn a_printer_that_rejects_twice_is_seen() {
    bent(Bend::RejectsAgain, Some(("blank", "bit-rot"))).expect("acts");
}

#[test]
fn one_persons_face_on_anothers_chip_is_seen() {
    bent(Bend::OneBehind, None).expect("faces");
}

#[test]
fn a_reader_that_takes_one_card_for_another_is_seen() {
    let reader = |inner: Box<dyn cetakd::device::CardReader>, hardware: &super::Hardware| {
        let says = hardware.world(|world| world.card(7).unwrap().uid.parse().unwrap());
        Box::new(MistakenReader { inner, says }) as Box<dyn cetakd::device::CardReader>
    };
    let office = day(Wraps { reader: Some(reader), ..Wraps::default() }, None);
    check(&[&office]).expect("places");
}

#[test]
fn a_line_that_loses_reports_is_seen() {
    let source = |inner: Box<dyn cetakd::device::PrrSource>, _: &_| {
        Box::new(ForgetfulLine(inner)) as Box<dyn cetakd::device::PrrSource>
    };
    let office = day(Wraps { source: Some(source), ..Wraps::default() }, None);
    check(&[&office]).expect("source");
}

#[test]
fn a_dropped_outcome_is_seen_though_the_chain_was_made_anew() {
    let mut office = day(Wraps::default(), None);
    office.fall(Fall::Process);
    let last = |entries: &[Entry]| {
        entries.iter().rposition(|e| matches!(e.event, Event::CardInspected { .. })).unwrap()
    };
    forge(office.folder.path(), |entries| {
        let dropped = last(entries);
        let job = entries[dropped].job.clone();
        let mut at = 0;
        entries.retain(|entry| {
            at += 1;
            at <= dropped || entry.job != job
        });
    });
    let findings = check(&[&office]);
    findings.expect("places");
    findings.expect("source");
}

#[test]
fn a_skipped_intent_is_seen_though_the_chain_was_made_anew() {
    for skipped in ["FeedIntended", "PrintIntended", "PrintCommitted"] {
        let mut office = day(Wraps::default(), None);
        office.fall(Fall::Process);
        forge(office.folder.path(), |entries| {
            let is_it = |entry: &Entry| format!("{:?}", entry.event).starts_with(skipped);
            let at = entries.iter().position(is_it).unwrap();
            entries.remove(at);
        });
        check(&[&office]).expect("chain");
    }
}

#[test]
fn an_entry_that_is_missing_and_one_that_was_changed_are_seen() {
    for sql in [
        "DELETE FROM journal WHERE seq = 9",
        "UPDATE journal SET body = replace(body, 'siti', 'budi') WHERE seq = 9",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
    ] {
        let mut office = day(Wraps::default(), None);
        office.fall(Fall::Process);
        meddle(office.folder.path(), sql);
        check(&[&office]).expect("chain");
    }
}

#[test]
fn a_balance_that_was_mended_by_hand_is_seen() {
    let mut office = day(Wraps::default(), None);
    office.fall(Fall::Process);
    meddle(office.folder.path(), "UPDATE stock SET quantity = quantity + 1 WHERE place = 'ready'");
    let findings = check(&[&office]);
    findings.expect("chain");
    findings.expect("sums");
}

#[test]
fn a_card_that_walks_off_is_seen() {
    let office = day(Wraps::default(), None);
    let card = *office.trays.keys().next().unwrap();
    office.hardware.world(|world| world.put_back(card, Place::Output { lane: 0 })).unwrap();
    check(&[&office]).expect("places");
    let office = day(Wraps::default(), None);
    let blank = office.hardware.world(|world| world.in_hopper(0)[0]);
    office.hardware.world(|world| world.take(blank)).unwrap();
    check(&[&office]).expect("places");
}

#[test]
fn a_live_card_among_the_spoiled_is_seen() {
    let mut office = day(Wraps::default(), None);
    let card = *office.trays.keys().next().unwrap();
    office.trays.insert(card, Tray::Spoiled);
    check(&[&office]).expect("alive");
}

#[test]
fn a_chip_that_was_written_over_after_it_left_is_seen() {
    let office = day(Wraps::default(), None);
    let card = *office.trays.keys().next().unwrap();
    let used = "used".parse().unwrap();
    office.hardware.world(|world| world.spoil_chip(card, used)).unwrap();
    check(&[&office]).expect("chip");
}

#[test]
fn a_job_that_waits_without_a_word_is_seen() {
    let mut office = Order::new(5).open();
    let nik = &town().printable()[0].biodata.nik;
    // The source knows the person and gives no lease.
    let rule = hw_sim::source::FaultRule {
        times: None,
        ..hw_sim::source::FaultRule::on(hw_sim::source::Verb::Lease, hw_sim::source::Fault::Outage)
    };
    assert!(office.centre.lock().plan(rule));
    assert!(matches!(office.visit(nik, 0, Fall::Process), Visit::GaveUp(_)));
    office.close();
    check(&[&office]).expect_true();
    office.told.clear();
    check(&[&office]).expect("waiting");
}

/// Changes the file past its guards.
fn meddle(folder: &Path, sql: &str) {
    let file = Connection::open(folder.join(JOURNAL_FILE)).unwrap();
    let named = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let mut found = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let names: Vec<String> = found.query_map([], named).unwrap().map(Result::unwrap).collect();
    drop(found);
    for name in names {
        file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    file.execute_batch(sql).unwrap();
}

/// Rewrites the journal and chains it anew, as one who knows how would.
fn forge(folder: &Path, change: impl FnOnce(&mut Vec<Entry>)) {
    let mut entries = Reader::open(folder).unwrap().entries(1, i64::MAX as u64).unwrap();
    change(&mut entries);
    let file = Connection::open(folder.join(JOURNAL_FILE)).unwrap();
    let guards = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";
    let both = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let mut found = file.prepare(guards).unwrap();
    let triggers: Vec<_> = found.query_map([], both).unwrap().map(Result::unwrap).collect();
    drop(found);
    for (name, _) in &triggers {
        file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    file.execute_batch("DELETE FROM journal").unwrap();
    let mut head = Head::EMPTY;
    for mut entry in entries {
        entry.seq = head.seq + 1;
        let recorded = entry.record(&head).unwrap();
        let row = rusqlite::params![recorded.head.seq, recorded.head.hash.0, recorded.body];
        file.execute("INSERT INTO journal VALUES (?1, ?2, ?3)", row).unwrap();
        head = recorded.head;
    }
    for (_, sql) in &triggers {
        file.execute_batch(sql).unwrap();
    }
    drop(file);
    Office::rebuild(folder);
}

//! The life of a card, whole: every stage × every event → the next stage, or illegal. One
//! snapshot, reviewed line by line; `INSTA_UPDATE=always` writes a new one for review, a plain
//! run only compares. The stages are reached by walking, so none of them is made up.

use std::collections::BTreeSet;
use std::fmt::Write;

use cetakd::job::{Act, Due, End, Job, Stage, Waiting, next};
use cetakd::journal::{ActName, Cause, ChipFate, Event, Refusal, SpoilReason, Verdict};

use super::events::*;

/// A job as these entries leave it; any of them being illegal is the test's own mistake.
fn walk(events: &[Event]) -> Job {
    let mut entries =
        (1..).zip(events).map(|(seq, event)| entry(seq, Some(job_id(1)), event.clone()));
    let mut job = Job::open(&entries.next().expect("a walk has a beginning")).expect("opens");
    for mut entry in entries {
        if matches!(entry.event, Event::CardMissed {}) {
            // By another than the clerk of every other entry: it takes two.
            entry.actor = "witness".into();
        }
        job.apply(&entry).unwrap_or_else(|illegal| panic!("{illegal}"));
    }
    job
}

/// The first `n` steps of a good card, then others.
fn after(n: usize, others: &[Event]) -> Vec<Event> {
    good_card(1)[..n].iter().chain(others).cloned().collect()
}

fn reject(chip: ChipFate) -> Event {
    Event::RejectIntended { counters: counted(1, 0), reason: SpoilReason::GagalEncode, chip }
}

fn failed(written: bool) -> Event {
    Event::EncodeFailed { cause: Cause::ChipRemoved {}, written }
}

/// Every place a job can be in that the table tells apart, with the way there.
fn places() -> Vec<(&'static str, Vec<Event>)> {
    let (encode, refused) =
        (Event::EncodeIntended {}, Event::JobRefused { refusal: Refusal::LeaseExpired {} });
    let reopened = Event::ActReopened { act: ActName::Encode, cause: Cause::Interrupted {} };
    let mute = Event::FeedFinished { counters: counted(1, 0), blank: silent() };
    let refeed = Event::FeedIntended { counters: counted(1, 0) };
    let once = [&after(5, &lost_at_encode(1))[..], &[refeed, fed(1)]].concat();
    let twice = [&once[..], &lost_at_encode(1)].concat();
    let look: Vec<Event> =
        [Event::JobOpened(preview(1))].into_iter().chain(after(3, &[])).collect();
    let look = [&look[..1], &look[2..]].concat();
    let unknown = |n, act, blank| after(n, &[unsettled(act, blank)]);
    let missed = [unknown(9, ActName::Print, None), vec![Event::CardMissed {}]].concat();
    // In a batch that allows one blank a card, the first one lost ends it.
    let one_blank = [Event::JobOpened(opened_in_batch(1))].into_iter();
    let one_blank = one_blank.chain(after(5, &lost_at_encode(1)).into_iter().skip(1)).collect();
    let parcel = parcel(1);
    let with = |others: &[Event]| after(11, others);
    let spoiled = inspected(1, Verdict::Spoiled(SpoilReason::Rusak));
    vec![
        ("opened", after(1, &[])),
        ("leased", after(2, &[])),
        ("prepared", after(3, &[])),
        ("prepared, for a look only", look),
        ("prepared, one blank lost", after(5, &lost_at_encode(1))),
        ("feeding", after(4, &[])),
        ("fed", after(5, &[])),
        ("fed, a chip that never answered", after(4, &[mute])),
        ("fed, after an encode broke off", after(5, &[encode.clone(), reopened.clone()])),
        ("encoding", after(6, &[])),
        ("encoding again", after(5, &[encode.clone(), reopened, encode.clone()])),
        ("encoded", after(7, &[])),
        ("printing, not committed", after(8, &[])),
        ("printing, committed", after(9, &[])),
        ("printed", after(10, &[])),
        ("spoiling", after(6, &[failed(true)])),
        ("erasing", after(6, &[failed(true), Event::EraseIntended {}])),
        ("condemned, never written", after(6, &[failed(false)])),
        ("condemned, erased", [&after(5, &[])[..], &lost_at_encode(1)[..4]].concat()),
        ("rejecting the first blank", after(6, &[failed(false), reject(ChipFate::Blank)])),
        ("rejecting the last blank", twice[..twice.len() - 1].to_vec()),
        ("ready", after(11, &[])),
        ("packed", with(&[parcel[1].clone()])),
        ("shipped", with(&[parcel[1].clone(), parcel[3].clone()])),
        ("arrived", with(&[parcel[1].clone(), parcel[3].clone(), parcel[4].clone()])),
        ("handed over", with(&[Event::CardHandedOver(handed_over(1))])),
        ("ended, withdrawn", with(&[Event::CardHandedOver(handed_over(1)), old::withdrawn(1)])),
        ("ended, lost", with(&[Event::CardHandedOver(handed_over(1)), old::lost(1)])),
        ("returning, refused", after(3, std::slice::from_ref(&refused))),
        ("returning, spoiled", twice),
        ("returning, the only blank it may cost spoiled", one_blank),
        ("ended, refused", after(1, &[refused])),
        ("ended, given back", after(3, &[Event::LeaseGivenBack { lease: lease(1) }])),
        ("ended, spoiled", after(10, &[spoiled])),
        ("unknown, nothing was taken", unknown(4, ActName::Feed, None)),
        ("unknown, one was taken", unknown(4, ActName::Feed, Some(silent()))),
        ("unknown, encoding", unknown(6, ActName::Encode, None)),
        ("unknown, not printed", unknown(8, ActName::Print, None)),
        ("unknown, maybe printed", unknown(9, ActName::Print, None)),
        ("unknown, one person missed it", missed),
    ]
}

/// No wildcard: a new stage does not compile until it has a place here and above.
fn name(stage: &Stage) -> &'static str {
    match stage {
        Stage::Opened
        | Stage::Leased
        | Stage::Prepared
        | Stage::Feeding { .. }
        | Stage::Fed
        | Stage::Encoding
        | Stage::Encoded
        | Stage::Printing { .. }
        | Stage::Printed
        | Stage::Spoiling { .. }
        | Stage::Erasing { .. }
        | Stage::Condemned { .. }
        | Stage::Rejecting { .. }
        | Stage::Ready
        | Stage::Packed { .. }
        | Stage::Shipped { .. }
        | Stage::HandedOver
        | Stage::Returning { .. }
        | Stage::Ended(End::Refused(_) | End::GivenBack | End::Spoiled(_) | End::Missing)
        | Stage::Ended(End::Lost | End::Withdrawn)
        | Stage::Unknown { .. } => stage.word(),
    }
}

const STAGES: [&str; 25] = [
    "arrived",
    "condemned",
    "encoded",
    "encoding",
    "erasing",
    "fed",
    "feeding",
    "given_back",
    "handed_over",
    "leased",
    "lost",
    "opened",
    "packed",
    "prepared",
    "printed",
    "printing",
    "ready",
    "refused",
    "rejecting",
    "returning",
    "shipped",
    "spoiled",
    "spoiling",
    "unknown",
    "withdrawn",
];

#[test]
fn every_stage_and_event_goes_where_the_table_says_or_is_illegal() {
    let places = places();
    let reached: BTreeSet<&str> = places.iter().map(|(_, way)| name(&walk(way).stage)).collect();
    assert!(reached.iter().eq(&STAGES), "{reached:?}");
    let mut table = String::new();
    for (place, way) in places {
        let job = walk(&way);
        writeln!(table, "{place} ({:?}), next: {:?}", job.stage, next(&job)).unwrap();
        let mut illegal = Vec::new();
        for (label, event) in all() {
            let mut moved = job.clone();
            match moved.apply(&entry(99, Some(job_id(1)), event)) {
                Ok(()) => writeln!(table, "    {label} → {}", change(&job, &moved)).unwrap(),
                Err(fault) => {
                    assert_eq!((fault.stage, &moved), (job.stage.word(), &job), "{label}");
                    illegal.push(label);
                }
            }
        }
        writeln!(table, "{}\n", wrapped("illegal:", &illegal)).unwrap();
    }
    insta::assert_snapshot!("transitions", table);
}

fn change(before: &Job, after: &Job) -> String {
    let mut text = match before.stage == after.stage {
        true => "stays".to_owned(),
        false => format!("{:?}", after.stage),
    };
    for due in after.due.iter().filter(|due| !before.due.contains(due)) {
        write!(text, "; owes the source {due:?}").unwrap();
    }
    for due in before.due.iter().filter(|due| !after.due.contains(due)) {
        write!(text, "; the source has heard {due:?}").unwrap();
    }
    if before.chip_written != after.chip_written {
        write!(text, "; chip written: {}", after.chip_written).unwrap();
    }
    text
}

fn wrapped(head: &str, words: &[&str]) -> String {
    let mut lines = vec![format!("    {head}")];
    for word in words {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.len() < 96 => {
                write!(line, " {word},").unwrap();
            }
            _ => lines.push(format!("        {word},")),
        }
    }
    lines.join("\n").trim_end_matches(',').to_owned()
}

#[test]
fn an_open_intent_is_settled_and_never_done_again() {
    for (place, way) in places() {
        let job = walk(&way);
        match (job.stage.open_act(), next(&job)) {
            (Some(open), Act::Settle(act)) => assert_eq!(open, act, "{place}"),
            (None, Act::Settle(_)) | (Some(_), _) => panic!("{place}: {:?}", next(&job)),
            (None, _) => {}
        }
    }
}

#[test]
fn a_job_that_is_over_waits_for_people_only_and_an_unknown_for_a_person() {
    for (place, way) in places() {
        let job = walk(&way);
        if job.is_over() {
            let waits = matches!(
                next(&job),
                Act::Wait(Waiting::ForInspection) | Act::Wait(Waiting::ForNothing)
            );
            assert!(waits && !job.needs_record() && !job.holds_machine(), "{place}");
        }
        if matches!(job.stage, Stage::Unknown { .. }) {
            assert_eq!(next(&job), Act::Wait(Waiting::ForAPerson), "{place}");
            assert!(job.is_living() && job.needs_record(), "{place}");
        }
    }
}

#[test]
fn only_a_job_that_ended_without_a_card_is_not_living() {
    for (place, way) in places() {
        assert_eq!(walk(&way).is_living(), !place.starts_with("ended"), "{place}");
    }
}

#[test]
fn a_chip_that_may_hold_data_is_erased_before_it_goes_to_the_reject_box() {
    let reopened = Event::ActReopened { act: ActName::Encode, cause: Cause::Interrupted {} };
    let encode = Event::EncodeIntended {};
    // The second attempt got nowhere; the first may have left half a person there.
    let job = walk(&after(5, &[encode.clone(), reopened.clone(), encode, failed(false)]));
    assert_eq!(next(&job), Act::Erase);
    let refused = Event::BlankRefused { cause: Cause::ChipNotVirgin {} };
    assert_eq!(next(&walk(&after(6, &[reopened, refused]))), Act::Erase);
    let untouched = walk(&after(6, &[failed(false)]));
    assert!(matches!(next(&untouched), Act::Reject { chip: ChipFate::Blank, .. }));
}

#[test]
fn a_second_spoiled_blank_sends_the_lease_back() {
    let job = walk(&after(5, &lost_at_encode(1)));
    assert_eq!((next(&job), job.blanks_used, &job.blank), (Act::Feed, 1, &None));
    let refeed = Event::FeedIntended { counters: counted(1, 0) };
    let again = [&after(5, &lost_at_encode(1))[..], &[refeed, fed(2)], &lost_at_encode(2)].concat();
    let job = walk(&again);
    assert_eq!((next(&job), job.blanks_used), (Act::GiveBack, 2));
}

#[test]
fn a_report_is_heard_once() {
    let mut job = walk(&after(10, &[]));
    assert_eq!(job.due, [Due::Outcome(cetakd::journal::ReportedOutcome::Printed, uid(1))]);
    let heard = all().into_iter().find(|(label, _)| *label == "outcome_reported printed");
    let heard = entry(20, Some(job_id(1)), heard.expect("is in the list").1);
    job.apply(&heard).unwrap();
    assert_eq!(job.due, []);
    let fault = job.apply(&heard).unwrap_err().to_string();
    assert_eq!(fault, "OutcomeReported can't follow for job job-1, which is printed");
}

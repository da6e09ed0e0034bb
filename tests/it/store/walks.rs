//! Random legal lives of three jobs at once: after every entry the blanks add up, the chain
//! holds, and the projections are what a rebuild makes.

use std::collections::BTreeMap;

use cetakd::books::Books as Folded;
use cetakd::job::Job;
use cetakd::journal::{Entry, Event, JobId, Place, Verdict};
use cetakd::store::Author;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::rig::*;
use crate::events::*;

/// Whatever may come next, for any of the jobs or for none; `None` if the books refuse it.
fn step(books: &Books, job: u64, pick: usize) -> Option<(Author, Event)> {
    let id = job_id(job);
    let now = books.writer.job(&id).unwrap();
    let legal: Vec<(Author, Event)> = candidates(job)
        .into_iter()
        .map(|event| match event {
            Event::BlankoReceived { .. } | Event::BlankoMoved { .. } => (clerk(), event),
            event if of_the_office(&event) => (clerk(), event),
            event => (of_job(job), event),
        })
        .filter(|(author, event)| is_legal(books, now.as_ref(), author, event))
        .collect();
    (!legal.is_empty()).then(|| legal[pick % legal.len()].clone())
}

fn is_legal(books: &Books, job: Option<&Job>, author: &Author, event: &Event) -> bool {
    let entry = Entry {
        seq: 1,
        job: author.job.clone(),
        lane: author.lane.clone(),
        ..entry(1, None, event.clone())
    };
    let job = author.job.as_ref().and(job);
    books.writer.books().clone().book(&entry, job).is_ok()
}

/// Of no job and no lane.
fn of_the_office(event: &Event) -> bool {
    matches!(
        event,
        Event::StockMoved(_)
            | Event::TransferArrived(_)
            | Event::BlankoDestroyed(_)
            | Event::StockReversed(_)
            | Event::CountBegun {}
            | Event::CountEntered(_)
            | Event::CountFinished {}
            | Event::DifferenceBooked(_)
            | Event::DayClosed(_)
    )
}

/// Every event about job `n`'s own lease and blanks.
fn candidates(n: u64) -> Vec<Event> {
    let mut events: Vec<Event> = all().into_iter().map(|(_, event)| event).collect();
    events.retain(|event| !matches!(event, Event::BlankoReceived { .. }));
    events.extend(good_card(n));
    events.push(inspected(n, Verdict::Spoiled(cetakd::journal::SpoilReason::Rusak)));
    events.push(received(3, Vec::new()));
    events.push(moved(Place::Vault, Place::Hopper(lane()), 2));
    events.push(Event::LeaseGivenBack { lease: lease(n) });
    events
}

fn check(books: &mut Books) {
    let head = books.writer.head();
    let sum: i64 = books.writer.books().stock.balances().map(|(_, _, held)| held).sum();
    assert_eq!(sum, 0);
    let verified = books.verify().unwrap();
    assert_eq!((verified.entries, verified.head), (head.seq, head));
    let (tables, memory) = (dump(&books.file()), books.writer.books().clone());
    books.writer.rebuild().unwrap();
    assert_eq!(dump(&books.file()), tables);
    assert_eq!(books.writer.books(), &memory);
    assert_eq!(books.writer.reader().unwrap().books().unwrap(), memory);
}

/// By their own entries alone, without the store.
fn folded(books: &Books) -> (Folded, BTreeMap<JobId, Job>) {
    let (mut folded, mut jobs) = (Folded::default(), BTreeMap::new());
    for entry in books.writer.reader().unwrap().entries(1, u64::from(u32::MAX)).unwrap() {
        let job = entry.job.as_ref().and_then(|id| jobs.remove(id));
        let booked = folded.book(&entry, job.as_ref()).unwrap();
        jobs.extend(booked.job.map(|job: Job| (job.id.clone(), job)));
    }
    (folded, jobs)
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn after_every_entry_the_books_add_up(
        steps in prop::collection::vec((1..4_u64, any::<prop::sample::Index>()), 1..60)
    ) {
        let mut books = Books::new();
        for (job, pick) in steps {
            let Some((author, event)) = step(&books, job, pick.index(1 << 20)) else { continue };
            let known = books.writer.job(&job_id(job)).unwrap();
            let person = known.map_or(opened(job).person, |job| job.opened.person);
            let beside = kept_of(&job_id(job), &person, &event);
            books.writer.append_beside(&author, vec![event], &beside).unwrap();
            check(&mut books);
        }
        let (folded, jobs) = folded(&books);
        let books = books.reopened();
        prop_assert_eq!(books.writer.books(), &folded);
        for (id, job) in jobs {
            prop_assert_eq!(books.writer.job(&id).unwrap(), Some(job));
        }
    }
}

//! From the output to a hand, as folds: who is given a card, parcels and their counts, numbers of
//! papers, what waits for its holder, times at the counter, and who is found by what.

use cetakd::books::{Books, CounterStep, Illegal, Times};
use cetakd::job::Job;
use cetakd::journal::{Event, Place, Purpose};
use cetakd::record::{Kind, Nik};
use cetakd::store::{Beside, PersonData, Reader, RegisterQuery, Writer};

use super::events::*;
use super::store::rig::{Books as Journal, Counting, clerk, of_job, sealing};

/// Books in which card 1 lies ready, and its job.
fn ready() -> (Books, Job) {
    let mut books = Books::default();
    let stock = [received(5, Vec::new()), moved(Place::Vault, Place::Hopper(lane()), 5)];
    for event in stock {
        books.take(&entry(1, None, event), None).unwrap();
    }
    let mut job = None;
    for event in good_card(1) {
        job = books.take(&entry(2, Some(job_id(1)), event), job).unwrap().job;
    }
    (books, job.unwrap())
}

fn take(books: &mut Books, job: &mut Job, event: Event) -> Result<(), Illegal> {
    *job = books.take(&entry(3, Some(job_id(1)), event), Some(job.clone()))?.job.unwrap();
    Ok(())
}

fn held(books: &Books, place: Place) -> i64 {
    books.stock.held(Kind::KtpEl, &place)
}

#[test]
fn a_ready_card_is_handed_over_once_and_no_other_card_in_its_place() {
    let (mut books, mut job) = ready();
    let other = Event::CardHandedOver(handed_over(2));
    assert!(take(&mut books, &mut job, other).is_err());
    take(&mut books, &mut job, Event::CardHandedOver(handed_over(1))).unwrap();
    assert_eq!((held(&books, Place::Ready), held(&books, Place::HandedOver)), (0, 1));
    assert_eq!(job.stage.word(), "handed_over");
    assert!(take(&mut books, &mut job, Event::CardHandedOver(handed_over(1))).is_err());
    assert_eq!(held(&books, Place::HandedOver), 1);
}

#[test]
fn a_card_in_a_parcel_or_on_its_way_is_given_to_nobody_and_from_its_kecamatan_it_is() {
    let (mut books, mut job) = ready();
    let there = || Place::Shipped(kecamatan());
    let give = || Event::CardHandedOver(handed_over(1));
    for (at, event) in parcel(1).into_iter().take(6).enumerate() {
        match at {
            0 | 2 | 5 => drop(books.take(&entry(3, None, event), None).unwrap()),
            _ => take(&mut books, &mut job, event).unwrap(),
        }
        assert_eq!(held(&books, there()), i64::from(at >= 3), "{at}");
        let (mut copy, mut hand) = (books.clone(), job.clone());
        assert_eq!(take(&mut copy, &mut hand, give()).is_ok(), at == 0 || at >= 4, "{at}");
    }
    let (mut back, mut card) = (books.clone(), job.clone());
    take(&mut back, &mut card, parcel(1).remove(6)).unwrap();
    assert_eq!((held(&back, there()), held(&back, Place::Ready)), (0, 1));
    take(&mut books, &mut job, give()).unwrap();
    assert_eq!((held(&books, there()), held(&books, Place::HandedOver)), (0, 1));
}

#[test]
fn a_parcel_that_is_not_as_it_says_is_refused() {
    let (mut books, mut job) = ready();
    let [opened, packed, closed, shipped, ..] = &parcel(1)[..] else { panic!() };
    let of_none =
        |books: &mut Books, event: &Event| books.take(&entry(3, None, event.clone()), None);
    assert!(take(&mut books, &mut job, packed.clone()).is_err(), "no parcel is open");
    of_none(&mut books, opened).unwrap();
    assert!(of_none(&mut books, opened).is_err(), "the number was given");
    assert!(of_none(&mut books, closed).is_err(), "it is empty");
    take(&mut books, &mut job, packed.clone()).unwrap();
    assert!(take(&mut books, &mut job, shipped.clone()).is_err(), "it is not closed");
    of_none(&mut books, closed).unwrap();
    assert!(of_none(&mut books, closed).is_err(), "it is closed");
}

#[test]
fn numbers_of_papers_count_on_by_one_from_one_in_each_year() {
    let mut books = Books::default();
    assert!(books.take(&entry(1, None, receipt_issued(2)), None).is_err());
    books.take(&entry(1, None, receipt_issued(1)), None).unwrap();
    assert!(books.take(&entry(2, None, receipt_issued(1)), None).is_err());
    assert!(books.take(&entry(2, None, receipt_issued(3)), None).is_err());
    books.take(&entry(2, None, receipt_issued(2)), None).unwrap();
    let mut next_year = entry(3, None, receipt_issued(3));
    next_year.at = "2027-01-02T00:00:00Z".parse().unwrap();
    assert!(books.take(&next_year, None).is_err());
}

#[test]
fn times_run_from_the_first_question_to_the_decision_and_broken_off_steps_count_nowhere() {
    let mut times = Times::default();
    let mut tell = |second: u64, event: Event| times.take(&entry(second, Some(job_id(1)), event));
    tell(0, status_asked());
    tell(60, status_asked());
    tell(120, receipt_issued(1));
    tell(200, Event::JobOpened(opened(1)));
    tell(700, Event::PrintFinished { counters: counted(1, 6) });
    tell(800, shown(Purpose::Pengawasan));
    tell(1_000, shown(Purpose::Penyerahan));
    tell(1_090, Event::CardHandedOver(handed_over(1)));
    tell(2_000, shown(Purpose::Penyerahan));
    tell(12_000, Event::CardHandedOver(handed_over(1)));
    let of = |step, minutes| times.of(step, minutes).map(|t| (t.count, t.median_seconds, t.within));
    assert_eq!(of(CounterStep::Status, 5), Some((1, 120, 1.0)));
    assert_eq!(of(CounterStep::Print, 5), Some((1, 500, 0.0)));
    assert_eq!(of(CounterStep::Handover, 3), Some((1, 90, 1.0)));
    assert!(Times::default().of(CounterStep::Print, 5).is_none());
}

/// Card `n` of somebody of this name and kecamatan, ready.
fn card_of(journal: &mut Journal, n: u64, nama: &str, kecamatan: &str) {
    let (keys, entropy) = (sealing(), Counting::default());
    let nik: Nik = format!("990101020304{n:04}").parse().unwrap();
    let owner = opened(n).person;
    let mut data = PersonData::waiting(&nik, kecamatan, "DESA");
    data.nama = nama.into();
    let words = data.words(&keys.search);
    let data = keys.seal(&entropy, owner.as_str(), &data.to_json());
    let lease = keys.seal(&entropy, job_id(n).as_str(), b"record");
    let beside = Beside::Record { job: job_id(n), lease, person: owner, data, words };
    for event in good_card(n) {
        match event {
            Event::LeaseTaken(_) => {
                journal.writer.append_beside(&of_job(n), vec![event], &beside).unwrap();
            }
            event => journal.append(n, event),
        }
    }
}

fn found(writer: &Writer, query: RegisterQuery) -> Vec<u64> {
    let rows = writer.reader().unwrap().register(&RegisterQuery { limit: 10, ..query }).unwrap();
    let number = |job: &str| job.trim_start_matches("job-").parse().unwrap();
    rows.iter().map(|row| number(row.job.as_str())).collect()
}

#[test]
fn the_register_is_found_by_whole_words_kecamatan_day_and_operator_newest_first() {
    let mut journal = Journal::stocked();
    card_of(&mut journal, 1, "DR. H. ABDUL KARIM MU’MIN", "CONTOH SATU");
    card_of(&mut journal, 2, "SITI NURAINI KARIM", "CONTOH DUA");
    card_of(&mut journal, 3, "José Núñez", "CONTOH SATU");
    let (key, writer) = (sealing().search, &journal.writer);
    let named = |name: &str| {
        found(writer, RegisterQuery { words: key.words(name), ..RegisterQuery::default() })
    };
    assert_eq!(named("karim"), [2, 1]);
    assert_eq!(named("Mumin abdul"), [1]);
    assert_eq!(named("jose NUNEZ"), [3]);
    assert!(named("kari").is_empty());
    assert!(named("karim jose").is_empty());
    let lives = |name: &str| {
        let kecamatan = Some(key.kecamatan(name));
        found(writer, RegisterQuery { kecamatan, ..RegisterQuery::default() })
    };
    assert_eq!((lives("contoh satu"), lives("contoh")), (vec![3, 1], vec![]));
    let operator = |of: &str| {
        let operator = Some(of.to_owned());
        found(writer, RegisterQuery { operator, ..RegisterQuery::default() })
    };
    assert_eq!((operator("clerk"), operator("nobody")), (vec![3, 2, 1], vec![]));
    let day = |day: &str| {
        let day = Some(day.parse().unwrap());
        found(writer, RegisterQuery { from: day, to: day, ..RegisterQuery::default() })
    };
    let today = at(0).to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::Offset::constant(7)));
    assert_eq!(day(&today.date().to_string()), [3, 2, 1]);
    assert!(day("2001-01-01").is_empty());
    let before = Some(series(2));
    assert_eq!(found(writer, RegisterQuery { before, ..RegisterQuery::default() }), [1]);
    for clear in ["KARIM", "NURAINI", "CONTOH SATU", "9901010203040001"] {
        let bytes = std::fs::read(journal.path().join("journal.db")).unwrap();
        let log = std::fs::read(journal.path().join("journal.db-wal")).unwrap_or_default();
        let stands = |bytes: &[u8]| bytes.windows(clear.len()).any(|at| at == clear.as_bytes());
        assert!(!stands(&bytes) && !stands(&log), "{clear}");
    }
    journal.verify().unwrap();
}

#[test]
fn a_word_that_thousands_share_finds_the_same_cards() {
    let mut journal = Journal::stocked();
    card_of(&mut journal, 1, "SITI KARIM", "CONTOH SATU");
    card_of(&mut journal, 2, "SITI NURAINI", "CONTOH SATU");
    card_of(&mut journal, 3, "BUDI KARIM", "CONTOH DUA");
    let (key, closed) = (sealing().search, journal.closed());
    let strangers = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
        INSERT INTO person_word SELECT ?1, 'stranger-' || n FROM n";
    for word in key.words("siti").into_iter().chain([key.kecamatan("contoh satu")]) {
        closed.raw().execute(strangers, [word.to_string()]).unwrap();
    }
    let reader = Reader::open(closed.0.path()).unwrap();
    let find = |name: &str, kecamatan: Option<&str>| {
        let kecamatan = kecamatan.map(|name| key.kecamatan(name));
        let words = key.words(name);
        let query = RegisterQuery { words, kecamatan, limit: 10, ..RegisterQuery::default() };
        let rows = reader.register(&query).unwrap();
        rows.iter().map(|row| row.job.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(find("siti", None), ["job-2", "job-1"]);
    assert_eq!(find("karim", Some("contoh satu")), ["job-1"]);
    assert_eq!(find("siti karim", Some("contoh satu")), ["job-1"]);
    assert!(find("siti karim", Some("contoh dua")).is_empty());
}

#[test]
fn a_card_waits_from_the_day_it_can_be_collected_where_it_lies() {
    let mut journal = Journal::stocked();
    card_of(&mut journal, 1, "A", "CONTOH SATU");
    let day = |n: i64| n * 24 * 3_600 * 1_000_000_000;
    let waits = |journal: &Journal, days: i64| {
        let now = at(0) + jiff::SignedDuration::from_nanos(day(days));
        let since = now - jiff::SignedDuration::from_hours(15 * 24);
        journal.writer.reader().unwrap().unclaimed(since, 10).unwrap().len()
    };
    assert_eq!((waits(&journal, 14), waits(&journal, 16)), (0, 1));
    journal.clock.put(day(10));
    for event in parcel(1).into_iter().take(6) {
        match event {
            Event::ShipmentOpened { .. }
            | Event::ShipmentClosed { .. }
            | Event::ShipmentReceived(_) => journal.writer.append(&clerk(), vec![event]).unwrap(),
            event => journal.append(1, event),
        }
    }
    assert_eq!((waits(&journal, 24), waits(&journal, 26)), (0, 1));
    let mut journal = journal.reopened();
    assert!(journal.writer.books().shipments.is_empty());
    journal.append(1, Event::CardHandedOver(handed_over(1)));
    assert_eq!(waits(&journal, 90), 0);
    let reader = journal.writer.reader().unwrap();
    let row = reader.register_row(&job_id(1)).unwrap().unwrap();
    assert_eq!((row.stage.as_str(), row.life.handed.is_some()), ("handed_over", true));
    assert_eq!(reader.cards_in(&series(1)).unwrap().len(), 1);
    drop(reader);
    journal.verify().unwrap();
}

#[test]
fn every_look_at_a_person_is_a_row_of_who_when_and_why() {
    let mut journal = Journal::stocked();
    journal.writer.append(&clerk(), vec![status_asked(), shown(Purpose::Pengaduan)]).unwrap();
    let reader = journal.writer.reader().unwrap();
    let looks = reader.accesses(Some(&opened(1).person), (1, u64::MAX), 10).unwrap();
    let looks: Vec<_> =
        looks.iter().map(|one| (one.actor.as_str(), one.purpose.as_str())).collect();
    assert_eq!(looks, [("clerk", "layanan"), ("clerk", "pengaduan")]);
    assert!(reader.accesses(Some(&opened(2).person), (1, u64::MAX), 10).unwrap().is_empty());
    drop(reader);
    journal.verify().unwrap();
}

//! The books on disk: an append is whole or not at all, the journal only grows, one writes while
//! others read, and what was sealed for a job is gone with it.

mod backup;
mod damage;
mod forgetting;
pub mod rig;
mod time;
mod walks;

use cetakd::books::{Illegal, Stock};
use cetakd::job::Stage;
use cetakd::journal::entry::MAX_BODY_BYTES;
use cetakd::journal::{
    ApprovalId, BlankName, EntryError, Event, Head, LaneName, Place, Role, StaffName,
};
use cetakd::record::Kind;
use cetakd::store::{Author, JOURNAL_FILE, Reader, RegisterQuery, StoreError, Writer};
use rusqlite::Connection;

use self::rig::*;
use crate::events::*;

#[test]
fn a_batch_with_one_illegal_event_leaves_nothing_behind() {
    let mut books = Books::worked();
    let (tables, head) = (dump(&books.file()), books.writer.head());
    let (memory, job) = (books.writer.books().clone(), books.writer.job(&job_id(2)).unwrap());
    assert_eq!(job.as_ref().unwrap().stage, Stage::Encoding);
    let batch = || {
        vec![
            Event::EncodeFinished {},
            Event::PrintIntended { counters: counted(2, 6) },
            Event::RejectFinished { counters: counted(2, 6) },
        ]
    };
    let error = books.writer.append(&of_job(2), batch()).unwrap_err();
    assert!(matches!(error, StoreError::Illegal(Illegal::Job(_))), "{error:?}");
    assert_eq!(dump(&books.file()), tables);
    assert_eq!((books.writer.head(), books.writer.books()), (head, &memory));
    assert_eq!(books.writer.job(&job_id(2)).unwrap(), job);
    let legal = batch()[..2].to_vec();
    books.writer.append(&of_job(2), legal).unwrap();
    assert_eq!(books.writer.head().seq, head.seq + 2);
    books.verify().unwrap();
}

#[test]
fn a_batch_that_the_database_refuses_leaves_nothing_behind() {
    let mut books = Books::stocked();
    let (tables, memory) = (dump(&books.file()), books.writer.books().clone());
    // UID 1 was listed before: the last of three inserts fails.
    let again = vec![Event::Stopped {}, received(2, vec![uid(99), uid(1)])];
    assert!(matches!(books.writer.append(&clerk(), again), Err(StoreError::Database(_))));
    assert_eq!((dump(&books.file()), books.writer.books()), (tables, &memory));
    books.append(1, Event::JobOpened(opened(1)));
    books.verify().unwrap();
}

#[test]
fn what_no_card_can_do_is_not_booked() {
    let mut books = Books::stocked();
    let illegal = |books: &mut Books, author, event| {
        let before = books.writer.head();
        let error = books.writer.append(&author, vec![event]).unwrap_err();
        assert_eq!(books.writer.head(), before);
        match error {
            StoreError::Illegal(illegal) => illegal,
            other => panic!("{other:?}"),
        }
    };
    let stop = Event::EncodeIntended {};
    assert!(matches!(illegal(&mut books, of_job(7), stop), Illegal::NoJob { .. }));
    books.append(1, Event::JobOpened(opened(1)));
    let twice = Event::JobOpened(opened(1));
    assert!(matches!(illegal(&mut books, of_job(1), twice), Illegal::OpenedTwice { .. }));
    let more = moved(Place::Vault, Place::Hopper(lane()), 1);
    assert!(matches!(illegal(&mut books, clerk(), more), Illegal::Stock(_)));
    for (from, to) in [(Place::Supplier, Place::Vault), (Place::Hopper(lane()), Place::Supplier)] {
        let paperless = illegal(&mut books, clerk(), moved(from, to, 1));
        assert!(matches!(paperless, Illegal::NoPaper { .. }));
    }
    for event in good_card(1).into_iter().skip(1).take(3) {
        books.append(1, event);
    }
    let nowhere = cetakd::store::Author { lane: None, ..of_job(1) };
    assert!(matches!(illegal(&mut books, nowhere, fed(1)), Illegal::NoLane { .. }));
}

#[test]
fn the_journal_only_grows_whoever_holds_the_file() {
    let closed = Books::worked().closed();
    let raw = closed.raw();
    for sql in [
        "UPDATE journal SET body = body || ' ' WHERE seq = 2",
        "UPDATE journal SET seq = 99 WHERE seq = 2",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
        "INSERT OR REPLACE INTO journal SELECT 2, hash, body FROM journal WHERE seq = 3",
        "REPLACE INTO journal SELECT seq, hash, '{}' FROM journal",
        "INSERT INTO journal VALUES (77, x'00', '{}')",
    ] {
        let refusal = raw.execute_batch(sql).expect_err(sql).to_string();
        assert!(refusal.contains("journal"), "{sql}: {refusal}");
    }
    closed.verify().unwrap();
}

#[test]
fn a_second_writer_is_refused_until_the_first_lets_go() {
    let books = Books::stocked();
    let second = Writer::open(books.path(), facts(), books.clock.clone());
    assert!(matches!(second, Err(StoreError::Locked(_))), "{second:?}");
    let books = books.reopened();
    assert_eq!(books.writer.head().seq, 3);
}

#[test]
fn a_journal_is_neither_made_twice_nor_opened_where_there_is_none() {
    let books = Books::stocked();
    let again = Writer::create(books.path(), facts(), books.clock.clone());
    assert!(matches!(again, Err(StoreError::Locked(_))), "{again:?}");
    let clock = books.clock.clone();
    let closed = books.closed();
    let again = Writer::create(closed.0.path(), facts(), clock.clone());
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    let empty = tempfile::tempdir().unwrap();
    let opened = Writer::open(empty.path(), facts(), clock);
    assert!(matches!(opened, Err(StoreError::Missing(_))), "{opened:?}");
    assert!(matches!(Reader::open(empty.path()), Err(StoreError::Missing(_))));
    assert!(!empty.path().join(JOURNAL_FILE).exists());
}

#[test]
fn a_reader_sees_one_moment_while_the_writer_goes_on() {
    let mut books = Books::stocked();
    let reader = Reader::open(books.path()).unwrap();
    assert_eq!(reader.head().unwrap(), books.writer.head());
    // A look held open: the writer neither waits for it nor changes what it sees.
    let look = Connection::open(books.file()).unwrap();
    look.execute_batch("BEGIN").unwrap();
    let count = |look: &Connection| -> u64 {
        look.query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(count(&look), 3);
    books.append(1, Event::JobOpened(opened(1)));
    assert_eq!((count(&look), reader.head().unwrap().seq), (3, 4));
    look.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&look), 4);
}

#[test]
fn jobs_and_books_are_after_a_restart_what_they_were_before() {
    let books = Books::worked();
    let before = books.writer.books().clone();
    let jobs = [1, 2].map(|n| books.writer.job(&job_id(n)).unwrap().unwrap());
    let head = books.writer.head();
    let mut open: Vec<_> = books.writer.unfinished().map(|job| job.id.clone()).collect();
    let books = books.reopened();
    assert_eq!((books.writer.books(), books.writer.head()), (&before, head));
    assert_eq!([1, 2].map(|n| books.writer.job(&job_id(n)).unwrap().unwrap()), jobs);
    // Job 1 is over and still owes the source a report.
    let mut again: Vec<_> = books.writer.unfinished().map(|job| job.id.clone()).collect();
    open.sort();
    again.sort();
    assert_eq!(again, open);
    assert_eq!(again, [job_id(1), job_id(2)]);
    assert_eq!(books.writer.reader().unwrap().stock().unwrap(), before.stock);
}

fn page() -> RegisterQuery {
    RegisterQuery { limit: 10, ..RegisterQuery::default() }
}

#[test]
fn a_good_card_is_one_row_and_one_blank_further() {
    let books = Books::worked();
    let stock = &books.writer.books().stock;
    let held = |place| stock.held(Kind::KtpEl, &place);
    assert_eq!(held(Place::Hopper(lane())), 18);
    assert_eq!((held(Place::Machine(lane())), held(Place::Ready)), (1, 1));
    let rows = books.writer.reader().unwrap().register(&page()).unwrap();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.number.as_str(), row.stage.as_str()), ("2026/station/00001", "ready"));
    assert_eq!((&row.job, row.blank.parse::<BlankName>().unwrap()), (&job_id(1), blank(1)));
}

#[test]
fn time_never_runs_backwards_in_entries() {
    let mut books = Books::new();
    for nanosecond in [5_000_000_000, 1_999, -9_000_000_000, 5_000_000_400, 6_000_000_600] {
        books.clock.put(nanosecond);
        books.writer.append(&clerk(), vec![Event::Stopped {}]).unwrap();
        books = books.reopened();
    }
    let entries = books.writer.reader().unwrap().entries(1, 99).unwrap();
    let times: Vec<_> = entries.iter().map(|entry| entry.at).collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!((times[0], times[2]), (at(5), at(5)));
    assert!(times[4] > at(6));
    books.verify().unwrap();
}

#[test]
fn an_entry_is_taken_at_its_limit_and_refused_one_byte_above() {
    let mut books = Books::new();
    let office = |length| vec![Event::StationInitialised { office: "x".repeat(length) }];
    books.writer.append(&clerk(), office(1)).unwrap();
    let body = |books: &Books| -> String {
        let sql = "SELECT body FROM journal ORDER BY seq DESC LIMIT 1";
        Connection::open(books.file()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let room = MAX_BODY_BYTES - body(&books).len() + 1;
    let error = books.writer.append(&clerk(), office(room + 1)).unwrap_err();
    let StoreError::Entry(EntryError::TooLong { seq: 2, length }) = error else {
        panic!("{error:?}")
    };
    assert_eq!(length, MAX_BODY_BYTES + 1);
    assert_eq!(books.writer.head().seq, 1);
    books.writer.append(&clerk(), office(room)).unwrap();
    assert_eq!(body(&books).len(), MAX_BODY_BYTES);
    let books = books.reopened();
    assert_eq!(books.verify().unwrap().entries, 2);
}

#[test]
fn twenty_thousand_listed_uids_are_one_entry_of_less_than_half_the_limit() {
    let mut books = Books::new();
    let longest = |n: u32| format!("04{n:018X}").parse().unwrap();
    books
        .writer
        .append(&clerk(), vec![received(20_000, (0..20_000).map(longest).collect())])
        .unwrap();
    let sql = "SELECT length(body) FROM journal";
    let raw = Connection::open(books.file()).unwrap();
    let length: usize = raw.query_row(sql, [], |row| row.get(0)).unwrap();
    assert!(length < MAX_BODY_BYTES / 2, "{length}");
}

#[test]
fn an_unknown_schema_is_left_alone() {
    let closed = Books::stocked().closed();
    for version in [0, 6, 99] {
        closed.raw().pragma_update(None, "user_version", version).unwrap();
        let bytes = closed.bytes();
        let reader = Reader::open(closed.0.path());
        assert!(matches!(reader, Err(StoreError::Schema { .. })), "{reader:?}");
        let clock = std::sync::Arc::new(StandingClock::default());
        let writer = Writer::open(closed.0.path(), facts(), clock);
        assert!(matches!(writer, Err(StoreError::Schema { .. })), "{writer:?}");
        assert!(matches!(closed.verify(), Err(StoreError::Schema { .. })));
        assert_eq!(closed.bytes(), bytes);
    }
}

#[test]
fn a_journal_of_any_version_before_gets_its_tables_when_it_is_taken_up() {
    for version in 1..=3 {
        let books = Books::worked();
        let memory = books.writer.books().clone();
        let closed = books.closed();
        let old = "DROP TABLE person_word; DROP TABLE sealed_handover; DROP TABLE card;
             DROP TABLE access; DROP TABLE person;
             CREATE TABLE person (person TEXT PRIMARY KEY, nik TEXT) STRICT;";
        let three = "DROP TABLE outcome; DROP TABLE claim;";
        closed.raw().execute_batch(if version < 3 { old } else { three }).unwrap();
        if version == 1 {
            closed.raw().execute_batch("CREATE INDEX journal_by_job ON journal (body)").unwrap();
        }
        closed.raw().pragma_update(None, "user_version", version).unwrap();
        closed.raw().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let shown = closed.verify();
        assert!(matches!(shown, Err(StoreError::Schema { found, .. }) if found == version));
        let clock = std::sync::Arc::new(StandingClock::default());
        let writer = Writer::open_whole(closed.0.path(), facts(), clock).unwrap();
        assert_eq!(writer.books(), &memory);
        assert_eq!(closed.verify().unwrap().entries, 20);
        let unnamed = "SELECT count(*) FROM person_word WHERE word = ''";
        let unnamed: u32 = closed.raw().query_row(unnamed, [], |row| row.get(0)).unwrap();
        assert_eq!(unnamed == 0, version == 3);
    }
}

#[test]
fn what_became_of_an_approval_is_known_after_a_restart() {
    let mut books = Books::new();
    let name = |name: &str| name.parse::<StaffName>().unwrap();
    let kepala = Event::StaffAdded { name: name("kartini"), role: Role::Kepala };
    let dewi = Event::StaffAdded { name: name("dewi"), role: Role::PengurusBarang };
    books.writer.append(&clerk(), vec![kepala, dewi]).unwrap();
    let by = |name: &str| Author { actor: name.into(), ..clerk() };
    let approval = ApprovalId::new("approval-1").unwrap();
    let expires_at = at(1_000_000_000);
    let asked =
        Event::ApprovalAsked { approval: approval.clone(), command: "x".into(), expires_at };
    let beside = kept_with(1, &asked);
    books.writer.append_beside(&by("kartini"), vec![asked], &beside).unwrap();
    let given = Event::ApprovalGiven { approval: approval.clone() };
    books.writer.append(&by("dewi"), vec![given]).unwrap();
    let outcome = |books: &Books| {
        let rows = books.writer.reader().unwrap().approvals().unwrap();
        rows[0].outcome.clone()
    };
    assert_eq!(outcome(&books), None);
    let memory = books.writer.books().clone();
    let mut books = books.reopened();
    assert_eq!(books.writer.books(), &memory);
    let code = Some("REQ-01".to_owned());
    let ended = Event::ApprovalEnded { approval, code: code.clone() };
    books.writer.append(&by("dewi"), vec![ended.clone()]).unwrap();
    assert_eq!(outcome(&books), code);
    assert!(books.writer.append(&by("dewi"), vec![ended]).is_err());
    let books = books.reopened();
    assert_eq!(outcome(&books), code);
    books.verify().unwrap();
}

#[test]
fn an_empty_journal_is_whole() {
    let books = Books::new();
    assert_eq!((books.writer.head(), books.verify().unwrap().head), (Head::EMPTY, Head::EMPTY));
    assert_eq!(books.writer.books().stock, Stock::default());
}

#[test]
fn a_lanes_pace_and_losses_are_those_of_its_own_cards() {
    let mut books = Books::stocked();
    let mut second = 0;
    for (n, seconds) in [(1, 30), (2, 50), (3, 40)] {
        for event in good_card(n).into_iter().take(10) {
            second += if matches!(event, Event::PrintFinished { .. }) { seconds } else { 0 };
            books.clock.put(second * 1_000_000_000);
            books.append(n, event);
        }
    }
    for event in good_card(4).into_iter().take(5).chain(lost_at_encode(4)) {
        books.append(4, event);
    }
    let reader = books.writer.reader().unwrap();
    let pace = reader.pace_of(&lane()).unwrap();
    assert_eq!((pace.seconds.as_slice(), pace.blanks, pace.spoiled), (&[30, 40, 50][..], 4, 1));
    assert_eq!((pace.median_seconds(3), pace.median_seconds(4)), (Some(40), None));
    let other = LaneName::new("B").unwrap();
    assert_eq!(reader.pace_of(&other).unwrap(), cetakd::store::Pace::default());
    let today = books.writer.station().zone.to_datetime(at(0)).date();
    assert_eq!(reader.printed_on(&lane(), today).unwrap(), 3);
    assert_eq!(reader.printed_on(&lane(), today.yesterday().unwrap()).unwrap(), 0);
    assert_eq!(reader.printed_on(&other, today).unwrap(), 0);
}

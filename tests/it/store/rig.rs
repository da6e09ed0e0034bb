//! A journal in a folder of its own, with a clock that stands where it is put.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::time::Duration;

use cetakd::device::{Clock, Entropy};
use cetakd::journal::{
    DayClosed, DifferenceBooked, Event, JobId, PersonNumber, Place, StockMoved, StockReversed,
    papers_of,
};
use cetakd::record::SearchKey;
use cetakd::store::{
    Author, Beside, JOURNAL_FILE, Sealed, SealingKeys, StationFacts, StoreError, Verified, Writer,
    words_owner,
};
use jiff::Timestamp;
use jiff::tz::Offset;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::events::*;

/// Stands still until it is put elsewhere, back if need be.
#[derive(Debug, Default)]
pub struct StandingClock(AtomicI64);

impl StandingClock {
    pub fn put(&self, nanosecond: i64) {
        self.0.store(nanosecond, Ordering::Relaxed);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        at(0) + jiff::SignedDuration::from_nanos(self.0.load(Ordering::Relaxed))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    /// Lets others on; nothing here waits for time.
    fn sleep(&self, _: Duration) {
        std::thread::yield_now();
    }
}

/// Every draw is filled with the next byte.
#[derive(Debug, Default)]
pub struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

pub fn sealing() -> SealingKeys {
    SealingKeys::new(&[7; 32], SearchKey::new(&[8; 32]))
}

pub struct Books {
    pub folder: TempDir,
    pub clock: Arc<StandingClock>,
    pub writer: Writer,
}

pub fn facts() -> StationFacts {
    StationFacts { id: "station".into(), zone: Offset::constant(7) }
}

pub fn clerk() -> Author {
    Author { actor: "clerk".into(), ..Author::default() }
}

/// What a station keeps sealed beside an event of job `n`; nothing is in it.
pub fn kept_with(n: u64, event: &Event) -> Beside {
    kept_of(&job_id(n), &opened(n).person, event)
}

/// The same of any job and person.
pub fn kept_of(job: &JobId, person: &PersonNumber, event: &Event) -> Beside {
    let data = || Sealed { key: Vec::new(), data: Vec::new() };
    let waits = |person: &PersonNumber| Beside::Person {
        person: person.clone(),
        data: data(),
        words: BTreeSet::new(),
    };
    let words = || match papers_of(event)[..] {
        [(kind, number, _), ..] => Beside::Words { owner: words_owner(kind, number), data: data() },
        [] => Beside::Nothing,
    };
    match event {
        Event::LeaseTaken(_) => Beside::Record {
            job: job.clone(),
            lease: data(),
            person: person.clone(),
            data: data(),
            words: [mac(1)].into(),
        },
        Event::JobOpened(opened) if opened.batch.is_some() => waits(&opened.person),
        Event::ReceiptIssued(issued) => waits(&issued.person),
        Event::SuketIssued(issued) => waits(&issued.person),
        Event::CardHandedOver(_) => {
            Beside::Handover { job: job.clone(), person: person.clone(), data: data() }
        }
        Event::PinSet { name } => Beside::Pin { name: name.clone(), data: data() },
        Event::ApprovalAsked { approval, .. } => {
            Beside::Request { approval: approval.clone(), data: data() }
        }
        Event::BlankoReceived { words: Some(_), .. }
        | Event::StockMoved(StockMoved { words: Some(_), .. })
        | Event::StockReversed(StockReversed { words: Some(_), .. })
        | Event::DifferenceBooked(DifferenceBooked { words: Some(_), .. })
        | Event::DayClosed(DayClosed { words: Some(_), .. })
        | Event::BlankoDestroyed(_)
        | Event::RibbonsDestroyed(_) => words(),
        _ => Beside::Nothing,
    }
}

/// On behalf of job `n` at the lane.
pub fn of_job(n: u64) -> Author {
    Author { lane: Some(lane()), job: Some(job_id(n)), ..clerk() }
}

impl Books {
    /// An empty journal.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(StandingClock::default());
        let writer = Writer::create(folder.path(), facts(), clock.clone()).unwrap();
        Self { folder, clock, writer }
    }

    /// Twenty blanks in the hopper, one entry each way.
    pub fn stocked() -> Self {
        let mut books = Self::new();
        let uids = (1..=20).map(uid).collect();
        let events = vec![
            Event::StationInitialised { office: "KECAMATAN CONTOH".into() },
            received(20, uids),
            moved(Place::Vault, Place::Hopper(lane()), 20),
        ];
        books.writer.append(&clerk(), events).unwrap();
        books
    }

    /// The life of a good card, an entry at a time, and another one halfway.
    pub fn worked() -> Self {
        let mut books = Self::stocked();
        for event in good_card(1) {
            books.append(1, event);
        }
        for event in good_card(2).into_iter().take(6) {
            books.append(2, event);
        }
        books
    }

    pub fn append(&mut self, job: u64, event: Event) {
        let beside = kept_with(job, &event);
        self.writer.append_beside(&of_job(job), vec![event], &beside).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self) -> PathBuf {
        self.path().join(JOURNAL_FILE)
    }

    pub fn verify(&self) -> Result<Verified, StoreError> {
        Verified::check(self.path())
    }

    /// Lets go of the journal, whole in its one file, as a stopped daemon leaves it.
    pub fn closed(self) -> Closed {
        self.writer.checkpoint().unwrap();
        drop(self.writer);
        Closed(self.folder)
    }

    /// The same books taken up again from the disk.
    pub fn reopened(self) -> Self {
        let (clock, folder) = (self.clock.clone(), self.closed().0);
        let writer = Writer::open(folder.path(), facts(), clock.clone()).unwrap();
        Self { folder, clock, writer }
    }
}

/// A journal that nobody holds.
pub struct Closed(pub TempDir);

impl Closed {
    pub fn file(&self) -> PathBuf {
        self.0.path().join(JOURNAL_FILE)
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).unwrap()
    }

    /// A hand with any SQLite program.
    pub fn raw(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }

    /// The same, past the triggers, which are put back so that only the rows tell.
    pub fn forge(&self, sql: &str) {
        let raw = self.raw();
        let triggers: Vec<(String, String)> = raw
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(triggers.len(), 3);
        for (name, _) in &triggers {
            raw.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        raw.execute_batch(sql).unwrap();
        for (_, sql) in &triggers {
            raw.execute_batch(sql).unwrap();
        }
        raw.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    }

    pub fn verify(&self) -> Result<Verified, StoreError> {
        Verified::check(self.0.path())
    }

    /// The fault in words, with all that caused it.
    pub fn fault(&self) -> String {
        let error = self.verify().expect_err("the damage shows");
        let mut words = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            words.push_str(&format!(": {error}"));
            source = error.source();
        }
        words
    }
}

/// Every row of every table, in order: what a rebuild must make again.
pub fn dump(file: &Path) -> Vec<String> {
    let raw = Connection::open(file).unwrap();
    let mut names =
        raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let mut rows = Vec::new();
    for name in names {
        let mut table = raw.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2")).unwrap();
        let columns = table.column_count();
        let found = table.query_map([], |row| {
            let cells: Result<Vec<rusqlite::types::Value>, _> =
                (0..columns).map(|column| row.get(column)).collect();
            Ok(format!("{name}: {:?}", cells?))
        });
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows
}

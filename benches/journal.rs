//! Booking one card, thirteen appends with their projections, against bare SQLite with the same
//! settings: the same bodies into one table, a transaction each. Then the start on a year of cards
//! (`ENTRIES`, 100,000 if not said), which proves every one of them, against hashing and against
//! merely reading the same bodies; and the rebuild of every projection. Exits with 1 when a bound
//! is broken.

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use cetakd::device::clock::SystemClock;
use cetakd::journal::{Event, Head, JobOpened};
use cetakd::record::Mac;
use cetakd::store::{Beside, JOURNAL_FILE, Sealed, Writer};
use ring::digest;
use rusqlite::{Connection, params};

mod cards;
mod ratio;

use cards::{Office, events, facts, job_of};

/// A card's appends, in inserts of bare SQLite: at least 80 % of its speed.
const APPEND_BOUND: f64 = 1.25;
/// Walking the chain, in SHA-256 of the bodies.
const CHAIN_BOUND: f64 = 1.5;
/// Proving a year of cards and taking the journal up, in mere readings of their bodies.
const START_BOUND: f64 = 12.0;
const START_GOAL: Duration = Duration::from_secs(1);
/// Making every projection anew, in mere readings of the bodies.
const REBUILD_BOUND: f64 = 16.0;
const ENTRIES: u32 = 100_000;
const CARDS: usize = 150;

/// What the store's connection is set to.
const SETTINGS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
CREATE TABLE journal (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, body TEXT NOT NULL) STRICT;
";

fn main() -> ExitCode {
    // On the disk that holds the program: temporary files may lie in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let folder = folder.path();
    let results = [append(folder), chain(folder), start(folder)];
    if results.iter().all(|held| *held) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn append(folder: &Path) -> bool {
    let mut office = Office::new(folder);
    let before = stored(folder).len();
    card(&mut office);
    let mut bare = Bare::new(folder, stored(folder).split_off(before));
    let ratio = ratio::interleaved(CARDS, || card(&mut office), || bare.card());
    let an_insert = ratio.floor / u32::try_from(bare.card.len()).unwrap_or(1);
    let name = format!("a card's appends / bare SQLite at {an_insert:.2?} an insert");
    ratio.report(&name, APPEND_BOUND)
}

fn chain(folder: &Path) -> bool {
    let journal = stored(folder);
    let walk = || {
        let head = journal.iter().try_fold(Head::EMPTY, |head, (hash, body)| {
            head.check(head.seq + 1, hash, body.as_bytes())
        });
        black_box(head.expect("the chain is whole"));
    };
    ratio::interleaved(100, walk, || digest_all(&journal)).report("chain / SHA-256", CHAIN_BOUND)
}

fn start(folder: &Path) -> bool {
    let folder = &folder.join("year");
    std::fs::create_dir(folder).expect("a new folder");
    let entries = std::env::var("ENTRIES").ok().and_then(|entries| entries.parse().ok());
    let entries: u32 = entries.unwrap_or(ENTRIES);
    let mut office = Office::new(folder);
    (0..entries / 13).for_each(|_| card_at_once(&mut office));
    office.writer.checkpoint().expect("the log is folded in");
    drop(office);
    let open = || Writer::open_whole(folder, facts(), Arc::new(SystemClock::new()));
    let open = || drop(black_box(open().expect("the journal is whole")));
    let journal = stored(folder);
    let hashing = ratio::interleaved(5, open, || digest_all(&journal));
    drop(journal);
    let reading = ratio::interleaved(5, open, || drop(black_box(stored(folder))));
    let of_goal = 100.0 * reading.measured.as_secs_f64() / START_GOAL.as_secs_f64();
    hashing.report(&format!("start on {entries} entries / SHA-256 of them"), f64::INFINITY);
    let name = format!("start on {entries} entries ({of_goal:.0} % of 1 s) / reading them");
    let started = reading.report(&name, START_BOUND);
    let rebuild = || {
        let rebuilt = Writer::open_rebuilt(folder, facts(), Arc::new(SystemClock::new()));
        drop(rebuilt.expect("the journal is whole"));
    };
    let rebuilt = ratio::interleaved(1, rebuild, || drop(black_box(stored(folder))));
    rebuilt.report("rebuild / reading the entries", REBUILD_BOUND) && started
}

type Stored = Vec<(Vec<u8>, String)>;

fn stored(folder: &Path) -> Stored {
    let connection = Connection::open(folder.join(JOURNAL_FILE)).expect("the journal is there");
    let select = connection.prepare("SELECT hash, body FROM journal ORDER BY seq");
    let mut select = select.expect("the table is there");
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect).expect("the journal is readable")
}

fn digest_all(journal: &Stored) {
    for (_, body) in journal {
        black_box(digest::digest(&digest::SHA256, body.as_bytes()));
    }
}

/// One table, one card's entries over and over.
struct Bare {
    connection: Connection,
    card: Stored,
}

impl Bare {
    fn new(folder: &Path, card: Stored) -> Self {
        let connection = Connection::open(folder.join("bare.db")).expect("a new file");
        connection.execute_batch(SETTINGS).expect("SQLite takes its settings");
        Self { connection, card }
    }

    fn card(&mut self) {
        for (hash, body) in &self.card {
            let transaction = self.connection.transaction().expect("nobody else writes");
            let insert = transaction.prepare_cached("INSERT INTO journal VALUES (NULL, ?1, ?2)");
            let inserted = insert.and_then(|mut insert| insert.execute(params![hash, body]));
            inserted.and_then(|_| transaction.commit()).expect("the row is stored");
        }
    }
}

/// A card as it is printed, an append for each of its entries.
fn card(office: &mut Office) {
    let author = office.next();
    for event in events(office.cards) {
        office.writer.append(&author, vec![event]).expect("the books take it");
    }
}

/// The same entries, quickly.
fn card_at_once(office: &mut Office) {
    let author = office.next();
    let (events, job) = (events(office.cards), job_of(office.cards));
    let Some(Event::JobOpened(JobOpened { person, .. })) = events.first() else {
        unreachable!("a card begins with its job")
    };
    let sealed = || Sealed { key: vec![1; 60], data: vec![1; 200] };
    let (person, words) = (person.clone(), [Mac::from([1; 32])].into());
    let beside = Beside::Record { job, lease: sealed(), person, data: sealed(), words };
    office.writer.append_beside(&author, events, &beside).expect("the books take it");
}

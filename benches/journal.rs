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
use cetakd::journal::{
    BlankName, CardPrepared, Counted, Event, FileDigest, Head, JobId, JobOpened, LaneName, LeaseId,
    LeaseTaken, PersonNumber, Place, ReportedOutcome, Verdict,
};
use cetakd::record::{Kind, Mac, Reason, RecordState, Uid};
use cetakd::store::{Author, JOURNAL_FILE, StationFacts, Writer};
use jiff::Timestamp;
use ring::digest;
use rusqlite::{Connection, params};

mod ratio;

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
    office.card();
    let mut bare = Bare::new(folder, stored(folder).split_off(before));
    let ratio = ratio::interleaved(CARDS, || office.card(), || bare.card());
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
    (0..entries / 13).for_each(|_| office.card_at_once());
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

fn facts() -> StationFacts {
    StationFacts { id: "SPESIMEN-01".into(), zone: jiff::tz::Offset::constant(7) }
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

/// A station that prints one card after the other.
struct Office {
    writer: Writer,
    lane: LaneName,
    cards: u32,
}

impl Office {
    fn new(folder: &Path) -> Self {
        let writer = Writer::create(folder, facts(), Arc::new(SystemClock::new()));
        let mut writer = writer.expect("a new journal");
        let lane = LaneName::new("A").expect("a name");
        let (kind, quantity) = (Kind::KtpEl, 100_000);
        let (bast, dated) = ("470/SPESIMEN/2026".into(), jiff::civil::date(2026, 11, 2));
        let (from, to) = (Place::Vault, Place::Hopper(lane.clone()));
        let events = vec![
            Event::BlankoReceived {
                kind,
                quantity,
                bast,
                dated,
                uids: Vec::new(),
                sppb: None,
                on_paper: None,
                words: None,
            },
            Event::BlankoMoved { kind, from, to, quantity, document: None },
        ];
        writer.append(&Author::default(), events).expect("blanks are booked");
        Self { writer, lane, cards: 0 }
    }

    fn card(&mut self) {
        let author = self.next();
        for event in events(self.cards) {
            self.writer.append(&author, vec![event]).expect("the books take it");
        }
    }

    /// The same entries, quickly.
    fn card_at_once(&mut self) {
        let author = self.next();
        self.writer.append(&author, events(self.cards)).expect("the books take it");
    }

    fn next(&mut self) -> Author {
        self.cards += 1;
        // Names as random as the program's: a projection's rows come in no order.
        let name = format!("{:08X}{:08}", self.cards.wrapping_mul(0x9E37_79B1), self.cards);
        let job = JobId::new(&name).expect("a name");
        Author { lane: Some(self.lane.clone()), ..Author::of_job("uid:1000", &job) }
    }
}

/// The life of card `n`, from the clerk's request to the tray.
fn events(n: u32) -> Vec<Event> {
    let [_, a, b, c] = n.wrapping_mul(0x9E37_79B1).to_be_bytes();
    let uid = Uid::new(&[4, a, b, c, 0x5A, 0x11, 0x80]).expect("seven bytes");
    let blank = BlankName::Uid(uid);
    let mac = |of: u8| Mac::from([a, b, c, of].repeat(8).try_into().unwrap_or([of; 32]));
    let counters = |cards| Counted { cards, panels: cards * 6, cleanings: 2 };
    let (before, after) = (counters(1_200 + u64::from(n)), counters(1_201 + u64::from(n)));
    let reported = |outcome, receipt: &str| Event::OutcomeReported {
        outcome,
        receipt: format!("{receipt}-{n:08}"),
    };
    vec![
        Event::JobOpened(JobOpened {
            person: PersonNumber::new(&format!("{:08X}{n:06}", n.wrapping_mul(0x85EB_CA6B)))
                .expect("a name"),
            nik: mac(1),
            reason: Reason::Baru,
            papers: Vec::new(),
            state: Some(RecordState::PrintReadyRecord),
            observed_at: Timestamp::UNIX_EPOCH,
            source: "https://localhost:8443".into(),
            preview: false,
            batch: None,
            priority: None,
            reprint: None,
            blanks: 2,
        }),
        Event::LeaseTaken(LeaseTaken {
            lease: LeaseId::new(&format!("lease-{n:010}")).expect("a name"),
            kind: Kind::KtpEl,
            signer: mac(2).to_string(),
            expires_at: Timestamp::UNIX_EPOCH,
            record: mac(3),
            warnings: Vec::new(),
        }),
        Event::CardPrepared(CardPrepared {
            layout: mac(4).to_string(),
            face: mac(5),
            profile: "ktp-el-spesimen 1".into(),
            files: FILES.map(|file| FileDigest { file: file.into(), digest: mac(6) }).into(),
            specimen: true,
        }),
        Event::FeedIntended { counters: before },
        Event::FeedFinished { counters: after, blank: blank.clone() },
        Event::EncodeIntended {},
        Event::EncodeFinished {},
        Event::PrintIntended { counters: after },
        Event::PrintCommitted {},
        Event::PrintFinished { counters: after },
        reported(ReportedOutcome::Printed, "printed"),
        Event::CardInspected { blank, verdict: Verdict::Good, tapped: true },
        reported(ReportedOutcome::Ready, "ready"),
    ]
}

const FILES: [&str; 7] = [
    "photo",
    "control",
    "biodata",
    "signature_image",
    "minutiae_1",
    "minutiae_2",
    "data_signature",
];

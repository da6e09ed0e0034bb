//! A station's books that print one card after the other, for measurements.

use std::path::Path;
use std::sync::Arc;

use cetakd::device::clock::SystemClock;
use cetakd::journal::{
    BlankName, CardPrepared, Counted, Event, FileDigest, JobId, JobOpened, LaneName, LeaseId,
    LeaseTaken, PersonNumber, Place, PrinterFacts, ReportedOutcome, Verdict,
};
use cetakd::record::{Kind, Mac, Reason, RecordState, Uid};
use cetakd::store::{Author, StationFacts, Writer};
use jiff::Timestamp;

pub fn facts() -> StationFacts {
    StationFacts { id: "SPESIMEN-01".into(), zone: jiff::tz::Offset::constant(7) }
}

/// A station that prints one card after the other.
#[derive(Debug)]
pub struct Office {
    pub writer: Writer,
    pub lane: LaneName,
    pub cards: u32,
}

impl Office {
    pub fn new(folder: &Path) -> Self {
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
        let printer = PrinterFacts {
            serial: "Q65552900".into(),
            model: "Quantum2".into(),
            firmware: "4.12".into(),
        };
        let (reader, restarted) = ("Station A".into(), true);
        let connected = Event::LaneConnected { printer, reader, counters: counters(1), restarted };
        let of_lane = Author { lane: Some(lane.clone()), ..Author::default() };
        writer.append(&of_lane, vec![connected]).expect("a lane is connected");
        Self { writer, lane, cards: 0 }
    }

    pub fn next(&mut self) -> Author {
        self.cards += 1;
        let job = job_of(self.cards);
        Author { lane: Some(self.lane.clone()), ..Author::of_job("uid:1000", &job) }
    }
}

/// Names as random as the program's: a projection's rows come in no order.
pub fn job_of(n: u32) -> JobId {
    JobId::new(&format!("{:08X}{n:08}", n.wrapping_mul(0x9E37_79B1))).expect("a name")
}

/// The life of card `n`, from the clerk's request to the tray.
pub fn events(n: u32) -> Vec<Event> {
    let [_, a, b, c] = n.wrapping_mul(0x9E37_79B1).to_be_bytes();
    let uid = Uid::new(&[4, a, b, c, 0x5A, 0x11, 0x80]).expect("seven bytes");
    let blank = BlankName::Uid(uid);
    let mac = |of: u8| Mac::from([a, b, c, of].repeat(8).try_into().unwrap_or([of; 32]));
    let (before, after) = (counters(n), counters(n + 1));
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
            receipt: None,
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

/// What the printer has counted before card `n`.
fn counters(n: u32) -> Counted {
    let cards = 1_200 + u64::from(n);
    Counted { cards, panels: cards * 6, cleanings: 2 }
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

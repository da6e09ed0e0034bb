//! An office in one process: the real station with its lanes, driver and books around simulated
//! machines. The station's process can die at any step and is started again from its files;
//! hardware, source and people live on.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use cetakd::device::evolis::Evolis;
use cetakd::device::{CardPrinter, CardReader, PrrSource};
use cetakd::journal::{Event, JobId, LaneName};
use cetakd::record::{Kind, SearchKey};
use cetakd::station::{
    Anchor, Bell, Claims, Desk, Hands, Lane, Ledger, Receipt, Station, StationError, StockMove,
    StockRules,
};
use cetakd::store::{Author, JOURNAL_FILE, SealingKeys, StationFacts, Writer};
use hw_sim::world::{CardNumber, LaneOrder, Lot, Make, Pace, Reader, RealPace, World, WorldOrder};
use jiff::tz::Offset;
use rusqlite::Connection;
use tempfile::TempDir;

use super::centre::{Centre, CentreLine};
use super::chance::SeededEntropy;
use super::hardware::{Crash, Hardware, VirtualClock};
use super::line::MemoryConnector;
use super::reader::{MemoryReader, MemoryWatch, name};
use super::town::{STATIONS, town};

pub const CLERK: &str = "siti";

/// An office to be opened.
#[derive(Clone)]
pub struct Order {
    pub seed: u64,
    pub station: usize,
    pub lanes: usize,
    /// Blanks in each hopper; as many more lie in the vault.
    pub blanks: u32,
    /// More of them in the vault.
    pub spare: u32,
    pub special: Vec<(CardNumber, Make)>,
    pub wraps: Wraps,
}

type Wrap<T> = Option<fn(Box<T>, &Hardware) -> Box<T>>;

/// Something between the station and a device, to show that a checker sees it.
#[derive(Clone, Copy, Default)]
pub struct Wraps {
    pub printer: Wrap<dyn CardPrinter>,
    pub reader: Wrap<dyn CardReader>,
    pub source: Wrap<dyn PrrSource>,
}

/// What a crash takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fall {
    /// The process alone: printers go on with what they have.
    Process,
    /// Printers and readers lose their power, too.
    Power,
}

/// Where people have put a card that no machine holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tray {
    Ready,
    Spoiled,
    /// Nobody knows what it is.
    Aside,
}

pub struct Office {
    pub hardware: Hardware,
    pub centre: Centre,
    /// Nobody at the source answers.
    pub cut: Arc<AtomicBool>,
    pub folder: TempDir,
    pub lanes: usize,
    pub station: usize,
    pub trays: BTreeMap<CardNumber, Tray>,
    /// Cards that a hand took from where the books had seen them.
    pub touched: BTreeSet<CardNumber>,
    /// Cards that lay in a reject box when people last had nothing to look for: whoever looks for
    /// another one knows them.
    pub boxed: BTreeSet<CardNumber>,
    /// Blanks by lane that a machine took and did not count.
    pub uncounted: BTreeMap<usize, u32>,
    /// Lanes whose counters once told what was not so.
    pub misread: BTreeSet<usize>,
    /// Empty blanks that hands took out of each machine and laid back into its hopper.
    pub laid_back: BTreeMap<usize, i64>,
    /// The last sentence that people were told of a job.
    pub told: BTreeMap<JobId, String>,
    /// Between a crash and the next start: what becomes of the files.
    pub between: Option<fn(&Path, Fall)>,
    wraps: Wraps,
    entropy: Arc<SeededEntropy>,
    live: Option<Live>,
}

/// What dies with the process.
pub struct Live {
    pub station: Arc<Station>,
    pub lanes: Vec<Lane>,
    pub desk: Desk,
}

impl Order {
    pub fn new(seed: u64) -> Self {
        let wraps = Wraps::default();
        Self { seed, station: 0, lanes: 1, blanks: 4, spare: 0, special: Vec::new(), wraps }
    }

    pub fn open(self) -> Office {
        let centre = Centre::new(town().source());
        self.open_at(&centre)
    }

    /// Blanks received and loaded, in the world and in the books; the lanes are connected.
    pub fn open_at(self, centre: &Centre) -> Office {
        let hardware = Hardware::new(self.world());
        let mut office = Office {
            hardware,
            centre: centre.clone(),
            cut: Arc::default(),
            folder: folder(),
            lanes: self.lanes,
            station: self.station,
            trays: BTreeMap::new(),
            touched: BTreeSet::new(),
            boxed: BTreeSet::new(),
            uncounted: BTreeMap::new(),
            misread: BTreeSet::new(),
            laid_back: BTreeMap::new(),
            told: BTreeMap::new(),
            between: None,
            wraps: self.wraps,
            entropy: Arc::new(SeededEntropy::new(self.seed)),
            live: None,
        };
        office.initialise();
        office.stock(self.blanks);
        office
    }

    fn world(&self) -> World {
        let lot = Lot {
            count: self.blanks * 2 * self.lanes as u32 + self.spare,
            seed: self.seed.wrapping_mul(31).wrapping_add(self.station as u64),
            kind: hw_sim::world::Kind::KtpEl,
            master_key: town().master_key(),
            profile: town().card_profile.clone(),
            s16: false,
            special: self.special.clone(),
        };
        let (pace, faults) = (Pace::Real(RealPace::default()), Vec::new());
        let lanes = vec![LaneOrder::default(); self.lanes];
        World::new(&WorldOrder { lot, lanes, desks: 1, faults, pace }).expect("a world")
    }
}

/// In memory where the system has a file system for that.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    made.expect("a folder")
}

pub fn lane_name(lane: usize) -> LaneName {
    let letter = char::from(b'A' + u8::try_from(lane).expect("few lanes"));
    LaneName::new(&letter.to_string()).expect("a name")
}

impl Office {
    pub fn live(&mut self) -> &mut Live {
        self.live.as_mut().expect("the station is started")
    }

    /// All that is started, for a shift of its own.
    pub fn into_live(self) -> (Live, TempDir) {
        (self.live.expect("the station is started"), self.folder)
    }

    /// Something that the station's process does; `Err` if it died of it.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Live) -> T) -> Result<T, Crash> {
        let live = self.live.as_mut().expect("the station is started");
        catch_unwind(AssertUnwindSafe(|| act(live))).map_err(|panic| {
            if let Err(panic) = panic.downcast::<Crash>() {
                resume_unwind(panic);
            }
            self.live = None;
            Crash
        })
    }

    /// The process is gone; perhaps the power, too. Nothing is started yet.
    pub fn fall(&mut self, fall: Fall) {
        self.live = None;
        if fall == Fall::Power {
            let mut machines = self.hardware.lock();
            for lane in 0..self.lanes {
                machines.world.switch_off(lane);
            }
            machines.poll();
            for lane in 0..self.lanes {
                machines.world.switch_on(lane);
            }
            machines.poll();
        }
        if let Some(between) = self.between {
            between(self.folder.path(), fall);
        }
    }

    /// As the daemon starts: verified books, a booked start, lanes that recover.
    pub fn start(&mut self) -> Result<Vec<(usize, StationError)>, Crash> {
        self.live = None;
        let started = catch_unwind(AssertUnwindSafe(|| self.assemble()));
        match started {
            Ok(live) => self.live = Some(live),
            Err(panic) => match panic.downcast::<Crash>() {
                Ok(_) => return Err(Crash),
                Err(panic) => resume_unwind(panic),
            },
        }
        let mut failed = Vec::new();
        for lane in 0..self.lanes {
            if let Err(error) = self.act(|live| live.lanes[lane].recover(&|_| ()))? {
                failed.push((lane, error));
            }
        }
        Ok(failed)
    }

    fn assemble(&self) -> Live {
        let clock = Arc::new(VirtualClock(self.hardware.clone()));
        let folder = self.folder.path();
        let whole = Writer::open_whole(folder, self.facts(), clock.clone());
        let writer = whole.expect("books that are whole");
        let source = || -> Box<dyn PrrSource> {
            Box::new(CentreLine {
                centre: self.centre.clone(),
                hardware: self.hardware.clone(),
                station: STATIONS[self.station].into(),
                cut: self.cut.clone(),
            })
        };
        let readers = (0..self.lanes).map(|lane| (lane_name(lane), name(Reader::Station(lane))));
        let station = Arc::new(Station {
            id: STATIONS[self.station].into(),
            ledger: Ledger::new(writer),
            trust: town().trust(),
            sealing: SealingKeys::new(&[7; 32], SearchKey::new(&[8; 32])),
            products: town().products(),
            card_keys: Box::new(town().key_file()),
            clock: clock.clone(),
            entropy: self.entropy.clone(),
            readers: readers.collect(),
            source: Mutex::new(wrapped(self.wraps.source, source(), &self.hardware)),
            reports: Mutex::new(wrapped(self.wraps.source, source(), &self.hardware)),
            bell: Bell::default(),
            watch: Mutex::new(Box::new(MemoryWatch(self.hardware.clone()))),
            claims: Claims::default(),
            anchor: Anchor::default(),
            counter: cetakd::settings::CounterSettings::default(),
            batch: cetakd::station::batch::BatchRules::default(),
            stock: StockRules { earlier_days: usize::MAX, ..StockRules::default() },
            partners: cetakd::station::Partners::default(),
            papers: cetakd::station::papers::PaperDesk {
                folder: folder.to_owned(),
                key: cetakd::device::paper_key::open_or_make(folder).expect("a key"),
            },
            feeding: Mutex::new(()),
            changes: cetakd::station::Changes::default(),
        });
        book_start(&station);
        let lanes = (0..self.lanes).map(|lane| self.lane(&station, lane)).collect();
        let desk = Mutex::new(self.reader(Reader::Desk(0)));
        Live { station, lanes, desk }
    }

    fn lane(&self, station: &Arc<Station>, lane: usize) -> Lane {
        let connector = MemoryConnector { hardware: self.hardware.clone(), lane };
        let printer = Evolis::over(Box::new(connector), station.clock.clone(), None);
        let printer = wrapped(self.wraps.printer, Box::new(printer), &self.hardware);
        Lane::new(station.clone(), lane_name(lane), printer, self.reader(Reader::Station(lane)))
    }

    fn reader(&self, reader: Reader) -> Box<dyn CardReader> {
        let reader = Box::new(MemoryReader::new(&self.hardware, reader));
        wrapped(self.wraps.reader, reader, &self.hardware)
    }

    fn facts(&self) -> StationFacts {
        StationFacts { id: STATIONS[self.station].into(), zone: Offset::constant(7) }
    }

    fn initialise(&mut self) {
        let clock = Arc::new(VirtualClock(self.hardware.clone()));
        let made = Writer::create(self.folder.path(), self.facts(), clock);
        let event = Event::StationInitialised { office: "KECAMATAN CONTOH".into() };
        made.and_then(|mut writer| writer.append(&Author::default(), vec![event]))
            .expect("a new journal");
        let journal = Connection::open(self.folder.path().join(JOURNAL_FILE)).expect("a journal");
        self.hardware.lock().journal = Some(journal);
    }

    fn stock(&mut self, blanks: u32) {
        let listed = self.hardware.world(|world| {
            let ours = world.cards().iter().filter(|card| card.is_on_list());
            ours.map(|card| card.uid.parse().expect("a UID")).collect::<Vec<_>>()
        });
        let all = self.hardware.world(|world| world.cards().len());
        assert!(self.start().is_ok_and(|failed| failed.is_empty()), "a fault before the first");
        let receive = |quantity: usize, uids, bast: &str| {
            Receipt::whole(Kind::KtpEl, quantity as u32, bast, uids)
        };
        let hands = Hands::alone(CLERK);
        let station = self.live().station.clone();
        let strangers = all - listed.len();
        station.receive(&hands, receive(listed.len(), listed, "470/1")).expect("received");
        if strangers > 0 {
            station.receive(&hands, receive(strangers, Vec::new(), "470/2")).expect("received");
        }
        for lane in 0..self.lanes {
            self.load(lane, blanks);
        }
    }

    /// Blanks from the vault into a hopper, by hand and in the books; as many as there are.
    pub fn load(&mut self, lane: usize, blanks: u32) -> bool {
        let boxed = self.hardware.world(|world| world.at(hw_sim::world::Place::Box).len());
        let quantity = blanks.min(boxed as u32);
        if quantity == 0 {
            return false;
        }
        let (kind, lane_name) = (Kind::KtpEl, lane_name(lane));
        let order = StockMove { kind, lane: lane_name, quantity, paper: None };
        let station = self.live().station.clone();
        // Nobody carries blanks while the screen is black.
        let death = self.hardware.lock().die_at.take();
        station.load(&Hands::alone(CLERK), &order).expect("the vault holds them");
        self.hardware.lock().die_at = death;
        self.hardware.world(|world| world.load(lane, quantity as usize)).expect("room");
        true
    }

    /// Makes the projections anew from the journal as it stands; one that can't be stays as it is.
    pub fn rebuild(folder: &Path) {
        let facts = StationFacts { id: STATIONS[0].into(), zone: Offset::constant(7) };
        let clock = Arc::new(cetakd::device::clock::SystemClock::new());
        let writer = Writer::open(folder, facts, clock);
        let _ = writer.and_then(|mut writer| writer.rebuild());
    }

    pub fn cut_line(&self, cut: bool) {
        self.cut.store(cut, Ordering::Relaxed);
    }
}

fn wrapped<T: ?Sized>(wrap: Wrap<T>, bare: Box<T>, hardware: &Hardware) -> Box<T> {
    match wrap {
        Some(wrap) => wrap(bare, hardware),
        None => bare,
    }
}

/// As `cetakd run` does: an unclean end is named with what was open.
fn book_start(station: &Station) {
    let mut writer = station.ledger.lock();
    let unclean = writer.reader().and_then(|reader| reader.last_run_unclean()).expect("a journal");
    let open = writer.unfinished().filter(|job| !job.is_over()).map(|job| job.id.clone());
    let started = Event::Started { version: "0".into(), unclean, open: open.collect() };
    let author = Author { actor: "cetakd".into(), ..Author::default() };
    writer.append(&author, vec![started]).expect("a start");
}

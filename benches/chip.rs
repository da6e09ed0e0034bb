//! Writing an 8 KB chip, reading it back whole and locking it, through a real, private pcscd with
//! the simulated reader, in real-time pace; against what the pace model asks for the very same
//! commands. Exits with 1 when a bound is broken.
//!
//! libpcsclite reads `PCSCLITE_CSOCK_NAME` once per process, so the measuring runs in a process of
//! its own, with the folder of the simulated office as its one argument.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cetakd::chip::{Before, CardKeys, ChipContents, ChipImage, ChipProfile, Session, personalize};
use cetakd::device::clock::SystemClock;
use cetakd::device::entropy::SystemEntropy;
use cetakd::device::key_file::KeyFile;
use cetakd::device::pcsc::PcscReader;
use cetakd::device::{CardReader, Entropy, KeySource};
use hw_sim::config::Config;
use hw_sim::run::{RunOrder, Running};
use hw_sim::world::{Pace, RealPace};

#[expect(dead_code, reason = "the floor is a model and can't be run in turns")]
mod ratio;

const PROFILE: &str = include_str!("../card-layouts/ktp-el/chip.toml");
/// Connecting, writing, reading back, locking: in what the pace model asks for it.
const BOUND: f64 = 1.15;
/// Speed of the line, and cards written at it.
const RUNS: [(u32, usize); 2] = [(848, 15), (106, 5)];
const PATIENCE: Duration = Duration::from_secs(10);
const FOLDER: &str = "CHIP_BENCH_FOLDER";

fn main() -> ExitCode {
    let held = match std::env::var_os(FOLDER) {
        Some(folder) => measure(Path::new(&folder)),
        None => in_own_process(),
    };
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn in_own_process() -> bool {
    let folder = tempfile::tempdir().expect("a folder for the simulated office");
    let program = std::env::current_exe().expect("this program has a path");
    let status = Command::new(program)
        .env(FOLDER, folder.path())
        .env("PCSCLITE_CSOCK_NAME", folder.path().join("office/pcscd.comm"))
        .status();
    status.expect("this program runs once more").success()
}

fn measure(folder: &Path) -> bool {
    let certificates = folder.join("certificates");
    let config = Config::default();
    let dir = folder.join("office");
    let order = RunOrder { dir, certificates: certificates.clone(), config, pcscd: true };
    let office = match Running::start(&order) {
        Ok(office) => office,
        Err(error) => {
            eprintln!("the simulated office does not start: {error:?}");
            return false;
        }
    };
    let mut desk = Desk::new(&office, certificates.join("card-master.key"));
    let mut held = true;
    for (kbit_per_s, cards) in RUNS {
        let pace = Pace::Real(RealPace { kbit_per_s, ..RealPace::default() });
        office.world().with(|world| world.pace = pace);
        let (times, floors) = (0..cards).map(|_| desk.personalize_next()).unzip();
        let (measured, floor) = (ratio::median(times), ratio::median(floors));
        let name = format!("8 KB chip at {kbit_per_s} kbit/s / pace model");
        held &= ratio::Ratio { measured, floor }.report(&name, BOUND);
    }
    held
}

/// Cards of the simulated world, laid one after the other on its desk reader.
struct Desk<'a> {
    office: &'a Running,
    reader: PcscReader,
    keys: KeyFile,
    profile: ChipProfile,
    image: ChipImage,
    card: u32,
}

impl<'a> Desk<'a> {
    fn new(office: &'a Running, master_key: PathBuf) -> Self {
        let reader = PcscReader::new(&office.ready().desks[0], Arc::new(SystemClock::new()));
        let keys = KeyFile::open(&master_key).expect("the office made its keys");
        let profile = ChipProfile::parse(PROFILE).expect("the bundled profile is sound");
        let image = ChipImage::build(&profile, &contents(&profile)).expect("every file is full");
        Self { office, reader, keys, profile, image, card: 0 }
    }

    /// The time it took, and what the pace model asked for it.
    fn personalize_next(&mut self) -> (Duration, Duration) {
        self.card += 1;
        let world = self.office.world();
        world.with(|world| world.lift(0)).expect("the desk is there");
        assert_eq!(self.reader.wait_for_removal(PATIENCE).ok(), Some(true), "the desk is empty");
        world.with(|world| world.tap(self.card, 0)).expect("the box has cards enough");
        assert_eq!(self.reader.wait_for_card(PATIENCE).ok(), Some(true), "a card lies there");
        let before = self.chip_time();
        let started = Instant::now();
        self.personalize();
        (started.elapsed(), self.chip_time() - before)
    }

    fn personalize(&mut self) {
        let mut line = self.reader.connect().expect("the reader is ours");
        let uid = line.uid().expect("the chip has a UID");
        let length = self.profile.channel.key_length;
        let keys: CardKeys = self.keys.card_keys(&uid, length).expect("a key for every card");
        let mut random = |bytes: &mut [u8]| SystemEntropy.fill(bytes);
        let mut session = Session { profile: &self.profile, keys: &keys, random: &mut random };
        let done = personalize(line.as_mut(), &mut session, &self.image, Before::Virgin);
        done.expect("the chip is sound");
    }

    fn chip_time(&self) -> Duration {
        self.office.world().with(|world| world.chip_time())
    }
}

/// Every file filled to its last byte; tag and length take four.
fn contents(profile: &ChipProfile) -> ChipContents {
    profile.files.iter().fold(ChipContents::new(), |contents, file| {
        let overhead = if file.size < 130 { 2 } else { 4 };
        let value: Vec<u8> = (0..file.size - overhead).map(|at| (at * 7 % 251) as u8).collect();
        contents.with(&file.name, value)
    })
}

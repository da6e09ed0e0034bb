//! Starts of the program with an empty journal, each against a start that does nothing (and, for
//! the daemon, three syncs and painters of both kinds made one after the other); and the daemon's
//! memory after a few cards and a preview on simulated hardware. The goals are 100 ms and 64 MB;
//! exits with 1 when a bound is broken.

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use cetakd::face::{FontSet, Geometry, Layout, Painter};
use hw_sim::config::Config;
use hw_sim::run::{RunOrder, Running};
use hw_sim::source::cast;

mod office;
mod ratio;

use office::{Station, finish, layouts};

/// `journal verify`, in starts that do nothing.
const VERIFY_BOUND: f64 = 3.0;
/// `run` until it is ready, in a start that does nothing, three syncs and both painters.
const RUN_BOUND: f64 = 1.5;
/// The daemon's most memory, in megabytes of 2^20.
const MEMORY_BOUND_MB: f64 = 64.0;
const GOAL: Duration = Duration::from_millis(100);
const STARTS: usize = 15;
const KINDS: [&str; 2] = ["ktp-el", "ktp-el-oa"];
const PEOPLE: [&str; 6] = [
    cast::ORDINARY_WOMAN,
    cast::ORDINARY_MAN,
    cast::LONGEST_NAME,
    cast::ONE_WORD_NAME,
    cast::TITLED_NAME,
    cast::FROM_THE_EAST,
];

fn main() -> ExitCode {
    // On the disk that holds the program: temporary files may lie in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let order = RunOrder {
        dir: folder.path().join("office"),
        certificates: folder.path().join("certificates"),
        config: Config::default(),
        pcscd: true,
    };
    let office = match Running::start(&order) {
        Ok(office) => office,
        Err(error) => {
            eprintln!("the simulated office does not start: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let results = [
        verify(&Station::new(&office, folder.path(), "verify", 1)),
        run(&office, folder.path()),
        memory(&office, &Station::new(&office, folder.path(), "memory", 1)),
    ];
    if results.iter().all(|held| *held) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn verify(station: &Station) -> bool {
    let ratio = ratio::interleaved(STARTS, || station.cetakd(&["journal", "verify"]), do_nothing);
    ratio.report(&against_goal("journal verify / start", ratio.measured), VERIFY_BOUND)
}

/// A station of its own each time, so that the journal is empty.
fn run(office: &Running, folder: &Path) -> bool {
    let (mut times, mut floors) = (Vec::new(), Vec::new());
    for round in 0..STARTS {
        let station = Station::new(office, folder, &format!("run-{round}"), 1);
        let started = Instant::now();
        let daemon = station.daemon();
        times.push(started.elapsed());
        daemon.stop();
        let started = Instant::now();
        do_nothing();
        sync_new_log(&station.config.with_file_name("floor"));
        KINDS.iter().for_each(|kind| drop(black_box(painter(kind))));
        floors.push(started.elapsed());
    }
    let ratio = ratio::Ratio { measured: ratio::median(times), floor: ratio::median(floors) };
    ratio.report(
        &against_goal("run until ready / start, syncs and painters", ratio.measured),
        RUN_BOUND,
    )
}

fn memory(office: &Running, station: &Station) -> bool {
    let blanks = office.world().with(|world| world.load(0, PEOPLE.len()));
    let quantity = blanks.expect("the box has cards enough").len().to_string();
    let daemon = station.daemon();
    let floor = daemon.most_memory_mb();
    let uids = office.ready().uids.display().to_string();
    station.cetakd(&["stock", "receive", "60", "--bast", "470/SPESIMEN/2026", "--uids", &uids]);
    station.cetakd(&["stock", "load", &quantity, "--lane", "A"]);
    for nik in PEOPLE {
        station.cetakd(&["print", nik, "--reason", "baru"]);
    }
    let out = station.config.with_file_name("preview").display().to_string();
    station.cetakd(&["preview", cast::EVERY_SIGN, "--out", &out]);
    let measured = daemon.most_memory_mb();
    daemon.stop();
    println!(
        "daemon after {quantity} cards and a preview / when ready: measured {measured:.1} MB, \
         floor {floor:.1} MB, ratio {:.2}, bound {MEMORY_BOUND_MB} MB",
        measured / floor
    );
    measured <= MEMORY_BOUND_MB
}

fn against_goal(name: &str, measured: Duration) -> String {
    format!("{name} ({:.0} % of {GOAL:?})", 100.0 * measured.as_secs_f64() / GOAL.as_secs_f64())
}

/// What makes the first entry of a run durable: the log's head, its name, its first frames.
fn sync_new_log(path: &Path) {
    let mut log = fs::File::create_new(path).expect("a file of its own");
    let mut write = || log.write_all(&[0; 4096]).and_then(|()| log.sync_all());
    write().expect("the disk has room");
    let folder = path.parent().map(fs::File::open).expect("it lies in a folder");
    folder.and_then(|folder| folder.sync_all()).expect("the folder is there");
    write().expect("the disk has room");
}

fn painter(kind: &str) -> Painter {
    let read = |file: &str| fs::read(layouts().join(file));
    let of_kind = |file: &str| read(&format!("{kind}/{file}")).expect("a bundled file");
    let fonts = FontSet::load(|name| read(&format!("fonts/{name}")).ok());
    let toml = String::from_utf8(of_kind("layout.toml")).expect("the layout is UTF-8");
    let (front, back) = (of_kind("front.svg"), of_kind("back.svg"));
    let layout = Layout::parse(&toml, &front, &back, &fonts.expect("fonts are bundled"));
    let layout = layout.expect("the bundled layout is sound");
    Painter::prepare(&layout, Geometry::default()).expect("the usual raster")
}

/// The program is loaded and reads its arguments.
fn do_nothing() {
    finish(Command::new(env!("CARGO_BIN_EXE_cetakd")).arg("--version"));
}

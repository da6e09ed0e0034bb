//! A batch of twenty cards at the pace of real machines, two lanes, through a real pcscd: how long
//! each machine waits for us with neither an act of its own nor an exchange with the chip in
//! progress. Bound: 1 % of the elapsed time; also the daemon's memory. Exits with 1 beyond either.

use std::process::ExitCode;
use std::time::Duration;

use hw_sim::config::Config;
use hw_sim::run::{RunOrder, Running};
use hw_sim::world::{LaneOrder, Pace, RealPace, Waits};

mod office;

use office::Station;

const CARDS: usize = 20;
const LANES: usize = 2;
/// Of the time from a machine's first act to its last.
const WAIT_BOUND: f64 = 0.01;
/// The daemon's most memory, in megabytes of 2^20.
const MEMORY_BOUND_MB: f64 = 64.0;

fn main() -> ExitCode {
    // On the disk that holds the program: temporary files may lie in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let mut config = Config::default();
    config.lanes.resize_with(LANES, LaneOrder::default);
    config.source.people = 100;
    config.pace = Pace::Real(RealPace::default());
    let order = RunOrder {
        dir: folder.path().join("office"),
        certificates: folder.path().join("certificates"),
        config,
        pcscd: true,
    };
    let office = match Running::start(&order) {
        Ok(office) => office,
        Err(error) => {
            eprintln!("the simulated office does not start: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let station = Station::new(&office, folder.path(), "batch", LANES);
    let daemon = station.daemon();
    let uids = office.ready().uids.display().to_string();
    station.cetakd(&["stock", "receive", "60", "--bast", "470/SPESIMEN/2026", "--uids", &uids]);
    let share = CARDS / LANES;
    for (lane, name) in ["A", "B"].into_iter().enumerate() {
        let loaded = office.world().with(|world| world.load(lane, share));
        assert_eq!(loaded.expect("the box has cards enough").len(), share);
        station.cetakd(&["stock", "load", &share.to_string(), "--lane", name]);
    }
    office.world().with(|world| world.forget_waits());
    station.cetakd(&["batch", "run"]);
    let memory = daemon.most_memory_mb();
    daemon.stop();
    println!("daemon during the batch: {memory:.1} MB, bound {MEMORY_BOUND_MB} MB");
    let waits = office.world().with(|world| world.waits().to_vec());
    let held = ["A", "B"].into_iter().zip(&waits).all(|(lane, waits)| report(lane, waits));
    if held && memory <= MEMORY_BOUND_MB { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(lane: &str, waits: &Waits) -> bool {
    let (waited, elapsed) = (waits.waited(), waits.elapsed());
    let share = waited.as_secs_f64() / elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
    println!(
        "lane {lane}: waited {waited:.2?} of {elapsed:.1?}, {:.2} %, bound {:.0} %",
        100.0 * share,
        100.0 * WAIT_BOUND
    );
    for (what, waited) in waits.before() {
        let each = waited.sum / waited.times.max(1);
        println!("  before {what}: {} × {each:.2?}, longest {:.2?}", waited.times, waited.longest);
    }
    elapsed > Duration::ZERO && share <= WAIT_BOUND
}

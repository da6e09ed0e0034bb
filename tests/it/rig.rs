//! A small office for one test: simulated printers, readers and source around a real pcscd, and
//! `cetakd` as a process of its own with the command line in front of it. Every test has its own,
//! several run side by side, and all that was started ends when the office is dropped.
//!
//! `audit.rs` compares the books, as the command line shows them, with what is physically there.

mod audit;
mod mishap;
mod order;
mod outside;
mod pages;
mod run;

pub use mishap::Victim;
pub use order::Order;
pub use outside::Faces;
pub use pages::{PEOPLE, Pages, pin_of};
pub use run::{Asked, Said};

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use hw_sim::control::Request;
use hw_sim::run::Running;
use hw_sim::world::truth::Truth;
use hw_sim::world::{Place, World};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest that anything here is waited for; reaching it is a failure.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at the world, which has no line to be read from.
const LOOK: Duration = Duration::from_millis(2);

/// An office at work.
pub struct Office {
    // Dropped in this order: the daemon before its devices, the folder last.
    daemon: Option<Daemon>,
    pages: Option<Pages>,
    simulator: Running,
    folder: TempDir,
}

/// The daemon's process; killed if it still runs when dropped.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        // Fails if it has ended, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Office {
    /// One lane with a desk; twenty blanks, listed, received and in the hopper.
    pub fn open() -> Self {
        Order::default().open()
    }

    pub fn order() -> Order {
        Order::default()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn config(&self) -> PathBuf {
        self.path("cetakd.toml")
    }

    /// A program of this office; it sees the office's own pcscd.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cetakd"));
        command.env("CETAKD_CONFIG", self.config());
        if let Some(socket) = &self.simulator.ready().pcscd {
            command.env("PCSCLITE_CSOCK_NAME", socket);
        }
        command
    }

    /// Starts the daemon; its first line says that it serves.
    pub fn start(&mut self) {
        let log = File::options().create(true).append(true).open(self.path("cetakd.log")).unwrap();
        self.start_with_log(log.into());
    }

    pub fn start_with_log(&mut self, log: Stdio) {
        let mut child =
            self.command().arg("run").stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        self.daemon = Some(Daemon(child));
        let (mut out, mut line) = (BufReader::new(out), String::new());
        out.read_line(&mut line).unwrap();
        assert!(line.contains("cetakd is ready"), "cetakd did not start: {}", self.log());
        let config = fs::read_to_string(self.config()).unwrap();
        self.pages = config.contains("\n[web]\n").then(|| Pages::read(out));
    }

    pub fn daemon_id(&self) -> u32 {
        self.daemon.as_ref().expect("a daemon").0.id()
    }

    /// SIGKILL: nothing is finished, nothing is booked.
    pub fn kill(&mut self) {
        drop(self.daemon.take());
    }

    /// SIGTERM: the card in each machine is finished, the books are closed.
    pub fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.gone()
    }

    /// SIGTERM, not waited for.
    pub fn terminate(&self) {
        let daemon = self.daemon.as_ref().expect("a daemon");
        kill_process(Pid::from_child(&daemon.0), Signal::TERM).unwrap();
    }

    /// Comes back once the daemon has ended.
    pub fn gone(&mut self) -> ExitStatus {
        self.daemon.take().expect("a daemon").0.wait().unwrap()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("cetakd.log")).unwrap_or_default()
    }

    // Hands and eyes in the simulated world.

    pub fn simulator(&self) -> &Running {
        &self.simulator
    }

    /// A request to the simulator, as `hw-sim/src/control.rs` lists them.
    pub fn hands(&self, request: Value) -> Value {
        let request: Request = serde_json::from_value(request).unwrap();
        self.simulator.office().perform(request).unwrap()
    }

    pub fn fault(&self, on: &str, fault: &str) {
        self.hands(json!({ "do": "fault", "on": on, "fault": fault }));
    }

    pub fn nth_fault(&self, on: &str, nth: u64, fault: &str) {
        self.hands(json!({ "do": "fault", "on": on, "nth": nth, "fault": fault }));
    }

    pub fn helped(&self, help: &str) {
        self.hands(json!({ "do": "helped", "help": { "what": help } }));
    }

    /// Lays the card on top of the output onto the desk reader.
    pub fn tap(&self) {
        self.hands(json!({ "do": "tap", "card": "top", "place": { "at": "output", "lane": 0 } }));
    }

    pub fn lift(&self) {
        self.hands(json!({ "do": "lift" }));
    }

    pub fn world<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.simulator.world().with(|world| look(world))
    }

    pub fn truth(&self) -> Truth {
        self.world(World::truth)
    }

    /// How many cards lie in this place.
    pub fn held(&self, place: Place) -> usize {
        self.world(|world| world.at(place).len())
    }

    pub fn inside(&self) -> usize {
        self.world(|world| world.inside(0).len())
    }

    pub fn rejected(&self) -> usize {
        self.held(Place::Reject { lane: 0 })
    }

    pub fn at_output(&self) -> usize {
        self.held(Place::Output { lane: 0 })
    }

    /// Comes back once the world is so.
    pub fn until(&self, what: &str, is_so: impl Fn(&World) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !self.world(&is_so) {
            assert!(Instant::now() < deadline, "{what} never came; daemon: {}", self.log());
            std::thread::sleep(LOOK);
        }
    }

    /// Comes back once the source has heard it.
    pub fn until_source(&self, what: &str, has_heard: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !has_heard(self) {
            assert!(Instant::now() < deadline, "{what} never came; daemon: {}", self.log());
            std::thread::sleep(LOOK);
        }
    }

    /// What the source holds in its books: leases with their reports, revoked UIDs.
    pub fn source(&self) -> Value {
        let source = self.simulator.office().source.as_ref().unwrap();
        source.lock().unwrap().truth()
    }

    /// The source's lease for this person: the one that is not given back, if there is one.
    pub fn lease_of(&self, nik: &str) -> Option<Value> {
        let mut leases = self.source()["leases"].as_array().unwrap().clone();
        leases.retain(|lease| lease["nik"] == nik);
        let kept = leases.iter().position(|lease| lease["phase"] != "given-back");
        (!leases.is_empty()).then(|| leases.swap_remove(kept.unwrap_or(0)))
    }

    /// Where the source's lease of this person stands: `open`, `printed`, `given-back`, …
    pub fn phase_of(&self, nik: &str) -> String {
        let lease = self.lease_of(nik).expect("a lease");
        lease["phase"].as_str().unwrap().to_owned()
    }

    /// The outcomes reported for this person, each with its receipt.
    pub fn outcomes_of(&self, nik: &str) -> Vec<String> {
        let lease = self.lease_of(nik).expect("a lease");
        let reports = lease["reports"].as_array().unwrap();
        let outcome = |report: &Value| {
            assert!(report["receipt"].as_str().is_some_and(|receipt| !receipt.is_empty()));
            report["outcome"].as_str().unwrap().to_owned()
        };
        reports.iter().map(outcome).collect()
    }

    pub fn revoked(&self) -> Vec<String> {
        let source = self.source();
        let revoked = source["revoked"].as_array().unwrap();
        revoked.iter().map(|entry| entry["uid"].as_str().unwrap().to_owned()).collect()
    }
}

/// Rewrites one file; the text that is replaced must be there.
pub fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no `{from}`", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Runs sentences side by side that mostly wait for a real time-out; one failing fails all.
pub fn side_by_side(sentences: &[(&'static str, fn())]) {
    let failed: Vec<&str> = std::thread::scope(|scope| {
        let run = |&(name, sentence): &(&'static str, fn())| {
            let thread = std::thread::Builder::new().name(name.to_owned());
            (name, thread.spawn_scoped(scope, sentence).unwrap())
        };
        let running: Vec<_> = sentences.iter().map(run).collect();
        let failed = |(name, thread): (&'static str, std::thread::ScopedJoinHandle<'_, ()>)| {
            thread.join().is_err().then_some(name)
        };
        running.into_iter().filter_map(failed).collect()
    });
    assert!(failed.is_empty(), "these are not true: {failed:#?}");
}

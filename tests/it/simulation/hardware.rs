//! Printers, readers and time of one office, on one thread. Time stands still but where somebody
//! waits or a chip works; then printers do what is due, in order. Every call from the station
//! counts as a step, and at a chosen step the station's process dies.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cetakd::device::Clock;
use hw_sim::printer::{Interpreter, Said};
use hw_sim::world::{CardNumber, Reader, World};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::line::Wire;

/// Where every simulated story begins: a Monday morning in the office.
const BEGIN: i64 = 1_793_584_800;

/// Unwinds out of a seam: the process is gone, nothing after this line was done.
#[derive(Debug)]
pub struct Crash;

/// Cheap to clone; all clones are the same machines.
#[derive(Clone)]
pub struct Hardware(Arc<Mutex<Machines>>);

pub struct Machines {
    pub world: World,
    pub(super) printers: Vec<Interpreter>,
    pub(super) wires: Vec<Wire>,
    /// The chip that each reader has under power, with the tick at which it came there.
    pub(super) powered: BTreeMap<Reader, (CardNumber, u64)>,
    now: Duration,
    /// What the system's clock is off by.
    pub skew: SignedDuration,
    /// The station's journal, read past the station.
    pub journal: Option<Connection>,
    /// Acts as the printers were told to do them.
    pub sent: Vec<Sent>,
    steps: u64,
    pub(super) die_at: Option<u64>,
    /// One call of the reader from now fails so.
    pub reader_trouble: Option<(u64, ReaderTrouble)>,
}

/// A command that takes, marks or ejects, as it went over the line.
#[derive(Debug, Clone)]
pub struct Sent {
    pub lane: usize,
    pub act: SentAct,
    /// The last entry that others could read in the journal then.
    pub after: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentAct {
    Feed,
    /// A panel download that can print the one before it.
    Print,
    Eject,
    Reject,
}

/// What a reader or its service does to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReaderTrouble {
    Gone,
    NoService,
    Reset,
    Removed,
    Sharing,
    Mute,
    Other,
}

impl ReaderTrouble {
    pub const ALL: [Self; 7] = [
        Self::Gone,
        Self::NoService,
        Self::Reset,
        Self::Removed,
        Self::Sharing,
        Self::Mute,
        Self::Other,
    ];
}

impl Hardware {
    pub fn new(world: World) -> Self {
        let lanes = world.lanes().len();
        Self(Arc::new(Mutex::new(Machines {
            world,
            printers: (0..lanes).map(Interpreter::new).collect(),
            wires: (0..lanes).map(|_| Wire::default()).collect(),
            powered: BTreeMap::new(),
            now: Duration::ZERO,
            skew: SignedDuration::ZERO,
            journal: None,
            sent: Vec::new(),
            steps: 0,
            die_at: None,
            reader_trouble: None,
        })))
    }

    pub fn lock(&self) -> MutexGuard<'_, Machines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        act(&mut self.lock().world)
    }

    /// One call from the station; at the chosen one its process dies.
    pub fn step(&self) {
        let mut machines = self.lock();
        machines.steps += 1;
        if machines.die_at.is_some_and(|at| at <= machines.steps) {
            machines.die_at = None;
            drop(machines);
            resume_unwind(Box::new(Crash));
        }
    }

    /// The process dies at its n-th step from now, counted from 1.
    pub fn die_in(&self, steps: u64) {
        let mut machines = self.lock();
        machines.die_at = Some(machines.steps + steps);
    }

    /// False if the process has died as it was to, or wasn't to.
    pub fn live_on(&self) -> bool {
        self.lock().die_at.take().is_some()
    }

    pub fn pass(&self, time: Duration) {
        let mut machines = self.lock();
        let until = machines.now + time;
        machines.advance(until);
    }

    pub fn now(&self) -> Duration {
        self.lock().now
    }

    pub fn time(&self) -> Timestamp {
        self.lock().time()
    }
}

impl Machines {
    pub fn time(&mut self) -> Timestamp {
        let passed = SignedDuration::try_from(self.now).expect("a time of this century");
        Timestamp::from_second(BEGIN).expect("a time of this century") + passed + self.skew
    }

    /// The journal's last entry as the file holds it.
    pub fn journal_seq(&self) -> u64 {
        let Some(journal) = &self.journal else { return 0 };
        let mut last = journal
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM journal")
            .expect("a journal to be read");
        last.query_row([], |row| row.get(0)).expect("its last entry")
    }

    pub fn clock(&self) -> Duration {
        self.now
    }

    /// Lets printers do what is due, up to that moment.
    pub fn advance(&mut self, until: Duration) {
        while let Some(wake) = self.wake().filter(|wake| *wake <= until) {
            self.now = self.now.max(wake);
            self.poll();
        }
        self.now = self.now.max(until);
        self.poll();
    }

    pub fn wake(&self) -> Option<Duration> {
        self.printers.iter().filter_map(Interpreter::next_wake).min()
    }

    /// What printers do and say at this moment.
    pub fn poll(&mut self) {
        for (printer, wire) in self.printers.iter_mut().zip(&mut self.wires) {
            for said in printer.poll(&mut self.world, self.now) {
                match said {
                    Said::Answer(bytes) if wire.up => wire.said.extend(bytes),
                    Said::Answer(_) => {}
                    Said::HangUp => wire.up = false,
                }
            }
        }
    }

    /// Waits until something is so; false if it did not come to be within `timeout`.
    pub fn until<E>(
        &mut self,
        timeout: Duration,
        is_so: impl Fn(&mut Self) -> Result<bool, E>,
    ) -> Result<bool, E> {
        let deadline = self.now + timeout;
        self.poll();
        loop {
            if is_so(self)? {
                return Ok(true);
            }
            if self.now >= deadline {
                return Ok(false);
            }
            let next = self.wake().filter(|wake| *wake <= deadline).unwrap_or(deadline);
            self.advance(next);
        }
    }
}

/// The station's clock: asking for the time is a step, for it comes before each booking.
pub struct VirtualClock(pub Hardware);

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.0.step();
        self.0.time()
    }

    fn elapsed(&self) -> Duration {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) {
        self.0.pass(duration);
    }
}

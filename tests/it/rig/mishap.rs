//! What an office can suffer at any instant, and its mending: processes killed, power and lines
//! cut. Each mending leaves things as somebody would who only starts again what stands still.

use std::fmt;

use hw_sim::world::World;
use serde_json::json;

use super::{Asked, LOOK, Office, PATIENCE};

/// What is struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Victim {
    Daemon,
    Pcscd,
    /// The printer of this lane loses its power.
    Power(usize),
    /// The network line to the printer of this lane breaks; the printer goes on.
    Line(usize),
    Source,
}

impl Office {
    pub fn strike(&mut self, victim: Victim) {
        match victim {
            Victim::Daemon => self.kill(),
            Victim::Pcscd => self.kill_pcscd(),
            Victim::Power(lane) => self.power(lane, false),
            Victim::Line(lane) => self.cut_printer(lane),
            Victim::Source => self.stop_source(),
        }
    }

    pub fn mend(&mut self, victim: Victim) {
        match victim {
            Victim::Daemon => self.start(),
            Victim::Pcscd => self.start_pcscd(),
            Victim::Power(lane) => self.power(lane, true),
            Victim::Line(_) => {}
            Victim::Source => self.start_source(),
        }
    }

    pub fn kill_pcscd(&self) {
        self.hands(json!({ "do": "pcscd", "on": false }));
    }

    pub fn start_pcscd(&self) {
        self.hands(json!({ "do": "pcscd", "on": true }));
    }

    pub fn power(&self, lane: usize, on: bool) {
        self.hands(json!({ "do": "power", "lane": lane, "on": on }));
    }

    pub fn cut_printer(&self, lane: usize) {
        self.hands(json!({ "do": "cut", "lane": lane }));
    }

    /// Its server is gone; what it has answered for lies on its disk.
    pub fn stop_source(&self) {
        self.hands(json!({ "do": "source", "what": "stop" }));
    }

    pub fn start_source(&self) {
        self.hands(json!({ "do": "source", "what": "start" }));
    }

    /// Comes back once the world is so, or once every command has ended. True if it is so.
    pub fn until_or_over(
        &self,
        asked: &mut [(String, Asked)],
        is_so: impl Fn(&World) -> bool,
    ) -> bool {
        let deadline = std::time::Instant::now() + PATIENCE;
        loop {
            if self.world(&is_so) {
                return true;
            }
            if asked.iter_mut().all(|(_, asked)| asked.is_over()) {
                return false;
            }
            assert!(std::time::Instant::now() < deadline, "nothing moves: {}", self.log());
            std::thread::sleep(LOOK);
        }
    }

    /// A chance delay, in looks at the world.
    pub fn look_on(&self, looks: usize) {
        for _ in 0..looks {
            std::thread::sleep(LOOK);
        }
    }
}

impl fmt::Display for Victim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lane = |lane: &usize| char::from(b'A' + *lane as u8);
        match self {
            Self::Daemon => write!(f, "daemon"),
            Self::Pcscd => write!(f, "pcscd"),
            Self::Power(at) => write!(f, "power {}", lane(at)),
            Self::Line(at) => write!(f, "line {}", lane(at)),
            Self::Source => write!(f, "source"),
        }
    }
}

//! A printer in memory for the tests beside: answers at once, keeps counters, and does to a chosen
//! command whatever a test writes down. Its clock moves only when somebody waits.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;

use crate::device::Clock;
use crate::device::evolis::Evolis;
use crate::device::evolis::transport::{Connector, Line};
use crate::face::{CardPanels, SidePanels};

/// Headers of bitmaps, and the bytes that follow them.
const BITMAPS: [(&str, usize); 5] = [
    ("\x1BDb;y;128;", 576_072),
    ("\x1BDb;m;128;", 576_072),
    ("\x1BDb;c;128;", 576_072),
    ("\x1BDb;k;2;", 82_296),
    ("\x1BDb;o;2;", 82_296),
];

/// What happens to one command instead of the usual.
#[derive(Debug, Clone)]
pub enum Trick {
    /// These bytes for an answer; the command is not done.
    Say(Vec<u8>),
    /// Done and answered, with these bytes behind it.
    Extra(Vec<u8>),
    /// Done, and answered only when the next command arrives.
    AnswerLate,
    /// Done, never answered.
    Silent,
    /// Done, acknowledged at once, counted only so much later.
    CountLate(Duration),
    /// The line breaks before anything is done.
    Break,
}

#[derive(Debug, Default)]
pub struct State {
    pub now: Duration,
    /// Commands in the order they arrived; bitmaps without their dots.
    pub log: Vec<String>,
    /// Dots of each bitmap, in that order.
    pub bitmaps: Vec<Vec<u8>>,
    /// Answers to read commands.
    pub texts: HashMap<String, String>,
    pub cards: u64,
    pub panels: u64,
    pub tricks: Vec<(String, Trick)>,
    /// Bytes that a half-sent bitmap still swallows.
    pub swallows: usize,
    /// Answers in pieces of so many bytes; 0: whole.
    pub piece: usize,
    input: Vec<u8>,
    output: VecDeque<u8>,
    late: Vec<u8>,
    counting: Vec<(Duration, u64, u64)>,
    pending: bool,
    broken: bool,
}

/// Handle to a scripted printer: connector, line and clock at once.
#[derive(Debug, Clone, Default)]
pub struct Scripted(Arc<Mutex<State>>);

impl Scripted {
    pub fn new() -> Self {
        let printer = Self::default();
        {
            let mut state = printer.state();
            for (read, text) in [
                ("Rtp", "Quantum2"),
                ("Rsn", "Q0000123"),
                ("Rfv", "4.12"),
                ("Rem", "0;0"),
                ("Rr", "ymckok"),
                ("Rcr", "OK"),
                ("Rc;k", "10"),
                ("Sk;f", "N"),
                ("Rco;a", "1"),
                ("Rco;m", "2"),
                ("Rco;n", "0"),
                ("Rco;I", "400"),
            ] {
                state.texts.insert(read.to_owned(), text.to_owned());
            }
            (state.cards, state.panels) = (100, 600);
        }
        printer
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panicked while it held the printer")
    }

    pub fn driver(&self) -> Evolis {
        Evolis::over(Box::new(self.clone()), Arc::new(self.clone()), None)
    }

    /// `trick` happens to the next command whose text starts with `command`.
    pub fn play(&self, command: &str, trick: Trick) {
        self.state().tricks.push((command.to_owned(), trick));
    }

    pub fn text(&self, read: &str, text: &str) {
        self.state().texts.insert(read.to_owned(), text.to_owned());
    }

    /// What arrived since the last call, but for questions.
    pub fn orders(&self) -> Vec<String> {
        let log = std::mem::take(&mut self.state().log);
        log.into_iter().filter(|it| !it.starts_with('R') && !it.starts_with("Sk")).collect()
    }

    /// Goes on by itself: so many cards and panels more, so much later.
    pub fn goes_on(&self, later: Duration, cards: u64, panels: u64) {
        let mut state = self.state();
        let at = state.now + later;
        state.counting.push((at, cards, panels));
    }

    /// Off and on again: everything volatile is gone.
    pub fn power_cycle(&self) {
        let mut state = self.state();
        state.texts.insert("Rc;k".to_owned(), "10".to_owned());
        (state.pending, state.swallows) = (false, 0);
        state.input.clear();
    }
}

impl State {
    fn take(&mut self, bytes: &[u8]) {
        let swallowed = bytes.len().min(self.swallows);
        self.swallows -= swallowed;
        self.input.extend_from_slice(&bytes[swallowed..]);
        while let Some(length) = self.command_length() {
            let command: Vec<u8> = self.input.drain(..length).collect();
            self.perform(&command[1..length - 1]);
        }
    }

    /// Length of the whole command at the start of the input, ESC and CR included.
    fn command_length(&mut self) -> Option<usize> {
        let start = self.input.iter().position(|byte| *byte == 0x1B).unwrap_or(self.input.len());
        self.input.drain(..start);
        for (header, dots) in BITMAPS {
            if self.input.starts_with(header.as_bytes()) {
                let whole = header.len() + dots + 1;
                return (self.input.len() >= whole).then_some(whole);
            }
        }
        self.input.iter().position(|byte| *byte == b'\r').map(|end| end + 1)
    }

    fn perform(&mut self, command: &[u8]) {
        let header = if command.starts_with(b"Db;") {
            let end = command.iter().enumerate().filter(|(_, byte)| **byte == b';').nth(2);
            let (header, dots) = command.split_at(end.map_or(command.len(), |(at, _)| at + 1));
            self.bitmaps.push(dots.to_vec());
            header
        } else {
            command
        };
        let name = String::from_utf8_lossy(header).into_owned();
        self.log.push(name.clone());
        let late = std::mem::take(&mut self.late);
        self.output.extend(late);
        let trick = self.tricks.iter().position(|(command, _)| name.starts_with(command));
        let trick = trick.map(|at| self.tricks.remove(at).1);
        match trick {
            Some(Trick::Say(bytes)) => return self.output.extend(bytes),
            Some(Trick::Break) => return self.broken = true,
            _ => {}
        }
        let (cards, panels) = self.effect(&name);
        let delay = if let Some(Trick::CountLate(delay)) = trick { delay } else { Duration::ZERO };
        self.counting.push((self.now + delay, cards, panels));
        self.count();
        let mut answer = self.answer(&name).into_bytes();
        answer.push(b'\r');
        match trick {
            Some(Trick::Extra(bytes)) => self.output.extend(answer.into_iter().chain(bytes)),
            Some(Trick::AnswerLate) => self.late = answer,
            Some(Trick::Silent) => {}
            _ => self.output.extend(answer),
        }
    }

    /// Cards and panels that a command adds.
    fn effect(&mut self, name: &str) -> (u64, u64) {
        match name {
            "Sic" => return (1, 0),
            "Ss" | "Wcb;a" => self.pending = false,
            "Sv" | "Se" => return (0, u64::from(std::mem::take(&mut self.pending))),
            bitmap if bitmap.starts_with("Db") => {
                return (0, u64::from(std::mem::replace(&mut self.pending, true)));
            }
            "Pem;22;s" => drop(self.texts.insert("Rem".to_owned(), "22;22".to_owned())),
            contrast if contrast.starts_with("Pc;k;=;") => {
                self.texts.insert("Rc;k".to_owned(), contrast[7..].to_owned());
            }
            _ => {}
        }
        (0, 0)
    }

    fn answer(&self, name: &str) -> String {
        match name {
            "Rco;c" => self.cards.to_string(),
            "Rco;p" => self.panels.to_string(),
            _ if name.contains('\0') => "NACK;1".to_owned(),
            _ if name.starts_with('R') || name == "Sk;f" => {
                self.texts.get(name).cloned().unwrap_or_else(|| "NACK;1".to_owned())
            }
            _ => "ACK".to_owned(),
        }
    }

    fn count(&mut self) {
        for (at, cards, panels) in std::mem::take(&mut self.counting) {
            if at <= self.now {
                self.cards += cards;
                self.panels += panels;
            } else {
                self.counting.push((at, cards, panels));
            }
        }
    }
}

impl Line for Scripted {
    fn send(&mut self, bytes: &[u8], _: Duration) -> io::Result<()> {
        let mut state = self.state();
        state.take(bytes);
        if state.broken { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
    }

    fn receive(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
        let mut state = self.state();
        if state.output.is_empty() {
            state.now += timeout;
            return Ok(0);
        }
        let piece = if state.piece == 0 { usize::MAX } else { state.piece };
        let count = buffer.len().min(state.output.len()).min(piece);
        for (place, byte) in buffer.iter_mut().zip(state.output.drain(..count)) {
            *place = byte;
        }
        Ok(count)
    }
}

impl Connector for Scripted {
    fn open(&mut self) -> io::Result<Box<dyn Line>> {
        let mut state = self.state();
        state.broken = false;
        // What was said to the last line is lost with it.
        state.output.clear();
        drop(state);
        Ok(Box::new(self.clone()))
    }
}

impl Clock for Scripted {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        let mut state = self.state();
        state.count();
        state.now
    }

    fn sleep(&self, duration: Duration) {
        self.state().now += duration;
    }
}

/// A card whose panels all differ.
pub fn card() -> CardPanels {
    let dots = 1016 * 648;
    let dye = |seed: usize| (0..dots).map(|i| ((i * seed) >> 5) as u8).collect::<Vec<u8>>();
    let mono = |seed: usize| (0..dots / 8).map(|i| ((i * seed) >> 3) as u8).collect::<Vec<u8>>();
    CardPanels {
        front: SidePanels {
            width: 1016,
            height: 648,
            y: dye(3),
            m: dye(5),
            c: dye(7),
            k: mono(11),
            o: mono(13),
        },
        back_k: Some(mono(17)),
    }
}

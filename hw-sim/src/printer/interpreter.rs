//! The printer's mind, sans-I/O: bytes and the time in, answers and the next moment out.
//!
//! Invariant: nothing here belongs to a connection. A half-sent bitmap, a running act and answers
//! not yet given outlive the line, and only a loss of power forgets them.

use std::collections::VecDeque;
use std::time::Duration;

use crate::printer::command::{self, Answer};
use crate::printer::stream::{CR, Stream, Unit};
use crate::world::fault::Moment;
use crate::world::{Fault, LaneIndex, Trouble, World};

/// Bytes of commands not yet worked off, beyond which an edge should stop reading.
pub const MAX_BACKLOG: usize = 8 << 20;

/// What comes out of the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Answer(Vec<u8>),
    /// The line goes down: a fault, or the printer lost its power.
    HangUp,
}

/// The interpreter of one lane's printer.
#[derive(Debug, Clone)]
pub struct Interpreter {
    lane: LaneIndex,
    boots: u64,
    stream: Stream,
    waiting: VecDeque<Unit>,
    doing: Option<Doing>,
    /// What the printer will try again by itself once somebody has helped.
    stuck: Option<Stuck>,
    said: VecDeque<(Duration, Said)>,
}

#[derive(Debug, Clone)]
struct Doing {
    unit: Unit,
    until: Duration,
    line: LineFaults,
}

#[derive(Debug, Clone)]
struct Stuck {
    unit: Unit,
    helps: u64,
}

/// Faults that touch the conversation and not the cards.
#[derive(Debug, Clone, Default)]
struct LineFaults {
    deaf: bool,
    silent: bool,
    late: Duration,
    act_late: Duration,
    nack: Option<Trouble>,
    extra: Vec<u8>,
    dies: bool,
    /// Power goes after the work; `true`: and comes again.
    power_after: Option<bool>,
}

impl Interpreter {
    pub fn new(lane: LaneIndex) -> Self {
        Self {
            lane,
            boots: 1,
            stream: Stream::default(),
            waiting: VecDeque::new(),
            doing: None,
            stuck: None,
            said: VecDeque::new(),
        }
    }

    /// Whose printer this is.
    pub fn lane(&self) -> LaneIndex {
        self.lane
    }

    /// Bytes from the host, any bytes, from whichever line.
    pub fn receive(&mut self, bytes: &[u8]) {
        let mut units = Vec::new();
        self.stream.take(bytes, &mut units);
        self.waiting.extend(units);
    }

    /// Bytes of commands that wait.
    pub fn backlog(&self) -> usize {
        self.waiting.iter().map(weight).sum()
    }

    /// True while a half-sent bitmap swallows whatever comes.
    pub fn is_in_bitmap(&self) -> bool {
        self.stream.is_in_bitmap()
    }

    /// Works off what is due at `now` and gives what is to be said by then.
    pub fn poll(&mut self, world: &mut World, now: Duration) -> Vec<Said> {
        while self.has_power(world, now) {
            match self.doing.take() {
                Some(doing) if doing.until > now => {
                    self.doing = Some(doing);
                    break;
                }
                Some(doing) => self.finish(world, doing),
                None => match self.next(world) {
                    Some(unit) => self.begin(world, unit, now),
                    None => break,
                },
            }
        }
        let mut due = Vec::new();
        while self.said.front().is_some_and(|(at, _)| *at <= now) {
            due.extend(self.said.pop_front().map(|(_, said)| said));
        }
        due
    }

    /// When `poll` has something to do again, unless bytes or a person come first.
    pub fn next_wake(&self) -> Option<Duration> {
        let answer = self.said.front().map(|(at, _)| *at);
        let act = self.doing.as_ref().map(|doing| doing.until);
        [answer, act].into_iter().flatten().min()
    }

    /// Bytes in, all answers out, on a clock that jumps from wake to wake.
    pub fn exchange(&mut self, world: &mut World, bytes: &[u8]) -> Vec<u8> {
        let mut now = Duration::ZERO;
        // What became of the machine since the last time comes before what is said to it now.
        let mut said = self.poll(world, now);
        self.receive(bytes);
        let mut answers = Vec::new();
        loop {
            said.extend(self.poll(world, now));
            for said in said.drain(..) {
                if let Said::Answer(bytes) = said {
                    answers.extend(bytes);
                }
            }
            match self.next_wake() {
                Some(wake) => now = now.max(wake),
                None => return answers,
            }
        }
    }

    /// False when off; after a restart everything in hand is forgotten.
    fn has_power(&mut self, world: &World, now: Duration) -> bool {
        let lane = &world.lanes()[self.lane];
        if self.boots != lane.boots {
            *self = Self { boots: lane.boots, ..Self::new(self.lane) };
            self.said.push_back((now, Said::HangUp));
        }
        if !lane.power() {
            self.stream = Stream::default();
            self.waiting.clear();
        }
        lane.power()
    }

    fn next(&mut self, world: &World) -> Option<Unit> {
        match self.stuck.take() {
            Some(stuck) if stuck.helps == world.lanes()[self.lane].helps => {
                self.stuck = Some(stuck);
                None
            }
            Some(stuck) => Some(stuck.unit),
            None => self.waiting.pop_front(),
        }
    }

    fn begin(&mut self, world: &mut World, unit: Unit, now: Duration) {
        let mut line = LineFaults::default();
        for fault in world.plan.meet(self.lane, &Moment::Command(name(&unit))) {
            world.befall(self.lane, fault);
        }
        line.collect(world, self.lane);
        let lane = self.lane;
        let takes = match &unit {
            Unit::Command(text) => command::duration(world, lane, text),
            Unit::Bitmap(panel) => command::download_duration(world, lane, panel.data.len()),
            Unit::Broken { .. } => Duration::ZERO,
        };
        if line.dies {
            self.said.push_back((now, Said::HangUp));
        }
        world.works(lane, name(&unit), (now, now + takes));
        self.doing = Some(Doing { unit, until: now + takes + line.act_late, line });
    }

    fn finish(&mut self, world: &mut World, doing: Doing) {
        let Doing { unit, until, mut line } = doing;
        if line.deaf {
            return;
        }
        let boots = world.lanes()[self.lane].boots;
        let answer = match line.nack {
            Some(trouble) => Err(trouble),
            None => self.perform(world, &unit),
        };
        line.collect(world, self.lane);
        if world.lanes()[self.lane].boots != boots {
            return;
        }
        if let Some(back) = line.power_after {
            world.befall(self.lane, Fault::PowerLost { after: false, back });
            return;
        }
        let errors = world.lanes()[self.lane].error_mode();
        if errors.recovers_by_itself() && answer.as_ref().is_err_and(|it| needs_a_person(*it)) {
            let helps = world.lanes()[self.lane].helps;
            self.stuck = Some(Stuck { unit, helps });
            return;
        }
        let Some(mut bytes) = self.word(world, &answer) else { return };
        if line.silent || line.dies {
            return;
        }
        bytes.extend(line.extra);
        self.said.push_back((until + line.late, Said::Answer(bytes)));
    }

    fn perform(&self, world: &mut World, unit: &Unit) -> Answer {
        match unit {
            Unit::Command(text) => command::perform(world, self.lane, text),
            Unit::Bitmap(panel) => command::download(world, self.lane, panel),
            Unit::Broken { trouble, .. } => Err(*trouble),
        }
    }

    /// The answer as bytes; `None` where this error mode keeps silent.
    fn word(&self, world: &mut World, answer: &Answer) -> Option<Vec<u8>> {
        let lane = &mut world.lanes[self.lane];
        let text = match answer {
            Ok(Some(text)) => return Some(with_cr(text)),
            Ok(None) => "ACK".to_owned(),
            Err(trouble) => format!("NACK;{}", trouble.code()),
        };
        lane.volatile.last_answer.clone_from(&text);
        lane.error_mode().acknowledges().then(|| with_cr(&text))
    }
}

impl LineFaults {
    /// Takes up what the plan left for the line.
    fn collect(&mut self, world: &mut World, lane: LaneIndex) {
        for fault in std::mem::take(&mut world.lanes[lane].line_faults) {
            match fault {
                Fault::Late(late) => self.late += late,
                Fault::ActLate(late) => self.act_late += late,
                Fault::Silent => self.silent = true,
                Fault::Deaf => self.deaf = true,
                Fault::Nack(trouble) => self.nack = Some(trouble),
                Fault::Extra(bytes) => self.extra.extend(bytes),
                Fault::LineDies => self.dies = true,
                Fault::PowerLost { back, .. } => self.power_after = Some(back),
                _ => {}
            }
        }
    }
}

fn name(unit: &Unit) -> &str {
    match unit {
        Unit::Command(text) => text.split_once(';').map_or(text, |(name, _)| name),
        Unit::Bitmap(panel) if panel.compressed => "Dbc",
        Unit::Bitmap(_) => "Db",
        Unit::Broken { name, .. } => name,
    }
}

/// What a command costs in memory while it waits.
fn weight(unit: &Unit) -> usize {
    match unit {
        Unit::Bitmap(panel) => panel.data.len(),
        Unit::Command(_) | Unit::Broken { .. } => crate::printer::MAX_COMMAND,
    }
}

fn needs_a_person(trouble: Trouble) -> bool {
    !matches!(trouble, Trouble::Command | Trouble::Parameter)
}

fn with_cr(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(CR);
    bytes
}

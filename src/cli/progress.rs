//! A batch as it runs: a board with a bar at the foot of a terminal, a line a card otherwise.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use super::Output;
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::journal::LaneName;
use crate::station::night::{BatchStep, Doing, Totals};
use crate::text;

const BAR_CHARS: u32 = 32;

/// Redrawn in place; lines about cards scroll above it.
pub struct Board {
    output: Output,
    terminal: bool,
    clock: SystemClock,
    /// When it began to be watched, and how many cards were done then.
    since: Option<(Duration, u32)>,
    sums: Totals,
    lanes: BTreeMap<LaneName, Doing>,
    drawn: usize,
}

impl Board {
    pub fn new(output: Output) -> Self {
        let terminal = std::io::stdout().is_terminal() && !output.json;
        Self {
            output,
            terminal,
            clock: SystemClock::new(),
            since: None,
            sums: Totals::default(),
            lanes: BTreeMap::new(),
            drawn: 0,
        }
    }

    pub fn show(&mut self, step: &BatchStep) {
        match step {
            BatchStep::Sums(sums) => {
                self.sums = *sums;
                let now = self.clock.elapsed();
                self.since.get_or_insert((now, sums.done()));
            }
            BatchStep::Lane { lane, doing } => {
                self.lanes.insert(lane.clone(), doing.clone());
                // On a terminal the board shows it; else only what asks for help is worth a line.
                if !self.terminal && !is_busy(doing) {
                    self.line(step);
                }
            }
            other => {
                self.clear();
                self.line(other);
            }
        }
        self.draw();
    }

    /// Takes the board away.
    pub fn clear(&mut self) {
        if self.terminal && self.drawn > 0 {
            // Up to its first line, and everything from there on erased.
            emit(&format!("\x1b[{}F\x1b[J", self.drawn));
            self.drawn = 0;
        }
    }

    fn line(&self, step: &BatchStep) {
        self.output.say(&text::night::step(step));
    }

    fn draw(&mut self) {
        if !self.terminal {
            return;
        }
        self.clear();
        let mut lines = vec![format!("{}  {}", bar(&self.sums), self.time_left())];
        lines.push(self.output.words(&text::night::sums(&self.sums)));
        for (lane, doing) in &self.lanes {
            lines.push(format!("{lane}  {}", self.output.words(&text::night::doing(doing))));
        }
        // A line that wraps would leave its rest behind when the board is drawn anew.
        let width = terminal_width();
        lines.iter_mut().for_each(|line| *line = line.chars().take(width).collect());
        self.drawn = lines.len();
        emit(&(lines.join("\n") + "\n"));
    }

    fn time_left(&self) -> String {
        let left = self.since.and_then(|(since, done_then)| {
            let done = self.sums.done().checked_sub(done_then).filter(|done| *done > 0)?;
            let each = self.clock.elapsed().saturating_sub(since) / done;
            Some(each * self.sums.cards.saturating_sub(self.sums.done()))
        });
        match left.map(|left| left.as_secs()) {
            None => "–:––".into(),
            Some(seconds) => {
                format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
        }
    }
}

/// Nobody has to look after it.
fn is_busy(doing: &Doing) -> bool {
    matches!(doing, Doing::Idle {} | Doing::Counter {} | Doing::Card { .. })
}

fn terminal_width() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout());
    size.map(|size| usize::from(size.ws_col)).ok().filter(|width| *width > 0).unwrap_or(80)
}

fn bar(sums: &Totals) -> String {
    let filled = sums.done() * BAR_CHARS / sums.cards.max(1);
    let (filled, rest) = (filled as usize, (BAR_CHARS - filled.min(BAR_CHARS)) as usize);
    format!("{}{} {}/{}", "█".repeat(filled), "░".repeat(rest), sums.done(), sums.cards)
}

/// A closed pipe ends the output, not the command.
fn emit(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

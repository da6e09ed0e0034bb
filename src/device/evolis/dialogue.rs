//! One command, one answer, and how to get back there when the two have come apart.
//!
//! The language numbers nothing, so an answer belongs to a command only by its place in the stream.
//! Invariant: while `in_step`, nothing that was asked earlier can still be answered. Whatever
//! breaks that is repaired by `bring_in_step` before anything else is believed.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::models;
use super::transport::Line;
use super::wire::{self, Answer, CR, Order, Read, Shown};
use crate::device::Clock;
use crate::device::printer::PrinterError;

/// A line that was silent for so long has nothing left over to say.
const QUIET: Duration = Duration::from_millis(250);
/// Bytes that nobody asked for, beyond which a printer is babbling.
const MAX_STRAY: usize = 1 << 16;
/// How often the names are asked for before a line is given up.
const STEP_TRIES: usize = 3;
static ZEROS: [u8; 1 << 16] = [0; 1 << 16];

pub struct Dialogue {
    line: Box<dyn Line>,
    clock: Arc<dyn Clock>,
    received: Vec<u8>,
    in_step: bool,
}

/// Who the printer says it is, asked twice each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    pub model: String,
    pub serial: String,
}

impl Dialogue {
    /// Nobody knows yet what the last host left in the stream.
    pub fn new(line: Box<dyn Line>, clock: Arc<dyn Clock>) -> Self {
        Self { line, clock, received: Vec::new(), in_step: false }
    }

    pub fn in_step(&self) -> bool {
        self.in_step
    }

    /// An order, acknowledged.
    pub fn order(&mut self, order: Order, patience: Duration) -> Result<(), PrinterError> {
        self.acknowledged(order.0, &wire::frame(order.0), patience)
    }

    /// A panel with its header, acknowledged; `name` stands for it in errors.
    pub fn download(
        &mut self,
        name: &'static str,
        bytes: &[u8],
        patience: Duration,
    ) -> Result<(), PrinterError> {
        self.acknowledged(name, bytes, patience)
    }

    /// A question, answered by a text.
    pub fn read(&mut self, read: Read, patience: Duration) -> Result<String, PrinterError> {
        match self.exchange(read.0, &wire::frame(read.0), patience)? {
            Answer::Text(text) => Ok(text),
            Answer::Nack(nack) => Err(PrinterError::Refused { command: read.0, nack }),
            Answer::Ack => Err(self.out_of_step(read.0, b"ACK")),
        }
    }

    /// Fills up whatever bitmap the last host left half-sent, then asks for the names until the
    /// answers are those to the questions. Moves nothing of itself, but a bitmap that is completed
    /// inside a sequence prints the panel before it: the counters tell.
    ///
    /// The names are asked as a palindrome, model, serial, serial, model: answers that come late,
    /// and so belong to the questions before, can't agree with themselves.
    pub fn bring_in_step(&mut self, patience: Duration) -> Result<Names, PrinterError> {
        self.in_step = false;
        self.fill(patience).map_err(|source| PrinterError::Line { command: "fill", source })?;
        let mut tries = 1;
        loop {
            self.drain(wire::MODEL.0, QUIET)?;
            match self.names(patience) {
                Err(PrinterError::Garbled { .. } | PrinterError::Refused { .. })
                    if tries < STEP_TRIES =>
                {
                    tries += 1;
                }
                result => {
                    self.in_step = result.is_ok();
                    return result;
                }
            }
        }
    }

    /// Marks the line as out of step and says what came instead of the answer.
    pub fn out_of_step(&mut self, command: &'static str, answer: &[u8]) -> PrinterError {
        self.in_step = false;
        PrinterError::Garbled { command, answer: Shown(answer).to_string() }
    }

    fn acknowledged(
        &mut self,
        command: &'static str,
        bytes: &[u8],
        patience: Duration,
    ) -> Result<(), PrinterError> {
        match self.exchange(command, bytes, patience)? {
            Answer::Ack => Ok(()),
            Answer::Nack(nack) => Err(PrinterError::Refused { command, nack }),
            Answer::Text(text) => Err(self.out_of_step(command, text.as_bytes())),
        }
    }

    /// Out of step from the first byte sent to the last of a well-formed answer.
    fn exchange(
        &mut self,
        command: &'static str,
        bytes: &[u8],
        patience: Duration,
    ) -> Result<Answer, PrinterError> {
        self.drain(command, Duration::ZERO)?;
        self.in_step = false;
        let broken = |source| PrinterError::Line { command, source };
        self.line.send(bytes, patience).map_err(broken)?;
        let line = self.next_line(command, patience)?;
        let answer = wire::answer(&line).map_err(|_| self.out_of_step(command, &line))?;
        self.in_step = true;
        Ok(answer)
    }

    /// Bytes up to the next CR, without it; what follows stays for `drain`.
    fn next_line(
        &mut self,
        command: &'static str,
        patience: Duration,
    ) -> Result<Vec<u8>, PrinterError> {
        let started = self.clock.elapsed();
        let mut chunk = [0; 256];
        loop {
            if let Some(end) = self.received.iter().position(|byte| *byte == CR) {
                let mut line: Vec<u8> = self.received.drain(..=end).collect();
                line.pop();
                return Ok(line);
            }
            if self.received.len() > wire::MAX_ANSWER {
                let endless = std::mem::take(&mut self.received);
                return Err(self.out_of_step(command, &endless));
            }
            let waited = self.clock.elapsed().saturating_sub(started);
            let left = patience.saturating_sub(waited);
            let broken = |source| PrinterError::Line { command, source };
            match self.line.receive(&mut chunk, left).map_err(broken)? {
                0 => return Err(PrinterError::NoAnswer { command, waited: patience }),
                _ if left.is_zero() => {
                    return Err(PrinterError::NoAnswer { command, waited: patience });
                }
                count => self.received.extend_from_slice(&chunk[..count]),
            }
        }
    }

    /// Throws away what came unasked, until the line was silent for `quiet`.
    fn drain(&mut self, command: &'static str, quiet: Duration) -> Result<(), PrinterError> {
        let mut stray = self.received.len();
        self.received.clear();
        let mut chunk = [0; 1024];
        loop {
            let broken = |source| PrinterError::Line { command, source };
            match self.line.receive(&mut chunk, quiet).map_err(broken)? {
                0 => break,
                count => stray += count,
            }
            if stray > MAX_STRAY {
                return Err(self.out_of_step(command, &chunk));
            }
        }
        if stray > 0 {
            tracing::debug!(command, stray, "printer said something unasked");
        }
        Ok(())
    }

    fn fill(&mut self, stall: Duration) -> io::Result<()> {
        let mut left = models::longest_bitmap();
        while left > 0 {
            let count = left.min(ZEROS.len());
            self.line.send(&ZEROS[..count], stall)?;
            left -= count;
        }
        self.line.send(&[CR], stall)
    }

    fn names(&mut self, patience: Duration) -> Result<Names, PrinterError> {
        let model = self.name(wire::MODEL, patience)?;
        let serial = self.name(wire::SERIAL, patience)?;
        let serial_again = self.name(wire::SERIAL, patience)?;
        let model_again = self.name(wire::MODEL, patience)?;
        if model == serial || serial != serial_again || model != model_again {
            return Err(self.out_of_step(wire::MODEL.0, model_again.as_bytes()));
        }
        Ok(Names { model, serial })
    }

    fn name(&mut self, read: Read, patience: Duration) -> Result<String, PrinterError> {
        let text = self.read(read, patience)?;
        match wire::name(&text) {
            Some(_) => Ok(text),
            None => Err(self.out_of_step(read.0, text.as_bytes())),
        }
    }
}

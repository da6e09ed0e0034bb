//! The line between the real driver and the printer's interpreter, in memory. A connection is one
//! end of it: what was said to an earlier one is lost with it, what the printer does is not.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use cetakd::device::evolis::transport::{Connector, Line};

use super::hardware::{Hardware, Machines, Sent, SentAct};

/// What is longer goes out in two halves, between which the process may die.
const WHOLE: usize = 24;

/// One printer's side of its line.
#[derive(Default)]
pub struct Wire {
    pub up: bool,
    connection: u64,
    pub said: VecDeque<u8>,
}

/// Connects to the printer of one lane.
pub struct MemoryConnector {
    pub hardware: Hardware,
    pub lane: usize,
}

struct MemoryLine {
    hardware: Hardware,
    lane: usize,
    connection: u64,
}

impl Connector for MemoryConnector {
    fn open(&mut self) -> io::Result<Box<dyn Line>> {
        self.hardware.step();
        let mut machines = self.hardware.lock();
        machines.poll();
        if !machines.world.lanes()[self.lane].power() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let wire = &mut machines.wires[self.lane];
        wire.connection += 1;
        wire.up = true;
        wire.said.clear();
        let (lane, connection) = (self.lane, wire.connection);
        Ok(Box::new(MemoryLine { hardware: self.hardware.clone(), lane, connection }))
    }
}

impl Line for MemoryLine {
    fn send(&mut self, bytes: &[u8], _: Duration) -> io::Result<()> {
        self.hardware.step();
        if bytes.len() > WHOLE {
            let (first, last) = bytes.split_at(bytes.len() / 2);
            self.send_part(first)?;
            self.hardware.step();
            self.send_part(last)?;
        } else {
            self.send_part(bytes)?;
        }
        self.hardware.step();
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
        if !timeout.is_zero() {
            self.hardware.step();
        }
        let mut machines = self.hardware.lock();
        let (lane, connection) = (self.lane, self.connection);
        let came = machines.until(timeout, |machines| {
            let wire = &machines.wires[lane];
            match (wire.said.is_empty(), wire.up && wire.connection == connection) {
                (false, _) => Ok(true),
                (true, true) => Ok(false),
                (true, false) => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            }
        })?;
        if !came {
            return Ok(0);
        }
        let said = &mut machines.wires[lane].said;
        let count = said.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(said.drain(..count)) {
            *to = from;
        }
        Ok(count)
    }
}

impl MemoryLine {
    fn send_part(&self, bytes: &[u8]) -> io::Result<()> {
        let mut machines = self.hardware.lock();
        machines.poll();
        let wire = &machines.wires[self.lane];
        if !wire.up || wire.connection != self.connection {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        machines.note(self.lane, bytes);
        machines.printers[self.lane].receive(bytes);
        machines.poll();
        Ok(())
    }
}

impl Machines {
    /// Writes down what takes, marks or ejects, as it is sent.
    fn note(&mut self, lane: usize, bytes: &[u8]) {
        let act = match bytes {
            b"\x1BSic\r" => SentAct::Feed,
            b"\x1BSe\r" => SentAct::Eject,
            b"\x1BSer\r" | b"\x1BSeb\r" => SentAct::Reject,
            // The first panel prints nothing, the second prints the first.
            _ if bytes.starts_with(b"\x1BDb;m;") => SentAct::Print,
            _ => return,
        };
        let after = self.journal_seq();
        self.sent.push(Sent { lane, act, after });
    }
}

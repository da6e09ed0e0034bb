//! Evolis card printers (Programming Guide A5013) over TCP or a device node.
//!
//! A card goes to the contactless station, is printed in one sequence and ejected or rejected; who
//! drives this driver reads counters through the barrier and believes nothing else.
//!
//! | File | What it holds |
//! |---|---|
//! | `transport` | the line: TCP or device node, every wait bounded |
//! | `wire` | the language as bytes, both ways |
//! | `models` | what differs between printers, as data |
//! | `panel`, `bitmap` | from pixels to packed dots, to a download |
//! | `dialogue` | one command, one answer; back in step |
//! | `takeover` | whose errors these are, and what the last host left |
//! | `session` | a printer in our hands: marker, fences, acts |
//! | `settle` | the barrier |
//! | `print` | one card's sequence |

mod bitmap;
mod dialogue;
pub mod models;
pub mod panel;
mod print;
mod session;
mod settle;
mod takeover;
pub mod transport;
pub mod wire;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::sync::Arc;

use self::models::Model;
use self::session::Session;
use self::transport::{Address, Connector};
use super::Clock;
use super::printer::{CardPrinter, Counters, PrinterError, PrinterIdentity, Readiness};
use crate::face::CardPanels;

/// One Evolis printer; nothing is opened before `connect`.
pub struct Evolis {
    connector: Box<dyn Connector>,
    clock: Arc<dyn Clock>,
    named: Option<&'static Model>,
    session: Option<Session>,
}

impl Evolis {
    /// `named`: the row of `models` that the configuration says this printer is like.
    pub fn new(address: Address, clock: Arc<dyn Clock>, named: Option<&'static Model>) -> Self {
        Self::over(Box::new(address), clock, named)
    }

    /// Over any line that speaks the language.
    pub fn over(
        connector: Box<dyn Connector>,
        clock: Arc<dyn Clock>,
        named: Option<&'static Model>,
    ) -> Self {
        Self { connector, clock, named, session: None }
    }

    fn session(&mut self, command: &'static str) -> Result<&mut Session, PrinterError> {
        let source = || io::ErrorKind::NotConnected.into();
        self.session.as_mut().ok_or_else(|| PrinterError::Line { command, source: source() })
    }
}

impl CardPrinter for Evolis {
    fn connect(&mut self) -> Result<PrinterIdentity, PrinterError> {
        // A device node opens once only.
        self.session = None;
        let line = self.connector.open();
        let line = line.map_err(|source| PrinterError::Line { command: "connect", source })?;
        let mut session = Session::open(line, self.clock.clone(), self.named)?;
        let identity = session.identity()?;
        self.session = Some(session);
        Ok(identity)
    }

    fn barrier(&mut self) -> Result<Counters, PrinterError> {
        self.session("barrier")?.settle()
    }

    fn counters(&mut self) -> Result<Counters, PrinterError> {
        self.session("counters")?.counters()
    }

    fn readiness(&mut self) -> Result<Readiness, PrinterError> {
        self.session("readiness")?.readiness()
    }

    fn card_sensor(&mut self) -> Result<Option<u32>, PrinterError> {
        self.session("sensor")?.card_sensor()
    }

    fn feed(&mut self) -> Result<(), PrinterError> {
        self.session(wire::FEED.0)?.feed()
    }

    fn load(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        self.session(wire::SEQUENCE.0)?.load(panels)
    }

    fn print_and_eject(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        self.session(wire::END.0)?.print_and_eject(panels)
    }

    fn reject(&mut self) -> Result<(), PrinterError> {
        self.session(wire::REJECT.0)?.reject()
    }

    fn clear_bitmaps(&mut self) -> Result<(), PrinterError> {
        self.session(wire::CLEAR_BITMAPS.0)?.clear_bitmaps()
    }

    fn raw_answers(&mut self) -> Result<Vec<(String, String)>, PrinterError> {
        if let Some(session) = &mut self.session {
            return Ok(session.raw_answers());
        }
        let line = self.connector.open();
        let line = line.map_err(|source| PrinterError::Line { command: "connect", source })?;
        session::answers_of_a_stranger(line, self.clock.clone())
    }

    fn seconds_a_card(&self) -> Option<u32> {
        self.session.as_ref().map(|session| session.model.seconds_a_card)
    }

    fn panels_per_card(&self, panels: &CardPanels) -> u64 {
        print::panels_per_card(panels)
    }
}

impl fmt::Debug for Evolis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected = self.session.is_some();
        f.debug_struct("Evolis").field("connected", &connected).finish_non_exhaustive()
    }
}

//! Defects planted on purpose, each to show that a checker sees it: a printer that repeats itself
//! or mixes people up, a reader that mistakes cards, a line that loses reports, forged books.

use std::time::Duration;

use cetakd::device::source::{LeaseRequest, Observation, ReadyPage, Receipt, Report, SignedLease};
use cetakd::device::{
    CardChannel, CardPrinter, CardReader, Counters, PrinterError, PrinterIdentity, PrrSource,
    ReaderError, Readiness, SourceError,
};
use cetakd::face::CardPanels;
use cetakd::journal::Head;
use cetakd::record::{Nik, Uid};

/// How a printer is bent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// Refused, it feeds again.
    FeedsAgain,
    /// Every card comes twice.
    PrintsTwice,
    /// From the second card on, the face of the one before.
    OneBehind,
    /// Rejected, it rejects again.
    RejectsAgain,
    /// Its driver panics in the thread of a shift.
    Panics,
}

pub struct BentPrinter {
    pub inner: Box<dyn CardPrinter>,
    pub bend: Bend,
    pub before: Option<CardPanels>,
}

impl BentPrinter {
    pub fn boxed(inner: Box<dyn CardPrinter>, bend: Bend) -> Box<dyn CardPrinter> {
        Box::new(Self { inner, bend, before: None })
    }

    fn shown<'a>(&'a self, panels: &'a CardPanels) -> &'a CardPanels {
        self.before.as_ref().filter(|_| self.bend == Bend::OneBehind).unwrap_or(panels)
    }
}

impl CardPrinter for BentPrinter {
    fn connect(&mut self) -> Result<PrinterIdentity, PrinterError> {
        let in_a_shift = std::thread::current().name().is_none();
        assert!(self.bend != Bend::Panics || !in_a_shift, "planted");
        self.inner.connect()
    }

    fn barrier(&mut self) -> Result<Counters, PrinterError> {
        self.inner.barrier()
    }

    fn counters(&mut self) -> Result<Counters, PrinterError> {
        self.inner.counters()
    }

    fn readiness(&mut self) -> Result<Readiness, PrinterError> {
        self.inner.readiness()
    }

    fn card_sensor(&mut self) -> Result<Option<u32>, PrinterError> {
        self.inner.card_sensor()
    }

    fn feed(&mut self) -> Result<(), PrinterError> {
        match self.inner.feed() {
            Err(PrinterError::Refused { .. }) if self.bend == Bend::FeedsAgain => self.inner.feed(),
            fed => fed,
        }
    }

    fn load(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        let shown = self.shown(panels).clone();
        self.inner.load(&shown)
    }

    fn print_and_eject(&mut self, panels: &CardPanels) -> Result<(), PrinterError> {
        let shown = self.shown(panels).clone();
        let printed = self.inner.print_and_eject(&shown);
        self.before = Some(panels.clone());
        if self.bend == Bend::PrintsTwice {
            self.inner.feed()?;
            self.inner.load(panels)?;
            self.inner.print_and_eject(panels)?;
        }
        printed
    }

    fn reject(&mut self) -> Result<(), PrinterError> {
        let rejected = self.inner.reject();
        if self.bend == Bend::RejectsAgain {
            // Nothing is inside any more: what it says doesn't matter.
            let _ = self.inner.reject();
        }
        rejected
    }

    fn clear_bitmaps(&mut self) -> Result<(), PrinterError> {
        self.inner.clear_bitmaps()
    }

    fn raw_answers(&mut self) -> Result<Vec<(String, String)>, PrinterError> {
        self.inner.raw_answers()
    }

    fn panels_per_card(&self, panels: &CardPanels) -> u64 {
        self.inner.panels_per_card(panels)
    }
}

/// Says another card's UID.
pub struct MistakenReader {
    pub inner: Box<dyn CardReader>,
    pub says: Uid,
}

struct MistakenChannel<'a> {
    inner: Box<dyn CardChannel + 'a>,
    says: Uid,
}

impl CardReader for MistakenReader {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.inner.wait_for_card(timeout)
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.inner.wait_for_removal(timeout)
    }

    fn connect(&mut self) -> Result<Box<dyn CardChannel + '_>, ReaderError> {
        let (inner, says) = (self.inner.connect()?, self.says);
        Ok(Box::new(MistakenChannel { inner, says }))
    }
}

impl CardChannel for MistakenChannel<'_> {
    fn uid(&mut self) -> Result<Uid, ReaderError> {
        self.inner.uid().map(|_| self.says)
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.inner.transmit(command)
    }

    fn extended_length(&self) -> bool {
        self.inner.extended_length()
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.inner.reset()
    }
}

/// Takes reports and tells nobody.
pub struct ForgetfulLine(pub Box<dyn PrrSource>);

fn lost() -> Result<Receipt, SourceError> {
    Ok(Receipt::Accepted("R-LOST".into()))
}

impl PrrSource for ForgetfulLine {
    fn name(&self) -> String {
        self.0.name()
    }

    fn status(&mut self, nik: &Nik) -> Result<Observation, SourceError> {
        self.0.status(nik)
    }

    fn lease(&mut self, request: &LeaseRequest) -> Result<SignedLease, SourceError> {
        self.0.lease(request)
    }

    fn ready(&mut self, after: Option<&str>) -> Result<ReadyPage, SourceError> {
        self.0.ready(after)
    }

    fn report(&mut self, _: &Report) -> Result<Receipt, SourceError> {
        lost()
    }

    fn give_back(&mut self, _: &str, _: &str) -> Result<Receipt, SourceError> {
        lost()
    }

    fn anchor(&mut self) -> Result<Option<Head>, SourceError> {
        self.0.anchor()
    }

    fn revoke(&mut self, _: &Uid, _: &str) -> Result<Receipt, SourceError> {
        lost()
    }
}

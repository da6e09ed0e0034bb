//! The seam to a card printer that moves a card to an encoder inside, prints, ejects or rejects.

use std::time::Duration;

use thiserror::Error;

use crate::face::CardPanels;

/// Who the printer says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterIdentity {
    pub serial: String,
    pub model: String,
    pub firmware: String,
}

/// Lifetime counters: what the machine did, whatever anybody says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// Cards ever taken from feeder or hand.
    pub cards: u64,
    /// Panels ever printed.
    pub panels: u64,
    /// Cleaning passes; they explain a gap between two readings.
    pub cleanings: u64,
}

/// What stands between this printer and its next card; `None`: the model can't tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readiness {
    pub feeder_empty: Option<bool>,
    pub ribbon: String,
    pub ribbon_ended: Option<bool>,
    pub ribbon_cards_left: Option<u32>,
    /// Whether a card is in the machine, as far as it says so itself.
    pub card_inside: Option<bool>,
    /// Retransfer film; no model that we know can tell.
    pub film_ended: Option<bool>,
    pub film_cards_left: Option<u32>,
    /// The volatile boot marker was lost: the printer was powered off since the last act. Stays
    /// true until the next act, through connects and barriers, so that no evidence is lost.
    pub restarted: bool,
}

/// What a printer can do to us. The variant tells what is known about the card.
#[derive(Debug, Error)]
pub enum PrinterError {
    /// NACK. A parameter or command error comes before the act, any other ends it half-way.
    #[error("printer refused `{command}`: {nack}")]
    Refused { command: &'static str, nack: Nack },
    /// Sent, and no answer within the time an act can take: what it did is unknown.
    #[error("no answer to `{command}` within {waited:?}")]
    NoAnswer { command: &'static str, waited: Duration },
    #[error("answer to `{command}` is not of the language: {answer}")]
    Garbled { command: &'static str, answer: String },
    #[error("line to the printer broke at `{command}`")]
    Line {
        command: &'static str,
        #[source]
        source: std::io::Error,
    },
    #[error("printer model `{0}` is unknown; name the model in the configuration")]
    UnknownModel(String),
    /// Nothing was sent: settings and bitmaps went with the power, and maybe the card.
    #[error("printer was switched off since the card was fed")]
    Restarted,
    /// Nothing was sent: no first panel lies in the printer, or not any more.
    #[error("no card is loaded for printing")]
    NotLoaded,
    #[error("two readings of the counters differ: the machine is still at work")]
    Unsettled,
    #[error("host-managed errors did not hold: the printer reports `{0}`")]
    Unmanaged(String),
    #[error("the face is {face:?} pixels, the printer's panel {panel:?}")]
    Geometry { face: (u32, u32), panel: (u32, u32) },
}

/// Why a printer answers NACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Nack {
    #[error("command error")]
    Command,
    #[error("parameter error")]
    Parameter,
    #[error("time-out or jam")]
    Mechanical,
    #[error("cover open")]
    CoverOpen,
    #[error("feeder: no card")]
    Feeder,
    #[error("ribbon")]
    Ribbon,
}

/// One card printer. Every act blocks until acknowledged; ACK means "sent correctly", so the
/// caller reads `settle` before it believes anything.
pub trait CardPrinter: Send {
    /// Connects, takes over error handling, waits for what the last host left at work, clears
    /// bitmaps.
    fn connect(&mut self) -> Result<PrinterIdentity, PrinterError>;

    /// The barrier: stream back in step, the longest act waited out, two equal readings.
    fn barrier(&mut self) -> Result<Counters, PrinterError>;

    /// One reading, for an idle machine.
    fn counters(&mut self) -> Result<Counters, PrinterError>;

    fn readiness(&mut self) -> Result<Readiness, PrinterError>;

    /// What the card sensor reads, in millivolts: no witness before it is calibrated. `None` for a
    /// model that has none.
    fn card_sensor(&mut self) -> Result<Option<u32>, PrinterError>;

    /// Sets the boot marker and takes a card from the feeder to the contactless station.
    fn feed(&mut self) -> Result<(), PrinterError>;

    /// Wipes the memory and loads the first panel: nothing that can print yet, so no error of this
    /// one has printed anything.
    fn load(&mut self, panels: &CardPanels) -> Result<(), PrinterError>;

    /// Sends what is left and prints both sides, then ejects to the output. Never repeated.
    /// `NotLoaded`, `Restarted` and `Geometry` come before anything is sent; after any other error
    /// printing may have begun, its command says how far it came, and the counters how far it got.
    fn print_and_eject(&mut self, panels: &CardPanels) -> Result<(), PrinterError>;

    /// Ejects the card to the reject box.
    fn reject(&mut self) -> Result<(), PrinterError>;

    /// The last person's picture must not stay in the printer. Waits for an act under way.
    fn clear_bitmaps(&mut self) -> Result<(), PrinterError>;

    /// Every raw answer of the read commands, for `doctor`; an error if it says nothing at all.
    fn raw_answers(&mut self) -> Result<Vec<(String, String)>, PrinterError>;

    /// About how long one card takes, with its chip, by the model's own figures.
    fn seconds_a_card(&self) -> Option<u32> {
        None
    }

    /// Panels that one card costs with the ribbon in use: the growth of `Counters::panels`.
    fn panels_per_card(&self, panels: &CardPanels) -> u64;
}

//! A printer in our hands: who it is, what it still owes us, and the acts that move a card.
//!
//! Every act stands between two fences, a question with one right answer: what is taken for its
//! ACK can then be neither a late answer nor a stray one.

use std::sync::Arc;
use std::time::Duration;

use super::bitmap::Bitmap;
use super::dialogue::{Dialogue, Names};
use super::models::Model;
use super::transport::Line;
use super::wire::{self, Order, Read};
use crate::device::Clock;
use crate::device::printer::{Counters, Nack, PrinterError, PrinterIdentity, Readiness};

/// What an idle printer needs for an answer, on top of the longest act.
pub(super) const ANSWER_TIME: Duration = Duration::from_secs(5);
/// How often a question is asked; an act never is asked twice.
const READ_TRIES: usize = 2;

pub struct Session {
    pub(super) dialogue: Dialogue,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) model: &'static Model,
    pub(super) names: Names,
    pub(super) outlook: Outlook,
    /// By then the last thing that was begun has ended, whatever it was.
    pub(super) idle_at: Duration,
    pub(super) memory: Memory,
    pub(super) bitmap: Bitmap,
}

/// What the counters will say once the machine has done all that it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Exactly this: everything was acknowledged, and each act adds what it always adds.
    Foretold(Counters),
    /// Unknown, but nothing is under way: the last act ended with NACK.
    Ended,
    /// Anything: something may be under way that nobody has answered for.
    Open,
}

/// What lies in the printer's bitmap memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    Empty,
    /// The first panel of a card whose sequence is open.
    Loaded,
    /// Perhaps somebody's picture.
    Stale,
}

/// What the marker in the printer's memory says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    AtWork,
    AtRest,
    /// Neither: it was switched off since the last act.
    Lost,
}

impl Session {
    pub fn identity(&mut self) -> Result<PrinterIdentity, PrinterError> {
        let firmware = self.ask(wire::FIRMWARE, |text| wire::name(text).map(str::to_owned))?;
        let Names { model, serial } = self.names.clone();
        Ok(PrinterIdentity { serial, model, firmware })
    }

    pub fn readiness(&mut self) -> Result<Readiness, PrinterError> {
        self.step()?;
        let ribbon = self.ask(wire::RIBBON, |text| wire::ribbon(text).map(str::to_owned))?;
        let ended = self.ask(wire::RIBBON_END, |text| Some(wire::ribbon_ended(text)))?;
        let left = self.ask_if_known(self.model.ribbon_cards_left, wire::number)?;
        let feeder_empty = self.ask_if_known(self.model.feeder_empty, wire::yes)?;
        // Where the feeder holds cards the answer speaks of those.
        let said = |text: &str| Some(wire::card_anywhere(text));
        let card_inside = match self.witness(self.model.card_anywhere, said)?.flatten() {
            Some(true) => (feeder_empty == Some(true)).then_some(true),
            said => said,
        };
        Ok(Readiness {
            feeder_empty,
            card_inside,
            ribbon,
            ribbon_ended: Some(ended),
            ribbon_cards_left: left.and_then(|cards| u32::try_from(cards).ok()),
            film_ended: None,
            film_cards_left: None,
            restarted: self.mark()? == Mark::Lost,
        })
    }

    pub fn card_sensor(&mut self) -> Result<Option<u32>, PrinterError> {
        self.step()?;
        self.witness(self.model.card_sensor, wire::millivolts)
    }

    pub fn counters(&mut self) -> Result<Counters, PrinterError> {
        self.step()?;
        let mut cleanings: u64 = 0;
        for read in self.model.cleanings {
            cleanings = cleanings.saturating_add(self.ask(*read, wire::number)?);
        }
        let cards = self.ask(wire::CARDS, wire::number)?;
        let panels = self.ask(wire::PANELS, wire::number)?;
        Ok(Counters { cards, panels, cleanings })
    }

    /// A card from the feeder to the contactless station, by a printer that lets us manage errors.
    pub fn feed(&mut self) -> Result<(), PrinterError> {
        self.step()?;
        self.check_error_mode()?;
        self.order(wire::FROM_FEEDER)?;
        self.order(self.model.marker.at_work.1)?;
        self.act(wire::FEED)?;
        self.expect(|counters| counters.cards += 1);
        Ok(())
    }

    /// The card inside to the reject box.
    pub fn reject(&mut self) -> Result<(), PrinterError> {
        self.step()?;
        self.order(self.model.marker.at_work.1)?;
        self.memory = Memory::Stale;
        self.act(wire::REJECT)
    }

    /// Every question there is with its raw answer, or what came instead.
    pub fn raw_answers(&mut self) -> Vec<(String, String)> {
        answers(&mut self.dialogue, self.model.longest_act + ANSWER_TIME)
    }

    /// One act, fenced on both sides. Whatever goes wrong, it may have been done.
    pub(super) fn act(&mut self, order: Order) -> Result<(), PrinterError> {
        let serial = self.names.serial.clone();
        self.ask(wire::SERIAL, |text| (text == serial).then_some(()))?;
        self.watched(|session| {
            session.dialogue.order(order, session.patience())?;
            session.fence()
        })
    }

    /// Does something that may move the machine, and keeps the outlook true however it ends.
    pub(super) fn watched(
        &mut self,
        act: impl FnOnce(&mut Self) -> Result<(), PrinterError>,
    ) -> Result<(), PrinterError> {
        let before = std::mem::replace(&mut self.outlook, Outlook::Open);
        let result = act(self);
        self.outlook = match &result {
            Ok(()) if before == Outlook::Ended => Outlook::Open,
            Ok(()) => before,
            Err(PrinterError::Refused { .. }) if before != Outlook::Open => Outlook::Ended,
            Err(_) => Outlook::Open,
        };
        self.idle_at = self.clock.elapsed() + self.model.longest_act;
        result
    }

    /// The serial number, and nothing else, answers the question for it.
    pub(super) fn fence(&mut self) -> Result<(), PrinterError> {
        let text = self.dialogue.read(wire::SERIAL, self.patience())?;
        if text == self.names.serial {
            return Ok(());
        }
        Err(self.dialogue.out_of_step(wire::SERIAL.0, text.as_bytes()))
    }

    /// In step, if need be by filling up a bitmap: what that sets off is waited for.
    pub(super) fn step(&mut self) -> Result<(), PrinterError> {
        if self.dialogue.in_step() {
            return Ok(());
        }
        self.memory = Memory::Stale;
        self.may_be_busy();
        let names = self.dialogue.bring_in_step(self.patience());
        self.may_be_busy();
        if names? == self.names {
            return Ok(());
        }
        // Another machine at the same address is nobody we know.
        Err(self.dialogue.out_of_step(wire::SERIAL.0, b"another printer's name"))
    }

    /// An order that moves nothing.
    pub(super) fn order(&mut self, order: Order) -> Result<(), PrinterError> {
        self.dialogue.order(order, self.patience())
    }

    /// A question, asked again in step if the answer isn't one.
    pub(super) fn ask<T>(
        &mut self,
        read: Read,
        value: impl Fn(&str) -> Option<T>,
    ) -> Result<T, PrinterError> {
        let mut tries = 1;
        loop {
            let text = self.dialogue.read(read, self.patience());
            let answer = match text.map(|text| (value(&text), text)) {
                Ok((Some(value), _)) => return Ok(value),
                Ok((None, text)) => Err(self.dialogue.out_of_step(read.0, text.as_bytes())),
                Err(error) => Err(error),
            };
            match answer {
                Err(PrinterError::NoAnswer { .. } | PrinterError::Garbled { .. })
                    if tries < READ_TRIES =>
                {
                    tries += 1;
                    self.step()?;
                }
                other => return other,
            }
        }
    }

    pub(super) fn mark(&mut self) -> Result<Mark, PrinterError> {
        let marker = self.model.marker;
        let value = self.ask(marker.read, wire::number)?;
        Ok(match value {
            value if value == marker.at_work.0 => Mark::AtWork,
            value if value == marker.at_rest.0 => Mark::AtRest,
            _ => Mark::Lost,
        })
    }

    /// Everything acknowledged so far will add this to the counters.
    pub(super) fn expect(&mut self, add: impl FnOnce(&mut Counters)) {
        if let Outlook::Foretold(counters) = &mut self.outlook {
            add(counters);
        }
    }

    pub(super) fn patience(&self) -> Duration {
        self.model.longest_act + ANSWER_TIME
    }

    /// `None` where this model has no such question.
    fn ask_if_known<T>(
        &mut self,
        read: Option<Read>,
        value: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, PrinterError> {
        read.map(|read| self.ask(read, value)).transpose()
    }

    /// A question that not every firmware knows: one that refuses it has nothing to say.
    fn witness<T>(
        &mut self,
        read: Option<Read>,
        value: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, PrinterError> {
        match self.ask_if_known(read, value) {
            Err(PrinterError::Refused { nack: Nack::Command | Nack::Parameter, .. }) => Ok(None),
            other => other,
        }
    }

    pub(super) fn may_be_busy(&mut self) {
        self.outlook = Outlook::Open;
        self.idle_at = self.clock.elapsed() + self.model.longest_act;
    }

    pub(super) fn check_error_mode(&mut self) -> Result<(), PrinterError> {
        let mode = self.error_mode()?;
        if mode == wire::HOST_MANAGED_BOTH { Ok(()) } else { Err(PrinterError::Unmanaged(mode)) }
    }

    pub(super) fn error_mode(&mut self) -> Result<String, PrinterError> {
        self.ask(wire::ERROR_MODE, |text| wire::error_mode(text).map(str::to_owned))
    }
}

/// Raw answers of a printer that nobody has connected to, or that could not be connected to.
pub fn answers_of_a_stranger(
    line: Box<dyn Line>,
    clock: Arc<dyn Clock>,
) -> Result<Vec<(String, String)>, PrinterError> {
    let mut dialogue = Dialogue::new(line, clock);
    dialogue.bring_in_step(ANSWER_TIME)?;
    Ok(answers(&mut dialogue, ANSWER_TIME))
}

/// Stops at a printer that has nothing more to say.
fn answers(dialogue: &mut Dialogue, patience: Duration) -> Vec<(String, String)> {
    let mut answers = Vec::with_capacity(wire::READS.len());
    for read in wire::READS {
        if !dialogue.in_step() && dialogue.bring_in_step(patience).is_err() {
            break;
        }
        let answer = dialogue.read(*read, patience).unwrap_or_else(|error| error.to_string());
        answers.push((read.0.to_owned(), answer));
    }
    answers
}

//! Taking a printer in hand: who it is, who manages its errors, what the last host left behind,
//! where cards come from. Moves no card, and leaves nobody's picture.

use std::sync::Arc;

use super::bitmap::Bitmap;
use super::dialogue::Dialogue;
use super::models::{self, Model};
use super::session::{ANSWER_TIME, Mark, Memory, Outlook, Session};
use super::transport::Line;
use super::wire;
use crate::device::Clock;
use crate::device::printer::{Nack, PrinterError};

impl Session {
    /// Asks who is there, and takes the errors over before anything else: a printer that recovers
    /// by itself takes blanks unseen.
    pub fn open(
        line: Box<dyn Line>,
        clock: Arc<dyn Clock>,
        named: Option<&'static Model>,
    ) -> Result<Self, PrinterError> {
        let mut dialogue = Dialogue::new(line, clock.clone());
        let patience = models::longest_act() + ANSWER_TIME;
        let names = dialogue.bring_in_step(patience)?;
        let known = named.or_else(|| models::by_name(&names.model));
        let Some(model) = known else { return Err(PrinterError::UnknownModel(names.model)) };
        let idle_at = clock.elapsed();
        let mut session = Self {
            dialogue,
            clock,
            model,
            names,
            outlook: Outlook::Open,
            idle_at,
            memory: Memory::Stale,
            bitmap: Bitmap::default(),
        };
        session.manage_errors()?;
        // Only a host that died at work can have left something under way.
        if session.mark()? == Mark::AtWork {
            session.may_be_busy();
        }
        session.settle()?;
        session.order(wire::FROM_FEEDER)?;
        session.declare_ribbon()?;
        Ok(session)
    }

    /// Whether the order itself is acknowledged depends on the mode before it, so `Rem` has the
    /// last word, asked in step.
    fn manage_errors(&mut self) -> Result<(), PrinterError> {
        if self.error_mode()? == wire::HOST_MANAGED_BOTH {
            return Ok(());
        }
        match self.dialogue.order(wire::HOST_MANAGED, ANSWER_TIME) {
            Ok(()) | Err(PrinterError::NoAnswer { .. }) => {}
            Err(error) => return Err(error),
        }
        self.step()?;
        self.check_error_mode()
    }

    /// A printer that knows better which ribbon it holds refuses; `load` then has the last word.
    fn declare_ribbon(&mut self) -> Result<(), PrinterError> {
        let fitted = self.ask(wire::RIBBON, |text| wire::ribbon(text).map(str::to_owned))?;
        let Some(order) = wire::declare_ribbon(self.model.ribbon) else { return Ok(()) };
        if fitted == self.model.ribbon {
            return Ok(());
        }
        match self.order(order) {
            Err(PrinterError::Refused { nack: Nack::Ribbon | Nack::Parameter, .. }) => Ok(()),
            other => other,
        }
    }
}

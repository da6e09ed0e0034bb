//! A contactless reader through the system's PC/SC service (pcscd): `PcscReader`, the exclusive
//! channel it opens, and `PcscWatch` over all readers on a context of its own.
//!
//! What the service does to a client was measured and decides the code: a context survives no
//! restart of the service though it says it is valid, so it is made anew; a wait is a row of short
//! ones; removed, reset and mute are told apart; nothing here repeats a command.

use std::ffi::CString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use pcsc::{Protocols, ReaderState, ShareMode, State};

use super::reader::{CardChannel, CardReader, ReaderError, ReaderWatch};
use super::sundry::Clock;

mod channel;
mod error;
mod name;
mod property;
mod service;

use channel::PcscChannel;
use service::Service;

/// Longest single wait; then the state is read again.
const SLICE: Duration = Duration::from_secs(1);

/// One reader, found by its name at every use: it may come, go and come back.
pub struct PcscReader {
    name: String,
    service: Service,
    clock: Arc<dyn Clock>,
}

impl PcscReader {
    /// The name as the service lists it, or without the index that changes with plug order.
    pub fn new(name: &str, clock: Arc<dyn Clock>) -> Self {
        Self { name: name.to_owned(), service: Service::default(), clock }
    }

    fn wait_for(&mut self, wanted: State, timeout: Duration) -> Result<bool, ReaderError> {
        let deadline = self.clock.elapsed() + timeout;
        // UNAWARE: the first answer comes at once and says what is.
        let mut states = [ReaderState::new(self.listed_name()?, State::UNAWARE)];
        loop {
            let left = deadline.saturating_sub(self.clock.elapsed());
            self.service.status_change(left.min(SLICE), &mut states)?;
            let state = states[0].event_state();
            if state.intersects(State::UNKNOWN | State::UNAVAILABLE) {
                return Err(ReaderError::ReaderGone(self.name.clone()));
            }
            if state.contains(wanted) {
                return Ok(true);
            }
            if left.is_zero() {
                return Ok(false);
            }
            states[0].sync_current_state();
        }
    }

    fn listed_name(&mut self) -> Result<CString, ReaderError> {
        name::find(&self.name, self.service.readers()?)
    }
}

impl CardReader for PcscReader {
    fn name(&self) -> &str {
        &self.name
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.wait_for(State::PRESENT, timeout)
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.wait_for(State::EMPTY, timeout)
    }

    fn connect(&mut self) -> Result<Box<dyn CardChannel + '_>, ReaderError> {
        let listed = self.listed_name()?;
        let card = self.service.ask(&self.name, |context| {
            context.connect(&listed, ShareMode::Exclusive, Protocols::T1)
        });
        let card = card.map_err(|error| match error {
            ReaderError::CardRemoved => ReaderError::NoCard,
            other => other,
        })?;
        Ok(Box::new(PcscChannel::open(card, &self.name)?))
    }
}

impl fmt::Debug for PcscReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PcscReader({})", self.name)
    }
}

/// All readers at once, on a context of its own: a transmit never waits for it.
#[derive(Debug, Default)]
pub struct PcscWatch {
    configured: Vec<String>,
    service: Service,
}

impl PcscWatch {
    /// Readers of the configuration are reported under their configured names, all others, too,
    /// as the service lists them.
    pub fn new(configured: Vec<String>) -> Self {
        Self { configured, service: Service::default() }
    }
}

impl ReaderWatch for PcscWatch {
    fn presence(&mut self) -> Result<Vec<(String, bool)>, ReaderError> {
        let listed = self.service.readers()?;
        let unaware = |name| ReaderState::new(name, State::UNAWARE);
        let mut states: Vec<_> = listed.into_iter().map(unaware).collect();
        if !states.is_empty() {
            self.service.status_change(Duration::ZERO, &mut states)?;
        }
        let presence = |state: &ReaderState| {
            let name = name::configured(&self.configured, &state.name().to_string_lossy());
            (name, state.event_state().contains(State::PRESENT))
        };
        Ok(states.iter().map(presence).collect())
    }
}

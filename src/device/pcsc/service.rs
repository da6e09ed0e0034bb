//! The line to the service. A context that met a service failure never recovers, though it still
//! says it is valid: it is thrown away, and one that was there before the failure is replaced once.

use std::ffi::CString;
use std::fmt;
use std::time::Duration;

use pcsc::{Context, Error, ReaderState, Scope};

use super::super::reader::ReaderError;
use super::error::{is_service_failure, reader_error};

#[derive(Default)]
pub(super) struct Service {
    context: Option<Context>,
}

impl Service {
    /// Every reader, in the service's order; none is no error.
    pub fn readers(&mut self) -> Result<Vec<CString>, ReaderError> {
        self.ask("", |context| match context.list_readers_owned() {
            Err(Error::NoReadersAvailable) => Ok(Vec::new()),
            other => other,
        })
    }

    /// Waits for a change, or for the time to pass; the states tell which.
    pub fn status_change(
        &mut self,
        timeout: Duration,
        states: &mut [ReaderState],
    ) -> Result<(), ReaderError> {
        let reader = states.first().map(|state| state.name().to_string_lossy().into_owned());
        self.ask(&reader.unwrap_or_default(), |context| {
            match context.get_status_change(timeout, states) {
                Err(Error::Timeout) => Ok(()),
                other => other,
            }
        })
    }

    /// One question to a living service. Asking again after its restart is safe: nothing that is
    /// asked here reaches a card, but connecting, which then had not come about.
    pub fn ask<T>(
        &mut self,
        reader: &str,
        mut question: impl FnMut(&Context) -> Result<T, Error>,
    ) -> Result<T, ReaderError> {
        if let Some(context) = &self.context {
            match question(context) {
                Err(error) if is_service_failure(error) => self.context = None,
                other => return other.map_err(|error| reader_error(reader, error)),
            }
        }
        let context =
            Context::establish(Scope::User).map_err(|error| reader_error(reader, error))?;
        let answer = question(self.context.insert(context));
        if matches!(answer, Err(error) if is_service_failure(error)) {
            self.context = None;
        }
        answer.map_err(|error| reader_error(reader, error))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.context.is_some() { "asked before" } else { "not asked" };
        write!(f, "Service({state})")
    }
}

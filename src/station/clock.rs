//! Time and anchor: what has to be believed before anything that goes by them is begun.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::Station;
use super::error::StationError;
use crate::journal::Place;
use crate::store::{Author, StoreError};

/// Whether the source has been asked in this run how far it knows our journal.
#[derive(Debug, Default)]
pub struct Anchor(Mutex<Asked>);

#[derive(Debug, Default)]
struct Asked {
    /// It has answered, or its line was dead.
    asked: bool,
    /// What was unexplained when our journal had all that it knows.
    confirmed: Option<i64>,
}

impl Anchor {
    /// Ask again: somebody else may write on another copy of this journal.
    pub fn doubt(&self) {
        *self.asked() = Asked::default();
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Station {
    /// The later of clock and last entry: a clock put back revives no lease.
    pub fn now(&self) -> Timestamp {
        self.ledger.lock().now()
    }

    /// Refused while the clock waits for a person.
    pub(super) fn trust_clock(&self) -> Result<(), StationError> {
        let mut writer = self.ledger.lock();
        if !writer.clock_is_doubted()? {
            return Ok(());
        }
        let expected = writer.now();
        let found = writer.books().clock.doubted.unwrap_or(expected);
        Err(StationError::ClockDoubted { expected, found })
    }

    /// A person has compared this computer's clock with another.
    pub fn confirm_clock(&self, actor: &str) -> Result<Timestamp, StationError> {
        Ok(self.ledger.lock().confirm_clock(&Author::person(actor))?)
    }

    /// Before a blank is taken the source is asked once a run whether this journal is all that it
    /// knows, and again after a machine has counted cards that nobody booked: then the journal may
    /// be an old one or a copy and its leases used. Without an answer that one doubt stops.
    pub(super) fn trust_journal(&self) -> Result<bool, StationError> {
        let unexplained = self.unexplained();
        {
            let anchor = self.anchor.asked();
            if anchor.confirmed == Some(unexplained) || (anchor.asked && unexplained == 0) {
                return Ok(true);
            }
        }
        match self.ask_for_the_anchor(unexplained) {
            Ok(()) => Ok(true),
            Err(StationError::Source(error)) => {
                tracing::warn!(%error, "the journal is not confirmed");
                self.anchor.asked().asked = true;
                Ok(unexplained == 0)
            }
            Err(other) => Err(other),
        }
    }

    /// Cards that machines counted and nobody booked.
    fn unexplained(&self) -> i64 {
        let writer = self.ledger.lock();
        let balances = writer.books().stock.balances();
        let unexplained = balances.filter(|(_, place, _)| matches!(place, Place::Unexplained(_)));
        unexplained.map(|(.., held)| held.max(0)).sum()
    }

    /// Once a run: does whoever was told of this journal know entries that are not here? Then this
    /// is a copy or was cut, and nothing is written on it any more.
    pub(super) fn check_anchor(&self) -> Result<(), StationError> {
        if self.anchor.asked().confirmed.is_some() {
            return Ok(());
        }
        self.ask_for_the_anchor(self.unexplained())
    }

    fn ask_for_the_anchor(&self, unexplained: i64) -> Result<(), StationError> {
        let anchor = self.source().anchor()?;
        if let Some(anchor) = anchor {
            let mut writer = self.ledger.lock();
            let known = writer.reader()?.hash_at(anchor.seq)? == Some(anchor.hash);
            if !known && !writer.reader()?.is_lost(anchor)? {
                writer.freeze(anchor);
                tracing::error!(seq = anchor.seq, "the source knows entries that are not here");
                let (seq, anchor) = (anchor.seq, anchor.hash.to_string());
                return Err(StoreError::Behind { seq, anchor }.into());
            }
        }
        *self.anchor.asked() = Asked { asked: true, confirmed: Some(unexplained) };
        Ok(())
    }
}

//! Time and anchor: what has to be believed before anything that goes by them is begun.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Station;
use super::error::StationError;
use crate::journal::Place;
use crate::store::{Author, StoreError};

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

    /// Where a machine counted cards that nobody booked, the journal may be an old one and its
    /// leases used: only the source can say, and without it no blank is taken.
    pub(super) fn trust_journal(&self) -> Result<bool, StationError> {
        let unexplained = {
            let writer = self.ledger.lock();
            let mut balances = writer.books().stock.balances();
            balances.any(|(_, place, held)| matches!(place, Place::Unexplained(_)) && held > 0)
        };
        if !unexplained {
            return Ok(true);
        }
        match self.check_anchor() {
            Ok(()) => Ok(true),
            Err(StationError::Source(error)) => {
                tracing::warn!(%error, "the journal is not confirmed");
                Ok(false)
            }
            Err(other) => Err(other),
        }
    }

    /// Once a run: does whoever was told of this journal know entries that are not here? Then this
    /// is a copy or was cut, and nothing is written on it any more.
    pub(super) fn check_anchor(&self) -> Result<(), StationError> {
        if self.anchored.load(Ordering::Acquire) {
            return Ok(());
        }
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
        self.anchored.store(true, Ordering::Release);
        Ok(())
    }
}

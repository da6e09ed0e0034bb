//! What people were given to collect a card with: receipts and letters, by number and by person.

use rusqlite::{OptionalExtension, Row as Found, params};

use super::desk::parsed;
use super::error::StoreError;
use super::read::{Reader, instant, word};
use crate::journal::{Claim, PersonNumber, Series, SeriesNumber};
use crate::record::Reason;

/// A receipt or letter that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    pub claim: Claim,
    pub person: PersonNumber,
    pub at: jiff::Timestamp,
    pub actor: String,
    pub expected: Option<String>,
    pub state: Option<String>,
    /// Of a receipt, and the one that it takes the place of.
    pub reason: Option<Reason>,
    pub instead_of: Option<SeriesNumber>,
}

impl Reader<'_> {
    pub fn claim(&self, claim: &Claim) -> Result<Option<ClaimRow>, StoreError> {
        let of = claim.number();
        let row = self
            .connection()
            .prepare_cached(
                "SELECT person, at, actor, expected, state, reason, instead FROM claim
                 WHERE series = ?1 AND year = ?2 AND n = ?3",
            )?
            .query_row(params![claim.series().as_str(), of.year, of.n], |row| {
                claim_found(row, claim.clone())
            });
        Ok(row.optional()?)
    }

    /// Every receipt that somebody was ever given, the first one first.
    pub fn receipts_of(
        &self,
        person: &PersonNumber,
        station: &str,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_of(person, station, (Series::Receipt, Claim::Receipt))
    }

    /// The same of letters.
    pub fn letters_of(
        &self,
        person: &PersonNumber,
        station: &str,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_of(person, station, (Series::Suket, Claim::Suket))
    }

    fn claims_of(
        &self,
        person: &PersonNumber,
        station: &str,
        (series, claim): (Series, fn(SeriesNumber) -> Claim),
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = "SELECT person, at, actor, expected, state, reason, instead, year, n FROM claim
             WHERE person = ?1 AND series = ?2 ORDER BY year, n";
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map([person.as_str(), series.as_str()], |row| {
            let (year, n, station) = (row.get(7)?, row.get(8)?, station.to_owned());
            claim_found(row, claim(SeriesNumber { year, station, n }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Person, at, actor, expected, state, reason and what it takes the place of, in this order.
fn claim_found(row: &Found<'_>, claim: Claim) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        claim,
        person: word(row, 0, PersonNumber::new)?,
        at: instant(row, 1)?.unwrap_or_default(),
        actor: row.get(2)?,
        expected: row.get(3)?,
        state: row.get(4)?,
        reason: parsed(row.get(5)?, 5)?,
        instead_of: parsed(row.get(6)?, 6)?,
    })
}

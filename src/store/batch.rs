//! Batches as the projections know them.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};

use super::error::StoreError;
use super::fold::Folded;
use super::read::{Reader, not_ours, word};
use crate::books::{BatchBook, Booked, Books};
use crate::job::Job;
use crate::journal::{BatchEnd, BatchId, Entry, JobId};

/// One batch, open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    pub id: BatchId,
    /// Entries that opened and closed it.
    pub opened: u64,
    pub closed: Option<u64>,
    pub actor: String,
    pub cards: u32,
    pub left_out: u32,
    pub closes: Option<jiff::Timestamp>,
    /// `running`, `paused`, `ending`, or how it ended.
    pub state: String,
    pub ending: Option<BatchEnd>,
}

const COLUMNS: &str = "batch, opened, closed, actor, cards, left_out, closes, state, ending";

impl Reader<'_> {
    /// The batch of this name, or the last that was opened.
    pub fn batch(&self, id: Option<&BatchId>) -> Result<Option<BatchRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM batch WHERE ?1 IS NULL OR batch = ?1 \
             ORDER BY opened DESC LIMIT 1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([id.map(BatchId::as_str)], batch_row).optional()?)
    }

    pub(super) fn open_batch(&self) -> Result<Option<BatchBook>, StoreError> {
        let row = self.batch(None)?.filter(|row| row.closed.is_none());
        Ok(row.map(|row| BatchBook {
            paused: row.state == "paused",
            opened: row.opened,
            closed: row.closed,
            id: row.id,
            actor: row.actor,
            cards: row.cards,
            left_out: row.left_out,
            closes: row.closes,
            ending: row.ending,
        }))
    }

    /// The whole journal from its beginning: `each` sees what every entry changed. Chain and
    /// books are proven on the way. Gives every job as it stands.
    pub fn replay(
        &self,
        mut each: impl FnMut(&Entry, &Booked, &Books) + Send,
    ) -> Result<BTreeMap<JobId, Job>, StoreError> {
        let folded = Folded::watched(self.connection(), &mut each)?;
        Ok(folded.jobs.into_iter().map(|(id, kept)| (id, kept.job)).collect())
    }

    /// How many of its cards stand where; those on their way are counted as one.
    pub fn stages_of_batch(&self, id: &BatchId) -> Result<Vec<(String, u32)>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT stage, count(*) FROM job WHERE batch = ?1 GROUP BY stage")?;
        let rows = statement.query_map([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The batch's cards in their order.
    pub fn jobs_of_batch(&self, id: &BatchId) -> Result<Vec<(u32, JobId)>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT n, job FROM job WHERE batch = ?1 ORDER BY n")?;
        let rows = statement
            .query_map(params![id.as_str()], |row| Ok((row.get(0)?, word(row, 1, JobId::new)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn batch_row(row: &Row<'_>) -> rusqlite::Result<BatchRow> {
    let closes: Option<String> = row.get(6)?;
    let closes = closes.map(|text| text.parse()).transpose();
    let ending: Option<String> = row.get(8)?;
    let ending = ending.map(|word| serde_json::from_value(word.into())).transpose();
    Ok(BatchRow {
        id: word(row, 0, BatchId::new)?,
        opened: row.get(1)?,
        closed: row.get(2)?,
        actor: row.get(3)?,
        cards: row.get(4)?,
        left_out: row.get(5)?,
        closes: closes.map_err(|error: jiff::Error| not_ours(6, error))?,
        state: row.get(7)?,
        ending: ending.map_err(|error| not_ours(8, error))?,
    })
}

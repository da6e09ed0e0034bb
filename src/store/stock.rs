//! Papers, what of them can be undone, blanks that papers name, and the open day, as projections;
//! and what people wrote on a paper, sealed beside the journal.

use std::str::FromStr;
use std::sync::Arc;

use rusqlite::{OptionalExtension, params};

use super::error::StoreError;
use super::project::{Cell, Row, number, text};
use super::read::{Reader, json, word};
use super::schema::{Table, Twice};
use super::sealed::Sealed;
use crate::books::paper::is_undoable;
use crate::books::{Booked, DayBook, Papered, RibbonBook, TransferBook, Transfers, Undoable};
use crate::journal::{Entry, Event, PaperKind, Place, TransferId, papers_of};
use crate::record::{Kind, Uid};

/// The first paper of a number has it; whoever books one looks before.
pub static PAPER: Table = Table {
    name: "paper",
    key: 2,
    insert: "INSERT OR IGNORE INTO paper VALUES (?1, ?2, ?3, ?4)",
    twice: Twice::Ignored,
};
pub static MOVEMENT: Table = Table {
    name: "movement",
    key: 1,
    insert: "INSERT OR REPLACE INTO movement VALUES (?1, ?2)",
    twice: Twice::Replaces,
};
pub static LAID: Table = Table {
    name: "laid",
    key: 1,
    insert: "INSERT OR REPLACE INTO laid VALUES (?1, ?2, ?3, ?4)",
    twice: Twice::Replaces,
};
pub static DAY: Table = Table {
    name: "day",
    key: 1,
    insert: "INSERT OR REPLACE INTO day VALUES (?1, ?2)",
    twice: Twice::Replaces,
};

pub static TRANSFER: Table = Table {
    name: "transfer",
    key: 1,
    insert: "INSERT OR REPLACE INTO transfer VALUES (?1, ?2)",
    twice: Twice::Replaces,
};

pub static RIBBON: Table = Table {
    name: "ribbon",
    key: 1,
    insert: "INSERT OR REPLACE INTO ribbon VALUES (?1, ?2)",
    twice: Twice::Replaces,
};

/// A paper that blanks moved under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    pub kind: String,
    pub number: String,
    pub dated: String,
    /// The entry that it is of.
    pub seq: u64,
}

/// The rows that an entry adds.
pub fn stock_rows(entry: &Entry, booked: &Booked, mut add: impl FnMut(Row)) {
    for (kind, number_on_it, dated) in papers_of(&entry.event) {
        let cells =
            [text(kind.as_str()), text(number_on_it), number(entry.seq), text(dated.to_string())];
        add(Row { table: &PAPER, cells: cells.into() });
    }
    let undone = match &entry.event {
        Event::StockReversed(reversed) => Some((reversed.seq, number(entry.seq))),
        event => is_undoable(event).then_some((entry.seq, Cell::Null)),
    };
    if let Some((seq, by)) = undone {
        add(Row { table: &MOVEMENT, cells: [number(seq), by].into() });
    }
    if let Some((id, book)) = &booked.transfer {
        let book = serde_json::to_string(book).map_or(Cell::Null, text);
        add(Row { table: &TRANSFER, cells: [text(id.as_str()), book].into() });
    }
    // A difference brings some and misses others; those it names are missing.
    let missing = booked.movements.iter().find(|movement| movement.to == Place::Missing);
    let Some(movement) = missing.or(booked.movements.first()) else { return };
    for uid in &booked.named {
        let (kind, place) = (movement.kind.as_str(), movement.to.to_string());
        let cells = [text(uid.to_string()), text(kind), text(place), number(entry.seq)];
        add(Row { table: &LAID, cells: cells.into() });
    }
}

pub fn day_row(day: &DayBook) -> Row {
    let book = serde_json::to_string(day).map_or(Cell::Null, text);
    Row { table: &DAY, cells: [Cell::Number(1), book].into() }
}

pub fn ribbon_row(ribbons: &RibbonBook) -> Row {
    let book = serde_json::to_string(ribbons).map_or(Cell::Null, text);
    Row { table: &RIBBON, cells: [Cell::Number(1), book].into() }
}

impl Reader<'_> {
    /// Whether this number stands on a paper of the kind already.
    pub fn paper_is_used(&self, kind: PaperKind, number: &str) -> Result<bool, StoreError> {
        Ok(self.connection().query_row(
            "SELECT EXISTS (SELECT 1 FROM paper WHERE kind = ?1 AND number = ?2)",
            params![kind.as_str(), number],
            |row| row.get(0),
        )?)
    }

    /// Every paper, by its entry.
    pub fn papers(&self) -> Result<Vec<PaperRow>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT kind, number, dated, seq FROM paper ORDER BY seq, kind")?;
        let rows = statement.query_map([], |row| {
            let (kind, number, dated) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(PaperRow { kind, number, dated, seq: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where a paper last put this blank, and of which kind it is.
    pub fn laid(&self, uid: &Uid) -> Result<Option<(Kind, Place)>, StoreError> {
        let row = self.connection().query_row(
            "SELECT kind, place FROM laid WHERE uid = ?1",
            [uid.to_string()],
            |row| Ok((word(row, 0, Kind::from_str)?, word(row, 1, Place::from_str)?)),
        );
        Ok(row.optional()?)
    }

    /// Listed blanks of a kind that no machine has seen and no paper has put elsewhere.
    pub fn unseen(&self, kind: Kind) -> Result<Vec<Uid>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT uid FROM listed WHERE kind = ?1
             UNION SELECT uid FROM laid WHERE kind = ?1
             EXCEPT SELECT name FROM blank WHERE place NOT LIKE 'hopper:%'
             EXCEPT SELECT uid FROM laid WHERE place <> 'vault'
             ORDER BY 1",
        )?;
        let rows = statement.query_map([kind.as_str()], |row| word(row, 0, Uid::from_str))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Blanks of a kind whose chips never answered a machine.
    pub fn silent(&self, kind: Kind) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM blank WHERE kind = ?1 AND instr(name, '#') > 0";
        Ok(self.connection().query_row(sql, [kind.as_str()], |row| row.get(0))?)
    }

    /// Revoked cards among the spoiled of a kind that are not burnt yet: first on the list.
    pub fn spoiled(&self, kind: Kind) -> Result<Vec<(Uid, bool)>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name, EXISTS (SELECT 1 FROM revoked WHERE uid = name) AS alive FROM (
                 SELECT name FROM blank WHERE kind = ?1 AND place = 'spoiled'
                 AND instr(name, '#') = 0
                 UNION SELECT uid FROM laid WHERE kind = ?1 AND place = 'spoiled'
                 EXCEPT SELECT uid FROM laid WHERE place NOT IN ('spoiled', 'vault'))
             ORDER BY alive DESC, name",
        )?;
        let rows = statement
            .query_map([kind.as_str()], |row| Ok((word(row, 0, Uid::from_str)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Cards of ours that were withdrawn and are not burnt yet.
    pub fn withdrawn(&self, kind: Kind) -> Result<Vec<Uid>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name FROM blank WHERE kind = ?1 AND place = 'withdrawn'
             AND instr(name, '#') = 0
             EXCEPT SELECT uid FROM laid WHERE place <> 'vault' ORDER BY 1",
        )?;
        let rows = statement.query_map([kind.as_str()], |row| word(row, 0, Uid::from_str))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Cards that lie in a place, by the names of their chips.
    pub fn lying(&self, kind: Kind, place: &Place) -> Result<Vec<Uid>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name FROM blank WHERE kind = ?1 AND place = ?2 AND instr(name, '#') = 0
             ORDER BY name",
        )?;
        let rows = statement.query_map(params![kind.as_str(), place.to_string()], |row| {
            word(row, 0, Uid::from_str)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn day(&self) -> Result<DayBook, StoreError> {
        let row = self.connection().query_row("SELECT book FROM day", [], |row| json(row, 0));
        Ok(row.optional()?.flatten().unwrap_or_default())
    }

    /// Movements since entry `closed` that were not undone.
    pub(super) fn undoable(&self, closed: u64) -> Result<Undoable, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT seq FROM movement WHERE reversed IS NULL AND seq > ?1")?;
        let rows = statement.query_map([closed], |row| row.get(0))?;
        let mut undo = std::collections::BTreeMap::new();
        for seq in rows.collect::<Result<Vec<u64>, _>>()? {
            undo.extend(Papered::of(&self.entry(seq)?.event).map(|moved| (seq, moved)));
        }
        Ok(Arc::new(undo))
    }

    pub fn ribbons(&self) -> Result<RibbonBook, StoreError> {
        let row = self.connection().query_row("SELECT book FROM ribbon", [], |row| json(row, 0));
        Ok(row.optional()?.flatten().unwrap_or_default())
    }

    /// Every transfer, by its name.
    pub fn transfers(&self) -> Result<Transfers, StoreError> {
        let mut statement =
            self.connection().prepare_cached("SELECT transfer, book FROM transfer")?;
        let rows = statement.query_map([], |row| {
            Ok((word(row, 0, TransferId::new)?, json::<TransferBook>(row, 1)?))
        })?;
        let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
        let known = rows.into_iter().filter_map(|(id, book)| Some((id, book?)));
        Ok(Arc::new(known.collect()))
    }

    /// What people wrote on a paper, sealed.
    pub fn sealed_words(
        &self,
        kind: PaperKind,
        number: &str,
    ) -> Result<Option<Sealed>, StoreError> {
        let sql = "SELECT key, data FROM sealed_words WHERE paper = ?1";
        self.sealed(sql, &words_owner(kind, number))
    }
}

/// Binds what is sealed to its paper.
pub fn words_owner(kind: PaperKind, number: &str) -> String {
    format!("{}/{number}", kind.as_str())
}

//! People and approvals as the projections know them, and what lies sealed beside the journal.

use std::str::FromStr;

use rusqlite::Row as SqlRow;

use super::error::StoreError;
use super::project::{Cell, Row, text};
use super::read::{Reader, instant, word};
use super::schema::{APPROVAL, STAFF};
use super::sealed::Sealed;
use crate::books::{ApprovalBook, ApprovalState, Staff, StaffBook, StaffChange};
use crate::journal::{ApprovalId, Role, StaffName};

/// One approval, open or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRow {
    pub id: ApprovalId,
    pub command: String,
    pub asked_by: String,
    pub asked_at: String,
    pub expires_at: String,
    /// `asked`, `given`, `declined` or `expired`.
    pub state: String,
    pub by: Option<String>,
}

/// The rows that an entry changed.
pub fn staff_rows(change: &StaffChange, mut add: impl FnMut(Row)) {
    if let Some((name, StaffBook { role, removed, wrong, wrong_at })) = &change.person {
        let cells = [
            text(name.as_str()),
            text(role.as_str()),
            Cell::Number((*removed).into()),
            Cell::Number((*wrong).into()),
            wrong_at.map_or(Cell::Null, |at| text(at.to_string())),
        ];
        add(Row { table: &STAFF, cells: cells.into() });
    }
    if let Some((id, book)) = &change.approval {
        let cells = [
            text(id.as_str()),
            text(book.command.as_str()),
            text(book.asked_by.as_str()),
            text(book.asked_at.to_string()),
            text(book.expires_at.to_string()),
            text(book.state.word()),
            book.state.by().map_or(Cell::Null, text),
        ];
        add(Row { table: &APPROVAL, cells: cells.into() });
    }
}

impl Reader<'_> {
    /// Everybody who was ever added, and what waits for a second person.
    pub fn staff(&self) -> Result<Staff, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT name, role, removed, wrong, wrong_at FROM staff")?;
        let rows = statement.query_map([], |row| {
            let (removed, wrong) = (row.get(2)?, row.get(3)?);
            let (role, wrong_at) = (word(row, 1, Role::from_str)?, instant(row, 4)?);
            let book = StaffBook { role, removed, wrong, wrong_at };
            Ok((word(row, 0, StaffName::from_str)?, book))
        })?;
        let people = rows.collect::<Result<_, _>>()?;
        let mut statement = self.connection().prepare_cached(
            "SELECT approval, command, asked_by, asked_at, expires FROM approval
             WHERE state = 'asked'",
        )?;
        let rows = statement.query_map([], |row| {
            let book = ApprovalBook {
                command: row.get(1)?,
                asked_by: row.get(2)?,
                asked_at: word(row, 3, str::parse)?,
                expires_at: word(row, 4, str::parse)?,
                state: ApprovalState::Asked,
            };
            Ok((word(row, 0, ApprovalId::new)?, book))
        })?;
        Ok(Staff { people, approvals: rows.collect::<Result<_, _>>()? })
    }

    /// Every approval that was ever asked for, the oldest first.
    pub fn approvals(&self) -> Result<Vec<ApprovalRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT approval, command, asked_by, asked_at, expires, state, by FROM approval
             ORDER BY asked_at, approval",
        )?;
        let rows = statement.query_map([], approval_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn sealed_pin(&self, name: &StaffName) -> Result<Option<Sealed>, StoreError> {
        self.sealed("SELECT key, data FROM sealed_pin WHERE name = ?1", name.as_str())
    }

    /// The command that waits; gone once it was decided on.
    pub fn sealed_approval(&self, id: &ApprovalId) -> Result<Option<Sealed>, StoreError> {
        self.sealed("SELECT key, data FROM sealed_approval WHERE approval = ?1", id.as_str())
    }
}

fn approval_row(row: &SqlRow<'_>) -> rusqlite::Result<ApprovalRow> {
    Ok(ApprovalRow {
        id: word(row, 0, ApprovalId::new)?,
        command: row.get(1)?,
        asked_by: row.get(2)?,
        asked_at: row.get(3)?,
        expires_at: row.get(4)?,
        state: row.get(5)?,
        by: row.get(6)?,
    })
}

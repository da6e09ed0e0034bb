//! People and approvals as the projections know them, and what lies sealed beside the journal.

use std::str::FromStr;

use rusqlite::Row as SqlRow;

use super::desk::parsed;
use super::error::StoreError;
use super::project::{Cell, Row, text};
use super::read::{Reader, instant, word};
use super::schema::{Table, Twice};
use super::sealed::Sealed;
use crate::books::{ApprovalBook, ApprovalEnd, ApprovalState, Staff, StaffBook, StaffChange};
use crate::journal::{ApprovalId, Role, StaffName, TokenDigest};

pub static STAFF: Table = Table {
    name: "staff",
    key: 1,
    insert: "INSERT OR REPLACE INTO staff VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    twice: Twice::Replaces,
};
pub static APPROVAL: Table = Table {
    name: "approval",
    key: 1,
    insert: "INSERT OR REPLACE INTO approval VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    twice: Twice::Replaces,
};

/// What became of a command that was approved.
pub static OUTCOME: Table = Table {
    name: "outcome",
    key: 1,
    insert: "INSERT INTO outcome VALUES (?1, ?2, ?3)",
    twice: Twice::Refused,
};

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
    /// `done`, or the code of the sentence with which it ended; nothing while it is not known.
    pub outcome: Option<String>,
}

/// The rows that an entry changed.
pub fn staff_rows(change: &StaffChange, mut add: impl FnMut(Row)) {
    if let Some((name, StaffBook { role, removed, wrong, wrong_at, token })) = &change.person {
        let cells = [
            text(name.as_str()),
            text(role.as_str()),
            Cell::Number((*removed).into()),
            Cell::Number((*wrong).into()),
            wrong_at.map_or(Cell::Null, |at| text(at.to_string())),
            token.as_ref().map_or(Cell::Null, |(digest, _)| text(digest.as_str())),
            token.as_ref().map_or(Cell::Null, |(_, until)| text(until.to_string())),
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
    if let Some(end) = &change.ended {
        add(outcome_row(end));
    }
}

/// What became of an approved command.
fn outcome_row(end: &ApprovalEnd) -> Row {
    let cells = [
        text(end.approval.as_str()),
        text(end.at.to_string()),
        end.code.as_deref().map_or(Cell::Null, text),
    ];
    Row { table: &OUTCOME, cells: cells.into() }
}

impl Reader<'_> {
    /// Everybody who was ever added, and what waits for a second person.
    pub fn staff(&self) -> Result<Staff, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT name, role, removed, wrong, wrong_at, token, token_until FROM staff",
        )?;
        let rows = statement.query_map([], |row| {
            let (removed, wrong) = (row.get(2)?, row.get(3)?);
            let (role, wrong_at) = (word(row, 1, Role::from_str)?, instant(row, 4)?);
            let token: Option<TokenDigest> = parsed(row.get(5)?, 5)?;
            let token = token.zip(instant(row, 6)?);
            let book = StaffBook { role, removed, wrong, wrong_at, token };
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
        let approvals = rows.collect::<Result<_, _>>()?;
        let mut statement = self.connection().prepare_cached(
            "SELECT approval FROM approval WHERE state = 'given'
             AND approval NOT IN (SELECT approval FROM outcome)",
        )?;
        let rows = statement.query_map([], |row| word(row, 0, ApprovalId::new))?;
        Ok(Staff { people, approvals, given: rows.collect::<Result<_, _>>()? })
    }

    /// Every approval that was ever asked for, the oldest first.
    pub fn approvals(&self) -> Result<Vec<ApprovalRow>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT approval.approval, command, asked_by, asked_at, expires, state, by,
             CASE WHEN at IS NOT NULL THEN coalesce(code, 'done') END
             FROM approval LEFT JOIN outcome USING (approval)
             ORDER BY asked_at, approval.approval",
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
        outcome: row.get(7)?,
    })
}

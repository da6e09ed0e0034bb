//! What is booked at once: on whose behalf, which events, and what is kept sealed beside them; and
//! how each of them gets into the transaction.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::author::{Author, Beside, StationFacts};
use super::error::StoreError;
use super::project::{Kept, event_rows};
use crate::books::Booked;
use crate::journal::{Entry, Event, PersonNumber, Recorded};
use crate::record::Mac;

/// What is booked together with others.
#[derive(Debug)]
pub struct Booking<'a> {
    pub author: &'a Author,
    pub events: Vec<Event>,
    pub beside: &'a Beside,
}

pub(super) fn entry(
    station: &StationFacts,
    author: &Author,
    (seq, at): (u64, jiff::Timestamp),
    event: Event,
) -> Entry {
    Entry {
        seq,
        at,
        zone: station.zone.seconds(),
        station: station.id.clone(),
        actor: author.actor.clone(),
        approved_by: author.approved_by.clone(),
        lane: author.lane.clone(),
        job: author.job.clone(),
        event,
    }
}

/// An entry, and the rows that it adds to the lists of what happened.
pub(super) fn insert(
    transaction: &Connection,
    recorded: &Recorded,
    booked: &Booked,
) -> Result<(), StoreError> {
    transaction.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3)")?.execute(params![
        recorded.head.seq,
        recorded.head.hash.0,
        recorded.body
    ])?;
    let mut stored = Ok(());
    event_rows(&recorded.entry, booked, |row| {
        stored = std::mem::replace(&mut stored, Ok(())).and_then(|()| row.store(transaction));
    });
    stored?;
    match &recorded.entry.event {
        Event::PeopleErased { people } => erase(transaction, people)?,
        event => forget_of_staff(transaction, event)?,
    }
    Ok(())
}

/// All that lay sealed of them, its keys, and the words by which they were found.
fn erase(connection: &Connection, people: &[PersonNumber]) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM sealed_person WHERE person = ?1",
        "DELETE FROM person_word WHERE person = ?1",
        "DELETE FROM sealed_handover WHERE job IN (SELECT job FROM job WHERE person = ?1)",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        people.iter().try_for_each(|person| statement.execute([person.as_str()]).map(drop))?;
    }
    Ok(())
}

/// A PIN of somebody removed, and a command that was decided on.
fn forget_of_staff(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let (sql, key) = match event {
        Event::StaffRemoved { name } => ("DELETE FROM sealed_pin WHERE name = ?1", name.as_str()),
        Event::ApprovalGiven { approval }
        | Event::ApprovalDeclined { approval }
        | Event::ApprovalExpired { approval } => {
            ("DELETE FROM sealed_approval WHERE approval = ?1", approval.as_str())
        }
        _ => return Ok(()),
    };
    connection.prepare_cached(sql)?.execute([key]).map(drop)
}

pub(super) fn keep(connection: &Connection, beside: &Beside) -> rusqlite::Result<()> {
    let (job, lease, person, data, words) = match beside {
        Beside::Nothing => return Ok(()),
        Beside::Person { person, data, words } => {
            let new = connection
                .prepare_cached("INSERT OR IGNORE INTO sealed_person VALUES (?1, ?2, ?3)")?
                .execute(params![person.as_str(), data.key, data.data])?;
            return if new > 0 { find_by(connection, person, words) } else { Ok(()) };
        }
        Beside::Handover { job, person, data } => {
            return connection
                .prepare_cached("INSERT INTO sealed_handover VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![job.as_str(), person.as_str(), data.key, data.data])
                .map(drop);
        }
        Beside::Pin { name, data } => {
            return connection
                .prepare_cached("INSERT OR REPLACE INTO sealed_pin VALUES (?1, ?2, ?3)")?
                .execute(params![name.as_str(), data.key, data.data])
                .map(drop);
        }
        Beside::Request { approval, data } => {
            return connection
                .prepare_cached("INSERT INTO sealed_approval VALUES (?1, ?2, ?3)")?
                .execute(params![approval.as_str(), data.key, data.data])
                .map(drop);
        }
        Beside::Words { owner, data } => {
            return connection
                .prepare_cached("INSERT INTO sealed_words VALUES (?1, ?2, ?3)")?
                .execute(params![owner, data.key, data.data])
                .map(drop);
        }
        Beside::Record { job, lease, person, data, words } => (job, lease, person, data, words),
    };
    connection
        .prepare_cached("INSERT OR REPLACE INTO sealed_lease VALUES (?1, ?2, ?3)")?
        .execute(params![job.as_str(), lease.key, lease.data])?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO sealed_person VALUES (?1, ?2, ?3)")?
        .execute(params![person.as_str(), data.key, data.data])?;
    find_by(connection, person, words)
}

/// Words go with what they were made of: no older name finds anybody.
pub(super) fn find_by(
    connection: &Connection,
    person: &PersonNumber,
    words: &BTreeSet<Mac>,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM person_word WHERE person = ?1")?
        .execute([person.as_str()])?;
    let mut insert = connection.prepare_cached("INSERT INTO person_word VALUES (?1, ?2)")?;
    words
        .iter()
        .try_for_each(|word| insert.execute(params![word.to_string(), person.as_str()]).map(drop))
}

/// A record that is needed no more: its key and bytes go in the same transaction.
pub(super) fn forget(
    connection: &Connection,
    (before, after): (Option<&Kept>, Option<&Kept>),
    beside: &Beside,
) -> rusqlite::Result<()> {
    let needed = |kept: Option<&Kept>| kept.is_some_and(|kept| kept.job.needs_record());
    // It may have come in this very booking.
    let lay = needed(before) || matches!(beside, Beside::Record { .. });
    let Some(after) = after.filter(|after| lay && !needed(Some(after))) else {
        return Ok(());
    };
    connection
        .prepare_cached("DELETE FROM sealed_lease WHERE job = ?1")?
        .execute([after.job.id.as_str()])?;
    Ok(())
}

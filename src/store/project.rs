//! From what an entry changed to rows, in the entry's own transaction.

use rusqlite::{Connection, params};

use crate::books::{Booked, Books};
use crate::job::Job;
use crate::journal::{Entry, Event};

/// Writes the projections of one entry; `books` stand after it.
pub fn project(
    connection: &Connection,
    entry: &Entry,
    booked: &Booked,
    books: &Books,
) -> rusqlite::Result<()> {
    for movement in &booked.movements {
        for place in [&movement.from, &movement.to] {
            connection
                .prepare_cached(
                    "INSERT INTO stock VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET quantity = excluded.quantity",
                )?
                .execute(params![
                    movement.kind.as_str(),
                    place.to_string(),
                    books.stock.held(movement.kind, place)
                ])?;
        }
        if let (Some(blank), Some(job)) = (&movement.blank, &entry.job) {
            // A copy of a chip does not take the name away from the card that had it first.
            connection
                .prepare_cached(
                    "INSERT INTO blank VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE \
                     SET place = excluded.place, job = excluded.job \
                     WHERE job = excluded.job OR place LIKE 'hopper:%'",
                )?
                .execute(params![
                    blank.to_string(),
                    movement.kind.as_str(),
                    movement.to.to_string(),
                    job.as_str()
                ])?;
        }
    }
    if let Some(job) = &booked.job {
        project_job(connection, job)?;
    }
    project_event(connection, entry)?;
    project_row(connection, booked)?;
    project_lane(connection, entry, booked, books)
}

/// Columns of an index are touched only when they change: each page that is costs as much as the
/// entry itself.
fn project_job(connection: &Connection, job: &Job) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO job VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE
             SET lane = excluded.lane, stage = excluded.stage, living = excluded.living",
        )?
        .execute(params![
            job.id.as_str(),
            job.opened.person.as_str(),
            job.lane.as_ref().map(|lane| lane.as_str()),
            job.stage.word(),
            job.is_living(),
            job.is_over(),
            job.due.len(),
        ])?;
    connection
        .prepare_cached("UPDATE job SET over = ?2 WHERE job = ?1 AND over <> ?2")?
        .execute(params![job.id.as_str(), job.is_over()])?;
    connection
        .prepare_cached("UPDATE job SET due = ?2 WHERE job = ?1 AND due <> ?2")?
        .execute(params![job.id.as_str(), job.due.len()])?;
    Ok(())
}

fn project_event(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    match &entry.event {
        Event::JobOpened(opened) => {
            connection
                .prepare_cached("INSERT OR IGNORE INTO person VALUES (?1, ?2)")?
                .execute(params![opened.person.as_str(), opened.nik.to_string()])?;
        }
        Event::BlankoReceived { kind, bast, uids, .. } => {
            let mut insert = connection.prepare_cached("INSERT INTO listed VALUES (?1, ?2, ?3)")?;
            for uid in uids {
                insert.execute(params![uid.to_string(), kind.as_str(), bast])?;
            }
        }
        Event::UidRevoked { uid, reason } => {
            connection
                .prepare_cached("INSERT OR IGNORE INTO revoked VALUES (?1, ?2)")?
                .execute(params![uid.to_string(), reason.as_str()])?;
        }
        _ => {}
    }
    Ok(())
}

fn project_row(connection: &Connection, booked: &Booked) -> rusqlite::Result<()> {
    let Some(row) = &booked.row else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT INTO register VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            row.number.year,
            row.number.n,
            row.number.station,
            row.date.to_string(),
            row.job.as_str(),
            row.person.as_str(),
            row.kind.as_str(),
            row.reason.as_str(),
            row.blank.to_string(),
            row.lane.as_str(),
            row.operator,
        ])?;
    Ok(())
}

fn project_lane(
    connection: &Connection,
    entry: &Entry,
    booked: &Booked,
    books: &Books,
) -> rusqlite::Result<()> {
    let of_job = booked.job.as_ref().and_then(|job| job.lane.as_ref());
    let Some(name) = entry.lane.as_ref().or(of_job) else { return Ok(()) };
    let Some(lane) = books.lanes.get(name) else { return Ok(()) };
    let stopped = lane.stopped.as_ref().map(serde_json::to_string).transpose();
    let stopped =
        stopped.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO lane VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT DO UPDATE
             SET (serial, reader, proven, cards, panels, cleanings, stopped, spoiled_in_a_row,
                  bad_looks_in_a_row, sensor_inside, sensor_empty)
                 = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             WHERE (serial, reader, proven, cards, panels, cleanings, stopped, spoiled_in_a_row,
                    bad_looks_in_a_row, sensor_inside, sensor_empty)
                 IS NOT (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            name.as_str(),
            lane.printer_serial,
            lane.reader,
            lane.proven,
            lane.counters.map(|counted| counted.cards),
            lane.counters.map(|counted| counted.panels),
            lane.counters.map(|counted| counted.cleanings),
            stopped,
            lane.spoiled_in_a_row,
            lane.bad_looks_in_a_row,
            lane.sensor.map(|sensor| sensor.inside),
            lane.sensor.map(|sensor| sensor.empty),
        ])?;
    Ok(())
}

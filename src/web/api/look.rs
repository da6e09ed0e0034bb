//! What programs may read without an entry: cards, lanes, blanks, what waits. Nothing here says
//! whose a card is.

use super::answer::{self, Both};
use super::problem::Problem;
use super::table::Look;
use crate::control::{Asked, asked, failed};
use crate::job::{Job, Stage};
use crate::journal::{Entry, JobId};
use crate::record::Kind;
use crate::station::StationError;
use crate::store::{ApprovalRow, StoreError};
use crate::text::api::{self as t, Refused};
use crate::text::{self, journal};
use crate::web::Web;

fn store(error: StoreError) -> Problem {
    Problem::of(failed(StationError::from(error)))
}

pub struct Card;

impl Look for Card {
    type Answer = answer::Card;
    const FOR_PROGRAMS: bool = true;

    fn look(web: &Web, job: &str) -> Result<answer::Card, Problem> {
        let nobody = || Problem::refused(Refused::NoSuchCard);
        let id = JobId::new(job).map_err(|_| nobody())?;
        let (job, life) = web.card(&id).map_err(store)?.ok_or_else(nobody)?;
        let register = {
            let writer = web.shift.station.ledger.lock();
            writer.reader().and_then(|reader| reader.register_of(&id)).map_err(store)?
        };
        let short = web.work.end_of(&id).map(|failed| answer::Coded {
            code: failed.code,
            id: failed.id,
            en: failed.en,
        });
        Ok(answer::Card {
            job: id.to_string(),
            stage: job.stage.word().to_owned(),
            stage_said: text::web::stage(job.stage.word()).into(),
            lane: job.lane.as_ref().map(ToString::to_string),
            uid: job.blank.as_ref().and_then(|blank| blank.uid()).map(ToString::to_string),
            register,
            opened_at: job.opened_at.to_string(),
            over: job.is_over(),
            steps: life.iter().map(step).collect(),
            short,
        })
    }
}

fn step(entry: &Entry) -> answer::Step {
    let word = serde_json::to_value(&entry.event).unwrap_or_default();
    answer::Step {
        seq: entry.seq,
        at: entry.at.to_string(),
        step: word["type"].as_str().unwrap_or("?").to_owned(),
        said: journal::event(&entry.event).into(),
    }
}

pub struct Unknown;

impl Look for Unknown {
    type Answer = Vec<answer::UnknownCard>;

    fn look(web: &Web, _: &str) -> Result<Self::Answer, Problem> {
        let writer = web.shift.station.ledger.lock();
        let rows = writer.reader().and_then(|reader| reader.jobs_in("unknown")).map_err(store)?;
        let mut cards = Vec::new();
        for row in rows {
            cards.extend(writer.job(&row.job).map_err(store)?.as_ref().and_then(unknown));
        }
        Ok(cards)
    }
}

fn unknown(job: &Job) -> Option<answer::UnknownCard> {
    let Stage::Unknown { act, cause, may_be_printed, missed_by, .. } = &job.stage else {
        return None;
    };
    let said = text::unknown::unknown(*act, cause, job.blank.as_ref(), missed_by.is_some());
    let word = serde_json::to_value(act).unwrap_or_default();
    Some(answer::UnknownCard {
        job: job.id.to_string(),
        lane: job.lane.as_ref().map(ToString::to_string),
        since: job.since.to_string(),
        blank: job.blank.as_ref().map(ToString::to_string),
        act: word.as_str().unwrap_or("?").to_owned(),
        cause: text::failure::cause(cause).into(),
        may_be_printed: *may_be_printed,
        missed_by: missed_by.clone(),
        said: said.into(),
    })
}

pub struct Approvals;

impl Look for Approvals {
    type Answer = Vec<answer::Approval>;

    fn look(web: &Web, _: &str) -> Result<Self::Answer, Problem> {
        let rows = {
            let writer = web.shift.station.ledger.lock();
            writer.reader().and_then(|reader| reader.approvals()).map_err(store)?
        };
        Ok(rows.into_iter().map(|row| approval(web, row)).collect())
    }
}

fn approval(web: &Web, row: ApprovalRow) -> answer::Approval {
    let open = (row.state == "asked").then(|| web.shift.station.open_approval(&row.id).ok());
    let said = open.flatten().and_then(|open| Asked::read(&open.request));
    answer::Approval {
        approval: row.id.to_string(),
        command: row.command,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        expires_at: row.expires_at,
        state: row.state,
        by: row.by,
        said: said.map(|said| Both::from(asked(&said))),
    }
}

pub struct Lanes;

impl Look for Lanes {
    type Answer = Vec<answer::Lane>;
    const FOR_PROGRAMS: bool = true;

    fn look(web: &Web, _: &str) -> Result<Self::Answer, Problem> {
        let now = web.shift.night.lanes();
        let writer = web.shift.station.ledger.lock();
        let lane = |(lane, doing): (&crate::journal::LaneName, &_)| {
            let book = writer.books().lanes.get(lane).cloned().unwrap_or_default();
            answer::Lane {
                lane: lane.to_string(),
                printer: book.printer_serial,
                reader: book.reader,
                proven: book.proven,
                cards: book.counters.map(|counters| counters.cards),
                stopped: book.stopped.as_ref().map(|cause| text::failure::cause(cause).into()),
                doing: answer::doing(doing),
                said: text::night::doing(doing).into(),
            }
        };
        Ok(now.iter().map(lane).collect())
    }
}

pub struct Stock;

impl Look for Stock {
    type Answer = answer::Stock;
    const FOR_PROGRAMS: bool = true;

    fn look(web: &Web, _: &str) -> Result<answer::Stock, Problem> {
        let writer = web.shift.station.ledger.lock();
        let books = writer.books();
        if books.day.count.as_ref().is_some_and(|count| count.is_open()) {
            return Err(Problem::conflict(t::counting()));
        }
        let held = |(kind, place, quantity): (Kind, &crate::journal::Place, i64)| answer::Held {
            kind: kind.to_string(),
            place: place.to_string(),
            quantity,
        };
        let lines = Kind::ALL.map(|kind| line(kind, books.stock.line(kind)));
        let places = books.stock.balances().map(held).collect();
        Ok(answer::Stock { lines: lines.into(), places })
    }
}

fn line(kind: Kind, line: crate::books::StockLine) -> answer::StockLine {
    answer::StockLine {
        kind: kind.to_string(),
        received: line.received,
        vault: line.vault,
        hoppers: line.hoppers,
        machines: line.machines,
        output: line.output,
        ready: line.ready,
        spoiled: line.spoiled,
        unknown: line.unknown,
        missing: line.missing,
        unexplained: line.unexplained,
        lent: line.lent,
        in_transit: line.in_transit,
        delivered: line.delivered,
        withdrawn: line.withdrawn,
    }
}

pub struct Batch;

impl Look for Batch {
    type Answer = answer::LastBatch;
    const FOR_PROGRAMS: bool = true;

    fn look(web: &Web, _: &str) -> Result<answer::LastBatch, Problem> {
        let writer = web.shift.station.ledger.lock();
        let row = writer.reader().and_then(|reader| reader.batch(None)).map_err(store)?;
        let batch = row.map(|row| answer::Batch {
            batch: row.id.to_string(),
            state: row.state,
            actor: row.actor,
            cards: row.cards,
            left_out: row.left_out,
            closes: row.closes.map(|at| at.to_string()),
            opened: row.opened,
            closed: row.closed,
        });
        Ok(answer::LastBatch { batch })
    }
}

pub struct Queue;

impl Look for Queue {
    type Answer = answer::Queue;
    const FOR_PROGRAMS: bool = true;

    fn look(web: &Web, _: &str) -> Result<answer::Queue, Problem> {
        let writer = web.shift.station.ledger.lock();
        let Some(batch) = &writer.books().batch else {
            return Ok(answer::Queue { batch: None, cards: Vec::new() });
        };
        let jobs = writer.reader().and_then(|reader| reader.jobs_of_batch(&batch.id));
        let mut cards = Vec::new();
        for (n, id) in jobs.map_err(store)? {
            let Some(job) = writer.job(&id).map_err(store)? else { continue };
            let stage = job.stage.word().to_owned();
            cards.push(answer::Queued { n, job: id.to_string(), stage });
        }
        Ok(answer::Queue { batch: Some(batch.id.to_string()), cards })
    }
}

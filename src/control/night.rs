//! A batch over the socket: opened, and watched for as long as somebody reads. Whoever goes away
//! stops nothing.

use std::os::unix::net::UnixStream;

use super::lines::Lines;
use super::plan::{self, ListOrder};
use super::server::{failed, send};
use super::wire::{Done, Failed, Reply, Request};
use crate::journal::BatchId;
use crate::station::night::{BatchOrder, BatchStep};
use crate::station::{Shift, StationError, Step};

/// Opens a batch if asked to, then passes on its steps until it closes or the program stops.
pub fn serve(
    shift: &Shift,
    (stream, lines): (&UnixStream, &mut Lines<'_>),
    actor: &str,
    request: Request,
) -> std::io::Result<()> {
    if let Request::BatchRun { list, detach, closes } = request {
        match begin(shift, actor, (list, closes), lines) {
            Ok(begun) if detach => return send(stream, &Reply::Done(begun)),
            Ok(_) => {}
            Err(failed) => return send(stream, &Reply::Failed(failed)),
        }
    }
    let Some(steps) = shift.night.watch() else {
        return send(stream, &Reply::Failed(failed(StationError::NoBatch)));
    };
    let mut last = None;
    for progress in steps {
        match &progress {
            BatchStep::Opened { batch, .. } => last = Some((batch.clone(), "running".to_owned())),
            BatchStep::Closed { batch, end } => {
                last = Some((batch.clone(), end.as_str().to_owned()));
            }
            _ => {}
        }
        send(stream, &Reply::Step(Step::Batch { progress: Box::new(progress) }))?;
    }
    match last {
        Some((batch, state)) => send(stream, &Reply::Done(Done::Batch { batch, state })),
        None => send(stream, &Reply::Failed(failed(StationError::NoBatch))),
    }
}

/// Begun, and not watched.
pub fn begin(
    shift: &Shift,
    actor: &str,
    order: (ListOrder, Option<jiff::Timestamp>),
    lines: &mut Lines<'_>,
) -> Result<Done, Failed> {
    let batch = open(shift, actor, order, lines)?;
    Ok(Done::Batch { batch, state: "running".into() })
}

/// Plans the list and opens what the plan holds; whom it leaves out is counted.
fn open(
    shift: &Shift,
    actor: &str,
    (list, closes): (ListOrder, Option<jiff::Timestamp>),
    lines: &mut Lines<'_>,
) -> Result<BatchId, Failed> {
    let plan = shift.plan(plan::read_list(list, lines)?).map_err(failed)?;
    let order = BatchOrder {
        left_out: u32::try_from(plan.left_out.len()).unwrap_or(u32::MAX),
        closes: closes.or(plan.closes),
        blanks_per_card: shift.station.batch.settings.blanks_per_card,
        cards: plan.cards,
    };
    shift.night.open(actor, &order).map_err(failed)
}

/// After a word that changed the batch.
pub fn changed(batch: Result<BatchId, StationError>, state: &str) -> Result<Done, Failed> {
    batch.map(|batch| Done::Batch { batch, state: state.to_owned() }).map_err(failed)
}

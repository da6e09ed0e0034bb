//! `cetakd run`: the daemon. Takes the journal, starts the lanes, serves commands, and on SIGTERM
//! finishes the card in each machine before it books its end; a second signal ends it at once.

use std::sync::Arc;

use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::{Context, Ended, Output, assemble, doctor};
use crate::control::wire::Meaning;
use crate::control::{Server, Stopper};
use crate::device::clock::SystemClock;
use crate::device::machine;
use crate::journal::{Event, JobId};
use crate::settings::StationFile;
use crate::station::{Shift, Station};
use crate::store::{Author, StoreError, Writer};
use crate::text::{self, say};
use crate::web::{Pages, Site};

#[derive(Debug, Args)]
pub struct Run {}

impl Run {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        log_to_stderr();
        let file = context.station_file()?;
        bound_here(&file)?;
        let store = |error: StoreError| Ended::store(&error);
        let clock = Arc::new(SystemClock::new());
        // Books that are not whole are not written on: the fault is named and nothing moves.
        let writer =
            Writer::open_whole(&file.data, assemble::facts(&file), clock).map_err(store)?;
        let station = assemble::station(&file, writer)?;
        station.open_what_waits().map_err(store)?;
        let left = book_start(&station).map_err(store)?;
        let shift = Arc::new(start_shift(&file, &station)?);
        let socket = file.control_socket();
        let server =
            Server::bind(&socket, shift.clone()).map_err(|error| Ended::file(&socket, &error))?;
        let pages = open_pages(&file, &shift)?;
        stop_on_signal(server.stopper(), context.output)?;
        context.output.say(&say("cetakd siap.", "cetakd is ready."));
        if let Some(pages) = &pages {
            context.output.say(&text::web::address(&pages.address()));
            let code = pages.first.as_deref().map(text::web::first_code);
            code.iter().for_each(|code| context.output.say(code));
        }
        if let Some(open) = left {
            context.output.say(&text::command::recovers(open));
        }
        server.run();
        context.output.say(&say("cetakd menutup buku …", "cetakd closes its books …"));
        if let Some(pages) = pages {
            pages.stop();
        }
        stop_shift(shift);
        let author = Author { actor: "cetakd".into(), ..Author::default() };
        station.ledger.book(&author, vec![Event::Stopped {}]).map_err(store)?;
        station.ledger.lock().checkpoint().map_err(store)
    }
}

/// A station that was copied to another computer is two stations with one journal: nothing is
/// written there.
fn bound_here(file: &StationFile) -> Result<(), Ended> {
    let Some(bound) = &file.machine else { return Ok(()) };
    let here = machine::machine().unwrap_or_default();
    if here == *bound {
        return Ok(());
    }
    Err(Ended::new(
        "SYS-02",
        format!(
            "Stasiun ini terikat pada komputer lain; buku hanya dapat dibaca. Bila komputer ini \
             penggantinya dan yang lama sudah mati, tulis `machine = \"{here}\"` di berkas stasiun."
        ),
        format!(
            "This station is bound to another computer; its books can only be read. If this one \
             takes its place and the old one is off for good, write `machine = \"{here}\"` into \
             the station file."
        ),
        Meaning::Books,
    ))
}

/// Only where the station file says where.
fn open_pages(file: &StationFile, shift: &Arc<Shift>) -> Result<Option<Pages>, Ended> {
    let Some(settings) = &file.web else { return Ok(None) };
    let (station, office) = (file.id.clone(), file.office.clone());
    let site = Site { station, office, zone: file.zone, scheme: "http" };
    let (own, night) = (file.clone(), shift.night.clone());
    let checkup = Box::new(move || doctor::at_work(&own, &night.lanes()));
    let pages = Pages::open(settings, site, shift.clone(), checkup);
    pages.map(Some).map_err(|error| assemble::device("WEB-10", &error))
}

fn start_shift(file: &StationFile, station: &Arc<Station>) -> Result<Shift, Ended> {
    let lanes = file.lanes.iter().map(|settings| assemble::lane(station, settings));
    let lanes = lanes.collect::<Result<_, _>>()?;
    Ok(Shift::start(station.clone(), lanes, assemble::desk(file)?))
}

/// The end of the last run, if it has none, is named with what was open: so many jobs.
fn book_start(station: &Station) -> Result<Option<usize>, StoreError> {
    let mut writer = station.ledger.lock();
    let unclean = writer.reader()?.last_run_unclean()?;
    let open = writer.unfinished().filter(|job| !job.is_over()).map(|job| job.id.clone());
    let open: Vec<JobId> = open.collect();
    let left = unclean.then_some(open.len());
    let started = Event::Started { version: env!("CARGO_PKG_VERSION").into(), unclean, open };
    let author = Author { actor: "cetakd".into(), ..Author::default() };
    writer.append(&author, vec![started])?;
    Ok(left)
}

fn stop_shift(shift: Arc<Shift>) {
    match Arc::try_unwrap(shift) {
        Ok(shift) => shift.stop(),
        // Every caller's thread has been waited for.
        Err(_) => tracing::error!("a caller still holds the lanes"),
    }
}

fn stop_on_signal(stopper: Stopper, output: Output) -> Result<(), Ended> {
    let signals = Signals::new([SIGTERM, SIGINT]);
    let mut signals = signals.map_err(|error| assemble::device("SYS-01", &error))?;
    std::thread::spawn(move || {
        let mut signals = signals.forever();
        signals.next();
        stopper.stop();
        signals.next();
        output.say(&text::command::leaves_at_once());
        std::process::exit(130);
    });
    Ok(())
}

/// Plain lines without colour; nothing in them is a person.
fn log_to_stderr() {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        // A full disk or a closed pipe under the log is no reason to end.
        .log_internal_errors(false)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        tracing::debug!("a subscriber was set already");
    }
}

//! `cetakd lane`: why a lane stands still, and letting it go on.

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::print::lane_name;
use super::{Context, Ended};
use crate::books::Confirmed;
use crate::control::{Done, Request};
use crate::journal::{Film, LaneName};
use crate::station::night::Doing;
use crate::store::Reader;
use crate::text::{self, say};

#[derive(Debug, Subcommand)]
pub enum Lane {
    /// Each lane, its printer and whether it stands still.
    Show,
    /// A person has looked and helped: the lane goes on, with the card in it first.
    Release {
        /// Name of the lane.
        #[arg(value_parser = lane_name)]
        lane: LaneName,
    },
    /// Say what a retransfer printer can't: its film, and the temperature on its display.
    Confirm {
        /// Name of the lane.
        #[arg(value_parser = lane_name)]
        lane: LaneName,
        /// OK: enough for this shift; ended: at its end
        #[arg(long, value_enum, ignore_case = true, required_unless_present = "temperature")]
        film: Option<FilmWord>,
        /// Degrees Celsius
        #[arg(long)]
        temperature: Option<u16>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FilmWord {
    Ok,
    Ended,
}

impl From<FilmWord> for Film {
    fn from(word: FilmWord) -> Self {
        match word {
            FilmWord::Ok => Self::Ok,
            FilmWord::Ended => Self::Ended,
        }
    }
}

#[derive(Serialize)]
struct LaneData {
    lane: String,
    printer: Option<String>,
    reader: Option<String>,
    proven: bool,
    cards: Option<u64>,
    stopped: Option<crate::journal::Cause>,
    /// As the daemon says; `None`: it does not run.
    doing: Option<Doing>,
    confirmed: Option<Confirmed>,
}

impl Lane {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::Show => show(context),
            Self::Release { lane } => {
                let done = context.ask(&Request::ReleaseLane { lane })?;
                context.output.data(&done);
                context.output.say(&say(
                    "Jalur dilepas. Bila berhenti lagi, sebabnya ada di `lane show`.",
                    "The lane is released. If it stops again, `lane show` says why.",
                ));
                Ok(())
            }
            Self::Confirm { lane, film, temperature } => {
                let film = film.map(Film::from);
                context.book(&Request::ConfirmLane { lane, film, temperature })
            }
        }
    }
}

fn show(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    let books = reader.books().map_err(|error| Ended::store(&error))?;
    // Nobody answers where no daemon runs.
    let now = match context.ask(&Request::Lanes {}) {
        Ok(Done::Lanes(now)) => Some(now),
        _ => None,
    };
    let mut lanes = Vec::new();
    for settings in &file.lanes {
        let book = books.lanes.get(&settings.name).cloned().unwrap_or_default();
        lanes.push(LaneData {
            lane: settings.name.to_string(),
            printer: book.printer_serial,
            reader: book.reader,
            proven: book.proven,
            cards: book.counters.map(|counters| counters.cards),
            stopped: book.stopped,
            doing: now.as_ref().and_then(|now| now.get(&settings.name).cloned()),
            confirmed: book.confirmed,
        });
    }
    context.output.data(&lanes);
    for lane in &lanes {
        let state = match (&lane.doing, &lane.stopped) {
            (_, Some(cause)) => text::failure::cause(cause).say,
            (Some(doing), None) => text::night::doing(doing),
            (None, None) => {
                say("daemon tidak berjalan: `cetakd run`", "no daemon runs: `cetakd run`")
            }
        };
        let printer = lane.printer.as_deref().unwrap_or("–");
        let words = context.output.words(&state);
        context.output.line(&format!("{}  {printer}  {words}", lane.lane));
    }
    Ok(())
}

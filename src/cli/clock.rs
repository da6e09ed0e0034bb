//! `cetakd clock`: whether this computer's clock is believed, and a person's word that it is right.

use clap::Subcommand;
use serde_json::json;

use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::device::Clock as _;
use crate::device::clock::SystemClock;
use crate::store::Reader;
use crate::text::say;

#[derive(Debug, Subcommand)]
pub enum Clock {
    /// Whether the clock waits for a person.
    Show,
    /// The clock was compared with another and is right: new cards may begin.
    Confirm,
}

impl Clock {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::Show => show(context),
            Self::Confirm => confirm(context),
        }
    }
}

fn show(context: &Context) -> Result<(), Ended> {
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    let clock = reader.books().map_err(|error| Ended::store(&error))?.clock;
    let text = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    let (doubted, confirmed) = (text(clock.doubted), text(clock.confirmed));
    let stand = reader.ahead_of(SystemClock::new().now()).map_err(|error| Ended::store(&error))?;
    let stand = text(stand);
    let shown = json!({ "doubted": doubted, "confirmed": confirmed, "books_stand_at": stand });
    context.output.data(&shown);
    context.output.say(&match (doubted, stand) {
        (None, Some(stand)) => say(
            format!(
                "Jam dipercaya. Waktu buku berhenti di {stand} sampai jam menyusul: izin cetak \
                 baru mengikuti jam, dokumen diberi tanggal buku."
            ),
            format!(
                "The clock is believed. The books' time stands at {stand} until the clock gets \
                 there: new leases go by the clock, papers are dated by the books."
            ),
        ),
        (None, None) => say("Jam dipercaya.", "The clock is believed."),
        (Some(found), _) => say(
            format!("Jam diragukan: menunjukkan {found}. Betulkan, lalu `clock confirm`."),
            format!("The clock is doubted: it said {found}. Set it right, then `clock confirm`."),
        ),
    });
    Ok(())
}

fn confirm(context: &Context) -> Result<(), Ended> {
    let done = context.ask(&Request::ConfirmClock {})?;
    context.output.data(&done);
    if let Done::ClockConfirmed { now } = &done {
        let (id, en) = (format!("Jam dipastikan: {now}."), format!("Clock confirmed: {now}."));
        context.output.say(&say(id, en));
    }
    Ok(())
}

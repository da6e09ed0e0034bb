//! `cetakd status`: a dated observation of the source beside what our own books hold, and the
//! receipt or letter that the person leaves with.

use std::io::Read;

use clap::Args;
use zeroize::Zeroizing;

use super::plan::local;
use super::{Context, Ended, card};
use crate::control::counter::{DeskDone, DeskOrder, StatusDone, Wanted};
use crate::control::{Done, Request};
use crate::document::when::date;
use crate::journal::{Series, SeriesNumber};
use crate::record::{Nik, Reason};
use crate::text::{say, words};

/// A NIK and what may stand around it in a pipe.
const MAX_STDIN_BYTES: u64 = 64;

#[derive(Debug, Args)]
pub struct Status {
    /// NIK, 16 digits; `-` or nothing reads it from standard input.
    nik: Option<String>,
    /// Issue a *tanda pengambilan* if the record is ready, or if a card of theirs waits here; the
    /// reason of the card. Who has one that is still good gets the same number again.
    #[arg(long, value_name = "REASON", conflicts_with = "suket")]
    receipt: Option<Reason>,
    /// The receipt, given for another reason, that the new one takes the place of.
    #[arg(long, value_name = "NUMBER", requires = "receipt", value_parser = card::receipt)]
    instead_of: Option<SeriesNumber>,
    /// Issue a *Surat Keterangan Perekaman* if the record is not ready yet.
    #[arg(long)]
    suket: bool,
}

/// From the argument, or from standard input so that it stands in no process list.
pub fn read_nik(argument: Option<&str>) -> Result<Nik, Ended> {
    let text = match argument {
        Some(text) if text != "-" => Zeroizing::new(text.to_owned()),
        _ => {
            let mut text = Zeroizing::new(String::new());
            let read = std::io::stdin().take(MAX_STDIN_BYTES).read_to_string(&mut text);
            read.map_err(|error| {
                let why = crate::text::system::io(&error);
                let (id, en) = (why.id, why.en);
                Ended::usage("NIK-02", format!("NIK tidak terbaca: {id}."), format!("{en}."))
            })?;
            text
        }
    };
    text.trim().parse().map_err(|error| {
        let wrong = crate::text::nik::wrong(&error);
        Ended::usage("NIK-01", format!("{}.", wrong.id), format!("Wrong NIK: {}.", wrong.en))
    })
}

impl Status {
    /// Asked through the daemon: whoever looks at a person leaves an entry.
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let nik = read_nik(self.nik.as_deref())?;
        let wanted = match (self.receipt, self.suket) {
            (Some(reason), _) => Wanted::Receipt(reason),
            (None, true) => Wanted::Suket,
            (None, false) => Wanted::Nothing,
        };
        let order = DeskOrder::Status { nik, wanted, instead_of: self.instead_of };
        let Done::Desk(done) = context.ask(&Request::Desk { order })? else { return Ok(()) };
        if let DeskDone::Status(data) = *done {
            context.output.data(&data);
            show(context, &data)?;
        }
        Ok(())
    }
}

fn show(context: &Context, data: &StatusDone) -> Result<(), Ended> {
    let unknown = say("tidak dikenal sumber ini", "unknown to this source");
    let state = data.state.clone().unwrap_or_else(|| context.output.words(&unknown));
    let zone = context.station_file()?.zone;
    let at = data.observed_at.parse().map(|at| local(at, zone));
    let at = at.unwrap_or_else(|_| data.observed_at.clone());
    context.output.line(&format!("{}  {state}  ({}, {at})", data.nik, data.source));
    if let (Some(id), Some(en), false) = (&data.advice_id, &data.advice_en, context.output.json) {
        context.output.say(&say(id.as_str(), en.as_str()));
    }
    for job in &data.jobs {
        let stage = context.output.short(&words::stage(&job.stage));
        context.output.line(&format!("  {}  {stage}", job.job));
    }
    let expected = data.expected.as_deref().unwrap_or("–");
    let expected = &expected.parse().map_or_else(|_| expected.to_owned(), date);
    if let Some(number) = &data.receipt {
        let number = &Series::Receipt.shown(number);
        let receipt = crate::text::handover::receipt(number, expected, data.again);
        context.output.say(&receipt);
    }
    if let Some(number) = &data.suket {
        let number = Series::Suket.shown(number);
        context.output.say(&say(
            format!("Surat Keterangan Perekaman, agenda {number}."),
            format!("Surat Keterangan Perekaman, agenda {number}."),
        ));
    }
    Ok(())
}

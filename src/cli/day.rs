//! `cetakd day`: the open day by its equations, and its close.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Context, Ended};
use crate::books::{DayFault, LaneBalance, LaneDay};
use crate::control::Request;
use crate::control::stock::{PaperTyped, StockOrder};
use crate::record::Uid;
use crate::store::{Reader, StoreError};
use crate::text::{Say, count, say};

#[derive(Debug, Subcommand)]
pub enum Day {
    /// What each printer counted and what became of it; what keeps the day open.
    Show,
    /// Close it: alone where all is explained, else under a paper with a second person.
    Close(Close),
}

#[derive(Debug, Args)]
pub struct Close {
    /// Number of the Berita Acara under which a kepala takes on what differs.
    #[arg(long)]
    document: Option<String>,
    /// Date on the paper, YYYY-MM-DD; today if it is left out.
    #[arg(long, requires = "document")]
    dated: Option<String>,
    /// Kept sealed beside the journal.
    #[arg(long, requires = "document")]
    remarks: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    closed_on: Option<String>,
    dates: Vec<String>,
    lanes: Vec<LaneShown>,
    /// Good cards that the source has not acknowledged.
    waiting: i64,
    differences: Vec<Difference>,
    missing: Vec<Uid>,
}

#[derive(Serialize)]
struct LaneShown {
    lane: String,
    #[serde(flatten)]
    day: LaneDay,
    difference: i64,
}

#[derive(Serialize)]
struct Difference {
    id: String,
    en: String,
}

impl Day {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Close { document, dated, remarks } = match self {
            Self::Show => return show(context),
            Self::Close(close) => close,
        };
        let paper = document.map(|number| PaperTyped { number, dated, remarks });
        let done = context.ask(&Request::Stock { order: StockOrder::CloseDay { paper } })?;
        context.output.data(&done);
        context.output.say(&say("Hari ditutup.", "The day is closed."));
        Ok(())
    }
}

fn show(context: &Context) -> Result<(), Ended> {
    let store = |error: StoreError| Ended::store(&error);
    let file = context.station_file()?;
    let reader = Reader::open(&file.data).map_err(store)?;
    super::stock::not_while_counting(&reader)?;
    let books = reader.books().map_err(store)?;
    let faults = books.day.faults(&books.stock, &books.lanes);
    let lanes = books.lanes.iter().map(|(lane, book)| LaneShown {
        lane: lane.to_string(),
        day: book.day,
        difference: book.day.balance.difference(),
    });
    let lanes: Vec<_> = lanes.collect();
    let owed = lanes.iter().map(|lane| lane.day.balance.good - lane.day.told);
    let count = books.day.count_of_the_day();
    let comparison = count.map(|count| crate::station::compare(count, &reader)).transpose();
    let missing = comparison.map_err(store)?.map_or(Vec::new(), |found| found.missing);
    let shown = Shown {
        closed_on: books.day.closed_on.map(|date| date.to_string()),
        dates: books.day.dates.iter().map(ToString::to_string).collect(),
        waiting: books.day.waiting + owed.sum::<i64>(),
        differences: faults.iter().map(said).collect(),
        missing,
        lanes,
    };
    context.output.data(&shown);
    for line in &shown.lanes {
        context.output.line(&context.output.short(&equation(line)));
    }
    for line in super::stock::lines(&books) {
        context.output.line(&context.output.short(&line));
    }
    for Difference { id, en } in &shown.differences {
        context.output.say(&say(id.as_str(), en.as_str()));
    }
    for uid in &shown.missing {
        context.output.say(&say(format!("hilang: {uid}"), format!("missing: {uid}")));
    }
    Ok(())
}

fn said(fault: &DayFault) -> Difference {
    let said = count::difference(fault);
    Difference { id: said.id, en: said.en }
}

/// `A: dihitung pencetak 99 = terlihat 98 + bisu 1 + tak jelas 0 = baik 96 + rusak 3 + …`
fn equation(shown: &LaneShown) -> Say {
    let LaneShown { lane, day, .. } = shown;
    let became = &day.balance;
    let sign = |equal: bool| if equal { '=' } else { '≠' };
    let (named, held) = (sign(became.fed == day.named()), sign(became.difference() == 0));
    let LaneBalance { fed, good, spoiled, inside, unknown, unexplained, settled } = became;
    let LaneDay { seen, silent, .. } = day;
    say(
        format!(
            "{lane}: pencetak {fed} {named} terlihat {seen} + bisu {silent} + tak jelas \
             {unexplained} {held} baik {good} + rusak {spoiled} + di mesin {inside} + dicari \
             {unknown} + tak jelas {unexplained} + selesai {settled}"
        ),
        format!(
            "{lane}: printer {fed} {named} seen {seen} + silent {silent} + unexplained \
             {unexplained} {held} good {good} + spoiled {spoiled} + in machine {inside} + looked \
             for {unknown} + unexplained {unexplained} + settled {settled}"
        ),
    )
}

//! `cetakd stock count`: what lies in each place, without what is booked there; that comes when
//! all is counted.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{PaperArgs, uids};
use crate::cli::{Context, Ended};
use crate::control::stock::StockOrder;
use crate::control::{Done, Request};
use crate::journal::Place;
use crate::record::Kind;
use crate::station::{Comparison, CountStep, ToCount};
use crate::text::{self, say, words};

#[derive(Debug, Subcommand)]
pub enum Count {
    /// Begin: every place that ever held blanks or cards is to be counted.
    Begin,
    /// Say what lies in one place.
    Enter(Enter),
    /// End: what differs is counted once more, then all is shown.
    Finish,
    /// Book what stays different; a second person agrees.
    Book(Book),
}

#[derive(Debug, Args)]
pub struct Enter {
    /// vault, hopper:LANE, output, ready or spoiled.
    place: Place,
    /// As counted.
    counted: u32,
    /// Kind of card: ktp-el or ktp-el-oa.
    #[arg(long, default_value = "ktp-el")]
    kind: Kind,
    /// All UIDs that lay there, scanned or tapped: one a line, or a CSV with a column `uid`.
    #[arg(long)]
    uids: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Book {
    #[command(flatten)]
    paper: PaperArgs,
}

impl Count {
    pub fn run(self, context: &Context) -> Result<(), Ended> {
        let order = match self {
            Self::Begin => StockOrder::BeginCount {},
            Self::Finish => StockOrder::FinishCount {},
            Self::Enter(Enter { place, counted, kind, uids: list }) => {
                StockOrder::EnterCount { kind, place, counted, uids: uids(list)? }
            }
            Self::Book(Book { paper }) => StockOrder::BookDifference { paper: paper.typed() },
        };
        let done = context.ask(&Request::Stock { order })?;
        context.output.data(&done);
        match done {
            Done::Count(CountStep::Open(waiting)) => show_waiting(context, &waiting),
            Done::Count(CountStep::Finished(comparison)) => show_comparison(context, &comparison),
            _ => context.output.say(&say("Dicatat.", "Booked.")),
        }
        Ok(())
    }
}

fn show_waiting(context: &Context, waiting: &[ToCount]) {
    if waiting.is_empty() {
        context.output.say(&say(
            "Semua sudah dihitung: `stock count finish`.",
            "All is counted: `stock count finish`.",
        ));
    } else if waiting.iter().any(|line| line.again) {
        context.output.say(&say(
            "Ada yang berbeda. Hitung sekali lagi:",
            "Something differs. Count once more:",
        ));
    } else {
        context.output.say(&say("Masih harus dihitung:", "Yet to be counted:"));
    }
    let row = |line: &ToCount| {
        // What is typed stands beside its word.
        let place = context.output.short(&words::place(&line.place));
        vec![line.kind.to_string(), place, line.place.to_string()]
    };
    let rows: Vec<_> = waiting.iter().map(row).collect();
    context.output.table(&[("jenis", "kind"), ("tempat", "place"), ("diketik", "typed")], &rows);
}

fn show_comparison(context: &Context, comparison: &Comparison) {
    let rows: Vec<_> = comparison
        .lines
        .iter()
        .map(|line| {
            let difference = line.counted - line.booked;
            let numbers = [line.counted, line.booked].map(|number| number.to_string());
            let [counted, booked] = numbers;
            let place = context.output.short(&words::place(&line.place));
            let kind = line.kind.to_string();
            vec![kind, place, counted, booked, format!("{difference:+}")]
        })
        .collect();
    let head = [
        ("jenis", "kind"),
        ("tempat", "place"),
        ("dihitung", "counted"),
        ("dibukukan", "booked"),
        ("selisih", "difference"),
    ];
    context.output.table(&head, &rows);
    for uid in &comparison.missing {
        context.output.say(&say(format!("hilang: {uid}"), format!("missing: {uid}")));
    }
    if comparison.unnamed > 0 {
        context.output.say(&text::count::unnamed(comparison.unnamed));
    }
    for uid in &comparison.strange {
        context.output.say(&say(
            format!("tidak seharusnya di sini: {uid}"),
            format!("should not lie here: {uid}"),
        ));
    }
    if comparison.lines.iter().any(|line| line.counted != line.booked) {
        context.output.say(&say(
            "Selisih dibukukan dengan Berita Acara: `stock count book --document …`.",
            "What differs is booked under a Berita Acara: `stock count book --document …`.",
        ));
    }
}

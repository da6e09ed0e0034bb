//! `cetakd times`: how long status check, print and hand-over took, against the standard.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use super::{Context, Ended};
use crate::books::{CounterStep, Times as Fold};
use crate::store::Reader;
use crate::text::{Say, words};

/// Entries read at once.
const PAGE: u64 = 1_000;

#[derive(Debug, Args)]
pub struct Times {
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: Option<Date>,
    /// Last day.
    #[arg(long)]
    to: Option<Date>,
}

#[derive(Serialize)]
struct Row {
    step: &'static str,
    #[serde(skip)]
    named: Say,
    standard_minutes: u32,
    count: usize,
    median_seconds: Option<i64>,
    within: Option<f64>,
}

impl Times {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let (mut fold, mut next) = (Fold::default(), 1);
        loop {
            let page = reader.entries(next, PAGE).map_err(|error| Ended::store(&error))?;
            let Some(last) = page.last() else { break };
            next = last.seq + 1;
            for entry in &page {
                let date = entry.civil_date();
                if self.from.is_none_or(|from| date >= from) && self.to.is_none_or(|to| date <= to)
                {
                    fold.take(entry);
                }
            }
        }
        let standards = [
            file.counter.status_minutes,
            file.counter.print_minutes,
            file.counter.handover_minutes,
        ];
        let rows: Vec<Row> = CounterStep::ALL
            .into_iter()
            .zip(standards)
            .map(|(step, standard_minutes)| {
                let times = fold.of(step, standard_minutes);
                Row {
                    step: step.as_str(),
                    named: words::counter_step(step),
                    standard_minutes,
                    count: times.map_or(0, |times| times.count),
                    median_seconds: times.map(|times| times.median_seconds),
                    within: times.map(|times| times.within),
                }
            })
            .collect();
        context.output.data(&rows);
        let cells = |row: &Row| {
            let median = row.median_seconds.map(|seconds| format!("{seconds} s"));
            let within = row.within.map(|within| format!("{:.0} %", within * 100.0));
            vec![
                context.output.short(&row.named),
                format!("{} min", row.standard_minutes),
                row.count.to_string(),
                median.unwrap_or_else(|| "–".into()),
                within.unwrap_or_else(|| "–".into()),
            ]
        };
        let head = [
            ("langkah", "step"),
            ("baku", "standard"),
            ("kali", "times"),
            ("median", "median"),
            ("dalam baku", "within"),
        ];
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }
}

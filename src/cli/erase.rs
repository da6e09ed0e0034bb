//! `cetakd erase`: whose personal data has lain its time, and its end.

use clap::Args;
use serde_json::json;

use super::{Context, Ended};
use crate::control::{Done, Request};
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::station::kept_since;
use crate::store::Reader;
use crate::text::{self, say};

/// More than any office has; counting ends there.
const MOST: u32 = 10_000_000;

#[derive(Debug, Args)]
pub struct Erase {
    /// Destroy the keys; without it, it is only said how many.
    #[arg(long)]
    run: bool,
}

impl Erase {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        if self.run {
            let done = context.ask(&Request::ErasePeople {})?;
            context.output.data(&done);
            if let Done::Erased { people } = done {
                context.output.say(&text::people::erased(people));
            }
            return Ok(());
        }
        let file = context.station_file()?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let days = file.counter.retention_days;
        let until = kept_since(SystemClock::new().now(), days);
        let due = reader.due_for_erasure(until, MOST).map_err(|error| Ended::store(&error))?.len();
        context.output.data(&json!({ "due": due, "retention_days": days }));
        context.output.say(&say(
            format!("{due} orang melewati masa simpan {days} hari. Hapus dengan `erase --run`."),
            format!("{due} people are past the {days} days of keeping. `erase --run` erases them."),
        ));
        Ok(())
    }
}

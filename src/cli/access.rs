//! `cetakd access`: who looked at whose data, by the journal. People are numbers here.

use clap::Args;
use serde::Serialize;

use super::plan::local;
use super::status::read_nik;
use super::{Context, Ended, assemble};
use crate::store::Reader;
use crate::text::words;

#[derive(Debug, Args)]
pub struct Access {
    /// One person's, by NIK; `-` reads it from standard input.
    #[arg(long)]
    nik: Option<String>,
    /// The page behind this entry of the journal.
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Rows at once.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
}

#[derive(Serialize)]
struct Row {
    entry: u64,
    at: String,
    person: String,
    actor: String,
    purpose: String,
}

impl Access {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let store = |error| Ended::store(&error);
        let person = match &self.nik {
            None => None,
            Some(nik) => {
                let nik = read_nik(Some(nik))?;
                let mac = assemble::sealing_keys(&file)?.search.person(&nik);
                match reader.person_by_nik(&mac).map_err(store)? {
                    Some(person) => Some(person),
                    None => {
                        context.output.data(&[(); 0]);
                        return Ok(());
                    }
                }
            }
        };
        let between = (self.after.saturating_add(1), u64::MAX);
        let looks = reader.accesses(person.as_ref(), between, self.limit).map_err(store)?;
        let row = |look: crate::store::AccessRow| Row {
            entry: look.seq,
            at: look.at.to_string(),
            person: look.person.to_string(),
            actor: look.actor,
            purpose: look.purpose,
        };
        let rows: Vec<Row> = looks.into_iter().map(row).collect();
        context.output.data(&rows);
        let cells = |row: &Row| {
            let at = row.at.parse().map(|at| local(at, file.zone));
            let (actor, purpose) = (words::actor(&row.actor), words::purpose(&row.purpose));
            vec![
                row.entry.to_string(),
                at.unwrap_or_else(|_| row.at.clone()),
                row.person.clone(),
                context.output.short(&actor),
                context.output.short(&purpose),
            ]
        };
        let head = [
            ("catatan", "entry"),
            ("waktu", "time"),
            ("orang", "person"),
            ("petugas", "who"),
            ("keperluan", "purpose"),
        ];
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }
}

//! `cetakd register`: *Buku Register Dokumen KTP-el*.

use clap::Subcommand;
use serde::Serialize;

use super::{Context, Ended, assemble};
use crate::store::Reader;

#[derive(Debug, Subcommand)]
pub enum Register {
    /// Every printed card in the order of its number.
    List,
}

#[derive(Serialize)]
struct Row {
    number: String,
    date: String,
    nik: String,
    nama: String,
    kind: String,
    reason: String,
    blank: String,
    lane: String,
    operator: String,
    stage: String,
    job: String,
}

impl Register {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Self::List = self;
        let file = context.station_file()?;
        let sealing = assemble::sealing_keys(&file)?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let lines = reader.register().map_err(|error| Ended::store(&error))?;
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            let person = reader.person_data(&line.person, &sealing);
            let person = person.map_err(|error| Ended::store(&error))?;
            let erased = || "(dihapus)".to_owned();
            rows.push(Row {
                number: line.number,
                date: line.date,
                // Masked: a list lies on the desk for everybody to see.
                nik: person.as_ref().map_or_else(erased, |person| person.nik.to_string()),
                nama: person.as_ref().map_or_else(erased, |person| person.nama.clone()),
                kind: line.kind.to_string(),
                reason: line.reason,
                blank: line.blank,
                lane: line.lane,
                operator: line.operator,
                stage: line.stage,
                job: line.job.to_string(),
            });
        }
        context.output.data(&rows);
        let head = ["nomor", "tanggal", "NIK", "nama", "alasan", "UID", "jalur", "keadaan"];
        let cells = |row: &Row| {
            let Row { number, date, nik, nama, reason, blank, lane, stage, .. } = row;
            [number, date, nik, nama, reason, blank, lane, stage].map(String::clone).to_vec()
        };
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }
}

//! `cetakd status`: a dated observation of the source beside what our own books hold.

use std::io::Read;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use zeroize::Zeroizing;

use super::assemble;
use super::{Context, Ended};
use crate::device::clock::SystemClock;
use crate::record::Nik;
use crate::store::Reader;
use crate::text::{self, say};

/// A NIK and what may stand around it in a pipe.
const MAX_STDIN_BYTES: u64 = 64;

#[derive(Debug, Args)]
pub struct Status {
    /// NIK, 16 digits; `-` or nothing reads it from standard input.
    nik: Option<String>,
}

#[derive(Serialize)]
struct StatusData {
    nik: String,
    state: Option<String>,
    observed_at: String,
    source: String,
    advice_id: Option<String>,
    advice_en: Option<String>,
    jobs: Vec<JobData>,
}

#[derive(Serialize)]
struct JobData {
    job: String,
    stage: String,
    lane: Option<String>,
}

/// From the argument, or from standard input so that it stands in no process list.
pub fn read_nik(argument: Option<&str>) -> Result<Nik, Ended> {
    let text = match argument {
        Some(text) if text != "-" => Zeroizing::new(text.to_owned()),
        _ => {
            let mut text = Zeroizing::new(String::new());
            let read = std::io::stdin().take(MAX_STDIN_BYTES).read_to_string(&mut text);
            read.map_err(|error| {
                Ended::usage("NIK-02", format!("NIK tidak terbaca: {error}."), format!("{error}."))
            })?;
            text
        }
    };
    text.trim().parse().map_err(|error| {
        Ended::usage("NIK-01", format!("NIK salah: {error}."), format!("Wrong NIK: {error}."))
    })
}

impl Status {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let nik = read_nik(self.nik.as_deref())?;
        let file = context.station_file()?;
        let mut source = assemble::source(&file, Arc::new(SystemClock::new()))?;
        let observed = source
            .status(&nik)
            .map_err(|error| Ended::from_daemon(crate::control::failed(error.into())))?;
        let sealing = assemble::sealing_keys(&file)?;
        let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
        let person = reader.person_by_nik(&sealing.search.person(&nik));
        let person = person.map_err(|error| Ended::store(&error))?;
        let jobs = person.map_or(Ok(Vec::new()), |person| reader.jobs_of(&person));
        let jobs = jobs.map_err(|error| Ended::store(&error))?;
        let advice = observed.state.as_ref().map(|state| text::step::advice(state.advice()));
        let data = StatusData {
            nik: nik.to_string(),
            state: observed.state.as_ref().map(ToString::to_string),
            observed_at: observed.observed_at.to_string(),
            source: observed.source.clone(),
            advice_id: advice.as_ref().map(|advice| advice.id.clone()),
            advice_en: advice.as_ref().map(|advice| advice.en.clone()),
            jobs: jobs
                .iter()
                .map(|job| JobData {
                    job: job.job.to_string(),
                    stage: job.stage.clone(),
                    lane: job.lane.as_ref().map(ToString::to_string),
                })
                .collect(),
        };
        context.output.data(&data);
        show(context, &data, advice.as_ref());
        Ok(())
    }
}

fn show(context: &Context, data: &StatusData, advice: Option<&text::Say>) {
    let unknown = say("tidak dikenal sumber ini", "unknown to this source");
    let state = data.state.clone().unwrap_or_else(|| context.output.words(&unknown));
    context.output.line(&format!("{}  {state}  ({}, {})", data.nik, data.source, data.observed_at));
    if let (Some(advice), false) = (advice, context.output.json) {
        context.output.say(advice);
    }
    for job in &data.jobs {
        context.output.line(&format!("  {}  {}", job.job, job.stage));
    }
}

//! `cetakd batch`: many cards, one after the other, through the night.
//!
//! Ctrl-C while it is watched asks the daemon to stop the batch; a terminal that goes away does
//! not.

use std::cell::RefCell;

use clap::{Args, Subcommand};
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;

use super::list::ListArguments;
use super::progress::Board;
use super::{Caller, Context, Ended, Output, assemble, plan};
use crate::control::counter::DeskOrder;
use crate::control::plan::Piece;
use crate::control::{Done, Request};
use crate::journal::{BatchId, Purpose};
use crate::station::Step;
use crate::station::night::{BatchReport, Names, NotMade};
use crate::store::Reader;
use crate::text::{self, say};

#[derive(Debug, Subcommand)]
pub enum Batch {
    /// How many, who first, how far each lane reaches, when it ends, and what will not be done.
    Plan(plan::Plan),
    /// Begin a batch and watch it; Ctrl-C ends it after the card in each machine.
    Run(Run),
    /// Watch the batch that is open.
    Watch,
    /// Begin no further card until `resume`.
    Pause,
    /// Go on with a batch that was paused.
    Resume,
    /// Finish the card in each machine, give the rest back, close the books.
    Stop,
    /// Who, where in the stack, what was lost, who is without a card and why; the balance. Names
    /// are masked for whoever does not sign in.
    Report {
        /// The last one, if none is named.
        #[arg(value_parser = batch_name)]
        batch: Option<BatchId>,
    },
}

fn batch_name(text: &str) -> Result<BatchId, String> {
    BatchId::new(text).map_err(|error| error.to_string())
}

#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    list: ListArguments,
    /// Begin nothing from then on, as 2026-11-21T05:30:00+07:00; else the office's closing time.
    #[arg(long)]
    closes: Option<jiff::Timestamp>,
    /// Do not stay to watch.
    #[arg(long)]
    detach: bool,
}

impl Batch {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::Plan(plan) => plan.run(context),
            Self::Run(Run { list, closes, detach }) => {
                let (list, pieces) = list.read()?;
                let request = Request::BatchRun { list, detach, closes };
                watch(context, &request, pieces)
            }
            Self::Watch => watch(context, &Request::BatchWatch {}, std::iter::empty()),
            Self::Pause => told(context, &Request::BatchPause {}),
            Self::Resume => told(context, &Request::BatchResume {}),
            Self::Report { batch } => report(context, batch.as_ref()),
            Self::Stop => told(context, &Request::BatchStop {}),
        }
    }
}

fn told(context: &Context, request: &Request) -> Result<(), Ended> {
    let done = context.ask(request)?;
    context.output.data(&done);
    if let Done::Batch { batch, state } = &done {
        context.output.say(&text::night::told(batch, state));
    }
    Ok(())
}

fn watch(
    context: &Context,
    request: &Request,
    pieces: impl Iterator<Item = Piece>,
) -> Result<(), Ended> {
    let caller = context.caller()?;
    let client = caller.connect().map_err(Ended::control)?;
    stop_on_ctrl_c(caller, context.output)?;
    let board = RefCell::new(Board::new(context.output));
    let done = client.ask_with(request, pieces, |step| match step {
        Step::Batch { progress } => board.borrow_mut().show(&progress),
        other => context.output.step(&other),
    });
    board.borrow_mut().clear();
    let done = done.map_err(Ended::control)?;
    context.output.data(&done);
    if let Done::Batch { batch, state } = &done {
        context.output.say(&text::night::told(batch, state));
    }
    Ok(())
}

/// The first asks the daemon to stop the batch, the second leaves.
fn stop_on_ctrl_c(caller: Caller, output: Output) -> Result<(), Ended> {
    let signals = Signals::new([SIGINT]);
    let mut signals = signals.map_err(|error| assemble::device("SYS-01", &error))?;
    std::thread::spawn(move || {
        let mut signals = signals.forever();
        signals.next();
        let asked = caller.connect().and_then(|client| client.ask(&Request::BatchStop {}, |_| ()));
        if let Err(error) = asked {
            let said = say(
                format!("Antrean tidak dapat dihentikan: {error}."),
                format!("The batch can't be stopped: {error}."),
            );
            output.say(&said);
        }
        signals.next();
        output.say(&text::night::left_alone());
        std::process::exit(130);
    });
    Ok(())
}

fn report(context: &Context, batch: Option<&BatchId>) -> Result<(), Ended> {
    let file = context.station_file()?;
    let sealing = assemble::sealing_keys(&file)?;
    let reader = Reader::open(&file.data).map_err(|error| Ended::store(&error))?;
    let names = if context.who.is_some() { Names::Clear } else { Names::Masked };
    let report = BatchReport::read(&reader, (&sealing, names), batch)
        .map_err(|error| Ended::from_daemon(crate::control::failed(error)))?;
    let people: Vec<_> = report.people.iter().cloned().collect();
    if !people.is_empty() {
        let purpose = Purpose::Layanan;
        context.ask(&Request::Desk { order: DeskOrder::Shown { people, purpose } })?;
    }
    let output = &context.output;
    output.data(&report);
    output.line(&output.words(&text::night::title(&report)));
    let head = [
        ("no", "no"),
        ("jalur", "lane"),
        ("dari bawah", "from below"),
        ("NIK", "NIK"),
        ("nama", "name"),
        ("kecamatan", "kecamatan"),
        ("desa", "village"),
        ("UID", "UID"),
        ("register", "register"),
    ];
    let erased = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
    let rows = report.printed.iter().map(|card| {
        vec![
            card.n.to_string(),
            card.lane.to_string(),
            card.in_stack.to_string(),
            erased(&card.nik),
            erased(&card.nama),
            erased(&card.kecamatan),
            erased(&card.kel_desa),
            card.uid.map_or_else(|| "–".into(), |uid| uid.to_string()),
            erased(&card.register),
        ]
    });
    output.table(&head, &rows.collect::<Vec<_>>());
    for blank in &report.spoiled {
        output.line(&output.words(&text::night::spoiled(blank)));
    }
    for person in report.unknown.iter().chain(&report.not_made).chain(&report.waiting) {
        let NotMade { n, nik, nama, .. } = person;
        let words = output.words(&text::night::not_made(person));
        output.line(&format!("{n}  {}  {}  {words}", erased(nik), erased(nama)));
    }
    for line in text::night::balance(&report.balance) {
        output.line(&output.words(&line));
    }
    Ok(())
}

//! The command line: one file a command. Exit codes are meanings (`control::wire::Meaning`).

mod access;
mod approve;
mod assemble;
mod backup;
mod batch;
mod card;
mod clock;
mod day;
mod complaint;
mod doctor;
mod erase;
mod handover;
mod help;
mod init;
mod inspect;
mod journal;
mod lane;
mod list;
mod output;
mod paper;
mod people;
mod pin;
mod plan;
mod preview;
mod print;
mod progress;
mod register;
mod run;
mod ship;
mod sign;
mod sort;
mod status;
mod stock;
mod times;
mod unknown;
mod verify_paper;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use output::{Ended, Lang, Output};

use crate::control::plan::Piece;
use crate::control::{Client, ControlError, Done, Request, Signature, wire::Meaning};
use crate::journal::StaffName;
use crate::settings::StationFile;
use crate::text::say;

/// Stasiun cetak KTP-el · KTP-el print station.
///
/// What changes something goes through the running daemon (`cetakd run`); `init`, reads and
/// `journal verify` need none.
#[derive(Debug, Parser)]
#[command(name = "cetakd", version)]
struct Arguments {
    /// The station file.
    #[arg(long, global = true, env = "CETAKD_CONFIG", default_value = "/etc/cetakd/cetakd.toml")]
    config: PathBuf,
    /// Language of sentences.
    #[arg(long, global = true, env = "CETAKD_LANG", value_enum, default_value_t = Lang::Both)]
    lang: Lang,
    /// Who gives the command; the PIN is asked for, or read from the file CETAKD_PIN_FILE.
    #[arg(long = "as", global = true, env = "CETAKD_AS", value_name = "NAME")]
    who: Option<StaffName>,
    /// Data as JSON on standard output; sentences go to standard error.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a station: its file, its keys, an empty journal.
    Init(init::Init),
    /// Run the daemon until SIGTERM or Ctrl-C.
    Run(run::Run),
    /// What the source and our books say of a person.
    Status(status::Status),
    /// Print a card for a person, as far as the output.
    Print(print::Print),
    /// Many cards through the night: plan, run, watch, pause, resume, stop, report.
    #[command(subcommand)]
    Batch(batch::Batch),
    /// Say of a printed card that it is good or spoiled.
    Inspect(inspect::Inspect),
    /// Blanks: receive, move, count, write off, show.
    #[command(subcommand)]
    Stock(stock::Stock),
    /// The day of the books: show, close.
    #[command(subcommand)]
    Day(day::Day),
    /// The print register.
    #[command(subcommand)]
    Register(register::Register),
    /// The journal: verify, show.
    #[command(subcommand)]
    Journal(journal::Journal),
    /// A proven copy of the books, while the daemon prints.
    Backup(backup::Backup),
    /// Put a backup in the place of the journal, while the daemon is down.
    Restore(backup::Restore),
    /// A lane: show, release, confirm what only a person can see.
    #[command(subcommand)]
    Lane(lane::Lane),
    /// The computer's clock: show, confirm.
    #[command(subcommand)]
    Clock(clock::Clock),
    /// Cards that were lost sight of: list, settle.
    #[command(subcommand)]
    Unknown(unknown::Unknown),
    /// A card into a person's hand: show, give.
    #[command(subcommand)]
    Handover(handover::Handover),
    /// The sorting desk: tap a card, see whose it is, good or spoiled.
    #[command(subcommand)]
    Sort(sort::Sort),
    /// Parcels for a kecamatan: begin, add, remove, close, receive, list, unclaimed …
    #[command(subcommand)]
    Ship(ship::Ship),
    /// Note a complaint on a card.
    Complaint(complaint::Complaint),
    /// Time per step at the counter against the standard.
    Times(times::Times),
    /// Who looked at whose data.
    Access(access::Access),
    /// Personal data past its time of keeping: how many, and their end.
    Erase(erase::Erase),
    /// Both faces of a synthetic person as PNG and a true-size PDF proof.
    Preview(preview::Preview),
    /// People: add, role, remove, pin, unlock, list.
    #[command(subcommand)]
    People(people::People),
    /// Commands that wait for a second person: agree, list, show, decline.
    Approve(approve::Approve),
    /// Papers and exports: register, day, bast, destruction, packing, receipt, month, breach …
    Paper(paper::Paper),
    /// Whether a paper is one of this station's, unchanged, and the journal still agrees.
    VerifyPaper(verify_paper::VerifyPaper),
    /// Check every device, file, font and certificate, and say what to do about each fault.
    Doctor(doctor::Doctor),
}

/// Parses the arguments, runs the command, and gives its meaning as exit code.
pub fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let arguments = match help::parse(&typed) {
        Ok(arguments) => arguments,
        Err(code) => return ExitCode::from(code),
    };
    let output = Output { json: arguments.json, lang: arguments.lang };
    let context = Context { config: arguments.config, output, who: arguments.who };
    let ended = match arguments.command {
        Command::Init(command) => command.run(&context),
        Command::Run(command) => command.run(&context),
        Command::Status(command) => command.run(&context),
        Command::Print(command) => command.run(&context),
        Command::Batch(command) => command.run(&context),
        Command::Inspect(command) => command.run(&context),
        Command::Stock(command) => command.run(&context),
        Command::Day(command) => command.run(&context),
        Command::Register(command) => command.run(&context),
        Command::Journal(command) => command.run(&context),
        Command::Backup(command) => command.run(&context),
        Command::Restore(command) => command.run(&context),
        Command::Lane(command) => command.run(&context),
        Command::Clock(command) => command.run(&context),
        Command::Unknown(command) => command.run(&context),
        Command::Handover(command) => command.run(&context),
        Command::Sort(command) => command.run(&context),
        Command::Ship(command) => command.run(&context),
        Command::Complaint(command) => command.run(&context),
        Command::Times(command) => command.run(&context),
        Command::Access(command) => command.run(&context),
        Command::Erase(command) => command.run(&context),
        Command::Preview(command) => command.run(&context),
        Command::People(command) => command.run(&context),
        Command::Approve(command) => command.run(&context),
        Command::Paper(command) => command.run(&context),
        Command::VerifyPaper(command) => command.run(&context),
        Command::Doctor(command) => command.run(&context),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(ended) => {
            context.output.failed(&ended);
            ExitCode::from(ended.meaning as u8)
        }
    }
}

/// What every command is given.
struct Context {
    config: PathBuf,
    output: Output,
    who: Option<StaffName>,
}

impl Context {
    fn station_file(&self) -> Result<StationFile, Ended> {
        StationFile::read(&self.config).map_err(|error| Ended::settings(&error))
    }

    /// Asks the daemon; steps are shown as they happen.
    fn ask(&self, request: &Request) -> Result<Done, Ended> {
        self.ask_with(request, std::iter::empty())
    }

    /// Asks for something that has no answer but that it was booked.
    fn book(&self, request: &Request) -> Result<(), Ended> {
        let done = self.ask(request)?;
        self.output.data(&done);
        self.output.say(&say("Dicatat.", "Booked."));
        Ok(())
    }

    /// As `ask`, with a list handed over behind the request.
    fn ask_with(
        &self,
        request: &Request,
        pieces: impl Iterator<Item = Piece>,
    ) -> Result<Done, Ended> {
        let client = self.caller()?.connect().map_err(Ended::control)?;
        let step = |step| self.output.step(&step);
        client.ask_with(request, pieces, step).map_err(Ended::control)
    }

    /// Who calls whom. The PIN is typed before the daemon listens: it waits for nobody's fingers.
    fn caller(&self) -> Result<Caller, Ended> {
        let socket = self.station_file()?.control_socket();
        let who = self.who.as_ref().map(|name| {
            let pin = pin::own(self.output)?;
            Ok(Signature { name: name.to_string(), pin })
        });
        Ok(Caller { socket, who: who.transpose()? })
    }
}

/// Where the daemon listens, and who speaks to it.
struct Caller {
    socket: PathBuf,
    who: Option<Signature>,
}

impl Caller {
    fn connect(&self) -> Result<Client, ControlError> {
        let mut client = Client::connect(&self.socket)?;
        self.who.as_ref().map_or(Ok(()), |who| client.sign(who))?;
        Ok(client)
    }
}

impl Ended {
    fn control(error: ControlError) -> Self {
        match error {
            ControlError::Failed(failed) => Self::from_daemon(failed),
            error @ ControlError::NoDaemon { .. } => Self::new(
                "CTL-10",
                "Daemon tidak berjalan. Jalankan `cetakd run`.",
                format!("{error}. Start `cetakd run`."),
                Meaning::NoDaemon,
            ),
            other => Self::new(
                "CTL-11",
                "Sambungan ke daemon putus. Bila daemon masih hidup, kartu diteruskan; bila mati, \
                 jangan sentuh mesin dan jalankan `cetakd run`: ia memulihkan sendiri.",
                format!(
                    "{other}. If the daemon lives, the card goes on; if it died, touch no machine \
                     and start `cetakd run`: it recovers by itself."
                ),
                Meaning::NoDaemon,
            ),
        }
    }
}

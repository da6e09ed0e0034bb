//! `hw-sim`: a simulated office of card printers, chips and a record source, on real protocols.

use std::error::Error;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hw_sim::config::{Config, Special};
use hw_sim::run::{RunOrder, Running};
use hw_sim::world::{LaneOrder, Make, Pace, RealPace};
use hw_sim::{certificates, ctl};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

#[derive(Debug, Parser)]
#[command(version, about = "Simulated card printers, chips and record source, on real protocols")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the office until SIGTERM or SIGINT; one line of JSON says when everything listens
    Run(Box<RunArgs>),
    /// Make development certificates and keys where they are missing
    Certificates {
        dir: PathBuf,
        /// Also for this station (again for more)
        #[arg(long = "station")]
        stations: Vec<String>,
    },
    /// Hands and eyes in a running office
    Ctl {
        /// The control socket, as the ready line names it
        #[arg(long)]
        socket: PathBuf,
        /// Print the answer as JSON
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: ctl::Command,
    },
}

#[derive(Debug, Args)]
struct RunArgs {
    /// Sockets, pictures of printed cards, device links
    #[arg(long)]
    dir: PathBuf,
    /// Certificates and keys [default: DIR/certs]
    #[arg(long)]
    certificates: Option<PathBuf>,
    /// hw-sim.toml; options given here win over it
    #[arg(long)]
    config: Option<PathBuf>,
    /// Printers with an encoder inside
    #[arg(long)]
    lanes: Option<usize>,
    /// Readers on desks
    #[arg(long)]
    desks: Option<usize>,
    /// Cards in the supplier's box
    #[arg(long)]
    blanks: Option<u32>,
    /// A card that isn't plainly ours, such as 3=mute (again for more)
    #[arg(long = "blank", value_parser = special)]
    special: Vec<Special>,
    /// People at the source beside the fixed cast
    #[arg(long)]
    people: Option<usize>,
    #[arg(long)]
    seed: Option<u64>,
    #[arg(long)]
    pace: Option<PaceWord>,
    /// Also stop when standard input ends
    #[arg(long)]
    until_stdin_closes: bool,
    /// Printers and source alone, where pcscd is not installed
    #[arg(long)]
    no_pcscd: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PaceWord {
    Instant,
    Real,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => run(&args),
        Command::Certificates { dir, stations } => make_certificates(&dir, &stations),
        Command::Ctl { socket, json, command } => control(&socket, json, &command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hw-sim: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &RunArgs) -> Result<(), Box<dyn Error>> {
    // Before any thread, so that none of them takes the signal.
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let order = RunOrder {
        dir: args.dir.clone(),
        certificates: args.certificates.clone().unwrap_or_else(|| args.dir.join("certs")),
        config: configuration(args)?,
        pcscd: !args.no_pcscd,
    };
    let running = Running::start(&order)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(running.ready())?)?;
    out.flush()?;

    let (stop, stopped) = mpsc::channel();
    if args.until_stdin_closes {
        let stop = stop.clone();
        thread::spawn(move || {
            let mut sink = [0; 4096];
            while io::stdin().read(&mut sink).is_ok_and(|count| count > 0) {}
            let _ = stop.send(());
        });
    }
    thread::spawn(move || {
        let _ = signals.forever().next();
        let _ = stop.send(());
    });
    stopped.recv()?;
    drop(running);
    Ok(())
}

fn configuration(args: &RunArgs) -> Result<Config, Box<dyn Error>> {
    let mut config = match &args.config {
        Some(path) => Config::read(path)?,
        None => Config::default(),
    };
    if let Some(lanes) = args.lanes {
        config.lanes.resize_with(lanes, LaneOrder::default);
    }
    if let Some(pace) = args.pace {
        config.pace = match pace {
            PaceWord::Instant => Pace::Instant,
            PaceWord::Real => Pace::Real(RealPace::default()),
        };
    }
    config.desks = args.desks.unwrap_or(config.desks);
    config.seed = args.seed.unwrap_or(config.seed);
    config.blanks.count = args.blanks.unwrap_or(config.blanks.count);
    config.source.people = args.people.unwrap_or(config.source.people);
    config.special.splice(0..0, args.special.iter().cloned());
    Ok(config)
}

fn special(text: &str) -> Result<Special, String> {
    let (card, make) = text.split_once('=').ok_or("not of the form NUMBER=MAKE")?;
    let card = card.parse().map_err(|_| format!("`{card}` is no number of a card"))?;
    let make: Make = make.parse().map_err(|error| format!("{error}"))?;
    Ok(Special { card, make })
}

fn make_certificates(dir: &std::path::Path, stations: &[String]) -> Result<(), Box<dyn Error>> {
    let stations: Vec<&str> = stations.iter().map(String::as_str).collect();
    let written = certificates::make(dir, &stations)?;
    if written.is_empty() {
        println!("all there already");
    }
    for name in written {
        println!("{}", dir.join(name).display());
    }
    Ok(())
}

fn control(
    socket: &std::path::Path,
    json: bool,
    command: &ctl::Command,
) -> Result<(), Box<dyn Error>> {
    let answer = ctl::ask(socket, &ctl::request(command)?)?;
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{answer}")?;
    } else {
        write!(out, "{}", ctl::readable(&answer))?;
    }
    Ok(())
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

//! The client of the control socket: `hw-sim ctl …`, one request a run.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use clap::Subcommand;
use serde_json::{Value, json};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum CtlError {
    #[error("simulator can't be reached; is `hw-sim run` up, and is this its control socket?")]
    Line(#[from] io::Error),
    #[error("simulator's answer is no JSON")]
    Answer(#[from] serde_json::Error),
    #[error("{0}")]
    Refused(String),
    #[error(
        "`{0}` is no place: box, hands, bin; hopper, machine, output, reject, desk + `:NUMBER`"
    )]
    Place(String),
}

/// What a person can do to the simulated office.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Every card, where it is, its chip and faces; every lane with its counters
    Truth,
    /// All files of one chip in hexadecimal
    Chip { card: String },
    /// Put N cards from the box into the hopper
    Load {
        count: usize,
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// Put the hopper back into the box
    Unload {
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// Take a card (UID, #number or `top`) into your hands, from wherever it lies
    Take {
        card: String,
        /// What `top` is the top of, such as reject:0 or machine:0
        #[arg(long)]
        of: Option<String>,
    },
    /// Lay a card on a desk reader
    Tap {
        card: String,
        #[arg(long)]
        of: Option<String>,
        #[arg(long, default_value_t = 0)]
        desk: usize,
    },
    /// Take what lies on a desk reader
    Lift {
        #[arg(long, default_value_t = 0)]
        desk: usize,
    },
    /// Put a card somewhere: box, hopper:0, machine:0, output:0, reject:0, desk:0, hands, bin
    PutBack { card: String, to: String },
    /// Press a button of the machine: clean or test-card
    Press {
        button: String,
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// Help a machine: clear-jam, close-cover, open-cover or change-ribbon
    Helped {
        what: String,
        #[arg(long, default_value_t = 0)]
        lane: usize,
        #[arg(long, default_value = "ymckok")]
        ribbon: String,
        #[arg(long, default_value_t = 3000)]
        panels: u32,
    },
    /// Plant a fault, such as `fault jam --on feed --nth 2`
    Fault {
        /// late:MS, silent, nack:T, take-two, jam, power-lost … (a wrong word lists them all)
        fault: String,
        /// any, a command such as Sic, or feed, panel, flip, eject, reject
        #[arg(long, default_value = "any")]
        on: String,
        #[arg(long, default_value_t = 1)]
        nth: u64,
        #[arg(long)]
        always: bool,
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// Forget the faults that wait
    ClearFaults,
    /// Give a card's chip a flaw: mute, write-fails:2, bit-rot, foreign, used …
    Spoil { card: String, make: String },
    /// The printer's switch: on or off
    Power {
        #[arg(value_parser = ["on", "off"])]
        state: String,
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// The printer's network line breaks, and takes the next client
    Cut {
        #[arg(default_value_t = 0)]
        lane: usize,
    },
    /// The station reader's cable: in or out
    Plug {
        #[arg(value_parser = ["in", "out"])]
        state: String,
        #[arg(long, default_value_t = 0)]
        lane: usize,
    },
    /// Two station readers change printers
    SwapReaders { lane: usize, other: usize },
    /// Kill the smart-card service (off) or start a new one (on)
    Pcscd {
        #[arg(value_parser = ["on", "off"])]
        state: String,
    },
    /// instant or real
    Pace {
        #[arg(value_parser = ["instant", "real"])]
        pace: String,
    },
    /// The population: NIK, name, kind, state of the record
    People,
    /// The record source goes away (outage, stop) or comes back (restore, start)
    Source {
        #[arg(value_parser = ["outage", "restore", "stop", "start"])]
        what: String,
    },
    /// Move a record to another state
    State { nik: String, state: String },
    /// Two people declare a station lost
    Lost { station: String, first: String, second: String },
    /// Send a request as it is: one line of JSON
    Raw { request: String },
}

/// Asks and returns the answer's members.
pub fn ask(socket: &Path, request: &Value) -> Result<Value, CtlError> {
    let mut line = UnixStream::connect(socket)?;
    writeln!(line, "{request}")?;
    let mut answer = String::new();
    BufReader::new(line).read_line(&mut answer)?;
    let answer: Value = serde_json::from_str(&answer)?;
    if answer["ok"] == Value::Bool(true) {
        return Ok(answer);
    }
    Err(CtlError::Refused(answer["error"].as_str().unwrap_or("no reason given").to_owned()))
}

/// The request of a command line.
pub fn request(command: &Command) -> Result<Value, CtlError> {
    use Command as C;
    Ok(match command {
        C::Truth => json!({ "do": "truth" }),
        C::Chip { card } => json!({ "do": "chip", "card": card }),
        C::Load { count, lane } => json!({ "do": "load", "count": count, "lane": lane }),
        C::Unload { lane } => json!({ "do": "unload", "lane": lane }),
        C::Take { card, of } => json!({ "do": "take", "card": card, "place": maybe_place(of)? }),
        C::Tap { card, of, desk } => {
            json!({ "do": "tap", "card": card, "place": maybe_place(of)?, "desk": desk })
        }
        C::Lift { desk } => json!({ "do": "lift", "desk": desk }),
        C::PutBack { card, to } => json!({ "do": "put-back", "card": card, "to": place(to)? }),
        C::Press { button, lane } => json!({ "do": "press", "button": button, "lane": lane }),
        C::Helped { what, lane, ribbon, panels } if what == "change-ribbon" => {
            let help = json!({ "what": what, "kind": ribbon, "panels": panels });
            json!({ "do": "helped", "lane": lane, "help": help })
        }
        C::Helped { what, lane, .. } => {
            json!({ "do": "helped", "lane": lane, "help": { "what": what } })
        }
        C::Fault { fault, on, nth, always, lane } => json!({
            "do": "fault", "fault": fault, "on": on, "nth": nth, "always": always, "lane": lane,
        }),
        C::ClearFaults => json!({ "do": "clear-faults" }),
        C::Spoil { card, make } => json!({ "do": "spoil", "card": card, "make": make }),
        other => return switches(other),
    })
}

fn switches(command: &Command) -> Result<Value, CtlError> {
    use Command as C;
    Ok(match command {
        C::Power { state, lane } => json!({ "do": "power", "on": state == "on", "lane": lane }),
        C::Cut { lane } => json!({ "do": "cut", "lane": lane }),
        C::Plug { state, lane } => json!({ "do": "plug", "in": state == "in", "lane": lane }),
        C::SwapReaders { lane, other } => {
            json!({ "do": "swap-readers", "lane": lane, "other": other })
        }
        C::Pcscd { state } => json!({ "do": "pcscd", "on": state == "on" }),
        C::Pace { pace } => json!({ "do": "pace", "pace": { "kind": pace } }),
        C::People => json!({ "do": "people" }),
        C::Source { what } => json!({ "do": "source", "what": what }),
        C::State { nik, state } => {
            json!({ "do": "source", "what": "state", "nik": nik, "state": state })
        }
        C::Lost { station, first, second } => {
            json!({ "do": "source", "what": "lost", "station": station, "by": [first, second] })
        }
        C::Raw { request } => serde_json::from_str(request)?,
        // `request` has taken the others.
        _ => Value::Null,
    })
}

fn maybe_place(text: &Option<String>) -> Result<Option<Value>, CtlError> {
    text.as_deref().map(place).transpose()
}

/// `output:0` as the control socket writes it.
fn place(text: &str) -> Result<Value, CtlError> {
    let (word, number) = text.split_once(':').unwrap_or((text, "0"));
    let unknown = || CtlError::Place(text.to_owned());
    let number: usize = number.parse().map_err(|_| unknown())?;
    Ok(match word {
        "box" | "hands" | "bin" => json!({ "at": word }),
        "hopper" | "output" | "reject" => json!({ "at": word, "lane": number }),
        "machine" => json!({ "at": word, "lane": number, "spot": "station" }),
        "desk" => json!({ "at": word, "desk": number }),
        _ => return Err(unknown()),
    })
}

/// An answer for people.
pub fn readable(answer: &Value) -> String {
    if answer["lanes"].is_array() {
        return truth(answer);
    }
    let mut text = String::new();
    for card in answer["cards"].as_array().into_iter().flatten() {
        let _ = writeln!(
            text,
            "{:<6} {}  {}",
            number(card),
            word(&card["uid"]),
            place_words(&card["place"])
        );
    }
    for person in answer["people"].as_array().into_iter().flatten() {
        let [nik, kind, state, name] =
            ["nik", "kind", "state", "nama"].map(|member| word(&person[member]));
        let _ = writeln!(text, "{nik}  {kind:<9}  {state:<26}  {name}");
    }
    for (id, content) in answer["files"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "{id}  {}", word(content));
    }
    for nik in answer["freed"].as_array().into_iter().flatten() {
        let _ = writeln!(text, "freed {}", word(nik));
    }
    if text.is_empty() { "done\n".to_owned() } else { text }
}

fn truth(answer: &Value) -> String {
    let mut text = String::new();
    for (number, lane) in answer["lanes"].as_array().into_iter().flatten().enumerate() {
        let _ = writeln!(
            text,
            "lane {number} {}  cards {}  panels {}  hopper {}  inside {}  output {}  reject {}  \
             ribbon {} ({}){}",
            word(&lane["serial"]),
            lane["counters"]["cards"],
            lane["counters"]["panels"],
            lane["hopper"],
            lane["inside"],
            lane["output"],
            lane["reject"],
            word(&lane["ribbon"]["kind"]),
            lane["ribbon"]["panels_left"],
            troubles(lane),
        );
    }
    for card in answer["cards"].as_array().into_iter().flatten() {
        let written = if card["chip"]["virgin"] == true { "virgin " } else { "written" };
        let panels = |face: &str| -> String {
            card[face].as_array().into_iter().flatten().map(|it| word(&it["panel"])).collect()
        };
        let _ = writeln!(
            text,
            "{:<6} {}  {:<22} {written}  {:<12} front {:<6} back {}",
            number(card),
            word(&card["uid"]),
            place_words(&card["place"]),
            word(&card["make"]),
            panels("front"),
            panels("back"),
        );
    }
    text
}

fn troubles(lane: &Value) -> String {
    let mut text = String::new();
    for (is, what) in [
        (lane["power"] == false, "OFF"),
        (lane["cover_open"] == true, "COVER OPEN"),
        (lane["reader_plugged"] == false, "READER UNPLUGGED"),
    ] {
        if is {
            let _ = write!(text, "  {what}");
        }
    }
    if let Some(jam) = lane["jam"].as_str() {
        let _ = write!(text, "  JAM at {jam}");
    }
    text
}

fn place_words(place: &Value) -> String {
    let number = place.get("lane").or(place.get("desk")).and_then(Value::as_u64);
    let at = word(&place["at"]);
    match (number, place["spot"].as_str()) {
        (Some(number), Some(spot)) => format!("{at} {number}, {spot}"),
        (Some(number), None) => format!("{at} {number}"),
        _ => at.to_owned(),
    }
}

fn number(card: &Value) -> String {
    format!("#{}", card["number"])
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::control::Request;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: Command,
    }

    #[test]
    fn every_command_makes_a_request_that_the_socket_knows() {
        for line in [
            "truth",
            "chip #1",
            "load 5 --lane 1",
            "unload",
            "take top --of reject:0",
            "tap #2",
            "lift --desk 1",
            "put-back #1 machine:0",
            "put-back #1 bin",
            "press clean",
            "press test-card",
            "helped clear-jam",
            "helped change-ribbon --panels 5",
            "fault jam --on feed --nth 2",
            "clear-faults",
            "spoil #1 mute",
            "power off",
            "cut",
            "plug out",
            "swap-readers 0 1",
            "pcscd off",
            "pace real",
            "people",
            "source outage",
            "source stop",
            "state 99 CARD_PRINTED",
            "lost SPESIMEN-01 ani budi",
        ] {
            let words = std::iter::once("ctl").chain(line.split(' '));
            let command = Line::try_parse_from(words).expect(line).command;
            let request = request(&command).expect(line);
            serde_json::from_value::<Request>(request).expect(line);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "attic", "output:x", "desk:-1"] {
            assert!(matches!(place(text), Err(CtlError::Place(_))), "{text}");
        }
    }
}

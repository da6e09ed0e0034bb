//! A PIN comes from a terminal that does not show it, or from a file for scripts; never from an
//! argument, which every process can read.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::{Ended, Output};
use crate::station::Pin;
use crate::text::{Say, say};

/// Longer than any PIN.
const MAX_LINE: u64 = 64;

/// The signing person's own.
pub fn own(output: Output) -> Result<Pin, Ended> {
    asked("CETAKD_PIN_FILE", output, &say("PIN Anda: ", "Your PIN: "))
}

/// One that is to be set, typed twice by whose it will be.
pub fn new(output: Output) -> Result<Pin, Ended> {
    const FILE: &str = "CETAKD_NEW_PIN_FILE";
    if std::env::var_os(FILE).is_some() {
        return asked(FILE, output, &say("", ""));
    }
    let none = || {
        Ended::usage(
            "SGN-10",
            "PIN baru diketik pemiliknya di terminal, atau dibaca dari berkas \
             CETAKD_NEW_PIN_FILE; CETAKD_PIN_FILE hanya memuat PIN Anda sendiri.",
            "A new PIN is typed by its owner at a terminal, or read from the file \
             CETAKD_NEW_PIN_FILE; CETAKD_PIN_FILE holds only your own PIN.",
        )
    };
    let ask = |id: &str, en: &str| read(output, &say(id, en), none);
    let pin = ask("PIN baru (diketik pemiliknya): ", "New PIN (typed by its owner): ")?;
    let again = ask("Sekali lagi: ", "Once more: ")?;
    if *pin != *again {
        return Err(Ended::usage("SGN-11", "Kedua PIN berbeda.", "The two PINs differ."));
    }
    Ok(Pin::new(&pin))
}

fn asked(variable: &str, output: Output, question: &Say) -> Result<Pin, Ended> {
    let line = match std::env::var_os(variable) {
        Some(path) => {
            let path = std::path::PathBuf::from(path);
            let fault = |error| Ended::file(&path, &error);
            line(File::open(&path).map_err(fault)?).map_err(fault)?
        }
        None => read(output, question, no_terminal)?,
    };
    Ok(Pin::new(&line))
}

fn no_terminal() -> Ended {
    Ended::usage(
        "SGN-10",
        "PIN diketik di terminal, atau dibaca dari berkas CETAKD_PIN_FILE.",
        "A PIN is typed at a terminal, or read from the file CETAKD_PIN_FILE.",
    )
}

/// From the terminal itself, whatever standard input is; without echo.
fn read(
    output: Output,
    question: &Say,
    none: impl Fn() -> Ended,
) -> Result<Zeroizing<String>, Ended> {
    let mut terminal =
        File::options().read(true).write(true).open("/dev/tty").map_err(|_| none())?;
    let shown = tcgetattr(&terminal).map_err(|_| none())?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    drop(terminal.write_all(output.words(question).as_bytes()));
    tcsetattr(&terminal, OptionalActions::Flush, &hidden).map_err(|_| none())?;
    let typed = terminal.try_clone().and_then(line);
    let restored = tcsetattr(&terminal, OptionalActions::Flush, &shown);
    drop(terminal.write_all(b"\n"));
    restored.map_err(|_| none())?;
    typed.map_err(|_| none())
}

fn line(file: File) -> std::io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(MAX_LINE as usize));
    BufReader::new(file.take(MAX_LINE)).read_line(&mut text)?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}

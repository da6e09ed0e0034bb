//! The command line as a person or a program uses it, and what it said.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::Office;

/// A command that has ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// The stable code of the sentence by which a `--json` command ended short.
    #[track_caller]
    pub fn fault(&self) -> String {
        let json = self.json();
        let code = json["error"]["code"].as_str();
        code.unwrap_or_else(|| panic!("ended well: {json}")).to_owned()
    }

    /// Ended with this exit code under this fault, and with a sentence in both languages.
    #[track_caller]
    pub fn fails(self, code: i32, fault: &str) -> Self {
        let said = self.expect(code);
        assert_eq!(said.fault(), fault, "{}", said.out);
        for language in ["id", "en"] {
            let sentence = said.json()["error"][language].as_str().unwrap_or_default().to_owned();
            assert!(sentence.len() > 10, "no sentence: {}", said.out);
        }
        said
    }
}

/// A command under way; its steps can be waited for.
#[derive(Debug)]
pub struct Asked {
    child: Child,
    out: BufReader<ChildStdout>,
    seen: String,
}

impl Asked {
    /// Comes back once this step has been shown.
    #[track_caller]
    pub fn until(&mut self, step: &str) {
        let mut line = String::new();
        while !line.contains(step) {
            line.clear();
            let read = self.out.read_line(&mut line).unwrap();
            self.seen.push_str(&line);
            assert!(read > 0, "ended before `{step}`: {}", self.seen);
        }
    }

    /// Whether the command has come to its end by now.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// As Ctrl-C does.
    pub fn interrupt(&self) {
        kill_process(Pid::from_child(&self.child), Signal::INT).unwrap();
    }

    pub fn ended(mut self) -> Said {
        let mut out = self.seen;
        self.out.read_to_string(&mut out).unwrap();
        let mut err = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        Said { code, out, err }
    }
}

impl Office {
    pub fn cetakd(&self, arguments: &[&str]) -> Said {
        self.cetakd_told(arguments, "")
    }

    /// With something on standard input.
    pub fn cetakd_told(&self, arguments: &[&str], told: &str) -> Said {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        // A command that doesn't listen may be gone already.
        drop(input.write_all(told.as_bytes()));
        drop(input);
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// As somebody who signs in with the PIN of this file; a new PIN is read from `pin-new`.
    pub fn cetakd_signed(&self, name: &str, pin_file: &str, arguments: &[&str]) -> Said {
        let mut command = self.command();
        command.args(arguments).env("CETAKD_AS", name).env("CETAKD_PIN_FILE", pin_file);
        command.env("CETAKD_NEW_PIN_FILE", self.path("pin-new"));
        let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// Data as a program reads it.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        self.cetakd(&[arguments, &["--json"]].concat()).expect(0).json()
    }

    /// A first card for this person, the NIK on standard input.
    pub fn print(&self, nik: &str) -> Said {
        self.cetakd_told(&["print", "--reason", "baru", "--json", "-"], nik)
    }

    pub fn print_at(&self, nik: &str, lane: &str) -> Said {
        self.cetakd_told(&["print", "--reason", "baru", "--lane", lane, "--json", "-"], nik)
    }

    /// Prints, and comes back while it is under way.
    pub fn printing(&self, nik: &str) -> Asked {
        self.asking(&["print", "--reason", "baru", nik])
    }

    /// Comes back while the command is under way.
    pub fn asking(&self, arguments: &[&str]) -> Asked {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Asked { child, out, seen: String::new() }
    }

    /// Taps the card at the output and calls it good.
    #[track_caller]
    pub fn ready(&self) {
        self.tap();
        self.cetakd(&["inspect", "--tap", "good"]).expect(0);
        self.lift();
    }

    pub fn release(&self, lane: &str) -> Said {
        self.cetakd(&["lane", "release", lane, "--json"])
    }
}

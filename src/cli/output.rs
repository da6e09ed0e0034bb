//! How commands speak: sentences in the chosen language, tables for people, JSON for programs.

use std::io::Write;

use clap::ValueEnum;
use serde::Serialize;

use crate::control::{Failed, wire::Meaning};
use crate::journal::Refusal;
use crate::settings::SettingsError;
use crate::station::Step;
use crate::store::StoreError;
use crate::text::{self, Fault, Say};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Id,
    En,
    Both,
}

#[derive(Debug, Clone, Copy)]
pub struct Output {
    pub json: bool,
    pub lang: Lang,
}

/// A command that did not reach its end.
#[derive(Debug)]
pub struct Ended {
    pub fault: Fault,
    pub meaning: Meaning,
    pub refusal: Option<Box<Refusal>>,
    /// What was found stands there already, as one document.
    pub shown: bool,
}

impl Output {
    pub fn words(&self, say: &Say) -> String {
        match self.lang {
            Lang::Id => say.id.clone(),
            Lang::En => say.en.clone(),
            Lang::Both => say.to_string(),
        }
    }

    /// For cells and lines of figures, where twice would be too much: both is Indonesian.
    pub fn short(&self, say: &Say) -> String {
        match self.lang {
            Lang::Id | Lang::Both => say.id.clone(),
            Lang::En => say.en.clone(),
        }
    }

    /// A sentence about what was done; out of the way of JSON.
    pub fn say(&self, say: &Say) {
        let words = self.words(say);
        if self.json { err(&words) } else { out(&words) }
    }

    /// How far a long command is: beside what it puts out.
    pub fn progress(&self, say: &Say) {
        err(&self.words(say));
    }

    /// A line of plain data for people; nothing where JSON is asked for.
    pub fn line(&self, line: &str) {
        if !self.json {
            out(line);
        }
    }

    pub fn step(&self, step: &Step) {
        let words = self.words(&text::step::step(step));
        let line = format!("  · {words}");
        if self.json { err(&line) } else { out(&line) }
    }

    pub fn data(&self, value: &impl Serialize) {
        if self.json {
            match serde_json::to_string_pretty(value) {
                Ok(text) => out(&text),
                Err(error) => err(&error.to_string()),
            }
        }
    }

    pub fn failed(&self, ended: &Ended) {
        let Fault { code, say } = &ended.fault;
        match self.lang {
            Lang::Both => err(&ended.fault.to_string()),
            _ => err(&format!("{code}  {}", self.words(say))),
        }
        if self.json && !ended.shown {
            let refusal = &ended.refusal;
            let error = serde_json::json!({
                "error": { "code": code, "id": say.id, "en": say.en, "meaning": ended.meaning,
                           "refusal": refusal }
            });
            self.data(&error);
        }
    }

    /// Columns as wide as their widest cell; each head in Indonesian and English.
    pub fn table(&self, head: &[(&str, &str)], rows: &[Vec<String>]) {
        if self.json {
            return;
        }
        let head = head.iter().map(|(id, en)| self.short(&text::say(*id, *en)));
        let head: Vec<String> = head.collect();
        let all = || std::iter::once(&head).chain(rows);
        let width = |column: usize| {
            let cells = all().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        for row in all() {
            let cells = row.iter().zip(&widths);
            let line: Vec<String> = cells.map(|(cell, width)| format!("{cell:<width$}")).collect();
            out(line.join("  ").trim_end());
        }
    }
}

impl Ended {
    pub fn new(code: &str, id: impl Into<String>, en: impl Into<String>, meaning: Meaning) -> Self {
        Self { fault: text::say(id, en).with_code(code), meaning, refusal: None, shown: false }
    }

    pub fn from_daemon(failed: Failed) -> Self {
        let Failed { code, id, en, meaning, refusal } = failed;
        Self { fault: text::say(id, en).with_code(code), meaning, refusal, shown: false }
    }

    /// Its data is out already: only the sentence and the exit code follow.
    pub fn with_data_shown(self) -> Self {
        Self { shown: true, ..self }
    }

    pub fn settings(error: &SettingsError) -> Self {
        let Say { id, en } = text::settings::settings(error);
        Self::new("CFG-01", id, en, Meaning::Usage)
    }

    pub fn store(error: &StoreError) -> Self {
        let fault = text::command::store(error);
        Self { fault, meaning: Meaning::Books, refusal: None, shown: false }
    }

    pub fn usage(code: &str, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(code, id, en, Meaning::Usage)
    }

    /// A file or folder that this command reads or writes.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        let path = path.display();
        Self::new(
            "CFG-02",
            format!("{path} tidak dapat dipakai: {}.", text::settings::file(error)),
            format!("{path} can't be used: {}.", text::system::io(error).en),
            Meaning::Failure,
        )
    }
}

/// A closed pipe ends the output, not the command.
fn out(line: &str) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

fn err(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

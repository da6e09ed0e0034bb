//! `outbox/*.jws`: what the station tells the source, each message a JWS (ES256) of the station's
//! key under a name made of what it says. A message told twice is one file; one that contradicts
//! a file still lying there is refused. None of them carries a person's data.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::files::{self, FileError};
use super::super::source::{LeaseRefusal, Outcome, Report, SourceError};
use super::unusable;
use crate::record::claims::is_id;
use crate::record::{SigningKey, Uid, json, jws};

/// JWS type of a message in the outbox.
pub const TYP: &str = "prr-report+jws";
/// Most messages that may wait for the courier.
pub const MAX_FILES: usize = 20_000;
const MAX_MESSAGE: usize = 8 * 1024;

pub struct Outbox {
    folder: PathBuf,
    station: String,
    key: SigningKey,
    /// Names of the messages that lie there.
    names: BTreeSet<String>,
}

/// What a station has to say.
#[derive(Clone, Copy)]
pub enum Message<'a> {
    Outcome(&'a Report),
    GiveBack { lease: &'a str, job: &'a str },
    Revocation { uid: Uid, reason: &'a str },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    iat: i64,
    report: Wire,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Wire {
    Outcome {
        lease: String,
        job: String,
        outcome: String,
        uid: String,
        at: Timestamp,
        journal: Journal,
    },
    GiveBack {
        lease: String,
        job: String,
    },
    Revocation {
        uid: String,
        reason: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Journal {
    seq: u64,
    head: String,
}

impl Outbox {
    pub fn open(folder: &Path, station: String, key: SigningKey) -> Result<Self, FileError> {
        fs::create_dir_all(folder)
            .map_err(|source| FileError::Io { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), station, key, names: BTreeSet::new() })
    }

    pub fn look(&mut self) -> Result<(), SourceError> {
        let broken = |source| unusable(&FileError::Io { path: self.folder.clone(), source });
        self.names.clear();
        for entry in fs::read_dir(&self.folder).map_err(broken)? {
            let name = entry.map_err(broken)?.file_name();
            if let Some(name) = name.to_str().filter(|name| name.ends_with(".jws")) {
                self.names.insert(name.to_owned());
            }
            if self.names.len() > MAX_FILES {
                let reason = format!("more than {MAX_FILES} messages wait for the courier");
                return Err(self.problem("", reason));
            }
        }
        Ok(())
    }

    /// True if a message that lies there ended this lease.
    pub fn ends(&self, lease: &str) -> bool {
        self.names.contains(&give_back(lease))
            || [Outcome::Ready, Outcome::Spoiled].iter().any(|o| self.of(lease, *o).is_some())
    }

    /// Lays a message down, or finds it lying there; gives its name.
    pub fn deposit(&self, message: &Message<'_>, now: Timestamp) -> Result<String, SourceError> {
        let name = name(message)?;
        if self.names.contains(&name) {
            return self.same(&name, message).map(|()| name);
        }
        self.contradicts(message)?;
        let claims =
            Claims { iss: self.station.clone(), iat: now.as_second(), report: wire(message) };
        let payload =
            serde_json::to_vec(&claims).map_err(|error| self.problem(&name, error.to_string()))?;
        let jws = jws::sign(&payload, TYP, &self.key);
        files::write(&self.folder, &name, jws.as_bytes()).map_err(|error| unusable(&error))?;
        Ok(name)
    }

    /// Only files that still lie here can be asked; the source judges what went before.
    fn contradicts(&self, message: &Message<'_>) -> Result<(), SourceError> {
        let told = |lease: &str, outcomes: &[Outcome]| {
            outcomes.iter().find_map(|outcome| self.of(lease, *outcome)).map(str::to_owned)
        };
        let any = [Outcome::Printed, Outcome::Ready, Outcome::Spoiled];
        match *message {
            Message::Revocation { .. } => Ok(()),
            Message::GiveBack { lease, .. } => match told(lease, &any) {
                Some(_) => Err(SourceError::Refused(LeaseRefusal::LeaseClosed)),
                None => Ok(()),
            },
            Message::Outcome(report) => {
                let other_card = any.iter().find_map(|outcome| {
                    let name = self.of(&report.lease, *outcome)?;
                    (!name.ends_with(&format!(".{}.jws", report.uid))).then(|| name.to_owned())
                });
                let given_back =
                    Some(give_back(&report.lease)).filter(|name| self.names.contains(name));
                let opposite = match report.outcome {
                    Outcome::Printed => None,
                    Outcome::Ready => told(&report.lease, &[Outcome::Spoiled]),
                    Outcome::Spoiled => told(&report.lease, &[Outcome::Ready]),
                };
                match given_back.or(opposite).or(other_card) {
                    Some(earlier) => Err(SourceError::Conflict(format!("{earlier} lies there"))),
                    None => Ok(()),
                }
            }
        }
    }

    /// The message that lies under the name must say the same of the same job.
    fn same(&self, name: &str, message: &Message<'_>) -> Result<(), SourceError> {
        let bytes =
            files::read(&self.folder.join(name), MAX_MESSAGE).map_err(|error| unusable(&error))?;
        let key = self.key.public_key();
        let text = std::str::from_utf8(&bytes).ok();
        let claims: Option<Claims> = text
            .and_then(|jws| jws::verify(jws, TYP, MAX_MESSAGE, |_| Some(&key)).ok())
            .and_then(|verified| json::read(&verified.payload).ok());
        let Some(claims) = claims.filter(|claims| claims.iss == self.station) else {
            return Err(self.problem(name, "not a message of this station".to_owned()));
        };
        let same = match (&claims.report, message) {
            (Wire::Outcome { lease, job, outcome, uid, .. }, Message::Outcome(report)) => {
                *lease == report.lease
                    && *job == report.job
                    && outcome == report.outcome.as_str()
                    && *uid == report.uid.to_string()
            }
            (Wire::GiveBack { lease, job }, Message::GiveBack { lease: l, job: j }) => {
                lease == l && job == j
            }
            (Wire::Revocation { uid, .. }, Message::Revocation { uid: u, .. }) => {
                *uid == u.to_string()
            }
            _ => false,
        };
        match same {
            true => Ok(()),
            false => Err(SourceError::Conflict(format!("{name} says otherwise"))),
        }
    }

    /// The message that told this outcome of a lease.
    fn of(&self, lease: &str, outcome: Outcome) -> Option<&str> {
        let prefix = format!("{lease}.{}.", outcome.as_str());
        let names = self.names.range(prefix.clone()..).map(String::as_str);
        names
            .take_while(|name| name.starts_with(&prefix))
            .find(|name| !name[prefix.len()..].trim_end_matches(".jws").contains('.'))
    }

    fn problem(&self, name: &str, reason: String) -> SourceError {
        let path = self.folder.join(name);
        SourceError::Folder { path: super::shown(&path.to_string_lossy()), reason }
    }
}

fn name(message: &Message<'_>) -> Result<String, SourceError> {
    let checked = |id: &str, what: &str| match is_id(id) {
        true => Ok(()),
        false => Err(SourceError::OutsideContract(format!("{what} fits no file name"))),
    };
    match message {
        Message::Outcome(report) => {
            checked(&report.lease, "lease id")?;
            checked(&report.job, "job id")?;
            Ok(format!("{}.{}.{}.jws", report.lease, report.outcome.as_str(), report.uid))
        }
        Message::GiveBack { lease, job } => {
            checked(lease, "lease id")?;
            checked(job, "job id")?;
            Ok(give_back(lease))
        }
        Message::Revocation { uid, .. } => Ok(format!("revoke.{uid}.jws")),
    }
}

fn give_back(lease: &str) -> String {
    format!("{lease}.give-back.jws")
}

fn wire(message: &Message<'_>) -> Wire {
    match *message {
        Message::Outcome(report) => Wire::Outcome {
            lease: report.lease.clone(),
            job: report.job.clone(),
            outcome: report.outcome.as_str().to_owned(),
            uid: report.uid.to_string(),
            at: report.at,
            journal: Journal { seq: report.journal_seq, head: report.journal_head.clone() },
        },
        Message::GiveBack { lease, job } => {
            Wire::GiveBack { lease: lease.to_owned(), job: job.to_owned() }
        }
        Message::Revocation { uid, reason } => {
            Wire::Revocation { uid: uid.to_string(), reason: reason.to_owned() }
        }
    }
}

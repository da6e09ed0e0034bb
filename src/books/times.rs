//! How long the counter takes, from the journal's own times: status check until something is
//! decided, print from request to output, hand-over from the look at the card until it is given.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::journal::{Entry, Event, JobId, PersonNumber, Purpose};

/// A step that began longer ago was broken off: nobody stood there all the time.
pub const LONGEST_SECONDS: i64 = 2 * 60 * 60;
/// Steps begun and not ended that are kept; the oldest are forgotten.
const MAX_OPEN: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CounterStep {
    Status,
    Print,
    Handover,
}

impl CounterStep {
    pub const ALL: [Self; 3] = [Self::Status, Self::Print, Self::Handover];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Print => "print",
            Self::Handover => "handover",
        }
    }
}

/// Seconds of every step that came to its end.
#[derive(Debug, Default)]
pub struct Times {
    asked: HashMap<PersonNumber, Timestamp>,
    opened: HashMap<JobId, Timestamp>,
    looked: HashMap<PersonNumber, Timestamp>,
    took: [Vec<i64>; 3],
}

/// One step against its standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepTimes {
    pub count: usize,
    pub median_seconds: i64,
    /// Share within the standard, of one.
    pub within: f64,
}

impl Times {
    pub fn take(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.event {
            Event::StatusAsked(asked) => begin(&mut self.asked, asked.person.clone(), at),
            Event::ReceiptIssued(issued) => self.end_status(&issued.person, at),
            Event::SuketIssued(issued) => self.end_status(&issued.person, at),
            Event::JobOpened(opened) if !opened.preview && opened.batch.is_none() => {
                self.end_status(&opened.person, at);
                if let Some(job) = &entry.job {
                    begin(&mut self.opened, job.clone(), at);
                }
            }
            Event::PrintFinished { .. } => {
                let began = entry.job.as_ref().and_then(|job| self.opened.remove(job));
                self.end(CounterStep::Print, began, at);
            }
            Event::PersonalDataShown { people, purpose: Purpose::Penyerahan } => {
                for person in people {
                    begin(&mut self.looked, person.clone(), at);
                }
            }
            Event::CardHandedOver(over) => {
                let began = self.looked.remove(&over.person);
                self.end(CounterStep::Handover, began, at);
            }
            _ => {}
        }
    }

    /// `None` where no step of this kind came to its end.
    pub fn of(&self, step: CounterStep, standard_minutes: u32) -> Option<StepTimes> {
        let mut took = self.took[step as usize].clone();
        took.sort_unstable();
        let median_seconds = *took.get(took.len().saturating_sub(1) / 2)?;
        let standard = i64::from(standard_minutes) * 60;
        let within = took.partition_point(|seconds| *seconds <= standard);
        let within = within as f64 / took.len() as f64;
        Some(StepTimes { count: took.len(), median_seconds, within })
    }

    fn end_status(&mut self, person: &PersonNumber, at: Timestamp) {
        let began = self.asked.remove(person);
        self.end(CounterStep::Status, began, at);
    }

    fn end(&mut self, step: CounterStep, began: Option<Timestamp>, at: Timestamp) {
        let seconds = began.map(|began| at.duration_since(began).as_secs());
        self.took[step as usize].extend(seconds.filter(|took| *took <= LONGEST_SECONDS));
    }
}

fn begin<K: std::hash::Hash + Eq + Clone>(open: &mut HashMap<K, Timestamp>, key: K, at: Timestamp) {
    if open.len() >= MAX_OPEN {
        open.retain(|_, began| at.duration_since(*began).as_secs() <= LONGEST_SECONDS);
    }
    // Asked again, the clock runs from the first time, unless that was another visit.
    let began = open.entry(key).or_insert(at);
    if at.duration_since(*began).as_secs() > LONGEST_SECONDS {
        *began = at;
    }
}

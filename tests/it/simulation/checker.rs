//! Books against what physically exists. A checker reads the journal's file, the world and the
//! source's ledger, and nothing of what the station holds in memory; where hands have moved a
//! card or a machine lied about its count, it knows that too.

mod acts;
mod cards;
mod centre;
mod day;
mod places;
mod waiting;

use std::collections::BTreeMap;

use cetakd::journal::{ActName, BlankName, Entry, Event, Found, JobId, LaneName, Verdict};
use cetakd::store::{Reader, Verified};

use super::office::Office;

/// What differs; each begins with the word of its checker.
#[derive(Debug, Default)]
pub struct Findings(pub Vec<String>);

impl Findings {
    fn add(&mut self, checker: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{checker}: {what}"));
    }

    #[track_caller]
    pub fn expect_true(&self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }

    /// Some checker of this name found something.
    #[track_caller]
    pub fn expect(&self, checker: &str) {
        let found = self.0.iter().any(|line| line.starts_with(&format!("{checker}: ")));
        assert!(found, "`{checker}` sees nothing: {:#?}", self.0);
    }
}

/// All offices of one source, after each has closed its day.
pub fn check(offices: &[&Office]) -> Findings {
    let mut findings = Findings::default();
    for office in offices {
        if let Err(error) = Verified::check(office.folder.path()) {
            findings.add("chain", cetakd::station::Chain(&error));
        }
        let books = match Books::read(office) {
            Ok(books) => books,
            Err(error) => {
                findings.add("chain", error);
                continue;
            }
        };
        places::check(office, &books, &mut findings);
        cards::check(office, &books, &mut findings);
        acts::check(office, &books, &mut findings);
        waiting::check(office, &books, &mut findings);
        centre::check(office, &books, &mut findings);
        day::check(office, &books, &mut findings);
    }
    cards::nobody_has_two(offices, &mut findings);
    findings
}

/// The journal, folded by a few lines of its own.
pub struct Books {
    pub reader: Reader<'static>,
    pub entries: Vec<Entry>,
    /// Every blank that was ever named, in the order of its feed.
    pub named: Vec<Named>,
    /// Jobs that lost a blank without a name, and nobody has settled it.
    pub nameless: BTreeMap<JobId, LaneName>,
}

/// A blank that the books have a name for.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: BlankName,
    pub job: JobId,
    pub lane: LaneName,
    pub at: At,
    pub read_back: bool,
    pub tapped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Machine,
    Output,
    Ready,
    Spoiled,
    Unknown,
    Missing,
    /// Back among those without a name.
    Hopper,
}

impl Books {
    fn read(office: &Office) -> Result<Self, cetakd::store::StoreError> {
        let reader = Reader::open(office.folder.path())?;
        let entries = reader.entries(1, i64::MAX as u64)?;
        let (named, nameless) = (Vec::new(), BTreeMap::new());
        let mut books = Self { reader, entries: Vec::new(), named, nameless };
        for entry in &entries {
            books.fold(entry);
        }
        books.entries = entries;
        Ok(books)
    }

    fn fold(&mut self, entry: &Entry) {
        let Some(job) = &entry.job else { return };
        match (&entry.event, &entry.lane) {
            (Event::FeedFinished { blank, .. }, Some(lane)) => {
                self.named.push(Named::fed(blank, job, lane, At::Machine));
            }
            (Event::ActUnsettled { act: ActName::Feed, blank, .. }, Some(lane)) => match blank {
                Some(blank) => self.named.push(Named::fed(blank, job, lane, At::Unknown)),
                None => drop(self.nameless.insert(job.clone(), lane.clone())),
            },
            (Event::CardSettled { blank: None, .. }, _) => drop(self.nameless.remove(job)),
            (event, _) => {
                let in_work = |one: &&mut Named| one.job == *job && one.at.is_in_work();
                if let Some(blank) = self.named.iter_mut().rev().find(in_work) {
                    blank.fold(event);
                }
            }
        }
    }

    /// The last that the books know of each name.
    pub fn latest(&self) -> BTreeMap<&BlankName, &Named> {
        self.named.iter().map(|named| (&named.name, named)).collect()
    }
}

impl At {
    fn is_in_work(self) -> bool {
        matches!(self, Self::Machine | Self::Output | Self::Unknown)
    }
}

impl Named {
    fn fed(name: &BlankName, job: &JobId, lane: &LaneName, at: At) -> Self {
        let (name, job, lane) = (name.clone(), job.clone(), lane.clone());
        Self { name, job, lane, at, read_back: false, tapped: false }
    }

    fn fold(&mut self, event: &Event) {
        match event {
            Event::EncodeFinished {} => self.read_back = true,
            Event::ActUnsettled { .. } => self.at = At::Unknown,
            Event::PrintFinished { .. } => self.at = At::Output,
            Event::RejectFinished { .. } => self.at = At::Spoiled,
            Event::CardInspected { verdict, tapped, .. } => {
                self.tapped = *tapped;
                self.at = match verdict {
                    Verdict::Good => At::Ready,
                    Verdict::Spoiled(_) => At::Spoiled,
                };
            }
            Event::CardSettled { found, .. } => {
                self.at = match found {
                    Found::Output => At::Output,
                    Found::Spoiled(_) => At::Spoiled,
                    Found::Unused => At::Hopper,
                    Found::Missing => At::Missing,
                };
            }
            _ => {}
        }
    }
}

//! Books against what physically exists. A checker reads the journal's file, the world and the
//! source's ledger, and nothing of what the station holds in memory; where hands have moved a
//! card or a machine lied about its count, it knows that too.

mod acts;
mod cards;
mod centre;
mod places;
mod waiting;

use std::collections::BTreeMap;

use cetakd::journal::{ActName, BlankName, Cause, Entry, Event, JobId, LaneName, Verdict};
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
            continue;
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
    /// Jobs that nobody knows the end of, with the act that lost them.
    pub unknown: BTreeMap<JobId, Lost>,
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
}

#[derive(Debug, Clone)]
pub struct Lost {
    pub act: ActName,
    pub lane: LaneName,
    /// Blanks without a name that went with it.
    pub unnamed: u64,
}

impl Books {
    fn read(office: &Office) -> Result<Self, cetakd::store::StoreError> {
        let reader = Reader::open(office.folder.path())?;
        let entries = reader.entries(1, i64::MAX as u64)?;
        let (named, unknown) = (Vec::new(), BTreeMap::new());
        let mut books = Self { reader, entries: Vec::new(), named, unknown };
        for entry in &entries {
            books.fold(entry);
        }
        books.entries = entries;
        Ok(books)
    }

    fn fold(&mut self, entry: &Entry) {
        let (Some(job), lane) = (&entry.job, &entry.lane) else { return };
        let last = |named: &mut Vec<Named>| -> Option<usize> {
            named.iter().rposition(|one| one.job == *job && one.at != At::Spoiled)
        };
        match &entry.event {
            Event::FeedFinished { blank, .. } => {
                let Some(lane) = lane.clone() else { return };
                let (name, job, at) = (blank.clone(), job.clone(), At::Machine);
                let named = Named { name, job, lane, at, read_back: false, tapped: false };
                self.named.push(named);
            }
            Event::ActUnsettled { act, cause } => {
                let Some(lane) = lane.clone() else { return };
                let unnamed = match (act, cause) {
                    (ActName::Feed, Cause::MoreThanOneCard { taken }) => *taken,
                    (ActName::Feed, _) => 1,
                    _ => 0,
                };
                self.unknown.insert(job.clone(), Lost { act: *act, lane, unnamed });
            }
            event => {
                let Some(index) = last(&mut self.named) else { return };
                let blank = &mut self.named[index];
                match event {
                    Event::EncodeFinished {} => blank.read_back = true,
                    Event::PrintFinished { .. } => blank.at = At::Output,
                    Event::RejectFinished { .. } => blank.at = At::Spoiled,
                    Event::CardInspected { verdict, tapped, .. } => {
                        blank.tapped = *tapped;
                        blank.at = match verdict {
                            Verdict::Good => At::Ready,
                            Verdict::Spoiled(_) => At::Spoiled,
                        };
                    }
                    _ => {}
                }
            }
        }
    }

    /// The last that the books know of each name.
    pub fn latest(&self) -> BTreeMap<&BlankName, &Named> {
        self.named.iter().map(|named| (&named.name, named)).collect()
    }
}

//! From a list to candidates: the source's list of the ready, a CSV of NIK, or leases that
//! somebody brought. What can't be a card is left out here with its reason, and nobody is lost.
//!
//! Files are opened by whoever asks, with that person's own rights, and their text is handed
//! over: the daemon, which may read more than its callers, never opens a path that a caller names.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::candidate::{Candidate, LeftOut, WhyNot};
use super::{csv, lease};
use crate::device::SourceError;
use crate::device::source::{LeaseRefusal, ReadyPerson, SignedLease};
use crate::record::{DeskAdvice, Nik, Reason};
use crate::station::Station;
use crate::station::error::StationError;
use crate::station::request::{had_a_card, living_jobs, under_way};

/// People of the source's list that one plan looks at: the largest backlog of an office.
pub const MAX_READY: usize = 50_000;
/// Pages of the source's list; one that ends never ends here.
const MAX_PAGES: usize = 2_000;
/// Lines of a CSV: the source is asked about each.
pub const MAX_LINES: usize = 5_000;

/// Where the people of a batch come from.
#[derive(Debug)]
pub enum List {
    /// Whom the source calls ready.
    Ready,
    /// The text of a CSV, decoded.
    Csv(Zeroizing<String>),
    Leases(Vec<LaidLease>),
}

/// A file that says it is a lease.
#[derive(Clone)]
pub struct LaidLease {
    pub file: String,
    pub jws: SignedLease,
}

/// Everybody on a list: either a candidate or left out.
#[derive(Debug, Default)]
pub struct Gathered {
    pub candidates: Vec<Candidate>,
    pub left_out: Vec<LeftOut>,
    /// The source did not answer to the end: what it would have said is not known.
    pub source_silent: bool,
    /// The source has more people than one plan looks at.
    pub more: bool,
}

impl Station {
    /// Everybody on the list, with what the source and our own books say of each.
    pub fn gather(&self, list: List) -> Result<Gathered, StationError> {
        let mut gathered = match &list {
            List::Ready => self.ready_people()?,
            List::Csv(text) => self.listed_people(text)?,
            List::Leases(laid) => lease::people(self, laid)?,
        };
        let known = !matches!(list, List::Csv(_));
        let mut seen = BTreeSet::new();
        for candidate in std::mem::take(&mut gathered.candidates) {
            let why = match seen.insert(candidate.nik.clone()) {
                false => Some(WhyNot::TwiceInTheList),
                true => match self.why_not_by_books(&candidate)? {
                    None if !known && !gathered.source_silent => {
                        self.why_not_by_source(&candidate.nik, &mut gathered.source_silent)?
                    }
                    why => why,
                },
            };
            match why {
                Some(why) => gathered.left_out.push(LeftOut::person(&candidate.nik, why)),
                None => gathered.candidates.push(candidate),
            }
        }
        Ok(gathered)
    }

    /// Page after page; a line that breaks after the first leaves what was heard.
    fn ready_people(&self) -> Result<Gathered, StationError> {
        let mut gathered = Gathered::default();
        let mut after: Option<String> = None;
        for _ in 0..MAX_PAGES {
            // Asked page by page: lanes need the source in between.
            let page = match self.source().ready(after.as_deref()) {
                Ok(page) => page,
                Err(SourceError::Unreachable(_)) if after.is_some() => {
                    gathered.source_silent = true;
                    return Ok(gathered);
                }
                Err(error) => return Err(error.into()),
            };
            gathered.candidates.extend(page.people.into_iter().map(Candidate::from));
            after = page.next;
            if after.is_none() || gathered.candidates.len() >= MAX_READY {
                break;
            }
        }
        gathered.more = after.is_some();
        Ok(gathered)
    }

    fn listed_people(&self, text: &str) -> Result<Gathered, StationError> {
        let zone = self.ledger.lock().station().zone;
        let mut gathered = Gathered::default();
        for csv::Line { number, person } in csv::read(text, zone)? {
            match person {
                Ok(candidate) if gathered.candidates.len() >= MAX_LINES => {
                    let why = WhyNot::TooManyInTheList;
                    gathered.left_out.push(LeftOut::person(&candidate.nik, why));
                }
                Ok(candidate) => gathered.candidates.push(candidate),
                Err(fault) => {
                    let why = WhyNot::BadLine { line: number, fault };
                    gathered.left_out.push(LeftOut::nobody(why));
                }
            }
        }
        Ok(gathered)
    }

    /// What can be told without asking anybody else.
    fn why_not_by_books(&self, candidate: &Candidate) -> Result<Option<WhyNot>, StationError> {
        if self.products.of(candidate.kind).is_none() {
            return Ok(Some(WhyNot::NoLayout { kind: candidate.kind }));
        }
        let needed = candidate.reason.papers().iter();
        let missing = needed.copied().filter(|paper| !candidate.papers.contains(paper));
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            return Ok(Some(WhyNot::PapersMissing { papers: missing }));
        }
        let mac = self.sealing.search.person(&candidate.nik);
        let (living, had_one) = {
            let writer = self.ledger.lock();
            (living_jobs(&writer, &mac)?, had_a_card(&writer, &mac)?)
        };
        // A job under way has no card yet: it goes on in the batch.
        let has_card = (had_one || !living.is_empty()) && under_way(&living).is_none();
        Ok(has_card.then_some(WhyNot::LivingCard))
    }

    /// What the source says of a person whom no list of its own has named.
    fn why_not_by_source(
        &self,
        nik: &Nik,
        silent: &mut bool,
    ) -> Result<Option<WhyNot>, StationError> {
        let observed = self.source().status(nik);
        let state = match observed {
            Ok(observation) => observation.state,
            Err(SourceError::Refused(LeaseRefusal::UnknownPerson)) => None,
            Err(SourceError::Unreachable(_)) => {
                *silent = true;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let Some(state) = state else { return Ok(Some(WhyNot::UnknownToSource)) };
        Ok(match state.advice() {
            DeskAdvice::Print => None,
            DeskAdvice::ReprintOnly => Some(WhyNot::LivingCard),
            _ => Some(WhyNot::NotPrintReady { state }),
        })
    }
}

impl From<ReadyPerson> for Candidate {
    fn from(person: ReadyPerson) -> Self {
        let ReadyPerson { nik, kind, kecamatan, kel_desa, since, reason, papers, disaster } =
            person;
        let reason = reason.unwrap_or(Reason::Baru);
        Self {
            nik,
            kind,
            reason,
            papers,
            kecamatan: Zeroizing::new(kecamatan),
            kel_desa: Zeroizing::new(kel_desa),
            since: Some(since),
            disaster,
            lease: None,
        }
    }
}

impl std::fmt::Debug for LaidLease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LaidLease").field("file", &self.file).finish_non_exhaustive()
    }
}

//! What must lie sealed beside the journal, as the journal tells it: who has a row and who has
//! none is compared without a key. What it can't tell: what a row holds, how many words a person
//! is found by, and which, so an exchanged content shows only to who opens it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::error::StoreError;
use super::project::Kept;
use super::stock::words_owner;
use crate::books::Staff;
use crate::journal::{
    BlankoDestroyed, CardHandedOver, DayClosed, DifferenceBooked, Entry, Event, JobId,
    PersonNumber, RibbonsDestroyed, StaffName, StockMoved, StockReversed, papers_of,
};

/// Keys of the rows that were sealed and that nothing has erased since.
#[derive(Debug, Default)]
pub struct Presence {
    /// With a name of theirs or without: one whose record came is found by words.
    people: BTreeMap<PersonNumber, bool>,
    handovers: BTreeMap<JobId, PersonNumber>,
    pins: BTreeSet<StaffName>,
    papers: BTreeSet<String>,
}

impl Presence {
    /// One entry further; `person` is whom its job is about.
    pub fn take(&mut self, entry: &Entry, person: Option<&PersonNumber>) {
        match (&entry.event, person) {
            (Event::LeaseTaken(_), Some(person)) => {
                self.people.insert(person.clone(), true);
            }
            // A card of a batch is opened with what the list says of its person.
            (Event::JobOpened(opened), _) if opened.batch.is_some() => self.waits(&opened.person),
            (Event::ReceiptIssued(issued), _) => self.waits(&issued.person),
            (Event::SuketIssued(issued), _) => self.waits(&issued.person),
            (Event::CardHandedOver(CardHandedOver { .. }), Some(person)) => {
                self.handovers.extend(entry.job.clone().map(|job| (job, person.clone())));
            }
            (Event::PeopleErased { people }, _) => {
                let gone: BTreeSet<_> = people.iter().collect();
                self.people.retain(|person, _| !gone.contains(person));
                self.handovers.retain(|_, person| !gone.contains(person));
            }
            (Event::PinSet { name }, _) => {
                self.pins.insert(name.clone());
            }
            (Event::StaffRemoved { name }, _) => {
                self.pins.remove(name);
            }
            (event, _) if has_words(event) => {
                let first = papers_of(event).into_iter().next();
                self.papers.extend(first.map(|(kind, number, _)| words_owner(kind, number)));
            }
            _ => {}
        }
    }

    fn waits(&mut self, person: &PersonNumber) {
        self.people.entry(person.clone()).or_insert(false);
    }

    /// Both ways: a row that is missing, and one that nobody sealed. Approvals that are open and
    /// jobs that need their record come from the books.
    pub fn compare(
        &self,
        disk: &Connection,
        jobs: &HashMap<JobId, Kept>,
        staff: &Staff,
    ) -> Result<(), StoreError> {
        let leased = jobs.values().filter(|kept| kept.job.needs_record());
        let leases = leased.map(|kept| kept.job.id.to_string()).collect();
        let people = self.people.keys().map(ToString::to_string).collect();
        let pins = self.pins.iter().map(ToString::to_string).collect();
        let approvals = staff.approvals.keys().map(ToString::to_string).collect();
        let handed = self.handovers.iter().map(|(job, person)| format!("{job} | {person}"));
        same("sealed_person", "person", disk, &people)?;
        same("sealed_lease", "job", disk, &leases)?;
        same("sealed_handover", "job || ' | ' || person", disk, &handed.collect())?;
        same("sealed_pin", "name", disk, &pins)?;
        same("sealed_approval", "approval", disk, &approvals)?;
        same("sealed_words", "paper", disk, &self.papers)?;
        // Who only waits for a record may be found by no word.
        let found = keys("person_word", "person", disk)?;
        let named = self.people.iter().filter(|(_, named)| **named);
        let mut named = named.map(|(person, _)| person.to_string());
        let missing = named.find(|person| !found.contains(person));
        differs("person_word", missing, found.difference(&people).next())
    }
}

/// What people wrote on its paper was sealed with it.
fn has_words(event: &Event) -> bool {
    match event {
        Event::BlankoReceived { words, .. }
        | Event::StockMoved(StockMoved { words, .. })
        | Event::StockReversed(StockReversed { words, .. })
        | Event::DifferenceBooked(DifferenceBooked { words, .. })
        | Event::DayClosed(DayClosed { words, .. }) => words.is_some(),
        Event::BlankoDestroyed(BlankoDestroyed { .. })
        | Event::RibbonsDestroyed(RibbonsDestroyed { .. }) => true,
        _ => false,
    }
}

fn same(
    table: &'static str,
    key: &str,
    disk: &Connection,
    expected: &BTreeSet<String>,
) -> Result<(), StoreError> {
    let found = keys(table, key, disk)?;
    let missing = expected.difference(&found).next().cloned();
    differs(table, missing, found.difference(expected).next())
}

fn differs(
    table: &'static str,
    missing: Option<String>,
    strange: Option<&String>,
) -> Result<(), StoreError> {
    let missing = missing.map(|key| format!("{key} is missing"));
    let what = missing.or(strange.map(|key| format!("{key} is not in the journal")));
    what.map_or(Ok(()), |what| Err(StoreError::SealedRows { table, what }))
}

/// Whatever a damaged file holds becomes text.
fn keys(table: &'static str, key: &str, disk: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let unreadable =
        |error: rusqlite::Error| StoreError::SealedRows { table, what: error.to_string() };
    let sql = format!("SELECT DISTINCT coalesce(CAST({key} AS TEXT), '') FROM {table}");
    let mut statement = disk.prepare(&sql).map_err(unreadable)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(unreadable)?;
    rows.collect::<Result<_, _>>().map_err(unreadable)
}

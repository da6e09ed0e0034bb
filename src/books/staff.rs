//! Who may sign in, as what, and whose PIN was wrong too often; and what waits for a second
//! person's word. Rights come from here, so from the journal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::journal::{
    ApprovalId, Entry, Event, LOCK_LASTS, MAX_WRONG_PINS, Role, StaffName, TokenDigest, TokenSet,
    Verdict,
};

/// One person; whoever was removed stays in the list, so that the name is not given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffBook {
    pub role: Role,
    pub removed: bool,
    /// Wrong PINs in a row.
    pub wrong: u32,
    /// When the last of them was booked.
    pub wrong_at: Option<Timestamp>,
    /// A program's token, and when it ends.
    pub token: Option<(TokenDigest, Timestamp)>,
}

impl StaffBook {
    /// When the lock ends by itself, if there is one; a right PIN or `unlock` takes it away before.
    pub fn locked_until(&self) -> Option<Timestamp> {
        let at = self.wrong_at.filter(|_| self.wrong >= MAX_WRONG_PINS)?;
        at.saturating_add(LOCK_LASTS).ok()
    }
}

/// A command that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalBook {
    pub command: String,
    pub asked_by: String,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
    pub state: ApprovalState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalState {
    Asked,
    Given { by: String },
    Declined { by: String },
    Expired,
}

impl ApprovalState {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Given { .. } => "given",
            Self::Declined { .. } => "declined",
            Self::Expired => "expired",
        }
    }

    pub fn by(&self) -> Option<&str> {
        match self {
            Self::Given { by } | Self::Declined { by } => Some(by),
            Self::Asked | Self::Expired => None,
        }
    }
}

/// Everybody who was ever added, and the approvals that are open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    pub people: BTreeMap<StaffName, StaffBook>,
    pub approvals: BTreeMap<ApprovalId, ApprovalBook>,
    /// Approved, and not known yet to what end.
    pub given: BTreeSet<ApprovalId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StaffFault {
    #[error("the name {0} was given before")]
    NameGiven(StaffName),
    #[error("{0} is nobody who signs in here")]
    Nobody(String),
    #[error("the first person has to be kepala")]
    FirstIsKepala,
    #[error("{0} is the last kepala")]
    LastKepala(StaffName),
    /// It has a token, and neither a PIN nor another role.
    #[error("{0} is a program")]
    IsAProgram(StaffName),
    #[error("{0} is a person")]
    IsAPerson(StaffName),
    #[error("approval {0} is not open")]
    NotOpen(ApprovalId),
    #[error("approval {0} has expired")]
    Expired(ApprovalId),
    #[error("whoever asked can't approve")]
    SamePerson,
    #[error("whoever approves has another role than {0}")]
    SameRole(Role),
}

/// What an entry changed: a person or an approval, as it stands now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffChange {
    pub person: Option<(StaffName, StaffBook)>,
    pub approval: Option<(ApprovalId, ApprovalBook)>,
    pub ended: Option<ApprovalEnd>,
}

/// When an approved command ended, and with which code if it was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalEnd {
    pub approval: ApprovalId,
    pub at: Timestamp,
    pub code: Option<String>,
}

impl Staff {
    /// Until the first person is added, the owner of the socket acts alone.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Somebody who was not removed.
    pub fn person(&self, name: &str) -> Option<(&StaffName, &StaffBook)> {
        let known = self.people.iter().find(|(known, _)| known.as_str() == name);
        known.filter(|(_, book)| !book.removed)
    }

    /// Whether two of two roles are here, so that what takes two can be asked for.
    pub fn can_be_two(&self) -> bool {
        let here = self.people.values().filter(|book| !book.removed).map(|book| book.role);
        let mut roles = here.filter(|role| !role.is_machine());
        let first = roles.next();
        roles.any(|role| Some(role) != first)
    }

    /// Who makes people could make the second one, and who removes them whoever looks on: once
    /// there are two, two do it.
    pub fn needs_two(&self, event: &Event) -> bool {
        use Event as E;
        let changes_people = matches!(
            event,
            E::StaffAdded { .. }
                | E::StaffRoleChanged { .. }
                | E::StaffRemoved { .. }
                | E::TokenSet(_)
        );
        // A word alone spoils nobody's card: what is not in the hand could be kept.
        let by_word =
            matches!(event, E::CardInspected { verdict: Verdict::Spoiled(_), tapped: false, .. });
        // What a parcel lacks, or has too much, is a difference like any other.
        let differs = matches!(
            event,
            E::ShipmentReceived(said) if !said.missing.is_empty() || !said.strangers.is_empty()
        );
        (changes_people || by_word || differs) && self.can_be_two()
    }

    /// Two people of two roles, both still here. Before anybody is added nobody can be asked.
    pub fn two(&self, first: &str, second: &str) -> Result<(), StaffFault> {
        // One person may hold several accounts of a computer.
        if let Some(account) = [first, second].into_iter().find(|name| name.starts_with("uid:")) {
            return Err(StaffFault::Nobody(account.to_owned()));
        }
        if self.is_empty() {
            return Ok(());
        }
        let role = |name: &str| {
            self.person(name).map(|(_, book)| book.role).ok_or(StaffFault::Nobody(name.to_owned()))
        };
        let (first_role, second_role) = (role(first)?, role(second)?);
        if first_role.is_machine() || second_role.is_machine() {
            return Err(StaffFault::Nobody(second.to_owned()));
        }
        if first == second {
            return Err(StaffFault::SamePerson);
        }
        if first_role == second_role {
            return Err(StaffFault::SameRole(first_role));
        }
        Ok(())
    }

    /// The change that an entry makes; nothing is changed yet.
    pub fn after(&self, entry: &Entry) -> Result<StaffChange, StaffFault> {
        let person = match &entry.event {
            Event::StaffAdded { name, role } => Some((name.clone(), self.added(name, *role)?)),
            Event::StaffRoleChanged { name, role } => {
                let book = self.is_a_person(name)?;
                if role.is_machine() {
                    return Err(StaffFault::IsAPerson(name.clone()));
                }
                if *role != Role::Kepala {
                    self.keeps_a_kepala(name)?;
                }
                Some((name.clone(), StaffBook { role: *role, ..book }))
            }
            Event::StaffRemoved { name } => {
                let book = self.known(name)?;
                self.keeps_a_kepala(name)?;
                Some((name.clone(), StaffBook { removed: true, ..book }))
            }
            Event::PinWrong { name } => {
                let book = self.known(name)?;
                let (wrong, wrong_at) = (book.wrong.saturating_add(1), Some(entry.at));
                Some((name.clone(), StaffBook { wrong, wrong_at, ..book }))
            }
            Event::TokenSet(TokenSet { name, digest, until }) => {
                let book = self.known(name)?;
                if !book.role.is_machine() {
                    return Err(StaffFault::IsAPerson(name.clone()));
                }
                let token = Some((digest.clone(), *until));
                Some((name.clone(), StaffBook { token, ..book }))
            }
            Event::PinSet { name } | Event::PinAccepted { name } | Event::PinUnlocked { name } => {
                let book = self.is_a_person(name)?;
                Some((name.clone(), StaffBook { wrong: 0, wrong_at: None, ..book }))
            }
            _ => None,
        };
        let ended = match &entry.event {
            Event::ApprovalEnded { approval, code } if self.given.contains(approval) => {
                let (approval, code) = (approval.clone(), code.clone());
                Some(ApprovalEnd { approval, at: entry.at, code })
            }
            Event::ApprovalEnded { approval, .. } => {
                return Err(StaffFault::NotOpen(approval.clone()));
            }
            _ => None,
        };
        Ok(StaffChange { person, approval: self.approval_after(entry)?, ended })
    }

    pub fn take(&mut self, change: &StaffChange) {
        if let Some((name, book)) = change.person.clone() {
            self.people.insert(name, book);
        }
        if let Some(end) = &change.ended {
            self.given.remove(&end.approval);
        }
        if let Some((id, book)) = change.approval.clone() {
            if let ApprovalState::Given { .. } = book.state {
                self.given.insert(id.clone());
            }
            match book.state {
                ApprovalState::Asked => self.approvals.insert(id, book),
                _ => self.approvals.remove(&id),
            };
        }
    }

    fn added(&self, name: &StaffName, role: Role) -> Result<StaffBook, StaffFault> {
        if self.people.contains_key(name) {
            return Err(StaffFault::NameGiven(name.clone()));
        }
        if self.is_empty() && role != Role::Kepala {
            return Err(StaffFault::FirstIsKepala);
        }
        Ok(StaffBook { role, removed: false, wrong: 0, wrong_at: None, token: None })
    }

    fn known(&self, name: &StaffName) -> Result<StaffBook, StaffFault> {
        let book = self.person(name.as_str()).map(|(_, book)| book.clone());
        book.ok_or_else(|| StaffFault::Nobody(name.to_string()))
    }

    fn is_a_person(&self, name: &StaffName) -> Result<StaffBook, StaffFault> {
        let book = self.known(name)?;
        match book.role.is_machine() {
            true => Err(StaffFault::IsAProgram(name.clone())),
            false => Ok(book),
        }
    }

    /// The program whose token has this digest, while it is good.
    pub fn program(&self, digest: &TokenDigest, now: Timestamp) -> Option<&StaffName> {
        let same = |held: &TokenDigest| {
            bool::from(held.as_str().as_bytes().ct_eq(digest.as_str().as_bytes()))
        };
        let good = |book: &StaffBook| {
            let token = book.token.as_ref();
            !book.removed && token.is_some_and(|(held, until)| same(held) && now < *until)
        };
        self.people.iter().find(|(_, book)| good(book)).map(|(name, _)| name)
    }

    /// Without a kepala nobody could add one.
    fn keeps_a_kepala(&self, name: &StaffName) -> Result<(), StaffFault> {
        let other = |(known, book): (&StaffName, &StaffBook)| {
            known != name && !book.removed && book.role == Role::Kepala
        };
        if self.people.iter().any(other) || self.known(name)?.role != Role::Kepala {
            return Ok(());
        }
        Err(StaffFault::LastKepala(name.clone()))
    }

    fn approval_after(
        &self,
        entry: &Entry,
    ) -> Result<Option<(ApprovalId, ApprovalBook)>, StaffFault> {
        let by = || entry.actor.clone();
        let (id, state) = match &entry.event {
            Event::ApprovalAsked { approval, command, expires_at } => {
                let book = ApprovalBook {
                    command: command.clone(),
                    asked_by: by(),
                    asked_at: entry.at,
                    expires_at: *expires_at,
                    state: ApprovalState::Asked,
                };
                return match self.approvals.contains_key(approval) {
                    true => Err(StaffFault::NotOpen(approval.clone())),
                    false => Ok(Some((approval.clone(), book))),
                };
            }
            Event::ApprovalGiven { approval } => (approval, ApprovalState::Given { by: by() }),
            Event::ApprovalDeclined { approval } => {
                (approval, ApprovalState::Declined { by: by() })
            }
            Event::ApprovalExpired { approval } => (approval, ApprovalState::Expired),
            _ => return Ok(None),
        };
        let book = self.approvals.get(id).ok_or_else(|| StaffFault::NotOpen(id.clone()))?;
        if let ApprovalState::Given { by } = &state {
            if entry.at >= book.expires_at {
                return Err(StaffFault::Expired(id.clone()));
            }
            self.two(&book.asked_by, by)?;
        }
        Ok(Some((id.clone(), ApprovalBook { state, ..book.clone() })))
    }
}

#[cfg(test)]
#[path = "staff_tests.rs"]
mod tests;

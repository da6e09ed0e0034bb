//! People sign in with name and PIN, and are added, changed and removed by a kepala. A hash is
//! never reckoned while the books are locked, and only one at a time: nobody guesses side by side.

use std::sync::{Mutex, PoisonError};

use jiff::civil::Time;
use thiserror::Error;

use super::Station;
use super::error::StationError;
use super::hands::Hands;
use super::pin::{Pin, SALT_BYTES};
use crate::books::{Illegal, StaffFault};
use crate::journal::{Event, Role, StaffName, TokenDigest, TokenSet};
use crate::store::{Author, Beside, StoreError};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Who signed in, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: StaffName,
    pub role: Role,
}

/// Somebody who is to sign in from now on.
#[derive(Debug)]
pub struct NewPerson {
    pub name: StaffName,
    pub role: Role,
    pub pin: Pin,
}

/// A token that is forgotten somewhere ends by itself.
pub const MAX_TOKEN_DAYS: u16 = 400;

/// Why somebody may not, or people can't be changed so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignFault {
    #[error("nobody signed in")]
    Needed,
    /// The same for a name that nobody has.
    #[error("name or PIN is wrong")]
    Wrong,
    #[error("{name} is locked until {until}")]
    Locked { name: StaffName, until: Time },
    #[error("a {role} may not `{command}`")]
    NotAllowed { role: Role, command: String },
    /// Theirs is not the role that judges this.
    #[error("a {role} may not agree to `{command}`")]
    MayNotAgree { role: Role, command: String, roles: &'static [Role] },
    #[error("what was asked for is not what would be done now")]
    Changed,
    #[error("nobody agrees to what is about themselves")]
    Concerned,
    #[error("PIN can't be used")]
    PinUnusable,
    #[error("a token is good for 1 to {MAX_TOKEN_DAYS} days")]
    TokenDays,
    #[error("PIN can't be hashed")]
    Hash,
    #[error(transparent)]
    Staff(#[from] StaffFault),
}

impl Station {
    /// False until the first person is added: the socket's owner acts alone.
    pub fn has_people(&self) -> bool {
        !self.ledger.lock().books().staff.is_empty()
    }

    /// `caller` is who the system says it is: a wrong PIN is not booked as the person's own act.
    pub fn sign_in(&self, caller: &str, name: &str, pin: &Pin) -> Result<Person, StationError> {
        let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let (found, sealed) = {
            let writer = self.ledger.lock();
            let found = writer.books().staff.person(name);
            let found = found.map(|(name, book)| (name.clone(), book.clone()));
            let reader = writer.reader()?;
            let sealed = found.as_ref().map(|(name, _)| reader.sealed_pin(name)).transpose()?;
            (found, sealed.flatten())
        };
        let kept = sealed.map(|sealed| self.sealing.open(&owner(name), &sealed)).transpose()?;
        // A name that nobody has is looked at for as long.
        let kept = kept.unwrap_or_default();
        let right = pin.is(&kept).map_err(|_| SignFault::Hash)?;
        let Some((name, book)) = found else { return Err(SignFault::Wrong.into()) };
        if let Some(locked) = self.locked(&name) {
            return Err(locked.into());
        }
        let author = Author::person(caller);
        if !right {
            tracing::warn!(%name, "wrong PIN");
            self.book_people(&author, vec![Event::PinWrong { name: name.clone() }])?;
            return Err(self.locked(&name).unwrap_or(SignFault::Wrong).into());
        }
        if book.wrong > 0 {
            self.book_people(&author, vec![Event::PinAccepted { name: name.clone() }])?;
        }
        Ok(Person { name, role: book.role })
    }

    /// Until when, by a clock on the wall.
    fn locked(&self, name: &StaffName) -> Option<SignFault> {
        let writer = self.ledger.lock();
        let left = writer.locked_for(name)?;
        let until = self.clock.now().saturating_add(left).ok()?;
        let until = writer.station().zone.to_datetime(until).time();
        Some(SignFault::Locked { name: name.clone(), until })
    }

    pub fn add_person(&self, hands: &Hands, person: &NewPerson) -> Result<(), StationError> {
        let NewPerson { name, role, pin } = person;
        if role.is_machine() {
            return Err(SignFault::from(StaffFault::IsAProgram(name.clone())).into());
        }
        let beside = self.kept_pin(name, pin)?;
        let added = Event::StaffAdded { name: name.clone(), role: *role };
        let author = self.makes_people(hands, &added)?;
        let events = vec![added, Event::PinSet { name: name.clone() }];
        self.book_people_beside(&author, events, &beside)
    }

    /// A program's token; nobody here ever sees it. Two people make one, as they make people.
    pub fn set_token(
        &self,
        hands: &Hands,
        name: StaffName,
        digest: TokenDigest,
        days: u16,
    ) -> Result<(), StationError> {
        if !(1..=MAX_TOKEN_DAYS).contains(&days) {
            return Err(SignFault::TokenDays.into());
        }
        let known = self.role_of(&name);
        if known.is_some_and(|role| !role.is_machine()) {
            return Err(SignFault::from(StaffFault::IsAPerson(name)).into());
        }
        let now = self.ledger.lock().now();
        let until = now.saturating_add(jiff::SignedDuration::from_hours(24 * i64::from(days)));
        let until = until.map_err(|_| SignFault::TokenDays)?;
        let added = Event::StaffAdded { name: name.clone(), role: Role::Layanan };
        let set = Event::TokenSet(TokenSet { name, digest, until });
        let author = self.makes_people(hands, &set)?;
        let events = if known.is_some() { vec![set] } else { vec![added, set] };
        self.book_people(&author, events)
    }

    fn role_of(&self, name: &StaffName) -> Option<Role> {
        let writer = self.ledger.lock();
        writer.books().staff.person(name.as_str()).map(|(_, book)| book.role)
    }

    /// The program whose token this is, while it is good.
    pub fn program(&self, token: &str) -> Option<Person> {
        let digest = TokenDigest::of(token);
        let writer = self.ledger.lock();
        let name = writer.books().staff.program(&digest, writer.now())?.clone();
        Some(Person { name, role: Role::Layanan })
    }

    pub fn change_role(
        &self,
        hands: &Hands,
        name: StaffName,
        role: Role,
    ) -> Result<(), StationError> {
        if role.is_machine() || self.role_of(&name).is_some_and(Role::is_machine) {
            return Err(SignFault::from(StaffFault::IsAProgram(name)).into());
        }
        let changed = Event::StaffRoleChanged { name: name.clone(), role };
        self.book_people(&self.makes_people(hands, &changed)?, vec![changed])?;
        self.changes.note(&name);
        Ok(())
    }

    /// One alone, until there could be two.
    fn makes_people(&self, hands: &Hands, event: &Event) -> Result<Author, StationError> {
        let two = self.ledger.lock().books().staff.needs_two(event);
        if two { hands.two() } else { Ok(hands.one()) }
    }

    pub fn remove_person(&self, hands: &Hands, name: StaffName) -> Result<(), StationError> {
        let removed = Event::StaffRemoved { name: name.clone() };
        self.book_people(&self.makes_people(hands, &removed)?, vec![removed])?;
        self.changes.note(&name);
        Ok(())
    }

    /// One's own; another's takes two, or one could sign for two.
    pub fn set_pin(&self, hands: &Hands, name: &StaffName, pin: &Pin) -> Result<(), StationError> {
        let beside = self.kept_pin(name, pin)?;
        let events = vec![Event::PinSet { name: name.clone() }];
        self.known(name)?;
        let own = name.as_str() == hands.first;
        let author = if own { hands.one() } else { hands.two()? };
        self.book_people_beside(&author, events, &beside)?;
        self.changes.note(name);
        Ok(())
    }

    /// A kepala alone; without one that can sign in, two others.
    pub fn unlock(&self, hands: &Hands, name: StaffName) -> Result<(), StationError> {
        self.known(&name)?;
        let first = {
            let writer = self.ledger.lock();
            writer.books().staff.person(&hands.first).map(|(_, book)| book.role)
        };
        let author = if first == Some(Role::Kepala) { hands.one() } else { hands.two()? };
        self.book_people(&author, vec![Event::PinUnlocked { name }])
    }

    fn known(&self, name: &StaffName) -> Result<(), StationError> {
        match self.ledger.lock().books().staff.person(name.as_str()) {
            Some(_) => Ok(()),
            None => Err(SignFault::from(StaffFault::Nobody(name.to_string())).into()),
        }
    }

    fn kept_pin(&self, name: &StaffName, pin: &Pin) -> Result<Beside, StationError> {
        if !pin.is_usable() {
            return Err(SignFault::PinUnusable.into());
        }
        let mut salt = [0; SALT_BYTES];
        self.entropy.fill(&mut salt);
        let kept = pin.kept(salt).map_err(|_| SignFault::Hash)?;
        let data = self.sealing.seal(self.entropy.as_ref(), &owner(name.as_str()), &kept);
        Ok(Beside::Pin { name: name.clone(), data })
    }

    pub(super) fn book_people(
        &self,
        author: &Author,
        events: Vec<Event>,
    ) -> Result<(), StationError> {
        self.book_people_beside(author, events, &Beside::Nothing)
    }

    /// What the books can't take is said as what is wrong with it.
    pub(super) fn book_people_beside(
        &self,
        author: &Author,
        events: Vec<Event>,
        beside: &Beside,
    ) -> Result<(), StationError> {
        match self.ledger.lock().append_beside(author, events, beside) {
            Err(StoreError::Illegal(Illegal::Staff(fault))) => Err(SignFault::from(fault).into()),
            booked => Ok(booked?),
        }
    }
}

/// Binds what is sealed to its row.
pub fn owner(name: &str) -> String {
    format!("pin/{name}")
}

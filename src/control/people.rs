//! Who gives a command, whether they may, and what a second person agrees to.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::counter::DeskOrder;
use super::lines::Lines;
use super::rights;
use super::server::{carry_out, failed};
use super::wire::{Done, Failed, Request, Signature};
use crate::journal::{ApprovalId, Event, Role, StaffName};
use crate::record::Nik;
use crate::station::{
    Chain, ClaimText, Hands, NewPerson, Person, Shift, SignFault, Station, StationError, Waiting,
    Watcher,
};
use crate::text::Say;
use crate::text::people::SECOND_PERSON;

/// A caller as the system knows it, and as it signed.
#[derive(Debug)]
pub struct Caller {
    pub uid: u32,
    pub signature: Option<Signature>,
}

/// A command with the one who gives it.
#[derive(Debug)]
pub struct Order {
    pub hands: Hands,
    /// As it will be kept if it takes two; nobody can be asked before there are people.
    kept: Option<ForTwo>,
}

/// A command, as it waits for a second person of one of these roles.
#[derive(Debug)]
struct ForTwo {
    command: String,
    request: Zeroizing<Vec<u8>>,
    seconds: &'static [Role],
}

impl Order {
    /// Until the first person is added the socket's owner acts alone; from then on nobody does
    /// without a name.
    pub fn of(shift: &Shift, caller: &Caller, request: &Request) -> Result<Self, Failed> {
        let station = &shift.station;
        let user = format!("uid:{}", caller.uid);
        if !station.has_people() || (caller.signature.is_none() && rights::is_open(request)) {
            return Ok(Self { hands: Hands::alone(&user), kept: None });
        }
        let signature = caller.signature.as_ref().ok_or_else(|| refused(SignFault::Needed))?;
        let person = station.sign_in(&user, &signature.name, &signature.pin).map_err(failed)?;
        Self::by(shift, &person, request)
    }

    /// Of somebody who has signed in.
    pub fn by(shift: &Shift, person: &Person, request: &Request) -> Result<Self, Failed> {
        let (station, command) = (&shift.station, word(request));
        if !rights::may(person, request) {
            return Err(refused(SignFault::NotAllowed { role: person.role, command }));
        }
        let kept = Kept { request, seen: Seen::of(station, request) };
        let kept = serde_json::to_vec(&kept).map(Zeroizing::new).ok();
        let hands = Hands::alone(person.name.as_str());
        // A program asks nobody: what takes two is for people.
        let kept = kept.filter(|_| !person.role.is_machine());
        let seconds = rights::seconds(request);
        Ok(Self { hands, kept: kept.map(|request| ForTwo { command, request, seconds }) })
    }

    /// What takes two and had one is kept for the other.
    pub fn or_ask(self, shift: &Shift, done: Result<Done, Failed>) -> Result<Done, Short> {
        match (done, self.kept) {
            (Err(end), Some(kept)) if end.code == SECOND_PERSON && !kept.seconds.is_empty() => {
                let waiting = Waiting { command: &kept.command, request: &kept.request };
                let asked = shift.station.ask_approval(&self.hands.first, &waiting);
                let approval = asked.map_err(failed).map_err(Short::Failed)?;
                Err(Short::Asked(Box::new(Asks { approval, roles: kept.seconds, why: end })))
            }
            (done, _) => done.map_err(Short::Failed),
        }
    }
}

/// Why a command came to nothing yet.
#[derive(Debug)]
pub enum Short {
    Failed(Failed),
    Asked(Box<Asks>),
}

/// It waits under this name for a second person of one of these roles.
#[derive(Debug, Clone)]
pub struct Asks {
    pub approval: ApprovalId,
    pub roles: &'static [Role],
    pub why: Failed,
}

impl Short {
    /// For whoever types commands.
    pub fn told(self) -> Failed {
        match self {
            Self::Failed(failed) => failed,
            Self::Asked(asks) => asked_for(&asks.approval, asks.roles, asks.why),
        }
    }
}

/// A command of the daemon's own pages, from somebody who has signed in.
pub fn perform(
    shift: &Shift,
    person: &Person,
    request: Request,
    watch: Watcher<'_>,
) -> Result<Done, Short> {
    let order = Order::by(shift, person, &request).map_err(Short::Failed)?;
    let done = carry_out(shift, &order.hands, request, &mut Lines::none(), watch);
    order.or_ask(shift, done)
}

/// A command as it waits, with what the books showed of it to whoever asked.
#[derive(Serialize)]
struct Kept<'a> {
    request: &'a Request,
    seen: Option<Seen>,
}

/// The same, opened again.
#[derive(Debug, Deserialize)]
pub struct Asked {
    pub request: Request,
    pub seen: Option<Seen>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub id: String,
    pub en: String,
}

impl Asked {
    pub fn read(plain: &[u8]) -> Option<Self> {
        serde_json::from_slice(plain).ok()
    }
}

impl Seen {
    fn of(station: &Station, request: &Request) -> Option<Self> {
        let say = match request {
            Request::Stock { order } => super::stock::seen(station, order)?,
            // Three people can share a masked NIK; a number of the register is one card.
            Request::Print { nik, .. } => cards(station, nik)?,
            Request::Desk { order: DeskOrder::PrintClaim { claim, .. } } => {
                let text = claim.text.clone();
                let said = ClaimText { series: claim.series, text };
                cards(station, &station.claimed(&said).ok()?.0)?
            }
            _ => return None,
        };
        Some(Self { id: say.id, en: say.en })
    }
}

fn cards(station: &Station, nik: &Nik) -> Option<Say> {
    let cards = station.living_cards(nik).ok().filter(|cards| !cards.is_empty())?;
    let cards = cards.iter().map(|card| (card.number.as_str(), card.date.as_str(), &*card.stage));
    Some(crate::text::people::cards_of(cards))
}

/// Whose role, PIN or place it is about: they don't agree to it themselves.
fn concerns(request: &Request) -> Option<&StaffName> {
    match request {
        Request::ChangeRole { name, .. } | Request::RemovePerson { name } => Some(name),
        Request::Unlock { name } | Request::SetPin { name: Some(name), .. } => Some(name),
        _ => None,
    }
}

/// The second person's word: booked, then all is checked anew and carried out once.
pub fn approve(
    shift: &Shift,
    second: &str,
    id: &ApprovalId,
    lines: &mut Lines<'_>,
    watch: Watcher<'_>,
) -> Result<Done, Failed> {
    let station = &shift.station;
    let open = station.open_approval(id).map_err(failed)?;
    let not_open = || failed(SignFault::from(crate::books::StaffFault::NotOpen(id.clone())).into());
    let Asked { request, seen } = Asked::read(&open.request).ok_or_else(not_open)?;
    if seen != Seen::of(station, &request) {
        return Err(refused(SignFault::Changed));
    }
    may_agree(station, (&open.asked_by, second), &request)?;
    if concerns(&request).is_some_and(|name| name.as_str() == second) {
        return Err(refused(SignFault::Concerned));
    }
    // Whoever asked may have lost the right to it meanwhile.
    let first = {
        let writer = station.ledger.lock();
        let first = writer.books().staff.person(&open.asked_by);
        first.map(|(name, book)| Person { name: name.clone(), role: book.role })
    };
    if let Some(first) = first.filter(|first| !rights::may(first, &request)) {
        let command = word(&request);
        return Err(refused(SignFault::NotAllowed { role: first.role, command }));
    }
    station.give_approval(second, id).map_err(failed)?;
    let hands = Hands { first: open.asked_by, second: Some(second.to_owned()) };
    let done = carry_out(shift, &hands, request, lines, watch);
    let code = done.as_ref().err().map(|end| end.code.clone());
    if let Err(error) = station.end_approval(second, id, code) {
        tracing::error!(error = %Chain(&error), "the end of an approved command is not booked");
    }
    done
}

/// A second person of a role that may judge it; that one asks oneself is said elsewhere.
fn may_agree(
    station: &Station,
    (asked_by, second): (&str, &str),
    request: &Request,
) -> Result<(), Failed> {
    let role = {
        let writer = station.ledger.lock();
        writer.books().staff.person(second).map(|(_, book)| book.role)
    };
    let (role, roles) = (role.ok_or_else(|| refused(SignFault::Needed))?, rights::seconds(request));
    match roles.contains(&role) || second == asked_by {
        true => Ok(()),
        false => Err(refused(SignFault::MayNotAgree { role, command: word(request), roles })),
    }
}

/// People themselves.
pub fn change(station: &Station, hands: &Hands, request: Request) -> Result<Done, Failed> {
    match request {
        Request::AddPerson { name, role, pin } => {
            station.add_person(hands, &NewPerson { name, role, pin })
        }
        Request::SetToken { name, digest, days } => station.set_token(hands, name, digest, days),
        Request::ChangeRole { name, role } => station.change_role(hands, name, role),
        Request::RemovePerson { name } => station.remove_person(hands, name),
        Request::SetPin { name, pin } => match name.map_or_else(|| hands.first.parse(), Ok) {
            Ok(name) => station.set_pin(hands, &name, &pin),
            Err(_) => Err(SignFault::Needed.into()),
        },
        Request::Unlock { name } => station.unlock(hands, name),
        // No other is about people.
        _ => Err(SignFault::Needed.into()),
    }
    .map(|()| Done::Booked {})
    .map_err(failed)
}

/// A copy of the books is about to be made, by whoever says so.
pub fn note_backup(station: &Station, hands: &Hands) -> Result<Done, Failed> {
    let booked = station.ledger.book(&hands.one(), vec![Event::BackupBegun {}]);
    booked.map(|()| Done::Booked {}).map_err(|error| failed(error.into()))
}

/// The command's word on the wire.
pub fn word(request: &Request) -> String {
    let value = serde_json::to_value(request).unwrap_or_default();
    let command = value["command"].as_str().unwrap_or("?");
    match value["order"]["order"].as_str() {
        Some(order) => format!("{command} {order}"),
        None => command.to_owned(),
    }
}

fn refused(fault: SignFault) -> Failed {
    failed(StationError::from(fault))
}

fn asked_for(approval: &ApprovalId, roles: &[Role], end: Failed) -> Failed {
    let say = crate::text::people::asked_for(approval, roles);
    Failed { id: format!("{} {}", end.id, say.id), en: format!("{} {}", end.en, say.en), ..end }
}

//! What leaves the books for good, or comes back into them: spoiled cards burnt before witnesses,
//! those whose chips may be alive first, and the counter-entry of a mistake. Both take two people.

use super::check_quantity;
use super::fault::StockFault;
use super::movement::check_there;
use super::paper::{MAX_WITNESSES, MIN_WITNESSES, PaperSaid};
use super::receive::{place_of, sorted};
use crate::books::{Movement, PaperFault};
use crate::journal::{BlankoDestroyed, Event, PaperKind, Place, StockReversed};
use crate::record::{Kind, Uid};
use crate::station::{Hands, Station, StationError};
use crate::store::Writer;

/// What is burnt, and who sees it.
#[derive(Debug, Clone)]
pub struct Burning {
    pub kind: Kind,
    pub quantity: u32,
    /// Old cards that were withdrawn.
    pub withdrawn: u32,
    /// Those that have a name; the others go by number.
    pub uids: Vec<Uid>,
    /// Names with what they are.
    pub witnesses: Vec<String>,
    pub paper: PaperSaid,
}

impl Station {
    pub fn destroy(&self, hands: &Hands, burning: Burning) -> Result<(), StationError> {
        let Burning { kind, quantity, withdrawn, mut uids, witnesses, paper } = burning;
        let all = quantity.saturating_add(withdrawn);
        check_quantity(all)?;
        if uids.len() > all as usize {
            return Err(StockFault::UidsDiffer { listed: uids.len(), quantity }.into());
        }
        sorted(&mut uids)?;
        check_witnesses(&witnesses)?;
        let mut writer = self.ledger.lock();
        let (from, to) = (Place::Spoiled, Place::Destroyed);
        let old = Movement {
            kind,
            from: Place::Withdrawn,
            to: Place::OldDestroyed,
            quantity: withdrawn,
            blank: None,
        };
        let movement = Movement { kind, from: from.clone(), to, quantity, blank: None };
        let mut moved = vec![movement, old];
        moved.retain(|movement| movement.quantity > 0);
        writer.books().stock.clone().book_all(&moved).map_err(StockFault::from)?;
        let (old, uids_of_spoiled) = by_place(&writer, &uids)?;
        check_there(&writer, kind, &uids_of_spoiled, &from)?;
        if old.len() > withdrawn as usize || uids_of_spoiled.len() > quantity as usize {
            return Err(StockFault::UidsDiffer { listed: uids.len(), quantity: all }.into());
        }
        // Of old cards only those of others' making go by number: ours are on the list.
        let ours = writer.reader()?.withdrawn(kind)?.len();
        let held = writer.books().stock.held(kind, &Place::Withdrawn);
        let others = usize::try_from(held).unwrap_or(0).saturating_sub(ours);
        if withdrawn as usize - old.len() > others {
            return Err(StockFault::AliveFirst { waiting: ours - old.len() }.into());
        }
        if quantity > 0 {
            alive_first(&writer, kind, quantity, &uids_of_spoiled)?;
        }
        let paper = self.check_witnessed(&writer, PaperKind::BeritaAcara, &paper, &witnesses)?;
        let none = || StockFault::Witnesses { named: 0 };
        let (document, words) = (paper.document, paper.words.ok_or_else(none)?);
        let author = hands.two()?;
        let witnesses = u32::try_from(witnesses.len()).unwrap_or(u32::MAX);
        let burnt = BlankoDestroyed { kind, quantity, withdrawn, uids, document, witnesses, words };
        let events = vec![Event::BlankoDestroyed(burnt)];
        Ok(writer.append_beside(&author, events, &paper.beside)?)
    }

    /// Undoes a movement by number that nobody has undone and no later close has sealed.
    pub fn reverse(&self, hands: &Hands, seq: u64, paper: &PaperSaid) -> Result<(), StationError> {
        let mut writer = self.ledger.lock();
        let undone = writer.books().undo.get(&seq).cloned();
        let undone = undone.ok_or(StockFault::Undo(PaperFault::NotUndoable(seq)))?;
        let mut stock = writer.books().stock.clone();
        for movement in &undone.movements {
            let (from, to) = (movement.to.clone(), movement.from.clone());
            let back = Movement { from, to, ..movement.clone() };
            stock.book(&back).map_err(StockFault::from)?;
            let reader = writer.reader()?;
            for uid in &undone.uids {
                if place_of(&reader, uid)?.as_deref() != Some(&movement.to.to_string()) {
                    let place = movement.to.clone();
                    return Err(StockFault::NotThere { uid: *uid, place }.into());
                }
            }
        }
        let paper = self.check_paper(&writer, PaperKind::BeritaAcara, paper)?;
        let (document, words) = (paper.document, paper.words);
        let author = hands.two()?;
        let event = Event::StockReversed(StockReversed { seq, document, words });
        Ok(writer.append_beside(&author, vec![event], &paper.beside)?)
    }
}

/// Enough of them, each named once.
pub(super) fn check_witnesses(witnesses: &[String]) -> Result<(), StockFault> {
    let mut named = witnesses.to_vec();
    named.sort();
    named.dedup();
    let enough = (MIN_WITNESSES..=MAX_WITNESSES).contains(&witnesses.len());
    match named.len() == witnesses.len() && enough {
        true => Ok(()),
        false => Err(StockFault::Witnesses { named: named.len() }),
    }
}

/// Old cards that were withdrawn, and the others.
fn by_place(writer: &Writer, uids: &[Uid]) -> Result<(Vec<Uid>, Vec<Uid>), StationError> {
    let reader = writer.reader()?;
    let (mut old, mut others) = (Vec::new(), Vec::new());
    for uid in uids {
        match place_of(&reader, uid)? {
            Some(place) if place == Place::Withdrawn.to_string() => old.push(*uid),
            _ => others.push(*uid),
        }
    }
    Ok((old, others))
}

/// A revoked card that may be alive waits for no harmless one.
fn alive_first(
    writer: &Writer,
    kind: Kind,
    quantity: u32,
    uids: &[Uid],
) -> Result<(), StationError> {
    let alive: Vec<Uid> = writer
        .reader()?
        .spoiled(kind)?
        .into_iter()
        .filter(|(_, alive)| *alive)
        .map(|(uid, _)| uid)
        .collect();
    let waiting = alive.iter().filter(|uid| !uids.contains(uid)).count();
    let harmless = quantity as usize > uids.iter().filter(|uid| alive.contains(uid)).count();
    match waiting {
        1.. if harmless => Err(StockFault::AliveFirst { waiting }.into()),
        _ => Ok(()),
    }
}

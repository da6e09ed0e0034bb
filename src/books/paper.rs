//! What papers move, what of it can still be undone, and which blanks they name. A counter-entry
//! names the entry that it undoes; nothing is undone twice, nor after the next day was closed.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::stock::{Movement, Stock};
use crate::journal::{Entry, Event, Place, StockAct};
use crate::record::{Kind, Uid};

/// Entries that a counter-entry can still name, each with what it moved.
pub type Undoable = Arc<BTreeMap<u64, Papered>>;

/// What a paper moved, and where the blanks that it names lie since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Papered {
    pub movements: Vec<Movement>,
    pub uids: Vec<Uid>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PaperFault {
    #[error("entry {0} is no movement that can be undone, or was undone before")]
    NotUndoable(u64),
    #[error("{0} UIDs are named for {1} blanks")]
    UidsDiffer(usize, u32),
}

impl Papered {
    fn one(kind: Kind, (from, to): (Place, Place), quantity: u32, uids: &[Uid]) -> Self {
        let movements = vec![Movement { kind, from, to, quantity, blank: None }];
        Self { movements, uids: uids.to_vec() }
    }

    /// What an entry of its own moves; a counter-entry, a difference and a close need the books.
    pub fn of(event: &Event) -> Option<Self> {
        Some(match event {
            Event::BlankoReceived { kind, quantity, .. } => {
                Self::one(*kind, (Place::Supplier, Place::Vault), *quantity, &[])
            }
            Event::BlankoMoved { kind, from, to, quantity, .. } => {
                Self::one(*kind, (from.clone(), to.clone()), *quantity, &[])
            }
            Event::StockMoved(moved) => {
                Self::one(moved.kind, moved.act.places(), moved.quantity, &moved.uids)
            }
            Event::TransferArrived(arrived) => {
                let places = (Place::Supplier, Place::Vault);
                Self::one(arrived.kind, places, arrived.quantity, &arrived.uids)
            }
            Event::TransferAcknowledged(heard) => {
                let moved = |(from, to, quantity)| {
                    let (kind, blank) = (heard.kind, None);
                    Movement { kind, from, to, quantity, blank }
                };
                let movements = heard.moves().into_iter().map(moved).collect();
                Self { movements, uids: heard.missing.clone() }
            }
            Event::OldCardsWithdrawn(old) => {
                Self::one(old.kind, (Place::Others, Place::Withdrawn), old.quantity, &[])
            }
            Event::BlankoDestroyed(burnt) => {
                let places = (Place::Spoiled, Place::Destroyed);
                let mut burning = Self::one(burnt.kind, places, burnt.quantity, &burnt.uids);
                let old = (Place::Withdrawn, Place::OldDestroyed);
                burning
                    .movements
                    .extend(Self::one(burnt.kind, old, burnt.withdrawn, &[]).movements);
                burning.movements.retain(|movement| movement.quantity > 0);
                burning
            }
            _ => return None,
        })
    }

    /// The same the other way.
    fn back(&self) -> Self {
        let back = |movement: &Movement| Movement {
            from: movement.to.clone(),
            to: movement.from.clone(),
            ..movement.clone()
        };
        Self { movements: self.movements.iter().map(back).collect(), uids: self.uids.clone() }
    }
}

/// What can be undone: a parcel that has left can't be called back, nor blanks that have names on
/// a supplier's list be forgotten, nor ashes made whole.
pub fn is_undoable(event: &Event) -> bool {
    match event {
        Event::BlankoReceived { uids, .. } => uids.is_empty(),
        Event::BlankoMoved { .. } | Event::OldCardsWithdrawn(_) => true,
        Event::StockMoved(moved) => !matches!(moved.act, StockAct::Send { .. }),
        _ => false,
    }
}

/// What an entry moves by its paper.
pub fn papered(undo: &Undoable, entry: &Entry) -> Result<Option<Papered>, PaperFault> {
    let moved = match &entry.event {
        Event::StockReversed(reversed) => {
            let undone = undo.get(&reversed.seq);
            Some(undone.ok_or(PaperFault::NotUndoable(reversed.seq))?.back())
        }
        event => Papered::of(event),
    };
    if let Some(Papered { movements, uids }) = &moved {
        let may_be_named = |movement: &&Movement| match entry.event {
            // Of a transfer those that did not arrive.
            Event::TransferAcknowledged(_) => movement.to == Place::Missing,
            _ => true,
        };
        let quantity = movements.iter().filter(may_be_named).map(|moved| moved.quantity).sum();
        let some = matches!(entry.event, Event::BlankoDestroyed(_));
        let fits = uids.len() == quantity as usize || (some && uids.len() < quantity as usize);
        if !uids.is_empty() && !fits {
            return Err(PaperFault::UidsDiffer(uids.len(), quantity));
        }
    }
    Ok(moved)
}

/// After an entry: what it adds to what can be undone, and takes from it. `closed` is the entry
/// before which nothing can be undone any more.
pub fn after(undo: &mut Undoable, entry: &Entry, moved: Option<&Papered>, closed: u64) {
    match &entry.event {
        Event::StockReversed(reversed) => {
            Arc::make_mut(undo).remove(&reversed.seq);
        }
        Event::DayClosed(_) => Arc::make_mut(undo).retain(|seq, _| *seq > closed),
        event => {
            if let Some(moved) = moved.filter(|_| is_undoable(event)) {
                Arc::make_mut(undo).insert(entry.seq, moved.clone());
            }
        }
    }
}

/// So many more or fewer than booked lie in each place.
pub fn differences<'a>(
    stock: &Stock,
    more: impl Iterator<Item = (Kind, &'a Place, i64)>,
) -> Vec<Movement> {
    let mut rest = stock.clone();
    let mut movements = Vec::new();
    for (kind, place, more) in more {
        let moved = difference(&rest, kind, place, more);
        // What can't be booked is told when all of it is.
        rest.book_all(&moved).unwrap_or_default();
        movements.extend(moved);
    }
    movements
}

/// Who misses some calls them missing; who finds some finds missing ones first.
fn difference(stock: &Stock, kind: Kind, place: &Place, more: i64) -> Vec<Movement> {
    let some = |from: &Place, to: &Place, quantity: i64| {
        let quantity = u32::try_from(quantity).ok().filter(|quantity| *quantity > 0)?;
        Some(Movement { kind, from: from.clone(), to: to.clone(), quantity, blank: None })
    };
    if more <= 0 {
        return some(place, &Place::Missing, -more).into_iter().collect();
    }
    let found = stock.held(kind, &Place::Missing).clamp(0, more);
    let found_ones = some(&Place::Missing, place, found);
    let outside = if *place == Place::Withdrawn { Place::Others } else { Place::Supplier };
    found_ones.into_iter().chain(some(&outside, place, more - found)).collect()
}

//! Any Berita Acara by its number: a destruction of blanks or of ribbons, a difference, a
//! counter-entry, a blank that people spoiled by hand.

use super::{Booked, DestructionFacts, DifferenceFacts, NoPaper, PaperLook};
use crate::books::{Movement, Papered};
use crate::journal::{
    Document, Entry, Event, PaperKind, Place, RibbonsDestroyed, SpoilReason, StockAct, StockMoved,
    papers_of,
};
use crate::record::{Kind, Uid};
use crate::station::StationError;

#[derive(Debug)]
pub enum BeritaAcara {
    Destruction(DestructionFacts),
    Difference(DifferenceFacts),
    Ribbons(RibbonsFacts),
    Reversal(ReversalFacts),
    Spoil(SpoilFacts),
}

#[derive(Debug)]
pub struct RibbonsFacts {
    pub document: Document,
    pub booked: Booked,
    pub quantity: u32,
    pub witnesses: Vec<String>,
    pub remarks: Option<String>,
}

#[derive(Debug)]
pub struct ReversalFacts {
    pub document: Document,
    pub booked: Booked,
    /// What was a mistake, and the papers it rested on.
    pub undone: Booked,
    pub papers: Vec<(PaperKind, Document)>,
    /// As the mistake moved them; the counter-entry moved them back.
    pub movements: Vec<Movement>,
    pub uids: Vec<Uid>,
    pub remarks: Option<String>,
}

#[derive(Debug)]
pub struct SpoilFacts {
    pub document: Document,
    pub booked: Booked,
    pub kind: Kind,
    pub quantity: u32,
    pub from: Place,
    pub reason: SpoilReason,
    pub uids: Vec<Uid>,
    pub remarks: Option<String>,
    pub undone: Option<Undone>,
}

/// The counter-entry of a movement.
#[derive(Debug)]
pub struct Undone {
    pub document: Document,
    pub booked: Booked,
}

impl PaperLook<'_> {
    pub fn berita_acara(&self, number: &str) -> Result<BeritaAcara, StationError> {
        let unknown = || NoPaper::Unknown(number.to_owned());
        let paper = self.reader.entry_of_paper(PaperKind::BeritaAcara, number)?;
        let (entry, document) = paper.ok_or_else(unknown)?;
        let booked = Booked::of(&entry);
        let words = self.words(PaperKind::BeritaAcara, number)?;
        let remarks = words.remarks;
        Ok(match &entry.event {
            Event::BlankoDestroyed(_) => BeritaAcara::Destruction(self.destruction(number)?),
            Event::DifferenceBooked(_) | Event::DayClosed(_) => {
                BeritaAcara::Difference(self.difference(number)?)
            }
            Event::RibbonsDestroyed(RibbonsDestroyed { quantity, .. }) => {
                let (quantity, witnesses) = (*quantity, words.witnesses);
                BeritaAcara::Ribbons(RibbonsFacts {
                    document,
                    booked,
                    quantity,
                    witnesses,
                    remarks,
                })
            }
            Event::StockReversed(reversed) => {
                let undone = self.reader.entry(reversed.seq)?;
                let facts = reversal(&undone, document, booked, remarks);
                BeritaAcara::Reversal(facts)
            }
            Event::StockMoved(StockMoved {
                act: act @ StockAct::Spoil { reason, .. },
                kind,
                quantity,
                uids,
                ..
            }) => BeritaAcara::Spoil(SpoilFacts {
                document,
                kind: *kind,
                quantity: *quantity,
                from: act.places().0,
                reason: *reason,
                uids: uids.clone(),
                remarks,
                undone: self.undone(booked.seq)?,
                booked,
            }),
            _ => return Err(unknown().into()),
        })
    }

    /// The counter-entry of this entry, if there is one.
    pub(super) fn undone(&self, seq: u64) -> Result<Option<Undone>, StationError> {
        let Some(by) = self.reader.reversed_by(seq)? else { return Ok(None) };
        let entry = self.reader.entry(by)?;
        let booked = Booked::of(&entry);
        Ok(match entry.event {
            Event::StockReversed(reversed) => Some(Undone { document: reversed.document, booked }),
            _ => None,
        })
    }
}

fn reversal(
    undone: &Entry,
    document: Document,
    booked: Booked,
    remarks: Option<String>,
) -> ReversalFacts {
    let paper = |(kind, number, dated): (PaperKind, &str, jiff::civil::Date)| {
        (kind, Document { number: number.to_owned(), dated })
    };
    let Papered { movements, uids } = Papered::of(&undone.event).unwrap_or_default();
    ReversalFacts {
        document,
        booked,
        undone: Booked::of(undone),
        papers: papers_of(&undone.event).into_iter().map(paper).collect(),
        movements,
        uids,
        remarks,
    }
}

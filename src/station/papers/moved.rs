//! Papers under which blanks and cards changed hands: BAST in both directions, destruction before
//! witnesses, parcels.

use super::people::ShownPerson;
use super::{Booked, NoPaper, PaperLook, Undone};
use crate::books::{ShipmentBook, ShipmentState};
use crate::journal::{
    BlankName, Document, Event, JobId, PaperKind, PersonNumber, Purpose, Series, SeriesNumber,
    StockAct,
};
use crate::record::{Kind, Uid};
use crate::station::StationError;

/// Which way the blanks of a BAST went, and to or from whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Direction {
    FromSupplier,
    FromStation(String),
    GivenBackBy(String),
    LentTo(String),
    ToSupplier,
    ToStation(String),
    ToKecamatan { kecamatan: String, shipment: SeriesNumber },
}

#[derive(Debug)]
pub struct BastFacts {
    pub document: Document,
    pub direction: Direction,
    pub booked: Booked,
    /// `None`: finished cards, of more than one kind maybe.
    pub kind: Option<Kind>,
    /// As counted.
    pub quantity: u32,
    /// As the paper of the other side says, where that is another number.
    pub on_paper: Option<u32>,
    pub sppb: Option<String>,
    pub uids: Vec<Uid>,
    pub remarks: Option<String>,
    pub undone: Option<Undone>,
}

#[derive(Debug)]
pub struct DestructionFacts {
    pub document: Document,
    pub booked: Booked,
    pub kind: Kind,
    pub quantity: u32,
    /// Old cards besides.
    pub withdrawn: u32,
    /// Those that have a name.
    pub cards: Vec<BurntCard>,
    pub witnesses: Vec<String>,
    pub remarks: Option<String>,
}

/// A burnt card and whose it was or was to be.
#[derive(Debug)]
pub struct BurntCard {
    pub uid: Uid,
    pub register: Option<String>,
    /// `None`: no machine has ever begun a card on it.
    pub person: Option<ShownPerson>,
    /// Its chip may have been alive.
    pub revoked: bool,
}

#[derive(Debug)]
pub struct PackingFacts {
    pub shipment: SeriesNumber,
    pub kecamatan: String,
    /// `None`: it is being packed.
    pub closed: Option<(Booked, Document)>,
    pub cards: Vec<PackedCard>,
    pub received: Option<(u32, Vec<String>)>,
}

#[derive(Debug)]
pub struct PackedCard {
    pub register: String,
    pub blank: String,
    pub person: ShownPerson,
}

impl PaperLook<'_> {
    /// Every BAST of this number: books of before may hold one in each direction.
    pub fn basts(&self, number: &str) -> Result<Vec<BastFacts>, StationError> {
        let mut found = Vec::new();
        for kind in [PaperKind::Bast, PaperKind::BastKeluar] {
            if let Some((entry, document)) = self.reader.entry_of_paper(kind, number)? {
                let facts = of_blanks(&entry.event, document, Booked::of(&entry));
                let mut facts = facts.ok_or_else(|| NoPaper::Unknown(number.to_owned()))?;
                facts.remarks = self.words(kind, number)?.remarks;
                facts.undone = self.undone(entry.seq)?;
                found.push(facts);
            }
        }
        for book in self.reader.all_shipments()? {
            found.extend(self.of_parcel(&book, number)?);
        }
        found.sort_by_key(|facts| facts.booked.seq);
        match found.is_empty() {
            true => Err(NoPaper::Unknown(number.to_owned()).into()),
            false => Ok(found),
        }
    }

    fn of_parcel(
        &self,
        book: &ShipmentBook,
        number: &str,
    ) -> Result<Option<BastFacts>, StationError> {
        let Some((bast, dated)) = book.bast.clone().filter(|(bast, _)| bast == number) else {
            return Ok(None);
        };
        let Some(sent) = self.reader.sent_with(&book.number)? else { return Ok(None) };
        let (kecamatan, shipment) = (book.kecamatan.to_string(), book.number.clone());
        Ok(Some(BastFacts {
            document: Document { number: bast, dated },
            direction: Direction::ToKecamatan { kecamatan, shipment },
            booked: Booked::of(&sent.closed),
            kind: None,
            quantity: u32::try_from(sent.jobs.len()).unwrap_or(u32::MAX),
            on_paper: None,
            sppb: None,
            uids: Vec::new(),
            remarks: None,
            undone: None,
        }))
    }

    pub fn destruction(&self, number: &str) -> Result<DestructionFacts, StationError> {
        let unknown = || NoPaper::Unknown(number.to_owned());
        let paper = self.reader.entry_of_paper(PaperKind::BeritaAcara, number)?;
        let (entry, document) = paper.ok_or_else(unknown)?;
        let booked = Booked::of(&entry);
        let Event::BlankoDestroyed(burnt) = entry.event else { return Err(unknown().into()) };
        let words = self.words(PaperKind::BeritaAcara, number)?;
        let mut jobs: Vec<(Uid, Option<(JobId, PersonNumber)>)> = Vec::new();
        for uid in burnt.uids {
            let row = self.reader.blank(&BlankName::Uid(uid))?;
            let job = row.map(|row| self.reader.job(&row.job)).transpose()?.flatten();
            jobs.push((uid, job.map(|job| (job.id, job.opened.person))));
        }
        let people = jobs.iter().filter_map(|(_, job)| job.as_ref()).map(|(_, who)| who.clone());
        let people = self.people(people, Some(Purpose::Pengawasan))?;
        let card = |(uid, job): (Uid, Option<(JobId, PersonNumber)>)| {
            let register =
                job.as_ref().map(|(job, _)| self.reader.register_row(job)).transpose()?;
            // A later card of the same job is not this one.
            let register = register.flatten().filter(|row| row.blank == uid.to_string());
            Ok(BurntCard {
                register: register.map(|row| row.number),
                person: job.map(|(_, who)| people.get(&who).cloned().unwrap_or_default()),
                revoked: self.reader.is_revoked(&uid)?,
                uid,
            })
        };
        Ok(DestructionFacts {
            document,
            booked,
            kind: burnt.kind,
            quantity: burnt.quantity,
            withdrawn: burnt.withdrawn,
            cards: jobs.into_iter().map(card).collect::<Result<_, StationError>>()?,
            witnesses: words.witnesses,
            remarks: words.remarks,
        })
    }

    pub fn packing(&self, shipment: &SeriesNumber) -> Result<PackingFacts, StationError> {
        let books = self.reader.all_shipments()?;
        let book = books.into_iter().find(|book| book.number == *shipment);
        let book = book.ok_or_else(|| NoPaper::Unknown(shipment.of(Series::Shipment)))?;
        let sent = match book.state {
            ShipmentState::Packing => None,
            // A card that came back and left again stands in a later parcel too.
            _ => self.reader.sent_with(shipment)?,
        };
        let mut rows = Vec::new();
        match &sent {
            None => {
                for card in self.reader.cards_in(shipment)? {
                    rows.push((card.register, card.blank, card.person));
                }
            }
            Some(sent) => {
                for job in &sent.jobs {
                    let row = self.reader.register_row(job)?;
                    rows.extend(row.map(|row| (row.number, row.blank, row.person)));
                }
            }
        }
        let people = rows.iter().map(|(_, _, person)| person.clone());
        let people = self.people(people, Some(Purpose::Penyerahan))?;
        let card = |(register, blank, person): (String, String, PersonNumber)| PackedCard {
            register,
            blank,
            person: people.get(&person).cloned().unwrap_or_default(),
        };
        let bast = book.bast.map(|(number, dated)| Document { number, dated });
        let received = book.received.map(|(_, received)| {
            let differs = |what: &str, blanks: &[BlankName]| {
                blanks.iter().map(|blank| format!("{what} {blank}")).collect::<Vec<_>>()
            };
            let missing = differs("tidak ada", &received.missing);
            let strangers = differs("tidak terdaftar", &received.strangers);
            (received.counted, [missing, strangers].concat())
        });
        Ok(PackingFacts {
            shipment: shipment.clone(),
            kecamatan: book.kecamatan.to_string(),
            closed: sent.map(|sent| Booked::of(&sent.closed)).zip(bast),
            cards: rows.into_iter().map(card).collect(),
            received,
        })
    }
}

fn of_blanks(event: &Event, document: Document, booked: Booked) -> Option<BastFacts> {
    let (direction, kind, quantity, uids) = match event {
        Event::BlankoReceived { kind, quantity, uids, .. } => {
            (Direction::FromSupplier, kind, quantity, uids)
        }
        Event::TransferArrived(arrived) => {
            let from = Direction::FromStation(arrived.from.to_string());
            (from, &arrived.kind, &arrived.quantity, &arrived.uids)
        }
        Event::StockMoved(moved) => {
            let direction = match &moved.act {
                StockAct::Lend { to } => Direction::LentTo(to.to_string()),
                StockAct::TakeBack { from } => Direction::GivenBackBy(from.to_string()),
                StockAct::Return {} => Direction::ToSupplier,
                StockAct::Send { to, .. } => Direction::ToStation(to.to_string()),
                StockAct::Spoil { .. } => return None,
            };
            (direction, &moved.kind, &moved.quantity, &moved.uids)
        }
        _ => return None,
    };
    let (sppb, on_paper) = match event {
        Event::BlankoReceived { sppb, on_paper, .. } => (sppb.clone(), *on_paper),
        Event::TransferArrived(arrived) => (None, arrived.on_paper),
        _ => (None, None),
    };
    let (kind, quantity, uids) = (Some(*kind), *quantity, uids.clone());
    let (remarks, undone) = (None, None);
    Some(BastFacts {
        document,
        direction,
        booked,
        kind,
        quantity,
        on_paper,
        sppb,
        uids,
        remarks,
        undone,
    })
}

//! Parcels of ready cards for one kecamatan: begun, filled card by card, closed with a BAST,
//! counted where they arrive, and what nobody comes for taken back.

use jiff::civil::Date;

use super::Station;
use super::counter::{CardKey, FoundCard, plain_number};
use super::counter_fault::CounterFault as Fault;
use super::error::StationError;
use super::hands::Hands;
use super::receipt::next;
use super::shift::Desk;
use crate::books::shipment::MAX_PARCEL;
use crate::books::{ShipmentBook, ShipmentState};
use crate::job::Stage;
use crate::journal::{
    BlankName, Event, Kecamatan, PaperKind, Series, SeriesNumber, ShipmentReceived,
};
use crate::store::{Author, Beside, Booking, CardRow, RegisterQuery, Writer};

/// Counted where it arrives: as many cards, and by name what is not as listed.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub shipment: SeriesNumber,
    pub counted: u32,
    pub missing: Vec<BlankName>,
    pub strangers: Vec<BlankName>,
}

impl Station {
    pub fn begin_shipment(
        &self,
        actor: &str,
        kecamatan: Kecamatan,
    ) -> Result<SeriesNumber, StationError> {
        let mut writer = self.ledger.lock();
        // A parcel holds cards of those who live where it goes: without any it could go nowhere.
        let lives = Some(self.sealing.search.kecamatan(kecamatan.as_str()));
        let anybody = RegisterQuery { kecamatan: lives, limit: 1, ..RegisterQuery::default() };
        if writer.reader()?.register(&anybody)?.is_empty() {
            return Err(Fault::KecamatanUnknown(kecamatan).into());
        }
        let shipment = next(&writer, Series::Shipment);
        let event = Event::ShipmentOpened { shipment: shipment.clone(), kecamatan };
        writer.append(&Author::person(actor), vec![event])?;
        Ok(shipment)
    }

    /// Into the parcel, if the card is ready and its person lives where the parcel goes.
    pub fn pack(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        (shipment, key): (&SeriesNumber, &CardKey),
    ) -> Result<FoundCard, StationError> {
        let card = self.find_card(desk, key)?;
        let lives: Result<Kecamatan, _> = self.person_of(&card)?.kecamatan.parse();
        let mut writer = self.ledger.lock();
        let book = parcel(&writer, shipment, ShipmentState::Packing)?;
        if card.job.stage != Stage::Ready {
            return Err(stage_fault(&card));
        }
        if lives.as_ref() != Ok(&book.kecamatan) {
            let (register, kecamatan) = (card.row.number.clone(), book.kecamatan);
            return Err(Fault::OtherKecamatan { register, kecamatan }.into());
        }
        if book.cards >= MAX_PARCEL {
            return Err(Fault::ShipmentFull(MAX_PARCEL).into());
        }
        let (shipment, blank) = (shipment.clone(), card.blank.clone());
        let author = Author::of_job(actor, &card.job.id);
        writer.append(&author, vec![Event::CardPacked { shipment, blank }])?;
        Ok(card)
    }

    pub fn unpack(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        (shipment, key): (&SeriesNumber, &CardKey),
    ) -> Result<FoundCard, StationError> {
        let card = self.find_card(desk, key)?;
        let mut writer = self.ledger.lock();
        parcel(&writer, shipment, ShipmentState::Packing)?;
        let packed = Stage::Packed { shipment: shipment.clone() };
        if card.job.stage != packed {
            return Err(Fault::NotInShipment(card.blank.to_string()).into());
        }
        let (shipment, blank) = (shipment.clone(), card.blank.clone());
        let author = Author::of_job(actor, &card.job.id);
        writer.append(&author, vec![Event::CardUnpacked { shipment, blank }])?;
        Ok(card)
    }

    /// It leaves: every card of it in one commit.
    pub fn close_shipment(
        &self,
        actor: &str,
        shipment: &SeriesNumber,
        (bast, dated): (&str, Option<Date>),
    ) -> Result<u32, StationError> {
        let bast = plain_number(bast)?;
        let mut writer = self.ledger.lock();
        let book = parcel(&writer, shipment, ShipmentState::Packing)?;
        let zone = writer.station().zone;
        let (today, opened) =
            (zone.to_datetime(writer.now()).date(), zone.to_datetime(book.opened).date());
        let dated = dated.unwrap_or(today);
        if dated > today {
            return Err(Fault::FutureDate(dated).into());
        }
        if dated < opened {
            return Err(Fault::DatedBefore { dated, opened }.into());
        }
        let reader = writer.reader()?;
        let mut used = reader.shipped_with(&bast)?;
        for other in PaperKind::BastKeluar.not_beside() {
            used |= reader.paper_is_used(*other, &bast)?;
        }
        if used {
            return Err(Fault::BastTwice(bast).into());
        }
        let cards = reader.cards_in(shipment)?;
        if cards.is_empty() {
            return Err(Fault::ShipmentEmpty(shipment.clone()).into());
        }
        let count = u32::try_from(cards.len()).unwrap_or(u32::MAX);
        let number = shipment.clone();
        let closed = Event::ShipmentClosed { shipment: number, bast, dated, cards: count };
        let sent = |blank| Event::CardShipped {
            shipment: shipment.clone(),
            kecamatan: book.kecamatan.clone(),
            blank,
        };
        let author = Author::person(actor);
        book_each(&mut writer, &author, vec![closed], (&cards, &sent), Vec::new())?;
        Ok(count)
    }

    /// Counted against the list; every difference is named, card by card.
    pub fn receive_shipment(&self, hands: &Hands, arrival: &Arrival) -> Result<(), StationError> {
        let Arrival { shipment, counted, missing, strangers } = arrival;
        let mut writer = self.ledger.lock();
        let book = parcel(&writer, shipment, ShipmentState::Sent)?;
        let mut cards = writer.reader()?.cards_in(shipment)?;
        let listed = |blank: &BlankName| cards.iter().any(|card| card.blank == blank.to_string());
        for (at, blank) in missing.iter().enumerate() {
            if !listed(blank) || missing[..at].contains(blank) {
                return Err(Fault::NotInShipment(blank.to_string()).into());
            }
        }
        for (at, blank) in strangers.iter().enumerate() {
            if listed(blank) || strangers[..at].contains(blank) {
                return Err(Fault::NoStranger(blank.to_string()).into());
            }
        }
        if u64::from(*counted) + missing.len() as u64
            != u64::from(book.cards) + strangers.len() as u64
        {
            return Err(Fault::CountDiffers {
                listed: book.cards,
                counted: *counted,
                missing: missing.len(),
                strangers: strangers.len(),
            }
            .into());
        }
        cards.retain(|card| missing.iter().all(|blank| blank.to_string() != card.blank));
        let arrived = |blank| Event::CardArrived { shipment: shipment.clone(), blank };
        let received = Event::ShipmentReceived(ShipmentReceived {
            shipment: shipment.clone(),
            listed: book.cards,
            counted: *counted,
            missing: missing.clone(),
            strangers: strangers.clone(),
        });
        // All of it is judged before anybody is asked.
        let two = writer.books().staff.needs_two(&received);
        let author = if two { hands.two()? } else { hands.one() };
        book_each(&mut writer, &author, Vec::new(), (&cards, &arrived), vec![received])
    }

    /// A card that was missing when its parcel was counted, and has come after all.
    pub fn arrived_late(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        key: &CardKey,
    ) -> Result<FoundCard, StationError> {
        let card = self.find_card(desk, key)?;
        let Stage::Shipped { shipment, arrived: false, .. } = card.job.stage.clone() else {
            return Err(stage_fault(&card));
        };
        let mut writer = self.ledger.lock();
        if writer.books().shipments.contains_key(&shipment) {
            let (number, state) = (shipment, ShipmentState::Sent);
            return Err(Fault::ShipmentState { number, state }.into());
        }
        let (author, blank) = (Author::of_job(actor, &card.job.id), card.blank.clone());
        writer.append(&author, vec![Event::CardArrived { shipment, blank }])?;
        Ok(card)
    }

    /// Nobody came for it: back among the ready ones.
    pub fn take_back(
        &self,
        desk: Option<&Desk>,
        actor: &str,
        key: &CardKey,
    ) -> Result<FoundCard, StationError> {
        let card = self.find_card(desk, key)?;
        let Stage::Shipped { shipment, arrived: true, .. } = card.job.stage.clone() else {
            return Err(stage_fault(&card));
        };
        let (author, blank) = (Author::of_job(actor, &card.job.id), card.blank.clone());
        self.ledger.book(&author, vec![Event::CardReturned { shipment, blank }])?;
        Ok(card)
    }
}

/// What is before, one event a card, what is after: one commit.
fn book_each(
    writer: &mut Writer,
    alone: &Author,
    before: Vec<Event>,
    (cards, event): (&[CardRow], &dyn Fn(BlankName) -> Event),
    after: Vec<Event>,
) -> Result<(), StationError> {
    let of_job = |card: &CardRow| Author { job: Some(card.job.clone()), ..alone.clone() };
    let authors: Vec<Author> = cards.iter().map(of_job).collect();
    let beside = &Beside::Nothing;
    let mut bookings = vec![Booking { author: alone, events: before, beside }];
    for (card, author) in cards.iter().zip(&authors) {
        let blank = card.blank.parse::<BlankName>();
        let blank = blank.map_err(|_| Fault::NotOurs(card.blank.clone()))?;
        bookings.push(Booking { author, events: vec![event(blank)], beside });
    }
    bookings.push(Booking { author: alone, events: after, beside });
    Ok(writer.append_all(&bookings)?)
}

fn parcel(
    writer: &Writer,
    number: &SeriesNumber,
    state: ShipmentState,
) -> Result<ShipmentBook, StationError> {
    let known = writer.books().shipments.get(number).cloned();
    let ended = || {
        let last = writer.books().series.get(&(Series::Shipment, number.year)).copied();
        last.is_some_and(|last| number.n <= last) && number.station == writer.station().id
    };
    match known {
        Some(book) if book.state == state => Ok(book),
        Some(book) => {
            let (number, state) = (book.number, book.state);
            Err(Fault::ShipmentState { number, state }.into())
        }
        None if ended() => {
            let (number, state) = (number.clone(), ShipmentState::Received);
            Err(Fault::ShipmentState { number, state }.into())
        }
        None => Err(Fault::NoShipment(number.clone()).into()),
    }
}

fn stage_fault(card: &FoundCard) -> StationError {
    let (register, stage) = (card.row.number.clone(), card.job.stage.word());
    Fault::Stage { register, stage }.into()
}

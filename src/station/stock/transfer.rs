//! Blanks to another station and from one: a signed file goes with the parcel, a signed receipt
//! comes back. Each is booked once; a file can be made again from its entry at any time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::check_quantity;
use super::fault::StockFault;
use super::movement::Move;
use super::paper::{PaperSaid, today};
use super::receive::sorted;
use super::transfer_fault::TransferRefusal as Refusal;
use super::transfer_file::{Counted, RECEIPT, Sent, Stamp, TRANSFER, read, write};
use crate::books::{Movement, TransferFault, Way};
use crate::journal::{
    Event, PaperKind, Party, Place, SpoilReason, StockAct, TransferAcknowledged, TransferArrived,
    TransferId,
};
use crate::record::{Kid, Kind, PublicKey, SigningKey, Uid};
use crate::station::request::name;
use crate::station::{Hands, Station, StationError};
use crate::store::Writer;

/// Our key to sign with, and the certificates of the stations that we exchange blanks with.
#[derive(Debug, Default)]
pub struct Partners {
    pub signing: Option<SigningKey>,
    pub certificates: BTreeMap<Party, (Kid, PublicKey)>,
}

/// A parcel that came, as it was counted here.
#[derive(Debug, Clone)]
pub struct TakeIn {
    /// The signed file.
    pub file: String,
    pub kind: Kind,
    pub counted: u32,
    /// As scanned; needed where the file names its blanks and fewer came.
    pub uids: Vec<Uid>,
    /// The day on which it came; today if it is not said.
    pub dated: Option<Date>,
}

impl Station {
    /// Out of the vault, on the way to another station.
    pub fn send_blanks(
        &self,
        hands: &Hands,
        to: Party,
        order: (Kind, u32, Vec<Uid>, PaperSaid),
    ) -> Result<TransferId, StationError> {
        self.signing()?;
        if !self.partners.certificates.contains_key(&to) {
            return Err(Refusal::Stranger(to).into());
        }
        let (kind, quantity, uids, paper) = order;
        let transfer = name(TransferId::new, &format!("T{}", self.random_name()));
        let act = StockAct::Send { transfer: transfer.clone(), to };
        self.book_move(hands, Move { act, kind, quantity, uids, paper })?;
        Ok(transfer)
    }

    /// Into the vault, once.
    pub fn take_in(&self, hands: &Hands, order: TakeIn) -> Result<TransferId, StationError> {
        self.signing()?;
        let TakeIn { file, kind, counted, mut uids, dated } = order;
        let (from, sent) = read::<Sent>(&file, TRANSFER, &self.id, &self.partners)?;
        let transfer = sent.transfer.clone();
        let mut writer = self.ledger.lock();
        if let Some(known) = writer.books().transfers.get(&transfer) {
            let seq = known.seq;
            return Err(Refusal::Books(TransferFault::Twice { transfer, seq }).into());
        }
        if kind != sent.kind {
            return Err(Refusal::OtherKind { file: sent.kind, counted: kind }.into());
        }
        check_quantity(sent.quantity)?;
        // None: a parcel that never came is taken in as nothing, by two people.
        check_quantity(counted.max(1))?;
        sorted(&mut uids)?;
        let uids = arrived(&sent, counted, uids)?;
        not_here(&writer, kind, &uids)?;
        if sent.bast.dated > today(&writer) {
            return Err(StockFault::FutureDate(sent.bast.dated).into());
        }
        let dated = dated.unwrap_or_else(|| today(&writer));
        if dated < sent.bast.dated {
            return Err(Refusal::BeforeSent { dated, sent: sent.bast.dated }.into());
        }
        let said = PaperSaid { number: sent.bast.number, dated: Some(dated), remarks: None };
        let document = self.check_paper(&writer, PaperKind::Bast, &said)?.document;
        let on_paper = (counted != sent.quantity).then_some(sent.quantity);
        let author = if on_paper.is_some() { hands.two()? } else { hands.one() };
        let (quantity, id) = (counted, transfer.clone());
        let came = TransferArrived { transfer, from, kind, quantity, on_paper, uids, document };
        writer.append(&author, vec![Event::TransferArrived(came)])?;
        Ok(id)
    }

    /// The other station's receipt: from here on they are its blanks, or missing.
    pub fn acknowledged(&self, hands: &Hands, file: &str) -> Result<TransferId, StationError> {
        let (by, said) = read::<Counted>(file, RECEIPT, &self.id, &self.partners)?;
        let transfer = said.transfer.clone();
        let mut writer = self.ledger.lock();
        let not_sent = || Refusal::Books(TransferFault::NotSent(transfer.clone()));
        let book = writer.books().transfers.get(&transfer).cloned().ok_or_else(not_sent)?;
        let Event::StockMoved(sent) = writer.reader()?.entry(book.seq)?.event else {
            return Err(not_sent().into());
        };
        if let Some(seq) = book.acknowledged {
            return Err(Refusal::Books(TransferFault::Ended { transfer, seq }).into());
        }
        if (&by, said.kind) != (&book.party, book.kind) {
            let (booked, kind, party) = (book.quantity, book.kind, book.party);
            let differs = TransferFault::Differs { transfer, booked, kind, party };
            return Err(Refusal::Books(differs).into());
        }
        check_quantity(said.counted.max(1))?;
        if said.bast.dated > today(&writer) {
            return Err(StockFault::FutureDate(said.bast.dated).into());
        }
        let on_paper = (said.counted != book.quantity).then_some(book.quantity);
        let missing = missing(&sent.uids, &said)?;
        let heard = TransferAcknowledged {
            transfer: transfer.clone(),
            by,
            kind: said.kind,
            counted: said.counted,
            on_paper,
            missing: missing.clone(),
            document: said.bast,
        };
        let moves = heard.moves().into_iter().map(|(from, to, quantity)| {
            let (kind, blank) = (heard.kind, None);
            Movement { kind, from, to, quantity, blank }
        });
        let moves: Vec<Movement> = moves.collect();
        writer.books().stock.clone().book_all(&moves).map_err(StockFault::from)?;
        let author = if on_paper.is_some() { hands.two()? } else { hands.one() };
        let lost = |uid| Event::UidRevoked { uid, reason: SpoilReason::Hilang };
        let events = std::iter::once(Event::TransferAcknowledged(heard));
        writer.append(&author, events.chain(missing.into_iter().map(lost)).collect())?;
        Ok(transfer)
    }

    /// What goes with a parcel that was sent, or the receipt for one that was taken in.
    pub fn transfer_file(&self, transfer: &TransferId) -> Result<String, StationError> {
        let key = self.signing()?;
        let writer = self.ledger.lock();
        let none = || StationError::from(Refusal::NoSuchTransfer(transfer.clone()));
        let book = writer.books().transfers.get(transfer).ok_or_else(none)?;
        let reader = writer.reader()?;
        let entry = reader.entry(book.seq)?;
        let head = reader.hash_at(book.seq)?.map(|hash| hash.to_string()).unwrap_or_default();
        let (iss, aud) = (self.id.as_str(), book.party.as_str());
        let stamp = Stamp { iss, aud, at: entry.at, seq: book.seq, head };
        let transfer = transfer.clone();
        match (book.way, entry.event) {
            (Way::Sent, Event::StockMoved(moved)) => {
                let (kind, quantity, uids) = (moved.kind, moved.quantity, moved.uids);
                let bast = moved.document;
                write(&stamp, TRANSFER, Sent { transfer, kind, quantity, uids, bast }, key)
            }
            (Way::TakenIn, Event::TransferArrived(came)) => {
                let (kind, counted, uids) = (came.kind, came.quantity, came.uids);
                let bast = came.document;
                write(&stamp, RECEIPT, Counted { transfer, kind, counted, uids, bast }, key)
            }
            _ => Err(none()),
        }
    }

    fn signing(&self) -> Result<&SigningKey, StationError> {
        Ok(self.partners.signing.as_ref().ok_or(Refusal::NoKey)?)
    }
}

/// The names of what came: all that the file names, or what was scanned of it.
fn arrived(sent: &Sent, counted: u32, scanned: Vec<Uid>) -> Result<Vec<Uid>, StationError> {
    if !scanned.is_empty() && scanned.len() != counted as usize {
        return Err(StockFault::UidsDiffer { listed: scanned.len(), quantity: counted }.into());
    }
    let named: BTreeSet<Uid> = sent.uids.iter().copied().collect();
    if !named.is_empty() && named.len() != sent.quantity as usize {
        let (listed, quantity) = (named.len(), sent.quantity);
        return Err(StockFault::UidsDiffer { listed, quantity }.into());
    }
    if named.is_empty() {
        return Ok(scanned);
    }
    match scanned.iter().find(|uid| !named.contains(uid)) {
        Some(strange) => Err(Refusal::NotOnTheFile(*strange).into()),
        None if !scanned.is_empty() || counted == 0 => Ok(scanned),
        None if counted == sent.quantity => Ok(named.into_iter().collect()),
        None => Err(Refusal::ScanThem { sent: sent.quantity, counted }.into()),
    }
}

/// What was named when it was sent and was not counted there.
fn missing(sent: &[Uid], said: &Counted) -> Result<Vec<Uid>, StationError> {
    let there: BTreeSet<&Uid> = said.uids.iter().collect();
    if let Some(strange) = said.uids.iter().find(|uid| !sent.is_empty() && !sent.contains(uid)) {
        return Err(Refusal::NotOnTheFile(*strange).into());
    }
    let gone = sent.iter().filter(|uid| !there.contains(uid)).copied();
    let nameless = there.is_empty() && said.counted > 0;
    Ok(if nameless { Vec::new() } else { gone.collect() })
}

/// No blank is in two places: what our books hold does not come by a parcel, unless another
/// station had it meanwhile.
fn not_here(writer: &Writer, kind: Kind, uids: &[Uid]) -> Result<(), StationError> {
    let reader = writer.reader()?;
    let ended = |transfer: &TransferId| {
        let book = writer.books().transfers.get(transfer);
        book.is_some_and(|book| book.acknowledged.is_some())
    };
    for uid in uids {
        let here = match reader.laid(uid)? {
            Some((_, Place::InTransit(transfer))) => !ended(&transfer),
            Some((_, Place::Delivered(_))) => false,
            Some(_) => true,
            None => reader.is_listed(uid, kind)? == Some(true),
        };
        let used = reader.blank(&crate::journal::BlankName::Uid(*uid))?;
        if here || reader.is_revoked(uid)? || used.is_some_and(|blank| !blank.is_in_a_hopper()) {
            return Err(StockFault::UidTwice(*uid).into());
        }
    }
    Ok(())
}

//! Blanks that came with a BAST. Where fewer or more lay in the parcel than stand on the paper,
//! both numbers are booked, and it takes two people.

use jiff::civil::Date;

use super::check_quantity;
use super::fault::StockFault;
use super::paper::{PaperSaid, check_number};
use crate::journal::{Event, PaperKind, Place};
use crate::record::{Kind, Uid};
use crate::station::{Hands, Station, StationError};
use crate::store::{Reader, Writer};

/// Blanks as counted, with the supplier's UID list if there is one.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub kind: Kind,
    pub quantity: u32,
    pub bast: String,
    pub dated: Option<Date>,
    pub uids: Vec<Uid>,
    /// *Surat Perintah Pengiriman Barang*.
    pub sppb: Option<String>,
    /// Where the paper says another number.
    pub on_paper: Option<u32>,
    pub remarks: Option<String>,
}

impl Receipt {
    /// As many as stand on the paper.
    pub fn whole(kind: Kind, quantity: u32, bast: &str, uids: Vec<Uid>) -> Self {
        let (dated, sppb, on_paper, remarks) = (None, None, None, None);
        Self { kind, quantity, bast: bast.to_owned(), dated, uids, sppb, on_paper, remarks }
    }
}

impl Station {
    pub fn receive(&self, hands: &Hands, receipt: Receipt) -> Result<(), StationError> {
        let Receipt { kind, quantity, bast, dated, mut uids, sppb, on_paper, remarks } = receipt;
        check_quantity(quantity)?;
        let on_paper = on_paper.filter(|on_paper| *on_paper != quantity);
        on_paper.map_or(Ok(()), check_quantity)?;
        // The supplier lists what the supplier sent.
        let listed = on_paper.unwrap_or(quantity);
        if !uids.is_empty() && uids.len() != quantity as usize && uids.len() != listed as usize {
            return Err(StockFault::UidsDiffer { listed: uids.len(), quantity }.into());
        }
        sorted(&mut uids)?;
        let mut writer = self.ledger.lock();
        let said = PaperSaid { number: bast, dated, remarks };
        let paper = self.check_paper(&writer, PaperKind::Bast, &said)?;
        let sppb = sppb.map(|number| number.trim().to_owned());
        if let Some(number) = &sppb {
            check_number(&writer, PaperKind::Sppb, number)?;
        }
        check_unlisted(&writer, &uids)?;
        let author = if on_paper.is_some() { hands.two()? } else { hands.one() };
        let (bast, dated, words) = (paper.document.number, paper.document.dated, paper.words);
        let event =
            Event::BlankoReceived { kind, quantity, bast, dated, uids, sppb, on_paper, words };
        Ok(writer.append_beside(&author, vec![event], &paper.beside)?)
    }
}

/// In order, each once.
pub(super) fn sorted(uids: &mut [Uid]) -> Result<(), StockFault> {
    uids.sort();
    match uids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(StockFault::UidTwice(twice[0])),
        None => Ok(()),
    }
}

/// On no list so far, and in no machine.
fn check_unlisted(writer: &Writer, uids: &[Uid]) -> Result<(), StationError> {
    let reader = writer.reader()?;
    for uid in uids {
        for kind in Kind::ALL {
            if reader.is_listed(uid, kind)? == Some(true) {
                return Err(StockFault::UidTwice(*uid).into());
            }
        }
    }
    Ok(())
}

/// Where the books hold this blank: `None` where nobody has seen it yet.
pub(super) fn place_of(reader: &Reader<'_>, uid: &Uid) -> Result<Option<String>, StationError> {
    let blank = reader.blank(&crate::journal::BlankName::Uid(*uid))?;
    let seen = blank.filter(|blank| !blank.is_in_a_hopper()).map(|blank| blank.place);
    Ok(match reader.laid(uid)? {
        // A paper laid it there before a machine took it: nothing used goes back into the vault.
        Some((_, Place::Vault)) if seen.is_some() => seen,
        Some((_, place)) => Some(place.to_string()),
        None => seen,
    })
}

//! Orders about blanks as they go over the socket, who may give them, what a second person reads,
//! and how each reaches the station.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::counter::CardName;
use super::server::{bad_date, failed};
use super::wire::{Done, Failed};
use crate::journal::Role::{self, Kepala, Loket, Operator, PengurusBarang};
use crate::journal::{
    CountEntered, LaneName, Party, Place, Roll, StockAct, TransferId, WithdrawReason,
};
use crate::record::{Kind, Nik, Uid};
use crate::station::{
    Burning, Hands, Move, PaperSaid, Receipt, Shift, Station, StockFault, StockMove, Withdrawal,
};
use crate::text::{self, Say, say};

const VAULT: &[Role] = &[PengurusBarang, Kepala];
const ALL_BUT_AUDITOR: &[Role] = &[Loket, Operator, PengurusBarang, Kepala];
const HANDS_ON: &[Role] = &[Operator, PengurusBarang, Kepala];

/// A paper as it is typed: the date is read by the daemon.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperTyped {
    pub number: String,
    pub dated: Option<String>,
    pub remarks: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum StockOrder {
    Receive {
        kind: Kind,
        quantity: u32,
        uids: Vec<Uid>,
        paper: PaperTyped,
        sppb: Option<String>,
        on_paper: Option<u32>,
    },
    Load {
        kind: Kind,
        lane: LaneName,
        quantity: u32,
        paper: Option<PaperTyped>,
    },
    Unload {
        kind: Kind,
        lane: LaneName,
        quantity: u32,
        paper: Option<PaperTyped>,
    },
    Move {
        act: StockAct,
        kind: Kind,
        quantity: u32,
        uids: Vec<Uid>,
        paper: PaperTyped,
    },
    Destroy {
        kind: Kind,
        quantity: u32,
        #[serde(default)]
        withdrawn: u32,
        uids: Vec<Uid>,
        witnesses: Vec<String>,
        paper: PaperTyped,
    },
    Reverse {
        seq: u64,
        paper: PaperTyped,
    },
    BeginCount {},
    EnterCount {
        kind: Kind,
        place: Place,
        counted: u32,
        uids: Vec<Uid>,
    },
    FinishCount {},
    BookDifference {
        paper: PaperTyped,
    },
    CloseDay {
        paper: Option<PaperTyped>,
    },
    /// To another station, with a signed file.
    Send {
        to: Party,
        kind: Kind,
        quantity: u32,
        uids: Vec<Uid>,
        paper: PaperTyped,
    },
    /// What came from another station with its signed file.
    TakeIn {
        file: String,
        kind: Kind,
        counted: u32,
        uids: Vec<Uid>,
        dated: Option<String>,
    },
    /// The other station's signed receipt.
    Acknowledged {
        file: String,
    },
    /// Old cards of others' making.
    Withdraw {
        kind: Kind,
        quantity: u32,
        reason: WithdrawReason,
        nik: Option<Nik>,
    },
    /// A card of ours that is in hand.
    WithdrawCard {
        card: CardName,
        reason: WithdrawReason,
    },
    LoadRibbon {
        lane: LaneName,
        roll: Roll,
        panels: u32,
    },
    RemoveRibbon {
        lane: LaneName,
        roll: Roll,
    },
    DestroyRibbons {
        quantity: u32,
        witnesses: Vec<String>,
        paper: PaperTyped,
    },
    /// The file of a transfer once more.
    TransferFile {
        transfer: TransferId,
    },
}

/// The roles that may give it alone, or together with a second person.
pub fn roles(order: &StockOrder) -> &'static [Role] {
    use StockOrder as O;
    match order {
        O::Load { .. } | O::Unload { .. } => HANDS_ON,
        O::BeginCount {} | O::EnterCount { .. } | O::FinishCount {} => HANDS_ON,
        O::Receive { .. } | O::Move { .. } | O::Destroy { .. } | O::Reverse { .. } => VAULT,
        O::BookDifference { .. } | O::CloseDay { .. } => VAULT,
        O::Send { .. } | O::TakeIn { .. } | O::Acknowledged { .. } => VAULT,
        O::TransferFile { .. } => VAULT,
        O::LoadRibbon { .. } | O::RemoveRibbon { .. } => HANDS_ON,
        O::DestroyRibbons { .. } => VAULT,
        // At the counter, and in the vault.
        O::Withdraw { .. } | O::WithdrawCard { .. } => ALL_BUT_AUDITOR,
    }
}

/// What takes a second person, in a sentence.
pub fn describe(order: &StockOrder) -> Say {
    use StockOrder as O;
    match order {
        O::Receive { kind, quantity, paper, on_paper, .. } => {
            let (number, on_paper) = (&paper.number, on_paper.unwrap_or(*quantity));
            say(
                format!("Menerima {quantity} {kind}; BAST {number} menyebut {on_paper}."),
                format!("Receives {quantity} {kind}; BAST {number} says {on_paper}."),
            )
        }
        O::Destroy { kind, quantity, withdrawn, uids, witnesses, paper } => {
            let (number, named, seen) = (&paper.number, uids.len(), witnesses.len());
            say(
                format!(
                    "Memusnahkan {quantity} {kind} rusak dan {withdrawn} kartu lama ({named} \
                     disebut UID-nya), Berita Acara {number}, {seen} saksi."
                ),
                format!(
                    "Destroys {quantity} {kind} and {withdrawn} old cards ({named} by UID), Berita \
                     Acara {number}, {seen} witnesses."
                ),
            )
        }
        O::Withdraw { kind, quantity, reason, .. } => say(
            format!("Menarik {quantity} kartu lama {kind} buatan tempat lain, alasan {reason}."),
            format!("Withdraws {quantity} old {kind} of others' making, reason {reason}."),
        ),
        O::WithdrawCard { card, reason } => {
            let card = match card {
                CardName::Tap => say("yang ditempel", "that was tapped"),
                CardName::Uid(uid) => say(format!("UID {uid}"), format!("of UID {uid}")),
                CardName::Register(number) => {
                    say(format!("register {number}"), format!("of register {number}"))
                }
            };
            say(
                format!("Menarik kartu {} dari pemegangnya, alasan {reason}.", card.id),
                format!("Withdraws the card {} from its holder, reason {reason}.", card.en),
            )
        }
        O::Reverse { seq, paper } => say(
            format!("Membatalkan gerakan pada catatan {seq}, Berita Acara {}.", paper.number),
            format!("Reverses the movement of entry {seq}, Berita Acara {}.", paper.number),
        ),
        O::BookDifference { paper } => say(
            format!("Membukukan selisih penghitungan terakhir, Berita Acara {}.", paper.number),
            format!("Books what the last count found different, Berita Acara {}.", paper.number),
        ),
        O::CloseDay { paper } => {
            let number = paper.as_ref().map_or("–", |paper| paper.number.as_str());
            say(
                format!("Menutup hari dengan selisih, Berita Acara {number}."),
                format!("Closes the day with what differs, Berita Acara {number}."),
            )
        }
        O::Load { .. } | O::Unload { .. } | O::Move { .. } => {
            say("Memindahkan blangko.", "Moves blanks.")
        }
        O::BeginCount {} | O::EnterCount { .. } | O::FinishCount {} => {
            say("Menghitung blangko.", "Counts blanks.")
        }
        O::DestroyRibbons { quantity, witnesses, paper } => {
            let (number, seen) = (&paper.number, witnesses.len());
            say(
                format!("Memusnahkan {quantity} pita bekas, Berita Acara {number}, {seen} saksi."),
                format!(
                    "Destroys {quantity} used ribbons, Berita Acara {number}, {seen} witnesses."
                ),
            )
        }
        O::LoadRibbon { .. } | O::RemoveRibbon { .. } => {
            say("Mengganti pita.", "Changes a ribbon.")
        }
        O::TakeIn { kind, counted, .. } => say(
            format!("Menerima {counted} {kind} dari stasiun lain, berbeda dari surat jalannya."),
            format!("Takes in {counted} {kind} of another station: not what its file says."),
        ),
        O::Acknowledged { .. } => say(
            "Membukukan tanda terima stasiun lain yang berbeda dari yang dikirim.",
            "Books another station's receipt that differs from what was sent.",
        ),
        O::Send { .. } | O::TransferFile { .. } => {
            say("Mengirim blangko ke stasiun lain.", "Sends blanks to another station.")
        }
    }
}

/// What the books show to whoever asks for it and to whoever agrees; if it differs by then, it is
/// another thing that would be done.
pub fn seen(station: &Station, order: &StockOrder) -> Option<Say> {
    let faults = |faults| text::stock::fault(&StockFault::Day(faults)).say;
    match order {
        StockOrder::BookDifference { .. } => {
            let writer = station.ledger.lock();
            let count = writer.books().day.count.clone()?;
            let compared = crate::station::compare(&count, &writer.reader().ok()?).ok()?;
            Some(text::count::differences(&count, compared.missing.len()))
        }
        StockOrder::CloseDay { paper: Some(_) } => Some(faults(station.day_faults())),
        _ => None,
    }
}

pub fn carry_out(shift: &Shift, hands: &Hands, order: StockOrder) -> Result<Done, Failed> {
    let done = book(shift, hands, order);
    let counting = || {
        let writer = shift.station.ledger.lock();
        writer.books().day.count.as_ref().is_some_and(|count| count.is_open())
    };
    match done {
        // Whoever counts must not learn what is expected.
        Err(failed) if failed.code == text::stock::SHORTAGE && counting() => {
            let say = text::count::too_few();
            Err(Failed { id: say.id, en: say.en, ..failed })
        }
        done => done,
    }
}

fn book(shift: &Shift, hands: &Hands, order: StockOrder) -> Result<Done, Failed> {
    use StockOrder as O;
    let station = &shift.station;
    let booked = match order {
        O::Receive { kind, quantity, uids, paper, sppb, on_paper } => {
            let PaperSaid { number: bast, dated, remarks } = said(paper)?;
            let receipt = Receipt { kind, quantity, bast, dated, uids, sppb, on_paper, remarks };
            station.receive(hands, receipt)
        }
        O::Load { kind, lane, quantity, paper } => {
            let paper = paper.map(said).transpose()?;
            let loaded = station.load(hands, &StockMove { kind, lane, quantity, paper });
            shift.night.look();
            loaded
        }
        O::Unload { kind, lane, quantity, paper } => {
            let paper = paper.map(said).transpose()?;
            station.unload(hands, &StockMove { kind, lane, quantity, paper })
        }
        O::Move { act, kind, quantity, uids, paper } => {
            let paper = said(paper)?;
            station.move_by_paper(hands, Move { act, kind, quantity, uids, paper })
        }
        O::Destroy { kind, quantity, withdrawn, uids, witnesses, paper } => {
            let paper = said(paper)?;
            station.destroy(hands, Burning { kind, quantity, withdrawn, uids, witnesses, paper })
        }
        O::LoadRibbon { lane, roll, panels } => station.load_ribbon(hands, (&lane, roll), panels),
        O::RemoveRibbon { lane, roll } => station.remove_ribbon(hands, (&lane, roll)),
        O::DestroyRibbons { quantity, witnesses, paper } => {
            station.destroy_ribbons(hands, quantity, (&witnesses, &said(paper)?))
        }
        O::Withdraw { kind, quantity, reason, nik } => {
            station.withdraw_old(hands, &Withdrawal { kind, quantity, reason, nik })
        }
        O::WithdrawCard { card, reason } => {
            let order = (&card.into(), reason);
            station.withdraw_card(shift.desk.as_ref(), hands, order).map(drop)
        }
        O::Reverse { seq, paper } => station.reverse(hands, seq, &said(paper)?),
        O::BookDifference { paper } => station.book_difference(hands, &said(paper)?),
        O::CloseDay { paper } => station.close_day(hands, paper.map(said).transpose()?.as_ref()),
        O::BeginCount {} => return station.begin_count(hands).map(Done::Count).map_err(failed),
        O::FinishCount {} => return station.finish_count(hands).map(Done::Count).map_err(failed),
        O::EnterCount { kind, place, counted, uids } => {
            let entered = CountEntered { kind, place, counted, uids };
            return station.enter_count(hands, entered).map(Done::Count).map_err(failed);
        }
        order @ (O::Send { .. }
        | O::TakeIn { .. }
        | O::Acknowledged { .. }
        | O::TransferFile { .. }) => return super::transfer::carry_out(station, hands, order),
    };
    booked.map(|()| Done::Booked {}).map_err(failed)
}

pub(super) fn said(typed: PaperTyped) -> Result<PaperSaid, Failed> {
    let PaperTyped { number, dated, remarks } = typed;
    let dated = dated.map(|date| date.parse::<Date>()).transpose().map_err(|_| bad_date())?;
    Ok(PaperSaid { number, dated, remarks })
}

//! Orders about blanks between two stations: what is booked, and the signed file that goes with
//! it.

use super::server::{bad_date, failed};
use super::stock::{StockOrder, said};
use super::wire::{Done, Failed};
use crate::journal::TransferId;
use crate::station::{Hands, Station, TakeIn};

pub(super) fn carry_out(
    station: &Station,
    hands: &Hands,
    order: StockOrder,
) -> Result<Done, Failed> {
    use StockOrder as O;
    match order {
        O::Send { to, kind, quantity, uids, paper } => {
            let order = (kind, quantity, uids, said(paper)?);
            file(station, station.send_blanks(hands, to, order).map_err(failed)?)
        }
        O::TakeIn { file: jws, kind, counted, uids, dated } => {
            let dated = dated.map(|date| date.parse()).transpose().map_err(|_| bad_date())?;
            let order = TakeIn { file: jws, kind, counted, uids, dated };
            file(station, station.take_in(hands, order).map_err(failed)?)
        }
        O::TransferFile { transfer } => file(station, transfer),
        O::Acknowledged { file } => {
            station.acknowledged(hands, &file).map(|_| Done::Booked {}).map_err(failed)
        }
        _ => Ok(Done::Booked {}),
    }
}

fn file(station: &Station, transfer: TransferId) -> Result<Done, Failed> {
    let file = station.transfer_file(&transfer).map_err(failed)?;
    Ok(Done::Transfer { transfer, file })
}

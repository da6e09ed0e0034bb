//! Blanks by number: received, moved, counted and written off, each under its paper. A command is
//! whole or nothing; what takes two people is checked whole before the second one is asked.

mod count;
mod day;
mod fault;
mod movement;
mod paper;
mod receive;
mod ribbon;
mod transfer;
mod transfer_fault;
mod transfer_file;
mod uid_list;
mod withdraw;
mod write_off;

pub(crate) use count::compare;
pub use count::{Compared, Comparison, CountStep, ToCount};
pub use fault::StockFault;
pub use movement::{Move, StockMove};
pub use paper::{PaperSaid, PaperWords};
pub use receive::Receipt;
pub use transfer::{Partners, TakeIn};
pub use transfer_fault::TransferRefusal;
pub use transfer_file::MAX_FILE as MAX_TRANSFER_FILE;
pub use uid_list::{ListFault, MAX_LIST_BYTES, read as read_uid_list};
pub use withdraw::Withdrawal;
pub use write_off::Burning;

/// When blanks are to be ordered, and how long a day may wait to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockRules {
    /// Unused blanks of a kind below which it is time.
    pub reorder_at: u32,
    /// Days before today that may stay open while cards are begun.
    pub earlier_days: usize,
}

impl Default for StockRules {
    fn default() -> Self {
        let reorder_at = crate::settings::REORDER_AT;
        Self { reorder_at, earlier_days: crate::books::EARLIER_DAYS }
    }
}

/// Largest lot on one paper.
pub const MAX_LOT: u32 = 20_000;

fn check_quantity(quantity: u32) -> Result<(), StockFault> {
    match quantity {
        1..=MAX_LOT => Ok(()),
        _ => Err(StockFault::Quantity { quantity, limit: MAX_LOT }),
    }
}

//! `[stock]`: when it is time to ask for blanks.

use super::keys::{KeyFault, Keys};

/// Unused blanks of a kind below which it is time to order, unless the file says otherwise.
pub const REORDER_AT: u32 = 500;
/// As many as ever come on one paper.
const MAX_REORDER_AT: u32 = 20_000;

pub(super) fn read_reorder_at(stock: Option<Keys<'_>>) -> Result<u32, KeyFault> {
    let Some(mut stock) = stock else { return Ok(REORDER_AT) };
    let reorder_at = stock.maybe_whole("reorder_at", 0..=MAX_REORDER_AT)?;
    stock.finish()?;
    Ok(reorder_at.unwrap_or(REORDER_AT))
}

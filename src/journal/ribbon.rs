//! What entries say of ribbons: a used one shows every face that it printed, so none leaves the
//! office but as ashes.

use serde::{Deserialize, Serialize};

use super::stock::Document;
use crate::record::Mac;

/// Used ribbons that were burnt before witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RibbonsDestroyed {
    pub quantity: u32,
    pub document: Document,
    /// How many; their names are among the words of the paper.
    pub witnesses: u32,
    pub words: Mac,
}

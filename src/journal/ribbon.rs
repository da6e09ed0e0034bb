//! What entries say of ribbons: a used one shows every face that it printed, so none leaves the
//! office but as ashes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::handover::words;
use super::stock::Document;
use crate::record::Mac;

words!(
    /// Of what the faces are printed with: the film is a retransfer printer's, and shows them too.
    Roll { Ribbon = "ribbon", Film = "film" }
);

impl Roll {
    pub(super) fn ribbon() -> Self {
        Self::Ribbon
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
    pub(super) fn is_ribbon(&self) -> bool {
        *self == Self::Ribbon
    }
}

/// Used ribbons and films that were burnt before witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RibbonsDestroyed {
    pub quantity: u32,
    pub document: Document,
    /// How many; their names are among the words of the paper.
    pub witnesses: u32,
    pub words: Mac,
}

//! `cetakd batch`: many cards in one go.

use clap::Subcommand;

use super::{Context, Ended, plan};

#[derive(Debug, Subcommand)]
pub enum Batch {
    /// How many, who first, how far each lane reaches, when it ends, and what will not be done.
    Plan(plan::Plan),
}

impl Batch {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        match self {
            Self::Plan(plan) => plan.run(context),
        }
    }
}

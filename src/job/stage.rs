//! Where a card can stand, and how a job can end without one.

use crate::journal::{
    ActName, Cause, ChipFate, Counted, Kecamatan, Refusal, SeriesNumber, SpoilReason,
};

/// Where a card stands. Stages in `-ing` have an open intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Opened,
    Leased,
    /// Everything that can be checked is; a blank may be taken.
    Prepared,
    Feeding {
        before: Counted,
    },
    /// A blank of ours stands at the station.
    Fed,
    Encoding,
    Encoded,
    Printing {
        before: Counted,
        committed: bool,
    },
    /// At the output, until somebody has looked.
    Printed,
    /// The card at the station is lost and its chip may hold the person's data.
    Spoiling {
        reason: SpoilReason,
    },
    Erasing {
        reason: SpoilReason,
    },
    /// Only the reject box is left for this blank.
    Condemned {
        reason: SpoilReason,
        chip: ChipFate,
    },
    Rejecting {
        before: Counted,
        reason: SpoilReason,
        chip: ChipFate,
    },
    Ready,
    /// In a parcel that has not left yet.
    Packed {
        shipment: SeriesNumber,
    },
    /// On its way to a kecamatan, or there.
    Shipped {
        shipment: SeriesNumber,
        kecamatan: Kecamatan,
        arrived: bool,
    },
    /// In a person's hand.
    HandedOver,
    /// No card comes of this; the lease has to go back.
    Returning {
        end: End,
    },
    Ended(End),
    /// Settled by evidence or by a person with the card in hand, never by trying again.
    Unknown {
        act: ActName,
        cause: Cause,
        /// What its chip may hold.
        chip: ChipFate,
        /// The print was begun for good: it may lie finished at the output.
        may_be_printed: bool,
        /// Who looked everywhere and did not find it.
        missed_by: Option<String>,
    },
}

/// How a job ended without a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Refused(Refusal),
    GivenBack,
    Spoiled(SpoilReason),
    /// Nobody found the card: revoked.
    Missing,
    /// Its holder has lost it: revoked.
    Lost,
    /// It came back from its holder: revoked.
    Withdrawn,
}

impl Stage {
    /// Words of the stages where a card stays until a person does something, or for good.
    pub const RESTING: [&str; 13] = [
        "printed",
        "ready",
        "packed",
        "shipped",
        "arrived",
        "handed_over",
        "unknown",
        "refused",
        "given_back",
        "spoiled",
        "missing",
        "lost",
        "withdrawn",
    ];

    /// Of those, where a card is finished and good as far as anybody knows.
    pub const FINISHED: [&str; 6] =
        ["printed", "ready", "packed", "shipped", "arrived", "handed_over"];

    /// The act whose intent has no outcome yet.
    pub fn open_act(&self) -> Option<ActName> {
        Some(match self {
            Self::Feeding { .. } => ActName::Feed,
            Self::Encoding => ActName::Encode,
            Self::Printing { .. } => ActName::Print,
            Self::Erasing { .. } => ActName::Erase,
            Self::Rejecting { .. } => ActName::Reject,
            _ => return None,
        })
    }

    /// The act that the card at the station waits for: if it is gone, this can't be begun.
    pub fn coming_act(&self) -> Option<ActName> {
        Some(match self {
            Self::Fed => ActName::Encode,
            Self::Encoded => ActName::Print,
            Self::Spoiling { .. } => ActName::Erase,
            Self::Condemned { .. } => ActName::Reject,
            _ => return None,
        })
    }

    /// One word, for tables and lists.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Leased => "leased",
            Self::Prepared => "prepared",
            Self::Feeding { .. } => "feeding",
            Self::Fed => "fed",
            Self::Encoding => "encoding",
            Self::Encoded => "encoded",
            Self::Printing { .. } => "printing",
            Self::Printed => "printed",
            Self::Spoiling { .. } => "spoiling",
            Self::Erasing { .. } => "erasing",
            Self::Condemned { .. } => "condemned",
            Self::Rejecting { .. } => "rejecting",
            Self::Ready => "ready",
            Self::Packed { .. } => "packed",
            Self::Shipped { arrived: false, .. } => "shipped",
            Self::Shipped { arrived: true, .. } => "arrived",
            Self::HandedOver => "handed_over",
            Self::Returning { .. } => "returning",
            Self::Ended(End::Refused(_)) => "refused",
            Self::Ended(End::GivenBack) => "given_back",
            Self::Ended(End::Spoiled(_)) => "spoiled",
            Self::Ended(End::Missing) => "missing",
            Self::Ended(End::Lost) => "lost",
            Self::Ended(End::Withdrawn) => "withdrawn",
            Self::Unknown { .. } => "unknown",
        }
    }
}

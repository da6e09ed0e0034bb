//! Why something failed or was refused, as words that the journal keeps and people are told by.
//! Each has a stable code; the sentences live in `text/`.

use serde::{Deserialize, Serialize};

use super::name::JobId;
use super::place::Place;
use crate::record::{Kind, RecordState};

/// Why an act on a blank did not end well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cause", deny_unknown_fields)]
pub enum Cause {
    HopperEmpty {},
    CoverOpen {},
    Jam {},
    Ribbon {},
    Film {},
    /// Degrees Celsius as a person read them, and what they may be.
    TemperatureOutside {
        celsius: u16,
        least: u16,
        most: u16,
    },
    PrinterRefused {
        command: String,
    },
    PrinterSilent {
        command: String,
    },
    PrinterLost {},
    /// Not the printer that the station file names for this lane.
    OtherPrinter {
        serial: String,
    },
    /// Switched off with a card in work: where it put the card when it came up no counter says.
    PrinterRestarted {},
    /// Counters and reader together fit no known course.
    EvidenceContradicts {},
    CardNotSeen {},
    CardAtOtherReader {
        reader: String,
    },
    ReaderOccupied {
        reader: String,
    },
    ReaderLost {},
    MoreThanOneCard {
        taken: u64,
    },
    OtherCard {},
    BlankNotOurs {},
    BlankUsed {},
    /// By a paper it lies elsewhere: lent, returned, sent away, spoiled, missing or burnt.
    BlankElsewhere {
        place: Place,
    },
    ChipNotVirgin {},
    ChipSilent {},
    ChipRefused {
        status_word: String,
        step: String,
    },
    ChipRemoved {},
    AuthenticationFailed {},
    ChannelBroken {},
    ReadBackDiffers {
        files: Vec<String>,
    },
    SpoiledInARow {
        blanks: u32,
    },
    /// The machine counted cards that nobody booked: first the source has to know this journal.
    JournalUnconfirmed {},
    /// The clock waits for a person.
    ClockDoubted {},
    /// So many cards of this lane wait for a person to find them.
    TooManyUnknown {
        cards: u32,
    },
    /// Before a blank is taken there must be room to book all that may come of it.
    DiskFull {
        free_mb: u64,
    },
    /// The program ended in the middle of the act.
    Interrupted {},
    /// The sealed record of the card in the machine is gone or does not open.
    RecordLost {},
}

impl Cause {
    /// Stable, for people on the phone.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HopperEmpty {} => "PRN-01",
            Self::CoverOpen {} => "PRN-02",
            Self::Jam {} => "PRN-03",
            Self::Ribbon {} => "PRN-04",
            Self::PrinterRefused { .. } => "PRN-05",
            Self::PrinterSilent { .. } => "PRN-06",
            Self::PrinterLost {} => "PRN-07",
            Self::EvidenceContradicts {} => "PRN-08",
            Self::OtherPrinter { .. } => "PRN-11",
            Self::PrinterRestarted {} => "PRN-10",
            Self::MoreThanOneCard { .. } => "PRN-09",
            Self::Film {} => "PRN-12",
            Self::TemperatureOutside { .. } => "PRN-13",
            Self::CardNotSeen {} => "RDR-01",
            Self::CardAtOtherReader { .. } => "RDR-02",
            Self::ReaderOccupied { .. } => "RDR-03",
            Self::ReaderLost {} => "RDR-04",
            Self::OtherCard {} => "RDR-05",
            Self::BlankNotOurs {} => "BLK-01",
            Self::BlankUsed {} => "BLK-02",
            Self::ChipNotVirgin {} => "BLK-03",
            Self::BlankElsewhere { .. } => "BLK-04",
            Self::ChipSilent {} => "CHIP-01",
            Self::ChipRefused { .. } => "CHIP-02",
            Self::ChipRemoved {} => "CHIP-03",
            Self::AuthenticationFailed {} => "CHIP-04",
            Self::ChannelBroken {} => "CHIP-05",
            Self::ReadBackDiffers { .. } => "CHIP-06",
            Self::SpoiledInARow { .. } => "LANE-01",
            Self::Interrupted {} => "LANE-02",
            Self::RecordLost {} => "LANE-03",
            Self::DiskFull { .. } => "DISK-01",
            Self::TooManyUnknown { .. } => "LANE-04",
            Self::JournalUnconfirmed {} => "LANE-05",
            Self::ClockDoubted {} => "CLK-02",
        }
    }

    /// One of these ends the shift of a lane until a person has looked.
    pub fn stops_the_lane(&self) -> bool {
        matches!(
            self,
            Self::AuthenticationFailed {}
                | Self::CardAtOtherReader { .. }
                | Self::EvidenceContradicts {}
                | Self::MoreThanOneCard { .. }
                | Self::SpoiledInARow { .. }
                | Self::TooManyUnknown { .. }
        )
    }

    /// Ends by what a person says of the machine, not by a release.
    pub fn ends_by_confirming(&self) -> bool {
        matches!(self, Self::Film {} | Self::TemperatureOutside { .. })
    }

    /// The word under which a blank lost to this is booked.
    pub fn spoil_reason(&self) -> SpoilReason {
        match self {
            Self::ChipSilent {} => SpoilReason::TidakAdaChip,
            Self::BlankNotOurs {}
            | Self::BlankUsed {}
            | Self::BlankElsewhere { .. }
            | Self::ChipNotVirgin {} => SpoilReason::BlankoAsing,
            Self::ChipRefused { .. }
            | Self::ChipRemoved {}
            | Self::AuthenticationFailed {}
            | Self::ChannelBroken {}
            | Self::ReadBackDiffers { .. }
            | Self::ReaderLost {} => SpoilReason::GagalEncode,
            _ => SpoilReason::GagalCetak,
        }
    }
}

/// Why a request ends before a blank is touched. Not an error: nothing was consumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal", deny_unknown_fields)]
pub enum Refusal {
    NotPrintReady {
        state: RecordState,
    },
    UnknownToSource {},
    LeasedElsewhere {},
    LeaseClosed {},
    LeaseExpired {},
    /// A living card, an unknown or a CARD_* state: a second person decides.
    ReprintNeedsSecondPerson {},
    /// This person's card was lost sight of: first a person finds it.
    CardUnknown {
        job: JobId,
    },
    PapersMissing {},
    /// The record itself: which rule it broke; nothing of the person.
    Record {
        code: String,
        what: String,
    },
    ChipDoesNotFit {
        file: String,
    },
    ChipSignature {},
    /// The face can't be made whole: which field, and why.
    Face {
        code: String,
        what: String,
    },
    /// Nothing prints this kind here.
    NoLayout {},
    /// No lane holds blanks of this kind; the one that was asked holds another.
    OtherBlanks {
        needed: Kind,
        held: Kind,
    },
    /// Its batch ended before it was its turn.
    BatchEnded {},
    /// A reprint does not say what becomes of the old card.
    OldCardUnnamed {},
    /// The card that there is was never given to anybody.
    OldCardHere {
        job: JobId,
    },
    /// No old card, they say; by our books somebody holds one.
    OldCardHeld {
        job: JobId,
    },
}

impl Refusal {
    pub fn code(&self) -> &str {
        match self {
            Self::NotPrintReady { .. } => "REQ-01",
            Self::UnknownToSource {} => "REQ-02",
            Self::LeasedElsewhere {} => "REQ-03",
            Self::LeaseClosed {} => "REQ-04",
            Self::LeaseExpired {} => "REQ-05",
            Self::ReprintNeedsSecondPerson {} => "REQ-06",
            Self::PapersMissing {} => "REQ-07",
            Self::CardUnknown { .. } => "REQ-08",
            Self::Record { code, .. } | Self::Face { code, .. } => code,
            Self::ChipDoesNotFit { .. } => "CHIP-10",
            Self::ChipSignature {} => "CHIP-11",
            Self::NoLayout {} => "FACE-10",
            Self::BatchEnded {} => "BCH-10",
            Self::OldCardUnnamed {} => "REQ-09",
            Self::OldCardHere { .. } => "REQ-10",
            Self::OldCardHeld { .. } => "REQ-11",
            Self::OtherBlanks { .. } => "REQ-12",
        }
    }
}

/// The words by which offices book a lost blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpoilReason {
    GagalEncode,
    GagalCetak,
    Rusak,
    CacatPabrik,
    TidakAdaChip,
    /// Not ours, used before, or not virgin: refused at the reader and reported.
    BlankoAsing,
    /// Nobody finds it: revoked, and no word for a card in somebody's hand.
    Hilang,
    /// Withdrawn from its holder: revoked.
    Ditarik,
}

impl SpoilReason {
    /// What can be said of a card that is there.
    pub const OF_A_CARD: [Self; 6] = [
        Self::GagalEncode,
        Self::GagalCetak,
        Self::Rusak,
        Self::CacatPabrik,
        Self::TidakAdaChip,
        Self::BlankoAsing,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::GagalEncode => "gagal_encode",
            Self::GagalCetak => "gagal_cetak",
            Self::Rusak => "rusak",
            Self::CacatPabrik => "cacat_pabrik",
            Self::TidakAdaChip => "tidak_ada_chip",
            Self::BlankoAsing => "blanko_asing",
            Self::Hilang => "hilang",
            Self::Ditarik => "ditarik",
        }
    }
}

impl std::fmt::Display for SpoilReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

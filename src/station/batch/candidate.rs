//! A person whom a batch may print, and why one is left out. Nothing here shows who it is:
//! `Debug` is redacted, and what is held of the person is wiped when it is dropped.

use std::fmt;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::csv::LineFault;
use crate::device::source::SignedLease;
use crate::journal::JobId;
use crate::record::{Kind, Nik, Paper, Reason, RecordState};

/// One card asked for.
#[derive(Clone)]
pub struct Candidate {
    pub nik: Nik,
    pub kind: Kind,
    pub reason: Reason,
    /// Papers that somebody has seen.
    pub papers: Vec<Paper>,
    pub kecamatan: Zeroizing<String>,
    pub kel_desa: Zeroizing<String>,
    /// Since when the person waits for this card, with a *Suket* or without.
    pub since: Option<Timestamp>,
    pub disaster: bool,
    /// Brought along, signed, for this station and the job that it names.
    pub lease: Option<SignedLease>,
}

/// One line, file or person that no card is planned for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// `None`: the line or file does not say who it is.
    pub nik: Option<Nik>,
    pub why: WhyNot,
}

/// Why no card is planned. The sentences live in `text/batch.rs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    // The list.
    BadLine {
        line: u64,
        fault: LineFault,
    },
    /// A file that is no lease for this station; `code` is the record's refusal.
    BadLease {
        file: String,
        code: String,
    },
    LeaseExpired {
        at: Timestamp,
    },
    /// The lease's job has ended in our books.
    LeaseUsed {
        job: JobId,
    },
    TwiceInTheList,
    TooManyInTheList,

    // The person.
    PapersMissing {
        papers: Vec<Paper>,
    },
    UnknownToSource,
    NotPrintReady {
        state: RecordState,
    },
    /// A card of ours lives: a reprint needs a second person.
    LivingCard,
    NoLayout {
        kind: Kind,
    },

    // The night.
    NoBlanks {
        kind: Kind,
    },
    Ribbon,
    Film,
    OutputFull,
    RejectFull,
    Duty,
    ClosingTime,
    /// Every lane that has blanks of this kind stands still or is out of reach.
    LanesStand {
        kind: Kind,
    },
}

impl WhyNot {
    /// Of this night and these machines: somebody could help, and a later batch may do it.
    pub fn is_of_the_night(&self) -> bool {
        use WhyNot::*;
        match self {
            NoBlanks { .. } | LanesStand { .. } => true,
            Ribbon | Film | OutputFull | RejectFull | Duty | ClosingTime => true,
            BadLine { .. } | BadLease { .. } | LeaseExpired { .. } | LeaseUsed { .. } => false,
            TwiceInTheList | TooManyInTheList | PapersMissing { .. } | UnknownToSource => false,
            NotPrintReady { .. } | LivingCard | NoLayout { .. } => false,
        }
    }
}

impl LeftOut {
    pub fn person(nik: &Nik, why: WhyNot) -> Self {
        Self { nik: Some(nik.clone()), why }
    }

    pub fn nobody(why: WhyNot) -> Self {
        Self { nik: None, why }
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("nik", &self.nik)
            .field("kind", &self.kind)
            .field("reason", &self.reason)
            .field("lease", &self.lease.is_some())
            .finish_non_exhaustive()
    }
}

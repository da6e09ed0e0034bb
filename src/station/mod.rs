//! The station at work: one lane a printer, one act at a time, intent before act, outcome after.
//! Control flows down from `lane.rs`; each act on a blank is one file in `act/`.

mod act;
mod approval;
pub mod batch;
mod changes;
mod chip_contents;
mod claim;
mod clock;
mod counter;
mod counter_fault;
mod erasure;
mod error;
mod evidence;
mod gauge;
mod handover;
mod hands;
mod inspect;
mod lane;
mod ledger;
pub mod night;
mod order;
mod outbox;
pub mod papers;
mod people;
mod pin;
mod preview;
pub mod products;
mod receipt;
mod receipt_use;
mod reprint;
mod request;
mod shift;
mod spreadsheet;
mod shipment;
mod step;
mod stock;
mod thread;
mod unknown;

pub use approval::{APPROVAL_LASTS, Waiting, owner as approval_owner};
pub use changes::Changes;
pub use claim::Claims;
pub use clock::Anchor;
pub use counter::{CardKey, FoundCard};
pub use counter_fault::CounterFault;
pub use erasure::kept_since;
pub use error::StationError;
pub use evidence::cause_of;
pub use gauge::{Confirmation, Gauge, Reading, Seen};
pub use handover::{DeskCard, Handover, SignedFor};
pub use hands::Hands;
pub use inspect::{Inspected, Inspection};
pub use lane::Lane;
pub use ledger::Ledger;
pub use order::Order;
pub use outbox::Bell;
pub use people::{MAX_TOKEN_DAYS, NewPerson, Person, SignFault, owner as pin_owner};
pub use pin::{MAX_PIN, MIN_PIN, Pin};
pub use preview::Preview;
pub use products::{Product, ProductError, Products};
pub use receipt::{ClaimText, Issue, Issued};
pub use request::{PrintRequest, StatusReport};
pub use shift::{Chain, Desk, Shift};
pub use shipment::Arrival;
pub use step::{Step, Watcher};
pub(crate) use stock::compare;
pub use stock::{
    Burning, Compared, Comparison, CountStep, ListFault, MAX_LIST_BYTES, MAX_TRANSFER_FILE, Move,
    PaperSaid, PaperWords, Partners, Receipt, StockFault, StockMove, StockRules, TakeIn, ToCount,
    TransferRefusal, Withdrawal, read_uid_list,
};
pub use unknown::{Settled, Settlement, Whereabouts};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::device::{Clock, Entropy, KeySource, PrrSource, ReaderWatch};
use crate::journal::{Event, LaneName};
use crate::record::RecordTrust;
use crate::store::{Author, SealingKeys, StoreError};

/// What all lanes and commands share. Wired once, in `main.rs`.
pub struct Station {
    pub id: String,
    pub ledger: Ledger,
    pub trust: RecordTrust,
    pub sealing: SealingKeys,
    pub products: Products,
    pub card_keys: Box<dyn KeySource>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    /// Which reader each lane believes to be its own.
    pub readers: BTreeMap<LaneName, String>,
    pub source: Mutex<Box<dyn PrrSource>>,
    /// The same source by a second line: what is told never waits behind what is asked.
    pub reports: Mutex<Box<dyn PrrSource>>,
    /// Rung when something is due to be told.
    pub bell: Bell,
    pub watch: Mutex<Box<dyn ReaderWatch>>,
    /// Jobs at work now: one lane, or one preview, a job.
    pub claims: Claims,
    /// Whether the source's anchor was found in our journal in this run.
    pub anchor: Anchor,
    /// How batches are planned, and what each lane takes.
    pub batch: batch::BatchRules,
    pub stock: StockRules,
    /// Stations with which blanks are exchanged.
    pub partners: Partners,
    /// What the counter promises, and whether it gives letters.
    pub counter: crate::settings::CounterSettings,
    /// Where papers are read from, and the key that seals them.
    pub papers: papers::PaperDesk,
    /// While a lane feeds, no other lane does: the card must appear in one place only.
    pub feeding: Mutex<()>,
    /// Who has another PIN or role than at their sign-in.
    pub changes: Changes,
}

impl Station {
    pub fn source(&self) -> MutexGuard<'_, Box<dyn PrrSource>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops a lane that loses one blank after the other.
    fn break_circuit(&self, lane: &LaneName, author: &Author) -> Result<(), StoreError> {
        let Some(cause) = self.ledger.lane(lane).circuit_breaks() else { return Ok(()) };
        let author = Author { lane: Some(lane.clone()), ..author.clone() };
        self.ledger.book(&author, vec![Event::LaneStopped { cause }])
    }

    /// A random name of 60 bits in Crockford's base 32: no letter that is misread.
    pub fn random_name(&self) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut bytes = [0; 12];
        self.entropy.fill(&mut bytes);
        bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte & 31)])).collect()
    }
}

impl std::fmt::Debug for Station {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Station").field("id", &self.id).finish_non_exhaustive()
    }
}

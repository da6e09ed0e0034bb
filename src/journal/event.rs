//! The closed list of what can happen. An event is past, says what was observed, and holds no
//! personal data: people are random numbers and keyed digests here.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::name::{ApprovalId, BatchId, BlankName, LeaseId, PersonNumber};
use super::place::Place;
use super::staff::{Role, StaffName, TokenSet};
use crate::record::{Kind, Mac, Uid};

pub use super::batch::{BatchEnd, BatchOpened, BatchPlace};
pub use super::card::{
    ActName, CardPrepared, ChipFate, FileDigest, Found, JobOpened, LeaseTaken, ReportedOutcome,
    USUAL_BLANKS, Verdict,
};
pub use super::cause::{Cause, Refusal, SpoilReason};
pub use super::chain::{JournalRestored, LostTail};
pub use super::handover::{
    CardHandedOver, Checked, Claim, Collector, ComplaintKind, Fingerprint, Kecamatan, OldCard,
    Priority, Purpose, ReceiptIssued, Relation, Series, SeriesNumber, ShipmentReceived,
    StatusAsked, SuketIssued,
};
pub use super::machine::{Counted, Film, PrinterFacts};
pub use super::ribbon::{RibbonsDestroyed, Roll};
pub use super::stock::{
    BlankoDestroyed, CountEntered, DayClosed, DifferenceBooked, Document, PaperKind,
    SPOILED_UNUSED, StockAct, StockMoved, StockReversed, TransferArrived,
};
pub use super::transfer::TransferAcknowledged;
pub use super::withdrawn::{
    CardLost, CardWithdrawn, OldCardFate, OldCardsWithdrawn, Reprint, WithdrawReason,
};

/// Everything that can be in an entry. Acts on a card come in pairs: intended, then an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    // The program.
    StationInitialised {
        office: String,
    },
    Started {
        version: String,
        unclean: bool,
        open: Vec<super::JobId>,
    },
    Stopped {},
    /// The books go on from a backup; what came behind it is gone, up to the head that was kept.
    JournalRestored(JournalRestored),
    /// The clock of this computer says what can't follow; time stands still here until a person
    /// confirms it.
    ClockDoubted {
        expected: Timestamp,
        found: Timestamp,
    },
    ClockConfirmed {
        now: Timestamp,
    },

    // The lane.
    LaneConnected {
        printer: PrinterFacts,
        reader: String,
        counters: Counted,
        restarted: bool,
    },
    /// A card fed by this printer appeared at this reader and at no other.
    LaneProven {
        printer_serial: String,
        reader: String,
    },
    /// The machine moved while nobody here asked it to.
    CountersJumped {
        booked: Counted,
        found: Counted,
    },
    LaneStopped {
        cause: Cause,
    },
    LaneReleased {},
    /// What the card sensor reads, in millivolts, with a card proven inside and with none.
    SensorCalibrated {
        inside: u32,
        empty: u32,
    },
    /// What the model can't report and a person has read off it.
    LaneConfirmed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        film: Option<Film>,
        /// Degrees Celsius on the printer's display.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        temperature: Option<u16>,
    },

    // People who give commands.
    StaffAdded {
        name: StaffName,
        role: Role,
    },
    StaffRoleChanged {
        name: StaffName,
        role: Role,
    },
    /// Access ends here; the name stays with whoever had it.
    StaffRemoved {
        name: StaffName,
    },
    PinSet {
        name: StaffName,
    },
    TokenSet(TokenSet),
    PinWrong {
        name: StaffName,
    },
    /// The first right one after wrong ones.
    PinAccepted {
        name: StaffName,
    },
    PinUnlocked {
        name: StaffName,
    },
    /// All was checked and nothing done: the command itself lies sealed beside the journal.
    ApprovalAsked {
        approval: ApprovalId,
        command: String,
        expires_at: Timestamp,
    },
    /// From here the sealed command is gone, and is carried out at most once.
    ApprovalGiven {
        approval: ApprovalId,
    },
    ApprovalDeclined {
        approval: ApprovalId,
    },
    ApprovalExpired {
        approval: ApprovalId,
    },

    // Blanks by number.
    BlankoReceived {
        kind: Kind,
        /// As counted.
        quantity: u32,
        bast: String,
        dated: Date,
        uids: Vec<Uid>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sppb: Option<String>,
        /// As the paper says, where that is another number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_paper: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Mac>,
    },
    /// Between the vault and a hopper.
    BlankoMoved {
        kind: Kind,
        from: Place,
        to: Place,
        quantity: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<Document>,
    },
    StockMoved(StockMoved),
    TransferArrived(TransferArrived),
    BlankoDestroyed(BlankoDestroyed),
    StockReversed(StockReversed),

    // Counts and days.
    CountBegun {},
    CountEntered(CountEntered),
    /// All that was to be counted is: either nothing differs, or it is counted once more.
    CountFinished {},
    DifferenceBooked(DifferenceBooked),
    DayClosed(DayClosed),

    // A row of cards, one after the other.
    BatchOpened(BatchOpened),
    /// No lane takes another of its cards until it is resumed.
    BatchPaused {
        batch: BatchId,
    },
    BatchResumed {
        batch: BatchId,
    },
    /// Nothing of it is begun any more; what is in a machine is finished.
    BatchEnding {
        batch: BatchId,
        end: BatchEnd,
    },
    BatchClosed {
        batch: BatchId,
        end: BatchEnd,
    },

    // A card for a person: before a blank is touched.
    JobOpened(JobOpened),
    JobRefused {
        refusal: Refusal,
    },
    LeaseTaken(LeaseTaken),
    CardPrepared(CardPrepared),
    /// From here the lease is dead at this station, answered or not.
    LeaseGivenBack {
        lease: LeaseId,
    },

    // Acts on a blank.
    FeedIntended {
        counters: Counted,
    },
    FeedFinished {
        counters: Counted,
        blank: BlankName,
    },
    /// Proven: no card was taken.
    FeedFailed {
        counters: Counted,
        cause: Cause,
    },
    /// The blank at the station must not become a card.
    BlankRefused {
        cause: Cause,
    },
    EncodeIntended {},
    /// Every file read back over a fresh channel and equal.
    EncodeFinished {},
    EncodeFailed {
        cause: Cause,
        written: bool,
    },
    PrintIntended {
        counters: Counted,
    },
    /// The next command can print.
    PrintCommitted {},
    PrintFinished {
        counters: Counted,
    },
    /// The card is at the station and panels moved.
    PrintFailed {
        counters: Counted,
        cause: Cause,
    },
    /// Proven by its UID: the same card, on which the act may begin anew.
    ActReopened {
        act: ActName,
        cause: Cause,
    },
    EraseIntended {},
    EraseFinished {},
    EraseFailed {
        cause: Cause,
    },
    RejectIntended {
        counters: Counted,
        reason: SpoilReason,
        chip: ChipFate,
    },
    /// Proven in the reject box.
    RejectFinished {
        counters: Counted,
    },
    /// Nobody knows what this act did: only evidence or a person ends it.
    ActUnsettled {
        act: ActName,
        cause: Cause,
        /// After the barrier, where the act moves counters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counters: Option<Counted>,
        /// What a feed took and nobody saw.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blank: Option<BlankName>,
    },
    /// Somebody looked everywhere for an unknown card; it takes another to call it missing.
    CardMissed {},
    /// A person ends an unknown, with the card in hand or, of two people, without it.
    CardSettled {
        blank: Option<BlankName>,
        found: Found,
        tapped: bool,
    },

    // A printed card and people.
    CardInspected {
        blank: BlankName,
        verdict: Verdict,
        tapped: bool,
    },

    // From the output to a person's hand.
    StatusAsked(StatusAsked),
    ReceiptIssued(ReceiptIssued),
    SuketIssued(SuketIssued),
    /// Somebody saw these people's data in clear.
    PersonalDataShown {
        people: Vec<PersonNumber>,
        purpose: Purpose,
    },
    CardHandedOver(CardHandedOver),
    /// A card that somebody holds, or that waits, is not as it should be.
    ComplaintNoted {
        kind: ComplaintKind,
        /// Number under which the office keeps it.
        number: String,
    },
    ShipmentOpened {
        shipment: SeriesNumber,
        kecamatan: Kecamatan,
    },
    CardPacked {
        shipment: SeriesNumber,
        blank: BlankName,
    },
    CardUnpacked {
        shipment: SeriesNumber,
        blank: BlankName,
    },
    /// Nothing goes into it any more; it leaves with this BAST.
    ShipmentClosed {
        shipment: SeriesNumber,
        bast: String,
        dated: Date,
        cards: u32,
    },
    CardShipped {
        shipment: SeriesNumber,
        kecamatan: Kecamatan,
        blank: BlankName,
    },
    CardArrived {
        shipment: SeriesNumber,
        blank: BlankName,
    },
    ShipmentReceived(ShipmentReceived),
    /// Nobody came for it: back where it was sent from.
    CardReturned {
        shipment: SeriesNumber,
        blank: BlankName,
    },

    // The source.
    UidRevoked {
        uid: Uid,
        reason: SpoilReason,
    },
    OutcomeReported {
        outcome: ReportedOutcome,
        receipt: String,
    },
    GiveBackReported {
        receipt: String,
    },
    RevocationReported {
        uid: Uid,
        receipt: String,
    },

    /// Their time was over: the keys of what lay sealed of them are destroyed with this entry.
    PeopleErased {
        people: Vec<PersonNumber>,
    },

    // Between stations.
    TransferAcknowledged(TransferAcknowledged),

    // Old cards.
    OldCardsWithdrawn(OldCardsWithdrawn),
    CardWithdrawn(CardWithdrawn),
    CardLost(CardLost),

    // Ribbons.
    /// A full one, or what is left of one; how much of it is used the printer's counter says.
    RibbonLoaded {
        #[serde(default = "Roll::ribbon", skip_serializing_if = "Roll::is_ribbon")]
        roll: Roll,
        panels: u32,
    },
    RibbonRemoved {
        #[serde(default = "Roll::ribbon", skip_serializing_if = "Roll::is_ribbon")]
        roll: Roll,
    },
    RibbonsDestroyed(RibbonsDestroyed),

    /// How an approved command ended: done, or short with the sentence of this code.
    ApprovalEnded {
        approval: ApprovalId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },

    /// Somebody makes a copy of the books: booked first, so it stands in the copy, too.
    BackupBegun {},
}

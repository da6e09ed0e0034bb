//! Why a card is not given, packed, sent or noted at the counter. Nothing was booked. No fault says
//! a name: whose a card is stands there by its register number and a masked NIK.

use jiff::civil::Date;
use thiserror::Error;

use crate::books::ShipmentState;
use crate::journal::{JobId, Kecamatan, Series, SeriesNumber};
use crate::record::{Reason, Uid};

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CounterFault {
    /// What was typed may be a person: it is in no log.
    #[error("no receipt or letter has this number")]
    ClaimUnknown(String),
    /// Number and code in the QR don't belong together.
    #[error("the code beside number {0} was not made here")]
    ClaimForged(String),
    #[error("the family card was not seen")]
    FamilyCardUnseen,
    #[error("not checked by the holder: {0}")]
    NotChecked(&'static str),
    #[error("the finger is not the holder's")]
    FingerDiffers,
    #[error("the old card is neither taken nor lost by a letter")]
    OldCardOpen,
    /// Nobody has two.
    #[error("old card {0} is neither withdrawn nor called lost")]
    OldCardLives(String),
    #[error("a number is 1 to {limit} printable characters")]
    NumberUnusable { limit: usize },
    #[error("signature is no PNG picture of at most {limit} bytes")]
    SignatureUnusable { limit: usize },
    #[error("card {0} is not one of ours")]
    NotOurs(String),
    #[error("no card has register number {0}")]
    NoSuchCard(SeriesNumber),
    /// It lies where it can't be given from, or is no card any more.
    #[error("card of register {register} is {stage}")]
    Stage { register: String, stage: &'static str },
    /// It is in order, and somebody else's.
    #[error("card {uid} is that of register {register}")]
    WrongCard { uid: String, register: String, nik: String },
    #[error("the centre's signature on card {0} is not good")]
    ChipSignature(Uid),
    #[error("no parcel {0}")]
    NoShipment(SeriesNumber),
    #[error("parcel {number} is {}", state.as_str())]
    ShipmentState { number: SeriesNumber, state: ShipmentState },
    #[error("parcel {0} is empty")]
    ShipmentEmpty(SeriesNumber),
    #[error("a parcel holds at most {0} cards")]
    ShipmentFull(u32),
    /// The person lives elsewhere.
    #[error("register {register} is not of {kecamatan}")]
    OtherKecamatan { register: String, kecamatan: Kecamatan },
    #[error("BAST `{0}` was used before")]
    BastTwice(String),
    #[error("document is dated {0}, which is still to come")]
    FutureDate(Date),
    #[error("document is dated {dated}, before the parcel was opened on {opened}")]
    DatedBefore { dated: Date, opened: Date },
    #[error("{listed} listed, {missing} missing, {strangers} strangers: not {counted}")]
    CountDiffers { listed: u32, counted: u32, missing: usize, strangers: usize },
    #[error("card {0} is not in this parcel, or is named twice")]
    NotInShipment(String),
    #[error("card {0} is in this parcel: no stranger")]
    NoStranger(String),
    #[error("complaint {0} is noted on this card")]
    ComplaintTwice(String),
    #[error("letters are not allowed here")]
    SuketNotAllowed,
    #[error("this record is ready: a receipt, no letter")]
    SuketNotNeeded,
    #[error("no letter for a record that is not under way")]
    SuketNotFor,
    #[error("the personal data of this card is erased")]
    PersonErased,
    /// No card was ever printed for anybody who lives there.
    #[error("no card of this register is of {0}")]
    KecamatanUnknown(Kecamatan),
    /// One card a receipt.
    #[error("receipt {number} belongs to the card of job {job}")]
    ReceiptUsed { number: SeriesNumber, job: JobId },
    #[error("receipt {0} is closed")]
    ReceiptClosed(SeriesNumber),
    #[error("receipt {number} was replaced by {by}")]
    ReceiptReplaced { number: SeriesNumber, by: SeriesNumber },
    #[error("receipt {number} was given for {reason}")]
    ReceiptReason { number: SeriesNumber, reason: Reason },
    /// Nobody holds two.
    #[error("receipt {number}, given for {reason}, is still good")]
    ReceiptOpen { number: SeriesNumber, reason: Reason },
    #[error("the card of register {register} belongs to receipt {number}")]
    ReceiptOfAnother { register: String, number: SeriesNumber },
    /// A number says itself that it is none of what was asked for.
    #[error("`{text}` is a number of the series {of}")]
    NumberOf { text: String, of: Series },
}

//! What programs send, and the command that it is. A NIK stands in a body, never in an address.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::table::Order;
use super::{answer, words};
use crate::control::counter::{CardName, ClaimSaid, DeskDone, DeskOrder};
use crate::control::{Done, Failed, Request};
use crate::journal::{Document, OldCardFate, Series, Verdict};

/// Whose record is asked about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusAsked {
    #[schemars(schema_with = "words::nik")]
    nik: Zeroizing<String>,
    wanted: Wanted,
}

/// The paper that the person leaves with.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "paper", rename_all = "snake_case", deny_unknown_fields)]
pub enum Wanted {
    Nothing {},
    Receipt {
        #[schemars(schema_with = "words::reason")]
        reason: String,
    },
    Suket {},
}

impl Order for StatusAsked {
    type Answer = answer::Status;

    fn request(self) -> Result<Request, Failed> {
        use crate::control::counter::Wanted as W;
        let wanted = match self.wanted {
            Wanted::Nothing {} => W::Nothing,
            Wanted::Receipt { reason } => W::Receipt(words::parse(&reason, "reason")?),
            Wanted::Suket {} => W::Suket,
        };
        Ok(Request::Desk {
            order: DeskOrder::Status {
                nik: words::parse_nik(&self.nik)?,
                wanted,
                instead_of: None,
            },
        })
    }

    fn answer(done: Done) -> Option<answer::Status> {
        match done {
            Done::Desk(desk) => match *desk {
                DeskDone::Status(status) => Some(status.into()),
                _ => None,
            },
            _ => None,
        }
    }

    fn example() -> Value {
        json!({ "nik": "9901015202900001", "wanted": { "paper": "receipt", "reason": "baru" } })
    }
}

/// Whom a card is for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    Nik(#[schemars(schema_with = "words::nik")] Zeroizing<String>),
    /// Number or QR of a receipt.
    Receipt(#[schemars(schema_with = "words::claim")] String),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Print {
    person: Whom,
    #[schemars(schema_with = "words::reason")]
    reason: String,
    /// Papers that the clerk has in hand.
    #[serde(default)]
    #[schemars(schema_with = "words::papers")]
    papers: Vec<String>,
    #[serde(default)]
    #[schemars(schema_with = "words::maybe_name")]
    lane: Option<String>,
    #[serde(default)]
    #[schemars(schema_with = "words::maybe_priority")]
    priority: Option<String>,
    #[serde(default)]
    old_card: Option<OldCardSaid>,
}

/// What becomes of the card that the person has: for a reprint.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OldCardSaid {
    None {},
    Withdrawn {},
    Lost {
        #[schemars(schema_with = "words::letter")]
        letter: String,
        #[schemars(schema_with = "words::date")]
        dated: String,
    },
}

impl OldCardSaid {
    fn fate(self) -> Result<OldCardFate, Failed> {
        Ok(match self {
            Self::None {} => OldCardFate::None {},
            Self::Withdrawn {} => OldCardFate::Withdrawn {},
            Self::Lost { letter, dated } => {
                let dated = words::parse(&dated, "dated")?;
                OldCardFate::Lost { letter: Document { number: letter, dated } }
            }
        })
    }
}

impl Order for Print {
    type Answer = answer::Printing;
    const STATUS: u16 = 201;

    fn request(self) -> Result<Request, Failed> {
        let reason = words::parse(&self.reason, "reason")?;
        let papers = words::parse_all(&self.papers, "papers")?;
        let lane = answer::maybe_lane(self.lane.as_deref())?;
        let priority = words::maybe_parse(self.priority.as_deref(), "priority")?;
        let old_card = self.old_card.map(OldCardSaid::fate).transpose()?;
        Ok(match self.person {
            Whom::Nik(nik) => {
                let nik = words::parse_nik(&nik)?;
                Request::Print { nik, reason, papers, lane, priority, old_card }
            }
            Whom::Receipt(text) => {
                let claim = ClaimSaid { series: Series::Receipt, text };
                let order =
                    DeskOrder::PrintClaim { claim, reason, papers, lane, priority, old_card };
                Request::Desk { order }
            }
        })
    }

    fn answer(done: Done) -> Option<answer::Printing> {
        answer::Printing::of(done)
    }

    fn example() -> Value {
        json!({ "person": { "nik": "9901015202900001" }, "reason": "baru" })
    }
}

/// What a person says of a printed card.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum VerdictSaid {
    Good {},
    Spoiled {
        #[schemars(schema_with = "words::spoil_reason")]
        because: String,
    },
}

impl VerdictSaid {
    fn verdict(self) -> Result<Verdict, Failed> {
        match self {
            Self::Good {} => Ok(Verdict::Good),
            Self::Spoiled { because } => Ok(Verdict::Spoiled(words::spoiled_because(&because)?)),
        }
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspect {
    verdict: VerdictSaid,
    /// The card lies on the desk reader: its chip is read whole.
    tap: bool,
    /// Which one, if it is not tapped.
    #[serde(default)]
    #[schemars(schema_with = "words::maybe_uid")]
    uid: Option<String>,
}

impl Order for Inspect {
    type Answer = answer::Inspected;

    fn request(self) -> Result<Request, Failed> {
        let uid = words::maybe_parse(self.uid.as_deref(), "uid")?;
        Ok(Request::Inspect { verdict: self.verdict.verdict()?, tap: self.tap, uid })
    }

    fn answer(done: Done) -> Option<answer::Inspected> {
        match done {
            Done::Inspected { job, uid, .. } => {
                Some(answer::Inspected { job: job.to_string(), uid: uid.to_string() })
            }
            _ => None,
        }
    }

    fn example() -> Value {
        json!({ "verdict": { "is": "good" }, "tap": true })
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    verdict: VerdictSaid,
}

impl Order for Sort {
    type Answer = answer::DeskCard;

    fn request(self) -> Result<Request, Failed> {
        Ok(Request::Desk { order: DeskOrder::Sort { verdict: self.verdict.verdict()? } })
    }

    fn answer(done: Done) -> Option<answer::DeskCard> {
        answer::DeskCard::of(done)
    }

    fn example() -> Value {
        json!({ "verdict": { "is": "good" } })
    }
}

/// A card by one of its names, or as it lies on the desk reader.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardSaid {
    Tap,
    Uid(#[schemars(schema_with = "words::uid")] String),
    /// Number in the register.
    Register(#[schemars(schema_with = "words::number")] String),
}

impl CardSaid {
    pub fn name(&self) -> Result<CardName, Failed> {
        Ok(match self {
            Self::Tap => CardName::Tap,
            Self::Uid(uid) => CardName::Uid(words::parse(uid, "uid")?),
            Self::Register(number) => CardName::Register(words::parse(number, "register")?),
        })
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    card: CardSaid,
    #[schemars(schema_with = "words::purpose")]
    purpose: String,
}

impl Order for Look {
    type Answer = answer::DeskCard;

    fn request(self) -> Result<Request, Failed> {
        let purpose = words::parse(&self.purpose, "purpose")?;
        Ok(Request::Desk { order: DeskOrder::Look { card: self.card.name()?, purpose } })
    }

    fn answer(done: Done) -> Option<answer::DeskCard> {
        answer::DeskCard::of(done)
    }

    fn example() -> Value {
        json!({ "card": { "register": "2026/SPESIMEN-01/00001" }, "purpose": "layanan" })
    }
}

//! What programs send at the end of a card's way: to whom it is given, and where one was found that
//! was lost sight of.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::body::CardSaid;
use super::table::Order;
use super::{answer, words};
use crate::control::counter::{ClaimSaid, DeskOrder, HandoverOrder};
use crate::control::{Done, Failed, Request};
use crate::journal::{Collector, OldCard, Series};
use crate::station::Whereabouts;

/// The paper that a card is collected with: its number or QR.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    Receipt(#[schemars(schema_with = "words::claim")] String),
    Suket(#[schemars(schema_with = "words::claim")] String),
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum CollectorSaid {
    Holder {},
    Other {
        #[schemars(schema_with = "words::relation")]
        relation: String,
        /// Number of the *surat kuasa*.
        #[schemars(schema_with = "words::letter")]
        letter: String,
        #[schemars(schema_with = "words::letter")]
        name: Zeroizing<String>,
    },
}

/// What was seen of the card that this one takes the place of.
#[derive(Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum OldCardSeen {
    None {},
    Taken {},
    PoliceLetter {
        #[schemars(schema_with = "words::letter")]
        letter: String,
    },
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    card: CardSaid,
    claim: Claim,
    /// The original of the family card was seen.
    family_card: bool,
    #[schemars(schema_with = "words::checked")]
    checked: Vec<String>,
    collector: CollectorSaid,
    #[schemars(schema_with = "words::picture")]
    signature: Zeroizing<String>,
    #[serde(default)]
    #[schemars(schema_with = "words::maybe_fingerprint")]
    fingerprint: Option<String>,
    old_card: OldCardSeen,
}

impl Order for Handover {
    type Answer = answer::DeskCard;

    fn request(self) -> Result<Request, Failed> {
        let (series, text) = match self.claim {
            Claim::Receipt(text) => (Series::Receipt, text),
            Claim::Suket(text) => (Series::Suket, text),
        };
        let (collector, collector_name) = match self.collector {
            CollectorSaid::Holder {} => (Collector::Holder {}, None),
            CollectorSaid::Other { relation, letter, name } => {
                let relation = words::parse(&relation, "relation")?;
                (Collector::Other { relation, letter }, Some(name.to_string()))
            }
        };
        let order = HandoverOrder {
            card: self.card.name()?,
            claim: ClaimSaid { series, text },
            family_card: self.family_card,
            checked: words::parse_all(&self.checked, "checked")?,
            collector,
            collector_name,
            signature: self.signature.to_string(),
            fingerprint: words::maybe_parse(self.fingerprint.as_deref(), "fingerprint")?,
            old_card: match self.old_card {
                OldCardSeen::None {} => OldCard::None {},
                OldCardSeen::Taken {} => OldCard::Taken {},
                OldCardSeen::PoliceLetter { letter } => OldCard::PoliceLetter { letter },
            },
        };
        Ok(Request::Desk { order: DeskOrder::Handover(Box::new(order)) })
    }

    fn answer(done: Done) -> Option<answer::DeskCard> {
        answer::DeskCard::of(done)
    }

    fn example() -> Value {
        json!({
            "card": "tap", "claim": { "receipt": "2026/SPESIMEN-01/00001" }, "family_card": true,
            "checked": ["nama", "nik", "alamat", "foto"], "collector": { "by": "holder" },
            "signature": "iVBORw0KGgo=", "old_card": { "is": "none" },
        })
    }
}

/// Where a card was found.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Printed and whole, at the output.
    Output,
    /// In the reject box, or spoiled in the machine.
    Reject,
    /// A blank that was never touched: it goes back into the hopper.
    Unused,
    /// Nowhere; the second person who says so makes it missing.
    Nowhere,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    #[schemars(schema_with = "words::name")]
    job: String,
    found: Found,
    tap: bool,
}

impl Order for Settle {
    type Answer = answer::Settled;

    fn request(self) -> Result<Request, Failed> {
        let job = answer::job(&self.job)?;
        let found = match self.found {
            Found::Output => Whereabouts::Output,
            Found::Reject => Whereabouts::Reject,
            Found::Unused => Whereabouts::Unused,
            Found::Nowhere => Whereabouts::Nowhere,
        };
        Ok(Request::SettleUnknown { job, found, tap: self.tap })
    }

    fn answer(done: Done) -> Option<answer::Settled> {
        match done {
            Done::Settled(settled) => Some(settled.into()),
            _ => None,
        }
    }

    fn example() -> Value {
        json!({ "job": "K7Q2M4XA", "found": "output", "tap": true })
    }
}

//! The night's batch: whoever is print-ready, planned over all lanes, and begun.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer;
use super::table::Order;
use crate::control::plan::ListOrder;
use crate::control::{Done, Failed, Request};
use crate::web::fault;

/// Everybody whose record is ready, as far as hoppers and ribbons reach.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// No card is begun after it; without one, when the office opens.
    #[serde(default)]
    #[schemars(length(max = 40))]
    closes: Option<String>,
}

impl Order for Run {
    type Answer = answer::BatchTold;

    fn request(self) -> Result<Request, Failed> {
        let closes = self.closes.map(|at| at.parse()).transpose();
        let closes = closes.map_err(|_| fault::wrong_field("closes"))?;
        Ok(Request::BatchRun { list: ListOrder::Ready {}, detach: true, closes })
    }

    fn answer(done: Done) -> Option<answer::BatchTold> {
        answer::BatchTold::of(&done)
    }

    fn example() -> Value {
        json!({ "closes": null })
    }
}

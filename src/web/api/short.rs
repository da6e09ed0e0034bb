//! Commands that name one thing or nothing: an approval, a lane, the clock, the batch.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::table::Order;
use super::{answer, words};
use crate::control::{Done, Failed, Request};
use crate::journal::{ApprovalId, LaneName};
use crate::web::fault;

/// Which command that waits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    #[schemars(schema_with = "words::name")]
    approval: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    #[schemars(schema_with = "words::name")]
    approval: String,
}

fn approval(text: &str) -> Result<ApprovalId, Failed> {
    ApprovalId::new(text).map_err(|_| fault::wrong_field("approval"))
}

impl Order for Agree {
    type Answer = answer::Agreed;

    fn request(self) -> Result<Request, Failed> {
        Ok(Request::Approve { approval: approval(&self.approval)? })
    }

    fn answer(done: Done) -> Option<answer::Agreed> {
        Some(answer::Agreed::of(&done))
    }

    fn example() -> Value {
        json!({ "approval": "K7Q2M4XA" })
    }
}

impl Order for Decline {
    type Answer = answer::Booked;

    fn request(self) -> Result<Request, Failed> {
        Ok(Request::Decline { approval: approval(&self.approval)? })
    }

    fn answer(done: Done) -> Option<answer::Booked> {
        answer::Booked::of(&done)
    }

    fn example() -> Value {
        json!({ "approval": "K7Q2M4XA" })
    }
}

/// A person has looked and helped.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    #[schemars(schema_with = "words::name")]
    lane: String,
}

impl Order for Release {
    type Answer = answer::Booked;

    fn request(self) -> Result<Request, Failed> {
        let lane = LaneName::new(&self.lane).map_err(|_| fault::wrong_field("lane"))?;
        Ok(Request::ReleaseLane { lane })
    }

    fn answer(done: Done) -> Option<answer::Booked> {
        answer::Booked::of(&done)
    }

    fn example() -> Value {
        json!({ "lane": "A" })
    }
}

macro_rules! bare {
    ($(#[$doc:meta])* $name:ident, $request:expr, $answer:ty) => {
        $(#[$doc])*
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {}

        impl Order for $name {
            type Answer = $answer;

            fn request(self) -> Result<Request, Failed> {
                Ok($request)
            }

            fn answer(done: Done) -> Option<$answer> {
                <$answer>::of(&done)
            }

            fn example() -> Value {
                json!({})
            }
        }
    };
}

bare!(
    /// The clock is right.
    ConfirmClock,
    Request::ConfirmClock {},
    answer::Clock
);
bare!(
    /// Begin no further card.
    Pause,
    Request::BatchPause {},
    answer::BatchTold
);
bare!(
    /// Go on.
    Resume,
    Request::BatchResume {},
    answer::BatchTold
);
bare!(
    /// Finish the card in each machine, give the rest back.
    Stop,
    Request::BatchStop {},
    answer::BatchTold
);

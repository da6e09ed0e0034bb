//! What a station needs, looked at thing by thing: what the doctor and the page of devices show.

use serde::Serialize;

use crate::station::Chain;
use crate::text::Say;

/// One thing looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    pub what: String,
    pub what_en: String,
    pub ok: bool,
    pub found: String,
    pub found_en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy_en: Option<String>,
}

#[derive(Debug, Default)]
pub struct Checks(pub Vec<Check>);

impl Checks {
    pub fn ok(&mut self, what: &Say, found: &Say) {
        self.take(true, what, found, None);
    }

    pub fn bad(&mut self, what: &Say, found: &Say, remedy: &Say) {
        self.take(false, what, found, Some(remedy));
    }

    /// No fault, and something to do all the same.
    pub fn warn(&mut self, what: &Say, found: &Say, remedy: &Say) {
        self.take(true, what, found, Some(remedy));
    }

    fn take(&mut self, ok: bool, what: &Say, found: &Say, remedy: Option<&Say>) {
        let (remedy_id, remedy_en) = remedy.map(|say| (say.id.clone(), say.en.clone())).unzip();
        let (Say { id: what, en: what_en }, Say { id: found, en: found_en }) =
            (what.clone(), found.clone());
        self.0.push(Check { what, what_en, ok, found, found_en, remedy_id, remedy_en });
    }

    pub fn outcome<T>(
        &mut self,
        what: &Say,
        outcome: Result<T, impl std::error::Error>,
        found: impl FnOnce(&T) -> Say,
        remedy: &Say,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.ok(what, &found(&value));
                Some(value)
            }
            Err(error) => {
                self.bad(what, &Say::same(Chain(&error).to_string()), remedy);
                None
            }
        }
    }
}

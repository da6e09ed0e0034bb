//! What the doctor found, thing by thing, and how it is told.

use serde::Serialize;

use crate::cli::{Context, Ended};
use crate::control::wire::Meaning;
use crate::station::Chain;
use crate::text::{Say, say};

/// One thing looked at.
#[derive(Serialize)]
struct Check {
    what: String,
    what_en: String,
    ok: bool,
    found: String,
    found_en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy_en: Option<String>,
}

#[derive(Default)]
pub struct Checks(Vec<Check>);

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

    pub fn show(self, context: &Context) -> Result<(), Ended> {
        context.output.data(&self.0);
        for check in &self.0 {
            let mark = match (check.ok, &check.remedy_id) {
                (true, None) => "✓",
                (true, Some(_)) => "!",
                (false, _) => "✗",
            };
            let what = context.output.short(&say(check.what.as_str(), check.what_en.as_str()));
            let found = context.output.short(&say(check.found.as_str(), check.found_en.as_str()));
            context.output.line(&format!("{mark} {what}: {found}"));
            if let (Some(id), Some(en)) = (&check.remedy_id, &check.remedy_en) {
                let words = context.output.words(&say(id.as_str(), en.as_str()));
                context.output.line(&format!("    → {words}"));
            }
        }
        let faults = self.0.iter().filter(|check| !check.ok).count();
        if faults == 0 {
            return Ok(());
        }
        Err(Ended::new(
            "DOC-00",
            format!("{faults} hal perlu dibenahi."),
            format!("{faults} things need mending."),
            Meaning::Doctor,
        )
        .with_data_shown())
    }
}

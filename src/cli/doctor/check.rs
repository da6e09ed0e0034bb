//! How the doctor tells what was found.

use crate::cli::{Context, Ended};
use crate::control::checkup::Checks;
use crate::control::wire::Meaning;
use crate::text::say;

impl Checks {
    pub(in crate::cli) fn show(self, context: &Context) -> Result<(), Ended> {
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

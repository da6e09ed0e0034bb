//! Nothing waits without a sentence for a person: every job that is not over and every lane that
//! stands still says why, in both languages.

use std::collections::BTreeSet;

use cetakd::job::Stage;
use cetakd::journal::JobId;
use cetakd::text::failure;

use super::{Books, Findings};
use crate::simulation::office::Office;

pub fn check(office: &Office, books: &Books, findings: &mut Findings) {
    let jobs: BTreeSet<JobId> =
        books.entries.iter().filter_map(|entry| entry.job.clone()).collect();
    for id in jobs {
        let Ok(Some(job)) = books.reader.job(&id) else {
            findings.add("waiting", format!("job {id} can't be folded"));
            continue;
        };
        let said = match &job.stage {
            Stage::Unknown { cause, .. } => Some(failure::cause(cause).to_string()),
            // At the output, for whoever looks; or over, with a report that waits for the line.
            Stage::Printed | Stage::Ready | Stage::Ended(_) => continue,
            _ => office.told.get(&id).cloned(),
        };
        if said.is_none_or(|said| said.trim().is_empty()) {
            findings.add("waiting", format!("job {id}, {}, and nobody knows", job.stage.word()));
        }
    }
    match books.reader.books() {
        Ok(folded) => {
            for (lane, book) in folded.lanes {
                let Some(cause) = book.stopped else { continue };
                let fault = failure::cause(&cause);
                if fault.say.id.is_empty() || fault.say.en.is_empty() {
                    findings.add("waiting", format!("lane {lane} stands still without a word"));
                }
            }
        }
        Err(error) => findings.add("waiting", error),
    }
}

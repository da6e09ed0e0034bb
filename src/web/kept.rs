//! Forms whose session ended before they were sent: in memory only, for half an hour, and given
//! back to nobody but whom they were drawn for. The sign-in page holds a random name of one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Web;
use super::fields::Fields;
use super::guard::same;
use crate::device::Clock;
use crate::journal::StaffName;

const LASTS: Duration = Duration::from_secs(30 * 60);
/// One a screen, and some; each as large as a body may be.
const MAX_KEPT: usize = 32;

pub struct Kept {
    clock: Arc<dyn Clock>,
    forms: Mutex<HashMap<String, Form>>,
}

struct Form {
    owner: StaffName,
    fields: Arc<Fields>,
    since: Duration,
}

impl Kept {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, forms: Mutex::default() }
    }

    fn put(&self, handle: String, owner: StaffName, fields: Fields) {
        let since = self.clock.elapsed();
        let mut forms = self.forms();
        if forms.len() >= MAX_KEPT {
            let oldest = forms.iter().min_by_key(|(_, form)| form.since);
            let oldest = oldest.map(|(handle, _)| handle.clone());
            oldest.map(|handle| forms.remove(&handle));
        }
        forms.insert(handle, Form { owner, fields: Arc::new(fields), since });
    }

    /// Once, and to its owner alone; another person's sign-in leaves it where it is.
    pub fn take(&self, handle: &str, name: &StaffName) -> Option<Arc<Fields>> {
        let mut forms = self.forms();
        forms.get(handle).filter(|form| form.owner == *name)?;
        forms.remove(handle).map(|form| form.fields)
    }

    fn forms(&self) -> MutexGuard<'_, HashMap<String, Form>> {
        let now = self.clock.elapsed();
        let mut forms = self.forms.lock().unwrap_or_else(PoisonError::into_inner);
        forms.retain(|_, form| now.saturating_sub(form.since) < LASTS);
        forms
    }
}

impl Web {
    /// What stands in a person's forms: no other page can say it, and after a restart it still
    /// tells for whom a form was drawn.
    pub fn form_word(&self, name: &StaffName) -> String {
        let random = self.sessions.random();
        let tag = self.shift.station.sealing.search.form(&random, name.as_str());
        format!("{random}.{tag}")
    }

    fn owner_of(&self, fields: &Fields) -> Option<StaffName> {
        let (random, said) = fields.text("csrf").split_once('.')?;
        let people: Vec<StaffName> = {
            let writer = self.shift.station.ledger.lock();
            writer.books().staff.people.keys().cloned().collect()
        };
        let key = &self.shift.station.sealing.search;
        people.into_iter().find(|name| {
            same(key.form(random, name.as_str()).to_string().as_bytes(), said.as_bytes())
        })
    }

    /// The name under which it is given back; a form that was drawn for nobody is not kept.
    pub fn keep(&self, fields: &Fields) -> Option<String> {
        let owner = self.owner_of(fields)?;
        let handle = self.sessions.random();
        self.kept.put(handle.clone(), owner, fields.clone());
        Some(handle)
    }
}

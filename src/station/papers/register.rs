//! The register book in volumes: a long one is never in memory whole.

use jiff::civil::Date;

use super::people::ShownPerson;
use super::{NoPaper, PaperLook};
use crate::journal::{Purpose, SeriesNumber};
use crate::station::StationError;
use crate::store::{MAX_PAGE, RegisterLine, RegisterQuery};

/// Rows of one volume: some hundred sheets, as many as a binder holds.
pub const VOLUME_ROWS: u32 = 2_000;

#[derive(Debug)]
pub struct RegisterPart {
    pub volume: (u32, u32),
    pub rows: Vec<(RegisterLine, ShownPerson)>,
    /// Rows of all volumes.
    pub total: u64,
}

impl PaperLook<'_> {
    /// Every row between two days, in order; `each` is given one volume after the other.
    pub fn register(
        &self,
        (from, to): (Option<Date>, Option<Date>),
        clear: Option<Purpose>,
        mut each: impl FnMut(RegisterPart) -> Result<(), StationError>,
    ) -> Result<(), StationError> {
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(NoPaper::Backwards.into());
        }
        let mut query = RegisterQuery { from, to, limit: MAX_PAGE, ..RegisterQuery::default() };
        let total = self.reader.register_count(&query)?;
        let volumes = u32::try_from(total.div_ceil(VOLUME_ROWS.into())).unwrap_or(u32::MAX);
        let (mut left, mut after) = (total, None::<SeriesNumber>);
        for volume in 1..=volumes.max(1) {
            let mut rows = Vec::new();
            while rows.len() < VOLUME_ROWS as usize && left > 0 {
                let room = u64::from(VOLUME_ROWS) - rows.len() as u64;
                let limit = left.min(room).min(MAX_PAGE.into());
                query.limit = u32::try_from(limit).unwrap_or(MAX_PAGE);
                let lines = self.reader.register_from(&query, after.as_ref())?;
                let Some(last) = lines.last() else { break };
                after = last.number.parse().ok();
                left -= lines.len() as u64;
                let people = lines.iter().map(|line| line.person.clone());
                let people = self.people(people, clear)?;
                rows.extend(lines.into_iter().map(|line| {
                    let person = people.get(&line.person).cloned().unwrap_or_default();
                    (line, person)
                }));
            }
            each(RegisterPart { volume: (volume, volumes.max(1)), rows, total })?;
        }
        Ok(())
    }
}

//! Another card for somebody who has one: reason and papers, two people, and what becomes of the
//! old card. It lives until it is withdrawn or called lost, and so long the new one is not given.

use super::Station;
use super::counter::plain_number;
use super::error::StationError;
use super::request::{PrintRequest, living_jobs};
use super::stock::StockFault;
use crate::job::Stage;
use crate::journal::{
    BlankName, CardLost, Document, Event, JobId, OldCardFate, Refusal, Reprint, SpoilReason,
};
use crate::record::Nik;
use crate::store::{Author, JobRow, RegisterLine, Writer};

/// Whether two people may have it printed though the person has a card.
pub(super) fn may_be(request: &PrintRequest) -> bool {
    request.reason.replaces_a_card() && !request.preview
}

/// The reason says that there is a card, and the clerk that nobody holds it: one alone could leave
/// it with its holder.
pub(super) fn hides_one(request: &PrintRequest) -> bool {
    may_be(request) && request.old_card == Some(OldCardFate::None {})
}

impl Station {
    /// The cards that this person has by our books, as the register has them: what another card
    /// would stand beside.
    pub fn living_cards(&self, nik: &Nik) -> Result<Vec<RegisterLine>, StationError> {
        let mac = self.sealing.search.person(nik);
        let writer = self.ledger.lock();
        let reader = writer.reader()?;
        let rows = living_jobs(&writer, &mac)?;
        let lines = rows.iter().map(|row| reader.register_row(&row.job));
        let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
        Ok(lines.into_iter().flatten().collect())
    }

    /// What becomes of the old card, checked whole before a second person is asked.
    pub(super) fn reprint(
        &self,
        writer: &Writer,
        request: &PrintRequest,
        living: &[JobRow],
    ) -> Result<Reprint, StationError> {
        let refused = |refusal| Err(StationError::Refused(refusal));
        let held = |job: &&JobRow| job.stage == "handed_over";
        let old_card = match &request.old_card {
            None => return refused(Refusal::OldCardUnnamed {}),
            Some(OldCardFate::None {}) => match living.first() {
                Some(job) => return refused(Refusal::OldCardHeld { job: job.job.clone() }),
                None => OldCardFate::None {},
            },
            Some(OldCardFate::Withdrawn {}) => match living.iter().find(|job| !held(job)) {
                Some(job) => return refused(Refusal::OldCardHere { job: job.job.clone() }),
                None => OldCardFate::Withdrawn {},
            },
            Some(OldCardFate::Lost { letter }) => {
                if let Some(job) = living.iter().find(|job| !held(job)) {
                    return refused(Refusal::OldCardHere { job: job.job.clone() });
                }
                let letter =
                    Document { number: plain_number(&letter.number)?, dated: letter.dated };
                let today = writer.station().zone.to_datetime(writer.now()).date();
                if letter.dated > today {
                    return Err(StockFault::FutureDate(letter.dated).into());
                }
                OldCardFate::Lost { letter }
            }
        };
        Ok(Reprint { old_card, of: living.iter().map(|job| job.job.clone()).collect() })
    }

    /// What a lost card books on its own job: it is revoked here, and the source is told.
    pub(super) fn call_lost(
        &self,
        writer: &Writer,
        author: &Author,
        reprint: &Reprint,
    ) -> Result<Vec<(Author, Vec<Event>)>, StationError> {
        let OldCardFate::Lost { letter } = &reprint.old_card else { return Ok(Vec::new()) };
        let mut booked = Vec::new();
        for id in &reprint.of {
            let job = writer.job(id)?.ok_or_else(|| StationError::RecordLost(id.clone()))?;
            let Some(blank) = job.blank else { continue };
            let revoked = blank.uid().copied().map(|uid| {
                let reason = SpoilReason::Hilang;
                Event::UidRevoked { uid, reason }
            });
            let lost = Event::CardLost(CardLost { blank, letter: letter.clone() });
            let author = Author { job: Some(id.clone()), ..author.clone() };
            booked.push((author, std::iter::once(lost).chain(revoked).collect()));
        }
        Ok(booked)
    }
}

/// The card of this person that somebody holds, if it is not this job's.
pub(super) fn held_by_its_holder(
    writer: &Writer,
    job: &crate::job::Job,
) -> Result<Option<(JobId, BlankName)>, StationError> {
    let reader = writer.reader()?;
    let jobs = reader.jobs_of(&job.opened.person)?;
    let held = Stage::HandedOver.word();
    let of_ours = job.opened.reprint.as_ref().map(|reprint| reprint.of.as_slice());
    let replaced = |row: &JobRow| of_ours.is_some_and(|of| of.contains(&row.job)) && row.living;
    let other = jobs
        .iter()
        .find(|row| row.job != job.id && row.living && (row.stage == held || replaced(row)));
    let Some(row) = other else { return Ok(None) };
    let blank = writer.job(&row.job)?.and_then(|job| job.blank);
    Ok(blank.map(|blank| (row.job.clone(), blank)))
}

//! A look at both sides before anything is made. It needs the record, so it takes a lease and
//! gives it back at once. Whoever shows a real person's picture writes it nowhere.

use super::error::StationError;
use super::request::PrintRequest;
use super::step::{Step, Watcher};
use super::{Station, act, outbox};
use crate::face::compose::{Background, Picture};
use crate::job::{Act, Job, next};
use crate::journal::JobId;
use crate::record::Kind;
use crate::store::{Author, PersonData};

/// Both sides as a person would see them, with the blank's own printing below.
#[derive(Debug)]
pub struct Preview {
    pub front: Picture,
    pub back: Picture,
    pub kind: Kind,
    pub layout: String,
    /// Who is seen there.
    pub holder: PersonData,
}

impl Station {
    pub fn preview(
        &self,
        actor: &str,
        request: &PrintRequest,
        watch: Watcher<'_>,
    ) -> Result<Preview, StationError> {
        let id = self.open_job(&super::Hands::alone(actor), request, watch)?;
        let _claim = self.claims.claim(&id)?;
        let author = Author::of_job(actor, &id);
        let mut preview = None;
        loop {
            let job = self.preview_job(&id)?;
            match next(&job) {
                // Somebody is printing this person: a look must not disturb it.
                _ if !job.opened.preview => return Err(StationError::UnderWay(id)),
                Act::TakeLease => act::lease::take(self, &job, &author, &request.nik, watch)?,
                Act::Prepare => preview = self.paint(&job, &author, watch)?,
                Act::GiveBack => act::lease::give_back(self, &job, &author, watch)?,
                _ => break,
            }
        }
        outbox::report_job(self, &id);
        match (preview, self.preview_job(&id)?.stage) {
            (Some(preview), _) => Ok(preview),
            (None, crate::job::Stage::Ended(crate::job::End::Refused(refusal))) => {
                Err(StationError::Refused(refusal))
            }
            _ => Err(StationError::RecordLost(id)),
        }
    }

    fn preview_job(&self, id: &JobId) -> Result<Job, StationError> {
        self.ledger.job(id)?.ok_or_else(|| StationError::RecordLost(id.clone()))
    }

    fn paint(
        &self,
        job: &Job,
        author: &Author,
        watch: Watcher<'_>,
    ) -> Result<Option<Preview>, StationError> {
        let (prepared, face, _) = match act::prepare::make(self, job)? {
            Ok(made) => made,
            Err(refusal) => return act::lease::refuse(self, author, refusal).map(|()| None),
        };
        let holder = PersonData::of(&act::prepare::open_record(self, job)?.biodata);
        let specimen = prepared.specimen;
        self.ledger.book(author, vec![crate::journal::Event::CardPrepared(prepared)])?;
        watch(Step::Prepared { specimen });
        let lost = || StationError::RecordLost(job.id.clone());
        let kind = job.lease.as_ref().map(|lease| lease.kind).ok_or_else(lost)?;
        let product = self.products.of(kind).ok_or_else(lost)?;
        let (front, back) = product.painter.composite(&face, Background::Preprinted);
        Ok(Some(Preview { front, back, kind, layout: product.layout.clone(), holder }))
    }
}

//! From a NIK at the counter to an open job: what the source says, what our own books say, and
//! whether this clerk alone may have it printed.

use super::error::StationError;
use super::hands::Hands;
use super::step::{Step, Watcher};
use super::{Station, receipt_use, reprint};
use crate::device::source::Observation;
use crate::job::Stage;
use crate::journal::{
    Event, JobId, JobOpened, LaneName, OldCardFate, PersonNumber, Priority, Refusal, Reprint,
    SeriesNumber, USUAL_BLANKS,
};
use crate::record::{DeskAdvice, Mac, Nik, Paper, Reason};
use crate::store::{Author, Beside, Booking, JobRow, Writer};

/// One person asked for at the counter.
#[derive(Debug, Clone)]
pub struct PrintRequest {
    pub nik: Nik,
    pub reason: Reason,
    /// Papers that the clerk has in hand.
    pub papers: Vec<Paper>,
    pub lane: Option<LaneName>,
    /// Why this person comes before others.
    pub priority: Option<Priority>,
    /// A look at the face: the lease goes back, no blank is taken.
    pub preview: bool,
    /// What becomes of the card that the person has.
    pub old_card: Option<OldCardFate>,
    /// The receipt that was laid down for it.
    pub receipt: Option<SeriesNumber>,
}

impl PrintRequest {
    pub fn preview(nik: Nik) -> Self {
        Self {
            nik,
            reason: Reason::Baru,
            papers: Vec::new(),
            lane: None,
            priority: None,
            preview: true,
            old_card: None,
            receipt: None,
        }
    }
}

/// What is known of a person without touching anything.
#[derive(Debug, Clone)]
pub struct StatusReport {
    pub nik: Nik,
    pub observation: Observation,
    pub advice: Option<DeskAdvice>,
    /// Jobs of our own books that did not end.
    pub living: Vec<JobRow>,
}

impl Station {
    /// Opens a job, or finds the one that is under way for this person. A refusal is booked.
    pub fn open_job(
        &self,
        hands: &Hands,
        request: &PrintRequest,
        watch: Watcher<'_>,
    ) -> Result<JobId, StationError> {
        let has = |paper: &Paper| request.papers.contains(paper);
        if !request.preview && !request.reason.papers().iter().all(has) {
            return Err(StationError::Refused(Refusal::PapersMissing {}));
        }
        self.days_are_closed()?;
        let mac = self.sealing.search.person(&request.nik);
        // Asked before the books are locked: the line may be slow.
        let (_, known) = asked_for(&self.ledger.lock(), &mac, request)?;
        if let Some(job) = known {
            watch(Step::JobResumed { job: job.clone() });
            return Ok(job);
        }
        let observation = self.source().status(&request.nik)?;
        if let Some(state) = &observation.state {
            watch(Step::StatusSeen { state: state.clone() });
        }
        let mut writer = self.ledger.lock();
        let (living, known) = asked_for(&writer, &mac, request)?;
        if let Some(job) = known {
            watch(Step::JobResumed { job: job.clone() });
            return Ok(job);
        }
        let had_one = had_a_card(&writer, &mac)?;
        let asked = (had_one, reprint::may_be(request), request.preview);
        let mut refusal = refusal(&observation, &living, asked);
        if refusal.is_none() && reprint::hides_one(request) {
            refusal = Some(Refusal::ReprintNeedsSecondPerson {});
        }
        let mut reprint = None;
        if refusal == Some(Refusal::ReprintNeedsSecondPerson {}) && reprint::may_be(request) {
            // All of it is checked before a second person is asked.
            reprint = Some(self.reprint(&writer, request, &living)?);
            (refusal, _) = (None, hands.two()?);
        }
        let reprints = reprint.is_some();
        let allowed = (refusal.clone(), reprint);
        let job = self.book_job(&mut writer, &hands.one(), request, observation, allowed)?;
        if reprints {
            self.bell.ring();
        }
        watch(Step::JobOpened { job: job.clone() });
        match refusal {
            Some(refusal) => Err(StationError::Refused(refusal)),
            None => Ok(job),
        }
    }

    fn book_job(
        &self,
        writer: &mut Writer,
        author: &Author,
        request: &PrintRequest,
        observation: Observation,
        (refusal, reprint): (Option<Refusal>, Option<Reprint>),
    ) -> Result<JobId, StationError> {
        let mac = self.sealing.search.person(&request.nik);
        let person = person_number(self, writer, &mac)?;
        // A lease that a courier brought is bound to a job of its own naming.
        let job = match observation.job.as_deref().map(JobId::new) {
            Some(Ok(job)) => job,
            _ => name(JobId::new, &self.random_name()),
        };
        let opened = JobOpened {
            person,
            nik: mac,
            reason: request.reason,
            papers: request.papers.clone(),
            state: observation.state,
            observed_at: observation.observed_at,
            source: observation.source,
            preview: request.preview,
            batch: None,
            priority: request.priority,
            blanks: USUAL_BLANKS,
            reprint,
            receipt: request.receipt.clone(),
        };
        let lost = opened.reprint.as_ref().map(|reprint| self.call_lost(writer, author, reprint));
        let mut booked = lost.transpose()?.unwrap_or_default();
        let mut events = vec![Event::JobOpened(opened)];
        events.extend(refusal.map(|refusal| Event::JobRefused { refusal }));
        booked.push((Author { job: Some(job.clone()), ..author.clone() }, events));
        let bookings: Vec<Booking<'_>> = booked
            .iter()
            .map(|(author, events)| {
                let (events, beside) = (events.clone(), &Beside::Nothing);
                Booking { author, events, beside }
            })
            .collect();
        writer.append_all(&bookings)?;
        Ok(job)
    }
}

/// Rule of one living card a person: a clerk alone prints the first card of a ready record.
fn refusal(
    observation: &Observation,
    living: &[JobRow],
    (had_one, reprint, preview): (bool, bool, bool),
) -> Option<Refusal> {
    let Some(state) = &observation.state else { return Some(Refusal::UnknownToSource {}) };
    if let Some(unknown) = living.iter().find(|job| job.stage == "unknown") {
        return Some(Refusal::CardUnknown { job: unknown.job.clone() });
    }
    match state.advice() {
        // Nothing is made of a look: data is confirmed before another card is asked for, too.
        DeskAdvice::Print if preview => None,
        DeskAdvice::Print if living.is_empty() && !had_one => None,
        // The source gives no lease for it: nobody is asked to agree in vain.
        DeskAdvice::ReprintOnly if reprint => Some(Refusal::NotPrintReady { state: state.clone() }),
        DeskAdvice::Print | DeskAdvice::ReprintOnly => Some(Refusal::ReprintNeedsSecondPerson {}),
        _ => Some(Refusal::NotPrintReady { state: state.clone() }),
    }
}

/// What lives of this person's, and the job that goes on; a receipt must be good for it.
fn asked_for(
    writer: &Writer,
    mac: &Mac,
    request: &PrintRequest,
) -> Result<(Vec<JobRow>, Option<JobId>), StationError> {
    let living = living_jobs(writer, mac)?;
    let known = under_way(&living);
    if let Some(number) = &request.receipt {
        receipt_use::prints(writer, number, (request.reason, known.as_ref()))?;
    }
    Ok((living, known))
}

/// The number of somebody known, or a new one.
pub(super) fn person_number(
    station: &Station,
    writer: &Writer,
    mac: &Mac,
) -> Result<PersonNumber, StationError> {
    Ok(match writer.reader()?.person_by_nik(mac)? {
        Some(person) => person,
        None => name(PersonNumber::new, &station.random_name()),
    })
}

pub(super) fn living_jobs(writer: &Writer, mac: &Mac) -> Result<Vec<JobRow>, StationError> {
    let reader = writer.reader()?;
    let Some(person) = reader.person_by_nik(mac)? else { return Ok(Vec::new()) };
    let jobs = reader.jobs_of(&person)?;
    Ok(jobs.into_iter().filter(|job| job.living).collect())
}

/// A card that was withdrawn or called lost: whoever had one gets no other as if it were the first.
pub(super) fn had_a_card(writer: &Writer, mac: &Mac) -> Result<bool, StationError> {
    let reader = writer.reader()?;
    let Some(person) = reader.person_by_nik(mac)? else { return Ok(false) };
    let ended = |job: &JobRow| ["withdrawn", "lost"].contains(&&*job.stage);
    Ok(reader.jobs_of(&person)?.iter().any(ended))
}

/// A job whose card is not made yet and not lost track of: asked again, it goes on.
pub(super) fn under_way(living: &[JobRow]) -> Option<JobId> {
    let stays = |stage: &str| stage == "unknown" || Stage::FINISHED.contains(&stage);
    let goes_on = |job: &&JobRow| !stays(&job.stage);
    living.iter().find(goes_on).map(|job| job.job.clone())
}

pub(super) fn name<T, E: std::fmt::Debug>(make: impl Fn(&str) -> Result<T, E>, digits: &str) -> T {
    make(digits).expect("base 32 digits are a name")
}

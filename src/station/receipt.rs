//! Status at the counter and what the person leaves with: a *tanda pengambilan* if the record is
//! ready, a *Surat Keterangan Perekaman* where the office gives them, or the reason. The QR holds
//! number and keyed digest, so nobody makes one up.

use jiff::civil::Date;

use super::Station;
use super::batch::Calendar;
use super::counter_fault::CounterFault as Fault;
use super::error::StationError;
use super::handover::claim_prefix;
use super::receipt_use;
use super::request::{StatusReport, living_jobs, person_number};
use crate::journal::{
    Claim, Event, PersonNumber, ReceiptIssued, Series, SeriesNumber, StatusAsked, SuketIssued,
};
use crate::record::{DeskAdvice, Nik, Reason, RecordState};
use crate::store::{Author, Beside, PersonData, Writer};

/// Digits of the digest in a QR: 80 bits.
const CODE_DIGITS: usize = 20;
/// An office that is closed for longer promises nothing.
const MAX_DAYS_AHEAD: usize = 400;

/// A number as it was typed, or the text of a QR as it was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimText {
    /// What the number is of, if the text doesn't say.
    pub series: Series,
    pub text: String,
}

/// What the person is to leave with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue {
    Nothing,
    /// `instead_of`: one that was given for another reason.
    Receipt {
        reason: Reason,
        instead_of: Option<SeriesNumber>,
    },
    Suket,
}

#[derive(Debug, Clone)]
pub struct Issued {
    pub claim: Claim,
    pub expected: Option<Date>,
    /// It was given before: the same number, once more.
    pub again: bool,
    /// Text of the QR.
    pub qr: String,
}

impl Station {
    /// Asks the source, books that it was asked, and issues what was asked for.
    pub fn status(
        &self,
        actor: &str,
        nik: &Nik,
        issue: Issue,
    ) -> Result<(StatusReport, Option<Issued>), StationError> {
        let observation = self.source().status(nik)?;
        let advice = observation.state.as_ref().map(|state| state.advice());
        let mac = self.sealing.search.person(nik);
        let mut writer = self.ledger.lock();
        let person = person_number(self, &writer, &mac)?;
        let asked = StatusAsked {
            person: person.clone(),
            nik: mac,
            state: observation.state.clone(),
            observed_at: observation.observed_at,
            source: observation.source.clone(),
        };
        let living = living_jobs(&writer, &mac)?;
        let author = Author::person(actor);
        let mut events = vec![Event::StatusAsked(asked)];
        let issued = match issue {
            Issue::Nothing => None,
            Issue::Receipt { reason, instead_of } => {
                match receipt_use::held(&writer, &person, (reason, instead_of.as_ref()))? {
                    Some(held) => Some((held.claim, held.expected, true)),
                    None => {
                        let waits = receipt_use::waits(&writer, &living, reason)?;
                        ready(observation.state.as_ref(), advice, waits)?;
                        let number = next(&writer, Series::Receipt);
                        let expected = self.expected(&writer);
                        events.push(Event::ReceiptIssued(ReceiptIssued {
                            number: number.clone(),
                            person: person.clone(),
                            nik: mac,
                            reason,
                            expected,
                            instead_of,
                        }));
                        Some((Claim::Receipt(number), Some(expected), false))
                    }
                }
            }
            Issue::Suket => {
                let state = observation.state.as_ref();
                let (suket, number) = self.suket(&writer, state, (&person, mac))?;
                match receipt_use::letter(&writer, &person, &suket.state)? {
                    Some(letter) => Some((letter, None, true)),
                    None => {
                        events.push(Event::SuketIssued(suket));
                        Some((Claim::Suket(number), None, false))
                    }
                }
            }
        };
        let beside = match &issued {
            Some((.., false)) => self.waiting(&person, nik),
            _ => Beside::Nothing,
        };
        writer.append_beside(&author, events, &beside)?;
        drop(writer);
        let issued = issued.map(|(claim, expected, again)| {
            let qr = self.qr(&claim);
            Issued { claim, expected, again, qr }
        });
        Ok((StatusReport { nik: nik.clone(), observation, advice, living }, issued))
    }

    fn suket(
        &self,
        writer: &Writer,
        state: Option<&RecordState>,
        (person, nik): (&PersonNumber, crate::record::Mac),
    ) -> Result<(SuketIssued, SeriesNumber), StationError> {
        let settings = self.counter.suket.as_ref().ok_or(Fault::SuketNotAllowed)?;
        let state = state.ok_or(Fault::SuketNotFor)?;
        match state.advice() {
            DeskAdvice::WaitWithLetter => {}
            DeskAdvice::Print => return Err(Fault::SuketNotNeeded.into()),
            _ => return Err(Fault::SuketNotFor.into()),
        }
        let number = next(writer, Series::Suket);
        let suket = SuketIssued {
            number: number.clone(),
            person: person.clone(),
            nik,
            state: state.clone(),
            signatory: settings.signatory.clone(),
            paraf: settings.paraf.clone(),
            contact: settings.contact.clone(),
        };
        Ok((suket, number))
    }

    /// So many office days from today.
    fn expected(&self, writer: &Writer) -> Date {
        let zone = writer.station().zone;
        let today = zone.to_datetime(writer.now()).date();
        let calendar = Calendar::new(&self.batch.settings, zone);
        let days = today.series(jiff::Span::new().days(1)).take(MAX_DAYS_AHEAD);
        let mut open = days.skip(1).filter(|date| calendar.is_open(*date));
        match usize::try_from(self.counter.card_days).unwrap_or(usize::MAX) {
            0 => today,
            days => open.nth(days - 1).unwrap_or(today),
        }
    }

    /// Who asks again is known already; who is new is kept sealed until the record comes.
    fn waiting(&self, person: &PersonNumber, nik: &Nik) -> Beside {
        let data = PersonData::waiting(nik, "", "");
        let words = data.words(&self.sealing.search);
        let data = self.sealing.seal(self.entropy.as_ref(), person.as_str(), &data.to_json());
        Beside::Person { person: person.clone(), data, words }
    }

    /// `TP:2026/STATION/00001:code`.
    pub fn qr(&self, claim: &Claim) -> String {
        format!("{}:{}:{}", claim_prefix(claim), claim.number(), self.code(claim))
    }

    fn code(&self, claim: &Claim) -> String {
        let number = claim.number().to_string();
        let code = self.sealing.search.paper(claim.series().as_str(), &number).to_string();
        code.chars().take(CODE_DIGITS).collect()
    }

    /// The paper that a number or a scanned QR names; a wrong code is a forgery.
    pub fn read_claim(&self, said: &ClaimText) -> Result<Claim, StationError> {
        let text = said.text.trim();
        let shown: String = text.chars().filter(|c| !c.is_control()).take(64).collect();
        let unknown = || Fault::ClaimUnknown(shown.clone());
        let parts: Vec<&str> = text.split(':').collect();
        let (series, number, code) = match parts[..] {
            [number] => (None, number, None),
            ["TP", number, code] => (Some(Series::Receipt), number, Some(code)),
            ["SK", number, code] => (Some(Series::Suket), number, Some(code)),
            _ => return Err(unknown().into()),
        };
        let (letter, number) = SeriesNumber::said(number).map_err(|_| unknown())?;
        let claim = match letter.or(series).unwrap_or(said.series) {
            Series::Receipt => Claim::Receipt(number),
            Series::Suket => Claim::Suket(number),
            of @ Series::Shipment => return Err(Fault::NumberOf { text: shown, of }.into()),
        };
        if code.is_some_and(|code| code != self.code(&claim)) {
            return Err(Fault::ClaimForged(claim.shown()).into());
        }
        let row = self.ledger.lock().reader()?.claim(&claim)?;
        let ours = row.is_some() && claim.number().station == self.id;
        if ours { Ok(claim) } else { Err(unknown().into()) }
    }

    /// The person that a receipt or letter was given to, and the receipt that a card would use.
    pub fn claimed(&self, said: &ClaimText) -> Result<(Nik, Option<SeriesNumber>), StationError> {
        let claim = self.read_claim(said)?;
        let writer = self.ledger.lock();
        let reader = writer.reader()?;
        let row = reader.claim(&claim)?;
        let row = row.ok_or_else(|| Fault::ClaimUnknown(claim.shown()))?;
        let data = reader.person_data(&row.person, &self.sealing)?;
        let nik = data.ok_or(Fault::PersonErased)?.nik.clone();
        Ok(match claim {
            Claim::Receipt(number) => (nik, Some(number)),
            Claim::Suket(_) => (nik, None),
        })
    }
}

/// A receipt promises a card: only a record that is ready gets one, or whose card `waits` here.
fn ready(
    state: Option<&RecordState>,
    advice: Option<DeskAdvice>,
    waits: bool,
) -> Result<(), StationError> {
    use crate::journal::Refusal;
    match (state, advice) {
        (Some(_), Some(DeskAdvice::Print)) => Ok(()),
        (Some(_), Some(DeskAdvice::ReprintOnly)) if waits => Ok(()),
        (Some(state), _) => {
            Err(StationError::Refused(Refusal::NotPrintReady { state: state.clone() }))
        }
        (None, _) => Err(StationError::Refused(Refusal::UnknownToSource {})),
    }
}

/// The number that is next in a series.
pub(super) fn next(writer: &Writer, series: Series) -> SeriesNumber {
    let station = writer.station();
    let year = station.zone.to_datetime(writer.now()).date().year();
    SeriesNumber { year, station: station.id.clone(), n: writer.books().next_of(series, year) }
}

//! Papers that one person leaves with: the receipt and the letter, each as it was issued.

use jiff::civil::Date;

use super::people::ShownPerson;
use super::{Booked, NoPaper, PaperLook};
use crate::journal::{Claim, Event, PersonNumber, Purpose, Series, SeriesNumber};
use crate::record::{Reason, RecordState};
use crate::station::{CounterFault, StationError};

#[derive(Debug)]
pub struct ReceiptFacts {
    pub number: SeriesNumber,
    pub booked: Booked,
    pub person: ShownPerson,
    pub reason: Reason,
    pub expected: Date,
    /// Text of the QR by which the card is printed and given.
    pub claim: String,
}

#[derive(Debug)]
pub struct LetterFacts {
    pub number: SeriesNumber,
    pub booked: Booked,
    pub person: ShownPerson,
    pub state: RecordState,
    pub signatory: String,
    pub paraf: Vec<String>,
    pub contact: String,
    pub claim: String,
}

impl PaperLook<'_> {
    pub fn receipt(&self, number: &SeriesNumber) -> Result<ReceiptFacts, StationError> {
        let unknown = || NoPaper::Unknown(number.of(Series::Receipt));
        let entries = self.reader.entries_of_type("receipt_issued", &number.to_string())?;
        let found = entries.into_iter().find_map(|entry| match &entry.event {
            Event::ReceiptIssued(issued) if issued.number == *number => {
                Some((Booked::of(&entry), issued.clone()))
            }
            _ => None,
        });
        let (booked, issued) = found.ok_or_else(unknown)?;
        Ok(ReceiptFacts {
            claim: self.station.qr(&Claim::Receipt(number.clone())),
            number: number.clone(),
            booked,
            person: self.one(issued.person)?,
            reason: issued.reason,
            expected: issued.expected,
        })
    }

    pub fn letter(&self, number: &SeriesNumber) -> Result<LetterFacts, StationError> {
        let unknown = || NoPaper::Unknown(number.of(Series::Suket));
        let entries = self.reader.entries_of_type("suket_issued", &number.to_string())?;
        let found = entries.into_iter().find_map(|entry| match &entry.event {
            Event::SuketIssued(issued) if issued.number == *number => {
                Some((Booked::of(&entry), issued.clone()))
            }
            _ => None,
        });
        let (booked, issued) = found.ok_or_else(unknown)?;
        Ok(LetterFacts {
            claim: self.station.qr(&Claim::Suket(number.clone())),
            number: number.clone(),
            booked,
            person: self.one(issued.person)?,
            state: issued.state,
            signatory: issued.signatory,
            paraf: issued.paraf,
            contact: issued.contact,
        })
    }

    /// There is no paper about who was erased, and nothing of theirs to look at.
    fn one(&self, person: PersonNumber) -> Result<ShownPerson, StationError> {
        if !self.reader.is_sealed(&person)? {
            return Err(CounterFault::PersonErased.into());
        }
        let mut people = self.people([person.clone()], Some(Purpose::Layanan))?;
        Ok(people.remove(&person).unwrap_or_default())
    }
}

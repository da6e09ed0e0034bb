//! What every command at the counter shares: which card is meant, whether it is whole and the
//! centre's own, what its register row says, and the numbers that are typed in.

use super::Station;
use super::chip_contents::data_signature;
use super::counter_fault::CounterFault as Fault;
use super::error::StationError;
use super::inspect::TAP_WITHIN;
use super::shift::Desk;
use crate::chip::ChipReading;
use crate::job::Job;
use crate::journal::{BlankName, JobId, SeriesNumber};
use crate::record::{Uid, verify_chip_signature};
use crate::store::{PersonData, RegisterLine, RegisterQuery};

/// Longest number of a paper that somebody else wrote.
pub const MAX_NUMBER_CHARS: usize = 128;

/// How a card is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardKey {
    /// Laid on the desk reader, and read whole.
    Tap,
    Uid(Uid),
    Register(SeriesNumber),
}

/// A card of ours with its row; `reading` if it was tapped.
#[derive(Debug)]
pub struct FoundCard {
    pub job: Job,
    pub row: RegisterLine,
    pub blank: BlankName,
    pub reading: Option<ChipReading>,
}

impl FoundCard {
    pub fn tapped(&self) -> bool {
        self.reading.is_some()
    }
}

impl Station {
    pub(super) fn find_card(
        &self,
        desk: Option<&Desk>,
        key: &CardKey,
    ) -> Result<FoundCard, StationError> {
        match key {
            CardKey::Tap => self.tapped_card(desk.ok_or(StationError::NoDesk)?),
            CardKey::Uid(uid) => self.card_of(&self.job_of(uid)?, None),
            CardKey::Register(number) => {
                let query = RegisterQuery { number: Some(number.clone()), limit: 1, ..all() };
                let row = self.ledger.lock().reader()?.register(&query)?.pop();
                let row = row.filter(|row| row.number == number.to_string());
                let row = row.ok_or_else(|| Fault::NoSuchCard(number.clone()))?;
                self.card_of(&row.job, None)
            }
        }
    }

    /// Reads the chip whole; digests and the centre's signature must hold.
    fn tapped_card(&self, desk: &Desk) -> Result<FoundCard, StationError> {
        let mut reader = desk.lock().unwrap_or_else(|poison| poison.into_inner());
        if !reader.wait_for_card(TAP_WITHIN)? {
            return Err(StationError::NothingTapped);
        }
        let uid = reader.connect()?.uid()?;
        let found = self.card_of(&self.job_of(&uid)?, None)?;
        let reading = self.read_whole(reader.as_mut(), &found.job, &uid)?;
        self.matches(&found.job, &uid, &reading)?;
        self.signed_by_the_centre(&uid, &reading)?;
        Ok(FoundCard { reading: Some(reading), ..found })
    }

    fn signed_by_the_centre(&self, uid: &Uid, reading: &ChipReading) -> Result<(), StationError> {
        let wrong = || Fault::ChipSignature(*uid);
        let message = reading.signed_message().map_err(|_| wrong())?;
        let signature = data_signature(reading).ok_or_else(wrong)?;
        verify_chip_signature(&message, &signature, &self.trust).map_err(|_| wrong())?;
        Ok(())
    }

    fn job_of(&self, uid: &Uid) -> Result<JobId, StationError> {
        let blank = self.ledger.lock().reader()?.blank(&BlankName::Uid(*uid))?;
        Ok(blank.ok_or_else(|| Fault::NotOurs(uid.to_string()))?.job)
    }

    fn card_of(&self, id: &JobId, reading: Option<ChipReading>) -> Result<FoundCard, StationError> {
        let writer = self.ledger.lock();
        let not_ours = || Fault::NotOurs(id.to_string());
        let job = writer.job(id)?.ok_or_else(not_ours)?;
        // A job whose blank was spoiled has a row, and the card of the row is no card any more.
        let row = writer.reader()?.register_row(id)?.ok_or_else(not_ours)?;
        let blank = job.blank.clone().ok_or_else(not_ours)?;
        Ok(FoundCard { job, row, blank, reading })
    }

    /// What lies sealed of the person of a card; an error once it is erased.
    pub(super) fn person_of(&self, card: &FoundCard) -> Result<PersonData, StationError> {
        let data = self.ledger.lock().reader()?.person_data(&card.row.person, &self.sealing)?;
        Ok(data.ok_or(Fault::PersonErased)?)
    }
}

pub(super) fn all() -> RegisterQuery {
    RegisterQuery::default()
}

/// What no eye sees on a paper: two numbers that differ by it look the same. Control characters,
/// blanks of no width, joiners and marks, what turns the direction of writing, tags.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// A number as people write it on papers: printable, not empty, not long.
pub(super) fn plain_number(number: &str) -> Result<String, StationError> {
    let number = number.trim();
    let plain = !number.chars().any(is_unseen);
    match number.chars().count() {
        1..=MAX_NUMBER_CHARS if plain => Ok(number.to_owned()),
        _ => Err(Fault::NumberUnusable { limit: MAX_NUMBER_CHARS }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_at_its_limit_and_refused_above_it_or_with_a_sign_no_paper_has() {
        assert_eq!(plain_number(" SK/1 ").unwrap(), "SK/1");
        assert!(plain_number(&"é".repeat(MAX_NUMBER_CHARS)).is_ok());
        let long = ["x".repeat(MAX_NUMBER_CHARS + 1), "x".repeat(10_000)];
        let unseen = ["SK/1\u{200B}", "\u{FEFF}SK/1", "SK\u{202E}/1", "SK/\u{AD}1", "S\u{E0041}K"];
        for wrong in ["", "  ", "a\u{7}b", "a\nb", &long[0], &long[1]].into_iter().chain(unseen) {
            assert!(plain_number(wrong).is_err(), "{wrong:?}");
        }
    }
}

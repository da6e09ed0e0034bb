//! Contactless readers over the world's antennas and chips, as a PC/SC service shows them.

use std::time::Duration;

use cetakd::device::{CardChannel, CardReader, ReaderError, ReaderWatch};
use cetakd::record::Uid;
use hw_sim::world::{CardNumber, Reader};

use super::hardware::{Hardware, Machines, ReaderTrouble};

const GET_UID: [u8; 5] = [0xFF, 0xCA, 0, 0, 0];

/// One reader by its name.
pub struct MemoryReader {
    pub hardware: Hardware,
    pub reader: Reader,
    pub name: String,
}

pub fn name(reader: Reader) -> String {
    match reader {
        Reader::Station(station) => format!("Station {station}"),
        Reader::Desk(desk) => format!("Desk {desk}"),
    }
}

impl MemoryReader {
    pub fn new(hardware: &Hardware, reader: Reader) -> Self {
        Self { hardware: hardware.clone(), reader, name: name(reader) }
    }
}

impl Machines {
    /// The card whose chip shows at a reader.
    fn shows(&self, reader: Reader) -> Result<Option<CardNumber>, ReaderError> {
        if !self.world.reader_works(reader) {
            return Err(ReaderError::ReaderGone(name(reader)));
        }
        let card = self.world.card_at(reader).and_then(|card| self.world.card(card));
        let card = card.filter(|card| card.chip.answers_the_field());
        Ok(card.map(|card| card.number))
    }

    fn trouble(&mut self, reader: Reader) -> Result<(), ReaderError> {
        let Some((left, trouble)) = &mut self.reader_trouble else { return Ok(()) };
        *left -= 1;
        if *left > 0 {
            return Ok(());
        }
        let trouble = *trouble;
        self.reader_trouble = None;
        Err(match trouble {
            ReaderTrouble::Gone => ReaderError::ReaderGone(name(reader)),
            ReaderTrouble::NoService => ReaderError::NoService,
            ReaderTrouble::Removed => ReaderError::CardRemoved,
            ReaderTrouble::Sharing => ReaderError::SharingViolation,
            ReaderTrouble::Mute => ReaderError::Mute,
            ReaderTrouble::Other => ReaderError::Other("as planned".into()),
            ReaderTrouble::Reset => {
                if let Some((card, _)) = self.powered.remove(&reader) {
                    self.world.power_chip(card);
                }
                ReaderError::CardReset
            }
        })
    }

    fn power(&mut self, reader: Reader, card: CardNumber) -> Result<(), ReaderError> {
        let since = self.world.card(card).map_or(0, |card| card.since());
        if self.powered.get(&reader) != Some(&(card, since)) {
            self.world.power_chip(card).ok_or(ReaderError::Mute)?;
            self.powered.insert(reader, (card, since));
        }
        Ok(())
    }
}

impl CardReader for MemoryReader {
    fn name(&self) -> &str {
        &self.name
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.hardware.step();
        let (mut machines, reader) = (self.hardware.lock(), self.reader);
        machines.trouble(reader)?;
        machines.until(timeout, |machines| Ok(machines.shows(reader)?.is_some()))
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.hardware.step();
        let (mut machines, reader) = (self.hardware.lock(), self.reader);
        machines.trouble(reader)?;
        machines.until(timeout, |machines| Ok(machines.shows(reader)?.is_none()))
    }

    fn connect(&mut self) -> Result<Box<dyn CardChannel + '_>, ReaderError> {
        self.hardware.step();
        let mut machines = self.hardware.lock();
        machines.poll();
        machines.trouble(self.reader)?;
        let card = machines.shows(self.reader)?.ok_or(ReaderError::NoCard)?;
        machines.power(self.reader, card)?;
        Ok(Box::new(Channel { hardware: &self.hardware, reader: self.reader, card }))
    }
}

struct Channel<'a> {
    hardware: &'a Hardware,
    reader: Reader,
    card: CardNumber,
}

impl Channel<'_> {
    fn exchange(&self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let mut machines = self.hardware.lock();
        machines.trouble(self.reader)?;
        if machines.shows(self.reader)? != Some(self.card) {
            return Err(ReaderError::CardRemoved);
        }
        let reply = machines.world.transmit(self.card, command).ok_or(ReaderError::CardRemoved)?;
        let takes = machines.world.pace.chip(&reply.work);
        let until = machines.clock() + takes;
        machines.advance(until);
        // Somebody may have pulled it while it worked.
        if machines.shows(self.reader)? != Some(self.card) {
            return Err(ReaderError::CardRemoved);
        }
        match reply.answer {
            None => Err(ReaderError::Mute),
            Some(short) if short.len() < 2 => Err(ReaderError::ShortAnswer(short.len())),
            Some(answer) => Ok(answer),
        }
    }
}

impl CardChannel for Channel<'_> {
    fn uid(&mut self) -> Result<Uid, ReaderError> {
        let answer = self.transmit(&GET_UID)?;
        match answer.as_slice() {
            [uid @ .., 0x90, 0x00] => {
                Uid::new(uid).map_err(|error| ReaderError::Uid(error.to_string()))
            }
            _ => Err(ReaderError::Uid("no UID".into())),
        }
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        self.hardware.step();
        let answer = self.exchange(command);
        self.hardware.step();
        answer
    }

    fn extended_length(&self) -> bool {
        false
    }

    fn reset(&mut self) -> Result<(), ReaderError> {
        self.hardware.step();
        let mut machines = self.hardware.lock();
        machines.trouble(self.reader)?;
        if machines.shows(self.reader)? != Some(self.card) {
            return Err(ReaderError::CardRemoved);
        }
        machines.powered.remove(&self.reader);
        machines.power(self.reader, self.card)
    }
}

/// Every reader of the office.
pub struct MemoryWatch(pub Hardware);

impl ReaderWatch for MemoryWatch {
    fn presence(&mut self) -> Result<Vec<(String, bool)>, ReaderError> {
        self.0.step();
        let mut machines = self.0.lock();
        machines.poll();
        let stations = (0..machines.world.lanes().len()).map(Reader::Station);
        let desks = (0..machines.world.desks()).map(Reader::Desk);
        let there = stations.chain(desks).filter(|reader| machines.world.reader_works(*reader));
        there.map(|reader| Ok((name(reader), machines.shows(reader)?.is_some()))).collect()
    }
}

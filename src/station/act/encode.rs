//! Encode: write the chip, read everything back over a fresh channel, compare, lock. One exclusive
//! transaction at the lane's reader; the chip room decides what is said, this file carries it.

use crate::chip::{self, Before, ChipError, ChipReading, Fault, Session, Verdict};
use crate::chip::{LifeCycle, profile::Lock};
use crate::device::{CardChannel, CardReader, ReaderError};
use crate::job::Job;
use crate::journal::{ActName, Cause, Event, FileDigest};
use crate::record::Uid;
use crate::station::Station;
use crate::station::error::StationError;
use crate::station::lane::Lane;
use crate::station::products::Product;
use crate::station::step::{Step, Watcher};
use crate::store::Author;

use super::print::card_of;

pub fn encode(
    lane: &mut Lane,
    job: &Job,
    author: &Author,
    watch: Watcher<'_>,
) -> Result<(), StationError> {
    let uid = card_of(job)?;
    let product = lane.product(job)?;
    let station = lane.station.clone();
    let image = lane.prepared_for(job)?.image.clone();
    if !lane.prove_card(&uid, ActName::Encode, author, watch)? {
        return Ok(());
    }
    watch(Step::Encoding {});
    station.ledger.book(author, vec![Event::EncodeIntended {}])?;
    let written = at_reader(&station, lane.reader.as_mut(), &product, &uid, |card, session| {
        chip::personalize(card, session, &image, Before::Virgin).map(|_| ())
    })?;
    match written {
        Ok(()) => {
            watch(Step::Encoded {});
            lane.book_outcome(author, vec![Event::EncodeFinished {}], None, watch)
        }
        // The line died, not the card: the open intent is settled by reading back.
        Err(failure) if failure.cause == (Cause::ReaderLost {}) => Ok(()),
        Err(Unwritten { cause, written }) => {
            let failed = Event::EncodeFailed { cause: cause.clone(), written };
            lane.book_outcome(author, vec![failed], Some(&cause), watch)
        }
    }
}

/// Why a chip was not made what it should be; `written` if it may hold personal data now.
#[derive(Debug)]
pub struct Unwritten {
    pub cause: Cause,
    pub written: bool,
}

/// What a chip holds, against the digests that were booked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBack {
    Equal,
    Virgin,
    /// These files are otherwise, or the lock is missing.
    Partly(Vec<String>),
}

/// Reads all files at this lane and compares them with what was prepared.
pub fn read_back(lane: &mut Lane, job: &Job) -> Result<Result<ReadBack, Unwritten>, StationError> {
    let uid = card_of(job)?;
    let product = lane.product(job)?;
    let station = lane.station.clone();
    let read = at_reader(&station, lane.reader.as_mut(), &product, &uid, |card, session| {
        chip::read_back(card, session)
    })?;
    let expected = job.prepared.as_ref().map_or(&[][..], |prepared| &prepared.files);
    Ok(read.map(|reading| judge(&station, &product, &reading, expected)))
}

/// Compares by keyed digest: the image itself is gone by the time a desk asks.
pub fn judge(
    station: &Station,
    product: &Product,
    reading: &ChipReading,
    expected: &[FileDigest],
) -> ReadBack {
    let equal = |file: &str, bytes: &[u8]| {
        let digest = station.sealing.search.chip_file(file, bytes);
        expected.iter().any(|one| one.file == file && one.digest == digest)
    };
    let verdicts = reading.verdicts(equal);
    let differing = verdicts.iter().filter(|(_, verdict)| *verdict != Verdict::Equal);
    let mut files: Vec<String> = differing.map(|(file, _)| file.clone()).collect();
    let locked = product.profile.personalized.lock != Lock::Activate
        || reading.life_cycle == LifeCycle::Activated;
    match (files.is_empty(), locked) {
        (true, true) => ReadBack::Equal,
        (true, false) => ReadBack::Partly(vec!["life cycle".into()]),
        _ if reading.is_virgin() => ReadBack::Virgin,
        _ => {
            files.dedup();
            ReadBack::Partly(files)
        }
    }
}

type Channel<'a> = dyn CardChannel + 'a;

/// Takes the card exclusively, proves its UID, and lets the chip room talk to it.
pub fn at_reader<T>(
    station: &Station,
    reader: &mut dyn CardReader,
    product: &Product,
    uid: &Uid,
    talk: impl FnOnce(&mut Channel<'_>, &mut Session<'_>) -> Result<T, chip::Failure<ReaderError>>,
) -> Result<Result<T, Unwritten>, StationError> {
    let keys = station.card_keys.card_keys(uid, product.profile.channel.key_length)?;
    let mut random = |bytes: &mut [u8]| station.entropy.fill(bytes);
    let mut session = Session { profile: &product.profile, keys: &keys, random: &mut random };
    let mut card = match reader.connect() {
        Ok(channel) => channel,
        Err(error) => return Ok(Err(Unwritten { cause: line_cause(&error), written: true })),
    };
    match card.uid() {
        Ok(seen) if seen == *uid => {}
        Ok(_) => return Ok(Err(Unwritten { cause: Cause::OtherCard {}, written: true })),
        Err(error) => return Ok(Err(Unwritten { cause: line_cause(&error), written: true })),
    }
    Ok(talk(card.as_mut(), &mut session).map_err(|failure| Unwritten {
        cause: match &failure.fault {
            Fault::Chip(error) => chip_cause(error),
            Fault::Line(error) => line_cause(error),
        },
        written: failure.written,
    }))
}

fn chip_cause(error: &ChipError) -> Cause {
    match error {
        ChipError::NoApplication => Cause::BlankNotOurs {},
        ChipError::NotVirgin(_) => Cause::ChipNotVirgin {},
        ChipError::Refused { step, status_word } => {
            Cause::ChipRefused { status_word: status_word.to_string(), step: step.to_string() }
        }
        ChipError::Authentication(_) => Cause::AuthenticationFailed {},
        ChipError::ReadBackDiffers { files } => Cause::ReadBackDiffers { files: files.clone() },
        ChipError::NotLocked(_) => Cause::ReadBackDiffers { files: vec!["life cycle".into()] },
        ChipError::Channel { .. }
        | ChipError::Answer { .. }
        | ChipError::DoesNotFit { .. }
        | ChipError::NoContent(_)
        | ChipError::NoFile(_) => Cause::ChannelBroken {},
    }
}

fn line_cause(error: &ReaderError) -> Cause {
    match error {
        ReaderError::NoCard | ReaderError::CardRemoved => Cause::ChipRemoved {},
        ReaderError::Mute | ReaderError::Uid(_) | ReaderError::ShortAnswer(_) => {
            Cause::ChipSilent {}
        }
        ReaderError::CardReset | ReaderError::TooLong { .. } => Cause::ChannelBroken {},
        ReaderError::ReaderGone(_)
        | ReaderError::NoService
        | ReaderError::SharingViolation
        | ReaderError::Other(_) => Cause::ReaderLost {},
    }
}

impl Lane {
    /// What is made of this job's kind of blank.
    pub(in crate::station) fn product(
        &self,
        job: &Job,
    ) -> Result<std::sync::Arc<Product>, StationError> {
        let kind = job.lease.as_ref().map(|lease| lease.kind);
        let product = kind.and_then(|kind| self.station.products.of(kind));
        product.ok_or_else(|| StationError::RecordLost(job.id.clone()))
    }
}

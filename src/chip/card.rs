//! The convenience at the end: carries the conversations of this room over whatever line the caller
//! has. One call, one card, no retry; a failure says whether the chip may hold personal data now.

use std::error::Error;
use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::apdu::{CommandApdu, ResponseApdu};
use super::application::{self, LifeCycle};
use super::conversation::{Challenges, Conversation, Script, Turn};
use super::erase::{erase_files, not_erased};
use super::error::{ChipError, Step};
use super::image::ChipImage;
use super::keys::CardKeys;
use super::personalize::{Before, LockApplication, WriteFiles};
use super::profile::{ChipProfile, Lock};
use super::read_back::{ChipReading, ReadFiles, Verdict};
use super::wire::{Exchange, Next};

/// A line to one card.
pub trait Card {
    type Error;

    /// One command, one answer of at least two bytes.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// True if the line passes extended-length APDUs.
    fn extended_length(&self) -> bool {
        false
    }
}

/// What every act on a chip needs: what it is, its keys, and fresh random bytes.
pub struct Session<'a> {
    pub profile: &'a ChipProfile,
    pub keys: &'a CardKeys,
    pub random: &'a mut dyn FnMut(&mut [u8]),
}

/// Why an act did not end well, and what it left behind.
#[derive(Debug)]
pub struct Failure<E> {
    /// The chip may hold personal data now: some was sent, or it did not prove to hold none.
    pub written: bool,
    pub fault: Fault<E>,
}

/// Whose fault: the chip's, or the line's.
#[derive(Debug, Error)]
pub enum Fault<E> {
    #[error(transparent)]
    Chip(ChipError),
    #[error("line to the chip failed")]
    Line(#[source] E),
}

/// Writes every file, reads all of them back over a fresh channel, compares, and locks the chip as
/// the profile says. Ends well only if the chip is verified; there is no way around the read-back.
pub fn personalize<C: Card + ?Sized>(
    card: &mut C,
    session: &mut Session<'_>,
    image: &ChipImage,
    before: Before,
) -> Result<ChipReading, Failure<C::Error>> {
    converse(card, session, WriteFiles::new(session.profile, image, before))?;
    let reading = read_back(card, session)?;
    let verdicts = reading.compare(image).into_iter();
    let files = verdicts.filter(|(_, verdict)| *verdict != Verdict::Equal);
    refuse_differences(files.map(|(name, _)| name).collect())?;
    if session.profile.personalized.lock == Lock::Activate {
        lock(card, session)?;
    }
    Ok(reading)
}

/// Reads every file whole over a fresh channel; changes nothing.
pub fn read_back<C: Card + ?Sized>(
    card: &mut C,
    session: &mut Session<'_>,
) -> Result<ChipReading, Failure<C::Error>> {
    let lengths = session.profile.lengths(card.extended_length());
    converse(card, session, ReadFiles::new(session.profile, lengths))
}

/// Overwrites every file with zeros and reads all of them back. Ends well only if nothing is left.
pub fn erase<C: Card + ?Sized>(
    card: &mut C,
    session: &mut Session<'_>,
) -> Result<(), Failure<C::Error>> {
    converse(card, session, erase_files(session.profile))?;
    let reading = read_back(card, session)?;
    refuse_differences(not_erased(&reading))
}

/// What state the chip's application is in, asked without any key.
pub fn life_cycle<C: Card + ?Sized>(
    card: &mut C,
    profile: &ChipProfile,
) -> Result<LifeCycle, Fault<C::Error>> {
    let lengths = profile.lengths(card.extended_length());
    let select = application::select(&profile.application);
    let (mut exchange, mut command) = Exchange::begin(&select, lengths);
    loop {
        let answer = transmit(card, &command)?;
        let answer = ResponseApdu::parse(&answer).map_err(|error| {
            let step = Step::SelectApplication;
            Fault::Chip(ChipError::Answer { step, reason: error.to_string() })
        })?;
        match exchange.answered(answer) {
            Next::Send(next) => command = next,
            Next::Whole(answer) => {
                return application::selected(&profile.application, &answer).map_err(Fault::Chip);
            }
        }
    }
}

fn lock<C: Card + ?Sized>(
    card: &mut C,
    session: &mut Session<'_>,
) -> Result<(), Failure<C::Error>> {
    converse(card, session, LockApplication::new())?;
    let left = |fault| Failure { written: true, fault };
    match life_cycle(card, session.profile).map_err(left)? {
        LifeCycle::Activated => Ok(()),
        other => Err(left(Fault::Chip(ChipError::NotLocked(other)))),
    }
}

fn refuse_differences<E>(files: Vec<String>) -> Result<(), Failure<E>> {
    if files.is_empty() {
        return Ok(());
    }
    Err(Failure { written: true, fault: Fault::Chip(ChipError::ReadBackDiffers { files }) })
}

fn converse<C: Card + ?Sized, S: Script>(
    card: &mut C,
    session: &mut Session<'_>,
    script: S,
) -> Result<S::Outcome, Failure<C::Error>> {
    let challenges = Challenges::draw(session.random);
    let lengths = session.profile.lengths(card.extended_length());
    let (mut conversation, first) =
        Conversation::begin(session.profile, session.keys, challenges, lengths, script);
    match carry(card, &mut conversation, first) {
        Ok(()) => Ok(conversation.outcome()),
        Err(fault) => Err(Failure { written: conversation.may_hold_data(), fault }),
    }
}

fn carry<C: Card + ?Sized, S: Script>(
    card: &mut C,
    conversation: &mut Conversation<'_, S>,
    first: CommandApdu,
) -> Result<(), Fault<C::Error>> {
    let mut turn = Turn::Send(first);
    while let Turn::Send(command) = turn {
        let answer = transmit(card, &command)?;
        turn = conversation.answered(&answer).map_err(Fault::Chip)?;
    }
    Ok(())
}

fn transmit<C: Card + ?Sized>(
    card: &mut C,
    command: &CommandApdu,
) -> Result<Zeroizing<Vec<u8>>, Fault<C::Error>> {
    card.transmit(&command.to_bytes()).map(Zeroizing::new).map_err(Fault::Line)
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left =
            if self.written { "the chip may hold personal data" } else { "nothing was written" };
        write!(f, "chip was not finished; {left}")
    }
}

impl<E: Error + 'static> Error for Failure<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.fault)
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.profile.name)
    }
}

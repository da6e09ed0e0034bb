//! INITIALIZE UPDATE, Amendment D §7.1.1: our challenge out, the card's challenge and proof back.

use super::super::apdu::{CommandApdu, MAX_SHORT_ANSWER, ResponseApdu};
use super::super::keys::CardKeys;
use super::super::status_word::StatusWord;
use super::challenge::{Challenge, Mode};
use super::context::Context;
use super::cryptogram;
use super::error::Scp03Error;
use super::external_authenticate::HostAuthenticated;
use super::i_parameter::IParameter;
use super::level::Protection;
use super::session_keys::SessionKeys;

const DIVERSIFICATION: usize = 10;
const SEQUENCE_COUNTER: usize = 3;

/// A session that has been asked for.
#[derive(Debug)]
pub struct InitializeUpdate {
    key_version: u8,
    challenge: Challenge,
}

impl InitializeUpdate {
    pub fn new(key_version: u8, challenge: Challenge) -> Self {
        Self { key_version, challenge }
    }

    pub fn command(&self) -> CommandApdu {
        CommandApdu::new(0x80, 0x50, self.key_version, 0x00)
            .with_data(self.challenge.as_bytes().to_vec())
            .expecting(MAX_SHORT_ANSWER)
    }

    /// Believes the card only if its cryptogram shows that it holds these keys.
    pub fn answered(
        self,
        answer: &ResponseApdu,
        keys: &CardKeys,
        protection: Protection,
    ) -> Result<HostAuthenticated, Scp03Error> {
        let answer = Answer::parse(answer, &self)?;
        if !answer.options.supports(protection.level) {
            return Err(Scp03Error::LevelUnsupported(protection.level));
        }
        let context = Context::new(&self.challenge, answer.challenge);
        let session_keys = SessionKeys::derive(keys, &context);
        if !cryptogram::card_is_ours(&session_keys, &context, answer.cryptogram) {
            return Err(Scp03Error::CardCryptogram);
        }
        Ok(HostAuthenticated::new(session_keys, &context, protection))
    }
}

/// Diversification data ‖ key version ‖ 03 ‖ i ‖ challenge ‖ cryptogram ‖ [sequence counter].
struct Answer<'a> {
    options: IParameter,
    challenge: &'a [u8],
    cryptogram: &'a [u8],
}

impl<'a> Answer<'a> {
    fn parse(answer: &'a ResponseApdu, asked: &InitializeUpdate) -> Result<Self, Scp03Error> {
        let (status_word, data) = (answer.status_word(), answer.data());
        // A card in S16 mode may refuse the short challenge before it tells its mode.
        if status_word == StatusWord::WRONG_LENGTH && asked.challenge.mode() == Mode::S8 {
            return Err(Scp03Error::OtherMode(Mode::S16));
        }
        if !status_word.is_success() {
            return Err(Scp03Error::Refused(status_word));
        }
        let no_answer = Scp03Error::AnswerLength(data.len());
        let (_, information) = data.split_at_checked(DIVERSIFICATION).ok_or(no_answer)?;
        let [key_version, protocol, i, rest @ ..] = information else { return Err(no_answer) };
        if *protocol != 0x03 {
            return Err(Scp03Error::OtherProtocol(*protocol));
        }
        // Version 0 asks for whichever key set the card takes first.
        if asked.key_version != 0 && *key_version != asked.key_version {
            let (asked, answered) = (asked.key_version, *key_version);
            return Err(Scp03Error::OtherKeyVersion { asked, answered });
        }
        let options = IParameter::new(*i)?;
        if options.mode() != asked.challenge.mode() {
            return Err(Scp03Error::OtherMode(options.mode()));
        }
        let length = options.mode().length();
        let counter = if options.is_pseudo_random() { SEQUENCE_COUNTER } else { 0 };
        if rest.len() != 2 * length + counter {
            return Err(no_answer);
        }
        let (challenge, rest) = rest.split_at(length);
        Ok(Self { options, challenge, cryptogram: &rest[..length] })
    }
}

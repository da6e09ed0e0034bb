//! One conversation with a chip, without I/O: select the application, open a fresh channel, then
//! say what a script has to say. The caller carries bytes: `begin`, then `answered` until `Done`.
//!
//! `Selecting → Initializing → Authenticating → Speaking → Over`; an error is the end.

use super::apdu::{ApduError, CommandApdu, ResponseApdu};
use super::application::{self, LifeCycle};
use super::error::{ChipError, Step};
use super::keys::CardKeys;
use super::profile::{ApduLengths, ChipProfile};
use super::scp03::{Challenge, Channel, HostAuthenticated, InitializeUpdate, Mode, Scp03Error};
use super::status_word::StatusWord;
use super::wire::{Exchange, Next};

/// What is said once the channel stands: plain commands, each answer handed back unwrapped.
pub trait Script {
    type Outcome;

    /// Whether to go on with an application in this state.
    fn selected(&mut self, life_cycle: LifeCycle) -> Result<(), ChipError>;

    /// The next command; `None` ends the conversation.
    fn next(&mut self) -> Option<(Step, CommandApdu)>;

    /// The unwrapped data of the answer to that command; its status was 9000.
    fn answered(&mut self, step: &Step, data: &[u8]) -> Result<(), ChipError>;

    /// What it was about, once `next` has ended.
    fn outcome(self) -> Self::Outcome;

    /// Whether the chip may hold personal data now, as far as this script can know.
    fn may_hold_data(&self) -> bool;
}

/// Random bytes for one conversation, drawn by the caller: a challenge for either mode.
#[derive(Debug, Clone, Copy)]
pub struct Challenges {
    short: [u8; 8],
    long: [u8; 16],
}

impl Challenges {
    pub fn draw(random: &mut dyn FnMut(&mut [u8])) -> Self {
        let mut drawn = Self { short: [0; 8], long: [0; 16] };
        random(&mut drawn.short);
        random(&mut drawn.long);
        drawn
    }

    fn of(self, mode: Mode) -> Challenge {
        match mode {
            Mode::S8 => Challenge::S8(self.short),
            Mode::S16 => Challenge::S16(self.long),
        }
    }
}

/// Whose turn it is.
#[derive(Debug)]
pub enum Turn {
    /// Ours: this goes over the line.
    Send(CommandApdu),
    Done,
}

#[derive(Debug)]
pub struct Conversation<'a, S> {
    profile: &'a ChipProfile,
    keys: &'a CardKeys,
    challenges: Challenges,
    lengths: ApduLengths,
    script: S,
    state: State,
    /// The logical command that is under way, and what it is called.
    exchange: Exchange,
    step: Step,
}

#[derive(Debug)]
enum State {
    Selecting,
    Initializing(InitializeUpdate, Mode),
    Authenticating(Box<HostAuthenticated>),
    Speaking(Box<Channel>),
    Over,
}

impl<'a, S: Script> Conversation<'a, S> {
    /// And the first command.
    pub fn begin(
        profile: &'a ChipProfile,
        keys: &'a CardKeys,
        challenges: Challenges,
        lengths: ApduLengths,
        script: S,
    ) -> (Self, CommandApdu) {
        let (state, step) = (State::Selecting, Step::SelectApplication);
        let select = application::select(&profile.application);
        let (exchange, first) = Exchange::begin(&select, lengths);
        (Self { profile, keys, challenges, lengths, script, state, exchange, step }, first)
    }

    /// Takes what came back for the command before. Panics after an error or `Done`: nothing was
    /// asked any more.
    pub fn answered(&mut self, bytes: &[u8]) -> Result<Turn, ChipError> {
        let answer = ResponseApdu::parse(bytes).map_err(|error| self.no_answer(error))?;
        match self.exchange.answered(answer) {
            Next::Send(command) => Ok(Turn::Send(command)),
            Next::Whole(answer) => self.heard(answer),
        }
    }

    /// Whether the chip may hold personal data now, as far as this conversation can know.
    pub fn may_hold_data(&self) -> bool {
        self.script.may_hold_data()
    }

    /// What the conversation was about, once `answered` says `Done`.
    pub fn outcome(self) -> S::Outcome {
        self.script.outcome()
    }

    fn heard(&mut self, answer: ResponseApdu) -> Result<Turn, ChipError> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Selecting => {
                let life_cycle = application::selected(&self.profile.application, &answer)?;
                self.script.selected(life_cycle)?;
                Ok(self.initialize(Mode::S8))
            }
            State::Initializing(asked, mode) => self.initialized(asked, mode, &answer),
            State::Authenticating(host) => {
                let channel = host.answered(&answer).map_err(authentication)?;
                self.speak(Box::new(channel))
            }
            State::Speaking(channel) => self.spoken(channel, answer),
            State::Over => panic!("an answer where nothing was asked"),
        }
    }

    fn initialize(&mut self, mode: Mode) -> Turn {
        let version = self.profile.channel.key_version;
        let asked = InitializeUpdate::new(version, self.challenges.of(mode));
        let command = asked.command();
        self.send(State::Initializing(asked, mode), Step::InitializeUpdate, &command)
    }

    fn initialized(
        &mut self,
        asked: InitializeUpdate,
        mode: Mode,
        answer: &ResponseApdu,
    ) -> Result<Turn, ChipError> {
        match asked.answered(answer, self.keys, self.profile.channel.protection) {
            Ok(host) => {
                let command = host.command();
                let state = State::Authenticating(Box::new(host));
                Ok(self.send(state, Step::ExternalAuthenticate, &command))
            }
            // The mode is the card's. Asked once more, it may not change its mind.
            Err(Scp03Error::OtherMode(Mode::S16)) if mode == Mode::S8 => {
                Ok(self.initialize(Mode::S16))
            }
            Err(error) => Err(initialization(error)),
        }
    }

    fn speak(&mut self, mut channel: Box<Channel>) -> Result<Turn, ChipError> {
        let Some((step, command)) = self.script.next() else { return Ok(Turn::Done) };
        match channel.wrap(&command) {
            Ok(wrapped) => Ok(self.send(State::Speaking(channel), step, &wrapped)),
            Err(source) => Err(ChipError::Channel { step, source }),
        }
    }

    fn spoken(
        &mut self,
        mut channel: Box<Channel>,
        answer: ResponseApdu,
    ) -> Result<Turn, ChipError> {
        let step = self.step.clone();
        let answer = match channel.unwrap(answer) {
            Ok(answer) => answer,
            Err(source) => return Err(ChipError::Channel { step, source }),
        };
        let status_word = answer.status_word();
        if !status_word.is_success() {
            return Err(ChipError::Refused { step, status_word });
        }
        self.script.answered(&step, answer.data())?;
        self.speak(channel)
    }

    fn send(&mut self, state: State, step: Step, command: &CommandApdu) -> Turn {
        let (exchange, first) = Exchange::begin(command, self.lengths);
        (self.state, self.step, self.exchange) = (state, step, exchange);
        Turn::Send(first)
    }

    fn no_answer(&self, error: ApduError) -> ChipError {
        ChipError::Answer { step: self.step.clone(), reason: error.to_string() }
    }
}

fn initialization(error: Scp03Error) -> ChipError {
    let step = Step::InitializeUpdate;
    match error {
        Scp03Error::Refused(status_word) => ChipError::Refused { step, status_word },
        Scp03Error::CardCryptogram => ChipError::Authentication(error),
        _ => ChipError::Answer { step, reason: error.to_string() },
    }
}

/// 6300, and 6982 or 6983 where cards say the same; anything else is a refusal like any other.
fn authentication(error: Scp03Error) -> ChipError {
    match error {
        Scp03Error::HostCryptogram(status_word) if !is_about_keys(status_word) => {
            ChipError::Refused { step: Step::ExternalAuthenticate, status_word }
        }
        _ => ChipError::Authentication(error),
    }
}

fn is_about_keys(status_word: StatusWord) -> bool {
    matches!(
        status_word,
        StatusWord::AUTHENTICATION_FAILED
            | StatusWord::SECURITY_STATUS
            | StatusWord::AUTHENTICATION_BLOCKED
    )
}

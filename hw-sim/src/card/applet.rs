//! The application on the chip: selection, access rules, life cycle (ISO/IEC 7816-4 §11,
//! 7816-9 for ACTIVATE FILE, Amendment D §7.1 for the two commands that open a channel).
//!
//! Invariant: within an open channel a command without secure messaging ends the channel.

use super::apdu::{Command, Expected, Response, StatusWord};
use super::chain::{Chain, Link};
use super::chip::{PAGE_BYTES, WriteFlaw};
use super::files::ElementaryFile;
use super::kdf::StaticKeys;
use super::profile::{ChipProfile, Lock, Personalized, ReadAccess};
use super::scp03::{Mode, Pending, Session, card_challenge};

mod ins {
    pub const ACTIVATE: u8 = 0x44;
    pub const INITIALIZE_UPDATE: u8 = 0x50;
    pub const EXTERNAL_AUTHENTICATE: u8 = 0x82;
    pub const SELECT: u8 = 0xA4;
    pub const READ_BINARY: u8 = 0xB0;
    pub const GET_DATA: u8 = 0xCA;
    pub const UPDATE_BINARY: u8 = 0xD6;
}

const PROPRIETARY: u8 = 0x80;
const CHAINED: u8 = 0x10;
const SECURE: u8 = 0x04;

const INITIALISATION: u8 = 0x03;
const OPERATIONAL: u8 = 0x05;
const TERMINATED: u8 = 0x0C;

/// What one command APDU brought about.
pub(super) struct Outcome {
    pub answer: Vec<u8>,
    /// The answer ends with an R-MAC before its status word.
    pub r_mac: bool,
    pub pages_programmed: usize,
    pub wrote: bool,
    pub torn: bool,
}

pub(super) struct Applet {
    aid: Vec<u8>,
    key_version: u8,
    mode: Mode,
    diversification: [u8; 10],
    keys: StaticKeys,
    foreign_keys: bool,
    personalized: Personalized,
    sequence_counter: u32,
    life_cycle: u8,
    files: Vec<ElementaryFile>,
    volatile: Volatile,
    /// Of the command under way.
    writing: Writing,
}

/// What a power cycle forgets.
#[derive(Default)]
struct Volatile {
    selected: bool,
    current_file: Option<usize>,
    channel: Channel,
    chain: Chain,
}

#[derive(Default)]
enum Channel {
    #[default]
    Closed,
    Pending(Pending),
    Open(Box<Session>),
}

#[derive(Default)]
struct Writing {
    pages: usize,
    wrote: bool,
    torn: bool,
}

/// Whether a command came under the channel, and how much plain data its answer can carry.
#[derive(Clone, Copy)]
struct Terms {
    authenticated: bool,
    room: usize,
}

impl Applet {
    pub fn format(profile: &ChipProfile, uid: &[u8], keys: StaticKeys, mode: Mode) -> Self {
        let mut diversification = [0; 10];
        diversification.iter_mut().zip(uid).for_each(|(to, from)| *to = *from);
        Self {
            aid: profile.application.clone(),
            key_version: profile.channel.key_version,
            mode,
            diversification,
            keys,
            foreign_keys: false,
            personalized: profile.personalized.clone(),
            sequence_counter: 0,
            life_cycle: INITIALISATION,
            files: profile.files.iter().map(ElementaryFile::format).collect(),
            volatile: Volatile::default(),
            writing: Writing::default(),
        }
    }

    pub fn answer(&mut self, bytes: &[u8], flaw: WriteFlaw) -> Outcome {
        self.writing = Writing::default();
        let (response, r_mac) = match self.receive(bytes) {
            Ok(Link::Pending) => (StatusWord::OK.into(), false),
            Ok(Link::Complete(command)) => self.route(command, flaw),
            Err(sw) => (sw.into(), false),
        };
        Outcome {
            answer: response.into_bytes(),
            r_mac,
            pages_programmed: self.writing.pages,
            wrote: self.writing.wrote,
            torn: self.writing.torn,
        }
    }

    pub fn reset(&mut self) {
        self.volatile = Volatile::default();
    }

    pub fn files(&self) -> impl Iterator<Item = (u16, &[u8])> {
        self.files.iter().map(|file| (file.id, file.content.as_slice()))
    }

    pub fn life_cycle(&self) -> u8 {
        self.life_cycle
    }

    pub fn terminate(&mut self) {
        self.life_cycle = TERMINATED;
        self.reset();
    }

    /// As if another station had written and locked it.
    pub fn personalize_elsewhere(&mut self) {
        for file in &mut self.files {
            let used = file.content.len() / 2;
            file.content[..used].fill(0x53);
        }
        self.life_cycle = OPERATIONAL;
    }

    pub fn foreign_keys(&mut self, foreign: bool) {
        if self.foreign_keys != foreign {
            self.keys.spoil();
            self.foreign_keys = foreign;
        }
    }

    fn receive(&mut self, bytes: &[u8]) -> Result<Link, StatusWord> {
        let command = Command::parse(bytes).ok_or(StatusWord::WRONG_LENGTH)?;
        if command.cla & !(PROPRIETARY | CHAINED | SECURE) != 0 {
            return Err(StatusWord::UNKNOWN_CLA);
        }
        self.volatile.chain.take(command)
    }

    /// The response, and whether it ends with an R-MAC.
    fn route(&mut self, command: Command, flaw: WriteFlaw) -> (Response, bool) {
        let selects_application = command.ins == ins::SELECT && command.p1 == 0x04;
        let response = match (command.cla & SECURE != 0, command.ins) {
            (false, ins::SELECT) if selects_application => self.select_application(&command),
            (_, _) if !self.volatile.selected => Err(StatusWord::CONDITIONS),
            (false, ins::INITIALIZE_UPDATE) => self.initialize_update(&command),
            (true, ins::EXTERNAL_AUTHENTICATE) => self.external_authenticate(&command),
            (true, _) => return self.secured(command, flaw),
            (false, _) => self.plain(&command, flaw),
        };
        (response.unwrap_or_else(Response::from), false)
    }

    fn secured(&mut self, command: Command, flaw: WriteFlaw) -> (Response, bool) {
        // Taken out: any protection error leaves the channel closed.
        let Channel::Open(mut session) = std::mem::take(&mut self.volatile.channel) else {
            return (StatusWord::SECURITY_STATUS.into(), false);
        };
        let command = match session.unwrap(command) {
            Ok(command) => command,
            Err(sw) => return (sw.into(), false),
        };
        let terms = Terms { authenticated: true, room: session.plain_room(command.room()) };
        let response = self.dispatch(&command, terms, flaw).unwrap_or_else(Response::from);
        let r_mac = session.has_r_mac() && !response.sw.is_error();
        let response = session.wrap(response);
        self.volatile.channel = Channel::Open(session);
        (response, r_mac)
    }

    fn plain(&mut self, command: &Command, flaw: WriteFlaw) -> Result<Response, StatusWord> {
        if let Channel::Open(_) = self.volatile.channel {
            self.volatile.channel = Channel::Closed;
            return Err(StatusWord::SECURITY_STATUS);
        }
        let terms = Terms { authenticated: false, room: command.room() };
        self.dispatch(command, terms, flaw)
    }

    fn dispatch(
        &mut self,
        command: &Command,
        terms: Terms,
        flaw: WriteFlaw,
    ) -> Result<Response, StatusWord> {
        match command.ins {
            ins::SELECT => self.select_file(command),
            ins::READ_BINARY => self.read_binary(command, terms),
            ins::UPDATE_BINARY => self.update_binary(command, terms, flaw),
            ins::ACTIVATE => self.activate(command, terms),
            // 6A88 also for what isn't known: hosts probe a card with GET DATA.
            ins::GET_DATA => Err(StatusWord::ABSENT_DATA),
            _ => Err(StatusWord::UNKNOWN_INS),
        }
    }

    /// SELECT by AID; without one, the only application there is. Ends a channel.
    fn select_application(&mut self, command: &Command) -> Result<Response, StatusWord> {
        if !matches!(command.p2, 0x00 | 0x0C) {
            return Err(StatusWord::WRONG_P1_P2);
        }
        if !command.data.is_empty() && command.data != self.aid {
            return Err(StatusWord::NOT_FOUND);
        }
        let terminated = self.life_cycle == TERMINATED;
        self.volatile = Volatile { selected: !terminated, ..Volatile::default() };
        let sw = if terminated { StatusWord::TERMINATED } else { StatusWord::OK };
        let data = if command.p2 == 0x0C { Vec::new() } else { self.fci() };
        Ok(Response { data, sw })
    }

    /// `6F { 84 AID, 8A life cycle }`
    fn fci(&self) -> Vec<u8> {
        let aid = [&[0x84, self.aid.len() as u8], self.aid.as_slice()].concat();
        let life_cycle = [0x8A, 0x01, self.life_cycle];
        let length = (aid.len() + life_cycle.len()) as u8;
        [&[0x6F, length], aid.as_slice(), &life_cycle].concat()
    }

    /// INITIALIZE UPDATE (Amendment D §7.1.1). Closes what was open; each has a challenge of its
    /// own, so the sequence counter rises, and is kept, with each.
    fn initialize_update(&mut self, command: &Command) -> Result<Response, StatusWord> {
        self.volatile.channel = Channel::Closed;
        if command.p2 != 0 {
            return Err(StatusWord::WRONG_P1_P2);
        }
        if command.p1 != 0 && command.p1 != self.key_version {
            return Err(StatusWord::ABSENT_DATA);
        }
        if command.data.len() != self.mode.bytes() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        self.sequence_counter = (self.sequence_counter + 1) & 0x00FF_FFFF;
        self.writing.pages = 1;
        let [_, counter @ ..] = self.sequence_counter.to_be_bytes();
        let challenge = card_challenge(&self.keys, self.mode, counter, &self.aid);
        let pending = Pending::new(&self.keys, self.mode, &command.data, &challenge);
        let key_information = [self.key_version, 0x03, self.mode.i_parameter()];
        let cryptogram = pending.card_cryptogram();
        let data = [&self.diversification, &key_information[..], &challenge, cryptogram, &counter]
            .concat();
        self.volatile.channel = Channel::Pending(pending);
        Ok(Response::ok(data))
    }

    fn external_authenticate(&mut self, command: &Command) -> Result<Response, StatusWord> {
        // Taken out: one attempt for each challenge.
        let Channel::Pending(pending) = std::mem::take(&mut self.volatile.channel) else {
            return Err(StatusWord::CONDITIONS);
        };
        let session = pending.authenticate(command)?;
        self.volatile.channel = Channel::Open(Box::new(session));
        Ok(Response::ok(Vec::new()))
    }

    /// By file identifier, without answer data.
    fn select_file(&mut self, command: &Command) -> Result<Response, StatusWord> {
        if !matches!((command.p1, command.p2), (0x00 | 0x02, 0x0C)) {
            return Err(StatusWord::WRONG_P1_P2);
        }
        let Ok(id) = <[u8; 2]>::try_from(command.data.as_slice()) else {
            return Err(StatusWord::WRONG_LENGTH);
        };
        let index = self.files.iter().position(|file| file.id == u16::from_be_bytes(id));
        self.volatile.current_file = Some(index.ok_or(StatusWord::NOT_FOUND)?);
        Ok(Response::ok(Vec::new()))
    }

    fn read_binary(&self, command: &Command, terms: Terms) -> Result<Response, StatusWord> {
        let index = self.volatile.current_file.ok_or(StatusWord::NO_CURRENT_FILE)?;
        let file = &self.files[index];
        if file.read == ReadAccess::Channel && !terms.authenticated {
            return Err(StatusWord::SECURITY_STATUS);
        }
        if !command.data.is_empty() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let (data, sw) = file.read_binary(command.p1_p2(), command.expected, terms.room)?;
        Ok(Response { data: data.to_vec(), sw })
    }

    fn update_binary(
        &mut self,
        command: &Command,
        terms: Terms,
        flaw: WriteFlaw,
    ) -> Result<Response, StatusWord> {
        let index = self.volatile.current_file.ok_or(StatusWord::NO_CURRENT_FILE)?;
        if !terms.authenticated {
            return Err(StatusWord::SECURITY_STATUS);
        }
        if self.life_cycle == OPERATIONAL && !self.personalized.rewritable {
            return Err(StatusWord::CONDITIONS);
        }
        let file = &mut self.files[index];
        let span = file.span(command.p1_p2(), command.data.len())?;
        if flaw == WriteFlaw::Fails {
            return Err(StatusWord::MEMORY_FAILURE);
        }
        let target = &mut file.content[span.start..span.start + span.length];
        let written = if flaw == WriteFlaw::Torn { span.length / 2 } else { span.length };
        target[..written].copy_from_slice(&command.data[..written]);
        if flaw == WriteFlaw::BitRot {
            target[span.length - 1] ^= 0x01;
        }
        let torn = flaw == WriteFlaw::Torn;
        self.writing = Writing { pages: span.pages(PAGE_BYTES), wrote: true, torn };
        Ok(Response::ok(Vec::new()))
    }

    /// ISO/IEC 7816-9 ACTIVATE FILE on the application: the lock of a finished card.
    fn activate(&mut self, command: &Command, terms: Terms) -> Result<Response, StatusWord> {
        if self.personalized.lock == Lock::None {
            return Err(StatusWord::UNKNOWN_INS);
        }
        if !terms.authenticated {
            return Err(StatusWord::SECURITY_STATUS);
        }
        if command.p1_p2() != 0 {
            return Err(StatusWord::WRONG_P1_P2);
        }
        if !command.data.is_empty() || command.expected != Expected::Nothing {
            return Err(StatusWord::WRONG_LENGTH);
        }
        self.life_cycle = OPERATIONAL;
        self.writing.pages = 1;
        Ok(Response::ok(Vec::new()))
    }
}

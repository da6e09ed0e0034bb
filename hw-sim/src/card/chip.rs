//! One chip: what its maker puts in, its power, its flaws. Commands go to the applet; this file
//! says what reaches it and what of the answer gets out.

use std::fmt;

use super::applet::Applet;
use super::flaw::Flaw;
use super::kdf::StaticKeys;
use super::profile::ChipProfile;
use super::scp03::Mode;

/// An EEPROM page: each one touched costs one program time.
pub const PAGE_BYTES: usize = 128;

/// T=1 and nothing else (ISO/IEC 7816-3): what PC/SC makes of a bare ISO 14443-4 card.
const ATR: [u8; 5] = [0x3B, 0x80, 0x80, 0x01, 0x01];

pub struct ChipOrder<'a> {
    pub uid: Vec<u8>,
    pub master_key: &'a [u8; 32],
    pub profile: &'a ChipProfile,
    pub s16: bool,
}

/// What one command brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// `None`: the card is mute.
    pub answer: Option<Vec<u8>>,
    pub work: Work,
}

/// What it cost, for a model of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Bytes over the air to the card; 0 where the reader answered by itself.
    pub bytes_in: usize,
    pub bytes_out: usize,
    pub pages_programmed: usize,
}

pub struct Chip {
    uid: Vec<u8>,
    powered: bool,
    /// A torn write: silent until the next power-up.
    torn: bool,
    flaw: Flaw,
    /// Commands, or writes, since the flaw was planted.
    commands: u32,
    writes: u32,
    dice: u64,
    applet: Applet,
}

impl Chip {
    /// A virgin chip: all files exist and are zero, life cycle 03h.
    pub fn manufacture(order: &ChipOrder<'_>) -> Self {
        let length = order.profile.channel.key_length;
        let keys = StaticKeys::derive(order.master_key, &order.uid, length);
        let mode = if order.s16 { Mode::S16 } else { Mode::S8 };
        let dice = order.uid.iter().fold(0x9E37_79B9_7F4A_7C15, |dice, byte| {
            (dice ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self {
            uid: order.uid.clone(),
            powered: false,
            torn: false,
            flaw: Flaw::None,
            commands: 0,
            writes: 0,
            dice,
            applet: Applet::format(order.profile, &order.uid, keys, mode),
        }
    }

    /// What anticollision shows; with `Flaw::RandomUid` another one after each power-up.
    pub fn uid(&self) -> &[u8] {
        &self.uid
    }

    pub fn atr(&self) -> &'static [u8] {
        &ATR
    }

    /// False for a dead chip: the reader sees no card at all.
    pub fn answers_the_field(&self) -> bool {
        self.flaw != Flaw::Dead
    }

    /// The ATR, or `None` from a dead chip.
    pub fn power_on(&mut self) -> Option<&'static [u8]> {
        self.power_off();
        self.powered = self.answers_the_field();
        if self.flaw == Flaw::RandomUid {
            self.uid = self.random_uid();
        }
        self.powered.then_some(&ATR)
    }

    /// Channel and selection are lost.
    pub fn power_off(&mut self) {
        self.powered = false;
        self.torn = false;
        self.applet.reset();
    }

    /// One command APDU. `FF CA` is answered for the reader, from anticollision.
    pub fn transmit(&mut self, command: &[u8]) -> Reply {
        if !self.powered {
            return Reply { answer: None, work: Work::default() };
        }
        if let [0xFF, rest @ ..] = command {
            return Reply { answer: Some(self.pseudo_apdu(rest)), work: Work::default() };
        }
        let mut work = Work { bytes_in: command.len(), ..Work::default() };
        if self.torn || self.is_mute() {
            return Reply { answer: None, work };
        }
        let outcome = self.applet.answer(command, self.write_flaw());
        work.pages_programmed = outcome.pages_programmed;
        self.writes += u32::from(outcome.wrote);
        self.torn = outcome.torn;
        let mut answer = outcome.answer;
        self.spoil(&mut answer, outcome.r_mac);
        work.bytes_out = if self.torn { 0 } else { answer.len() };
        Reply { answer: (!self.torn).then_some(answer), work }
    }

    /// The truth, past every access rule.
    pub fn file(&self, id: u16) -> Option<&[u8]> {
        self.files().find(|(file, _)| *file == id).map(|(_, content)| content)
    }

    /// In profile order.
    pub fn files(&self) -> impl Iterator<Item = (u16, &[u8])> {
        self.applet.files()
    }

    /// 03h initialisation, 05h operational, 0Ch terminated (ISO/IEC 7816-4, table 14).
    pub fn life_cycle(&self) -> u8 {
        self.applet.life_cycle()
    }

    pub fn is_virgin(&self) -> bool {
        self.life_cycle() == 0x03
            && self.files().all(|(_, content)| content.iter().all(|byte| *byte == 0))
    }

    /// Plants a flaw in place of the last one; counting starts anew.
    pub fn flaw(&mut self, flaw: Flaw) {
        self.flaw = flaw;
        self.commands = 0;
        self.writes = 0;
        self.applet.foreign_keys(flaw == Flaw::WrongKeys);
        match flaw {
            Flaw::AlreadyUsed => self.applet.personalize_elsewhere(),
            Flaw::Terminated => self.applet.terminate(),
            _ => {}
        }
    }

    fn is_mute(&mut self) -> bool {
        match self.flaw {
            Flaw::Mute => true,
            Flaw::MuteAfter(limit) if self.commands >= limit => true,
            _ => {
                self.commands += 1;
                false
            }
        }
    }

    fn write_flaw(&self) -> WriteFlaw {
        match self.flaw {
            Flaw::WriteFails { after_writes } if self.writes >= after_writes => WriteFlaw::Fails,
            Flaw::TornWrite { after_writes } if self.writes == after_writes => WriteFlaw::Torn,
            Flaw::BitRot => WriteFlaw::BitRot,
            _ => WriteFlaw::None,
        }
    }

    fn spoil(&self, answer: &mut Vec<u8>, r_mac: bool) {
        match self.flaw {
            Flaw::ShortAnswers { bytes } => answer.truncate(bytes),
            Flaw::WrongMac if r_mac => {
                let last = answer.len() - 3;
                answer[last] ^= 1;
            }
            _ => {}
        }
    }

    /// PC/SC part 3 §3.2.2.1.3, `CA 00 00 Le`: the UID; nothing else is supported.
    fn pseudo_apdu(&self, rest: &[u8]) -> Vec<u8> {
        let uid = self.uid.as_slice();
        let length = uid.len() as u8;
        match *rest {
            [0xCA, 0, 0, le] if le == 0 || le == length => [uid, &[0x90, 0x00]].concat(),
            [0xCA, 0, 0, le] if le < length => vec![0x6C, length],
            [0xCA, 0, 0, _] => [uid, &[0x62, 0x82]].concat(),
            [0xCA, _, _, _] => vec![0x6A, 0x81],
            _ => vec![0x6D, 0x00],
        }
    }

    /// ISO/IEC 14443-3: single size, uid0 = 08h.
    fn random_uid(&mut self) -> Vec<u8> {
        self.dice =
            self.dice.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        let drawn = self.dice.to_be_bytes();
        vec![0x08, drawn[0], drawn[1], drawn[2]]
    }
}

/// What the memory does with the next write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WriteFlaw {
    None,
    Fails,
    Torn,
    BitRot,
}

impl fmt::Debug for ChipOrder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChipOrder").field("uid", &self.uid).finish_non_exhaustive()
    }
}

impl fmt::Debug for Chip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chip")
            .field("uid", &self.uid)
            .field("powered", &self.powered)
            .field("flaw", &self.flaw)
            .field("life_cycle", &self.life_cycle())
            .finish_non_exhaustive()
    }
}

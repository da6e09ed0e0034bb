//! Secure Channel Protocol '03', card side (GlobalPlatform Card Specification, Amendment D):
//! AES-128, -192, -256, S8 and S16, C-MAC up to C-DEC with R-ENC.
//!
//! Each state is a type that holds only what exists then: static keys → `Pending` → `Session`.
//! A protection error ends the session: whoever gets an error back has no session left.

use super::apdu::{Command, Response, StatusWord};
use super::cmac::{Aes, BLOCK, Block};
use super::kdf::StaticKeys;

const SECURE: u8 = 0x04;
/// Options of the i-parameter that this card always has: pseudo-random challenge, R-MAC, R-ENC.
const I_PSEUDO_RANDOM_R_MAC_R_ENC: u8 = 0x70;
const I_S16: u8 = 0x01;

/// Data derivation constants (Amendment D §4.1.5, table 4-1).
mod constant {
    pub const CARD_CRYPTOGRAM: u8 = 0x00;
    pub const HOST_CRYPTOGRAM: u8 = 0x01;
    pub const CARD_CHALLENGE: u8 = 0x02;
    pub const S_ENC: u8 = 0x04;
    pub const S_MAC: u8 = 0x06;
    pub const S_RMAC: u8 = 0x07;
}

/// Length of challenges, cryptograms and MACs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    S8,
    S16,
}

impl Mode {
    pub fn bytes(self) -> usize {
        match self {
            Self::S8 => 8,
            Self::S16 => 16,
        }
    }

    pub fn i_parameter(self) -> u8 {
        I_PSEUDO_RANDOM_R_MAC_R_ENC | if self == Self::S16 { I_S16 } else { 0 }
    }
}

/// The five security levels of this card (Amendment D §7.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level {
    c_dec: bool,
    r_mac: bool,
    r_enc: bool,
}

impl Level {
    fn new(p1: u8) -> Option<Self> {
        matches!(p1, 0x01 | 0x03 | 0x11 | 0x13 | 0x33).then_some(Self {
            c_dec: p1 & 0x02 != 0,
            r_mac: p1 & 0x10 != 0,
            r_enc: p1 & 0x20 != 0,
        })
    }
}

/// After INITIALIZE UPDATE, before the host has shown who it is.
pub(super) struct Pending {
    mode: Mode,
    s_enc: Vec<u8>,
    s_mac: Vec<u8>,
    s_rmac: Vec<u8>,
    card_cryptogram: Vec<u8>,
    host_cryptogram: Vec<u8>,
}

/// An open channel.
pub(super) struct Session {
    mode: Mode,
    level: Level,
    s_enc: Aes,
    s_mac: Aes,
    s_rmac: Aes,
    mac_chaining_value: Block,
    /// One for each command since EXTERNAL AUTHENTICATE, also those without data.
    counter: u128,
}

/// Pseudo-random card challenge (§6.2.2.1): from the static key, sequence counter and AID.
pub(super) fn card_challenge(
    keys: &StaticKeys,
    mode: Mode,
    counter: [u8; 3],
    aid: &[u8],
) -> Vec<u8> {
    derive(&Aes::new(&keys.enc), constant::CARD_CHALLENGE, mode.bytes(), &[&counter, aid])
}

impl Pending {
    pub fn new(keys: &StaticKeys, mode: Mode, host_challenge: &[u8], challenge: &[u8]) -> Self {
        let context = [host_challenge, challenge];
        let length = keys.enc.len();
        let s_mac = derive(&Aes::new(&keys.mac), constant::S_MAC, length, &context);
        let mac = Aes::new(&s_mac);
        Self {
            mode,
            s_enc: derive(&Aes::new(&keys.enc), constant::S_ENC, length, &context),
            s_rmac: derive(&Aes::new(&keys.mac), constant::S_RMAC, length, &context),
            card_cryptogram: derive(&mac, constant::CARD_CRYPTOGRAM, mode.bytes(), &context),
            host_cryptogram: derive(&mac, constant::HOST_CRYPTOGRAM, mode.bytes(), &context),
            s_mac,
        }
    }

    pub fn card_cryptogram(&self) -> &[u8] {
        &self.card_cryptogram
    }

    /// EXTERNAL AUTHENTICATE: C-MAC only, the first link of the chain of MACs.
    pub fn authenticate(self, command: &Command) -> Result<Session, StatusWord> {
        let level = Level::new(command.p1).filter(|_| command.p2 == 0);
        let level = level.ok_or(StatusWord::WRONG_P1_P2)?;
        if command.data.len() != 2 * self.mode.bytes() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        if command.data[..self.mode.bytes()] != self.host_cryptogram {
            return Err(StatusWord::AUTHENTICATION_FAILED);
        }
        let mut session = Session {
            mode: self.mode,
            level,
            s_enc: Aes::new(&self.s_enc),
            s_mac: Aes::new(&self.s_mac),
            s_rmac: Aes::new(&self.s_rmac),
            mac_chaining_value: [0; BLOCK],
            counter: 0,
        };
        session.verify(command)?;
        Ok(session)
    }
}

impl Session {
    /// Verifies, decrypts, counts: the command as it was before wrapping.
    pub fn unwrap(&mut self, command: Command) -> Result<Command, StatusWord> {
        let length = self.verify(&command)?;
        self.counter += 1;
        let mut data = command.data[..length].to_vec();
        // Hosts differ where there is no data: MAC only, or an encrypted block of padding.
        if self.level.c_dec && !data.is_empty() {
            if !data.len().is_multiple_of(BLOCK) {
                return Err(StatusWord::SECURITY_STATUS);
            }
            let iv = self.s_enc.encrypt(self.counter.to_be_bytes());
            self.s_enc.decrypt_cbc(iv, &mut data);
            unpad(&mut data).ok_or(StatusWord::SECURITY_STATUS)?;
        }
        Ok(Command { cla: command.cla & !SECURE, data, ..command })
    }

    /// An error status goes out bare (§6.2.5).
    pub fn wrap(&self, response: Response) -> Response {
        let Response { mut data, sw } = response;
        if sw.is_error() || !self.level.r_mac {
            return Response { data, sw };
        }
        if self.level.r_enc && !data.is_empty() {
            pad(&mut data);
            let iv = self.counter | 0x80 << 120;
            self.s_enc.encrypt_cbc(self.s_enc.encrypt(iv.to_be_bytes()), &mut data);
        }
        let mac = self.s_rmac.cmac(&[&self.mac_chaining_value, &data, &sw.0.to_be_bytes()]);
        data.extend(&mac[..self.mode.bytes()]);
        Response { data, sw }
    }

    /// The most plain bytes whose wrapped form fits in `room`.
    pub fn plain_room(&self, room: usize) -> usize {
        match self.level {
            Level { r_mac: false, .. } => room,
            Level { r_enc: false, .. } => room - self.mode.bytes(),
            // Padding takes at least one byte of the last block.
            _ => (room - self.mode.bytes()) / BLOCK * BLOCK - 1,
        }
    }

    pub fn has_r_mac(&self) -> bool {
        self.level.r_mac
    }

    /// Length of the data without the C-MAC, which is right; the chain moves on (§6.2.4).
    fn verify(&mut self, command: &Command) -> Result<usize, StatusWord> {
        let length = command.data.len().checked_sub(self.mode.bytes());
        let length = length.ok_or(StatusWord::SECURITY_STATUS)?;
        let (data, received) = command.data.split_at(length);
        let header = [command.cla, command.ins, command.p1, command.p2];
        let lc = encoded_lc(command.data.len());
        let mac = self.s_mac.cmac(&[&self.mac_chaining_value, &header, &lc, data]);
        if mac[..self.mode.bytes()] != *received {
            return Err(StatusWord::SECURITY_STATUS);
        }
        self.mac_chaining_value = mac;
        Ok(length)
    }
}

/// Lc as the MAC covers it: of the logical command, extended only where it must be.
fn encoded_lc(length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(short) => vec![short],
        Err(_) => vec![0, (length >> 8) as u8, length as u8],
    }
}

/// Key derivation (§4.1.5): SP 800-108 in counter mode with an 8-bit counter behind label,
/// 00h and the length in bits.
fn derive(key: &Aes, constant: u8, length: usize, context: &[&[u8]]) -> Vec<u8> {
    let bits = (length as u16 * 8).to_be_bytes();
    let context = context.concat();
    let mut output = Vec::new();
    for counter in 1..=length.div_ceil(BLOCK) as u8 {
        let label = [0; 11];
        output.extend(key.cmac(&[&label, &[constant, 0], &bits, &[counter], &context]));
    }
    output.truncate(length);
    output
}

/// ISO/IEC 9797-1 method 2: 80h, then zeros to whole blocks.
fn pad(data: &mut Vec<u8>) {
    data.push(0x80);
    data.resize(data.len().next_multiple_of(BLOCK), 0);
}

fn unpad(data: &mut Vec<u8>) -> Option<()> {
    let end = data.iter().rposition(|byte| *byte != 0)?;
    if data[end] != 0x80 {
        return None;
    }
    data.truncate(end);
    Some(())
}

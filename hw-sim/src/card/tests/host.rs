//! A small SCP03 host to drive the chip in tests: plain commands in, plain answers out.

use crate::card::Chip;
use crate::card::cmac::{Aes, Block};
use crate::card::kdf::StaticKeys;
use crate::card::profile::KeyLength;

use super::{MASTER, SELECT, UID, hex};

pub(super) struct Host {
    pub level: u8,
    mac_length: usize,
    enc: Aes,
    mac: Aes,
    rmac: Aes,
    chaining: Block,
    counter: u128,
}

/// Whether a command without data still carries an encrypted block of padding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EmptyData {
    MacOnly,
    EncryptedBlock,
}

impl Host {
    /// SELECT, INITIALIZE UPDATE, EXTERNAL AUTHENTICATE.
    #[track_caller]
    pub fn open(chip: &mut Chip, length: KeyLength, s16: bool, level: u8) -> Self {
        let select = chip.transmit(&hex(SELECT)).answer.unwrap();
        assert_eq!(select[select.len() - 2..], [0x90, 0x00]);
        let (host, authenticate) = Self::initialize(chip, length, s16, level);
        assert_eq!(chip.transmit(&authenticate).answer.unwrap(), [0x90, 0x00]);
        host
    }

    /// The host and the EXTERNAL AUTHENTICATE that it would send.
    pub fn initialize(chip: &mut Chip, length: KeyLength, s16: bool, level: u8) -> (Self, Vec<u8>) {
        let size = if s16 { 16 } else { 8 };
        let challenge: Vec<u8> = (1..=size as u8).collect();
        let update = [&[0x80, 0x50, 0x30, 0x00, size as u8], &challenge[..], &[0]].concat();
        let answer = chip.transmit(&update).answer.unwrap();
        assert_eq!(answer.len(), 13 + 2 * size + 3 + 2, "{answer:02X?}");
        let context = [&challenge, &answer[13..13 + size]].concat();
        let keys = StaticKeys::derive(&MASTER, &UID, length);
        let derived = |key: &[u8], constant, size| derive(key, constant, size, &context);
        let mac_key = derived(&keys.mac, 6, length.bytes());
        let mut host = Self {
            level: 0x01,
            mac_length: size,
            enc: Aes::new(&derived(&keys.enc, 4, length.bytes())),
            rmac: Aes::new(&derived(&keys.mac, 7, length.bytes())),
            chaining: [0; 16],
            counter: 0,
            mac: Aes::new(&mac_key),
        };
        let cryptogram = derived(&mac_key, 1, size);
        let authenticate = host.wrap([0x80, 0x82, level, 0], &cryptogram, &[]);
        host.counter = 0;
        host.level = level;
        (host, authenticate)
    }

    pub fn wrap(&mut self, header: [u8; 4], data: &[u8], le: &[u8]) -> Vec<u8> {
        self.wrap_with(header, data, le, EmptyData::MacOnly)
    }

    pub fn wrap_with(
        &mut self,
        header: [u8; 4],
        data: &[u8],
        le: &[u8],
        empty: EmptyData,
    ) -> Vec<u8> {
        self.counter += 1;
        let mut body = data.to_vec();
        if self.level & 0x02 != 0 && (!data.is_empty() || empty == EmptyData::EncryptedBlock) {
            body.push(0x80);
            body.resize(body.len().next_multiple_of(16), 0);
            self.enc.encrypt_cbc(self.enc.encrypt(self.counter.to_be_bytes()), &mut body);
        }
        let lc = body.len() + self.mac_length;
        let lc = if lc < 256 { vec![lc as u8] } else { vec![0, (lc >> 8) as u8, lc as u8] };
        let head = [&[header[0] | 0x04], &header[1..], &lc].concat();
        self.chaining = self.mac.cmac(&[&self.chaining, &head, &body]);
        [&head, &body[..], &self.chaining[..self.mac_length], le].concat()
    }

    /// Data and status; panics unless the R-MAC is right.
    #[track_caller]
    pub fn unwrap(&self, answer: &[u8]) -> (Vec<u8>, u16) {
        let (data, sw) = answer.split_at(answer.len() - 2);
        let status = u16::from_be_bytes([sw[0], sw[1]]);
        if self.level & 0x10 == 0 || !matches!(status >> 8, 0x90 | 0x62) {
            return (data.to_vec(), status);
        }
        let (data, mac) = data.split_at(data.len() - self.mac_length);
        let expected = self.rmac.cmac(&[&self.chaining, data, sw]);
        assert_eq!(mac, &expected[..self.mac_length], "R-MAC");
        let mut data = data.to_vec();
        if self.level & 0x20 != 0 && !data.is_empty() {
            let iv = (self.counter | 1 << 127).to_be_bytes();
            self.enc.decrypt_cbc(self.enc.encrypt(iv), &mut data);
            let end = data.iter().rposition(|byte| *byte != 0).unwrap();
            assert_eq!(data[end], 0x80, "padding");
            data.truncate(end);
        }
        (data, status)
    }

    #[track_caller]
    pub fn send(
        &mut self,
        chip: &mut Chip,
        header: [u8; 4],
        data: &[u8],
        le: &[u8],
    ) -> (Vec<u8>, u16) {
        let command = self.wrap(header, data, le);
        self.unwrap(&chip.transmit(&command).answer.expect("the chip answers"))
    }

    #[track_caller]
    pub fn select(&mut self, chip: &mut Chip, id: u16) {
        let selected = self.send(chip, [0x80, 0xA4, 0x02, 0x0C], &id.to_be_bytes(), &[]);
        assert_eq!(selected, (vec![], 0x9000));
    }

    pub fn update(&mut self, chip: &mut Chip, offset: u16, data: &[u8]) -> u16 {
        let [hi, lo] = offset.to_be_bytes();
        self.send(chip, [0x80, 0xD6, hi, lo], data, &[]).1
    }

    pub fn read(&mut self, chip: &mut Chip, offset: u16, le: u8) -> (Vec<u8>, u16) {
        let [hi, lo] = offset.to_be_bytes();
        self.send(chip, [0x80, 0xB0, hi, lo], &[], &[le])
    }
}

fn derive(key: &[u8], constant: u8, size: usize, context: &[u8]) -> Vec<u8> {
    let prf = Aes::new(key);
    let block = |counter: u8| {
        let mut input = vec![0; 11];
        input.extend([constant, 0, 0, (size * 8) as u8, counter]);
        if size == 32 {
            input[13] = 1;
        }
        prf.cmac(&[&input, context])
    };
    [block(1), block(2)].concat()[..size].to_vec()
}

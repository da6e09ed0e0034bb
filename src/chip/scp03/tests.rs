//! The channel against a card that lies, cuts, repeats or was made for other keys.

use super::context::Context;
use super::kdf::{Constant, derive};
use super::mac::MacChain;
use super::padding::pad;
use super::session_keys::SessionKeys;
use super::*;
use crate::chip::apdu::{CommandApdu, MAX_DATA, ResponseApdu};
use crate::chip::keys::CardKeys;
use crate::chip::status_word::StatusWord;

const HOST: [u8; 16] = [0x5A; 16];
const CARD: [u8; 16] = [0xC3; 16];

fn keys(byte: u8) -> CardKeys {
    CardKeys::new(&[byte; 16], &[byte + 1; 16], &[byte + 2; 16]).unwrap()
}

fn protection(level: SecurityLevel) -> Protection {
    Protection { level, empty_c_dec: EmptyCDec::MacOnly }
}

fn challenge(mode: Mode) -> Challenge {
    match mode {
        Mode::S8 => Challenge::S8([0x5A; 8]),
        Mode::S16 => Challenge::S16(HOST),
    }
}

/// A card's answer to INITIALIZE UPDATE, made from its keys.
fn answer(mode: Mode, i: u8, card_keys: &CardKeys) -> Vec<u8> {
    let context = Context::new(&challenge(mode), &CARD[..mode.length()]);
    let session_keys = SessionKeys::derive(card_keys, &context);
    let mut cryptogram = [0; 16];
    let cryptogram = &mut cryptogram[..mode.length()];
    derive(&session_keys.s_mac, Constant::CardCryptogram, &context, cryptogram);
    let counter: &[u8] = if i & 0x10 == 0 { &[] } else { &[0, 0, 7] };
    let card_challenge = &CARD[..mode.length()];
    [&[0; 10][..], &[0x30, 0x03, i], card_challenge, cryptogram, counter].concat()
}

fn ask(mode: Mode, data: Vec<u8>, level: SecurityLevel) -> Result<HostAuthenticated, Scp03Error> {
    let answer = ResponseApdu::new(data, StatusWord::SUCCESS);
    InitializeUpdate::new(0x30, challenge(mode)).answered(&answer, &keys(1), protection(level))
}

fn open(level: SecurityLevel, mode: Mode) -> Channel {
    open_with(protection(level), mode)
}

fn open_with(protection: Protection, mode: Mode) -> Channel {
    let i = if mode == Mode::S8 { 0x70 } else { 0x71 };
    let shown = ResponseApdu::new(answer(mode, i, &keys(1)), StatusWord::SUCCESS);
    let asked = InitializeUpdate::new(0x30, challenge(mode));
    let host = asked.answered(&shown, &keys(1), protection).unwrap();
    host.answered(&ResponseApdu::new(vec![], StatusWord::SUCCESS)).unwrap()
}

/// The card's end of `open`, for the answer to the first command.
fn first_answer(level: SecurityLevel, wrapped: &CommandApdu, plain: &[u8]) -> ResponseApdu {
    let context = Context::new(&challenge(Mode::S8), &CARD[..8]);
    let session_keys = SessionKeys::derive(&keys(1), &context);
    let host = ask(Mode::S8, answer(Mode::S8, 0x70, &keys(1)), level).unwrap();
    let mut chain = MacChain::default();
    let authenticate = host.command();
    for command in [&authenticate, wrapped] {
        let (data, _) = command.data().split_at(command.data().len() - 8);
        let header = [command.cla, command.ins, command.p1, command.p2];
        chain.command(&session_keys.s_mac, header, data, 8);
    }
    let mut data = plain.to_vec();
    if level.has_r_enc() && !plain.is_empty() {
        let mut padded = pad(plain);
        let iv = session_keys.s_enc.encrypt_block((1_u128 | 0x80 << 120).to_be_bytes());
        session_keys.s_enc.cbc_encrypt(&iv, &mut padded);
        data = padded.to_vec();
    }
    let mac = chain.response(&session_keys.s_rmac, &data, StatusWord::SUCCESS);
    ResponseApdu::new([&data[..], &mac[..8]].concat(), StatusWord::SUCCESS)
}

fn read_binary() -> CommandApdu {
    CommandApdu::new(0x80, 0xB0, 0, 0).expecting(16)
}

const FULL: SecurityLevel = SecurityLevel::CMacCDecRMacREnc;

#[test]
fn a_card_with_other_keys_is_not_believed() {
    let shown = answer(Mode::S8, 0x70, &keys(9));
    assert_eq!(ask(Mode::S8, shown, FULL).unwrap_err(), Scp03Error::CardCryptogram);
}

#[test]
fn one_flipped_bit_in_challenge_or_cryptogram_ends_it() {
    let good = answer(Mode::S16, 0x71, &keys(1));
    assert!(ask(Mode::S16, good.clone(), FULL).is_ok());
    for bit in 13 * 8..(good.len() - 3) * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(ask(Mode::S16, bad, FULL).unwrap_err(), Scp03Error::CardCryptogram);
    }
}

#[test]
fn an_answer_cut_or_stretched_is_no_answer() {
    let good = answer(Mode::S8, 0x70, &keys(1));
    for length in (0..good.len()).chain([good.len() + 1, 255, 4096]) {
        let mut bad = good.clone();
        bad.resize(length, 0);
        assert_eq!(ask(Mode::S8, bad, FULL).unwrap_err(), Scp03Error::AnswerLength(length));
    }
}

#[test]
fn other_protocols_versions_and_options_are_named() {
    let good = answer(Mode::S8, 0x70, &keys(1));
    for (at, byte, error) in [
        (10, 0x31, Scp03Error::OtherKeyVersion { asked: 0x30, answered: 0x31 }),
        (11, 0x02, Scp03Error::OtherProtocol(0x02)),
        (12, 0x78, Scp03Error::ReservedOption(0x78)),
        (12, 0x71, Scp03Error::OtherMode(Mode::S16)),
        (12, 0x10, Scp03Error::LevelUnsupported(FULL)),
    ] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(ask(Mode::S8, bad, FULL).unwrap_err(), error);
    }
}

#[test]
fn a_short_challenge_refused_for_its_length_asks_for_the_long_one() {
    for (mode, error) in [
        (Mode::S8, Scp03Error::OtherMode(Mode::S16)),
        (Mode::S16, Scp03Error::Refused(StatusWord::WRONG_LENGTH)),
    ] {
        let refusal = ResponseApdu::new(vec![], StatusWord::WRONG_LENGTH);
        let asked = InitializeUpdate::new(0x30, challenge(mode));
        assert_eq!(asked.answered(&refusal, &keys(1), protection(FULL)).unwrap_err(), error);
    }
}

#[test]
fn a_card_that_refuses_our_cryptogram_gives_no_channel() {
    let host = ask(Mode::S8, answer(Mode::S8, 0x70, &keys(1)), FULL).unwrap();
    let refusal = ResponseApdu::new(vec![], StatusWord::AUTHENTICATION_FAILED);
    let error = host.answered(&refusal).unwrap_err();
    assert_eq!(error, Scp03Error::HostCryptogram(StatusWord::AUTHENTICATION_FAILED));
}

#[test]
fn a_flipped_bit_in_an_answer_ends_the_channel_for_good() {
    let wrapped = open(FULL, Mode::S8).wrap(&read_binary()).unwrap();
    let good = first_answer(FULL, &wrapped, b"0123456789abcdef");
    for bit in 0..good.data().len() * 8 {
        let mut channel = open(FULL, Mode::S8);
        channel.wrap(&read_binary()).unwrap();
        let mut bad = good.data().to_vec();
        bad[bit / 8] ^= 1 << (bit % 8);
        let bad = ResponseApdu::new(bad, StatusWord::SUCCESS);
        assert_eq!(channel.unwrap(bad), Err(Scp03Error::ResponseMac));
        assert_eq!(channel.unwrap(good.clone()), Err(Scp03Error::Ended));
        assert_eq!(channel.wrap(&read_binary()), Err(Scp03Error::Ended));
    }
}

#[test]
fn an_answer_opens_at_every_level_and_only_once() {
    for level in SecurityLevel::ALL.into_iter().filter(|level| level.has_r_mac()) {
        for plain in [&b""[..], b"x", b"0123456789abcdef"] {
            let mut channel = open(level, Mode::S8);
            let wrapped = channel.wrap(&read_binary()).unwrap();
            let answer = first_answer(level, &wrapped, plain);
            assert_eq!(channel.unwrap(answer.clone()).unwrap().data(), plain);
            // The same answer to the next command is a replay.
            channel.wrap(&read_binary()).unwrap();
            assert_eq!(channel.unwrap(answer), Err(Scp03Error::ResponseMac));
        }
    }
}

#[test]
fn a_status_changed_under_way_is_noticed() {
    let mut channel = open(FULL, Mode::S8);
    let wrapped = channel.wrap(&read_binary()).unwrap();
    let answer = first_answer(FULL, &wrapped, b"abc");
    let warned = ResponseApdu::new(answer.data().to_vec(), StatusWord(0x6282));
    assert_eq!(channel.unwrap(warned), Err(Scp03Error::ResponseMac));
}

#[test]
fn a_success_without_its_mac_is_not_believed() {
    for length in 0..8 {
        let mut channel = open(FULL, Mode::S8);
        channel.wrap(&read_binary()).unwrap();
        let bare = ResponseApdu::new(vec![0; length], StatusWord::SUCCESS);
        assert_eq!(channel.unwrap(bare), Err(Scp03Error::NoResponseMac(length)));
    }
}

#[test]
fn an_error_status_stands_alone() {
    let refusal = StatusWord::SECURITY_STATUS;
    let mut channel = open(FULL, Mode::S8);
    channel.wrap(&read_binary()).unwrap();
    let bare = ResponseApdu::new(vec![], refusal);
    assert_eq!(channel.unwrap(bare.clone()), Ok(bare));
    let with_data = ResponseApdu::new(vec![1; 8], refusal);
    assert_eq!(channel.unwrap(with_data), Err(Scp03Error::DataWithError(refusal)));
}

#[test]
fn a_command_without_data_is_wrapped_as_the_card_wants_it() {
    for (empty_c_dec, mode, length) in [
        (EmptyCDec::MacOnly, Mode::S8, 8),
        (EmptyCDec::EncryptedBlock, Mode::S8, 24),
        (EmptyCDec::MacOnly, Mode::S16, 16),
        (EmptyCDec::EncryptedBlock, Mode::S16, 32),
    ] {
        let mut channel = open_with(Protection { level: FULL, empty_c_dec }, mode);
        let wrapped = channel.wrap(&read_binary()).unwrap();
        assert_eq!((wrapped.cla, wrapped.data().len()), (0x84, length));
        assert_eq!(wrapped.expected(), Some(16));
    }
}

#[test]
fn the_largest_command_is_wrapped_and_one_byte_more_refused() {
    let update = |length| CommandApdu::new(0x84, 0xD6, 0, 0).with_data(vec![7; length]);
    for mode in [Mode::S8, Mode::S16] {
        let most = (MAX_DATA - mode.length()) / 16 * 16 - 1;
        let mut channel = open(FULL, mode);
        let wrapped = channel.wrap(&update(most)).unwrap();
        assert!(wrapped.data().len() <= MAX_DATA && wrapped.is_extended());
        let refused = channel.wrap(&update(most + 1));
        assert!(matches!(refused, Err(Scp03Error::TooLong(length)) if length > MAX_DATA));
    }
}

#[test]
fn debug_shows_no_key() {
    let text = format!("{:?}", open(FULL, Mode::S8));
    assert!(text.contains("AesKey(128 bits)") && !text.contains("bytes:"), "{text}");
}

//! SCP03 as a host meets it: levels, modes, chaining, and every way to lose the channel.

use super::host::{EmptyData, Host};
use super::*;

const BIODATA: u16 = 0x0103;

fn opened(s16: bool, level: u8) -> (Chip, Host) {
    let mut chip = manufacture(&profile(), s16);
    chip.power_on().unwrap();
    let host = Host::open(&mut chip, KeyLength::Aes128, s16, level);
    (chip, host)
}

#[test]
fn every_key_length_mode_and_level_writes_and_reads_a_file() {
    let image: Vec<u8> = (0..=255).cycle().take(1024).collect();
    for length in ALL_LENGTHS {
        for s16 in [false, true] {
            for level in [0x01, 0x03, 0x11, 0x13, 0x33] {
                let mut profile = profile();
                profile.channel.key_length = length;
                let mut chip = manufacture(&profile, s16);
                chip.power_on().unwrap();
                let mut host = Host::open(&mut chip, length, s16, level);
                host.select(&mut chip, BIODATA);
                for (n, piece) in image.chunks(223).enumerate() {
                    assert_eq!(host.update(&mut chip, n as u16 * 223, piece), 0x9000);
                }
                assert_eq!(chip.file(BIODATA), Some(&image[..]), "{length:?} {s16} {level:02X}");
                let mut read = Vec::new();
                while read.len() < image.len() {
                    let le = (image.len() - read.len()).min(223) as u8;
                    let (piece, sw) = host.read(&mut chip, read.len() as u16, le);
                    assert_eq!((piece.len(), sw), (le.into(), 0x9000));
                    read.extend(piece);
                }
                assert!(read == image, "{length:?} {s16} {level:02X}");
            }
        }
    }
}

#[test]
fn a_command_without_data_may_carry_an_encrypted_block() {
    for empty in [EmptyData::MacOnly, EmptyData::EncryptedBlock] {
        let (mut chip, mut host) = opened(false, 0x33);
        let activate = host.wrap_with([0x80, 0x44, 0, 0], &[], &[], empty);
        let answer = chip.transmit(&activate).answer.unwrap();
        assert_eq!(host.unwrap(&answer), (vec![], 0x9000));
        assert_eq!(chip.life_cycle(), 0x05);
    }
}

#[test]
fn other_security_levels_are_refused_and_the_challenge_is_spent() {
    for level in [0x00, 0x02, 0x10, 0x23, 0x30, 0x31, 0x3F, 0x43, 0x83] {
        let mut chip = powered(&profile());
        check(&mut chip, SELECT, SELECTED);
        let (_, command) = Host::initialize(&mut chip, KeyLength::Aes128, false, level);
        assert_eq!(chip.transmit(&command).answer.unwrap(), hex("6A86"), "{level:02X}");
        assert_eq!(chip.transmit(&command).answer.unwrap(), hex("6985"), "{level:02X}");
    }
}

#[test]
fn a_wrong_host_cryptogram_or_mac_authenticates_nobody() {
    for (byte, sw) in [(5, "6300"), (12, "6300"), (13, "6982"), (20, "6982")] {
        let mut chip = powered(&profile());
        check(&mut chip, SELECT, SELECTED);
        let (_, good) = Host::initialize(&mut chip, KeyLength::Aes128, false, 0x33);
        let mut wrong = good.clone();
        wrong[byte] ^= 1;
        assert_eq!(chip.transmit(&wrong).answer.unwrap(), hex(sw), "byte {byte}");
        assert_eq!(chip.transmit(&good).answer.unwrap(), hex("6985"), "one attempt each");
    }
}

#[test]
fn any_bit_turned_in_a_command_kills_the_channel_and_writes_nothing() {
    // The bit that only says "more to come" is no part of the logical command.
    let chained = 4;
    for bit in (0..8 * (5 + 32 + 8)).filter(|bit| *bit != chained) {
        let (mut chip, mut host) = opened(false, 0x33);
        host.select(&mut chip, BIODATA);
        let mut command = host.wrap([0x80, 0xD6, 0, 0], &[0xEE; 16], &[]);
        command[bit / 8] ^= 1 << (bit % 8);
        let refused = chip.transmit(&command).answer.unwrap();
        assert_ne!(refused[..1], [0x90], "bit {bit}");
        assert!(chip.file(BIODATA).unwrap().iter().all(|byte| *byte == 0), "bit {bit}");
    }
    let (mut chip, mut host) = opened(false, 0x33);
    let mut command = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    *command.last_mut().unwrap() ^= 1;
    assert_eq!(chip.transmit(&command).answer.unwrap(), hex("6982"));
    let next = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    assert_eq!(chip.transmit(&next).answer.unwrap(), hex("6982"), "the channel is dead");
}

#[test]
fn a_replayed_command_kills_the_channel() {
    let (mut chip, mut host) = opened(false, 0x33);
    let command = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    chip.transmit(&command);
    assert_eq!(chip.transmit(&command).answer.unwrap(), hex("6982"));
}

#[test]
fn a_plain_command_ends_the_channel() {
    let (mut chip, mut host) = opened(false, 0x33);
    check(&mut chip, "00A4020C020101", "6982");
    let next = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    assert_eq!(chip.transmit(&next).answer.unwrap(), hex("6982"));
    assert_eq!(chip.life_cycle(), 0x03);
}

#[test]
fn selecting_the_application_ends_the_channel() {
    let (mut chip, mut host) = opened(false, 0x33);
    check(&mut chip, SELECT, SELECTED);
    let next = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    assert_eq!(chip.transmit(&next).answer.unwrap(), hex("6982"));
}

#[test]
fn a_power_cycle_forgets_channel_and_selection() {
    let (mut chip, mut host) = opened(false, 0x33);
    let next = host.wrap([0x80, 0x44, 0, 0], &[], &[]);
    chip.power_off();
    assert_eq!(chip.transmit(&next).answer, None);
    chip.power_on();
    assert_eq!(chip.transmit(&next).answer.unwrap(), hex("6985"));
    check(&mut chip, "00A4020C020101", "6985");
    assert_eq!(chip.life_cycle(), 0x03);
}

#[test]
fn an_error_status_has_no_mac_and_the_channel_goes_on() {
    let (mut chip, mut host) = opened(false, 0x33);
    let missing = host.wrap([0x80, 0xA4, 0x02, 0x0C], &[0x09, 0x09], &[]);
    assert_eq!(chip.transmit(&missing).answer.unwrap(), hex("6A82"));
    host.select(&mut chip, BIODATA);
    assert_eq!(host.read(&mut chip, 1000, 100), (vec![0; 24], 0x6282), "a warning has one");
}

#[test]
fn long_data_comes_wrapped_and_chained_or_extended() {
    let data: Vec<u8> = (0..=255).cycle().take(1000).collect();
    for s16 in [false, true] {
        let (mut chip, mut host) = opened(s16, 0x33);
        host.select(&mut chip, BIODATA);
        let extended = host.wrap([0x80, 0xD6, 0, 0], &data, &[]);
        let answer = chip.transmit(&extended).answer.unwrap();
        assert_eq!(host.unwrap(&answer).1, 0x9000);
        assert_eq!(chip.file(BIODATA).unwrap()[..1000], data);

        let logical = host.wrap([0x80, 0xD6, 0, 24], &data, &[]);
        let pieces: Vec<&[u8]> = logical[7..].chunks(200).collect();
        for (n, piece) in pieces.iter().enumerate() {
            let last = n + 1 == pieces.len();
            let cla = if last { 0x84 } else { 0x94 };
            let short = [&[cla, 0xD6, 0, 24, piece.len() as u8], *piece].concat();
            let answer = chip.transmit(&short).answer.unwrap();
            assert_eq!(if last { host.unwrap(&answer).1 } else { 0x9000 }, 0x9000);
        }
        assert_eq!(chip.file(BIODATA).unwrap()[24..], data);
    }
}

#[test]
fn le_of_zero_gets_what_fits_and_more_than_fits_is_refused() {
    for (s16, level, most) in [
        (false, 0x33, 239),
        (true, 0x33, 239),
        (false, 0x13, 248),
        (true, 0x11, 240),
        (false, 1, 256),
    ] {
        let (mut chip, mut host) = opened(s16, level);
        host.select(&mut chip, 0x0104);
        assert_eq!(host.read(&mut chip, 0, 0).0.len(), most, "{level:02X}");
        if most < 255 {
            assert_eq!(host.read(&mut chip, 0, most as u8 + 1), (vec![], 0x6700), "{level:02X}");
        }
    }
}

#[test]
fn each_initialize_update_has_a_challenge_of_its_own() {
    let mut chip = powered(&profile());
    check(&mut chip, SELECT, SELECTED);
    let mut seen = Vec::new();
    for n in 1..=20u8 {
        let answer = answer(&mut chip, "8050300008000000000000000000");
        assert_eq!(answer[..10], [&UID[..], &[0, 0, 0]].concat());
        assert_eq!(answer[10..13], [0x30, 0x03, 0x70]);
        assert_eq!(answer[29..32], [0, 0, n], "the counter is kept");
        seen.push(answer[13..21].to_vec());
        chip.power_on();
        check(&mut chip, SELECT, SELECTED);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 20);
}

#[test]
fn initialize_update_is_refused_where_it_does_not_fit() {
    let mut chip = powered(&profile());
    check(&mut chip, "8050300008000000000000000000", "6985");
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, "8050310008000000000000000000", "6A88");
    check(&mut chip, "8050300108000000000000000000", "6A86");
    check(&mut chip, "80503000070000000000000000", "6700");
    check(&mut chip, "848233001000000000000000000000000000000000", "6985");
}

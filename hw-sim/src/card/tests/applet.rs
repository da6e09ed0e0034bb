//! Files, access rules and life cycle.

use super::host::Host;
use super::*;
use crate::card::{Lock, Work};

#[test]
fn a_virgin_chip_has_every_file_and_all_is_zero() {
    let chip = manufacture(&profile(), false);
    assert!(chip.is_virgin());
    assert_eq!((chip.uid(), chip.life_cycle()), (&UID[..], 0x03));
    let sizes: Vec<(u16, usize)> = chip.files().map(|(id, file)| (id, file.len())).collect();
    let expected =
        [(0x101, 3072), (0x102, 64), (0x103, 1024), (0x104, 1536), (0x105, 1024), (0x106, 1024)];
    assert_eq!(sizes[..6], expected);
    assert_eq!(sizes[6], (0x107, 160));
    assert!(chip.file(0x0101).unwrap().iter().all(|byte| *byte == 0));
    assert_eq!(chip.file(0x0108), None);
}

#[test]
fn the_application_is_selected_by_its_whole_name() {
    let mut chip = powered(&profile());
    check(&mut chip, "00A4020C020101", "6985");
    check(&mut chip, "00A4040006F0434554414B00", "6A82");
    check(&mut chip, "00A4040007F0434554414B0200", "6A82");
    check(&mut chip, "00A4040207F0434554414B0100", "6A86");
    check(&mut chip, "00A404000000", "6700");
    check(&mut chip, "00A4040000", SELECTED);
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, "00A4040C07F0434554414B01", "9000");
}

#[test]
fn without_a_channel_only_the_photo_is_read_and_nothing_is_written() {
    let mut chip = powered(&profile());
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, "00B0000004", "6986");
    check(&mut chip, "00A4020C020101", "9000");
    check(&mut chip, "00B0000004", "000000009000");
    check(&mut chip, "00D600000101", "6982");
    check(&mut chip, "80D600000101", "6982");
    check(&mut chip, "84D600000101", "6982");
    check(&mut chip, "80440000", "6982");
    for id in 2..=7 {
        check(&mut chip, &format!("00A4020C02010{id}"), "9000");
        check(&mut chip, "00B0000004", "6982");
    }
    assert!(chip.is_virgin());
}

#[test]
fn reads_end_where_the_file_ends() {
    let mut chip = powered(&profile());
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, "00A4020C020101", "9000");
    assert_eq!(answer(&mut chip, "00B0000000").len(), 258);
    assert_eq!(answer(&mut chip, "00B00000000000").len(), 3074, "extended: the whole file");
    check(&mut chip, "00B00BFF01", "009000");
    check(&mut chip, "00B00BFF02", "006282");
    check(&mut chip, "00B00C0001", "6B00");
    check(&mut chip, "00B07FFF01", "6B00");
    check(&mut chip, "00B0810001", "6A86");
    check(&mut chip, "00B00000", "6700");
    check(&mut chip, "00B000000101", "6700");
}

#[test]
fn what_is_not_known_is_refused_by_its_own_status() {
    let mut chip = powered(&profile());
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, "00A4020C020909", "6A82");
    check(&mut chip, "00A4020C0101", "6700");
    check(&mut chip, "00A4030C020101", "6A86");
    check(&mut chip, "80CA006600", "6A88");
    check(&mut chip, "00CA00E000", "6A88");
    check(&mut chip, "00100000", "6D00");
    check(&mut chip, "01A4020C020101", "6E00");
    check(&mut chip, "00A402", "6700");
}

#[test]
fn writes_stay_within_the_file() {
    let mut chip = powered(&profile());
    let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
    assert_eq!(host.update(&mut chip, 0, &[1]), 0x6986, "no file selected");
    host.select(&mut chip, 0x0102);
    assert_eq!(host.update(&mut chip, 0, &[]), 0x6700);
    assert_eq!(host.update(&mut chip, 0, &[1; 65]), 0x6700);
    assert_eq!(host.update(&mut chip, 63, &[1, 2]), 0x6700);
    assert_eq!(host.update(&mut chip, 64, &[1]), 0x6B00);
    assert_eq!(host.update(&mut chip, 0x8000, &[1]), 0x6A86);
    assert!(chip.is_virgin());
    assert_eq!(host.update(&mut chip, 63, &[7]), 0x9000);
    assert_eq!(chip.file(0x0102).unwrap()[62..], [0, 7]);
    assert!(!chip.is_virgin());
    chip.power_off();
    assert_eq!(chip.file(0x0102).unwrap()[62..], [0, 7], "it is not forgotten");
}

#[test]
fn after_the_lock_writing_goes_by_the_profile() {
    for (rewritable, again) in [(true, 0x9000), (false, 0x6985)] {
        let mut profile = profile();
        profile.personalized.rewritable = rewritable;
        let mut chip = powered(&profile);
        let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
        host.select(&mut chip, 0x0102);
        assert_eq!(host.update(&mut chip, 0, &[1]), 0x9000);
        assert_eq!(host.send(&mut chip, [0x80, 0x44, 0, 1], &[], &[]).1, 0x6A86);
        assert_eq!(host.send(&mut chip, [0x80, 0x44, 0, 0], &[], &[]).1, 0x9000);
        assert_eq!(host.update(&mut chip, 0, &[2]), again, "{rewritable}");
        chip.power_on();
        check(&mut chip, SELECT, "6F0C8407F0434554414B018A01059000");
    }
    let mut profile = profile();
    profile.personalized.lock = Lock::None;
    let mut chip = powered(&profile);
    let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
    assert_eq!(host.send(&mut chip, [0x80, 0x44, 0, 0], &[], &[]).1, 0x6D00);
}

#[test]
fn the_reader_tells_the_uid_without_asking_the_application() {
    let mut chip = powered(&profile());
    check(&mut chip, "FFCA000000", "04A1B2C3D4E5F69000");
    check(&mut chip, "FFCA000007", "04A1B2C3D4E5F69000");
    check(&mut chip, "FFCA000004", "6C07");
    check(&mut chip, "FFCA00000A", "04A1B2C3D4E5F66282");
    check(&mut chip, "FFCA010000", "6A81");
    check(&mut chip, "FF82000000", "6D00");
    assert_eq!(chip.transmit(&hex("FFCA000000")).work, Work::default());
    chip.power_off();
    assert_eq!(chip.transmit(&hex("FFCA000000")).answer, None);
}

#[test]
fn work_counts_bytes_on_the_air_and_pages_touched() {
    let mut chip = powered(&profile());
    let work = chip.transmit(&hex(SELECT)).work;
    assert_eq!((work.bytes_in, work.bytes_out, work.pages_programmed), (13, 16, 0));
    let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
    host.select(&mut chip, 0x0103);
    for (offset, length, pages) in [(0, 1, 1), (0, 128, 1), (127, 2, 2), (1, 128, 2), (0, 223, 2)] {
        let [hi, lo] = u16::to_be_bytes(offset);
        let command = host.wrap([0x80, 0xD6, hi, lo], &vec![9; length], &[]);
        let work = chip.transmit(&command).work;
        let expected = Work { bytes_in: command.len(), bytes_out: 10, pages_programmed: pages };
        assert_eq!(work, expected, "{length} bytes at {offset}");
    }
}

#[test]
fn random_bytes_are_answered_and_change_nothing() {
    let mut dice = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice
    };
    let mut chip = powered(&profile());
    for _ in 0..50_000 {
        let mut command: Vec<u8> = (0..next() % 24).map(|_| next() as u8).collect();
        // Half of them near to real ones, so that more than the first check is reached.
        if let (true, [cla, ins, ..]) = (next().is_multiple_of(2), &mut command[..]) {
            *cla = [0x00, 0x80, 0x84, 0x94][*cla as usize % 4];
            *ins = [0xA4, 0xB0, 0xD6, 0x50, 0x82, 0x44, 0xCA][*ins as usize % 7];
        }
        if next().is_multiple_of(16) {
            command = hex(SELECT);
        }
        let answer = chip.transmit(&command).answer.expect("an answer to whatever comes");
        assert!(answer.len() >= 2);
    }
    assert!(chip.is_virgin());
}

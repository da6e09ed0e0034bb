//! Each flaw does what it says, and no more.

use super::host::Host;
use super::*;
use crate::card::Flaw;

const CONTROL: u16 = 0x0102;

fn opened() -> (Chip, Host) {
    let mut chip = powered(&profile());
    let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
    host.select(&mut chip, CONTROL);
    (chip, host)
}

#[test]
fn a_mute_chip_has_a_uid_and_no_voice() {
    let mut chip = powered(&profile());
    chip.flaw(Flaw::Mute);
    check(&mut chip, "FFCA000000", "04A1B2C3D4E5F69000");
    assert_eq!(chip.transmit(&hex(SELECT)).answer, None);
    chip.flaw(Flaw::None);
    check(&mut chip, SELECT, SELECTED);
}

#[test]
fn a_chip_falls_silent_after_so_many_commands_for_good() {
    let mut chip = powered(&profile());
    chip.flaw(Flaw::MuteAfter(2));
    check(&mut chip, SELECT, SELECTED);
    check(&mut chip, SELECT, SELECTED);
    assert_eq!(chip.transmit(&hex(SELECT)).answer, None);
    chip.power_on();
    assert_eq!(chip.transmit(&hex(SELECT)).answer, None);
}

#[test]
fn writes_fail_after_so_many_and_change_nothing() {
    let (mut chip, mut host) = opened();
    chip.flaw(Flaw::WriteFails { after_writes: 2 });
    assert_eq!(host.update(&mut chip, 0, &[1]), 0x9000);
    assert_eq!(host.update(&mut chip, 1, &[2]), 0x9000);
    assert_eq!(host.update(&mut chip, 2, &[3]), 0x6581);
    assert_eq!(host.update(&mut chip, 2, &[3]), 0x6581, "and go on failing");
    assert_eq!(chip.file(CONTROL).unwrap()[..3], [1, 2, 0]);
    assert_eq!(host.read(&mut chip, 0, 3), (vec![1, 2, 0], 0x9000));
}

#[test]
fn a_torn_write_leaves_half_and_no_answer_until_power_comes_back() {
    let (mut chip, mut host) = opened();
    chip.flaw(Flaw::TornWrite { after_writes: 1 });
    assert_eq!(host.update(&mut chip, 0, &[1; 8]), 0x9000);
    let command = host.wrap([0x80, 0xD6, 0, 0], &[2; 8], &[]);
    let reply = chip.transmit(&command);
    assert_eq!((reply.answer, reply.work.bytes_out), (None, 0));
    assert_eq!(chip.file(CONTROL).unwrap()[..8], [2, 2, 2, 2, 1, 1, 1, 1]);
    assert_eq!(chip.transmit(&hex(SELECT)).answer, None);
    chip.power_on();
    let mut host = Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
    host.select(&mut chip, CONTROL);
    assert_eq!(host.update(&mut chip, 0, &[3; 8]), 0x9000, "torn once only");
}

#[test]
fn bit_rot_shows_on_reading_back() {
    let (mut chip, mut host) = opened();
    chip.flaw(Flaw::BitRot);
    assert_eq!(host.update(&mut chip, 0, &[0x10, 0x20]), 0x9000);
    assert_eq!(host.read(&mut chip, 0, 2), (vec![0x10, 0x21], 0x9000));
}

#[test]
fn answers_are_cut_to_what_the_flaw_says() {
    let mut chip = powered(&profile());
    for bytes in [0, 1] {
        chip.flaw(Flaw::ShortAnswers { bytes });
        assert_eq!(answer(&mut chip, SELECT).len(), bytes);
    }
}

#[test]
fn foreign_keys_show_in_the_card_cryptogram_and_leave_with_the_flaw() {
    let mut chip = powered(&profile());
    check(&mut chip, SELECT, SELECTED);
    chip.flaw(Flaw::WrongKeys);
    let (_, command) = Host::initialize(&mut chip, KeyLength::Aes128, false, 0x33);
    assert_eq!(chip.transmit(&command).answer.unwrap(), hex("6300"));
    chip.flaw(Flaw::None);
    Host::open(&mut chip, KeyLength::Aes128, false, 0x33);
}

#[test]
#[should_panic(expected = "R-MAC")]
fn a_wrong_r_mac_is_seen_by_a_host_that_looks() {
    let (mut chip, mut host) = opened();
    chip.flaw(Flaw::WrongMac);
    host.read(&mut chip, 0, 4);
}

#[test]
fn a_wrong_r_mac_leaves_answers_that_have_none() {
    let (mut chip, mut host) = opened();
    chip.flaw(Flaw::WrongMac);
    assert_eq!(host.update(&mut chip, 64, &[1]), 0x6B00);
    check(&mut chip, SELECT, SELECTED);
}

#[test]
fn a_random_uid_is_drawn_anew_at_each_power_up() {
    let mut chip = powered(&profile());
    chip.flaw(Flaw::RandomUid);
    let mut seen = Vec::new();
    for _ in 0..10 {
        chip.power_on();
        let uid = answer(&mut chip, "FFCA000000");
        assert_eq!((uid.len(), uid[0]), (6, 0x08));
        assert_eq!(uid[..4], *chip.uid());
        seen.push(uid);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 10);
}

#[test]
fn a_used_chip_is_no_virgin_and_stays_so() {
    let mut chip = powered(&profile());
    chip.flaw(Flaw::AlreadyUsed);
    chip.flaw(Flaw::None);
    assert!(!chip.is_virgin());
    check(&mut chip, SELECT, "6F0C8407F0434554414B018A01059000");
    assert!(chip.files().all(|(_, content)| content.iter().any(|byte| *byte != 0)));
}

#[test]
fn a_terminated_chip_names_its_state_and_does_nothing() {
    let mut chip = powered(&profile());
    chip.flaw(Flaw::Terminated);
    check(&mut chip, SELECT, "6F0C8407F0434554414B018A010C6285");
    check(&mut chip, "00A4020C020101", "6985");
    check(&mut chip, "8050300008000000000000000000", "6985");
}

#[test]
fn a_dead_chip_has_no_atr() {
    let mut chip = manufacture(&profile(), false);
    assert_eq!(chip.power_on(), Some(&[0x3B, 0x80, 0x80, 0x01, 0x01][..]));
    chip.flaw(Flaw::Dead);
    assert_eq!(chip.power_on(), None);
    assert!(!chip.answers_the_field());
    assert_eq!(chip.transmit(&hex("FFCA000000")).answer, None);
}

//! The chip as a whole. Whether its SCP03 is right is shown by recorded exchanges (`vectors`) and
//! by an independent host in `tests/it/sim_reader.rs`; the small host here only drives it.

mod applet;
mod channel;
mod flaws;
mod host;
mod vectors;

use super::{Chip, ChipOrder, ChipProfile, KeyLength};

pub(super) const PROFILE: &str = include_str!("../../../../card-layouts/ktp-el/chip.toml");
const MASTER: [u8; 32] = [0x4B; 32];
const UID: [u8; 7] = [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6];
const SELECT: &str = "00A4040007F0434554414B0100";
const SELECTED: &str = "6F0C8407F0434554414B018A01039000";

pub(super) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "hexadecimal digits come in pairs");
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn profile() -> ChipProfile {
    ChipProfile::parse(PROFILE).unwrap()
}

fn manufacture(profile: &ChipProfile, s16: bool) -> Chip {
    Chip::manufacture(&ChipOrder { uid: UID.into(), master_key: &MASTER, profile, s16 })
}

/// Powered, nothing selected.
fn powered(profile: &ChipProfile) -> Chip {
    let mut chip = manufacture(profile, false);
    chip.power_on().unwrap();
    chip
}

#[track_caller]
fn answer(chip: &mut Chip, command: &str) -> Vec<u8> {
    chip.transmit(&hex(command)).answer.expect("the chip answers")
}

#[track_caller]
fn check(chip: &mut Chip, command: &str, expected: &str) {
    assert_eq!(answer(chip, command), hex(expected), "{command}");
}

const ALL_LENGTHS: [KeyLength; 3] = [KeyLength::Aes128, KeyLength::Aes192, KeyLength::Aes256];

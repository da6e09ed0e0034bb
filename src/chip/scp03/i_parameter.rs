//! The i-parameter, Amendment D §5.1 table 5-1: which options of SCP03 this card works with.

use super::challenge::Mode;
use super::error::Scp03Error;
use super::level::SecurityLevel;

const S16: u8 = 0x01;
const PSEUDO_RANDOM: u8 = 0x10;
const R_MAC: u8 = 0x20;
const R_ENC: u8 = 0x40;

/// Options of one card, none of them reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IParameter(u8);

impl IParameter {
    pub fn new(byte: u8) -> Result<Self, Scp03Error> {
        let reserved = byte & !(S16 | PSEUDO_RANDOM | R_MAC | R_ENC) != 0;
        let encryption_without_mac = byte & (R_MAC | R_ENC) == R_ENC;
        if reserved || encryption_without_mac {
            return Err(Scp03Error::ReservedOption(byte));
        }
        Ok(Self(byte))
    }

    pub fn mode(self) -> Mode {
        if self.0 & S16 == 0 { Mode::S8 } else { Mode::S16 }
    }

    /// Card challenges follow a sequence counter, which INITIALIZE UPDATE then tells.
    pub fn is_pseudo_random(self) -> bool {
        self.0 & PSEUDO_RANDOM != 0
    }

    pub fn supports(self, level: SecurityLevel) -> bool {
        (!level.has_r_mac() || self.0 & R_MAC != 0) && (!level.has_r_enc() || self.0 & R_ENC != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_options_are_refused() {
        for byte in 0..=u8::MAX {
            let known = [0x00, 0x01, 0x10, 0x11, 0x20, 0x21, 0x30, 0x31, 0x60, 0x61, 0x70, 0x71];
            assert_eq!(IParameter::new(byte).is_ok(), known.contains(&byte), "{byte:02X}");
        }
    }

    #[test]
    fn a_card_without_response_protection_supports_command_levels_only() {
        for (byte, supported) in [(0x10, &[0x01, 0x03][..]), (0x31, &[0x01, 0x03, 0x11, 0x13])] {
            let options = IParameter::new(byte).unwrap();
            let levels = SecurityLevel::ALL.into_iter().filter(|level| options.supports(*level));
            assert_eq!(levels.map(SecurityLevel::p1).collect::<Vec<_>>(), supported);
        }
    }
}

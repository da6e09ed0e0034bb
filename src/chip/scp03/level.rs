//! Security levels, Amendment D §7.1.2.1 table 7-4: what is protected once the channel stands.

use std::fmt;

/// P1 of EXTERNAL AUTHENTICATE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum SecurityLevel {
    CMac = 0x01,
    CMacCDec = 0x03,
    CMacRMac = 0x11,
    CMacCDecRMac = 0x13,
    CMacCDecRMacREnc = 0x33,
}

impl SecurityLevel {
    pub const ALL: [Self; 5] =
        [Self::CMac, Self::CMacCDec, Self::CMacRMac, Self::CMacCDecRMac, Self::CMacCDecRMacREnc];

    pub fn from_p1(p1: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.p1() == p1)
    }

    pub fn p1(self) -> u8 {
        self as u8
    }

    /// Command data is encrypted.
    pub fn has_c_dec(self) -> bool {
        self.p1() & 0x02 != 0
    }

    /// Answers carry a MAC.
    pub fn has_r_mac(self) -> bool {
        self.p1() & 0x10 != 0
    }

    /// Answer data is encrypted.
    pub fn has_r_enc(self) -> bool {
        self.p1() & 0x20 != 0
    }
}

impl fmt::Display for SecurityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.p1())
    }
}

/// What a command without data becomes under C-DECRYPTION; cards differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyCDec {
    /// It stays empty but for its MAC, as §6.2.6 says.
    #[default]
    MacOnly,
    /// It carries one encrypted block of padding.
    EncryptedBlock,
}

/// How a channel protects what goes through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    pub level: SecurityLevel,
    pub empty_c_dec: EmptyCDec,
}

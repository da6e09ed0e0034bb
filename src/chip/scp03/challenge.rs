//! Challenges, Amendment D §6.2.2.1: 8 bytes in S8 mode, 16 in S16 mode. The mode is the card's;
//! it shows in its i-parameter, and the cryptograms and MACs have the same length.

/// Length of challenge, cryptogram and MAC on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    S8,
    S16,
}

impl Mode {
    pub fn length(self) -> usize {
        match self {
            Self::S8 => 8,
            Self::S16 => 16,
        }
    }
}

/// Fresh random bytes of the host, drawn by the caller for one INITIALIZE UPDATE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    S8([u8; 8]),
    S16([u8; 16]),
}

impl Challenge {
    pub fn mode(&self) -> Mode {
        match self {
            Self::S8(_) => Mode::S8,
            Self::S16(_) => Mode::S16,
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::S8(bytes) => bytes,
            Self::S16(bytes) => bytes,
        }
    }
}

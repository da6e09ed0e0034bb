//! What can go wrong in a secure channel, by who is at fault.

use thiserror::Error;

use super::super::status_word::StatusWord;
use super::challenge::Mode;
use super::level::SecurityLevel;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Scp03Error {
    #[error("card refused: {0}")]
    Refused(StatusWord),
    #[error("INITIALIZE UPDATE answered {0} bytes, which is no answer of SCP03")]
    AnswerLength(usize),
    #[error("card speaks secure channel protocol {0:02X}, not 03")]
    OtherProtocol(u8),
    #[error("card answered with key version {answered:02X} instead of {asked:02X}")]
    OtherKeyVersion { asked: u8, answered: u8 },
    #[error("i-parameter {0:02X} uses bits that the standard reserves")]
    ReservedOption(u8),
    /// Not a fault yet: begin again with a challenge of this mode.
    #[error("card works in {0:?} mode")]
    OtherMode(Mode),
    #[error("card does not support security level {0}")]
    LevelUnsupported(SecurityLevel),
    /// The card does not hold our keys, or somebody stands in between.
    #[error("card cryptogram is wrong")]
    CardCryptogram,
    /// The card does not believe that we hold its keys.
    #[error("card refused the host cryptogram: {0}")]
    HostCryptogram(StatusWord),
    #[error("answer of {0} bytes is too short for its MAC")]
    NoResponseMac(usize),
    #[error("response MAC is wrong")]
    ResponseMac,
    #[error("response data does not decrypt to padded data")]
    ResponsePadding,
    #[error("error status {0} came with data")]
    DataWithError(StatusWord),
    #[error("wrapped command of {0} data bytes exceeds an extended APDU")]
    TooLong(usize),
    #[error("secure channel has ended")]
    Ended,
}

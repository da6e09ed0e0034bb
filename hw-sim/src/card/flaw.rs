//! What can be wrong with one chip. The world plants flaws; the chip only has them.

/// One flaw at a time; `AlreadyUsed` and `Terminated` change the chip for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    /// Answers to the field (ATR, UID), then to no command.
    Mute,
    /// Answers `n` more commands, then none ever again.
    MuteAfter(u32),
    /// After so many more UPDATE BINARY every one answers 6581 and writes nothing.
    WriteFails {
        after_writes: u32,
    },
    /// After so many more UPDATE BINARY one writes half its bytes, and the chip stays mute until
    /// the next power-up: a card torn from the field.
    TornWrite {
        after_writes: u32,
    },
    /// One bit of the last byte of every write is stored wrong.
    BitRot,
    /// Every answer is cut to its first bytes: 0 or 1.
    ShortAnswers {
        bytes: usize,
    },
    /// A chip of another issuer: its static keys are not ours.
    WrongKeys,
    /// One bit of every R-MAC is wrong.
    WrongMac,
    /// A single-size UID `08…` drawn anew at each power-up.
    RandomUid,
    /// Somebody personalized it before: files are not empty, life cycle operational.
    AlreadyUsed,
    /// Life cycle 0Ch.
    Terminated,
    /// No answer to the field: no ATR, no UID, and a reader sees no card.
    Dead,
}

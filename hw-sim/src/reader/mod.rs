//! The simulated reader: a slot that holds whatever card the world lays there, served over a
//! UNIX socket to the IFD handler that a private, stock pcscd loads.

mod notifier;
mod pcscd;
mod serve;
mod user;

pub use notifier::Notifier;
pub use pcscd::{Pcscd, PcscdError, PcscdOrder, ReaderLine};
pub use serve::{ReaderLimits, ReaderServer};

/// One reader's slot. Presence is asked often; `transmit` may take as long as a card does.
pub trait Slot: Send {
    /// A card that answers the field lies here. One that took another's place between two looks
    /// is first seen as none, or pcscd would let an old handle talk to the new card.
    fn present(&mut self) -> bool;

    /// Powers the card up (a reset, if it was on) or down. The ATR; `None`: off, or no answer.
    fn power(&mut self, on: bool) -> Option<Vec<u8>>;

    /// One APDU to the card; `FF CA 00 00 00` reads the UID.
    fn transmit(&mut self, command: &[u8]) -> Transmitted;
}

/// What came of an APDU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transmitted {
    /// Whatever the card said, also too little.
    Answer(Vec<u8>),
    /// The card was pulled away.
    Gone,
    /// The card never answered.
    TimeOut,
    /// The line to the card broke.
    Failed,
    /// The reader itself is gone.
    ReaderLost,
}

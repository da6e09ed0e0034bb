//! Secure Channel Protocol '03', the host's side: GlobalPlatform Card Specification v2.3,
//! Amendment D v1.2. One file a chapter; states are types that hold only what exists then:
//!
//! `InitializeUpdate` → (card proved its keys) → `HostAuthenticated` → (card accepted ours) →
//! `Channel`. Bytes in, bytes out: the challenge comes from the caller, nothing is transmitted.
//!
//! Whatever a card answers ends in a value of `Scp03Error`, and a channel that failed once stays
//! dead. Cryptograms and MACs are compared in constant time.

mod challenge;
mod channel;
mod context;
mod counter;
mod cryptogram;
mod error;
mod external_authenticate;
mod i_parameter;
mod initialize_update;
mod kdf;
mod level;
mod mac;
mod padding;
mod session_keys;

pub use challenge::{Challenge, Mode};
pub use channel::Channel;
pub use error::Scp03Error;
pub use external_authenticate::HostAuthenticated;
pub use i_parameter::IParameter;
pub use initialize_update::InitializeUpdate;
pub use level::{EmptyCDec, Protection, SecurityLevel};

#[cfg(test)]
mod recorded;
#[cfg(test)]
mod tests;

//! The simulated source of Print Ready Records: a synthetic population, the rules of leases, and
//! the HTTPS door to them. `Source` is sans-I/O (request and time in, answer out); `serve` is its
//! thin edge. Nobody here exists: every NIK has province code 99, which is not allotted.

pub mod cast;
pub mod chip_data;
pub mod deeds;
pub mod fault;
pub mod inbox;
pub mod lease;
pub mod ledger;
pub mod minutiae;
pub mod names;
pub mod pen;
pub mod person;
pub mod pictures;
pub mod population;
pub mod portrait;
pub mod prr;
pub mod random;
pub mod route;
pub mod serve;
pub mod signer;
mod tls;
pub mod truth;

pub use chip_data::ChipDataProfile;
pub use fault::{Fault, FaultRule, Spoil, Verb};
pub use inbox::write_inbox;
pub use lease::{LeaseOrder, Refusal, Source};
pub use ledger::{Lease, Ledger, Outcome, Phase};
pub use population::Population;
pub use route::{Answer, Method, Reply, Request};
pub use serve::{Door, SourceServer, serve};
pub use signer::Signers;

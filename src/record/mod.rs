//! NIK, record states, the signed Print Ready Record, reasons and papers.
//! Values in, values out: nothing here knows a file, a socket or a clock.

pub mod biodata;
pub mod claims;
pub mod digest;
mod hex;
pub mod json;
pub mod jws;
pub mod nik;
pub mod print_ready_record;
pub mod reason;
pub mod refusal;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;
pub mod trust;
pub mod uid;

pub use biodata::{Biodata, BiodataFault, Kind};
pub use digest::{Mac, SearchKey};
pub use json::JsonFault;
pub use jws::{JwsError, SigningKey};
pub use nik::{Nik, NikError, NikWarning, Sex};
pub use print_ready_record::{Expected, PrintReadyRecord};
pub use reason::{Paper, Reason, ReasonError};
pub use refusal::RecordRefusal;
pub use state::{DeskAdvice, RecordState, StateError};
pub use trust::{
    ChipSignature, ChipSignatureError, Kid, KidError, PublicKey, RecordTrust, verify_chip_signature,
};
pub use uid::{Uid, UidError};

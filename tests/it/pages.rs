//! The pages as programs meet them: plain HTTP, and bytes that no browser sends. Who may come by
//! each way in, what becomes of a request that means harm, and how much a first page weighs.

mod desk;
mod hostile;
mod kept;
mod limits;
mod rights;
mod sign_in;
mod sittings;
mod slow;
mod tls;
mod visitor;
mod weight;

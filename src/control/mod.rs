//! The control socket: what changes something goes to the daemon through it. One line of JSON a
//! message; the caller is who the kernel says it is.

pub mod checkup;
pub mod counter;
mod night;
mod client;
mod lines;
mod describe;
pub mod paper;
mod people;
pub mod plan;
pub mod rights;
mod server;
pub mod stock;
mod transfer;
pub mod wire;

pub use client::{Client, ControlError};
pub use describe::{asked, describe};
pub use people::{Asked, Asks, Short, perform};
pub use server::{Server, Stopper, failed};
pub use wire::{Done, Failed, Reply, Request, Signature};

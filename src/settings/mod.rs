//! What people write for the program: TOML, read key by key. A key that is not known is refused
//! with the nearest one that is.

pub mod batch;
pub mod counter;
pub mod keys;
pub mod station_file;
mod stock;
pub mod web;

pub use batch::{BatchSettings, Class, LaneLimits, TemperatureWindow};
pub use counter::{CounterSettings, SuketSettings};
pub use keys::{KeyFault, Keys};
pub use station_file::{LaneSettings, SettingsError, StationFile};
pub use stock::REORDER_AT;
pub use web::WebSettings;

/// Every key that may be left out, with what holds without it, as comments for a new file.
pub const OPTIONAL: &str = include_str!("optional.toml");

#[cfg(test)]
mod tests;

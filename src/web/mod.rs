//! The counter in a browser: pages that the daemon draws itself, on the same commands as the
//! command line. `routes.rs` is the only way in; whatever comes by it has passed `guard.rs`.

mod api;
mod asset;
mod books;
mod crowd;
mod fault;
mod fields;
mod guard;
mod kept;
mod live;
mod page;
mod png;
mod routes;
mod serve;
mod session;
mod view;
mod work;

pub use routes::{Route, Who, table};
pub use serve::{Pages, WebError};

use std::sync::Arc;

use jiff::tz::Offset;
use tokio::sync::watch;

use self::api::Api;
use self::kept::Kept;
use self::session::Sessions;
use self::work::Work;
use crate::control::checkup::Check;
use crate::station::Shift;

/// Looks at every device, file and certificate.
pub type Checkup = Box<dyn Fn() -> Vec<Check> + Send + Sync>;

/// What all pages share.
pub struct Web {
    pub site: Site,
    shift: Arc<Shift>,
    sessions: Sessions,
    kept: Kept,
    work: Work,
    api: Api,
    /// Number of the journal's last entry.
    pulse: watch::Receiver<u64>,
    checkup: Checkup,
    /// Makes the first kepala.
    code: String,
    first: std::sync::Mutex<()>,
    stopping: watch::Receiver<bool>,
}

/// Where the pages are, and whose.
#[derive(Debug, Clone)]
pub struct Site {
    pub station: String,
    pub office: String,
    pub zone: Offset,
    /// `https`, or `http` on this computer alone.
    pub scheme: &'static str,
}

impl Web {
    /// Nobody can sign in yet.
    fn first_start(&self) -> bool {
        !self.shift.station.has_people()
    }
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Web").field("site", &self.site).finish_non_exhaustive()
    }
}

//! The folder form for an office without a line: leases signed as ever, laid down as files that
//! a courier carries to the station's `inbox/`. Each names its own job.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

use super::lease::{LeaseOrder, Refusal, Source, lease_id};

#[derive(Debug, Error)]
pub enum InboxError {
    #[error("no lease for job {job}")]
    Lease {
        job: String,
        #[source]
        reason: Refusal,
    },
    #[error("lease for job {job} can't be written")]
    Write {
        job: String,
        #[source]
        reason: io::Error,
    },
}

/// Writes `<lease>.jws` for each order into `inbox`; a file is complete once it has its name.
pub fn write_inbox(
    source: &mut Source,
    inbox: &Path,
    orders: &[LeaseOrder<'_>],
    now: Timestamp,
) -> Result<Vec<PathBuf>, InboxError> {
    let mut written = Vec::new();
    for order in orders {
        let job = || order.job.to_owned();
        let jws =
            source.lease(order, now).map_err(|reason| InboxError::Lease { job: job(), reason })?;
        let path = inbox.join(format!("{}.jws", lease_id(order)));
        place(&path, jws.as_bytes()).map_err(|reason| InboxError::Write { job: job(), reason })?;
        written.push(path);
    }
    Ok(written)
}

fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let aside = path.with_extension("partial");
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    file.write_all(bytes)?;
    fs::rename(&aside, path)
}

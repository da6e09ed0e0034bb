//! Whom pcscd runs as. A rig started by root runs it unprivileged: as root it would overwrite and
//! remove the pid file of the machine's own pcscd.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

/// `nobody` and `nogroup` on Debian.
pub(super) const UNPRIVILEGED: u32 = 65_534;

pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Lets pcscd, and nobody else but root, use this file or socket.
pub(super) fn hand_over(path: &Path) -> io::Result<()> {
    if is_root() { chown(path, Some(UNPRIVILEGED), Some(UNPRIVILEGED)) } else { Ok(()) }
}

/// Lets pcscd walk into `folder`, not list it.
pub(super) fn open_to_walk(folder: &Path) -> io::Result<()> {
    if !is_root() {
        return Ok(());
    }
    let mode = folder.metadata()?.mode();
    std::fs::set_permissions(folder, Permissions::from_mode(mode | 0o011))
}

/// The first folder on the way to `path` that pcscd can't walk into.
pub(super) fn closed_folder(path: &Path) -> Option<PathBuf> {
    if !is_root() {
        return None;
    }
    let closed = |folder: &&Path| folder.metadata().is_ok_and(|meta| meta.mode() & 0o001 == 0);
    path.ancestors().skip(1).find(closed).map(Path::to_path_buf)
}

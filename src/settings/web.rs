//! `[web]`: where browsers find the counter. Beyond this computer only by TLS.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::keys::{KeyFault, Keys};

/// A person who does nothing for so long has gone.
const IDLE_MINUTES: u32 = 15;
/// A working day.
const SIGNED_IN_HOURS: u32 = 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSettings {
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// After so long without a click one signs in again.
    pub idle: Duration,
    /// After so long one signs in again in any case.
    pub signed_in: Duration,
}

pub(super) fn read_web(
    keys: Option<Keys<'_>>,
    base: &Path,
) -> Result<Option<WebSettings>, KeyFault> {
    let Some(mut keys) = keys else { return Ok(None) };
    let listen = keys.text("listen")?;
    let listen: SocketAddr =
        listen.parse().map_err(|_| keys.wrong("listen", "an address with port, 127.0.0.1:8440"))?;
    let certificate = keys.maybe_text("certificate")?.map(|path| base.join(path));
    let key = keys.maybe_text("key")?.map(|path| base.join(path));
    let tls = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) if listen.ip().is_loopback() => None,
        (None, None) => {
            return Err(keys.wrong("listen", "on this computer, or with `certificate` and `key`"));
        }
        (Some(_), None) => return Err(keys.missing("key")),
        (None, Some(_)) => return Err(keys.missing("certificate")),
    };
    let idle = keys.maybe_whole("idle_minutes", 1..=240)?.unwrap_or(IDLE_MINUTES);
    let hours = keys.maybe_whole("signed_in_hours", 1..=24)?.unwrap_or(SIGNED_IN_HOURS);
    keys.finish()?;
    let minutes = |minutes: u32| Duration::from_secs(u64::from(minutes) * 60);
    Ok(Some(WebSettings { listen, tls, idle: minutes(idle), signed_in: minutes(hours * 60) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<WebSettings>, KeyFault> {
        let table: toml::Table = text.parse().unwrap();
        read_web(Keys::new(&table, "").table("web")?, Path::new("office"))
    }

    #[test]
    fn it_listens_beyond_this_computer_only_by_tls() {
        assert_eq!(read("").unwrap(), None);
        for here in ["127.0.0.1:8440", "[::1]:0"] {
            let read = read(&format!("[web]\nlisten = '{here}'\n")).unwrap().unwrap();
            assert_eq!((read.tls, read.idle.as_secs()), (None, 900));
        }
        let tls = "certificate = 'loket.pem'\nkey = 'loket.key'\n";
        let beyond = "[web]\nlisten = '0.0.0.0:8440'\n";
        let pair = (PathBuf::from("office/loket.pem"), PathBuf::from("office/loket.key"));
        assert_eq!(read(&format!("{beyond}{tls}")).unwrap().unwrap().tls, Some(pair));
        for wrong in [beyond, "[web]\nlisten = 'x'\n", "[web]\n"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        for half in tls.lines() {
            assert!(read(&format!("{beyond}{half}\n")).is_err(), "{half}");
        }
    }
}

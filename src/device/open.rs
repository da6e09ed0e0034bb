//! Device URIs: the one place that turns what the configuration says into something that acts.
//! A URI that can't be understood is refused with the known forms, and nothing is opened.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use super::certificate::{self, CertificateError};
use super::clock::SystemClock;
use super::evolis::transport::Address;
use super::evolis::{Evolis, models};
use super::files::FileError;
use super::pcsc::PcscReader;
use super::printer::CardPrinter;
use super::prr_folder::{FolderSource, FolderStation};
use super::prr_https::{HttpsSource, TlsFiles};
use super::reader::CardReader;
use super::source::PrrSource;
use super::sundry::Clock;
use crate::record::RecordTrust;

/// Longest URI that is read.
pub const MAX_URI: usize = 1024;
/// Port of a card printer on the network where none is named.
pub const PRINTER_PORT: u16 = 9100;

const FORMS: &str = "https://host[:port][/path], folder:PATH, pcsc:READER NAME, \
                     evolis+tcp://host[:port], evolis:///dev/PATH";

/// What a URI names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceUri {
    /// PRR source over HTTPS; without a slash at its end.
    Https(String),
    /// PRR source in a folder.
    Folder(PathBuf),
    /// Reader by its PC/SC name.
    Pcsc(String),
    /// Evolis printer on the network.
    EvolisTcp { host: String, port: u16 },
    /// Evolis printer at a device node.
    EvolisNode(PathBuf),
}

/// Why a text is no device URI. The forms stand in the message, the text itself if it is short.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UriError {
    #[error("a device URI has at most {MAX_URI} characters, not {0}")]
    TooLong(usize),
    #[error("device URI has a control character in place {0}")]
    Control(usize),
    #[error("`{0}` is none of the known device URIs: {FORMS}")]
    UnknownForm(String),
    #[error("`{uri}`: {reason}")]
    Part { uri: String, reason: &'static str },
    #[error("`{0}` prints through CUPS, which follows in a later version; known now: {FORMS}")]
    Later(String),
    #[error("`{uri}` is no {wanted}")]
    OtherDevice { uri: String, wanted: &'static str },
}

/// Why a device could not be opened. None of these touched a card.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error(transparent)]
    Uri(#[from] UriError),
    #[error("folder of the source can't be used")]
    Folder(#[source] FileError),
    #[error("certificates of the source can't be used")]
    Certificate(#[from] CertificateError),
    #[error("printer model `{named}` is unknown; known models: {known}")]
    UnknownModel { named: String, known: String },
}

/// What a PRR source needs besides its URI: mutual TLS for a line, a signing key for a folder.
#[derive(Debug, Clone)]
pub struct SourceSetting {
    pub station: String,
    pub trust: RecordTrust,
    pub tls: TlsFiles,
    /// Certificate and key that sign what a folder's courier takes along.
    pub signing: (PathBuf, PathBuf),
}

/// `https://…` or `folder:…`.
pub fn open_source(
    uri: &str,
    setting: &SourceSetting,
    clock: Arc<dyn Clock>,
) -> Result<Box<dyn PrrSource>, OpenError> {
    match uri.parse()? {
        DeviceUri::Https(base) => Ok(Box::new(HttpsSource::open(&base, &setting.tls)?)),
        DeviceUri::Folder(root) => {
            let (certificate, key) = &setting.signing;
            let station = FolderStation {
                station: setting.station.clone(),
                trust: setting.trust.clone(),
                key: certificate::read_signing_key(certificate, key)?,
            };
            let source = FolderSource::open(&root, station, clock).map_err(OpenError::Folder)?;
            Ok(Box::new(source))
        }
        _ => Err(other(uri, "source of records: https://… or folder:…").into()),
    }
}

/// `evolis+tcp://…` or `evolis:///dev/…`. `model` names a row of `evolis::models` for a printer
/// that is like it; without one the printer is asked. Nothing is opened before `connect`.
pub fn open_printer(
    uri: &str,
    model: Option<&str>,
    clock: Arc<dyn Clock>,
) -> Result<Box<dyn CardPrinter>, OpenError> {
    let address = match uri.parse()? {
        DeviceUri::EvolisTcp { host, port } => Address::Tcp { host, port },
        DeviceUri::EvolisNode(path) => Address::Device(path),
        _ => return Err(other(uri, "printer: evolis+tcp://… or evolis:///dev/…").into()),
    };
    let model = match model {
        None => None,
        Some(named) => Some(models::by_name(named).ok_or_else(|| unknown_model(named))?),
    };
    Ok(Box::new(Evolis::new(address, clock, model)))
}

/// `pcsc:…`. Nothing is opened before the first wait.
pub fn open_reader(uri: &str) -> Result<Box<dyn CardReader>, OpenError> {
    match uri.parse()? {
        // What a reader waits for happens in real time, whatever clock the books go by.
        DeviceUri::Pcsc(name) => Ok(Box::new(PcscReader::new(&name, Arc::new(SystemClock::new())))),
        _ => Err(other(uri, "reader: pcsc:READER NAME").into()),
    }
}

/// The reader's name within its URI, as `ReaderWatch` reports it.
pub fn reader_name(uri: &str) -> &str {
    uri.strip_prefix("pcsc:").unwrap_or(uri)
}

fn unknown_model(named: &str) -> OpenError {
    let known: Vec<&str> = models::MODELS.iter().map(|model| model.name).collect();
    OpenError::UnknownModel { named: named.to_owned(), known: known.join(", ") }
}

fn other(uri: &str, wanted: &'static str) -> UriError {
    UriError::OtherDevice { uri: uri.to_owned(), wanted }
}

impl FromStr for DeviceUri {
    type Err = UriError;

    fn from_str(uri: &str) -> Result<Self, UriError> {
        if uri.len() > MAX_URI {
            return Err(UriError::TooLong(uri.chars().count()));
        }
        if let Some(at) = uri.chars().position(char::is_control) {
            return Err(UriError::Control(at + 1));
        }
        let part = |reason| UriError::Part { uri: uri.to_owned(), reason };
        let Some((scheme, rest)) = uri.split_once(':') else {
            return Err(UriError::UnknownForm(uri.to_owned()));
        };
        match scheme {
            "https" => https(rest).map_err(part),
            "folder" if rest.is_empty() => Err(part("name a folder: folder:PATH")),
            "folder" => Ok(Self::Folder(PathBuf::from(rest))),
            "pcsc" if rest.trim().is_empty() => Err(part("name a reader: pcsc:READER NAME")),
            "pcsc" => Ok(Self::Pcsc(rest.to_owned())),
            "evolis+tcp" => evolis_tcp(rest).map_err(part),
            "evolis" => evolis_node(rest).map_err(part),
            "ipp" | "ipps" => Err(UriError::Later(uri.to_owned())),
            "http" => Err(part("records never travel unencrypted: write https://…")),
            _ => Err(UriError::UnknownForm(uri.to_owned())),
        }
    }
}

fn https(rest: &str) -> Result<DeviceUri, &'static str> {
    const FORM: &str = "write https://host[:port][/path]";
    let rest = rest.strip_prefix("//").ok_or(FORM)?.trim_end_matches('/');
    let authority = rest.split('/').next().unwrap_or_default();
    authority_parts(authority).ok_or(FORM)?;
    match rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#@\\".contains(&byte)) {
        true => Ok(DeviceUri::Https(format!("https://{rest}"))),
        false => Err("no user, query or fragment belongs in the URI of a source"),
    }
}

fn evolis_tcp(rest: &str) -> Result<DeviceUri, &'static str> {
    const FORM: &str = "write evolis+tcp://host[:port]";
    let authority = rest.strip_prefix("//").ok_or(FORM)?;
    let (host, port) = authority_parts(authority.trim_end_matches('/')).ok_or(FORM)?;
    Ok(DeviceUri::EvolisTcp { host: host.to_owned(), port: port.unwrap_or(PRINTER_PORT) })
}

fn evolis_node(rest: &str) -> Result<DeviceUri, &'static str> {
    match rest.strip_prefix("//") {
        Some(path) if path.starts_with("/dev/") && !path.contains("/../") => {
            Ok(DeviceUri::EvolisNode(PathBuf::from(path)))
        }
        _ => Err("write evolis:///dev/PATH"),
    }
}

/// Host without brackets, and port; IPv6 stands in brackets (RFC 3986).
fn authority_parts(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    let port = match port {
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(port.parse().ok().filter(|port| *port > 0)?)
        }
        Some(_) => return None,
        None => None,
    };
    (!host.is_empty() && host.bytes().all(is_name)).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(uri: &str) -> Result<DeviceUri, UriError> {
        uri.parse()
    }

    #[test]
    fn every_known_form_is_understood() {
        use DeviceUri::*;
        let tcp = |host: &str, port| EvolisTcp { host: host.to_owned(), port };
        for (uri, expected) in [
            ("https://prr.test", Https("https://prr.test".to_owned())),
            ("https://localhost:4433/", Https("https://localhost:4433".to_owned())),
            ("https://[::1]:8/a/b", Https("https://[::1]:8/a/b".to_owned())),
            ("folder:/var/lib/prr", Folder("/var/lib/prr".into())),
            ("folder:usb stick/prr", Folder("usb stick/prr".into())),
            ("pcsc:Reader: Duo [SAM] 00 01", Pcsc("Reader: Duo [SAM] 00 01".to_owned())),
            ("evolis+tcp://10.0.0.7", tcp("10.0.0.7", 9100)),
            ("evolis+tcp://printer:9101/", tcp("printer", 9101)),
            ("evolis+tcp://[fe80::1]:9", tcp("fe80::1", 9)),
            ("evolis:///dev/usb/lp0", EvolisNode("/dev/usb/lp0".into())),
        ] {
            assert_eq!(parse(uri), Ok(expected), "{uri}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused_with_the_forms() {
        for uri in ["", "printer", "lpd://x", "HTTPS://x", "usb:///dev/usb/lp0", ":x"] {
            let error = parse(uri).unwrap_err();
            assert_eq!(error, UriError::UnknownForm(uri.to_owned()));
            assert!(error.to_string().contains("evolis+tcp://host[:port]"));
        }
        let error = parse("ipp://localhost/printers/card").unwrap_err();
        assert!(error.to_string().contains("follows in a later version"), "{error}");
    }

    #[test]
    fn a_broken_part_is_named() {
        for (uri, reason) in [
            ("https:", "write https://host"),
            ("https://", "write https://host"),
            ("https://:443", "write https://host"),
            ("https://h:0", "write https://host"),
            ("https://h:65536", "write https://host"),
            ("https://h:+1", "write https://host"),
            ("https://[::1", "write https://host"),
            ("https://[x]", "write https://host"),
            ("https://user@h", "write https://host"),
            ("https://h/a?nik=1", "no user, query or fragment"),
            ("https://h/ä", "no user, query or fragment"),
            ("http://h", "never travel unencrypted"),
            ("folder:", "name a folder"),
            ("pcsc: ", "name a reader"),
            ("evolis+tcp:host", "write evolis+tcp://"),
            ("evolis+tcp://h:x", "write evolis+tcp://"),
            ("evolis+tcp://h/x", "write evolis+tcp://"),
            ("evolis:/dev/usb/lp0", "write evolis:///dev/"),
            ("evolis:///etc/passwd", "write evolis:///dev/"),
            ("evolis:///dev/../etc/passwd", "write evolis:///dev/"),
        ] {
            let error = parse(uri).unwrap_err().to_string();
            assert!(error.contains(uri) && error.contains(reason), "{uri}: {error}");
        }
        assert_eq!(parse("pcsc:a\nb"), Err(UriError::Control(7)));
        assert_eq!(parse(&"x".repeat(MAX_URI + 1)), Err(UriError::TooLong(MAX_URI + 1)));
    }

    #[test]
    fn a_uri_opens_only_its_kind_of_device() {
        let clock = || Arc::new(SystemClock::new());
        for uri in ["evolis+tcp://printer", "evolis:///dev/usb/lp0"] {
            assert!(open_printer(uri, None, clock()).is_ok());
            assert!(open_printer(uri, Some("Dualys3"), clock()).is_ok());
        }
        let reader = open_reader("pcsc:Reader 00").unwrap();
        assert_eq!(reader.name(), reader_name("pcsc:Reader 00"));
        let text = |error: OpenError| error.to_string();
        let error = text(open_printer("pcsc:Reader", None, clock()).err().unwrap());
        assert_eq!(error, "`pcsc:Reader` is no printer: evolis+tcp://… or evolis:///dev/…");
        let error = text(open_printer("evolis+tcp://p", Some("X"), clock()).err().unwrap());
        assert_eq!(error, "printer model `X` is unknown; known models: Quantum2, Dualys3");
        let error = text(open_reader("folder:x").err().unwrap());
        assert_eq!(error, "`folder:x` is no reader: pcsc:READER NAME");
        let setting = SourceSetting {
            station: "S".to_owned(),
            trust: RecordTrust::default(),
            tls: TlsFiles { ca: "ca".into(), certificate: "c".into(), key: "k".into() },
            signing: ("c".into(), "k".into()),
        };
        let error = text(open_source("pcsc:x", &setting, clock()).err().unwrap());
        assert!(error.starts_with("`pcsc:x` is no source of records"), "{error}");
        for uri in ["https://localhost", "folder:inbox"] {
            let error = text(open_source(uri, &setting, clock()).err().unwrap());
            assert_eq!(error, "certificates of the source can't be used", "{uri}");
        }
    }

    proptest! {
        #[test]
        fn random_uris_never_panic(uri in "(https|folder|pcsc|evolis|evolis\\+tcp):\\PC{0,40}") {
            let _ = parse(&uri);
        }
    }
}

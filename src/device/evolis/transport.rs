//! The line under the language: TCP (raw port 9100) or a device node, both non-blocking and waited
//! for with `poll`, so that no printer can hold its lane longer than it is given.

use std::fs::OpenOptions;
use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::termios::{OptionalActions, isatty, tcgetattr, tcsetattr};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// USB sends packets without content; more of them at a stretch are no printer's.
const MAX_IDLE_TURNS: usize = 1_000;

/// An open line. Every wait is bounded by its argument.
pub trait Line: Send {
    /// All of `bytes`, or an error; `TimedOut` if the printer takes nothing for `stall`.
    fn send(&mut self, bytes: &[u8], stall: Duration) -> io::Result<()>;

    /// What has come, at least a byte; 0 if nothing came for the whole `timeout`.
    fn receive(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize>;
}

/// Opens a line, again and again.
pub trait Connector: Send {
    fn open(&mut self) -> io::Result<Box<dyn Line>>;
}

/// Where a printer is: `evolis+tcp://host:9100` or `evolis:///dev/usb/lp0`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Tcp { host: String, port: u16 },
    Device(PathBuf),
}

impl Connector for Address {
    fn open(&mut self) -> io::Result<Box<dyn Line>> {
        let line = match self {
            Self::Tcp { host, port } => open_tcp(host, *port)?,
            Self::Device(path) => open_device(path)?,
        };
        Ok(Box::new(line))
    }
}

/// The first of the host's addresses that answers.
fn open_tcp(host: &str, port: u16) -> io::Result<PolledLine> {
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "host has no address");
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_nonblocking(true)?;
                return Ok(PolledLine { fd: stream.into(), end: End::WhenEmpty });
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// A character device and nothing else: a printer's commands must never land in a file.
fn open_device(path: &Path) -> io::Result<PolledLine> {
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let flags = i32::try_from(flags).map_err(|_| io::ErrorKind::Unsupported)?;
    let node = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)?;
    if !node.metadata()?.file_type().is_char_device() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a character device"));
    }
    // A terminal would echo, and turn every CR into a line feed.
    if isatty(&node) {
        let mut settings = tcgetattr(&node)?;
        settings.make_raw();
        tcsetattr(&node, OptionalActions::Now, &settings)?;
    }
    Ok(PolledLine { fd: node.into(), end: End::WhenBroken })
}

/// A descriptor that never blocks, waited for with `poll`.
struct PolledLine {
    fd: OwnedFd,
    end: End,
}

/// What reading nothing means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The other side has closed.
    WhenEmpty,
    /// A packet without content; the end is an error of its own.
    WhenBroken,
}

impl Line for PolledLine {
    fn send(&mut self, mut bytes: &[u8], stall: Duration) -> io::Result<()> {
        let mut idle_turns = 0;
        while !bytes.is_empty() {
            match rustix::io::write(&self.fd, bytes) {
                Ok(0) | Err(Errno::AGAIN | Errno::INTR) => {
                    idle_turns += 1;
                    if idle_turns > MAX_IDLE_TURNS || !self.wait(PollFlags::OUT, stall)? {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
                Ok(count) => {
                    bytes = &bytes[count..];
                    idle_turns = 0;
                }
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }

    fn receive(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
        for _ in 0..MAX_IDLE_TURNS {
            match rustix::io::read(&self.fd, &mut *buffer) {
                Ok(0) if self.end == End::WhenEmpty => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                Ok(0) | Err(Errno::AGAIN | Errno::INTR) => {
                    if !self.wait(PollFlags::IN, timeout)? {
                        return Ok(0);
                    }
                }
                Ok(count) => return Ok(count),
                Err(errno) => return Err(errno.into()),
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

impl PolledLine {
    /// False if nothing happened for `timeout`.
    fn wait(&self, wanted: PollFlags, timeout: Duration) -> io::Result<bool> {
        let timeout = Timespec::try_from(timeout).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut fds = [PollFd::new(&self.fd, wanted)];
        match poll(&mut fds, Some(&timeout)) {
            Ok(0) => Ok(false),
            // Whatever it is, an error or a hang-up too, the next read or write says it better.
            Ok(_) | Err(Errno::INTR) => Ok(true),
            Err(errno) => Err(errno.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);
    const LONG: Duration = Duration::from_secs(5);

    #[test]
    fn a_silent_printer_costs_the_time_given_and_a_closed_one_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let mut line = open_tcp("127.0.0.1", port).expect("a line");
        let (mut printer, _) = listener.accept().expect("a client");
        let mut buffer = [0; 8];
        assert_eq!(line.receive(&mut buffer, SHORT).expect("no error"), 0);
        printer.write_all(b"ACK\r").expect("written");
        assert_eq!(line.receive(&mut buffer, LONG).expect("an answer"), 4);
        line.send(b"\x1BRsn\r", LONG).expect("sent");
        printer.read_exact(&mut buffer[..5]).expect("read");
        assert_eq!(&buffer[..5], b"\x1BRsn\r");
        drop(printer);
        let closed = line.receive(&mut buffer, LONG).expect_err("closed");
        assert_eq!(closed.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_printer_that_takes_nothing_stalls_the_line_only_so_long() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let mut line = open_tcp("127.0.0.1", port).expect("a line");
        let _printer = listener.accept().expect("a client");
        let stalled = line.send(&vec![0; 64 << 20], SHORT).expect_err("a full line");
        assert_eq!(stalled.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn commands_never_land_in_a_file() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let refused = open_device(file.path()).err().expect("refused");
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        assert_eq!(file.as_file().metadata().expect("its length").len(), 0);
    }

    #[test]
    fn a_port_where_nobody_listens_is_an_error() {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port that was free")
            .port();
        let refused = open_tcp("127.0.0.1", port).err().expect("refused");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}

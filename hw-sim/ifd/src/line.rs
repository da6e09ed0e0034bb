//! The line to the simulator's reader: two connections over its UNIX socket, one for commands and
//! one that reports changes. The protocol stands at the top of `hw-sim/src/reader/serve.rs`.
//!
//! Invariant: a command APDU is sent at most once; a broken line is an error, and the next call
//! connects anew.

use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Longest a card may take before the driver gives it up; a mute card is timed by the simulator.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// How often a lost simulator is looked for.
const RECONNECT_EVERY: Duration = Duration::from_millis(50);
const MAX_FRAME: usize = 65_600;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    CardGone,
    TimeOut,
    Communication,
    ReaderLost,
}

#[derive(Debug)]
pub(crate) struct Line {
    socket: PathBuf,
    commands: Mutex<Option<UnixStream>>,
    watch: Mutex<Option<Arc<UnixStream>>>,
}

impl Line {
    /// Connects at the first use, so a reader outlives its simulator.
    pub fn new(socket: PathBuf) -> Self {
        Self { socket, commands: Mutex::default(), watch: Mutex::default() }
    }

    pub fn present(&self) -> Result<bool, Fault> {
        match self.ask(b'?', &[])? {
            (b'0', _) => Ok(false),
            (b'1', _) => Ok(true),
            other => Err(fault(&other)),
        }
    }

    /// The ATR; empty when the card did not answer.
    pub fn power_up(&self) -> Result<Vec<u8>, Fault> {
        self.expect(b'A', b'+', &[])
    }

    pub fn power_down(&self) -> Result<(), Fault> {
        self.expect(b'A', b'-', &[]).map(drop)
    }

    pub fn transmit(&self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        self.expect(b'R', b'T', command)
    }

    /// `dwMaxAPDUDataSize`, 4 bytes, little-endian.
    pub fn max_apdu_data_size(&self) -> Result<[u8; 4], Fault> {
        self.expect(b'P', b'P', &[])?.try_into().map_err(|_| Fault::Communication)
    }

    /// Waits until something changed, `wake`, or `timeout`.
    pub fn wait(&self, timeout: Duration) {
        let Some(watch) = self.watching() else {
            std::thread::park_timeout(timeout.min(RECONNECT_EVERY));
            return;
        };
        let mut notices = [0; 64];
        let waited = watch.set_read_timeout(Some(timeout.max(RECONNECT_EVERY)));
        match waited.and_then(|()| (&*watch).read(&mut notices)) {
            Ok(1..) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Ok(0) | Err(_) => *lock(&self.watch) = None,
        }
    }

    /// Ends a `wait` under way, by asking the simulator for a notice.
    pub fn wake(&self) {
        if let Some(watch) = lock(&self.watch).clone() {
            // A line that is broken ends the wait as well.
            let _ = (&*watch).write_all(b"?");
        }
    }

    fn watching(&self) -> Option<Arc<UnixStream>> {
        let mut watch = lock(&self.watch);
        if watch.is_none() {
            *watch = self.open(b'W').ok().map(Arc::new);
        }
        watch.clone()
    }

    fn expect(&self, wanted: u8, kind: u8, body: &[u8]) -> Result<Vec<u8>, Fault> {
        match self.ask(kind, body)? {
            (answer, body) if answer == wanted => Ok(body),
            other => Err(fault(&other)),
        }
    }

    fn ask(&self, kind: u8, body: &[u8]) -> Result<(u8, Vec<u8>), Fault> {
        let mut commands = lock(&self.commands);
        let mut line = match commands.take() {
            Some(line) => line,
            None => self.open(b'C').map_err(|_| Fault::ReaderLost)?,
        };
        let answer = write_frame(&mut line, kind, body).and_then(|()| read_frame(&mut line));
        match answer {
            Ok(answer) => {
                *commands = Some(line);
                Ok(answer)
            }
            // The line stays closed: a late answer must not meet the next question.
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err(Fault::TimeOut),
            Err(_) => Err(Fault::ReaderLost),
        }
    }

    fn open(&self, role: u8) -> io::Result<UnixStream> {
        let mut line = UnixStream::connect(&self.socket)?;
        line.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        write_frame(&mut line, role, &[])?;
        Ok(line)
    }
}

fn fault(answer: &(u8, Vec<u8>)) -> Fault {
    match answer.0 {
        b'G' => Fault::CardGone,
        b'O' => Fault::TimeOut,
        b'L' => Fault::ReaderLost,
        _ => Fault::Communication,
    }
}

fn read_frame(line: &mut UnixStream) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    line.read_exact(&mut head)?;
    let [a, b, c, d, kind] = head;
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if !(1..=MAX_FRAME).contains(&length) {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; length - 1];
    line.read_exact(&mut body)?;
    Ok((kind, body))
}

fn write_frame(line: &mut UnixStream, kind: u8, body: &[u8]) -> io::Result<()> {
    let mut frame = (body.len() as u32 + 1).to_be_bytes().to_vec();
    frame.push(kind);
    frame.extend(body);
    line.write_all(&frame)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

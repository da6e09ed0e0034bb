//! The line between simulator and IFD handler: a UNIX stream socket for each reader, on which the
//! simulator listens. A frame is a length (4 bytes, big-endian, of what follows), a kind, a body.
//!
//! The handler opens two connections. The first frame says which: `C` for commands, `W` to watch.
//! Commands, one answer each:
//!   `?` present          → `0` or `1`
//!   `+` power up, reset  → `A` ATR (empty: the card did not answer)
//!   `-` power down       → `A` empty
//!   `T` command APDU     → `R` response, `G` card gone, `O` time-out, `F` line broke
//!   `P` properties       → `P` dwMaxAPDUDataSize (PC/SC part 10), 4 bytes, little-endian
//! and `L`, reader lost, to anything. On the watching line single bytes go: `!` to the handler
//! as soon as it is watching and whenever something changed, anything to the simulator to get a
//! `!` back (it wakes a waiting thread).

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::notifier::{NOTICE, Notifier};
use super::{Slot, Transmitted, user};

/// Longest frame: an extended APDU of 65,535 data bytes with its lengths, and then some.
const MAX_FRAME: usize = 65_600;
/// Longest short command APDU: header, Lc, 255 bytes, Le.
const MAX_SHORT_COMMAND: usize = 261;
/// What a reader that passes extended APDUs says in `dwMaxAPDUDataSize`.
const EXTENDED_DATA_SIZE: u32 = 65_536;

/// What a reader can't do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReaderLimits {
    /// False: longer APDUs fail at the reader; the card never sees them.
    pub extended_length: bool,
}

impl Default for ReaderLimits {
    fn default() -> Self {
        Self { extended_length: true }
    }
}

/// A reader on its socket until dropped.
#[derive(Debug)]
pub struct ReaderServer {
    socket: PathBuf,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

struct Shared {
    slot: Mutex<Box<dyn Slot>>,
    notifier: Notifier,
    limits: ReaderLimits,
    unplugged: AtomicBool,
    stopping: AtomicBool,
    /// An APDU found the card gone. pcscd notes that by itself and would miss a card laid down
    /// before its next look, so that look must see none.
    owes_absence: AtomicBool,
    /// To cut them off at the end.
    lines: Mutex<BTreeMap<usize, UnixStream>>,
}

impl ReaderServer {
    /// Listens on `socket`, in place of what an earlier run left there.
    pub fn start(
        socket: &Path,
        slot: Box<dyn Slot>,
        notifier: Notifier,
        limits: ReaderLimits,
    ) -> io::Result<Self> {
        match std::fs::remove_file(socket) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(socket)?;
        user::hand_over(socket)?;
        let shared = Arc::new(Shared {
            slot: Mutex::new(slot),
            notifier,
            limits,
            unplugged: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            owes_absence: AtomicBool::new(false),
            lines: Mutex::default(),
        });
        let accepting = thread::Builder::new().name("reader".into()).spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        })?;
        Ok(Self { socket: socket.to_path_buf(), shared, accepting: Some(accepting) })
    }

    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Pulls the reader's cable: everything answers "reader lost" until `plug_in`.
    pub fn unplug(&self) {
        self.shared.unplugged.store(true, Ordering::SeqCst);
        self.shared.notifier.changed();
    }

    pub fn plug_in(&self) {
        self.shared.unplugged.store(false, Ordering::SeqCst);
        self.shared.notifier.changed();
    }
}

impl Drop for ReaderServer {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        for line in lock(&self.shared.lines).values() {
            let _ = line.shutdown(Shutdown::Both);
        }
        // Wakes the accepting thread; if nobody can be reached it has ended already.
        if UnixStream::connect(&self.socket).is_ok()
            && let Some(accepting) = self.accepting.take()
        {
            let _ = accepting.join();
        }
        let _ = std::fs::remove_file(&self.socket);
    }
}

fn accept(listener: &UnixListener, shared: &Arc<Shared>) {
    for (number, line) in listener.incoming().enumerate() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(line) = line else { continue };
        let Ok(copy) = line.try_clone() else { continue };
        lock(&shared.lines).insert(number, copy);
        let shared = shared.clone();
        let served = thread::Builder::new().name("reader line".into()).spawn(move || {
            // An error here is the other end going away: pcscd was stopped.
            let _ = serve(&line, &shared);
            // With the copy the other end sees the line closed.
            lock(&shared.lines).remove(&number);
        });
        if served.is_err() {
            return;
        }
    }
}

fn serve(mut line: &UnixStream, shared: &Shared) -> io::Result<()> {
    match read_frame(line)?.0 {
        b'C' => loop {
            let (kind, body) = read_frame(line)?;
            let (kind, body) = shared.answer(kind, &body);
            write_frame(line, kind, &body)?;
        },
        b'W' => {
            shared.notifier.watch(line.try_clone()?);
            // What changed before this counts as well: the handler looks once more.
            line.write_all(&[NOTICE])?;
            let mut wake = [0];
            while line.read(&mut wake)? == 1 {
                line.write_all(&[NOTICE])?;
            }
            Ok(())
        }
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

impl Shared {
    fn answer(&self, kind: u8, body: &[u8]) -> (u8, Vec<u8>) {
        if self.unplugged.load(Ordering::SeqCst) {
            return (b'L', Vec::new());
        }
        let mut slot = lock(&self.slot);
        match kind {
            b'?' => (if self.present(&mut **slot) { b'1' } else { b'0' }, Vec::new()),
            b'+' => (b'A', slot.power(true).unwrap_or_default()),
            b'-' => (b'A', slot.power(false).unwrap_or_default()),
            b'T' if !self.takes(body) => (b'F', Vec::new()),
            b'T' => match slot.transmit(body) {
                Transmitted::Answer(response) => (b'R', response),
                Transmitted::Gone => {
                    self.owes_absence.store(true, Ordering::SeqCst);
                    (b'G', Vec::new())
                }
                Transmitted::TimeOut => (b'O', Vec::new()),
                Transmitted::Failed => (b'F', Vec::new()),
                Transmitted::ReaderLost => (b'L', Vec::new()),
            },
            b'P' if self.limits.extended_length => (b'P', EXTENDED_DATA_SIZE.to_le_bytes().into()),
            b'P' => (b'P', vec![0; 4]),
            _ => (b'F', Vec::new()),
        }
    }

    fn present(&self, slot: &mut dyn Slot) -> bool {
        let present = slot.present();
        let owes_absence = self.owes_absence.swap(false, Ordering::SeqCst);
        if present && owes_absence {
            self.notifier.changed();
        }
        present && !owes_absence
    }

    /// Extended APDUs have 00h where a short one has Lc, and something behind it.
    fn takes(&self, command: &[u8]) -> bool {
        let extended = command.len() > MAX_SHORT_COMMAND
            || (command.len() > 5 && command.get(4).is_some_and(|lc| *lc == 0));
        self.limits.extended_length || !extended
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("limits", &self.limits).finish_non_exhaustive()
    }
}

fn read_frame(mut line: &UnixStream) -> io::Result<(u8, Vec<u8>)> {
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

fn write_frame(mut line: &UnixStream, kind: u8, body: &[u8]) -> io::Result<()> {
    let mut frame = (body.len() as u32 + 1).to_be_bytes().to_vec();
    frame.push(kind);
    frame.extend(body);
    line.write_all(&frame)
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

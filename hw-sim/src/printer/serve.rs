//! The printer's lines: raw TCP and a device node (a pseudo-terminal in raw mode), both into one
//! interpreter, which goes on working whatever becomes of them.
//!
//! One TCP client at a time, as print servers do it; the next one waits. Answers go to the line
//! that spoke last.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::printer::{Interpreter, MAX_BACKLOG, Said};
use crate::shared::SharedWorld;
use crate::world::LaneIndex;

const CHUNK: usize = 64 << 10;
/// A client that takes no answer for so long has hung up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(2);

/// One printer being served; it stops when dropped.
#[derive(Debug)]
pub struct PrinterServer {
    address: SocketAddr,
    device: PathBuf,
    inputs: Sender<Input>,
    common: Arc<Common>,
    /// Kept open, so that the node stays as it is while no client has it; also wakes its reader.
    terminal: OwnedFd,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Common {
    stopping: AtomicBool,
    client: Mutex<Option<TcpStream>>,
    gate: Gate,
}

#[derive(Debug)]
enum Input {
    Connected(TcpStream),
    Bytes(Line, Vec<u8>),
    /// A person did something to the machine.
    Wake,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Tcp,
    Device,
}

impl PrinterServer {
    /// Serves the printer of `lane`; `device` becomes a link to the terminal.
    pub fn start(world: &SharedWorld, lane: LaneIndex, device: &Path) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (master, terminal) = open_terminal(device)?;
        let master = Arc::new(master);
        let (inputs, inbox) = mpsc::channel();
        let common = Arc::new(Common::default());

        let mut threads = Vec::new();
        let desk = Desk {
            world: world.clone(),
            interpreter: Interpreter::new(lane),
            inbox,
            common: Arc::clone(&common),
            master: Arc::clone(&master),
            tcp: None,
            line: Line::Tcp,
        };
        threads.push(spawn(format!("printer-{lane}"), move || desk.run())?);
        let (ears, sender) = (Arc::clone(&common), inputs.clone());
        threads.push(spawn(format!("tcp-{lane}"), move || listen(&listener, &ears, &sender))?);
        let (ears, sender) = (Arc::clone(&common), inputs.clone());
        threads.push(spawn(format!("pty-{lane}"), move || hear(&master, &ears, &sender))?);
        let device = device.to_path_buf();
        Ok(Self { address, device, inputs, common, terminal, threads })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The device node, stable over the life of this server.
    pub fn device(&self) -> &Path {
        &self.device
    }

    /// Pulls the network cable for a moment: the client is gone, the printer goes on working.
    pub fn cut_line(&self) {
        if let Some(client) = lock(&self.common.client).take() {
            let _ = client.shutdown(Shutdown::Both);
        }
    }

    /// A person did something to the machine: it looks whether it can go on.
    pub fn wake(&self) {
        // A lane that has ended needs no waking.
        let _ = self.inputs.send(Input::Wake);
    }
}

impl Drop for PrinterServer {
    fn drop(&mut self) {
        self.common.stopping.store(true, Ordering::SeqCst);
        self.common.gate.open_for_good();
        self.wake();
        if let Some(client) = lock(&self.common.client).take() {
            let _ = client.shutdown(Shutdown::Both);
        }
        // Both only wake threads that wait for a client.
        drop(TcpStream::connect(self.address));
        let _ = rustix::io::write(&self.terminal, b"\r");
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.device);
    }
}

/// The thread that owns the interpreter.
struct Desk {
    world: SharedWorld,
    interpreter: Interpreter,
    inbox: Receiver<Input>,
    common: Arc<Common>,
    master: Arc<OwnedFd>,
    tcp: Option<TcpStream>,
    line: Line,
}

impl Desk {
    fn run(mut self) {
        while !self.common.stopping.load(Ordering::SeqCst) {
            let now = self.world.elapsed();
            let lane = self.interpreter.lane();
            let (said, power) = self.world.with(|world| {
                let said = self.interpreter.poll(world, now);
                (said, world.lanes()[lane].power())
            });
            for said in said {
                self.say(said);
            }
            if !power {
                self.hang_up();
            }
            self.common.gate.backlog_is(self.interpreter.backlog());
            let input = match self.interpreter.next_wake() {
                Some(wake) => self.inbox.recv_timeout(wake.saturating_sub(self.world.elapsed())),
                None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match input {
                Ok(Input::Connected(client)) => self.tcp = Some(client),
                Ok(Input::Bytes(line, bytes)) => {
                    self.line = line;
                    self.common.gate.leave(bytes.len());
                    self.interpreter.receive(&bytes);
                }
                Ok(Input::Wake) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn say(&mut self, said: Said) {
        match (said, self.line) {
            (Said::HangUp, _) => self.hang_up(),
            (Said::Answer(bytes), Line::Tcp) => {
                if let Some(client) = &mut self.tcp
                    && client.write_all(&bytes).is_err()
                {
                    self.hang_up();
                }
            }
            // A node that nobody reads drops what its buffer can't hold.
            (Said::Answer(bytes), Line::Device) => drop(rustix::io::write(&*self.master, &bytes)),
        }
    }

    fn hang_up(&mut self) {
        if let Some(client) = self.tcp.take() {
            let _ = client.shutdown(Shutdown::Both);
        }
    }
}

fn listen(listener: &TcpListener, common: &Common, inputs: &Sender<Input>) {
    for client in listener.incoming() {
        if common.stopping.load(Ordering::SeqCst) {
            return;
        }
        // A client that is gone before it was greeted is no client.
        let Ok(client) = client else { continue };
        if let Err(error) = converse(client, common, inputs)
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            return;
        }
    }
}

/// Reads one client to its end; `BrokenPipe`: the printer's own thread is gone.
fn converse(mut client: TcpStream, common: &Common, inputs: &Sender<Input>) -> io::Result<()> {
    client.set_nodelay(true)?;
    client.set_write_timeout(Some(WRITE_TIMEOUT))?;
    *lock(&common.client) = Some(client.try_clone()?);
    send(inputs, Input::Connected(client.try_clone()?))?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = client.read(&mut chunk)?;
        if count == 0 || common.stopping.load(Ordering::SeqCst) {
            return Ok(());
        }
        common.gate.enter(count);
        send(inputs, Input::Bytes(Line::Tcp, chunk[..count].to_vec()))?;
    }
}

fn send(inputs: &Sender<Input>, input: Input) -> io::Result<()> {
    inputs.send(input).map_err(|_| io::ErrorKind::BrokenPipe.into())
}

/// Reads the device node until the server stops.
fn hear(master: &OwnedFd, common: &Common, inputs: &Sender<Input>) {
    let mut chunk = vec![0; CHUNK];
    loop {
        let mut wait = [PollFd::new(master, PollFlags::IN)];
        if poll(&mut wait, None).is_err_and(|error| error != rustix::io::Errno::INTR) {
            return;
        }
        let count = match rustix::io::read(master, &mut chunk) {
            Ok(count) => count,
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => continue,
            Err(_) => return,
        };
        if common.stopping.load(Ordering::SeqCst) {
            return;
        }
        common.gate.enter(count);
        if send(inputs, Input::Bytes(Line::Device, chunk[..count].to_vec())).is_err() {
            return;
        }
    }
}

/// Master and terminal, raw from the first byte on; `link` leads to the terminal.
fn open_terminal(link: &Path) -> io::Result<(OwnedFd, OwnedFd)> {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&master)?;
    unlockpt(&master)?;
    let name = ptsname(&master, Vec::new())?;
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let terminal = rustix::fs::open(name.as_c_str(), flags, Mode::empty())?;
    let mut settings = tcgetattr(&terminal)?;
    settings.make_raw();
    tcsetattr(&terminal, OptionalActions::Now, &settings)?;
    rustix::fs::fcntl_setfl(&master, OFlags::NONBLOCK)?;
    match fs::remove_file(link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let target = name.to_str().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    std::os::unix::fs::symlink(target, link)?;
    Ok((master, terminal))
}

/// Holds lines back while the printer has more bytes than it can work off.
#[derive(Debug, Default)]
struct Gate {
    held: Mutex<Held>,
    room: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    on_the_way: usize,
    backlog: usize,
    open: bool,
}

impl Gate {
    fn enter(&self, bytes: usize) {
        let full = |held: &mut Held| !held.open && held.on_the_way + held.backlog > MAX_BACKLOG;
        let held = lock(&self.held);
        let mut held = self.room.wait_while(held, full).unwrap_or_else(PoisonError::into_inner);
        held.on_the_way += bytes;
    }

    fn leave(&self, bytes: usize) {
        lock(&self.held).on_the_way -= bytes;
    }

    fn backlog_is(&self, backlog: usize) {
        lock(&self.held).backlog = backlog;
        self.room.notify_all();
    }

    fn open_for_good(&self) {
        lock(&self.held).open = true;
        self.room.notify_all();
    }
}

fn spawn(name: String, run: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name).spawn(run)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

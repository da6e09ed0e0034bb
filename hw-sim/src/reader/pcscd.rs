//! A private, stock pcscd with the simulated readers in it: own socket, own configuration,
//! unprivileged. Clients reach it by `PCSCLITE_CSOCK_NAME`, read once per process, before
//! their first PC/SC call.
//!
//! The socket listens before pcscd runs (socket activation, sd_listen_fds(3)), so a client that
//! comes early just waits. It ends with this value, and with this process however that ends.

use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use thiserror::Error;

use super::user;

/// Readers that pcscd is built for (`PCSCLITE_MAX_READERS_CONTEXTS`).
pub const MAX_READERS: usize = 16;
/// pcscd appends ` 00 00` and allows 128 bytes with the final zero.
const MAX_NAME_BYTES: usize = 100;
/// A pcscd that has not ended by then after SIGTERM is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(3);
const STOP_POLL: Duration = Duration::from_millis(1);

/// Puts the listening socket from stdin to where sd_listen_fds(3) expects it.
const ACTIVATE: &str = r#"exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@""#;
const HANDLER: &str = "libifd_hw_sim.so";
/// pcscd insists on it even with sockets handed over; the package's socket unit makes it.
const IPC_FOLDER: &str = "/run/pcscd";

/// One reader: its name, and the socket of its `ReaderServer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderLine {
    pub name: String,
    pub socket: PathBuf,
}

#[derive(Debug)]
pub struct PcscdOrder<'a> {
    /// Holds socket, configuration and log. Everybody may walk into it if root starts pcscd.
    pub folder: &'a Path,
    /// In this order; fixed at start.
    pub readers: &'a [ReaderLine],
    /// The IFD handler; else `HW_SIM_IFD`, else next to this program.
    pub handler: Option<PathBuf>,
}

/// A running pcscd until dropped.
#[derive(Debug)]
pub struct Pcscd {
    socket: PathBuf,
    reader_names: Vec<String>,
    orders: Option<Sender<Order>>,
    keeper: Option<JoinHandle<()>>,
}

#[derive(Debug, Error)]
pub enum PcscdError {
    #[error("`{0}` is not installed; sudo apt-get install {1}")]
    Missing(&'static str, &'static str),
    #[error("IFD handler {HANDLER} is not built: cargo build -p hw-sim-ifd, or set HW_SIM_IFD")]
    NoHandler,
    #[error("{0} readers; pcscd takes 1 to {MAX_READERS}")]
    ReaderCount(usize),
    #[error("reader name `{0}` can't stand in pcscd's configuration")]
    Name(String),
    #[error("{0} is closed to the unprivileged user that pcscd runs as; choose another folder")]
    Closed(PathBuf),
    #[error("{path} can't be prepared")]
    Folder { path: PathBuf, source: io::Error },
    #[error("{IPC_FOLDER} is not there, and pcscd ends without it; sudo mkdir {IPC_FOLDER}")]
    NoIpcFolder(#[source] io::Error),
    #[error("pcscd can't be started")]
    Start(#[source] io::Error),
    #[error("the thread that keeps pcscd has ended")]
    KeeperGone,
}

enum Order {
    Start(Sender<io::Result<()>>),
    Kill(Sender<()>),
}

impl Pcscd {
    pub fn start(order: &PcscdOrder<'_>) -> Result<Self, PcscdError> {
        let program = installed("pcscd", &["/usr/sbin", "/sbin"])
            .ok_or(PcscdError::Missing("pcscd", "pcscd"))?;
        let setpriv = installed("setpriv", &["/usr/bin", "/bin"])
            .ok_or(PcscdError::Missing("setpriv", "util-linux"))?;
        check_readers(order.readers)?;
        let folder = order.folder;
        let closed = folder.canonicalize().map(|folder| user::closed_folder(&folder));
        if let Some(closed) = closed.map_err(|source| at(folder, source))? {
            return Err(PcscdError::Closed(closed));
        }
        let handler = find_handler(order.handler.as_deref())?;
        fs::create_dir_all(IPC_FOLDER).map_err(PcscdError::NoIpcFolder)?;
        prepare(folder, order.readers, &handler)?;

        let launch = Launch { program, setpriv, folder: folder.to_path_buf() };
        let (orders, inbox) = mpsc::channel();
        let socket = launch.socket();
        // The kernel ties a child's death signal to the thread that started it, so one thread
        // starts and keeps them all.
        let keeper = thread::Builder::new()
            .name("pcscd".into())
            .spawn(move || keep(&launch, &inbox))
            .map_err(PcscdError::Start)?;
        let reader_names = order.readers.iter().enumerate();
        let reader_names = reader_names.map(|(n, line)| listed_name(n, &line.name)).collect();
        let pcscd = Self { socket, reader_names, orders: Some(orders), keeper: Some(keeper) };
        pcscd.restart()?;
        Ok(pcscd)
    }

    /// For `PCSCLITE_CSOCK_NAME`.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// As clients see the readers, in the order of the lines.
    pub fn reader_names(&self) -> &[String] {
        &self.reader_names
    }

    /// SIGKILL, and the socket goes with it: clients find no service.
    pub fn kill(&self) -> Result<(), PcscdError> {
        self.ask(Order::Kill)
    }

    /// A new pcscd on the same socket path; one that still runs is killed.
    pub fn restart(&self) -> Result<(), PcscdError> {
        self.ask(Order::Start)?.map_err(PcscdError::Start)
    }

    fn ask<T>(&self, order: impl FnOnce(Sender<T>) -> Order) -> Result<T, PcscdError> {
        let (reply, answer) = mpsc::channel();
        let orders = self.orders.as_ref().ok_or(PcscdError::KeeperGone)?;
        orders.send(order(reply)).map_err(|_| PcscdError::KeeperGone)?;
        answer.recv().map_err(|_| PcscdError::KeeperGone)
    }
}

impl Drop for Pcscd {
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

struct Launch {
    program: PathBuf,
    setpriv: PathBuf,
    folder: PathBuf,
}

impl Launch {
    fn socket(&self) -> PathBuf {
        self.folder.join("pcscd.comm")
    }

    fn run(&self) -> io::Result<Child> {
        self.remove_socket();
        let listener = UnixListener::bind(self.socket())?;
        let log = File::options().create(true).append(true).open(self.folder.join("pcscd.log"))?;
        let mut command = Command::new(&self.setpriv);
        command.args(["--pdeathsig", "TERM"]);
        if user::is_root() {
            let id = user::UNPRIVILEGED.to_string();
            command.args(["--reuid", &id, "--regid", &id, "--clear-groups"]);
        }
        command.args(["sh", "-c", ACTIVATE, "sh"]);
        command.arg(&self.program).args(["--foreground", "--error", "--config"]);
        command.arg(self.folder.join("conf"));
        if knows_polkit(&self.program)? {
            command.arg("--disable-polkit");
        }
        command
            .current_dir("/")
            .stdin(OwnedFd::from(listener))
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
    }

    fn remove_socket(&self) {
        // Absent is as good; anything else shows when binding.
        let _ = fs::remove_file(self.socket());
    }
}

/// Starts and ends pcscd as told, and ends it when nobody is left to tell.
fn keep(launch: &Launch, inbox: &Receiver<Order>) {
    let mut running: Option<Child> = None;
    for order in inbox {
        if let Some(mut child) = running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        launch.remove_socket();
        match order {
            Order::Kill(done) => drop(done.send(())),
            Order::Start(reply) => {
                let started = launch.run().map(|child| running = Some(child));
                drop(reply.send(started));
            }
        }
    }
    if let Some(child) = running {
        stop(child);
    }
    launch.remove_socket();
}

fn stop(mut child: Child) {
    let deadline = Instant::now() + STOP_TIMEOUT;
    let asked = kill_process(Pid::from_child(&child), Signal::TERM);
    while asked.is_ok() && Instant::now() < deadline {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(STOP_POLL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn check_readers(readers: &[ReaderLine]) -> Result<(), PcscdError> {
    if !(1..=MAX_READERS).contains(&readers.len()) {
        return Err(PcscdError::ReaderCount(readers.len()));
    }
    for (index, line) in readers.iter().enumerate() {
        let plain = |name: &str| !name.contains(|c: char| c.is_control() || c == '"');
        let twice = readers[..index].iter().any(|earlier| earlier.name == line.name);
        if line.name.is_empty() || line.name.len() > MAX_NAME_BYTES || !plain(&line.name) || twice {
            return Err(PcscdError::Name(line.name.clone()));
        }
    }
    Ok(())
}

/// Configuration, and a copy of the handler that pcscd's user can read and no rebuild replaces
/// under it.
fn prepare(folder: &Path, readers: &[ReaderLine], handler: &Path) -> Result<(), PcscdError> {
    let copy = folder.join(HANDLER);
    let mut conf = String::new();
    for (index, line) in readers.iter().enumerate() {
        conf += &format!(
            "FRIENDLYNAME \"{}\"\nDEVICENAME sim:{}\nLIBPATH {}\nCHANNELID {}\n\n",
            line.name,
            line.socket.display(),
            copy.display(),
            index + 1,
        );
    }
    let attempt = || -> io::Result<()> {
        user::open_to_walk(folder)?;
        fs::create_dir_all(folder.join("conf"))?;
        user::hand_over(&folder.join("conf"))?;
        fs::write(folder.join("conf/hw-sim"), conf)?;
        user::hand_over(&folder.join("conf/hw-sim"))?;
        fs::copy(handler, &copy)?;
        user::hand_over(&copy)
    };
    attempt().map_err(|source| at(folder, source))
}

/// pcscd appends the number of the reader among its readers, and of the slot.
fn listed_name(number: usize, name: &str) -> String {
    format!("{name} {number:02X} 00")
}

fn find_handler(given: Option<&Path>) -> Result<PathBuf, PcscdError> {
    if let Some(path) = given {
        return Ok(path.to_path_buf());
    }
    if let Some(path) = std::env::var_os("HW_SIM_IFD") {
        return Ok(path.into());
    }
    let program = std::env::current_exe().map_err(|_| PcscdError::NoHandler)?;
    // A test sits in `deps`, one below.
    let mut folders = program.ancestors().skip(1).take(2).map(|folder| folder.join(HANDLER));
    folders.find(|path| path.is_file()).ok_or(PcscdError::NoHandler)
}

fn installed(program: &str, also_in: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(also_in.iter().map(PathBuf::from));
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Where it is built with polkit it would ask for a seat that a test does not have.
fn knows_polkit(program: &Path) -> io::Result<bool> {
    let help = Command::new(program).arg("--help").output()?;
    Ok([help.stdout, help.stderr]
        .iter()
        .any(|text| String::from_utf8_lossy(text).contains("--disable-polkit")))
}

fn at(path: &Path, source: io::Error) -> PcscdError {
    PcscdError::Folder { path: path.to_path_buf(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(names: &[&str]) -> Vec<ReaderLine> {
        let line = |name: &&str| ReaderLine { name: (*name).into(), socket: "/dev/null".into() };
        names.iter().map(line).collect()
    }

    #[test]
    fn names_that_would_break_the_configuration_are_refused() {
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        for name in ["", "a\"b", "a\nLIBPATH x", &long] {
            assert!(matches!(check_readers(&lines(&[name])), Err(PcscdError::Name(_))), "{name:?}");
        }
        assert!(matches!(check_readers(&lines(&["a", "a"])), Err(PcscdError::Name(_))));
        assert!(check_readers(&lines(&["Station 1", "Desk 1", &long[1..]])).is_ok());
    }

    #[test]
    fn no_reader_or_a_seventeenth_is_refused() {
        let names: Vec<String> = (0..17).map(|n| n.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for count in [0, 17] {
            let refused = check_readers(&lines(&names[..count]));
            assert!(matches!(refused, Err(PcscdError::ReaderCount(n)) if n == count));
        }
        assert!(check_readers(&lines(&names[..16])).is_ok());
    }
}

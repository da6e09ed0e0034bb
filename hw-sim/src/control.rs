//! The control socket: JSON lines over a UNIX socket, one answer a request. What hands, mishaps
//! and checkers need; the daemon never comes here.
//!
//! | Request | Does |
//! |---|---|
//! | `{"do":"truth"}` | every card, place, chip, face; every lane with its counters |
//! | `{"do":"chip","card":C}` | all files of one chip in hexadecimal |
//! | `{"do":"load","count":N}` | N cards from the box into the hopper |
//! | `{"do":"unload"}` | hopper back into the box |
//! | `{"do":"take","card":C}` | a card into somebody's hands, from wherever it lies |
//! | `{"do":"tap","card":C,"desk":D}` | lays a card on a desk reader |
//! | `{"do":"lift","desk":D}` | takes what lies there |
//! | `{"do":"put-back","card":C,"to":P}` | a card to a place |
//! | `{"do":"press","button":"clean"\|"test-card"}` | a button of the machine |
//! | `{"do":"helped","help":{"what":"clear-jam"\|"close-cover"\|"open-cover"}}` | a person helps |
//! | `{"do":"helped","help":{"what":"change-ribbon","kind":"ymckok","panels":3000}}` | new ribbon |
//! | `{"do":"fault","on":T,"nth":N,"always":B,"fault":F}` | plants a fault (`world/fault.rs`) |
//! | `{"do":"clear-faults"}` | forgets those that wait |
//! | `{"do":"spoil","card":C,"make":M}` | gives a chip a flaw (`world/blank.rs`) |
//! | `{"do":"power","on":B}` | the printer's switch |
//! | `{"do":"cut"}` | the printer's network line breaks; it takes the next client |
//! | `{"do":"plug","in":B}` | the station reader's cable |
//! | `{"do":"swap-readers","lane":L,"other":L}` | two station readers change printers |
//! | `{"do":"pcscd","on":B}` | kills the smart-card service or starts a new one |
//! | `{"do":"pace","pace":{"kind":"instant"}}` | or `"real"` with the fields of `world/pace.rs` |
//! | `{"do":"people"}` | the population: NIK, name, kind, state |
//! | `{"do":"source","what":"outage"\|"restore"}` | the record source goes away, comes back |
//! | `{"do":"source","what":"stop"\|"start"}` | its server ends; starts with what it kept |
//! | `{"do":"source","what":"fault","rule":{…}}` | a fault of the source (`source/fault.rs`) |
//! | `{"do":"source","what":"state","nik":N,"state":S}` | moves a record |
//! | `{"do":"source","what":"lost","station":S,"by":[A,B]}` | two people declare a station lost |
//!
//! `lane` and `desk` are 0 unless given. A card C is a UID, `#7` or `top`; `place` says of what
//! (`{"at":"output","lane":0}` unless given). An answer is `{"ok":true,…}` or
//! `{"ok":false,"error":"…"}`.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::office::Office;
use crate::source::FaultRule;
use crate::world::{Fault, Help, Make, Pace, Place, Press, Trigger};

/// The longest request line.
pub const MAX_REQUEST: u64 = 64 << 10;
/// Clients at a time; one more is turned away.
pub const MAX_CLIENTS: usize = 64;

/// One request.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Request {
    Truth {},
    Chip {
        card: String,
        place: Option<Place>,
    },
    Load {
        #[serde(default)]
        lane: usize,
        count: usize,
    },
    Unload {
        #[serde(default)]
        lane: usize,
    },
    Take {
        card: String,
        place: Option<Place>,
    },
    Tap {
        card: String,
        place: Option<Place>,
        #[serde(default)]
        desk: usize,
    },
    Lift {
        #[serde(default)]
        desk: usize,
    },
    PutBack {
        card: String,
        place: Option<Place>,
        to: Place,
    },
    Press {
        #[serde(default)]
        lane: usize,
        button: Press,
    },
    Helped {
        #[serde(default)]
        lane: usize,
        help: Help,
    },
    Fault {
        #[serde(default)]
        lane: usize,
        on: Trigger,
        #[serde(default = "first")]
        nth: u64,
        #[serde(default)]
        always: bool,
        fault: Fault,
    },
    ClearFaults {},
    Spoil {
        card: String,
        place: Option<Place>,
        make: Make,
    },
    Power {
        #[serde(default)]
        lane: usize,
        on: bool,
    },
    Cut {
        #[serde(default)]
        lane: usize,
    },
    Plug {
        #[serde(default)]
        lane: usize,
        #[serde(rename = "in")]
        plugged: bool,
    },
    SwapReaders {
        #[serde(default)]
        lane: usize,
        other: usize,
    },
    Pcscd {
        on: bool,
    },
    Pace {
        pace: Pace,
    },
    People {},
    Source(SourceRequest),
}

/// What hands at the centre do.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum SourceRequest {
    Outage,
    Restore,
    Stop,
    Start,
    Fault { rule: FaultRule },
    State { nik: String, state: String },
    Lost { station: String, by: [String; 2] },
}

fn first() -> u64 {
    1
}

/// The socket being served; it stops when dropped.
#[derive(Debug)]
pub struct ControlServer {
    path: PathBuf,
    common: Arc<Common>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Common {
    stopping: AtomicBool,
    clients: Mutex<Vec<(u64, UnixStream)>>,
}

impl ControlServer {
    /// Replaces a socket that a dead simulator left.
    pub fn start(path: &Path, office: Arc<Office>) -> io::Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        let common = Arc::new(Common::default());
        let ears = Arc::clone(&common);
        let thread = thread::Builder::new()
            .name("control".to_owned())
            .spawn(move || listen(&listener, &ears, &office))?;
        Ok(Self { path: path.to_path_buf(), common, thread: Some(thread) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        self.common.stopping.store(true, Ordering::SeqCst);
        // Only wakes the thread that waits for a client.
        drop(UnixStream::connect(&self.path));
        for (_, client) in self.common.clients().iter() {
            let _ = client.shutdown(Shutdown::Both);
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.path);
    }
}

impl Common {
    fn clients(&self) -> std::sync::MutexGuard<'_, Vec<(u64, UnixStream)>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every client has a thread of its own; all have ended when this returns.
fn listen(listener: &UnixListener, common: &Arc<Common>, office: &Arc<Office>) {
    thread::scope(|scope| {
        for (number, client) in (0_u64..).zip(listener.incoming()) {
            if common.stopping.load(Ordering::SeqCst) {
                return;
            }
            let Ok(client) = client else { continue };
            let Ok(handle) = client.try_clone() else { continue };
            if common.clients().len() >= MAX_CLIENTS {
                continue;
            }
            common.clients().push((number, handle));
            scope.spawn(move || {
                // A client that went away in mid-answer needs no answer.
                let _ = serve(client, office);
                common.clients().retain(|(there, _)| *there != number);
            });
        }
    });
}

fn serve(mut client: UnixStream, office: &Office) -> io::Result<()> {
    let mut lines = BufReader::new(client.try_clone()?);
    loop {
        let mut line = Vec::new();
        let count = lines.by_ref().take(MAX_REQUEST + 1).read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(());
        }
        let too_long = count as u64 > MAX_REQUEST;
        let answer = if too_long {
            failure(&format!("request exceeds {MAX_REQUEST} bytes"))
        } else {
            answer(&line, office)
        };
        writeln!(client, "{answer}")?;
        if too_long {
            // Closed over unread bytes, the line would break before the answer is read.
            client.shutdown(Shutdown::Write)?;
            io::copy(&mut lines.take(16 * MAX_REQUEST), &mut io::sink())?;
            return Ok(());
        }
    }
}

fn answer(line: &[u8], office: &Office) -> Value {
    let done = match serde_json::from_slice::<Request>(line) {
        Ok(request) => office.perform(request),
        Err(error) => return failure(&error.to_string()),
    };
    match done {
        Ok(Value::Object(mut members)) => {
            members.insert("ok".to_owned(), Value::Bool(true));
            Value::Object(members)
        }
        Ok(other) => json!({ "ok": true, "result": other }),
        Err(error) => failure(&error.to_string()),
    }
}

fn failure(error: &str) -> Value {
    json!({ "ok": false, "error": error })
}

//! The daemon's side of the socket: one thread a caller, one request a connection.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::counter;
use super::lines::Lines;
use super::night;
use super::paper;
use super::people::{self, Caller, Order};
use super::plan::{self, PlanReply};
use super::stock;
use super::wire::{Done, Failed, Meaning, Reply, Request, Signature};
use crate::document::png;
use crate::document::proof::{self, Proof};
use crate::job::Job;
use crate::record::Uid;
use crate::station::{
    Confirmation, Hands, Inspection, PrintRequest, Settlement, Shift, StationError,
};
use crate::text::{self, Fault};

/// Callers at once.
pub const MAX_CALLERS: usize = 32;
/// A caller who does not read is let go; the card goes on.
const TELL_WITHIN: Duration = Duration::from_secs(10);
/// Until somebody may have left, where nobody can be let in.
const BREATH: Duration = Duration::from_millis(100);

pub struct Server {
    listener: Arc<UnixListener>,
    shift: Arc<Shift>,
    stopping: Arc<AtomicBool>,
    path: PathBuf,
}

/// Ends a server's loop from another thread.
#[derive(Clone, Debug)]
pub struct Stopper {
    stopping: Arc<AtomicBool>,
    listener: Arc<UnixListener>,
}

impl Server {
    /// The socket is its owner's alone; a stale one of a daemon that died is replaced.
    pub fn bind(path: &Path, shift: Arc<Shift>) -> std::io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        let (stopping, path) = (Arc::default(), path.to_owned());
        let listener = Arc::new(listener);
        Ok(Self { listener, shift, stopping, path })
    }

    pub fn stopper(&self) -> Stopper {
        Stopper { stopping: self.stopping.clone(), listener: self.listener.clone() }
    }

    /// Serves until stopped, then waits for callers that are being served.
    pub fn run(self) {
        let callers = Arc::new(AtomicUsize::new(0));
        let mut threads: Vec<std::thread::JoinHandle<()>> = Vec::new();
        for stream in self.listener.incoming() {
            if self.stopping.load(Ordering::SeqCst) {
                break;
            }
            let Ok(stream) = stream else {
                // Out of file descriptors, most likely: some caller has to leave first.
                self.shift.station.clock.sleep(BREATH);
                continue;
            };
            threads.retain(|thread| !thread.is_finished());
            if callers.load(Ordering::SeqCst) >= MAX_CALLERS {
                tracing::warn!("caller turned away: {MAX_CALLERS} are being served");
                drop(send(&stream, &Reply::Failed(busy())));
                continue;
            }
            let seat = Seat::taken(&callers);
            let shift = self.shift.clone();
            threads.push(std::thread::spawn(move || {
                if let Err(error) = serve(&shift, stream) {
                    tracing::debug!(%error, "caller went away");
                }
                drop(seat);
            }));
        }
        // Who asks from now on is told at once that nobody serves.
        drop(self.listener);
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "control socket not removed");
        }
        // Those who watch a batch would wait for its end.
        self.shift.night.halt();
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a caller's thread ended in a panic");
            }
        }
    }
}

impl Stopper {
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the loop out of `accept`, though somebody may have removed its path.
        if let Err(error) = rustix::net::shutdown(&self.listener, rustix::net::Shutdown::Both) {
            tracing::warn!(%error, "the control socket does not shut");
        }
    }
}

/// A caller being served, however that ends.
struct Seat(Arc<AtomicUsize>);

impl Seat {
    fn taken(callers: &Arc<AtomicUsize>) -> Self {
        callers.fetch_add(1, Ordering::SeqCst);
        Self(callers.clone())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn serve(shift: &Shift, stream: UnixStream) -> std::io::Result<()> {
    let peer = rustix::net::sockopt::socket_peercred(&stream)?;
    let (uid, own) = (peer.uid.as_raw(), rustix::process::geteuid().as_raw());
    if uid != own && uid != 0 {
        return send(&stream, &Reply::Failed(stranger(uid)));
    }
    stream.set_write_timeout(Some(TELL_WITHIN))?;
    let mut lines = Lines::new(&stream, shift.station.clock.as_ref());
    let mut line = lines.next()?;
    let signature = serde_json::from_slice::<Signature>(&line).ok();
    if signature.is_some() {
        line = lines.next()?;
    }
    let request = match serde_json::from_slice::<Request>(&line) {
        Ok(request) => request,
        Err(error) => return send(&stream, &Reply::Failed(not_understood(&error))),
    };
    let order = match Order::of(shift, &Caller { uid, signature }, &request) {
        Ok(order) => order,
        Err(failed) => return send(&stream, &Reply::Failed(failed)),
    };
    if let Request::BatchRun { .. } | Request::BatchWatch {} = &request {
        return night::serve(shift, (&stream, &mut lines), &order.hands.first, request);
    }
    if let Request::Paper { order: wanted } = &request {
        return paper::serve(shift, &stream, &order.hands.first, wanted);
    }
    let watch = |step| {
        // A caller who left does not stop the card.
        drop(send(&stream, &Reply::Step(step)));
    };
    let done = carry_out(shift, &order.hands, request, &mut lines, &watch);
    let reply = match order.or_ask(shift, done) {
        Ok(done) => Reply::Done(done),
        Err(short) => Reply::Failed(short.told()),
    };
    send(&stream, &reply)
}

pub(super) fn send(mut stream: &UnixStream, reply: &Reply) -> std::io::Result<()> {
    let line = Zeroizing::new(serde_json::to_string(reply)? + "\n");
    stream.write_all(line.as_bytes())
}

pub(super) fn carry_out(
    shift: &Shift,
    hands: &Hands,
    request: Request,
    lines: &mut Lines<'_>,
    watch: crate::station::Watcher<'_>,
) -> Result<Done, Failed> {
    let (station, actor) = (&shift.station, hands.first.as_str());
    match request {
        Request::AddPerson { .. }
        | Request::ChangeRole { .. }
        | Request::RemovePerson { .. }
        | Request::SetPin { .. }
        | Request::SetToken { .. }
        | Request::Unlock { .. } => people::change(station, hands, request),
        Request::Approve { approval } => people::approve(shift, actor, &approval, lines, watch),
        Request::Decline { approval } => {
            station.decline_approval(actor, &approval).map_err(failed)?;
            Ok(Done::Booked {})
        }
        Request::Print { nik, reason, papers, lane, priority, old_card } => {
            let request = PrintRequest { preview: false, ..PrintRequest::preview(nik) };
            let request = PrintRequest { reason, papers, lane, priority, old_card, ..request };
            let job = shift.print(hands, &request, watch).map_err(failed)?;
            Ok(printed(shift, &job))
        }
        Request::Preview { nik } => {
            let request = PrintRequest::preview(nik);
            previewed(shift, actor, &request, watch)
        }
        Request::Desk { order } => counter::carry_out(shift, hands, order, watch),
        Request::Inspect { verdict, tap, uid } => {
            let order = Inspection { verdict, tap, uid };
            let seen = shift.inspect(hands, &order).map_err(failed)?;
            let nama = seen.holder.as_ref().map(|holder| holder.nama.to_string());
            let nik = seen.holder.as_ref().map(|holder| holder.nik.to_string());
            Ok(Done::Inspected { job: seen.job, uid: seen.uid, nama, nik })
        }
        Request::Stock { order } => stock::carry_out(shift, hands, order),
        Request::SettleUnknown { job, found, tap } => {
            let order = Settlement { job, found, tap };
            shift.settle(actor, &order, watch).map(Done::Settled).map_err(failed)
        }
        Request::ConfirmClock {} => {
            let now = station.confirm_clock(actor).map_err(failed)?;
            Ok(Done::ClockConfirmed { now: now.to_string() })
        }
        Request::ErasePeople {} => {
            let people = station.erase_people(actor).map_err(failed)?;
            Ok(Done::Erased { people })
        }
        Request::NoteBackup {} => people::note_backup(station, hands),
        Request::Lanes {} => Ok(Done::Lanes(shift.night.lanes())),
        Request::ReleaseLane { lane } => {
            shift.release(actor, &lane, watch).map_err(failed)?;
            Ok(Done::Booked {})
        }
        Request::ConfirmLane { lane, film, temperature } => {
            let said = Confirmation { film, temperature };
            shift.confirm(actor, &lane, said).map_err(failed)?;
            Ok(Done::Booked {})
        }
        Request::PlanBatch { list } => {
            let plan = shift.plan(plan::read_list(list, lines)?).map_err(failed)?;
            Ok(Done::Planned(Box::new(PlanReply::from(&plan))))
        }
        Request::BatchPause {} => night::changed(shift.night.pause(actor), "paused"),
        Request::BatchResume {} => night::changed(shift.night.resume(actor), "running"),
        Request::BatchStop {} => night::changed(shift.night.stop(actor), "ending"),
        Request::BatchRun { list, closes, .. } => night::begin(shift, actor, (list, closes), lines),
        Request::BatchWatch {} | Request::Paper { .. } => Err(failed(StationError::NoBatch)),
    }
}

pub(super) fn printed(shift: &Shift, job: &Job) -> Done {
    let uid: Option<Uid> = job.blank.as_ref().and_then(|blank| blank.uid().copied());
    let register =
        shift.station.ledger.lock().reader().and_then(|reader| reader.register_of(&job.id));
    let register = register.unwrap_or_else(|error| {
        tracing::warn!(%error, "register row not found");
        None
    });
    Done::Printed { job: job.id.clone(), stage: job.stage.word().to_owned(), uid, register }
}

fn previewed(
    shift: &Shift,
    actor: &str,
    request: &PrintRequest,
    watch: crate::station::Watcher<'_>,
) -> Result<Done, Failed> {
    // What goes over the socket is written to files.
    if !request.nik.is_synthetic() {
        return Err(failed(StationError::PreviewOfAPerson));
    }
    let preview = shift.station.preview(actor, request, watch).map_err(failed)?;
    let picture = |picture| {
        png::encode(picture)
            .map(|bytes| STANDARD.encode(bytes))
            .map_err(|error| internal("DOC-02", &error.to_string()))
    };
    let (front_png, back_png) = (picture(&preview.front)?, picture(&preview.back)?);
    let mut id = [0; 16];
    shift.station.entropy.fill(&mut id);
    let proof = Proof {
        front: preview.front,
        back: preview.back,
        kind: preview.kind,
        layout: &preview.layout,
        at: shift.station.clock.now(),
        zone: shift.station.ledger.lock().station().zone,
        id,
    };
    let proof = proof::proof(proof, &shift.station.products.fonts)
        .map_err(|error| internal("DOC-01", &error.to_string()))?;
    Ok(Done::Previewed { front_png, back_png, proof_pdf: STANDARD.encode(proof) })
}

/// A station's error as the caller gets it.
pub fn failed(error: StationError) -> Failed {
    let Fault { code, say } = text::command::station_error(&error);
    tracing::info!(code, error = %crate::station::Chain(&error), "command ended short");
    let refusal = match &error {
        StationError::Refused(refusal) => Some(Box::new(refusal.clone())),
        _ => None,
    };
    Failed { code, id: say.id, en: say.en, meaning: meaning(&error), refusal }
}

fn meaning(error: &StationError) -> Meaning {
    use StationError as E;
    match error {
        E::Refused(_) | E::ChipDiffers { .. } | E::PreviewOfAPerson | E::UnderWay(_) => {
            Meaning::Refused
        }
        E::BatchOpen(_) | E::NoBatch | E::EmptyBatch | E::BatchTooLong(_) => Meaning::Refused,
        E::NoSuchBatch(_) | E::ClosesInThePast(_) => Meaning::Usage,
        E::Counter(_) => Meaning::Refused,
        E::Stock(_) | E::NothingToInspect | E::InspectWhich(_) | E::NotAtOutput(_) => {
            Meaning::Refused
        }
        E::Sign(_) | E::NoPaper(_) | E::InspectedBefore { .. } => Meaning::Refused,
        E::NotUnknown(_) | E::CannotBe { .. } | E::NotThisCard { .. } => Meaning::Refused,
        E::NoSuchLane(_) | E::BlanksInLane { .. } => Meaning::Usage,
        E::NoDesk | E::TapNeeded(_) => Meaning::Usage,
        E::NotRetransfer(_) | E::List(_) => Meaning::Usage,
        E::Paused { .. } | E::LaneStopped { .. } | E::Unknown { .. } | E::Busy { .. } => {
            Meaning::NeedsPerson
        }
        E::ClockDoubted { .. } | E::SecondPersonNeeded => Meaning::NeedsPerson,
        E::NothingTapped | E::DeskFailed { .. } | E::BlanksSpoiled { .. } => Meaning::NeedsPerson,
        E::Printer(_) | E::Reader(_) | E::LaneGone(_) => Meaning::Device,
        E::Source(_) => Meaning::Source,
        E::Store(_) => Meaning::Books,
        _ => Meaning::Failure,
    }
}

fn stranger(uid: u32) -> Failed {
    Failed {
        code: "CTL-01".into(),
        id: format!("Pengguna {uid} tidak berhak memerintah stasiun ini."),
        en: format!("User {uid} may not command this station."),
        meaning: Meaning::Refused,
        refusal: None,
    }
}

fn busy() -> Failed {
    Failed {
        code: "CTL-04".into(),
        id: format!("{MAX_CALLERS} perintah sedang dilayani. Ulangi sebentar lagi."),
        en: format!("{MAX_CALLERS} commands are being served. Ask again in a moment."),
        meaning: Meaning::NeedsPerson,
        refusal: None,
    }
}

fn not_understood(error: &serde_json::Error) -> Failed {
    // The line may hold a NIK: only where it broke is told.
    let (line, column) = (error.line(), error.column());
    Failed {
        code: "CTL-02".into(),
        id: format!("Perintah tidak dimengerti (baris {line}, kolom {column})."),
        en: format!("The command is not understood (line {line}, column {column})."),
        meaning: Meaning::Usage,
        refusal: None,
    }
}

pub(super) fn bad_date() -> Failed {
    Failed {
        code: "CTL-03".into(),
        id: "Tanggal ditulis TTTT-BB-HH.".into(),
        en: "A date is written YYYY-MM-DD.".into(),
        meaning: Meaning::Usage,
        refusal: None,
    }
}

fn internal(code: &str, what: &str) -> Failed {
    Failed {
        code: code.into(),
        id: format!("Dokumen tidak dapat dibuat: {what}."),
        en: format!("The document can't be made: {what}."),
        meaning: Meaning::Failure,
        refusal: None,
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("path", &self.path).finish_non_exhaustive()
    }
}

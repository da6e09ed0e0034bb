//! The lanes at work, a thread each, and the commands that people give them.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::error::StationError;
use super::gauge::{Confirmation, Gauge, Reading};
use super::hands::Hands;
use super::lane::Lane;
use super::night::{Doing, Night};
use super::order::Order;
use super::request::PrintRequest;
use super::step::{Step, Watcher};
use super::thread::vital;
use super::{Station, outbox};
use crate::device::CardReader;
use crate::job::Job;
use crate::journal::{Cause, LaneName, Place};

/// An idle machine answers at once; one that does not is not waited for.
const LOOK_WITHIN: Duration = Duration::from_secs(10);

/// The reader on which people tap a card.
pub type Desk = Mutex<Box<dyn CardReader>>;

/// Everything that runs until the daemon stops.
pub struct Shift {
    pub station: Arc<Station>,
    pub desk: Option<Desk>,
    lanes: BTreeMap<LaneName, Sender<Command>>,
    gauges: BTreeMap<LaneName, Gauge>,
    threads: Vec<JoinHandle<()>>,
    outbox: JoinHandle<()>,
    pub night: Arc<Night>,
}

enum Command {
    Run {
        order: Order,
        told: Sender<Told<Job>>,
    },
    Release {
        actor: String,
        told: Sender<Told<()>>,
    },
    Confirm {
        actor: String,
        said: Confirmation,
        told: Sender<Told<()>>,
    },
    Look {
        told: Sender<Result<(), Cause>>,
    },
    /// A card of the batch may be there.
    Nudge,
}

/// What a lane's thread sends back while it works.
enum Told<T> {
    Step(Step),
    Done(Result<T, StationError>),
}

impl Shift {
    /// Each lane first finishes what a stop in the middle left.
    pub fn start(station: Arc<Station>, lanes: Vec<Lane>, desk: Option<Desk>) -> Self {
        let night = Night::new(station.clone());
        let mut senders = BTreeMap::new();
        let (mut gauges, mut threads) = (BTreeMap::new(), Vec::new());
        for lane in lanes {
            let (sender, receiver) = mpsc::channel();
            let (nudge, batch) = (sender.clone(), night.clone());
            night.join(lane.name().clone(), Box::new(move || drop(nudge.send(Command::Nudge))));
            senders.insert(lane.name().clone(), sender);
            gauges.insert(lane.name().clone(), lane.gauge.clone());
            threads.push(vital(move || work(lane, &receiver, &batch)));
        }
        let helpers: [fn(&Night); 3] =
            [Night::fetch_leases, Night::prepare_cards, Night::keep_hours];
        for help in helpers {
            let night = night.clone();
            threads.push(vital(move || help(&night)));
        }
        let outbox = station.clone();
        let outbox = vital(move || outbox.keep_reporting());
        Self { station, desk, lanes: senders, gauges, threads, outbox, night }
    }

    /// A card for one person, as far as the output.
    pub fn print(
        &self,
        hands: &Hands,
        request: &PrintRequest,
        watch: Watcher<'_>,
    ) -> Result<Job, StationError> {
        loop {
            let id = self.station.open_job(hands, request, watch)?;
            let lane = self.choose_lane(request, &id)?;
            let (actor, nik) = (hands.first.clone(), Some(request.nik.clone()));
            let order = Order { job: id.clone(), actor, nik };
            let job = self.run_where_blanks_are((request, lane), &order, watch);
            // The source is told before the clerk is; no lane waits for that.
            outbox::report_job(&self.station, &id);
            let job = job?;
            // A look that a crash had left open went back first; now the card itself.
            if !job.opened.preview {
                return Ok(job);
            }
        }
    }

    /// What kind of blank a card needs shows when its record has come. Where another lane holds
    /// that kind, the card is made there, unless somebody asked for this one.
    fn run_where_blanks_are(
        &self,
        (request, lane): (&PrintRequest, LaneName),
        order: &Order,
        watch: Watcher<'_>,
    ) -> Result<Job, StationError> {
        let run = |lane: &LaneName| {
            let order = order.clone();
            self.ask(lane, watch, |told| Command::Run { order, told })
        };
        match run(&lane) {
            Err(StationError::BlanksInLane { lane, .. }) if request.lane.is_none() => run(&lane),
            other => other,
        }
    }

    /// A person has helped: the lane goes on.
    pub fn release(
        &self,
        actor: &str,
        lane: &LaneName,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        self.ask(lane, watch, |told| Command::Release { actor: actor.to_owned(), told })
    }

    /// A person has read film and temperature off a retransfer printer.
    pub fn confirm(
        &self,
        actor: &str,
        lane: &LaneName,
        said: Confirmation,
    ) -> Result<(), StationError> {
        let actor = actor.to_owned();
        self.ask(lane, &|_| (), |told| Command::Confirm { actor, said, told })
    }

    /// Every lane's machine as it stands now; of a lane at work, as it last stood.
    pub fn look(&self) -> BTreeMap<LaneName, (Reading, Option<Cause>)> {
        let ask = |(name, sender): (&LaneName, &Sender<Command>)| {
            let (told, answer) = mpsc::channel();
            let busy = self.gauges.get(name).is_some_and(|gauge| gauge.read().busy);
            let asked = !busy && sender.send(Command::Look { told }).is_ok();
            (name.clone(), asked.then_some(answer))
        };
        let asked: Vec<_> = self.lanes.iter().map(ask).collect();
        let heard = asked.into_iter().map(|(name, answer)| {
            let failed = match answer.map(|answer| answer.recv_timeout(LOOK_WITHIN)) {
                None | Some(Ok(Ok(()))) => None,
                Some(Ok(Err(cause))) => Some(cause),
                Some(Err(_)) => Some(Cause::PrinterSilent { command: "look".into() }),
            };
            let reading = self.gauges.get(&name).map(Gauge::read).unwrap_or_default();
            // It went to work while it was asked.
            let failed = failed.filter(|_| !reading.busy);
            (name, (reading, failed))
        });
        heard.collect()
    }

    fn ask<T>(
        &self,
        lane: &LaneName,
        watch: Watcher<'_>,
        command: impl FnOnce(Sender<Told<T>>) -> Command,
    ) -> Result<T, StationError> {
        let sender = self.lanes.get(lane);
        let sender = sender.ok_or_else(|| StationError::NoSuchLane(lane.to_string()))?;
        let (told, steps) = mpsc::channel();
        let gone = || StationError::LaneGone(lane.clone());
        sender.send(command(told)).map_err(|_| gone())?;
        for message in steps {
            match message {
                Told::Step(step) => watch(step),
                Told::Done(result) => return result,
            }
        }
        Err(gone())
    }

    /// The lane where the job's card is; else the one asked for; else one that has blanks.
    fn choose_lane(
        &self,
        request: &PrintRequest,
        job: &crate::journal::JobId,
    ) -> Result<LaneName, StationError> {
        let writer = self.station.ledger.lock();
        let job = writer.job(job)?;
        if let Some(lane) = job.filter(Job::holds_machine).and_then(|job| job.lane) {
            return Ok(lane);
        }
        if let Some(lane) = &request.lane {
            return match self.lanes.contains_key(lane) {
                true => Ok(lane.clone()),
                false => Err(StationError::NoSuchLane(lane.to_string())),
            };
        }
        let books = writer.books();
        let stands = |lane: &LaneName| books.lanes.get(lane).is_some_and(|l| l.stopped.is_some());
        let blanks = |lane: &LaneName| {
            let hopper = Place::Hopper(lane.clone());
            crate::record::Kind::ALL.iter().map(|kind| books.stock.held(*kind, &hopper)).max()
        };
        let best =
            self.lanes.keys().min_by_key(|lane| (stands(lane), std::cmp::Reverse(blanks(lane))));
        best.cloned().ok_or_else(|| StationError::NoSuchLane("–".into()))
    }

    /// Finishes the card in each machine, then tells the source what it has yet to hear. An open
    /// batch stays open: it goes on at the next start.
    pub fn stop(mut self) {
        self.night.halt();
        self.lanes.clear();
        let finished = self.threads.drain(..).map(JoinHandle::join).filter(Result::is_err).count();
        if finished > 0 {
            tracing::error!("{finished} threads ended in a panic");
        }
        self.station.bell.end();
        if self.outbox.join().is_err() {
            tracing::error!("the outbox ended in a panic");
        }
        if let Err(error) = self.station.drain_outbox() {
            tracing::warn!(error = %Chain(&error), "outbox waits for the next start");
        }
    }
}

/// Commands of people first; between them, cards of the batch.
fn work(mut lane: Lane, commands: &Receiver<Command>, night: &Night) {
    recover(&mut lane, night);
    loop {
        let command = match commands.try_recv() {
            Ok(command) => Some(command),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => match night.take(lane.name()) {
                Some(ready) => {
                    night.work(&mut lane, ready);
                    continue;
                }
                None => match night.looks_again(lane.name()) {
                    None => commands.recv().ok(),
                    Some(patience) => match commands.recv_timeout(patience) {
                        Err(RecvTimeoutError::Timeout) => {
                            recover(&mut lane, night);
                            continue;
                        }
                        received => received.ok(),
                    },
                },
            },
        };
        match command {
            Some(command) => obey(&mut lane, command, night),
            None => return,
        }
    }
}

fn recover(lane: &mut Lane, night: &Night) {
    let recovered = lane.recover(&|_| ());
    if let Err(error) = &recovered {
        tracing::warn!(lane = %lane.name(), error = %Chain(error), "lane is not ready");
    }
    night.lane_did(lane.name(), recovered.as_ref().err());
}

fn obey(lane: &mut Lane, command: Command, night: &Night) {
    match command {
        Command::Run { order, told } => {
            night.lane_does(lane.name(), Doing::Counter {});
            let done = lane.run(&order, &|step| tell(&told, Told::Step(step)));
            night.lane_did(lane.name(), done.as_ref().err());
            tell(&told, Told::Done(done));
        }
        Command::Release { actor, told } => {
            let done = lane.release(&actor, &|step| tell(&told, Told::Step(step)));
            night.lane_did(lane.name(), done.as_ref().err());
            tell(&told, Told::Done(done));
        }
        Command::Confirm { actor, said, told } => {
            let done = lane.confirm(&actor, said, &|step| tell(&told, Told::Step(step)));
            night.lane_did(lane.name(), done.as_ref().err());
            tell(&told, Told::Done(done));
        }
        Command::Look { told } => tell(&told, lane.look()),
        Command::Nudge => {}
    }
}

/// Nobody may be listening any more; the card goes on all the same.
fn tell<T>(told: &Sender<T>, message: T) {
    drop(told.send(message));
}

/// An error with all that caused it, in one line.
#[derive(Debug)]
pub struct Chain<'a>(pub &'a dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl std::fmt::Debug for Shift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shift").field("station", &self.station).finish_non_exhaustive()
    }
}

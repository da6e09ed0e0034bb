//! People: a clerk who asks for cards, looks at what comes out and taps it; and whoever helps a
//! machine that stands still, as the sentence on the screen tells them.

use cetakd::journal::{Refusal, SpoilReason, Verdict};
use cetakd::record::Reason;
use cetakd::station::{Hands, Inspection, Order, PrintRequest, StationError};
use cetakd::text::command::station_error;
use hw_sim::world::{CardNumber, Face, Help, Place};

use super::face;
use super::hardware::Crash;
use super::office::{CLERK, Fall, Office, Tray, lane_name};

/// After so many tries a clerk goes home.
const MAX_TRIES: usize = 8;
/// Blanks that somebody brings to an empty hopper.
const ARMFUL: u32 = 4;
const RIBBON: (&str, u32) = ("ymckok", 3_000);

/// How a visit at the counter ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// A card was printed; the desk has it.
    Card,
    /// Told why not.
    Sent(String),
    /// Told to wait for help, again and again.
    GaveUp(String),
}

impl Office {
    /// One person at the counter, until there is a card or a word why not. Crashes on the way are
    /// followed by a start.
    pub fn visit(&mut self, nik: &str, lane: usize, fall: Fall) -> Visit {
        let mut said = String::new();
        let mut line_is_down = false;
        for _ in 0..MAX_TRIES {
            match self.ask(nik, lane) {
                Ok(Ok(())) => {
                    self.look_at_trays(fall);
                    if self.settle_unknowns().is_err() {
                        self.restart(fall);
                    }
                    return Visit::Card;
                }
                Ok(Err(error)) => {
                    said = sentence(&error);
                    if is_final(&error) {
                        return Visit::Sent(said);
                    }
                    if matches!(error, StationError::Source(_)) {
                        // No help at a machine brings the line back; asked once more, all the same.
                        if std::mem::replace(&mut line_is_down, true) {
                            return Visit::GaveUp(said);
                        }
                        continue;
                    }
                    self.help_all(fall);
                    if self.settle_unknowns().is_err() {
                        self.restart(fall);
                    }
                }
                Err(Crash) => self.restart(fall),
            }
        }
        Visit::GaveUp(said)
    }

    /// A clerk asks once.
    pub fn ask(&mut self, nik: &str, lane: usize) -> Result<Result<(), StationError>, Crash> {
        let nik: cetakd::record::Nik = nik.parse().expect("a NIK of the town");
        let request = PrintRequest {
            priority: None,
            nik: nik.clone(),
            reason: Reason::Baru,
            papers: Vec::new(),
            lane: Some(lane_name(lane)),
            preview: false,
            old_card: None,
            receipt: None,
        };
        let mut known = None;
        let done = self.act(|live| {
            let id = live.station.open_job(&Hands::alone(CLERK), &request, &|_| ())?;
            known = Some(id.clone());
            let job = live.station.ledger.job(&id)?;
            // As a shift chooses: where the card is, else where it was asked for.
            let held = job.filter(|job| job.holds_machine()).and_then(|job| job.lane);
            let chosen = held.unwrap_or_else(|| lane_name(lane));
            let lane = live.lanes.iter_mut().find(|lane| *lane.name() == chosen);
            let order = Order { job: id, actor: CLERK.into(), nik: Some(nik.clone()) };
            lane.expect("a lane of this office").run(&order, &|_| ()).map(drop)
        })?;
        if let (Some(job), Err(error)) = (known, &done) {
            self.told.insert(job, sentence(error));
        }
        Ok(done)
    }

    /// From the files, again if it dies while starting.
    pub fn restart(&mut self, fall: Fall) {
        loop {
            self.fall(fall);
            if self.start().is_ok() {
                return;
            }
        }
    }

    /// Looks after clock and machines, and lets the lanes go on.
    pub fn help_all(&mut self, fall: Fall) {
        if self.act(|live| live.station.confirm_clock(CLERK).map(drop)).is_err() {
            self.restart(fall);
        }
        for lane in 0..self.lanes {
            self.help(lane);
            let released = self.act(|live| live.lanes[lane].release(CLERK, &|_| ()));
            if released.is_err() {
                self.restart(fall);
            }
        }
    }

    /// What a person sees to at a machine: power, plugs, cover, ribbon, jam, a card that the
    /// books don't hold there, an empty hopper.
    pub fn help(&mut self, lane: usize) {
        self.hardware.world(|world| {
            world.switch_on(lane);
            world.plug_reader(lane, true);
            if let Some(other) = world.wiring().get(lane).copied().filter(|other| *other != lane) {
                world.swap_readers(lane, other);
            }
            world.help(lane, &Help::CloseCover).expect("a lane");
            if world.lanes()[lane].ribbon.panels_left < RIBBON.1 / 10 {
                let (kind, panels) = (RIBBON.0.into(), RIBBON.1);
                world.help(lane, &Help::ChangeRibbon { kind, panels }).expect("a lane");
            }
        });
        let (inside, jammed) =
            self.hardware.world(|world| (world.inside(lane), world.lanes()[lane].jam.is_some()));
        if jammed || !self.books_hold_a_card(lane) {
            for card in inside {
                self.take_out(card, lane);
            }
            self.hardware.world(|world| world.help(lane, &Help::ClearJam)).expect("a lane");
        }
        if self.hardware.world(|world| world.in_hopper(lane).is_empty()) {
            self.load(lane, ARMFUL);
        }
    }

    fn books_hold_a_card(&mut self, lane: usize) -> bool {
        let ledger = self.live().station.ledger.clone();
        let writer = ledger.lock();
        writer.unfinished().any(|job| job.lane == Some(lane_name(lane)) && job.holds_machine())
    }

    /// A blank that is still empty goes back, all else is kept apart.
    fn take_out(&mut self, card: CardNumber, lane: usize) {
        self.touched.insert(card);
        let empty = self.hardware.world(|world| {
            let card = world.card(card).expect("a card");
            card.chip.is_virgin() && !card.is_printed()
        });
        let to = if empty { Place::Hopper { lane } } else { Place::Hands };
        self.hardware.world(|world| world.put_back(card, to)).expect("in reach");
        match empty {
            true => *self.laid_back.entry(lane).or_default() += 1,
            false => drop(self.trays.insert(card, Tray::Aside)),
        }
    }

    /// Everything that lies at an output is looked at and tapped.
    pub fn look_at_trays(&mut self, fall: Fall) {
        for lane in 0..self.lanes {
            let cards = self.hardware.world(|world| world.at(Place::Output { lane }));
            for card in cards {
                self.look_at(card, fall);
            }
        }
    }

    fn look_at(&mut self, number: CardNumber, fall: Fall) {
        let whole = self.hardware.world(|world| {
            let card = world.card(number).expect("a card");
            !face::on_card(card, Face::Front).is_empty()
        });
        self.hardware.world(|world| world.tap(number, 0)).expect("an empty desk");
        let verdict = if whole { Verdict::Good } else { Verdict::Spoiled(SpoilReason::GagalCetak) };
        let order = Inspection { verdict, tap: true, uid: None };
        let inspected =
            self.act(|live| live.station.inspect(Some(&live.desk), &Hands::alone(CLERK), &order));
        let tray = match (inspected, verdict) {
            (Ok(Ok(_)), Verdict::Good) => Tray::Ready,
            (Ok(Ok(_)), Verdict::Spoiled(_)) => Tray::Spoiled,
            (Ok(Err(error)), _) => {
                sentence(&error);
                Tray::Aside
            }
            (Err(Crash), _) => {
                self.restart(fall);
                // Whether it was booked, the next tap tells.
                let again = self.act(|live| {
                    live.station.inspect(Some(&live.desk), &Hands::alone(CLERK), &order)
                });
                match again {
                    Ok(Ok(_)) if whole => Tray::Ready,
                    Ok(Ok(_)) => Tray::Spoiled,
                    _ => self.tray_of_the_books(number),
                }
            }
        };
        if tray == Tray::Aside {
            self.touched.insert(number);
        }
        self.hardware.world(|world| world.lift(0)).expect("the desk");
        self.trays.insert(number, tray);
    }

    fn tray_of_the_books(&mut self, number: CardNumber) -> Tray {
        let uid = self.hardware.world(|world| world.card(number).expect("a card").uid.clone());
        let name = uid.parse().map(cetakd::journal::BlankName::Uid).expect("a UID");
        let ledger = self.live().station.ledger.clone();
        let writer = ledger.lock();
        let row = writer.reader().and_then(|reader| reader.blank(&name)).expect("books");
        match row.map(|row| row.place).as_deref() {
            Some("ready") => Tray::Ready,
            Some("spoiled") => Tray::Spoiled,
            _ => Tray::Aside,
        }
    }

    /// The end of a day: no faults, every machine seen to, every card looked at, the line up.
    pub fn close(&mut self) {
        self.hardware.world(|world| world.clear_faults());
        {
            let mut machines = self.hardware.lock();
            machines.reader_trouble = None;
        }
        self.hardware.live_on();
        self.centre.lock().clear_faults();
        self.cut_line(false);
        self.help_all(Fall::Process);
        assert!(self.settle_unknowns().is_ok(), "nothing is to die any more");
        self.help_all(Fall::Process);
        self.look_at_trays(Fall::Process);
        let drained = self.act(|live| live.station.drain_outbox());
        match drained {
            Ok(Ok(0)) => {}
            Ok(Ok(left)) => panic!("{left} reports are left in the outbox"),
            Ok(Err(error)) => panic!("the outbox fails: {}", sentence(&error)),
            Err(Crash) => unreachable!("nothing is to die any more"),
        }
    }
}

/// Nothing that helping a machine would change.
fn is_final(error: &StationError) -> bool {
    match error {
        // Somebody looks for it first.
        StationError::Refused(Refusal::CardUnknown { .. }) => false,
        StationError::Refused(_) | StationError::BlanksSpoiled { .. } => true,
        _ => false,
    }
}

/// What people are told; an error without words would be a defect.
pub fn sentence(error: &StationError) -> String {
    let fault = station_error(error);
    assert!(!fault.code.is_empty() && !fault.say.id.is_empty() && !fault.say.en.is_empty());
    fault.to_string()
}

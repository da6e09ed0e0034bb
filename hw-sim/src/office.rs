//! What is running, and what each request to the control socket does to it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};
use thiserror::Error;

use crate::control::{Request, SourceRequest};
use crate::printer::serve::PrinterServer;
use crate::reader::{Pcscd, PcscdError};
use crate::shared::SharedWorld;
use crate::source::{Door, Fault as SourceFault, FaultRule, Refusal, Source};
use crate::world::bitmap::hex;
use crate::world::{CardNumber, FaultError, HandError, Place, Planted, World};

/// Why a request could not be done.
#[derive(Debug, Error)]
pub enum OfficeError {
    #[error(transparent)]
    Hand(#[from] HandError),
    #[error(transparent)]
    Fault(#[from] FaultError),
    #[error(transparent)]
    Source(#[from] Refusal),
    #[error(transparent)]
    Pcscd(#[from] PcscdError),
    #[error("record source can't be started")]
    Door(#[source] io::Error),
    #[error("this simulator runs without `{0}`")]
    Without(&'static str),
    #[error("too many faults lie in wait at the source")]
    SourceFaults,
    #[error("answer can't be written")]
    Json(#[from] serde_json::Error),
}

/// Everything that runs beside the world.
#[derive(Debug)]
pub struct Office {
    pub world: SharedWorld,
    pub printers: Vec<PrinterServer>,
    pub pcscd: Option<Pcscd>,
    pub source: Option<Arc<Mutex<Source>>>,
    pub door: Option<Door>,
}

impl Office {
    /// One request; an object to be answered with.
    pub fn perform(&self, request: Request) -> Result<Value, OfficeError> {
        let done = match request {
            Request::Pcscd { on } => self.pcscd(on),
            Request::People {} => self.people(),
            Request::Source(SourceRequest::Stop) => self.door().map(Door::shut).map(empty),
            Request::Source(SourceRequest::Start) => {
                self.door()?.reopen().map_err(OfficeError::Door).map(empty)
            }
            Request::Source(request) => self.centre(request),
            Request::Cut { lane } => self.cut(lane).map(empty),
            other => self.world.with(|world| hands(world, other)),
        };
        for printer in &self.printers {
            printer.wake();
        }
        done
    }

    fn pcscd(&self, on: bool) -> Result<Value, OfficeError> {
        let pcscd = self.pcscd.as_ref().ok_or(OfficeError::Without("pcscd"))?;
        if on { pcscd.restart() } else { pcscd.kill() }?;
        Ok(json!({}))
    }

    fn cut(&self, lane: usize) -> Result<(), OfficeError> {
        let printer = self.printers.get(lane).ok_or(HandError::NoLane(lane))?;
        printer.cut_line();
        Ok(())
    }

    fn people(&self) -> Result<Value, OfficeError> {
        let source = self.source()?;
        let people: Vec<Value> = source
            .population()
            .people()
            .map(|person| {
                let nik = &person.biodata.nik;
                json!({
                    "nik": nik, "nama": person.biodata.nama, "kind": person.kind.as_str(),
                    "kecamatan": person.biodata.kecamatan, "state": source.state_of(nik),
                })
            })
            .collect();
        Ok(json!({ "people": people }))
    }

    fn centre(&self, request: SourceRequest) -> Result<Value, OfficeError> {
        let mut source = self.source()?;
        match request {
            SourceRequest::Outage => {
                let rule = FaultRule { fault: SourceFault::Outage, on: None, skip: 0, times: None };
                plan(&mut source, rule)
            }
            SourceRequest::Fault { rule } => plan(&mut source, rule),
            SourceRequest::Restore => {
                source.clear_faults();
                Ok(json!({}))
            }
            SourceRequest::State { nik, state } => {
                source.set_state(&nik, &state, Timestamp::now())?;
                Ok(json!({}))
            }
            SourceRequest::Lost { station, by: [one, other] } => {
                let freed = source.declare_lost(&station, [&one, &other], Timestamp::now())?;
                Ok(json!({ "freed": freed }))
            }
            // `perform` has taken them.
            SourceRequest::Stop | SourceRequest::Start => Ok(json!({})),
        }
    }

    fn source(&self) -> Result<MutexGuard<'_, Source>, OfficeError> {
        let source = self.source.as_ref().ok_or(OfficeError::Without("source"))?;
        Ok(source.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn door(&self) -> Result<&Door, OfficeError> {
        self.door.as_ref().ok_or(OfficeError::Without("source"))
    }
}

fn empty((): ()) -> Value {
    json!({})
}

fn plan(source: &mut Source, rule: FaultRule) -> Result<Value, OfficeError> {
    if source.plan(rule) { Ok(json!({})) } else { Err(OfficeError::SourceFaults) }
}

/// What needs the world alone; also the whole API of an in-process test's hands.
pub fn hands(world: &mut World, request: Request) -> Result<Value, OfficeError> {
    match request {
        Request::Truth {} => return Ok(serde_json::to_value(world.truth())?),
        Request::Chip { card, place } => {
            let number = find(world, &card, place)?;
            return Ok(chip(world, number));
        }
        Request::Load { lane, count } => {
            let cards = world.load(lane, count)?;
            return Ok(named(world, &cards));
        }
        Request::Unload { lane } => {
            let cards = world.unload(lane)?;
            return Ok(named(world, &cards));
        }
        Request::Take { card, place } => {
            let number = find(world, &card, place)?;
            world.take(number)?;
            return Ok(named(world, &[number]));
        }
        Request::Tap { card, place, desk } => {
            let number = find(world, &card, place)?;
            world.tap(number, desk)?;
            return Ok(named(world, &[number]));
        }
        Request::Lift { desk } => {
            let cards = world.lift(desk)?;
            return Ok(named(world, &cards));
        }
        Request::PutBack { card, place, to } => {
            let number = find(world, &card, place)?;
            world.put_back(number, to)?;
            return Ok(named(world, &[number]));
        }
        other => mishaps(world, other)?,
    }
    Ok(json!({}))
}

fn mishaps(world: &mut World, request: Request) -> Result<(), OfficeError> {
    match request {
        Request::Press { lane, button } => world.press(lane, button)?,
        Request::Helped { lane, help } => world.help(lane, &help)?,
        Request::Fault { lane, on, nth, always, fault } => {
            world.check_lane(lane)?;
            world.plant(Planted { lane, on, nth, always, fault })?;
        }
        Request::ClearFaults {} => world.clear_faults(),
        Request::Spoil { card, place, make } => {
            let number = find(world, &card, place)?;
            world.spoil_chip(number, make)?;
        }
        Request::Power { lane, on } => {
            world.check_lane(lane)?;
            if on { world.switch_on(lane) } else { world.switch_off(lane) }
        }
        Request::Plug { lane, plugged } => {
            world.check_lane(lane)?;
            world.plug_reader(lane, plugged);
        }
        Request::SwapReaders { lane, other } => {
            world.check_lane(lane)?;
            world.check_lane(other)?;
            world.swap_readers(lane, other);
        }
        Request::Pace { pace } => world.pace = pace,
        // `hands` and `Office::perform` have taken the others.
        _ => return Err(OfficeError::Without("that request")),
    }
    Ok(())
}

/// A card by name: in the given place, or anywhere; `top` is of the output unless said.
fn find(world: &World, card: &str, place: Option<Place>) -> Result<CardNumber, OfficeError> {
    let place = match card {
        "top" => Some(place.unwrap_or(Place::Output { lane: 0 })),
        _ => place,
    };
    Ok(world.find(card, place)?)
}

fn named(world: &World, cards: &[CardNumber]) -> Value {
    let cards: Vec<Value> = cards
        .iter()
        .filter_map(|number| world.card(*number))
        .map(|card| json!({ "number": card.number, "uid": card.uid, "place": card.place() }))
        .collect();
    json!({ "cards": cards })
}

fn chip(world: &World, number: CardNumber) -> Value {
    let files = world.card(number).map(|card| {
        let file = |(id, content): (u16, &[u8])| (format!("{id:04x}"), Value::from(hex(content)));
        card.chip.files().map(file).collect::<serde_json::Map<_, _>>()
    });
    json!({ "files": files.unwrap_or_default() })
}

//! What one command does to the printer: settings, sequences, movements. The read commands are in
//! `read.rs`.

use crate::printer::stream::Download;
use crate::world::fault::Trouble;
use crate::world::lane::{ErrorMode, Input, Sequence};
use crate::world::{Bitmap, Face, Fresh, LaneIndex, Motion, Pace, Panel, Spot, World};
use std::time::Duration;

/// What a read command answers; nothing: an acknowledge.
pub(super) type Answer = Result<Option<String>, Trouble>;

/// The largest contrast or brightness.
const MAX_SETTING: u32 = 20;

/// A command by name and parameters.
pub(super) fn perform(world: &mut World, lane: LaneIndex, text: &str) -> Answer {
    let (name, rest) = text.split_once(';').unwrap_or((text, ""));
    let parameters: Vec<&str> =
        if text.contains(';') { rest.split(';').collect() } else { Vec::new() };
    if name.starts_with('R') || name == "Sk" {
        return super::read::read(world, lane, name, &parameters).map(Some);
    }
    let done = match (name, parameters.as_slice()) {
        ("Pem", [mode]) => set_errors(world, lane, mode, Keep::UntilPowerOff),
        ("Pem", [mode, "s"]) => set_errors(world, lane, mode, Keep::Saved),
        ("Pmi", [input]) => set_input(world, lane, input),
        ("Pr", [ribbon]) => set_ribbon(world, lane, ribbon),
        ("Pc", [panel, "=", value]) => set_panel(world, lane, panel, value, Setting::Contrast),
        ("Pl", [panel, "=", value]) => set_panel(world, lane, panel, value, Setting::Brightness),
        ("Si", []) => world.feed(lane, Spot::Print),
        ("Sic" | "Sis", []) => world.feed(lane, Spot::Station),
        ("Ss", []) => begin(world, lane),
        ("Sr", []) => turn(world, lane, Face::Front),
        ("Sv", []) => turn(world, lane, Face::Back),
        ("Se", []) => end(world, lane),
        ("Sp", [panel]) => print_from_memory(world, lane, panel),
        ("Ser" | "Seb", []) => reject(world, lane),
        ("Wcb", [panel]) => clear(world, lane, panel),
        ("Scs", []) => clear_status(world, lane),
        ("Srs", []) => restart(world, lane),
        ("Pem" | "Pmi" | "Pr" | "Pc" | "Pl" | "Sp" | "Wcb", _) => Err(Trouble::Parameter),
        ("Si" | "Sic" | "Sis" | "Ss" | "Sr" | "Sv" | "Se" | "Ser" | "Seb", _)
        | ("Scs" | "Srs", _) => Err(Trouble::Parameter),
        _ => Err(Trouble::Command),
    };
    done.map(|()| None)
}

/// A panel into memory; in a sequence the one before it is printed.
pub(super) fn download(world: &mut World, lane: LaneIndex, download: &Download) -> Answer {
    let bitmap = download.unpack().ok_or(Trouble::Parameter)?;
    let before = world.lanes[lane].volatile.sequence.as_ref().and_then(|s| s.pending);
    if before.is_some() {
        print_pending(world, lane)?;
    }
    let volatile = &mut world.lanes[lane].volatile;
    volatile.memory.insert(download.panel, bitmap);
    if let Some(sequence) = &mut volatile.sequence {
        sequence.pending = Some(download.panel);
    }
    Ok(None)
}

/// How long a command keeps the machine busy before it answers.
pub(super) fn duration(world: &World, lane: LaneIndex, text: &str) -> Duration {
    let pace: &Pace = &world.pace;
    let sequence = world.lanes[lane].volatile.sequence.as_ref();
    let pending = sequence.and_then(|sequence| sequence.pending);
    let print = pending.map_or(Duration::ZERO, |panel| pace.motion(Motion::Print(panel)));
    match text.split_once(';').map_or(text, |(name, _)| name) {
        "Si" | "Sic" | "Sis" => pace.motion(Motion::Feed),
        "Sv" | "Sr" => {
            let turns = sequence.is_some_and(|s| s.face != face_of(text));
            print + if turns { pace.motion(Motion::Flip) } else { Duration::ZERO }
        }
        "Se" => print + pace.motion(Motion::Eject),
        "Ser" | "Seb" => pace.motion(Motion::Eject),
        "Sp" => Panel::from_letter(text.rsplit(';').next().unwrap_or(""))
            .map_or(Duration::ZERO, |panel| pace.motion(Motion::Print(panel))),
        _ => Duration::ZERO,
    }
}

/// How long a download takes, with the panel it prints.
pub(super) fn download_duration(world: &World, lane: LaneIndex, bytes: usize) -> Duration {
    let sequence = world.lanes[lane].volatile.sequence.as_ref();
    let pending = sequence.and_then(|sequence| sequence.pending);
    let print = pending.map_or(Duration::ZERO, |panel| world.pace.motion(Motion::Print(panel)));
    world.pace.motion(Motion::Transfer(bytes)) + print
}

fn face_of(text: &str) -> Face {
    if text == "Sv" { Face::Back } else { Face::Front }
}

enum Keep {
    UntilPowerOff,
    Saved,
}

fn set_errors(world: &mut World, lane: LaneIndex, mode: &str, keep: Keep) -> Result<(), Trouble> {
    let mode = mode.parse().ok().and_then(ErrorMode::from_parameter).ok_or(Trouble::Parameter)?;
    world.lanes[lane].volatile.errors = mode;
    if matches!(keep, Keep::Saved) {
        world.lanes[lane].saved_errors = mode;
    }
    Ok(())
}

fn set_input(world: &mut World, lane: LaneIndex, input: &str) -> Result<(), Trouble> {
    world.lanes[lane].volatile.input = match input {
        "F" => Input::Feeder,
        "M" => Input::Manual,
        "B" => Input::Both,
        _ => return Err(Trouble::Parameter),
    };
    Ok(())
}

fn set_ribbon(world: &mut World, lane: LaneIndex, ribbon: &str) -> Result<(), Trouble> {
    let known = (1..=8).contains(&ribbon.len()) && ribbon.bytes().all(|b| b"ymcko".contains(&b));
    if !known {
        return Err(Trouble::Parameter);
    }
    ribbon.clone_into(&mut world.lanes[lane].volatile.ribbon_setting);
    Ok(())
}

enum Setting {
    Contrast,
    Brightness,
}

fn set_panel(
    world: &mut World,
    lane: LaneIndex,
    panel: &str,
    value: &str,
    setting: Setting,
) -> Result<(), Trouble> {
    let panel = Panel::from_letter(panel).ok_or(Trouble::Parameter)?;
    let value =
        value.parse().ok().filter(|value| *value <= MAX_SETTING).ok_or(Trouble::Parameter)?;
    let volatile = &mut world.lanes[lane].volatile;
    match setting {
        Setting::Contrast => volatile.contrast.insert(panel, value),
        Setting::Brightness => volatile.brightness.insert(panel, value),
    };
    Ok(())
}

fn begin(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    world.lanes[lane].volatile.sequence =
        Some(Sequence { face: Face::Front, pending: None, printed: 0 });
    Ok(())
}

fn turn(world: &mut World, lane: LaneIndex, face: Face) -> Result<(), Trouble> {
    print_pending(world, lane)?;
    let sequence = world.lanes[lane].volatile.sequence.as_ref().ok_or(Trouble::Command)?;
    if sequence.face == face {
        return Ok(());
    }
    world.flip(lane)?;
    if let Some(sequence) = &mut world.lanes[lane].volatile.sequence {
        sequence.face = face;
    }
    Ok(())
}

/// Prints what is left and ejects; without a sequence it only ejects.
fn end(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    print_pending(world, lane)?;
    world.eject(lane)?;
    world.lanes[lane].volatile.sequence = None;
    Ok(())
}

fn reject(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    world.reject(lane)?;
    world.lanes[lane].volatile.sequence = None;
    Ok(())
}

/// The panel that waits in the sequence; it goes on waiting if it could not be printed.
fn print_pending(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    let volatile = &world.lanes[lane].volatile;
    let Some(sequence) = volatile.sequence.clone() else { return Ok(()) };
    let Some(panel) = sequence.pending else { return Ok(()) };
    let Some(bitmap) = volatile.memory.get(&panel).cloned() else { return Ok(()) };
    let first = sequence.printed == 0 || volatile.errors.recovers_by_itself();
    let fresh = if first { Fresh::Allowed } else { Fresh::Refused };
    world.print_panel(lane, sequence.face, (panel, &bitmap), fresh)?;
    if let Some(sequence) = &mut world.lanes[lane].volatile.sequence {
        sequence.pending = None;
        sequence.printed += 1;
    }
    Ok(())
}

fn print_from_memory(world: &mut World, lane: LaneIndex, panel: &str) -> Result<(), Trouble> {
    let panel = Panel::from_letter(panel).ok_or(Trouble::Parameter)?;
    let volatile = &world.lanes[lane].volatile;
    let bitmap: Bitmap = volatile.memory.get(&panel).cloned().ok_or(Trouble::Parameter)?;
    let face = volatile.sequence.as_ref().map_or(Face::Front, |sequence| sequence.face);
    world.print_panel(lane, face, (panel, &bitmap), Fresh::Allowed)
}

fn clear(world: &mut World, lane: LaneIndex, panel: &str) -> Result<(), Trouble> {
    let volatile = &mut world.lanes[lane].volatile;
    let cleared = match panel {
        "a" => None,
        letter => Some(Panel::from_letter(letter).ok_or(Trouble::Parameter)?),
    };
    volatile.memory.retain(|panel, _| cleared.is_some_and(|cleared| cleared != *panel));
    if let Some(sequence) = &mut volatile.sequence
        && (cleared.is_none() || cleared == sequence.pending)
    {
        sequence.pending = None;
    }
    Ok(())
}

fn clear_status(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    "ACK".clone_into(&mut world.lanes[lane].volatile.last_answer);
    Ok(())
}

/// As if switched off and on: nobody is left to acknowledge it.
fn restart(world: &mut World, lane: LaneIndex) -> Result<(), Trouble> {
    world.lanes[lane].restart();
    Ok(())
}

//! The read commands: counters, settings, sensors, names. Each answers a text.

use crate::world::fault::{Counter, Trouble};
use crate::world::lane::DEFAULT_SETTING;
use crate::world::{LaneIndex, Panel, Spot, World};

/// Volts of a sensor that sees nothing, and of one that sees a card or an open cover.
const SENSOR_DARK: &str = "0.42";
const SENSOR_LIT: &str = "4.61";

pub(super) fn read(
    world: &World,
    lane: LaneIndex,
    name: &str,
    parameters: &[&str],
) -> Result<String, Trouble> {
    let there = &world.lanes()[lane];
    let volatile = &there.volatile;
    Ok(match (name, parameters) {
        ("Rem", []) => {
            format!("{};{}", volatile.errors.parameter(), there.saved_errors.parameter())
        }
        ("Rco", [counter]) => return count(world, lane, counter),
        ("Rr", []) => volatile.ribbon_setting.clone(),
        ("Rcr", []) => if there.ribbon.panels_left == 0 { "END" } else { "OK" }.to_owned(),
        ("Rc", [panel]) => setting(&volatile.contrast, panel)?,
        ("Rl", [panel]) => setting(&volatile.brightness, panel)?,
        ("Rlr", []) => volatile.last_answer.clone(),
        ("Rlr", ["p"]) => {
            let none = world.inside(lane).is_empty() && world.in_hopper(lane).is_empty();
            if none { "NO CARD" } else { "ERR CARD" }.to_owned()
        }
        ("Sk", ["f"]) => if world.in_hopper(lane).is_empty() { "Y" } else { "N" }.to_owned(),
        ("Rse", ["o"]) => volts(there.cover_open),
        ("Rse", ["p"]) => volts(card_under_sensor(world, lane)),
        ("Rsn", []) => there.serial.clone(),
        ("Rtp", []) => there.model.clone(),
        ("Rfv", []) => there.firmware.clone(),
        ("Rem" | "Rco" | "Rr" | "Rcr" | "Rc" | "Rl" | "Rlr" | "Sk" | "Rse", _)
        | ("Rsn" | "Rtp" | "Rfv", _) => return Err(Trouble::Parameter),
        _ => return Err(Trouble::Command),
    })
}

fn count(world: &World, lane: LaneIndex, letter: &str) -> Result<String, Trouble> {
    let there = &world.lanes()[lane];
    if letter == "I" {
        // Not exact, as the guide says: whole cards that the rest of the ribbon would make.
        let panels = u32::try_from(there.ribbon.kind.len()).unwrap_or(1).max(1);
        return Ok((there.ribbon.panels_left / panels).to_string());
    }
    Counter::ALL
        .into_iter()
        .find(|counter| counter.letter() == letter)
        .map(|counter| there.counters.read(counter).to_string())
        .ok_or(Trouble::Parameter)
}

fn setting(
    settings: &std::collections::BTreeMap<Panel, u32>,
    panel: &str,
) -> Result<String, Trouble> {
    let panel = Panel::from_letter(panel).ok_or(Trouble::Parameter)?;
    Ok(settings.get(&panel).copied().unwrap_or(DEFAULT_SETTING).to_string())
}

fn volts(lit: bool) -> String {
    if lit { SENSOR_LIT } else { SENSOR_DARK }.to_owned()
}

/// The sensor sits in the path: a jammed card covers it as well as one in its place.
fn card_under_sensor(world: &World, lane: LaneIndex) -> bool {
    [Spot::Station, Spot::Print, Spot::Path]
        .into_iter()
        .any(|spot| !world.at(crate::world::Place::Machine { lane, spot }).is_empty())
}

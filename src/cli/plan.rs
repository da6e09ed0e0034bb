//! `cetakd batch plan`: what a batch would do, before anything moves.

use clap::Args;
use jiff::Timestamp;
use jiff::tz::Offset;

use super::list::ListArguments;
use super::{Context, Ended};
use crate::control::plan::{LaneReply, LeftOutReply, LimitReply, PlanReply};
use crate::control::wire::Meaning;
use crate::control::{Done, Request};
use crate::text::{self, say};

/// People named for one reason; JSON names them all.
const NAMED: usize = 8;

#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    list: ListArguments,
}

impl Plan {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let zone = context.station_file()?.zone;
        let (list, pieces) = self.list.read()?;
        let done = context.ask_with(&Request::PlanBatch { list }, pieces)?;
        let Done::Planned(plan) = done else { return Ok(()) };
        context.output.data(&plan);
        show(context, &plan, zone);
        match nothing_to_do(&plan) {
            Some(ended) => Err(ended.with_data_shown()),
            None => Ok(()),
        }
    }
}

/// Whether a person could change it decides what it means.
fn nothing_to_do(plan: &PlanReply) -> Option<Ended> {
    if plan.cards > 0 {
        return None;
    }
    let waits = plan.left_out.iter().any(|group| group.waits_for_help);
    Some(match waits {
        true => Ended::new(
            "PLN-01",
            "Tidak ada kartu yang dapat dicetak sekarang: siapkan jalur dan blangko.",
            "No card can be printed now: make lanes and blanks ready.",
            Meaning::NeedsPerson,
        ),
        false => Ended::new(
            "PLN-02",
            "Tidak ada orang di daftar ini yang dapat dicetak.",
            "Nobody on this list can be printed.",
            Meaning::Refused,
        ),
    })
}

fn show(context: &Context, plan: &PlanReply, zone: Offset) {
    let output = &context.output;
    if plan.source_silent {
        output.say(&text::plan::source_silent());
    }
    if plan.more {
        output.say(&text::plan::more_than_planned());
    }
    if !output.json {
        let ends = plan.ends.map(|at| local(at, zone));
        let closes = plan.closes.map(|at| local(at, zone));
        output.say(&text::plan::headline(plan.cards, ends.as_deref(), closes.as_deref()));
    }
    output.line("");
    lanes(context, &plan.lanes);
    for load in &plan.loads {
        let (lane, kind) = (load.lane.as_str(), load.kind.as_str());
        output.line(&output.words(&text::plan::load(lane, kind, load.blanks, load.reaches)));
    }
    for blanks in plan.blanks.iter().filter(|blanks| blanks.vault + blanks.hoppers > 0) {
        let words = text::plan::blanks(blanks.kind.as_str(), blanks.vault, blanks.hoppers);
        output.line(&output.words(&words));
    }
    let class = |count: &crate::control::plan::CountReply| {
        vec![output.words(&text::plan::class(&count.name)), count.cards.to_string()]
    };
    table(
        context,
        &[("prioritas", "priority"), ("kartu", "cards")],
        plan.classes.iter().map(class).collect(),
    );
    let place = |count: &crate::control::plan::CountReply| {
        let name = if count.name.is_empty() { "–" } else { &count.name };
        vec![name.to_owned(), count.cards.to_string()]
    };
    table(
        context,
        &[("kecamatan", "kecamatan"), ("kartu", "cards")],
        plan.places.iter().map(place).collect(),
    );
    left_out(context, &plan.left_out);
}

fn lanes(context: &Context, lanes: &[LaneReply]) {
    let row = |lane: &LaneReply| {
        let limit = say(&lane.limit.id, &lane.limit.en);
        let busy = if lane.busy { say("sibuk; ", "busy; ") } else { say("", "") };
        let words = say(busy.id + &limit.id, busy.en + &limit.en);
        let measured = if lane.measured { "" } else { "~" };
        vec![
            lane.lane.to_string(),
            lane.kind.map(|kind| kind.to_string()).unwrap_or_else(|| "–".to_owned()),
            lane.blanks.to_string(),
            lane.reach.to_string(),
            lane.share.to_string(),
            format!("{measured}{} s", lane.seconds_a_card),
            context.output.words(&words),
        ]
    };
    let head = [
        ("jalur", "lane"),
        ("jenis", "kind"),
        ("blangko", "blanks"),
        ("mampu", "can"),
        ("dapat", "gets"),
        ("per kartu", "per card"),
        ("dibatasi oleh", "limited by"),
    ];
    table(context, &head, lanes.iter().map(row).collect());
    lanes.iter().for_each(|lane| reach(context, lane));
}

/// How far each thing in a lane lasts, the narrowest first.
fn reach(context: &Context, lane: &LaneReply) {
    let cards = |limit: &LimitReply| {
        let words = context.output.words(&say(&limit.limit.id, &limit.limit.en));
        format!("{words} {}", limit.cards)
    };
    let each: Vec<String> = lane.limits.iter().map(cards).collect();
    context.output.say(&text::plan::reach(lane.lane.as_str(), &each.join(" · ")));
}

fn left_out(context: &Context, groups: &[LeftOutReply]) {
    let all: u32 = groups.iter().map(|group| group.count).sum();
    if all > 0 {
        context.output.line(&context.output.words(&text::plan::left_out(all)));
    }
    for group in groups {
        let why = context.output.words(&say(&group.why.id, &group.why.en));
        context.output.line(&format!("  {:>5}  {}  {why}", group.count, group.why.code));
        let named = group.people.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>();
        if !named.is_empty() {
            let more = group.people.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" … +{more}") } else { String::new() };
            context.output.line(&format!("         {}{more}", named.join("  ")));
        }
    }
}

/// With an empty line under it; nothing where there are no rows.
fn table(context: &Context, head: &[(&str, &str)], rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        context.output.table(head, &rows);
        context.output.line("");
    }
}

/// `24-11-2026 05:30`, by the office's clock.
pub(super) fn local(at: Timestamp, zone: Offset) -> String {
    zone.to_datetime(at).strftime("%d-%m-%Y %H:%M").to_string()
}

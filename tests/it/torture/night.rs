//! A whole night's batch through the real stack, the daemon killed five times in the middle of it.

use hw_sim::world::{Place, World};
use serde_json::Value;

use crate::rig::{Office, side_by_side};

const KILLS: usize = 5;

fn printed(world: &World) -> usize {
    (0..2).map(|lane| world.at(Place::Output { lane }).len()).sum()
}

/// As many as two full stackers take, and a few blanks more than that.
fn office() -> Office {
    let office = Office::order().lanes(2).blanks(224).with(|config| {
        config.source.people = 1_000;
        for lane in &mut config.lanes {
            (lane.hopper_capacity, lane.output_capacity) = (120, 120);
        }
    });
    office.open()
}

/// Somebody looks after each kill: what can be said of an unknown card is said in the morning.
fn night() {
    let mut office = office();
    office.cetakd(&["batch", "run", "--detach"]).expect(0);
    for kill in 1..=KILLS {
        office.until("more cards", |world| printed(world) >= 33 * kill);
        office.kill();
        office.start();
    }
    let ended = office.cetakd(&["batch", "watch"]);
    let report = office.json(&["batch", "report"]);
    let count = |of: &str| report[of].as_array().map_or(0, Vec::len);
    let (good, unknown, not_made) = (count("printed"), count("unknown"), count("not_made"));
    let difference = &report["balance"]["difference"];
    println!(
        "night: {} people, {good} printed, {} spoiled blanks, {unknown} unknown, {not_made} not \
         made, difference {difference}; watch ended with {}",
        good + unknown + not_made,
        count("spoiled"),
        ended.code,
    );
    assert!(good + unknown + not_made >= 190, "{report:#}");
    assert_eq!(*difference, Value::from(0), "{report:#}");
    assert_eq!(good, office.world(printed), "{report:#}");
    let reasons = report["not_made"].as_array().unwrap();
    assert!(reasons.iter().all(|one| !one["why"].is_null()), "{report:#}");
    office.books_are_true();
}

#[test]
#[ignore = "make torture"]
fn a_night_of_two_hundred_cards_killed_five_times_is_whole_in_the_morning() {
    side_by_side(&[("a night killed five times", night)]);
}

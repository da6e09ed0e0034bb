//! People who look for unknown cards: at the output, in the reject box, in the machine, among what
//! was laid aside. They tap what they find and say where it lay, or, two of them, that it is gone.

use std::collections::BTreeSet;

use cetakd::job::{Job, Stage};
use cetakd::journal::{ActName, BlankName, JobId};
use cetakd::station::{Settled, Settlement, StationError, Whereabouts};
use hw_sim::world::{Card, CardNumber, Face, Place};

use super::face;
use super::hands::sentence;
use super::hardware::Crash;
use super::office::{CLERK, Office, Tray, lane_name};

/// Who looks again where the clerk found nothing.
const SECOND: &str = "budi";

impl Office {
    /// Every unknown card is looked for and settled. The process may die on the way.
    pub fn settle_unknowns(&mut self) -> Result<(), Crash> {
        let ledger = self.live().station.ledger.clone();
        let unknown = |job: &&Job| matches!(job.stage, Stage::Unknown { .. });
        let jobs: Vec<Job> = ledger.lock().unfinished().filter(unknown).cloned().collect();
        drop(ledger);
        if jobs.is_empty() {
            self.boxed = self.in_boxes();
        }
        for job in jobs {
            self.settle_unknown(&job)?;
        }
        Ok(())
    }

    fn in_boxes(&self) -> BTreeSet<CardNumber> {
        let boxed = |card: &&Card| matches!(card.place(), Place::Reject { .. });
        self.hardware
            .world(|world| world.cards().iter().filter(boxed).map(|card| card.number).collect())
    }

    fn settle_unknown(&mut self, job: &Job) -> Result<(), Crash> {
        let Stage::Unknown { act, may_be_printed, .. } = job.stage else { return Ok(()) };
        // Of a blank that never spoke, a card that no reader sees is the best guess.
        if matches!(job.blank, Some(BlankName::Silent { .. }))
            && let Some(dead) = self.dead_card(job, act)
        {
            self.say(job, None, Whereabouts::Reject, CLERK)?;
            if self.say(job, None, Whereabouts::Reject, SECOND)? {
                self.lay_down(dead, Whereabouts::Reject, job);
                return Ok(());
            }
        }
        for card in self.candidates(job) {
            for found in self.guesses(card, act, may_be_printed) {
                if self.say(job, Some(card), found, CLERK)? {
                    self.lay_down(card, found, job);
                    return Ok(());
                }
            }
        }
        if job.blank.is_none() {
            self.say(job, None, Whereabouts::Unused, CLERK)?;
            return Ok(());
        }
        for actor in [CLERK, SECOND] {
            self.say(job, None, Whereabouts::Nowhere, actor)?;
        }
        Ok(())
    }

    /// Cards in reach that could be the one: nobody taps what the books know to be elsewhere.
    fn candidates(&mut self, job: &Job) -> Vec<CardNumber> {
        let lane = (0..self.lanes).find(|lane| job.lane == Some(lane_name(*lane))).unwrap_or(0);
        let wanted = match &job.blank {
            None => return Vec::new(),
            Some(BlankName::Uid(uid)) => Some(uid.to_string()),
            Some(BlankName::Silent { .. }) => None,
        };
        let trays = &self.trays;
        let touched = &self.touched;
        self.hardware.world(|world| {
            // What lies in a box, or was carried off a stack, is no blank that never spoke.
            let named = wanted.is_some();
            let in_reach = |card: &&hw_sim::world::Card| match card.place() {
                Place::Output { lane: there } | Place::Machine { lane: there, .. } => there == lane,
                Place::Reject { lane: there } => named && there == lane,
                Place::Hands if named => trays.get(&card.number) == Some(&Tray::Aside),
                Place::Hands => !trays.contains_key(&card.number),
                Place::Hopper { lane: there } => {
                    named && there == lane && touched.contains(&card.number)
                }
                _ => false,
            };
            let fits = |card: &&hw_sim::world::Card| {
                wanted.as_ref().is_none_or(|uid| card.uid == *uid)
                    && card.chip.answers_the_field()
                    // Who looks for a blank that never spoke doesn't take a printed one.
                    && (wanted.is_some() || !card.is_printed())
            };
            let cards = world.cards().iter().filter(in_reach).filter(fits);
            cards.map(|card| card.number).collect()
        })
    }

    /// A card that no reader sees, loose, or in the box that it was on its way to.
    fn dead_card(&self, job: &Job, act: ActName) -> Option<CardNumber> {
        let here = |lane: usize| job.lane == Some(lane_name(lane));
        self.hardware.world(|world| {
            let loose = |card: &&hw_sim::world::Card| {
                let in_reach = match card.place() {
                    Place::Output { lane } | Place::Machine { lane, .. } => here(lane),
                    Place::Reject { lane } => {
                        here(lane) && act == ActName::Reject && !self.boxed.contains(&card.number)
                    }
                    Place::Hands => !self.trays.contains_key(&card.number),
                    _ => false,
                };
                in_reach && !card.chip.answers_the_field()
            };
            world.cards().iter().find(loose).map(|card| card.number)
        })
    }

    /// What the look of a card suggests, the best guess first.
    fn guesses(&self, card: CardNumber, act: ActName, may_be_printed: bool) -> Vec<Whereabouts> {
        let (whole, untouched) = self.hardware.world(|world| {
            let card = world.card(card).expect("a card");
            let sides = [Face::Front, Face::Back].map(|side| face::on_card(card, side).len());
            let in_box = matches!(card.place(), Place::Reject { .. });
            (sides == [1, 1] && !in_box, !card.is_printed())
        });
        let mut guesses = Vec::new();
        if whole && may_be_printed {
            guesses.push(Whereabouts::Output);
        }
        if untouched && act == ActName::Feed {
            guesses.push(Whereabouts::Unused);
        }
        guesses.push(Whereabouts::Reject);
        guesses
    }

    /// True if the station takes it; then a lane that stood still for it goes on.
    fn say(
        &mut self,
        job: &Job,
        card: Option<CardNumber>,
        found: Whereabouts,
        actor: &str,
    ) -> Result<bool, Crash> {
        if let Some(card) = card {
            self.hardware.world(|world| world.tap(card, 0)).expect("an empty desk");
        }
        let order = Settlement { job: job.id.clone(), found, tap: card.is_some() };
        let settled = self.act(|live| live.station.settle(Some(&live.desk), actor, &order));
        if let Some(card) = card {
            self.hardware.world(|world| world.lift(0)).expect("the desk");
            self.trays.insert(card, Tray::Aside);
            self.touched.insert(card);
        }
        let settled = settled?;
        match settled {
            Ok((Settled::Booked(_), lane)) => {
                let lane = lane.and_then(|name| (0..self.lanes).find(|l| lane_name(*l) == name));
                if let Some(lane) = lane {
                    let released = self.act(|live| live.lanes[lane].release(actor, &|_| ()))?;
                    if let Err(error) = released {
                        sentence(&error);
                    }
                }
                Ok(true)
            }
            Ok((Settled::SecondPersonNeeded, _)) => Ok(false),
            Err(error) => {
                self.told_of(&job.id, &error);
                Ok(false)
            }
        }
    }

    fn told_of(&mut self, job: &JobId, error: &StationError) {
        self.told.insert(job.clone(), sentence(error));
    }

    /// Where a card goes once it was said what it is.
    fn lay_down(&mut self, card: CardNumber, found: Whereabouts, job: &Job) {
        let lane = (0..self.lanes).find(|lane| job.lane == Some(lane_name(*lane))).unwrap_or(0);
        let to = match found {
            Whereabouts::Output => Place::Output { lane },
            Whereabouts::Unused => Place::Hopper { lane },
            Whereabouts::Reject | Whereabouts::Nowhere => Place::Reject { lane },
        };
        self.trays.remove(&card);
        self.touched.remove(&card);
        self.hardware.world(|world| world.put_back(card, to)).expect("in reach");
    }
}

//! The world behind one door, for the threads that serve it: readers are told of a card, pictures
//! are written as cards leave, and paced answers wait here, never inside the world.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::printer::panel::{self, PictureError, Stock};
use crate::reader::{Notifier, Slot, Transmitted};
use crate::world::{CardNumber, Face, Print, Reader, World};

/// Sleeping is not exact: the last stretch before a deadline is spun.
const SPIN: Duration = Duration::from_micros(300);
/// The most pictures of one face of one card that are kept apart.
const MAX_PICTURES: u32 = 100;

/// Cheap to clone; all clones are the same world.
#[derive(Debug, Clone)]
pub struct SharedWorld(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    world: Mutex<World>,
    started: Instant,
    watchers: Mutex<Vec<(Reader, Notifier)>>,
    pictures: Option<Pictures>,
}

/// Where pictures of printed cards go.
#[derive(Debug, Clone)]
pub struct Pictures {
    pub folder: PathBuf,
    pub stock: Stock,
}

impl SharedWorld {
    pub fn new(world: World, pictures: Option<Pictures>) -> Self {
        Self(Arc::new(Shared {
            world: Mutex::new(world),
            started: Instant::now(),
            watchers: Mutex::default(),
            pictures,
        }))
    }

    /// Acts on the world, then tells readers what changed and writes the pictures of cards that
    /// left a machine; so a picture is there before the printer acknowledges.
    pub fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = lock(&self.0.world);
        let result = act(&mut world);
        let changed = world.take_changed_readers();
        let finished = world.take_finished_cards();
        let faces: Vec<_> = finished.into_iter().flat_map(|card| faces(&mut world, card)).collect();
        drop(world);
        for reader in changed {
            self.tell(reader);
        }
        if let Some(pictures) = &self.0.pictures {
            for (name, face, prints) in faces {
                if let Err(error) = pictures.write(&name, face, &prints) {
                    eprintln!("hw-sim: picture of card {name}: {error}");
                }
            }
        }
        result
    }

    /// Time since the world began, for paces and late answers.
    pub fn elapsed(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// Called whenever the field of `reader` changes.
    pub fn watch(&self, reader: Reader, notifier: Notifier) {
        lock(&self.0.watchers).push((reader, notifier));
    }

    fn tell(&self, reader: Reader) {
        for (watched, notifier) in lock(&self.0.watchers).iter() {
            if *watched == reader {
                notifier.changed();
            }
        }
    }
}

/// Takes the dots of a card out of the world; digests stay there.
fn faces(world: &mut World, number: CardNumber) -> Vec<(String, Face, Vec<Print>)> {
    let Some(card) = world.card(number) else { return Vec::new() };
    let name = format!("{number:04}-{}", card.uid);
    let kept = |face| -> Vec<Print> {
        card.prints_on(face).filter(|print| print.bitmap.is_some()).cloned().collect()
    };
    let faces = [Face::Front, Face::Back].map(|face| (name.clone(), face, kept(face)));
    world.forget_bitmaps(number);
    faces.into_iter().filter(|(_, _, prints)| !prints.is_empty()).collect()
}

impl Pictures {
    /// An empty folder; pictures of an earlier run are removed.
    pub fn prepare(folder: &Path, stock: Stock) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "png") {
                fs::remove_file(path)?;
            }
        }
        Ok(Self { folder: folder.to_path_buf(), stock })
    }

    /// `<number>-<uid>-front.png`; a face that was printed again gets `-2` and so on.
    fn write(&self, card: &str, face: Face, prints: &[Print]) -> Result<(), PictureError> {
        let side = if face == Face::Front { "front" } else { "back" };
        let prints: Vec<&Print> = prints.iter().collect();
        let picture = panel::composite(&prints, face, self.stock);
        for again in 1..=MAX_PICTURES {
            let suffix = if again == 1 { String::new() } else { format!("-{again}") };
            match File::create_new(self.folder.join(format!("{card}-{side}{suffix}.png"))) {
                Ok(file) => return picture.write_png(BufWriter::new(file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// A reader as the IFD handler knows it: whatever card the world has in its field.
#[derive(Debug)]
pub struct ReaderSlot {
    world: SharedWorld,
    reader: Reader,
    notifier: Notifier,
    seen: Option<CardNumber>,
    powered: Option<CardNumber>,
}

impl ReaderSlot {
    /// The notifier is told of every card that comes or goes.
    pub fn new(world: &SharedWorld, reader: Reader, notifier: Notifier) -> Self {
        world.watch(reader, notifier.clone());
        Self { world: world.clone(), reader, notifier, seen: None, powered: None }
    }

    /// The card in the field, unless its chip is dead or the reader is.
    fn card(&self) -> Option<CardNumber> {
        self.world.with(|world| {
            let number = world.card_at(self.reader).filter(|_| world.reader_works(self.reader))?;
            world.card(number).filter(|card| card.chip.answers_the_field())?;
            Some(number)
        })
    }
}

impl Slot for ReaderSlot {
    /// A card that took another's place between two looks is first seen as none.
    fn present(&mut self) -> bool {
        let now = self.card();
        if self.seen.is_some() && now != self.seen {
            self.seen = None;
            if now.is_some() {
                self.notifier.changed();
            }
            return false;
        }
        self.seen = now;
        now.is_some()
    }

    fn power(&mut self, on: bool) -> Option<Vec<u8>> {
        let card = self.card();
        if let Some(before) = self.powered.take()
            && (!on || card != Some(before))
        {
            self.world.with(|world| world.unpower_chip(before));
        }
        let card = card.filter(|_| on)?;
        let atr = self.world.with(|world| world.power_chip(card))?;
        self.powered = Some(card);
        Some(atr)
    }

    fn transmit(&mut self, command: &[u8]) -> Transmitted {
        let (started, from) = (Instant::now(), self.world.elapsed());
        if !self.world.with(|world| world.reader_works(self.reader)) {
            return Transmitted::ReaderLost;
        }
        let Some(card) = self.powered.filter(|powered| self.card() == Some(*powered)) else {
            return Transmitted::Gone;
        };
        let done = self.world.with(|world| {
            let reply = world.transmit(card, command)?;
            Some((reply.answer, world.pace.chip(&reply.work)))
        });
        let Some((answer, takes)) = done else { return Transmitted::Gone };
        wait_until(started + takes);
        let to = self.world.elapsed();
        self.world.with(|world| {
            let lane = world.card(card).and_then(|card| card.place().lane());
            if let Some(lane) = lane.filter(|_| !takes.is_zero()) {
                world.works(lane, "chip", (from, to));
            }
        });
        // Somebody may have pulled it while it worked.
        if self.card() != Some(card) {
            return Transmitted::Gone;
        }
        answer.map_or(Transmitted::TimeOut, Transmitted::Answer)
    }
}

fn wait_until(deadline: Instant) {
    let left = deadline.saturating_duration_since(Instant::now());
    if left > SPIN {
        thread::sleep(left - SPIN);
    }
    while Instant::now() < deadline {
        std::hint::spin_loop();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::tests::world;
    use crate::world::{Pace, Place, RealPace, Spot};

    const UID: [u8; 5] = [0xFF, 0xCA, 0, 0, 0];

    fn station() -> (SharedWorld, ReaderSlot) {
        let mut world = world(5, 2);
        world.load(0, 3).expect("room");
        let shared = SharedWorld::new(world, None);
        let slot = ReaderSlot::new(&shared, Reader::Station(0), Notifier::new());
        (shared, slot)
    }

    fn feed(shared: &SharedWorld) {
        shared.with(|world| world.feed(0, Spot::Station)).expect("a card");
    }

    #[test]
    fn the_card_in_the_machine_is_the_card_the_reader_sees() {
        let (shared, mut slot) = station();
        assert!(!slot.present());
        feed(&shared);
        assert!(slot.present());
        assert_eq!(slot.power(true), Some(vec![0x3B, 0x80, 0x80, 0x01, 0x01]));
        let uid = shared.with(|world| world.card(1).expect("card").chip.uid().to_vec());
        let answer = [&uid[..], &[0x90, 0x00]].concat();
        assert_eq!(slot.transmit(&UID), Transmitted::Answer(answer));
        assert_eq!(slot.power(false), None);
        assert_eq!(slot.transmit(&UID), Transmitted::Gone, "not powered");
    }

    #[test]
    fn a_card_that_took_anothers_place_is_first_seen_as_none() {
        let (shared, mut slot) = station();
        feed(&shared);
        assert!(slot.present() && slot.power(true).is_some());
        // The second feed pushes the first card out.
        feed(&shared);
        assert_eq!(slot.transmit(&UID), Transmitted::Gone);
        assert!(!slot.present());
        assert!(slot.present());
        assert_eq!(slot.transmit(&UID), Transmitted::Gone, "nobody has powered the new one");
    }

    #[test]
    fn a_reader_without_its_cable_is_lost() {
        let (shared, mut slot) = station();
        feed(&shared);
        assert!(slot.power(true).is_some());
        shared.with(|world| world.plug_reader(0, false));
        assert!(!slot.present());
        assert_eq!(slot.transmit(&UID), Transmitted::ReaderLost);
    }

    #[test]
    fn a_mute_chip_times_out_and_a_dead_one_is_not_there() {
        for (make, present) in [("mute", true), ("dead", false)] {
            let (shared, mut slot) = station();
            shared.with(|world| world.spoil_chip(1, make.parse().expect("make"))).expect("card");
            feed(&shared);
            assert_eq!(slot.present(), present, "{make}");
            assert_eq!(slot.power(true).is_some(), present);
            let select = [0, 0xA4, 4, 0, 0];
            let expected = if present { Transmitted::TimeOut } else { Transmitted::Gone };
            assert_eq!(slot.transmit(&select), expected);
        }
    }

    #[test]
    fn a_paced_chip_never_answers_early() {
        let (shared, mut slot) = station();
        feed(&shared);
        slot.power(true);
        let pace = RealPace { card_us: 3_000, ..RealPace::default() };
        shared.with(|world| world.pace = Pace::Real(pace));
        let started = Instant::now();
        slot.transmit(&[0, 0xA4, 4, 0, 0]);
        assert!(started.elapsed() >= Duration::from_micros(3_000));
    }

    #[test]
    fn the_readers_of_two_lanes_see_each_others_cards_when_exchanged() {
        let (shared, mut slot) = station();
        feed(&shared);
        assert!(slot.present());
        shared.with(|world| world.swap_readers(0, 1));
        assert!(!slot.present());
        let mut other = ReaderSlot::new(&shared, Reader::Station(1), Notifier::new());
        assert!(other.present());
        let places = shared.with(|world| world.at(Place::Machine { lane: 0, spot: Spot::Station }));
        assert_eq!(places, [1]);
    }
}

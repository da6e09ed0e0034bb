//! The Evolis driver against the simulated printer, over TCP and over a device node: what the
//! driver says is compared with what physically happened to the cards.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cetakd::device::clock::SystemClock;
use cetakd::device::evolis::Evolis;
use cetakd::device::evolis::transport::Address;
use cetakd::device::printer::{CardPrinter, Counters, Nack, PrinterError};
use cetakd::device::sundry::Clock;
use cetakd::face::{CardPanels, SidePanels};
use hw_sim::card::ChipProfile;
use hw_sim::printer::serve::PrinterServer;
use hw_sim::shared::SharedWorld;
use hw_sim::world::{
    CardNumber, Face, Kind, LaneOrder, Lot, Pace, Place, Planted, World, WorldOrder,
};
use jiff::Timestamp;

const WIDTH: usize = 1016;
const HEIGHT: usize = 648;
const IN_HOPPER: usize = 5;
/// What the simulated printer had made before it came here.
const BEFORE: Counters = Counters { cards: 1_200, panels: 7_150, cleanings: 0 };

/// Runs with the system's, but jumps over every sleep.
#[derive(Default)]
struct JumpingClock {
    system: SystemClock,
    jumped: Mutex<Duration>,
}

impl Clock for JumpingClock {
    fn now(&self) -> Timestamp {
        self.system.now()
    }

    fn elapsed(&self) -> Duration {
        self.system.elapsed() + *self.jumped.lock().expect("whole")
    }

    fn sleep(&self, duration: Duration) {
        *self.jumped.lock().expect("whole") += duration;
    }
}

/// One printer with a full hopper, served.
struct Lane {
    world: SharedWorld,
    server: PrinterServer,
    _folder: tempfile::TempDir,
}

#[derive(Debug, Clone, Copy)]
enum Over {
    Tcp,
    Device,
}

fn lane() -> Lane {
    let profile = Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts/ktp-el/chip.toml");
    let profile = std::fs::read_to_string(profile).expect("the profile");
    let order = WorldOrder {
        lot: Lot {
            count: 10,
            seed: 7,
            kind: Kind::KtpEl,
            master_key: [0x4B; 32],
            profile: ChipProfile::parse(&profile).expect("a profile"),
            s16: false,
            special: Vec::new(),
        },
        lanes: vec![LaneOrder::default()],
        desks: 0,
        faults: Vec::new(),
        pace: Pace::Instant,
    };
    let mut world = World::new(&order).expect("a world");
    world.load(0, IN_HOPPER).expect("room in the hopper");
    let world = SharedWorld::new(world, None);
    let folder = tempfile::tempdir().expect("a folder");
    let server = PrinterServer::start(&world, 0, &folder.path().join("lp0")).expect("a printer");
    Lane { world, server, _folder: folder }
}

impl Lane {
    fn driver(&self, over: Over) -> Evolis {
        let address = match over {
            Over::Tcp => Address::Tcp {
                host: self.server.address().ip().to_string(),
                port: self.server.address().port(),
            },
            Over::Device => Address::Device(PathBuf::from(self.server.device())),
        };
        Evolis::new(address, Arc::new(JumpingClock::default()), None)
    }

    fn connected(&self, over: Over) -> Evolis {
        let mut driver = self.driver(over);
        let identity = driver.connect().expect("a printer in hand");
        assert_eq!(identity.model, "Quantum2");
        assert!(identity.serial.starts_with('Q'));
        driver
    }

    fn plant(&self, on: &str, nth: u64, fault: &str) {
        let on = on.parse().expect("a trigger");
        let fault = fault.parse().expect("a fault");
        let planted = Planted { lane: 0, on, nth, always: false, fault };
        self.world.with(|world| world.plant(planted)).expect("room in the plan");
    }

    fn place(&self, card: CardNumber) -> Place {
        self.world.with(|world| world.card(card).expect("a card").place())
    }

    /// Panels on a face in the order they went on, with the digest of their levels.
    fn printed(&self, card: CardNumber, face: Face) -> Vec<(String, String)> {
        self.world.with(|world| {
            let prints = world.card(card).expect("a card").prints_on(face);
            prints.map(|it| (it.panel.letter().to_owned(), it.sha256.clone())).collect()
        })
    }

    fn counters(&self) -> Counters {
        self.world.with(|world| {
            let counters = world.lanes()[0].counters;
            let cleanings = counters.cleaning_a + counters.cleaning_m + counters.cleaning_n;
            Counters { cards: counters.cards, panels: counters.panels, cleanings }
        })
    }

    fn holds_a_picture(&self) -> bool {
        self.world.with(|world| world.lanes()[0].memory().next().is_some())
    }

    /// A host that says this much and dies.
    fn half_said(&self, bytes: &[u8]) {
        let mut line = TcpStream::connect(self.server.address()).expect("a line");
        // An answer to a question shows that the printer has heard what came before.
        line.write_all(b"\x1BRtp\r").expect("sent");
        line.read_exact(&mut [0; 9]).expect("answered");
        line.write_all(bytes).expect("sent");
    }
}

/// Panels without a pattern that turning, mirroring or packing wrongly would keep.
fn card() -> CardPanels {
    let noise = |seed: usize, length: usize| -> Vec<u8> {
        let mut state = seed as u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        };
        (0..length).map(|_| next()).collect()
    };
    let dots = WIDTH * HEIGHT;
    CardPanels {
        front: SidePanels {
            width: WIDTH as u32,
            height: HEIGHT as u32,
            y: noise(1, dots),
            m: noise(2, dots),
            c: noise(3, dots),
            k: noise(4, dots / 8),
            o: noise(5, dots / 8),
        },
        back_k: Some(noise(6, dots / 8)),
    }
}

/// Digest of a panel as the card must carry it: columns of the face from the left, each from the
/// bottom up, one level a byte.
fn levels(level: impl Fn(usize, usize) -> u8) -> String {
    let columns = (0..WIDTH).flat_map(|x| (0..HEIGHT).rev().map(move |y| (x, y)));
    let levels: Vec<u8> = columns.map(|(x, y)| level(x, y)).collect();
    let digest = ring::digest::digest(&ring::digest::SHA256, &levels);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn dye(panel: &[u8]) -> String {
    levels(|x, y| panel[y * WIDTH + x] >> 1)
}

fn mono(panel: &[u8]) -> String {
    levels(|x, y| panel[y * (WIDTH / 8) + x / 8] >> (7 - x % 8) & 1)
}

fn print_one(driver: &mut Evolis, card: &CardPanels) {
    driver.feed().expect("fed");
    driver.load(card).expect("loaded");
    driver.print_and_eject(card).expect("printed");
}

fn check_a_whole_card(over: Over) {
    let lane = lane();
    let mut driver = lane.connected(over);
    assert_eq!(driver.barrier().expect("settled"), BEFORE);
    let ready = driver.readiness().expect("asked");
    assert_eq!((ready.feeder_empty, ready.ribbon_ended), (Some(false), Some(false)));

    driver.feed().expect("fed");
    assert!(matches!(lane.place(1), Place::Machine { lane: 0, .. }));
    let panels = card();
    driver.load(&panels).expect("loaded");
    assert_eq!(lane.counters().panels, BEFORE.panels, "loading prints nothing");
    driver.print_and_eject(&panels).expect("printed");

    let after = driver.barrier().expect("settled");
    let full = driver.panels_per_card(&panels);
    let expected = Counters { cards: BEFORE.cards + 1, panels: BEFORE.panels + full, cleanings: 0 };
    assert_eq!((after, lane.counters()), (expected, expected));
    assert_eq!(lane.place(1), Place::Output { lane: 0 });
    assert!(!lane.holds_a_picture());

    let front = &panels.front;
    let expected = [
        ("y", dye(&front.y)),
        ("m", dye(&front.m)),
        ("c", dye(&front.c)),
        ("k", mono(&front.k)),
        ("o", mono(&front.o)),
    ];
    let expected = expected.map(|(panel, digest)| (panel.to_owned(), digest));
    assert_eq!(lane.printed(1, Face::Front), expected);
    let back = panels.back_k.as_deref().expect("a back");
    assert_eq!(lane.printed(1, Face::Back), [("k".to_owned(), mono(back))]);
}

#[test]
fn a_card_is_fed_printed_dot_by_dot_and_ejected_over_tcp() {
    check_a_whole_card(Over::Tcp);
}

#[test]
fn a_card_is_fed_printed_dot_by_dot_and_ejected_over_a_device_node() {
    check_a_whole_card(Over::Device);
}

#[test]
fn a_rejected_card_lies_in_the_reject_box_and_moves_no_counter() {
    let lane = lane();
    let mut driver = lane.connected(Over::Tcp);
    driver.feed().expect("fed");
    driver.reject().expect("rejected");
    assert_eq!(lane.place(1), Place::Reject { lane: 0 });
    let expected = Counters { cards: BEFORE.cards + 1, ..BEFORE };
    assert_eq!(driver.barrier().expect("settled"), expected);
}

#[test]
fn every_nack_is_told_with_the_command_it_came_to() {
    let codes = [
        ("1", Nack::Command),
        ("2", Nack::Parameter),
        ("T", Nack::Mechanical),
        ("C", Nack::CoverOpen),
        ("F", Nack::Feeder),
        ("R", Nack::Ribbon),
    ];
    let panels = card();
    for (code, expected) in codes {
        let lane = lane();
        let mut driver = lane.connected(Over::Tcp);
        lane.plant("Sic", 1, &format!("nack:{code}"));
        let refused = driver.feed().expect_err("refused");
        assert!(
            matches!(refused, PrinterError::Refused { command: "Sic", nack } if nack == expected)
        );
        assert_eq!(driver.barrier().expect("settled"), BEFORE);

        driver.feed().expect("fed");
        lane.plant("Db", 4, &format!("nack:{code}"));
        driver.load(&panels).expect("loaded");
        let refused = driver.print_and_eject(&panels).expect_err("refused");
        assert!(
            matches!(refused, PrinterError::Refused { command: "Db;k", nack } if nack == expected)
        );
        assert!(!lane.holds_a_picture(), "wiped although it failed");
        assert_eq!(driver.barrier().expect("settled"), lane.counters());
    }
}

#[test]
fn an_empty_hopper_a_jam_and_a_missing_ribbon_are_told_apart() {
    let lane = lane();
    let mut driver = lane.connected(Over::Tcp);
    lane.world.with(|world| world.unload(0)).expect("unloaded");
    assert_eq!(driver.readiness().expect("asked").feeder_empty, Some(true));
    assert!(matches!(driver.feed(), Err(PrinterError::Refused { nack: Nack::Feeder, .. })));

    lane.world.with(|world| world.load(0, 1)).expect("loaded");
    lane.plant("panel", 3, "ribbon-out");
    driver.feed().expect("fed");
    let panels = card();
    driver.load(&panels).expect("loaded");
    let refused = driver.print_and_eject(&panels).expect_err("no ribbon");
    assert!(matches!(refused, PrinterError::Refused { command: "Db;k", nack: Nack::Ribbon }));
    assert_eq!(driver.readiness().expect("asked").ribbon_ended, Some(true));
    assert_eq!(driver.barrier().expect("settled").panels, BEFORE.panels + 2);

    lane.plant("reject", 1, "jam");
    assert!(matches!(driver.reject(), Err(PrinterError::Refused { nack: Nack::Mechanical, .. })));
}

#[test]
fn a_half_sent_bitmap_swallows_nothing_of_what_follows() {
    for sent in [0, 1, 288_036, 576_071] {
        let lane = lane();
        let mut half = b"\x1BWcb;a\r\x1BDb;y;128;".to_vec();
        half.resize(half.len() + sent, 0x55);
        lane.half_said(&half);
        let mut driver = lane.connected(Over::Tcp);
        assert_eq!(driver.barrier().expect("settled"), BEFORE);
        print_one(&mut driver, &card());
        let expected = Counters { cards: 1_201, panels: 7_156, cleanings: 0 };
        assert_eq!(driver.barrier().expect("settled"), expected);
    }
}

#[test]
fn a_half_sent_command_is_not_completed_into_another() {
    for half in [&b"\x1BSic"[..], b"\x1BS", b"\x1B", b"\x1BDb;y;12", b"\x1BPem;0"] {
        let lane = lane();
        lane.half_said(half);
        let mut driver = lane.connected(Over::Tcp);
        assert_eq!(driver.barrier().expect("settled"), BEFORE, "{}", half.escape_ascii());
        assert!(matches!(lane.place(1), Place::Hopper { .. }));
    }
}

#[test]
fn after_a_line_that_died_in_the_middle_of_a_card_the_counters_tell_how_far_it_came() {
    let lane = lane();
    let mut driver = lane.connected(Over::Tcp);
    driver.feed().expect("fed");
    let panels = card();
    driver.load(&panels).expect("loaded");
    lane.plant("Db", 3, "line-dies");
    let broken = driver.print_and_eject(&panels).expect_err("the line died");
    assert!(matches!(broken, PrinterError::Line { .. }), "{broken}");
    driver.connect().expect("a new line");
    assert!(!driver.readiness().expect("asked").restarted);
    let after = driver.barrier().expect("settled");
    assert_eq!(after, lane.counters());
    assert_eq!((after.cards, after.panels), (1_201, 7_153));
    assert!(matches!(driver.print_and_eject(&panels), Err(PrinterError::NotLoaded)));
    driver.reject().expect("rejected");
    assert_eq!(lane.place(1), Place::Reject { lane: 0 });
    print_one(&mut driver, &panels);
    assert_eq!(lane.place(2), Place::Output { lane: 0 });
}

#[test]
fn a_power_cycle_with_a_card_inside_is_seen_and_nothing_is_printed_on_it() {
    let lane = lane();
    let mut driver = lane.connected(Over::Tcp);
    driver.feed().expect("fed");
    assert!(!driver.readiness().expect("asked").restarted);
    lane.world.with(|world| {
        world.switch_off(0);
        world.switch_on(0);
    });
    lane.server.wake();
    assert!(matches!(driver.load(&card()), Err(PrinterError::Line { .. })), "it hung up");
    driver.connect().expect("on again");
    driver.barrier().expect("settled");
    assert!(driver.readiness().expect("asked").restarted);
    assert!(matches!(driver.load(&card()), Err(PrinterError::Restarted)));
    driver.reject().expect("rejected");
    assert_eq!(lane.place(1), Place::Reject { lane: 0 });
}

#[test]
fn a_printer_that_forgets_the_error_mode_is_given_no_card() {
    let lane = lane();
    let mut driver = lane.connected(Over::Tcp);
    lane.plant("Rr", 1, "forget-pem");
    driver.readiness().expect("asked");
    assert!(matches!(driver.feed(), Err(PrinterError::Unmanaged(mode)) if mode == "0;22"));
    assert_eq!(lane.counters(), BEFORE);
    driver.connect().expect("taken over again");
    driver.feed().expect("fed");
}

#[test]
fn two_cards_at_once_and_none_at_all_show_in_the_counters() {
    for (fault, taken) in [("take-two", 2), ("take-none-unsaid", 0)] {
        let lane = lane();
        let mut driver = lane.connected(Over::Tcp);
        lane.plant("feed", 1, fault);
        driver.feed().expect("acknowledged all the same");
        assert_eq!(driver.barrier().expect("settled").cards, BEFORE.cards + taken, "{fault}");
    }
}

#[test]
fn bytes_after_every_answer_change_nothing() {
    for extra in ["00", "0a", "0d", "41434b0d", "1b5369630d", "fffefd"] {
        let lane = lane();
        let on = "any".parse().expect("a trigger");
        let fault = format!("extra:{extra}").parse().expect("a fault");
        let mut driver = lane.connected(Over::Tcp);
        let planted = Planted { lane: 0, on, nth: 1, always: true, fault };
        lane.world.with(|world| world.plant(planted)).expect("room");
        // Bytes that follow at once are thrown away with the next command; if they come later the
        // driver may fail, but must neither act twice nor believe them.
        if driver.feed().is_err() {
            lane.world.with(World::clear_faults);
        }
        lane.world.with(World::clear_faults);
        assert_eq!(driver.barrier().expect("settled"), lane.counters(), "{extra}");
        assert_eq!(lane.counters().cards, BEFORE.cards + 1, "{extra}");
    }
}

//! A scripted month of an office, from the lot that arrives to cards in hands and to the fire.
//! Every day is counted and closed; what goes wrong has to show where the script says so.

mod papers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cetakd::journal::{
    Checked, Collector, CountEntered, OldCard, Party, Place, Role, Series, SeriesNumber, StockAct,
};
use cetakd::record::{Kind, Nik, Reason, Uid};
use cetakd::station::{
    Arrival, Burning, CardKey, ClaimText, CountStep, Handover, Hands, Issue, Move, NewPerson,
    PaperSaid, Pin, Station,
};
use cetakd::store::RegisterQuery;
use hw_sim::source::person::Person;
use hw_sim::world::{CardNumber, Make, Place as Somewhere};
use jiff::civil::Date;

use super::hands::Visit;
use super::office::{CLERK, Fall, Office, Order};
use super::stock::{compared, steal, uids_at};
use super::town::town;

const KEPALA: &str = "kartini";
const LANES: usize = 2;
const STOLEN: usize = 5;
const LENT: usize = 12;
/// One blank in so many has a chip that never answers.
const DEAD_ONE_IN: u32 = 90;
/// Somebody's signature: the least that a viewer shows.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\nSPESIMEN";
const HOUR: Duration = Duration::from_secs(3_600);

/// How long the month is and how much is done in it.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    pub days: u32,
    pub cards: u32,
}

pub struct Month {
    pub office: Office,
    script: Script,
    /// Receipts of those whose card is not in their hands yet.
    claims: BTreeMap<String, String>,
    pub receipts: Vec<SeriesNumber>,
    pub parcels: Vec<SeriesNumber>,
    pub closed: Vec<Date>,
    next: usize,
    pub printed: u32,
    pub handed_over: u32,
    pub shipped: u32,
    pub stolen: Vec<Uid>,
    pub burnt: u32,
    /// Blanks that another district has.
    lent: Vec<CardNumber>,
    /// Blanks with silent chips up to the theft: no count can tell them from stolen ones.
    pub silent: u32,
}

impl Script {
    /// The month as it went; every sentence of the script was held on the way.
    pub fn play(self) -> Month {
        let mut month = Month::open(self);
        for day in 1..=self.days {
            month.day(day);
        }
        month
    }

    fn theft(&self) -> u32 {
        self.days.div_ceil(3)
    }

    fn miscount(&self) -> u32 {
        self.days * 2 / 3
    }

    fn lending(&self) -> u32 {
        1
    }

    fn returning(&self) -> u32 {
        self.days - 1
    }
}

impl Month {
    fn open(script: Script) -> Self {
        let lot = script.cards + script.cards / 10 + 60;
        let blanks = 20;
        let dead: Make = "dead".parse().expect("a make");
        let special = (1..lot / DEAD_ONE_IN + 1).map(|n| (n * DEAD_ONE_IN - 60, dead));
        let special = special.map(|(n, make)| (n as CardNumber, make)).collect();
        let order = Order { lanes: LANES, blanks, spare: lot, special, ..Order::new(2026) };
        let mut month = Self {
            office: order.open(),
            script,
            claims: BTreeMap::new(),
            receipts: Vec::new(),
            parcels: Vec::new(),
            closed: Vec::new(),
            next: 0,
            printed: 0,
            handed_over: 0,
            shipped: 0,
            stolen: Vec::new(),
            burnt: 0,
            lent: Vec::new(),
            silent: 0,
        };
        let station = month.station();
        for (name, role) in [(KEPALA, Role::Kepala), (CLERK, Role::PengurusBarang)] {
            let (name, pin) = (name.parse().expect("a name"), Pin::new("735194"));
            let person = NewPerson { name, role, pin };
            station.add_person(&Hands::alone(KEPALA), &person).expect("a person");
        }
        month
    }

    pub fn station(&mut self) -> Arc<Station> {
        self.office.live().station.clone()
    }

    fn day(&mut self, day: u32) {
        self.office.help_all(Fall::Process);
        self.print(self.script.cards * day / self.script.days);
        self.collect();
        if [self.script.lending(), self.script.returning()].contains(&day) {
            self.lend(day);
        }
        if day.is_multiple_of(5) || day == self.script.days {
            self.ship(day);
        }
        if day == self.script.days {
            self.burn();
        }
        let drained = self.office.act(|live| live.station.drain_outbox());
        assert!(matches!(drained, Ok(Ok(0))), "the source hears of every card");
        self.close(day);
        let today = self.today();
        self.closed.push(today);
        self.office.hardware.pass(HOUR * 24);
    }

    fn today(&mut self) -> Date {
        let station = self.station();
        let zone = station.ledger.lock().station().zone;
        zone.to_datetime(station.now()).date()
    }

    /// To another district for a while, and back but for two.
    fn lend(&mut self, day: u32) {
        let to = Party::new("kab-contoh").expect("a name");
        let going = day == self.script.lending();
        let cards: Vec<CardNumber> = match going {
            true => self.office.hardware.world(|world| world.at(Somewhere::Box))[..LENT].to_vec(),
            false => self.lent.drain(2..).collect(),
        };
        let (act, number) = match going {
            true => (StockAct::Lend { to }, "BAST-PINJAM/1"),
            false => (StockAct::TakeBack { from: to }, "BAST-KEMBALI/1"),
        };
        let uids = self.office.hardware.world(|world| {
            let uid = |card: &CardNumber| world.card(*card).expect("a card").uid.parse();
            cards.iter().map(|card| uid(card).expect("a UID")).collect::<Vec<Uid>>()
        });
        let (kind, quantity, paper) = (Kind::KtpEl, cards.len() as u32, paper(number));
        let order = Move { act, kind, quantity, uids, paper };
        self.station().move_by_paper(&Hands::alone(CLERK), order).expect("a paper moves them");
        for card in cards {
            let moved = self.office.hardware.world(|world| match going {
                true => world.take(card),
                false => world.put_back(card, Somewhere::Box),
            });
            moved.expect("by hand");
            self.lent.extend(going.then_some(card));
        }
    }

    /// Receipts first, then a card for each; until so many were made since the month began.
    fn print(&mut self, until: u32) {
        while self.printed < until {
            let people = town().printable();
            let person = people.get(self.next).copied().expect("people enough");
            self.next += 1;
            let nik: Nik = person.biodata.nik.parse().expect("a NIK of the town");
            let station = self.station();
            let asked = station.status(
                CLERK,
                &nik,
                Issue::Receipt { reason: Reason::Baru, instead_of: None },
            );
            let (_, issued) = asked.expect("the source answers");
            let issued = issued.expect("a receipt");
            self.receipts.push(issued.claim.number().clone());
            self.claims.insert(person.biodata.nik.clone(), issued.qr);
            let lane = self.next % LANES;
            if self.office.hardware.world(|world| world.in_hopper(lane).len()) < 3 {
                self.office.load(lane, 40);
            }
            let visit = self.office.visit(&person.biodata.nik, lane, Fall::Process);
            assert_eq!(visit, Visit::Card, "{}", person.biodata.nama);
            self.printed += 1;
        }
    }

    /// Every second person comes the same day.
    fn collect(&mut self) {
        let waiting: Vec<String> = self.claims.keys().step_by(2).cloned().collect();
        let station = self.station();
        for nik in waiting {
            let text = self.claims.remove(&nik).expect("it waits");
            let order = Handover {
                card: CardKey::Uid(card_of(&station, &nik)),
                claim: ClaimText { series: Series::Receipt, text },
                family_card: true,
                checked: Checked::ALL.to_vec(),
                collector: Collector::Holder {},
                collector_name: None,
                signature: SIGNATURE.to_vec(),
                fingerprint: None,
                old_card: OldCard::None {},
            };
            station.hand_over(None, &Hands::alone(CLERK), &order).expect("a card and its holder");
            self.handed_over += 1;
        }
    }

    /// What still waits goes to its kecamatan, a parcel each.
    fn ship(&mut self, day: u32) {
        let station = self.station();
        let mut parcels: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for nik in std::mem::take(&mut self.claims).into_keys() {
            parcels.entry(lives_in(&nik)).or_default().push(nik);
        }
        for (n, (kecamatan, people)) in parcels.into_iter().enumerate() {
            let to = kecamatan.parse().expect("a kecamatan");
            let shipment = station.begin_shipment(CLERK, to).expect("a parcel");
            for nik in &people {
                let key = CardKey::Uid(card_of(&station, nik));
                station.pack(None, CLERK, (&shipment, &key)).expect("it lies ready");
            }
            let bast = format!("BAST-KIRIM/{day}/{n}");
            let closed = station.close_shipment(CLERK, &shipment, (&bast, None));
            let counted = closed.expect("it leaves");
            assert_eq!(counted as usize, people.len());
            self.parcels.push(shipment.clone());
            let (missing, strangers) = (Vec::new(), Vec::new());
            let arrival = Arrival { shipment, counted, missing, strangers };
            station.receive_shipment(&Hands::alone(CLERK), &arrival).expect("counted as listed");
            self.shipped += counted;
        }
    }

    /// All that is spoiled, before two witnesses and by two people.
    fn burn(&mut self) {
        let station = self.station();
        let (quantity, uids) = {
            let writer = station.ledger.lock();
            let spoiled = writer.reader().and_then(|reader| reader.spoiled(Kind::KtpEl));
            let uids = spoiled.expect("the books are read").into_iter().map(|(uid, _)| uid);
            (writer.books().stock.held(Kind::KtpEl, &Place::Spoiled), uids.collect())
        };
        let quantity = u32::try_from(quantity).expect("nothing below zero");
        if quantity == 0 {
            return;
        }
        let witnesses = vec!["Saksi Satu, Inspektorat".into(), "Saksi Dua, Satpol PP".into()];
        let paper = paper("BA-MUSNAH/1");
        let (kind, withdrawn) = (Kind::KtpEl, 0);
        let burning = Burning { kind, quantity, withdrawn, uids, witnesses, paper };
        let alone = station.destroy(&Hands::alone(CLERK), burning.clone());
        assert!(alone.is_err(), "one person burns nothing");
        station.destroy(&two(), burning).expect("it burns");
        self.burnt = quantity;
    }

    fn close(&mut self, day: u32) {
        let station = self.station();
        if day == self.script.theft() {
            self.stolen = steal(&self.office, Somewhere::Box, STOLEN);
            self.stolen.sort();
            let found = compared(&mut self.office);
            let named = self.stolen.iter().all(|uid| found.missing.contains(uid));
            assert!(named, "the theft shows by name at the next close: {found:?}");
            assert_eq!(found.missing.len(), STOLEN + found.unnamed as usize);
            self.silent = found.unnamed;
            assert!(station.close_day(&Hands::alone(CLERK), None).is_err(), "the day stays open");
            station.book_difference(&two(), &paper("BA-SELISIH/1")).expect("by two people");
        } else if day == self.script.miscount() {
            self.miscount();
        } else {
            let found = compared(&mut self.office);
            assert!(found.lines.iter().all(|line| line.counted == line.booked), "{found:?}");
        }
        station.close_day(&Hands::alone(CLERK), None).expect("the day closes by its equations");
    }

    /// Two short in the vault, counted once more, and there they are.
    fn miscount(&mut self) {
        let station = self.station();
        let alone = Hands::alone(CLERK);
        assert!(matches!(station.begin_count(&alone), Ok(CountStep::Open(_))));
        let truly = uids_at(&self.office, Somewhere::Box).len();
        let lines = station.ledger.lock().books().day.count.clone().expect("a count");
        for line in lines.waiting() {
            let held = station.ledger.lock().books().stock.held(line.kind, &line.place);
            let counted = match line.place {
                Place::Vault => truly - 2,
                _ => usize::try_from(held).expect("nothing below zero"),
            };
            let (kind, place) = (line.kind, line.place.clone());
            let counted = u32::try_from(counted).expect("few");
            let said = CountEntered { kind, place, counted, uids: Vec::new() };
            station.enter_count(&alone, said).expect("entered");
        }
        let Ok(CountStep::Open(again)) = station.finish_count(&alone) else {
            panic!("what differs is counted once more")
        };
        let said = CountEntered {
            kind: again[0].kind,
            place: again[0].place.clone(),
            counted: u32::try_from(truly).expect("few"),
            uids: Vec::new(),
        };
        station.enter_count(&alone, said).expect("entered");
        let Ok(CountStep::Finished(found)) = station.finish_count(&alone) else {
            panic!("counted twice")
        };
        assert!(found.lines.iter().all(|line| line.counted == line.booked), "{found:?}");
    }
}

fn two() -> Hands {
    Hands { first: CLERK.into(), second: Some(KEPALA.into()) }
}

fn paper(number: &str) -> PaperSaid {
    PaperSaid { number: number.into(), dated: None, remarks: None }
}

fn person(nik: &str) -> &'static Person {
    town().population.person(nik).expect("somebody of the town")
}

fn lives_in(nik: &str) -> String {
    person(nik).biodata.kecamatan.clone()
}

/// The chip of somebody's card, by the register.
fn card_of(station: &Station, nik: &str) -> Uid {
    let nik: Nik = nik.parse().expect("a NIK");
    let nik = Some(station.sealing.search.person(&nik));
    let query = RegisterQuery { nik, limit: 1, ..RegisterQuery::default() };
    let writer = station.ledger.lock();
    let rows = writer.reader().and_then(|reader| reader.register(&query));
    let row = rows.expect("the register is read").pop().expect("a card was printed");
    row.blank.parse().expect("a chip that answers")
}

#[test]
fn a_scripted_month_closes_every_day_and_every_blank_is_accounted_for() {
    let month = super::given("MONTH_CARDS").and_then(|cards| u32::try_from(cards).ok());
    let cards = month.unwrap_or(24);
    let script = Script { days: if month.is_some() { 22 } else { 6 }, cards };
    let mut month = script.play();
    assert_eq!((month.printed, month.handed_over + month.shipped), (cards, cards));
    let station = month.station();
    let writer = station.ledger.lock();
    let line = writer.books().stock.line(Kind::KtpEl);
    assert_eq!((line.missing, line.spoiled), (STOLEN as i64, 0));
    let held = |place| writer.books().stock.held(Kind::KtpEl, &place);
    assert_eq!(held(Place::HandedOver), i64::from(month.handed_over));
    assert_eq!(held(Place::Destroyed), i64::from(month.burnt));
    assert_eq!(line.lent, 2);
    let rest = line.vault + line.hoppers + line.lent;
    let out = i64::from(month.printed + month.burnt) + STOLEN as i64;
    assert_eq!(line.received, rest + out, "every blank that came is somewhere");
    assert!(month.burnt > 0 || cards < DEAD_ONE_IN, "a month spoils some");
    drop(writer);
    papers::say_the_same(&mut month);
}

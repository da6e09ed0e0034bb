//! The counter's pages while a batch runs: two hundred requests a second, sent at their times
//! whether or not earlier ones were answered. Bounds: the 99th percentile of all answers from the
//! moment a request was due, and the time from each entry of a counter's card to the live event
//! that shows it.
//! Exits with 1 beyond either.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hw_sim::config::Config;
use hw_sim::run::{RunOrder, Running};
use hw_sim::world::{LaneOrder, Pace, RealPace};

mod pages;

use pages::Station;

const LANES: usize = 2;
const CARDS: usize = 20;
const A_SECOND: u32 = 200;
const SECONDS: u32 = 20;
/// Browsers keep their lines open.
const LINES: usize = 32;
const ANSWER_BOUND: Duration = Duration::from_millis(20);
const EVENT_BOUND: Duration = Duration::from_millis(100);
const PAGES: [&str; 4] = ["/loket", "/panel", "/sortir", "/ambil"];
const PIN: &str = "482915";
const NAME: &str = "kartini";
const NIK: &str = "9901015202900001";

fn main() -> ExitCode {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let mut config = Config::default();
    config.lanes.resize_with(LANES, LaneOrder::default);
    config.source.people = 100;
    config.pace = Pace::Real(RealPace::default());
    let order = RunOrder {
        dir: folder.path().join("office"),
        certificates: folder.path().join("certificates"),
        config,
        pcscd: true,
    };
    let office = match Running::start(&order) {
        Ok(office) => office,
        Err(error) => {
            eprintln!("the simulated office does not start: {error:?}");
            return ExitCode::FAILURE;
        }
    };
    let station = Station::open(&office, folder.path(), PIN);
    let uids = office.ready().uids.display().to_string();
    station.cetakd(&["stock", "receive", "60", "--bast", "470/SPESIMEN/2026", "--uids", &uids]);
    for (lane, name) in ["A", "B"].into_iter().enumerate() {
        office.world().with(|world| world.load(lane, CARDS / LANES)).expect("cards enough");
        station.cetakd(&["stock", "load", &(CARDS / LANES).to_string(), "--lane", name]);
    }
    station.cetakd(&["people", "add", NAME, "--role", "kepala"]);
    let host = station.host().to_owned();
    let cookie = sign_in(&host);
    let card = order_card(&host, &cookie);
    let held = thread::scope(|scope| {
        let batch = scope.spawn(|| station.cetakd(&["batch", "run", "--as", NAME]));
        let events = scope.spawn(|| live(&host, &cookie, &card));
        let answered = answers(load(&host, &cookie));
        let live = heard(&events.join().expect("events are read"), &station.moments_of(&card));
        batch.join().expect("the batch runs");
        answered && live
    });
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Status, headers and body.
type Answer = (u16, Vec<(String, String)>, String);

fn ask(line: &mut BufReader<TcpStream>, head: &str) -> Answer {
    line.get_mut().write_all(head.as_bytes()).expect("the daemon listens");
    let (status, headers) = head_of(line);
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = vec![0; length];
    line.read_exact(&mut body).expect("a whole answer");
    (status, headers, String::from_utf8(body).expect("text"))
}

fn get(line: &mut BufReader<TcpStream>, host: &str, path: &str, cookie: &str) -> Answer {
    ask(line, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n"))
}

fn post(host: &str, path: &str, cookie: &str, body: &str) -> Answer {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
        body.len()
    );
    ask(&mut connect(host), &head)
}

fn head_of(line: &mut BufReader<TcpStream>) -> (u16, Vec<(String, String)>) {
    let mut lines = line.lines().map(|line| line.expect("an answer"));
    let first = lines.next().expect("an answer");
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    let fields = lines.take_while(|line| !line.is_empty());
    let pair = |line: String| {
        let (name, value) = line.split_once(':').expect("a header");
        (name.to_ascii_lowercase(), value.trim().to_owned())
    };
    (status, fields.map(pair).collect())
}

fn connect(host: &str) -> BufReader<TcpStream> {
    let line = TcpStream::connect(host).expect("the daemon listens");
    line.set_nodelay(true).expect("a line");
    BufReader::new(line)
}

fn header<'a>((status, headers, _): &'a Answer, name: &str) -> &'a str {
    let found = headers.iter().find(|(found, _)| found == name);
    &found.unwrap_or_else(|| panic!("{status} without {name}")).1
}

fn sign_in(host: &str) -> String {
    let answer = post(host, "/masuk", "", &format!("nama={NAME}&pin={PIN}"));
    header(&answer, "set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// A person at the counter, before the batch begins; the job's name.
fn order_card(host: &str, cookie: &str) -> String {
    let (_, _, page) = get(&mut connect(host), host, "/loket", cookie);
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let csrf = csrf.expect("a form");
    let found = post(host, "/loket/cari", cookie, &format!("csrf={csrf}&q={NIK}"));
    assert_eq!(header(&found, "location"), "/loket");
    let order = format!("csrf={csrf}&alasan=baru&cocok=ya");
    let ordered = post(host, "/loket/cetak", cookie, &order);
    let path = header(&ordered, "location").to_owned();
    path.strip_prefix("/kartu/").expect("a card's page").to_owned()
}

/// From the moment at which each request was due: a daemon that stalls doesn't stop the clock.
fn load(host: &str, cookie: &str) -> Vec<Duration> {
    let (next, took) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let begin = Instant::now();
    thread::scope(|scope| {
        for _ in 0..LINES {
            scope.spawn(|| {
                let (mut line, mut own) = (connect(host), Vec::new());
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= (A_SECOND * SECONDS) as usize {
                        break;
                    }
                    let due = begin + Duration::from_secs(1) * at as u32 / A_SECOND;
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let page = PAGES[at % PAGES.len()];
                    let (status, ..) = get(&mut line, host, page, cookie);
                    assert_eq!(status, 200, "{page}");
                    own.push(due.elapsed());
                }
                took.lock().expect("no other thread panicked").extend(own);
            });
        }
    });
    took.into_inner().expect("no thread panicked")
}

fn answers(mut took: Vec<Duration>) -> bool {
    took.sort();
    let at = |share: f64| took[((took.len() as f64 * share) as usize).min(took.len() - 1)];
    let (middle, high, most) = (at(0.5), at(0.99), at(1.0));
    println!(
        "pages: {} answers at {A_SECOND}/s during a batch: median {middle:.1?}, 99 % {high:.1?}, \
         longest {most:.1?}; bound of 99 % {ANSWER_BOUND:?}",
        took.len()
    );
    high <= ANSWER_BOUND
}

/// When an event of the card came, and how many of its entries it shows.
fn live(host: &str, cookie: &str, card: &str) -> Vec<(jiff::Timestamp, usize)> {
    let mut line = connect(host);
    let path = format!("/kartu/{card}/hidup");
    let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
    line.get_mut().write_all(head.as_bytes()).expect("the daemon listens");
    let (status, _) = head_of(&mut line);
    assert_eq!(status, 200);
    let (mut came, end) = (Vec::new(), Instant::now() + Duration::from_secs(SECONDS.into()));
    let mut text = String::new();
    while Instant::now() < end {
        text.clear();
        line.read_line(&mut text).expect("the line stays open");
        let shown = text.matches("<time>").count();
        if text.starts_with("data: ") && shown > 0 {
            came.push((jiff::Timestamp::now(), shown));
        }
    }
    came
}

/// From each entry to the first event that shows it; what was booked before the line was open
/// says nothing.
fn heard(came: &[(jiff::Timestamp, usize)], entries: &[jiff::Timestamp]) -> bool {
    let first = came.first().map_or(0, |(_, shown)| *shown);
    let lag = |(at, entry): (usize, &jiff::Timestamp)| {
        let (seen, _) = came.iter().find(|(_, shown)| *shown > at)?;
        Duration::try_from(seen.duration_since(*entry)).ok()
    };
    let mut lags: Vec<_> = entries.iter().enumerate().skip(first).filter_map(lag).collect();
    lags.sort();
    let Some(most) = lags.last() else {
        println!("live: no entry was heard of");
        return false;
    };
    println!(
        "live: {} of {} entries, median {:.1?}, longest {most:.1?}; bound {EVENT_BOUND:?}",
        lags.len(),
        entries.len(),
        lags[lags.len() / 2]
    );
    *most <= EVENT_BOUND
}

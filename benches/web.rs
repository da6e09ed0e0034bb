//! The counter's pages while a batch runs: two hundred requests a second, sent at their times
//! whether or not earlier ones were answered. Bounds: the 99th percentile of all answers from the
//! moment a request was due, and the time from a journal entry to the live event that shows it.
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
    let held = thread::scope(|scope| {
        let batch = scope.spawn(|| station.cetakd(&["batch", "run", "--as", NAME]));
        let events = scope.spawn(|| live(&host, &cookie, Duration::from_secs(SECONDS.into())));
        let answered = answers(load(&host, &cookie));
        let live = heard(&events.join().expect("events are read"), &station);
        batch.join().expect("the batch runs");
        answered && live
    });
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn ask(line: &mut BufReader<TcpStream>, head: &str) -> (u16, Vec<(String, String)>) {
    line.get_mut().write_all(head.as_bytes()).expect("the daemon listens");
    let (status, headers) = head_of(line);
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
    let mut body = vec![0; length];
    line.read_exact(&mut body).expect("a whole answer");
    (status, headers)
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

fn sign_in(host: &str) -> String {
    let body = format!("nama={NAME}&pin={PIN}");
    let head = format!(
        "POST /masuk HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
        body.len()
    );
    let (status, headers) = ask(&mut connect(host), &head);
    assert_eq!(status, 303, "nobody can sign in");
    let cookie = headers.iter().find(|(name, _)| name == "set-cookie").expect("a cookie");
    cookie.1.split(';').next().unwrap_or_default().to_owned()
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
                    let head =
                        format!("GET {page} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
                    let (status, _) = ask(&mut line, &head);
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

/// When an event of the panel came, by the wall clock.
fn live(host: &str, cookie: &str, so_long: Duration) -> Vec<jiff::Timestamp> {
    let mut line = connect(host);
    let head = format!("GET /hidup HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
    line.get_mut().write_all(head.as_bytes()).expect("the daemon listens");
    let (status, _) = head_of(&mut line);
    assert_eq!(status, 200);
    let (mut came, end) = (Vec::new(), Instant::now() + so_long);
    let mut text = String::new();
    while Instant::now() < end {
        text.clear();
        line.read_line(&mut text).expect("the line stays open");
        if text.starts_with("event: panel") {
            came.push(jiff::Timestamp::now());
        }
    }
    came
}

/// Every event that shows new numbers came this long after the newest entry before it.
fn heard(came: &[jiff::Timestamp], station: &Station) -> bool {
    let entries = station.moments();
    let lags = came.iter().filter_map(|at| {
        let before = entries.iter().rev().find(|entry| *entry <= at)?;
        let lag = at.duration_since(*before);
        Duration::try_from(lag).ok()
    });
    // Machines say things without an entry, too: those come with the daemon's own look.
    let mut lags: Vec<_> = lags.filter(|lag| *lag < Duration::from_secs(1)).collect();
    lags.sort();
    let Some(high) = lags.get(lags.len() * 95 / 100) else {
        println!("live: no event was heard");
        return false;
    };
    println!(
        "live: {} events, median {:.1?}, 95 % {high:.1?}; bound {EVENT_BOUND:?}",
        lags.len(),
        lags[lags.len() / 2]
    );
    *high <= EVENT_BOUND
}

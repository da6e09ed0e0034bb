//! Real Chromium for one test: a client of chromedriver, which speaks WebDriver (W3C), JSON over
//! HTTP. Written here: a dozen requests, blocking as the tests are, need no crate. A browser has a
//! fresh profile and ends with its value, also when its test panics.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::rig::PATIENCE;

/// What WebDriver calls a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const LOOK: Duration = Duration::from_millis(10);
const MISSING: &str = "install it by `make setup`, or `apt-get install chromium chromium-driver`";
const SWITCHES: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Sizes at which every page is looked at: an office's old screen, and a tablet on end.
pub const SIZES: [(u32, u32); 2] = [(1366, 768), (800, 1280)];

pub struct Browser {
    agent: ureq::Agent,
    driver: Child,
    session: String,
    host: String,
    _profile: TempDir,
}

/// A part of a page.
#[derive(Debug, Clone)]
pub struct Part(String);

/// What was wrong with a request, in WebDriver's words.
type Refused = String;

impl Browser {
    pub fn open(host: &str) -> Self {
        Self::open_with(host, json!({}))
    }

    pub fn without_script(host: &str) -> Self {
        Self::open_with(host, json!({ "profile.managed_default_content_settings.javascript": 2 }))
    }

    fn open_with(host: &str, preferences: Value) -> Self {
        let (driver, port) = start_driver();
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = config.timeout_global(Some(PATIENCE)).build().new_agent();
        let profile = tempfile::tempdir().unwrap();
        let base = format!("http://127.0.0.1:{port}/session");
        let (host, none) = (host.to_owned(), String::new());
        let mut browser = Self { agent, driver, session: none, host, _profile: profile };
        let folder = format!("--user-data-dir={}", browser._profile.path().display());
        let mut switches = SWITCHES.map(str::to_owned).to_vec();
        switches.extend([folder, "--window-size=1366,768".to_owned()]);
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": switches, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let made = browser.send(&base, capabilities);
        let made = made.unwrap_or_else(|error| panic!("no Chromium ({error}): {MISSING}"));
        browser.session = format!("{base}/{}", made["sessionId"].as_str().expect("a session"));
        browser.size(SIZES[0]);
        browser
    }

    fn send(&self, url: &str, body: Value) -> Result<Value, Refused> {
        let sent = self.agent.post(url).send_json(body).map_err(|error| error.to_string())?;
        answer(sent)
    }

    fn post(&self, path: &str, body: Value) -> Result<Value, Refused> {
        self.send(&format!("{}/{path}", self.session), body)
    }

    fn ask(&self, path: &str) -> Result<Value, Refused> {
        let sent = self.agent.get(format!("{}/{path}", self.session)).call();
        answer(sent.map_err(|error| error.to_string())?)
    }

    pub fn go(&self, path: &str) {
        let url = format!("http://{}{path}", self.host);
        self.post("url", json!({ "url": url })).unwrap();
    }

    /// Where it is, without the host.
    pub fn path(&self) -> String {
        let url = self.ask("url").unwrap();
        let url = url.as_str().unwrap();
        url.split_once(&self.host).map_or(url, |(_, path)| path).to_owned()
    }

    pub fn size(&self, (width, height): (u32, u32)) {
        self.post("window/rect", json!({ "width": width, "height": height })).unwrap();
    }

    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", json!({ "script": script, "args": [] })).unwrap()
    }

    /// A script that calls back by its last argument.
    pub fn run_until_called(&self, script: &str) -> Value {
        self.post("execute/async", json!({ "script": script, "args": [] })).unwrap()
    }

    /// Comes back once it is so; a page that is just changing is looked at again.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            if Instant::now() > deadline {
                self.picture("never-came");
                panic!("{what} never came; at {}: {}", self.path(), self.words());
            }
            std::thread::sleep(LOOK);
        }
    }

    fn find(&self, css: &str) -> Option<Part> {
        let found = self.post("elements", json!({ "using": "css selector", "value": css })).ok()?;
        let id = found.as_array()?.first()?[ELEMENT].as_str()?;
        Some(Part(id.to_owned()))
    }

    pub fn has(&self, css: &str) -> bool {
        self.find(css).is_some()
    }

    #[track_caller]
    pub fn see(&self, css: &str) -> Part {
        self.until(css, |browser| browser.find(css))
    }

    #[track_caller]
    pub fn click(&self, css: &str) {
        self.until(&format!("a click on {css}"), |browser| {
            let Part(id) = browser.find(css)?;
            browser.post(&format!("element/{id}/click"), json!({})).ok()
        });
    }

    /// Instead of what stands there.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        self.until(&format!("a field {css}"), |browser| {
            let Part(id) = browser.find(css)?;
            browser.post(&format!("element/{id}/clear"), json!({})).ok()?;
            browser.post(&format!("element/{id}/value"), json!({ "text": text })).ok()
        });
    }

    /// An option of a list, by its value.
    #[track_caller]
    pub fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value='{value}']"));
    }

    /// Keys to whatever has the focus, as fast as they go.
    pub fn keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys.chars().flat_map(stroke).collect();
        self.act(json!({ "type": "key", "id": "keys", "actions": strokes }));
    }

    /// A key together with Alt: where an `accesskey` is.
    pub fn alt(&self, key: &str) {
        let alt = '\u{E00A}'.to_string();
        let actions = json!([
            { "type": "keyDown", "value": alt }, { "type": "keyDown", "value": key },
            { "type": "keyUp", "value": key }, { "type": "keyUp", "value": alt },
        ]);
        self.act(json!({ "type": "key", "id": "keys", "actions": actions }));
    }

    /// Drawn with the pointer across a part, up and down.
    pub fn draw(&self, css: &str) {
        let Part(id) = self.see(css);
        let to = |(x, y): (i32, i32)| {
            let origin = json!({ ELEMENT: id });
            json!({ "type": "pointerMove", "duration": 5, "x": x, "y": y, "origin": origin })
        };
        let mut actions = vec![to((-120, 0)), json!({ "type": "pointerDown", "button": 0 })];
        actions.extend([(-60, -30), (0, 30), (60, -30), (120, 10)].map(to));
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.act(json!({ "type": "pointer", "id": "pen", "actions": actions }));
    }

    fn act(&self, by: Value) {
        self.post("actions", json!({ "actions": [by] })).unwrap();
    }

    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.until(css, |browser| {
            let Part(id) = browser.find(css)?;
            let text = browser.ask(&format!("element/{id}/text")).ok()?;
            Some(text.as_str()?.to_owned())
        })
    }

    /// All that stands on the page.
    pub fn words(&self) -> String {
        let body = self.find("body");
        let text = body.and_then(|Part(id)| self.ask(&format!("element/{id}/text")).ok());
        text.and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        self.until(words, |browser| browser.words().contains(words).then_some(()));
    }

    #[track_caller]
    pub fn comes_to(&self, path: &str) {
        self.until(path, |browser| (browser.path() == path).then_some(()));
    }

    /// What Chromium complained of since it was asked last. A form that was refused is none.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("se/log", json!({ "type": "browser" })).unwrap();
        let refused = [409, 422, 401].map(|status| format!("with a status of {status} "));
        let lines = log.as_array().unwrap().iter().filter(|line| {
            let said = line["message"].as_str().unwrap_or_default();
            let loud = ["SEVERE", "WARNING"].contains(&line["level"].as_str().unwrap_or_default());
            loud && !refused.iter().any(|refused| said.contains(refused))
        });
        lines.map(|line| line.to_string()).collect()
    }

    /// Kept under `target/screens/`.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../screens");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        let png = self.ask("screenshot").unwrap();
        fs::write(&path, STANDARD.decode(png.as_str().unwrap()).unwrap()).unwrap();
        path
    }

    pub fn forget_cookies(&self) {
        self.agent.delete(format!("{}/cookie", self.session)).call().unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends Chromium; what hangs is ended with its group.
        if !self.session.is_empty() {
            let ends = self.agent.delete(&self.session).config();
            drop(ends.timeout_global(Some(Duration::from_secs(10))).build().call());
        }
        let _ = kill_process_group(Pid::from_child(&self.driver), Signal::KILL);
        drop(self.driver.wait());
    }
}

fn start_driver() -> (Child, u16) {
    let mut command = Command::new("chromedriver");
    // It says where it listens, and Chromium belongs to its group.
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let started = command.process_group(0).spawn();
    let mut driver = started.unwrap_or_else(|error| match error.kind() {
        ErrorKind::NotFound => panic!("chromedriver is missing: {MISSING}"),
        _ => panic!("chromedriver does not start: {error}"),
    });
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| {
        let line = line.ok()?;
        let (_, port) = line.split_once("successfully on port ")?;
        port.trim().trim_end_matches('.').parse().ok()
    });
    // What follows is read away, so that it never blocks.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port.expect("chromedriver says where it listens"))
}

fn answer(mut sent: ureq::http::Response<ureq::Body>) -> Result<Value, Refused> {
    let mut body = sent.body_mut().with_config().limit(64 << 20).read_json::<Value>();
    let value = body.as_mut().map(|body| body["value"].take()).map_err(|e| e.to_string())?;
    match value["error"].as_str() {
        Some(error) if !sent.status().is_success() => {
            Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default()))
        }
        _ => Ok(value),
    }
}

fn stroke(key: char) -> [Value; 2] {
    let key = match key {
        '\n' => '\u{E007}',
        '\t' => '\u{E004}',
        other => other,
    };
    let value = key.to_string();
    [json!({ "type": "keyDown", "value": value }), json!({ "type": "keyUp", "value": value })]
}

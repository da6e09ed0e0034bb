//! The simulated source over its real door: mutual TLS, the contract's routes, its faults, and
//! a restart. The client here is ureq on rustls, as the station's is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};

use hw_sim::certificates;
use hw_sim::source::cast::{self, ORDINARY_MAN, ORDINARY_WOMAN};
use hw_sim::source::{
    ChipDataProfile, Fault, FaultRule, LeaseOrder, Population, Signers, Source, SourceServer, Verb,
    serve, write_inbox,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

const PROFILE: &str = include_str!("../../card-layouts/ktp-el/chip.toml");
const UID: &str = "04A1B2C3D4E5F6";

/// A source with its certificates, served; everything lies in one temporary folder.
struct Rig {
    dir: tempfile::TempDir,
    source: Arc<Mutex<Source>>,
    server: SourceServer,
}

impl Rig {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        certificates::make(dir.path(), &["KEC-02"]).unwrap();
        Self::open(dir)
    }

    fn open(dir: tempfile::TempDir) -> Self {
        let source = Arc::new(Mutex::new(source(dir.path())));
        let server = serve(Arc::clone(&source), dir.path()).unwrap();
        Self { dir, source, server }
    }

    fn restart(self) -> Self {
        self.server.stop();
        Self::open(self.dir)
    }

    fn plan(&self, rule: FaultRule) {
        assert!(self.source.lock().unwrap().plan(rule));
    }

    fn station(&self, name: &str) -> Station {
        Station { agent: agent(self.dir.path(), Some(name)), url: self.server.url() }
    }
}

fn source(dir: &Path) -> Source {
    let signers = Signers::load(dir).unwrap();
    let profile = ChipDataProfile::parse(PROFILE).unwrap();
    Source::open(&dir.join("source"), Population::new(1, 12), signers, profile).unwrap()
}

struct Station {
    agent: ureq::Agent,
    url: String,
}

impl Station {
    fn post(&self, path: &str, body: Value) -> Result<(u16, Value), ureq::Error> {
        answer(self.agent.post(format!("{}{path}", self.url)).send_json(body))
    }

    fn put(&self, path: &str, body: Value) -> Result<(u16, Value), ureq::Error> {
        answer(self.agent.put(format!("{}{path}", self.url)).send_json(body))
    }

    fn get(&self, path: &str) -> Result<(u16, Value), ureq::Error> {
        answer(self.agent.get(format!("{}{path}", self.url)).call())
    }

    fn lease(&self, job: &str, nik: &str) -> (u16, Value) {
        self.post("/v1/leases", json!({ "job": job, "nik": nik, "reason": "baru" })).unwrap()
    }
}

type Response = ureq::http::Response<ureq::Body>;

fn answer(response: Result<Response, ureq::Error>) -> Result<(u16, Value), ureq::Error> {
    let mut response = response?;
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let expected = if status < 300 { "application/json" } else { "application/problem+json" };
    assert_eq!(kind, expected);
    Ok((status, response.body_mut().read_json()?))
}

fn agent(dir: &Path, station: Option<&str>) -> ureq::Agent {
    let pem = |name: &str| std::fs::read(dir.join(name)).unwrap();
    let ca = Certificate::from_pem(&pem("source-ca.pem")).unwrap();
    let client = station.map(|name| {
        let chain = [Certificate::from_pem(&pem(&format!("{name}.pem"))).unwrap()];
        let key = PrivateKey::from_pem(&pem(&format!("{name}.key"))).unwrap();
        ClientCert::new_with_certs(&chain, key)
    });
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[ca]))
        .client_cert(client)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    ureq::Agent::config_builder().tls_config(tls).http_status_as_error(false).build().into()
}

fn outcome(word: &str) -> Value {
    json!({
        "job": "job-1", "outcome": word, "uid": UID, "at": "2026-11-21T08:00:00+07:00",
        "journal": { "seq": 41, "head": "5f".repeat(32) },
    })
}

fn lease_id(answer: &Value) -> String {
    let claims = hw_sim::source::prr::claims(answer["lease"].as_str().unwrap()).unwrap();
    claims["jti"].as_str().unwrap().to_owned()
}

#[test]
fn without_a_client_certificate_the_connection_is_refused() {
    let rig = Rig::start();
    let stranger = Station { agent: agent(rig.dir.path(), None), url: rig.server.url() };
    let body = json!({ "nik": ORDINARY_WOMAN });
    assert!(stranger.post("/v1/status", body.clone()).is_err());

    // A certificate that another authority issued is no better.
    let other = tempfile::tempdir().unwrap();
    certificates::make(other.path(), &[]).unwrap();
    for name in ["station.pem", "station.key"] {
        let to = rig.dir.path().join(name.replace("station", "forged"));
        std::fs::copy(other.path().join(name), to).unwrap();
    }
    assert!(rig.station("forged").post("/v1/status", body.clone()).is_err());
    assert_eq!(rig.station("station").post("/v1/status", body).unwrap().0, 200);
}

#[test]
fn a_station_goes_through_the_whole_contract() {
    let rig = Rig::start();
    let station = rig.station("station");
    let (status, seen) = station.post("/v1/status", json!({ "nik": ORDINARY_WOMAN })).unwrap();
    assert_eq!((status, &seen["state"]), (200, &json!("PRINT_READY_RECORD")));
    assert!(seen["observed_at"].as_str().unwrap().parse::<Timestamp>().is_ok());
    let (_, seen) = station.post("/v1/status", json!({ "nik": cast::NOBODY })).unwrap();
    assert_eq!(seen["state"], "UNREGISTERED");

    let (status, granted) = station.lease("job-1", ORDINARY_WOMAN);
    assert_eq!(status, 200);
    assert_eq!(station.lease("job-1", ORDINARY_WOMAN).1, granted);
    let path = format!("/v1/leases/{}", lease_id(&granted));

    let printed = station.post(&format!("{path}/outcomes"), outcome("printed")).unwrap();
    assert_eq!(printed.0, 200);
    assert_eq!(station.post(&format!("{path}/outcomes"), outcome("printed")).unwrap(), printed);
    let (status, problem) =
        station.post(&format!("{path}/give-back"), json!({ "job": "job-1" })).unwrap();
    assert_eq!((status, &problem["code"]), (409, &json!("lease-closed")));
    assert_eq!(station.post(&format!("{path}/outcomes"), outcome("ready")).unwrap().0, 200);
    let (status, problem) = station.post(&format!("{path}/outcomes"), outcome("spoiled")).unwrap();
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));

    let revoke =
        || station.put("/v1/revocations/04ccddee", json!({ "reason": "missing" })).unwrap();
    assert_eq!(revoke(), revoke());
    let source = rig.source.lock().unwrap();
    assert!(source.ledger().revoked().contains_key("04CCDDEE"));
    assert_eq!(source.truth()["leases"][0]["phase"], "ready");
}

#[test]
fn refusals_are_problem_details_with_a_code() {
    let rig = Rig::start();
    let (station, other) = (rig.station("station"), rig.station("station-KEC-02"));
    let (_, granted) = station.lease("job-1", ORDINARY_WOMAN);
    let path = format!("/v1/leases/{}", lease_id(&granted));
    let back = json!({ "job": "job-1" });
    for (answer, status, code) in [
        (other.lease("job-1", ORDINARY_WOMAN), 409, "leased-elsewhere"),
        (station.lease("job-2", cast::BIO_CAPTURED), 409, "not-print-ready"),
        (station.lease("job-2", cast::NOBODY), 404, "unknown-person"),
        (station.lease("job-2", "99"), 400, "bad-request"),
        (station.lease("", ORDINARY_MAN), 400, "bad-request"),
        (other.post(&format!("{path}/give-back"), back.clone()).unwrap(), 403, "wrong-station"),
        (station.post("/v1/leases/0/give-back", back).unwrap(), 404, "unknown-lease"),
        (
            station.post("/v1/leases", json!({ "job": "x", "extra": 1 })).unwrap(),
            400,
            "bad-request",
        ),
        (station.put("/v1/revocations/04", json!({ "reason": "x" })).unwrap(), 400, "bad-request"),
        (station.get("/v1/ready?limit=many").unwrap(), 400, "bad-request"),
        (station.get("/v1/leases").unwrap(), 404, "not-found"),
        (
            station.post("/v1/status", json!({ "nik": "9".repeat(20_000) })).unwrap(),
            413,
            "too-large",
        ),
    ] {
        assert_eq!((answer.0, &answer.1["code"]), (status, &json!(code)), "{}", answer.1);
        assert_eq!(answer.1["status"], status);
    }
    let (_, problem) = station.lease("job-2", cast::BIO_CAPTURED);
    assert_eq!(problem["state"], "BIO_CAPTURED");
}

#[test]
fn the_ready_list_is_read_page_by_page() {
    let rig = Rig::start();
    let station = rig.station("station");
    let (mut niks, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = station.get(&format!("/v1/ready?after={after}&limit=5")).unwrap();
        assert_eq!(status, 200);
        let people = page["people"].as_array().unwrap();
        assert!(people.len() <= 5);
        niks.extend(people.iter().map(|person| person["nik"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert!(niks.is_sorted() && niks.contains(&ORDINARY_MAN.to_owned()));
    assert!(!niks.contains(&cast::CARD_PRINTED.to_owned()));
}

#[test]
fn a_lost_reply_was_acted_on() {
    let rig = Rig::start();
    let station = rig.station("station");
    rig.plan(FaultRule::on(Verb::Lease, Fault::LostReply));
    let order = json!({ "job": "job-1", "nik": ORDINARY_WOMAN, "reason": "baru" });
    assert!(station.post("/v1/leases", order).is_err());
    assert_eq!(rig.source.lock().unwrap().ledger().leases().count(), 1);
    let (status, granted) = station.lease("job-1", ORDINARY_WOMAN);
    assert_eq!(status, 200);

    rig.plan(FaultRule::next(Fault::LostReply));
    let path = format!("/v1/leases/{}/outcomes", lease_id(&granted));
    assert!(station.post(&path, outcome("printed")).is_err());
    let again = station.post(&path, outcome("printed")).unwrap();
    assert_eq!((again.0, &again.1["receipt"]), (200, &json!("R-00000001")));
}

#[test]
fn an_outage_does_nothing_and_other_faults_show_on_the_wire() {
    let rig = Rig::start();
    let station = rig.station("station");
    let order = || json!({ "job": "job-1", "nik": ORDINARY_WOMAN, "reason": "baru" });
    rig.plan(FaultRule::next(Fault::Outage));
    assert!(station.post("/v1/leases", order()).is_err());
    assert_eq!(rig.source.lock().unwrap().ledger().leases().count(), 0);

    rig.plan(FaultRule::next(Fault::Status(429)));
    assert_eq!(station.post("/v1/leases", order()).unwrap().0, 429);
    rig.plan(FaultRule::next(Fault::BadJson));
    assert!(matches!(station.post("/v1/leases", order()), Err(ureq::Error::Json(_))));
    rig.plan(FaultRule::next(Fault::OversizedBody));
    let mut body = Vec::new();
    let url = format!("{}/v1/leases", station.url);
    let response = station.agent.post(url).send_json(order()).unwrap();
    response.into_body().into_reader().read_to_end(&mut body).unwrap();
    assert!(body.len() > 2 * 1024 * 1024);
    assert_eq!(station.post("/v1/leases", order()).unwrap().0, 200);
}

#[test]
fn a_client_that_says_nothing_holds_up_nobody() {
    let rig = Rig::start();
    let mut idle: Vec<TcpStream> =
        (0..8).map(|_| TcpStream::connect(rig.server.address()).unwrap()).collect();
    idle[0].write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(rig.station("station").lease("job-1", ORDINARY_WOMAN).0, 200);
}

#[test]
fn a_restart_gives_the_same_lease_byte_for_byte() {
    let rig = Rig::start();
    let (_, before) = rig.station("station").lease("job-1", ORDINARY_WOMAN);
    let rig = rig.restart();
    assert_eq!(rig.station("station").lease("job-1", ORDINARY_WOMAN).1, before);
    let (_, problem) = rig.station("station-KEC-02").lease("job-7", ORDINARY_WOMAN);
    assert_eq!(problem["code"], "leased-elsewhere");
}

#[test]
fn a_stopped_server_listens_no_more() {
    let rig = Rig::start();
    let (station, address) = (rig.station("station"), rig.server.address());
    assert_eq!(station.lease("job-1", ORDINARY_WOMAN).0, 200);
    rig.server.stop();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn leases_for_an_office_without_a_line_lie_in_its_inbox() {
    let rig = Rig::start();
    let inbox = rig.dir.path().join("inbox");
    let orders = [(ORDINARY_WOMAN, "post-1"), (ORDINARY_MAN, "post-2")]
        .map(|(nik, job)| LeaseOrder { station: "KEC-02", job, nik });
    let mut source = rig.source.lock().unwrap();
    let files = write_inbox(&mut source, &inbox, &orders, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(std::fs::read_dir(&inbox).unwrap().count(), 2);
    for (file, order) in files.iter().zip(&orders) {
        let jws = std::fs::read_to_string(file).unwrap();
        let claims = hw_sim::source::prr::claims(&jws).unwrap();
        assert_eq!((&claims["aud"], &claims["job"]), (&json!("KEC-02"), &json!(order.job)));
        assert_eq!(claims["record"]["biodata"]["nik"], order.nik);
    }
    // The same orders again change nothing.
    assert_eq!(write_inbox(&mut source, &inbox, &orders, Timestamp::now()).unwrap(), files);
}

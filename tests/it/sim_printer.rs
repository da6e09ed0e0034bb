//! The simulated printer on its real lines: raw bytes over TCP and the device node, pictures on
//! disk, the truth through the control socket.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hw_sim::config::Config;
use hw_sim::printer::panel::{HEIGHT, WIDTH};
use hw_sim::run::{RunOrder, Running};

/// Longer than anything here can take; only a defect waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

struct Office {
    running: Running,
    _dir: tempfile::TempDir,
}

fn office(lanes: usize) -> Office {
    let dir = tempfile::tempdir().expect("a folder");
    let mut config = Config::default();
    config.lanes.resize_with(lanes, Default::default);
    let order = RunOrder {
        dir: dir.path().to_path_buf(),
        certificates: dir.path().join("certs"),
        config,
        pcscd: false,
    };
    let running = Running::start(&order).expect("an office");
    Office { running, _dir: dir }
}

impl Office {
    fn connect(&self, lane: usize) -> TcpStream {
        let uri = &self.running.ready().lanes[lane].printer;
        let address = uri.strip_prefix("evolis+tcp://").expect("a TCP URI");
        let line = TcpStream::connect(address).expect("a printer");
        line.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        line
    }

    fn device(&self) -> File {
        let uri = &self.running.ready().lanes[0].device;
        let path = uri.strip_prefix("evolis://").expect("a device URI");
        File::options().read(true).write(true).open(path).expect("a device node")
    }

    /// One request to the control socket; the answer as text.
    fn control(&self, request: &str) -> String {
        let mut line = UnixStream::connect(&self.running.ready().control).expect("a socket");
        writeln!(line, "{request}").expect("sent");
        let mut answer = String::new();
        BufReader::new(line).read_line(&mut answer).expect("answered");
        answer
    }

    fn must(&self, request: &str) -> String {
        let answer = self.control(request);
        assert!(answer.contains("\"ok\":true"), "{request}: {answer}");
        answer
    }

    fn pictures(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(&self.running.ready().pictures).expect("a folder");
        let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    }
}

/// One answer, up to its CR.
fn answer(line: &mut impl Read) -> String {
    let mut text = String::new();
    let mut byte = [0];
    loop {
        line.read_exact(&mut byte).expect("an answer");
        if byte == *b"\r" {
            return text;
        }
        text.push(char::from(byte[0]));
    }
}

fn say(line: &mut (impl Read + Write), command: &str) -> String {
    write!(line, "\x1b{command}\r").expect("sent");
    answer(line)
}

fn download(line: &mut (impl Read + Write), header: &str, data: &[u8]) -> String {
    write!(line, "\x1b{header}").expect("sent");
    line.write_all(data).expect("sent");
    line.write_all(b"\r").expect("sent");
    answer(line)
}

/// A whole card: full yellow on the front, one black dot on the back.
fn print_card(line: &mut (impl Read + Write)) {
    for command in ["Wcb;a", "Sic", "Ss", "Sr"] {
        assert_eq!(say(line, command), "ACK", "{command}");
    }
    let dye = 1016 * 648 * 7 / 8;
    let mono = 1016 * 648 / 8;
    assert_eq!(download(line, "Db;y;128;", &vec![0xFF; dye]), "ACK");
    assert_eq!(download(line, "Db;m;128;", &vec![0; dye]), "ACK");
    assert_eq!(download(line, "Db;c;128;", &vec![0; dye]), "ACK");
    assert_eq!(download(line, "Db;k;2;", &vec![0; mono]), "ACK");
    assert_eq!(download(line, "Db;o;2;", &vec![0xFF; mono]), "ACK");
    assert_eq!(say(line, "Sv"), "ACK");
    let mut back = vec![0; mono];
    // Line 0, dot 0: the lower left corner of the landscape face.
    back[0] = 0x80;
    assert_eq!(download(line, "Db;k;2;", &back), "ACK");
    assert_eq!(say(line, "Se"), "ACK");
}

fn pixels(path: &Path) -> Vec<u8> {
    let file = BufReader::new(File::open(path).expect("a picture"));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels
}

#[test]
fn a_card_printed_over_tcp_leaves_the_pictures_a_person_would_see() {
    let office = office(1);
    office.must(r#"{"do":"load","count":3}"#);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Pem;22;s"), "ACK");
    assert_eq!(say(&mut line, "Rtp"), "Quantum2");
    let before: u64 = say(&mut line, "Rco;p").parse().expect("a number");
    print_card(&mut line);
    assert_eq!(say(&mut line, "Rco;p"), (before + 6).to_string());

    let pictures = office.pictures();
    assert_eq!(pictures.len(), 2, "there as soon as the printer acknowledged");
    let (back, front) = (pixels(&pictures[0]), pixels(&pictures[1]));
    assert_eq!(front[..3], [255, 255, 0]);
    let corner = (HEIGHT - 1) * WIDTH * 3;
    assert!(back[corner] < 40 && back[corner + 3] == 255 && back[0] == 255);
    assert!(office.must(r#"{"do":"truth"}"#).contains(r#""place":{"at":"output","lane":0}"#));
}

#[test]
fn the_device_node_speaks_the_same_language() {
    let office = office(1);
    office.must(r#"{"do":"load","count":1}"#);
    let mut line = office.device();
    assert_eq!(say(&mut line, "Pem;22;s"), "ACK");
    print_card(&mut line);
    assert_eq!(office.pictures().len(), 2);
    drop(line);
    assert_eq!(say(&mut office.device(), "Rem"), "22;22");
}

#[test]
fn a_half_sent_bitmap_outlives_the_connection() {
    let office = office(1);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Pem;22;s"), "ACK");
    line.write_all(b"\x1bDb;y;128;half").expect("sent");
    drop(line);
    let mut line = office.connect(0);
    line.write_all(b"\x1bRsn\r").expect("sent");
    line.write_all(&vec![0; 576_072]).expect("sent");
    assert_eq!(answer(&mut line), "NACK;1", "one zero too many ends it");
    assert_eq!(say(&mut line, "Rtp"), "Quantum2");
}

#[test]
fn a_printer_without_power_drops_the_line_and_comes_back_forgetful() {
    let office = office(1);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Pem;22;s"), "ACK");
    assert_eq!(say(&mut line, "Pc;k;=;12"), "ACK");
    office.must(r#"{"do":"power","on":false}"#);
    assert_eq!(line.read(&mut [0; 8]).expect("a clean end"), 0);
    office.must(r#"{"do":"power","on":true}"#);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Rc;k"), "10");
    assert_eq!(say(&mut line, "Rem"), "22;22");
}

#[test]
fn a_line_that_dies_in_mid_command_does_not_stop_the_act() {
    let office = office(1);
    office.must(r#"{"do":"load","count":2}"#);
    office.must(r#"{"do":"fault","on":"Sic","fault":"line-dies"}"#);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Pem;22;s"), "ACK");
    line.write_all(b"\x1bSic\r").expect("sent");
    assert_eq!(line.read(&mut [0; 8]).expect("a clean end"), 0);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Rco;c"), "1201");
}

#[test]
fn a_person_who_helps_wakes_a_printer_that_waits() {
    let office = office(1);
    let mut line = office.connect(0);
    assert_eq!(say(&mut line, "Pem;4"), "ACK");
    line.write_all(b"\x1bSic\r").expect("sent");
    office.must(r#"{"do":"load","count":1}"#);
    assert_eq!(answer(&mut line), "ACK", "it waited for cards, by itself");
}

#[test]
fn lanes_keep_to_themselves() {
    let office = office(2);
    office.must(r#"{"do":"load","count":1,"lane":1}"#);
    let (mut one, mut two) = (office.connect(0), office.connect(1));
    for line in [&mut one, &mut two] {
        assert_eq!(say(line, "Pem;22;s"), "ACK");
    }
    assert_eq!(say(&mut one, "Sic"), "NACK;F");
    assert_eq!(say(&mut two, "Sic"), "ACK");
    assert_ne!(say(&mut one, "Rsn"), say(&mut two, "Rsn"));
}

#[test]
fn the_control_socket_refuses_what_it_does_not_know() {
    let office = office(1);
    for request in [
        "",
        "{}",
        "[]",
        "not json",
        r#"{"do":"explode"}"#,
        r#"{"do":"load","count":1,"hopper":2}"#,
        r#"{"do":"load","count":-1}"#,
        r#"{"do":"load","count":1,"lane":9}"#,
        r##"{"do":"take","card":"#9999"}"##,
        r#"{"do":"tap","card":"top"}"#,
        r#"{"do":"fault","on":"feed","fault":"nothing"}"#,
        r#"{"do":"fault","on":"feed","nth":0,"fault":"jam"}"#,
        r#"{"do":"fault","on":"feed","lane":9,"fault":"jam"}"#,
        r#"{"do":"pcscd","on":false}"#,
        "\u{1F4A3}",
    ] {
        assert!(office.control(request).contains("\"ok\":false"), "{request}");
    }
    let long = format!(r#"{{"do":"{}"}}"#, "x".repeat(70_000));
    assert!(office.control(&long).contains("exceeds"));
    office.must(r#"{"do":"truth"}"#);
}

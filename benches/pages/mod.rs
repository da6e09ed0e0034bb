//! A station with pages for browsers, on the hardware of a simulated office, and its daemon.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hw_sim::run::{ReadyLane, Running};

/// The daemon runs until this is dropped.
#[derive(Debug)]
pub struct Station {
    config: PathBuf,
    pcscd: PathBuf,
    pin: PathBuf,
    host: String,
    daemon: Option<Child>,
}

impl Drop for Station {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            // Fails if it has ended, which is as good.
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

impl Station {
    /// On all lanes of the office; everybody signs with this PIN.
    pub fn open(office: &Running, folder: &Path, pin: &str) -> Self {
        let ready = office.ready();
        let pcscd = ready.pcscd.clone().expect("the office has a smart-card service");
        let (config, pin_file) = (folder.join("cetakd.toml"), folder.join("pin"));
        fs::write(&pin_file, format!("{pin}\n")).expect("a file for the PIN");
        let mut station = Self { config, pcscd, pin: pin_file, host: String::new(), daemon: None };
        let layouts = Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts");
        let (certificates, layouts) =
            (ready.certificates.display().to_string(), layouts.display().to_string());
        let mut arguments = vec!["init", "--certs", &certificates, "--layouts", &layouts];
        arguments.extend(["--source", &ready.source, "--web", "127.0.0.1:0"]);
        let lane = |(name, lane): (char, &ReadyLane)| {
            format!("{name}={},pcsc:{}", lane.printer, lane.reader)
        };
        let lanes: Vec<String> = ('A'..).zip(&ready.lanes).map(lane).collect();
        lanes.iter().for_each(|lane| arguments.extend(["--lane", lane]));
        station.cetakd(&arguments);
        station.start();
        station
    }

    /// Its second line says where the pages are.
    fn start(&mut self) {
        let mut command = self.command(&["run"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut daemon = command.spawn().expect("the program starts");
        let output = daemon.stdout.take().expect("its output is ours");
        self.daemon = Some(daemon);
        let mut lines = BufReader::new(output).lines();
        let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains("http://"));
        let line = line.expect("an address of the pages");
        let host = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        self.host = host.expect("an address").to_owned();
        // What follows is read away, so that the daemon never blocks.
        std::thread::spawn(move || lines.for_each(drop));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cetakd"));
        command.args(arguments).env("CETAKD_CONFIG", &self.config);
        command.env("PCSCLITE_CSOCK_NAME", &self.pcscd);
        command.env("CETAKD_PIN_FILE", &self.pin).env("CETAKD_NEW_PIN_FILE", &self.pin);
        command
    }

    /// What the command says, if it ends well.
    pub fn cetakd(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?} ended with {}: {said}", output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Address and port of the pages.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// When each entry of a job was booked, in order.
    pub fn moments_of(&self, job: &str) -> Vec<jiff::Timestamp> {
        let said = self.cetakd(&["journal", "show", "--limit", "1000000", "--json"]);
        let entries: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let entries = entries.as_array().expect("a list of entries");
        let of_job = entries.iter().filter(|entry| entry["job"] == job);
        let at = |entry: &serde_json::Value| entry["at"].as_str()?.parse().ok();
        let mut moments: Vec<_> = of_job.filter_map(at).collect();
        moments.sort();
        moments
    }
}

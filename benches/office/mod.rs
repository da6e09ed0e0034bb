//! A station and its daemon on the hardware of a simulated office, for measurements.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hw_sim::run::{ReadyLane, Running};
use rustix::process::{Pid, Signal, kill_process};

pub fn finish(command: &mut Command) {
    let output = command.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} ended with {}: {said}", output.status);
}

pub fn layouts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts")
}

/// A station fresh from `cetakd init`, on the hardware of the simulated office.
#[derive(Debug)]
pub struct Station {
    pub config: PathBuf,
    pcscd: PathBuf,
}

impl Station {
    /// With so many of the office's lanes, called A, B and so on.
    pub fn new(office: &Running, folder: &Path, name: &str, lanes: usize) -> Self {
        let ready = office.ready();
        let folder = folder.join(name);
        fs::create_dir(&folder).expect("a folder of its own");
        let pcscd = ready.pcscd.clone().expect("the office has a smart-card service");
        let station = Self { config: folder.join("cetakd.toml"), pcscd };
        let (certificates, layouts) = (ready.certificates.display(), layouts());
        let (certificates, layouts) = (certificates.to_string(), layouts.display().to_string());
        let mut arguments = vec!["init", "--certs", &certificates, "--layouts", &layouts];
        arguments.extend(["--source", &ready.source]);
        let lane = |(name, lane): (char, &ReadyLane)| {
            format!("{name}={},pcsc:{}", lane.printer, lane.reader)
        };
        let lanes: Vec<String> = ('A'..).zip(&ready.lanes).take(lanes).map(lane).collect();
        lanes.iter().for_each(|lane| arguments.extend(["--lane", lane]));
        station.cetakd(&arguments);
        station
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cetakd"));
        command.env("CETAKD_CONFIG", &self.config).env("PCSCLITE_CSOCK_NAME", &self.pcscd);
        command
    }

    pub fn cetakd(&self, arguments: &[&str]) {
        finish(self.command().args(arguments));
    }

    /// Running, and ready by its own word.
    pub fn daemon(&self) -> Daemon {
        let mut command = self.command();
        command.arg("run").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let output = process.stdout.take().expect("its output is ours");
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line).expect("its output is text");
        assert!(line.contains("cetakd"), "the daemon is not ready; it said `{line}`");
        Daemon { process, _output: output }
    }
}

#[derive(Debug)]
pub struct Daemon {
    process: Child,
    _output: BufReader<std::process::ChildStdout>,
}

impl Daemon {
    /// `VmHWM` of proc(5).
    pub fn most_memory_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("the daemon runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        kilobytes.map_or(f64::INFINITY, |kilobytes: f64| kilobytes / 1024.0)
    }

    pub fn stop(mut self) {
        kill_process(Pid::from_child(&self.process), Signal::TERM).expect("the daemon runs");
        assert!(self.process.wait().expect("the daemon is ours").success());
    }
}

//! The pages of an office's daemon: where they are, the code of the first start, and the people
//! who sign in there.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::ChildStdout;

use super::{Office, Order};

/// Everybody of an office, with role and PIN.
pub const PEOPLE: [(&str, &str, &str); 5] = [
    ("kartini", "kepala", "482915"),
    ("omar", "operator", "917264"),
    ("siti", "loket", "550193"),
    ("gudi", "pengurus_barang", "730284"),
    ("wasis", "auditor", "618093"),
];

pub fn pin_of(name: &str) -> &'static str {
    PEOPLE.iter().find(|(known, ..)| *known == name).expect("one of the people").2
}

/// What the daemon says of its pages when it starts.
pub struct Pages {
    host: String,
    out: BufReader<ChildStdout>,
}

impl Pages {
    pub(super) fn read(mut out: BufReader<ChildStdout>) -> Self {
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let (_, rest) = line.split_once("://").unwrap_or_else(|| panic!("no address: {line}"));
        let host = rest.split('/').next().unwrap().to_owned();
        Self { host, out }
    }

    /// Address and port.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl Office {
    /// Address and port of its pages.
    pub fn host(&self) -> &str {
        self.pages.as_ref().expect("an office with pages").host()
    }

    /// What a daemon without people prints for whoever is to be the first.
    pub fn code(&mut self) -> String {
        let mut line = String::new();
        let pages = self.pages.as_mut().expect("an office with pages");
        pages.out.read_line(&mut line).unwrap();
        let code = line.split_whitespace().find(|word| is_code(word));
        code.unwrap_or_else(|| panic!("no code: {line}")).to_owned()
    }

    /// The command line, signed by one of the people.
    pub fn by(&self, name: &str, arguments: &[&str]) -> super::Said {
        let file = self.path(&format!("pin-{name}"));
        fs::write(&file, format!("{}\n", pin_of(name))).unwrap();
        let arguments = [arguments, &["--json"]].concat();
        self.cetakd_signed(name, &file.display().to_string(), &arguments)
    }

    /// Everybody of `PEOPLE` is there.
    pub fn add_people(&self) {
        for (name, role, pin) in PEOPLE {
            fs::write(self.path("pin-new"), format!("{pin}\n")).unwrap();
            let said = self.by("kartini", &["people", "add", name, "--role", role]);
            // From the third on it takes two of two roles.
            if said.code != 0 {
                let list = self.json(&["approve", "list"]);
                let open = list.as_array().unwrap().iter().find(|row| row["state"] == "asked");
                let id = open.expect("an approval")["approval"].as_str().unwrap().to_owned();
                self.by("omar", &["approve", &id]).expect(0);
            }
        }
    }
}

impl Order {
    /// With pages and everybody who works at them.
    pub fn peopled(self) -> Office {
        let office = self.web().open();
        office.add_people();
        office
    }
}

fn is_code(word: &str) -> bool {
    word.len() == 10 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

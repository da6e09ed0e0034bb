//! Tests that talk to a pcscd of their own. libpcsclite reads `PCSCLITE_CSOCK_NAME` once per
//! process, so each test runs itself again in a process of its own, with a folder of its own.

use std::path::Path;
use std::process::Command;

/// Tells the second run where its folder is.
const FOLDER: &str = "CETAKD_TEST_FOLDER";

/// Makes a test of each named function of the module `bodies`.
macro_rules! in_own_process {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let name = concat!(module_path!(), "::", stringify!($name));
            crate::own_process::run(name, bodies::$name);
        }
    )*};
}

pub(crate) use in_own_process;

/// Runs `body` in a process whose PC/SC service is a pcscd yet to be started in its folder.
pub fn run(name: &str, body: fn(&Path)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return body(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let name = name.split_once("::").map_or(name, |(_crate, path)| path);
    let output = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env("PCSCLITE_CSOCK_NAME", folder.path().join("pcscd.comm"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let log = std::fs::read_to_string(folder.path().join("pcscd.log")).unwrap_or_default();
    assert!(output.status.success(), "{}\n{said}\npcscd said:\n{log}", output.status);
    assert!(said.contains("1 passed"), "{name} is no test:\n{said}");
    print!("{said}");
}

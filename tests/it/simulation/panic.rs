//! A defect of our own in a thread that a shift can't go on without: the program ends as by a
//! power cut, instead of a lane that is silent for the rest of the night.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use cetakd::station::Shift;

use super::mutants::{Bend, BentPrinter};
use super::office::{Live, Order, Wraps};

/// Tells the second run that it is the one to die.
const DYING: &str = "CETAKD_TEST_DYING";
const SIGABRT: i32 = 6;

fn shift_with_a_defect() {
    let printer = |inner, _: &_| BentPrinter::boxed(inner, Bend::Panics);
    let wraps = Wraps { printer: Some(printer), ..Wraps::default() };
    let (Live { station, lanes, desk }, _folder) =
        Order { wraps, ..Order::new(1) }.open().into_live();
    Shift::start(station, lanes, Some(desk)).stop();
}

#[test]
fn a_panic_in_a_thread_of_the_shift_ends_the_program() {
    if std::env::var_os(DYING).is_some() {
        return shift_with_a_defect();
    }
    let name = concat!(module_path!(), "::a_panic_in_a_thread_of_the_shift_ends_the_program");
    let name = name.split_once("::").map_or(name, |(_crate, path)| path);
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(DYING, "1");
    let output = again.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("planted"), "{said}");
    assert_eq!(output.status.signal(), Some(SIGABRT), "{said}");
}

//! `batch plan`: what a night would do, before anything moves. Nothing is leased, nothing is
//! booked, and everybody on a list is either planned or left out with a reason.

use std::fs;
use std::path::PathBuf;

use hw_sim::source::{LeaseOrder, cast, write_inbox};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::rig::{Office, edit};

/// People of the cast whose state is print-ready and whose card is blue, or orange.
const READY: usize = 20;
const FOREIGN: usize = 2;

fn plan(office: &Office, list: &[&str]) -> Value {
    office.json(&[&["batch", "plan"], list].concat())
}

/// How many are left out under this code.
fn left_out(plan: &Value, code: &str) -> u64 {
    let groups = plan["left_out"].as_array().unwrap().iter();
    groups.filter(|group| group["why"]["code"] == code).map(count).sum()
}

fn count(group: &Value) -> u64 {
    group["count"].as_u64().unwrap()
}

/// Planned and left out together.
fn everybody(plan: &Value) -> u64 {
    let left: u64 = plan["left_out"].as_array().unwrap().iter().map(count).sum();
    left + plan["cards"].as_u64().unwrap()
}

fn file(office: &Office, name: &str, text: &[u8]) -> String {
    let path: PathBuf = office.path(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_sources_list_is_planned_as_far_as_the_blanks_reach_and_nothing_moves() {
    let office = Office::order().blanks(5).open();
    // A plan asks every machine, so the lane has booked by then that it is connected.
    plan(&office, &[]);
    let (before, leases) = (office.journal().len(), office.source()["leases"].clone());
    let plan = plan(&office, &[]);
    assert_eq!(plan["cards"], 5, "{plan:#}");
    let lane = &plan["lanes"][0];
    assert_eq!(
        (&lane["reach"], &lane["share"], &lane["blanks"]),
        (&json!(5), &json!(5), &json!(5))
    );
    assert_eq!((&lane["limit"]["code"], &lane["busy"]), (&json!("LIM-02"), &json!(false)));
    assert_eq!((&lane["measured"], &lane["seconds_a_card"]), (&json!(false), &json!(30)));
    assert_eq!(everybody(&plan) as usize, READY + FOREIGN);
    assert_eq!(left_out(&plan, "OUT-20") as usize, READY + FOREIGN - 5);
    assert_eq!(plan["classes"], json!([{ "name": "baru", "cards": 5 }]));
    let order: Vec<_> = plan["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| (card["kecamatan"].as_str().unwrap(), card["kel_desa"].as_str().unwrap()))
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!((office.journal().len(), &office.source()["leases"]), (before, &leases));
    assert!(!plan.to_string().contains(cast::ORDINARY_WOMAN), "a NIK in clear");
    office.books_are_true();
}

#[test]
fn a_plan_says_what_stands_in_the_way_and_what_would_help() {
    let office = Office::open();
    office.cetakd(&["stock", "unload", "17", "--lane", "A"]).expect(0);
    let plan = plan(&office, &[]);
    assert_eq!((&plan["cards"], &plan["lanes"][0]["reach"]), (&json!(3), &json!(3)));
    let load = json!({ "lane": "A", "kind": "ktp-el", "blanks": 17, "reaches": 20 });
    assert_eq!(plan["loads"], json!([load]), "{plan:#}");
    let said = office.cetakd(&["batch", "plan"]).expect(0);
    assert!(said.out.contains("Load 17 more ktp-el into lane A"), "{}", said.out);
    assert!(said.out.contains("blanks in the hopper") && said.out.contains("first card"));

    // A card at the output takes its place there, and its person has a living card.
    office.print(cast::ORDINARY_WOMAN).expect(0);
    let after = self::plan(&office, &[]);
    assert_eq!(limit(&after, "LIM-03"), 99);
    assert_eq!(limit(&after, "LIM-07"), 499);
    office.hands(json!({ "do": "power", "on": false }));
    let offline = office.cetakd(&["batch", "plan", "--json"]).expect(4);
    let lane = offline.json()["lanes"][0].clone();
    assert_eq!((&lane["reach"], &lane["limit"]["code"]), (&json!(0), &json!("PRN-07")), "{lane:#}");
    assert!(left_out(&offline.json(), "OUT-21") > 0 && offline.err.contains("PLN-01"));
    office.hands(json!({ "do": "power", "on": true }));
    assert_eq!(self::plan(&office, &[])["lanes"][0]["limit"]["code"], "LIM-02");
}

fn limit(plan: &Value, code: &str) -> u64 {
    let limits = plan["lanes"][0]["limits"].as_array().unwrap();
    let of_code = limits.iter().find(|limit| limit["limit"]["code"] == code);
    of_code.unwrap_or_else(|| panic!("no {code}: {plan:#}"))["cards"].as_u64().unwrap()
}

#[test]
fn a_csv_of_nik_is_planned_line_by_line_and_every_bad_line_is_named() {
    let office = Office::open();
    office.print(cast::TITLED_NAME).expect(0);
    let text = format!(
        "NIK;alasan;dokumen;kecamatan;bencana;sejak\r\n{};baru;;Coblong;;\r\n\
         {};hilang;surat_kehilangan;Andir;ya;02-11-2026\r\n{};rusak;;Andir;;\r\n12;;;;;\r\n\
         {};;;;;\r\n{};;;;;\r\n{};;;;;\r\n{};;;Cicendo \u{2019};;\r\n",
        cast::ORDINARY_WOMAN,
        cast::ORDINARY_MAN,
        cast::ONE_WORD_NAME,
        cast::BIO_CAPTURED,
        cast::TITLED_NAME,
        cast::ORDINARY_WOMAN,
        cast::LONGEST_NAME,
    );
    let windows = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let path = file(&office, "daftar.csv", &windows);
    let plan = plan(&office, &["--csv", &path]);
    assert_eq!((&plan["cards"], everybody(&plan)), (&json!(3), 8), "{plan:#}");
    let codes = ["OUT-01", "OUT-05", "OUT-10", "OUT-12", "OUT-13"];
    assert_eq!(codes.map(|code| left_out(&plan, code)), [1; 5], "{plan:#}");
    let places: Vec<_> =
        plan["places"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(places, ["ANDIR", "CICENDO \u{2019}", "COBLONG"]);
    let said = office.cetakd(&["batch", "plan", "--csv", &path]).expect(0);
    assert!(said.out.contains("Line 5: "), "{}", said.out);
    assert!(!said.out.contains(cast::ORDINARY_WOMAN), "a NIK in clear");

    let wrong = file(&office, "wrong.csv", b"nomor,alasan\n1,baru\n");
    office.cetakd(&["batch", "plan", "--csv", &wrong, "--json"]).fails(2, "LST-04");
    let nobody = file(&office, "nobody.csv", format!("nik\n{}\n", cast::BIO_CAPTURED).as_bytes());
    let refused = office.cetakd(&["batch", "plan", "--csv", &nobody, "--json"]).expect(3);
    assert_eq!(left_out(&refused.json(), "OUT-12"), 1);
    assert!(refused.err.contains("PLN-02"), "{}", refused.err);
}

#[test]
fn a_folder_of_leases_is_verified_before_anybody_is_planned() {
    let office = Office::open();
    let folder = office.path("leases");
    let people = [("J-1", cast::ORDINARY_WOMAN), ("J-2", cast::ORDINARY_MAN)];
    lay(&office, &folder, "SPESIMEN-01", &people, Timestamp::now());
    let long_ago = Timestamp::now() - SignedDuration::from_hours(24 * 60);
    lay(&office, &folder, "SPESIMEN-01", &[("J-3", cast::ONE_WORD_NAME)], long_ago);
    lay(&office, &folder, "ELSEWHERE-02", &[("J-4", cast::TITLED_NAME)], Timestamp::now());
    let torn = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(torn).unwrap();
    fs::write(folder.join("9901015202900001.jws"), &text[..text.len() - 9]).unwrap();

    let path = folder.display().to_string();
    let plan = plan(&office, &["--folder", &path]);
    assert_eq!((&plan["cards"], everybody(&plan)), (&json!(2), 5), "{plan:#}");
    assert_eq!((left_out(&plan, "OUT-02"), left_out(&plan, "OUT-03")), (2, 1), "{plan:#}");
    assert!(!plan.to_string().contains(cast::ORDINARY_WOMAN), "a file's name tells a NIK");
}

fn lay(
    office: &Office,
    folder: &std::path::Path,
    station: &str,
    people: &[(&str, &str)],
    at: Timestamp,
) {
    let source = office.simulator().office().source.as_ref().unwrap();
    let order = |&(job, nik)| LeaseOrder { station, job, nik };
    let orders: Vec<_> = people.iter().map(order).collect();
    write_inbox(&mut source.lock().unwrap(), folder, &orders, at).unwrap();
}

#[test]
fn a_night_ends_at_closing_time_and_a_dead_line_plans_from_what_is_known() {
    let mut office = Office::open();
    assert!(office.stop().success());
    let closes = (Timestamp::now() + SignedDuration::from_mins(2)).to_zoned(zone());
    let closes = closes.strftime("%H:%M").to_string();
    let days = "[\"senin\", \"selasa\", \"rabu\", \"kamis\", \"jumat\", \"sabtu\", \"minggu\"]";
    let batch = format!("[batch]\ncloses = \"{closes}\"\ndays = {days}\n\n[layouts]");
    edit(&office.config(), "[layouts]", &batch);
    office.start();
    let plan = plan(&office, &[]);
    // Between one and two minutes are left, and a card takes half a one.
    assert!([1, 2, 3, 4].contains(&plan["cards"].as_u64().unwrap()), "{plan:#}");
    assert!(left_out(&plan, "OUT-27") > 0 && plan["ends"].as_str() <= plan["closes"].as_str());

    office.print(cast::ORDINARY_MAN).expect(0);
    office.hands(json!({ "do": "source", "what": "outage" }));
    let nik = format!("nik\n{}\n{}\n", cast::ORDINARY_WOMAN, cast::ORDINARY_MAN);
    let path = file(&office, "daftar.csv", nik.as_bytes());
    let silent = self::plan(&office, &["--csv", &path]);
    assert_eq!((&silent["source_silent"], &silent["cards"]), (&json!(true), &json!(1)));
    assert_eq!(left_out(&silent, "OUT-13"), 1, "our own books know of a card");
    office.cetakd(&["batch", "plan", "--json"]).fails(6, "SRC-02");
}

fn zone() -> jiff::tz::TimeZone {
    jiff::tz::Offset::constant(7).to_time_zone()
}

#[test]
fn a_retransfer_printer_waits_for_a_persons_word_on_film_and_temperature() {
    let mut office = Office::open();
    office.cetakd(&["lane", "confirm", "A", "--film", "ok", "--json"]).fails(2, "CMD-16");
    assert!(office.stop().success());
    edit(&office.config(), "[[lane]]", "[[lane]]\nretransfer = true");
    office.start();
    let waits = office.cetakd(&["batch", "plan", "--json"]).expect(4);
    assert_eq!(waits.json()["lanes"][0]["limit"]["code"], "LIM-01");

    let confirm = |film: &str, celsius: &str| {
        let word = ["lane", "confirm", "A", "--film", film, "--temperature", celsius, "--json"];
        office.cetakd(&word)
    };
    confirm("OK", "165").expect(0);
    assert_eq!(plan(&office, &[])["cards"], 20);
    confirm("OK", "159").fails(4, "PRN-13");
    office.release("A").fails(4, "PRN-13");
    assert!(office.events("lane_released").is_empty(), "no release of what is not released");
    office.print(cast::ORDINARY_WOMAN).fails(4, "PRN-13");
    confirm("ended", "170").fails(4, "PRN-12");
    assert_eq!(plan_code(&office), 4);
    confirm("ok", "170").expect(0);
    office.print(cast::ORDINARY_WOMAN).expect(0);
    let said: Vec<_> = office
        .events("lane_confirmed")
        .iter()
        .map(|event| event["temperature"].as_u64().unwrap())
        .collect();
    assert_eq!(said, [165, 159, 170, 170]);
    office.books_are_true();
}

fn plan_code(office: &Office) -> i32 {
    office.cetakd(&["batch", "plan"]).code
}

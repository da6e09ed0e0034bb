//! Blanks from one station to another: the signed file, the count, the receipt, and everything that
//! is not taken in. Two offices, each with books, keys and people of its own.

use std::fs;

use serde_json::{Value, json};

use super::people::{by, open_approval, peopled, peopled_in};
use crate::rig::{Office, Said, edit};

const THERE: &str = "KEC-02";

/// Two stations that know each other's certificates.
fn partners() -> (Office, Office) {
    let (mut here, mut there) = (peopled(), peopled_in(Office::order().id(THERE).without_stock()));
    let pem = |office: &Office| office.path("certs/station-signing.pem").display().to_string();
    let (ours, theirs) = (pem(&here), pem(&there));
    knows(&mut here, THERE, &theirs);
    knows(&mut there, "SPESIMEN-01", &ours);
    (here, there)
}

fn knows(office: &mut Office, station: &str, certificate: &str) {
    assert!(office.stop().success());
    let partner =
        format!("[[partner]]\nstation = \"{station}\"\ncertificate = \"{certificate}\"\n");
    edit(&office.config(), "[[lane]]", &format!("{partner}\n[[lane]]"));
    office.start();
}

fn stock(office: &Office, who: &str, rest: &[&str]) -> Said {
    by(office, who, &[&["stock"], rest].concat())
}

/// The blanks of the vault as somebody lists them.
fn uids(office: &Office, name: &str, count: usize) -> (String, Vec<String>) {
    let all = fs::read_to_string(office.simulator().ready().uids.clone()).unwrap();
    let some: Vec<String> =
        all.lines().filter(|line| line.len() >= 8).take(count).map(str::to_owned).collect();
    fs::write(office.path(name), some.join("\n")).unwrap();
    (office.path(name).display().to_string(), some)
}

/// Five named blanks out of the vault of `here`, and the path of their file.
fn sent(here: &Office, bast: &str, name: &str) -> (String, String) {
    let (list, _) = uids(here, "five.txt", 5);
    let out = here.path(name).display().to_string();
    let send = ["send", "5", "--to", THERE, "--uids", &list, "--document", bast, "--out", &out];
    let done = stock(here, "kartini", &send).expect(0).json();
    (out, done["transfer"].as_str().unwrap().to_owned())
}

#[test]
fn blanks_go_from_one_station_to_another_and_are_in_one_of_the_books_only() {
    let (here, there) = partners();
    stock(&here, "omar", &["unload", "20", "--lane", "A"]).expect(0);
    let stranger = ["send", "5", "--to", "KEC-99", "--document", "BK/1"];
    stock(&here, "kartini", &stranger).fails(3, "TRF-02");
    let send = ["send", "5", "--to", THERE, "--document", "BK/1"];
    stock(&here, "omar", &send).fails(3, "SGN-04");
    let future = [&send[..], &["--dated", "2999-01-01"]].concat();
    stock(&here, "kartini", &future).fails(3, "STK-06");
    assert_eq!(here.booked("vault"), 20);
    let (file, transfer) = sent(&here, "BK/1", "one.jws");
    let way = format!("in_transit:{transfer}");
    assert_eq!((here.booked("vault"), here.booked(&way)), (15, 5));
    stock(&here, "kartini", &send).fails(3, "STK-04");

    let out = there.path("receipt.jws").display().to_string();
    let take = ["take-in", &file, "5", "--out", &out];
    stock(&there, "omar", &take).fails(3, "SGN-04");
    stock(&there, "kartini", &take).expect(0);
    assert_eq!(there.booked("vault"), 5);
    stock(&there, "kartini", &take).fails(3, "TRF-14");
    assert_eq!(there.booked("vault"), 5);
    // One of them is a blank of ours now.
    stock(&there, "kartini", &["load", "5", "--lane", "A"]).expect(0);

    stock(&here, "kartini", &["acknowledged", &file]).fails(3, "TRF-04");
    stock(&here, "kartini", &["acknowledged", &out]).expect(0);
    assert_eq!((here.booked(&way), here.booked(&format!("delivered:{THERE}"))), (0, 5));
    stock(&here, "kartini", &["acknowledged", &out]).fails(3, "TRF-16");
    stock(&there, "kartini", &["acknowledged", &out]).fails(3, "TRF-05");
    let known = here.json(&["stock", "transfers"]);
    assert_eq!((&known[0]["open"], &known[0]["station"]), (&false.into(), &THERE.into()));
    // What is another station's now is none of ours to lend.
    let (list, _) = uids(&here, "five.txt", 5);
    let lend = ["lend", "5", "--to", "x", "--uids", &list, "--document", "BK/2"];
    stock(&here, "kartini", &lend).fails(3, "STK-15");
    for office in [&here, &there] {
        office.cetakd(&["journal", "verify"]).expect(0);
    }
}

#[test]
fn a_file_that_is_altered_strange_or_for_another_is_not_taken_in() {
    let (here, mut there) = partners();
    stock(&here, "omar", &["unload", "20", "--lane", "A"]).expect(0);
    let (file, transfer) = sent(&here, "BK/1", "one.jws");
    // A lane says that it is connected when it is.
    let entries = |there: &Office| {
        let entries = there.journal().into_iter();
        entries.filter(|entry| entry["event"]["type"] != "lane_connected").count()
    };
    let before = entries(&there);
    let take =
        |there: &Office, rest: &[&str]| stock(there, "kartini", &[&["take-in"], rest].concat());
    let altered = there.path("altered.jws").display().to_string();
    let text = fs::read_to_string(&file).unwrap();
    let write = |text: &str| fs::write(&altered, text).unwrap();
    let parts: Vec<&str> = text.split('.').collect();
    // Another number of blanks under the same signature.
    let payload = text_of(parts[1]).replace("\"quantity\":5", "\"quantity\":9");
    write(&format!("{}.{}.{}", parts[0], base64_of(&payload), parts[2]));
    take(&there, &[&altered, "9"]).fails(3, "TRF-06");
    write("nothing signed");
    take(&there, &[&altered, "5"]).fails(3, "TRF-03");
    write("");
    take(&there, &[&altered, "5"]).fails(3, "TRF-03");
    take(&there, &["/nowhere.jws", "5"]).fails(1, "CFG-02");
    take(&there, &[&file, "5", "--kind", "ktp-el-oa"]).fails(3, "TRF-09");
    take(&there, &[&file, "20001"]).fails(3, "STK-01");
    take(&there, &[&file, "4"]).fails(3, "TRF-10");
    take(&there, &[&file, "5", "--dated", "2001-01-01"]).fails(3, "TRF-12");
    take(&there, &[&file, "5", "--dated", "2999-01-01"]).fails(3, "STK-06");
    // Its own file comes back to whoever sent it.
    stock(&here, "kartini", &["take-in", &file, "5"]).fails(3, "TRF-05");
    take(&there, &["/dev/null", "5"]).fails(3, "TRF-03");
    assert_eq!(entries(&there), before);

    // A number that stands on another BAST here, and a date before the last close.
    by(&there, "kartini", &["stock", "receive", "1", "--bast", "BK/1"]).expect(0);
    take(&there, &[&file, "5"]).fails(3, "STK-04");
    assert_eq!(there.booked("vault"), 1);

    // To a third station.
    assert!(there.stop().success());
    edit(&there.config(), &format!("id = \"{THERE}\""), "id = \"KEC-03\"");
    there.start();
    take(&there, &[&file, "5"]).fails(3, "TRF-08");
    // Signed by a key of somebody else than it says.
    assert!(there.stop().success());
    edit(&there.config(), "station = \"SPESIMEN-01\"", "station = \"KEC-77\"");
    there.start();
    take(&there, &[&file, "5"]).fails(3, "TRF-07");
    assert!(there.stop().success());
    let own = there.path("certs/station-signing.pem").display().to_string();
    let partner = here.path("certs/station-signing.pem").display().to_string();
    edit(
        &there.config(),
        &format!("certificate = \"{partner}\""),
        &format!("certificate = \"{own}\""),
    );
    there.start();
    take(&there, &[&file, "5"]).fails(3, "TRF-05");
    assert_eq!(there.booked("vault"), 1);
    assert_eq!(here.booked(&format!("in_transit:{transfer}")), 5);
}

#[test]
fn fewer_than_on_the_paper_take_two_people_at_both_ends_and_the_missing_are_named() {
    let (here, there) = partners();
    stock(&here, "omar", &["unload", "20", "--lane", "A"]).expect(0);
    let (file, transfer) = sent(&here, "BK/1", "one.jws");
    let (_, named) = uids(&here, "five.txt", 5);
    let scanned = there.path("scan.txt").display().to_string();
    fs::write(&scanned, "04AABBCCDDEE01\n".to_owned() + &named[1..4].join("\n")).unwrap();
    let take = ["take-in", &file, "4", "--uids", &scanned];
    stock(&there, "kartini", &take).fails(3, "TRF-11");
    fs::write(&scanned, named[1..].join("\n")).unwrap();
    stock(&there, "kartini", &take).fails(4, "CMD-40");
    assert_eq!(there.booked("vault"), 0);
    let id = open_approval(&there);
    by(&there, "dewi", &["approve", &id]).expect(0);
    assert_eq!(there.booked("vault"), 4);
    // Whoever agreed did not write the receipt: it is made again from the entry.
    let out = there.path("receipt.jws").display().to_string();
    stock(&there, "kartini", &["transfer-file", &transfer, "--out", &out]).expect(0);
    stock(&there, "kartini", &["transfer-file", &transfer, "--out", &out]).fails(2, "TRF-18");
    stock(&there, "kartini", &["transfer-file", "T-0"]).fails(3, "TRF-13");

    let heard = ["acknowledged", &out];
    stock(&here, "kartini", &heard).fails(4, "CMD-40");
    by(&here, "dewi", &["approve", &open_approval(&here)]).expect(0);
    assert_eq!((here.booked("missing"), here.booked(&format!("delivered:{THERE}"))), (1, 4));
    let lost: Vec<Value> =
        here.events("uid_revoked").iter().map(|event| event["uid"].clone()).collect();
    assert_eq!(lost, [Value::from(named[0].clone())]);
    for office in [&here, &there] {
        office.cetakd(&["journal", "verify"]).expect(0);
    }
}

#[test]
fn a_parcel_that_never_came_is_missing_by_two_people_and_a_closed_day_takes_none_in() {
    let (here, there) = partners();
    stock(&here, "omar", &["unload", "20", "--lane", "A"]).expect(0);
    let (file, _) = sent(&here, "BK/1", "one.jws");
    let out = there.path("receipt.jws").display().to_string();
    stock(&there, "kartini", &["take-in", &file, "0"]).fails(4, "CMD-40");
    by(&there, "dewi", &["approve", &open_approval(&there)]).expect(0);
    let known = there.json(&["stock", "transfers"]);
    let transfer = known[0]["transfer"].as_str().unwrap().to_owned();
    stock(&there, "kartini", &["transfer-file", &transfer, "--out", &out]).expect(0);
    stock(&here, "kartini", &["acknowledged", &out]).fails(4, "CMD-40");
    by(&here, "dewi", &["approve", &open_approval(&here)]).expect(0);
    assert_eq!((here.booked("missing"), here.booked("vault")), (5, 15));
    assert_eq!(here.events("uid_revoked").len(), 5);

    by(&there, "kartini", &["stock", "receive", "1", "--bast", "470/9"]).expect(0);
    stock(&there, "omar", &["count", "begin"]).expect(0);
    stock(&there, "omar", &["count", "enter", "vault", "1"]).expect(0);
    stock(&there, "omar", &["count", "finish"]).expect(0);
    by(&there, "kartini", &["day", "close"]).expect(0);
    let file = here.path("two.jws").display().to_string();
    let send = ["send", "2", "--to", THERE, "--document", "BK/2", "--dated", "2026-01-05"];
    stock(&here, "kartini", &[&send[..], &["--out", &file]].concat()).expect(0);
    let out = there.path("second.jws").display().to_string();
    let take = ["take-in", &file, "2", "--out", &out];
    stock(&there, "kartini", &[&take[..], &["--dated", "2026-01-06"]].concat()).fails(3, "STK-11");
    assert_eq!(there.booked("vault"), 1);
    stock(&there, "kartini", &take).expect(0);
    assert_eq!(there.booked("vault"), 3);
    for office in [&here, &there] {
        office.cetakd(&["journal", "verify"]).expect(0);
    }
}

/// The blanks of this parcel are really there: what is made of them and spoiled is burnt by name.
#[test]
fn blanks_that_came_by_transfer_are_printed_on_and_a_spoiled_one_is_burnt_by_its_name() {
    let mut here = peopled_in(Office::order().id(THERE).without_stock());
    let mut there = peopled_in(Office::order().without_stock());
    let pem = |office: &Office| office.path("certs/station-signing.pem").display().to_string();
    let (ours, theirs) = (pem(&here), pem(&there));
    knows(&mut here, "SPESIMEN-01", &theirs);
    knows(&mut there, THERE, &ours);
    let list = there.simulator().ready().uids.display().to_string();
    let receive = ["receive", "20", "--bast", "470/1", "--uids", &list];
    stock(&here, "kartini", &receive).expect(0);
    let file = here.path("all.jws").display().to_string();
    let send = ["send", "20", "--to", "SPESIMEN-01", "--uids", &list, "--document", "BK/1"];
    stock(&here, "kartini", &[&send[..], &["--out", &file]].concat()).expect(0);
    let out = there.path("receipt.jws").display().to_string();
    stock(&there, "kartini", &["take-in", &file, "20", "--out", &out]).expect(0);
    there.hands(json!({ "do": "load", "lane": 0, "count": 20 }));
    stock(&there, "omar", &["load", "20", "--lane", "A"]).expect(0);
    let man = hw_sim::source::cast::ORDINARY_MAN;
    let card = by(&there, "siti", &["print", "--reason", "baru", man]).expect(0).json();
    let uid = card["uid"].as_str().unwrap();
    there.tap();
    let spoiled = ["inspect", "--tap", "spoiled", "--reason", "gagal_cetak"];
    by(&there, "siti", &spoiled).expect(0);
    there.lift();
    let listed = there.json(&["stock", "spoiled"]);
    assert_eq!((&listed[0]["uid"], &listed[0]["alive"]), (&uid.into(), &true.into()));
    // It is spoiled, and no blank of the vault any more.
    let one = there.path("one.txt");
    fs::write(&one, format!("{uid}\n")).unwrap();
    let one = one.display().to_string();
    stock(&there, "omar", &["unload", "1", "--lane", "A"]).expect(0);
    let lend = ["lend", "1", "--to", "x", "--uids", &one, "--document", "BK/2"];
    stock(&there, "kartini", &lend).fails(3, "STK-15");
    let burn = ["destroy", "1", "--uids", &one, "--document", "BA/1"];
    let burn = [&burn[..], &["--witness", "A", "--witness", "B"]].concat();
    stock(&there, "kartini", &burn).fails(4, "CMD-40");
    by(&there, "dewi", &["approve", &open_approval(&there)]).expect(0);
    assert_eq!((there.booked("spoiled"), there.booked("destroyed")), (0, 1));
    assert_eq!(there.json(&["stock", "spoiled"]), json!([]));
    stock(&here, "kartini", &["acknowledged", &out]).expect(0);
    there.cetakd(&["journal", "verify"]).expect(0);
}

fn text_of(part: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

//! Recorded SCP03 exchanges of other implementations, from the folder that the environment
//! variable `SCP03_VECTORS` names; without it, a line says so and nothing is tested.

use serde_json::Value;

use crate::card::apdu::{Command, Response, StatusWord};
use crate::card::kdf::StaticKeys;
use crate::card::scp03::{Mode, Pending};

use super::hex;

#[test]
fn recorded_exchanges_are_answered_to_the_byte() {
    let Some(folder) = std::env::var_os("SCP03_VECTORS") else {
        println!("SCP03_VECTORS is not set: no recorded exchange was run");
        return;
    };
    let mut transcripts = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for transcript in json["transcripts"].as_array().unwrap() {
            replay(transcript);
            transcripts += 1;
        }
    }
    assert!(transcripts > 0, "the folder holds recorded exchanges");
    println!("{transcripts} recorded exchanges");
}

fn replay(transcript: &Value) {
    let name = &transcript["id"];
    let bytes = |value: &Value| hex(value.as_str().unwrap());
    let keys = &transcript["keys"];
    let keys = StaticKeys { enc: bytes(&keys["enc"]), mac: bytes(&keys["mac"]) };
    let mode = if transcript["s"] == 16 { Mode::S16 } else { Mode::S8 };
    let size = mode.bytes();

    let update = Command::parse(&bytes(&transcript["init_update_cmd"])).unwrap();
    let answer = bytes(&transcript["init_update_rsp"]);
    assert_eq!(answer[12], mode.i_parameter(), "{name}: i");
    let pending = Pending::new(&keys, mode, &update.data, &answer[13..13 + size]);
    assert_eq!(pending.card_cryptogram(), &answer[13 + size..13 + 2 * size], "{name}");

    let authenticate = Command::parse(&bytes(&transcript["ext_auth_cmd"])).unwrap();
    let session = pending.authenticate(&authenticate);
    let mut session = session.unwrap_or_else(|sw| panic!("{name}: EXTERNAL AUTHENTICATE {sw:?}"));
    let mut exact = 0;
    for step in transcript["steps"].as_array().unwrap() {
        let plain = Command::parse(&bytes(&step["plain"])).unwrap();
        let wrapped = Command::parse(&bytes(&step["cmd"])).unwrap();
        let unwrapped = session.unwrap(wrapped);
        let unwrapped = unwrapped.unwrap_or_else(|sw| panic!("{name}: {} {sw:?}", step["name"]));
        assert_eq!((unwrapped.cla, &unwrapped.data), (plain.cla, &plain.data), "{name}");
        let response = Response { data: bytes(&step["rsp_plain"]), sw: StatusWord::OK };
        let (ours, theirs) = (session.wrap(response).into_bytes(), bytes(&step["rsp"]));
        if ours.len() == theirs.len() {
            assert_eq!(ours, theirs, "{name}: {}", step["name"]);
            exact += 1;
        } else {
            // Some cards pad by a block too many; up to there the cipher text is the same.
            let cipher = ours.len() - size - 2;
            assert_eq!(ours[..cipher], theirs[..cipher], "{name}: {}", step["name"]);
            assert_eq!(ours.len() + 16, theirs.len(), "{name}: {}", step["name"]);
        }
    }
    assert!(exact > 0, "{name}: an answer without too much padding");
}

//! Recorded exchanges of other implementations: every JSON file in the folder that
//! `SCP03_VECTORS` names. The host must send what was sent then, byte for byte.

use std::path::Path;

use serde_json::Value;

use super::*;
use crate::chip::apdu::{CommandApdu, ResponseApdu};
use crate::chip::hex::hex;
use crate::chip::keys::CardKeys;

#[test]
fn recorded_exchanges_are_reproduced_byte_for_byte() {
    let Some(folder) = std::env::var_os("SCP03_VECTORS") else {
        println!("SCP03_VECTORS is unset: no recorded exchange was replayed");
        return;
    };
    let mut replayed = 0;
    for entry in std::fs::read_dir(&folder).expect("SCP03_VECTORS names a folder") {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            replayed += replay_file(&path);
        }
    }
    println!("{replayed} recorded exchanges replayed");
    assert!(replayed > 0, "no exchange in {}", folder.display());
}

fn replay_file(path: &Path) -> usize {
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let transcripts = file["transcripts"].as_array().expect("a list of transcripts");
    transcripts.iter().for_each(replay);
    transcripts.len()
}

fn replay(transcript: &Value) {
    let id = transcript["id"].as_str().unwrap_or("without id");
    let keys = &transcript["keys"];
    let card_keys = CardKeys::new(&bytes(&keys["enc"]), &bytes(&keys["mac"]), &bytes(&keys["dek"]));
    let level = SecurityLevel::from_p1(bytes(&transcript["security_level"])[0]).expect(id);
    let protection = Protection { level, empty_c_dec: EmptyCDec::MacOnly };

    let recorded = CommandApdu::parse(&bytes(&transcript["init_update_cmd"])).expect(id);
    let challenge = match recorded.data().len() {
        8 => Challenge::S8(recorded.data().try_into().unwrap()),
        _ => Challenge::S16(recorded.data().try_into().expect(id)),
    };
    let initialize = InitializeUpdate::new(recorded.p1, challenge);
    assert_eq!(initialize.command().to_bytes(), recorded.to_bytes(), "{id}");
    let answer = ResponseApdu::parse(&bytes(&transcript["init_update_rsp"])).unwrap();
    let host = initialize.answered(&answer, &card_keys.expect(id), protection).expect(id);
    assert_eq!(*host.command().to_bytes(), bytes(&transcript["ext_auth_cmd"]), "{id}");
    let mut channel = host.answered(&ResponseApdu::parse(&[0x90, 0x00]).unwrap()).expect(id);

    for step in transcript["steps"].as_array().expect("a list of steps") {
        let plain = CommandApdu::parse(&bytes(&step["plain"])).expect(id);
        assert_eq!(*channel.wrap(&plain).expect(id).to_bytes(), bytes(&step["cmd"]), "{id}");
        let answer = match step.get("rsp_no_sw") {
            Some(data) => [bytes(data), vec![0x90, 0x00]].concat(),
            None => bytes(&step["rsp"]),
        };
        let opened = channel.unwrap(ResponseApdu::parse(&answer).unwrap()).expect(id);
        assert_eq!(opened.data(), bytes(&step["rsp_plain"]), "{id}");
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().expect("hexadecimal text"))
}

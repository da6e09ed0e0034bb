//! Ribbons: loaded, worn by good and spoiled cards, taken out and burnt before witnesses.

use hw_sim::source::cast;
use serde_json::Value;

use super::people::{by, open_approval, peopled};
use crate::rig::{Office, Said};

fn ribbon(office: &Office, who: &str, rest: &[&str]) -> Said {
    by(office, who, &[&["stock", "ribbon"], rest].concat())
}

fn shown(office: &Office) -> Value {
    office.json(&["stock", "ribbon", "show"])
}

#[test]
fn a_ribbon_wears_with_every_card_and_a_used_one_is_burnt_by_two_people() {
    let office = peopled();
    ribbon(&office, "omar", &["remove", "A"]).fails(3, "RIB-02");
    ribbon(&office, "omar", &["load", "B", "--panels", "1200"]).fails(2, "CMD-02");
    for wrong in ["0", "20001"] {
        ribbon(&office, "omar", &["load", "A", "--panels", wrong]).fails(3, "STK-01");
    }
    by(&office, "siti", &["stock", "ribbon", "load", "A", "--panels", "1200"]).fails(3, "SGN-04");
    ribbon(&office, "omar", &["load", "A", "--panels", "1200"]).expect(0);
    ribbon(&office, "omar", &["load", "A", "--panels", "1200"]).fails(3, "RIB-01");
    assert_eq!(shown(&office)["lanes"][0]["left"], 1200);

    let panels = office.truth().lanes[0].counters.panels;
    by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_MAN]).expect(0);
    office.tap();
    let spoiled = ["inspect", "--tap", "spoiled", "--reason", "gagal_cetak"];
    by(&office, "siti", &spoiled).expect(0);
    office.lift();
    by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_WOMAN]).expect(0);
    let used = office.truth().lanes[0].counters.panels - panels;
    assert!(used >= 10, "{used}");
    let ribbons = shown(&office);
    assert_eq!(ribbons["lanes"][0]["used"], used, "{ribbons}");
    assert_eq!(ribbons["lanes"][0]["left"], 1200 - used, "{ribbons}");
    let lines = office.cetakd(&["stock", "show"]).expect(0).out;
    assert!(lines.contains(&format!("A: pita 1200 panel · terpakai {used}")), "{lines}");

    let burn = ["destroy", "1", "--document", "BA/3", "--witness", "A", "--witness", "B"];
    ribbon(&office, "kartini", &burn).fails(3, "RIB-04");
    ribbon(&office, "omar", &["remove", "A"]).expect(0);
    ribbon(&office, "omar", &burn).fails(3, "SGN-04");
    ribbon(&office, "kartini", &burn[..6]).fails(3, "STK-13");
    ribbon(&office, "kartini", &burn).fails(4, "CMD-40");
    assert_eq!(shown(&office)["removed"], 1);
    let id = open_approval(&office);
    let said = office.json(&["approve", "show", &id]);
    assert!(said["en"].as_str().unwrap().contains("1 used ribbons"), "{said}");
    by(&office, "dewi", &["approve", &id]).expect(0);
    let ribbons = shown(&office);
    assert_eq!((&ribbons["removed"], &ribbons["destroyed"]), (&0.into(), &1.into()));
    ribbon(&office, "omar", &["load", "A", "--panels", "900"]).expect(0);
    assert_eq!(shown(&office)["lanes"][0]["used"], 0);
    ribbon(&office, "omar", &["remove", "A", "--film"]).fails(3, "RIB-02");
    ribbon(&office, "omar", &["load", "A", "--film", "--panels", "500"]).expect(0);
    assert_eq!(shown(&office)["films"][0]["panels"], 500);
    ribbon(&office, "omar", &["remove", "A", "--film"]).expect(0);
    assert_eq!(shown(&office)["removed"], 1);
    office.cetakd(&["journal", "verify"]).expect(0);
    office.books_are_true();
}

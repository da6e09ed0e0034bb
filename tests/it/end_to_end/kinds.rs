//! Blue blanks for citizens, orange ones for foreign residents: a card is made of its own kind, or
//! not at all.

use hw_sim::source::cast;

use crate::rig::{Office, Said};

fn foreigner(office: &Office, more: &[&str]) -> Said {
    let print = ["print", "--reason", "baru", "--paper", "kitap", "--json", "-"];
    office.cetakd_told(&[&print[..], more].concat(), cast::FOREIGN_RESIDENT)
}

/// Lane `lane` holds five orange blanks, by the books.
fn orange(office: &Office, lane: &str, blue: &str) {
    office.cetakd(&["stock", "unload", blue, "--lane", lane]).expect(0);
    let receive = ["stock", "receive", "5", "--bast", "470/5", "--kind", "ktp-el-oa"];
    office.cetakd(&receive).expect(0);
    office.cetakd(&["stock", "load", "5", "--lane", lane, "--kind", "ktp-el-oa"]).expect(0);
}

#[test]
fn nobody_gets_an_orange_card_out_of_a_hopper_of_blue_ones() {
    let office = Office::open();
    foreigner(&office, &[]).fails(3, "REQ-12");
    assert!(office.events("feed_intended").is_empty());
    assert_eq!(office.events("lease_given_back").len(), 1, "somebody else may make it");
    office.print(cast::ORDINARY_WOMAN).expect(0);
    office.books_are_true();
}

#[test]
fn a_card_is_made_in_the_lane_that_holds_its_kind() {
    let office = Office::order().lanes(2).without_uid_list().open();
    orange(&office, "B", "10");
    foreigner(&office, &[]).expect(0);
    assert_eq!(office.json(&["register", "list"])[0]["lane"], "B");
    assert_eq!(office.booked("hopper:B"), 4);
}

#[test]
fn a_lane_that_was_asked_for_is_not_exchanged_in_silence() {
    let office = Office::order().lanes(2).without_uid_list().open();
    orange(&office, "B", "10");
    foreigner(&office, &["--lane", "A"]).fails(2, "CMD-22");
    assert!(office.events("feed_intended").is_empty());
    // The same job goes on, in the other lane.
    foreigner(&office, &[]).expect(0);
    assert_eq!(office.events("job_opened").len(), 1);
}

#[test]
fn a_blank_on_the_suppliers_list_of_the_other_kind_is_not_ours_for_this_card() {
    let office = Office::open();
    orange(&office, "A", "20");
    // What lies there is blue all the same: somebody loaded what the books do not say.
    foreigner(&office, &[]).expect(4);
    let refused = office.events("blank_refused");
    assert!(!refused.is_empty());
    assert!(refused.iter().all(|event| event["cause"]["cause"] == "blank_not_ours"), "{refused:?}");
    assert!(office.events("print_intended").is_empty());
}

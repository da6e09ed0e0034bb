//! Records that are no good, and a source that is away, slow or lying: each is refused by its own
//! code, the lease goes back, no blank is touched.

use hw_sim::source::{Fault, FaultRule, Spoil, Verb, cast};
use serde_json::json;

use crate::rig::Office;

#[test]
fn each_broken_record_is_refused_by_its_own_code_and_its_lease_goes_back() {
    let office = Office::open();
    for (nik, code) in [
        (cast::PHOTO_MISSING, "PRR-14"),
        (cast::PHOTO_BROKEN, "FACE-07"),
        (cast::CHIP_PHOTO_MISSING, "PRR-16"),
        (cast::SIGNATURE_MISSING, "PRR-15"),
        (cast::MINUTIAE_MISSING, "PRR-16"),
        (cast::TOO_LARGE_FOR_THE_CHIP, "CHIP-10"),
        (cast::UNKNOWN_STATE_IN_LEASE, "PRR-13"),
        (cast::CHIP_SIGNATURE_WRONG, "CHIP-11"),
        (cast::CHIP_SIGNER_UNKNOWN, "PRR-22"),
        (cast::GLYPH_UNKNOWN, "FACE-04"),
        (cast::NAME_TOO_LONG, "PRR-21"),
    ] {
        let said = office.print(nik).fails(3, code);
        assert_eq!(office.phase_of(nik), "given-back", "{code}");
        assert!(!said.out.contains(nik) && !said.err.contains(nik), "{code}: {}", said.out);
    }
    assert!(office.events("feed_intended").is_empty());
    office.books_are_true();
}

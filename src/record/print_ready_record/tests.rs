//! A Print Ready Record is taken whole or refused with a cause of its own.

use std::error::Error;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::record::testing::{self, Source, expected, nik, now};

fn verify(source: &Source, claims: &Value) -> Result<PrintReadyRecord, RecordRefusal> {
    PrintReadyRecord::verify(&source.sign(claims), &source.trust, &expected(&nik()))
}

/// The refusal of claims with one member replaced; `pointer` as in RFC 6901.
fn refusal(pointer: &str, value: Value) -> RecordRefusal {
    let source = Source::new();
    let mut claims = source.claims();
    *claims.pointer_mut(pointer).unwrap() = value;
    verify(&source, &claims).unwrap_err()
}

/// The refusal of claims that lack a member of `parent`.
fn refusal_without(parent: &str, member: &str) -> RecordRefusal {
    let source = Source::new();
    let mut claims = source.claims();
    claims.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(member).unwrap();
    verify(&source, &claims).unwrap_err()
}

fn base64(bytes: &[u8]) -> Value {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes).into()
}

#[test]
fn a_record_as_agreed_is_taken_whole() {
    let source = Source::new();
    let record = verify(&source, &source.claims()).unwrap();
    assert_eq!((record.lease.as_str(), record.job.as_str()), ("lease-1", testing::JOB));
    assert_eq!(record.kid, source.records.kid());
    assert_eq!(record.chip_signature.kid, source.chips.kid());
    assert_eq!(record.biodata, testing::biodata());
    assert_eq!(record.photo.as_slice(), b"\xFF\xD8\xFFface photo");
    assert_eq!(record.minutiae[1].as_slice(), b"right");
    assert_eq!(record.observed_at.to_string(), "2026-11-21T01:02:03Z");
    assert_eq!(record.warnings(), [NikWarning::UnknownPrefix], "99 is nobody's province");
}

#[test]
fn every_cause_has_its_own_refusal() {
    use RecordRefusal::*;
    for (pointer, value, expected) in [
        ("/aud", json!("99.74-02"), WrongStation),
        ("/job", json!("job-2"), OtherJob),
        ("/record/biodata/nik", json!("9974014102900002"), OtherPerson),
        ("/record/photo", json!(""), MissingPhoto),
        ("/record/photo", json!(null), MissingPhoto),
        ("/record/photo", json!("*"), NotBase64 { member: "photo" }),
        ("/record/photo", json!("/9j_"), NotBase64 { member: "photo" }),
        ("/record/photo", json!("R0lG"), NotAnImage { member: "photo", format: "JPEG" }),
        ("/record/signature_image", json!(""), MissingSignatureImage),
        (
            "/record/signature_image",
            json!("/9j/4A=="),
            NotAnImage { member: "signature_image", format: "PNG" },
        ),
        ("/record/chip_photo", json!(null), Missing { member: "chip_photo" }),
        ("/record/minutiae", json!([]), MinutiaeCount { count: 0 }),
        ("/record/minutiae", json!(["AA==", "AA==", "AA=="]), MinutiaeCount { count: 3 }),
        ("/record/minutiae", json!(["AA==", ""]), Missing { member: "minutiae" }),
        ("/record/chip_signature/signature", json!("AAAA"), Value { member: "chip_signature" }),
        ("/record/chip_signature", json!(null), Missing { member: "chip_signature" }),
        ("/record/kind", json!(null), Missing { member: "kind" }),
        ("/record/biodata", json!(null), Missing { member: "biodata" }),
        ("/iss", json!(""), Value { member: "iss" }),
        ("/jti", json!("../outbox"), Value { member: "jti" }),
        ("/jti", json!(".hidden"), Value { member: "jti" }),
        ("/jti", json!("x".repeat(129)), Value { member: "jti" }),
        ("/exp", json!(1_790_000_000), Value { member: "exp" }),
        ("/iat", json!(i64::MAX), Value { member: "iat" }),
    ] {
        assert_eq!(refusal(pointer, value), expected, "{pointer}");
    }
}

#[test]
fn a_missing_member_is_named() {
    use RecordRefusal::*;
    assert_eq!(refusal_without("/record", "photo"), MissingPhoto);
    assert_eq!(refusal_without("/record", "signature_image"), MissingSignatureImage);
    assert_eq!(refusal_without("/record", "chip_photo"), Missing { member: "chip_photo" });
    assert_eq!(refusal_without("/record", "biodata"), Missing { member: "biodata" });
    assert_eq!(refusal_without("/record", "minutiae"), MinutiaeCount { count: 0 });
    for (parent, member) in [
        ("", "iss"),
        ("", "aud"),
        ("", "exp"),
        ("", "jti"),
        ("/record", "state"),
        ("/record", "observed_at"),
        ("/record/biodata", "nama"),
        ("/record/chip_signature", "kid"),
    ] {
        let refusal = refusal_without(parent, member);
        let fault = refusal.source().unwrap().to_string();
        assert_eq!(refusal.code(), "PRR-05", "{member}");
        assert!(fault.starts_with(&format!("member `{member}` is missing")), "{fault}");
    }
}

#[test]
fn what_is_not_agreed_is_malformed() {
    for (pointer, value) in [
        ("/aud", json!(["99.74-01"])),
        ("/exp", json!("1790600000")),
        ("/exp", json!(1_790_600_000.5)),
        ("/record", json!([])),
        ("/record/state", json!("PRINT READY")),
        ("/record/kind", json!("ktp")),
        ("/record/photo", json!(7)),
        ("/record/minutiae", json!("AA==")),
        ("/record/observed_at", json!("yesterday")),
        ("/record/biodata/nik", json!("9974014102900000")),
        ("/record/biodata/tanggal_lahir", json!("01-02-1990")),
        ("/record/chip_signature/kid", json!("AB")),
    ] {
        assert_eq!(refusal(pointer, value).code(), "PRR-05", "{pointer}");
    }
    let source = Source::new();
    let mut claims = source.claims();
    claims["record"]["extra"] = json!(1);
    assert_eq!(verify(&source, &claims).unwrap_err().code(), "PRR-05");
    assert_eq!(refusal("/record/biodata/nama", json!("")).code(), "PRR-21");
}

#[test]
fn only_print_ready_prints() {
    use crate::record::RecordState;
    for state in RecordState::ALL {
        let refused = match state {
            RecordState::PrintReadyRecord => continue,
            ref state => RecordRefusal::NotPrintReady(state.clone()),
        };
        assert_eq!(refusal("/record/state", json!(state)), refused);
    }
    let unknown: RecordState = "print_ready_record".parse().unwrap();
    assert_eq!(
        refusal("/record/state", json!(unknown)),
        RecordRefusal::UnknownState(unknown.clone())
    );
}

#[test]
fn a_state_speaks_before_what_it_lacks() {
    let source = Source::new();
    let mut claims = source.claims();
    claims["record"] = json!({"state": "PROCESSING", "observed_at": "2026-11-21T01:02:03Z"});
    assert_eq!(verify(&source, &claims).unwrap_err().code(), "PRR-12");
}

#[test]
fn only_known_signers_are_believed_each_in_its_role() {
    let (source, stranger) = (Source::new(), Source::new());
    // The stranger calls itself by the same names; its keys differ.
    let jws = stranger.sign(&source.claims());
    let refused = |jws: &str, trust: &RecordTrust| {
        PrintReadyRecord::verify(jws, trust, &expected(&nik())).unwrap_err()
    };
    let kid = source.records.kid();
    assert_eq!(refused(&jws, &source.trust), RecordRefusal::WrongSignature(kid));
    let nobody = RecordTrust::default();
    let good = source.sign(&source.claims());
    assert_eq!(refused(&good, &nobody), RecordRefusal::UnknownSigner(kid));

    let mut records_only = RecordTrust::default();
    records_only.add_record_signer(kid, source.records.public_key());
    let chips = source.chips.kid();
    assert_eq!(refused(&good, &records_only), RecordRefusal::UnknownChipSigner(chips));
    let mut chips_only = RecordTrust::default();
    chips_only.add_chip_signer(kid, source.records.public_key());
    assert_eq!(refused(&good, &chips_only), RecordRefusal::UnknownSigner(kid));
}

#[test]
fn time_is_judged_to_the_second() {
    let source = Source::new();
    let jws = source.sign(&source.claims());
    let (nik, second) = (nik(), SignedDuration::from_secs(1));
    let at = |now| {
        PrintReadyRecord::verify(&jws, &source.trust, &Expected { now, ..expected(&nik) })
            .map(|record| record.lease)
    };
    let exp = Timestamp::from_second(1_790_600_000).unwrap();
    assert!(at(exp).is_ok());
    assert_eq!(at(exp + second), Err(RecordRefusal::Expired { at: exp }));
    let iat = Timestamp::from_second(1_790_000_000).unwrap();
    let earliest = iat - FUTURE_TOLERANCE;
    assert!(at(earliest).is_ok());
    assert_eq!(at(earliest - second), Err(RecordRefusal::FromTheFuture { at: iat }));
    assert!(at(Timestamp::MAX).is_err() && at(Timestamp::MIN).is_err());
}

#[test]
fn expiry_ends_only_the_right_to_start() {
    let source = Source::new();
    let jws = source.sign(&source.claims());
    let (nik, late) = (nik(), Timestamp::from_second(1_800_000_000).unwrap());
    let expected = Expected { now: late, ..expected(&nik) };
    let record = PrintReadyRecord::resume(&jws, &source.trust, &expected).unwrap();
    assert!(!record.may_start(late) && record.may_start(now()));
}

#[test]
fn sizes_are_limited_to_the_byte() {
    for (pointer, magic, limit) in [
        ("/record/photo", &b"\xFF\xD8\xFF"[..], 256 * 1024),
        ("/record/chip_photo", b"\xFF\xD8\xFF", 3_000),
        ("/record/signature_image", b"\x89PNG\r\n\x1a\n", 1_500),
        ("/record/minutiae/0", b"", 2_048),
    ] {
        let source = Source::new();
        let mut claims = source.claims();
        let bytes = |length: usize| [magic, &vec![1; length - magic.len()]].concat();
        *claims.pointer_mut(pointer).unwrap() = base64(&bytes(limit));
        assert!(verify(&source, &claims).is_ok(), "{pointer}");
        let refused = refusal(pointer, base64(&bytes(limit + 1)));
        assert_eq!(refused.code(), "PRR-20", "{pointer}");
        assert!(refused.to_string().contains(&limit.to_string()), "{refused}");
    }
    let source = Source::new();
    let mut claims = source.claims();
    claims["record"]["photo"] = "A".repeat(jws::MAX_JWS).into();
    assert_eq!(verify(&source, &claims).unwrap_err().code(), "PRR-01");
}

#[test]
fn specimen_until_both_signers_are_production_and_the_person_real() {
    let source = Source::new();
    let mut record = verify(&source, &source.claims()).unwrap();
    record.biodata.nik = "3174014102900001".parse().unwrap();
    let mut trust = source.trust.clone();
    assert!(record.is_specimen(&trust));
    trust.pin_production(source.records.kid());
    assert!(record.is_specimen(&trust), "one of two is not enough");
    trust.pin_production(source.chips.kid());
    assert!(!record.is_specimen(&trust));
    record.biodata.nik = nik();
    assert!(record.is_specimen(&trust), "a synthetic person never has a real card");
}

#[test]
fn neither_debug_nor_refusal_shows_the_person() {
    let source = Source::new();
    let record = verify(&source, &source.claims()).unwrap();
    let mut shown = vec![format!("{record:?}")];
    for (pointer, value) in [
        ("/record/biodata/nama", json!("SITI SPESIMEN\n")),
        ("/record/biodata/nama", json!(["SITI SPESIMEN"])),
        ("/record/biodata/tanggal_lahir", json!("SITI SPESIMEN")),
        ("/record/biodata/nik", json!("9974014102900002")),
        ("/record/biodata", json!({"SITI SPESIMEN": 1})),
    ] {
        let refused = refusal(pointer, value);
        let source = refused.source().map(ToString::to_string).unwrap_or_default();
        shown.push(format!("{refused} {refused:?} {source}"));
    }
    for text in shown {
        assert!(!text.contains("SITI") && !text.contains("997401410290"), "{text}");
    }
}

#[test]
fn every_code_is_used_once() {
    let text = include_str!("../refusal.rs");
    for number in 1..=22 {
        assert_eq!(text.matches(&format!("\"PRR-{number:02}\"")).count(), 1);
    }
    assert_eq!(text.matches("\"PRR-").count(), 22);
}

#[test]
fn a_payload_cut_anywhere_is_malformed() {
    let source = Source::new();
    let text = source.claims().to_string();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let jws = jws::sign(&text.as_bytes()[..end], TYP, &source.records);
        let refused = PrintReadyRecord::read(&jws, &source.trust, testing::STATION).unwrap_err();
        assert_eq!(refused.code(), "PRR-05", "{end} bytes");
    }
}

#[test]
fn a_payload_nested_without_end_is_malformed() {
    let source = Source::new();
    for open in ["[", "{\"record\":", "{\"record\":{\"minutiae\":["] {
        let jws = jws::sign(open.repeat(10_000).as_bytes(), TYP, &source.records);
        let refused = PrintReadyRecord::read(&jws, &source.trust, testing::STATION).unwrap_err();
        assert_eq!(refused.code(), "PRR-05", "{open}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_random_payload_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let source = Source::new();
        let jws = jws::sign(&bytes, TYP, &source.records);
        let read = PrintReadyRecord::read(&jws, &source.trust, testing::STATION);
        prop_assert_eq!(read.unwrap_err().code(), "PRR-05");
    }

    #[test]
    fn a_changed_byte_never_panics(at: prop::sample::Index, byte: u8) {
        let source = Source::new();
        let mut payload = source.claims().to_string().into_bytes();
        let at = at.index(payload.len());
        payload[at] = byte;
        let jws = jws::sign(&payload, TYP, &source.records);
        let _ = PrintReadyRecord::verify(&jws, &source.trust, &expected(&nik()));
    }
}

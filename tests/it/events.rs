//! Specimens of every event, and the one way of a good card: material for tests of the core.
//! The list is closed: a new event that is not here turns `every_event_has_a_specimen` red.

pub mod old;
pub mod ribbon;
pub mod stock;

use std::collections::BTreeSet;

use cetakd::journal::{
    ActName, ApprovalId, BatchEnd, BatchId, BatchOpened, BatchPlace, BlankName, CardHandedOver,
    CardPrepared, Cause, Checked, ChipFate, Claim, Collector, ComplaintKind, Counted, Entry, Event,
    FileDigest, Film, Fingerprint, Found, Head, JobId, JobOpened, Kecamatan, LaneName, LeaseId,
    LeaseTaken, OldCard, PersonNumber, Place, PrinterFacts, Purpose, ReceiptIssued, Refusal,
    Relation, ReportedOutcome, Role, SeriesNumber, ShipmentReceived, SpoilReason, StatusAsked,
    SuketIssued, USUAL_BLANKS, Verdict,
};
use cetakd::record::{Kind, Mac, Reason, RecordState, Uid};
use jiff::Timestamp;
use serde_json::Value;

pub fn lane() -> LaneName {
    LaneName::new("A").unwrap()
}

pub fn job_id(n: u64) -> JobId {
    JobId::new(&format!("job-{n}")).unwrap()
}

pub fn uid(n: u64) -> Uid {
    format!("04{n:012X}").parse().unwrap()
}

pub fn blank(n: u64) -> BlankName {
    BlankName::Uid(uid(n))
}

pub fn silent() -> BlankName {
    BlankName::Silent { lane: lane(), card: 1 }
}

pub fn mac(n: u8) -> Mac {
    Mac::from([n; 32])
}

pub fn lease(n: u64) -> LeaseId {
    LeaseId::new(&format!("lease-{n}")).unwrap()
}

pub fn counted(cards: u64, panels: u64) -> Counted {
    Counted { cards, panels, cleanings: 0 }
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

pub fn opened(n: u64) -> JobOpened {
    JobOpened {
        person: PersonNumber::new(&format!("person-{n}")).unwrap(),
        nik: mac(n as u8),
        reason: Reason::Baru,
        papers: Vec::new(),
        state: Some("PRINT_READY_RECORD".parse::<RecordState>().unwrap()),
        observed_at: at(0),
        source: "https://source".into(),
        preview: false,
        batch: None,
        priority: None,
        blanks: USUAL_BLANKS,
        reprint: None,
        receipt: None,
    }
}

pub fn preview(n: u64) -> JobOpened {
    JobOpened { preview: true, ..opened(n) }
}

pub fn lease_taken(n: u64) -> Event {
    Event::LeaseTaken(LeaseTaken {
        lease: lease(n),
        kind: Kind::KtpEl,
        signer: "ab".repeat(32),
        expires_at: at(600_000),
        record: mac(9),
        warnings: Vec::new(),
    })
}

pub fn prepared() -> Event {
    Event::CardPrepared(CardPrepared {
        layout: "cd".repeat(32),
        face: mac(2),
        profile: "ktp-el-spesimen 1".into(),
        files: vec![FileDigest { file: "photo".into(), digest: mac(3) }],
        specimen: true,
    })
}

pub fn received(quantity: u32, uids: Vec<Uid>) -> Event {
    let dated = "2026-11-20".parse().unwrap();
    let (kind, bast) = (Kind::KtpEl, "027/BAST/XI".into());
    let (sppb, on_paper, words) = (None, None, None);
    Event::BlankoReceived { kind, quantity, bast, dated, uids, sppb, on_paper, words }
}

pub fn moved(from: Place, to: Place, quantity: u32) -> Event {
    Event::BlankoMoved { kind: Kind::KtpEl, from, to, quantity, document: None }
}

pub fn fed(n: u64) -> Event {
    Event::FeedFinished { counters: counted(n, 0), blank: blank(n) }
}

pub fn inspected(n: u64, verdict: Verdict) -> Event {
    Event::CardInspected { blank: blank(n), verdict, tapped: true }
}

/// From an open job to a good card; `n` names lease and blank.
pub fn good_card(n: u64) -> Vec<Event> {
    let counters = counted(n, 0);
    vec![
        Event::JobOpened(opened(n)),
        lease_taken(n),
        prepared(),
        Event::FeedIntended { counters },
        fed(n),
        Event::EncodeIntended {},
        Event::EncodeFinished {},
        Event::PrintIntended { counters },
        Event::PrintCommitted {},
        Event::PrintFinished { counters: counted(n, 6) },
        inspected(n, Verdict::Good),
    ]
}

/// From a fed blank, through a failed encode, to the reject box.
pub fn lost_at_encode(cards: u64) -> Vec<Event> {
    let (counters, reason) = (counted(cards, 0), SpoilReason::GagalEncode);
    vec![
        Event::EncodeIntended {},
        Event::EncodeFailed { cause: Cause::ChipRemoved {}, written: true },
        Event::EraseIntended {},
        Event::EraseFinished {},
        Event::RejectIntended { counters, reason, chip: ChipFate::Erased },
        Event::RejectFinished { counters },
    ]
}

pub fn entry(seq: u64, job: Option<JobId>, event: Event) -> Entry {
    Entry {
        seq,
        at: at(seq as i64),
        zone: 25_200,
        station: "station".into(),
        actor: "clerk".into(),
        approved_by: None,
        lane: Some(lane()),
        job,
        event,
    }
}

/// Every event, some in more than one shape; all about blank, lease and job 1.
pub fn all() -> Vec<(&'static str, Event)> {
    let mut all = of_the_station();
    all.extend(of_a_batch());
    all.extend(of_people());
    all.extend(stock::by_paper());
    all.extend(before_a_blank());
    all.extend(with_a_blank());
    all.extend(after_the_machine());
    all.extend(at_the_counter());
    all.extend(of_a_parcel());
    all.extend(old::cards());
    all.extend(ribbon::ribbons());
    all
}

fn of_the_station() -> Vec<(&'static str, Event)> {
    let (counters, cause) = (counted(1, 0), Cause::SpoiledInARow { blanks: 3 });
    let text = String::from;
    let facts = PrinterFacts { serial: text("S1"), model: text("Quantum2"), firmware: text("1") };
    vec![
        ("station_initialised", Event::StationInitialised { office: text("KEC. X") }),
        ("started", Event::Started { version: text("1"), unclean: true, open: vec![job_id(1)] }),
        ("stopped", Event::Stopped {}),
        ("backup_begun", Event::BackupBegun {}),
        ("journal_restored", restored(Some(Head::EMPTY.into()))),
        ("journal_restored unknown", restored(None)),
        ("people_erased", Event::PeopleErased { people: vec![opened(1).person, opened(2).person] }),
        ("clock_doubted", Event::ClockDoubted { expected: at(0), found: at(-3_600) }),
        ("clock_confirmed", Event::ClockConfirmed { now: at(0) }),
        (
            "lane_connected",
            Event::LaneConnected { printer: facts, reader: text("R"), counters, restarted: false },
        ),
        ("lane_proven", Event::LaneProven { printer_serial: text("S1"), reader: text("R") }),
        ("counters_jumped", Event::CountersJumped { booked: counters, found: counted(2, 0) }),
        ("lane_stopped", Event::LaneStopped { cause }),
        ("lane_released", Event::LaneReleased {}),
        ("sensor_calibrated", Event::SensorCalibrated { inside: 4_610, empty: 420 }),
        ("lane_confirmed", Event::LaneConfirmed { film: Some(Film::Ok), temperature: Some(165) }),
        ("blanko_received", received(2, vec![uid(1), uid(2)])),
        ("blanko_moved", moved(Place::Vault, Place::Hopper(lane()), 1)),
    ]
}

pub fn batch() -> BatchId {
    BatchId::new("20261121-ABCD").unwrap()
}

/// A card of a batch, which may use one blank only.
pub fn opened_in_batch(n: u64) -> JobOpened {
    let place = BatchPlace { batch: batch(), n: n as u32 };
    JobOpened { batch: Some(place), blanks: 1, ..opened(n) }
}

pub fn batch_opened(cards: u32) -> Event {
    let closes = Some(at(50_000));
    Event::BatchOpened(BatchOpened { batch: batch(), cards, left_out: 2, closes })
}

pub fn of_a_batch() -> Vec<(&'static str, Event)> {
    let (batch, end) = (batch, BatchEnd::Stopped);
    vec![
        ("batch_opened", batch_opened(20)),
        ("batch_paused", Event::BatchPaused { batch: batch() }),
        ("batch_resumed", Event::BatchResumed { batch: batch() }),
        ("batch_ending", Event::BatchEnding { batch: batch(), end }),
        ("batch_closed", Event::BatchClosed { batch: batch(), end }),
    ]
}

fn restored(lost: Option<cetakd::journal::LostTail>) -> Event {
    Event::JournalRestored(cetakd::journal::JournalRestored { lost, above: Some(10_000) })
}

fn of_people() -> Vec<(&'static str, Event)> {
    let name = || "siti".parse().unwrap();
    let approval = || ApprovalId::new("0123ABCD").unwrap();
    let command = String::from("print");
    let expires_at = at(60);
    vec![
        ("staff_added", Event::StaffAdded { name: name(), role: Role::Kepala }),
        (
            "staff_role_changed",
            Event::StaffRoleChanged { name: name(), role: Role::PengurusBarang },
        ),
        ("staff_removed", Event::StaffRemoved { name: name() }),
        ("pin_set", Event::PinSet { name: name() }),
        (
            "token_set",
            Event::TokenSet(cetakd::journal::TokenSet {
                name: name(),
                digest: cetakd::journal::TokenDigest::of("ctk_SPESIMEN"),
                until: at(60),
            }),
        ),
        ("pin_wrong", Event::PinWrong { name: name() }),
        ("pin_accepted", Event::PinAccepted { name: name() }),
        ("pin_unlocked", Event::PinUnlocked { name: name() }),
        ("approval_asked", Event::ApprovalAsked { approval: approval(), command, expires_at }),
        ("approval_given", Event::ApprovalGiven { approval: approval() }),
        ("approval_declined", Event::ApprovalDeclined { approval: approval() }),
        ("approval_expired", Event::ApprovalExpired { approval: approval() }),
        ("approval_ended", Event::ApprovalEnded { approval: approval(), code: None }),
    ]
}

fn before_a_blank() -> Vec<(&'static str, Event)> {
    vec![
        ("job_opened", Event::JobOpened(opened(1))),
        ("job_opened in a batch", Event::JobOpened(opened_in_batch(1))),
        ("job_refused", Event::JobRefused { refusal: Refusal::LeaseExpired {} }),
        ("lease_taken", lease_taken(1)),
        ("card_prepared", prepared()),
        ("lease_given_back", Event::LeaseGivenBack { lease: lease(1) }),
        ("lease_given_back another", Event::LeaseGivenBack { lease: lease(2) }),
    ]
}

fn with_a_blank() -> Vec<(&'static str, Event)> {
    let counters = counted(1, 0);
    let reopened = |act| Event::ActReopened { act, cause: Cause::Interrupted {} };
    let chip = || Cause::ChipRemoved {};
    vec![
        ("feed_intended", Event::FeedIntended { counters }),
        ("feed_finished", fed(1)),
        ("feed_finished silent", Event::FeedFinished { counters, blank: silent() }),
        ("feed_failed", Event::FeedFailed { counters, cause: Cause::HopperEmpty {} }),
        ("blank_refused", Event::BlankRefused { cause: Cause::BlankUsed {} }),
        ("encode_intended", Event::EncodeIntended {}),
        ("encode_finished", Event::EncodeFinished {}),
        ("encode_failed unwritten", Event::EncodeFailed { cause: chip(), written: false }),
        ("encode_failed written", Event::EncodeFailed { cause: chip(), written: true }),
        ("print_intended", Event::PrintIntended { counters }),
        ("print_committed", Event::PrintCommitted {}),
        ("print_finished", Event::PrintFinished { counters }),
        ("print_failed", Event::PrintFailed { counters, cause: Cause::Jam {} }),
        ("act_reopened feed", reopened(ActName::Feed)),
        ("act_reopened encode", reopened(ActName::Encode)),
        ("act_reopened print", reopened(ActName::Print)),
        ("act_reopened erase", reopened(ActName::Erase)),
        ("act_reopened reject", reopened(ActName::Reject)),
        ("act_unsettled feed", unsettled(ActName::Feed, None)),
        ("act_unsettled feed, one taken", unsettled(ActName::Feed, Some(silent()))),
        ("act_unsettled encode", unsettled(ActName::Encode, None)),
        ("act_unsettled print", unsettled(ActName::Print, None)),
        ("act_unsettled erase", unsettled(ActName::Erase, None)),
        ("act_unsettled reject", unsettled(ActName::Reject, None)),
        ("card_missed", Event::CardMissed {}),
        ("card_settled output, untapped", settled(Some(blank(1)), Found::Output, false)),
        ("card_settled output", settled(Some(blank(1)), Found::Output, true)),
        ("card_settled spoiled", settled(Some(blank(1)), Found::Spoiled(SpoilReason::Rusak), true)),
        ("card_settled spoiled, no name", settled(Some(silent()), spoiled_unseen(), false)),
        ("card_settled unused", settled(None, Found::Unused, false)),
        ("card_settled unused, no name", settled(Some(silent()), Found::Unused, true)),
        ("card_settled missing", settled(Some(blank(1)), Found::Missing, false)),
        ("card_settled missing, no name", settled(Some(silent()), Found::Missing, false)),
    ]
}

pub fn unsettled(act: ActName, blank: Option<BlankName>) -> Event {
    let counters = blank.as_ref().map(|_| counted(1, 0));
    Event::ActUnsettled { act, cause: Cause::Interrupted {}, counters, blank }
}

pub fn settled(blank: Option<BlankName>, found: Found, tapped: bool) -> Event {
    Event::CardSettled { blank, found, tapped }
}

fn spoiled_unseen() -> Found {
    Found::Spoiled(SpoilReason::TidakAdaChip)
}

fn after_the_machine() -> Vec<(&'static str, Event)> {
    let (counters, reason) = (counted(1, 0), SpoilReason::GagalEncode);
    let receipt = || String::from("receipt");
    let reject = |chip| Event::RejectIntended { counters, reason, chip };
    let reported = |outcome| Event::OutcomeReported { outcome, receipt: receipt() };
    vec![
        ("erase_intended", Event::EraseIntended {}),
        ("erase_finished", Event::EraseFinished {}),
        ("erase_failed", Event::EraseFailed { cause: Cause::ChipSilent {} }),
        ("reject_intended blank", reject(ChipFate::Blank)),
        ("reject_intended erased", reject(ChipFate::Erased)),
        ("reject_intended alive", reject(ChipFate::Alive)),
        ("reject_finished", Event::RejectFinished { counters }),
        ("card_inspected good", inspected(1, Verdict::Good)),
        ("card_inspected spoiled", inspected(1, Verdict::Spoiled(SpoilReason::Rusak))),
        ("card_inspected another", inspected(2, Verdict::Good)),
        ("uid_revoked", Event::UidRevoked { uid: uid(1), reason }),
        ("outcome_reported printed", reported(ReportedOutcome::Printed)),
        ("outcome_reported ready", reported(ReportedOutcome::Ready)),
        ("outcome_reported spoiled", reported(ReportedOutcome::Spoiled)),
        ("give_back_reported", Event::GiveBackReported { receipt: receipt() }),
        ("revocation_reported", Event::RevocationReported { uid: uid(1), receipt: receipt() }),
    ]
}

/// A number of ours in the year of these entries.
pub fn series(n: u32) -> SeriesNumber {
    SeriesNumber { year: 2026, station: "station".into(), n }
}

pub fn kecamatan() -> Kecamatan {
    "contoh  satu".parse().unwrap()
}

pub fn handed_over(n: u64) -> CardHandedOver {
    CardHandedOver {
        blank: blank(n),
        person: opened(n).person,
        claim: Claim::Receipt(series(1)),
        family_card: true,
        checked: Checked::ALL.to_vec(),
        collector: Collector::Holder {},
        signature: mac(7),
        fingerprint: None,
        old_card: OldCard::None {},
        tapped: true,
    }
}

pub fn receipt_issued(n: u32) -> Event {
    let (person, nik, reason) = (opened(1).person, mac(1), Reason::Baru);
    let expected = "2026-11-30".parse().unwrap();
    let (number, instead_of) = (series(n), None);
    Event::ReceiptIssued(ReceiptIssued { number, person, nik, reason, expected, instead_of })
}

pub fn status_asked() -> Event {
    let (person, nik, source) = (opened(1).person, mac(1), "https://source".into());
    Event::StatusAsked(StatusAsked {
        person,
        nik,
        state: opened(1).state,
        observed_at: at(0),
        source,
    })
}

pub fn shown(purpose: Purpose) -> Event {
    Event::PersonalDataShown { people: vec![opened(1).person], purpose }
}

pub fn at_the_counter() -> Vec<(&'static str, Event)> {
    let other = Collector::Other { relation: Relation::Anak, letter: "SK/1".into() };
    let letter = OldCard::PoliceLetter { letter: "LP/1".into() };
    let by_other = CardHandedOver {
        claim: Claim::Suket(series(1)),
        collector: other,
        old_card: letter,
        fingerprint: Some(Fingerprint::Match),
        ..handed_over(1)
    };
    let suket = SuketIssued {
        number: series(1),
        person: opened(1).person,
        nik: mac(1),
        state: "BIO_CAPTURED".parse().unwrap(),
        signatory: "Camat Contoh".into(),
        paraf: vec!["Kasi".into()],
        contact: "021-0000000".into(),
    };
    let complaint =
        Event::ComplaintNoted { kind: ComplaintKind::SalahData, number: "ADU/1".into() };
    vec![
        ("status_asked", status_asked()),
        ("receipt_issued", receipt_issued(1)),
        ("suket_issued", Event::SuketIssued(suket)),
        ("personal_data_shown", shown(Purpose::Layanan)),
        ("card_handed_over", Event::CardHandedOver(handed_over(1))),
        ("card_handed_over to another", Event::CardHandedOver(by_other)),
        ("card_handed_over another card", Event::CardHandedOver(handed_over(2))),
        ("complaint_noted", complaint),
    ]
}

/// From an open parcel to a card that came back: `n` names the card.
pub fn parcel(n: u64) -> Vec<Event> {
    let (shipment, blank, kecamatan) = (|| series(1), || blank(n), kecamatan);
    let dated = "2026-09-21".parse().unwrap();
    vec![
        Event::ShipmentOpened { shipment: shipment(), kecamatan: kecamatan() },
        Event::CardPacked { shipment: shipment(), blank: blank() },
        Event::ShipmentClosed { shipment: shipment(), bast: "BAST/1".into(), dated, cards: 1 },
        Event::CardShipped { shipment: shipment(), kecamatan: kecamatan(), blank: blank() },
        Event::CardArrived { shipment: shipment(), blank: blank() },
        Event::ShipmentReceived(ShipmentReceived {
            shipment: shipment(),
            listed: 1,
            counted: 1,
            missing: Vec::new(),
            strangers: Vec::new(),
        }),
        Event::CardReturned { shipment: shipment(), blank: blank() },
    ]
}

pub fn of_a_parcel() -> Vec<(&'static str, Event)> {
    let names = [
        "shipment_opened",
        "card_packed",
        "shipment_closed",
        "card_shipped",
        "card_arrived",
        "shipment_received",
        "card_returned",
    ];
    let mut all: Vec<_> = names.into_iter().zip(parcel(1)).collect();
    let unpacked = |shipment| Event::CardUnpacked { shipment, blank: blank(1) };
    all.push(("card_unpacked", unpacked(series(1))));
    all.push(("card_unpacked from another parcel", unpacked(series(2))));
    all
}

/// The names of a closed list, as serde itself gives them for a word that is none.
pub fn variants<T: serde::de::DeserializeOwned>(tag: &str) -> BTreeSet<String> {
    let none = serde_json::json!({ tag: "?" });
    let error = serde_json::from_value::<T>(none).err().expect("`?` is no variant").to_string();
    let (_, list) = error.split_once("expected").expect("serde names what it expected");
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_event_has_a_specimen() {
    let known = variants::<Event>("type");
    assert!(known.len() > 30, "{known:?}");
    let shown: BTreeSet<String> = all()
        .iter()
        .map(|(label, event)| {
            let Value::String(name) = serde_json::to_value(event).unwrap()["type"].take() else {
                panic!("{label} has no type");
            };
            assert_eq!(label.split(' ').next(), Some(name.as_str()));
            name
        })
        .collect();
    assert_eq!(shown, known);
}

#[test]
fn every_event_reads_back_as_it_was_written() {
    for (label, event) in all() {
        let entry = entry(7, Some(job_id(1)), event);
        let body = serde_json::to_string(&entry).unwrap();
        assert_eq!(Entry::read(7, &body).unwrap(), entry, "{label}");
        // A word that this version does not know is never skipped over.
        let strange = body.replacen("\"seq\"", "\"strange\":1,\"seq\"", 1);
        assert!(Entry::read(7, &strange).is_err(), "{label}");
        let strange = body.replacen("\"type\"", "\"strange\":1,\"type\"", 1);
        assert!(Entry::read(7, &strange).is_err(), "{label}");
    }
}

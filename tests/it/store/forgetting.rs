//! Personal data beside the journal: sealed while it is needed, gone from the file when it is
//! not, and never in clear in any byte of it.

use cetakd::job::Job;
use cetakd::journal::{Event, JobOpened, PersonNumber, Refusal, ReportedOutcome};
use cetakd::record::Nik;
use cetakd::store::{Beside, PersonData, RegisterQuery};

use super::rig::*;
use crate::events::*;

const NIK: &str = "9901010203040001";
const NAMA: &str = "KANARI KUNING SPESIMEN";
const ALAMAT: &str = "JALAN SANGKAR EMAS NOMOR 7";
/// Longer than a page, so that it overflows into pages of its own.
const RECORD_BYTES: usize = 30_000;

fn nik() -> Nik {
    NIK.parse().unwrap()
}

fn person() -> PersonData {
    let text = String::from;
    PersonData {
        nik: nik(),
        nama: text(NAMA),
        alamat: text(ALAMAT),
        kel_desa: text("KENARI"),
        kecamatan: text("BURUNG"),
    }
}

fn record() -> String {
    format!("{NIK} {NAMA} {ALAMAT} PHOTO ").repeat(RECORD_BYTES / 60)
}

/// A job of the canary with its sealed record, as the lease is taken.
fn leased() -> (Books, Vec<u8>) {
    let (mut books, keys, entropy) = (Books::stocked(), sealing(), Counting::default());
    let canary = JobOpened { nik: keys.search.person(&nik()), ..opened(1) };
    let owner = canary.person.clone();
    books.append(1, Event::JobOpened(canary));
    let lease = keys.seal(&entropy, "job-1", record().as_bytes());
    let sealed = lease.data.clone();
    let words = person().words(&keys.search);
    let data = keys.seal(&entropy, owner.as_str(), &person().to_json());
    let beside = Beside::Record { job: job_id(1), lease, person: owner, data, words };
    books.writer.append_beside(&of_job(1), vec![lease_taken(1)], &beside).unwrap();
    (books, sealed)
}

/// Every byte that the journal has on disk: the file, its log, its index of the log.
fn on_disk(books: &Books) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(books.path()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    bytes
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Pieces of what was sealed, each shorter than a page.
fn any_piece(bytes: &[u8], sealed: &[u8]) -> bool {
    sealed.chunks_exact(64).step_by(7).any(|piece| holds(bytes, piece))
}

fn sealed_lease(books: &Books) -> bool {
    books.writer.reader().unwrap().sealed_lease(&job_id(1)).unwrap().is_some()
}

#[test]
fn the_record_lies_sealed_as_long_as_the_card_needs_it() {
    let (mut books, _) = leased();
    for event in good_card(1).into_iter().skip(2) {
        let needed = !matches!(event, Event::PrintFinished { .. } | Event::CardInspected { .. });
        books.append(1, event);
        books = books.reopened();
        assert_eq!(sealed_lease(&books), needed);
        let job = books.writer.job(&job_id(1)).unwrap();
        assert_eq!(job.as_ref().map(Job::needs_record), Some(needed));
    }
}

#[test]
fn the_record_is_destroyed_with_every_way_a_job_can_end() {
    let given_back = || Event::LeaseGivenBack { lease: lease(1) };
    let refused = || Event::JobRefused { refusal: Refusal::LeaseExpired {} };
    for end in [vec![given_back()], vec![refused()], vec![prepared(), refused(), given_back()]] {
        let (mut books, sealed) = leased();
        assert!(sealed_lease(&books));
        for event in end {
            books.append(1, event);
        }
        assert!(!sealed_lease(&books));
        books.writer.checkpoint().unwrap();
        assert!(!any_piece(&on_disk(&books), &sealed));
    }
}

/// Even where it came and went in one booking.
#[test]
fn a_record_that_is_needed_no_more_once_it_is_booked_is_not_kept() {
    let mut books = Books::stocked();
    let beside = kept_with(1, &lease_taken(1));
    let refused = Event::JobRefused { refusal: Refusal::LeaseExpired {} };
    let events = vec![Event::JobOpened(opened(1)), lease_taken(1), refused];
    books.writer.append_beside(&of_job(1), events, &beside).unwrap();
    assert!(!sealed_lease(&books));
    books.verify().unwrap();
}

#[test]
fn what_was_sealed_for_a_card_is_not_in_the_file_any_more() {
    let (mut books, sealed) = leased();
    books.writer.checkpoint().unwrap();
    assert!(any_piece(&on_disk(&books), &sealed), "the search finds what is there");
    for event in good_card(1).into_iter().skip(2) {
        books.append(1, event);
    }
    books.writer.checkpoint().unwrap();
    assert!(!any_piece(&on_disk(&books), &sealed));
    books.verify().unwrap();
}

#[test]
fn an_unknown_card_keeps_its_record_until_a_person_has_settled_it() {
    let (mut books, _) = leased();
    for event in good_card(1).into_iter().skip(2).take(2) {
        books.append(1, event);
    }
    books.append(1, unsettled(cetakd::journal::ActName::Feed, None));
    assert!(sealed_lease(&books.reopened()));
}

#[test]
fn the_canary_is_in_no_byte_in_clear_and_still_found_by_who_holds_the_keys() {
    let (mut books, _) = leased();
    for event in good_card(1).into_iter().skip(2) {
        books.append(1, event);
        let bytes = on_disk(&books);
        for secret in [NIK, NAMA, ALAMAT, "KANARI", "SANGKAR", "PHOTO"] {
            assert!(!holds(&bytes, secret.as_bytes()), "{secret}");
        }
        assert!(holds(&bytes, b"KECAMATAN CONTOH"), "the search finds what is there");
    }
    let keys = sealing();
    let reader = books.writer.reader().unwrap();
    let found = reader.person_by_nik(&keys.search.person(&nik())).unwrap().unwrap();
    let data = reader.person_data(&found, &keys).unwrap().unwrap();
    assert_eq!((data.nama.as_str(), data.nik.expose()), (NAMA, NIK));
    let debug = format!("{data:?}");
    assert!(!debug.contains(NIK) && !debug.contains("KANARI"), "{debug}");
}

/// The canary holds its card, and what was signed for it lies sealed.
fn handed_over_books() -> (Books, PersonNumber) {
    let (mut books, _) = leased();
    good_card(1).into_iter().skip(2).for_each(|event| books.append(1, event));
    let (keys, entropy) = (sealing(), Counting::default());
    let person = opened(1).person;
    let data = keys.seal(&entropy, "job-1", b"PENERIMA TANDA TANGAN");
    let beside = Beside::Handover { job: job_id(1), person: person.clone(), data };
    let over = Event::CardHandedOver(handed_over(1));
    books.writer.append_beside(&of_job(1), vec![over], &beside).unwrap();
    (books, person)
}

fn due(books: &Books, until: jiff::Timestamp) -> Vec<PersonNumber> {
    books.writer.reader().unwrap().due_for_erasure(until, 10).unwrap()
}

#[test]
fn a_person_is_due_once_nothing_is_open_and_nothing_happened_since() {
    let (mut books, _) = leased();
    let now = books.writer.now();
    let earlier = now.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap();
    for event in good_card(1).into_iter().skip(2) {
        assert_eq!(due(&books, now), [], "a card is on its way");
        books.append(1, event);
    }
    assert_eq!(due(&books, now), [], "a card waits for its holder");
    let (mut books, person) = handed_over_books();
    for outcome in [ReportedOutcome::Printed, ReportedOutcome::Ready] {
        assert_eq!(due(&books, now), [], "the source has not heard");
        books.append(1, Event::OutcomeReported { outcome, receipt: "R-1".into() });
    }
    assert_eq!(due(&books, earlier), []);
    assert_eq!(due(&books, now), [person]);
}

#[test]
fn who_is_erased_is_gone_from_every_byte_while_journal_and_register_stay() {
    let (mut books, person) = handed_over_books();
    let keys = sealing();
    let reader = books.writer.reader().unwrap();
    let pieces = reader.sealed_handover(&job_id(1)).unwrap().unwrap();
    let row = reader.register_row(&job_id(1)).unwrap().unwrap();
    assert!(reader.person_data(&person, &keys).unwrap().is_some());
    books.writer.append(&clerk(), vec![erased(&person)]).unwrap();
    books.writer.checkpoint().unwrap();
    let reader = books.writer.reader().unwrap();
    assert!(reader.person_data(&person, &keys).unwrap().is_none());
    assert!(reader.sealed_handover(&job_id(1)).unwrap().is_none());
    let mac = keys.search.person(&nik());
    assert_eq!(reader.person_by_nik(&mac).unwrap(), Some(person.clone()), "one living card still");
    let by_nik = RegisterQuery { nik: Some(mac), limit: 10, ..RegisterQuery::default() };
    assert!(reader.register(&by_nik).unwrap().is_empty(), "no list finds who was erased");
    assert_eq!(reader.register_row(&job_id(1)).unwrap().unwrap(), row);
    let bytes = on_disk(&books);
    for gone in [&pieces.key, &pieces.data] {
        assert!(!holds(&bytes, gone), "a key or what it sealed is still on disk");
    }
    for word in person_words(&keys) {
        assert!(!holds(&bytes, word.as_bytes()));
    }
    assert_eq!(due(&books, books.writer.now()), []);
    books.verify().unwrap();
}

#[test]
fn a_restored_backup_forgets_who_was_erased_behind_it() {
    let (mut books, person) = handed_over_books();
    let safe = tempfile::tempdir().unwrap();
    let copy = safe.path().join("copy.db");
    cetakd::store::backup(books.path(), &copy).unwrap();
    books.writer.append(&clerk(), vec![erased(&person)]).unwrap();
    let books = books.closed();
    let order = cetakd::store::Restoration { backup: copy, lost: None, actor: "root".into() };
    let ticks: std::sync::Arc<dyn cetakd::device::Clock> =
        std::sync::Arc::new(StandingClock::default());
    cetakd::store::restore(books.0.path(), &facts(), &ticks, order).unwrap();
    let reader = cetakd::store::Reader::open(books.0.path()).unwrap();
    assert!(reader.person_data(&person, &sealing()).unwrap().is_none());
    assert_eq!(reader.entry(reader.head().unwrap().seq).unwrap().event, erased(&person));
}

fn erased(person: &PersonNumber) -> Event {
    Event::PeopleErased { people: vec![person.clone()] }
}

fn person_words(keys: &cetakd::store::SealingKeys) -> Vec<String> {
    person().words(&keys.search).iter().map(ToString::to_string).collect()
}

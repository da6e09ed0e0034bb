//! Personal data beside the journal: sealed while it is needed, gone from the file when it is
//! not, and never in clear in any byte of it.

use cetakd::job::Job;
use cetakd::journal::{Event, JobOpened, Refusal};
use cetakd::record::Nik;
use cetakd::store::{Beside, PersonData};

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

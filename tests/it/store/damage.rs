//! Every kind of damage to a journal that nobody holds is named: by its entry where an entry is
//! hurt, by its table where only a projection is. What can't be seen from inside is said too.

use cetakd::journal::{ApprovalId, ChainFault, Event, Head, ReceiptIssued, Role};
use cetakd::store::{StoreError, Writer};
use cetakd::text;
use rusqlite::params;

use super::rig::*;
use crate::events::*;

fn find(haystack: &[u8], needle: &[u8]) -> Vec<usize> {
    let windows = haystack.windows(needle.len()).enumerate();
    windows.filter(|(_, window)| *window == needle).map(|(at, _)| at).collect()
}

/// `seq`, hash and body of every entry.
fn rows(closed: &Closed) -> Vec<(u64, Vec<u8>, String)> {
    let raw = closed.raw();
    let mut rows = raw.prepare("SELECT seq, hash, body FROM journal ORDER BY seq").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn head(closed: &Closed) -> Head {
    closed.verify().unwrap().head
}

#[test]
fn a_flipped_byte_of_a_body_or_a_hash_names_its_entry() {
    let closed = Books::worked().closed();
    let whole = closed.bytes();
    let entries = rows(&closed);
    assert_eq!(entries.len(), 20);
    for (seq, hash, body) in entries {
        for part in [hash.as_slice(), body.as_bytes()] {
            let [start] = find(&whole, part)[..] else { panic!("entry {seq} is there once") };
            for at in (start..start + part.len()).step_by(11) {
                let mut broken = whole.clone();
                broken[at] ^= 0x10;
                std::fs::write(closed.file(), &broken).unwrap();
                let fault = closed.verify().unwrap_err();
                let StoreError::Chain(ChainFault::Changed { seq: named }) = fault else {
                    panic!("entry {seq}: {fault:?}")
                };
                assert_eq!(named, seq);
            }
        }
    }
    std::fs::write(closed.file(), whole).unwrap();
    assert_eq!(closed.verify().unwrap().entries, 20);
}

/// Wherever a byte turns, either it shows or it held nothing.
#[test]
fn a_flipped_byte_anywhere_shows_or_changes_nothing() {
    let closed = Books::worked().closed();
    let (whole, rows, head) = (closed.bytes(), dump(&closed.file()), head(&closed));
    let (mut shown, mut nothing) = (0, 0);
    for at in (0..100).chain((100..whole.len()).step_by(241)) {
        let mut broken = whole.clone();
        broken[at] ^= 0x41;
        std::fs::write(closed.file(), &broken).unwrap();
        match closed.verify() {
            Err(_) => shown += 1,
            Ok(verified) => {
                nothing += 1;
                assert_eq!((verified.head, dump(&closed.file())), (head, rows.clone()), "{at}");
            }
        }
        std::fs::write(closed.file(), &whole).unwrap();
    }
    assert!(shown > 50 && nothing > 50, "{shown} shown, {nothing} held nothing");
}

#[test]
fn a_file_cut_anywhere_shows() {
    let closed = Books::worked().closed();
    let whole = closed.bytes();
    for pages in 0..whole.len() / 4096 {
        for length in [pages * 4096, pages * 4096 + 1000] {
            std::fs::write(closed.file(), &whole[..length]).unwrap();
            assert!(closed.verify().is_err(), "{length} of {} bytes", whole.len());
        }
    }
}

#[test]
fn a_deleted_entry_is_named() {
    for seq in [1_u64, 5, 19] {
        let closed = Books::worked().closed();
        closed.forge(&format!("DELETE FROM journal WHERE seq = {seq}"));
        let words = format!("entry {seq} is missing: the next one there is {}", seq + 1);
        assert_eq!(closed.fault(), format!("broken chain: {words}"));
    }
}

#[test]
fn swapped_entries_are_named() {
    let closed = Books::worked().closed();
    closed.forge(
        "UPDATE journal SET seq = -1 WHERE seq = 6; UPDATE journal SET seq = 6 WHERE seq = 7;
         UPDATE journal SET seq = 7 WHERE seq = -1;",
    );
    let fault = closed.fault();
    assert!(fault.contains("entry 6 was changed after it was written"), "{fault}");
}

#[test]
fn an_entry_put_in_before_the_first_is_named() {
    let closed = Books::worked().closed();
    closed.forge("INSERT INTO journal SELECT 0, hash, body FROM journal WHERE seq = 1");
    assert!(closed.fault().contains("entry 1 is missing"), "{}", closed.fault());
}

/// A chain that ends early is a chain: only who wrote its head down elsewhere can tell.
#[test]
fn a_cut_tail_shows_in_the_projections_and_after_a_rebuild_only_by_an_anchor() {
    let closed = Books::worked().closed();
    let anchor = head(&closed);
    closed.forge("DELETE FROM journal WHERE seq > 13");
    assert!(matches!(closed.verify(), Err(StoreError::Projection { .. })));
    let clock = std::sync::Arc::new(StandingClock::default());
    drop(Writer::open_rebuilt(closed.0.path(), facts(), clock).unwrap());
    // Who was leased behind the cut still lies sealed; a careful hand takes that away too.
    assert!(matches!(closed.verify(), Err(StoreError::SealedRows { .. })));
    closed.forge(
        "DELETE FROM sealed_person WHERE person = 'person-2';
         DELETE FROM person_word WHERE person = 'person-2';
         DELETE FROM sealed_lease WHERE job = 'job-2'",
    );
    let cut = closed.verify().unwrap();
    assert_eq!((cut.entries, anchor.seq), (13, 20));
    assert_ne!(cut.head, anchor);
}

#[test]
fn a_changed_projection_is_named_and_a_rebuild_mends_it() {
    for (table, sql) in [
        ("stock", "UPDATE stock SET quantity = quantity + 1 WHERE place = 'vault'"),
        ("stock", "DELETE FROM stock WHERE place = 'ready'"),
        ("blank", "UPDATE blank SET place = 'vault'"),
        ("listed", "INSERT INTO listed VALUES ('04FF', 'ktp-el', 'x')"),
        ("revoked", "INSERT INTO revoked VALUES ('04FF', 'rusak')"),
        ("person", "UPDATE person SET nik = 'x' WHERE person = 'person-1'"),
        ("job", "UPDATE job SET entries = entries || ' 21' WHERE job = 'job-1'"),
        ("job", "UPDATE job SET stage = 'ready' WHERE job = 'job-2'"),
        ("job", "UPDATE job SET living = 0 WHERE job = 'job-1'"),
        ("lane", "UPDATE lane SET cards = cards - 1"),
        ("register", "UPDATE register SET n = n + 1"),
        ("register", "DELETE FROM register"),
    ] {
        let closed = Books::worked().closed();
        closed.raw().execute_batch(sql).unwrap();
        let fault = closed.verify().unwrap_err();
        assert!(
            matches!(fault, StoreError::Projection { table: named, .. } if named == table),
            "{sql}: {fault:?}"
        );
        let clock = std::sync::Arc::new(StandingClock::default());
        drop(Writer::open_rebuilt(closed.0.path(), facts(), clock).unwrap());
        closed.verify().unwrap();
    }
}

/// A day of everything that is sealed: a card given and one begun, a receipt for who waits, a PIN,
/// an approval, a paper's words; and one that was erased.
fn much_is_sealed() -> Closed {
    let mut books = Books::worked();
    good_card(3).into_iter().for_each(|event| books.append(3, event));
    books.append(1, Event::CardHandedOver(handed_over(1)));
    books.append(3, Event::CardHandedOver(handed_over(3)));
    let words = Some(mac(8));
    let received = match received(5, Vec::new()) {
        Event::BlankoReceived { kind, quantity, dated, uids, .. } => Event::BlankoReceived {
            kind,
            quantity,
            bast: "BAST/2".into(),
            dated,
            uids,
            sppb: None,
            on_paper: None,
            words,
        },
        other => other,
    };
    let waits = match receipt_issued(1) {
        Event::ReceiptIssued(issued) => {
            Event::ReceiptIssued(ReceiptIssued { person: opened(4).person, ..issued })
        }
        other => other,
    };
    let name = || "siti".parse().unwrap();
    let asked = |n: u8| Event::ApprovalAsked {
        approval: ApprovalId::new(&format!("approval-{n}")).unwrap(),
        command: "print".into(),
        expires_at: at(60),
    };
    let declined = Event::ApprovalDeclined { approval: ApprovalId::new("approval-2").unwrap() };
    for event in [
        received,
        waits,
        Event::PeopleErased { people: vec![opened(3).person] },
        Event::StaffAdded { name: name(), role: Role::Kepala },
        Event::PinSet { name: name() },
        asked(1),
        asked(2),
        declined,
    ] {
        let beside = kept_with(0, &event);
        books.writer.append_beside(&clerk(), vec![event], &beside).unwrap();
    }
    books.closed()
}

/// No key is needed to see that a row is gone, was put in, or calls itself another's.
#[test]
fn sealed_rows_that_are_gone_added_or_renamed_are_named_without_a_key() {
    much_is_sealed().verify().unwrap();
    for (table, key) in [
        ("sealed_person", "person"),
        ("sealed_lease", "job"),
        ("sealed_handover", "job"),
        ("sealed_pin", "name"),
        ("sealed_approval", "approval"),
        ("sealed_words", "paper"),
        ("person_word", "person"),
    ] {
        let rest = match table {
            "sealed_handover" => ", 'person-9', x'', x''",
            "person_word" => ", 'person-9'",
            _ => ", x'', x''",
        };
        for sql in [
            format!("DELETE FROM {table}"),
            format!("INSERT INTO {table} VALUES ('strange-9'{rest})"),
            format!(
                "UPDATE {table} SET {key} = {key} || '9'
                 WHERE {key} = (SELECT min({key}) FROM {table})"
            ),
        ] {
            let closed = much_is_sealed();
            closed.raw().execute_batch(&sql).unwrap();
            let fault = closed.verify().unwrap_err();
            assert!(
                matches!(fault, StoreError::SealedRows { table: named, .. } if named == table),
                "{sql}: {fault:?}"
            );
        }
    }
    let closed = much_is_sealed();
    closed.raw().execute_batch("UPDATE sealed_handover SET person = 'person-2'").unwrap();
    assert!(matches!(closed.verify(), Err(StoreError::SealedRows { .. })));
    let words = text::command::store(&closed.verify().unwrap_err());
    assert_eq!(words.code, "BOOK-24");
}

#[test]
fn what_a_rebuild_mends_is_mended_in_memory_too() {
    let books = Books::worked();
    let memory = books.writer.books().clone();
    let closed = books.closed();
    closed.raw().execute_batch("UPDATE job SET over = 1, due = 0; DELETE FROM stock;").unwrap();
    let clock = std::sync::Arc::new(StandingClock::default());
    let mut writer = Writer::open(closed.0.path(), facts(), clock).unwrap();
    assert_eq!(writer.unfinished().count(), 0);
    writer.rebuild().unwrap();
    assert_eq!((writer.unfinished().count(), writer.books()), (2, &memory));
}

/// Whoever can write the file can make the hashes fit: then the rules of the books speak.
#[test]
fn a_forged_entry_whose_hash_fits_is_named_by_what_it_claims() {
    let forged = |event, second| {
        let mut forged = entry(21, Some(job_id(1)), event);
        forged.at = at(second);
        serde_json::to_string(&forged).unwrap()
    };
    for (body, words) in [
        (forged(Event::EncodeFinished {}, 50), "entry 21 can't follow the entries before it"),
        (forged(Event::RejectFinished { counters: counted(9, 9) }, 50), "entry 21 can't follow"),
        (forged(Event::LaneReleased {}, -50), "entry 21 is older than the one before it"),
        (forged(Event::Stopped {}, 50).replace(":21,", ":22,"), "calls itself entry 22"),
        (forged(Event::Stopped {}, 50).replace("stopped", "x"), "entry 21 is not one that this"),
        ("{}".to_owned(), "entry 21 is not one that this version knows"),
    ] {
        let closed = Books::worked().closed();
        let next = head(&closed).link(body.as_bytes());
        let insert = "INSERT INTO journal VALUES (?1, ?2, ?3)";
        closed.raw().execute(insert, params![next.seq, next.hash.0, body]).unwrap();
        let fault = closed.fault();
        assert!(fault.contains(words), "{words} | {fault}");
    }
}

#[test]
fn a_dropped_trigger_or_a_foreign_table_is_named() {
    for (sql, name) in [
        ("DROP TRIGGER journal_is_never_deleted", "journal_is_never_deleted"),
        ("DROP INDEX job_by_person", "job_by_person"),
        ("CREATE TABLE aside (x)", "aside"),
        ("CREATE TRIGGER quiet AFTER INSERT ON journal BEGIN DELETE FROM job; END", "quiet"),
    ] {
        let closed = Books::worked().closed();
        closed.raw().execute_batch(sql).unwrap();
        let fault = closed.verify().unwrap_err();
        assert!(matches!(&fault, StoreError::Tables { name: named } if named == name), "{fault:?}");
    }
}

/// An index is no entry and no projection, and yet jobs are found by it.
#[test]
fn a_damaged_index_shows() {
    let closed = Books::worked().closed();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'job_by_person'";
    let page: usize = closed.raw().query_row(sql, [], |row| row.get(0)).unwrap();
    let mut bytes = closed.bytes();
    let index = &mut bytes[(page - 1) * 4096..page * 4096];
    let last = *find(index, b"job-1").last().unwrap();
    index[last..last + 5].copy_from_slice(b"job-0");
    std::fs::write(closed.file(), bytes).unwrap();
    let fault = closed.verify().unwrap_err();
    assert!(matches!(fault, StoreError::Damaged(_)), "{fault:?}");
}

#[test]
fn a_file_that_is_no_database_is_an_error() {
    let closed = Books::worked().closed();
    for bytes in [&b""[..], b"x", &[0; 4096], &[0xFF; 10_000]] {
        std::fs::write(closed.file(), bytes).unwrap();
        assert!(closed.verify().is_err());
    }
}

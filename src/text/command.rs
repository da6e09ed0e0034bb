//! Why a command did not reach its end.

use super::{Fault, Say, failure, say};
use crate::device::{PrinterError, ReaderError, SourceError};
use crate::journal::{ActName, Cause};
use crate::station::{StationError, Whereabouts};
use crate::store::StoreError;

/// One sentence with a code for every way a command can end short.
pub fn station_error(error: &StationError) -> Fault {
    use StationError as E;
    match error {
        E::Refused(refusal) => failure::refusal(refusal),
        E::Paused { lane, cause } | E::LaneStopped { lane, cause } => stopped(lane.as_str(), cause),
        E::Unknown { job, act, cause } => unknown(job.as_str(), *act, cause),
        E::Stock(fault) => super::stock::fault(fault),
        E::Sign(fault) => super::people::fault(fault),
        E::List(fault) => super::plan::csv(fault),
        E::BatchOpen(_)
        | E::NoBatch
        | E::NoSuchBatch(_)
        | E::ClosesInThePast(_)
        | E::EmptyBatch
        | E::BatchTooLong(_) => super::night::fault(error),
        E::Store(error) => store(error),
        E::NoPaper(fault) => super::paper::fault(fault),
        E::Counter(fault) => super::handover::counter(fault),
        E::Source(error) => source(error),
        E::Printer(error) => printer(error),
        E::Reader(error) => reader(error),
        other => command(other),
    }
}

fn stopped(lane: &str, cause: &Cause) -> Fault {
    let because = failure::cause(cause);
    let say = say(
        format!("Jalur {lane} menunggu bantuan. {}", because.say.id),
        format!("Lane {lane} waits for help. {}", because.say.en),
    );
    say.with_code(because.code)
}

fn unknown(job: &str, act: ActName, cause: &Cause) -> Fault {
    let because = failure::cause(cause);
    let (id, en) = super::unknown::act_words(act);
    let say = say(
        format!(
            "{id} untuk pekerjaan {job} tidak pasti; tidak ada yang diulang. {} \
             Cari kartunya di mesin, keluaran, dan kotak tolak: `unknown list`.",
            because.say.id
        ),
        format!(
            "What {en} of job {job} did is unknown; nothing is repeated. {} \
             Look for the card in the machine, the output and the reject box: `unknown list`.",
            because.say.en
        ),
    );
    say.with_code(because.code)
}

fn command(error: &StationError) -> Fault {
    use StationError as E;
    let (code, id, en) = match error {
        E::Busy { lane, job } => (
            "CMD-01",
            format!("Jalur {lane} masih memegang kartu pekerjaan {job}."),
            format!("Lane {lane} still holds the card of job {job}."),
        ),
        E::NoSuchLane(lane) => (
            "CMD-02",
            format!("Tidak ada jalur bernama {lane}. Lihat `doctor`."),
            format!("No lane is called {lane}. See `doctor`."),
        ),
        E::BlanksInLane { kind, lane } => (
            "CMD-22",
            format!("Blangko {kind} ada di jalur {lane}. Cetak lagi dengan jalur itu."),
            format!("Blanks {kind} lie in lane {lane}. Print again with that lane."),
        ),
        E::LaneGone(lane) => (
            "CMD-03",
            format!("Jalur {lane} tidak bekerja. Jalankan ulang cetakd."),
            format!("Lane {lane} is not at work. Restart cetakd."),
        ),
        E::ClockDoubted { expected, found } => (
            "CLK-01",
            format!(
                "Jam komputer menunjukkan {found}, seharusnya sekitar {expected}. Betulkan, lalu \
                 `cetakd clock confirm`; sampai itu tidak ada kartu baru yang dimulai."
            ),
            format!(
                "This computer's clock says {found}, expected about {expected}. Set it right, then \
                 `cetakd clock confirm`; until then no new card is begun."
            ),
        ),
        E::NothingToInspect => (
            "CMD-04",
            "Tidak ada kartu yang menunggu diperiksa.".into(),
            "No card waits to be inspected.".into(),
        ),
        E::InspectWhich(cards) => (
            "CMD-05",
            format!("{cards} kartu menunggu: tempelkan (`--tap`) atau sebut `--uid`."),
            format!("{cards} cards wait: tap one (`--tap`) or name it (`--uid`)."),
        ),
        E::NotAtOutput(uid) => (
            "CMD-06",
            format!("Kartu {uid} tidak sedang menunggu diperiksa. Simpan terpisah dan laporkan."),
            format!("Card {uid} does not wait to be inspected. Keep it apart and report it."),
        ),
        E::InspectedBefore { uid, stage } => {
            let is = super::words::stage(stage);
            (
                "CMD-21",
                format!(
                    "Kartu {uid} sudah diperiksa dan baik ({}); tidak ada yang dicatat.",
                    is.id
                ),
                format!("Card {uid} was found good before ({}); nothing is booked.", is.en),
            )
        }
        E::NoDesk => (
            "CMD-07",
            "Tidak ada pembaca meja di berkas stasiun ([desk] reader).".into(),
            "The station file names no desk reader ([desk] reader).".into(),
        ),
        E::NothingTapped => (
            "CMD-08",
            "Tidak ada kartu yang ditempelkan pada pembaca meja.".into(),
            "No card was laid on the desk reader.".into(),
        ),
        E::ChipDiffers { uid, files } => (
            "CMD-09",
            format!(
                "Chip kartu {uid} tidak sesuai catatan ({}). Nyatakan rusak.",
                files.join(", ")
            ),
            format!(
                "Card {uid}: the chip is not as booked ({}). Call it spoiled.",
                files.join(", ")
            ),
        ),
        E::DeskFailed { uid, cause } => {
            let because = failure::cause(cause);
            (
                "CMD-10",
                format!("Kartu {uid} tidak terbaca di meja. {}", because.say.id),
                format!("Card {uid} can't be read at the desk. {}", because.say.en),
            )
        }
        E::PreviewOfAPerson => (
            "CMD-11",
            "Berkas pratinjau hanya dibuat untuk orang buatan (NIK 99…).".into(),
            "Preview files are made for synthetic people only (NIK 99…).".into(),
        ),
        E::UnderWay(job) => (
            "CMD-12",
            format!("Orang ini sedang dicetak dalam pekerjaan {job}."),
            format!("This person is being printed in job {job}."),
        ),
        E::RecordLost(job) => (
            "CMD-13",
            format!("Rekaman tersegel pekerjaan {job} tidak ada lagi. Minta ulang dari loket."),
            format!("The sealed record of job {job} is gone. Ask for this person again."),
        ),
        E::PreparedDiffers(job) => (
            "CMD-14",
            format!("Kartu pekerjaan {job} tidak sama dengan yang disiapkan. Jangan lanjutkan."),
            format!("The card of job {job} is not the one prepared before. Do not go on."),
        ),
        E::SecondPersonNeeded => (
            super::people::SECOND_PERSON,
            "Perlu orang kedua dengan peran lain.".into(),
            "A second person of another role has to agree.".into(),
        ),
        E::NotRetransfer(lane) => (
            "CMD-16",
            format!("Jalur {lane} bukan pencetak retransfer ([[lane]] retransfer = true)."),
            format!("Lane {lane} is no retransfer printer ([[lane]] retransfer = true)."),
        ),
        E::BlanksSpoiled { job, reason } => (
            "CMD-15",
            format!(
                "Blangko pekerjaan {job} rusak ({reason}); izin cetak dikembalikan. \
                 Periksa mesin dan blangko, lalu minta lagi orang ini."
            ),
            format!(
                "The blanks of job {job} are spoiled ({reason}); the lease went back. \
                 Look at machine and blanks, then ask for this person again."
            ),
        ),
        other => return unknown_card(other),
    };
    say(id, en).with_code(code)
}

/// What was said of an unknown card and can't be.
fn unknown_card(error: &StationError) -> Fault {
    use StationError as E;
    let (code, id, en) = match error {
        E::NotUnknown(job) => (
            "UNK-01",
            format!("Pekerjaan {job} tidak sedang mencari kartu. Lihat `unknown list`."),
            format!("Job {job} looks for no card. See `unknown list`."),
        ),
        E::CannotBe { job, found } => {
            let (id, en) = match found {
                Whereabouts::Output => ("belum pernah dicetak sampai selesai", "never printed"),
                Whereabouts::Unused => ("sudah terpakai", "no longer unused"),
                _ => ("tidak ada yang diambil", "nothing: no blank was taken"),
            };
            (
                "UNK-02",
                format!("Menurut jurnal, kartu pekerjaan {job} {id}. Lihat `unknown list`."),
                format!("By the journal the card of job {job} is {en}. See `unknown list`."),
            )
        }
        E::NotThisCard { job, uid } => (
            "UNK-03",
            format!("Kartu {uid} bukan yang dicari pekerjaan {job}. Simpan terpisah, cari lagi."),
            format!("Card {uid} is not the one job {job} looks for. Keep it apart, look on."),
        ),
        E::TapNeeded(job) => (
            "UNK-04",
            format!("Tempelkan kartu pekerjaan {job} pada pembaca meja (`--tap`)."),
            format!("Lay the card of job {job} on the desk reader (`--tap`)."),
        ),
        other => ("CMD-99", other.to_string(), other.to_string()),
    };
    say(id, en).with_code(code)
}

/// Faults of the books on disk.
pub fn store(error: &StoreError) -> Fault {
    use StoreError as E;
    let (code, id) = match error {
        E::Missing(_) => ("BOOK-01", "Jurnal belum ada: jalankan `cetakd init`."),
        E::Exists(_) => ("BOOK-02", "Jurnal sudah ada; tidak ada yang diubah."),
        E::RestoreUnfinished(_) => (
            "BOOK-22",
            "Pemulihan terputus di tengah jalan: jalankan `cetakd restore` sekali lagi.",
        ),
        E::OtherJournal(_) => {
            ("BOOK-23", "Cadangan ini milik stasiun atau jurnal lain; tidak ada yang diubah.")
        }
        E::Locked(_) => ("BOOK-03", "Daemon lain sedang memegang jurnal ini."),
        E::File { .. } => ("BOOK-04", "Berkas tidak dapat dipakai. Periksa hak akses dan ruang."),
        E::Database(_) => ("BOOK-05", "Basis data menolak. Periksa ruang dan hak akses."),
        E::Full(_) => {
            ("BOOK-16", "Disk penuh: tidak ada yang dicatat. Kosongkan ruang, lalu ulangi.")
        }
        E::Busy(_) => (
            "BOOK-17",
            "Program lain menahan berkas jurnal: tidak ada yang dicatat. Tutup, lalu ulangi.",
        ),
        E::ReadOnly(_) => {
            ("BOOK-18", "Jurnal hanya dapat dibaca. Periksa hak akses dan pemasangan disk.")
        }
        E::Disk(_) => {
            ("BOOK-19", "DISK GAGAL menulis atau membaca jurnal. Periksa disk; jangan dipaksa.")
        }
        E::DamagedPage(_) => (
            "BOOK-15",
            "Berkas jurnal rusak. Simpan salinannya, lalu kembalikan cadangan dan periksa.",
        ),
        E::Schema { found: 0, .. } => (
            "BOOK-20",
            "Berkas jurnal kosong: berkas pendampingnya (-wal) hilang. Kembalikan keduanya.",
        ),
        E::Schema { .. } => ("BOOK-06", "Jurnal dibuat oleh versi lain."),
        E::Chain(_) => ("BOOK-07", "RANTAI JURNAL PUTUS: jurnal diubah atau rusak."),
        E::Entry(_) => ("BOOK-08", "Ada catatan jurnal yang tidak terbaca."),
        E::Unreadable { .. } => ("BOOK-09", "JURNAL RUSAK: tidak terbaca sampai akhir."),
        E::Illegal(_) | E::IllegalEntry { .. } | E::Twice(_) => {
            ("BOOK-10", "Ada catatan yang tidak mungkin menurut buku.")
        }
        E::Behind { .. } => (
            "BOOK-21",
            "JURNAL INI TIDAK MEMUAT yang pernah dilaporkan: salinan, cadangan lama, atau \
             dipotong. Tidak ada yang ditulis lagi. Hentikan stasiun ini dan hubungi pusat; \
             cadangan yang sengaja dipulihkan: ulangi dengan `restore … --lost URUT:KEPALA` \
             seperti di sini.",
        ),
        E::Tables { .. } => ("BOOK-14", "Tabel atau pemicu basis data diubah orang."),
        E::Damaged(_) => ("BOOK-15", "Jurnal utuh, tetapi berkas basis data rusak."),
        E::Projection { .. } => (
            "BOOK-11",
            "Tabel buku berbeda dari jurnal. Jurnalnya utuh: jalankan `journal rebuild`.",
        ),
        E::SealedRows { .. } => (
            "BOOK-24",
            "DATA TERSEGEL HILANG ATAU DITAMBAH di samping jurnal. Simpan salinannya, lalu \
             pulihkan cadangan.",
        ),
        E::Sealed(_) => ("BOOK-12", "Data tersegel tidak terbuka: kunci salah atau data diubah."),
        E::Key(_) => ("BOOK-13", "Berkas kunci harus 64 digit heksadesimal dengan hak 0600."),
    };
    let what = crate::station::Chain(error).to_string();
    let en = match error {
        E::Full(_) => "The disk is full: nothing was booked. Make room, then try again.",
        E::Busy(_) => "Another program holds the journal: nothing was booked. Close it; try again.",
        E::ReadOnly(_) => "The journal can only be read. Check its rights and how it is mounted.",
        E::Disk(_) => "THE DISK FAILED at the journal. Look into the disk; force nothing.",
        E::DamagedPage(_) => {
            "The journal's file is damaged. Keep a copy, then restore a backup and verify it."
        }
        E::Schema { found: 0, .. } => {
            "The journal's file is empty: its companion (-wal) is missing. Restore both."
        }
        E::RestoreUnfinished(_) => {
            "A restore was cut off in its middle: run `cetakd restore` once more."
        }
        E::OtherJournal(_) => "This backup is of another station or journal; nothing was changed.",
        E::Behind { .. } => {
            "This journal lacks what was reported from here: a copy, an old backup, or cut. \
             Nothing is written any more. Stop this station and ask the centre; if a backup was \
             restored on purpose, do it again with `restore … --lost SEQ:HASH` as told here."
        }
        E::SealedRows { .. } => {
            "SEALED DATA IS MISSING OR WAS ADDED beside the journal. Keep a copy, then restore a \
             backup."
        }
        E::Projection { .. } => {
            "A table differs from the journal, which is whole: run `journal rebuild`."
        }
        _ => return say(format!("{id} ({what})"), what).with_code(code),
    };
    say(format!("{id} ({what})"), format!("{en} ({what})")).with_code(code)
}

fn source(error: &SourceError) -> Fault {
    use SourceError as E;
    let (code, id) = match error {
        E::Refused(_) => ("SRC-01", "Sumber data menolak."),
        E::Unreachable(_) => ("SRC-02", "Sumber data tidak terjangkau. Periksa jaringan."),
        E::NotTrusted(_) => ("SRC-07", "Sumber data ini bukan yang kami percaya."),
        E::NotAuthorised(_) => ("SRC-03", "Sumber data menolak sertifikat stasiun ini."),
        E::OutsideContract(_) => ("SRC-04", "Sumber data menjawab di luar kontrak."),
        E::Conflict(_) => ("SRC-05", "Laporan bertentangan dengan laporan sebelumnya."),
        E::Folder { .. } => ("SRC-06", "Folder sumber data tidak dapat dipakai."),
    };
    say(id, format!("{error}")).with_code(code)
}

fn printer(error: &PrinterError) -> Fault {
    let cause = crate::station::cause_of(error);
    let fault = failure::cause(&cause);
    let detail = crate::station::Chain(error).to_string();
    say(fault.say.id, format!("{} ({detail})", fault.say.en)).with_code(fault.code)
}

fn reader(error: &ReaderError) -> Fault {
    let (code, id) = match error {
        ReaderError::NoService => ("RDR-10", "Layanan kartu pintar (pcscd) tidak berjalan."),
        ReaderError::ReaderGone(_) => ("RDR-11", "Pembaca kartu tidak ada."),
        ReaderError::SharingViolation => ("RDR-12", "Pembaca kartu dipakai program lain."),
        ReaderError::NoCard | ReaderError::CardRemoved => ("RDR-13", "Kartu tidak di pembaca."),
        _ => ("RDR-14", "Pembaca kartu gagal."),
    };
    say(id, format!("{error}")).with_code(code)
}

/// The last run ended without a word.
pub fn recovers(open: usize) -> Say {
    say(
        format!(
            "Berhenti terakhir tidak bersih: {open} pekerjaan dipulihkan dari bukti. Yang tidak \
             dapat dipastikan ada di `unknown list`."
        ),
        format!(
            "The last stop was unclean: {open} jobs recover from evidence. What can't be settled \
             is in `unknown list`."
        ),
    )
}

/// Asked twice to end.
pub fn leaves_at_once() -> Say {
    say(
        "cetakd berhenti seketika; yang tertinggal dipulihkan saat mulai lagi.",
        "cetakd ends at once; what it leaves is recovered at the next start.",
    )
}

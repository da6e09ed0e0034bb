//! Words of the API: what its commands do, in a line each, and its own refusals.

use super::{Fault, Words, say};

const fn both(id: &'static str, en: &'static str) -> Words {
    Words { id, en }
}

pub const TITLE: Words = both("API untuk program", "API for programs");
pub const ABOUT: Words = both(
    "Perintah yang sama dengan halaman dan baris perintah, sebagai JSON. Setiap POST membawa \
     kuki sesi, X-CSRF-Token dan Idempotency-Key; program dengan token membawa \
     `Authorization: Bearer`.",
    "The same commands as the pages and the command line, as JSON. Each POST carries the \
     session's cookie, X-CSRF-Token and Idempotency-Key; a program with a token carries \
     `Authorization: Bearer`.",
);
pub const DOCUMENT: Words = both("Dokumen OpenAPI", "OpenAPI document");
pub const COMMAND: Words = both("Perintah", "Command");
pub const WHAT: Words = both("Guna", "What it does");
pub const WHO: Words = both("Peran", "Roles");
pub const ANYBODY: Words = both("siapa saja", "anybody");
pub const SIGNED_IN: Words = both("semua yang masuk", "everybody signed in");

pub const CODE: Words = both("Kode", "Code");
pub const CODE_SENTENCE: Words = both(
    "Kalimat lengkapnya ada di jawaban: `detail`, `id`, dan `en`. Kode tetap; kalimatnya boleh \
     berubah.",
    "The whole sentence is in the answer: `detail`, `id` and `en`. The code is stable; its \
     sentence may change.",
);
pub const SITTINGS: Words =
    both("Sesi Anda yang terbuka; kepala melihat semua", "Your open sessions; a kepala sees all");
pub const SITTING_END: Words = both("Akhiri satu sesi", "End one session");

pub const SESSION: Words = both("Siapa yang masuk", "Who is signed in");
pub const SESSION_BEGIN: Words = both("Masuk dengan nama dan PIN", "Sign in with name and PIN");
pub const SESSION_END: Words = both("Keluar", "Sign out");
pub const STATUS: Words = both(
    "Keadaan rekaman seseorang; atas permintaan terbit tanda pengambilan atau suket",
    "State of a person's record; on request issues a receipt or a letter",
);
pub const PRINT: Words = both(
    "Cetak kartu menurut NIK atau tanda pengambilan; dijawab begitu kartu dikerjakan",
    "Print a card by NIK or receipt; answered once the card is at work",
);
pub const CARD: Words = both(
    "Satu kartu: tahap, langkah dengan waktunya, UID, nomor register",
    "One card: stage, steps with their times, UID, register number",
);
pub const INSPECT: Words = both("Periksa kartu yang tercetak", "Inspect a printed card");
pub const SORT: Words = both(
    "Periksa dan pilah kartu di pembaca meja: milik siapa, ke mana",
    "Inspect and sort the card on the desk reader: whose it is, where it goes",
);
pub const LOOK: Words = both("Lihat kartu milik siapa", "See whose a card is");
pub const HANDOVER: Words = both("Serahkan kartu", "Hand a card over");
pub const UNKNOWN: Words = both("Kartu yang dicari", "Cards that are being looked for");
pub const SETTLE: Words =
    both("Nyatakan di mana kartu itu", "Say where a card that was looked for is");
pub const APPROVALS: Words =
    both("Perintah yang menunggu orang kedua", "Commands that wait for a second person");
pub const AGREE: Words = both("Setujui: dijalankan sekali", "Agree: it is carried out once");
pub const DECLINE: Words = both("Tolak atau tarik kembali", "Decline it, or take it back");
pub const LANES: Words = both("Jalur dan keadaannya", "Lanes and what they do");
pub const RELEASE: Words = both("Lepaskan jalur setelah dibantu", "Let a lane go on after help");
pub const CLOCK: Words = both("Pastikan jam komputer benar", "Say that the clock is right");
pub const STOCK: Words = both("Blangko menurut jenis dan tempat", "Blanks by kind and place");
pub const BATCH: Words = both("Batch terakhir", "The last batch");
pub const QUEUE: Words = both("Antrean batch yang terbuka", "The queue of the open batch");
pub const RUN: Words = both("Mulai antrean malam", "Begin the night's batch");
pub const PAUSE: Words = both("Tahan batch", "Pause the batch");
pub const RESUME: Words = both("Lanjutkan batch", "Go on with the batch");
pub const STOP: Words = both("Akhiri batch", "End the batch");

/// Why the API itself turns a request away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    SignInNeeded,
    OtherRole,
    NoToken,
    ForeignPage,
    NoSuchPath,
    OtherMethod,
    NotJson,
    TooLarge,
    TooSlow,
    CutOff,
    NoKey,
    AtWork,
    OtherBody,
    TooManyAtWork,
    OtherHost,
    NoSuchCard,
    TooManyTries,
    TokenUnknown,
}

pub fn refused(why: Refused) -> Fault {
    use Refused as R;
    let (code, id, en) = match why {
        R::SignInNeeded => {
            ("API-01", "Belum masuk: POST /api/session.", "Sign in first: POST /api/session.")
        }
        R::TokenUnknown => (
            "API-20",
            "Token ini tidak dikenal atau sudah berakhir. Minta yang baru: `people token`.",
            "This token is nobody's, or has ended. Ask for another one: `people token`.",
        ),
        R::OtherRole => (
            "API-02",
            "Peran Anda tidak memakai perintah ini.",
            "Your role does not use this command.",
        ),
        R::NoToken => (
            "API-03",
            "X-CSRF-Token tidak ada atau bukan milik sesi ini: GET /api/session.",
            "X-CSRF-Token is missing or not this session's: GET /api/session.",
        ),
        R::ForeignPage => (
            "API-04",
            "Permintaan ini datang dari halaman lain.",
            "This request comes from another site's page.",
        ),
        R::NoSuchPath => ("API-05", "Alamat ini tidak ada: GET /api.", "No such path: GET /api."),
        R::OtherMethod => (
            "API-06",
            "Alamat ini tidak menerima metode itu; lihat Allow.",
            "This path does not take that method; see Allow.",
        ),
        R::NotJson => {
            ("API-07", "Isi harus application/json.", "The body has to be application/json.")
        }
        R::TooLarge => ("API-08", "Isi lebih besar dari 1 MiB.", "The body is larger than 1 MiB."),
        R::TooSlow => (
            "API-09",
            "Isi terlalu lama dikirim. Kirim ulang.",
            "The body took too long. Send it again.",
        ),
        R::CutOff => (
            "API-10",
            "Isi terputus di tengah. Kirim ulang.",
            "The body was cut off. Send it again.",
        ),
        R::NoKey => (
            "API-13",
            "Idempotency-Key wajib: 1 sampai 128 huruf, angka atau tanda ASCII.",
            "Idempotency-Key is needed: 1 to 128 ASCII letters, digits or signs.",
        ),
        R::AtWork => (
            "API-14",
            "Perintah dengan kunci ini masih dikerjakan. Ulangi sebentar lagi.",
            "The command of this key is still at work. Ask again in a moment.",
        ),
        R::OtherBody => (
            "API-15",
            "Kunci ini sudah dipakai untuk isi lain. Pakai kunci baru.",
            "This key was used for something else. Take a new key.",
        ),
        R::TooManyAtWork => (
            "API-16",
            "Terlalu banyak perintah Anda sedang dikerjakan. Ulangi sebentar lagi.",
            "Too many of your commands are at work. Ask again in a moment.",
        ),
        R::OtherHost => ("API-17", "Host ini bukan kami.", "This host is not us."),
        R::NoSuchCard => {
            ("API-18", "Tidak ada kartu dengan nama ini.", "There is no card of this name.")
        }
        R::TooManyTries => (
            "API-19",
            "Terlalu banyak percobaan dari komputer ini. Tunggu satu menit.",
            "Too many tries from this computer. Wait a minute.",
        ),
    };
    say(id, en).with_code(code)
}

/// Only where it broke is told: it may hold a NIK.
pub fn no_json(line: usize, column: usize) -> Fault {
    say(
        format!("Isi bukan JSON (baris {line}, kolom {column})."),
        format!("The body is no JSON (line {line}, column {column})."),
    )
    .with_code("API-11")
}

pub fn other_shape(line: usize, column: usize) -> Fault {
    say(
        format!("Isi tidak sesuai skema perintah ini (baris {line}, kolom {column})."),
        format!("The body is not of this command's schema (line {line}, column {column})."),
    )
    .with_code("API-12")
}

/// Balances stay hidden from whoever counts.
pub fn counting() -> Fault {
    say(
        "Penghitungan buta sedang berjalan: saldo ditampilkan setelah `stock count finish`.",
        "A blind count is open: balances are shown after `stock count finish`.",
    )
    .with_code("CNT-06")
}

pub fn no_such_sitting() -> Fault {
    say("Sesi ini tidak ada, atau bukan milik Anda.", "No such session, or it is not yours.")
        .with_code("API-22")
}

/// A class of refusals, by its status.
pub fn title(status: u16) -> Words {
    match status {
        202 => both("Menunggu orang kedua", "Waits for a second person"),
        400 => both("Permintaan rusak", "Bad request"),
        401 => both("Belum masuk", "Not signed in"),
        403 => both("Tidak berwenang", "Not allowed"),
        404 => both("Tidak ada", "Not found"),
        405 => both("Metode lain", "Method not allowed"),
        408 => both("Terlalu lama", "Too slow"),
        409 => both("Tidak dilakukan", "Not done"),
        413 => both("Terlalu besar", "Too large"),
        415 => both("Bukan JSON", "No JSON"),
        421 => both("Bukan host kami", "Another host"),
        422 => both("Perintah tidak dapat dijalankan", "The command can't be"),
        429 => both("Terlalu banyak", "Too many"),
        502 => both("Sumber data tidak terjangkau", "The record source is out of reach"),
        503 => both("Sementara tidak bisa", "Not possible at present"),
        _ => both("Kegagalan di stasiun", "A failure of the station"),
    }
}

//! What stands on pages and never changes: titles, buttons, fields.

use crate::text::Words;

macro_rules! words {
    ($($name:ident = $id:literal, $en:literal;)+) => {
        $(pub const $name: Words = Words { id: $id, en: $en };)+

        /// Each of them, for whoever proves that none is missing.
        #[cfg(test)]
        pub const ALL: &[Words] = &[$($name),+];
    };
}

words! {
    // The frame.
    SKIP = "Langsung ke isi", "Skip to content";
    NAVIGATION = "Halaman", "Pages";
    SIGN_IN = "Masuk", "Sign in";
    SIGN_OUT = "Keluar", "Sign out";
    NAME = "Nama", "Name";
    PIN = "PIN", "PIN";
    BACK = "Kembali", "Back";
    NOT_DONE = "Tidak dilakukan", "Not done";
    NO_SUCH_PAGE = "Halaman ini tidak ada.", "There is no such page.";
    NOT_YOUR_PAGE = "Peran Anda tidak memakai halaman ini.", "Your role does not use this page.";
    NO_PAGE_YET = "Untuk peran ini belum ada halaman; pakai baris perintah `cetakd`.",
        "There is no page for this role yet; use the command line `cetakd`.";
    FOREIGN_FORM = "Isian ini bukan dari halaman ini, atau halamannya sudah lama. Muat ulang.",
        "This form is not from this page, or the page is old. Load it again.";
    NOT_A_FORM = "Yang dikirim bukan isian halaman.", "What was sent is no form of a page.";
    NOT_UTF8 = "Isian tidak terbaca: bukan UTF-8.", "The form can't be read: it is no UTF-8.";
    TOO_LARGE = "Isian lebih besar dari 1 MiB.", "The form is larger than 1 MiB.";
    TOO_SLOW = "Isian terlalu lama dikirim. Kirim ulang.", "The form took too long. Send it again.";
    CUT_OFF = "Isian terputus di tengah. Kirim ulang.", "The form was cut off. Send it again.";
    TOO_MANY_TRIES = "Terlalu banyak percobaan dari komputer ini. Tunggu satu menit.",
        "Too many tries from this computer. Wait a minute.";
    SESSION_ENDED = "Sesi berakhir. Masuk lagi; isian tidak hilang.",
        "The session has ended. Sign in again; what you filled in is not lost.";
    SESSION_GONE = "Sesi berakhir. Masuk lagi, lalu isi lagi.",
        "The session has ended. Sign in again, then fill it in again.";
    SEND_AGAIN = "Kirim isian tadi?", "Send the form from before?";
    SEND_AGAIN_WHY = "Sesi berakhir sebelum isian ini dikirim. Tidak ada yang dicatat.",
        "The session ended before this form was sent. Nothing was booked.";
    SEND_AGAIN_BUTTON = "Kirim sekarang", "Send now";

    // The first start.
    FIRST_START = "Mulai", "First start";
    FIRST_START_WHY = "Stasiun ini belum punya petugas. Kode awal tertulis di tempat program \
        dijalankan.",
        "This station has no people yet. The code stands where the program was started.";
    CODE = "Kode awal", "Code of the first start";
    FIRST_NAME = "Nama kepala (a–z, angka)", "Name of the kepala (a–z, digits)";
    NEW_PIN = "PIN baru, 6–12 angka", "New PIN, 6–12 digits";
    NEW_PIN_AGAIN = "PIN sekali lagi", "The PIN once more";
    BECOME_KEPALA = "Jadi kepala pertama", "Become the first kepala";
    STEPS_WHY = "Yang perlu ada sebelum kartu pertama:", "What is needed before the first card:";
    STEP_PEOPLE = "Petugas", "People";
    STEP_OFFICE = "Kantor", "Office";
    STEP_PRINTER = "Pencetak, jalur", "Printer, lane";
    STEP_READER = "Pembaca meja", "Desk reader";
    STEP_LAYOUT = "Tata letak kartu", "Card layouts";
    STEP_BLANKS = "Blangko di mesin", "Blanks in the machines";
    STEP_CARD = "Kartu uji", "Test card";
    STEP_CARD_WHY = "Cetak kartu pertama di loket; tanpa sertifikat produksi kartunya bertanda \
        SPESIMEN.",
        "Print the first card at the counter; without production certificates it says SPESIMEN.";
    TO_COUNTER = "Ke loket", "To the counter";

    // What stays in sight.
    MACHINES = "Mesin", "Machines";
    BLANKS = "Blangko", "Blanks";
    NO_BLANKS = "Belum ada blangko di buku: terima dengan `stock receive`, isi dengan `stock \
        load`.",
        "No blanks in the books yet: `stock receive` them, then `stock load`.";
    IN_HOPPERS = "di mesin", "in machines";
    IN_VAULT = "di gudang", "in the vault";
    AT_OUTPUT = "di keluaran", "at the output";
    READY = "siap diserahkan", "ready for pick-up";
    SPOILED = "rusak", "spoiled";
    UNKNOWN = "tidak pasti", "unknown";
    BEING_COUNTED = "Sedang dihitung: tidak diperlihatkan.", "Being counted: not shown.";
    MY_CARDS = "Kartu saya", "My cards";
    NO_CARDS = "Tidak ada yang menunggu.", "Nothing waits.";

    // The counter.
    COUNTER = "Loket", "Counter";
    NIK_OR_RECEIPT = "NIK atau nomor tanda pengambilan", "NIK or receipt number";
    FIND = "Cari", "Find";
    SCAN_HINT = "Ketik 16 angka, atau pindai kode. Alt+C ke sini, Alt+P cetak, Alt+N berikutnya.",
        "Type 16 digits, or scan a code. Alt+C comes here, Alt+P prints, Alt+N is the next one.";
    NOT_KNOWN = "tidak dikenal sumber data", "unknown to the record source";
    OPEN_CARD = "Lihat kartu:", "See the card:";
    ASK_CENTRE = "Untuk mencetak lagi, minta ADB menyatakan rekamannya siap cetak.",
        "To print again, ask the ADB to make the record ready.";
    CARD_IS_HERE = "Kartunya belum diserahkan: serahkan di Pengambilan. Kalau rusak, katakan di \
        Penyortiran; baru sesudah itu yang lain dapat dicetak.",
        "The card was not given out yet: give it out at Pick-up. If it is spoiled, say so at \
        Sorting; only then can another one be printed.";
    HAS_CARD = "Pernah dibuat di sini:", "Made here before:";
    FRONT = "Muka depan kartu seperti akan dicetak", "Front of the card as it will be printed";
    BACK_SIDE = "Muka belakang kartu", "Back of the card";
    REASON = "Alasan", "Reason";
    PAPERS_SEEN = "Berkas yang dilihat", "Papers seen";
    NAMA = "Nama", "Name";
    PRIORITY = "Didahulukan", "Comes first";
    NO_PRIORITY = "– tidak –", "– no –";
    OLD_CARD = "Kartu lama", "The old card";
    OLD_WITHDRAWN = "ada dan ditarik", "is here and is withdrawn";
    OLD_LOST = "hilang, dengan surat polisi", "is lost, with a letter of the police";
    OLD_NONE = "tidak dipegang siapa pun", "is held by nobody";
    LETTER = "Nomor surat", "Number of the letter";
    LETTER_DATE = "Tanggal surat", "Date of the letter";
    CONFIRMED = "Data sudah dicocokkan dengan orangnya", "The data was confirmed with the person";
    GIVE_RECEIPT = "Beri tanda pengambilan, cetak nanti", "Give a receipt, print later";
    GIVE_SUKET = "Beri Surat Keterangan Perekaman", "Give a Surat Keterangan Perekaman";
    SUKET = "Surat Keterangan Perekaman", "Surat Keterangan Perekaman";
    EXPECTED = "Perkiraan jadi", "Expected";
    PRINT = "Cetak kartu", "Print the card";
    ASK_REPRINT = "Cetak ulang: minta petugas kedua", "Reprint: ask the second person";
    NEXT_PERSON = "Orang berikutnya", "Next person";

    // One card.
    CARD = "Kartu", "Card";
    NO_SUCH_CARD = "Tidak ada kartu dengan nama ini.", "There is no card of this name.";
    STEP_PREPARED = "Disiapkan", "Prepared";
    STEP_FED = "Blangko diambil", "Blank fed";
    STEP_WRITTEN = "Chip ditulis, dibaca ulang", "Chip written, read back";
    STEP_PRINTED = "Dicetak", "Printed";
    STEP_LOOKED = "Diperiksa", "Looked at";
    BUSY = "sedang …", "now …";
    LOOK_AND_TAP = "Lihat kedua muka, tempelkan kartu pada pembaca meja, lalu katakan baik atau \
        rusak.",
        "Look at both sides, lay the card on the desk reader, then say good or spoiled.";
    TAP_GOOD = "Kartu di pembaca: baik", "Card on the reader: good";
    IS_SPOILED = "Kartu ini rusak", "This card is spoiled";
    WHY_SPOILED = "Sebab", "Why";
    SAY_SPOILED = "Catat rusak", "Book as spoiled";
    TAP_SPOILED = "Kartu di pembaca: rusak", "Card on the reader: spoiled";
    SPOILED_UNTAPPED = "Chip tidak menjawab: minta petugas kedua",
        "The chip does not answer: ask a second person";
    CARD_READY = "Kartu siap diserahkan.", "The card is ready for pick-up.";

    // The sorting desk.
    SORTING = "Penyortiran", "Sorting";
    TAP_TO_SORT = "Tempelkan kartu pada pembaca meja.", "Lay a card on the desk reader.";
    TAPPED_GOOD = "Baik", "Good";
    TAPPED_LOOK = "Lihat milik siapa", "See whose it is";
    PILE = "Tumpukan", "Pile of";
    PILE_SPOILED = "Tumpukan rusak", "Pile of spoiled cards";
    ADDRESS = "Alamat", "Address";
    STATE = "Keadaan", "State";

    // Into a person's hand.
    PICK_UP = "Pengambilan", "Pick-up";
    CARD_TAPPED = "Kartu di pembaca meja", "Card on the desk reader";
    REGISTER_OR_UID = "atau nomor register / UID kartu", "or the card's register number / UID";
    CLAIM_KIND = "Bukti", "Proof";
    RECEIPT = "Tanda pengambilan", "Receipt";
    CLAIM_NUMBER = "Nomor atau QR", "Number or QR";
    FAMILY_CARD = "KK asli dilihat", "Original family card (KK) seen";
    HOLDER_CHECKED = "Dicocokkan oleh pemegang", "Compared by the holder";
    SOMEBODY_ELSE = "Diambil orang lain", "Somebody else collects it";
    HOLDER_COLLECTS = "– pemegang sendiri –", "– the holder –";
    RELATION = "Hubungan", "Relation";
    COLLECTOR = "Nama pengambil", "Name of the collector";
    POWER = "Nomor surat kuasa", "Number of the letter of authority";
    OLD_CARD_NONE = "tidak ada", "none";
    OLD_CARD_TAKEN = "ditarik sekarang", "taken now";
    OLD_CARD_LETTER = "hilang, ada surat polisi", "lost, letter of the police";
    FINGER = "Sidik jari 1:1 (di alat lain)", "Fingerprint 1:1 (made elsewhere)";
    NOT_MADE = "– tidak dilakukan –", "– not made –";
    SIGNATURE = "Tanda tangan", "Signature";
    SIGNATURE_PAD = "Papan tanda tangan: gambar dengan tetikus, pena atau jari",
        "Signature pad: draw with mouse, pen or finger";
    SIGN_ANEW = "Ulangi tanda tangan", "Sign anew";
    NEEDS_SCRIPT = "Tanda tangan memerlukan skrip di peramban ini.",
        "The signature needs script in this browser.";
    GIVE = "Serahkan kartu", "Hand the card over";
    NOT_TO_GIVE = "Kartu ini sekarang tidak dapat diserahkan.",
        "This card can't be handed over now.";
    NOT_NOW = "Batal, kartu lain", "Not now, another card";
    PROOF = "Bukti penyerahan KTP-el", "Proof of hand-over, KTP-el";
    GIVEN_AT = "Diserahkan", "Handed over";
    WHO_GIVES = "Petugas", "Clerk";
    WHO_TAKES = "Penerima", "Received by";
    PRINT_PROOF = "Cetak bukti", "Print the proof";

    // Cards that were lost sight of.
    UNKNOWN_CARDS = "Kartu tak pasti", "Unknown cards";
    NO_UNKNOWN = "Tidak ada kartu yang dicari.", "No card is being looked for.";
    SINCE = "Sejak", "Since";
    MAY_BE_PRINTED = "Mungkin sudah tercetak", "May be printed";
    YES = "ya", "yes";
    NO = "tidak", "no";
    MISSED_BY = "Sudah dicari oleh", "Looked for by";
    WHAT_HAPPENED = "Yang terjadi", "What happened";
    WHERE_FOUND = "Di mana kartu ini ditemukan?", "Where was this card found?";
    FOUND_OUTPUT = "di keluaran, tercetak utuh", "at the output, printed and whole";
    FOUND_REJECT = "di kotak tolak, atau rusak di mesin", "in the reject box, or spoiled inside";
    FOUND_UNUSED = "blangko utuh, kembali ke mesin", "an untouched blank, back into the hopper";
    FOUND_OUTPUT_TAPPED = "di keluaran, kartu di pembaca meja", "at the output, card on the reader";
    FOUND_REJECT_TAPPED = "di kotak tolak, kartu di pembaca meja",
        "in the reject box, card on the reader";
    FOUND_UNUSED_TAPPED = "blangko utuh, di pembaca meja", "an untouched blank, on the reader";
    FOUND_NOWHERE = "tidak ada di mana pun", "nowhere";
    LIES_ON_READER = "Kartu di pembaca meja", "It lies on the desk reader";
    BOOK = "Catat", "Book it";

    // Machines and what they need.
    DEVICES = "Perangkat", "Devices";
    CHECKED_NOW = "Diperiksa sekarang", "Looked at now";
    RELEASE = "Sudah dibantu: lanjutkan jalur ini", "Helped: let this lane go on";
    PAGE_DEVICES = "halaman Perangkat", "the page Devices";
    PAGE_UNKNOWN = "halaman Kartu tak pasti", "the page Unknown cards";
    PRESS_RELEASE = "“lanjutkan jalur ini” di Perangkat", "“let this lane go on” under Devices";
    PRESS_CLOCK = "“jam ini benar” di Perangkat", "“the clock is right” under Devices";
    CLOCK_RIGHT = "Jam komputer ini benar", "This computer's clock is right";
    CLOCK_DOUBTED = "Jam diragukan: periksa, betulkan, lalu nyatakan benar.",
        "The clock is doubted: look, set it right, then say that it is right.";
    LOOK_AGAIN = "Periksa lagi", "Look again";

    // A second person's word.
    APPROVALS = "Persetujuan", "Approvals";
    NO_APPROVALS = "Tidak ada yang menunggu orang kedua.", "Nothing waits for a second person.";
    SECOND_PERSON_HERE = "Orang kedua menyetujui di sini:", "The second person agrees here:";
    SECOND_SIGNS_HERE = "Anda yang meminta. Orang kedua masuk dengan nama dan PIN-nya di sini, \
        atau menyetujui di layarnya sendiri.",
        "You asked for this. The second person signs here with name and PIN, or agrees at their \
        own screen.";
    MAY_AGREE = "Yang boleh menyetujui:", "Who may agree:";
    AGREE = "Setuju, jalankan", "Agree, carry out";
    DECLINE = "Tolak", "Decline";
    TAKE_BACK = "Tarik kembali", "Take back";

    // Where one is signed in.
    SITTINGS = "Sesi", "Sessions";
    SITTINGS_WHY = "Akhiri sesi yang tertinggal di layar lain. PIN atau peran yang diganti \
        mengakhirinya juga.",
        "End a session that was left at another screen. A changed PIN or role ends it, too.";
    SAT_DOWN = "Masuk", "Signed in";
    LAST_USED = "Terakhir dipakai", "Last used";
    FROM_WHERE = "Dari", "From";
    FROM_HERE = "komputer stasiun", "the station's computer";
    FROM_NETWORK = "jaringan", "the network";
    THIS_SITTING = "Sesi ini.", "This one.";
    END_SITTING = "Akhiri", "End it";
    NO_SUCH_SITTING = "Sesi ini tidak ada lagi, atau bukan milik Anda.",
        "There is no such session any more, or it is not yours.";

    // When the line to the daemon is gone.
    LINE_LOST = "Sambungan ke stasiun terputus: yang terlihat mungkin lama. Disambung lagi …",
        "The line to the station is lost: what stands here may be old. Trying again …";
    SIGNED_OUT = "Sesi berakhir. Kirim isian ini: Anda diminta masuk lagi, isian tidak hilang.",
        "The session has ended. Send this form: you sign in again, and nothing is lost.";
}

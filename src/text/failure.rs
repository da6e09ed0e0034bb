//! Failures and refusals by their codes.

use super::{Fault, faces, say, words};
use crate::journal::{Cause, Refusal};
use crate::record::DeskAdvice;

/// Why an act did not end well.
pub fn cause(cause: &Cause) -> Fault {
    use Cause::*;
    let say = match cause {
        HopperEmpty {} => say(
            "Tempat blangko di mesin kosong. Isi; catat (`stock load`) bila belum; ulangi.",
            "The hopper is empty, nothing taken. Fill it; `stock load` unless booked; go on.",
        ),
        CoverOpen {} => say(
            "Penutup pencetak terbuka. Tutup, lalu `lane release`.",
            "The printer's cover is open. Close it, then `lane release`.",
        ),
        Jam {} => say(
            "Kartu macet di pencetak. Buka, ambil dengan hati-hati. Blangko yang belum pernah di \
             stasiun kembali ke tempatnya; lainnya simpan terpisah. Lalu `lane release`.",
            "A card is jammed. Open, take it out with care. A blank that never came to the station \
             goes back into the hopper; any other is kept apart. Then `lane release`.",
        ),
        Ribbon {} => say(
            "Pita habis atau tidak cocok. Ganti pita, lalu `lane release`.",
            "The ribbon is at its end or the wrong one. Change it, then `lane release`.",
        ),
        Film {} => say(
            "Film retransfer habis. Ganti film, lalu `lane confirm`.",
            "The retransfer film is at its end. Change it, then `lane confirm`.",
        ),
        TemperatureOutside { celsius, least, most } => say(
            format!(
                "Suhu retransfer {celsius} °C, harus {least}–{most} °C. Tunggu atau setel \
                 pencetak, baca lagi layarnya, lalu `lane confirm`."
            ),
            format!(
                "The retransfer temperature is {celsius} °C and has to be {least}–{most} °C. \
                 Wait or set the printer, read its display again, then `lane confirm`."
            ),
        ),
        PrinterRefused { command } => say(
            format!("Pencetak menolak perintah {command}. Jalankan `doctor`."),
            format!("The printer refused {command}. Run `doctor`."),
        ),
        PrinterSilent { command } => say(
            format!("Pencetak tidak menjawab {command}. Periksa kabel dan daya."),
            format!("No answer from the printer to {command}. Check cable and power."),
        ),
        PrinterLost {} => say(
            "Sambungan ke pencetak putus. Periksa kabel dan daya.",
            "The line to the printer broke. Check cable and power.",
        ),
        OtherPrinter { serial } => say(
            format!(
                "Di jalur ini tersambung pencetak lain ({serial}). Pasang yang semestinya, atau \
                 ubah `serial` di berkas stasiun."
            ),
            format!(
                "Another printer ({serial}) is connected to this lane. Connect its own, or change \
                 `serial` in the station file."
            ),
        ),
        PrinterRestarted {} => say(
            "Pencetak kehilangan daya saat kartu dikerjakan: cari kartunya (`unknown list`).",
            "The printer lost power with a card in work: look for the card (`unknown list`).",
        ),
        EvidenceContradicts {} => say(
            "Penghitung mesin tidak cocok dengan buku. Periksa mesin, lalu `lane release`.",
            "The machine's counters do not fit the books. Look into it, then `lane release`.",
        ),
        CardNotSeen {} => say(
            "Kartu tidak terlihat di pembaca. Periksa apakah ada kartu di dalam mesin.",
            "No card shows at the reader. See whether one is in the machine.",
        ),
        CardAtOtherReader { reader } => say(
            format!("Kartu muncul di pembaca lain ({reader}): pasangan pencetak–pembaca tertukar."),
            format!(
                "The card showed at another reader ({reader}): printer and reader are crossed."
            ),
        ),
        ReaderOccupied { reader } => say(
            format!("Masih ada kartu di pembaca {reader}. Keluarkan dahulu."),
            format!("A card still lies at reader {reader}. Take it out first."),
        ),
        ReaderLost {} => say(
            "Pembaca kartu hilang. Periksa kabel dan layanan pcscd.",
            "The card reader is gone. Check its cable and the pcscd service.",
        ),
        MoreThanOneCard { taken } => say(
            format!("Mesin mengambil {taken} blangko sekaligus. Hitung dan cari semuanya."),
            format!("The machine took {taken} blanks at once. Find every one of them."),
        ),
        OtherCard {} => say(
            "Kartu lain berada di stasiun. Jangan lanjutkan; cari kartu yang benar.",
            "Another card is at the station. Do not go on; find the right one.",
        ),
        BlankNotOurs {} => say(
            "Blangko tidak ada di daftar pemasok. Simpan dan laporkan.",
            "This blank is on no list of the supplier. Keep it and report it.",
        ),
        BlankUsed {} => say(
            "Blangko dengan UID ini sudah pernah dipakai. Simpan dan laporkan.",
            "A blank with this UID was used before. Keep it and report it.",
        ),
        BlankElsewhere { place } => {
            let at = words::place(place);
            say(
                format!("Menurut buku blangko ini di {}. Simpan terpisah dan laporkan.", at.id),
                format!("By the books this blank is in {}. Keep it apart and report it.", at.en),
            )
        }
        ChipNotVirgin {} => say(
            "Chip sudah berisi. Simpan blangko dan laporkan.",
            "The chip is not virgin. Keep the blank and report it.",
        ),
        ChipSilent {} => say("Chip tidak menjawab.", "The chip does not answer."),
        ChipRefused { status_word, step } => say(
            format!("Chip menolak satu perintah: {step}, jawaban {status_word}."),
            format!("The chip refused a command: {step}, answer {status_word}."),
        ),
        ChipRemoved {} => say(
            "Kartu lepas dari pembaca saat ditulis.",
            "The card left the reader while being written.",
        ),
        AuthenticationFailed {} => say(
            "Chip tidak mengenal kunci kami: blangko asing atau kunci salah. Jalur berhenti.",
            "The chip does not know our keys: a foreign blank or wrong keys. The lane stops.",
        ),
        ChannelBroken {} => {
            say("Saluran aman ke chip rusak.", "The secure channel to the chip broke.")
        }
        ReadBackDiffers { files } => say(
            format!("Isi chip berbeda setelah dibaca ulang: {}.", files.join(", ")),
            format!("The chip reads back differently: {}.", files.join(", ")),
        ),
        SpoiledInARow { blanks } => say(
            format!("{blanks} blangko rusak berturut-turut. Periksa mesin, lalu `lane release`."),
            format!("{blanks} blanks spoiled in a row. Look into it, then `lane release`."),
        ),
        JournalUnconfirmed {} => say(
            "Mesin menghitung kartu yang tidak ada di jurnal: mungkin jurnal lama. Tidak ada \
             blangko diambil sampai sumber data terjangkau dan memastikannya.",
            "The machine counted cards that the journal lacks: it may be an old one. No blank is \
             taken until the record source is reached and confirms it.",
        ),
        ClockDoubted {} => say(
            "Jam komputer diragukan. Betulkan, `clock confirm`, lalu lepaskan jalur.",
            "This computer's clock is doubted. Set it right, `clock confirm`, release the lane.",
        ),
        TooManyUnknown { cards } => say(
            format!(
                "{cards} kartu jalur ini belum ditemukan. Cari dahulu (`unknown list`); jalur \
                 bekerja lagi setelahnya."
            ),
            format!(
                "{cards} cards of this lane are not found yet. Look for them (`unknown list`); the \
                 lane goes on after that."
            ),
        ),
        RecordLost {} => say(
            "Rekaman tersegel kartu ini tidak dapat dibuka lagi. Keluarkan dan simpan terpisah.",
            "The sealed record of this card does not open any more. Take it out and keep it apart.",
        ),
        DiskFull { free_mb } => say(
            format!(
                "Ruang disk tinggal {free_mb} MB; blangko tidak diambil. Kosongkan ruang, lalu \
                 ulangi."
            ),
            format!("The disk has {free_mb} MB left; no blank was taken. Make room, then go on."),
        ),
        Interrupted {} => say(
            "Program terhenti di tengah pekerjaan ini.",
            "The program ended in the middle of this act.",
        ),
    };
    say.with_code(cause.code())
}

/// Why nothing was made; nothing was consumed.
pub fn refusal(refusal: &Refusal) -> Fault {
    use Refusal::*;
    let say = match refusal {
        NotPrintReady { state } if state.advice() == DeskAdvice::ReprintOnly => say(
            format!(
                "Menurut pusat kartunya sudah ada ({state}): tidak ada izin cetak. Minta ADB \
                 membuat rekamannya siap cetak lagi, lalu ulangi."
            ),
            format!(
                "By the centre the card exists ({state}): no lease is given. Have the ADB make \
                 the record print-ready again, then repeat."
            ),
        ),
        NotPrintReady { state } => {
            let what = super::step::advice(state.advice());
            say(
                format!("Belum siap cetak ({state}). {}", what.id),
                format!("Not print-ready ({state}). {}", what.en),
            )
        }
        UnknownToSource {} => say(
            "Sumber data tidak mengenal orang ini; bukan berarti belum siap. Tanyakan ke ADB.",
            "The source does not know this person; that is not \"not ready\". Ask the ADB.",
        ),
        LeasedElsewhere {} => say(
            "Stasiun lain memegang izin cetak orang ini. Tunggu hasilnya atau hubungi ADB.",
            "Another station holds this person's lease. Wait for its outcome or ask the ADB.",
        ),
        LeaseClosed {} => say(
            "Izin cetak ini sudah ditutup. Ulangi permintaan.",
            "This lease is closed. Ask anew.",
        ),
        LeaseExpired {} => say(
            "Izin cetak kedaluwarsa sebelum blangko diambil; izin dikembalikan. Ulangi permintaan.",
            "The lease ran out before a blank was taken; it goes back. Ask anew.",
        ),
        ReprintNeedsSecondPerson {} => say(
            "Orang ini sudah memiliki kartu: cetak ulang perlu alasan, berkas, dan petugas kedua.",
            "This person has a card: a reprint needs a reason, papers and a second person.",
        ),
        CardUnknown { job } => say(
            format!(
                "Kartu orang ini sedang dicari (pekerjaan {job}). Temukan dahulu: `unknown list`."
            ),
            format!("This person's card is being looked for (job {job}). First: `unknown list`."),
        ),
        PapersMissing {} => say(
            "Berkas untuk alasan ini belum lengkap. Sebutkan dengan `--paper`.",
            "Papers for this reason are missing. Name them with `--paper`.",
        ),
        Record { code, what } => {
            let why = faces::record(code);
            say(
                format!("Rekaman dari sumber tidak dapat dipakai: {why}. Tidak ada yang dicetak."),
                format!("The record is not valid or not whole; nothing is printed ({what})."),
            )
        }
        ChipDoesNotFit { file } => say(
            format!("Data tidak muat di chip ({file}). Kembalikan ke pusat data."),
            format!("The data does not fit the chip ({file}). Return it to the data centre."),
        ),
        ChipSignature {} => say(
            "Tanda tangan data chip salah. Jangan dicetak; laporkan ke pusat data.",
            "The chip data's signature is wrong. Never print; report it to the data centre.",
        ),
        Face { code, what } => {
            let why = faces::face(code);
            say(
                format!("Muka kartu tidak dapat dibuat: {why}. Tidak ada yang dicetak."),
                format!("The face can't be made whole; nothing is printed ({what})."),
            )
        }
        BatchEnded {} => say(
            "Antrean ditutup sebelum kartu ini jadi; izin cetak dikembalikan. Ikut antrean \
             berikutnya.",
            "The batch closed before this card was made; the lease went back. It joins the next.",
        ),
        OldCardUnnamed {} => say(
            "Orang ini sudah memiliki kartu: sebut nasib kartu lama dengan `--old-card` \
             (ditarik, hilang, atau tidak_ada).",
            "This person has a card: say what becomes of it by `--old-card` (ditarik, hilang or \
             tidak_ada).",
        ),
        OldCardHere { job } => say(
            format!(
                "Kartu pekerjaan {job} masih di kantor, belum diserahkan: serahkan, periksa, atau \
                 tarik dahulu."
            ),
            format!(
                "The card of job {job} is in the office still: hand it over, inspect it, or \
                 withdraw it first."
            ),
        ),
        OldCardHeld { job } => say(
            format!(
                "Menurut buku orang ini memegang kartu pekerjaan {job}: tarik, atau surat \
                 kehilangan."
            ),
            format!(
                "By the books this person holds the card of job {job}: withdraw it, or a letter \
                 of loss."
            ),
        ),
        OtherBlanks { needed, held } => say(
            format!(
                "Kartu ini memerlukan blangko {needed}; di tempat blangko ada {held}. Muat \
                 {needed} (`stock unload`, `stock load`), lalu cetak lagi."
            ),
            format!(
                "This card needs blanks {needed}; the hopper holds {held}. Load {needed} (`stock \
                 unload`, `stock load`), then print again."
            ),
        ),
        NoLayout {} => say(
            "Stasiun ini tidak punya tata letak untuk jenis kartu ini.",
            "This station has no layout for this kind of card.",
        ),
    };
    say.with_code(refusal.code())
}

//! What a stable code is about, by the letters before its number.

use super::Words;

/// `None` for what is no code of ours.
pub fn family(code: &str) -> Option<Words> {
    let (letters, number) = code.split_once('-')?;
    if number.len() != 2 || !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (id, en) = match letters {
        "API" => (
            "Permintaan program: alamat, metode, isi, kunci, atau sesi.",
            "A program's request: its path, method, body, key or session.",
        ),
        "APR" => ("Persetujuan orang kedua.", "A second person's approval."),
        "BCH" => ("Batch dan antreannya.", "The batch and its queue."),
        "BLK" => ("Blangko atau kartu di mesin.", "The blank or card in the machine."),
        "CFG" => ("Berkas stasiun.", "The station file."),
        "CHIP" => ("Chip kartu dan isinya.", "The card's chip and what it holds."),
        "CLK" => ("Jam komputer.", "The computer's clock."),
        "CMD" => (
            "Perintah yang tidak dapat dijalankan sekarang.",
            "A command that can't be carried out now.",
        ),
        "CNT" => ("Penghitungan blangko.", "A count of blanks."),
        "CRT" => ("Sertifikat.", "A certificate."),
        "CTL" => {
            ("Sambungan perintah ke stasiun.", "The line by which commands come to the station.")
        }
        "DAY" => ("Penutupan hari.", "The closing of the day."),
        "DOC" => ("Naskah dan gambar.", "Papers and pictures."),
        "FACE" => ("Muka kartu.", "The card's face."),
        "HOV" => ("Penyerahan kartu.", "A hand-over of a card."),
        "KEY" => ("Kunci stasiun.", "The station's keys."),
        "LIM" => ("Batas kemampuan mesin hari ini.", "What the machines can do today."),
        "LST" => ("Daftar yang dibaca.", "A list that is read."),
        "NIK" => ("NIK yang tidak benar.", "A NIK that is none."),
        "OUT" => {
            ("Baris dan mesin yang dilewati rencana.", "Lines and machines that a plan leaves out.")
        }
        "PAP" => ("Surat dan kertas kerja.", "Papers of the books."),
        "PLN" => ("Rencana batch.", "The plan of a batch."),
        "PPL" => ("Orang, peran dan namanya.", "People, their roles and names."),
        "PRN" => ("Pencetak.", "The printer."),
        "PRR" => ("Rekaman siap cetak.", "The print-ready record."),
        "RDR" => ("Pembaca kartu.", "The card reader."),
        "REG" => ("Register cetak.", "The print register."),
        "REQ" => {
            ("Permintaan cetak atau keadaan rekaman.", "A request to print, or the record's state.")
        }
        "RIB" => ("Pita dan film.", "Ribbon and film."),
        "SGN" => ("Masuk dan hak.", "Signing in, and rights."),
        "SHP" => ("Pengiriman paket.", "Parcels."),
        "SKT" => ("Surat Keterangan.", "The letter Surat Keterangan."),
        "SRC" => ("Sumber data.", "The record source."),
        "STK" => ("Stok blangko.", "The stock of blanks."),
        "SYS" => ("Sistem komputer.", "The computer's system."),
        "TRF" => ("Pemindahan antarstasiun.", "A transfer between stations."),
        "UNK" => ("Kartu tak pasti.", "A card that was lost sight of."),
        "USE" => ("Penulisan perintah.", "How a command is written."),
        "WEB" => ("Isian halaman.", "A form of the pages."),
        _ => return None,
    };
    Some(Words { id, en })
}

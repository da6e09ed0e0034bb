//! Blanks between two stations: why they can't go or come so, and what entries say of them.

use super::{Fault, Say, say};
use crate::books::TransferFault;
use crate::journal::TransferAcknowledged;
use crate::station::TransferRefusal;

pub fn fault(fault: &TransferRefusal) -> Fault {
    use TransferRefusal as F;
    let (code, id, en) = match fault {
        F::NoKey => (
            "TRF-01",
            "Stasiun ini belum punya kunci tanda tangan: isi `signing_key` dan \
             `signing_certificate` di [source]."
                .into(),
            "This station has no key to sign with: set `signing_key` and `signing_certificate` in \
             [source]."
                .into(),
        ),
        F::Stranger(station) => (
            "TRF-02",
            format!("Stasiun {station} tidak dikenal: daftarkan dengan [[partner]]."),
            format!("Station {station} is not known here: name it by a [[partner]]."),
        ),
        F::Unreadable => (
            "TRF-03",
            "Berkas ini bukan berkas kiriman yang utuh. Minta salinannya dari pengirim.".into(),
            "This is no whole file of a transfer. Ask its sender for a copy.".into(),
        ),
        F::OtherFile => (
            "TRF-04",
            "Berkas ini jenis lain: kiriman untuk `take-in`, tanda terima untuk `acknowledged`."
                .into(),
            "Another kind of file: a transfer is for `take-in`, a receipt for `acknowledged`."
                .into(),
        ),
        F::UnknownSigner(kid) => (
            "TRF-05",
            format!("Penanda tangan {kid} tidak dikenal. Jangan diterima; tanyakan pengirimnya."),
            format!("Signer {kid} is not known here. Take nothing in; ask who sent it."),
        ),
        F::Altered => (
            "TRF-06",
            "BERKAS INI DIUBAH setelah ditandatangani. Jangan diterima; laporkan.".into(),
            "THIS FILE WAS ALTERED after it was signed. Take nothing in; report it.".into(),
        ),
        F::NotItsKey(station) => (
            "TRF-07",
            format!("Berkas mengaku dari {station}, tetapi bukan kuncinya. Laporkan."),
            format!("The file claims to be of {station} and is not signed by it. Report it."),
        ),
        F::OtherAddressee { from, to } => (
            "TRF-08",
            format!("Kiriman {from} ini untuk {to}, bukan untuk stasiun ini. Teruskan kepadanya."),
            format!("This is from {from} to {to}, not to this station. Pass it on."),
        ),
        F::OtherKind { file, counted } => (
            "TRF-09",
            format!("Menurut berkas jenisnya {file}, yang dihitung {counted}: lihat kartunya."),
            format!("The file says {file}, counted were {counted}: look at the cards."),
        ),
        F::ScanThem { sent, counted } => (
            "TRF-10",
            format!(
                "Dikirim {sent} dengan UID, dihitung {counted}: pindai semuanya dan sebut dengan \
                 `--uids`."
            ),
            format!("{sent} were sent by UID, {counted} counted: scan them all, name by `--uids`."),
        ),
        F::NotOnTheFile(uid) => (
            "TRF-11",
            format!("Blangko {uid} tidak ada di berkas kiriman: sisihkan dan hitung ulang."),
            format!("Blank {uid} is not on the file: put it aside and count again."),
        ),
        F::BeforeSent { dated, sent } => (
            "TRF-12",
            format!("Diterima {dated}, tetapi baru dikirim {sent}: periksa tanggalnya."),
            format!("Taken in on {dated}, but sent on {sent}: look at the date."),
        ),
        F::NoSuchTransfer(transfer) => (
            "TRF-13",
            format!("Tidak ada kiriman {transfer} di buku ini. Lihat `stock transfers`."),
            format!("These books know no transfer {transfer}. See `stock transfers`."),
        ),
        F::Books(fault) => return books(fault),
    };
    say(id, en).with_code(code)
}

fn books(fault: &TransferFault) -> Fault {
    use TransferFault as F;
    let (code, id, en) = match fault {
        F::Twice { transfer, seq } => (
            "TRF-14",
            format!(
                "Kiriman {transfer} sudah dibukukan pada catatan {seq}. Tanda terimanya: `stock \
                 transfer-file {transfer}`."
            ),
            format!(
                "Transfer {transfer} was booked by entry {seq}. Its receipt: `stock transfer-file \
                 {transfer}`."
            ),
        ),
        F::NotSent(transfer) => (
            "TRF-15",
            format!("Kiriman {transfer} tidak pernah dikirim dari sini. Laporkan ke pengirimnya."),
            format!("Transfer {transfer} was never sent from here. Tell whoever wrote this."),
        ),
        F::Ended { transfer, seq } => (
            "TRF-16",
            format!("Tanda terima {transfer} sudah dibukukan pada catatan {seq}."),
            format!("The receipt of {transfer} was booked by entry {seq}."),
        ),
        F::Differs { transfer, booked, kind, party } => (
            "TRF-17",
            format!("Menurut buku {transfer} adalah {booked} {kind} untuk {party}: tanyakan."),
            format!("By our books {transfer} is {booked} {kind} to {party}: ask them."),
        ),
    };
    say(id, en).with_code(code)
}

pub fn acknowledged(heard: &TransferAcknowledged) -> Say {
    let (by, transfer, counted, kind) = (&heard.by, &heard.transfer, heard.counted, heard.kind);
    let (id, en) = heard.on_paper.map_or_else(Default::default, |sent| {
        (format!(" (dikirim {sent})"), format!(" (sent {sent})"))
    });
    say(
        format!("{by} menerima {counted} {kind}{id} dari kiriman {transfer}"),
        format!("{by} took in {counted} {kind}{en} of transfer {transfer}"),
    )
}

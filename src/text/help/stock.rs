//! Blanks, ribbons, batches, lanes.

/// English, Indonesian.
pub const WORDS: &[(&str, &str)] = &[
    (
        "Many cards through the night: plan, run, watch, pause, resume, stop, report",
        "Banyak kartu sepanjang malam: rencana, jalankan, pantau, jeda, lanjut, hentikan, laporan",
    ),
    (
        "How many, who first, how far each lane reaches, when it ends, and what will not be done",
        "Berapa, siapa dahulu, sejauh mana tiap jalur, kapan selesai, dan apa yang tidak \
         dikerjakan",
    ),
    (
        "A CSV of NIK; columns: nik, alasan, dokumen, kecamatan, desa, bencana, sejak, jenis",
        "CSV berisi NIK; kolom: nik, alasan, dokumen, kecamatan, desa, bencana, sejak, jenis",
    ),
    ("A folder of signed leases (*.jws)", "Folder berisi izin cetak bertanda tangan (*.jws)"),
    (
        "Begin a batch and watch it; Ctrl-C ends it after the card in each machine",
        "Mulai antrean dan pantau; Ctrl-C mengakhirinya setelah kartu di tiap mesin",
    ),
    (
        "Begin nothing from then on, as 2026-11-21T05:30:00+07:00; else the office's closing time",
        "Sejak saat itu tidak ada yang dimulai, misalnya 2026-11-21T05:30:00+07:00; tanpa ini, \
         jam tutup kantor",
    ),
    ("Do not stay to watch", "Jangan menunggu untuk memantau"),
    ("Watch the batch that is open", "Pantau antrean yang sedang terbuka"),
    ("Begin no further card until `resume`", "Jangan mulai kartu lagi sampai `resume`"),
    ("Go on with a batch that was paused", "Lanjutkan antrean yang dijeda"),
    (
        "Finish the card in each machine, give the rest back, close the books",
        "Selesaikan kartu di tiap mesin, kembalikan sisanya, tutup bukunya",
    ),
    (
        "Who, where in the stack, what was lost, who is without a card and why; the balance. \
         Names are masked for whoever does not sign in",
        "Siapa, di mana dalam tumpukan, apa yang hilang, siapa tanpa kartu dan mengapa; \
         neracanya. Nama disamarkan bagi yang tidak masuk dengan nama",
    ),
    ("The last one, if none is named", "Yang terakhir, bila tidak disebut"),
    (
        "Blanks: receive, move, count, write off, show",
        "Blangko: terima, pindahkan, hitung, hapuskan, lihat",
    ),
    ("Book blanks that came with a BAST", "Bukukan blangko yang datang dengan BAST"),
    ("As counted", "Jumlah menurut hitungan"),
    ("Number of the Surat Perintah Pengiriman Barang", "Nomor Surat Perintah Pengiriman Barang"),
    ("Kind of card: ktp-el or ktp-el-oa", "Jenis kartu: ktp-el atau ktp-el-oa"),
    (
        "The supplier's UID list: one a line, or a CSV with a column `uid`",
        "Daftar UID dari pemasok: satu tiap baris, atau CSV dengan kolom `uid`",
    ),
    (
        "What the paper says, if it is another number; a second person agrees",
        "Jumlah menurut surat, bila berbeda; orang kedua menyetujui",
    ),
    ("Kept sealed beside the journal", "Keterangan; disimpan tersegel di samping jurnal"),
    (
        "Book blanks from the vault into a lane's hopper",
        "Bukukan blangko dari gudang ke tempat blangko sebuah jalur",
    ),
    ("Blanks, as counted", "Jumlah blangko menurut hitungan"),
    ("Name of the lane", "Nama jalur"),
    ("Number of the slip, where the office writes one", "Nomor bon, bila kantor membuatnya"),
    (
        "Date on the slip, YYYY-MM-DD; today if it is left out",
        "Tanggal bon, TTTT-BB-HH; hari ini bila tidak disebut",
    ),
    (
        "Book blanks from a lane's hopper back into the vault",
        "Bukukan blangko dari tempat blangko jalur kembali ke gudang",
    ),
    ("Lend blanks to another office", "Pinjamkan blangko ke kantor lain"),
    (
        "UIDs of the blanks, where they are known: one a line, or a CSV with a column `uid`",
        "UID blangko, bila diketahui: satu tiap baris, atau CSV dengan kolom `uid`",
    ),
    ("Number of the paper", "Nomor surat"),
    ("The other office, in one word", "Kantor lain itu, satu kata"),
    ("Book lent blanks that came back", "Bukukan blangko pinjaman yang kembali"),
    ("Give blanks back to the supplier", "Kembalikan blangko ke pemasok"),
    ("Write off blanks that no machine has touched", "Hapuskan blangko yang belum masuk mesin"),
    ("rusak, cacat_pabrik or tidak_ada_chip", "Alasan: rusak, cacat_pabrik, atau tidak_ada_chip"),
    (
        "Out of this lane's hopper; else out of the vault",
        "Dari tempat blangko jalur ini; tanpa ini, dari gudang",
    ),
    (
        "Book a destruction before witnesses; a second person agrees",
        "Bukukan pemusnahan di depan saksi; orang kedua menyetujui",
    ),
    (
        "Old cards that were withdrawn, burnt with the spoiled ones",
        "Kartu lama yang ditarik dan ikut dimusnahkan",
    ),
    ("Name and what they are; two at least", "Nama dan jabatan saksi; sedikitnya dua"),
    (
        "Undo a movement by a counter-entry; a second person agrees",
        "Batalkan gerakan dengan catatan lawan; orang kedua menyetujui",
    ),
    ("The entry that is undone", "Catatan yang dibatalkan"),
    (
        "The blind stock-take: begin, enter, finish, book",
        "Perhitungan buta: mulai, isi, selesai, bukukan",
    ),
    (
        "Begin: every place that ever held blanks or cards is to be counted",
        "Mulai: setiap tempat yang pernah berisi blangko atau kartu harus dihitung",
    ),
    ("Say what lies in one place", "Sebutkan isi satu tempat"),
    (
        "vault, hopper:LANE, output, ready or spoiled",
        "Tempat: vault (gudang), hopper:JALUR (tempat blangko), output (keluaran), ready \
         (siap), spoiled (rusak)",
    ),
    (
        "All UIDs that lay there, scanned or tapped: one a line, or a CSV with a column `uid`",
        "Semua UID di sana, dipindai atau ditempelkan: satu tiap baris, atau CSV dengan kolom \
         `uid`",
    ),
    (
        "End: what differs is counted once more, then all is shown",
        "Selesai: yang berbeda dihitung sekali lagi, lalu semua ditampilkan",
    ),
    (
        "Book what stays different; a second person agrees",
        "Bukukan yang tetap berbeda; orang kedua menyetujui",
    ),
    (
        "Spoiled cards by name, those that may be alive first: the list of a destruction",
        "Kartu rusak satu per satu, yang mungkin masih hidup dahulu: daftar untuk pemusnahan",
    ),
    ("Every paper that blanks moved under", "Semua surat yang mendasari gerakan blangko"),
    (
        "Blanks by place, each lane's line, and what is left",
        "Blangko menurut tempat, baris tiap jalur, dan sisanya",
    ),
    (
        "Send blanks to another station; its signed file goes with the parcel",
        "Kirim blangko ke stasiun lain; berkas bertanda tangan menyertai paketnya",
    ),
    (
        "The other station's id, as a [[partner]] names it",
        "Id stasiun lain, seperti tertulis pada [[partner]] di berkas stasiun",
    ),
    (
        "Where the signed file is written; TRANSFER.jws if it is left out",
        "Tempat menulis berkas bertanda tangan; KIRIMAN.jws bila tidak disebut",
    ),
    (
        "Take in what another station sent, as counted; its receipt is written",
        "Terima kiriman stasiun lain menurut hitungan; tanda terimanya ditulis",
    ),
    (
        "The signed file that came with the parcel",
        "Berkas bertanda tangan yang datang bersama paket",
    ),
    ("As counted here", "Jumlah menurut hitungan di sini"),
    (
        "UIDs as scanned here: one a line, or a CSV with a column `uid`",
        "UID menurut pindaian di sini: satu tiap baris, atau CSV dengan kolom `uid`",
    ),
    (
        "The day on which it came, YYYY-MM-DD; today if it is left out",
        "Hari datangnya, TTTT-BB-HH; hari ini bila tidak disebut",
    ),
    (
        "Where the signed receipt is written; TRANSFER-receipt.jws if it is left out",
        "Tempat menulis tanda terima; KIRIMAN-receipt.jws bila tidak disebut",
    ),
    (
        "Book the other station's receipt: the parcel has arrived",
        "Bukukan tanda terima stasiun lain: paket sudah sampai",
    ),
    ("The signed receipt of the other station", "Tanda terima bertanda tangan dari stasiun lain"),
    (
        "Write the file of a transfer, or its receipt, once more",
        "Tulis sekali lagi berkas sebuah kiriman, atau tanda terimanya",
    ),
    (
        "Name of the transfer, as `stock transfers` shows it",
        "Nama kiriman, seperti pada `stock transfers`",
    ),
    (
        "Where it is written; TRANSFER.jws if it is left out",
        "Tempat menulisnya; KIRIMAN.jws bila tidak disebut",
    ),
    ("Every transfer to another station and from one", "Semua kiriman ke dan dari stasiun lain"),
    ("Ribbons: load, remove, destroy, show", "Pita: pasang, lepas, musnahkan, lihat"),
    ("A ribbon was put into a lane's printer", "Pita dipasang pada pencetak sebuah jalur"),
    ("Panels that it holds", "Jumlah panelnya"),
    ("The film of a retransfer printer", "Film pada pencetak retransfer"),
    (
        "It was taken out; it shows faces, and waits to be burnt",
        "Pita dilepas; wajah orang tampak padanya, maka menunggu dimusnahkan",
    ),
    (
        "Book a destruction of used ribbons before witnesses; a second person agrees",
        "Bukukan pemusnahan pita bekas di depan saksi; orang kedua menyetujui",
    ),
    ("Ribbons that were burnt", "Jumlah pita yang dimusnahkan"),
    (
        "Panels loaded, used and left, and used ribbons that wait",
        "Panel terpasang, terpakai, dan sisa, serta pita bekas yang menunggu",
    ),
    ("Book old cards that were taken back", "Bukukan kartu lama yang ditarik"),
    (
        "Cards of others' making. One that is taken when a new card is given is counted by itself",
        "Kartu buatan tempat lain. Kartu yang ditarik saat penyerahan kartu baru terhitung sendiri",
    ),
    (
        "perubahan_data, rusak, pindah_datang, ditemukan_kembali, meninggal",
        "Alasan: perubahan_data, rusak, pindah_datang, ditemukan_kembali, meninggal",
    ),
    (
        "The holder's NIK, read from standard input: only its digest is kept",
        "NIK pemilik, dibaca dari masukan standar: hanya sidiknya yang disimpan",
    ),
    ("A card of ours: lay it on the desk reader", "Kartu buatan kita: tempelkan pada pembaca meja"),
    ("A card of ours, by the UID of its chip", "Kartu buatan kita, menurut UID chipnya"),
    (
        "A card of ours, by its number in the register, year/station/n",
        "Kartu buatan kita, menurut nomornya dalam register, tahun/stasiun/n",
    ),
    (
        "A lane: show, release, confirm what only a person can see",
        "Jalur: lihat, lepaskan, pastikan yang hanya tampak oleh orang",
    ),
    (
        "Each lane, its printer and whether it stands still",
        "Tiap jalur, pencetaknya, dan apakah berhenti",
    ),
    (
        "A person has looked and helped: the lane goes on, with the card in it first",
        "Seseorang sudah melihat dan membantu: jalur berjalan lagi, kartu di dalamnya dahulu",
    ),
    (
        "Say what a retransfer printer can't: its film, and the temperature on its display",
        "Sebutkan yang tidak dapat dikatakan pencetak retransfer: filmnya, dan suhu pada layarnya",
    ),
    (
        "OK: enough for this shift; ended: at its end",
        "ok: cukup untuk giliran ini; ended: sudah habis",
    ),
    ("Degrees Celsius", "Derajat Celsius"),
    (
        "Cards that were lost sight of: list, settle",
        "Kartu yang tidak diketahui tempatnya: daftar, selesaikan",
    ),
    (
        "Each unknown card: what happened, where to look, what to do",
        "Tiap kartu yang dicari: apa yang terjadi, cari di mana, lakukan apa",
    ),
    ("Say where an unknown card was found", "Sebutkan di mana kartu yang dicari ditemukan"),
    ("Its job, as `unknown list` shows it", "Pekerjaannya, seperti pada `unknown list`"),
    ("Where it was found", "Di mana ditemukan"),
    ("Printed and whole, at the output", "Tercetak dan utuh, di keluaran"),
    ("In the reject box, or spoiled in the machine", "Di kotak tolak, atau rusak di dalam mesin"),
    (
        "A blank that was never touched: it goes back into the hopper",
        "Blangko yang tidak tersentuh: kembali ke tempat blangko",
    ),
    (
        "Nowhere; the second person who says so makes it missing",
        "Tidak ada di mana pun; pernyataan orang kedua menjadikannya hilang",
    ),
    (
        "Lay the card on the desk reader: its UID, and if need be its chip, is read",
        "Tempelkan kartu pada pembaca meja: UID-nya, dan bila perlu chipnya, dibaca",
    ),
];

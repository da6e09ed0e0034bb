//! The counter: persons, cards, parcels.

/// English, Indonesian.
pub const WORDS: &[(&str, &str)] = &[
    ("Stasiun cetak KTP-el · KTP-el print station", "Stasiun cetak KTP-el"),
    (
        "Stasiun cetak KTP-el · KTP-el print station.\n\nWhat changes something goes through the \
         running daemon (`cetakd run`); `init`, reads and `journal verify` need none.",
        "Stasiun cetak KTP-el.\n\nYang mengubah sesuatu berjalan lewat daemon (`cetakd run`); \
         `init`, pembacaan, dan `journal verify` tidak memerlukannya.",
    ),
    (
        "Who gives the command; the PIN is asked for, or read from the file CETAKD_PIN_FILE",
        "Siapa yang memberi perintah; PIN ditanyakan, atau dibaca dari berkas CETAKD_PIN_FILE",
    ),
    (
        "What the source and our books say of a person",
        "Apa kata sumber data dan buku kita tentang seseorang",
    ),
    (
        "NIK, 16 digits; `-` or nothing reads it from standard input",
        "NIK, 16 angka; `-` atau kosong: dibaca dari masukan standar",
    ),
    (
        "Issue a *tanda pengambilan* if the record is ready, or if a card of theirs waits here; \
         the reason of the card. Who has one that is still good gets the same number again",
        "Terbitkan tanda pengambilan bila rekaman siap, atau bila kartunya menunggu di sini; \
         sebutkan alasan kartunya. Yang masih punya tanda berlaku mendapat nomor yang sama lagi",
    ),
    (
        "The receipt, given for another reason, that the new one takes the place of",
        "Tanda pengambilan dengan alasan lain yang digantikan oleh yang baru",
    ),
    (
        "Issue a *Surat Keterangan Perekaman* if the record is not ready yet",
        "Terbitkan Surat Keterangan Perekaman bila rekaman belum siap",
    ),
    (
        "Print a card for a person, as far as the output",
        "Cetak kartu untuk seseorang, sampai di keluaran",
    ),
    (
        "NIK, 16 digits; `-` or nothing reads it from standard input, out of the process list. \
         Or the number of a receipt (`year/station/n`), or the text of its QR",
        "NIK, 16 angka; `-` atau kosong: dibaca dari masukan standar agar tidak tampak di daftar \
         proses. Atau nomor tanda pengambilan (`tahun/stasiun/n`), atau teks QR-nya",
    ),
    (
        "baru, pindah_datang, perubahan_data, rusak, hilang, perpanjangan_oa, luar_domisili",
        "Alasan: baru, pindah_datang, perubahan_data, rusak, hilang, perpanjangan_oa, \
         luar_domisili",
    ),
    (
        "A paper that the clerk has in hand: ktp_lama, ktp_rusak, surat_kehilangan, kitap",
        "Dokumen yang dipegang petugas: ktp_lama, ktp_rusak, surat_kehilangan, kitap",
    ),
    (
        "Lane to print at; without it, one that has blanks",
        "Jalur cetak; tanpa ini, jalur yang berisi blangko",
    ),
    (
        "Why this person comes first: lansia, disabilitas, sakit, pendidikan, pekerjaan, ibadah, \
         bencana, perintah",
        "Mengapa orang ini didahulukan: lansia, disabilitas, sakit, pendidikan, pekerjaan, \
         ibadah, bencana, perintah",
    ),
    (
        "If the person has a card: ditarik (it is here and is withdrawn before the new one is \
         given), hilang (with --police-letter), or tidak_ada. A second person agrees",
        "Bila orang ini sudah punya kartu: ditarik (kartu ada di sini dan ditarik sebelum yang \
         baru diserahkan), hilang (dengan --police-letter), atau tidak_ada. Orang kedua \
         menyetujui",
    ),
    ("Number of the letter of loss of the police", "Nomor surat kehilangan dari kepolisian"),
    ("Date on that letter, YYYY-MM-DD", "Tanggal surat itu, TTTT-BB-HH"),
    (
        "Say of a printed card that it is good or spoiled",
        "Nyatakan kartu yang sudah dicetak baik atau rusak",
    ),
    ("What it is", "Baik (good) atau rusak (spoiled)"),
    (
        "Lay the card on the desk reader: its chip is read whole and compared",
        "Tempelkan kartu pada pembaca meja: chipnya dibaca utuh dan dibandingkan",
    ),
    (
        "Names the card where it isn't tapped and several wait",
        "UID kartu, bila tidak ditempelkan dan ada beberapa yang menunggu",
    ),
    (
        "Why it is spoiled: gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip",
        "Mengapa rusak: gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip",
    ),
    ("A card into a person's hand: show, give", "Kartu ke tangan pemiliknya: lihat, serahkan"),
    (
        "Whose card this is: what the holder is to compare. The look is booked",
        "Kartu siapa ini: yang harus dicocokkan pemilik. Pembacaan ini dicatat",
    ),
    (
        "Lay the card on the desk reader: its chip is read whole, and the centre's signature \
         checked",
        "Tempelkan kartu pada pembaca meja: chipnya dibaca utuh dan tanda tangan pusat diperiksa",
    ),
    ("UID of its chip", "UID chipnya"),
    ("Its number in the register, year/station/n", "Nomornya dalam register, tahun/stasiun/n"),
    (
        "Give the card: everything seen and signed",
        "Serahkan kartu: semua sudah dilihat dan ditandatangani",
    ),
    ("Number or QR of the *tanda pengambilan*", "Nomor atau QR tanda pengambilan"),
    (
        "Agenda number or QR of the *Surat Keterangan Perekaman*",
        "Nomor agenda atau QR Surat Keterangan Perekaman",
    ),
    ("The original family card was seen", "Kartu keluarga asli sudah dilihat"),
    (
        "What the holder has compared, each one: nama,nik,alamat,foto",
        "Yang sudah dicocokkan pemilik, semuanya: nama,nik,alamat,foto",
    ),
    (
        "The holder's or collector's signature, a PNG file",
        "Tanda tangan pemilik atau pengambil, berkas PNG",
    ),
    (
        "If somebody else collects it: suami, istri, anak, orang_tua, saudara, wali, kuasa",
        "Bila orang lain yang mengambil: suami, istri, anak, orang_tua, saudara, wali, kuasa",
    ),
    ("Number of the *surat kuasa*", "Nomor surat kuasa"),
    ("The collector's name; it lies sealed", "Nama pengambil; disimpan tersegel"),
    (
        "Result of a 1:1 check made on other equipment: match, no_match",
        "Hasil pemeriksaan sidik jari 1:1 pada alat lain: match (cocok), no_match (tidak cocok)",
    ),
    ("The old card was taken", "Kartu lama sudah ditarik"),
    (
        "The sorting desk: tap a card, see whose it is, good or spoiled",
        "Meja sortir: tempelkan kartu, lihat milik siapa, baik atau rusak",
    ),
    (
        "Whose the tapped card should be, before anything is said of it",
        "Kartu yang ditempelkan seharusnya milik siapa, sebelum dinyatakan apa pun",
    ),
    (
        "The tapped card is good: its chip is read whole and compared",
        "Kartu yang ditempelkan baik: chipnya dibaca utuh dan dibandingkan",
    ),
    ("The tapped card is spoiled", "Kartu yang ditempelkan rusak"),
    (
        "gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip",
        "Alasan: gagal_cetak, gagal_encode, rusak, cacat_pabrik, tidak_ada_chip",
    ),
    (
        "Parcels for a kecamatan: begin, add, remove, close, receive, list, unclaimed …",
        "Kiriman kartu ke kecamatan: mulai, tambah, keluarkan, tutup, terima, daftar, belum \
         diambil …",
    ),
    (
        "Begin a parcel for a kecamatan; its number is that of the packing list",
        "Mulai kiriman untuk kecamatan; nomornya sama dengan daftar isi",
    ),
    ("Name of the kecamatan", "Nama kecamatan"),
    ("Number of the parcel", "Nomor kiriman"),
    ("Put a ready card of that kecamatan into it", "Masukkan kartu siap milik kecamatan itu"),
    ("Take a card out of it again", "Keluarkan lagi sebuah kartu"),
    ("It leaves with this BAST", "Kiriman berangkat dengan BAST ini"),
    ("Number of the Berita Acara Serah Terima", "Nomor Berita Acara Serah Terima"),
    (
        "Date on the paper, YYYY-MM-DD; today if it is left out",
        "Tanggal pada surat, TTTT-BB-HH; hari ini bila tidak disebut",
    ),
    (
        "Count it where it arrives; name each card that differs from the list",
        "Hitung di tempat tujuan; sebutkan tiap kartu yang berbeda dari daftar",
    ),
    ("Cards that are there, strangers with them", "Kartu yang ada, termasuk yang tidak terdaftar"),
    ("UID of a card that is listed and not there", "UID kartu yang terdaftar tetapi tidak ada"),
    ("UID of a card that is there and not listed", "UID kartu yang ada tetapi tidak terdaftar"),
    (
        "A card that was missing at the count has come after all",
        "Kartu yang kurang saat dihitung ternyata datang",
    ),
    ("A card that nobody came for is back", "Kartu yang tidak diambil sudah kembali"),
    ("Parcels, or the cards of one", "Daftar kiriman, atau kartu dalam satu kiriman"),
    (
        "Cards that wait for their holder longer than the office allows, longest first",
        "Kartu yang menunggu pemiliknya melewati batas kantor, terlama dahulu",
    ),
    (
        "Days; without it the first of the station file's three",
        "Jumlah hari; tanpa ini, yang pertama dari tiga di berkas stasiun",
    ),
    ("Note a complaint on a card", "Catat pengaduan atas sebuah kartu"),
    (
        "salah_data, chip_tidak_terbaca, cetakan_buruk, fisik, lainnya",
        "Jenis: salah_data, chip_tidak_terbaca, cetakan_buruk, fisik, lainnya",
    ),
    ("Number under which the office keeps the complaint", "Nomor pengaduan di kantor"),
    (
        "Time per step at the counter against the standard",
        "Waktu tiap langkah di loket dibandingkan dengan standar",
    ),
    (
        "Both faces of a synthetic person as PNG and a true-size PDF proof",
        "Kedua muka kartu orang buatan sebagai PNG dan bukti PDF berukuran asli",
    ),
    (
        "Folder for front.png, back.png and proof.pdf",
        "Folder untuk front.png, back.png, dan proof.pdf",
    ),
];

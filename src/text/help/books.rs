//! Days, register, journal, people, papers, the station itself.

/// English, Indonesian.
pub const WORDS: &[(&str, &str)] = &[
    (
        "Address and port on which browsers find the counter, as 127.0.0.1:8440",
        "Alamat dan pintu tempat peramban menemukan loket, misalnya 127.0.0.1:8440",
    ),
    ("The station file", "Berkas stasiun"),
    ("Language of sentences", "Bahasa kalimat"),
    (
        "Data as JSON on standard output; sentences go to standard error",
        "Data sebagai JSON di keluaran standar; kalimat ke keluaran galat",
    ),
    ("Print help (see more with '--help')", "Tampilkan bantuan (lebih lengkap dengan '--help')"),
    ("Print help (see a summary with '-h')", "Tampilkan bantuan (ringkasan dengan '-h')"),
    ("Print help", "Tampilkan bantuan"),
    ("Print version", "Tampilkan versi"),
    (
        "Print this message or the help of the given subcommand(s)",
        "Tampilkan pesan ini, atau bantuan sebuah perintah",
    ),
    (
        "Make a station: its file, its keys, an empty journal",
        "Buat stasiun: berkasnya, kuncinya, jurnal kosong",
    ),
    (
        "Station id; the source's certificate carries the same",
        "Id stasiun; sama dengan pada sertifikat sumber data",
    ),
    ("Name of the office, as papers bear it", "Nama kantor, seperti pada surat"),
    ("Time zone of the office", "Zona waktu kantor"),
    ("Folder with certificates and the card master key", "Folder sertifikat dan kunci induk kartu"),
    ("Folder with layouts, chip profiles and fonts", "Folder tata letak, profil chip, dan huruf"),
    (
        "PRR source: https://host:port or folder:PATH",
        "Sumber PRR: https://host:port atau folder:JALAN",
    ),
    (
        "A lane as NAME=PRINTER,READER; may be given several times",
        "Jalur sebagai NAMA=PENCETAK,PEMBACA; boleh beberapa kali",
    ),
    ("Reader on which people tap a card", "Pembaca tempat orang menempelkan kartu"),
    ("Run the daemon until SIGTERM or Ctrl-C", "Jalankan daemon sampai SIGTERM atau Ctrl-C"),
    ("The day of the books: show, close", "Hari pembukuan: lihat, tutup"),
    (
        "What each printer counted and what became of it; what keeps the day open",
        "Hitungan tiap pencetak dan hasilnya; apa yang membuat hari tetap terbuka",
    ),
    (
        "Close it: alone where all is explained, else under a paper with a second person",
        "Tutup: sendiri bila semua jelas, selain itu dengan surat dan orang kedua",
    ),
    (
        "Number of the Berita Acara under which a kepala takes on what differs",
        "Nomor Berita Acara yang dengannya kepala menanggung selisih",
    ),
    ("The print register", "Buku register cetak"),
    (
        "Printed cards, newest first; everything that is given must fit",
        "Kartu tercetak, terbaru dahulu; semua yang disebut harus cocok",
    ),
    (
        "One person's cards; `-` reads the NIK from standard input. Asked through the daemon: \
         who looks for somebody leaves an entry",
        "Kartu seseorang; `-` membaca NIK dari masukan standar. Lewat daemon: siapa yang mencari \
         orang meninggalkan catatan",
    ),
    (
        "Whole words of the name, in any order. Asked through the daemon, too",
        "Kata utuh dari nama, urutan bebas. Ditanyakan lewat daemon juga",
    ),
    (
        "Names and NIK in clear, for this purpose: layanan, penyerahan, pengaduan, pemeriksaan, \
         pengawasan",
        "Nama dan NIK terbuka, untuk keperluan: layanan, penyerahan, pengaduan, pemeriksaan, \
         pengawasan",
    ),
    ("Kecamatan of the holder", "Kecamatan pemilik"),
    ("First day, YYYY-MM-DD", "Hari pertama, TTTT-BB-HH"),
    ("Last day", "Hari terakhir"),
    ("Who printed it", "Petugas yang mencetak"),
    ("The page behind this number", "Halaman sesudah nomor ini"),
    ("Rows at once", "Jumlah baris sekali tampil"),
    (
        "The NIK unmasked, for this purpose: layanan, penyerahan, pengaduan, pemeriksaan, \
         pengawasan",
        "NIK tanpa samaran, untuk keperluan: layanan, penyerahan, pengaduan, pemeriksaan, \
         pengawasan",
    ),
    ("The journal: verify, show", "Jurnal: periksa, lihat"),
    (
        "Check the chain, every entry, and every table against the journal",
        "Periksa rantai, setiap catatan, dan setiap tabel terhadap jurnal",
    ),
    (
        "A head from a paper or a report, as SEQ:HASH: it must be one of this journal",
        "Kepala jurnal dari surat atau laporan, sebagai URUT:KEPALA: harus milik jurnal ini",
    ),
    (
        "Make every table anew from the journal, while the daemon is down",
        "Buat ulang setiap tabel dari jurnal, selama daemon mati",
    ),
    ("Entries in one line each", "Catatan, satu tiap baris"),
    ("First entry", "Catatan pertama"),
    ("At most so many", "Paling banyak sekian"),
    (
        "A proven copy of the books, while the daemon prints",
        "Salinan buku yang terbukti, selagi daemon mencetak",
    ),
    ("A file that is not there yet", "Berkas yang belum ada"),
    (
        "Put a backup in the place of the journal, while the daemon is down",
        "Pasang cadangan di tempat jurnal, selama daemon mati",
    ),
    ("What `cetakd backup` made", "Hasil `cetakd backup`"),
    (
        "The last head of the lost journal that somebody kept, as SEQ:HASH from a paper or a \
         report",
        "Kepala terakhir jurnal yang hilang yang masih disimpan orang, sebagai URUT:KEPALA dari \
         surat atau laporan",
    ),
    ("The computer's clock: show, confirm", "Jam komputer: lihat, pastikan"),
    ("Whether the clock waits for a person", "Apakah jam menunggu kepastian orang"),
    (
        "The clock was compared with another and is right: new cards may begin",
        "Jam sudah dibandingkan dengan jam lain dan benar: kartu baru boleh dimulai",
    ),
    ("Who looked at whose data", "Siapa melihat data siapa"),
    (
        "One person's, by NIK; `-` reads it from standard input. For kepala and auditor",
        "Milik seseorang, menurut NIK; `-` membacanya dari masukan standar. Untuk kepala dan \
         auditor",
    ),
    ("A row for each look", "Satu baris untuk tiap kali melihat"),
    (
        "A row for each look; else those of one person at another on one day are one. CSV and \
         XLSX always have each",
        "Satu baris untuk tiap kali melihat; tanpa ini, yang sama orang dan hari jadi satu. CSV \
         dan XLSX selalu memuat semuanya",
    ),
    ("The page behind this entry of the journal", "Halaman sesudah catatan jurnal ini"),
    (
        "Personal data past its time of keeping: how many, and their end",
        "Data pribadi yang lewat masa simpan: berapa, dan penghapusannya",
    ),
    (
        "Destroy the keys; without it, it is only said how many",
        "Musnahkan kuncinya; tanpa ini hanya disebut jumlahnya",
    ),
    (
        "People: add, role, remove, pin, unlock, list",
        "Petugas: tambah, peran, cabut, pin, buka kunci, daftar",
    ),
    (
        "Add somebody; the first one is a kepala. They type their own PIN",
        "Tambah petugas; yang pertama seorang kepala. Ia mengetik PIN-nya sendiri",
    ),
    (
        "Sign-in name: 2 to 32 of a–z, 0–9, `-`, `_`, `.`",
        "Nama masuk: 2 sampai 32 dari a–z, 0–9, `-`, `_`, `.`",
    ),
    (
        "loket, operator, pengurus_barang, kepala, auditor",
        "Peran: loket, operator, pengurus_barang, kepala, auditor",
    ),
    ("Give somebody another role", "Beri petugas peran lain"),
    (
        "End somebody's access. The name is never given again",
        "Akhiri akses petugas. Namanya tidak pernah dipakai lagi",
    ),
    ("Sign-in name", "Nama masuk"),
    (
        "Set one's own PIN; another's takes a second person",
        "Ganti PIN sendiri; PIN orang lain memerlukan orang kedua",
    ),
    ("Whose; one's own if it is left out", "Milik siapa; milik sendiri bila tidak disebut"),
    (
        "Let somebody sign in again after too many wrong PINs",
        "Izinkan petugas masuk lagi setelah terlalu banyak PIN salah",
    ),
    ("Everybody, with role and state", "Semua petugas, dengan peran dan keadaan"),
    (
        "Commands that wait for a second person: agree, list, show, decline",
        "Perintah yang menunggu orang kedua: setujui, daftar, lihat, tolak",
    ),
    (
        "Agree to this one, under one's own name: it is checked anew and carried out",
        "Setujui yang ini atas nama sendiri: diperiksa ulang lalu dilaksanakan",
    ),
    (
        "Everything that was ever asked for, and what became of it",
        "Semua yang pernah diminta, dan hasilnya",
    ),
    (
        "What one of them would do, in a sentence",
        "Apa yang akan dilakukan salah satunya, dalam satu kalimat",
    ),
    ("Its number, as `approve list` shows it", "Nomornya, seperti pada `approve list`"),
    ("Refuse it, or take it back", "Tolak, atau tarik kembali"),
    (
        "Papers and exports: register, day, bast, destruction, packing, receipt, month, breach …",
        "Surat dan ekspor: register, harian, bast, pemusnahan, daftar isi, tanda pengambilan, \
         bulanan, pelanggaran …",
    ),
    (
        "The file; volumes get a number before its ending, tables of several their names",
        "Berkasnya; jilid diberi nomor sebelum akhirannya, tabel-tabel diberi namanya",
    ),
    (
        "The first, second, third of several closes on that date",
        "Penutupan pertama, kedua, ketiga pada tanggal itu",
    ),
    (
        "Any Berita Acara, by its number: burnt ribbons, a counter-entry, blanks spoiled by hand \
         too",
        "Berita Acara apa pun, menurut nomornya: juga pita yang dibakar, pembetulan, blangko yang \
         dirusakkan",
    ),
    (
        "CSV and XLSX hold the tables of register, day, month and breach",
        "CSV dan XLSX memuat tabel register, harian, bulanan, dan pelanggaran",
    ),
    (
        "Buku Register: printed cards between two days, in volumes",
        "Buku Register: kartu tercetak di antara dua hari, berjilid",
    ),
    (
        "Names and NIKs in clear, for this purpose",
        "Nama dan NIK tanpa samaran, untuk keperluan ini",
    ),
    (
        "Lembar harian: the open day, or one closed on a date",
        "Lembar harian: hari yang terbuka, atau yang ditutup pada suatu tanggal",
    ),
    (
        "Day of the close, YYYY-MM-DD; the open day if it is left out",
        "Hari penutupan, TTTT-BB-HH; hari yang terbuka bila tidak disebut",
    ),
    ("Berita Acara Serah Terima, by its number", "Berita Acara Serah Terima, menurut nomornya"),
    ("Its number", "Nomornya"),
    ("Berita Acara of a destruction, by its number", "Berita Acara pemusnahan, menurut nomornya"),
    (
        "Berita Acara of a stock-take: the last one, or the one that an entry began",
        "Berita Acara perhitungan: yang terakhir, atau yang dimulai oleh sebuah catatan",
    ),
    ("The entry that began it", "Catatan yang memulainya"),
    ("Berita Acara of differences, by its number", "Berita Acara selisih, menurut nomornya"),
    ("Packing list of a parcel", "Daftar isi kiriman"),
    ("Tanda pengambilan, by its number", "Tanda pengambilan, menurut nomornya"),
    (
        "Surat Keterangan Perekaman, by its agenda number",
        "Surat Keterangan Perekaman, menurut nomor agendanya",
    ),
    ("Report of a month, YYYY-MM", "Laporan bulanan, TTTT-BB"),
    ("The month, YYYY-MM", "Bulannya, TTTT-BB"),
    (
        "Whom a person, a lane or a time touched (UU 27/2022)",
        "Siapa yang terkena oleh seorang petugas, jalur, atau masa (UU 27/2022)",
    ),
    (
        "One person; `-` reads the NIK from standard input",
        "Seseorang; `-` membaca NIK dari masukan standar",
    ),
    ("Who looked or worked", "Petugas yang melihat atau bekerja"),
    (
        "The public key by which others verify this station's papers, PEM",
        "Kunci publik untuk memeriksa surat stasiun ini, PEM",
    ),
    (
        "Whether a paper is one of this station's, unchanged, and the journal still agrees",
        "Apakah surat berasal dari stasiun ini, tidak diubah, dan masih sesuai jurnal",
    ),
    (
        "Text of the QR, a PDF file, or `-` for the text on standard input",
        "Teks QR, berkas PDF, atau `-` untuk teks dari masukan standar",
    ),
    (
        "Public key of another station, as `paper key` of that station writes it; the journal is \
         not looked at then",
        "Kunci publik stasiun lain, seperti ditulis `paper key` di sana; jurnal tidak dilihat",
    ),
    (
        "Check every device, file, font and certificate, and say what to do about each fault",
        "Periksa setiap alat, berkas, huruf, dan sertifikat, dan sebutkan cara mengatasi tiap \
         kekurangan",
    ),
];

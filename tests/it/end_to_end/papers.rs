//! Papers of a real office: every one made from what was booked, its numbers as the books say
//! them, its QR read off the printed page and believed, and a changed one not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hw_sim::source::cast;
use serde_json::Value;

use super::people::{by, open_approval, peopled};
use crate::rig::{Office, Said, edit};

/// What a PDF viewer finds, its blanks made one.
fn text(pdf: &Path) -> String {
    let said = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    assert!(said.status.success(), "{said:?}");
    let text = String::from_utf8(said.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Texts of the QRs on the first page, as a camera sees it.
fn codes(pdf: &Path) -> Vec<String> {
    let picture = pdf.with_extension("");
    let drawn = Command::new("pdftoppm")
        .args(["-png", "-r", "200", "-f", "1", "-l", "1", "-singlefile"])
        .args([pdf, &picture])
        .status();
    assert!(drawn.unwrap().success());
    let file = std::io::BufReader::new(fs::File::open(picture.with_extension("png")).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let (width, height) = (frame.width as usize, frame.height as usize);
    let channels = frame.color_type.samples();
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixels[(y * width + x) * channels]
    });
    let grids = seen.detect_grids();
    grids.iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

fn seal(pdf: &Path) -> String {
    let seals: Vec<String> =
        codes(pdf).into_iter().filter(|text| text.starts_with("CETAKD1:")).collect();
    assert_eq!(seals.len(), 1, "{}", pdf.display());
    seals.into_iter().next().unwrap()
}

pub(super) struct Made {
    pub path: PathBuf,
    pub text: String,
}

impl Made {
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for words in words {
            assert!(self.text.contains(words), "`{words}` is not in: {}", self.text);
        }
    }
}

/// A paper as somebody has it made; genuine by its QR and by every value of its file.
#[track_caller]
pub(super) fn paper(office: &Office, who: &str, rest: &[&str]) -> Made {
    named(office, who, rest, rest[0])
}

/// The same, where the paper bears another name than the command.
#[track_caller]
pub(super) fn named(office: &Office, who: &str, rest: &[&str], name: &str) -> Made {
    let path = office.path(&format!("{name}.pdf"));
    let out = path.display().to_string();
    let made = by(office, who, &[&["paper"], rest, &["--out", &out]].concat()).expect(0);
    assert_eq!(made.json()["files"][0], out);
    let scanned = verify(office, &seal(&path)).expect(0).json();
    assert_eq!((&scanned["genuine"], &scanned["journal"]), (&true.into(), &true.into()));
    let file = verify(office, &out).expect(0).json();
    assert_eq!((&file["values"], &file["paper"]), (&true.into(), &name.into()), "{file}");
    let text = text(&path);
    assert!(text.contains("Halaman 1 dari "), "{text}");
    let head = office.json(&["journal", "verify"]);
    let entry = file["entry"].as_u64().unwrap();
    assert!(text.contains(&format!("Kepala jurnal: catatan {entry} ")), "{text} {head}");
    one_form_of_dates(&text);
    if let Some(kept) = std::env::var_os("PAPERS_KEPT") {
        let kept = Path::new(&kept).join(rest.join("-").replace('/', "_") + ".pdf");
        fs::copy(&path, kept).unwrap();
    }
    Made { path, text }
}

/// `27 November 2026 14:05 WIB` and nothing else.
#[track_caller]
fn one_form_of_dates(text: &str) {
    assert!(text.contains(" WIB") && !text.contains("UTC"), "{text}");
    let shape = |c: char| if c.is_ascii_digit() { '9' } else { c };
    for word in text.split_whitespace() {
        let shape: String = word.chars().map(shape).collect();
        assert!(!shape.contains("9999-99-99") && !shape.contains("99-99-9999"), "{word}: {text}");
    }
}

fn verify(office: &Office, what: &str) -> Said {
    office.cetakd(&["verify-paper", what, "--json"])
}

#[track_caller]
pub(super) fn two(office: &Office, first: &str, second: &str, arguments: &[&str]) {
    by(office, first, arguments).fails(4, "CMD-40");
    by(office, second, &["approve", &open_approval(office)]).expect(0);
}

fn number(of: &Value) -> String {
    of.as_str().unwrap().to_owned()
}

/// A man whose card is spoiled, a woman whose card is ready.
fn worked() -> (Office, Value, Value) {
    let mut office = peopled();
    assert!(office.stop().success());
    let file = fs::read_to_string(office.config()).unwrap();
    let letters = "[suket]\nallowed = true\nsignatory = \"Camat Contoh\"\ncontact = \"021-0\"\n";
    fs::write(office.config(), format!("{file}\n{letters}")).unwrap();
    office.start();
    let print =
        |nik: &str| by(&office, "omar", &["print", "--reason", "baru", nik]).expect(0).json();
    let his = print(cast::ORDINARY_MAN);
    office.tap();
    let spoiled = ["inspect", "spoiled", "--reason", "gagal_cetak", "--tap"];
    by(&office, "omar", &spoiled).expect(0);
    office.lift();
    let hers = print(cast::ORDINARY_WOMAN);
    office.tap();
    by(&office, "omar", &["sort", "good"]).expect(0);
    office.lift();
    (office, his, hers)
}

/// Two values of the first page change places, by a hand that knows what a PDF is: what is shown
/// (`Tj`), or where (`Td`), so that whoever reads the stream finds the old order.
fn forge(pdf: &Path, forged: &Path, what: &str) {
    let mut document = lopdf::Document::load(pdf).unwrap();
    let page = document.get_pages()[&1];
    let content = document.get_page_content(page);
    let mut content = lopdf::content::Content::decode(&content).unwrap();
    let shown: Vec<usize> = (0..content.operations.len())
        .filter(|at| content.operations[*at].operator == what)
        .take(12)
        .collect();
    let (one, other) = (shown[shown.len() - 1], shown[shown.len() - 3]);
    let value = content.operations[one].operands.clone();
    assert_ne!(value, content.operations[other].operands);
    content.operations[one].operands = content.operations[other].operands.clone();
    content.operations[other].operands = value;
    document.change_page_content(page, content.encode().unwrap()).unwrap();
    document.save(forged).unwrap();
}

#[test]
fn register_and_day_say_what_is_booked_and_a_changed_value_is_not_believed() {
    let (office, his, hers) = worked();
    let register =
        |who: &str, rest: &[&str]| paper(&office, who, &[&["register"][..], rest].concat());
    let masked = register("omar", &[]);
    for card in [&his, &hers] {
        masked.says(&[card["uid"].as_str().unwrap()]);
    }
    masked.says(&["BUKU REGISTER DOKUMEN KTP-EL", "2 kartu dalam jilid ini, 2 seluruhnya."]);
    assert!(!masked.text.contains(cast::ORDINARY_WOMAN), "{}", masked.text);
    by(&office, "omar", &["paper", "register", "--clear", "pengawasan"]).fails(3, "SGN-04");
    let looks = |office: &Office| office.events("personal_data_shown").len();
    let before = looks(&office);
    let clear = register("kartini", &["--clear", "pengawasan"]);
    assert_eq!(looks(&office), before + 1);
    clear.says(&[cast::ORDINARY_WOMAN, cast::ORDINARY_MAN, "rusak", "siap"]);

    let day = paper(&office, "omar", &["day"]);
    let shown = office.json(&["day", "show"]);
    let lane = &shown["lanes"][0];
    // Pagi, masuk, baik, rusak, di mesin, dicari, tak jelas, selisih, sisa, dihitung.
    let line = format!("A {} {} 2 0 0 0 0 0 18 –", lane["opening"], lane["loaded"]);
    day.says(&[&line, "Hari yang berjalan", "Belum dihitung sejak penutupan terakhir."]);

    let forged = office.path("forged.pdf");
    for what in ["Tj", "Td"] {
        forge(&clear.path, &forged, what);
        let said = verify(&office, &forged.display().to_string()).expect(3);
        assert!(said.err.contains("PAP-23") && said.err.contains("ALTERED"), "{}", said.err);
        assert_eq!(
            (&said.json()["values"], &said.json()["genuine"]),
            (&false.into(), &false.into())
        );
    }
    let mut document = lopdf::Document::load(&clear.path).unwrap();
    document.catalog_mut().unwrap().remove(b"CetakdPaper");
    document.save(&forged).unwrap();
    let said = verify(&office, &forged.display().to_string()).expect(3);
    assert!(said.err.contains("PAP-25"), "{}", said.err);
    assert_eq!((&said.json()["values"], &said.json()["genuine"]), (&Value::Null, &false.into()));

    let text = seal(&clear.path);
    let changed = format!("{}{}", &text[..text.len() - 9], "AAAAAAAAA");
    verify(&office, &changed).fails(3, "PAP-22");
    verify(&office, "CETAKD1:NOTHING").fails(2, "PAP-20");
    let other = peopled();
    paper(&other, "omar", &["day"]);
    let path = other.path("day.pdf").display().to_string();
    let said = verify(&office, &path);
    // Two offices of the tests bear one name: the signature alone parts them.
    said.fails(3, "PAP-22");
    let key = other.cetakd(&["paper", "key"]).expect(0).out;
    let with = office.path("other.pem").display().to_string();
    other.cetakd(&["paper", "key", "--out", &with]).expect(0);
    assert_eq!(fs::read_to_string(&with).unwrap(), key);
    let known = office.cetakd(&["verify-paper", &path, "--key", &with, "--json"]).expect(0).json();
    assert_eq!((&known["values"], &known["journal"]), (&true.into(), &Value::Null));
    // With the other's key here the paper is genuine, and this journal is not the one it names.
    fs::copy(other.path("data/paper.key"), office.path("data/paper.key")).unwrap();
    verify(&office, &path).expect(8).json();
    let (key, path) = (with.as_str(), path.as_str());
    let alone = ["verify-paper", path, "--key", key, "--config", "/nowhere/station.toml", "--json"];
    office.cetakd(&alone).fails(3, "PAP-26");
    edit(&office.config(), "SPESIMEN-01", "LAIN-02");
    let own = clear.path.display().to_string();
    verify(&office, &own).fails(3, "PAP-21");
}

#[test]
fn papers_of_blanks_name_what_was_received_counted_burnt_and_who_agreed() {
    let (office, his, _) = worked();
    let bast = paper(&office, "kartini", &["bast", "470/1"]);
    bast.says(&["Nomor 470/1", "Blangko KTP-el 20", "penyedia blangko menyerahkan"]);
    by(&office, "kartini", &["paper", "bast", "470/99"]).fails(3, "PAP-01");

    let uid = office.path("burn.csv").display().to_string();
    fs::write(&uid, format!("{}\n", his["uid"].as_str().unwrap())).unwrap();
    let destroy = ["stock", "destroy", "1", "--document", "BA/1", "--uids", &uid, "--witness"];
    let witnesses = ["Budi Saksi, Satpol PP", "--witness", "Ani Saksi, Inspektorat"];
    two(&office, "kartini", "dewi", &[&destroy[..], &witnesses].concat());
    let burnt = paper(&office, "kartini", &["destruction", "BA/1"]);
    burnt.says(&[
        "dibakar 1 keping",
        "1 keping menurut daftar, 0 keping tanpa UID",
        his["uid"].as_str().unwrap(),
        his["register"].as_str().unwrap(),
        cast::ORDINARY_MAN,
        "Budi Saksi, Satpol PP",
        "Ani Saksi, Inspektorat",
        "Oleh : kartini",
        "Disetujui : dewi",
    ]);
    by(&office, "omar", &["paper", "destruction", "BA/1"]).fails(3, "SGN-04");
    assert_eq!(office.booked("destroyed"), 1);

    let enter = |place: &str, counted: &str| {
        by(&office, "omar", &["stock", "count", "enter", place, counted]).expect(0);
    };
    by(&office, "omar", &["stock", "count", "begin"]).expect(0);
    by(&office, "omar", &["paper", "day"]).fails(3, "PAP-02");
    let places =
        [("vault", "0"), ("hopper:A", "16"), ("output", "0"), ("ready", "1"), ("spoiled", "0")];
    places.iter().for_each(|(place, counted)| enter(place, counted));
    by(&office, "omar", &["stock", "count", "finish"]).expect(0);
    enter("hopper:A", "16");
    by(&office, "omar", &["stock", "count", "finish"]).expect(0);
    two(&office, "kartini", "dewi", &["stock", "count", "book", "--document", "BA/2"]);
    let day = paper(&office, "omar", &["day"]);
    day.says(&["0 -2 16 16", "tempat blangko A 0 16 16"]);
    let count = paper(&office, "kartini", &["stock-take"]);
    count.says(&[
        "tempat blangko A 18 16 -2 ya 0 omar",
        "siap diserahkan 1 1 0 tidak 0 omar",
        "Jumlah 19 17 -2",
    ]);
    let difference = paper(&office, "kartini", &["difference", "BA/2"]);
    difference.says(&["tempat blangko A 18 16 -2 ya", "Oleh : kartini", "Disetujui : dewi"]);
    assert!(!difference.text.contains("siap diserahkan"), "{}", difference.text);
    by(&office, "kartini", &["day", "close"]).expect(0);
    let today = office.json(&["day", "show"])["closed_on"].as_str().unwrap().to_owned();
    let closed = paper(&office, "kartini", &["day", "--closed", &today]);
    closed.says(&["Ditutup", "0 -2 16 16", "oleh kartini", "Berita Acara selisih : BA/2"]);

    let first = count_of(&office, 0);
    day_taken_on(&office, &enter);
    let earlier = paper(&office, "kartini", &["stock-take", "--begun", &first.to_string()]);
    earlier.says(&["tempat blangko A 18 16 -2 ya 0 omar", "Berita Acara BA/2"]);

    let month = paper(&office, "siti", &["month", &today[..7]]);
    month.says(&["1 Blangko diterima dengan BAST masuk 20", "(baris register) di kantor 2"]);
    month.says(&["6 Rusak di kantor 1", "dimusnahkan keluar 1", "11 Hilang keluar 2"]);
    month.says(&["tempat blangko A 0 20 4 16", "Jumlah 0"]);
    for absurd in ["2001-01", "0001-01", "9999-12"] {
        by(&office, "siti", &["paper", "month", absurd]).fails(3, "PAP-05");
    }
    let xlsx = office.path("month.xlsx").display().to_string();
    let export = ["paper", "month", &today[..7], "--format", "xlsx", "--out", &xlsx];
    by(&office, "siti", &export).expect(0);
    let mut book = zip::ZipArchive::new(fs::File::open(xlsx).unwrap()).unwrap();
    let mut sheets = Vec::new();
    for at in 1..=4 {
        let sheet = book.by_name(&format!("xl/worksheets/sheet{at}.xml")).unwrap();
        sheets.push(std::io::read_to_string(sheet).unwrap());
    }
    // Places, movements, reasons, days; numbers are numbers.
    let names = std::io::read_to_string(book.by_name("xl/workbook.xml").unwrap()).unwrap();
    assert!(names.contains("\"Gerakan dalam bulan ini\""), "{names}");
    assert!(
        sheets[1].contains("<v>20</v>") && sheets[0].contains("tempat blangko A"),
        "{}",
        sheets[1]
    );
    let csv = office.path("day.csv").display().to_string();
    let export =
        ["paper", "day", "--closed", &today, "--close", "2", "--format", "csv", "--out", &csv];
    by(&office, "omar", &export).expect(0);
    let places = fs::read_to_string(office.path("day-blangko-dan-kartu-per-tempat.csv")).unwrap();
    assert!(places.contains("\r\nKTP-el,tempat blangko A,16,16,15\r\n"), "{places}");
    let refused = ["paper", "bast", "470/1", "--format", "csv", "--out", &csv];
    by(&office, "kartini", &refused).fails(2, "PAP-11");
}

fn count_of(office: &Office, nth: usize) -> u64 {
    let entries = office.journal().into_iter();
    let mut begun = entries.filter(|entry| entry["event"]["type"] == "count_begun");
    begun.nth(nth).unwrap()["seq"].as_u64().unwrap()
}

/// Another one is missing; nobody books it, and two people close the day as it is.
fn day_taken_on(office: &Office, enter: &dyn Fn(&str, &str)) {
    by(office, "omar", &["stock", "count", "begin"]).expect(0);
    let places =
        [("vault", "0"), ("hopper:A", "15"), ("output", "0"), ("ready", "1"), ("spoiled", "0")];
    places.iter().for_each(|(place, counted)| enter(place, counted));
    by(office, "omar", &["stock", "count", "finish"]).expect(0);
    enter("hopper:A", "15");
    by(office, "omar", &["stock", "count", "finish"]).expect(0);
    let close = ["day", "close", "--document", "BA/3", "--remarks", "dicari sampai malam"];
    two(office, "kartini", "dewi", &close);
    let difference = paper(office, "kartini", &["difference", "BA/3"]);
    difference.says(&[
        "KTP-el di tempat blangko A: dihitung 15, dibukukan 16.",
        "dicari sampai malam",
        "Disetujui : dewi",
    ]);
    let today = office.json(&["day", "show"])["closed_on"].as_str().unwrap().to_owned();
    let day = paper(office, "kartini", &["day", "--closed", &today, "--close", "2"]);
    day.says(&["Berita Acara selisih : BA/3", "oleh kartini dan dewi", "16 15"]);
}

#[test]
fn papers_for_people_carry_their_names_and_leave_an_entry() {
    let (office, _, hers) = worked();
    let status = |nik: &str, wanted: &[&str]| {
        by(&office, "siti", &[&["status", nik], wanted].concat()).expect(0).json()
    };
    let issued = status(cast::ONE_WORD_NAME, &["--receipt", "baru"]);
    let receipt = paper(&office, "siti", &["receipt", issued["receipt"].as_str().unwrap()]);
    receipt.says(&[cast::ONE_WORD_NAME, "Dapat diambil mulai", "Petugas : siti"]);
    receipt.says(&[&format!("T-{}", number(&issued["receipt"]))]);
    assert!(!receipt.text.contains("KTP lama"), "a first card takes no other's place");
    assert!(codes(&receipt.path).contains(&number(&issued["qr"])));
    let issued = status(cast::BIO_CAPTURED, &["--suket"]);
    let letter = paper(&office, "siti", &["letter", issued["suket"].as_str().unwrap()]);
    letter.says(&[cast::BIO_CAPTURED, "Camat Contoh", "021-0", "menunggu diproses"]);
    letter.says(&["Nama (ditulis petugas) : ....", "Nama ....", "NIP ...."]);
    assert!(!letter.text.contains("BIO_CAPTURED"), "{}", letter.text);

    let hers_by_nik = ["register", "list", "--nik", cast::ORDINARY_WOMAN];
    office.cetakd(&[&hers_by_nik[..], &["--json"]].concat()).fails(3, "SGN-01");
    let row = by(&office, "siti", &hers_by_nik).expect(0).json()[0].clone();
    let to = row["kecamatan"].as_str().unwrap();
    let parcel = by(&office, "siti", &["ship", "begin", to]).expect(0).json();
    let parcel = number(&parcel["shipment"]);
    let uid = hers["uid"].as_str().unwrap();
    by(&office, "siti", &["ship", "add", &parcel, "--uid", uid]).expect(0);
    let packing = paper(&office, "siti", &["packing", &parcel]);
    packing.says(&["masih dikemas", uid, cast::ORDINARY_WOMAN, row["nama"].as_str().unwrap()]);
    by(&office, "siti", &["ship", "close", &parcel, "--bast", "B/1"]).expect(0);
    paper(&office, "siti", &["packing", &parcel]).says(&["BAST nomor B/1", "1 kartu", uid]);
    let bast = paper(&office, "kartini", &["bast", "B/1"]);
    bast.says(&[&format!("daftar isi kiriman P-{parcel} 1"), &format!("Kecamatan {to}")]);

    by(&office, "siti", &["paper", "breach", "--actor", "siti"]).fails(3, "SGN-04");
    by(&office, "kartini", &["paper", "breach"]).fails(3, "PAP-06");
    let by_actor = paper(&office, "kartini", &["breach", "--actor", "siti"]);
    let looks = office.json(&["access", "--limit", "500"]);
    let each = office.json(&["access", "--each", "--limit", "500"]);
    assert!(each.as_array().unwrap().len() > looks.as_array().unwrap().len(), "{looks}");
    let hers = looks.as_array().unwrap().iter().filter(|look| look["actor"] == "siti").count();
    // Her looks, and the card that she packed.
    by_actor.says(&[&format!("{} baris dalam jilid ini", hers + 1), cast::ONE_WORD_NAME]);
    assert!(!by_actor.text.contains("omar"), "{}", by_actor.text);
    let by_lane = paper(&office, "kartini", &["breach", "--lane", "A"]);
    by_lane.says(&["2 baris dalam jilid ini", cast::ORDINARY_MAN, cast::ORDINARY_WOMAN]);
    assert!(!by_lane.text.contains(cast::ONE_WORD_NAME), "{}", by_lane.text);
    let by_nik = paper(&office, "kartini", &["breach", "--nik", cast::ORDINARY_MAN]);
    assert!(!by_nik.text.contains(cast::ORDINARY_WOMAN), "{}", by_nik.text);
    // His card, and the list above.
    by_nik.says(&["2 baris dalam jilid ini"]);
    let since = ["breach", "--nik", cast::ORDINARY_MAN, "--from", "2026-01-01"];
    // And the list before this one: two looks of one day, told as one.
    paper(&office, "kartini", &since).says(&["2 baris dalam jilid ini", "2 kali", "kartini"]);
    paper(&office, "kartini", &["breach", "--to", "2001-01-01"]).says(&["0 baris", "Nihil."]);
    let csv = office.path("breach.csv").display().to_string();
    let export = ["paper", "breach", "--lane", "A", "--format", "csv", "--out", &csv];
    by(&office, "kartini", &export).expect(0);
    let csv = fs::read_to_string(csv).unwrap();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.starts_with("\u{feff}No,Waktu,NIK"), "{csv}");
}

//! The month on paper: every document that its days made, and the same numbers on them.

use std::path::{Path, PathBuf};
use std::process::Command;

use cetakd::control::paper::make;
use cetakd::document::{self, Seal};
use cetakd::journal::Purpose;
use cetakd::station::Station;
use cetakd::station::papers::PaperOrder as O;

use super::super::office::CLERK;
use super::{KEPALA, Month};

impl Month {
    /// Everything that the month made, on paper.
    pub fn papers(&mut self, folder: &Path) {
        let last = *self.closed.last().expect("days were closed");
        let text = str::to_owned;
        let (from, to) = (Some(self.closed[0]), Some(last));
        let mut orders = vec![
            ("buku-register", O::Register { from, to, clear: Some(Purpose::Pengawasan) }),
            ("bast-masuk", O::Bast { number: text("470/1") }),
            ("bast-pinjam", O::Bast { number: text("BAST-PINJAM/1") }),
            ("bast-kembali", O::Bast { number: text("BAST-KEMBALI/1") }),
            ("ba-selisih", O::Difference { number: text("BA-SELISIH/1") }),
            ("ba-opname", O::StockTake { begun: None }),
            ("tanda-pengambilan", O::Receipt { number: self.receipts[0].clone() }),
            ("laporan-bulan", O::Month { year: last.year(), month: last.month() }),
            (
                "yang-dilihat",
                O::Breach {
                    nik: None,
                    actor: Some(text(CLERK)),
                    lane: None,
                    from,
                    to,
                    each: false,
                },
            ),
        ];
        if self.burnt > 0 {
            orders.push(("ba-pemusnahan", O::Destruction { number: text("BA-MUSNAH/1") }));
        }
        let mut named: Vec<(String, O)> =
            orders.into_iter().map(|(name, order)| (name.to_owned(), order)).collect();
        let days = self
            .closed
            .iter()
            .map(|day| (format!("harian-{day}"), O::Day { closed: Some(*day), close: None }));
        named.extend(days);
        let parcels = self.parcels.iter().enumerate().map(|(n, parcel)| {
            (format!("daftar-kirim-{:02}", n + 1), O::Packing { shipment: parcel.clone() })
        });
        named.extend(parcels);
        let station = self.station();
        for (name, order) in named {
            print(&station, folder, &name, &order);
        }
    }
}

fn print(station: &Station, folder: &Path, name: &str, order: &O) {
    let mut volume = 0;
    let made = make(station, KEPALA, order, |sealed| {
        volume += 1;
        let seal = Seal::claimed(&sealed.seal).expect("a seal");
        let pdf = document::print(&sealed, &seal, &station.products.fonts).expect("a paper");
        let name =
            if sealed.paper.volume.1 > 1 { format!("{name}-{volume:03}") } else { name.into() };
        std::fs::write(folder.join(format!("{name}.pdf")), pdf).expect("a file");
        Ok(())
    });
    if let Err(failed) = made {
        panic!("{name}: {} {}", failed.code, failed.en);
    }
}

/// What stands on a paper, as anybody reads it out of the file.
fn text_of(path: &Path) -> String {
    let out = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output();
    String::from_utf8(out.expect("pdftotext: apt-get install poppler-utils").stdout).expect("text")
}

/// The papers say the same numbers; they stay where `MONTH_PAPERS` says.
pub fn say_the_same(month: &mut Month) {
    let kept = std::env::var_os("MONTH_PAPERS").map(PathBuf::from);
    let passing = tempfile::tempdir().expect("a folder");
    let folder = kept.clone().unwrap_or_else(|| passing.path().to_owned());
    std::fs::create_dir_all(&folder).expect("a folder");
    month.papers(&folder);
    let made = std::fs::read_dir(&folder).expect("the folder").count();
    assert!(made >= month.closed.len() + month.parcels.len() + 9, "{made} papers");
    let difference = text_of(&folder.join("ba-selisih.pdf"));
    for uid in &month.stolen {
        assert!(difference.contains(&uid.to_string()), "{uid} is not in {difference}");
    }
    // The day on which it was booked names it, and no other one does.
    let days = month.closed.iter().map(|day| text_of(&folder.join(format!("harian-{day}.pdf"))));
    assert_eq!(days.filter(|day| day.contains("BA-SELISIH/1")).count(), 1);
    let register: usize = std::fs::read_dir(&folder)
        .expect("the folder")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().contains("buku-register"))
        .map(|path| text_of(&path).matches("STATION-1/").count())
        .sum();
    assert!(register >= month.printed as usize, "{register} rows for {} cards", month.printed);
    if let Some(kept) = kept {
        println!("{made} papers of a month with {} cards: {}", month.printed, kept.display());
    }
}

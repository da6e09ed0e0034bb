//! A paper as it is printed and read again: every value back, whole rows, heads on every page, and
//! nothing changed that would not show.

use super::typeset::tests::fonts;
use super::*;
use crate::journal::{Hash, Head};

fn paper(rows: usize) -> Paper {
    let columns = vec![Column::text("Nama", 40), Column::number("Jumlah", 20)];
    let row =
        |n: usize| vec![format!("NAMA PANJANG SEKALI NOMOR {n} {}", "W".repeat(60)), n.to_string()];
    let table = Table::new(columns, (0..rows).map(row).collect());
    let signatory = Signatory { role: "Kepala".into(), name: String::new() };
    Paper::new(PaperName::Day, "hari ini", ("KECAMATAN CONTOH", "SPESIMEN-01"))
        .with(Block::Fields(vec![("Nama".into(), "王 (tamu)".into())]))
        .with(Block::Table(table))
        .with(Block::Signatures(vec![signatory]))
        .with(Block::Code { caption: "Pindai".into(), text: "TP:1".into() })
}

fn seal_of(paper: &Paper) -> Seal {
    Seal {
        name: paper.name,
        number: paper.number.clone(),
        station: paper.station.clone(),
        volume: paper.volume,
        made: "2026-11-27T08:00:00Z".parse().unwrap(),
        head: Head { seq: 41, hash: Hash([7; 32]) },
        digest: digest(paper.values()),
    }
}

fn printed(paper: &Paper, seal: &Seal) -> Vec<u8> {
    let sealed = Sealed { paper: paper.clone(), seal: "CETAKD1:TEST".into() };
    print(&sealed, seal, &fonts()).unwrap()
}

#[test]
fn every_value_is_read_back_from_as_many_pages_as_it_takes() {
    for (rows, least) in [(0, 1), (3, 1), (200, 5)] {
        let paper = paper(rows);
        let pdf = printed(&paper, &seal_of(&paper));
        assert!(pdf == printed(&paper, &seal_of(&paper)), "equal papers are equal files");
        let read = read(&pdf).unwrap();
        let squeezed = |text: &String| text.replace(' ', "");
        let values: Vec<String> = read.values.iter().map(squeezed).collect();
        let wanted: Vec<String> = paper.values().iter().map(squeezed).collect();
        assert_eq!(values, wanted, "{rows}");
        assert!(read.agrees(&seal_of(&paper)), "{rows}");
        let pages = lopdf::Document::load_mem(&pdf).unwrap().get_pages().len();
        assert!(pages >= least, "{pages}");
    }
}

#[test]
fn whatever_is_changed_after_the_seal_shows() {
    let right = paper(40);
    let seal = seal_of(&right);
    let change = |change: fn(&mut Paper)| {
        let mut paper = paper(40);
        change(&mut paper);
        read(&printed(&paper, &seal)).unwrap().agrees(&seal)
    };
    assert!(change(|_| {}));
    assert!(!change(|paper| {
        if let Block::Table(table) = &mut paper.blocks[1] {
            table.rows[7][1] = "8".into();
        }
    }));
    // A digit that moves from one cell to its neighbour.
    assert!(!change(|paper| {
        if let Block::Table(table) = &mut paper.blocks[1] {
            let digit = table.rows[12][1].remove(0);
            table.rows[12][0].push(digit);
        }
    }));
    assert!(!change(|paper| {
        if let Block::Table(table) = &mut paper.blocks[1] {
            table.rows.swap(3, 4);
        }
    }));
    assert!(!change(|paper| paper.number = "kemarin".into()));
    assert!(!change(|paper| drop(paper.blocks.pop())));
}

/// Draws more onto the last page of a finished file.
fn add(pdf: &[u8], drawing: &[u8]) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).unwrap();
    let page = document.get_pages().into_values().next_back().unwrap();
    let mut content = document.get_page_content(page);
    content.extend(drawing);
    document.change_page_content(page, content).unwrap();
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

#[test]
fn text_set_beside_the_values_is_not_taken_for_part_of_the_frame() {
    let paper = paper(90);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let font = lopdf::Document::load_mem(&pdf).map(|document| {
        let page = document.get_pages().into_values().next_back().unwrap();
        let name = document.get_page_fonts(page).unwrap().keys().next().unwrap().clone();
        String::from_utf8(name).unwrap()
    });
    let font = font.unwrap();
    let text = format!("BT /{font} 9 Tf 90 400 Td <0005> Tj ET\n");
    for added in
        [text.clone(), format!("/Artifact BMC {text} EMC\n"), format!("/V BMC {text} EMC\n")]
    {
        let changed = add(&pdf, added.as_bytes());
        assert!(!read(&changed).unwrap().agrees(&seal), "{added}");
    }
    assert!(read(&add(&pdf, b"")).unwrap().agrees(&seal));
}

#[test]
fn what_no_page_can_hold_is_refused_and_never_cut() {
    let mut paper = paper(1);
    if let Block::Table(table) = &mut paper.blocks[1] {
        table.rows[0][1] = "9".repeat(4_000);
    }
    let sealed = Sealed { seal: "CETAKD1:TEST".into(), paper: paper.clone() };
    let error = print(&sealed, &seal_of(&paper), &fonts()).unwrap_err();
    assert!(matches!(error, PaperError::RowTooHigh), "{error}");
    if let Block::Table(table) = &mut paper.blocks[1] {
        table.rows[0].pop();
    }
    let sealed = Sealed { seal: "CETAKD1:TEST".into(), paper: paper.clone() };
    let error = print(&sealed, &seal_of(&paper), &fonts()).unwrap_err();
    assert!(matches!(error, PaperError::Cells { found: 1, columns: 2 }), "{error}");
}

#[test]
fn other_files_are_no_papers() {
    assert!(read(b"").is_err());
    assert!(read(b"%PDF-1.7\nnothing").is_err());
    let pdf = printed(&paper(1), &seal_of(&paper(1)));
    for length in (0..pdf.len()).step_by(997) {
        drop(read(&pdf[..length]));
    }
}

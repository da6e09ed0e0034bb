//! A paper as it is printed and read again: every value drawn, whole rows, heads on every page,
//! and nothing changed in the file that is called the same.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream};

use super::typeset::tests::fonts;
use super::*;
use crate::face::FontSet;
use crate::journal::{Hash, Head};

fn paper(rows: usize) -> Paper {
    let columns = vec![Column::text("Nama", 40), Column::number("Jumlah", 20)];
    let row =
        |n: usize| vec![format!("NAMA PANJANG SEKALI NOMOR {n} {}", "W".repeat(60)), n.to_string()];
    let table = Table::new(columns, (0..rows).map(row).collect());
    let signatory = Signatory { role: "Kepala".into(), name: String::new(), hand: Hand::Official };
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
        digest: digest(paper),
    }
}

fn printed(paper: &Paper, seal: &Seal) -> Vec<u8> {
    let sealed = Sealed { paper: paper.clone(), seal: "CETAKD1:TEST".into() };
    print(&sealed, seal, &fonts()).unwrap()
}

fn verdict(pdf: &[u8], seal: &Seal) -> Verdict {
    read(pdf.to_vec()).unwrap().judge(seal, &fonts()).unwrap()
}

/// What stands between the marks of values, as a reader of PDF text finds it.
fn values(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let mut values = Vec::new();
    for page in document.get_pages().into_values() {
        let fonts = document.get_page_fonts(page).unwrap();
        let content = Content::decode(&document.get_page_content(page)).unwrap();
        let (mut font, mut is_value) = (None, false);
        for operation in content.operations {
            let first = operation.operands.first();
            let name = first.and_then(|operand| operand.as_name().ok());
            match operation.operator.as_str() {
                "BMC" => {
                    is_value = name == Some(page::VALUE.as_bytes());
                    values.extend(is_value.then(String::new));
                }
                "EMC" => is_value = false,
                "Tf" => font = fonts[name.unwrap()].get_font_encoding(&document).ok(),
                "Tj" | "TJ" if is_value => {
                    let text = first.unwrap();
                    let parts = text.as_array().map_or(vec![text.clone()], Clone::clone);
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        let text = Document::decode_text(font.as_ref().unwrap(), part).unwrap();
                        values.last_mut().unwrap().push_str(&text);
                    }
                }
                _ => {}
            }
        }
    }
    values
}

#[test]
fn every_value_is_drawn_on_as_many_pages_as_it_takes() {
    for (rows, least) in [(0, 1), (3, 1), (200, 5)] {
        let paper = paper(rows);
        let pdf = printed(&paper, &seal_of(&paper));
        assert!(pdf == printed(&paper, &seal_of(&paper)), "equal papers are equal files");
        let squeezed = |text: &String| text.replace(' ', "");
        let found: Vec<String> = values(&pdf).iter().map(squeezed).collect();
        let wanted: Vec<String> = paper.values().iter().map(squeezed).collect();
        assert_eq!(found, wanted, "{rows}");
        assert_eq!(verdict(&pdf, &seal_of(&paper)), Verdict::Same, "{rows}");
        let pages = Document::load_mem(&pdf).unwrap().get_pages().len();
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
        verdict(&printed(&paper, &seal), &seal)
    };
    assert_eq!(change(|_| {}), Verdict::Same);
    let changes: [fn(&mut Paper); 7] = [
        |paper| rows(paper)[7][1] = "8".into(),
        // A digit that moves from one cell to its neighbour.
        |paper| {
            let digit = rows(paper)[12][1].remove(0);
            rows(paper)[12][0].push(digit);
        },
        |paper| rows(paper)[12][1] = "1 2".into(),
        |paper| rows(paper).swap(3, 4),
        |paper| paper.number = "kemarin".into(),
        |paper| drop(paper.blocks.pop()),
        // The same values in the same order, each below another head.
        |paper| {
            let Block::Table(table) = &mut paper.blocks[1] else { panic!("no table") };
            let moved = table.columns.pop().unwrap();
            let cells: Vec<String> = table.rows.drain(..).flatten().collect();
            table.rows = [moved.head].into_iter().chain(cells).map(|cell| vec![cell]).collect();
        },
    ];
    for (at, one) in changes.into_iter().enumerate() {
        assert_eq!(change(one), Verdict::Altered, "{at}");
    }
}

fn rows(paper: &mut Paper) -> &mut Vec<Vec<String>> {
    let Block::Table(table) = &mut paper.blocks[1] else { panic!("no table") };
    &mut table.rows
}

/// Somebody who knows what a PDF is changes a finished one; its first page is named.
fn forged(pdf: &[u8], change: impl FnOnce(&mut Document, ObjectId)) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).unwrap();
    let page = document.get_pages()[&1];
    change(&mut document, page);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

fn redrawn(pdf: &[u8], change: impl FnOnce(&mut Vec<Operation>)) -> Vec<u8> {
    forged(pdf, |document, page| {
        let mut content = Content::decode(&document.get_page_content(page)).unwrap();
        change(&mut content.operations);
        document.change_page_content(page, content.encode().unwrap()).unwrap();
    })
}

#[test]
fn values_that_change_places_on_the_page_show() {
    let paper = paper(20);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let swapped = redrawn(&pdf, |operations| {
        let cursors: Vec<usize> =
            (0..operations.len()).filter(|at| operations[*at].operator == "Td").collect();
        let (one, other) = (cursors[cursors.len() - 8], cursors[cursors.len() - 10]);
        let place = operations[one].operands.clone();
        assert_ne!(place, operations[other].operands);
        operations[one].operands = operations[other].operands.clone();
        operations[other].operands = place;
    });
    let squeezed = |text: &String| text.replace(' ', "");
    let read: Vec<String> = values(&swapped).iter().map(squeezed).collect();
    let sealed: Vec<String> = paper.values().iter().map(squeezed).collect();
    assert_eq!(read, sealed, "in the stream their order is the old one");
    assert_eq!(verdict(&swapped, &seal), Verdict::Altered);
    let moved = redrawn(&pdf, |operations| {
        let matrix = [1, 0, 0, 1, 0, 9].map(Object::Integer).to_vec();
        operations.insert(0, Operation::new("cm", matrix));
    });
    assert_eq!(verdict(&moved, &seal), Verdict::Altered);
    let hidden = redrawn(&pdf, |operations| {
        let mode = Operation::new("Tr", vec![Object::Integer(3)]);
        let text = operations.iter().position(|one| one.operator == "Tj").unwrap();
        operations.insert(text, mode);
    });
    assert_eq!(verdict(&hidden, &seal), Verdict::Altered);
}

fn font(document: &Document, page: ObjectId) -> (Vec<u8>, ObjectId) {
    let resources = document.get_page_resources(page).unwrap();
    let resources = resources.0.or_else(|| document.get_dictionary(resources.1[0]).ok()).unwrap();
    let (_, fonts) = document.dereference(resources.get(b"Font").unwrap()).unwrap();
    let (name, font) = fonts.as_dict().unwrap().iter().next().unwrap();
    (name.clone(), font.as_reference().unwrap())
}

#[test]
fn a_font_that_reads_otherwise_than_it_looks_shows() {
    let paper = paper(3);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let reads_otherwise = |document: &mut Document, font: ObjectId| {
        let map = document.get_dictionary(font).unwrap().get(b"ToUnicode").unwrap();
        let map = map.as_reference().unwrap();
        let map = document.get_object_mut(map).unwrap().as_stream_mut().unwrap();
        let text = String::from_utf8(map.get_plain_content().unwrap()).unwrap();
        let changed = text.replace("<0031>", "<0020>");
        assert_ne!(text, changed, "a 1 is mapped");
        map.set_plain_content(changed.into_bytes());
    };
    let changed = forged(&pdf, |document, page| reads_otherwise(document, font(document, page).1));
    assert_eq!(verdict(&changed, &seal), Verdict::Altered);
    let added = forged(&pdf, |document, page| {
        let (_, of) = font(document, page);
        let copy = document.get_object(of).unwrap().clone();
        let copy = document.add_object(copy);
        let (_, resources) = document.get_page_resources(page).unwrap();
        let resources = document.get_dictionary(resources[0]).unwrap();
        let fonts = resources.get(b"Font").unwrap().as_reference().unwrap();
        document.get_dictionary_mut(fonts).unwrap().set("other", Object::Reference(copy));
    });
    assert_eq!(verdict(&added, &seal), Verdict::Altered);
}

#[test]
fn boxes_pages_notes_and_what_follows_the_end_of_the_file_show() {
    let paper = paper(40);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let set = |key: &'static str, value: Object| {
        forged(&pdf, |document, page| document.get_dictionary_mut(page).unwrap().set(key, value))
    };
    let half = || Object::Array([0, 0, 595, 400].map(Object::Integer).to_vec());
    let note = lopdf::dictionary! { "Type" => "Annot", "Subtype" => "FreeText", "Rect" => half() };
    let end = [&pdf[..], b"\n%%EOF\n"].concat();
    let mut front = pdf.clone();
    front.splice(0..0, *b"\n");
    for (at, changed) in [
        set("MediaBox", half()),
        set("CropBox", half()),
        set("Rotate", 180.into()),
        set("Annots", Object::Array(vec![note.into()])),
        forged(&pdf, |document, _| document.delete_pages(&[1])),
        forged(&pdf, |document, _| {
            let layers = lopdf::dictionary! { "OCGs" => Object::Array(Vec::new()) };
            document.catalog_mut().unwrap().set("OCProperties", layers);
        }),
        end,
        front,
    ]
    .into_iter()
    .enumerate()
    {
        let same = read(changed)
            .is_ok_and(|read| read.judge(&seal, &fonts()).unwrap() != Verdict::Altered);
        assert!(!same, "{at}");
    }
}

#[test]
fn how_a_stream_is_packed_says_nothing_but_no_reader_takes_it_for_damaged() {
    let paper = paper(3);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let repacked = |change: fn(&mut Stream)| {
        forged(&pdf, |document, page| {
            let content = document.get_page_contents(page)[0];
            change(document.get_object_mut(content).unwrap().as_stream_mut().unwrap());
        })
    };
    assert_eq!(verdict(&repacked(|_| {}), &seal), Verdict::Same);
    let loose = repacked(|stream| {
        let mut stored = vec![0x78, 0x01];
        let content = stream.get_plain_content().unwrap();
        let blocks: Vec<&[u8]> = content.chunks(60_000).collect();
        for (at, block) in blocks.iter().enumerate() {
            let length = block.len() as u16;
            stored.push(u8::from(at + 1 == blocks.len()));
            stored.extend(length.to_le_bytes());
            stored.extend((!length).to_le_bytes());
            stored.extend(*block);
        }
        let sum = content.iter().fold((1_u32, 0_u32), |(a, b), byte| {
            let a = (a + u32::from(*byte)) % 65_521;
            (a, (a + b) % 65_521)
        });
        stored.extend((sum.1 << 16 | sum.0).to_be_bytes());
        stream.set_content(stored);
    });
    assert_eq!(verdict(&loose, &seal), Verdict::Same);
    let damaged = repacked(|stream| {
        let mut content = stream.content.clone();
        content.pop();
        stream.set_content(content);
    });
    assert_eq!(verdict(&damaged, &seal), Verdict::Altered);
    let behind = repacked(|stream| {
        let content = [&stream.content[..], b"more"].concat();
        stream.set_content(content);
    });
    assert_eq!(verdict(&behind, &seal), Verdict::Altered);
}

#[test]
fn a_file_without_its_model_or_of_another_drawing_is_never_called_genuine() {
    let paper = paper(3);
    let seal = seal_of(&paper);
    let pdf = printed(&paper, &seal);
    let bare = forged(&pdf, |document, _| {
        document.catalog_mut().unwrap().remove(b"CetakdPaper");
    });
    assert_eq!(verdict(&bare, &seal), Verdict::Incomparable);
    let other = FontSet::load(|name| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/card-layouts/fonts/");
        let mut font = std::fs::read(format!("{folder}{name}")).ok()?;
        font.push(0);
        Some(font)
    });
    let judged = read(pdf).unwrap().judge(&seal, &other.unwrap()).unwrap();
    assert_eq!(judged, Verdict::Incomparable);
}

/// Raise `DRAWING` when this changes: papers of before can't be told from altered ones otherwise.
#[test]
fn the_drawing_bears_its_number() {
    let paper = paper(3);
    let sealed = Sealed { seal: "CETAKD1:TEST".into(), paper: paper.clone() };
    let file = press::drawn(&sealed, &seal_of(&paper), &fonts()).unwrap();
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for object in file.objects.values() {
        let Ok(stream) = object.as_stream() else {
            context.update(format!("{object:?}").as_bytes());
            continue;
        };
        // Its length says how it is packed.
        let mut head = stream.dict.clone();
        head.remove(b"Length");
        context.update(format!("{head:?}").as_bytes());
        context.update(&stream.get_plain_content().unwrap());
    }
    let mut drawn = Hash([0; 32]);
    drawn.0.copy_from_slice(context.finish().as_ref());
    assert_eq!(
        (carried::DRAWING, drawn.to_string().as_str()),
        (2, "6fcc3f64e7ed549b805bfa3ee13a5983096a596d59ad4eac1799c99b9fc5a8c4")
    );
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
    assert!(read(Vec::new()).is_err());
    assert!(read(b"%PDF-1.7\nnothing".to_vec()).is_err());
    let pdf = printed(&paper(1), &seal_of(&paper(1)));
    for length in (0..pdf.len()).step_by(997) {
        drop(read(pdf[..length].to_vec()));
    }
}

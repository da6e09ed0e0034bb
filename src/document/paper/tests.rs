//! What the papers say to people, and that no value runs into the next one.

use jiff::Timestamp;
use jiff::tz::Offset;
use lopdf::Document;
use lopdf::content::Content;

use super::{Issuer, destruction, letter, packing};
use crate::document::model::{Paper, Sealed};
use crate::document::seal::{Seal, digest};
use crate::document::typeset::tests::fonts;
use crate::document::typeset::{Style, Typesetter};
use crate::document::{press, print};
use crate::job::Stage;
use crate::journal::{Document as Numbered, Hash, Head};
use crate::record::{Kind, RecordState};
use crate::station::papers::{
    Booked, BurntCard, DestructionFacts, LetterFacts, PackedCard, PackingFacts, ShownPerson,
    Signers,
};

/// As wide as a NIK, a UID and a number get.
const NIK: &str = "8888888888888888";
const UID: &str = "04DDDDDDDDDDDD";
const NAME: &str = "WWWWWW";

fn issuer() -> Issuer {
    Issuer {
        office: "DINAS CONTOH".into(),
        station: "SPESIMEN-01".into(),
        zone: Offset::constant(8),
        signers: Signers::default(),
    }
}

fn booked() -> Booked {
    let at: Timestamp = "2026-11-27T16:30:00Z".parse().unwrap();
    let on = jiff::civil::date(2026, 11, 28);
    Booked { seq: 7, at, on, by: "siti".into(), second: None }
}

fn wide() -> ShownPerson {
    let (nik, nama, alamat) = (NIK.into(), NAME.into(), "JL. MELATI".into());
    ShownPerson { nik, nama, alamat, ..ShownPerson::default() }
}

fn printed(paper: &Paper) -> Document {
    let seal = Seal {
        name: paper.name,
        number: paper.number.clone(),
        station: paper.station.clone(),
        volume: paper.volume,
        made: booked().at,
        head: Head { seq: 9, hash: Hash([7; 32]) },
        digest: digest(paper),
    };
    let foot = press::foot(paper, &seal).join(" ");
    assert!(foot.contains("dibuat 28 November 2026 00:30 WITA"), "{foot}");
    let sealed = Sealed { paper: paper.clone(), seal: "CETAKD1:TEST".into() };
    Document::load_mem(&print(&sealed, &seal, &fonts()).unwrap()).unwrap()
}

/// Where on the first page a text begins, in millimetres from its left edge.
fn left_of(file: &Document, wanted: &str) -> f32 {
    let page = file.get_pages()[&1];
    let fonts = file.get_page_fonts(page).unwrap();
    let content = Content::decode(&file.get_page_content(page)).unwrap();
    let (mut font, mut x) = (None, 0.0);
    for operation in content.operations {
        let first = operation.operands.first();
        match operation.operator.as_str() {
            "Tf" => {
                let name = first.unwrap().as_name().unwrap();
                font = fonts[name].get_font_encoding(file).ok();
            }
            "Td" => x = first.unwrap().as_float().unwrap(),
            "Tj" => {
                let text = first.unwrap().as_str().unwrap();
                if Document::decode_text(font.as_ref().unwrap(), text).unwrap() == wanted {
                    return x * 25.4 / 72.0;
                }
            }
            _ => {}
        }
    }
    panic!("{wanted} stands on no line of its own")
}

#[test]
fn no_nik_and_no_uid_runs_into_what_stands_beside_it() {
    let number = Numbered { number: "BA/1".into(), dated: booked().on };
    let register = "2026/SPESIMEN-01/00001";
    let card = PackedCard { register: register.into(), blank: UID.into(), person: wide() };
    let parcel = PackingFacts {
        shipment: "2026/SPESIMEN-01/00001".parse().unwrap(),
        kecamatan: "CONTOH".into(),
        closed: None,
        cards: vec![card],
        received: None,
    };
    let burnt = BurntCard {
        uid: UID.parse().unwrap(),
        register: Some(register.into()),
        person: Some(wide()),
        revoked: false,
    };
    let ashes = DestructionFacts {
        document: number,
        booked: booked(),
        kind: Kind::KtpEl,
        quantity: 1,
        withdrawn: 0,
        cards: vec![burnt],
        witnesses: vec!["A".into(), "B".into()],
        remarks: None,
    };
    let set = fonts();
    let set = Typesetter::new(&set).unwrap();
    let papers = [
        (packing(&issuer(), &parcel), [register, UID, NIK, NAME]),
        (destruction(&issuer(), &ashes), [UID, register, NIK, NAME]),
    ];
    for (paper, row) in papers {
        let file = printed(&paper);
        let style = Style::plain(7.5);
        for pair in row.windows(2) {
            let end = left_of(&file, pair[0]) + set.width(pair[0], style);
            let gap = left_of(&file, pair[1]) - end;
            assert!(gap >= 3.0, "{} mm from {} to {}", gap, pair[0], pair[1]);
        }
    }
}

#[test]
fn a_letter_names_the_person_where_known_and_says_the_state_in_words() {
    let letter = |state: RecordState, person: ShownPerson| {
        let facts = LetterFacts {
            number: "2026/SPESIMEN-01/00001".parse().unwrap(),
            booked: booked(),
            person,
            state,
            signatory: "Camat Contoh".into(),
            paraf: vec!["Kasi".into()],
            contact: "021-0".into(),
            claim: "SK:1".into(),
        };
        let paper = letter(&issuer(), &facts);
        printed(&paper);
        paper.values().join("\n")
    };
    let known = letter(RecordState::BioCaptured, wide());
    assert!(known.contains(&format!("Nama\n{NAME}\nAlamat\nJL. MELATI")), "{known}");
    let nobody = ShownPerson { nik: NIK.into(), ..ShownPerson::default() };
    use RecordState as S;
    let waiting = [S::BioCaptured, S::Processing, S::SentForEnrollment, S::ReceivedAtCentral];
    for state in waiting {
        let word = state.to_string();
        let text = letter(state, nobody.clone());
        assert!(text.contains("Nama (ditulis petugas)\n\nAlamat (ditulis petugas)"), "{text}");
        assert!(text.contains("Kartunya belum dapat dicetak: hasil perekaman"), "{text}");
        assert!(!text.contains(&word) && !text.contains('…'), "{text}");
    }
}

#[test]
fn every_stage_of_a_card_has_an_indonesian_word() {
    for stage in Stage::RESTING {
        let word = super::words::stage(stage);
        assert_ne!(word, stage);
    }
}

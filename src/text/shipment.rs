//! Parcels of cards: what entries say of them, and why one goes no further.

use super::{Fault, Say, say, words};
use crate::books::ShipmentState;
use crate::journal::{Event, Series};
use crate::station::CounterFault;

pub fn event(event: &Event) -> Option<Say> {
    use Event as E;
    let shipment = match event {
        E::ShipmentOpened { shipment, .. }
        | E::CardPacked { shipment, .. }
        | E::CardUnpacked { shipment, .. }
        | E::ShipmentClosed { shipment, .. }
        | E::CardShipped { shipment, .. }
        | E::CardArrived { shipment, .. }
        | E::CardReturned { shipment, .. } => shipment,
        E::ShipmentReceived(received) => &received.shipment,
        _ => return None,
    };
    let shipment = shipment.of(Series::Shipment);
    Some(match event {
        E::ShipmentOpened { kecamatan, .. } => say(
            format!("kiriman {shipment} untuk {kecamatan} dibuka"),
            format!("parcel {shipment} for {kecamatan} opened"),
        ),
        E::CardPacked { blank, .. } => say(
            format!("kartu {blank} masuk kiriman {shipment}"),
            format!("card {blank} into parcel {shipment}"),
        ),
        E::CardUnpacked { blank, .. } => say(
            format!("kartu {blank} keluar dari kiriman {shipment}"),
            format!("card {blank} out of parcel {shipment}"),
        ),
        E::ShipmentClosed { bast, cards, .. } => say(
            format!("kiriman {shipment} ditutup: {cards} kartu, BAST {bast}"),
            format!("parcel {shipment} closed: {cards} cards, BAST {bast}"),
        ),
        E::CardShipped { blank, .. } => say(
            format!("kartu {blank} dikirim, kiriman {shipment}"),
            format!("card {blank} sent in parcel {shipment}"),
        ),
        E::CardArrived { blank, .. } => say(
            format!("kartu {blank} tiba, kiriman {shipment}"),
            format!("card {blank} arrived with parcel {shipment}"),
        ),
        E::ShipmentReceived(received) => {
            let (listed, counted) = (received.listed, received.counted);
            say(
                format!("kiriman {shipment} diterima: {counted} dari {listed} kartu"),
                format!("parcel {shipment} received: {counted} of {listed} cards"),
            )
        }
        E::CardReturned { blank, .. } => say(
            format!("kartu {blank} dari kiriman {shipment} kembali, tidak diambil"),
            format!("card {blank} of parcel {shipment} came back unclaimed"),
        ),
        _ => return None,
    })
}

pub fn fault(fault: &CounterFault) -> Fault {
    use CounterFault as F;
    let number = match fault {
        F::NoShipment(number) | F::ShipmentState { number, .. } | F::ShipmentEmpty(number) => {
            number.of(Series::Shipment)
        }
        _ => String::new(),
    };
    let (code, id, en) = match fault {
        F::NoShipment(_) => (
            "SHP-01",
            format!("Tidak ada kiriman {number}. Lihat `ship list`."),
            format!("There is no parcel {number}. See `ship list`."),
        ),
        F::ShipmentState { state: ShipmentState::Packing, .. } => (
            "SHP-02",
            format!("Kiriman {number} masih diisi: tutup dahulu (`ship close`)."),
            format!("Parcel {number} is still being packed: close it first (`ship close`)."),
        ),
        F::ShipmentState { state, .. } => (
            "SHP-02",
            format!("Kiriman {number} sudah {}.", words::parcel(*state).id),
            format!("Parcel {number} is already {}.", words::parcel(*state).en),
        ),
        F::ShipmentEmpty(_) => (
            "SHP-03",
            format!("Kiriman {number} kosong: isi dahulu (`ship add`)."),
            format!("Parcel {number} is empty: fill it first (`ship add`)."),
        ),
        F::ShipmentFull(limit) => (
            "SHP-04",
            format!("Satu kiriman memuat paling banyak {limit} kartu."),
            format!("One parcel holds at most {limit} cards."),
        ),
        F::OtherKecamatan { register, kecamatan } => (
            "SHP-05",
            format!(
                "Kartu register {register} bukan untuk {kecamatan}. Letakkan di tumpukan lain."
            ),
            format!("The card of register {register} is not for {kecamatan}: another pile."),
        ),
        F::BastTwice(bast) => (
            "SHP-06",
            format!("BAST {bast} sudah pernah dipakai."),
            format!("BAST {bast} was used before."),
        ),
        F::FutureDate(date) => (
            "SHP-07",
            format!("Tanggal dokumen {date} belum tiba."),
            format!("The document is dated {date}, which is still to come."),
        ),
        F::DatedBefore { dated, opened } => (
            "SHP-08",
            format!("Dokumen bertanggal {dated}, sebelum kiriman dibuka ({opened})."),
            format!("The document is dated {dated}, before the parcel was opened ({opened})."),
        ),
        F::CountDiffers { listed, counted, missing, strangers } => (
            "SHP-09",
            format!(
                "Dihitung {counted}, tercatat {listed}; kurang {missing}, lebih {strangers}: sebut \
                 setiap kartu yang berbeda (`--missing`, `--stranger`)."
            ),
            format!(
                "{counted} counted, {listed} listed; {missing} missing, {strangers} strangers: \
                 name every card that differs (`--missing`, `--stranger`)."
            ),
        ),
        F::NotInShipment(uid) => (
            "SHP-10",
            format!("Kartu {uid} tidak ada di kiriman ini, atau disebut dua kali."),
            format!("Card {uid} is not in this parcel, or is named twice."),
        ),
        F::NoStranger(uid) => (
            "SHP-11",
            format!("Kartu {uid} ada di daftar kiriman ini, atau disebut dua kali."),
            format!("Card {uid} is on this parcel's list, or is named twice."),
        ),
        F::KecamatanUnknown(kecamatan) => (
            "SHP-12",
            format!(
                "Tidak ada kartu untuk kecamatan {kecamatan} di register ini. Periksa namanya \
                 (`register list`)."
            ),
            format!(
                "This register has no card for kecamatan {kecamatan}. Look at its name again \
                 (`register list`)."
            ),
        ),
        F::NumberOf { text, of } => super::number::another(text, *of),
        other => ("HOV-99", other.to_string(), other.to_string()),
    };
    say(id, en).with_code(code)
}

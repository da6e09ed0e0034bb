//! `cetakd register`: *Buku Register Dokumen KTP-el*, a page at a time, newest first. Names are
//! masked for whoever does not sign in, the NIK for whoever does not say why; what is shown is an
//! entry first. So it is with a search by NIK or name: tried often enough, it would unmask one.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::Serialize;

use super::status::read_nik;
use super::{Context, Ended, assemble, card};
use crate::control::Request;
use crate::control::counter::DeskOrder;
use crate::journal::{Collector, OldCard, Purpose, SeriesNumber};
use crate::record::{Nik, SearchKey};
use crate::store::{MAX_PAGE, PersonData, Reader, RegisterLine, RegisterQuery};
use crate::text::{when, words};

#[derive(Debug, Subcommand)]
pub enum Register {
    /// Printed cards, newest first; everything that is given must fit.
    List(List),
}

#[derive(Debug, Args)]
pub struct List {
    /// One person's cards; `-` reads the NIK from standard input. Asked through the daemon: who
    /// looks for somebody leaves an entry.
    #[arg(long)]
    nik: Option<String>,
    /// Whole words of the name, in any order. Asked through the daemon, too.
    #[arg(long)]
    name: Option<String>,
    /// Kecamatan of the holder.
    #[arg(long)]
    kecamatan: Option<String>,
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: Option<Date>,
    /// Last day.
    #[arg(long)]
    to: Option<Date>,
    /// Who printed it.
    #[arg(long)]
    operator: Option<String>,
    /// The page behind this number.
    #[arg(long, value_parser = card::number)]
    before: Option<SeriesNumber>,
    /// Rows at once.
    #[arg(long, default_value_t = 50,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PAGE)))]
    limit: u32,
    /// Names and NIK in clear, for this purpose: layanan, penyerahan, pengaduan, pemeriksaan,
    /// pengawasan
    #[arg(long, value_name = "PURPOSE")]
    clear: Option<Purpose>,
}

#[derive(Serialize)]
struct Row {
    number: String,
    date: String,
    nik: String,
    nama: String,
    alamat: String,
    kel_desa: String,
    kecamatan: String,
    kind: String,
    reason: String,
    papers: String,
    state: Option<String>,
    observed_at: String,
    blank: String,
    lane: String,
    printer: Option<String>,
    operator: String,
    stage: String,
    handed_at: Option<String>,
    handed_by: Option<String>,
    collector: Option<String>,
    old_card: Option<String>,
    shipment: Option<String>,
    remarks: String,
    job: String,
}

impl Register {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let Self::List(list) = self;
        let file = context.station_file()?;
        let sealing = assemble::sealing_keys(&file)?;
        let store = |error| Ended::store(&error);
        let reader = Reader::open(&file.data).map_err(store)?;
        let nik = list.nik.as_deref().map(|nik| read_nik(Some(nik))).transpose()?;
        let query = list.query(&sealing.search, nik.as_ref())?;
        // Booked first: no look without a trace, nor a search for somebody.
        if let Some(nik) = nik {
            let purpose = list.clear.unwrap_or(Purpose::Layanan);
            context.ask(&Request::Desk { order: DeskOrder::Find { nik, purpose } })?;
        }
        let lines = reader.register(&query).map_err(store)?;
        let (looked_for, named) = (list.nik.is_some(), list.name.is_some());
        let shown = Shown {
            names: list.clear.is_some() || context.who.is_some(),
            nik: list.clear.is_some(),
        };
        // By NIK it was booked above.
        if !looked_for && (named || (shown.names && !lines.is_empty())) {
            let purpose = list.clear.unwrap_or(Purpose::Layanan);
            let people = lines.iter().map(|line| line.person.clone());
            let people: std::collections::BTreeSet<_> = people.collect();
            let people = people.into_iter().collect();
            context.ask(&Request::Desk { order: DeskOrder::Shown { people, purpose } })?;
        }
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            let person = reader.person_data(&line.person, &sealing).map_err(store)?;
            rows.push(row(line, person.as_ref(), shown));
        }
        context.output.data(&rows);
        let head = [
            ("nomor", "number"),
            ("tanggal", "date"),
            ("NIK", "NIK"),
            ("nama", "name"),
            ("alasan", "reason"),
            ("UID", "UID"),
            ("jalur", "lane"),
            ("keadaan", "state"),
        ];
        let cells = |row: &Row| {
            let stage = context.output.short(&words::stage(&row.stage));
            let Row { number, nik, nama, reason, blank, lane, .. } = row;
            let date = &when::day_of(&row.date);
            [number, date, nik, nama, reason, blank, lane, &stage].map(String::clone).to_vec()
        };
        context.output.table(&head, &rows.iter().map(cells).collect::<Vec<_>>());
        Ok(())
    }
}

impl List {
    fn query(&self, key: &SearchKey, nik: Option<&Nik>) -> Result<RegisterQuery, Ended> {
        let words = self.name.as_deref().map(|name| key.words(name)).unwrap_or_default();
        if self.name.is_some() && words.is_empty() {
            return Err(Ended::usage(
                "REG-01",
                "Sebut sedikitnya satu kata dari nama.",
                "Say at least one word of the name.",
            ));
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| from > to) {
            return Err(Ended::usage(
                "REG-02",
                "Hari pertama sesudah hari terakhir.",
                "The first day is after the last one.",
            ));
        }
        Ok(RegisterQuery {
            nik: nik.map(|nik| key.person(nik)),
            words,
            kecamatan: self.kecamatan.as_deref().map(|name| key.kecamatan(name)),
            from: self.from,
            to: self.to,
            operator: self.operator.clone(),
            before: self.before.clone(),
            limit: self.limit,
            ..RegisterQuery::default()
        })
    }
}

/// What of a person stands there in clear.
#[derive(Clone, Copy)]
struct Shown {
    names: bool,
    nik: bool,
}

fn row(line: RegisterLine, person: Option<&PersonData>, shown: Shown) -> Row {
    let erased = || "(dihapus)".to_owned();
    let of = |take: fn(&PersonData) -> &String| {
        person.map_or_else(erased, |person| take(person).clone())
    };
    let masked = |of: fn(&PersonData) -> String| person.map_or_else(erased, of);
    let (nama, alamat) = match shown.names {
        true => (of(|person| &person.nama), of(|person| &person.alamat)),
        false => (masked(PersonData::masked_name), masked(|_| String::new())),
    };
    let nik = person.map(|person| match shown.nik {
        true => person.nik.expose().to_owned(),
        false => person.nik.to_string(),
    });
    let handed = line.life.handed.as_ref();
    let remarks: Vec<String> = line
        .life
        .complaints
        .iter()
        .map(|complaint| format!("{} {}", complaint.kind, complaint.number))
        .collect();
    Row {
        nik: nik.unwrap_or_else(erased),
        nama,
        alamat,
        kel_desa: of(|person| &person.kel_desa),
        kecamatan: of(|person| &person.kecamatan),
        handed_at: handed.map(|handed| handed.at.to_string()),
        handed_by: handed.map(|handed| handed.by.clone()),
        collector: handed.map(|handed| collector(&handed.over.collector)),
        old_card: handed.map(|handed| old_card(&handed.over.old_card)),
        shipment: line.life.shipment.as_ref().map(ToString::to_string),
        remarks: remarks.join("; "),
        number: line.number,
        date: line.date,
        kind: line.kind.to_string(),
        reason: line.reason,
        papers: line.papers,
        state: line.state,
        observed_at: line.observed_at,
        blank: line.blank,
        lane: line.lane,
        printer: line.printer,
        operator: line.operator,
        stage: line.stage,
        job: line.job.to_string(),
    }
}

fn collector(collector: &Collector) -> String {
    match collector {
        Collector::Holder {} => "pemilik".to_owned(),
        Collector::Other { relation, letter } => format!("{relation}, surat {letter}"),
    }
}

fn old_card(old_card: &OldCard) -> String {
    match old_card {
        OldCard::None {} => "tidak ada".to_owned(),
        OldCard::Taken {} => "ditarik".to_owned(),
        OldCard::PoliceLetter { letter } => format!("hilang, surat {letter}"),
    }
}

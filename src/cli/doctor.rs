//! `cetakd doctor`: looks at every device, file, font and certificate, changes nothing, and says
//! what to do about each fault.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::{Context, Ended, assemble};
use crate::control::wire::Meaning;
use crate::control::{Done, Request};
use crate::device::certificate::Certificate;
use crate::device::clock::SystemClock;
use crate::device::key_file::KeyFile;
use crate::device::pcsc::PcscWatch;
use crate::device::{Clock, ReaderWatch, machine, open};
use crate::journal::LaneName;
use crate::settings::{LaneSettings, StationFile};
use crate::station::night::Doing;
use crate::station::{Chain, Product, Products, products};
use crate::store::{Reader, Verified};
use crate::text::{self, Say, say};

/// Days before its end at which a certificate is named.
const CERTIFICATE_WARNING_DAYS: i64 = 30;
/// Free space below which the journal is in danger.
const MIN_FREE_BYTES: u64 = 512 << 20;

#[derive(Debug, Args)]
pub struct Doctor {}

/// One thing looked at.
#[derive(Serialize)]
struct Check {
    what: String,
    ok: bool,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy_en: Option<String>,
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Doctor {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let mut checks = Checks::default();
        checks.ok("berkas stasiun", &context.config.display().to_string());
        checks.books(&file);
        checks.time_and_place(&file);
        checks.space(&file.data);
        checks.blanks(&file);
        checks.certificates(&file);
        checks.keys(&file);
        checks.layouts(&file.layouts);
        checks.source(&file);
        let daemon = match context.ask(&Request::Lanes {}) {
            Ok(Done::Lanes(lanes)) => Some(lanes),
            _ => None,
        };
        checks.readers(&file);
        for lane in &file.lanes {
            checks.printer(lane, daemon.as_ref());
        }
        checks.show(context)
    }
}

impl Checks {
    fn ok(&mut self, what: &str, found: &str) {
        let (what, found) = (what.to_owned(), found.to_owned());
        self.0.push(Check { what, ok: true, found, remedy_id: None, remedy_en: None });
    }

    fn bad(&mut self, what: &str, found: &str, remedy: &Say) {
        self.0.push(Check {
            what: what.to_owned(),
            ok: false,
            found: found.to_owned(),
            remedy_id: Some(remedy.id.clone()),
            remedy_en: Some(remedy.en.clone()),
        });
    }

    fn outcome<T>(
        &mut self,
        what: &str,
        outcome: Result<T, impl std::error::Error>,
        found: impl FnOnce(&T) -> String,
        remedy: &Say,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.ok(what, &found(&value));
                Some(value)
            }
            Err(error) => {
                self.bad(what, &Chain(&error).to_string(), remedy);
                None
            }
        }
    }

    fn books(&mut self, file: &StationFile) {
        let remedy = say(
            "Jalankan `cetakd init`, atau pulihkan cadangan.",
            "Run `cetakd init`, or restore a backup.",
        );
        let whole = Verified::check(&file.data);
        self.outcome("jurnal", whole, |whole| format!("{} catatan, utuh", whole.entries), &remedy);
        let remedy = say(
            "Jalankan `cetakd init`; berkas kunci harus hak 0600.",
            "Run `cetakd init`; key files need mode 0600.",
        );
        match assemble::sealing_keys(file) {
            Ok(_) => self.ok("kunci penyegel", "0600"),
            Err(ended) => self.bad("kunci penyegel", &ended.fault.say.en, &remedy),
        }
    }

    /// The computer that the station is bound to, and whether its clock is believed.
    fn time_and_place(&mut self, file: &StationFile) {
        let here = machine::machine().unwrap_or_default();
        match &file.machine {
            Some(bound) if *bound == here => self.ok("komputer", &here),
            bound => self.bad(
                "komputer",
                bound.as_deref().unwrap_or("–"),
                &say(
                    format!("Tulis `machine = \"{here}\"` bila stasiun ini milik komputer ini."),
                    format!("Write `machine = \"{here}\"` if the station belongs to this one."),
                ),
            ),
        }
        let clock = Reader::open(&file.data).and_then(|reader| reader.books());
        match clock.map(|books| books.clock.doubted) {
            Ok(Some(found)) => self.bad(
                "jam",
                &found.to_string(),
                &say(
                    "Betulkan jam, lalu `cetakd clock confirm`.",
                    "Set the clock right, then `cetakd clock confirm`.",
                ),
            ),
            Ok(None) => self.ok("jam", "dipercaya"),
            // Said above.
            Err(_) => {}
        }
    }

    /// Too few blanks are no fault of the station: told, and no more.
    fn blanks(&mut self, file: &StationFile) {
        let short = Reader::open(&file.data)
            .and_then(|reader| super::stock::reorder(&reader, file.reorder_at));
        let Ok(short) = short else { return };
        for (kind, say) in &short {
            self.ok(&format!("blangko {kind}"), &say.id);
        }
        if short.is_empty() {
            self.ok("blangko", &format!("≥ {}", file.reorder_at));
        }
    }

    fn space(&mut self, data: &Path) {
        let what = "ruang disk";
        let remedy = say("Kosongkan ruang sebelum mencetak.", "Free some space before printing.");
        match rustix::fs::statvfs(data) {
            Ok(found) => {
                let free = found.f_bavail * found.f_frsize;
                let found = format!("{} MiB", free >> 20);
                if free < MIN_FREE_BYTES {
                    self.bad(what, &found, &remedy);
                } else {
                    self.ok(what, &found);
                }
            }
            Err(error) => self.bad(what, &error.to_string(), &remedy),
        }
    }

    fn certificates(&mut self, file: &StationFile) {
        let source = &file.source;
        let named = [&source.ca, &source.certificate, &source.signing_certificate];
        let named = named.into_iter().flatten();
        for path in named
            .chain(&file.record_signers)
            .chain(&file.chip_signers)
            .chain(file.partners.values())
        {
            let what = format!("sertifikat {}", name_of(path));
            let remedy = say(
                "Minta sertifikat ini dari pusat data dan letakkan di tempatnya.",
                "Ask the data centre for this certificate and put it in its place.",
            );
            match Certificate::read(path) {
                Ok(certificate) => self.validity(&what, &certificate),
                Err(error) => self.bad(&what, &Chain(&error).to_string(), &remedy),
            }
        }
        match file.production.len() {
            0 => self.ok("kartu", "SPESIMEN: [trust] production kosong"),
            pins => self.ok("kartu", &format!("{pins} sertifikat produksi disematkan")),
        }
    }

    fn validity(&mut self, what: &str, certificate: &Certificate) {
        let now = SystemClock::new().now();
        let days = certificate.not_after.duration_since(now).as_hours() / 24;
        let found = format!("{}, {days} hari lagi", certificate.subject);
        let renew = say("Perbarui sertifikat ini.", "Renew this certificate.");
        let clock = say(
            "Belum berlaku: periksa jam komputer ini.",
            "Not valid yet: check the clock of this computer.",
        );
        if now < certificate.not_before {
            self.bad(what, &found, &clock);
        } else if days < CERTIFICATE_WARNING_DAYS {
            self.bad(what, &found, &renew);
        } else {
            self.ok(what, &found);
        }
    }

    fn keys(&mut self, file: &StationFile) {
        let remedy = say(
            "Pasang berkas kunci induk kartu, 64 digit heksadesimal, hak 0600.",
            "Install the card master key file, 64 hexadecimal digits, mode 0600.",
        );
        let key = KeyFile::open(&file.card_master_key);
        let name = name_of(&file.card_master_key);
        self.outcome("kunci induk kartu", key, |_| name, &remedy);
    }

    fn layouts(&mut self, layouts: &Path) {
        let fonts = say(
            "Kembalikan fon ke folder `fonts` di folder tata letak.",
            "Put the fonts back into the `fonts` folder of the layouts.",
        );
        let loaded = products::load_fonts(&layouts.join("fonts"));
        if self.outcome("fon", loaded, |_| "3 berkas".into(), &fonts).is_none() {
            return;
        }
        let remedy = say(
            "Perbaiki tata letak atau profil chip yang disebut.",
            "Mend the layout or chip profile that is named.",
        );
        let products = Products::load(layouts, assemble::GEOMETRY);
        let kinds = |products: &Products| {
            let kinds = products.kinds().filter_map(|kind| {
                let product: Arc<Product> = products.of(kind)?;
                Some(format!("{kind} ({})", product.profile.name))
            });
            kinds.collect::<Vec<_>>().join(", ")
        };
        self.outcome("tata letak", products, kinds, &remedy);
    }

    fn source(&mut self, file: &StationFile) {
        let what = format!("sumber data {}", file.source.uri);
        let remedy = say(
            "Periksa jaringan, alamat, dan sertifikat stasiun.",
            "Check network, address and the station's certificate.",
        );
        match assemble::source(file, Arc::new(SystemClock::new())) {
            Ok(mut source) => {
                let ready = source.ready(None);
                let some = |page: &crate::device::source::ReadyPage| {
                    format!("{} orang siap cetak di halaman pertama", page.people.len())
                };
                self.outcome(&what, ready, some, &remedy);
            }
            Err(ended) => self.bad(&what, &ended.fault.say.en, &remedy),
        }
    }

    fn readers(&mut self, file: &StationFile) {
        let wanted = assemble::reader_names(file);
        let service = say(
            "Jalankan layanan: `systemctl start pcscd` (paket pcscd).",
            "Start the service: `systemctl start pcscd` (package pcscd).",
        );
        let mut watch = PcscWatch::new(wanted.clone());
        let present = watch.presence();
        let count = |list: &Vec<(String, bool)>| format!("{} pembaca", list.len());
        let Some(present) = self.outcome("pcscd", present, count, &service) else { return };
        let names: Vec<&str> = present.iter().map(|(name, _)| name.as_str()).collect();
        for name in wanted {
            let what = format!("pembaca {name}");
            let plug = say(
                format!("Colokkan pembaca, atau pilih salah satu: {}.", names.join("; ")),
                format!("Plug the reader in, or name one of: {}.", names.join("; ")),
            );
            match present.iter().find(|(found, _)| *found == name) {
                Some((_, true)) => self.ok(&what, "ada kartu"),
                Some((_, false)) => self.ok(&what, "kosong"),
                None => self.bad(&what, "tidak ada", &plug),
            }
        }
    }

    /// Whoever holds it knows best; without a daemon it is asked here.
    fn printer(&mut self, lane: &LaneSettings, daemon: Option<&BTreeMap<LaneName, Doing>>) {
        let what = format!("pencetak {} {}", lane.name, lane.printer);
        if let Some(lanes) = daemon {
            match lanes.get(&lane.name) {
                Some(doing @ (Doing::Stopped { .. } | Doing::Away { .. })) => {
                    self.bad(&what, "dipegang daemon, tidak bekerja", &text::night::doing(doing));
                }
                _ => self.ok(&what, "dipegang daemon"),
            }
            return;
        }
        let remedy = say(
            "Periksa kabel, daya, dan alamat pencetak di berkas stasiun.",
            "Check cable, power, and the printer's address in the station file.",
        );
        let clock = Arc::new(SystemClock::new());
        let said = |answers: &Vec<(String, String)>| {
            let said = answers.iter().map(|(ask, told)| format!("{ask}={told}"));
            said.collect::<Vec<_>>().join(" ")
        };
        match open::open_printer(&lane.printer, lane.model.as_deref(), clock) {
            Ok(mut printer) => drop(self.outcome(&what, printer.raw_answers(), said, &remedy)),
            Err(error) => self.bad(&what, &Chain(&error).to_string(), &remedy),
        }
    }

    fn show(self, context: &Context) -> Result<(), Ended> {
        context.output.data(&self.0);
        for check in &self.0 {
            let mark = if check.ok { "✓" } else { "✗" };
            context.output.line(&format!("{mark} {}: {}", check.what, check.found));
            if let (Some(id), Some(en)) = (&check.remedy_id, &check.remedy_en) {
                let words = context.output.words(&say(id.as_str(), en.as_str()));
                context.output.line(&format!("    → {words}"));
            }
        }
        let faults = self.0.iter().filter(|check| !check.ok).count();
        if faults == 0 {
            return Ok(());
        }
        Err(Ended::new(
            "DOC-00",
            format!("{faults} hal perlu dibenahi."),
            format!("{faults} things need mending."),
            Meaning::Doctor,
        )
        .with_data_shown())
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

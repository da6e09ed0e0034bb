//! `cetakd doctor`: looks at every device, file, font and certificate, changes nothing, and says
//! what to do about each fault.

mod check;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::{Context, Ended, assemble};
use crate::control::checkup::{Check, Checks};
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

impl Doctor {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let mut checks = Checks::default();
        let path = context.config.display().to_string();
        checks.ok(&say("berkas stasiun", "station file"), &Say::same(path));
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

/// What can be seen in a moment while the daemon works: everything but the proof of the books.
pub fn at_work(file: &StationFile, lanes: &BTreeMap<LaneName, Doing>) -> Vec<Check> {
    let mut checks = Checks::default();
    checks.time_and_place(file);
    checks.space(&file.data);
    checks.blanks(file);
    checks.certificates(file);
    checks.source(file);
    checks.readers(file);
    file.lanes.iter().for_each(|lane| checks.printer(lane, Some(lanes)));
    checks.0
}

impl Checks {
    fn books(&mut self, file: &StationFile) {
        let remedy = say(
            "Jalankan `cetakd init`, atau pulihkan cadangan.",
            "Run `cetakd init`, or restore a backup.",
        );
        let whole = Verified::check(&file.data);
        let count = |whole: &Verified| {
            let entries = whole.entries;
            say(format!("{entries} catatan, utuh"), format!("{entries} entries, whole"))
        };
        self.outcome(&say("jurnal", "journal"), whole, count, &remedy);
        let remedy = say(
            "Jalankan `cetakd init`; berkas kunci harus hak 0600.",
            "Run `cetakd init`; key files need mode 0600.",
        );
        let what = say("kunci penyegel", "sealing keys");
        match assemble::sealing_keys(file) {
            Ok(_) => self.ok(&what, &Say::same("0600")),
            Err(ended) => self.bad(&what, &ended.fault.say, &remedy),
        }
    }

    /// The computer that the station is bound to, and whether its clock is believed.
    fn time_and_place(&mut self, file: &StationFile) {
        let here = machine::machine().unwrap_or_default();
        let what = say("komputer", "computer");
        match &file.machine {
            Some(bound) if *bound == here => {
                self.ok(&what, &say("yang terikat", "the one it is bound to"));
            }
            bound => self.bad(
                &what,
                &Say::same(bound.as_deref().unwrap_or("–")),
                &say(
                    format!("Tulis `machine = \"{here}\"` bila stasiun ini milik komputer ini."),
                    format!("Write `machine = \"{here}\"` if the station belongs to this one."),
                ),
            ),
        }
        let clock = Reader::open(&file.data).and_then(|reader| reader.books());
        let what = say("jam", "clock");
        match clock.map(|books| books.clock.doubted) {
            Ok(Some(found)) => self.bad(
                &what,
                &Say::same(found.to_string()),
                &say(
                    "Betulkan jam, lalu `cetakd clock confirm`.",
                    "Set the clock right, then `cetakd clock confirm`.",
                ),
            ),
            Ok(None) => self.ok(&what, &say("dipercaya", "believed")),
            // Said above.
            Err(_) => {}
        }
    }

    /// Too few blanks are no fault of the station: told, and no more.
    fn blanks(&mut self, file: &StationFile) {
        let found = Reader::open(&file.data).and_then(|reader| {
            let short = super::stock::reorder(&reader, file.reorder_at)?;
            Ok((reader.stock()?.balances().next().is_some(), short))
        });
        let Ok((ever, short)) = found else { return };
        let what = say("blangko", "blanks");
        let order = say(
            "Pesan sekarang; yang datang dibukukan dengan `stock receive`.",
            "Order now; what comes is booked by `stock receive`.",
        );
        for (kind, left) in &short {
            let what = say(format!("blangko {kind}"), format!("blanks {kind}"));
            self.warn(&what, left, &order);
        }
        if !ever {
            let first = say(
                "Bukukan blangko pertama: `cetakd stock receive JUMLAH --bast NOMOR`, lalu `stock \
                 load`.",
                "Book the first blanks: `cetakd stock receive QUANTITY --bast NUMBER`, then \
                 `stock load`.",
            );
            self.warn(&what, &say("belum ada blangko", "no blanks yet"), &first);
        } else if short.is_empty() {
            self.ok(&what, &Say::same(format!("≥ {}", file.reorder_at)));
        }
    }

    fn space(&mut self, data: &Path) {
        let what = &say("ruang disk", "disk space");
        let remedy = say("Kosongkan ruang sebelum mencetak.", "Free some space before printing.");
        match rustix::fs::statvfs(data) {
            Ok(found) => {
                let free = found.f_bavail * found.f_frsize;
                let gigabytes = free as f64 / 1e9;
                let found = say(
                    format!("sisa {} GB", format!("{gigabytes:.1}").replace('.', ",")),
                    format!("{gigabytes:.1} GB free"),
                );
                if free < MIN_FREE_BYTES {
                    self.bad(what, &found, &remedy);
                } else {
                    self.ok(what, &found);
                }
            }
            Err(error) => self.bad(what, &Say::same(error.to_string()), &remedy),
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
            let name = name_of(path);
            let what = say(format!("sertifikat {name}"), format!("certificate {name}"));
            let remedy = say(
                "Minta sertifikat ini dari pusat data dan letakkan di tempatnya.",
                "Ask the data centre for this certificate and put it in its place.",
            );
            match Certificate::read(path) {
                Ok(certificate) => self.validity(&what, &certificate),
                Err(error) => self.bad(&what, &Say::same(Chain(&error).to_string()), &remedy),
            }
        }
        let what = say("kartu", "cards");
        match file.production.len() {
            0 => self.ok(
                &what,
                &say(
                    "SPESIMEN: [trust] production kosong",
                    "SPESIMEN: [trust] production is empty",
                ),
            ),
            pins => self.ok(
                &what,
                &say(
                    format!("{pins} sertifikat produksi disematkan"),
                    format!("{pins} production certificates pinned"),
                ),
            ),
        }
    }

    fn validity(&mut self, what: &Say, certificate: &Certificate) {
        let now = SystemClock::new().now();
        let days = certificate.not_after.duration_since(now).as_hours() / 24;
        let subject = &certificate.subject;
        let found =
            say(format!("{subject}, {days} hari lagi"), format!("{subject}, {days} days left"));
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
        let what = say("kunci induk kartu", "card master key");
        self.outcome(&what, key, |_| Say::same(name), &remedy);
    }

    fn layouts(&mut self, layouts: &Path) {
        let fonts = say(
            "Kembalikan fon ke folder `fonts` di folder tata letak.",
            "Put the fonts back into the `fonts` folder of the layouts.",
        );
        let loaded = products::load_fonts(&layouts.join("fonts"));
        if self
            .outcome(&say("fon", "fonts"), loaded, |_| say("3 berkas", "3 files"), &fonts)
            .is_none()
        {
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
            Say::same(kinds.collect::<Vec<_>>().join(", "))
        };
        self.outcome(&say("tata letak", "layouts"), products, kinds, &remedy);
    }

    fn source(&mut self, file: &StationFile) {
        let uri = &file.source.uri;
        let what = say(format!("sumber data {uri}"), format!("record source {uri}"));
        let remedy = say(
            "Periksa jaringan, alamat, dan sertifikat stasiun.",
            "Check network, address and the station's certificate.",
        );
        match assemble::source(file, Arc::new(SystemClock::new())) {
            Ok(mut source) => {
                let ready = source.ready(None);
                let some = |page: &crate::device::source::ReadyPage| {
                    let people = page.people.len();
                    say(
                        format!("{people} orang siap cetak di halaman pertama"),
                        format!("{people} people print-ready on the first page"),
                    )
                };
                self.outcome(&what, ready, some, &remedy);
            }
            Err(ended) => self.bad(&what, &ended.fault.say, &remedy),
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
        let count = |list: &Vec<(String, bool)>| {
            say(format!("{} pembaca", list.len()), format!("{} readers", list.len()))
        };
        let Some(present) = self.outcome(&Say::same("pcscd"), present, count, &service) else {
            return;
        };
        let names: Vec<&str> = present.iter().map(|(name, _)| name.as_str()).collect();
        for name in wanted {
            let what = say(format!("pembaca {name}"), format!("reader {name}"));
            let plug = say(
                format!("Colokkan pembaca, atau pilih salah satu: {}.", names.join("; ")),
                format!("Plug the reader in, or name one of: {}.", names.join("; ")),
            );
            match present.iter().find(|(found, _)| *found == name) {
                Some((_, true)) => self.ok(&what, &say("ada kartu", "a card lies there")),
                Some((_, false)) => self.ok(&what, &say("kosong", "empty")),
                None => self.bad(&what, &say("tidak ada", "not there"), &plug),
            }
        }
    }

    /// Whoever holds it knows best; without a daemon it is asked here.
    fn printer(&mut self, lane: &LaneSettings, daemon: Option<&BTreeMap<LaneName, Doing>>) {
        let (name, uri) = (&lane.name, &lane.printer);
        let what = say(format!("pencetak {name} {uri}"), format!("printer {name} {uri}"));
        if let Some(lanes) = daemon {
            match lanes.get(&lane.name) {
                Some(doing @ (Doing::Stopped { .. } | Doing::Away { .. })) => {
                    let found =
                        say("dipegang daemon, tidak bekerja", "held by the daemon, not at work");
                    self.bad(&what, &found, &text::night::doing(doing));
                }
                _ => self.ok(&what, &say("dipegang daemon", "held by the daemon")),
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
            Say::same(said.collect::<Vec<_>>().join(" "))
        };
        match open::open_printer(&lane.printer, lane.model.as_deref(), clock) {
            Ok(mut printer) => drop(self.outcome(&what, printer.raw_answers(), said, &remedy)),
            Err(error) => self.bad(&what, &Say::same(Chain(&error).to_string()), &remedy),
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

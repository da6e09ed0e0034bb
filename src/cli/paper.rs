//! `cetakd paper`: the office's papers as PDF, their tables as CSV or XLSX. The daemon reads and
//! seals; volume by volume they are put on paper here.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use serde::Serialize;

use super::status::read_nik;
use super::{Context, Ended, assemble, card};
use crate::control::Request;
use crate::control::wire::Meaning;
use crate::device::{files, paper_key};
use crate::document::{self, CsvTable, PaperName, Seal, Sealed, XlsxBook};
use crate::face::FontSet;
use crate::journal::{LaneName, Purpose, SeriesNumber};
use crate::station::papers::PaperOrder;
use crate::text::paper as text;

#[derive(Debug, Args)]
pub struct Paper {
    #[command(subcommand)]
    which: Which,
    /// The file; volumes get a number before its ending, tables of several their names.
    #[arg(long, global = true)]
    out: Option<PathBuf>,
    /// CSV and XLSX hold the tables of register, day, month and breach.
    #[arg(long, global = true, value_enum, default_value_t = Format::Pdf)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Pdf,
    Csv,
    Xlsx,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// Buku Register: printed cards between two days, in volumes.
    Register {
        /// First day, YYYY-MM-DD.
        #[arg(long)]
        from: Option<Date>,
        /// Last day.
        #[arg(long)]
        to: Option<Date>,
        /// Names and NIKs in clear, for this purpose.
        #[arg(long, value_name = "PURPOSE")]
        clear: Option<Purpose>,
    },
    /// Lembar harian: the open day, or one closed on a date.
    Day {
        /// Day of the close, YYYY-MM-DD; the open day if it is left out.
        #[arg(long)]
        closed: Option<Date>,
        /// The first, second, third of several closes on that date.
        #[arg(long, value_name = "N", requires = "closed")]
        close: Option<u32>,
    },
    /// Berita Acara Serah Terima, by its number.
    Bast {
        /// Its number.
        number: String,
    },
    /// Berita Acara of a destruction, by its number.
    Destruction {
        /// Its number.
        number: String,
    },
    /// Berita Acara of a stock-take: the last one, or the one that an entry began.
    StockTake {
        /// The entry that began it.
        #[arg(long)]
        begun: Option<u64>,
    },
    /// Berita Acara of differences, by its number.
    Difference {
        /// Its number.
        number: String,
    },
    /// Any Berita Acara, by its number: burnt ribbons, a counter-entry, blanks spoiled by hand too.
    BeritaAcara {
        /// Its number.
        number: String,
    },
    /// Packing list of a parcel.
    Packing {
        /// Its number.
        #[arg(value_parser = card::parcel)]
        shipment: SeriesNumber,
    },
    /// Tanda pengambilan, by its number.
    Receipt {
        /// Its number.
        #[arg(value_parser = card::receipt)]
        number: SeriesNumber,
    },
    /// Surat Keterangan Perekaman, by its agenda number.
    Letter {
        /// Its number.
        #[arg(value_parser = card::suket)]
        number: SeriesNumber,
    },
    /// Report of a month, YYYY-MM.
    Month {
        /// The month, YYYY-MM.
        month: String,
    },
    /// Whom a person, a lane or a time touched (UU 27/2022).
    Breach {
        /// One person; `-` reads the NIK from standard input.
        #[arg(long)]
        nik: Option<String>,
        /// Who looked or worked.
        #[arg(long)]
        actor: Option<String>,
        /// Name of the lane.
        #[arg(long, value_parser = lane)]
        lane: Option<LaneName>,
        /// First day, YYYY-MM-DD.
        #[arg(long)]
        from: Option<Date>,
        /// Last day.
        #[arg(long)]
        to: Option<Date>,
        /// A row for each look; else those of one person at another on one day are one. CSV and
        /// XLSX always have each.
        #[arg(long)]
        each: bool,
    },
    /// The public key by which others verify this station's papers, PEM.
    Key,
}

fn lane(text: &str) -> Result<LaneName, String> {
    LaneName::new(text).map_err(|error| error.to_string())
}

#[derive(Serialize)]
struct Made {
    files: Vec<PathBuf>,
    volumes: u32,
    rows: u64,
}

impl Paper {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let Some(order) = self.which.order(self.format == Format::Pdf)? else {
            let key = paper_key::open(&file.data);
            let key = key.map_err(|error| assemble::device("KEY-03", &error))?;
            let pem = paper_key::public_pem(&key.public_key());
            return give_key(context, self.out.as_deref(), &pem);
        };
        let fonts = FontSet::load(|name| std::fs::read(file.layouts.join("fonts").join(name)).ok());
        let fonts = fonts.map_err(|error| assemble::device("FACE-20", &error))?;
        let mut writing = Writing {
            format: self.format,
            out: self.out,
            fonts,
            tables: Tables::None,
            made: Made { files: Vec::new(), volumes: 0, rows: 0 },
        };
        let client = context.caller()?.connect().map_err(Ended::control)?;
        let done = client.ask_papers(&Request::Paper { order }, |sealed| {
            let volume = sealed.paper.volume;
            writing.take(&sealed)?;
            if volume.1 > 1 {
                context.output.progress(&text::volume_made(volume, writing.made.rows));
            }
            Ok(())
        });
        done.map_err(Ended::control)??;
        let made = writing.finish()?;
        context.output.data(&made);
        context.output.say(&text::made(made.files.len()));
        for file in &made.files {
            context.output.line(&file.display().to_string());
        }
        Ok(())
    }
}

impl Which {
    /// `None`: no paper is asked for.
    fn order(self, pdf: bool) -> Result<Option<PaperOrder>, Ended> {
        Ok(Some(match self {
            Self::Register { from, to, clear } => PaperOrder::Register { from, to, clear },
            Self::Day { closed, close } => PaperOrder::Day { closed, close },
            Self::Bast { number } => PaperOrder::Bast { number },
            Self::Destruction { number } => PaperOrder::Destruction { number },
            Self::StockTake { begun } => PaperOrder::StockTake { begun },
            Self::Difference { number } => PaperOrder::Difference { number },
            Self::BeritaAcara { number } => PaperOrder::BeritaAcara { number },
            Self::Packing { shipment } => PaperOrder::Packing { shipment },
            Self::Receipt { number } => PaperOrder::Receipt { number },
            Self::Letter { number } => PaperOrder::Letter { number },
            Self::Month { month } => {
                let date: Result<Date, _> = format!("{month}-01").parse();
                let wrong = "Bulan ditulis TTTT-BB.";
                let date =
                    date.map_err(|_| Ended::usage("PAP-10", wrong, "A month is written YYYY-MM."))?;
                PaperOrder::Month { year: date.year(), month: date.month() }
            }
            Self::Breach { nik, actor, lane, from, to, each } => {
                let nik = nik.as_deref().map(|nik| read_nik(Some(nik))).transpose()?;
                PaperOrder::Breach { nik, actor, lane, from, to, each: each || !pdf }
            }
            Self::Key => return Ok(None),
        }))
    }
}

/// Files being written: each volume a PDF, or tables that go on from volume to volume.
struct Writing {
    format: Format,
    out: Option<PathBuf>,
    fonts: FontSet,
    tables: Tables,
    made: Made,
}

enum Tables {
    None,
    Csv(Vec<(PathBuf, CsvTable<File>)>),
    Xlsx(PathBuf, Box<XlsxBook>),
}

impl Writing {
    fn take(&mut self, sealed: &Sealed) -> Result<(), Ended> {
        let paper = &sealed.paper;
        self.made.volumes += 1;
        self.made.rows += paper.tables().map(|(_, table)| table.rows.len() as u64).sum::<u64>();
        let base = self.out.clone().unwrap_or_else(|| {
            let number = paper.number.split(|c: char| !c.is_ascii_alphanumeric());
            let number: Vec<&str> = number.filter(|word| !word.is_empty()).collect();
            let number = number.join("-");
            let ending = self.format.to_possible_value().map(|value| value.get_name().to_owned());
            let ending = ending.unwrap_or_default();
            PathBuf::from(format!("{}-{number}.{ending}", paper.name.as_str()))
        });
        if self.format == Format::Pdf {
            let (volume, of) = paper.volume;
            let mut path = if of > 1 { numbered(&base, volume, of) } else { base.clone() };
            // Another paper of the same number.
            for more in 2.. {
                if !self.made.files.contains(&path) {
                    break;
                }
                path = numbered(&base, more, 1);
            }
            return self.print(&path, sealed);
        }
        let tables = [PaperName::Register, PaperName::Day, PaperName::Month, PaperName::Breach];
        if !tables.contains(&paper.name) {
            return Err(Ended::usage(
                "PAP-11",
                "Surat ini hanya dibuat sebagai PDF.",
                "This paper is made as PDF only.",
            ));
        }
        match self.format {
            Format::Csv => self.csv(&base, sealed),
            _ => self.xlsx(&base, sealed),
        }
    }

    fn print(&mut self, path: &Path, sealed: &Sealed) -> Result<(), Ended> {
        let garbled = || unprintable("the seal is none");
        let seal = Seal::claimed(&sealed.seal).ok_or_else(garbled)?;
        let pdf = document::print(sealed, &seal, &self.fonts);
        let pdf = pdf.map_err(|error| unprintable(&error.to_string()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files::write(folder(path), &name, &pdf)
            .map_err(|error| assemble::device("CFG-02", &error))?;
        self.made.files.push(path.to_owned());
        Ok(())
    }

    fn csv(&mut self, base: &Path, sealed: &Sealed) -> Result<(), Ended> {
        let tables: Vec<_> = sealed.paper.tables().collect();
        if matches!(self.tables, Tables::None) {
            let mut all = Vec::new();
            for (name, table) in &tables {
                let path = if tables.len() > 1 { named(base, name) } else { base.to_owned() };
                let fault = |error| Ended::file(&path, &error);
                let csv = CsvTable::new(private(&path)?, &table.columns).map_err(fault)?;
                all.push((path, csv));
            }
            self.tables = Tables::Csv(all);
        }
        let Tables::Csv(all) = &mut self.tables else { return Ok(()) };
        for ((path, csv), (_, table)) in all.iter_mut().zip(tables) {
            csv.rows(table).map_err(|error| Ended::file(path, &error))?;
        }
        Ok(())
    }

    fn xlsx(&mut self, base: &Path, sealed: &Sealed) -> Result<(), Ended> {
        if matches!(self.tables, Tables::None) {
            let book = XlsxBook::beside(folder(base)).map_err(|error| spreadsheet(base, error))?;
            self.tables = Tables::Xlsx(base.to_owned(), Box::new(book));
        }
        let Tables::Xlsx(path, book) = &mut self.tables else { return Ok(()) };
        for (at, table) in sealed.paper.tables().enumerate() {
            book.rows(at, table).map_err(|error| spreadsheet(path, error))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Made, Ended> {
        match self.tables {
            Tables::None => {}
            Tables::Csv(all) => {
                for (path, csv) in all {
                    csv.finish().map_err(|error| Ended::file(&path, &error))?;
                    self.made.files.push(path);
                }
            }
            Tables::Xlsx(path, book) => {
                let file = private(&path)?;
                book.finish(file).map_err(|error| spreadsheet(&path, error))?;
                self.made.files.push(path);
            }
        }
        Ok(self.made)
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// What is written may name people: its owner's alone.
fn private(path: &Path) -> Result<File, Ended> {
    let mut options = File::options();
    let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
    file.map_err(|error| Ended::file(path, &error))
}

/// `register.pdf`, the seventh of 120: `register-007.pdf`.
fn numbered(base: &Path, at: u32, of: u32) -> PathBuf {
    let digits = of.to_string().len();
    behind(base, &format!("{at:0digits$}"))
}

/// `month.csv`, its table "Per hari": `month-per-hari.csv`.
fn named(base: &Path, table: &str) -> PathBuf {
    let word = |word: &str| word.to_lowercase();
    let words = table.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    behind(base, &words.map(word).collect::<Vec<_>>().join("-"))
}

fn behind(base: &Path, what: &str) -> PathBuf {
    let stem = base.file_stem().unwrap_or_default().to_string_lossy();
    let ending = base.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    base.with_file_name(format!("{stem}-{what}{}", ending.unwrap_or_default()))
}

/// Into the file that was named, or out.
fn give_key(context: &Context, out: Option<&Path>, pem: &str) -> Result<(), Ended> {
    let Some(path) = out else {
        context.output.data(&pem);
        context.output.line(pem.trim_end());
        return Ok(());
    };
    std::fs::write(path, pem).map_err(|error| Ended::file(path, &error))?;
    let files = vec![path.to_owned()];
    context.output.data(&Made { files, volumes: 0, rows: 0 });
    context.output.say(&text::made(1));
    context.output.line(&path.display().to_string());
    Ok(())
}

fn spreadsheet(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Ended {
    Ended::file(path, &std::io::Error::other(error))
}

pub(super) fn unprintable(what: &str) -> Ended {
    Ended::new(
        "PAP-12",
        format!("Surat tidak dapat dicetak: {what}."),
        format!("The paper can't be printed: {what}."),
        Meaning::Failure,
    )
}

//! `cetakd backup` and `cetakd restore`: a proven copy of the books while the daemon prints, and
//! the way back. The keys that open what lies sealed in it are kept elsewhere.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::assemble::{SEALING_KEY, SEARCH_KEY, facts};
use super::journal::anchor;
use super::{Context, Ended, sign};
use crate::control::Request;
use crate::control::wire::Meaning;
use crate::device::Clock;
use crate::device::clock::SystemClock;
use crate::journal::{Event, Head};
use crate::settings::StationFile;
use crate::store::{Author, Restoration, Restored, Writer, backup, restore};
use crate::text::say;

#[derive(Debug, Args)]
pub struct Backup {
    /// A file that is not there yet.
    file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// What `cetakd backup` made.
    file: PathBuf,
    /// The last head of the lost journal that somebody kept, as SEQ:HASH from a paper or a report.
    #[arg(long, value_parser = anchor)]
    lost: Option<Head>,
}

impl Backup {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        if !self.file.exists() {
            note(context, &file)?;
        }
        let made = backup(&file.data, &self.file).map_err(|error| Ended::store(&error))?;
        let (seq, hash) = (made.head.seq, made.head.hash.to_string());
        context.output.data(&json!({ "head": { "seq": seq, "hash": hash } }));
        let data = file.data.display();
        context.output.say(&say(
            format!(
                "Cadangan lengkap dan terbukti sampai {seq}:{hash}. Simpan terpisah: kunci \
                 {SEALING_KEY} dan {SEARCH_KEY} di {data}; tanpanya nama tidak terbaca."
            ),
            format!(
                "the backup is whole and proven up to {seq}:{hash}. Keep elsewhere: the keys \
                 {SEALING_KEY} and {SEARCH_KEY} in {data}; without them no name can be read."
            ),
        ));
        Ok(())
    }
}

/// Who makes the copy, in the books: by the daemon, or here while none runs. Books that nothing can
/// be written to are what is most in need of a copy: then it is made all the same, and said.
fn note(context: &Context, file: &StationFile) -> Result<(), Ended> {
    match context.ask(&Request::NoteBackup {}) {
        Err(ended) if ended.meaning == Meaning::NoDaemon => {}
        said => return said.map(drop),
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let noted = Writer::open(&file.data, facts(file), clock).and_then(|mut writer| {
        writer.append(&Author::person(&sign::account()), vec![Event::BackupBegun {}])
    });
    if noted.is_err() {
        context.output.say(&say(
            "Siapa yang membuat salinan ini tidak dapat dicatat: jurnal tidak dapat ditulisi.",
            "Who makes this copy can't be booked: the journal can't be written to.",
        ));
    }
    Ok(())
}

impl Restore {
    pub(super) fn run(self, context: &Context) -> Result<(), Ended> {
        let file = context.station_file()?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let signed = sign::restores(context, &file)?;
        let actor = signed.map_or_else(sign::account, |name| name.to_string());
        let order = Restoration { backup: self.file, lost: self.lost, actor };
        let restored = restore(&file.data, &facts(&file), &clock, order);
        let Restored { backup, lost, set_aside } =
            restored.map_err(|error| Ended::store(&error))?;
        let head = |head: Head| json!({ "seq": head.seq, "hash": head.hash.to_string() });
        context.output.data(&json!({
            "head": head(backup),
            "lost": lost.map(head),
            "set_aside": set_aside.as_ref().map(|path| path.display().to_string()),
        }));
        let aside = set_aside.map_or_else(|| "–".to_owned(), |path| path.display().to_string());
        let (seq, after) = (backup.seq, lost.map_or(0, |lost| lost.seq.saturating_sub(backup.seq)));
        context.output.say(&say(
            format!(
                "Buku dipulihkan sampai catatan {seq}; {after} catatan sesudahnya hilang. Jurnal \
                 lama: {aside}. Hitung blangko di tiap tempat sebelum mencetak. Nomor register dan \
                 surat melompat ke puluhan ribu berikutnya, agar tidak ada yang terpakai dua kali."
            ),
            format!(
                "the books are restored up to entry {seq}; {after} entries after it are lost. The \
                 old journal: {aside}. Count the blanks in every place before printing. Numbers of \
                 register and papers go on behind the next ten thousand: none is used twice."
            ),
        ));
        Ok(())
    }
}

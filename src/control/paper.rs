//! Papers over the socket: read on behalf of whoever asked, sealed here, and handed over one
//! volume after the other. What a caller does not read in time is not made.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::server::{failed, send};
use super::wire::{Done, Failed, Reply};
use crate::document::paper::{self, Issuer};
use crate::document::{Paper, Seal, Sealed, digest};
use crate::journal::Role::{self, Auditor, Kepala, Loket, Operator, PengurusBarang};
use crate::station::papers::{BreachFilter, NoPaper, PaperLook, PaperOrder, Signers, VOLUME_ROWS};
use crate::station::{Shift, Station, StationError};

/// Whoever prints a volume reads the next one only then.
const TAKE_WITHIN: Duration = Duration::from_secs(120);

/// The roles that may have it made: clear names for whom the paper is work.
pub fn roles(order: &PaperOrder) -> &'static [Role] {
    use PaperOrder as O;
    match order {
        O::Register { clear: None, .. } | O::Month { .. } => &Role::PEOPLE,
        O::Register { clear: Some(_), .. } | O::Breach { .. } => &[Kepala, Auditor],
        O::Day { .. } | O::StockTake { .. } => &[Operator, PengurusBarang, Kepala, Auditor],
        O::Bast { .. } | O::Difference { .. } => &[PengurusBarang, Kepala, Auditor],
        O::Destruction { .. } | O::BeritaAcara { .. } => &[PengurusBarang, Kepala, Auditor],
        O::Packing { .. } => &[Loket, Operator, PengurusBarang, Kepala],
        O::Receipt { .. } | O::Letter { .. } => &[Loket, Operator, Kepala],
    }
}

/// Volumes until the paper is whole, then how much it was.
pub fn serve(
    shift: &Shift,
    stream: &UnixStream,
    actor: &str,
    order: &PaperOrder,
) -> std::io::Result<()> {
    stream.set_write_timeout(Some(TAKE_WITHIN))?;
    let (mut volumes, mut gone) = (0, None);
    let made = make(&shift.station, actor, order, |sealed| {
        volumes += 1;
        let sent = send(stream, &Reply::Paper(Box::new(sealed)));
        sent.map_err(|error| {
            gone = Some(error);
            NoPaper::Gone.into()
        })
    });
    match (gone, made) {
        (Some(gone), _) => Err(gone),
        (None, Ok(())) => send(stream, &Reply::Done(Done::Papered { volumes })),
        (None, Err(failed)) => send(stream, &Reply::Failed(failed)),
    }
}

/// Each volume once it is sealed.
pub fn make(
    station: &Station,
    actor: &str,
    order: &PaperOrder,
    mut give: impl FnMut(Sealed) -> Result<(), StationError>,
) -> Result<(), Failed> {
    let look = station.papers(actor).map_err(failed)?;
    let signers = match order {
        // Nobody waits at the counter for a look through the journal.
        PaperOrder::Receipt { .. } | PaperOrder::Letter { .. } => Ok(Signers::default()),
        _ => look.signers(),
    };
    let issuer = Issuer {
        office: look.office().map_err(failed)?,
        station: station.id.clone(),
        zone: look.zone(),
        signers: signers.map_err(failed)?,
    };
    each(&look, &issuer, order, |paper| give(seal(station, &look, paper)?)).map_err(failed)
}

fn each(
    look: &PaperLook<'_>,
    issuer: &Issuer,
    order: &PaperOrder,
    mut give: impl FnMut(Paper) -> Result<(), StationError>,
) -> Result<(), StationError> {
    use PaperOrder as O;
    match order {
        O::Register { from, to, clear } => {
            let number = paper::between(*from, *to);
            look.register((*from, *to), *clear, |part| {
                give(paper::register(issuer, &number, &part))
            })
        }
        O::Day { closed, close } => give(paper::day(issuer, &look.day(*closed, *close)?)),
        O::Bast { number } => {
            let all = look.basts(number)?;
            all.iter().try_for_each(|facts| give(paper::bast(issuer, facts)))
        }
        O::BeritaAcara { number } => give(paper::berita_acara(issuer, &look.berita_acara(number)?)),
        O::Destruction { number } => give(paper::destruction(issuer, &look.destruction(number)?)),
        O::StockTake { begun } => give(paper::stock_take(issuer, &look.stock_take(*begun)?)),
        O::Difference { number } => give(paper::difference(issuer, &look.difference(number)?)),
        O::Packing { shipment } => give(paper::packing(issuer, &look.packing(shipment)?)),
        O::Receipt { number } => give(paper::receipt(issuer, &look.receipt(number)?)),
        O::Letter { number } => give(paper::letter(issuer, &look.letter(number)?)),
        O::Month { year, month } => {
            give(paper::month(issuer, (*year, *month), &look.month(*year, *month)?))
        }
        O::Breach { nik, actor, lane, from, to, each } => {
            let filter = BreachFilter {
                nik: nik.as_ref(),
                actor: actor.as_deref(),
                lane: lane.as_ref(),
                days: (*from, *to),
                each: *each,
            };
            let number = touched_by(&filter);
            look.breach(&filter, |total, part| {
                let volumes = total.div_ceil(VOLUME_ROWS.into()).max(1);
                let volumes = u32::try_from(volumes).unwrap_or(u32::MAX);
                let volume = part.first / u64::from(VOLUME_ROWS) + 1;
                let volume = (u32::try_from(volume).unwrap_or(u32::MAX), volumes);
                give(paper::breach(issuer, &number, (volume, total), &part))
            })
        }
    }
}

/// What was looked for; a NIK is masked here, the rows show it.
fn touched_by(filter: &BreachFilter<'_>) -> String {
    let nik = filter.nik.map(|nik| format!("NIK {nik}"));
    let actor = filter.actor.map(|actor| format!("oleh {actor}"));
    let lane = filter.lane.map(|lane| format!("jalur {lane}"));
    let (from, to) = filter.days;
    let days = from.or(to).map(|_| paper::between(from, to));
    let said: Vec<String> = [nik, actor, lane, days].into_iter().flatten().collect();
    said.join("; ")
}

fn seal(desk: &Station, look: &PaperLook<'_>, paper: Paper) -> Result<Sealed, StationError> {
    let seal = Seal {
        name: paper.name,
        number: paper.number.clone(),
        station: paper.station.clone(),
        volume: paper.volume,
        made: look.now(),
        head: look.head()?,
        digest: digest(&paper),
    };
    Ok(Sealed { seal: seal.sign(&desk.papers.key), paper })
}

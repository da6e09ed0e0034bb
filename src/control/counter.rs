//! The counter and the sorting desk over the socket: status with receipt or letter, hand-over,
//! complaint, parcels. Whoever sees personal data leaves an entry first.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::server::{bad_date, failed, printed};
use super::wire::{Done, Failed};
use crate::journal::{
    BlankName, Checked, Collector, ComplaintKind, Event, Fingerprint, Kecamatan, LaneName, OldCard,
    OldCardFate, PersonNumber, Priority, Purpose, Series, SeriesNumber, Verdict,
};
use crate::record::{Nik, Paper, Reason, Uid};
use crate::station::{
    Arrival, CardKey, ClaimText, DeskCard, Handover, Hands, Issue, PrintRequest, Shift,
    StationError, Watcher,
};
use crate::store::Author;

/// A card by one of its names, or as it lies on the desk reader.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardName {
    Tap,
    Uid(Uid),
    Register(SeriesNumber),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    Nothing,
    Receipt(Reason),
    Suket,
}

/// Number, or text of a QR; `series` says what a bare number is of.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClaimSaid {
    pub series: Series,
    pub text: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct HandoverOrder {
    pub card: CardName,
    pub claim: ClaimSaid,
    pub family_card: bool,
    pub checked: Vec<Checked>,
    pub collector: Collector,
    pub collector_name: Option<String>,
    /// PNG in base64.
    pub signature: String,
    pub fingerprint: Option<Fingerprint>,
    pub old_card: OldCard,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskOrder {
    Status {
        nik: Nik,
        wanted: Wanted,
        /// The receipt that a new one takes the place of.
        #[serde(default)]
        instead_of: Option<SeriesNumber>,
    },
    PrintClaim {
        claim: ClaimSaid,
        reason: Reason,
        papers: Vec<Paper>,
        lane: Option<LaneName>,
        priority: Option<Priority>,
        #[serde(default)]
        old_card: Option<OldCardFate>,
    },
    Shown {
        people: Vec<PersonNumber>,
        purpose: Purpose,
    },
    Look {
        card: CardName,
        purpose: Purpose,
    },
    Handover(Box<HandoverOrder>),
    Sort {
        verdict: Verdict,
    },
    Complain {
        card: CardName,
        kind: ComplaintKind,
        number: String,
    },
    Ship(ShipOrder),
    /// The number of whom a NIK belongs to, to see who looked at them.
    Trace {
        nik: Nik,
    },
    /// Whether we know of somebody: asked before a list shows what they have.
    Find {
        nik: Nik,
        purpose: Purpose,
    },
}

/// What happens to a parcel.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipOrder {
    Begin {
        kecamatan: Kecamatan,
    },
    Add {
        shipment: SeriesNumber,
        card: CardName,
    },
    Remove {
        shipment: SeriesNumber,
        card: CardName,
    },
    Close {
        shipment: SeriesNumber,
        bast: String,
        dated: Option<String>,
    },
    Receive {
        shipment: SeriesNumber,
        counted: u32,
        missing: Vec<BlankName>,
        strangers: Vec<BlankName>,
    },
    Late {
        card: CardName,
    },
    Back {
        card: CardName,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "desk", rename_all = "snake_case")]
pub enum DeskDone {
    Status(StatusDone),
    Card(CardDone),
    Moved { register: String, uid: String },
    Shipment { shipment: SeriesNumber, cards: Option<u32> },
    Noted { register: String },
    Known { person: Option<PersonNumber> },
}

#[derive(Debug, Serialize, Deserialize)]
pub struct StatusDone {
    pub nik: String,
    pub state: Option<String>,
    pub observed_at: String,
    pub source: String,
    pub advice_id: Option<String>,
    pub advice_en: Option<String>,
    pub jobs: Vec<JobDone>,
    pub receipt: Option<String>,
    pub suket: Option<String>,
    pub expected: Option<String>,
    /// It was given before, and is given once more under its number.
    #[serde(default)]
    pub again: bool,
    pub qr: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct JobDone {
    pub job: String,
    pub stage: String,
    pub lane: Option<String>,
}

/// Whose a card is; the NIK is masked.
#[derive(Debug, Serialize, Deserialize)]
pub struct CardDone {
    pub register: String,
    pub uid: String,
    pub stage: String,
    pub nik: String,
    pub nama: String,
    pub alamat: String,
    pub kel_desa: String,
    pub kecamatan: String,
    pub tapped: bool,
}

pub fn carry_out(
    shift: &Shift,
    hands: &Hands,
    order: DeskOrder,
    watch: Watcher<'_>,
) -> Result<Done, Failed> {
    let actor = hands.first.as_str();
    let card = |seen: Result<DeskCard, StationError>| {
        seen.map(|card| DeskDone::Card(card.into())).map_err(failed)
    };
    let done = match order {
        DeskOrder::PrintClaim { claim, reason, papers, lane, priority, old_card } => {
            let (nik, receipt) = shift.station.claimed(&claim.into()).map_err(failed)?;
            let request = PrintRequest {
                nik,
                reason,
                papers,
                lane,
                priority,
                preview: false,
                old_card,
                receipt,
            };
            let job = shift.print(hands, &request, watch).map_err(failed)?;
            return Ok(printed(shift, &job));
        }
        DeskOrder::Shown { people, purpose } => {
            // Somebody looked for a name that nobody here has.
            if people.is_empty() {
                tracing::warn!(by = actor, "looked for a name that nobody here has");
                return Ok(Done::Booked {});
            }
            let shown = Event::PersonalDataShown { people, purpose };
            let booked = shift.station.ledger.book(&Author::person(actor), vec![shown]);
            booked.map_err(|error| failed(error.into()))?;
            return Ok(Done::Booked {});
        }
        DeskOrder::Trace { nik } => {
            let person = shift.station.trace(actor, &nik);
            DeskDone::Known { person: person.map_err(failed)? }
        }
        DeskOrder::Find { nik, purpose } => {
            shift.station.look_for(actor, &nik, purpose).map_err(failed)?;
            return Ok(Done::Booked {});
        }
        DeskOrder::Status { nik, wanted, instead_of } => {
            let issue = match wanted {
                Wanted::Nothing => Issue::Nothing,
                Wanted::Receipt(reason) => Issue::Receipt { reason, instead_of },
                Wanted::Suket => Issue::Suket,
            };
            DeskDone::Status(status(shift, actor, &nik, issue).map_err(failed)?)
        }
        DeskOrder::Look { card: name, purpose } => {
            card(shift.look_at_card(actor, &name.into(), purpose))?
        }
        DeskOrder::Handover(order) => card(shift.hand_over(hands, &(*order).into()))?,
        DeskOrder::Sort { verdict } => card(shift.sort(hands, verdict))?,
        DeskOrder::Complain { card, kind, number } => {
            let order = (&card.into(), kind, number.as_str());
            let register = shift.station.complain(shift.desk.as_ref(), actor, order);
            DeskDone::Noted { register: register.map_err(failed)? }
        }
        DeskOrder::Ship(order) => parcel(shift, hands, order)?,
    };
    Ok(Done::Desk(Box::new(done)))
}

fn parcel(shift: &Shift, hands: &Hands, order: ShipOrder) -> Result<DeskDone, Failed> {
    let actor = hands.first.as_str();
    let (station, desk) = (&shift.station, shift.desk.as_ref());
    let moved = match order {
        ShipOrder::Begin { kecamatan } => {
            let shipment = station.begin_shipment(actor, kecamatan).map_err(failed)?;
            return Ok(DeskDone::Shipment { shipment, cards: None });
        }
        ShipOrder::Close { shipment, bast, dated } => {
            let dated = dated.map(|date| date.parse()).transpose().map_err(|_| bad_date())?;
            let closed = station.close_shipment(actor, &shipment, (&bast, dated));
            return Ok(DeskDone::Shipment { cards: Some(closed.map_err(failed)?), shipment });
        }
        ShipOrder::Receive { shipment, counted, missing, strangers } => {
            let arrival = Arrival { shipment: shipment.clone(), counted, missing, strangers };
            station.receive_shipment(hands, &arrival).map_err(failed)?;
            return Ok(DeskDone::Shipment { shipment, cards: Some(counted) });
        }
        ShipOrder::Add { shipment, card } => station.pack(desk, actor, (&shipment, &card.into())),
        ShipOrder::Remove { shipment, card } => {
            station.unpack(desk, actor, (&shipment, &card.into()))
        }
        ShipOrder::Late { card } => station.arrived_late(desk, actor, &card.into()),
        ShipOrder::Back { card } => station.take_back(desk, actor, &card.into()),
    };
    let card = moved.map_err(failed)?;
    Ok(DeskDone::Moved { register: card.row.number, uid: card.blank.to_string() })
}

fn status(shift: &Shift, actor: &str, nik: &Nik, issue: Issue) -> Result<StatusDone, StationError> {
    let (report, issued) = shift.station.status(actor, nik, issue)?;
    let advice = report.advice.map(crate::text::step::advice);
    let number = |of: Series| {
        let claim = issued.as_ref().map(|issued| &issued.claim);
        claim.filter(|claim| claim.series() == of).map(|claim| claim.number().to_string())
    };
    let job = |job: crate::store::JobRow| JobDone {
        job: job.job.to_string(),
        stage: job.stage,
        lane: job.lane.map(|lane| lane.to_string()),
    };
    Ok(StatusDone {
        nik: report.nik.to_string(),
        state: report.observation.state.as_ref().map(ToString::to_string),
        observed_at: report.observation.observed_at.to_string(),
        source: report.observation.source,
        advice_id: advice.as_ref().map(|advice| advice.id.clone()),
        advice_en: advice.map(|advice| advice.en),
        jobs: report.living.into_iter().map(job).collect(),
        receipt: number(Series::Receipt),
        suket: number(Series::Suket),
        expected: issued.as_ref().and_then(|one| one.expected).map(|date| date.to_string()),
        again: issued.as_ref().is_some_and(|one| one.again),
        qr: issued.map(|issued| issued.qr),
    })
}

impl From<CardName> for CardKey {
    fn from(name: CardName) -> Self {
        match name {
            CardName::Tap => Self::Tap,
            CardName::Uid(uid) => Self::Uid(uid),
            CardName::Register(number) => Self::Register(number),
        }
    }
}

impl From<ClaimSaid> for ClaimText {
    fn from(said: ClaimSaid) -> Self {
        Self { series: said.series, text: said.text }
    }
}

impl From<HandoverOrder> for Handover {
    fn from(order: HandoverOrder) -> Self {
        Self {
            card: order.card.into(),
            claim: order.claim.into(),
            family_card: order.family_card,
            checked: order.checked,
            collector: order.collector,
            collector_name: order.collector_name,
            // What is no base 64 is no picture, and is refused as one.
            signature: STANDARD.decode(order.signature).unwrap_or_default(),
            fingerprint: order.fingerprint,
            old_card: order.old_card,
        }
    }
}

impl From<DeskCard> for CardDone {
    fn from(card: DeskCard) -> Self {
        Self {
            register: card.register,
            uid: card.blank,
            stage: card.stage.to_owned(),
            nik: card.person.nik.to_string(),
            nama: card.person.nama.clone(),
            alamat: card.person.alamat.clone(),
            kel_desa: card.person.kel_desa.clone(),
            kecamatan: card.person.kecamatan.clone(),
            tapped: card.tapped,
        }
    }
}

//! How commands name a card, and how they show whose it is.

use clap::Args;

use super::{Context, Ended};
use crate::control::counter::{CardDone, CardName, DeskDone, DeskOrder};
use crate::control::{Done, Request};
use crate::journal::{Series, SeriesNumber, WrongNumber};
use crate::record::Uid;
use crate::text::{say, words};

/// One of three.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct CardArgs {
    /// Lay the card on the desk reader: its chip is read whole, and the centre's signature checked.
    #[arg(long)]
    tap: bool,
    /// UID of its chip.
    #[arg(long)]
    uid: Option<Uid>,
    /// Its number in the register, year/station/n.
    #[arg(long, value_parser = number)]
    register: Option<SeriesNumber>,
}

pub fn number(text: &str) -> Result<SeriesNumber, String> {
    typed(text, None)
}

pub fn receipt(text: &str) -> Result<SeriesNumber, String> {
    typed(text, Some(Series::Receipt))
}

pub fn suket(text: &str) -> Result<SeriesNumber, String> {
    typed(text, Some(Series::Suket))
}

pub fn parcel(text: &str) -> Result<SeriesNumber, String> {
    typed(text, Some(Series::Shipment))
}

fn typed(text: &str, series: Option<Series>) -> Result<SeriesNumber, String> {
    SeriesNumber::typed(text, series).map_err(|wrong| match wrong {
        WrongNumber::None(_) => "a number is year/station/n".to_owned(),
        WrongNumber::Of(_) => "it is of another series".to_owned(),
    })
}

impl CardArgs {
    /// Says to lay the card down if it is to be tapped.
    pub(super) fn name(self, context: &Context) -> CardName {
        match (self.uid, self.register) {
            (Some(uid), _) => CardName::Uid(uid),
            (None, Some(number)) => CardName::Register(number),
            (None, None) => {
                lay(context);
                CardName::Tap
            }
        }
    }
}

pub fn lay(context: &Context) {
    let lay = say("Tempelkan kartu pada pembaca meja …", "Lay the card on the desk reader …");
    context.output.say(&lay);
}

/// Asks and gives what the desk answered.
pub(super) fn ask(context: &Context, order: DeskOrder) -> Result<Option<DeskDone>, Ended> {
    match context.ask(&Request::Desk { order })? {
        Done::Desk(done) => {
            context.output.data(&done);
            Ok(Some(*done))
        }
        _ => Ok(None),
    }
}

pub(super) fn show(context: &Context, card: &CardDone) {
    let CardDone { register, uid, stage, nik, nama, alamat, kel_desa, kecamatan, .. } = card;
    let stage = context.output.short(&words::stage(stage));
    context.output.line(&format!("{register}  {uid}  {stage}"));
    context.output.line(&format!("  {nik}  {nama}"));
    context.output.line(&format!("  {alamat}, {kel_desa}, {kecamatan}"));
}

//! A card into a person's hand: the card by a tap or its number, what was seen and compared, who
//! signed; and a page to print as proof.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::sort::whose;
use super::{Told, panel};
use crate::control::counter::{CardDone, CardName, ClaimSaid, DeskDone, DeskOrder, HandoverOrder};
use crate::control::failed;
use crate::control::{Done, Failed, Request};
use crate::journal::{
    Checked, Collector, Fingerprint, OldCard, Purpose, Relation, Series, SeriesNumber, WrongNumber,
};
use crate::record::Uid;
use crate::station::CounterFault;
use crate::text::web as t;
use crate::web::fields::Fields;
use crate::web::guard::Asked;
use crate::web::view::View;
use crate::web::{Web, fault};

/// What lies between clerk and holder.
#[derive(Debug)]
pub enum Hand {
    /// Named, not given yet; by a tap if `tapped`.
    Shown(CardDone),
    Given {
        card: CardDone,
        at: jiff::Timestamp,
        by: String,
    },
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, StatusCode::OK, None).await
}

async fn page(web: &Arc<Web>, asked: Asked, status: StatusCode, told: Option<Told>) -> Response {
    let Asked { view, fields, .. } = asked;
    let drawn = web.blocking(move |web| {
        let hand = view.seat.as_ref().map(|seat| {
            web.sessions.desk(seat, |desk| match &desk.hand {
                None => html! { (find_form(&view)) },
                Some(Hand::Shown(card)) if GIVEN_FROM.contains(&&*card.stage) => {
                    give_form(&view, card, &fields)
                }
                Some(Hand::Shown(card)) => not_to_give(&view, card),
                Some(Hand::Given { card, at, by }) => proof(&view, card, *at, by),
            })
        });
        let body = html! {
            h1 { (view.words(t::PICK_UP)) }
            (view.told(told.as_ref()))
            (panel::beside(web, &view, html! {
                @if let Some(hand) = hand { (hand) }
            }))
        };
        view.page_with(status, t::PICK_UP, body)
    });
    super::drawn(drawn.await)
}

fn find_form(view: &View) -> Markup {
    html! {
        form.find method="post" novalidate action="/ambil/cari" autocomplete="off" {
            (view.csrf())
            button.main.good name="tempel" value="ya" accesskey="t" autofocus {
                (view.words(t::CARD_TAPPED))
            }
        }
        form.find method="post" novalidate action="/ambil/cari" autocomplete="off" {
            (view.csrf())
            label for="q" { (view.words(t::REGISTER_OR_UID)) }
            div {
                input #q name="q" required maxlength="64" spellcheck="false" accesskey="c";
                button.main { (view.words(t::FIND)) }
            }
        }
    }
}

pub async fn find(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let card = if asked.fields.ticked("tempel") {
        Ok(CardName::Tap)
    } else {
        named(asked.fields.text("q"))
    };
    let card = match card {
        Ok(card) => card,
        Err(failed) => return refuse(&web, asked, Told::Bad(failed)).await,
    };
    let order = DeskOrder::Look { card, purpose: Purpose::Penyerahan };
    match web.perform(person, Request::Desk { order }).await {
        Some(Ok(Done::Desk(done))) => {
            if let DeskDone::Card(card) = *done {
                web.sessions.desk(seat, |desk| desk.hand = Some(Hand::Shown(card)));
            }
            Redirect::to("/ambil").into_response()
        }
        Some(Err(short)) => refuse(&web, asked, Told::of(short)).await,
        Some(Ok(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A UID, or a number of the register.
fn named(text: &str) -> Result<CardName, Failed> {
    if let Ok(uid) = text.parse::<Uid>() {
        return Ok(CardName::Uid(uid));
    }
    SeriesNumber::typed(text, None).map(CardName::Register).map_err(|wrong| match wrong {
        WrongNumber::None(_) => fault::wrong_field("q"),
        WrongNumber::Of(of) => failed(CounterFault::NumberOf { text: text.to_owned(), of }.into()),
    })
}

pub async fn clear(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    asked.view.seat.iter().for_each(|seat| web.sessions.desk(seat, |desk| desk.hand = None));
    Redirect::to("/ambil").into_response()
}

/// Where a card lies that can be given.
const GIVEN_FROM: [&str; 2] = ["ready", "arrived"];

fn not_to_give(view: &View, card: &CardDone) -> Markup {
    html! {
        section { (whose(view, card)) }
        div.told.bad role="status" { (view.words(t::NOT_TO_GIVE)) }
        form method="post" novalidate action="/ambil/kosong" {
            (view.csrf())
            button autofocus { (view.words(t::NOT_NOW)) }
        }
    }
}

/// What was typed stays when it is refused; the signature is drawn again.
fn give_form(view: &View, card: &CardDone, kept: &Fields) -> Markup {
    let ticked = |name: &str, value: &str| kept.all(name).any(|found| found == value);
    html! {
        section { (whose(view, card)) }
        form.verdict method="post" novalidate action="/ambil/serah" {
            (view.csrf())
            div.columns {
                (view.field(t::CLAIM_KIND, "jenis", html! {
                    select #jenis name="jenis" {
                        option value="receipt" { (view.words(t::RECEIPT)) }
                        option value="suket" selected[ticked("jenis", "suket")] { "Suket" }
                    }
                }))
                (view.field(t::CLAIM_NUMBER, "nomor", html! {
                    input #nomor name="nomor" required autofocus maxlength="128"
                        value=(kept.text("nomor")) spellcheck="false";
                }))
            }
            label.tick {
                input type="checkbox" name="kk" value="ya" required checked[ticked("kk", "ya")];
                (view.words(t::FAMILY_CARD))
            }
            fieldset.across {
                legend { (view.words(t::HOLDER_CHECKED)) }
                @for one in Checked::ALL {
                    label.tick {
                        input type="checkbox" name="cocok" value=(one.as_str()) required
                            checked[ticked("cocok", one.as_str())];
                        (view.words(t::checked(*one)))
                    }
                }
            }
            (collector(view, kept))
            (old_card(view, &ticked, kept))
            (view.field(t::FINGER, "jari", html! {
                select #jari name="jari" {
                    option value="" { (view.words(t::NOT_MADE)) }
                    @for one in Fingerprint::ALL {
                        option value=(one.as_str()) selected[ticked("jari", one.as_str())] {
                            (view.words(t::fingerprint(*one)))
                        }
                    }
                }
            }))
            (signature(view))
            div.row {
                button.main.good accesskey="s" { (view.words(t::GIVE)) }
            }
        }
        form method="post" novalidate action="/ambil/kosong" {
            (view.csrf())
            button { (view.words(t::NOT_NOW)) }
        }
    }
}

fn collector(view: &View, kept: &Fields) -> Markup {
    html! {
        details open[kept.maybe("hubungan").is_some()] {
            summary { (view.words(t::SOMEBODY_ELSE)) }
            div.columns {
                (view.field(t::RELATION, "hubungan", html! {
                    select #hubungan name="hubungan" {
                        option value="" { (view.words(t::HOLDER_COLLECTS)) }
                        @for one in Relation::ALL {
                            option value=(one.as_str())
                                selected[kept.text("hubungan") == one.as_str()] {
                                (one.as_str().replace('_', " "))
                            }
                        }
                    }
                }))
                (view.field(t::COLLECTOR, "pengambil", html! {
                    input #pengambil name="pengambil" maxlength="128"
                        value=(kept.text("pengambil"));
                }))
                (view.field(t::POWER, "kuasa", html! {
                    input #kuasa name="kuasa" maxlength="64" value=(kept.text("kuasa"));
                }))
            }
        }
    }
}

fn old_card(view: &View, ticked: &impl Fn(&str, &str) -> bool, kept: &Fields) -> Markup {
    let all = [
        ("tidak_ada", t::OLD_CARD_NONE),
        ("ditarik", t::OLD_CARD_TAKEN),
        ("surat", t::OLD_CARD_LETTER),
    ];
    let none = kept.maybe("kartu_lama").is_none();
    html! {
        fieldset.fate.across {
            legend { (view.words(t::OLD_CARD)) }
            @for (value, words) in all {
                label.tick {
                    input type="radio" name="kartu_lama" value=(value)
                        checked[ticked("kartu_lama", value) || (none && value == "tidak_ada")];
                    (view.words(words))
                }
            }
            div.letter {
                (view.field(t::LETTER, "surat", html! {
                    input #surat name="surat" maxlength="64" value=(kept.text("surat"));
                }))
            }
        }
    }
}

fn signature(view: &View) -> Markup {
    html! {
        div.field {
            label for="ttd" { (view.words(t::SIGNATURE)) }
            canvas data-field="ttd" width="640" height="200"
                aria-label=(view.words(t::SIGNATURE_PAD)) {}
            input #ttd type="hidden" name="ttd";
            button.small type="button" data-clears="ttd" { (view.words(t::SIGN_ANEW)) }
            noscript { p { (view.words(t::NEEDS_SCRIPT)) } }
        }
    }
}

pub async fn give(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let card = web.sessions.desk(seat, |desk| match &desk.hand {
        // A card that was tapped is tapped again: it must be the one that is given.
        Some(Hand::Shown(card)) if card.tapped => Some(CardName::Tap),
        Some(Hand::Shown(card)) => named(&card.register).ok(),
        _ => None,
    });
    let Some(card) = card else {
        return refuse(&web, asked, Told::Bad(fault::no_card_shown())).await;
    };
    let order = match read(&asked.fields, card) {
        Ok(order) => DeskOrder::Handover(Box::new(order)),
        Err(failed) => return refuse(&web, asked, Told::Bad(failed)).await,
    };
    match web.perform(person, Request::Desk { order }).await {
        Some(Ok(Done::Desk(done))) => {
            if let DeskDone::Card(card) = *done {
                let (at, by) = (web.shift.station.now(), person.name.to_string());
                let given = Hand::Given { card, at, by };
                web.sessions.desk(seat, |desk| desk.hand = Some(given));
            }
            Redirect::to("/ambil").into_response()
        }
        Some(Err(short)) => refuse(&web, asked, Told::of(short)).await,
        Some(Ok(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn read(fields: &Fields, card: CardName) -> Result<HandoverOrder, Failed> {
    let series = match fields.text("jenis") {
        "receipt" => Series::Receipt,
        "suket" => Series::Suket,
        _ => return Err(fault::wrong_field("jenis")),
    };
    let letter = |name: &str| {
        let text = fields.maybe(name).map(str::to_owned);
        text.ok_or_else(|| fault::wrong_field(name))
    };
    let collector = match fields.maybe_parse::<Relation>("hubungan")? {
        None => Collector::Holder {},
        Some(relation) => Collector::Other { relation, letter: letter("kuasa")? },
    };
    let old_card = match fields.text("kartu_lama") {
        "tidak_ada" => OldCard::None {},
        "ditarik" => OldCard::Taken {},
        "surat" => OldCard::PoliceLetter { letter: letter("surat")? },
        _ => return Err(fault::wrong_field("kartu_lama")),
    };
    Ok(HandoverOrder {
        card,
        claim: ClaimSaid { series, text: fields.text("nomor").to_owned() },
        family_card: fields.ticked("kk"),
        checked: fields.parse_all("cocok")?,
        collector,
        collector_name: fields.maybe("pengambil").map(str::to_owned),
        signature: fields.text("ttd").to_owned(),
        fingerprint: fields.maybe_parse("jari")?,
        old_card,
    })
}

async fn refuse(web: &Arc<Web>, asked: Asked, told: Told) -> Response {
    page(web, asked, StatusCode::CONFLICT, Some(told)).await
}

/// For the printer at the desk.
fn proof(view: &View, card: &CardDone, at: jiff::Timestamp, by: &str) -> Markup {
    html! {
        section.proof {
            h2 { (view.words(t::PROOF)) }
            p { (view.site.office) " · " (view.site.station) }
            (whose(view, card))
            p { (view.words(t::GIVEN_AT)) " " (view.time(at)) " · " (by) }
            div.signs { p { (view.words(t::WHO_GIVES)) } p { (view.words(t::WHO_TAKES)) } }
            div.row {
                button type="button" data-print="" { (view.words(t::PRINT_PROOF)) }
            }
        }
        form method="post" novalidate action="/ambil/kosong" {
            (view.csrf())
            button.main autofocus accesskey="n" { (view.words(t::NEXT_PERSON)) }
        }
    }
}

//! The counter: one field, whoever it names, the face as it will be printed, and the order to
//! print it. What was looked up lies on the desk, never in an address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use zeroize::Zeroizing;

use super::{Told, claim, order, panel};
use crate::control::counter::{DeskDone, DeskOrder, StatusDone, Wanted};
use crate::control::{Done, Failed, Request, Short, failed, perform};
use crate::job::{Job, Stage};
use crate::journal::Series;
use crate::record::{DeskAdvice, Mac, Nik, Reason, RecordState};
use crate::station::{ClaimText, Person, PrintRequest};
use crate::store::{PersonData, RegisterLine};
use crate::text::web as t;
use crate::web::fields::Fields;
use crate::web::guard::Asked;
use crate::web::png::png;
use crate::web::view::{Lang, Page, View};
use crate::web::{Web, fault};

/// Whoever stands at the counter.
pub struct Looked {
    nik: Nik,
    /// A name for this one look.
    look: String,
    mac: Option<Mac>,
    /// The receipt that they came with.
    claim: Option<String>,
    status: StatusDone,
    advice: Option<DeskAdvice>,
    face: Option<Face>,
    /// Cards of ours that they have.
    cards: Vec<RegisterLine>,
    /// Why there is no face.
    faceless: Option<Failed>,
}

impl Looked {
    fn is_reprint(&self) -> bool {
        !self.cards.is_empty()
    }

    /// Who it is, and the receipt they came with; only for a form that was drawn for them. Another
    /// page of the same browser may have somebody else on the desk by now.
    pub fn named(&self, form: &Fields) -> Option<(Nik, Option<String>)> {
        (form.text("orang") == self.look).then(|| (self.nik.clone(), self.claim.clone()))
    }

    /// Stands in every form about this person.
    pub fn field(&self) -> Markup {
        html! { input type="hidden" name="orang" value=(self.look); }
    }

    /// The holder's name, while this job is theirs and their face is here to compare.
    pub fn name_if(&self, job: &Job) -> Option<String> {
        let face = self.face.as_ref()?;
        (Some(job.opened.nik) == self.mac).then(|| face.holder.nama.clone())
    }

    fn may_print(&self) -> bool {
        may_print(self.advice, &self.status) && !self.lies_here()
    }

    /// A card of theirs is finished, and nobody gave it to them yet.
    fn lies_here(&self) -> bool {
        let here = |stage: &str| Stage::FINISHED.contains(&stage) && stage != "handed_over";
        self.status.jobs.iter().any(|job| here(&job.stage))
    }

    fn is_listed(&self, job: &str) -> bool {
        self.cards.iter().any(|card| card.job.as_str() == job)
    }
}

/// Nothing of theirs is under way, and the source says that one may be made.
fn may_print(advice: Option<DeskAdvice>, status: &StatusDone) -> bool {
    let finished = |stage: &str| Stage::FINISHED.contains(&stage);
    advice == Some(DeskAdvice::Print) && status.jobs.iter().all(|job| finished(&job.stage))
}

struct Face {
    holder: PersonData,
    sides: [Zeroizing<Vec<u8>>; 2],
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, None).await.into_response()
}

async fn page(web: &Arc<Web>, asked: Asked, told: Option<Told>) -> Page {
    let Asked { view, fields, .. } = asked;
    let drawn = web.blocking(move |web| {
        let typed = Zeroizing::new(fields.text("q").to_owned());
        let body = match &view.seat {
            Some(seat) => web.sessions.desk(seat, |desk| {
                let told = told.or(desk.told.take());
                html! {
                    (view.told(told.as_ref()))
                    (find_form(&view, desk.counter.is_some(), &typed))
                    @if let Some(given) = &desk.claim { (claim::given(&view, given)) }
                    (looked(&view, desk.counter.as_ref()))
                }
            }),
            None => html! {},
        };
        view.page(t::COUNTER, panel::beside(web, &view, body))
    });
    drawn.await.unwrap_or(Page(StatusCode::INTERNAL_SERVER_ERROR, html! {}))
}

/// Smaller while somebody is there: the order to print stays in sight. What was typed and refused
/// stays, to be mended.
fn find_form(view: &View, small: bool, typed: &str) -> Markup {
    html! {
        h1 .unseen[small] { (view.words(t::COUNTER)) }
        form.find .small[small] method="post" action="/loket/cari" autocomplete="off" {
            (view.csrf())
            label for="q" { (view.words(t::NIK_OR_RECEIPT)) }
            div {
                input #q name="q" value=(typed) required autofocus inputmode="text" maxlength="128"
                    autocapitalize="characters" spellcheck="false" accesskey="c";
                button.main { (view.words(t::FIND)) }
            }
            p.hint { (view.words(t::SCAN_HINT)) }
        }
    }
}

pub async fn find(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let (text, person) = (Zeroizing::new(asked.fields.text("q").to_owned()), person.clone());
    let found = web.blocking(move |web| look_up(web, &person, &text)).await;
    match found {
        Some(Ok(looked)) => {
            web.sessions.desk(seat, |desk| (desk.counter, desk.claim) = (Some(looked), None));
            Redirect::to("/loket").into_response()
        }
        Some(Err(failed)) => {
            web.sessions.desk(seat, |desk| (desk.counter, desk.claim) = (None, None));
            let mut page = page(&web, asked, Some(Told::Bad(failed))).await;
            page.0 = StatusCode::UNPROCESSABLE_ENTITY;
            page.into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub async fn clear(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let empty = |desk: &mut super::Desk| (desk.counter, desk.claim) = (None, None);
    asked.view.seat.iter().for_each(|seat| web.sessions.desk(seat, empty));
    Redirect::to("/loket").into_response()
}

/// Sixteen digits are a NIK, in groups or not; all else is a receipt's number or QR.
fn look_up(web: &Web, person: &Person, text: &str) -> Result<Looked, Failed> {
    let station = &web.shift.station;
    let digits = Zeroizing::new(text.replace([' ', '.', '-'], ""));
    let is_nik = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (nik, claim) = if is_nik {
        (digits.parse::<Nik>().map_err(|error| fault::wrong_nik(&error))?, None)
    } else {
        let said = ClaimText { series: Series::Receipt, text: text.to_owned() };
        (station.claimed(&said).map_err(failed)?.0, Some(text.to_owned()))
    };
    let order = DeskOrder::Status { nik: nik.clone(), wanted: Wanted::Nothing, instead_of: None };
    let done = perform(&web.shift, person, Request::Desk { order }, &|_| ());
    let status = match done.map_err(Short::told)? {
        Done::Desk(desk) => match *desk {
            DeskDone::Status(status) => status,
            _ => return Err(fault::odd()),
        },
        _ => return Err(fault::odd()),
    };
    let cards = web.cards_of_person(&nik).map_err(|error| failed(error.into()))?;
    let state = status.state.as_ref().and_then(|word| word.parse::<RecordState>().ok());
    let advice = state.map(|state| state.advice());
    let (face, faceless) = match may_print(advice, &status).then(|| see_face(web, person, &nik)) {
        None => (None, None),
        Some(Ok(face)) => (Some(face), None),
        Some(Err(failed)) => (None, Some(failed)),
    };
    let mac = Some(station.sealing.search.person(&nik));
    let look = station.random_name();
    Ok(Looked { nik, look, mac, claim, status, advice, face, cards, faceless })
}

fn see_face(web: &Web, person: &Person, nik: &Nik) -> Result<Face, Failed> {
    let request = PrintRequest {
        nik: nik.clone(),
        reason: Reason::Baru,
        papers: Vec::new(),
        lane: None,
        priority: None,
        preview: true,
        old_card: None,
        receipt: None,
    };
    let preview = web.shift.station.preview(person.name.as_str(), &request, &|_| ());
    let preview = preview.map_err(failed)?;
    let sides = (png(&preview.front), png(&preview.back));
    let (Some(front), Some(back)) = sides else { return Err(fault::odd()) };
    Ok(Face { holder: preview.holder, sides: [front, back] })
}

/// A side of the card of whoever is at the counter now.
pub async fn face(State(web): State<Arc<Web>>, Path(side): Path<String>, asked: Asked) -> Response {
    let Some((seat, _)) = asked.person() else { return StatusCode::NOT_FOUND.into_response() };
    let at = match side.as_str() {
        "depan" => 0,
        "belakang" => 1,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let bytes = web.sessions.desk(seat, |desk| {
        let face = desk.counter.as_ref().and_then(|looked| looked.face.as_ref());
        face.map(|face| face.sides[at].to_vec())
    });
    match bytes {
        Some(bytes) => ([(header::CONTENT_TYPE, "image/png")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn looked(view: &View, looked: Option<&Looked>) -> Markup {
    let Some(looked) = looked else { return html! {} };
    let status = &looked.status;
    let advice = match view.lang {
        Lang::Id => &status.advice_id,
        Lang::En => &status.advice_en,
    };
    let ready = looked.advice == Some(DeskAdvice::Print);
    let mood = if ready { "ready" } else { "wrong" };
    let state = status.state.as_deref().unwrap_or(view.words(t::NOT_KNOWN));
    html! {
        section.person aria-labelledby="orang" {
            div.row {
                h2 #orang {
                    @match &looked.face {
                        Some(face) => { (face.holder.nama) }
                        None => { (status.nik) }
                    }
                }
                p class={ "state " (mood) } {
                    strong { (state) } " "
                    @if let Some(advice) = advice { (advice) }
                }
            }
            @if looked.advice == Some(DeskAdvice::ReprintOnly) { p { (view.words(t::ASK_CENTRE)) } }
            @if let Some(failed) = &looked.faceless { (view.failed(failed)) }
            // Beside a form they stand below the face: the button stays in sight.
            @let printed = html! { @for card in &looked.cards { (had(view, card)) } };
            @if !looked.may_print() { (printed) }
            @for job in status.jobs.iter().filter(|job| !looked.is_listed(&job.job)) {
                p { a.button href={ "/kartu/" (job.job) } {
                    (view.words(t::OPEN_CARD)) " " (view.say(&t::stage(&job.stage)))
                } }
            }
            @if looked.lies_here() { p { strong { (view.words(t::CARD_IS_HERE)) } } }
            div.pair {
                @if let Some(face) = &looked.face {
                    div {
                        (seen(view, looked, face))
                        @if looked.may_print() { (printed) }
                    }
                }
                @if looked.may_print() { (order::form(view, looked, looked.is_reprint())) }
            }
            div.row.foot {
                form method="post" novalidate action="/loket/kosong" {
                    (view.csrf())
                    button accesskey="n" { (view.words(t::NEXT_PERSON)) }
                }
                @match looked.advice {
                    Some(DeskAdvice::Print) if looked.may_print() => {
                        (claim::form(view, looked, true))
                    }
                    Some(DeskAdvice::WaitWithLetter) => { (claim::form(view, looked, false)) }
                    _ => {}
                }
            }
        }
    }
}

/// A card that was made before: where and when, by whom.
fn had(view: &View, card: &RegisterLine) -> Markup {
    html! {
        div.told.had {
            strong { (view.words(t::HAS_CARD)) } " "
            (card.number) " · " (view.day(&card.date)) " · " (card.lane) " · " (card.operator) " · "
            a href={ "/kartu/" (card.job) } { (view.say(&t::stage(&card.stage))) }
        }
    }
}

/// Both sides, as they are printed.
pub fn faces(view: &View) -> Markup {
    html! {
        div.faces {
            img src="/loket/muka/depan" width="508" height="324" alt=(view.words(t::FRONT));
            img src="/loket/muka/belakang" width="508" height="324" alt=(view.words(t::BACK_SIDE));
        }
    }
}

fn seen(view: &View, looked: &Looked, face: &Face) -> Markup {
    let PersonData { nama, alamat, kel_desa, kecamatan, .. } = &face.holder;
    html! {
        div.seen { (faces(view))
        dl {
            dt { "NIK" } dd { (looked.nik.expose()) }
            dt { (view.words(t::NAMA)) } dd { (nama) }
            dt { (view.words(t::ADDRESS)) } dd { (alamat) }
            dt { "Kel/Desa" } dd { (kel_desa) }
            dt { "Kecamatan" } dd { (kecamatan) }
        } }
    }
}

/// The same page, with why nothing was done.
pub async fn refused(web: &Arc<Web>, asked: Asked, told: Told) -> Response {
    let mut page = page(web, asked, Some(told)).await;
    page.0 = StatusCode::CONFLICT;
    page.into_response()
}

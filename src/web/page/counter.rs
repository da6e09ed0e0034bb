//! The counter: one field, whoever it names, the face as it will be printed, and the order to
//! print it. What was looked up lies on the desk, never in an address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use zeroize::Zeroizing;

use super::{Told, panel};
use crate::control::counter::{ClaimSaid, DeskDone, DeskOrder, StatusDone, Wanted};
use crate::control::{Done, Failed, Request, Short, failed, perform};
use crate::job::{Job, Stage};
use crate::journal::{Document, OldCardFate, Priority, Series};
use crate::record::{DeskAdvice, Mac, Nik, Paper, Reason, RecordState};
use crate::station::{ClaimText, Person, PrintRequest};
use crate::store::{PersonData, RegisterLine};
use crate::text::web as t;
use crate::web::fields::Fields;
use crate::web::guard::Asked;
use crate::web::png::png;
use crate::web::view::{Lang, Page, View};
use crate::web::work::Begun;
use crate::web::{Web, fault};

/// Whoever stands at the counter.
pub struct Looked {
    nik: Nik,
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
        self.advice == Some(DeskAdvice::ReprintOnly) || !self.cards.is_empty()
    }

    /// The holder's name, while this job is theirs.
    pub fn name_if(&self, job: &Job) -> Option<String> {
        let face = self.face.as_ref()?;
        (Some(job.opened.nik) == self.mac).then(|| face.holder.nama.clone())
    }

    /// Nothing of theirs is under way, and the source doesn't stand against it.
    fn may_print(&self) -> bool {
        let may = [DeskAdvice::Print, DeskAdvice::ReprintOnly].map(Some).contains(&self.advice);
        let finished = |stage: &str| Stage::FINISHED.contains(&stage);
        may && self.status.jobs.iter().all(|job| finished(&job.stage))
    }
}

struct Face {
    holder: PersonData,
    sides: [Zeroizing<Vec<u8>>; 2],
}

pub async fn show(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    page(&web, asked, None).await.into_response()
}

async fn page(web: &Arc<Web>, asked: Asked, told: Option<Told>) -> Page {
    let view = asked.view;
    let drawn = web.blocking(move |web| {
        let body = match &view.seat {
            Some(seat) => web.sessions.desk(seat, |desk| {
                let told = told.or(desk.told.take());
                html! { (view.told(told.as_ref())) (find_form(&view)) (looked(&view, desk.counter.as_ref())) }
            }),
            None => html! {},
        };
        let panel = panel::draw(web, &view);
        view.page(t::COUNTER, html! {
            div.two {
                div { (body) }
                aside #panel data-live="panel" data-from="/hidup" { (panel) }
            }
        })
    });
    drawn.await.unwrap_or(Page(StatusCode::INTERNAL_SERVER_ERROR, html! {}))
}

fn find_form(view: &View) -> Markup {
    html! {
        h1 { (view.words(t::COUNTER)) }
        form.find method="post" action="/loket/cari" autocomplete="off" {
            (view.csrf())
            label for="q" { (view.words(t::NIK_OR_RECEIPT)) }
            div {
                input #q name="q" required autofocus inputmode="text" maxlength="128"
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
            web.sessions.desk(seat, |desk| desk.counter = Some(looked));
            Redirect::to("/loket").into_response()
        }
        Some(Err(failed)) => {
            web.sessions.desk(seat, |desk| desk.counter = None);
            let mut page = page(&web, asked, Some(Told::Bad(failed))).await;
            page.0 = StatusCode::UNPROCESSABLE_ENTITY;
            page.into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub async fn clear(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    asked.view.seat.iter().for_each(|seat| web.sessions.desk(seat, |desk| desk.counter = None));
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
        (station.nik_of(&said).map_err(failed)?, Some(text.to_owned()))
    };
    let order = DeskOrder::Status { nik: nik.clone(), wanted: Wanted::Nothing };
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
    let prints = advice == Some(DeskAdvice::Print) && status.jobs.is_empty();
    let (face, faceless) = match prints.then(|| see_face(web, person, &nik)) {
        None => (None, None),
        Some(Ok(face)) => (Some(face), None),
        Some(Err(failed)) => (None, Some(failed)),
    };
    let mac = Some(station.sealing.search.person(&nik));
    Ok(Looked { nik, mac, claim, status, advice, face, cards, faceless })
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
    let state = status.state.as_deref().unwrap_or(view.words(t::NOT_KNOWN));
    html! {
        section.person aria-labelledby="orang" {
            h2 #orang {
                @match &looked.face {
                    Some(face) => { (face.holder.nama) }
                    None => { (status.nik) }
                }
            }
            p.state class=(if looked.advice == Some(DeskAdvice::Print) { "ready" } else { "wrong" }) {
                strong { (state) } " "
                @if let Some(advice) = advice { (advice) }
            }
            @if let Some(failed) = &looked.faceless { (view.failed(failed)) }
            @for card in &looked.cards { (had(view, card)) }
            @for job in &status.jobs {
                p { a.button href={ "/kartu/" (job.job) } {
                    (view.words(t::OPEN_CARD)) " " (view.say(&t::stage(&job.stage)))
                } }
            }
            @if let Some(face) = &looked.face { (seen(view, looked, face)) }
            @if looked.may_print() {
                (order_form(view, looked))
            }
            form method="post" action="/loket/kosong" {
                (view.csrf())
                button accesskey="n" { (view.words(t::NEXT_PERSON)) }
            }
        }
    }
}

/// A card that was made before: where and when, by whom.
fn had(view: &View, card: &RegisterLine) -> Markup {
    html! {
        div.told.had {
            strong { (view.words(t::HAS_CARD)) } " "
            (card.number) " · " (card.date) " · " (card.lane) " · " (card.operator) " · "
            (view.say(&t::stage(&card.stage)))
        }
    }
}

fn seen(view: &View, looked: &Looked, face: &Face) -> Markup {
    let PersonData { nama, alamat, kel_desa, kecamatan, .. } = &face.holder;
    html! {
        div.faces {
            img src="/loket/muka/depan" width="508" height="324" alt=(view.words(t::FRONT));
            img src="/loket/muka/belakang" width="508" height="324" alt=(view.words(t::BACK_SIDE));
        }
        dl {
            dt { "NIK" } dd { (looked.nik.expose()) }
            dt { "Nama" } dd { (nama) }
            dt { "Alamat" } dd { (alamat) }
            dt { "Kel/Desa" } dd { (kel_desa) }
            dt { "Kecamatan" } dd { (kecamatan) }
        }
    }
}

fn order_form(view: &View, looked: &Looked) -> Markup {
    let reprint = looked.is_reprint();
    html! {
        form.order method="post" action="/loket/cetak" data-once="" {
            (view.csrf())
            (view.field(t::REASON, "alasan", html! {
                select #alasan name="alasan" {
                    @for reason in Reason::ALL {
                        option value=(reason.as_str()) { (view.words(t::reason(reason))) }
                    }
                }
            }))
            fieldset {
                legend { (view.words(t::PAPERS_SEEN)) }
                @for paper in Paper::ALL {
                    label.tick { input type="checkbox" name="berkas" value=(paper.as_str());
                        (view.words(t::paper(paper))) }
                }
            }
            (view.field(t::PRIORITY, "prioritas", html! {
                select #prioritas name="prioritas" {
                    option value="" { (view.words(t::NO_PRIORITY)) }
                    @for priority in Priority::ALL {
                        option value=(priority.as_str()) { (priority.as_str()) }
                    }
                }
            }))
            @if reprint { (old_card(view)) }
            label.tick.must { input type="checkbox" name="cocok" value="ya" required;
                (view.words(t::CONFIRMED)) }
            button.main accesskey="p" {
                @if reprint { (view.words(t::ASK_REPRINT)) } @else { (view.words(t::PRINT)) }
            }
        }
    }
}

fn old_card(view: &View) -> Markup {
    html! {
        fieldset {
            legend { (view.words(t::OLD_CARD)) }
            @for (value, words) in [("ditarik", t::OLD_WITHDRAWN), ("hilang", t::OLD_LOST),
                ("tidak_ada", t::OLD_NONE)] {
                label.tick { input type="radio" name="kartu_lama" value=(value); (view.words(words)) }
            }
            (view.field(t::LETTER, "surat", html! { input #surat name="surat" maxlength="64"; }))
            (view.field(t::LETTER_DATE, "tanggal", html! {
                input #tanggal name="tanggal" type="date";
            }))
        }
    }
}

pub async fn print(State(web): State<Arc<Web>>, asked: Asked) -> Response {
    let Some((seat, person)) = asked.person() else {
        return Redirect::to("/masuk").into_response();
    };
    let known = web.sessions.desk(seat, |desk| {
        desk.counter.as_ref().map(|looked| (looked.nik.clone(), looked.claim.clone()))
    });
    let Some(known) = known else {
        return refused(&web, asked, fault::nobody_at_counter()).await;
    };
    let request = match order(&asked.fields, known) {
        Ok(request) => request,
        Err(failed) => return refused(&web, asked, failed).await,
    };
    match web.begin(person, request).await {
        Some(Begun::Card(job)) => Redirect::to(&format!("/kartu/{job}")).into_response(),
        Some(Begun::Done(Done::Printed { job, .. })) => {
            Redirect::to(&format!("/kartu/{job}")).into_response()
        }
        Some(Begun::Short(short)) => refused(&web, asked, short.told()).await,
        Some(Begun::Done(_)) | None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn refused(web: &Arc<Web>, asked: Asked, failed: Failed) -> Response {
    let mut page = page(web, asked, Some(Told::Bad(failed))).await;
    page.0 = StatusCode::CONFLICT;
    page.into_response()
}

fn order(fields: &Fields, (nik, claim): (Nik, Option<String>)) -> Result<Request, Failed> {
    if !fields.ticked("cocok") {
        return Err(fault::not_confirmed());
    }
    let reason: Reason = fields.text("alasan").parse().map_err(|_| fault::wrong_field("alasan"))?;
    let papers = fields.all("berkas").map(str::parse::<Paper>).collect::<Result<Vec<_>, _>>();
    let papers = papers.map_err(|_| fault::wrong_field("berkas"))?;
    let priority = fields.maybe("prioritas").map(str::parse::<Priority>).transpose();
    let priority = priority.map_err(|_| fault::wrong_field("prioritas"))?;
    let old_card = match fields.text("kartu_lama") {
        "" => None,
        "ditarik" => Some(OldCardFate::Withdrawn {}),
        "tidak_ada" => Some(OldCardFate::None {}),
        "hilang" => {
            let dated =
                fields.text("tanggal").parse().map_err(|_| fault::wrong_field("tanggal"))?;
            let number = fields.text("surat").to_owned();
            Some(OldCardFate::Lost { letter: Document { number, dated } })
        }
        _ => return Err(fault::wrong_field("kartu_lama")),
    };
    let lane = None;
    Ok(match claim {
        Some(text) => {
            let claim = ClaimSaid { series: Series::Receipt, text };
            let order = DeskOrder::PrintClaim { claim, reason, papers, lane, priority, old_card };
            Request::Desk { order }
        }
        None => Request::Print { nik, reason, papers, lane, priority, old_card },
    })
}

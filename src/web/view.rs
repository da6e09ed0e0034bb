//! What every page has: language, who is there, the frame around it, and the parts that pages
//! are put together of.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::session::Seat;
use super::{Site, asset};
use crate::control::Failed;
use crate::station::Person;
use crate::text::web as t;
use crate::text::{Say, Words};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Id,
    En,
}

/// For whom a page is drawn.
#[derive(Debug, Clone)]
pub struct View {
    pub site: Site,
    pub lang: Lang,
    pub path: String,
    pub seat: Option<Seat>,
    pub person: Option<Person>,
}

/// A page with its status.
pub struct Page(pub StatusCode, pub Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (self.0, kind, self.1.into_string()).into_response()
    }
}

impl View {
    pub fn words(&self, words: Words) -> &'static str {
        match self.lang {
            Lang::Id => words.id,
            Lang::En => words.en,
        }
    }

    pub fn say<'a>(&self, say: &'a Say) -> &'a str {
        match self.lang {
            Lang::Id => &say.id,
            Lang::En => &say.en,
        }
    }

    /// Words with names of programs in them.
    pub fn told_in(&self, words: Words) -> Markup {
        self.told_here(&crate::text::say(words.id, words.en))
    }

    /// A sentence that names commands, in words of the pages: what is not here yet stays a command.
    pub fn told_here(&self, say: &Say) -> Markup {
        let said = t::on_page(say);
        let parts = self.say(&said).split('`').enumerate();
        html! {
            @for (at, part) in parts {
                @if at % 2 == 1 { code { (part) } } @else { (part) }
            }
        }
    }

    /// A day and a time of the office.
    pub fn time(&self, at: jiff::Timestamp) -> String {
        crate::text::when::moment(at, self.site.zone)
    }

    pub fn day(&self, date: &str) -> String {
        crate::text::when::day_of(date)
    }

    pub fn clock(&self, at: jiff::Timestamp) -> String {
        self.site.zone.to_datetime(at).strftime("%H:%M:%S").to_string()
    }

    pub fn page(&self, title: Words, body: Markup) -> Page {
        self.page_with(StatusCode::OK, title, body)
    }

    pub fn page_with(&self, status: StatusCode, title: Words, body: Markup) -> Page {
        let code = match self.lang {
            Lang::Id => "id",
            Lang::En => "en",
        };
        let page = html! {
            (DOCTYPE)
            html lang=(code) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.words(title)) " · cetakd" }
                    link rel="stylesheet" href=(asset::STYLE.path());
                    link rel="icon" href="data:,";
                    script src=(asset::SCRIPT.path()) defer {}
                }
                body {
                    a.skip href="#isi" { (self.words(t::SKIP)) }
                    (self.top())
                    // Shown by the script when it is so.
                    p.lost role="status" { (self.words(t::LINE_LOST)) }
                    p.gone role="status" { (self.words(t::SIGNED_OUT)) }
                    main #isi tabindex="-1" { (body) }
                }
            }
        };
        Page(status, page)
    }

    fn top(&self) -> Markup {
        html! {
            header.top {
                div.office {
                    strong { (self.site.office) }
                    span { (self.site.station) }
                }
                @if let Some(person) = &self.person {
                    nav aria-label=(self.words(t::NAVIGATION)) {
                        @for (path, words) in super::routes::menu(person.role) {
                            a href=(path) aria-current=[(path == self.path).then_some("page")] {
                                (self.words(words))
                            }
                        }
                    }
                }
                div.who {
                    (self.language())
                    @if let Some(person) = &self.person {
                        a.seat href="/sesi" {
                            (person.name) " · " (person.role.as_str().replace('_', " "))
                        }
                        form method="post" novalidate action="/keluar" {
                            (self.csrf())
                            button.plain { (self.words(t::SIGN_OUT)) }
                        }
                    }
                }
            }
        }
    }

    fn language(&self) -> Markup {
        let (other, label) = match self.lang {
            Lang::Id => ("en", "English"),
            Lang::En => ("id", "Bahasa Indonesia"),
        };
        html! {
            form method="post" novalidate action="/bahasa" {
                (self.csrf())
                input type="hidden" name="bahasa" value=(other);
                input type="hidden" name="ke" value=(self.path);
                button.plain lang=(other) { (label) }
            }
        }
    }

    /// Stands in every form.
    pub fn csrf(&self) -> Markup {
        let token = self.seat.as_ref().map(|seat| seat.csrf.as_str()).unwrap_or_default();
        html! { input type="hidden" name="csrf" value=(token); }
    }

    /// What went wrong and what to do, read out at once by a screen reader.
    pub fn failed(&self, failed: &Failed) -> Markup {
        let say = crate::text::say(failed.id.as_str(), failed.en.as_str());
        html! { div.told.bad role="alert" { strong { (failed.code) } " " (self.told_here(&say)) } }
    }

    pub fn good(&self, say: &Say) -> Markup {
        html! { div.told.good role="status" { (self.say(say)) } }
    }

    /// A labelled field of a form.
    pub fn field(&self, label: Words, name: &str, input: Markup) -> Markup {
        html! { div.field { label for=(name) { (self.words(label)) } (input) } }
    }
}

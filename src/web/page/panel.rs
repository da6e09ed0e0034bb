//! What stays in sight at the counter: machines, blanks, and this person's own cards.

use maud::{Markup, html};

use crate::journal::StaffName;
use crate::record::Kind;
use crate::station::night::Doing;
use crate::text::web as t;
use crate::text::{Say, night};
use crate::web::Web;
use crate::web::view::View;

/// A page's own part, with all of this at its side.
pub fn beside(web: &Web, view: &View, part: Markup) -> Markup {
    html! {
        div.two {
            div { (part) }
            aside #panel data-live="panel" data-from="/hidup" { (draw(web, view)) }
        }
    }
}

/// Drawn again whenever the journal grows.
pub fn draw(web: &Web, view: &View) -> Markup {
    html! {
        (waiting(web, view))
        (machines(web, view))
        (blanks(web, view))
        @if let Some(person) = &view.person { (queue(web, view, &person.name)) }
    }
}

/// What somebody has to look after before it is forgotten.
fn waiting(web: &Web, view: &View) -> Markup {
    let waits = web.waiting().unwrap_or_default();
    html! {
        @if waits.approvals + waits.unknown > 0 {
            section.waits {
                @if waits.approvals > 0 {
                    p { a href="/persetujuan" { (view.words(t::APPROVALS)) } " "
                        strong { (waits.approvals) } }
                }
                @if waits.unknown > 0 {
                    p { a href="/tak-pasti" { (view.words(t::UNKNOWN_CARDS)) } " "
                        strong { (waits.unknown) } }
                }
            }
        }
    }
}

fn machines(web: &Web, view: &View) -> Markup {
    let lanes = web.shift.night.lanes();
    html! {
        section {
            h2 { (view.words(t::MACHINES)) }
            ul.lanes {
                @for (lane, doing) in &lanes {
                    @let say = night::doing(doing);
                    li class=(mood(doing)) {
                        strong { (lane) }
                        span { (view.told_here(&say)) }
                    }
                }
            }
        }
    }
}

/// Never by colour alone: the words say it, too.
fn mood(doing: &Doing) -> &'static str {
    match doing {
        Doing::Idle {} => "ready",
        Doing::Counter {} | Doing::Card { .. } | Doing::Recovering {} => "busy",
        Doing::NoBlanks {} | Doing::Away { .. } | Doing::Stopped { .. } => "wrong",
    }
}

fn blanks(web: &Web, view: &View) -> Markup {
    let lines: Vec<_> = {
        let writer = web.shift.station.ledger.lock();
        // Whoever counts must not read here what is expected.
        if writer.books().day.count.as_ref().is_some_and(|count| count.is_open()) {
            return html! {
                section { h2 { (view.words(t::BLANKS)) } p { (view.words(t::BEING_COUNTED)) } }
            };
        }
        let stock = &writer.books().stock;
        let of = |kind: &Kind| (*kind, stock.line(*kind));
        web.shift.station.products.kinds().map(|kind| of(&kind)).collect()
    };
    html! {
        section {
            h2 { (view.words(t::BLANKS)) }
            @for (kind, line) in lines.iter().filter(|(_, line)| line.received > 0) {
                h3 { (kind) }
                dl.stock {
                    @for (words, held) in [
                        (t::IN_HOPPERS, line.hoppers),
                        (t::IN_VAULT, line.vault),
                        (t::AT_OUTPUT, line.output),
                        (t::READY, line.ready),
                        (t::SPOILED, line.spoiled),
                        (t::UNKNOWN, line.unknown),
                    ] {
                        div { dt { (view.words(words)) } dd { (held) } }
                    }
                }
            }
            @if lines.iter().all(|(_, line)| line.received == 0) {
                p { (view.words(t::NO_BLANKS)) }
            }
        }
    }
}

fn queue(web: &Web, view: &View, name: &StaffName) -> Markup {
    let cards = web.cards_of(name).unwrap_or_default();
    html! {
        section {
            h2 { (view.words(t::MY_CARDS)) }
            @if cards.is_empty() { p { (view.words(t::NO_CARDS)) } }
            ul.queue {
                @for card in &cards {
                    @let stage: Say = t::stage(card.stage);
                    li { a href={ "/kartu/" (card.job) } {
                        (card.job) span { (view.say(&stage)) }
                    } }
                }
            }
        }
    }
}

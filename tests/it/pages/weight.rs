//! What a first page weighs, with everything that it loads.

use hw_sim::source::cast;

use super::visitor::{Answer, Visitor};
use crate::rig::Office;

/// A line of an office in the country carries it in a second.
const MOST_BYTES: usize = 60_000;

#[test]
fn a_first_page_is_light_and_loads_nothing_from_elsewhere() {
    let office = Office::order().peopled();
    let nobody = Visitor::new(office.host());
    let siti = Visitor::signed_in(office.host(), "siti");
    siti.post("/loket/cari", &[("q", cast::ORDINARY_WOMAN)]).leads_to();
    for (visitor, path) in [(&nobody, "/masuk"), (&siti, "/sortir"), (&siti, "/ambil")] {
        let page = visitor.get(path);
        let loaded: Vec<Answer> =
            addresses(&page.body).into_iter().map(|address| visitor.get(&address)).collect();
        assert!(loaded.len() >= 2 && loaded.iter().all(|part| part.status == 200));
        let bytes: usize = loaded.iter().chain([&page]).map(weight).sum();
        assert!(bytes < MOST_BYTES, "{path} weighs {bytes} bytes");
    }
    // With two faces of a card it weighs more; nothing of it comes from elsewhere, either.
    let person = siti.get("/loket");
    assert_eq!(addresses(&person.body).iter().filter(|one| one.contains("muka")).count(), 2);
    assert!(weight(&person) < MOST_BYTES);
}

/// All that a page makes the browser ask for; each on this computer.
fn addresses(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (before, only) in [("src=\"", ""), ("href=\"", "/aset/")] {
        let starts = page.split(before).skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(starts.filter(|address| address.starts_with(only)).map(str::to_owned));
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "it names another computer");
    assert!(found.iter().all(|address| address.starts_with('/')), "{found:?}");
    found
}

fn weight(answer: &Answer) -> usize {
    let heads = answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    answer.body.len() + heads.sum::<usize>()
}

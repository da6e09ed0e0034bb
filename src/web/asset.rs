//! Style and script, part of the program: no page asks another computer for anything.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use ring::digest::{SHA256, digest};

pub static STYLE: LazyLock<Asset> = LazyLock::new(|| Asset {
    name: "gaya.css",
    kind: "text/css; charset=utf-8",
    body: include_str!("asset/gaya.css"),
});
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| Asset {
    name: "loket.js",
    kind: "text/javascript; charset=utf-8",
    body: include_str!("asset/loket.js"),
});

#[derive(Debug)]
pub struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static str,
}

impl Asset {
    /// With a digest of what it holds: a browser may keep it for good.
    pub fn path(&self) -> String {
        let digest = digest(&SHA256, self.body.as_bytes());
        let digits: String = digest.as_ref()[..6].iter().map(|b| format!("{b:02x}")).collect();
        format!("/aset/{}?{digits}", self.name)
    }

    fn answer(&'static self) -> impl IntoResponse {
        let keep = "public, max-age=31536000, immutable";
        ([(header::CONTENT_TYPE, self.kind), (header::CACHE_CONTROL, keep)], self.body)
    }
}

pub async fn style() -> impl IntoResponse {
    STYLE.answer()
}

pub async fn script() -> impl IntoResponse {
    SCRIPT.answer()
}

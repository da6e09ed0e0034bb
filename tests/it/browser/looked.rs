//! Looking at a page: whether it fits its window, whether everybody can use it, and a picture of
//! it for people to see.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::driver::{Browser, SIZES};

/// The automatic checker for accessibility, by Deque; `make test` puts it there.
const AXE: &str = "target/axe/node_modules/axe-core/axe.min.js";
const WCAG: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], \
        resultTypes: ['violations'] }) \
    .then(found => done(found.violations.map(one => one.id + ': ' + one.help + ' at ' + \
        one.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | '))), \
        error => done(['axe: ' + error]));";
const TOO_WIDE: &str = "return document.documentElement.scrollWidth - window.innerWidth";

impl Browser {
    /// The page as it stands, in both sizes.
    #[track_caller]
    pub fn look(&self, name: &str) {
        for (width, height) in SIZES {
            self.size((width, height));
            let said = format!("{name} at {width} × {height}");
            self.picture(&format!("{name}-{width}x{height}"));
            let over = self.run(TOO_WIDE);
            assert!(over.as_i64().unwrap() <= 0, "{said} scrolls sideways by {over}");
            assert_eq!(self.barriers(), [""; 0], "{said} keeps somebody out");
        }
        self.size(SIZES[0]);
    }

    /// What keeps somebody from using the page, by the rules of WCAG 2.2 AA that a program can
    /// judge.
    fn barriers(&self) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE);
        let checker = fs::read_to_string(path)
            .unwrap_or_else(|_| panic!("{AXE} is missing: `make test` fetches it by npm"));
        // The driver's scripts are not the page's: its policy stays as it is.
        if self.run("return typeof axe").as_str() != Some("object") {
            self.run(&checker);
        }
        let found = self.run_until_called(WCAG);
        let found = found.as_array().unwrap().iter();
        found.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Whether a part lies in the window whole, without scrolling.
    pub fn in_sight(&self, css: &str) -> bool {
        let script = format!(
            "window.scrollTo(0, 0); const box = document.querySelector(\"{css}\")\
                .getBoundingClientRect(); \
             return box.top >= 0 && box.bottom <= window.innerHeight && box.width > 0"
        );
        self.run(&script) == Value::Bool(true)
    }
}

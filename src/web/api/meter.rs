//! How many requests came by which route, how they ended, and how long they took.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::web::Web;
use crate::web::routes::{fits, table};

/// Upper bounds in milliseconds.
const BOUNDS: [u64; 8] = [5, 25, 100, 250, 1_000, 5_000, 30_000, 120_000];
/// Whatever has no route is counted as one.
const ELSEWHERE: &str = "-";

static PATHS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut paths: Vec<_> = table().into_iter().map(|route| route.path).collect();
    paths.dedup();
    paths
});

#[derive(Default)]
pub struct Meter(Mutex<BTreeMap<&'static str, Route>>);

#[derive(Default, Clone, Copy)]
struct Route {
    /// 1xx to 5xx.
    classes: [u64; 5],
    within: [u64; BOUNDS.len()],
    count: u64,
    sum: Duration,
}

pub async fn metered(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let route = PATHS.iter().find(|route| fits(route, path)).copied().unwrap_or(ELSEWHERE);
    let clock = &web.shift.station.clock;
    let began = clock.elapsed();
    let response = next.run(request).await;
    web.api.meter.take(route, response.status().as_u16(), clock.elapsed().saturating_sub(began));
    response
}

impl Meter {
    fn take(&self, route: &'static str, status: u16, took: Duration) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let route = routes.entry(route).or_default();
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        route.classes[class] += 1;
        route.count += 1;
        route.sum += took;
        for (at, bound) in BOUNDS.iter().enumerate() {
            route.within[at] += u64::from(took <= Duration::from_millis(*bound));
        }
    }

    /// In the text format of Prometheus.
    pub fn write(&self, text: &mut String) {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut line = |line: String| {
            text.push_str(&line);
            text.push('\n');
        };
        let name = "cetakd_http_requests_total";
        line(format!("# HELP {name} Requests by route and status class."));
        line(format!("# TYPE {name} counter"));
        for (path, route) in &routes {
            for (at, count) in route.classes.iter().enumerate().filter(|(_, count)| **count > 0) {
                line(format!("{name}{{route=\"{path}\",class=\"{}xx\"}} {count}", at + 1));
            }
        }
        let name = "cetakd_http_request_seconds";
        line(format!("# HELP {name} Time until the head of the answer."));
        line(format!("# TYPE {name} histogram"));
        for (path, route) in &routes {
            for (bound, within) in BOUNDS.iter().zip(route.within) {
                let bound = Duration::from_millis(*bound).as_secs_f64();
                line(format!("{name}_bucket{{route=\"{path}\",le=\"{bound}\"}} {within}"));
            }
            let Route { count, sum, .. } = route;
            line(format!("{name}_bucket{{route=\"{path}\",le=\"+Inf\"}} {count}"));
            line(format!("{name}_sum{{route=\"{path}\"}} {}", sum.as_secs_f64()));
            line(format!("{name}_count{{route=\"{path}\"}} {count}"));
        }
    }
}

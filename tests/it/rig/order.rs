//! What kind of office a test wants, and how it is set up: certificates, station file, blanks.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use hw_sim::config::{Config, Special};
use hw_sim::run::{Ready, RunOrder, Running};
use hw_sim::world::LaneOrder;
use serde_json::json;

use super::Office;

/// An office to be opened.
pub struct Order {
    config: Config,
    lanes: usize,
    device_node: bool,
    folder_source: bool,
    listed: bool,
    stocked: bool,
    /// Another id than the first station's.
    id: Option<&'static str>,
    web: bool,
}

/// The terminal behind the simulator's link: a station takes nodes under `/dev` alone.
fn node(uri: &str) -> String {
    let link = uri.strip_prefix("evolis://").unwrap();
    format!("evolis://{}", fs::canonicalize(link).unwrap().display())
}

impl Default for Order {
    fn default() -> Self {
        let mut config = Config::default();
        config.blanks.count = 20;
        config.source.people = 0;
        Self {
            config,
            lanes: 1,
            device_node: false,
            folder_source: false,
            listed: true,
            stocked: true,
            id: None,
            web: false,
        }
    }
}

impl Order {
    pub fn lanes(mut self, lanes: usize) -> Self {
        self.lanes = lanes;
        self.config.lanes.resize_with(lanes, LaneOrder::default);
        self
    }

    pub fn blanks(mut self, count: u32) -> Self {
        self.config.blanks.count = count;
        self
    }

    /// Makes the n-th blank of the hopper, from 1, something else than plainly ours.
    pub fn blank(mut self, card: u32, make: &str) -> Self {
        self.config.special.push(Special { card, make: make.parse().unwrap() });
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// The printer by its device node instead of TCP.
    pub fn device_node(mut self) -> Self {
        self.device_node = true;
        self
    }

    /// Leases come by courier, in a folder.
    pub fn folder_source(mut self) -> Self {
        self.folder_source = true;
        self
    }

    /// The supplier sent no UID list.
    pub fn without_uid_list(mut self) -> Self {
        self.listed = false;
        self
    }

    /// All blanks are still in the supplier's box, and nothing is received.
    pub fn without_stock(mut self) -> Self {
        self.stocked = false;
        self
    }

    /// Another station beside one of the usual name. It has no certificate for the line.
    pub fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    /// With pages for browsers, and the API.
    pub fn web(mut self) -> Self {
        self.web = true;
        self
    }

    pub fn open(self) -> Office {
        let folder = tempfile::tempdir().unwrap();
        // pcscd runs unprivileged and has to walk in.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        let order = RunOrder {
            dir: folder.path().join("office"),
            certificates: folder.path().join("certs"),
            config: self.config.clone(),
            pcscd: true,
        };
        let simulator = Running::start(&order).unwrap();
        let web = self.web.then(String::new);
        let mut office = Office { daemon: None, simulator, folder, web };
        self.make_station(&office);
        office.start();
        if self.stocked {
            self.stock(&office);
        }
        office
    }

    fn make_station(&self, office: &Office) {
        let ready = office.simulator().ready();
        let layouts = Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts");
        let certs = ready.certificates.display().to_string();
        let layouts = layouts.display().to_string();
        let source = match self.folder_source {
            true => format!("folder:{}", office.path("courier").display()),
            false => ready.source.clone(),
        };
        let lanes = self.lane_settings(ready);
        let desk = format!("pcsc:{}", ready.desks[0]);
        let mut arguments = vec!["init", "--certs", &certs, "--layouts", &layouts];
        arguments.extend(["--source", &source, "--desk", &desk]);
        arguments.extend(self.id.iter().flat_map(|id| ["--id", id]));
        if self.web {
            arguments.extend(["--web", "127.0.0.1:0"]);
        }
        for lane in &lanes {
            arguments.extend(["--lane", lane]);
        }
        office.cetakd(&arguments).expect(0);
    }

    fn lane_settings(&self, ready: &Ready) -> Vec<String> {
        let lane = |(name, lane): (char, &hw_sim::run::ReadyLane)| {
            let printer = if self.device_node { node(&lane.device) } else { lane.printer.clone() };
            format!("{name}={printer},pcsc:{}", lane.reader)
        };
        ('A'..).zip(&ready.lanes).map(lane).collect()
    }

    /// All blanks come with a BAST; each lane gets its share, in the world and in the books.
    fn stock(&self, office: &Office) {
        let count = self.config.blanks.count;
        let kind = match self.config.blanks.kind {
            hw_sim::world::Kind::KtpEl => "ktp-el",
            hw_sim::world::Kind::KtpElOa => "ktp-el-oa",
        };
        let (quantity, uids) =
            (count.to_string(), office.simulator().ready().uids.display().to_string());
        let mut receive = vec!["stock", "receive", &quantity, "--bast", "470/1", "--kind", kind];
        let listed = fs::read_to_string(&uids).unwrap().lines().count();
        let rest = (count as usize - listed).to_string();
        let here = listed.to_string();
        if self.listed {
            // Blanks that are on no list came without the supplier's knowledge.
            receive[2] = &here;
            receive.extend(["--uids", &uids]);
        }
        office.cetakd(&receive).expect(0);
        if self.listed && listed < count as usize {
            office
                .cetakd(&["stock", "receive", &rest, "--bast", "470/2", "--kind", kind])
                .expect(0);
        }
        let share = count as usize / self.lanes;
        for (index, name) in ["A", "B", "C"].into_iter().take(self.lanes).enumerate() {
            office.hands(json!({ "do": "load", "lane": index, "count": share }));
            let share = share.to_string();
            office.cetakd(&["stock", "load", &share, "--lane", name, "--kind", kind]).expect(0);
        }
    }
}

//! `[stock]`: when it is time to ask for blanks; `[[partner]]`: stations that blanks go to and come
//! from, each with the certificate of the key it signs with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::keys::{KeyFault, Keys};
use crate::journal::Party;

/// A district has a few dozen stations.
const MAX_PARTNERS: usize = 256;

/// Unused blanks of a kind below which it is time to order, unless the file says otherwise.
pub const REORDER_AT: u32 = 500;
/// As many as ever come on one paper.
const MAX_REORDER_AT: u32 = 20_000;

pub(super) fn read_reorder_at(stock: Option<Keys<'_>>) -> Result<u32, KeyFault> {
    let Some(mut stock) = stock else { return Ok(REORDER_AT) };
    let reorder_at = stock.maybe_whole("reorder_at", 0..=MAX_REORDER_AT)?;
    stock.finish()?;
    Ok(reorder_at.unwrap_or(REORDER_AT))
}

pub(super) fn read_partners(
    partners: Vec<Keys<'_>>,
    base: &Path,
) -> Result<BTreeMap<Party, PathBuf>, KeyFault> {
    let mut read = BTreeMap::new();
    for mut partner in partners {
        let station = Party::new(partner.text("station")?);
        let station = station.map_err(|_| partner.wrong("station", "a station's id"))?;
        let certificate = base.join(partner.text("certificate")?);
        if read.len() >= MAX_PARTNERS || read.contains_key(&station) {
            return Err(partner.wrong("station", "a station named once, of 256 at most"));
        }
        partner.finish()?;
        read.insert(station, certificate);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<Party, PathBuf>, KeyFault> {
        let table: toml::Table = text.parse().unwrap();
        read_partners(Keys::new(&table, "").tables("partner")?, Path::new("office"))
    }

    #[test]
    fn a_partner_is_named_once_with_a_certificate_beside_the_station_file() {
        let one = "[[partner]]\nstation = 'KEC-02'\ncertificate = 'kec-02.pem'\n";
        let partners = read(one).unwrap();
        let path = &partners[&Party::new("KEC-02").unwrap()];
        assert_eq!(path, Path::new("office/kec-02.pem"));
        assert!(read("").unwrap().is_empty());
        let twice = one.repeat(2);
        let bare = one.replace("certificate", "#");
        for wrong in [twice, bare, one.replace("KEC-02", "KEC 02")] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}

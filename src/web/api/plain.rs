//! Whether a body is JSON of the plain kind: objects with words in them, and lists only where a
//! list is meant. What reads bodies would take a list for an object, too; the document does not.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

/// The members that are lists.
const LISTS: [&str; 2] = ["papers", "checked"];

/// Nothing of it is kept.
pub struct Plain;

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Looked)
    }
}

struct Looked;

impl<'de> Visitor<'de> for Looked {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a word")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_unit<E: Error>(self) -> Result<Plain, E> {
        Ok(Plain)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        while let Some(name) = map.next_key::<Zeroizing<String>>()? {
            if LISTS.contains(&name.as_str()) {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value::<Plain>()?;
            }
        }
        Ok(Plain)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plain, A::Error> {
        // To its end, so that what is no JSON is told first.
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Err(A::Error::custom("a list where none is meant"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::error::Category;

    use super::*;

    #[test]
    fn lists_stand_where_they_are_meant_and_nowhere_else() {
        let wrong = |json: &str| serde_json::from_str::<Plain>(json).err().map(|e| e.classify());
        for good in [r#"{"papers":["ktp_lama"],"a":{"b":1.5,"c":null,"d":true}}"#, "{}", "-1"] {
            assert_eq!(wrong(good), None, "{good}");
        }
        for list in ["[]", r#"{"verdict":["good"]}"#, r#"{"a":{"b":[1]}}"#] {
            assert_eq!(wrong(list), Some(Category::Data), "{list}");
        }
        let deep = "{\"a\":".repeat(5_000);
        for broken in ["{}{}", "{'a':1}", "[1,]", "nik", &deep] {
            assert!(matches!(wrong(broken), Some(Category::Syntax | Category::Eof)), "{broken}");
        }
    }
}

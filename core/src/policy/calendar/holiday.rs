//! Days that are no business days, whatever day of the week they fall on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::limits::HOLIDAYS;
use crate::policy::calendar::clock;

/// A day, as policies write it.
#[derive(Deserialize)]
#[serde(expecting = "a holiday", deny_unknown_fields)]
struct Entry {
    name: String,
    date: String,
    #[serde(default)]
    yearly: bool,
}

/// Every holiday, each day once, with its name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "Vec<Entry>")]
pub struct Holidays {
    dated: BTreeMap<Date, String>,
    yearly: BTreeMap<(i8, i8), String>,
}

impl TryFrom<Vec<Entry>> for Holidays {
    type Error = String;

    fn try_from(entries: Vec<Entry>) -> Result<Self, String> {
        if entries.len() > HOLIDAYS {
            return Err(format!("more than {HOLIDAYS} holidays"));
        }
        let mut all = Self::default();
        for Entry { name, date: text, yearly } in entries {
            let date = clock::date(&text)?;
            if name.trim().is_empty() {
                return Err(format!("the holiday at `{text}` has no name"));
            }
            if yearly && (date.month(), date.day()) == (2, 29) {
                return Err(format!("`{text}` is not a day of every year: write the years out"));
            }
            let twice = match yearly {
                true => all.yearly.insert((date.month(), date.day()), name).is_some(),
                false => all.dated.insert(date, name).is_some(),
            };
            if twice {
                return Err(format!("two holidays at `{text}`"));
            }
        }
        Ok(all)
    }
}

impl Holidays {
    /// The holiday on `date`.
    pub fn on(&self, date: Date) -> Option<&str> {
        let yearly = || self.yearly.get(&(date.month(), date.day()));
        self.dated.get(&date).or_else(yearly).map(String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.dated.is_empty() && self.yearly.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &serde_json::Value) -> Result<Holidays, String> {
        serde_json::from_value(entries.clone()).map_err(|why| why.to_string())
    }

    #[test]
    fn there_are_not_too_many() {
        let many = |count: usize| {
            let entry = |day: usize| {
                let (year, month, day) = (2000 + day / 336, day % 336 / 28 + 1, day % 28 + 1);
                serde_json::json!({"name": "x", "date": format!("{year}-{month:02}-{day:02}")})
            };
            read(&(0..count).map(entry).collect())
        };
        assert!(many(HOLIDAYS).is_ok());
        assert!(many(HOLIDAYS + 1).unwrap_err().contains("more than"));
        assert!(many(HOLIDAYS + 2).unwrap_err().contains("more than"));
    }

    #[test]
    fn one_of_either_sort_is_one() {
        let one = |yearly: bool| read(&serde_json::json!([{"name": "x", "date": "2026-12-25", "yearly": yearly}]));
        assert!(Holidays::default().is_empty());
        assert!(!one(true).unwrap().is_empty() && !one(false).unwrap().is_empty());
    }
}

//! When something was made, as it says itself.
//!
//! Who says nothing can be no younger than a certificate makes them ([`Made::oldest`](crate::facts::produced::Made::oldest)); who says something that cannot be read has
//! said something all the same, and is as old as can be.

use serde_json::Value;

use crate::base::time::Time;

/// What evidence says of its own time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// When it was made.
    pub made: Option<Time>,
    /// Where it does not say that: the earliest instant that it names all the same, later than which it was not made.
    pub begun: Option<Time>,
    /// Where `made` is the earliest that it can mean, as of a clock without a zone: the latest. A no is as new as that.
    pub until: Option<Time>,
}

impl Said {
    /// One instant, or none.
    pub fn at(made: Option<Time>) -> Self {
        Self { made, ..Self::default() }
    }

    /// Of parts that are one: as old as the oldest, and as new as the newest. Where one does not say when it was made, the whole does not.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        let oldest = parts.iter().flat_map(|part| [part.made, part.begun]).flatten().min();
        if parts.iter().any(|part| part.made.is_none()) {
            return Self { begun: oldest, ..Self::default() };
        }
        let newest = parts.iter().flat_map(|part| [part.made, part.until]).flatten().max();
        Self { made: oldest, begun: None, until: newest.filter(|newest| Some(*newest) != oldest) }
    }

    /// From the field that says when it was made, and fields that cannot be later.
    pub fn of<'a>(made: Option<&'a str>, earlier: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let time = |text| Time::from_rfc3339(text).ok();
        let fields = std::iter::once(made).chain(earlier).flatten();
        let begun = fields.map(|text| time(text).unwrap_or(Time::EPOCH)).min();
        match made.and_then(time) {
            None => Self { begun, ..Self::default() },
            made => Self::at(made),
        }
    }

    /// The same from fields that may be anything; `null` is left out.
    pub fn of_values<'a>(made: Option<&'a Value>, earlier: Option<&'a Value>) -> Self {
        let text =
            |value: Option<&'a Value>| value.filter(|value| !value.is_null()).map(|v| v.as_str().unwrap_or_default());
        Self::of(text(made), [text(earlier)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_is_as_old_as_its_oldest_part_and_as_new_as_its_newest() {
        let at = |seconds| Time::from_seconds(seconds);
        let [one, two] = [Said::at(at(100)), Said::at(at(200))];
        assert_eq!(Said::all([two, one]), Said { made: at(100), begun: None, until: at(200) });
        assert_eq!(Said::all([one, one]), one);
        assert_eq!(Said::all([]), Said::default());
        let begun = |time| Said { begun: time, ..Said::default() };
        assert_eq!(Said::all([two, begun(at(50))]), begun(at(50)));
        assert_eq!(Said::all([two, Said::default()]), begun(at(200)));
        let vague = Said { until: at(300), ..one };
        assert_eq!(Said::all([vague, two]), vague);
    }

    #[test]
    fn what_cannot_be_read_is_as_old_as_can_be() {
        let (early, late) = (json!("2026-11-20T08:00:00Z"), json!("2026-11-20T09:00:00Z"));
        let at = |value: &Value| Time::from_rfc3339(value.as_str().unwrap()).unwrap();
        let begun = |time| Said { begun: Some(time), ..Said::default() };
        let said = |made: &Value, earlier: &Value| Said::of_values(Some(made), Some(earlier));
        assert_eq!(said(&late, &early), Said::at(Some(at(&late))));
        assert_eq!(said(&Value::Null, &early), begun(at(&early)));
        assert_eq!(said(&Value::Null, &Value::Null), Said::default());
        assert_eq!(Said::of_values(None, None), Said::default());
        for unread in [json!("2020-01-01"), json!("2020-01-01T00:00:00"), json!(1_577_836_800), json!("")] {
            assert_eq!(said(&unread, &early), begun(Time::EPOCH));
            assert_eq!(said(&Value::Null, &unread), begun(Time::EPOCH));
        }
    }
}

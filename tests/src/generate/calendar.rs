//! Windows and freezes of a plan: drawn, as the policy writes them, and what they say of the base instant.
//!
//! A window's hours are drawn as minutes from the base instant and written as clocks of its zone; no zone here changes its
//! offset within weeks of it. What summer time does to windows, `tests/tests/calendar` tries.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::event::offset;
use super::{DAY, instant};

/// Zones, and the minutes that their clocks are ahead of UTC at the base instant, which is noon on a Friday.
const ZONES: [(&str, i64); 5] =
    [("UTC", 0), ("Europe/Berlin", 60), ("Asia/Kathmandu", 345), ("America/New_York", -300), ("Pacific/Apia", 780)];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MINUTES: i64 = DAY / 60;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct CalendarPlan {
    /// The policy's windows.
    pub windows: Vec<WindowPlan>,
    /// Its freezes.
    pub freezes: Vec<FreezePlan>,
}

/// Hours of one window, every day or once a week.
#[derive(Clone, Debug)]
pub struct WindowPlan {
    /// Which of the zones.
    pub zone: usize,
    /// When it opens, in minutes from the base instant.
    pub from: i64,
    /// For how many minutes; less than a day.
    pub length: i64,
    /// Whether it opens every day.
    pub daily: bool,
    /// What it binds.
    pub scope: Binds,
}

/// One freeze.
#[derive(Clone, Debug)]
pub struct FreezePlan {
    /// When it begins, in seconds from the base instant.
    pub from: i64,
    /// For how many seconds.
    pub length: i64,
    /// What it binds.
    pub scope: Binds,
}

/// What a window or a freeze binds.
#[derive(Clone, Copy, Debug)]
pub enum Binds {
    /// Every release.
    All,
    /// Those to production, or to staging.
    Environment(bool),
    /// Those of `checkout-api`, or of `brochure`.
    Service(bool),
    /// Those of the strictest class.
    First,
}

fn binds() -> impl Strategy<Value = Binds> {
    prop_oneof![
        Just(Binds::All),
        any::<bool>().prop_map(Binds::Environment),
        any::<bool>().prop_map(Binds::Service),
        Just(Binds::First),
    ]
}

prop_compose! {
    fn window()(
        zone in 0..ZONES.len(),
        hours in prop_oneof![
            20 => (0..600_i64, 1..600_i64).prop_map(|(before, after)| (-before, before + after)),
            1 => (1..600_i64, 1..600_i64),
            1 => (1..600_i64).prop_map(|length| (-length, length)),
        ],
        daily in any::<bool>(),
        scope in binds(),
    ) -> WindowPlan {
        WindowPlan { zone, from: hours.0, length: hours.1, daily, scope }
    }
}

prop_compose! {
    fn freeze()(
        from in prop_oneof![1 => offset(), 5 => 1..60 * DAY, 5 => -90 * DAY..-31 * DAY],
        length in prop_oneof![Just(1), 1..DAY, 1..30 * DAY],
        scope in binds(),
    ) -> FreezePlan {
        FreezePlan { from, length, scope }
    }
}

/// Calendars: half of them empty, and most of the others open.
pub fn calendar() -> impl Strategy<Value = CalendarPlan> {
    let windows = prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(window(), 1..=2)];
    let freezes = prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(freeze(), 1..=3)];
    (windows, freezes).prop_map(|(windows, freezes)| CalendarPlan { windows, freezes })
}

/// What a release is, to a window or a freeze.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// Where it goes.
    pub environment: &'a str,
    /// What it is.
    pub service: &'a str,
    /// The number of its class.
    pub class: usize,
}

impl CalendarPlan {
    /// Whether every window that binds the release is open at the base instant, and no freeze that binds it is on.
    pub fn is_open(&self, bound: Bound<'_>) -> bool {
        let open = |window: &WindowPlan| {
            let period = if window.daily { MINUTES } else { 7 * MINUTES };
            let since = (-window.from).rem_euclid(period);
            since < window.length
        };
        let frozen = |freeze: &FreezePlan| freeze.from <= 0 && 0 < freeze.from + freeze.length;
        self.windows.iter().filter(|window| window.scope.holds(bound)).all(open)
            && !self.freezes.iter().filter(|freeze| freeze.scope.holds(bound)).any(frozen)
    }

    /// The policy's fields.
    pub fn fields(&self) -> serde_json::Map<String, Value> {
        let mut fields = serde_json::Map::new();
        if !self.windows.is_empty() {
            let windows = self.windows.iter().enumerate().map(|(n, window)| window.field(n));
            fields.insert("windows".to_owned(), windows.collect());
        }
        if !self.freezes.is_empty() {
            let freezes = self.freezes.iter().enumerate().map(|(n, freeze)| freeze.field(n));
            fields.insert("freezes".to_owned(), freezes.collect());
            fields.insert("emergency".to_owned(), json!({"by": ["security"], "maxDuration": "4h", "bypass": ["freezes"], "review": {"by": ["security"], "businessDays": 2}}));
        }
        fields
    }
}

impl WindowPlan {
    fn field(&self, number: usize) -> Value {
        let (zone, ahead) = ZONES[self.zone];
        // Friday is the fifth day, and noon is half a day.
        let minute = 4 * MINUTES + MINUTES / 2 + ahead + self.from;
        let clock = |minute: i64| {
            let minute = minute.rem_euclid(MINUTES);
            format!("{:02}:{:02}", minute / 60, minute % 60)
        };
        let day = usize::try_from(minute.rem_euclid(7 * MINUTES) / MINUTES).expect("a day of the week");
        let days = if self.daily { json!(DAYS) } else { json!([DAYS[day]]) };
        json!({
            "name": format!("window-{number}"), "timeZone": zone, "appliesTo": self.scope.field(),
            "open": [{"days": days, "from": clock(minute), "until": clock(minute + self.length)}],
        })
    }
}

impl FreezePlan {
    fn field(&self, number: usize) -> Value {
        json!({
            "name": format!("freeze-{number}"), "reason": "Drawn so.", "appliesTo": self.scope.field(),
            "from": instant(self.from), "until": instant(self.from + self.length),
        })
    }
}

impl Binds {
    fn holds(self, bound: Bound<'_>) -> bool {
        match self {
            Self::All => true,
            Self::Environment(production) => bound.environment == if production { "production" } else { "staging" },
            Self::Service(checkout) => bound.service == if checkout { "checkout-api" } else { "brochure" },
            Self::First => bound.class == 0,
        }
    }

    fn field(self) -> Value {
        match self {
            Self::All => json!({}),
            Self::Environment(production) => {
                json!({"environments": [if production { "production" } else { "staging" }]})
            }
            Self::Service(checkout) => json!({"services": [if checkout { "checkout-api" } else { "brochure" }]}),
            Self::First => json!({"classes": ["class-0"]}),
        }
    }
}

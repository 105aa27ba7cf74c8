//! The invocations of a SARIF run (§3.20): whether they went well, when they were, and whether they override rules.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::base::level::Level;
use crate::base::time::Time;
use crate::format::said::Said;

#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Invocations(Option<Vec<RawInvocation>>);

#[derive(Deserialize)]
#[serde(expecting = "an invocation", rename_all = "camelCase")]
struct RawInvocation {
    #[serde(default)]
    execution_successful: Option<bool>,
    #[serde(default)]
    start_time_utc: Option<String>,
    #[serde(default)]
    end_time_utc: Option<String>,
    #[serde(default)]
    tool_execution_notifications: Option<Vec<RawNotification>>,
    #[serde(default)]
    tool_configuration_notifications: Option<Vec<RawNotification>>,
    #[serde(default)]
    rule_configuration_overrides: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a notification")]
struct RawNotification {
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    message: RawMessage,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "a message")]
struct RawMessage {
    #[serde(default)]
    text: Option<String>,
}

impl Invocations {
    fn all(&self) -> impl Iterator<Item = &RawInvocation> {
        self.0.iter().flatten()
    }

    /// Whether one overrides the configuration of rules.
    pub(super) fn override_rules(&self) -> bool {
        self.all().any(|one| one.rule_configuration_overrides.iter().any(|overrides| !overrides.is_empty()))
    }

    /// When they ended, where every one says so.
    pub(super) fn said(&self) -> Said {
        let end = |one: &RawInvocation| Time::from_rfc3339(one.end_time_utc.as_deref()?).ok();
        match self.all().map(end).collect::<Option<Vec<Time>>>() {
            Some(ends) => Said::all(ends.into_iter().map(|end| Said::at(Some(end)))),
            None => {
                let times = self.all().flat_map(|one| [&one.start_time_utc, &one.end_time_utc]);
                Said::of(None, times.map(Option::as_deref))
            }
        }
    }

    /// Why the results are not all that there is to say.
    pub(super) fn failure(&self) -> Option<String> {
        if self.all().any(|one| one.execution_successful == Some(false)) {
            return Some("did not succeed, as the tool says".to_owned());
        }
        let notices = self.all().flat_map(|one| {
            one.tool_execution_notifications.iter().chain(&one.tool_configuration_notifications).flatten()
        });
        let grave = |notice: &&RawNotification| Level::of(notice.level.as_deref().unwrap_or("warning")) == Level::Error;
        let notice = notices.into_iter().find(grave)?;
        Some(format!("met an error: {}", notice.message.text.as_deref().unwrap_or_default()))
    }
}

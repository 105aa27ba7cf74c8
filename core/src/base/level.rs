//! How grave a result of an analysis is (SARIF 2.1.0 §3.27.10). Whatever is none of the four is the gravest.

use serde::{Deserialize, Deserializer};

/// From the mildest to the gravest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Severity does not apply.
    #[default]
    None,
    /// Worth a look.
    Note,
    /// A problem.
    Warning,
    /// A serious problem, or nobody knows.
    Error,
}

impl Level {
    /// Every level by its name.
    const NAMES: [(&'static str, Self); 4] =
        [("none", Self::None), ("note", Self::Note), ("warning", Self::Warning), ("error", Self::Error)];

    /// What a tool wrote.
    pub fn of(word: &str) -> Self {
        Self::named(word).unwrap_or(Self::Error)
    }

    /// The name of the level.
    pub fn id(self) -> &'static str {
        Self::NAMES.iter().find(|(_, level)| *level == self).map_or("error", |(name, _)| name)
    }

    fn named(word: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(name, _)| *name == word).map(|(_, level)| *level)
    }
}

/// What a policy says: no word but the four.
impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::named(&word).ok_or_else(|| {
            let wrong = format!("`{}` is none of `none`, `note`, `warning`, `error`", word.escape_default());
            serde::de::Error::custom(wrong)
        })
    }
}

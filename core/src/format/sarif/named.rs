//! Which rules the results of a SARIF run name (§3.27.5 to §3.27.7). They should name one, and may give it in several ways.

use core::fmt;

use crate::base::shown::list;

/// The rules that results name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Their ids, each once; one may be that of a part of a rule, such as `B324/md5`.
    pub rules: Vec<String>,
    /// Whether they point to a rule that is not there, or to one of several: it may be any.
    pub is_lost: bool,
}

/// The rule that an id may name a part of: it has one component more (§3.52.4).
pub(super) fn parent(id: &str) -> Option<&str> {
    id.rsplit_once('/').map(|(parent, _)| parent)
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |id: &String| if id.is_empty() { "no rule".to_owned() } else { id.escape_default().to_string() };
        let lost = self.is_lost.then(|| "a rule that is not there".to_owned());
        let mut all = self.rules.iter().map(shown).chain(lost).peekable();
        if all.peek().is_none() { f.write_str("no rule") } else { f.write_str(&list(all)) }
    }
}

//! Patterns of paths: segments between `/`, in which `*` stands for any characters, and `**` as a whole segment for any
//! number of segments. `infra/**` fits `infra/a.tf` and `infra/dns/zone.tf`; `**/*.sql` fits `a.sql` and `db/a.sql`.

use core::str::FromStr;

use crate::base::limits::PATH_SEGMENTS;
use crate::base::pattern::Pattern;
use crate::base::shown::is_hidden;

/// A pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    /// `**`.
    Any,
    One(Pattern),
}

impl FromStr for PathPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{}` is no pattern of paths such as `infra/**` or `**/*.sql`", text.escape_default());
        let segment = |part: &str| match part {
            "**" => Ok(Segment::Any),
            "" | "." | ".." => Err(refuse()),
            part => part.parse().map(Segment::One).map_err(|_| refuse()),
        };
        let segments: Vec<Segment> = text.split('/').map(segment).collect::<Result<_, _>>()?;
        (segments.len() <= PATH_SEGMENTS).then_some(Self(segments)).ok_or_else(refuse)
    }
}

impl PathPattern {
    /// Whether a path fits, from its beginning to its end. One that is not plain fits nothing.
    pub fn fits(&self, path: &str) -> bool {
        is_plain(path) && fits(&self.0, &path.split('/').collect::<Vec<_>>())
    }
}

/// Whether a path goes down from the root of the repository, and nowhere else: no segment is empty, `.` or `..`, there are not
/// too many, and none is separated by `\\`, quoted as git quotes, or between spaces. Any other could be a path that a pattern is
/// meant for, written so that it does not fit.
pub fn is_plain(path: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && part.trim() == part;
    let is_raw = !path.starts_with('"') && !path.contains(|c: char| c == '\\' || is_hidden(c));
    is_raw && path.split('/').count() <= PATH_SEGMENTS && path.split('/').all(is_plain)
}

/// Row by row: `open[n]` says whether the segments so far fit the first `n` parts. Bounded by segments times parts.
fn fits(segments: &[Segment], parts: &[&str]) -> bool {
    let mut open: Vec<bool> = core::iter::once(true).chain(parts.iter().map(|_| false)).collect();
    for segment in segments {
        open = match segment {
            Segment::Any => {
                let mut seen = false;
                let reach = |fits: &bool| {
                    seen |= *fits;
                    seen
                };
                open.iter().map(reach).collect()
            }
            Segment::One(pattern) => {
                let next = open.iter().zip(parts).map(|(before, part)| *before && pattern.fits(part));
                core::iter::once(false).chain(next).collect()
            }
        };
    }
    open.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_fit_one_by_one() {
        let fits = |pattern: &str, path: &str| pattern.parse::<PathPattern>().unwrap().fits(path);
        for (pattern, path) in [
            ("infra/**", "infra/a.tf"),
            ("infra/**", "infra/dns/zone.tf"),
            ("infra/**", "infra"),
            ("**/*.sql", "a.sql"),
            ("**/*.sql", "db/migrations/a.sql"),
            ("docs/*.md", "docs/a.md"),
            ("**", "a/b/c"),
            ("a/**/b/**/c", "a/x/b/c"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("infra/**", "infrastructure/a"),
            ("docs/*.md", "docs/a/b.md"),
            ("docs/*.md", "x/docs/a.md"),
            ("docs/**", "docs/../src/main.rs"),
            ("docs/**", "docs//a"),
            ("**/*.sql", "a.sqlx"),
            ("a/**/b", "a/c"),
            ("**", ""),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
        for bad in ["", "/a", "a//b", "../a", "a/***", "a/x**", "ä/b"] {
            assert!(bad.parse::<PathPattern>().is_err(), "{bad}");
        }
    }
}

//! The layers of `core/src`: a module imports only from the layers that the table of `ARCHITECTURE.md` names for it.
//!
//! It reads every `crate::…` and `super::…` path of the code, in `use` lines and elsewhere, tests included. It does
//! not follow re-exports: what a layer re-exports it had to be allowed to import.

use super::rust::{self, Token};
use super::{Tree, Violation};

const RULE: &str = "layers";
const SOURCES: &str = "core/src/";

/// The layers below the top, lowest first, and what each may import besides itself.
const LAYERS: [(&str, &[&str]); 10] = [
    ("base", &[]),
    ("crypto", &["base"]),
    ("format", &["base"]),
    ("judge", &["base", "format"]),
    ("trust", &["base", "crypto", "format"]),
    ("facts", &["base", "format", "trust"]),
    ("policy", &["base"]),
    ("check", &["base", "format", "judge", "trust", "facts", "policy"]),
    ("decision", &["base", "policy", "check"]),
    ("report", &["base", "format", "policy", "check", "decision"]),
];

/// In this layer the modules may not import one another either.
const APART: &str = "check";

pub(super) fn check(tree: &Tree) -> Vec<Violation> {
    let files: Vec<(&str, Vec<&str>)> =
        tree.keys().filter_map(|path| Some((path.as_str(), module(path.strip_prefix(SOURCES)?)?))).collect();
    let mut found = Vec::new();
    for (path, module) in &files {
        let read = Reader { module, siblings: &files, tokens: rust::tokens(&tree[*path]) };
        for (line, what) in read.violations() {
            found.push(Violation::new(path, line, RULE, what));
        }
    }
    found
}

/// The module that a file below `core/src` holds: `base/time.rs` is `base::time`, `base/mod.rs` is `base`.
fn module(file: &str) -> Option<Vec<&str>> {
    let stem = file.strip_suffix(".rs")?;
    let mut module: Vec<&str> = stem.split('/').collect();
    if matches!(module.last(), Some(&"mod" | &"lib")) {
        module.pop();
    }
    Some(module)
}

/// What a layer may import; `None` for the top, which may import everything.
fn allowed(layer: Option<&&str>) -> Option<&'static [&'static str]> {
    LAYERS.iter().find(|(name, _)| Some(name) == layer).map(|(_, allowed)| *allowed)
}

struct Reader<'a> {
    module: &'a [&'a str],
    siblings: &'a [(&'a str, Vec<&'a str>)],
    tokens: Vec<Token<'a>>,
}

impl<'a> Reader<'a> {
    fn violations(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        // Inline modules that are open here, each with the number of braces around it.
        let mut inside: Vec<(usize, &str)> = Vec::new();
        let mut braces = 0_usize;
        let mut at = 0;
        while let Some(&(line, token)) = self.tokens.get(at) {
            match token {
                "{" => {
                    if at >= 2 && self.word(at - 2) == "mod" {
                        inside.push((braces, self.word(at - 1)));
                    }
                    braces += 1;
                }
                "}" => {
                    braces = braces.saturating_sub(1);
                    inside.pop_if(|(around, _)| *around == braces);
                }
                "crate" | "super" | "self" if self.word(at + 1) == "::" => {
                    let mut from: Vec<&str> = self.module.to_vec();
                    from.extend(inside.iter().map(|(_, name)| *name));
                    let mut paths = Vec::new();
                    at = self.path(at, from, &mut paths);
                    for (line, path) in paths {
                        found.extend(self.judge(&path).map(|what| (line, what)));
                    }
                    continue;
                }
                "crate" if self.word(at + 1) == "as" => {
                    found.push((line, "`crate` is renamed, which hides imports: write `crate`".to_owned()));
                }
                "self" if at >= 2 && self.word(at - 1) == "crate" && self.word(at - 2) == "extern" => {
                    found.push((line, "`extern crate self` hides imports: write `crate`".to_owned()));
                }
                "path" if at >= 2 && self.word(at - 1) == "[" && self.word(at - 2) == "#" => {
                    found.push((line, "`#[path]` hides where a module is: move the file".to_owned()));
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |(_, text)| *text)
    }

    /// Reads a path, or a tree of paths, that starts at a token; returns the token after it.
    fn path(&self, mut at: usize, mut from: Vec<&'a str>, paths: &mut Vec<(usize, Vec<&'a str>)>) -> usize {
        loop {
            let line = self.tokens.get(at).map_or(0, |(line, _)| *line);
            match self.word(at) {
                "crate" => from.clear(),
                "super" => {
                    from.pop();
                }
                "self" => {}
                "{" => {
                    at += 1;
                    while !matches!(self.word(at), "}" | "") {
                        at = if self.word(at) == "," { at + 1 } else { self.path(at, from.clone(), paths) };
                    }
                    return at + 1;
                }
                name => from.push(name),
            }
            at += 1;
            if self.word(at) == "::" && self.word(at + 1) != "<" {
                at += 1;
                continue;
            }
            paths.push((line, from));
            if self.word(at) == "as" {
                at += 2;
            }
            return at;
        }
    }

    /// Why this file may not use a path, if it may not.
    fn judge(&self, path: &[&str]) -> Option<String> {
        let own = self.module.first();
        let may = allowed(own)?;
        let own = own.copied().unwrap_or_default();
        let wanted = path.first();
        if wanted == Some(&own) {
            return self.judge_sibling(own, path);
        }
        let spoken = path.join("::");
        match wanted.filter(|layer| allowed(Some(layer)).is_some()) {
            Some(layer) if may.contains(layer) => None,
            Some(layer) => Some(format!(
                "`{own}` may not import `{layer}` (`crate::{spoken}`); it may import {}: move what both need to a layer below",
                listed(may)
            )),
            None => Some(format!(
                "`{own}` may not import from the top level (`crate::{spoken}`): name the layer that holds it"
            )),
        }
    }

    fn judge_sibling(&self, own: &str, path: &[&str]) -> Option<String> {
        let (here, there) = (self.module.get(1)?, path.get(1)?);
        let is_module =
            self.siblings.iter().any(|(_, module)| module.first() == Some(&own) && module.get(1) == Some(there));
        if own != APART || here == there || !is_module {
            return None;
        }
        Some(format!(
            "`{own}::{here}` may not import `{own}::{there}`: no {own} imports another; move what both need to `{own}/mod.rs` or below"
        ))
    }
}

fn listed(layers: &[&str]) -> String {
    if layers.is_empty() { "none of the others".to_owned() } else { layers.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::super::fired;
    use super::*;

    fn lines(files: &[(&str, &str)]) -> Vec<usize> {
        fired(check, files)
            .into_iter()
            .map(|(rule, line)| {
                assert_eq!(rule, RULE);
                line
            })
            .collect()
    }

    #[test]
    fn downward_imports_pass() {
        let files = [
            ("core/src/lib.rs", "//! x\npub mod base;\nuse crate::report::Report;\nuse crate::gate::Gate;"),
            ("core/src/gate.rs", "use crate::{check, policy::Policy, request};"),
            ("core/src/base/mod.rs", "mod time;\npub use self::time::Time;"),
            ("core/src/base/json.rs", "use super::limits;\nuse crate::base::time::Time;\nuse std::fmt;"),
            ("core/src/trust/mod.rs", "use crate::{base::Sha256, crypto::{Key, der}, format};"),
            ("core/src/facts/index.rs", "use crate::trust::Verified;\nlet x = crate::format::dsse::<u8>();"),
            ("core/src/check/mod.rs", "mod binding;\nuse self::binding::check;"),
            ("core/src/check/binding.rs", "use super::Context;\nuse crate::check::Finding;\nuse crate::facts::Facts;"),
            ("core/src/decision.rs", "use crate::check::Finding;\n/// [`crate::report`] shows it\nfn x() {}"),
            ("core/src/report/vsa.rs", "use crate::{decision::Verdict, format, policy::Class};"),
        ];
        assert_eq!(lines(&files), [0_usize; 0]);
    }

    #[test]
    fn upward_and_sideways_imports_fail() {
        let bad = [
            ("core/src/base/time.rs", "use crate::policy::Policy;"),
            ("core/src/base/mod.rs", "use crate::{\n  base::time,\n  crypto::Key};"),
            ("core/src/crypto/key.rs", "use crate::format::dsse;"),
            ("core/src/format/dsse.rs", "use super::super::crypto::Key;"),
            ("core/src/trust/chain.rs", "fn f() { crate::facts::index() }"),
            ("core/src/facts/mod.rs", "use crate::crypto::Key;"),
            ("core/src/policy/mod.rs", "use super::format::dsse;"),
            ("core/src/check/a.rs", "use crate::decision::Verdict;"),
            ("core/src/decision.rs", "use super::facts::Facts;"),
            ("core/src/report/mod.rs", "use crate::trust::Verified;"),
            ("core/src/report/vsa.rs", "use crate::gate::Gate;"),
            ("core/src/base/codes.rs", "use crate::Report;"),
            ("core/src/base/limits.rs", "use crate::*;"),
        ];
        for (path, text) in bad {
            let expected = text.lines().count();
            assert_eq!(lines(&[(path, text)]), [expected], "{path}: {text}");
        }
    }

    #[test]
    fn tricks_fail() {
        for text in [
            "use crate as all;",
            "extern crate self as all;",
            "#[path = \"../policy/mod.rs\"] mod p;",
            "mod inner { use super::super::super::policy::Policy; }",
            "use super::{super::{policy::Policy}};",
            "macro_rules! m { () => { $crate::policy::x() } }",
            "#[cfg(test)]\nmod tests { use crate::report::Report; }",
        ] {
            assert_eq!(lines(&[("core/src/base/time.rs", text)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn inline_modules_count_as_a_level() {
        let text = "mod tests { use super::*; use super::super::json; }\nuse super::json;";
        assert_eq!(lines(&[("core/src/base/time.rs", text)]), [0_usize; 0]);
    }

    #[test]
    fn checks_do_not_import_one_another() {
        let files = [
            ("core/src/check/binding.rs", "use super::{Context, approvals::places};\nuse crate::check::approvals;"),
            ("core/src/check/approvals.rs", "use super::Context;"),
            ("core/src/check/approvals/tests.rs", "use super::super::approvals::places;"),
        ];
        assert_eq!(lines(&files), [1, 2]);
    }
}

//! Every mutant in one source: what a mutant changes becomes a choice that is made when the program runs.
//!
//! `a == b` becomes `(if crate::mutated::is(7) { a != b } else { a == b })`; a function's other value is returned first thing; an arm
//! that is deleted has a guard. Only one mutant is ever on, so what is chosen in its place needs no other mutant in it.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context as _, Result};
use proc_macro2::{LineColumn, Span};
use serde_json::Value;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// How a woven source asks whether a mutant is on, and whether an arm is off.
const IS: &str = "crate::mutated::is(";
const OFF: &str = " if !crate::mutated::is(";

/// What the woven sources ask.
pub(super) const ASKED: &str = "pub mod mutated {
    //! Which mutant is on.
    /// Whether it is this one.
    pub fn is(id: u32) -> bool {
        static ON: std::sync::OnceLock<Option<u32>> = std::sync::OnceLock::new();
        *ON.get_or_init(|| std::env::var(\"COUNTERSIGN_MUTANT\").ok()?.parse().ok()) == Some(id)
    }
}
";

/// One mutant, as `cargo mutants --list --json` names it.
pub(super) struct Mutant {
    pub(super) id: u32,
    pub(super) name: String,
    pub(super) file: String,
    genre: String,
    replacement: String,
    at: LineColumn,
}

impl Mutant {
    pub(super) fn read(id: u32, listed: &Value) -> Result<Self> {
        let text = |field: &str| {
            listed[field].as_str().map(str::to_owned).with_context(|| format!("a mutant has no `{field}`"))
        };
        let number = |field: &str| {
            let number = listed["span"]["start"][field].as_u64().and_then(|number| usize::try_from(number).ok());
            number.with_context(|| format!("a mutant begins at no `{field}`"))
        };
        let at = LineColumn { line: number("line")?, column: number("column")?.saturating_sub(1) };
        let (name, file) = (text("name")?, text("file")?);
        Ok(Self { id, name, file, genre: text("genre")?, replacement: text("replacement")?, at })
    }
}

/// A change of the text: something put in, or an expression that has variants.
enum Edit {
    Insert(usize, String),
    Choose(Range<usize>, Vec<(u32, String)>),
}

/// Where something begins: line and column.
type At = (usize, usize);

/// An arm: where its pattern ends, and its guard.
struct Arm {
    end: usize,
    guard: Option<Range<usize>>,
}

/// Where the syntax has what mutants change, by where it begins.
#[derive(Default)]
struct Places {
    /// Bodies of functions, by their first token; and whether the function gives an iterator without a name.
    bodies: BTreeMap<At, (Range<usize>, bool)>,
    /// Whole expressions, by their operator.
    binary: BTreeMap<At, (Range<usize>, Range<usize>)>,
    unary: BTreeMap<At, (Range<usize>, Range<usize>)>,
    /// Guards, by themselves.
    guards: BTreeMap<At, Range<usize>>,
    arms: BTreeMap<At, Arm>,
    /// Fields of expressions that take the rest from elsewhere: the expression, and the field with its comma.
    fields: BTreeMap<At, (Range<usize>, Range<usize>)>,
}

fn key(span: Span) -> At {
    let at = span.start();
    (at.line, at.column)
}

impl Places {
    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let unnamed =
            matches!(&signature.output, syn::ReturnType::Type(_, of) if matches!(**of, syn::Type::ImplTrait(_)));
        self.bodies.insert(key(first.span()), (block.span().byte_range(), unnamed));
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.body(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        // What binds names in a condition cannot be moved out of it.
        let binds = |side: &syn::Expr| matches!(side, syn::Expr::Let(_));
        let chain =
            |side: &syn::Expr| matches!(side, syn::Expr::Binary(inner) if binds(&inner.right) || binds(&inner.left));
        if !binds(&binary.left) && !binds(&binary.right) && !chain(&binary.left) {
            self.binary.insert(key(binary.op.span()), (binary.span().byte_range(), binary.op.span().byte_range()));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        self.unary.insert(key(unary.op.span()), (unary.span().byte_range(), unary.op.span().byte_range()));
        visit::visit_expr_unary(self, unary);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let guard = arm.guard.as_ref().map(|(_, guard)| guard);
        if let Some(guard) = guard {
            self.guards.insert(key(guard.span()), guard.span().byte_range());
        }
        let guard = guard.map(|guard| guard.span().byte_range());
        let end = arm.pat.span().byte_range().end;
        self.arms.insert(key(arm.span()), Arm { end, guard });
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, whole: &'ast syn::ExprStruct) {
        for field in whole.fields.pairs().filter(|_| whole.rest.is_some()) {
            let comma = field.punct().map_or(field.value().span(), |comma| comma.span());
            let cut = field.value().span().byte_range().start..comma.byte_range().end;
            self.fields.insert(key(field.value().span()), (whole.span().byte_range(), cut));
        }
        visit::visit_expr_struct(self, whole);
    }
}

/// A source with these mutants in it, and the ids of those that have no place there.
pub(super) fn weave(source: &str, mutants: &[&Mutant]) -> Result<(String, Vec<u32>)> {
    let mut places = Places::default();
    places.visit_file(&syn::parse_file(source)?);
    let (mut edits, mut lost) = (Edits::default(), Vec::new());
    for mutant in mutants {
        if edits.add(source, &places, mutant).is_none() {
            lost.push(mutant.id);
        }
    }
    Ok((edits.apply(source), lost))
}

#[derive(Default)]
struct Edits {
    inserts: BTreeMap<usize, String>,
    choices: BTreeMap<(usize, usize), Vec<(u32, String)>>,
}

impl Edits {
    /// Notes a mutant; `None` where the syntax has no such place.
    fn add(&mut self, source: &str, places: &Places, mutant: &Mutant) -> Option<()> {
        let (at, id, new) = ((mutant.at.line, mutant.at.column), mutant.id, mutant.replacement.as_str());
        match mutant.genre.as_str() {
            "FnValue" => match places.bodies.get(&at)? {
                (body, false) => {
                    self.insert(body.start + 1, &format!("\nif crate::mutated::is({id}) {{ return {new}; }}\n"))
                }
                // Two iterators without a name are of two types: the same one, cut off, is empty, too.
                (body, true) if new == "::std::iter::empty()" => {
                    self.insert(body.start + 1, "::std::iter::Iterator::take({\n");
                    let least = format!("\n}}, if crate::mutated::is({id}) {{ 0 }} else {{ usize::MAX }})\n");
                    self.insert(body.end - 1, &least);
                }
                (_, true) => return None,
            },
            "BinaryOperator" => self.choose(source, places.binary.get(&at)?, id, new),
            "UnaryOperator" => self.choose(source, places.unary.get(&at)?, id, new),
            "StructField" => self.choose(source, places.fields.get(&at)?, id, ""),
            "MatchArmGuard" => {
                let guard = places.guards.get(&at)?;
                self.choices.entry((guard.start, guard.end)).or_default().push((id, new.to_owned()));
            }
            "MatchArm" => match places.arms.get(&at)? {
                Arm { guard: Some(guard), .. } => {
                    self.choices.entry((guard.start, guard.end)).or_default().push((id, "false".to_owned()));
                }
                Arm { end, guard: None } => self.insert(*end, &format!("\n if !crate::mutated::is({id}) \n")),
            },
            _ => return None,
        }
        Some(())
    }

    fn insert(&mut self, at: usize, text: &str) {
        self.inserts.entry(at).or_default().push_str(text);
    }

    /// The whole expression, or the same with a part of it replaced.
    fn choose(&mut self, source: &str, (whole, part): &(Range<usize>, Range<usize>), id: u32, new: &str) {
        let other = [&source[whole.start..part.start], new, &source[part.end..whole.end]].concat();
        self.choices.entry((whole.start, whole.end)).or_default().push((id, other));
    }

    fn apply(self, source: &str) -> String {
        let inserts = self.inserts.into_iter().map(|(at, text)| Edit::Insert(at, text));
        let choices = self.choices.into_iter().map(|((start, end), all)| Edit::Choose(start..end, all));
        let mut edits: Vec<Edit> = inserts.chain(choices).collect();
        // Outer ones first; what is put in before an expression stands before its choice.
        edits.sort_by_key(|edit| match edit {
            Edit::Insert(at, _) => (*at, 0, 0),
            Edit::Choose(range, _) => (range.start, 1, usize::MAX - range.end),
        });
        written(source, 0..source.len(), &mut edits.into_iter().peekable())
    }
}

/// A piece of the source with its edits.
fn written(source: &str, piece: Range<usize>, edits: &mut std::iter::Peekable<std::vec::IntoIter<Edit>>) -> String {
    let (mut text, mut at) = (String::new(), piece.start);
    let inside = |edit: &Edit| match edit {
        Edit::Insert(at, _) => *at < piece.end,
        Edit::Choose(range, _) => range.end <= piece.end,
    };
    while let Some(edit) = edits.next_if(inside) {
        match edit {
            Edit::Insert(place, put) => {
                text.push_str(&source[at..place]);
                text.push_str(&put);
                at = place;
            }
            Edit::Choose(range, variants) => {
                text.push_str(&source[at..range.start]);
                text.push('(');
                for (id, other) in variants {
                    text.push_str(&format!("\nif crate::mutated::is({id}) {{ {other} }}\nelse "));
                }
                text.push_str(&format!("{{ {} }})", written(source, range.clone(), edits)));
                at = range.end;
            }
        }
    }
    text.push_str(&source[at..piece.end]);
    text
}

/// The mutants that a compiler's complaint about a line of a woven source is about: those of the line, or of the nearest before it.
pub(super) fn blamed(woven: &str, line: usize) -> Vec<u32> {
    let lines: Vec<&str> = woven.lines().take(line).collect();
    lines.iter().rev().map(|line| ids(line)).find(|ids| !ids.is_empty()).unwrap_or_default()
}

/// The first arm that can be off in a `match` that begins at a line: without it, some value has none.
pub(super) fn first_arm(woven: &str, line: usize) -> Vec<u32> {
    let mut arms = woven.lines().skip(line).filter(|line| line.contains(OFF));
    arms.next().map(ids).unwrap_or_default()
}

fn ids(line: &str) -> Vec<u32> {
    let after = line.split(IS).skip(1);
    after.filter_map(|rest| rest.split(')').next()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mutant(id: u32, genre: &str, replacement: &str, (line, column): (usize, usize)) -> Mutant {
        let span = json!({"start": {"line": line, "column": column}});
        let listed = json!({"name": "x", "file": "x.rs", "genre": genre, "replacement": replacement, "span": span});
        Mutant::read(id, &listed).expect("a mutant")
    }

    #[track_caller]
    fn woven(source: &str, mutants: &[Mutant], due: &str) {
        let (text, lost) = weave(source, &mutants.iter().collect::<Vec<_>>()).expect("a source");
        assert!(lost.is_empty(), "{lost:?}");
        assert_eq!(text.replace("crate::mutated::", "").replace('\n', ""), due);
    }

    #[test]
    fn each_sort_of_mutant_becomes_a_choice() {
        woven(
            "fn f() -> bool { a == !b }",
            &[
                mutant(1, "FnValue", "true", (1, 18)),
                mutant(2, "BinaryOperator", "!=", (1, 20)),
                mutant(3, "UnaryOperator", "", (1, 23)),
            ],
            "fn f() -> bool {if is(1) { return true; } (if is(2) { a != !b }else { a == (if is(3) { b }else { !b }) }) }",
        );
        woven(
            "fn f() { match x { 1 => a, 2 if b => c, _ => d } }",
            &[
                mutant(1, "MatchArm", "", (1, 20)),
                mutant(2, "MatchArmGuard", "true", (1, 33)),
                mutant(3, "MatchArm", "", (1, 28)),
            ],
            "fn f() { match x { 1 if !is(1)  => a, 2 if (if is(2) { true }else if is(3) { false }else { b }) => c, _ => d } }",
        );
        woven(
            "fn f() -> S { S { a, b: 1, ..c } }",
            &[mutant(1, "StructField", "", (1, 22))],
            "fn f() -> S { (if is(1) { S { a,  ..c } }else { S { a, b: 1, ..c } }) }",
        );
        woven(
            "fn f() -> impl Iterator<Item = u8> { g() }",
            &[mutant(1, "FnValue", "::std::iter::empty()", (1, 38))],
            "fn f() -> impl Iterator<Item = u8> {::std::iter::Iterator::take({ g() }, if is(1) { 0 } else { usize::MAX })}",
        );
    }

    #[test]
    fn what_cannot_be_chosen_is_said() {
        let chain = mutant(7, "BinaryOperator", "||", (1, 25));
        let (text, lost) = weave("fn f() { if let Some(a) = b && a { } }", &[&chain]).expect("a source");
        assert_eq!((text.as_str(), lost), ("fn f() { if let Some(a) = b && a { } }", vec![7]));
    }

    #[test]
    fn a_complaint_is_about_the_nearest_mutant_before_it() {
        let text = "a\nif crate::mutated::is(4) { x }\nelse { y }\nif crate::mutated::is(5) { z }";
        assert_eq!(
            [blamed(text, 1), blamed(text, 2), blamed(text, 3), blamed(text, 4)],
            [vec![], vec![4], vec![4], vec![5]]
        );
        assert_eq!(first_arm("match x {\n A\n if !crate::mutated::is(6) \n => b,", 1), vec![6]);
    }
}

//! The README's first two commands: the real program gates the real example, and denies three variations of it.
//!
//! What is asked stands beside the data, in `fixtures/example/question.json`; a folder of `fixtures/example/denials`
//! says in a `question.json` of its own which fields differ, and in `why` what is wrong. Paths in either are relative
//! to the folder that the file is in. This file turns them into the command line that it prints, and decides nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::shell;

const EXAMPLE: &str = "fixtures/example";
/// Fields of a question and the options that carry them, in the order in which they are shown.
const OPTIONS: [(&str, &str); 7] = [
    ("service", "--service"),
    ("version", "--version"),
    ("environment", "--environment"),
    ("deployer", "--deployer"),
    ("now", "--now"),
    ("minPolicySerial", "--min-policy-serial"),
    ("minRegisterSequence", "--min-register-sequence"),
];
/// Fields that name files or folders, and what they are if nothing names them.
const PATHS: [(&str, &str); 4] =
    [("policy", "policy.yml"), ("roster", "roster.yml"), ("rootKey", "root.pub"), ("records", "records")];

/// Which example to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Run the variations that are denied, each with the reason.
    #[arg(long)]
    denials: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let program = program(&root)?;
    let question = Question::read(&root)?;
    if !options.denials {
        return show(&root, &program, &question, 0);
    }
    let folder = root.join(EXAMPLE).join("denials");
    let listed = fs::read_dir(&folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
    let mut names: Vec<PathBuf> =
        listed.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    names.retain(|path| path.is_dir());
    names.sort();
    ensure!(!names.is_empty(), "`{}` holds no variation", folder.display());
    for (number, path) in names.iter().enumerate() {
        let mut changed = question.clone();
        let why = changed.change(&root, path)?;
        println!("{}{}. {why}\n", if number == 0 { "" } else { "\n" }, number + 1);
        show(&root, &program, &changed, 1)?;
    }
    Ok(())
}

/// The command line program, built for release.
pub(crate) fn program(root: &Path) -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    shell::run(cargo.current_dir(root).args(["build", "--quiet", "--release", "--package", "countersign"]))?;
    let built = shell::target_dir(root).join("release/countersign");
    Ok(built.strip_prefix(root).map(Path::to_path_buf).unwrap_or(built))
}

/// The command line of the example.
pub(crate) fn command(root: &Path, program: &Path) -> Result<Command> {
    Ok(Question::read(root)?.command(root, program))
}

/// Runs a question and holds its exit code against the one that is due.
fn show(root: &Path, program: &Path, question: &Question, due: i32) -> Result<()> {
    let mut command = question.command(root, program);
    let mut shown = shell::shown(&command).replace(" --", " \\\n    --");
    for artefact in &question.artefacts {
        // The last words of the line, each on one of its own.
        shown = shown.replacen(&format!(" {artefact}"), &format!(" \\\n    {artefact}"), 1);
    }
    println!("$ {shown}\n");
    let status = command.status().with_context(|| format!("cannot start `{}`", program.display()))?;
    println!("\nexit code: {}", status.code().map_or_else(|| status.to_string(), |code| code.to_string()));
    ensure!(status.code() == Some(due), "this example was to end with exit code {due}");
    Ok(())
}

/// What to ask: fields as text, and files by their path in the repository.
#[derive(Clone)]
struct Question {
    fields: BTreeMap<String, String>,
    paths: BTreeMap<String, Vec<String>>,
    artefacts: Vec<String>,
}

impl Question {
    fn read(root: &Path) -> Result<Self> {
        let mut question = Self { fields: BTreeMap::new(), paths: BTreeMap::new(), artefacts: Vec::new() };
        for (field, default) in PATHS {
            question.paths.insert(field.to_owned(), vec![place(EXAMPLE, default)]);
        }
        question.change(root, &root.join(EXAMPLE))?;
        ensure!(!question.artefacts.is_empty(), "`{EXAMPLE}/question.json` names no `artefact`");
        Ok(question)
    }

    /// Takes over the fields of the `question.json` in a folder; returns its `why`.
    fn change(&mut self, root: &Path, folder: &Path) -> Result<String> {
        let file = folder.join("question.json");
        let within = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy();
        let read = shell::read(&file)?;
        let fields: BTreeMap<String, Value> =
            serde_json::from_slice(&read).with_context(|| format!("`{}` is not a JSON object", file.display()))?;
        let mut why = String::new();
        for (name, value) in fields {
            let values: Vec<String> = match &value {
                Value::Array(items) => items.iter().map(text).collect(),
                one => vec![text(one)],
            };
            if name == "why" {
                why = values.concat();
            } else if name == "artefact" {
                self.artefacts = values.iter().map(|value| place(&within, value)).collect();
            } else if PATHS.iter().any(|(path, _)| *path == name) {
                self.paths.insert(name, values.iter().map(|value| place(&within, value)).collect());
            } else {
                let known = OPTIONS.iter().any(|(field, _)| *field == name);
                ensure!(known, "`{}` has a field `{name}` that this chore does not know", file.display());
                self.fields.insert(name, values.concat());
            }
        }
        Ok(why)
    }

    fn command(&self, root: &Path, program: &Path) -> Command {
        // Paths are relative to the repository, so that what is shown can be typed there.
        let mut command = Command::new(program);
        command.current_dir(root).arg("verify");
        for (name, option) in
            [("policy", "--policy"), ("roster", "--roster"), ("rootKey", "--root-key"), ("records", "--records")]
        {
            for path in self.paths.get(name).into_iter().flatten() {
                command.args([option, path]);
            }
        }
        for (field, option) in OPTIONS {
            if let Some(value) = self.fields.get(field) {
                command.args([option, value]);
            }
        }
        command.args(&self.artefacts);
        command
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A path as it is from the repository's root; a digest stays what it is.
fn place(folder: &str, path: &str) -> String {
    if path.starts_with("sha256:") {
        return path.to_owned();
    }
    let mut whole = PathBuf::new();
    for part in Path::new(folder).join(path).components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    whole.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::Scratch;

    #[test]
    fn a_variation_changes_only_what_it_names() -> Result<()> {
        let scratch = Scratch::new("example-test")?;
        let root = scratch.path();
        let write = |path: &str, text: &str| shell::write(&root.join(EXAMPLE).join(path), text.as_bytes());
        write(
            "question.json",
            r#"{"service": "s", "version": "1", "environment": "e", "artefact": "../../wasm/dist/x.wasm"}"#,
        )?;
        write(
            "denials/other/question.json",
            r#"{"why": "Another file.", "artefact": "other.bin", "records": ["../../records", "records"]}"#,
        )?;
        let mut question = Question::read(root)?;
        let shown = |question: &Question| shell::shown(&question.command(root, Path::new("countersign")));
        let head = "countersign verify --policy fixtures/example/policy.yml --roster fixtures/example/roster.yml \
                    --root-key fixtures/example/root.pub --records fixtures/example/records";
        assert_eq!(shown(&question), format!("{head} --service s --version 1 --environment e wasm/dist/x.wasm"));
        let why = question.change(root, &root.join(EXAMPLE).join("denials/other"))?;
        assert_eq!(why, "Another file.");
        assert_eq!(
            shown(&question),
            format!(
                "{head} --records fixtures/example/denials/other/records --service s --version 1 --environment e \
                 fixtures/example/denials/other/other.bin"
            )
        );
        Ok(())
    }
}

//! The pages that say what to type: every command is run as it stands on the page, and gives what the page shows.
//!
//! `…` on a page stands for what is different every time: in a command for part of a file's name, in what is shown for part
//! of a line, and alone on a line for any lines. `date` on a page tells the time from then on.
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{NOW, Place, organisation, raised};

/// What the page calls `countersign`: the command, with somebody at the terminal who agrees, and a clock that can be set.
const COUNTERSIGN: &str = r#"#!/bin/sh
more=
case "$1" in
  init) more="--no-passphrase --now $NOW" ;;
  keygen) more=--no-passphrase ;;
  policy | record | sign | verify) more="--now $NOW" ;;
esac
case "$1 $2 $*" in
  *" --yes"* | *" --unsigned"*) ;;
  "record "* | *.statement.json*) more="$more --yes" ;;
esac
exec "$BINARY" "$@" $more
"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The blocks of a page in one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    page.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// A command, and what the page shows of its output.
struct Step {
    command: String,
    shown: Vec<String>,
}

fn steps(block: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut continued = false;
    for line in block.lines() {
        let (command, is_command) = match line.strip_prefix("$ ") {
            Some(command) => (command, true),
            None => (line, false),
        };
        match steps.last_mut() {
            _ if is_command => steps.push(Step { command: command.to_owned(), shown: Vec::new() }),
            Some(step) if continued => step.command += &format!("\n{line}"),
            Some(step) => step.shown.push(line.to_owned()),
            None => panic!("a block begins with `{line}`, which is no command"),
        }
        continued = (is_command || continued) && line.ends_with('\\');
    }
    steps
}

/// Where the commands of pages are run.
struct Terminal {
    place: Place,
    now: String,
}

impl Terminal {
    fn new(place: Place) -> Self {
        let git = "#!/bin/sh\necho 0123456789abcdef0123456789abcdef01234567\n";
        for (name, text) in [("countersign", COUNTERSIGN), ("git", git)] {
            let path = place.write(&format!("bin/{name}"), text);
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { place, now: NOW.to_owned() }
    }

    /// Runs every command of a block.
    fn run(&mut self, block: &str) {
        for step in steps(block) {
            self.step(&step);
        }
    }

    /// A command with the names of files that the page shortens.
    fn named(&self, command: &str) -> String {
        let Some((before, after)) = command.split_once('…') else { return command.to_owned() };
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (folder, stem) = before[start..].split_once('/').expect("a folder and a file");
        let end = after.find(|c: char| c != '.' && !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let files = self.place.files(folder);
        let fitting: Vec<_> =
            files.iter().filter(|name| name.starts_with(stem) && name.ends_with(&after[..end])).collect();
        let [name] = fitting[..] else { panic!("`{command}` names one file, not {fitting:?}") };
        self.named(&format!("{}{folder}/{name}{}", &before[..start], &after[end..]))
    }

    fn step(&mut self, step: &Step) {
        if step.command.starts_with("date ") {
            self.now = step.shown.join("");
            return;
        }
        let path = format!("{}:{}", self.place.path("bin").display(), std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("sh");
        command.args(["-c", &self.named(&step.command)]).current_dir(self.place.path(".")).stdin(Stdio::null());
        command.env("PATH", path).env("NOW", &self.now).env("BINARY", env!("CARGO_BIN_EXE_countersign"));
        let output = command.output().unwrap();
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let due = i32::from(step.shown.iter().any(|line| line.starts_with("DENY")));
        assert_eq!(output.status.code(), Some(due), "`{}`\n{said}\n{complained}", step.command);
        let said: Vec<&str> = said.lines().collect();
        assert!(
            step.shown.is_empty() || is_shown(&step.shown, &said),
            "`{}` says\n{}\nand the page shows\n{}",
            step.command,
            said.join("\n"),
            step.shown.join("\n")
        );
    }
}

/// Whether lines are what a page shows of them.
fn is_shown(shown: &[String], said: &[&str]) -> bool {
    match (shown.split_first(), said.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "…" => {
            is_shown(rest, said) || said.split_first().is_some_and(|(_, said)| is_shown(shown, said))
        }
        (Some((line, shown)), Some((first, said))) => is_like(line, first) && is_shown(shown, said),
        _ => false,
    }
}

/// Whether a line is what a page shows of it.
fn is_like(shown: &str, said: &str) -> bool {
    match shown.split_once('…') {
        None => shown == said,
        Some((before, after)) => said.starts_with(before) && said[before.len()..].ends_with(after),
    }
}

/// Takes a page's rules into an organisation, and signs them.
fn sign(place: &Place, policy: impl FnOnce(String) -> String, roster: impl FnOnce(String) -> String) {
    let read = |name: &str| String::from_utf8(place.read(name)).unwrap();
    place.write("policy.yml", raised(&policy(read("policy.yml"))));
    place.write("roster.yml", raised(&roster(read("roster.yml"))));
    for name in ["policy.yml", "roster.yml"] {
        place.say(&format!("sign {name} --key root.key --now {NOW}"), &[]).exits(0);
    }
    place.say(&format!("policy check --now {NOW}"), &[]).exits(0);
}

#[test]
fn the_glass_is_broken_as_the_page_says() {
    let page = page("docs/emergency.md");
    let place = organisation();
    let dave =
        "people:\n  - id: dave\n    name: Dave Example\n    aliases: [github:dave]\n    roles: []\n    keys: []\n";
    let bobs = "aliases: [github:bob]\n    roles:\n      - { role: release-manager, from: 2026-11-21T00:00:00Z }\n";
    let as_security = "      - { role: security, from: 2026-11-21T00:00:00Z }\n";
    sign(
        &place,
        |policy| policy.replacen("register: []", "register: [builder]", 1) + blocks(&page, "yaml")[0],
        |roster| roster.replacen("people:\n", dave, 1).replacen(&format!("{bobs}{as_security}"), bobs, 1),
    );
    place.write("records/smoke.xml", "<testsuite name=\"smoke\" tests=\"3\" failures=\"0\"/>");
    place.write("next.tar.gz", b"the next artefact");
    let mut terminal = Terminal::new(place);
    let blocks = blocks(&page, "console");
    assert_eq!(blocks.len(), 7);
    blocks.iter().for_each(|block| terminal.run(block));

    // The page says what comes of it where the review is not there, or the emergency neither.
    let last = steps(blocks[6]).pop().unwrap();
    let denied = |code: &str| Step {
        command: last.command.clone(),
        shown: vec!["DENY…".to_owned(), "…".to_owned(), format!("✗ …{code}"), "…".to_owned()],
    };
    let remove = |terminal: &Terminal, start: &str| {
        for name in terminal.place.files("records").iter().filter(|name| name.starts_with(start)) {
            fs::remove_file(terminal.place.path(format!("records/{name}"))).unwrap();
        }
    };
    remove(&terminal, "review-");
    terminal.step(&denied("emergency.review-overdue"));
    let forty_four = steps(blocks[6]).remove(1).command.replace("44", "45 --out records/register-45.json");
    let still_open = format!("{forty_four} --emergency records/emergency-….json=2026-12-22T23:00:00Z");
    terminal.step(&Step { command: still_open, shown: Vec::new() });
    remove(&terminal, "emergency-");
    remove(&terminal, "INC-4711-");
    terminal.step(&denied("register.review-overdue"));
}

#[test]
fn the_start_is_as_short_as_the_readme_says() {
    let page = page("README.md");
    let from = page.find("## Put it in front of a deployment").expect("the section");
    let blocks = blocks(&page[from..], "console");
    let place = Place::new();
    place.write("app.tar.gz", b"the artefact");
    let mut terminal = Terminal::new(place);
    let (install, begin) = blocks[0].split_once('\n').expect("lines");
    assert!(install.starts_with("$ cargo install --path hosts/native"), "{install}");
    terminal.run(begin);
    // By hand, as the page says: every public key to its owner, and the next serial.
    let mut roster = String::from_utf8(terminal.place.read("governance/roster.yml")).unwrap();
    for name in ["bob", "carol"] {
        let pem = String::from_utf8(terminal.place.read(format!("{name}.pub"))).unwrap();
        let keys: String = pem.lines().map(|line| format!("          {line}\n")).collect();
        let at = roster.find(&format!("- id: {name}\n")).unwrap();
        let at = at + roster[at..].find("keys: []\n").unwrap();
        roster.replace_range(at..at + "keys: []\n".len(), &format!("keys:\n      - pem: |\n{keys}"));
    }
    terminal.place.write("governance/roster.yml", raised(&roster));
    terminal.run(blocks[1]);
    terminal.run(blocks[2]);
}

#[test]
fn the_policy_and_the_roster_of_the_page_belong_together() {
    let page = page("docs/policy.md");
    let [policy, roster] = blocks(&page, "yaml")[..] else { panic!("a policy and a roster") };
    let place = Place::new();
    place.write("policy.yml", policy);
    place.write("roster.yml", roster);
    let said = place.say(&format!("policy check --now {NOW}"), &[]).exits(0);
    said.says(&["OK  `policy.yml` and `roster.yml`, with one doubt\n", "lint.nobody-approves", "class `staging`"]);
}

#[test]
fn a_canary_is_judged_as_the_page_shows() {
    let page = page("docs/canary.md");
    let mut terminal = Terminal::new(Place::new());
    symlink(root().join("fixtures"), terminal.place.path("fixtures")).unwrap();
    blocks(&page, "console").iter().for_each(|block| terminal.run(block));
}

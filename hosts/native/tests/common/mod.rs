//! A folder with an organisation in it, made by the real binary, and a way to run that binary.
#![allow(dead_code, unreachable_pub, reason = "every test file takes what it needs")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// When everything happens.
pub const NOW: &str = "2026-11-21T09:00:00Z";

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Expects an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }

    /// Expects one line on standard error, with these words in it.
    #[track_caller]
    pub fn complains(self, words: &[&str]) -> Self {
        assert_eq!(self.stderr.trim_end().lines().count(), 1, "not one line: {}", self.stderr);
        assert!(self.stderr.starts_with("countersign: "), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in: {}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Expects these words on standard output.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stdout.contains(word), "no `{word}` in:\n{}", self.stdout);
        }
        self
    }
}

/// A folder to work in.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The command, in this folder, with nobody at a terminal.
    pub fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        command.env_remove("CLICOLOR_FORCE").env("PASS", "correct horse").env("WRONG", "battery staple");
        command
    }

    pub fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        let output = self.command(arguments).output().unwrap();
        Ran {
            code: output.status.code().expect("it was not killed by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a line of words; those of `more` are added as they are.
    pub fn say(&self, line: &str, more: &[&str]) -> Ran {
        self.run(line.split_whitespace().chain(more.iter().copied()))
    }

    /// The files of a folder, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }
}

/// An organisation: policy and roster as `init` writes them, with keys, signed; and an artefact.
pub fn organisation() -> Place {
    let place = Place::new();
    place.say("init --no-passphrase --now", &[NOW]).exits(0);
    let mut roster = String::from_utf8(place.read("roster.yml")).unwrap();
    for name in ["alice", "bob", "carol"] {
        place.say("keygen --no-passphrase --out", &[&format!("{name}.key")]).exits(0);
        let pem = String::from_utf8(place.read(format!("{name}.pub"))).unwrap();
        let keys = format!(
            "keys:\n      - pem: |\n{}",
            pem.lines().map(|line| format!("          {line}\n")).collect::<String>()
        );
        let person = roster.find(&format!("- id: {name}\n")).unwrap();
        let at = person + roster[person..].find("keys: []\n").unwrap();
        roster.replace_range(at..at + "keys: []\n".len(), &keys);
    }
    place.write("roster.yml", raised(&roster));
    place.say("sign roster.yml --key root.key --now", &[NOW]).exits(0);
    place.write("app.tar.gz", b"the artefact");
    place
}

/// The organisation, with a policy that was changed and signed again.
pub fn with_policy(change: impl FnOnce(String) -> String) -> Place {
    let place = organisation();
    let policy = String::from_utf8(place.read("policy.yml")).unwrap();
    place.write("policy.yml", raised(&change(policy)));
    place.say("sign policy.yml --key root.key --now", &[NOW]).exits(0);
    place
}

/// A policy or a roster with the next serial, as every change has it.
pub fn raised(text: &str) -> String {
    let at = text.find("\nserial: ").expect("a serial") + "\nserial: ".len();
    let end = at + text[at..].find(|letter: char| !letter.is_ascii_digit()).unwrap();
    let serial: u64 = text[at..end].parse().unwrap();
    format!("{}{}{}", &text[..at], serial + 1, &text[end..])
}

/// Writes the release record; gives its path.
pub fn release(place: &Place) -> String {
    let line = "record release --key ci.key --yes --service my-service --version 1.0.0 \
                --repository https://git.example/my-service --commit 0123456789abcdef0123456789abcdef01234567 \
                --author github:alice --builder github:ci-builder --change-request https://git.example/my-service/pull/7 \
                app.tar.gz --now";
    place.say(line, &[NOW]).exits(0).stdout.trim().to_owned()
}

/// Writes an approval; gives its path.
pub fn approve(place: &Place, who: &str, role: &str, release: &str) -> String {
    let line = format!(
        "record approve --key {who}.key --yes --role {role} --environment production --release {release} --now {NOW}"
    );
    place.say(&line, &[]).exits(0).stdout.trim().to_owned()
}

/// An organisation whose release is allowed.
pub fn allowed() -> Place {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
    place
}

/// The question of whether the release may go to production, about an artefact.
pub fn verify(artefact: &str) -> String {
    format!("verify {} {artefact}", question())
}

/// The flags of the question.
pub fn question() -> String {
    format!(
        "--policy policy.yml --roster roster.yml --root-key root.pub --records records --service my-service \
         --version 1.0.0 --environment production --deployer github:deployer --now {NOW}"
    )
}

//! The command line: one process for each case, its exit code and what it prints.
//!
//! A case that it cannot put, because it refuses or adds something itself, has a reason; the reasons are few.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use countersign_core::base::limits::{DOCUMENT_BYTES, LARGEST_INTEGER};
use serde_json::Value;

use super::case::Case;
use super::{Answer, Host};

/// The program.
pub struct CommandLine {
    /// Where it lies.
    pub program: PathBuf,
}

impl Host for CommandLine {
    fn name(&self) -> &str {
        "command line"
    }

    fn ask(&mut self, case: &Case) -> Result<Answer, String> {
        let folder = match case.laid() {
            Ok(folder) => folder,
            Err(answer) => return Ok(answer),
        };
        let (anchors, question) = (object(folder, "anchors.json")?, object(folder, "question.json")?);
        if let Some(why) = cannot_be_put(case, folder, &anchors, &question) {
            return Ok(Answer::NotAskable(why.to_owned()));
        }
        let output = self.command(folder, &anchors, &question).output();
        let output = output.map_err(|error| format!("cannot start `{}`: {error}", self.program.display()))?;
        let verdict = match output.status.code() {
            Some(0) => "allow",
            Some(1) => "deny",
            Some(2) => "malformed",
            code => return Err(format!("exit {code:?}: {}", String::from_utf8_lossy(&output.stderr))),
        };
        Ok(Answer::Decision(verdict.to_owned(), output.stdout))
    }
}

fn cannot_be_put(case: &Case, folder: &Path, anchors: &Value, question: &Value) -> Option<&'static str> {
    let digest = |text: &str| {
        let hex = text.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let artefacts = texts(question, "artefacts");
    let numbers = [&anchors["minPolicySerial"], &anchors["minRosterSerial"], &question["minRegisterSequence"]];
    let beside: Vec<&str> =
        ["policy.yml.sig.json", "roster.yml.sig.json"].into_iter().filter(|name| folder.join(name).exists()).collect();
    if artefacts.is_empty() || !artefacts.iter().all(|artefact| digest(artefact)) {
        Some("the command line itself asks for artefacts, and refuses what is no digest")
    } else if question["now"].as_str().is_none() {
        Some("the command line itself refuses times beyond the year 9999")
    } else if !folder.join("records").is_dir() {
        Some("the command line itself asks for records")
    } else if numbers.iter().any(|number| number.as_u64().is_none_or(|number| number > LARGEST_INTEGER)) {
        Some("the command line itself refuses numbers that JSON readers would not read alike")
    } else if case.inputs.policy.len() > DOCUMENT_BYTES {
        Some("the command line itself refuses a policy of more than 16 MiB")
    } else if texts(anchors, "signatures") != beside {
        Some("the command line looks for signatures beside policy and roster alone")
    } else {
        None
    }
}

impl CommandLine {
    fn command(&self, folder: &Path, anchors: &Value, question: &Value) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(folder).stdin(Stdio::null());
        command.args(["verify", "--format=json", "--policy=policy.yml", "--roster=roster.yml", "--records=records"]);
        let mut add = |option: &str, value: &str| {
            command.arg(format!("--{option}={value}"));
        };
        for (option, list) in [("root-key", "rootKeys"), ("trusted-root", "trustedRoots")] {
            texts(anchors, list).iter().for_each(|value| add(option, value));
        }
        for (option, field) in [("policy-sha256", "policyDigest"), ("roster-sha256", "rosterDigest")] {
            anchors[field].as_str().into_iter().for_each(|value| add(option, value));
        }
        for (option, field) in [("min-policy-serial", "minPolicySerial"), ("min-roster-serial", "minRosterSerial")] {
            add(option, &anchors[field].to_string());
        }
        for field in ["service", "version", "environment", "deployer", "now"] {
            question[field].as_str().into_iter().for_each(|value| add(field, value));
        }
        add("min-register-sequence", &question["minRegisterSequence"].to_string());
        if texts(anchors, "trustedRoots").is_empty() {
            command.arg("--no-trusted-root");
        }
        if anchors["allowUnanchored"] == true {
            command.arg("--allow-unanchored");
        }
        command.arg("--").args(texts(question, "artefacts"));
        command
    }
}

fn object(folder: &Path, name: &str) -> Result<Value, String> {
    let path = folder.join(name);
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn texts(value: &Value, field: &str) -> Vec<String> {
    let list = value[field].as_array().into_iter().flatten();
    list.map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
}

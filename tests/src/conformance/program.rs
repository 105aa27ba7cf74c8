//! A host behind a program that is started once and answers lines of JSON: the protocol of `docs/conformance.md`.
//!
//! ```text
//! we:  {"case":"/path/of/fixtures/cases/allowed/production"}
//! it:  {"verdict":"allow","report":"<Base64>"}   or   {"notAskable":"why"}   or   {"error":"why"}
//! ```
//!
//! One line each, in turns. When its input ends, it ends.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use countersign_core::base::encoding::base64;
use serde_json::{Value, json};

use super::case::Case;
use super::{Answer, Host};

/// How long a host may take over one case: the largest hold tens of thousands of documents.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running program.
pub struct Program {
    name: String,
    child: Child,
    asked: Option<ChildStdin>,
    answers: Receiver<String>,
}

impl Program {
    /// Starts a program: its words, the first of which is the program itself.
    pub fn start(name: &str, words: &[String]) -> Result<Self, String> {
        let [program, arguments @ ..] = words else { return Err(format!("{name}: there is no program to start")) };
        let mut command = Command::new(program);
        let started = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|error| format!("{name}: cannot start `{program}`: {error}"))?;
        let asked = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| format!("{name}: `{program}` has no output"))?;
        let (said, answers) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines.map_while(|line| said.send(line).ok()).for_each(drop);
        });
        Ok(Self { name: name.to_owned(), child, asked, answers })
    }

    fn put(&mut self, folder: &Path) -> Result<String, String> {
        let question = json!({"case": folder});
        let asked = self.asked.as_mut().ok_or("it takes no questions")?;
        writeln!(asked, "{question}").and_then(|()| asked.flush()).map_err(|error| format!("it is gone: {error}"))?;
        self.answers.recv_timeout(PATIENCE).map_err(|_| "it gave no answer".to_owned())
    }
}

impl Host for Program {
    fn name(&self) -> &str {
        &self.name
    }

    fn ask(&mut self, case: &Case) -> Result<Answer, String> {
        match case.laid() {
            Ok(folder) => read(&self.put(folder)?),
            Err(answer) => Ok(answer),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends with its input; one that does not is ended.
        drop(self.asked.take());
        for _ in 0..50 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads an answer. What is none is an error.
fn read(line: &str) -> Result<Answer, String> {
    let answer: Value = serde_json::from_str(line).map_err(|error| format!("its answer is no JSON: {error}"))?;
    if let Some(why) = answer["error"].as_str() {
        return Err(why.to_owned());
    }
    if let Some(why) = answer["notAskable"].as_str() {
        return Ok(Answer::NotAskable(why.to_owned()));
    }
    let report = answer["report"].as_str().and_then(base64::decode);
    match (answer["verdict"].as_str(), report) {
        (Some(verdict), Some(report)) => Ok(Answer::Decision(verdict.to_owned(), report)),
        _ => Err("its answer has neither `verdict` and `report` in Base64, nor `notAskable`, nor `error`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_answers_are_read() {
        let decision = read(r#"{"verdict":"deny","report":"e30="}"#);
        assert_eq!(decision, Ok(Answer::Decision("deny".to_owned(), b"{}".to_vec())));
        assert_eq!(read(r#"{"notAskable":"why"}"#), Ok(Answer::NotAskable("why".to_owned())));
        for bad in ["", "{}", r#"{"verdict":"deny"}"#, r#"{"verdict":"deny","report":"*"}"#, r#"{"error":"why"}"#] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_program_that_ends_is_no_host() {
        let mut gone = Program::start("gone", &["true".to_owned()]).expect("it starts");
        assert!(gone.put(Path::new("/")).is_err());
        assert!(Program::start("nobody", &["no-such-program-of-ours".to_owned()]).is_err());
    }
}

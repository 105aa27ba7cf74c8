//! Exit codes, and what leads to them: 0 allow, 1 deny, 2 the question was malformed, 3 the tool failed.
//!
//! Never two of them in one.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use countersign::{Error, Verdict};

use crate::output;
use crate::render::safe;

/// Allowed, or done.
pub(crate) const ALLOW: u8 = 0;
/// Denied, or not as it should be.
pub(crate) const DENY: u8 = 1;
/// The question was malformed: usage, an unreadable file, a policy or roster that does not load.
pub(crate) const QUESTION: u8 = 2;
/// The verifier failed.
pub(crate) const TOOL: u8 = 3;

/// The exit code of a verdict.
pub(crate) fn of(verdict: Verdict) -> ExitCode {
    ExitCode::from(code(verdict))
}

/// The same, as a number.
pub(crate) fn code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Allow => ALLOW,
        Verdict::Deny => DENY,
        Verdict::Malformed => QUESTION,
    }
}

/// Why there is no answer: one line, and the exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The question, or what it points at, is not usable.
    pub(crate) fn question(message: impl Into<String>) -> Self {
        Self { code: QUESTION, message: message.into() }
    }

    /// The tool failed.
    pub(crate) fn tool(message: impl Into<String>) -> Self {
        Self { code: TOOL, message: message.into() }
    }

    /// A bundle that did not verify. Where it was the question that could not be put (a trusted root or a key that
    /// cannot be read, a time out of range), the code is no bundle's.
    pub(crate) fn bundle(error: Error) -> Self {
        let refused = matches!(&error, Error::Refused { code, .. } if code.starts_with("bundle."));
        let failure = Self::from(error);
        if refused { Self { code: DENY, ..failure } } else { failure }
    }

    /// The signer said no.
    pub(crate) fn declined(came_of_it: &str) -> Self {
        Self { code: DENY, message: came_of_it.to_owned() }
    }

    /// A file that cannot be read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::file("read", path, error)
    }

    /// A file that cannot be written.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        Self::file("write", path, error)
    }

    /// A folder that contains itself.
    pub(crate) fn circle(path: &Path) -> Self {
        Self::question(format!("cannot read {}: {CIRCLE}: take the link away", safe::path(path)))
    }

    fn file(what: &str, path: &Path, error: &io::Error) -> Self {
        let (reason, remedy) = explain(error, what);
        Self::question(format!("cannot {what} {}: {reason}: {remedy}", safe::path(path)))
    }

    /// The same failure, said to be about this file.
    pub(crate) fn about(self, path: &Path) -> Self {
        Self { message: format!("{}: {}", safe::path(path), self.message), ..self }
    }

    /// Whether the tool failed.
    pub(crate) fn is_the_tools(&self) -> bool {
        self.code == TOOL
    }

    /// The sentence.
    pub(crate) fn into_message(self) -> String {
        self.message
    }

    /// Why something could not be read, in a few words.
    pub(crate) fn reason(error: &io::Error) -> String {
        explain(error, "read").0
    }

    /// Says it on standard error.
    pub(crate) fn report(self) -> ExitCode {
        output::note(&format!("countersign: {}", self.message));
        ExitCode::from(self.code)
    }

    /// The sentence, for tests.
    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = safe::text(&error.to_string());
        match error {
            Error::Refused { .. } => Self::question(message),
            _ => Self::tool(message),
        }
    }
}

const CIRCLE: &str = "its symbolic links lead in a circle";

/// What an error of the operating system means, and what to do.
fn explain(error: &io::Error, what: &str) -> (String, &'static str) {
    use io::ErrorKind as Kind;
    let reading = what == "read";
    match error.kind() {
        Kind::NotFound if reading => ("no such file".into(), "check the path"),
        Kind::NotFound => ("no such folder".into(), "create the folder first"),
        Kind::PermissionDenied if reading => ("permission denied".into(), "check who may read it"),
        Kind::PermissionDenied => ("permission denied".into(), "choose a place that you may write to"),
        Kind::IsADirectory => ("it is a folder".into(), "name a file"),
        Kind::NotADirectory => ("part of the path is not a folder".into(), "check the path"),
        Kind::StorageFull | Kind::QuotaExceeded => ("no space left".into(), "free some space, then run this again"),
        Kind::ReadOnlyFilesystem => ("the place is read-only".into(), "choose a place that can be written to"),
        Kind::AlreadyExists => {
            ("it exists already, and is never overwritten".into(), "choose another name, or move it away")
        }
        Kind::InvalidFilename => ("the name is too long or not allowed here".into(), "choose another name"),
        _ => {
            let text = error.to_string();
            // The kind has no stable name yet.
            if text.contains("levels of symbolic links") {
                return (CIRCLE.into(), "take the link away");
            }
            let reason = text.split(" (os error").next().unwrap_or(&text).to_lowercase();
            (safe::text(&reason), "check the path, and that the medium works")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_never_merged() {
        let refused = Error::Refused { code: "record.invalid".into(), message: "no".into() };
        assert_eq!(Failure::from(refused).code, QUESTION);
        assert_eq!(Failure::from(Error::Tool("trap".into())).code, TOOL);
        let refused = |code: &str| Error::Refused { code: code.into(), message: "no".into() };
        assert_eq!(Failure::bundle(refused("bundle.signature-invalid")).code, DENY);
        assert_eq!(Failure::bundle(refused("trusted-root.unreadable")).code, QUESTION);
        assert_eq!(Failure::bundle(Error::Tool("trap".into())).code, TOOL);
        assert_eq!(Failure::reading(Path::new("x"), &io::ErrorKind::NotFound.into()).code, QUESTION);
        let codes: std::collections::BTreeSet<u8> = [ALLOW, DENY, QUESTION, TOOL].into();
        assert_eq!(codes.len(), 4);
        assert_eq!(ALLOW, 0);
    }
}

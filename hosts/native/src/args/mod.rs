//! The command line: what may be said, with help and examples.
//!
//! Nothing is read here, and no default depends on the surroundings.

mod audit;
mod bundle;
mod decision;
mod emergency;
mod evidence;
mod policy;
mod question;
mod record;
mod tools;

use std::ffi::OsString;
use std::{env, process};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub(crate) use audit::{Audit, Listing};
pub(crate) use bundle::VerifyBundle;
pub(crate) use decision::{Decision, Preview};
pub(crate) use emergency::{Emergency, Outcome, Review};
pub(crate) use evidence::{Assessment, AssessmentOutcome, Canary, Reference};
pub(crate) use policy::{CheckPolicy, DiffPolicy, PolicyCommand, TestPolicy};
pub(crate) use question::{Asked, Explain, Format, Replay, Rules, Shape, Verify, Written};
pub(crate) use record::{Exception, Record, Register, Release, Revoke, Sealing};
pub(crate) use tools::{Completions, Init, Inspect, Judge, Keygen, Man, Passphrase, Sign, Version};

use crate::exit::QUESTION;
use crate::output;

const HELP_BESIDES: &str = "countersign: help was asked for beside other words, so nothing else was done: where a value begins with `-`, write \
     `--OPTION=VALUE`, or put it behind `--`";

const EXIT_CODES: &str = "\
Exit codes:
  0  allow, or done
  1  deny
  2  the question was malformed: usage, an unreadable file, a policy or roster that does not load or is not anchored,
     help among other words
  3  the verifier failed; there is no verdict

Start with `countersign init`; it writes a policy, a roster and a root key, and says what to do next.";

/// May this exact artefact, as this version, go to this environment now?
///
/// Reads signed records (who approved what), a policy (who must approve what, when) and a roster (who is who), and
/// decides offline, the same way in every host.
#[derive(Parser)]
#[command(name = "countersign", version, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// What was said; usage errors leave here, with exit 2, and help and `--version` with 0, where nothing else was said.
    pub(crate) fn read() -> Self {
        // Flags are made for the command that was said alone. Help and complaints speak of the others, too.
        Self::try_parse().unwrap_or_else(|_| {
            let mut all = Self::command();
            all.build();
            let read = all.try_get_matches_from_mut(env::args_os()).and_then(|it| Self::from_arg_matches(&it));
            read.unwrap_or_else(|error| {
                if error.exit_code() == 0 && !asks_alone(&all, env::args_os().skip(1)) {
                    // That it cannot be printed changes nothing: the exit code is the answer.
                    let _ = error.print();
                    output::note(HELP_BESIDES);
                    process::exit(QUESTION.into());
                }
                error.exit()
            })
        })
    }
}

/// Whether help is all that was asked for. Among the other words of a command it is a value that nobody meant as an option, such
/// as the name of a file, and the 0 of help must not be taken for that of the command.
fn asks_alone(all: &clap::Command, words: impl Iterator<Item = OsString>) -> bool {
    let (mut words, mut command) = (words.peekable(), all);
    while let Some(said) = words.peek().and_then(|word| command.find_subcommand(word)) {
        command = said;
        words.next();
    }
    words.count() <= 1
}

/// What to do.
#[derive(Subcommand)]
#[command(defer = true)]
pub(crate) enum Command {
    Init(Init),
    Keygen(Keygen),
    #[command(subcommand)]
    Record(Record),
    Sign(Sign),
    Verify(Box<Verify>),
    Explain(Box<Explain>),
    VerifyBundle(VerifyBundle),
    Inspect(Inspect),
    Judge(Judge),
    #[command(subcommand)]
    Policy(PolicyCommand),
    Replay(Replay),
    Audit(Audit),
    Version(Version),
    Completions(Completions),
    Man(Man),
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory as _};

    /// Every command that does something.
    fn commands() -> Vec<Command> {
        let mut command = super::Arguments::command();
        command.build();
        command.clone().debug_assert();
        let mut left: Vec<_> = command.get_subcommands().cloned().collect();
        let mut found = Vec::new();
        while let Some(command) = left.pop() {
            match command.has_subcommands() {
                _ if command.get_name() == "help" => {}
                true => left.extend(command.get_subcommands().cloned()),
                false => found.push(command),
            }
        }
        found
    }

    fn examples(command: &Command) -> String {
        command.get_after_help().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn the_command_line_is_sound_and_every_command_has_an_example() {
        for command in commands() {
            assert!(examples(&command).contains("countersign "), "`{}` has no example", command.get_name());
        }
    }

    #[test]
    fn help_is_asked_for_alone_or_among_other_words() {
        let mut all = super::Arguments::command();
        all.build();
        let asks = |line: &str| super::asks_alone(&all, line.split_whitespace().map(Into::into));
        for line in ["--help", "-V", "help", "verify --help", "policy check -h", "help verify", "help policy check"] {
            assert!(asks(line), "{line}");
        }
        for line in ["verify app --help", "verify --help app", "policy check x -h", "replay a.json -h", "-V verify"] {
            assert!(!asks(line), "{line}");
        }
    }

    #[test]
    fn examples_are_printed_as_they_run() {
        for command in commands() {
            // As wide as a terminal that nobody has made wider.
            let shown = command.clone().term_width(80).render_long_help().to_string();
            let shown: Vec<&str> = shown.lines().collect();
            let text = examples(&command);
            let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
            for line in &lines {
                assert!(shown.contains(line), "`{}` does not print as it is written:\n{line}", command.get_name());
            }
            for (line, next) in text.lines().zip(text.lines().skip(1)) {
                let goes_on = next.starts_with("      ");
                assert_eq!(line.ends_with('\\'), goes_on, "`{}`: {line}", command.get_name());
            }
        }
    }
}

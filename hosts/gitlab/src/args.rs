//! The command line: what may be said, with help and examples.
//!
//! In a pipeline GitLab's own variables say where to ask and what about; the token is named, never written.

use std::path::PathBuf;
use std::{env, process};

use clap::{Args, Parser, Subcommand};

use crate::failure::Failure;

const HELP_BESIDES: &str = "help was asked for beside other words, so nothing else was done: where a value begins with `-`, write \
     `--OPTION=VALUE`";

/// What GitLab knows about a release and its deployment, as predicates for `countersign record`
#[derive(Parser)]
#[command(
    name = "countersign-gitlab",
    version,
    max_term_width = 100,
    after_help = "\
Exit codes:
  0  done
  2  the question was malformed: usage, a token that may not read this, a project or commit that is
     not there, help among other words
  3  there is no answer: GitLab cannot be reached, or does not answer as documented

The token needs the scope `read_api` and the role Reporter of this one project, and no more."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Arguments {
    /// What was said. Usage errors leave here, with exit 2, and help and `--version` with 0, where nothing else was said: among
    /// other words it is a value that nobody meant as an option, and its 0 must not be taken for that of the command.
    pub(crate) fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| {
            // The program, a command, and one word more.
            if error.exit_code() == 0 && env::args_os().len() > 3 {
                // That it cannot be printed changes nothing: the exit code is the answer.
                let _ = error.print();
                Failure::question(HELP_BESIDES).report();
                process::exit(2);
            }
            error.exit()
        })
    }
}

/// What to read.
#[derive(Subcommand)]
pub(crate) enum Command {
    Release(Release),
    Approvals(Approvals),
}

/// Where to ask.
#[derive(Args)]
pub(crate) struct Server {
    /// The API, such as `https://gitlab.example.com/api/v4`
    #[arg(long, value_name = "URL", env = "CI_API_V4_URL", hide_env_values = true, help_heading = "Server")]
    pub(crate) api_url: String,
    /// The project's number
    #[arg(long, value_name = "N", env = "CI_PROJECT_ID", hide_env_values = true, help_heading = "Server")]
    pub(crate) project: u64,
    /// The variable that holds the token
    #[arg(long, value_name = "NAME", default_value = "COUNTERSIGN_GITLAB_TOKEN", help_heading = "Server")]
    pub(crate) token_env: String,
    /// Certificate authorities in PEM, instead of the system's
    #[arg(long, value_name = "FILE", env = "CI_SERVER_TLS_CA_FILE", hide_env_values = true, help_heading = "Server")]
    pub(crate) ca_file: Option<PathBuf>,
    /// How long one answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, help_heading = "Server",
        value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) timeout: u64,
}

/// Read how a release came to be: authors, reviewers, merge requests, labels, issues, changed paths
///
/// Authors are those of every commit since the last release, and of every commit of the merge requests that brought them.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign-gitlab release --since v2.4.0 --out release.json
  countersign record release --from release.json --key \"$COUNTERSIGN_KEY\" --yes \\
      --service checkout-api --version 2.4.1 --builder gitlab:acme-ci app.tar.gz")]
pub(crate) struct Release {
    #[command(flatten)]
    pub(crate) server: Server,
    /// The released commit
    #[arg(long, value_name = "HEX", env = "CI_COMMIT_SHA", hide_env_values = true)]
    pub(crate) commit: String,
    /// The last release: a tag or a commit that the release does not contain the work of any more
    #[arg(long, value_name = "REF", required_unless_present = "whole_history")]
    pub(crate) since: Option<String>,
    /// There was no release before: take every commit
    #[arg(long, conflicts_with = "since")]
    pub(crate) whole_history: bool,
    /// A branch whose merge requests count, besides the default one; may be repeated
    ///
    /// Name those that are protected alone: of a merge request that went into any other, nothing but the authors is written down, and
    /// then no labels are, so that a policy that asks for them takes the stricter class.
    #[arg(long, value_name = "NAME")]
    pub(crate) branches: Vec<String>,
    /// A ticket, besides the issues that the merge requests close; may be repeated
    #[arg(long = "ticket", value_name = "TICKET")]
    pub(crate) tickets: Vec<String>,
    /// Where to write the predicate
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Read who approved or rejected the deployment of a commit to a protected environment
///
/// Writes a predicate for each, which whoever relays them signs: `rejected-….json` for `countersign record reject`, of every
/// deployment of that commit; `approved-….json` for `countersign record approve`, of the pipeline's newest alone.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign inspect --format json records/release-….json > release.json
  countersign-gitlab approvals --release release.json --environment production --role release-manager --out relayed
  for way in reject approve; do         # a no first: none must be lost
      for file in relayed/\"$way\"*.json; do
          [ ! -f \"$file\" ] || countersign record \"$way\" --from \"$file\" --yes \\
              --release records/release-….json --key \"$COUNTERSIGN_KEY\" || exit
      done
  done")]
pub(crate) struct Approvals {
    #[command(flatten)]
    pub(crate) server: Server,
    /// The commit that is deployed
    #[arg(long, value_name = "HEX", env = "CI_COMMIT_SHA", hide_env_values = true)]
    pub(crate) commit: String,
    /// What `countersign inspect --format json` says of the release record, which must be about that commit
    #[arg(long, value_name = "FILE")]
    pub(crate) release: PathBuf,
    /// The number of the pipeline whose deployment is approved: the same commit may be deployed as something else by another
    #[arg(long, value_name = "N", env = "CI_PIPELINE_ID", hide_env_values = true)]
    pub(crate) pipeline: u64,
    /// The protected environment
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: String,
    /// The role that approving in this environment stands for
    #[arg(long, value_name = "NAME")]
    pub(crate) role: String,
    /// An empty or new folder to write the predicates to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound_and_every_command_has_an_example() {
        let command = super::Arguments::command();
        command.clone().debug_assert();
        for command in command.get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("countersign-gitlab "), "`{}` has no example", command.get_name());
        }
    }
}

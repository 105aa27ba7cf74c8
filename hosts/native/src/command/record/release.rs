//! `record release`: what a candidate is, and how it came to be.

use countersign::records::{Kind, Records, Subject};
use serde_json::{Value, json};

use super::fields::Fields;
use super::{Draft, finish};
use crate::args::Release;
use crate::exit::Failure;
use crate::gather::artefact;

pub(super) fn run(arguments: &Release) -> Result<(), Failure> {
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("service", arguments.service.clone());
    predicate.set_if("version", arguments.version.clone());
    predicate.set_if("repository", arguments.repository.clone());
    predicate.set_if("commit", arguments.commit.clone());
    predicate.set_list("authors", arguments.authors.clone());
    predicate.set_if("builder", arguments.builder.clone());
    predicate.set_if("changeRequest", arguments.change_request.clone());
    predicate.set_list("tickets", arguments.tickets.clone());
    predicate.set_inner("change", "kind", arguments.kind.clone());
    predicate.set_inner("change", "reversibility", arguments.reversibility.map(|word| word.word()));
    predicate.set_inner("change", "schemaMigration", arguments.schema_migration);
    predicate.set_inner("change", "migrationPlan", arguments.migration_plan.clone());
    predicate.set_inner("change", "blastRadius", arguments.blast_radius.clone());
    for (name, items, none) in [
        ("flags", &arguments.flags, arguments.no_flags),
        ("paths", &arguments.paths, arguments.no_paths),
        ("labels", &arguments.labels, arguments.no_labels),
    ] {
        // A list that is left out says nothing; an empty one says that there is none.
        predicate.set_inner("change", name, (none || !items.is_empty()).then(|| items.clone()));
    }
    predicate.set_inner("rollback", "version", arguments.rollback_version.clone());
    predicate.set_inner("rollback", "digest", arguments.rollback_digest.clone());
    predicate.set_inner("rollback", "tested", arguments.rollback_tested.clone());
    predicate.set_if("notes", arguments.notes.clone());
    predicate.set_time("requestedAt", &arguments.sealing)?;
    let commit = predicate.text("commit").unwrap_or_default().to_owned();
    let reviewers = arguments.reviewers.iter().map(|given| reviewer(given, &commit)).collect::<Vec<_>>();
    predicate.set_list("reviewers", reviewers);

    predicate.due(&[
        ("service", "name the service: `--service NAME`"),
        ("version", "say which version it is: `--version LABEL`"),
        ("repository", "say what it was built from: `--repository URL`"),
        ("commit", "say from which commit: `--commit HEX`"),
        ("authors", "name everyone whose work is in it: `--author ACTOR`"),
    ])?;
    predicate.due_within(
        "rollback",
        &[
            ("version", "name the version to go back to: `--rollback-version LABEL`"),
            ("digest", "say which bytes to go back to: `--rollback-digest DIGEST`"),
            ("tested", "say how going back was tested: `--rollback-tested TEXT`"),
        ],
    )?;
    let unnamed = predicate.text("service").unwrap_or("artefact").to_owned();
    let mut subjects = Vec::new();
    for given in &arguments.artefacts {
        let found = artefact::find_named(given)?;
        subjects.push(Subject { name: found.name.unwrap_or_else(|| unnamed.clone()), digest: found.digest });
    }
    let draft = Draft { kind: Kind::Release, subjects, predicate };
    finish(&mut Records::open()?, &draft, &arguments.sealing, "")
}

/// `ACTOR`, who reviewed the released commit, or `ACTOR=COMMIT`.
fn reviewer(given: &str, released: &str) -> Value {
    match given.rsplit_once('=') {
        Some((who, commit)) => json!({ "who": who, "commit": commit }),
        None => json!({ "who": given, "commit": released }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_reviewed_the_released_commit_unless_another_is_named() {
        assert_eq!(reviewer("github:bob", "abc"), json!({ "who": "github:bob", "commit": "abc" }));
        assert_eq!(reviewer("email:b@x.example=def", "abc"), json!({ "who": "email:b@x.example", "commit": "def" }));
    }
}

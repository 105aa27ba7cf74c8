//! The program without a GitLab: what is refused before anything is asked, and a server that is not there.
//!
//! What it makes of answers is tried in `tests/gitlab/api.py`.

use std::process::{Command, Output};

/// Runs `release` in an environment that holds nothing but a token.
fn release(more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-gitlab"));
    command.env_clear().env("COUNTERSIGN_GITLAB_TOKEN", "glpat-secret").current_dir(folder.path());
    let output = command.arg("release").args(more).arg("--out=release.json").output().unwrap();
    assert!(!folder.path().join("release.json").exists(), "a failure wrote a predicate");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("glpat-secret") && !said.contains("panicked"), "{said}");
    output
}

#[track_caller]
fn refuses(code: i32, word: &str, more: &[&str]) {
    let output = release(more);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(word), "no `{word}` in: {said}");
}

const COMMIT: &str = "--commit=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const NOBODY: &str = "--api-url=http://127.0.0.1:9/api/v4";

#[test]
fn what_is_missing_or_wrong_is_named() {
    refuses(2, "--api-url", &["--project=42", COMMIT, "--whole-history"]);
    refuses(2, "--project", &[NOBODY, COMMIT, "--whole-history"]);
    refuses(2, "--project", &[NOBODY, "--project=../1", COMMIT, "--whole-history"]);
    refuses(2, "--since", &[NOBODY, "--project=42", COMMIT]);
    refuses(2, "no full commit hash", &[NOBODY, "--project=42", "--commit=main", "--whole-history"]);
    refuses(2, "holds no token", &[NOBODY, "--project=42", COMMIT, "--whole-history", "--token-env=NO_SUCH"]);
    refuses(2, "missing.pem", &[NOBODY, "--project=42", COMMIT, "--whole-history", "--ca-file=missing.pem"]);
}

#[test]
fn the_token_needs_tls_beyond_this_machine() {
    for url in ["http://gitlab.example/api/v4", "http://127.0.0.1.evil.example/", "ftp://127.0.0.1/", "gitlab.example"]
    {
        refuses(2, "https://", &[&format!("--api-url={url}"), "--project=42", COMMIT, "--whole-history"]);
    }
}

#[test]
fn a_server_that_is_not_there_is_a_failure_of_the_tool() {
    refuses(3, "5 times", &[NOBODY, "--project=42", COMMIT, "--whole-history", "--timeout=1"]);
}

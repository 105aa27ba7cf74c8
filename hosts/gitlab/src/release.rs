//! `release`: how a release came to be, as the predicate that `countersign record release --from` takes.
//!
//! Everybody whose work is in it is an author: of each commit since the last release, with those whom its message names
//! as co-authors, and of each commit of the merge requests that brought them, which squashing hides. Who approved a merge
//! request reviewed the commit that was its head at that time. That is the released commit only if nothing differs between
//! the two: a merge may bring along what nobody looked at. Anybody can merge into a branch of their own, by rules of their
//! own: of such a merge request nothing counts but whose work it is. Its labels may be what makes a change a graver one, so
//! that without them the labels are not known: they are not stated at all, as paths are not that GitLab cannot list.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::api::{Approvals, Commit, Issue, MergeRequest, Project, Version};
use crate::args::Release;
use crate::branches;
use crate::client::Client;
use crate::failure::{Failure, shown};
use crate::limits::COMMITS;
use crate::output;
use crate::paths::{self, Paths};

pub(crate) fn run(arguments: &Release) -> Result<(), Failure> {
    let commit = hexadecimal(&arguments.commit)?;
    let client = Client::new(&arguments.server)?;
    let project: Project = client.one("")?;
    let before = before(&client, arguments.since.as_deref())?;
    let commits = commits(&client, commit, before.as_deref())?;
    let requests = merge_requests(&client, &commits, arguments.server.project)?;

    let counts = |request: &MergeRequest| branches::counts(request, &project.default_branch, &arguments.branches);
    let mut authors: BTreeSet<String> = commits.iter().flat_map(who).collect();
    let mut tickets: BTreeSet<String> = arguments.tickets.iter().cloned().collect();
    let mut labels = Some(BTreeSet::new());
    let mut reviewers = BTreeSet::new();
    for request in requests.values() {
        let path = format!("/merge_requests/{}", request.iid);
        authors.insert(format!("gitlab:{}", request.author.username));
        authors.extend(client.all::<Commit>(&format!("{path}/commits"))?.iter().flat_map(who));
        if !counts(request) {
            branches::left_out(request, &project.default_branch);
            labels = None;
            continue;
        }
        tickets.extend(client.all::<Issue>(&format!("{path}/closes_issues"))?.into_iter().map(|issue| issue.web_url));
        if let Some(labels) = &mut labels {
            labels.extend(request.labels.iter().cloned());
        }
        reviewers.extend(reviews(&client, &path, request, commit)?);
    }
    let mut change = json!({});
    match labels {
        Some(labels) => change["labels"] = json!(labels),
        None => eprintln!(
            "change.labels is left out: not all merge requests count: a policy that asks for labels takes the stricter class; \
             name their branches with `--branches` (`branches` of `release-record`) if these are protected"
        ),
    }
    match paths::changed(&client, before.as_deref(), commit)? {
        Paths::Known(paths) => change["paths"] = json!(paths),
        Paths::Unknown(why) => eprintln!(
            "change.paths is left out: {}: a policy that asks for paths takes the stricter class",
            shown(&why)
        ),
    }
    let mut predicate = json!({
        "repository": project.web_url,
        "commit": commit,
        "authors": authors,
        "reviewers": reviewers.iter().map(|(who, commit)| json!({ "who": who, "commit": commit })).collect::<Vec<_>>(),
        "tickets": tickets,
        "change": change,
    });
    if let Some(request) = requests.values().find(|request| counts(request) && brought(request, commit)) {
        predicate["changeRequest"] = Value::from(request.web_url.as_str());
    }
    output::create(&arguments.out, &predicate)?;
    eprintln!(
        "{} commits, {} merge requests, {} authors, {} reviews",
        commits.len(),
        requests.len(),
        authors.len(),
        reviewers.len()
    );
    Ok(())
}

/// The commit of the release before, if there was one.
fn before(client: &Client, since: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(since) = since else { return Ok(None) };
    // What is missing would be taken for an empty side by some readers of ranges.
    let known: Commit = client.one(&format!("/repository/commits/{}", encoded(since)))?;
    Ok(Some(hexadecimal(&known.id)?.to_owned()))
}

/// The commits of the release. The range is GitLab's to resolve: `A..B` is what B has and A has not.
fn commits(client: &Client, commit: &str, before: Option<&str>) -> Result<Vec<Commit>, Failure> {
    let range = before.map_or_else(|| commit.to_owned(), |before| format!("{before}..{commit}"));
    let commits: Vec<Commit> = client.all(&format!("/repository/commits?ref_name={}", encoded(&range)))?;
    match commits.len() {
        0 => Err(Failure::question(format!("there is no commit in `{range}`: name the release before this one"))),
        count if count > COMMITS => Err(Failure::question(format!(
            "there are {count} commits in `{range}`, more than {COMMITS}: name the release before this one"
        ))),
        _ if commits.iter().any(|it| it.id == commit) => Ok(commits),
        _ => Err(Failure::tool(format!("GitLab lists `{range}` without the commit itself"))),
    }
}

/// The merge requests that brought the commits, by number.
fn merge_requests(client: &Client, commits: &[Commit], project: u64) -> Result<BTreeMap<u64, MergeRequest>, Failure> {
    let mut found = BTreeMap::new();
    for commit in commits {
        let path = format!("/repository/commits/{}/merge_requests", hexadecimal(&commit.id)?);
        let requests: Vec<MergeRequest> = client.all(&path)?;
        let merged = requests.into_iter().filter(|it| it.state == "merged" && it.project_id == project);
        found.extend(merged.map(|request| (request.iid, request)));
    }
    Ok(found)
}

/// Whether merging this made that commit.
fn brought(request: &MergeRequest, commit: &str) -> bool {
    [&request.sha, &request.merge_commit_sha, &request.squash_commit_sha].into_iter().flatten().any(|it| it == commit)
}

/// Who approved a merge request, and at which commit.
fn reviews(
    client: &Client,
    path: &str,
    request: &MergeRequest,
    released: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let approvals: Approvals = client.one(&format!("{path}/approvals"))?;
    if approvals.approved_by.is_empty() {
        return Ok(Vec::new());
    }
    let versions: Vec<Version> = client.all(&format!("{path}/versions"))?;
    let mut reviews = Vec::new();
    for approved in approvals.approved_by {
        let who = format!("gitlab:{}", approved.user.username);
        // The newest version that was there when they approved: they cannot have looked at a later one.
        let there = versions.iter().filter(|version| approved.approved_at.is_some_and(|at| version.created_at <= at));
        let Some(seen) = there.max_by_key(|version| version.created_at) else {
            eprintln!("{}: GitLab does not say what they approved in {path}; left out", shown(&who));
            continue;
        };
        reviews.push((who, reviewed(client, request, &seen.head_commit_sha, released)?.to_owned()));
    }
    Ok(reviews)
}

/// The released commit where it is what was looked at, byte for byte; else the commit that was looked at.
fn reviewed<'a>(client: &Client, request: &MergeRequest, seen: &'a str, released: &'a str) -> Result<&'a str, Failure> {
    let seen = hexadecimal(seen)?;
    if seen == released || !brought(request, released) {
        return Ok(seen);
    }
    let compared = paths::compared(client, seen, released)?;
    Ok(if compared.diffs.is_empty() && !compared.compare_timeout { released } else { seen })
}

/// Whose work a commit is.
fn who(commit: &Commit) -> Vec<String> {
    let named = commit.message.lines().filter_map(co_author).chain([commit.author_email.as_str()]);
    named.map(|email| format!("email:{}", email.to_ascii_lowercase())).collect()
}

/// `Co-authored-by: Name <mail>`.
fn co_author(line: &str) -> Option<&str> {
    let (key, person) = line.trim().split_once(':')?;
    let email = person.trim().strip_suffix('>')?.rsplit_once('<')?.1;
    key.eq_ignore_ascii_case("co-authored-by").then_some(email)
}

/// A commit's name, which can be put into a path as it is.
pub(crate) fn hexadecimal(commit: &str) -> Result<&str, Failure> {
    let right = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match right {
        true => Ok(commit),
        false => Err(Failure::question(format!("`{}` is no full commit hash: give 40 or 64 digits", shown(commit)))),
    }
}

/// A word within a path or a query (RFC 3986 §2.3).
pub(crate) fn encoded(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let each = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    word.bytes().map(each).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn co_authors_are_authors() {
        let message =
            "Fix it\n\nCo-Authored-By: Bob <Bob@x.example>\nReviewed-by: Eve <eve@x.example>\nCo-authored-by: x";
        let (id, author_email) = ("0".repeat(40), "alice@x.example".to_owned());
        let commit = Commit { id, author_email, message: message.to_owned() };
        assert_eq!(who(&commit), ["email:bob@x.example", "email:alice@x.example"]);
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(encoded("v1.0/../x?y=1&z#é"), "v1.0%2F..%2Fx%3Fy%3D1%26z%23%C3%A9");
        for wrong in ["", "main", &"A".repeat(40), &"0".repeat(41), "../../x"] {
            assert!(hexadecimal(wrong).is_err(), "{wrong}");
        }
    }
}

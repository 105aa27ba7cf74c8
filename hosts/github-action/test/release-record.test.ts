//! The release-record action's `dist/`, run as the runner runs it: what it writes from the API's answers, what it refuses, and that the gate takes what it wrote.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { type Answer, Api, type Route } from "./support/api.ts";
import { CASES } from "./support/cases.ts";
import { digest, Organisation, statement } from "./support/organisation.ts";
import { commands, type Inputs, scratch, type Step, step } from "./support/runner.ts";

const COMMIT = "c".repeat(40);
const FIRST = "a".repeat(40);
const HEAD = "b".repeat(40);
const TREE = "d".repeat(40);
const HEX = "1".repeat(64);
const REPOSITORY = "/repos/acme/checkout-api";
const RUNS = `${REPOSITORY}/actions/runs`;
const RUN = `${RUNS}/42`;

const api = await Api.start();

const user = (login: string, id = 7): object => ({ login, id, type: "User" });
const commit = (sha: string, author: object | null, name: string, message = "Do it"): object => ({
  sha,
  author,
  committer: user("web-flow", 19_864_447),
  commit: { author: { name, email: `${name}@acme.example` }, message, tree: { sha: TREE } },
});
const FILES = [{ filename: "src/pay.ts", status: "modified" }, { filename: "docs/pay.md", status: "renamed", previous_filename: "docs/old.md" }];
const comparison = (...commits: object[]): object => ({ status: "ahead", ahead_by: 2, behind_by: 0, total_commits: 2, commits });
const pull = (number: number, more: object = {}): object => ({
  number,
  html_url: `https://github.com/acme/checkout-api/pull/${number}`,
  user: user("alice"),
  labels: [{ name: "payments" }, { name: "feature" }],
  merge_commit_sha: COMMIT,
  merged_at: "2026-11-19T10:00:00Z",
  base: { ref: "main", repo: { full_name: "acme/checkout-api" } },
  ...more,
});
const review = (login: string, state: string, commit_id = HEAD): object => ({ id: 1, user: user(login), state, commit_id, body: "" });
const issues = (...urls: string[]): Answer => ({
  body: {
    data: { repository: { pullRequest: { closingIssuesReferences: { nodes: urls.map((url) => ({ url })), pageInfo: { hasNextPage: false, endCursor: null } } } } },
  },
});
/** Numbers of accounts; Erin's is everybody's of whom nothing is said. */
const NUMBERS: Readonly<Record<string, number>> = { bob: 583_232, carol: 583_231 };
const approval = (login: string, state: string, environment: string, comment = ""): object => ({
  state,
  comment,
  environments: [{ id: 161_088_068, name: environment, html_url: "https://github.com/acme/checkout-api/deployments" }],
  user: user(login, NUMBERS[login] ?? 583_233),
});
/** A run: the one that goes on was created at 9, another ended as it is said. */
const run = (id: number, more: object = {}): object => ({
  id,
  run_attempt: 1,
  head_sha: COMMIT,
  status: "in_progress",
  created_at: "2026-11-20T09:00:00Z",
  updated_at: "2026-11-20T09:30:00Z",
  ...more,
});
const ENDED = { status: "completed", created_at: "2026-11-20T07:00:00Z", updated_at: "2026-11-20T08:59:59Z" };

/** The listing of the commit's runs, and what was reviewed in each but the one that goes on. */
function earlier(reviews: Readonly<Record<number, readonly object[]>>, more: object = ENDED): void {
  const runs = Object.keys(reviews).map((id) => run(Number(id), more));
  api.routes.set(RUNS, { body: { total_count: runs.length + 1, workflow_runs: [run(42), ...runs] } });
  for (const [id, body] of Object.entries(reviews)) {
    api.routes.set(`${RUNS}/${id}`, { body: run(Number(id), more) });
    api.routes.set(`${RUNS}/${id}/approvals`, { body });
  }
}

/** Two commits by three authors in two pages, one pull request, one standing review. `listed` is what else the first page of the comparison has. */
function routes(listed: object = { files: FILES }): void {
  const more = (page: string): Record<string, string> => ({ link: `<${api.url}${REPOSITORY}/compare/v2.4.0...${COMMIT}?page=${page}>; rel="next"` });
  const trailer = "Pay twice\n\nCo-authored-by: Dora <12+dora@users.noreply.github.com>\n";
  api.routes.set(`${REPOSITORY}/compare/v2.4.0...${COMMIT}`, (url) =>
    url.searchParams.get("page") === "2"
      ? { body: comparison(commit(COMMIT, null, "alice", trailer)) }
      : { body: { ...comparison(commit(FIRST, user("Alice"), "someone")), ...listed }, headers: more("2") },
  );
  api.routes.set(`${REPOSITORY}/commits/${FIRST}/pulls`, { body: [pull(12)] });
  api.routes.set(`${REPOSITORY}/commits/${COMMIT}/pulls`, { body: [pull(12)] });
  api.routes.set(REPOSITORY, { body: { full_name: "acme/checkout-api", default_branch: "main" } });
  api.routes.set(`${REPOSITORY}/pulls/12/commits`, { body: [commit(HEAD, user("Alice"), "someone")] });
  api.routes.set(`${REPOSITORY}/pulls/12/reviews`, {
    body: [review("eve", "APPROVED"), review("bob", "CHANGES_REQUESTED", FIRST), review("eve", "DISMISSED"), review("bob", "APPROVED"), review("bob", "COMMENTED"), review("fred", "COMMENTED")],
  });
  api.routes.set("/graphql", issues("https://github.com/acme/checkout-api/issues/7"));
  for (const sha of [COMMIT, HEAD]) {
    api.routes.set(`${REPOSITORY}/git/commits/${sha}`, { body: { sha, tree: { sha: TREE } } });
  }
  earlier({});
  api.routes.set(RUN, { body: run(42) });
  api.routes.set(`${RUN}/approvals`, { body: [approval("carol", "approved", "production-release", "Ship it")] });
}

beforeEach(() => {
  api.reset();
  routes();
});

const COMMON: Inputs = { artefacts: `sha256:${HEX}`, service: "checkout-api", version: "2.4.1", "github-token": "ghs_secret", timeout: "60" };
const RELEASE: Inputs = { ...COMMON, commit: COMMIT, base: "v2.4.0", builder: "ci", kind: "feature", reversibility: "reversible", now: "2026-11-20T09:00:00Z" };
const record = (inputs: Inputs): Promise<Step> => step("release-record", inputs, { variables: { ...api.variables, GITHUB_RUN_ID: "42", GITHUB_SHA: COMMIT } });

function predicate({ outputs }: Step): Record<string, unknown> {
  return JSON.parse(readFileSync(outputs["predicate-path"] ?? "", "utf8")) as Record<string, unknown>;
}

test("a release is written from what the API says", async () => {
  const done = await record({ ...RELEASE, tickets: "PAY-1" });
  assert.equal(done.exit, 0, done.log);
  assert.equal(done.outputs["predicate-type"], "https://countersign.dev/attestation/release/v1");
  assert.deepEqual(predicate(done), {
    service: "checkout-api",
    version: "2.4.1",
    repository: "https://github.com/acme/checkout-api",
    commit: COMMIT,
    authors: ["email:alice@acme.example", "github:alice", "github:dora"],
    // Merging made a commit with the reviewed content.
    reviewers: [{ who: "github:bob", commit: COMMIT }],
    builder: "ci",
    changeRequest: "https://github.com/acme/checkout-api/pull/12",
    tickets: ["PAY-1", "https://github.com/acme/checkout-api/issues/7"],
    change: { kind: "feature", reversibility: "reversible", labels: ["feature", "payments"], paths: ["docs/old.md", "docs/pay.md", "src/pay.ts"] },
    requestedAt: "2026-11-20T09:00:00Z",
  });
  assert.equal(readFileSync(done.outputs["checksums-path"] ?? "", "utf8"), `${HEX}  checkout-api\n`);
  assert.ok(!done.log.includes("ghs_secret") && !done.log.includes("left out"), done.log);
  assert.ok(api.seen.every(({ authorization }) => authorization === "Bearer ghs_secret"));
});

test("a review of other content stays at its commit", async () => {
  api.routes.set(`${REPOSITORY}/git/commits/${HEAD}`, { body: { sha: HEAD, tree: { sha: FIRST } } });
  const done = await record(RELEASE);
  assert.deepEqual(predicate(done)["reviewers"], [{ who: "github:bob", commit: HEAD }]);
  api.routes.delete(`${REPOSITORY}/git/commits/${HEAD}`);
  const gone = await record(RELEASE);
  assert.deepEqual(predicate(gone)["reviewers"], [{ who: "github:bob", commit: HEAD }]);
});

test("a first release has everyone of the whole history for its authors", async () => {
  api.routes.set(`${REPOSITORY}/commits`, { body: [commit(COMMIT, user("dora"), "dora"), commit(FIRST, {}, "bob")] });
  const done = await record({ ...RELEASE, base: "" });
  assert.equal(done.exit, 0, done.log);
  assert.deepEqual(predicate(done)["authors"], ["email:bob@acme.example", "github:alice", "github:dora"]);
  assert.deepEqual(predicate(done)["change"], { kind: "feature", reversibility: "reversible" });
  assert.match(done.log, /^left out {2}change\.paths: without `base` there is nothing to compare with: a policy that asks for them takes the stricter class$/m);
  assert.match(done.log, /^left out {2}change\.labels: without `base` the pull requests of the commit alone are looked up: a policy that asks for them takes the stricter class$/m);
  assert.match(done.log, /^left out {2}authors of what was squashed into other commits .*: name the release before as `base`, or write .*\(`countersign record release`\)$/m);
});

test("what the pipeline states is written down, and nothing else", async () => {
  const stated: Inputs = { "schema-migration": "true", "migration-plan": "expand-contract", "blast-radius": "one-service", flags: "pay-later\n\n  pay-never\n" };
  const change = predicate(await record({ ...RELEASE, ...stated }))["change"] as Record<string, unknown>;
  assert.deepEqual([change["schemaMigration"], change["migrationPlan"], change["blastRadius"], change["flags"]], [true, "expand-contract", "one-service", ["pay-later", "pay-never"]]);
  const none = predicate(await record({ ...RELEASE, flags: "none\n" }))["change"] as Record<string, unknown>;
  assert.deepEqual([none["flags"], "migrationPlan" in none, "blastRadius" in none], [[], false, false]);
});

/** Comparisons whose files are not all that differ. */
const PARTIAL: readonly [about: string, listed: object, says: RegExp][] = [
  ["as many files as the API lists at most", { files: Array.from({ length: 300 }, (_, at) => ({ filename: `${at}.md`, status: "added" })) }, /the API lists 300 files, and no more than 300 of any release/],
  ["histories that parted", { status: "diverged", behind_by: 1, files: FILES }, /the release before is no part of this one/],
  ["no list of files", {}, /the API lists no files/],
  ["commits that change no file", { files: [] }, /commits, but no file that they change/],
];

for (const [about, listed, says] of PARTIAL) {
  test(`${about}: the record states no paths, and the log says so`, async () => {
    routes(listed);
    const done = await record(RELEASE);
    assert.equal(done.exit, 0, done.log);
    assert.deepEqual(predicate(done)["change"], { kind: "feature", reversibility: "reversible", labels: ["feature", "payments"] });
    const said = /^left out {2}change\.paths: (.*): a policy that asks for them takes the stricter class$/m.exec(done.log)?.[1] ?? "";
    assert.match(said, says);
    assert.match(done.summary, /\| left out \| change\.paths: /);
  });
}

test("many paths are all in the record, and counted where people look", async () => {
  routes({ files: Array.from({ length: 299 }, (_, at) => ({ filename: `src/${String(at).padStart(3, "0")}.ts`, status: "added" })) });
  const done = await record(RELEASE);
  assert.equal((predicate(done)["change"] as { paths: string[] }).paths.length, 299);
  assert.match(done.log, /"src\/019\.ts","and 279 more"/);
  assert.ok(!done.log.includes("src/020.ts") && !done.summary.includes("src/020"), done.log);
});

test("squashing hides no author", async () => {
  const message = "Pay twice\n\nCo-authored-by: Fay <fay@acme.example>\n";
  const next = { link: `<${api.url}${REPOSITORY}/pulls/12/commits?page=2>; rel="next"` };
  api.routes.set(`${REPOSITORY}/pulls/12/commits`, (url) =>
    url.searchParams.get("page") === "2" ? { body: [commit(HEAD, null, "gil")] } : { body: [commit(FIRST, user("carol"), "carol", message)], headers: next },
  );
  const done = await record(RELEASE);
  assert.equal(done.exit, 0, done.log);
  assert.deepEqual(predicate(done)["authors"], ["email:alice@acme.example", "email:fay@acme.example", "email:gil@acme.example", "github:alice", "github:carol", "github:dora"]);
});

/** Pull requests that hold the commit, and did not bring it. */
const ELSEWHERE: readonly [about: string, more: object, says: RegExp][] = [
  ["is open", { merged_at: null }, /it is not merged/],
  ["was merged into another repository", { base: { ref: "main", repo: { full_name: "mallory/checkout-api" } } }, /it was merged into `mallory\/checkout-api`, which is not this repository/],
];

for (const [about, more, says] of ELSEWHERE) {
  test(`a pull request that ${about} says nothing about the release, and the log says so`, async () => {
    // It has the number of the one that brought the commits.
    const html_url = "https://github.com/mallory/checkout-api/pull/12";
    const theirs = pull(12, { html_url, user: user("mallory"), labels: [{ name: "trivial" }], ...more });
    api.routes.set(`${REPOSITORY}/commits/${FIRST}/pulls`, { body: [pull(12), theirs] });
    api.routes.set(`${REPOSITORY}/commits/${COMMIT}/pulls`, { body: [theirs] });
    const done = await record(RELEASE);
    assert.equal(done.exit, 0, done.log);
    const { authors, reviewers, changeRequest, change } = predicate(done);
    assert.deepEqual([authors, reviewers, changeRequest], [["email:alice@acme.example", "github:alice", "github:dora"], [{ who: "github:bob", commit: COMMIT }], "https://github.com/acme/checkout-api/pull/12"]);
    assert.deepEqual((change as { labels: unknown }).labels, ["feature", "payments"]);
    const left = /^left out {2}the pull request https:\/\/github\.com\/mallory\/checkout-api\/pull\/12: (.*)$/gm;
    assert.deepEqual([...done.log.matchAll(left)].map(([, why = ""]) => says.test(why)), [true], done.log);
    assert.match(done.summary, /\| left out \| the pull request /);
  });
}

/** Somebody's commit was squashed into a branch by a pull request with a label, and that branch merged. */
function stacked(ref: string): void {
  const onto = pull(11, { user: user("gil"), labels: [{ name: "security" }], merge_commit_sha: FIRST, base: { ref, repo: { full_name: "acme/checkout-api" } } });
  api.routes.set(`${REPOSITORY}/commits/${FIRST}/pulls`, { body: [pull(12), onto] });
  api.routes.set(`${REPOSITORY}/pulls/11/commits`, { body: [commit(HEAD, user("mallory"), "mallory")] });
  api.routes.set(`${REPOSITORY}/pulls/11/reviews`, { body: [review("fay", "APPROVED")] });
}

test("a pull request that was merged into a branch nobody names says who wrote it, and nothing else; the labels are not stated", async () => {
  stacked("develop");
  const done = await record(RELEASE);
  assert.equal(done.exit, 0, done.log);
  const { authors, reviewers, changeRequest, change } = predicate(done);
  assert.deepEqual(authors, ["email:alice@acme.example", "github:alice", "github:dora", "github:gil", "github:mallory"]);
  assert.deepEqual([reviewers, changeRequest], [[{ who: "github:bob", commit: COMMIT }], "https://github.com/acme/checkout-api/pull/12"]);
  assert.ok(!("labels" in (change as object)), "an empty list would say that there is none");
  assert.match(done.log, /^left out {2}reviews, labels and issues of the pull request https:\/\/github\.com\/acme\/checkout-api\/pull\/11: it was merged into `develop`: name that branch under `branches` if it is protected and releases come by it$/m);
  assert.match(done.log, /^left out {2}change\.labels: .*name that branch under `branches` .*: a policy that asks for them takes the stricter class$/m);
  assert.ok(!api.seen.some(({ url, body }) => url.includes("/pulls/11/reviews") || body.includes('"number":11')), "neither its reviews nor its issues are asked for");
});

for (const branches of ["", "develop"]) {
  test(`the class of a label on a branch that is ${branches === "" ? "not named is ruled out by nobody" : "named is selected by it"}`, async () => {
    stacked("develop");
    const written = await record({ ...RELEASE, branches });
    const folder = scratch();
    const organisation = new Organisation(folder);
    const sensitive = '  - name: sensitive\n    when: [{ environment: [production], label: [security] }]\n    require: { approvals: [{ role: release-manager, count: 1 }], peerReview: 2 }\n  - name: production\n';
    const policy = readFileSync(join(folder, "policy.yml"), "utf8");
    const strict = policy.replace("roles:", "labels: [security]\nroles:").replace("  - name: production\n", sensitive).replace("approvals: [{ role: release-manager, count: 1 }], peerReview: 1 }", "approvals: [], peerReview: 1 }");
    writeFileSync(join(folder, "policy.yml"), strict);
    organisation.sign("ci", "release.json", statement(written.outputs["predicate-type"] ?? "", predicate(written), [{ name: "checkout-api", sha256: HEX }]));
    const { exit, log, outputs } = await step("gate", { ...organisation.inputs, artefacts: COMMON["artefacts"] ?? "", now: "2026-11-20T12:00:00Z" });
    assert.deepEqual([exit, outputs["verdict"], outputs["class"]], [1, "deny", "sensitive"], log);
    const { findings } = JSON.parse(readFileSync(outputs["report-path"] ?? "", "utf8")) as { findings: { code: string }[] };
    assert.equal(findings.some(({ code }) => code === "class.fact-missing"), branches === "", log);
  });
}

test("pull requests of a branch that is named count", async () => {
  const base = { ref: "release/2", repo: { full_name: "acme/checkout-api" } };
  for (const sha of [FIRST, COMMIT]) {
    api.routes.set(`${REPOSITORY}/commits/${sha}/pulls`, { body: [pull(12, { base })] });
  }
  const without = await record(RELEASE);
  assert.deepEqual(predicate(without)["reviewers"], []);
  const done = await record({ ...RELEASE, branches: "release/1\nrelease/2" });
  assert.deepEqual(predicate(done)["reviewers"], [{ who: "github:bob", commit: COMMIT }]);
  assert.ok(!done.log.includes("left out"), done.log);
});

/** What starts a workflow, and whether its `GITHUB_SHA` is what was built. */
const EVENTS: readonly [event: string, exit: number][] = [
  ["push", 0],
  ["workflow_dispatch", 0],
  ["release", 0],
  ["pull_request_target", 2],
  ["workflow_run", 2],
  ["schedule", 2],
  ["", 2],
];

for (const [event, exit] of EVENTS) {
  test(`under ${event || "no event"} the commit ${exit === 0 ? "is the workflow's own" : "must be named"}`, async () => {
    const done = await step("release-record", { ...RELEASE, commit: "" }, { variables: { ...api.variables, GITHUB_SHA: COMMIT, GITHUB_EVENT_NAME: event } });
    assert.equal(done.exit, exit, done.log);
    if (exit === 0) {
      assert.equal(predicate(done)["commit"], COMMIT);
    } else {
      assert.match(done.log, /the input `commit` is missing, and the workflow was started by .*write the commit that was checked out, in full/);
    }
  });
}

/** What runs before a queue has merged: whatever started it, its pull requests are open still. */
const QUEUED: readonly [event: string, ref: string][] = [
  ["merge_group", "refs/heads/gh-readonly-queue/main/pr-12-abc"],
  ["merge_group", ""],
  ["push", "refs/heads/gh-readonly-queue/main/pr-12-abc"],
];

for (const [event, ref] of QUEUED) {
  test(`under ${event} of ${ref || "no branch"} the commit must be named: nothing is merged yet`, async () => {
    const variables = { ...api.variables, GITHUB_SHA: COMMIT, GITHUB_EVENT_NAME: event, GITHUB_REF: ref };
    const done = await step("release-record", { ...RELEASE, commit: "" }, { variables });
    assert.equal(done.exit, 2, done.log);
    assert.match(done.log, /the input `commit` is missing, and the workflow runs for a merge queue: its pull requests are not merged yet.*record the release once they are, under `push`/);
    assert.equal((await step("release-record", RELEASE, { variables })).exit, 0);
  });
}

for (const email of ["", "a b@c.de", "Jürgen@acme.example"]) {
  test(`the address \`${email}\` in a commit is named, with commit, pull request and the way out`, async () => {
    const odd = { ...commit(HEAD, null, "x"), commit: { author: { name: "x", email }, message: "m", tree: { sha: TREE } } };
    api.routes.set(`${REPOSITORY}/pulls/12/commits`, { body: [odd] });
    const done = await record(RELEASE);
    assert.equal(done.exit, 2, done.log);
    const says = `the commit ${HEAD} of the pull request \`https://github.com/acme/checkout-api/pull/12\` has an author with the address \`${email}\`, which no record can name: write this release's record by hand`;
    assert.ok(done.log.includes(says) && done.log.includes("(`countersign record release`)"), done.log);
  });
}

test("an account that is gone is still an author", async () => {
  api.routes.set(`${REPOSITORY}/commits/${COMMIT}/pulls`, { body: [pull(12, { user: null })] });
  const done = await record(RELEASE);
  assert.ok((predicate(done)["authors"] as string[]).includes("github:ghost"));
});

const FAULTS: readonly [about: string, exit: number, says: RegExp, path: string, route: Route, inputs?: Inputs][] = [
  ["commits that are not all listed", 3, /lists 1 of 300 commits/, `/compare/v2.4.0...${COMMIT}`, { body: { total_commits: 300, commits: [commit(COMMIT, null, "alice")] } }],
  ["no commit since", 2, /there is no commit between/, `/compare/v2.4.0...${COMMIT}`, { body: { total_commits: 0, commits: [] } }],
  ["a base that nobody knows", 2, /answers 404/, `/compare/v2.4.0...${COMMIT}`, { status: 404 }],
  ["a commit without an author", 3, /`commit.author` is not an object/, `/compare/v2.4.0...${COMMIT}`, { body: { status: "ahead", total_commits: 1, commits: [{ sha: COMMIT, author: null, commit: { author: null, message: "" } }] } }],
  ["a comparison of no shape", 3, /`status` is not a text/, `/compare/v2.4.0...${COMMIT}`, { body: { total_commits: 1, commits: [commit(COMMIT, null, "alice")], files: FILES } }],
  ["files of no shape", 3, /`files` is not a list/, `/compare/v2.4.0...${COMMIT}`, { body: { ...comparison(commit(FIRST, null, "bob"), commit(COMMIT, null, "alice")), files: {} } }],
  ["a file without a name", 3, /`file.filename` is not a text/, `/compare/v2.4.0...${COMMIT}`, { body: { ...comparison(commit(FIRST, null, "bob"), commit(COMMIT, null, "alice")), files: [{ status: "added" }] } }],
  ["a file without its old name", 3, /`file.previous_filename` is not a text/, `/compare/v2.4.0...${COMMIT}`, { body: { ...comparison(commit(FIRST, null, "bob"), commit(COMMIT, null, "alice")), files: [{ filename: "x", previous_filename: null }] } }],
  ["an author that no record can name", 2, /the commit c{40} has an author with the address `al ice@acme\.example`/, `/compare/v2.4.0...${COMMIT}`, { body: { status: "ahead", total_commits: 1, commits: [commit(COMMIT, null, "al ice")] } }],
  ["reviews that nobody may read", 2, /answers 403/, "/pulls/12/reviews", { status: 403 }],
  ["a review of nonsense", 3, /`review.commit_id` is not a commit/, "/pulls/12/reviews", { body: [review("bob", "APPROVED", "main")] }],
  ["issues that GraphQL does not tell", 3, /cannot tell which issues/, "graphql", { body: { data: null, errors: [{ message: "Resource not accessible" }] } }],
  ["issues of no shape", 3, /is not an object/, "graphql", { body: { data: { repository: null } } }],
  ["a pull request whose commits nobody may read", 2, /answers 403/, "/pulls/12/commits", { status: 403 }],
  ["a pull request with more commits than GitHub lists", 2, /`https:\/\/github\.com\/acme\/checkout-api\/pull\/12` has 250 commits, and GitHub lists no more than 250.*countersign record release/, "/pulls/12/commits", { body: Array.from({ length: 250 }, () => commit(HEAD, user("alice"), "alice")) }],
  ["a pull request that does not say whether it is merged", 3, /`pull.merged_at` is not a text/, `/commits/${COMMIT}/pulls`, { body: [pull(12, { merged_at: undefined })] }],
  ["a repository without a default branch", 3, /`repository.default_branch` is not a text/, "", { body: { full_name: "acme/checkout-api" } }],
  ["a branch for the commit", 2, /a branch or a tag moves/, "/unasked", {}, { commit: "main" }],
  ["a version with a space", 2, /version/, "/unasked", {}, { version: "2 4" }],
  ["half a way back", 2, /rollback/, "/unasked", {}, { "rollback-version": "2.4.0" }],
  ["no flag, and one", 2, /`flags` says `none` and names others/, "/unasked", {}, { flags: "none\npay-later" }],
  ["a word for yes", 2, /`schema-migration` is `yes`: write `false` or `true`/, "/unasked", {}, { "schema-migration": "yes" }],
];

for (const [about, exit, says, path, route, inputs] of FAULTS) {
  test(`${about}: no release record`, async () => {
    api.routes.set(path === "graphql" ? "/graphql" : `${REPOSITORY}${path}`, route);
    const { exit: ended, log, outputs } = await record({ ...RELEASE, ...inputs });
    assert.equal(ended, exit, log);
    assert.match(log, says);
    assert.equal(outputs["predicate-path"], undefined);
  });
}

/** The release that the action writes, signed; and the inputs that relay reviews of it. */
async function signed(): Promise<{ organisation: Organisation; release: Buffer; file: string; inputs: Inputs }> {
  const folder = scratch();
  const organisation = new Organisation(folder);
  const written = await record(RELEASE);
  const release = statement(written.outputs["predicate-type"] ?? "", predicate(written), [{ name: "checkout-api", sha256: HEX }]);
  organisation.sign("ci", "release.json", release);
  const file = join(folder, "records/release.json");
  const inputs = { ...COMMON, record: "approvals", roles: "production-release: release-manager\nproduction-security: security", environments: "production", release: file, now: "2026-11-20T10:00:00Z" };
  return { organisation, release, file, inputs };
}

test("the gate takes the release, and an approval of it", async () => {
  const { organisation, release, inputs } = await signed();
  const relayed = await record(inputs);
  const { relay: _, ...approved } = predicate(relayed);
  organisation.sign("carol", "approval.json", statement(relayed.outputs["predicate-type"] ?? "", approved, [{ name: "checkout-api", sha256: HEX }]));
  const done = await step("gate", { ...organisation.inputs, artefacts: COMMON["artefacts"] ?? "", now: "2026-11-20T12:00:00Z" });
  assert.equal(done.exit, 0, done.log);
  assert.equal(relayed.outputs["release-record"], digest(release));
});

/** What the action is told, what the API's comparison adds, and the class of the shipped policy `tiered` that the gate selects by it. */
const TIERS: readonly [about: string, stated: Inputs, files: readonly object[], selects: string][] = [
  ["behind no flag", { flags: "none" }, FILES, "stateless-deploy"],
  ["behind a flag", { flags: "pay-later" }, FILES, "flagged-code"],
  ["which does not say", {}, FILES, "significant"],
  ["with a migration by plan", { flags: "none", "schema-migration": "true", "migration-plan": "expand-contract" }, FILES, "schema-migration"],
  ["with a migration without one", { flags: "none", "schema-migration": "true" }, FILES, "significant"],
  ["that touches infrastructure", { flags: "none" }, [{ filename: "infra/main.tf", status: "modified" }], "significant"],
  ["that moves something out of it", { flags: "none" }, [{ filename: "main.tf", previous_filename: "infra/main.tf", status: "renamed" }], "significant"],
  ["whose files nobody can tell", { flags: "none" }, [], "significant"],
];

for (const [about, stated, files, selects] of TIERS) {
  test(`a release ${about} is ${selects} under the shipped policy`, async () => {
    routes({ files });
    const written = await record({ ...RELEASE, service: "shop", "schema-migration": "false", ...stated });
    assert.equal(written.exit, 0, written.log);
    const organisation = new Organisation(scratch(), { tiered: true });
    organisation.sign("ci", "release.json", statement(written.outputs["predicate-type"] ?? "", predicate(written), [{ name: "shop", sha256: HEX }]));
    const { log, outputs } = await step("gate", { ...organisation.inputs, service: "shop", artefacts: COMMON["artefacts"] ?? "", now: "2026-11-20T12:00:00Z" });
    assert.equal(outputs["class"], selects, log);
  });
}

test("reviews of environments become approvals, with who relayed them from where", async () => {
  const { release, inputs } = await signed();
  const reviews = [approval("carol", "approved", "production-release", "Ship it"), approval("Erin", "rejected", "production-security"), approval("carol", "approved", "staging"), approval("bob", "pending", "production-security")];
  api.routes.set(`${RUN}/approvals`, { body: reviews });
  const done = await record(inputs);
  assert.equal(done.exit, 0, done.log);
  const approvals = JSON.parse(done.outputs["approvals"] ?? "") as { login: string; role: string; decision: string; "predicate-type": string; predicate: string }[];
  const common = { release: digest(release), environments: ["production"], signedAt: "2026-11-20T10:00:00Z" };
  assert.deepEqual(
    approvals.map(({ login, role, predicate, ...more }) => [login, role, more["predicate-type"], JSON.parse(predicate)]),
    [
["Erin", "security", "https://countersign.dev/attestation/approval/v1", { ...common, decision: "rejected", role: "security", reason: "Rejected on GitHub, without a comment.", relay: { platform: "github", login: "Erin", id: "583233", environment: "production-security" } }],
            ["carol", "release-manager", "https://countersign.dev/attestation/approval/v1", { ...common, decision: "approved", role: "release-manager", reason: "Ship it", relay: { platform: "github", login: "carol", id: "583231", environment: "production-release" } }],
    ],
  );
  assert.equal(done.outputs["predicate-path"], undefined, "there are two");
});

test("the release record may be among the platform's attestations, and the newest is meant", async () => {
  const { file, release, inputs } = await signed();
  // A bundle as the platform keeps it; who signed is the gate's question, so any signature will do here.
  const bundle = JSON.parse(readFileSync(join(CASES, "sigstore/approval-by-identity/records/04-approval.json"), "utf8")) as { dsseEnvelope: object };
  const newest = { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: release.toString("base64") } };
  const older = statement("https://countersign.dev/attestation/release/v1", { ...(JSON.parse(release.toString()) as { predicate: object }).predicate, requestedAt: "2026-11-20T08:00:00Z" }, [{ name: "x", sha256: HEX }]);
  const envelope = JSON.parse(readFileSync(file, "utf8")) as object;
  const bundles = [newest, bundle, { ...envelope, payload: older.toString("base64") }, { payload: "e30=" }];
  api.routes.set(`${REPOSITORY}/attestations/sha256:${HEX}`, { body: { attestations: bundles.map((bundle) => ({ bundle })) } });
  const done = await record({ ...inputs, release: "" });
  assert.equal(done.exit, 0, done.log);
  assert.equal(done.outputs["release-record"], digest(release));
});

/** A listing of two runs in two pages, the second of which is answered so. */
function secondPage(answer: Answer): Route {
  return (url) => (url.searchParams.get("page") === "2" ? answer : { body: { total_count: 2, workflow_runs: [run(42)] }, headers: { link: `<${api.url}${RUNS}?page=2>; rel="next"` } });
}

/** Another run of the commit, and a review of it. */
function another(more: object, review: object): Readonly<Record<string, Route>> {
  return {
    [RUNS]: { body: { total_count: 2, workflow_runs: [run(42), run(41)] } },
    [`${RUNS}/41`]: { body: run(41, more) },
    [`${RUNS}/41/approvals`]: { body: [review] },
  };
}

/** What was relayed: which way, who, in which role, when, and why. */
async function said(inputs: Inputs): Promise<{ words: string[][]; log: string }> {
  const { exit, log, outputs } = await record(inputs);
  assert.equal(exit, 0, log);
  const written = JSON.parse(outputs["approvals"] ?? "") as { login: string; role: string; predicate: string }[];
  const words = written.map(({ login, role, predicate }) => {
    const { decision, signedAt, reason } = JSON.parse(predicate) as { decision: string; signedAt: string; reason: string };
    return [decision, login, role, signedAt, reason];
  });
  return { words, log };
}

const NO = "Rejected on GitHub, without a comment.";
const SHIPPED = ["approved", "carol", "release-manager", "2026-11-20T10:00:00Z", "Ship it"];

test("a rejection in an earlier run of the commit is not lost, an approval is", async () => {
  const { inputs } = await signed();
  earlier({ 41: [approval("Erin", "rejected", "production-security", "It breaks refunds"), approval("bob", "approved", "production-security"), approval("bob", "rejected", "staging")] });
  assert.deepEqual((await said(inputs)).words, [["rejected", "Erin", "security", "2026-11-20T08:59:59Z", "It breaks refunds"], SHIPPED]);
  api.routes.set(`${RUN}/approvals`, { body: [] });
  assert.deepEqual((await said(inputs)).words, [["rejected", "Erin", "security", "2026-11-20T08:59:59Z", "It breaks refunds"]]);
  const asked = new URL(api.seen.find(({ url }) => url.includes("/actions/runs?"))?.url ?? "").searchParams;
  assert.deepEqual(Object.fromEntries(asked), { head_sha: COMMIT, per_page: "100" });
});

test("every run on every page is heard, and the same word twice is one", async () => {
  const { inputs } = await signed();
  const no = approval("Erin", "rejected", "production-security");
  earlier({ 39: [no], 40: [no, approval("bob", "rejected", "production-release", "Not yet")], 41: [] });
  const pages = [[run(42)], [run(42), run(41)], [run(40), run(39)]];
  api.routes.set(RUNS, (url) => {
    const page = Number(url.searchParams.get("page") ?? "1");
    const link: Record<string, string> = page < pages.length ? { link: `<${api.url}${RUNS}?page=${page + 1}>; rel="next"` } : {};
    return { body: { total_count: 4, workflow_runs: pages[page - 1] }, headers: link };
  });
  const at = "2026-11-20T08:59:59Z";
  assert.deepEqual((await said(inputs)).words, [["rejected", "Erin", "security", at, NO], ["rejected", "bob", "release-manager", at, "Not yet"], SHIPPED]);
});

test("a run of another commit is not asked, whatever the API lists", async () => {
  const { inputs } = await signed();
  api.routes.set(RUNS, { body: { total_count: 2, workflow_runs: [run(42), run(43, { head_sha: HEAD })] } });
  assert.deepEqual((await said(inputs)).words, [SHIPPED]);
  assert.ok(!api.seen.some(({ url }) => url.includes("/runs/43")));
});

test("whoever rejected before this run began takes that back by approving in it", async () => {
  const { inputs } = await signed();
  earlier({ 41: [approval("carol", "rejected", "production-release")] });
  const { words, log } = await said(inputs);
  assert.deepEqual(words, [["rejected", "carol", "release-manager", "2026-11-20T08:59:59Z", NO], SHIPPED]);
  assert.ok(!log.includes("left out"), log);
});

/** Runs in which somebody may have rejected after they approved in this one. */
const PERHAPS_LATER: readonly [about: string, more: object][] = [
  ["ended in the second in which this one began", { ...ENDED, updated_at: "2026-11-20T09:00:00Z" }],
  ["ended while this one went on", { ...ENDED, updated_at: "2026-11-20T09:20:00Z" }],
  ["goes on", { ...ENDED, status: "waiting" }],
  ["has no status", { ...ENDED, status: null }],
  ["ended after the clock's time", { ...ENDED, updated_at: "2026-11-20T11:00:00Z" }],
];

for (const [about, more] of PERHAPS_LATER) {
  test(`another run ${about}: a rejection in it is as new as can be, and no approval lifts it`, async () => {
    const { inputs } = await signed();
    earlier({ 41: [approval("carol", "rejected", "production-security")] }, more);
    const { words, log } = await said(inputs);
    assert.deepEqual(words, [["rejected", "carol", "security", "2026-11-20T10:00:00Z", NO]]);
    assert.match(log, /^left out {2}the approval by carol as release-manager: they rejected too, perhaps later/m);
    // Somebody else's is untouched.
    api.routes.set(`${RUN}/approvals`, { body: [approval("bob", "approved", "production-security", "Ship it")] });
    assert.deepEqual((await said(inputs)).words.map(([decision, login]) => [decision, login]), [["rejected", "carol"], ["approved", "bob"]]);
  });
}

test("a run that is started again after it was listed has not ended", async () => {
  const { inputs } = await signed();
  earlier({ 41: [approval("carol", "rejected", "production-release")] });
  api.routes.set(`${RUNS}/41`, { body: run(41, { ...ENDED, status: "queued" }) });
  assert.deepEqual((await said(inputs)).words, [["rejected", "carol", "release-manager", "2026-11-20T10:00:00Z", NO]]);
});

/** Jobs of a run's first attempt, one of which never began. */
const jobs = (completed_at: string | null): Answer => ({ body: { total_count: 2, jobs: [{ id: 1, completed_at }, { id: 2, completed_at: null }] } });

/** The run as it is now, and when the last job of its first attempt was over. The record is of 9. */
const ATTEMPTS: readonly [about: string, more: object, over: string | null, relayed: boolean][] = [
  ["made before the first attempt was over", { run_attempt: 3 }, "2026-11-20T09:00:01Z", true],
  ["made in the second in which it was", { run_attempt: 2 }, "2026-11-20T09:00:00Z", false],
  ["made by a later attempt", { run_attempt: 3 }, "2026-11-20T08:30:00Z", false],
  ["made in a run that has ended", { ...ENDED, updated_at: "2026-11-20T09:10:00Z" }, "2026-11-20T09:10:00Z", true],
  ["made after the jobs of a run that somebody touched since", { ...ENDED, updated_at: "2026-11-20T09:40:00Z" }, "2026-11-20T08:59:59Z", false],
  ["made in a run of which no job ended", { ...ENDED, updated_at: "2026-11-20T09:40:00Z" }, null, false],
];

for (const [about, more, over, relayed] of ATTEMPTS) {
  test(`an approval of a record that was ${about} is ${relayed ? "relayed" : "left out, a rejection is not"}`, async () => {
    const { inputs } = await signed();
    api.routes.set(RUN, { body: run(42, more) });
    api.routes.set(`${RUN}/attempts/1/jobs`, jobs(over));
    api.routes.set(`${RUN}/approvals`, { body: [approval("carol", "approved", "production-release", "Ship it"), approval("Erin", "rejected", "production-security")] });
    const { words, log } = await said(inputs);
    assert.deepEqual(words, [["rejected", "Erin", "security", "2026-11-20T10:00:00Z", NO], ...(relayed ? [SHIPPED] : [])]);
    const why = /^left out {2}the approval by carol as release-manager: the release record was made at 2026-11-20T09:00:00Z, and the first attempt of the run 42 was over at .*; start a new run, and approve there$/m;
    assert.equal(why.test(log), !relayed, log);
  });
}

test("an approval in a run that had ended before the record was made is left out", async () => {
  const { inputs } = await signed();
  api.routes.set(RUN, { body: run(42, ENDED) });
  api.routes.set(`${RUN}/attempts/1/jobs`, jobs("2026-11-20T08:59:59Z"));
  const done = await record(inputs);
  assert.equal(done.exit, 1, done.log);
  assert.match(done.log, /nothing that was reviewed in the run 42 can be relayed: the approval by carol as release-manager: .*start a new run, and approve there/);
});

/** Another release record of the same service and version, besides the newest, of 9:20. The run began at 9. */
const OTHERS: readonly [about: string, requestedAt: string, artefacts: readonly string[], relayed: boolean][] = [
  ["before the run began", "2026-11-20T08:59:59Z", [HEX], true],
  ["in the second in which the run began", "2026-11-20T09:00:00Z", [HEX], false],
  ["in the run", "2026-11-20T09:10:00Z", [HEX, "2".repeat(64)], false],
  ["in the run, of another artefact alone", "2026-11-20T09:10:00Z", ["2".repeat(64)], true],
];

for (const [about, requestedAt, artefacts, relayed] of OTHERS) {
  test(`another record was made ${about}: an approval is ${relayed ? "relayed" : "left out, a rejection is not"}`, async () => {
    const { organisation, release, file, inputs } = await signed();
    const { predicateType, predicate } = JSON.parse(release.toString()) as { predicateType: string; predicate: object };
    const made = (at: string, digests: readonly string[]): Buffer => statement(predicateType, { ...predicate, requestedAt: at }, digests.map((sha256) => ({ name: "checkout-api", sha256 })));
    organisation.sign("ci", "release.json", made("2026-11-20T09:20:00Z", [HEX]));
    organisation.sign("ci", "other.json", made(requestedAt, artefacts));
    api.routes.set(`${RUN}/approvals`, { body: [approval("carol", "approved", "production-release", "Ship it"), approval("Erin", "rejected", "production-security")] });
    const { words, log } = await said({ ...inputs, release: `${file}\n${file.replace("release.json", "other.json")}` });
    assert.deepEqual(words, [["rejected", "Erin", "security", "2026-11-20T10:00:00Z", NO], ...(relayed ? [SHIPPED] : [])]);
    const why = `left out  the approval by carol as release-manager: besides the release record of 2026-11-20T09:20:00Z there is one of ${requestedAt}, which is no older than the run 42, so the approval may be of that one; start a new run, and approve there`;
    assert.equal(log.includes(why), !relayed, log);
  });
}

test("environments' names have no capitals: a rejection is heard however they are written", async () => {
  const { inputs } = await signed();
  api.routes.set(`${RUN}/approvals`, { body: [approval("Erin", "rejected", "Production-Security")] });
  const given = { ...inputs, roles: "production-release: release-manager\nPRODUCTION-security: security" };
  assert.deepEqual((await said(given)).words, [["rejected", "Erin", "security", "2026-11-20T10:00:00Z", NO]]);
});

test("a reviewer who is gone approves nothing, and rejects still", async () => {
  const { inputs } = await signed();
  const by = (user: object | null, state: string, environment: string): object => ({ ...approval("x", state, environment), user });
  const ghost = { login: "ghost", id: 10_137, type: "User" };
  // Elsewhere, and in an environment of nobody's, it is nobody's business.
  earlier({ 41: [by(null, "approved", "production-release"), by(null, "rejected", "docs")] });
  api.routes.set(`${RUN}/approvals`, { body: [by(null, "approved", "docs"), by(null, "approved", "production-security"), approval("carol", "approved", "production-release", "Ship it")] });
  const { words, log } = await said(inputs);
  assert.deepEqual(words, [SHIPPED]);
  assert.match(log, /^left out {2}the approval by ghost as security: the account is gone/m);
  for (const user of [null, ghost]) {
    api.routes.set(`${RUN}/approvals`, { body: [by(user, "rejected", "production-security")] });
    assert.deepEqual((await said(inputs)).words, [["rejected", "ghost", "security", "2026-11-20T10:00:00Z", NO]]);
  }
});

test("a long comment is cut between characters, and its rejection relayed", async () => {
  const { inputs } = await signed();
  api.routes.set(`${RUN}/approvals`, { body: [approval("Erin", "rejected", "production-security", "🙅".repeat(5_000))] });
  assert.deepEqual((await said(inputs)).words.map(([decision, , , , reason]) => [decision, reason]), [["rejected", "🙅".repeat(1_000)]]);
});

test("who approved and rejected in one run rejected: nobody can tell which came first", async () => {
  const { inputs } = await signed();
  for (const states of [["approved", "rejected"], ["rejected", "approved"]]) {
    api.routes.set(`${RUN}/approvals`, { body: states.map((state) => approval("carol", state, "production-release")) });
    assert.deepEqual((await said(inputs)).words, [["rejected", "carol", "release-manager", "2026-11-20T10:00:00Z", NO]]);
  }
});

const REFUSED: readonly [about: string, exit: number, says: RegExp, inputs: Inputs, routes?: Readonly<Record<string, Route>>][] = [
  ["nobody has reviewed", 1, /nobody has reviewed production-release, production-security/, {}, { [`${RUN}/approvals`]: { body: [] } }],
  ["a run about another commit", 2, /its reviews are no word about this release/, {}, { [RUN]: { body: run(42, { head_sha: HEAD }) } }],
  ["a run that nobody may see", 2, /answers 404/, {}, { [RUN]: { status: 404 } }],
  ["reviews that fail", 3, /answers 500/, { timeout: "30" }, { [`${RUN}/approvals`]: { status: 500 } }],
  ["reviews of no shape", 3, /`approvals` is not a list/, {}, { [`${RUN}/approvals`]: { body: {} } }],
  ["a reviewer without an id", 3, /`user.id` is not a number/, {}, { [`${RUN}/approvals`]: { body: [{ ...approval("carol", "approved", "production-release"), user: { login: "carol" } }] } }],
  ["a run without a beginning", 3, /`run.created_at` is not a time/, {}, { [RUN]: { body: run(42, { created_at: "yesterday" }) } }],
  ["runs that nobody may list", 2, /answers 403/, {}, { [RUNS]: { status: 403 } }],
  ["runs that fail", 3, /answers 500/, { timeout: "30" }, { [RUNS]: { status: 500 } }],
  ["runs of no shape", 3, /`workflow_runs` is not a list/, {}, { [RUNS]: { body: { total_count: 1 } } }],
  ["runs that nobody counts", 3, /`total_count` is not a number/, {}, { [RUNS]: { body: { workflow_runs: [] } } }],
  ["runs that are not all listed", 3, /lists 1 of 2 runs/, {}, { [RUNS]: { body: { total_count: 2, workflow_runs: [run(42), run(42)] } } }],
  ["a second page of runs that is not there", 2, /answers 404/, {}, { [RUNS]: secondPage({ status: 404 }) }],
  ["a second page of runs that is cut off", 3, /stops in the middle/, { timeout: "30" }, { [RUNS]: secondPage({ body: {}, truncated: true }) }],
  ["more runs than GitHub lists", 2, /has 1000 runs, and GitHub lists no more/, {}, { [RUNS]: { body: { total_count: 1_000, workflow_runs: [run(42)] } } }],
  ["another run's reviews that nobody may read", 2, /answers 404/, {}, { [RUNS]: { body: { total_count: 2, workflow_runs: [run(42), run(41)] } } }],
  ["another run's reviews of no shape", 3, /`approval.user` is not an object/, {}, another({}, { ...approval("carol", "rejected", "production-release"), user: "carol" })],
  ["a run without attempts", 3, /`run.run_attempt` is not a number/, {}, { [RUN]: { body: run(42, { run_attempt: null }) } }],
  ["jobs of the first attempt that nobody may see", 2, /attempts\/1\/jobs\S* answers 404/, {}, { [RUN]: { body: run(42, { run_attempt: 2 }) } }],
  ["a job without an end", 3, /`job.completed_at` is not a text/, {}, { [RUN]: { body: run(42, { run_attempt: 2 }) }, [`${RUN}/attempts/1/jobs`]: { body: { jobs: [{}] } } }],
  ["an environment that is named twice, once in capitals", 2, /each environment once; GitHub does not tell capitals/, { roles: "production-release: release-manager\nProduction-Release: security" }],
  ["another run without an end", 3, /`run.updated_at` is not a time/, {}, another({ status: "completed", updated_at: "soon" }, approval("carol", "rejected", "production-release"))],
  ["another version", 2, /there is no release record/, { version: "2.4.2" }],
  ["another artefact", 2, /there is no release record/, { artefacts: `sha256:${"2".repeat(64)}` }],
  ["a role that is none", 2, /role/, { roles: "production-release: Release Manager" }],
  ["a role that no record can name", 2, /role/, { roles: "production-release: Manager" }],
  ["an environment that no record can name", 2, /environment/, { environments: "Prod uction" }],
  ["a run that is no number", 2, /write the number of a run/, { "run-id": "42/../43" }],
];

for (const [about, exit, says, more, answers = {}] of REFUSED) {
  test(`${about}: nothing is relayed`, async () => {
    const { inputs } = await signed();
    for (const [path, route] of Object.entries(answers)) {
      api.routes.set(path, route);
    }
    const { exit: ended, log, outputs } = await record({ ...inputs, ...more });
    assert.equal(ended, exit, log);
    assert.match(log, says);
    assert.equal(outputs["approvals"], undefined);
  });
}

test("what people write in reviews stays words", async () => {
  const { inputs } = await signed();
  const evil = 'x\n::add-mask::y\n##[error]z\n<script>"]}\nverdict=allow';
  api.routes.set(`${RUN}/approvals`, { body: [approval("carol", "approved", "production-release", evil)] });
  const done = await record(inputs);
  assert.equal(done.exit, 0, done.log);
  assert.deepEqual(commands(done.log), []);
  assert.ok(!done.summary.includes("<script") && !/^verdict=/m.test(done.outputFile));
  assert.equal(predicate(done)["reason"], evil);
  // No account has such a name, and no record can say it.
  api.routes.set(`${RUN}/approvals`, { body: [approval("carol\n::add-mask::x", "approved", "production-release")] });
  const refused = await record(inputs);
  assert.equal(refused.exit, 2, refused.log);
  assert.match(refused.log, /relay\.login/);
  assert.deepEqual(commands(refused.log), ["error"]);
});

//! A review on GitHub, through to the gate: `release-record` reads it from the API, the pipeline's identity signs what it wrote, and the gate takes it, or not,
//! as the policy says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { Api } from "./support/api.ts";
import { Organisation, statement } from "./support/organisation.ts";
import { type Inputs, scratch, type Step, step } from "./support/runner.ts";

const COMMIT = "c".repeat(40);
const HEX = "1".repeat(64);
const SUBJECTS = [{ name: "checkout-api", sha256: HEX }];
const RUNS = "/repos/acme/checkout-api/actions/runs";
const RUN = `${RUNS}/42`;
const APPROVAL = "https://countersign.dev/attestation/approval/v1";

const PRESENT = { id: 42, run_attempt: 1, head_sha: COMMIT, status: "in_progress", created_at: "2026-11-20T09:00:00Z", updated_at: "2026-11-20T09:30:00Z" };

const api = await Api.start();

/** What somebody decided about the deployment that a run waits with. */
function reviewed(state: "approved" | "rejected", login = "carol", id = 583_231, run = RUN): void {
  const environments = [{ id: 1, name: "production-release", html_url: "https://github.com/acme/checkout-api/deployments" }];
  api.routes.set(`${run}/approvals`, { body: [{ state, comment: "Seen in staging", environments, user: { login, id, type: "User" } }] });
}

/** A rejection in run 41 of the same commit, which ended then. */
function rejectedBefore(updated_at: string): void {
  const earlier = { id: 41, run_attempt: 1, head_sha: COMMIT, status: "completed", created_at: "2026-11-20T08:00:00Z", updated_at };
  api.routes.set(RUNS, { body: { total_count: 2, workflow_runs: [PRESENT, earlier] } });
  api.routes.set(`${RUNS}/41`, { body: earlier });
  reviewed("rejected", "carol", 583_231, `${RUNS}/41`);
}

beforeEach(() => {
  api.reset();
  api.routes.set(RUN, { body: PRESENT });
  api.routes.set(RUNS, { body: { total_count: 1, workflow_runs: [PRESENT] } });
  reviewed("approved");
});

interface Finding {
  readonly requirement: string;
  readonly code: string;
  readonly outcome: string;
  readonly found?: string;
}

/** From the review to the gate's answer, under a policy that takes relays or one that does not. */
async function decided(relays: boolean): Promise<Step & { readonly findings: readonly Finding[] }> {
  const folder = scratch();
  const organisation = new Organisation(folder, { relays });
  const release = statement("https://countersign.dev/attestation/release/v1", RELEASE, SUBJECTS);
  organisation.sign("ci", "release.json", release);
  const inputs: Inputs = {
    record: "approvals",
    artefacts: `sha256:${HEX}`,
    service: "checkout-api",
    version: "2.4.1",
    release: join(folder, "records/release.json"),
    roles: "production-release: release-manager",
    environments: "production",
    now: "2026-11-20T10:00:00Z",
    "github-token": "ghs_secret",
    timeout: "60",
  };
  const relayed = await step("release-record", inputs, { variables: { ...api.variables, GITHUB_RUN_ID: "42", GITHUB_SHA: COMMIT } });
  assert.equal(relayed.exit, 0, relayed.log);
  assert.equal(relayed.outputs["predicate-type"], APPROVAL);
  // As `actions/attest` has each signed: by the pipeline, about the same artefact.
  const approvals = JSON.parse(relayed.outputs["approvals"] ?? "") as { predicate: string }[];
  for (const [at, { predicate }] of approvals.entries()) {
    organisation.sign("ci", `approval-${at}.json`, statement(APPROVAL, JSON.parse(predicate) as object, SUBJECTS));
  }
  const done = await step("gate", { ...organisation.inputs, artefacts: `sha256:${HEX}`, now: "2026-11-20T12:00:00Z" });
  const report = JSON.parse(readFileSync(done.outputs["report-path"] ?? "", "utf8")) as { findings: Finding[] };
  return { ...done, findings: report.findings };
}

const failing = (findings: readonly Finding[]): string[] => findings.filter(({ outcome }) => outcome === "fail").map(({ code }) => code);

const RELEASE = {
  service: "checkout-api",
  version: "2.4.1",
  repository: "https://github.com/acme/checkout-api",
  commit: COMMIT,
  authors: ["github:alice"],
  reviewers: [{ who: "github:bob", commit: COMMIT }],
  builder: "ci",
  requestedAt: "2026-11-20T09:00:00Z",
};

test("a review is relayed and fills its place, where the policy takes relays; who told it is shown", async () => {
  const done = await decided(true);
  assert.equal(done.exit, 0, done.log);
  assert.equal(done.outputs["verdict"], "allow");
  const filled = done.findings.find(({ requirement }) => requirement === "approvals/release-manager");
  assert.deepEqual([filled?.code, filled?.found], ["approvals.filled", "carol (on github, says ci)"]);
  assert.match(done.log, /carol \(on github, says ci\)/);
  assert.match(done.summary, /carol &#40;on github, says ci&#41;/);
  assert.match(done.summary, /\*\*Who signed\*\*[\s\S]*\| ci \| approved \|/);
});

test("the same review fills no place under a policy that takes no relays", async () => {
  const done = await decided(false);
  assert.equal(done.exit, 1, done.log);
  assert.equal(done.outputs["verdict"], "deny");
  const about = done.findings.filter(({ requirement }) => requirement === "approvals/release-manager");
  assert.deepEqual(about.map(({ code, outcome }) => `${code} ${outcome}`).sort(), ["approvals.missing fail", "approvals.relay-not-accepted warn"]);
  assert.deepEqual(failing(done.findings), ["approvals.missing"], "nothing else stands in the way");
  assert.match(done.summary, /approvals\.relay-not-accepted/);
});

test("a relayed rejection denies", async () => {
  reviewed("rejected");
  const done = await decided(true);
  assert.equal(done.exit, 1, done.log);
  assert.match(done.findings.find(({ code }) => code === "approvals.rejected")?.found ?? "", /carol \(on github, says ci\).*Seen in staging/);
});

test("a rejection in an earlier run of the commit denies, and is taken back by approving in a later one", async () => {
  rejectedBefore("2026-11-20T08:30:00Z");
  api.routes.set(`${RUN}/approvals`, { body: [] });
  const lost = await decided(true);
  assert.equal(lost.exit, 1, lost.log);
  assert.match(lost.findings.find(({ code }) => code === "approvals.rejected")?.found ?? "", /carol \(on github, says ci\).*Seen in staging/);
  reviewed("approved");
  const done = await decided(true);
  assert.equal(done.exit, 0, done.log);
});

test("an approval is no answer to a rejection in another run that may be newer", async () => {
  rejectedBefore("2026-11-20T09:45:00Z");
  const done = await decided(true);
  assert.equal(done.exit, 1, done.log);
  assert.ok(failing(done.findings).includes("approvals.rejected"), done.log);
});

test("an approval of an earlier attempt is none of a record that a later one made", async () => {
  api.routes.set(RUN, { body: { ...PRESENT, run_attempt: 2 } });
  api.routes.set(`${RUN}/attempts/1/jobs`, { body: { jobs: [{ completed_at: "2026-11-20T08:59:00Z" }] } });
  await assert.rejects(decided(true), /nothing that was reviewed in the run 42 can be relayed: the approval by carol/);
  // Jobs that only deploy were run again: the record is of the first attempt, as the approval is.
  api.routes.set(`${RUN}/attempts/1/jobs`, { body: { jobs: [{ completed_at: "2026-11-20T09:40:00Z" }] } });
  const done = await decided(true);
  assert.equal(done.exit, 0, done.log);
});

test("a rejection by an account that is gone denies", async () => {
  const environments = [{ id: 1, name: "production-release" }];
  api.routes.set(`${RUN}/approvals`, { body: [{ state: "rejected", comment: "It breaks refunds", environments, user: null }] });
  const done = await decided(true);
  assert.equal(done.exit, 1, done.log);
  assert.ok(failing(done.findings).includes("approvals.rejected-by-stranger"), done.log);
});

test("a rejection with a comment longer than a record may hold denies", async () => {
  const environments = [{ id: 1, name: "production-release" }];
  api.routes.set(`${RUN}/approvals`, { body: [{ state: "rejected", comment: "🙅".repeat(1_500), environments, user: { login: "carol", id: 583_231 } }] });
  const done = await decided(true);
  assert.equal(done.exit, 1, done.log);
  assert.ok(failing(done.findings).includes("approvals.rejected"), done.log);
});

test("a name that somebody else took is not its old owner", async () => {
  reviewed("approved", "carol", 999);
  const done = await decided(true);
  assert.equal(done.exit, 1, done.log);
  assert.deepEqual(failing(done.findings), ["approvals.missing"]);
  assert.ok(done.findings.some(({ code }) => code === "approvals.relay-unknown"), done.log);
});

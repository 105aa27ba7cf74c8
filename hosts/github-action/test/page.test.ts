//! What docs/github.md shows, taken at its word: its class and its roster, with the examples' workflow, take a release from two reviews to an allow.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { Api } from "./support/api.ts";
import { Organisation, statement } from "./support/organisation.ts";
import { type Inputs, ROOT, scratch, type Step, step } from "./support/runner.ts";

const PAGE = readFileSync(join(ROOT, "docs/github.md"), "utf8");
const EXAMPLE = readFileSync(join(ROOT, "hosts/github-action/examples/release.yml"), "utf8");
const COMMIT = "c".repeat(40);
const HEX = "1".repeat(64);
const SUBJECTS = [{ name: "checkout-api", sha256: HEX }];
const RUNS = "/repos/acme/checkout-api/actions/runs";
const RUN = `${RUNS}/42`;

const api = await Api.start();

/** The YAML of the page that begins with this line. */
function shown(first: string): string {
  const found = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = ""]) => block).filter((block) => block.startsWith(`${first}\n`));
  assert.equal(found.length, 1, first);
  return found[0] ?? "";
}

/** What the example's workflow says under a key, one line or several. */
function said(pattern: RegExp): string {
  const [, value = ""] = pattern.exec(EXAMPLE) ?? [];
  assert.notEqual(value, "", String(pattern));
  return value.replace(/^ +/gm, "").trim();
}

const DEPLOYER = said(/deployer: (\S+)/);
const BUILDER = said(/builder: (\S+)/);
const ROLES = said(/roles: \|\n((?: {12}.+\n)+)/);

beforeEach(() => {
  api.reset();
  const run = { id: 42, run_attempt: 1, head_sha: COMMIT, status: "in_progress", created_at: "2026-11-20T09:00:00Z", updated_at: "2026-11-20T09:30:00Z" };
  api.routes.set(RUN, { body: run });
  api.routes.set(RUNS, { body: { total_count: 1, workflow_runs: [run] } });
  const review = (login: string, id: number, environment: string): object => ({ state: "approved", comment: "", environments: [{ id: 1, name: environment }], user: { login, id, type: "User" } });
  api.routes.set(`${RUN}/approvals`, { body: [review("alice", 583_231, "approve-release"), review("bob", 583_232, "approve-security")] });
});

/** From the reviews to the gate's answer, under the page's policy and roster, or changed ones. */
async function decided(policy: (page: string) => string = (page) => page, roster: (page: string) => string = (page) => page): Promise<Step & { readonly codes: readonly string[] }> {
  const folder = scratch();
  const organisation = new Organisation(folder);
  const head = readFileSync(join(folder, "policy.yml"), "utf8").replace(/^classes:[^]*/m, "").replace(/^roles: .*$/m, "roles: { release-manager: Decides., security: Judges., builder: Builds. }");
  writeFileSync(join(folder, "policy.yml"), head.replace("reviewedBy: [carol]", "reviewedBy: [alice]") + policy(shown("classes:")));
  // A key stands for the identity: GitHub signs for nobody here.
  const keyed = shown("countersign: roster/v1").replace(/^ {4}identities:\n(?: {6}.*\n)+/m, organisation.keys("ci"));
  assert.ok(keyed.includes(organisation.keys("ci")), keyed);
  writeFileSync(join(folder, "roster.yml"), roster(keyed));

  const release = { service: "checkout-api", version: "2.4.1", repository: "https://github.com/acme/checkout-api", commit: COMMIT, authors: ["github:dora"], builder: BUILDER, requestedAt: "2026-11-20T09:00:00Z" };
  organisation.sign("ci", "release.json", statement("https://countersign.dev/attestation/release/v1", release, SUBJECTS));
  const inputs: Inputs = { record: "approvals", artefacts: `sha256:${HEX}`, service: "checkout-api", version: "2.4.1", release: join(folder, "records/release.json"), roles: ROLES, environments: "production", now: "2026-11-20T10:00:00Z", "github-token": "ghs_secret", timeout: "60" };
  const relayed = await step("release-record", inputs, { variables: { ...api.variables, GITHUB_RUN_ID: "42", GITHUB_SHA: COMMIT } });
  assert.equal(relayed.exit, 0, relayed.log);
  const approvals = JSON.parse(relayed.outputs["approvals"] ?? "") as { predicate: string; "predicate-type": string }[];
  assert.equal(approvals.length, 2);
  for (const [at, approval] of approvals.entries()) {
    organisation.sign("ci", `approval-${at}.json`, statement(approval["predicate-type"], JSON.parse(approval.predicate), SUBJECTS));
  }
  const done = await step("gate", { ...organisation.inputs, deployer: DEPLOYER, artefacts: `sha256:${HEX}`, now: "2026-11-20T12:00:00Z" });
  const report = JSON.parse(readFileSync(done.outputs["report-path"] ?? "", "utf8")) as { findings: { code: string; outcome: string }[] };
  return { ...done, codes: report.findings.filter(({ code, outcome }) => outcome !== "pass" && code !== "anchor.unanchored").map(({ code }) => code).sort() };
}

test("the page's class and roster allow what the example's workflow relays", async () => {
  const done = await decided();
  assert.equal(done.exit, 0, done.log);
  assert.deepEqual(done.codes, []);
  for (const who of ["alice", "bob"]) {
    assert.ok(done.log.includes(`${who} (on github, says ci-release)`), done.log);
  }
});

test("without `relays` in the class nothing relayed counts", async () => {
  const done = await decided((page) => page.replace(/^ +relays:.*\n/m, ""));
  assert.equal(done.exit, 1, done.log);
  assert.deepEqual([...new Set(done.codes)], ["approvals.missing", "approvals.relay-not-accepted"]);
});

test("without the number a relayed approval counts for nobody", async () => {
  const done = await decided(undefined, (page) => page.replace(', "github-id:583232"', ""));
  assert.equal(done.exit, 1, done.log);
  assert.deepEqual(done.codes, ["approvals.missing", "approvals.relay-unknown"]);
});

test("without the deployer in the roster nobody knows who deploys", async () => {
  const done = await decided(undefined, (page) => page.replace("  - id: ci-deploy\n", ""));
  assert.equal(done.exit, 1, done.log);
  assert.deepEqual([...new Set(done.codes)], ["separation.actor-unknown"]);
});

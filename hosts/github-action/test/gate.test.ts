//! The gate's `dist/`, run as the runner runs it, on files alone: verdicts, exit codes, outputs, files, and inputs that are wrong.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { CASES, inputs, one } from "./support/cases.ts";
import { commands, DIST, EXAMPLE, type Inputs, ROOT, scratch, step } from "./support/runner.ts";

const OTHER = `sha256:${"0".repeat(64)}`;
const hash = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

test("the example is allowed, and everything that later steps read is there", async () => {
  const { exit, log, outputs, summary } = await step("gate", EXAMPLE);
  assert.equal(exit, 0, log);
  assert.equal(outputs["verdict"], "allow");
  assert.equal(outputs["exit-code"], "0");
  assert.equal(outputs["mode"], "normal");
  assert.equal(outputs["class"], "production");
  assert.equal(outputs["valid-until"], "2026-11-22T11:00:00Z");
  const obligations = JSON.parse(outputs["obligations"] ?? "") as { kind: string }[];
  assert.deepEqual(obligations.map(({ kind }) => kind), ["keep-report"]);
  assert.deepEqual(commands(log), []);

  const report = readFileSync(outputs["report-path"] ?? "");
  assert.equal(outputs["decision-id"], hash(report));
  const statement = JSON.parse(readFileSync(outputs["summary-path"] ?? "", "utf8")) as { predicateType: string; predicate: { verificationResult: string } };
  const predicate: unknown = JSON.parse(readFileSync(outputs["predicate-path"] ?? "", "utf8"));
  assert.equal(outputs["predicate-type"], "https://slsa.dev/verification_summary/v1");
  assert.equal(statement.predicateType, outputs["predicate-type"]);
  assert.deepEqual(predicate, statement.predicate);
  assert.equal(statement.predicate.verificationResult, "PASSED");
  const component = readFileSync(join(ROOT, "wasm/dist/countersign.component.wasm"));
  assert.equal(readFileSync(outputs["checksums-path"] ?? "", "utf8"), `${hash(component).slice(7)}  countersign.component.wasm\n`);
  assert.equal(outputs["component"], hash(component));
  assert.ok(log.startsWith(`verifier ${hash(component)}\n`), log);
  for (const shown of ["✅ Allow: countersign 0.1.0 may go to production", "| approvals/security |", "| jonas | approved |", "**Owed:**", hash(component)]) {
    assert.ok(summary.includes(shown), `${shown} in ${summary}`);
  }
});

test("another artefact is denied: the step fails, says why, and what to do", async () => {
  const { exit, log, outputs, summary } = await step("gate", { ...EXAMPLE, artefacts: OTHER });
  assert.equal(exit, 1, log);
  assert.equal(outputs["verdict"], "deny");
  assert.equal(outputs["exit-code"], "1");
  assert.ok(commands(log).includes("error"));
  assert.match(log, /^::error title=countersign 0\.1\.0 may not go to production::binding \(binding\.artefact-uncovered\)/m);
  assert.match(summary, /\*\*What to do next\*\*\n\n1\. deploy the file that was released/);
  assert.match(summary, /Who can: .*mira/);
  const predicate = JSON.parse(readFileSync(outputs["predicate-path"] ?? "", "utf8")) as { verificationResult: string };
  assert.equal(predicate.verificationResult, "FAILED");
});

test("an emergency is named, with what it waived, and is the mode", async () => {
  const { exit, log, outputs, summary } = await step("gate", { ...inputs(one("emergency/waives")), "trusted-roots": "", records: join(CASES, "emergency/waives/records") });
  assert.equal(exit, 0, log);
  assert.deepEqual([outputs["verdict"], outputs["mode"]], ["allow", "emergency"]);
  assert.match(log, /^EMERGENCY {2}INC-4711, declared by dave, until 2026-11-20T13:30:00Z: Checkout is down\.$/m);
  assert.match(log, /^⚠ waived: freezes \(freeze\.active\)/m);
  assert.match(log, /^::warning title=.*::waived: freezes \(freeze\.active\)/m);
  assert.match(summary, /> ⚠ \*\*Emergency\*\* INC-4711, declared by dave/);
  assert.match(summary, /\| ⚠ \| freezes \| waived: freeze\.active/);
});

test("`fail-on: never` lets a deny pass as a warning, and nothing else", async () => {
  const never = { ...EXAMPLE, "fail-on": "never" };
  const denied = await step("gate", { ...never, artefacts: OTHER });
  assert.equal(denied.exit, 0, denied.log);
  assert.equal(denied.outputs["verdict"], "deny");
  assert.equal(denied.outputs["exit-code"], "1");
  assert.deepEqual([...new Set(commands(denied.log))], ["warning"]);
  const malformed = await step("gate", { ...never, "root-keys": "" });
  assert.equal(malformed.exit, 2, malformed.log);
  assert.equal(malformed.outputs["verdict"], "malformed");
  const unreadable = await step("gate", { ...never, policy: "no-such-file.yml" });
  assert.equal(unreadable.exit, 2, unreadable.log);
  assert.equal(unreadable.outputs["verdict"], "malformed");
});

const WRONG: readonly [about: string, inputs: Inputs, says: RegExp][] = [
  ["a tag", { artefacts: "ghcr.io/acme/checkout-api:2.4.1" }, /neither a file here nor a digest.*a tag can be moved/],
  ["a digest that is too short", { artefacts: "sha256:abc" }, /`sha256:abc` is not a digest/],
  ["a digest in capitals", { artefacts: `sha256:${"A".repeat(64)}` }, /is not a digest/],
  ["one wrong artefact among right ones", { artefacts: `${OTHER}\nlatest` }, /`latest` is neither a file/],
  ["a folder for an artefact", { artefacts: "fixtures" }, /it is no file/],
  ["no artefact", { artefacts: "" }, /the input `artefacts` is missing/],
  ["no service", { service: " " }, /the input `service` is missing/],
  ["a pattern that matches nothing", { records: "records/*.nothing" }, /matches no file/],
  ["a pattern that leaves out", { records: "fixtures/example/records\n!**/02-*.json" }, /leaves files out/],
  ["records that are not there", { records: "no-such-folder" }, /no such file/],
  ["a root key that is not there", { "root-keys": "no.pub" }, /cannot read `no.pub`/],
  ["a word for a number", { "min-policy-serial": "two" }, /`min-policy-serial` is `two`/],
  ["a negative number", { "min-register-sequence": "-1" }, /is `-1`/],
  ["a number of 65 bits", { "min-register-sequence": "18446744073709551616" }, /write a whole number/],
  ["yes for true", { "allow-unanchored": "yes" }, /write `false` or `true`/],
  ["yes for no trusted root", { "no-trusted-root": "yes" }, /`no-trusted-root` is `yes`: write `false` or `true`/],
  ["no trusted root, and one", { "no-trusted-root": "true", "trusted-roots": "x.json" }, /`no-trusted-root` is `true`, and `trusted-roots` names some/],
  ["another word for never", { "fail-on": "nothing" }, /write `deny` or `never`/],
  ["a day that is not in the calendar", { now: "2026-02-30T00:00:00Z" }, /write a time/],
  ["a report where no folder is", { report: "no-such-folder/report.json" }, /cannot write/],
];

for (const [about, inputs, says] of WRONG) {
  test(`${about} ends the question`, async () => {
    const { exit, log, outputs, summary } = await step("gate", { ...EXAMPLE, ...inputs });
    assert.equal(exit, 2, log);
    assert.equal(outputs["verdict"], "malformed");
    assert.match(log, says);
    assert.match(summary, /No decision/);
  });
}

const MALFORMED: readonly [about: string, inputs: Inputs, code: string][] = [
  ["a service with a line break", { service: "countersign\nverdict=allow" }, "question.name-invalid"],
  ["a policy that nothing anchors", { "root-keys": "" }, "anchor.missing"],
  ["an older policy than demanded", { "min-policy-serial": "99" }, "policy.serial-too-low"],
  ["a policy that is none", { policy: "README.md" }, "policy.unreadable"],
];

for (const [about, inputs, code] of MALFORMED) {
  test(`${about} is malformed by the verifier's word`, async () => {
    const { exit, log, outputs } = await step("gate", { ...EXAMPLE, ...inputs });
    assert.equal(exit, 2, log);
    assert.equal(outputs["verdict"], "malformed");
    const report = JSON.parse(readFileSync(outputs["report-path"] ?? "", "utf8")) as { verdict: string; question: string; findings: { code: string }[] };
    assert.deepEqual([report.verdict, report.question], ["deny", "malformed"]);
    assert.ok(report.findings.some((finding) => finding.code === code), `${code} in ${JSON.stringify(report.findings.map((finding) => finding.code))}`);
  });
}

test("a digest may pin what no key signs, as `sha256sum` prints it", async () => {
  const pins = { "policy-sha256": EXAMPLE["policy"], "roster-sha256": EXAMPLE["roster"] };
  const digests = Object.fromEntries(Object.entries(pins).map(([name, file]) => [name, hash(readFileSync(join(ROOT, file ?? ""))).slice(7)]));
  const { exit, log } = await step("gate", { ...EXAMPLE, "root-keys": "", ...digests });
  assert.equal(exit, 0, log);
});

test("without trusted roots no Sigstore identity counts, and the report is the one that every host gives", async () => {
  const { folder } = one("sigstore/no-trusted-root");
  const given = { ...inputs(one("sigstore/no-trusted-root")), "trusted-roots": "", records: join(folder, "records") };
  const { exit, log, outputs } = await step("gate", { ...given, "no-trusted-root": "true" });
  assert.equal(exit, 1, log);
  assert.equal(outputs["decision-id"], hash(readFileSync(join(folder, "report.json"))));
  const trusted = async (more: Inputs): Promise<number> => {
    const done = await step("gate", { ...EXAMPLE, ...more });
    assert.equal(done.exit, 0, done.log);
    return (JSON.parse(readFileSync(done.outputs["report-path"] ?? "", "utf8")) as { anchors: { trustedRoots: unknown[] } }).anchors.trustedRoots.length;
  };
  assert.deepEqual([await trusted({}), await trusted({ "no-trusted-root": "true" })], [2, 0]);
});

test("files, folders and patterns are the same records, and a report goes where it is wanted", async () => {
  const folder = scratch();
  const report = join(folder, "decision.json");
  const whole = await step("gate", { ...EXAMPLE, report });
  assert.equal(whole.outputs["report-path"], report);
  const pattern = await step("gate", { ...EXAMPLE, records: "fixtures/example/records/0[12]*.json\n\n  fixtures/example/records/{03,04}-*.json\nfixtures/example/rec*/04-register.json" });
  assert.equal(whole.outputs["decision-id"], hash(readFileSync(report)));
  assert.equal(pattern.outputs["decision-id"], whole.outputs["decision-id"]);
  const exact = await step("gate", { ...EXAMPLE, records: "fixtures/example/records/*" });
  assert.equal(exact.outputs["decision-id"], whole.outputs["decision-id"]);
});

test("a link that leads in a circle, and a record that cannot be a record, end the question", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "inner"));
  symlinkSync(folder, join(folder, "inner/up"));
  const circle = await step("gate", { ...EXAMPLE, records: folder });
  assert.equal(circle.exit, 2);
  assert.match(circle.log, /in a circle/);
  const large = join(scratch(), "large.json");
  writeFileSync(large, Buffer.alloc((16 << 20) + 1));
  const bound = await step("gate", { ...EXAMPLE, policy: large });
  assert.equal(bound.exit, 2);
  assert.match(bound.log, /larger than 16 MiB/);
  truncateSync(large, (256 << 20) + 1);
  const records = await step("gate", { ...EXAMPLE, records: large });
  assert.equal(records.exit, 2);
  assert.match(records.log, /larger than 256 MiB/);
});

test("what tools wrote lies among the records, however large", async () => {
  const folder = join(scratch(), "records");
  cpSync(join(ROOT, EXAMPLE["records"] ?? ""), folder, { recursive: true });
  writeFileSync(join(folder, "zap.sarif"), `{"runs":[],"x":"${"y".repeat(17 << 20)}"}`);
  const done = await step("gate", { ...EXAMPLE, records: folder });
  assert.equal(done.exit, 0, done.log);
  const report = JSON.parse(readFileSync(done.outputs["report-path"] ?? "", "utf8")) as { documents: unknown[] };
  assert.equal(report.documents.length, 5);
});

/** Patterns that would leave out what lies behind a link, or may. */
const LINKED: readonly [pattern: string, says: RegExp][] = [
  ["records/**/*.json", /does not go through the link `records\/team`, so what lies behind it would be left out: name the folder `records` itself/],
  ["records/**", /does not go through the link `records\/team`/],
  ["records/*/no.json", /does not go through the link `records\/team`/],
  ["rec*/team/*.json", /does not go through the link `records\/team`/],
  ["{records,other}/**/*.json", /does not go through the link `records\/team`/],
  ["records/*/../**/*.json", /leads out of the folder `records`, where it begins/],
  ["{records,/etc}/*.json", /has a `\/` within braces: write each path in a line of its own/],
  ["records/.*/no.json", /does not go through the link `records\/\.hidden`/],
];

for (const [pattern, says] of LINKED) {
  test(`${pattern} with a linked folder below ends the question`, async () => {
    const folder = linked();
    symlinkSync("../behind", join(folder, "records/.hidden"));
    const { exit, log } = await step("gate", { ...absolute(EXAMPLE), records: pattern }, { folder });
    assert.equal(exit, 2, log);
    assert.match(log, says);
  });
}

test("a pattern ends the question at links that lead in circles, without going round", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "records/inner/deep"), { recursive: true });
  for (const name of ["one", "two", "three"]) {
    symlinkSync("..", join(folder, "records/inner/deep", name));
  }
  const { exit, log } = await step("gate", { ...absolute(EXAMPLE), records: "records/**/*.json" }, { folder });
  assert.equal(exit, 2, log);
  assert.match(log, /does not go through the link `records\/inner\/deep\/(?:one|two|three)`/);
});

/** Patterns that reach the records and no link to a folder, though there are some below the folder where they begin. */
const BESIDE_LINKS = ["*/*.json", "**/own/*.json", "{packages,o?n}/*.json", "./o{1..3,w}n/**/*.json"];

for (const records of BESIDE_LINKS) {
  test(`${records} is not stopped by links that it could never go through`, async () => {
    const folder = scratch();
    cpSync(join(ROOT, EXAMPLE["records"] ?? ""), join(folder, "own"), { recursive: true });
    for (const below of [".venv", "packages/.cache"]) {
      mkdirSync(join(folder, below), { recursive: true });
      symlinkSync(folder, join(folder, below, "lib64"));
    }
    symlinkSync("itself", join(folder, "own/itself"));
    // As npm's workspaces have them: only a pattern that begins with `**` goes there.
    if (!records.startsWith("**")) {
      mkdirSync(join(folder, "node_modules"));
      symlinkSync("../own", join(folder, "node_modules/b"));
    }
    const { exit, log } = await step("gate", { ...absolute(EXAMPLE), records }, { folder });
    assert.equal(exit, 0, log);
  });
}

test("patterns for artefacts and keys go round links: none of these can say no", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "dist/out"), { recursive: true });
  copyFileSync(join(ROOT, EXAMPLE["artefacts"] ?? ""), join(folder, "dist/out/app.wasm"));
  copyFileSync(join(ROOT, EXAMPLE["root-keys"] ?? ""), join(folder, "dist/out/root.pub"));
  symlinkSync("..", join(folder, "dist/up"));
  const { exit, log } = await step("gate", { ...absolute(EXAMPLE), artefacts: "dist/**/*.wasm", "root-keys": "dist/**/*.pub" }, { folder });
  assert.equal(exit, 0, log);
});

test("a linked folder that is named, or that a pattern ends at, is read", async () => {
  const folder = linked();
  for (const records of ["records", "records/*", "records/team/**/*.json\nrecords/*.json"]) {
    const { exit, log, outputs } = await step("gate", { ...absolute(EXAMPLE), records }, { folder });
    assert.equal(exit, 0, log);
    assert.equal((JSON.parse(readFileSync(outputs["report-path"] ?? "", "utf8")) as { documents: unknown[] }).documents.length, 4, records);
  }
});

/** The example's records, one of them behind a linked folder, and a link to a file. */
function linked(): string {
  const folder = scratch();
  cpSync(join(ROOT, EXAMPLE["records"] ?? ""), join(folder, "elsewhere"), { recursive: true });
  mkdirSync(join(folder, "records"));
  mkdirSync(join(folder, "behind"));
  const [last = "", ...others] = readdirSync(join(folder, "elsewhere")).sort().reverse();
  renameSync(join(folder, "elsewhere", last), join(folder, "behind", last));
  others.forEach((name) => symlinkSync(join(folder, "elsewhere", name), join(folder, "records", name)));
  symlinkSync("../behind", join(folder, "records/team"));
  return folder;
}

/** The same inputs for a step that runs elsewhere. */
function absolute(inputs: Inputs): Inputs {
  const files = new Set(["policy", "roster", "root-keys", "records", "artefacts"]);
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, files.has(name) ? join(ROOT, value) : value]));
}

test("a report never replaces what was asked about", async () => {
  const folder = scratch();
  for (const name of ["policy.yml", "roster.yml", "root.pub", "policy.yml.sig.json", "roster.yml.sig.json", "records"]) {
    cpSync(join(ROOT, "fixtures/example", name), join(folder, name), { recursive: true });
  }
  copyFileSync(join(ROOT, EXAMPLE["artefacts"] ?? ""), join(folder, "app"));
  symlinkSync("app", join(folder, "link"));
  linkSync(join(folder, "app"), join(folder, "hard"));
  const asked = { ...EXAMPLE, policy: "policy.yml", roster: "roster.yml", "root-keys": "*.pub", records: "records", artefacts: "app" };
  const before = readFileSync(join(folder, "app"));
  for (const report of ["app", "./records/../app", "link", "hard", "policy.yml", "roster.yml.sig.json", "root.pub", "records/02-approval.json"]) {
    const { exit, log, outputs } = await step("gate", { ...asked, report }, { folder });
    assert.equal(exit, 2, log);
    assert.equal(outputs["verdict"], "malformed");
    assert.ok(log.includes(`cannot write \`${report}\`: it is an input of this question: name another file for \`report\``), log);
  }
  assert.deepEqual(readFileSync(join(folder, "app")), before);
  for (const report of ["report.json", "report.json", "/dev/null"]) {
    const { exit, log } = await step("gate", { ...asked, report }, { folder });
    assert.equal(exit, 0, log);
  }
  rmSync(join(folder, "policy.yml.sig.json"));
  const missing = await step("gate", { ...asked, "root-keys": "", "allow-unanchored": "true", report: "policy.yml.sig.json" }, { folder });
  assert.equal(missing.exit, 2, missing.log);
});

test("a component that is not the one it was built with decides nothing", async () => {
  const copy = join(scratch(), "dist");
  cpSync(DIST, copy, { recursive: true });
  copyFileSync(join(ROOT, "hosts/github-action/package.json"), join(copy, "../package.json"));
  const component = join(copy, "countersign.component.wasm");
  const bytes = readFileSync(component);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  writeFileSync(component, bytes);
  const { exit, log, outputs } = await step("gate", EXAMPLE, { dist: copy });
  assert.equal(exit, 3, log);
  assert.equal(outputs["verdict"], "failed");
  assert.match(log, /not the one that this action was built with/);
});

/** Files of the runner that cannot be written to. */
const UNWRITABLE: readonly [about: string, variables: Record<string, string>, says: RegExp][] = [
  ["outputs that are not there", { GITHUB_OUTPUT: "/no/such/file" }, /cannot write the step's outputs to `\/no\/such\/file` \(`GITHUB_OUTPUT`\)/g],
  ["outputs without room", { GITHUB_OUTPUT: "/dev/full" }, /cannot write the step's outputs to `\/dev\/full` \(`GITHUB_OUTPUT`\): ENOSPC/g],
  ["a summary that is not there", { GITHUB_STEP_SUMMARY: "/no/such/file" }, /cannot write the job's summary to `\/no\/such\/file` \(`GITHUB_STEP_SUMMARY`\)/g],
];

for (const [about, variables, says] of UNWRITABLE) {
  test(`${about}: nothing is allowed, the exit code stands, and one line says why`, async () => {
    const { exit, log, outputs } = await step("gate", EXAMPLE, { variables });
    assert.equal(exit, 3, log);
    assert.equal(log.match(says)?.length, 1, log);
    assert.doesNotMatch(log, /verdict::allow|^\s+at /m);
    assert.notEqual(outputs["verdict"], "allow");
    const malformed = await step("gate", { ...EXAMPLE, policy: "no-such-file.yml" }, { variables });
    assert.equal(malformed.exit, 2, malformed.log);
    assert.equal(malformed.log.match(says)?.length, 1, malformed.log);
    const record = await step("release-record", { record: "approval" }, { variables });
    assert.equal(record.exit, 2, record.log);
    assert.doesNotMatch(record.log, /^\s+at /m);
  });
}

//! The gate under another runner, npm's `@github/local-action`: it reads `action.yml`, loads the steps of `dist/`, and calls them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { EXAMPLE, parse, ROOT, scratch } from "./support/runner.ts";

const PACKAGES = join(import.meta.dirname, "local-action");
const FILES = new Set(["policy", "roster", "root-keys", "records", "artefacts"]);

for (const [verdict, exit, artefacts] of [
  ["allow", 0, EXAMPLE["artefacts"]],
  ["deny", 1, "README.md"],
] as const) {
  test(`${verdict} under @github/local-action`, async () => {
    const folder = scratch();
    const [output, summary, dotenv] = ["output", "summary", "env"].map((name) => join(folder, name)) as [string, string, string];
    const inputs = Object.entries({ ...EXAMPLE, artefacts }).map(([name, value]) => `INPUT_${name.toUpperCase()}=${FILES.has(name) ? join(ROOT, value ?? "") : value}`);
    writeFileSync(output, "");
    writeFileSync(summary, "");
    writeFileSync(dotenv, `${inputs.join("\n")}\n`);
    const env = { PATH: process.env["PATH"], HOME: folder, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: folder };
    const program = join(PACKAGES, "node_modules/@github/local-action/bin/local-action.js");
    const run = promisify(execFile)(process.execPath, [program, join(ROOT, "hosts/github-action"), "dist/gate.js", dotenv], { cwd: PACKAGES, env });
    const { code, stdout } = await run.then(({ stdout }) => ({ code: 0, stdout }), (error: { code: number; stdout: string }) => error);
    assert.equal(code, exit, stdout);
    assert.equal(parse(readFileSync(output, "utf8"))["verdict"], verdict, stdout);
    assert.match(stdout, /Action Metadata/);
    assert.match(stdout, new RegExp(`^${verdict.toUpperCase()}  countersign 0\\.1\\.0`, "m"));
    assert.match(readFileSync(summary, "utf8"), /countersign 0\.1\.0 may (?:not )?go to production/);
  });
}

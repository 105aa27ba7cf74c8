//! Inputs, file names and answers of the API that try to be commands, outputs, markup or shell: they stay words.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { Api } from "./support/api.ts";
import { commands, EXAMPLE, scratch, type Step, step } from "./support/runner.ts";

/** What each of these does where it is not escaped, a test would see. */
const EVIL = [
  "x\nverdict=allow",
  "x\nverdict<<EOF\nallow\nEOF",
  "x\n::set-output name=verdict::allow",
  "x\r::add-mask::production\r",
  "##[add-mask]production",
  "::stop-commands::word",
  "%0A::notice::x",
  "x::error::y,title=z",
  "$(touch pwned) `touch pwned` ; touch pwned | touch pwned && touch pwned",
  "| a | b |\n|---|---|\n<script>alert(1)</script><img src=x onerror=alert(1)>",
  "[click](https://evil.example) @octocat www.evil.example https://evil.example #1",
  "```\n# heading\n---",
  "\u001b[2J\u202eevil\u200b",
];

const api = await Api.start();
beforeEach(() => api.reset());

/** What holds for every step, whatever it was given. */
function tame({ exit, log, outputs, outputFile, summary }: Step, folder: string): void {
  assert.notEqual(exit, 0, log);
  assert.notEqual(outputs["verdict"], "allow");
  assert.ok(!/^verdict=/m.test(outputFile), outputFile);
  const known = new Set(["error", "warning"]);
  assert.deepEqual(commands(log).filter((name) => !known.has(name)), [], log);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  assert.ok(!/[\u001b\u202e\u200b\r]/u.test(log + summary), "nothing steers a terminal");
  assert.ok(!/<(?!br>)[a-z/]/i.test(summary), `no HTML in ${summary}`);
  assert.ok(!/\]\(|(?<!&#\d+;)@octocat|https:\/\/evil|www\.evil/.test(summary), `no link and no mention in ${summary}`);
  assert.ok(!/^(?:# heading|---|```)/m.test(summary), `no block in ${summary}`);
  assert.ok(!existsSync(join(folder, "pwned")) && !existsSync("pwned"), "nothing was executed");
}

/** Inputs whose words end a question before it is asked. Each gets a third of what is tried: what shows them is the same. */
const FIRST = ["policy", "root-keys", "records", "artefacts", "min-policy-serial", "fail-on", "now", "policy-sha256", "report"];

for (const [index, evil] of EVIL.entries()) {
  const shown = JSON.stringify(evil);

  test(`as the words of a question: ${shown}`, async () => {
    tame(await step("gate", { ...EXAMPLE, service: evil, version: evil, environment: evil, deployer: evil }), ".");
  });

  test(`as a path, a pattern, a number, a choice: ${shown}`, async () => {
    for (const name of FIRST.filter((_, at) => at % 3 === index % 3)) {
      const done = await step("gate", { ...EXAMPLE, [name]: evil, ...(name === "report" ? { artefacts: `sha256:${"0".repeat(64)}`, report: `no-such-folder/${evil}` } : {}) });
      tame(done, ".");
    }
  });

  test(`as what the API says: ${shown}`, async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    api.routes.set(`/repos/acme/checkout-api/attestations/${digest}`, { status: 403, body: { message: evil } });
    const done = await step("gate", { ...EXAMPLE, artefacts: digest, attestations: "true", "github-token": "abc" }, { variables: api.variables });
    tame(done, ".");
    assert.equal(done.exit, 2);
  });
}

test("as the names of files", async () => {
  const folder = scratch();
  mkdirSync(join(folder, "records"));
  mkdirSync(join(folder, "artefacts"));
  const names = EVIL.map((name) => name.replaceAll("/", "_").slice(0, 100));
  for (const name of names) {
    writeFileSync(join(folder, "records", name), JSON.stringify({ payload: "e30=", payloadType: "x", signatures: [], name }));
    writeFileSync(join(folder, "artefacts", name), name);
  }
  const done = await step("gate", { ...EXAMPLE, records: join(folder, "records"), artefacts: join(folder, "artefacts/*") }, {});
  tame(done, folder);
  assert.equal(done.exit, 1, done.log);
  const lines = readFileSync(done.outputs["checksums-path"] ?? "", "utf8").trimEnd().split("\n");
  assert.equal(lines.length, names.length);
  assert.ok(lines.every((line) => /^[0-9a-f]{64} {2}[^ \n]+$/.test(line)), lines.join("\n"));
});

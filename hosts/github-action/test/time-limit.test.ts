//! The verifier's time is bounded: what takes longer is ended, allows nothing, and the same input with more time is decided.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Organisation, statement } from "./support/organisation.ts";
import { EXAMPLE, type Inputs, scratch, step } from "./support/runner.ts";

/** So many signatures take the verifier several seconds on any machine: about a millisecond each. */
const RECORDS = 6_000;
const HEX = "1".repeat(64);

/** A question with many signed records, all of them real. */
function large(): Inputs {
  const organisation = new Organisation(scratch());
  for (let number = 0; number < RECORDS; number += 1) {
    const predicate = { decision: "approved", role: "release-manager", release: `sha256:${HEX}`, environments: ["production"], reason: `number ${number}`, signedAt: "2026-11-20T10:00:00Z" };
    organisation.sign("carol", `${number}.json`, statement("https://countersign.dev/attestation/approval/v1", predicate, [{ name: "checkout-api", sha256: HEX }]));
  }
  return { ...organisation.inputs, artefacts: `sha256:${HEX}`, now: "2026-11-20T12:00:00Z" };
}

test("what takes longer than it may is ended: no verdict, exit 3; with more time there is one", async () => {
  const inputs = large();
  const ended = await step("gate", { ...inputs, "time-limit-seconds": "1" });
  assert.equal(ended.exit, 3, ended.log);
  assert.equal(ended.outputs["verdict"], "failed");
  assert.equal(ended.outputs["exit-code"], "3");
  assert.equal(ended.outputs["report-path"], undefined);
  assert.match(ended.log, /took longer than 1 s, the input `time-limit-seconds`/);
  assert.match(ended.summary, /Nothing is allowed without one/);
  const never = await step("gate", { ...inputs, "time-limit-seconds": "1", "fail-on": "never" });
  assert.equal(never.exit, 3, never.log);

  const decided = await step("gate", inputs);
  assert.equal(decided.exit, 1, decided.log);
  assert.equal(decided.outputs["verdict"], "deny");
});

for (const wrong of ["0", "21601", "-1", "1.5", "soon"]) {
  test(`${wrong} seconds are no limit`, async () => {
    const { exit, log, outputs } = await step("gate", { ...EXAMPLE, "time-limit-seconds": wrong });
    assert.equal(exit, 2, log);
    assert.equal(outputs["verdict"], "malformed");
    assert.match(log, /time-limit-seconds/);
  });
}

//! Every case of `fixtures/cases` through the action's own verifier: the verdict that is due, and the report, to the byte.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { all, asked } from "./support/cases.ts";
import { DIST } from "./support/runner.ts";

const { Verifier } = (await import(pathToFileURL(join(DIST, "verifier.js")).href)) as typeof import("../src/start/verifier.ts");
const verifier = new Verifier();
const cases = all();

for (const one of cases.filter(({ inMemory }) => !inMemory)) {
  test(one.name, () => {
    const { opening, question } = asked(one);
    const { decision } = verifier.decide(opening, question);
    assert.equal(decision.verdict, one.verdict);
    assert.ok(readFileSync(join(one.folder, "report.json")).equals(decision.report), "the report is not the one that is committed");
  });
}

test("the component's memory is bounded", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  assert.equal(memory.grow(16_000), 1);
  assert.throws(() => memory.grow(16_384 - 16_000), RangeError);
});

test("only the cases that are too large to be committed are left out", () => {
  const left = cases.filter(({ inMemory }) => inMemory).map(({ name }) => name.split("/")[0]);
  assert.deepEqual([...new Set(left)], ["limits"]);
  assert.ok(left.length < cases.length / 10, `${left.length} of ${cases.length}`);
});

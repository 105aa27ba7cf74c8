//! The memory that the action gives to the component: bounded. Its verdicts are the conformance harness' affair (`conformance.ts`).

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { DIST } from "./support/runner.ts";

const { Verifier } = (await import(pathToFileURL(join(DIST, "verifier.js")).href)) as typeof import("../src/start/verifier.ts");

test("the component's memory is bounded", () => {
  assert.ok(new Verifier());
  const memory = new WebAssembly.Memory({ initial: 1 });
  assert.equal(memory.grow(16_000), 1);
  assert.throws(() => memory.grow(16_384 - 16_000), RangeError);
});

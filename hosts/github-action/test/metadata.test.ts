//! `action.yml` of both actions: every input that is read is documented, and none that is not; what is run is there; outputs are those that are set.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const HOST = join(import.meta.dirname, "..");
const source = (name: string): string => readFileSync(join(HOST, "src", name), "utf8");

/** The keys below one key of a file, two spaces further in. */
function keys(yaml: string, below: string): string[] {
  const block = new RegExp(`^${below}:\\n((?: {2}.*\\n|\\n|#.*\\n)+)`, "m").exec(yaml)?.[1] ?? "";
  return [...block.matchAll(/^ {2}([a-z0-9-]+):/gm)].map(([, key = ""]) => key);
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

const ACTIONS = [
  { metadata: "action.yml", reads: ["args/gate.ts", "args/platform.ts"], sets: "gate.ts" },
  { metadata: "release-record/action.yml", reads: ["args/release-record.ts", "args/platform.ts"], sets: "release-record.ts" },
];

for (const { metadata, reads, sets } of ACTIONS) {
  const yaml = readFileSync(join(HOST, metadata), "utf8");

  test(`${metadata}: its inputs are those that are read`, () => {
    const calls = reads.flatMap((file) => [...source(file).matchAll(/input\.[a-z]+\("([a-z0-9-]+)"/g)].map(([, name = ""]) => name));
    const indirect = [...source(reads[0] ?? "").matchAll(/input\.choice\("([a-z-]+)"/g)].map(([, name = ""]) => name);
    assert.deepEqual(sorted([...calls, ...indirect]), sorted(keys(yaml, "inputs")));
  });

  test(`${metadata}: its outputs are those that are set`, () => {
    const documented = keys(yaml, "outputs");
    const text = source(sets);
    assert.ok(documented.length > 0);
    for (const output of documented) {
      assert.ok(new RegExp(`(?:"${output}"|\\b${output}):`).test(text), output);
    }
  });

  test(`${metadata}: every input and output is described, and what is run is there`, () => {
    for (const part of ["inputs", "outputs"]) {
      for (const key of keys(yaml, part)) {
        assert.match(yaml, new RegExp(`^  ${key}:\\n    description: .{10,}`, "m"));
      }
    }
    assert.match(yaml, /^ {2}using: node24$/m);
    const main = /^ {2}main: (.+)$/m.exec(yaml)?.[1] ?? "";
    assert.ok(existsSync(join(HOST, dirname(metadata), main)), main);
  });
}

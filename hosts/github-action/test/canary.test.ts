//! Canary analyses, judged by the component in Node: what the core makes of them natively, to the byte. Floating point is where hosts could differ.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { COMPONENT } from "../build/component.ts";
import { instantiate } from "../build/verifier.js";
import { DIST } from "./support/runner.ts";

interface Judged {
  readonly name: string;
  readonly request: string;
  readonly answer: string;
}

const list = process.env["COUNTERSIGN_JUDGED"];

test("every analysis comes to what it comes to natively", { skip: list === undefined && "COUNTERSIGN_JUDGED names no list: `cargo xtask test --only action` makes it" }, () => {
  const bytes = new Uint8Array(readFileSync(join(DIST, "countersign.component.wasm")));
  const module = (path: string): WebAssembly.Module => {
    const [offset, length] = COMPONENT.modules[path] ?? [0, 0];
    return new WebAssembly.Module(bytes.subarray(offset, offset + length));
  };
  const { canaries } = instantiate(module, {});
  const lines = readFileSync(list ?? "", "utf8").trimEnd().split("\n");
  for (const line of lines) {
    const { name, request, answer } = JSON.parse(line) as Judged;
    assert.equal(new TextDecoder().decode(canaries.judge(new TextEncoder().encode(request))), answer, name);
  }
  assert.ok(lines.length >= 25, `${lines.length} analyses`);
  console.log(`${lines.length} analyses judged`);
});

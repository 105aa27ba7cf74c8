//! The action's verifier as a host of the conformance harness: a line of JSON in, a line out (`docs/conformance.md`). It loads the bytes of `dist/`.

import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { at, asked } from "./support/cases.ts";
import { DIST } from "./support/runner.ts";

const { Verifier } = (await import(pathToFileURL(join(DIST, "verifier.js")).href)) as typeof import("../src/start/verifier.ts");
const verifier = new Verifier();

function answer(line: string): object {
  const { opening, question } = asked(at((JSON.parse(line) as { case: string }).case));
  const { decision } = verifier.decide(opening, question);
  return { verdict: decision.verdict, report: Buffer.from(decision.report).toString("base64") };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said: object;
  try {
    said = answer(line);
  } catch (error) {
    said = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

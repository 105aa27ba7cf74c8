//! What later steps read: outputs, and files in a folder of this step. `@actions/core` delimits outputs at random, so that no value can end its own.
//!
//! A file that cannot be written is a failure: what was to be kept and is not, allows nothing.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { setOutput, summary } from "@actions/core";

import { Failure } from "../exit.ts";
import type { Artefact } from "../gather/artefacts.ts";
import { SUMMARY_BYTES } from "../limits.ts";
import * as safe from "./safe.ts";

/** Sets outputs in order; the caller puts the verdict last. */
export function set(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    setOutput(name, value);
  }
}

/** A new folder for this step's files, which later steps of the job can read. */
export function folder(): string {
  const parent = process.env["RUNNER_TEMP"] || tmpdir();
  return doing("make a folder in", parent, () => mkdtempSync(join(parent, "countersign-")));
}

/** Writes a file; returns its path. */
export function write(path: string, content: Uint8Array | string): string {
  return doing("write", path, () => {
    writeFileSync(path, content);
    return path;
  });
}

/** Artefacts as `sha256sum` prints them, which `actions/attest` takes for its subjects. Names may come from anybody: one line each. */
export function checksums(artefacts: readonly Artefact[]): string {
  return artefacts.map(({ name, digest }) => `${digest.slice("sha256:".length)}  ${safe.text(name ?? digest).replaceAll(" ", "_")}\n`).join("");
}

/** Adds to the job's summary, where the runner keeps one. */
export async function summarise(markdown: string): Promise<void> {
  if (!process.env["GITHUB_STEP_SUMMARY"]) {
    return;
  }
  const cut = "\n\n… cut here: the report has the rest.\n";
  const bytes = Buffer.from(markdown);
  const shown = bytes.length > SUMMARY_BYTES ? `${bytes.subarray(0, SUMMARY_BYTES).toString().replace(/\uFFFD$/, "")}${cut}` : markdown;
  await summary.addRaw(shown, true).write();
}

function doing<T>(what: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "an unknown error";
    throw Failure.question(`cannot ${what} ${safe.quoted(path)}: ${reason}: choose a place that can be written to`);
  }
}

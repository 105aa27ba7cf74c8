//! What later steps read: outputs, and files in a folder of this step. `@actions/core` delimits outputs at random, so that no value can end its own.
//!
//! A file that cannot be written is a failure: what was to be kept and is not, allows nothing. The runner's own files are the runner's to mend: that is the tool's failure.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { setOutput, summary } from "@actions/core";

import { Failure } from "../exit.ts";
import type { Artefact } from "../gather/artefacts.ts";
import { SUMMARY_BYTES } from "../limits.ts";
import * as log from "./log.ts";
import * as safe from "./safe.ts";
import { failure } from "./summary.ts";

/** Sets outputs in order; the caller puts the verdict last. */
export function set(outputs: Readonly<Record<string, string>>): void {
  try {
    Object.entries(outputs).forEach(([name, value]) => setOutput(name, value));
  } catch (error) {
    throw unwritable("the step's outputs", "GITHUB_OUTPUT", error);
  }
}

/** Why there is no answer, in outputs and summary. What cannot be written there throws nothing: the exit code stands, and the log says why, once. */
export async function tell(message: string, outputs: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const say of [async () => set(outputs), () => summarise(failure(message))]) {
    await say().catch((thrown: unknown) => {
      const also = Failure.of(thrown).message;
      if (also !== message) {
        log.line(also);
      }
    });
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
export function checksums(artefacts: readonly Pick<Artefact, "name" | "digest">[]): string {
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
  try {
    await summary.emptyBuffer().addRaw(shown, true).write();
  } catch (error) {
    throw unwritable("the job's summary", "GITHUB_STEP_SUMMARY", error);
  }
}

function unwritable(what: string, variable: string, error: unknown): Failure {
  const path = safe.quoted(process.env[variable] ?? "");
  return Failure.tool(`cannot write ${what} to ${path} (\`${variable}\`): ${reason(error)}: see that the runner's folders are there, can be written to, and have room`);
}

function doing<T>(what: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw Failure.question(`cannot ${what} ${safe.quoted(path)}: ${reason(error)}: choose a place that can be written to`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? ("code" in error ? String(error.code) : safe.text(error.message)) : "an unknown error";
}

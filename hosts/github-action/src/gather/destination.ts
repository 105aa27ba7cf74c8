//! Where the report is written: to no file that the question was asked of.
//!
//! It is looked at before anything is decided, under whatever names the files go: links of both kinds are followed. What is no regular file (a pipe, a device)
//! is never replaced. The other files of the step go to a new folder.

import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";

/** Refuses to write to an input. */
export function check(report: string, inputs: readonly string[]): void {
  const place = identity(report);
  if (place !== undefined && inputs.some((input) => identity(input) === place)) {
    throw Failure.question(`cannot write ${safe.quoted(report)}: it is an input of this question: name another file for \`report\``);
  }
}

/** One file, whatever it is called: its device and its number there, or where it would be. Nothing for what is there and no regular file. */
function identity(path: string): string | undefined {
  try {
    const stands = statSync(path, { bigint: true });
    return stands.isFile() ? `${stands.dev}:${stands.ino}` : undefined;
  } catch {
    return place(path);
  }
}

function place(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

//! Paths and patterns to paths, as a shell would read them: `*`, `**`, `?`, `[…]`, `{…}`. A `*` matches no leading dot.
//!
//! A pattern that matches nothing is an error, and there are no patterns that leave out: a record that is left out might say no. For the same reason a linked folder that a pattern may
//! have to go through is an error: Node's patterns go through none.

import { existsSync, globSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";
import { reading } from "./file.ts";

/** Where a pattern stops being a path. */
const MAGIC = /[*?[{]|[+@!]\(/;

/** The paths that are meant, in order; a path that exists is itself, whatever it looks like. */
export function expand(named: readonly string[]): string[] {
  return named.flatMap((given) => {
    if (existsSync(given)) {
      return [given];
    }
    if (given.startsWith("!")) {
      throw Failure.question(`${safe.quoted(given)} leaves files out, which no pattern can: name what is meant`);
    }
    if (!/[*?[{]/.test(given)) {
      throw Failure.question(`cannot read ${safe.quoted(given)}: no such file: check the path`);
    }
    mustNotPassLinks(given);
    const found = globSync(given).sort();
    if (found.length === 0) {
      throw Failure.question(`${safe.quoted(given)} matches no file: check the pattern, and that the files are there by now`);
    }
    return found;
  });
}

/** A pattern for files in folders that it does not name: none of these may be a link. */
function mustNotPassLinks(pattern: string): void {
  const literal = `${pattern.slice(0, pattern.search(MAGIC))}x`;
  const [folder, open] = [dirname(literal), pattern.slice(literal.length - basename(literal).length)];
  if (!open.includes("**") && !/[/\\]/.test(open)) {
    return;
  }
  if (open.includes("..") || (pattern.startsWith("{") && /[{,]\//.test(pattern))) {
    throw Failure.question(`${safe.quoted(pattern)} leads out of the folder ${safe.quoted(folder)}, where it begins: name each folder in a line of its own`);
  }
  const link = existsSync(folder) ? linkBelow(folder) : undefined;
  if (link !== undefined) {
    throw Failure.question(
      `${safe.quoted(pattern)} does not go through the link ${safe.quoted(link)}, so what lies behind it would be left out: name the folder ${safe.quoted(folder)} itself, which is read with its links, or take the link away`,
    );
  }
}

/** A link to a folder somewhere below one. None is followed: Node's own listing of all that lies below goes through links, in circles too. */
function linkBelow(folder: string): string | undefined {
  for (const entry of reading(folder, () => readdirSync(folder, { withFileTypes: true }))) {
    const path = join(folder, entry.name);
    const leadsOn = entry.isSymbolicLink() && reading(path, () => statSync(path, { throwIfNoEntry: false }))?.isDirectory();
    const link = leadsOn ? path : entry.isDirectory() ? linkBelow(path) : undefined;
    if (link !== undefined) {
      return link;
    }
  }
  return undefined;
}

//! Paths and patterns to paths, as a shell would read them: `*`, `**`, `?`, `[…]`, `{…}`. A `*` matches no leading dot.
//!
//! A pattern that matches nothing is an error, and there are no patterns that leave out: a record that is left out might say no. For the same reason a pattern for records may reach no linked
//! folder that it would have to go through: Node's patterns go through none. Of artefacts and keys none can say no, and what is left out there can only be missed.

import { accessSync, constants, existsSync, globSync, lstatSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";
import { reading } from "./file.ts";

/** Where a pattern stops being a path. */
const MAGIC = /[*?[{]|[+@!]\(/;

/** The paths that are meant, in order; a path that exists is itself, whatever it looks like. */
export function expand(named: readonly string[]): string[] {
  return expandEach(named, () => undefined);
}

/** The same of records, where a pattern must find all that is there. */
export function expandRecords(named: readonly string[]): string[] {
  return expandEach(named, mustNotPassLinks);
}

function expandEach(named: readonly string[], check: (pattern: string) => void): string[] {
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
    check(given);
    const found = globSync(given).sort();
    if (found.length === 0) {
      throw Failure.question(`${safe.quoted(given)} matches no file: check the pattern, and that the files are there by now`);
    }
    return found;
  });
}

/** A pattern for files in folders that it does not name: none of those that it reaches may be a link. */
function mustNotPassLinks(pattern: string): void {
  const written = sep === "\\" ? pattern.replaceAll("\\", "/") : pattern;
  const parts = written.split("/");
  const literal = parts.findIndex((part) => MAGIC.test(part));
  if (choosesFolders(written)) {
    throw Failure.question(`${safe.quoted(pattern)} has a \`/\` within braces: write each path in a line of its own`);
  }
  const start = parts.slice(0, literal).join("/") || (written.startsWith("/") ? "/" : ".");
  if (parts.slice(literal).includes("..")) {
    throw Failure.question(`${safe.quoted(pattern)} leads out of the folder ${safe.quoted(start)}, where it begins: name each folder in a line of its own`);
  }
  // What all but the last part match is gone through; and `**` goes through what it matches, at the end, too.
  const through = parts.at(-1) === "**" ? parts.length : parts.length - 1;
  for (let length = literal + 1; length <= through; length += 1) {
    globSync(parts.slice(0, length).join("/")).forEach((path) => mustNotBeLink(path, start, pattern));
  }
}

/** Whether there is a `/` within braces, which would make the parts between slashes no parts of a path. */
function choosesFolders(pattern: string): boolean {
  let depth = 0;
  for (const character of sep === "\\" ? pattern : pattern.replaceAll(/\\./g, "")) {
    depth = character === "{" ? depth + 1 : character === "}" ? Math.max(0, depth - 1) : depth;
    if (character === "/" && depth > 0) {
      return true;
    }
  }
  return false;
}

/** Something that a pattern goes through, if it is a folder. The folder where it begins is named, and read whatever it is. */
function mustNotBeLink(path: string, start: string, pattern: string): void {
  if (!isFolder(path)) {
    return;
  }
  if (resolve(path) !== resolve(start) && reading(path, () => lstatSync(path)).isSymbolicLink()) {
    throw Failure.question(
      `${safe.quoted(pattern)} does not go through the link ${safe.quoted(path)}, so what lies behind it would be left out: name the folder ${safe.quoted(start)} itself, or those in it that hold records: folders are read with their links; or take the link away`,
    );
  }
  // What may not be listed would be left out without a word.
  reading(path, () => accessSync(path, constants.R_OK | constants.X_OK));
}

/** A folder, or a link to one. A link that leads nowhere, or to itself, is none. */
function isFolder(path: string): boolean {
  const stands = reading(path, () => {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ELOOP") {
        return undefined;
      }
      throw error;
    }
  });
  return stands?.isDirectory() ?? false;
}

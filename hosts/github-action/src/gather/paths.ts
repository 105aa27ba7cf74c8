//! Paths and patterns to paths, as a shell would read them: `*`, `**`, `?`, `[…]`, `{…}`. A `*` matches no leading dot.
//!
//! A pattern that matches nothing is an error, and there are no patterns that leave out: a record that is left out might say no.

import { existsSync, globSync } from "node:fs";

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";

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
    const found = globSync(given).sort();
    if (found.length === 0) {
      throw Failure.question(`${safe.quoted(given)} matches no file: check the pattern, and that the files are there by now`);
    }
    return found;
  });
}

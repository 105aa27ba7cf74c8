//! Policy, roster, and what the host pins. Signatures are looked for beside the documents, and only where a root key can check them.
//!
//! What is in them is the component's to read.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Rules } from "../args/gate.ts";
import type { Anchors } from "../call/component.ts";
import { read } from "./file.ts";
import { expand } from "./paths.ts";

/** The roots that lie beside this program: the public good instance's and GitHub's. */
const BUILT_IN = ["public-good.json", "github.json"];

/** Everything that a gate is opened with. */
export interface Opening {
  readonly policy: Uint8Array;
  readonly roster: Uint8Array;
  readonly anchors: Anchors;
}

/** The files that it is read from, and those that would be if they were there. */
export function paths({ policy, roster, rootKeys, trustedRoots }: Rules): string[] {
  return [policy, roster, ...signatures({ policy, roster }), ...expand(rootKeys), ...expand(trustedRoots)];
}

/** Reads it. */
export function gather(rules: Rules): Opening {
  return { policy: read(rules.policy), roster: read(rules.roster), anchors: anchors(rules) };
}

function anchors(rules: Rules): Anchors {
  const rootKeys = expand(rules.rootKeys).map(read);
  return {
    rootKeys,
    signatures: rootKeys.length > 0 ? signatures(rules).filter((path) => existsSync(path)).map(read) : [],
    ...(rules.policySha256 === undefined ? {} : { policyDigest: digest(rules.policySha256) }),
    ...(rules.rosterSha256 === undefined ? {} : { rosterDigest: digest(rules.rosterSha256) }),
    allowUnanchored: rules.allowUnanchored,
    minPolicySerial: rules.minPolicySerial,
    minRosterSerial: rules.minRosterSerial,
    trustedRoots: rules.noTrustedRoot ? [] : roots(rules.trustedRoots),
  };
}

/** Where the signatures of policy and roster lie. */
function signatures({ policy, roster }: Pick<Rules, "policy" | "roster">): string[] {
  return [policy, roster].map((document) => `${document}.sig.json`);
}

/** The roots that somebody names, or the built-in ones. */
export function roots(named: readonly string[]): Uint8Array[] {
  const builtIn = (name: string): string => fileURLToPath(new URL(`roots/${name}`, import.meta.url));
  return (named.length > 0 ? expand(named) : BUILT_IN.map(builtIn)).map(read);
}

/** A digest with its algorithm: people paste what `sha256sum` prints. */
function digest(given: string): string {
  return /^[0-9a-f]{64}$/i.test(given) ? `sha256:${given}` : given;
}

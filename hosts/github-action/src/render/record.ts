//! What was written down, for people to look at before it is signed.

import { SHOWN_PATHS } from "../limits.ts";
import { markdown as safe } from "./safe.ts";

/** An approval, in the words of the summary. */
export interface Written {
  readonly login: string;
  readonly role: string;
  readonly decision: string;
}

/** Fields of a release that people look for, by their names in the predicate. */
const SHOWN = ["service", "version", "commit", "authors", "reviewers", "builder", "changeRequest", "tickets", "change"];

function fields(predicate: string): [name: string, value: string][] {
  const release = JSON.parse(predicate) as Record<string, unknown>;
  const change = release["change"];
  if (typeof change === "object" && change !== null && "paths" in change && Array.isArray(change.paths)) {
    release["change"] = { ...change, paths: shortened(change.paths) };
  }
  return SHOWN.flatMap((name): [string, string][] => {
    const value = release[name];
    return value === undefined ? [] : [[name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

/** As many as people look at; the rest is counted. */
function shortened(paths: readonly unknown[]): readonly unknown[] {
  const more = paths.length - SHOWN_PATHS;
  return more > 0 ? [...paths.slice(0, SHOWN_PATHS), `and ${more} more`] : paths;
}

/** A release, for the log. */
export function release(predicate: string): string[] {
  return fields(predicate).map(([name, value]) => `${name}  ${value}`);
}

/** A release, for the summary. */
export function releaseSummary(predicate: string, leftOut: readonly string[]): string {
  const said = [...fields(predicate), ...leftOut.map((what): [string, string] => ["left out", what])];
  const rows = said.map(([name, value]) => `| ${safe(name)} | ${safe(value)} |`);
  return `${["### Release record, to be signed", "", "| | |", "|---|---|", ...rows].join("\n")}\n`;
}

/** Approvals, for the summary. */
export function approvalsSummary(written: readonly Written[]): string {
  const rows = written.map(({ login, role, decision }) => `| ${safe(login)} | ${safe(role)} | ${safe(decision)} |`);
  return `${["### Reviews, to be relayed", "", "| who | as | |", "|---|---|---|", ...rows].join("\n")}\n`;
}

//! The fields of the component's reports that are shown. What they mean: `docs/report.md`.

import { said } from "../call/said.ts";
import { Failure } from "../exit.ts";
import { ofBytes } from "../gather/artefacts.ts";
import type { Document } from "../gather/records.ts";

/** A decision report. */
export interface Report {
  readonly verdict: string;
  readonly question: string;
  /** `normal`, or `emergency` where a failure was waived. */
  readonly mode: string;
  /** Absent where it is beyond the year 9999. */
  readonly now?: string;
  readonly validUntil?: string;
  readonly asked: { readonly service: string; readonly version: string; readonly environment: string };
  readonly policy?: { readonly name?: string; readonly serial?: number };
  readonly class?: { readonly name: string };
  readonly findings: readonly Finding[];
  readonly obligations: readonly Obligation[];
  readonly waivers: readonly Waiver[];
  readonly timeline: readonly Event[];
  readonly documents: readonly { readonly digest: string; readonly record?: string }[];
}

/** One checked requirement. */
export interface Finding {
  readonly requirement: string;
  readonly code: string;
  readonly outcome: string;
  readonly expected?: string;
  readonly found?: string;
  readonly next?: string;
  readonly records?: readonly string[];
}

/** What the decision makes somebody owe. */
export interface Obligation {
  readonly due?: string;
  readonly text?: string;
}

/** An emergency that waived something. */
export interface Waiver {
  readonly incident: string;
  readonly by: readonly string[];
  readonly reason: string;
  readonly expiresAt: string;
}

/** What happened when. */
export interface Event {
  readonly at: string;
  readonly event: string;
  readonly who: readonly string[];
  readonly time: string;
}

/** What `explain` says. */
export interface Explanation {
  readonly missing: readonly (Finding & { readonly who?: readonly { readonly id: string; readonly name?: string }[] })[];
}

/** A report; a list that is absent is empty. */
export function parse(json: Uint8Array): Report {
  const report = said(json) as Partial<Report>;
  const complete = report.verdict !== undefined && report.question !== undefined && report.mode !== undefined && report.asked !== undefined;
  if (!complete) {
    throw Failure.tool("the verifier's answer is not of the documented form");
  }
  return { findings: [], obligations: [], waivers: [], timeline: [], documents: [], ...report } as Report;
}

/** What is missing. */
export function parseExplanation(json: Uint8Array): Explanation {
  return { missing: [], ...(said(json) as Partial<Explanation>) };
}

/** An unsigned statement's predicate and its type: the verification summary. */
export function predicate(statement: Uint8Array): { type: string; json: string } {
  const { predicateType, predicate } = said(statement) as { predicateType?: unknown; predicate?: unknown };
  if (typeof predicateType !== "string" || predicate === undefined) {
    throw Failure.tool("the verifier's statement is not of the documented form");
  }
  return { type: predicateType, json: JSON.stringify(predicate) };
}

/** The names of the documents behind the ids of what did not pass; nothing is digested where everything passed. */
export function names(report: Report, documents: readonly Document[]): (id: string) => string {
  const wanted = report.findings.filter((finding) => finding.outcome !== "pass").some((finding) => (finding.records ?? []).length > 0);
  const known = new Map<string, string>();
  const records = new Map(report.documents.map(({ digest, record }) => [digest, record]));
  for (const { name, bytes } of wanted ? documents : []) {
    const digest = ofBytes(bytes);
    for (const id of [digest, records.get(digest)]) {
      if (id !== undefined && !known.has(id)) {
        known.set(id, name);
      }
    }
  }
  return (id) => known.get(id) ?? id;
}

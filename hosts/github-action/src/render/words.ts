//! A decision in words: the headline, the mark of a finding, what to do next. Log, annotations and summary say the same.

import type { Explanation, Finding, Obligation, Report, Waiver } from "./report.ts";

/** `checkout-api 2.4.1 may go to production`. */
export function headline(report: Report): string {
  const { service, version, environment } = report.asked;
  return `${service} ${version} ${may(report)} ${environment}`;
}

function may(report: Report): string {
  if (report.verdict === "allow") {
    return "may go to";
  }
  return report.question === "malformed" ? "cannot be judged for" : "may not go to";
}

const MARKS: Readonly<Record<string, string>> = { pass: "✓", warn: "!", waived: "⚠" };

/** The mark in front of a finding's line. */
export function mark(finding: Finding): string {
  return MARKS[finding.outcome] ?? "✗";
}

/** One failed finding in a sentence. */
export function sentence({ requirement, code, outcome, expected, found, next }: Finding): string {
  const parts = [expected ? `expected ${expected}` : "", found ? `found ${found}` : ""].filter((part) => part !== "");
  return `${outcome === "waived" ? "waived: " : ""}${requirement} (${code}): ${parts.join("; ")}${next ? `. Next: ${next}` : ""}`;
}

/** An emergency that waived something. */
export function emergency({ incident, by, reason, expiresAt }: Waiver): string {
  return `${incident}, declared by ${by.join(", ")}, until ${expiresAt}: ${reason}`;
}

/** What is owed, and until when. */
export function owed({ text = "", due = "" }: Obligation): string {
  return due === "" || text.includes(due) ? text : `${text}, by ${due}`;
}

/** What to do: each step once, with those who can do it. */
export function steps(explanation: Explanation): { next: string; who: string[] }[] {
  const steps = new Map<string, Set<string>>();
  for (const { next, who } of explanation.missing) {
    if (next) {
      const people = (who ?? []).map(({ id, name }) => (name ? `${name} (${id})` : id));
      steps.set(next, new Set([...(steps.get(next) ?? []), ...people]));
    }
  }
  return [...steps].map(([next, who]) => ({ next, who: [...who] }));
}

/** Which decision it was, and as of when. */
export function decided(report: Report, id: string): string {
  return report.now === undefined ? id : `${id} as of ${report.now}`;
}

//! A decision for the summary of a job. Words of records become entities, so that they can be no markup, no link and no mention.

import type { Explanation, Finding, Report } from "./report.ts";
import { markdown as safe } from "./safe.ts";
import * as words from "./words.ts";

/** Names of documents that are worth showing with a finding. */
const NAMES = 3;
/** People that are worth naming with a step. */
const PEOPLE = 12;

/** What a summary is made of. */
export interface Shown {
  readonly report: Report;
  readonly id: string;
  readonly component: string;
  readonly explanation: Explanation;
  /** A document's name, by its id. */
  readonly name: (id: string) => string;
}

/** The decision. */
export function decision(shown: Shown): string {
  const { report, id, component } = shown;
  const sign = report.verdict === "allow" ? "✅ Allow" : "❌ Deny";
  return [
    `### ${sign}: ${safe(words.headline(report))}`,
    ...report.waivers.map((waiver) => `> ⚠ **Emergency** ${safe(words.emergency(waiver))}`),
    facts(report),
    next(shown.explanation),
    requirements(report, shown.name),
    people(report),
    obligations(report),
    `Decision ${safe(words.decided(report, id))}, by the verifier ${safe(component)}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** Why there is no decision. */
export function failure(message: string): string {
  return `### ❌ No decision\n\n${safe(message)}\n\nNothing is allowed without one.\n`;
}

function facts(report: Report): string {
  const serial = report.policy?.serial === undefined ? "" : `, serial ${report.policy.serial}`;
  const facts: [string, string | undefined][] = [
    ["class", report.class?.name],
    ["policy", report.policy?.name === undefined ? undefined : `${report.policy.name}${serial}`],
    ["holds until", report.validUntil],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [`- ${label}: ${safe(value)}`])).join("\n");
}

function next(explanation: Explanation): string {
  const steps = words.steps(explanation).map(({ next, who }) => {
    const named = who.slice(0, PEOPLE).map(safe).join(", ");
    const more = who.length > PEOPLE ? ` and ${who.length - PEOPLE} more` : "";
    return `1. ${safe(next)}${who.length > 0 ? ` Who can: ${named}${more}.` : ""}`;
  });
  return steps.length === 0 ? "" : ["**What to do next**", "", ...steps].join("\n");
}

function requirements(report: Report, name: Shown["name"]): string {
  const rows = report.findings.map((finding) => {
    const cells = [words.mark(finding), safe(finding.requirement), found(finding, name), finding.outcome === "pass" ? "" : safe(finding.next ?? "")];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| | requirement | found | next |", "|---|---|---|---|", ...rows].join("\n");
}

function found(finding: Finding, name: Shown["name"]): string {
  if (finding.outcome === "pass") {
    return safe(finding.found ?? "");
  }
  const lines = [`${finding.outcome === "waived" ? "waived: " : ""}${safe(finding.code)}`];
  for (const [label, sentence] of [["expected", finding.expected], ["found", finding.found]] as const) {
    if (sentence) {
      lines.push(`${label}: ${safe(sentence)}`);
    }
  }
  return [...lines, ...(finding.records ?? []).slice(0, NAMES).map((id) => safe(name(id)))].join("<br>");
}

/** Whose signature says yes or no; who decided is with the requirement, where somebody else told it. */
function people(report: Report): string {
  const decided = report.timeline.filter(({ event }) => event === "approved" || event === "rejected");
  if (decided.length === 0) {
    return "";
  }
  const rows = decided.map(({ at, event, who, time }) => `| ${safe(who.join(", "))} | ${safe(event)} | ${safe(at)} (${safe(time)}) |`);
  return ["**Who signed**", "", "| who | | when |", "|---|---|---|", ...rows].join("\n");
}

function obligations(report: Report): string {
  return report.obligations.map((obligation) => `**Owed:** ${safe(words.owed(obligation))}`).join("\n\n");
}

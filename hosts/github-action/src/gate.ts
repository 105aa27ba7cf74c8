//! The gate: may these artefacts, as this version, go to this environment now? It gathers, asks the component, shows, and obeys.
//!
//! Until there is an answer the step has failed; the verdict is the last thing that it puts out.

import { join } from "node:path";

import * as args from "./args/gate.ts";
import { Bounded } from "./call/bounded.ts";
import type { Decision } from "./call/component.ts";
import { DIGEST } from "./call/digest.ts";
import { ALLOW, type Code, DENY, Failure, QUESTION, TOOL } from "./exit.ts";
import type { Artefact } from "./gather/artefacts.ts";
import * as destination from "./gather/destination.ts";
import * as question from "./gather/question.ts";
import * as rules from "./gather/rules.ts";
import * as log from "./render/log.ts";
import * as outputs from "./render/outputs.ts";
import { names, parse, parseExplanation, predicate, type Report } from "./render/report.ts";
import * as summary from "./render/summary.ts";
import * as words from "./render/words.ts";

/** Runs the step. */
export async function run(): Promise<void> {
  process.exitCode = TOOL;
  try {
    process.exitCode = await decide();
  } catch (thrown) {
    await refuse(Failure.of(thrown));
  }
}

async function decide(): Promise<Code> {
  const asked = args.read();
  log.line(`verifier ${DIGEST}`);
  const verifier = new Bounded(asked.timeLimit);
  const gathered = await question.gather(asked.asked);
  const opening = rules.gather(asked.rules);
  if (asked.report !== undefined) {
    destination.check(asked.report, [...rules.paths(asked.rules), ...gathered.paths]);
  }

  const { decision, missing } = await verifier.decide(opening, gathered.question);

  const report = parse(decision.report);
  const explanation = missing === undefined ? { missing: [] } : parseExplanation(missing);
  const files = keep(decision, gathered.artefacts, asked.report);
  await outputs.summarise(summary.decision({ report, id: decision.id, component: DIGEST, explanation, name: names(report, gathered.documents) }));
  const code = codeOf(decision.verdict);
  const exit = code === DENY && asked.failOn === "never" ? ALLOW : code;
  show(report, decision.id, exit === ALLOW ? "warning" : "error");
  outputs.set({
    ...files,
    mode: report.mode,
    class: report.class?.name ?? "",
    "decision-id": decision.id,
    "valid-until": report.validUntil ?? "",
    obligations: JSON.stringify(report.obligations),
    component: DIGEST,
    "exit-code": String(code),
    verdict: decision.verdict,
  });
  return exit;
}

/** The files that later steps read. */
function keep(decision: Decision, artefacts: readonly Artefact[], report: string | undefined): Record<string, string> {
  const folder = outputs.folder();
  const { type, json } = predicate(decision.summary);
  return {
    "report-path": outputs.write(report ?? join(folder, "report.json"), decision.report),
    "summary-path": outputs.write(join(folder, "verification-summary.json"), decision.summary),
    "predicate-type": type,
    "predicate-path": outputs.write(join(folder, "verification-summary.predicate.json"), json),
    "checksums-path": outputs.write(join(folder, "artefacts.sha256"), outputs.checksums(artefacts)),
  };
}

function codeOf(verdict: Decision["verdict"]): Code {
  switch (verdict) {
    case "allow":
      return ALLOW;
    case "deny":
      return DENY;
    case "malformed":
      return QUESTION;
  }
}

/** The log, and what did not pass as annotations. */
function show(report: Report, id: string, level: log.Level): void {
  log.line(`${report.verdict === "allow" ? "ALLOW" : "DENY"}  ${words.headline(report)}`);
  for (const waiver of report.waivers) {
    log.line(`EMERGENCY  ${words.emergency(waiver)}`);
  }
  for (const finding of report.findings) {
    log.line(finding.outcome === "pass" ? `✓ ${finding.requirement}  ${finding.found ?? ""}` : `${words.mark(finding)} ${words.sentence(finding)}`);
  }
  for (const obligation of report.obligations) {
    log.line(`owed  ${words.owed(obligation)}`);
  }
  log.line(`decision ${words.decided(report, id)}`);
  const failed = report.findings.filter((finding) => finding.outcome === "fail");
  const doubtful = report.findings.filter(({ outcome }) => outcome === "waived" || outcome === "warn");
  log.annotate(level, words.headline(report), failed.map(words.sentence));
  log.annotate("warning", words.headline(report), doubtful.map(words.sentence));
}

/** There is no decision: nothing is allowed, and the step fails whatever `fail-on` says. */
async function refuse({ code, message }: Failure): Promise<void> {
  const exit = code === ALLOW || code === DENY ? TOOL : code;
  process.exitCode = exit;
  log.annotate("error", "No decision", [message]);
  await outputs.tell(message, { "exit-code": String(exit), verdict: exit === QUESTION ? "malformed" : "failed" });
}

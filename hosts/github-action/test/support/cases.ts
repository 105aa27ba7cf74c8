//! Cases of `fixtures/cases`, as files and as what the verifier is asked.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import { type Inputs, ROOT } from "./runner.ts";

export const CASES = join(ROOT, "fixtures/cases");

/** One case on disk. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  readonly verdict: string;
}

/** One case. */
export function one(name: string): Case {
  return at(join(CASES, name));
}

/** The case in a folder. */
export function at(folder: string): Case {
  const about = json(join(folder, "case.json")) as { verdict: string };
  return { name: relative(CASES, folder), folder, verdict: about.verdict };
}

interface Anchors {
  readonly rootKeys: string[];
  readonly signatures: string[];
  readonly policyDigest?: string;
  readonly rosterDigest?: string;
  readonly allowUnanchored: boolean;
  readonly minPolicySerial: bigint;
  readonly minRosterSerial: bigint;
  readonly trustedRoots: string[];
}

interface Question {
  readonly artefacts: string[];
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly deployer?: string;
  readonly minRegisterSequence: bigint;
  readonly now: string | bigint;
}

/** What `Verifier.decide` is asked. */
export function asked({ folder }: Case) {
  const bytes = (name: string): Uint8Array => readFileSync(join(folder, name));
  const anchors = json(join(folder, "anchors.json")) as Anchors;
  const question = json(join(folder, "question.json")) as Question;
  const now = typeof question.now === "bigint" ? question.now : BigInt(Date.parse(question.now) / 1000);
  const opening = {
    policy: bytes("policy.yml"),
    roster: bytes("roster.yml"),
    anchors: {
      ...anchors,
      rootKeys: anchors.rootKeys.map(bytes),
      signatures: anchors.signatures.map(bytes),
      trustedRoots: anchors.trustedRoots.map(bytes),
    },
  };
  const records = recordNames(folder).map((name) => bytes(`records/${name}`));
  return { opening, question: { ...question, now, records } };
}

/** The names of a case's records, in their order; it may have none. */
export function recordNames(folder: string): string[] {
  const records = join(folder, "records");
  return existsSync(records) ? readdirSync(records).sort() : [];
}

/** A case's inputs for the step, without records. Only for cases that pin a root key and a trusted root. */
export function inputs({ folder }: Case): Inputs {
  const question = json(join(folder, "question.json")) as Question;
  const file = (name: string): string => join(folder, name);
  return {
    policy: file("policy.yml"),
    roster: file("roster.yml"),
    "root-keys": file("root.pub"),
    "trusted-roots": file("trusted-root.json"),
    artefacts: question.artefacts.join("\n"),
    service: question.service,
    version: question.version,
    environment: question.environment,
    deployer: question.deployer ?? "",
    now: String(question.now),
  };
}

/** Whole numbers as they stand: some are larger than JavaScript's own can be. */
function json(path: string): unknown {
  const exact = (_: string, value: unknown, { source }: { source?: string }): unknown => (typeof value === "number" ? BigInt(source ?? value) : value);
  return (JSON.parse as (text: string, reviver: typeof exact) => unknown)(readFileSync(path, "utf8"), exact);
}

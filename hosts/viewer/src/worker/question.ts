// From what the auditor chose, or a saved report names, to the question that the verifier gets.

import type { Anchors, Question } from 'countersign:verifier';
import type { Missing, Unread } from '../shared/messages.ts';
import type { Report } from '../shared/report.ts';
import type { Document } from './document.ts';
import { bytesOf, type Pool } from './pool.ts';

/** Everything that a decision takes, still as documents. */
export interface Inputs {
  readonly policy?: Document;
  readonly roster?: Document;
  readonly rootKeys: readonly Document[];
  readonly signatures: readonly Document[];
  readonly trustedRoots: readonly Document[];
  readonly pins: Pick<Anchors, 'policyDigest' | 'rosterDigest' | 'allowUnanchored' | 'minPolicySerial' | 'minRosterSerial'>;
  readonly asked: Omit<Question, 'records' | 'now'>;
  readonly now: bigint;
  readonly records: readonly Document[];
  readonly missing: readonly Missing[];
}

/** The question that a saved report answered. What is not among the documents is listed. */
export function fromReport(pool: Pool, builtIn: ReadonlyMap<string, Document>, report: Report): Inputs {
  const missing: Missing[] = [];
  const found = (what: string, id: string, one: Document | undefined): Document[] => {
    if (one === undefined) missing.push({ what, id });
    return one === undefined ? [] : [one];
  };
  const anchors = report.anchors ?? {};
  const now = seconds(report.now);
  if (now === undefined) missing.push({ what: 'moment', id: '–' });
  const policy = found('policy', report.policy?.digest ?? '–', pool.get(report.policy?.digest))[0];
  const roster = found('roster', report.roster?.digest ?? '–', pool.get(report.roster?.digest))[0];
  const files = new Set(report.containers ?? []);
  const inFiles = (container: string | undefined) => container !== undefined && files.has(container);
  const digests = [...files, ...(report.documents ?? []).filter((one) => !inFiles(one.container)).map((one) => one.digest)];
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(roster === undefined ? {} : { roster }),
    rootKeys: (anchors.rootKeys ?? []).flatMap((id) => found('root-key', id, pool.key(id))),
    signatures: (anchors.signatures ?? []).flatMap((id) => found('signature', id, pool.get(id))),
    trustedRoots: (anchors.trustedRoots ?? []).flatMap((id) => found('trusted-root', id, pool.get(id) ?? builtIn.get(id))),
    pins: {
      ...(anchors.policyDigest === undefined ? {} : { policyDigest: anchors.policyDigest }),
      ...(anchors.rosterDigest === undefined ? {} : { rosterDigest: anchors.rosterDigest }),
      allowUnanchored: anchors.allowUnanchored ?? false,
      minPolicySerial: BigInt(anchors.minPolicySerial ?? 0),
      minRosterSerial: BigInt(anchors.minRosterSerial ?? 0),
    },
    asked: {
      artefacts: [...report.asked.artefacts],
      service: report.asked.service,
      version: report.asked.version,
      environment: report.asked.environment,
      ...(report.asked.deployer === undefined ? {} : { deployer: report.asked.deployer }),
      minRegisterSequence: BigInt(report.asked.minRegisterSequence ?? 0),
    },
    now: now ?? 0n,
    records: digests.flatMap((digest) => found('record', digest, pool.get(digest))),
    missing,
  };
}

/** What is missing, or spoken for by these records, and lies here as a file that was only hashed for its size. */
export function tooLarge(pool: Pool, missing: readonly Missing[], records: readonly Document[]): Unread[] {
  const wanted = new Set([...missing.map((one) => one.id), ...records.flatMap((one) => one.references)]);
  return [...wanted].filter((digest) => pool.get(digest) === undefined)
    .flatMap((digest) => (pool.files.get(digest) ?? []).slice(0, 1).map((name) => ({ digest, name })));
}

/** Reads every document that the question needs. */
export async function gathered(inputs: Inputs): Promise<{ key: string; policy: Uint8Array; roster: Uint8Array; anchors: Anchors; question: Question }> {
  const all = (documents: readonly Document[]) => Promise.all(documents.map(bytesOf));
  const none = new Uint8Array();
  const { policy, roster, pins } = inputs;
  const anchoring = [...inputs.rootKeys, ...inputs.signatures, ...inputs.trustedRoots].map((one) => one.digest);
  return {
    key: JSON.stringify([policy?.digest, roster?.digest, anchoring, pins], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    policy: policy === undefined ? none : await bytesOf(policy),
    roster: roster === undefined ? none : await bytesOf(roster),
    anchors: {
      rootKeys: await all(inputs.rootKeys),
      signatures: await all(inputs.signatures),
      trustedRoots: await all(inputs.trustedRoots),
      ...pins,
    },
    question: { ...inputs.asked, now: inputs.now, records: await all(inputs.records) },
  };
}

/** RFC 3339 in UTC and whole seconds, as the verifier writes it; nothing where it is anything else. */
export function seconds(time: string): bigint | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(time)) return undefined;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? undefined : BigInt(Math.trunc(milliseconds / 1000));
}

// The lines of the list: one for each saved report, and one for each release and environment that no report is about.

import type { Row } from '../shared/messages.ts';
import type { Report } from '../shared/report.ts';
import { object, text } from './bytes.ts';
import type { Document } from './document.ts';
import { bytesOf, type Pool } from './pool.ts';

/** A line of the list, with what it is made from. */
export interface Line {
  row: Row;
  readonly saved?: Document;
  /** Release records of this label. */
  readonly releases: readonly Document[];
}

export async function lines(pool: Pool, environments: readonly string[]): Promise<Line[]> {
  const made: Line[] = [];
  const labelled = labels(pool);
  const reported = new Set<string>();
  for (const saved of pool.of('report')) {
    const report = parsed(await bytesOf(saved));
    if (report === undefined) {
      pool.note('problem', saved.names[0] ?? '');
      continue;
    }
    const { service, version, environment } = report.asked;
    reported.add(JSON.stringify([service, version, environment]));
    const releases = labelled.get(label(service, version)) ?? [];
    made.push({ ...line(made.length, { service, version, environment, origin: 'report', name: saved.names[0] ?? '' }), releases, saved });
  }
  for (const [release, releases] of labelled) {
    for (const environment of wanted(pool, releases, environments)) {
      const [service, version] = JSON.parse(release) as [string, string];
      if (reported.has(JSON.stringify([service, version, environment]))) continue;
      const name = releases[0]?.names[0] ?? '';
      made.push({ ...line(made.length, { service, version, environment, origin: 'records', name }), releases });
    }
  }
  return made;
}

function line(id: number, row: Omit<Row, 'id' | 'state'>): { row: Row } {
  return { row: { ...row, id, state: 'waiting' } };
}

function label(service: string, version: string): string {
  return JSON.stringify([service, version]);
}

/** A saved report that is one; nothing where it lacks what replaying needs. */
export function parsed(bytes: Uint8Array): Report | undefined {
  const value = object(text(bytes)) as unknown as Report | undefined;
  const asked = value?.asked;
  const isText = (field: unknown) => typeof field === 'string';
  const whole = isText(asked?.service) && isText(asked?.version) && isText(asked?.environment) && Array.isArray(asked?.artefacts);
  // A host's time may lie where RFC 3339 cannot write it; then the report has none.
  return whole && value !== undefined ? { ...value, now: isText(value.now) ? value.now : '' } : undefined;
}

function labels(pool: Pool): Map<string, Document[]> {
  const labels = new Map<string, Document[]>();
  for (const one of pool.documents.values()) {
    if (one.predicate !== 'release' || one.service === undefined || one.version === undefined) continue;
    const own = label(one.service, one.version);
    const same = labels.get(own) ?? [];
    same.push(one);
    labels.set(own, same);
  }
  return labels;
}

/** The environments that somebody decided about; where nobody did, the policy's, or one that is not known. */
function wanted(pool: Pool, releases: readonly Document[], environments: readonly string[]): readonly string[] {
  const ids = new Set(releases.flatMap((one) => one.record ?? []));
  const named = new Set<string>();
  for (const id of ids) for (const one of approvalsOf(pool, id)) one.environments.forEach((name) => named.add(name));
  if (named.size > 0) return [...named].sort();
  return environments.length > 0 ? environments.slice(-1) : ['production'];
}

const approvals = new WeakMap<Pool, { size: number; byRelease: Map<string, Document[]> }>();

function approvalsOf(pool: Pool, release: string): readonly Document[] {
  let index = approvals.get(pool);
  if (index === undefined || index.size !== pool.documents.size) {
    index = { size: pool.documents.size, byRelease: new Map() };
    for (const one of pool.documents.values()) {
      if (one.release === undefined) continue;
      const same = index.byRelease.get(one.release) ?? [];
      same.push(one);
      index.byRelease.set(one.release, same);
    }
    approvals.set(pool, index);
  }
  return index.byRelease.get(release) ?? [];
}

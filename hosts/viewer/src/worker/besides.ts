// Records about a release that lie here, and that its saved decision was taken without: a rejection of later, or one that
// nobody handed in. By what records say of themselves; whether they count, only the verifier can tell.

import type { Besides } from '../shared/messages.ts';
import { type Report, verdictOf } from '../shared/report.ts';
import { text } from './bytes.ts';
import { decide } from './component.ts';
import type { Document } from './document.ts';
import { LISTED } from './limits.ts';
import type { Pool } from './pool.ts';
import { gathered, type Inputs } from './question.ts';
import type { Selector } from './select.ts';

/** What a report does not name: the recomputed one, or the saved one where it cannot be. `releases` are the release records of its label. */
export function besides(selector: Selector, releases: readonly Document[], report: Report): Document[] {
  const { service, version, environment, artefacts } = report.asked;
  // A saved report may hold anything.
  const listed = (Array.isArray(report.documents) ? report.documents as unknown[] : []).map((one) => (one ?? {}) as { digest?: unknown; record?: unknown });
  const handedIn = new Set(listed.map((one) => one.digest));
  const records = [...listed.map((one) => one.record), ...releases.map((one) => one.record)].filter((one) => typeof one === 'string');
  const ids = new Set([...artefacts, ...releases.flatMap((one) => one.subjects), ...records]);
  return selector.about(service, version, ids).filter((one) => !handedIn.has(one.digest) && !isElsewhere(one, environment));
}

/** A yes for other environments says nothing of this one. A no may: the verifier reads what it names by the policy. */
function isElsewhere(one: Document, environment: string): boolean {
  return one.decision === 'approved' && one.environments.length > 0 && !one.environments.includes(environment);
}

/** What the report's own question, at its own moment, comes to with all of them. */
export async function withAll(pool: Pool, inputs: Inputs, others: readonly Document[]): Promise<Besides> {
  const records = others.slice(0, LISTED).map(({ digest, kind, predicate, predicateType, decision, names }) => (
    { digest, kind: predicate ?? predicateType ?? kind, names, ...(decision === undefined ? {} : { decision }) }));
  if (inputs.missing.length > 0) return { count: others.length, records };
  const documents = others.flatMap((one) => [one, ...one.references.flatMap((digest) => pool.get(digest) ?? [])]);
  const ready = await gathered({ ...inputs, records: [...new Set([...inputs.records, ...documents])] });
  const report = JSON.parse(text(decide(ready.key, ready.policy, ready.roster, ready.anchors, ready.question).report)) as Report;
  const failing = (report.findings ?? []).filter((one) => one.outcome === 'fail').map((one) => one.requirement);
  return { count: others.length, records, withAll: { verdict: verdictOf(report), failing } };
}

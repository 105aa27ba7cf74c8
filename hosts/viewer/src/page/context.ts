// A release that is open: the report, and what displaying it needs besides.

import type { Looked, Opened, Snapshot } from '../shared/messages.ts';
import type { Report } from '../shared/report.ts';
import type { Freeze } from './calendar.ts';
import type { Relay } from './relays.ts';
import { list, parsed, type Roster, words } from './roster.ts';

export interface Context {
  readonly opened: Opened;
  readonly report: Report;
  readonly roster: Roster;
  readonly snapshot: Snapshot;
  /** Fingerprints that the auditor has confirmed. */
  readonly confirmed: ReadonlySet<string>;
  /** The predicate of the release record that was meant. */
  readonly release: Readonly<Record<string, unknown>> | undefined;
  /** Who holds what is still missing, by requirement. */
  readonly could: ReadonlyMap<string, readonly string[]>;
  /** Names of files by digest. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** Records that were looked at, by record id and by digest. */
  readonly looked: ReadonlyMap<string, Looked>;
  /** Decisions that an automation signed in somebody's place, by record id. */
  readonly relays: ReadonlyMap<string, Relay>;
  /** The policy's freezes that bind this release. */
  readonly freezes: readonly Freeze[];
  readonly look: (digest: string) => Promise<Looked | undefined>;
}

const DECODER = new TextDecoder();

/** The report to show: the saved one where it could not be replayed, else what was recomputed. */
export function reportOf(opened: Opened): Report {
  const bytes = opened.replay === 'incomplete' && opened.saved !== undefined ? opened.saved : opened.report;
  return JSON.parse(DECODER.decode(bytes)) as Report;
}

export function could(explain: string | undefined): Map<string, string[]> {
  return new Map(list(parsed(explain)['missing']).flatMap((one) => {
    const { requirement, who } = one as { requirement?: unknown; who?: unknown };
    const names = list(who).flatMap((person) => words((person as { name?: unknown }).name) ?? words((person as { id?: unknown }).id) ?? []);
    return typeof requirement === 'string' && names.length > 0 ? [[requirement, names] as const] : [];
  }));
}

/** The predicate of a looked-at record. */
export function predicate(looked: Looked | undefined): Record<string, unknown> | undefined {
  const value = parsed(looked?.inspect)['predicate'];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

// Decisions that an automation signed in somebody's place: who decided, on which platform, and whom the roster knows by
// that account. For display, as the verifier attributes them: by the account's number, and only if its name belongs to
// nobody else.

import type { Looked } from '../shared/messages.ts';
import type { ReportDocument } from '../shared/report.ts';
import { text } from '../text/en.ts';
import { type Roster, type Principal, parsed, words } from './roster.ts';

export interface Relay {
  readonly platform: string;
  readonly login: string;
  readonly id: string;
  /** Whose account it is, if the roster knows. */
  readonly person?: Principal;
}

/** The relayed approvals and rejections among the documents, by record id. */
export function relays(documents: readonly ReportDocument[], looked: ReadonlyMap<string, Looked>, roster: Roster): Map<string, Relay> {
  const found = new Map<string, Relay>();
  for (const one of documents) {
    if (one.kind !== 'approval' || one.record === undefined) continue;
    const predicate = parsed(looked.get(one.digest)?.inspect)['predicate'] as { relay?: Record<string, unknown> } | undefined;
    const [platform, login, id] = ['platform', 'login', 'id'].map((field) => words(predicate?.relay?.[field]));
    if (platform === undefined || login === undefined || id === undefined) continue;
    const person = account(roster, platform, login, id);
    found.set(one.record, { platform, login, id, ...(person === undefined ? {} : { person }) });
  }
  return found;
}

function account(roster: Roster, platform: string, login: string, id: string): Principal | undefined {
  const [byNumber, byName] = [roster.find(`${platform}-id:${id}`), roster.find(`${platform}:${login}`)];
  return byName === undefined || byName === byNumber ? byNumber : undefined;
}

/** Whoever decided: by name, or by the account where the roster knows nobody. */
export function decider({ person, login, platform }: Relay): string {
  return person?.name ?? person?.id ?? `${platform}:${login}`;
}

/** Who decided, and by whose word. */
export function attributed(relay: Relay, signers: readonly string[], roster: Roster): string {
  return text.relay.who(decider(relay), relay.platform, signers.map((one) => roster.label(one)).join(', '));
}

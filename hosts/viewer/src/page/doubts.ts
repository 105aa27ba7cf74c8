// What a verdict takes on the word of whoever gave the files, as far as the auditor has not confirmed it. A report's own
// pins are such words, too: whoever wrote the rules could write the report.

import type { Row } from '../shared/messages.ts';

/** Nothing anchors the rules; a digest in the report does; a root key does; a trusted root of Sigstore proved identities. */
export type Doubt = 'unanchored' | 'digest' | 'root-key' | 'trusted-root';

export function doubts({ given, verdict }: Row, confirmed: ReadonlySet<string>): Doubt[] {
  // A question that could not be put rests on nothing.
  if (given === undefined || verdict === 'malformed') return [];
  const isOpen = (id: string) => !confirmed.has(id);
  const by = new Set(given.rules.filter((one) => isOpen(one.digest)).map((one) => one.anchoredBy));
  const found: Doubt[] = [];
  if ([...by].some((how) => how !== 'digest' && how !== 'signature')) found.push('unanchored');
  if (by.has('digest')) found.push('digest');
  if (by.has('signature') && given.rootKeys.some(isOpen)) found.push('root-key');
  if (given.trustedRoots.some(isOpen)) found.push('trusted-root');
  return found;
}

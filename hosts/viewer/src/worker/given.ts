// What a decision rests on that came with the files. Whether the auditor knows it from elsewhere, the page asks them.

import type { Given } from '../shared/messages.ts';
import type { Report } from '../shared/report.ts';
import type { Document } from './document.ts';
import type { Pool } from './pool.ts';

export function given(pool: Pool, builtIn: ReadonlyMap<string, Document>, { policy, roster, anchors }: Report): Given {
  const rule = (what: 'policy' | 'roster', one: Report['policy']) => (one === undefined ? [] : [{ what, digest: one.digest, anchoredBy: one.anchoredBy ?? 'nothing' }]);
  return {
    rules: [...rule('policy', policy), ...rule('roster', roster)],
    rootKeys: anchors?.rootKeys ?? [],
    trustedRoots: (anchors?.trustedRoots ?? []).filter((id) => !builtIn.has(id) && pool.get(id) !== undefined),
  };
}

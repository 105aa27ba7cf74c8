// What lies among the files, and the verdict does not know: records that a saved decision was taken without, and documents
// that are too large to be read here.

import type { Besides } from '../../shared/messages.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { digest, kindName } from '../format.ts';
import { glyph } from '../glyph.ts';
import { caveat, names } from '../parts.ts';

/** So many are shown at once; more are folded. */
const OPEN = 6;
/** Requirements named in the sentence. */
const NAMED = 3;

export function besides({ opened }: Context): Child {
  const { besides: found, tooLarge = [] } = opened;
  return [
    found !== undefined && h('div', { class: 'besides' }, glyph('warn', 20), h('div', {}, h('p', {}, text.besides.long(found.count)), withAll(found), records(found))),
    tooLarge.length > 0 && caveat(text.tooLarge, tooLarge.map((one) => h('div', {}, value(one.name, 'mono'), ' ', digest(one.digest)))),
  ];
}

function withAll({ withAll: outcome }: Besides): Child {
  if (outcome === undefined) return undefined;
  const { verdict, failing } = outcome;
  return h('p', {}, text.besides.withAll, h('strong', {}, text.verdictLong[verdict]),
    failing.length > 0 && [': ', value(failing.slice(0, NAMED).join(', '), 'mono')], failing.length > NAMED && text.why.more(failing.length - NAMED), '.');
}

function records({ count, records: shown }: Besides): HTMLElement {
  return h('details', { open: count <= OPEN }, h('summary', {}, text.besides.records), h('ul', {},
    shown.map((one) => h('li', {}, value(kindName(one.kind)), one.decision !== undefined && [': ', value(one.decision)], ' ', names(one.names), ' ', digest(one.digest))),
    count > shown.length && h('li', {}, text.files.more(count - shown.length))));
}

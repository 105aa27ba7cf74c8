// Artefacts: the digests that were asked about, that the release record names, and that files hashed here have, so that
// they can be compared by eye.

import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { h, replace } from '../dom.ts';
import { digest } from '../format.ts';
import { badge, copy, names as fileNames, section } from '../parts.ts';
import { list, parsed, words } from '../roster.ts';

export function digests(context: Context): HTMLElement {
  const { report } = context;
  const said = text.digests;
  const record = (report.documents ?? []).find((one) => one.record !== undefined && one.record === report.release?.record);
  const released = list(parsed(context.looked.get(record?.digest ?? '')?.inspect)['subjects']).flatMap((one) => words((one as { digest?: unknown }).digest) ?? []).filter((one) => one.startsWith('sha256:'));
  const cards = report.asked.artefacts.map((asked) => {
    const names = context.names[asked] ?? [];
    const same = released.find((one) => one === asked);
    const other = released.length === 1 ? released[0] : undefined;
    return h('div', { class: 'artefact' },
      line(said.asked, copy(asked), digest(asked)),
      released.length > 0 && line(said.released, badge(same === undefined ? 'fail' : 'pass', same === undefined ? said.other : said.matches), same === undefined ? (other === undefined ? text.none : digest(other, asked)) : digest(same)),
      names.length > 0 ? line(said.file, badge('pass', said.matches), digest(asked), fileNames(names)) : h('p', { class: 'muted' }, said.noFile));
  });
  return section('digests', text.sections.digests, String(report.asked.artefacts.length), cards, compare(report.asked.artefacts));
}

function line(label: string, said: Node, ...rest: readonly (Node | string)[]): HTMLElement {
  return h('div', { class: 'line' }, h('span', { class: 'label' }, label), h('span', { class: 'said' }, said), h('span', {}, rest));
}

/** A digest from elsewhere, held against those that were asked about. */
function compare(asked: readonly string[]): HTMLElement {
  const said = text.digests;
  const result = h('div', { role: 'status', class: 'result' });
  const input = h('input', { type: 'text', class: 'mono', size: 50, placeholder: said.compareHint, spellcheck: 'false', autocomplete: 'off', oninput: () => {
    const hex = input.value.toLowerCase().replaceAll(/\s|^sha256:/gu, '');
    if (hex === '') return replace(result);
    if (!/^[0-9a-f]{64}$/u.test(hex)) return replace(result, badge('warn', said.incomplete));
    const match = asked.find((one) => one === `sha256:${hex}`);
    return replace(result, match === undefined ? [badge('fail', said.other), digest(`sha256:${hex}`, asked[0])] : [badge('pass', said.same), digest(match)]);
  } });
  return h('div', { class: 'compare' }, h('label', { class: 'field wide' }, h('span', {}, said.compare), input), result);
}

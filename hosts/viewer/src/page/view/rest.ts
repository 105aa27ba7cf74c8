// The smaller sections of a release's page: what is owed, what all this rests on, and what can be taken away.

import type { Report, Rules } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { digest, time } from '../format.ts';
import { badge, button, facts, section, table } from '../parts.ts';
import { save } from '../save.ts';

export function obligations({ report }: Context): HTMLElement {
  const owed = report.obligations ?? [];
  const { columns, kinds, none } = text.obligations;
  return section('obligations', text.sections.obligations, String(owed.length), owed.length === 0 ? h('p', { class: 'empty' }, none)
    : table(text.sections.obligations, [columns.due, columns.kind, columns.text], owed.map((one) => h('tr', { class: one.kind }, h('td', {}, time(one.due)), h('th', { scope: 'row' }, kinds[one.kind] ?? value(one.kind)), h('td', {}, value(one.text ?? ''))))));
}

export function trust({ report, snapshot, names, confirmed }: Context): HTMLElement {
  const said = text.trust;
  const anchors = report.anchors ?? {};
  const keys = anchors.rootKeys ?? [];
  const names_ = (id: string) => snapshot.choices.keys.find((key) => key.id === id)?.names ?? [];
  const roots = anchors.trustedRoots ?? [];
  return section('trust', text.sections.trust, undefined,
    anchors.allowUnanchored === true && h('p', {}, badge('warn', said.unanchored)),
    facts([
      [text.facts.policy, rules(report.policy)],
      [text.facts.roster, rules(report.roster)],
      [said.keys, keys.length === 0 ? said.noKeys : keys.map((id) => h('div', {}, digest(id), names_(id).length > 0 && h('span', { class: 'muted' }, ' ', value(names_(id).join(', '), 'mono'),` · ${confirmed.has(id) ? said.confirmed : said.fromFolder}`)))],
      ...(anchors.policyDigest === undefined && anchors.rosterDigest === undefined ? [] : [[said.pinned, [anchors.policyDigest, anchors.rosterDigest].map((one) => one !== undefined && h('div', {}, digest(one), h('span', { class: 'muted' }, ` · ${confirmed.has(one) ? said.confirmed : said.fromReport}`)))] as const]),
      ...((anchors.minPolicySerial ?? 0) + (anchors.minRosterSerial ?? 0) === 0 ? [] : [[said.minimum, `${anchors.minPolicySerial ?? 0} / ${anchors.minRosterSerial ?? 0}`] as const]),
      [said.roots, roots.length === 0 ? said.noRoots : roots.map((id) => h('div', {}, digest(id), h('span', { class: 'muted' }, ' ', (names[id] ?? []).length === 0 ? said.builtIn : value((names[id] ?? []).join(', ')))))],
    ]),
    keys.length > 0 && h('p', { class: 'muted' }, text.question.warning));
}

function rules(one: Rules | undefined): Child {
  if (one === undefined) return text.none;
  const how = one.anchoredBy ?? 'nothing';
  return [one.name !== undefined && [value(one.name), ' · '], text.facts.serial(one.serial), ' · ', badge(how === 'nothing' ? 'warn' : 'pass', text.facts.anchored[how] ?? how), h('div', {}, digest(one.digest))];
}

export function exports(context: Context): HTMLElement {
  const { opened, report } = context;
  const said = text.exported;
  if (opened.hypothetical) return section('export', text.sections.export, undefined, h('p', { class: 'muted' }, said.refused));
  const name = fileStem(report);
  const bytes = opened.replay === 'incomplete' && opened.saved !== undefined ? opened.saved : opened.report;
  return section('export', text.sections.export, undefined, h('ul', { class: 'exports' },
    item(button(said.report, () => save(`${name}.report.json`, bytes, 'application/json')), said.reportHint),
    opened.replay !== 'incomplete' && item(button(said.vsa, () => save(`${name}.vsa.json`, opened.summary, 'application/json')), said.vsaHint),
    item(button(said.print, () => window.print()), said.printHint)));
}

function item(action: HTMLElement, hint: string): HTMLElement {
  return h('li', {}, action, h('span', { class: 'muted' }, hint));
}

function fileStem({ asked }: Report): string {
  return `${asked.service}-${asked.version}-${asked.environment}`;
}

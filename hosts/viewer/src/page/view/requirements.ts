// The requirement matrix: what was required, what was found, what that comes to, and on which records it rests.

import type { Finding } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, link, value } from '../dom.ts';
import { kindName, sentence, short } from '../format.ts';
import { badge, section, table } from '../parts.ts';

/** Meaning and next step of every code, from the core's tables (`build.mjs`). */
declare const CODES: Readonly<Record<string, readonly [meaning: string, next: string]>>;

const GRAVITY = { fail: 0, waived: 1, warn: 2, pass: 3 } as const;

export function requirements(context: Context): HTMLElement {
  const findings = [...(context.report.findings ?? [])].sort((a, b) => GRAVITY[a.outcome] - GRAVITY[b.outcome]);
  const met = findings.filter((one) => one.outcome === 'pass').length;
  const { columns } = text.requirements;
  return section('requirements', text.sections.requirements, `${met} / ${findings.length}`,
    table(text.sections.requirements, [columns.outcome, columns.requirement, columns.expected, columns.found, columns.evidence], findings.map((one) => row(one, context)), 'matrix'));
}

function row(finding: Finding, context: Context): HTMLElement {
  const [meaning, generic] = CODES[finding.code] ?? [];
  const next = finding.next ?? (finding.outcome === 'pass' ? undefined : generic);
  const who = context.could.get(finding.requirement);
  const words = text.requirements;
  return h('tr', { class: finding.outcome },
    h('td', {}, badge(finding.outcome, text.outcome[finding.outcome])),
    h('th', { scope: 'row' }, h('div', {}, areaName(finding.requirement)), code(finding.code, meaning)),
    h('td', { 'data-label': words.columns.expected }, sentence(finding.expected ?? text.none)),
    h('td', { 'data-label': words.columns.found }, sentence(finding.found ?? text.none),
      next !== undefined && next !== '' && h('p', { class: 'next' }, h('span', { class: 'label' }, words.next), ' ', sentence(next)),
      who !== undefined && h('p', { class: 'next' }, h('span', { class: 'label' }, words.who), ' ', value(who.join(', ')))),
    h('td', { class: 'evidence' }, records(finding.records ?? [], context)));
}

/** A requirement in words: its area, and which of it. */
export function areaName(requirement: string): Child {
  const [area = '', name] = requirement.split(/\/(.*)/su);
  return [text.requirements.areas[area] ?? value(area), name !== undefined && [' · ', value(name)]];
}

/** The code, with its meaning behind it: for the keyboard, too. */
function code(code: string, meaning: string | undefined): Child {
  if (meaning === undefined) return h('code', {}, code);
  return h('details', { class: 'code' }, h('summary', {}, h('code', {}, code)), h('p', {}, meaning));
}

function records(ids: readonly string[], context: Context): Child {
  return ids.slice(0, 6).map((id) => h('div', {}, reference(id, context)));
}

/** A record by its id, as a link to where it is shown. */
export function reference(id: string, { report, relays }: Context): HTMLElement {
  const one = (report.documents ?? []).find((document) => document.record === id || document.digest === id);
  if (one === undefined) return short(id);
  const target = `document-${one.digest.replace('sha256:', '')}`;
  const jump = (event: Event) => {
    event.preventDefault();
    const shown = document.getElementById(target);
    if (!(shown instanceof HTMLDetailsElement)) return;
    shown.open = true;
    shown.scrollIntoView();
    shown.querySelector('summary')?.focus({ preventScroll: true });
  };
  const relayed = relays.has(one.record ?? '') && [h('span', { class: 'relayed' }, text.relay.word), ' '];
  return link(`#${target}`, { class: 'reference', onclick: jump }, relayed, value(kindName(one.kind)), ' ', short(id));
}

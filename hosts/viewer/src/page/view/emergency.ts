// An emergency, above everything else: who broke the glass, why, until when, what it waived, and what is owed for it.

import type { Finding, Obligation, Report, Waiver } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { sentence, time } from '../format.ts';
import { glyph } from '../glyph.ts';
import { areaName, reference } from './requirements.ts';

const IN_FORCE = 'emergency.in-force';

export function alarm(context: Context): Child {
  const { report } = context;
  const mode = report.mode ?? 'normal';
  const waived = (report.findings ?? []).filter((one) => one.outcome === 'waived');
  const said = text.emergency;
  if (mode === 'normal' && waived.length === 0) return unneeded(report);
  return h('div', { class: 'alarm emergency', role: 'note' }, glyph('warn', 28), h('div', {},
    h('strong', {}, said.title(mode)),
    h('p', {}, said.sentence(waived.length)),
    waived.length > 0 && h('ul', { class: 'waived' }, waived.map(requirement)),
    (report.waivers ?? []).map((one) => waiver(one, context)),
    owed(report)));
}

/** In force, and nothing needed it: worth knowing, and no more. */
function unneeded(report: Report): Child {
  const idle = (report.findings ?? []).filter((one) => one.code === IN_FORCE);
  return idle.length > 0 && h('div', { class: 'alarm quietly', role: 'note' }, glyph('warn', 20), h('div', {}, h('strong', {}, text.emergency.idle), idle.map((one) => h('p', {}, sentence(one.found ?? '')))));
}

function requirement(one: Finding): HTMLElement {
  return h('li', {}, h('strong', {}, areaName(one.requirement)), ': ', sentence(one.found ?? text.none));
}

function waiver(one: Waiver, context: Context): HTMLElement {
  const said = text.emergency;
  const by = (one.by ?? []).map((who) => context.roster.label(who)).join(', ');
  return h('p', { class: 'waiver' }, h('strong', {}, value(one.incident)), ` ${said.declared} `, value(by), ', ', time(one.declaredAt), ` ${said.until} `, time(one.expiresAt), ': ',
    value(one.reason ?? ''), ' ', h('span', { class: 'muted' }, said.may(one.requirements ?? [])), ' ', reference(one.record, context));
}

/** The obligation's own words; its date stands in front of them already. */
function said({ text: words, kind, due }: Obligation): string {
  return (words ?? kind).replace(` by ${due}`, '');
}

function owed(report: Report): Child {
  const due = (report.obligations ?? []).filter((one) => one.kind.endsWith('-emergency'));
  const lines = [...new Map(due.map((one) => [`${one.due} ${one.text}`, one])).values()];
  return lines.length > 0 && h('div', { class: 'owed' }, h('strong', {}, text.emergency.owed),
    h('ul', {}, lines.map((one) => h('li', {}, time(one.due), ' ', value(said(one))))));
}

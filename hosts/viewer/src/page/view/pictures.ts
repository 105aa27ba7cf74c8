// The pictures of a release's page, each with the same facts as a table beside it.

import type { TimelineEvent, Waiver } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Freeze } from '../calendar.ts';
import { type Context, predicate } from '../context.ts';
import { h, value } from '../dom.ts';
import { time } from '../format.ts';
import { badge, scrolling, section, table } from '../parts.ts';
import { bands, eventName, marks, near } from '../picture/events.ts';
import { DUTIES, doers, rules, separation } from '../picture/separation.ts';
import { timeline } from '../picture/timeline.ts';
import { attributed, decider } from '../relays.ts';
import { reference } from './requirements.ts';

export function timelineSection(context: Context): HTMLElement {
  const { report, roster, relays } = context;
  const events = report.timeline ?? [];
  const words = text.timeline;
  if (events.length === 0) return section('timeline', text.sections.timeline, undefined, h('p', { class: 'empty' }, words.none));
  const freezes = near(report, context.freezes);
  const { columns } = words;
  return section('timeline', text.sections.timeline, undefined,
    h('figure', {}, scrolling(text.sections.timeline, timeline(marks(report, roster, relays), bands(report, freezes))), h('figcaption', {}, `${words.caption} ${words.legend}`, freezes.length > 0 && ` ${words.freezes}`)),
    h('details', {}, h('summary', {}, words.table), table(words.table, [columns.at, columns.event, columns.who, columns.time, columns.record], [
      ...events.map((one) => event(one, context)), ...(report.waivers ?? []).map((one) => inForce(one, context)), ...freezes.map(frozen),
    ])));
}

function event(one: TimelineEvent, context: Context): HTMLElement {
  const relay = context.relays.get(one.record ?? '');
  const who = one.who ?? [];
  return h('tr', {},
    h('td', {}, time(one.at)), h('th', { scope: 'row' }, value(eventName(one.event))),
    h('td', {}, value(relay === undefined ? who.map((id) => context.roster.label(id)).join(', ') : attributed(relay, who, context.roster))),
    h('td', {}, one.time === 'claimed' ? text.timeline.claimed : text.timeline.observed),
    h('td', {}, one.record === undefined ? text.none : reference(one.record, context)));
}

function inForce(one: Waiver, context: Context): HTMLElement {
  return h('tr', {},
    h('td', {}, time(one.declaredAt), ' – ', time(one.expiresAt)), h('th', { scope: 'row' }, text.timeline.emergency(one.incident)),
    h('td', {}, value((one.by ?? []).map((id) => context.roster.label(id)).join(', '))), h('td', {}, text.none), h('td', {}, reference(one.record, context)));
}

function frozen({ name, reason, from, until }: Freeze): HTMLElement {
  const at = (seconds: number) => time(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
  return h('tr', {},
    h('td', {}, at(from), ' – ', at(until)), h('th', { scope: 'row' }, value(text.timeline.freeze(name)), h('div', { class: 'muted' }, value(reason))),
    h('td', {}, text.none), h('td', {}, text.timeline.policy), h('td', {}, text.none));
}

const SIGNS = { kept: 'pass', broken: 'fail', waived: 'waived', relaxed: 'warn', warned: 'warn' } as const;

export function separationSection(context: Context): HTMLElement {
  const standing = rules(context.report.findings ?? []);
  const approvers = approvals(context);
  const people = doers(context.report, context.release, approvers, context.roster);
  const title = text.sections.separation;
  const { separation: said } = text;
  if (people.length === 0 && standing.length === 0) return section('separation', title, undefined, h('p', { class: 'empty' }, said.none));
  const rows = people.map((one) => h('tr', {}, h('th', { scope: 'row' }, value(one.label), !one.known && h('span', { class: 'muted' }, ` ${said.unknown}`)),
    DUTIES.map((duty) => h('td', {}, one.duties.has(duty) ? text.yes : text.none))));
  const kept = standing.filter((rule) => rule.state === 'kept').length;
  return section('separation', title, `${kept} / ${standing.length}`,
    h('figure', {}, scrolling(title, separation(people, standing))),
    h('details', {}, h('summary', {}, text.timeline.table),
      table(title, [said.person, ...DUTIES.map((duty) => said.duties[duty] ?? duty)], rows),
      h('ul', {}, standing.map((rule) => h('li', {}, `${rule.between.map((duty) => said.duties[duty] ?? duty).join(' / ')} ${said.between}: `, badge(SIGNS[rule.state], said[rule.state]), ' ', value(rule.finding.found ?? ''))))));
}

/** Who approved; where an automation signed in somebody's place, that somebody. */
function approvals({ report, looked, relays }: Context): string[] {
  return (report.documents ?? []).filter((one) => one.kind === 'approval' && predicate(looked.get(one.digest))?.['decision'] !== 'rejected').flatMap((one) => {
    const relay = relays.get(one.record ?? '');
    return relay === undefined ? (one.signers ?? []) : [relay.person?.id ?? decider(relay)];
  });
}

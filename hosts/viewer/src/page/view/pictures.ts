// The pictures of a release's page, each with the same facts as a table beside it.

import { text } from '../../text/en.ts';
import { type Context, predicate } from '../context.ts';
import { h, value } from '../dom.ts';
import { time } from '../format.ts';
import { badge, scrolling, section, table } from '../parts.ts';
import { type Samples, median, number, strip } from '../picture/canary.ts';
import { DUTIES, doers, rules, separation } from '../picture/separation.ts';
import { eventName, timeline } from '../picture/timeline.ts';
import { list, words } from '../roster.ts';
import { reference } from './requirements.ts';

export function timelineSection(context: Context): HTMLElement {
  const events = context.report.timeline ?? [];
  const words = text.timeline;
  if (events.length === 0) return section('timeline', text.sections.timeline, undefined, h('p', { class: 'empty' }, words.none));
  const rows = events.map((one) => h('tr', {},
    h('td', {}, time(one.at), one.until !== undefined && [' – ', time(one.until)]),
    h('th', { scope: 'row' }, value(eventName(one.event)), one.name !== undefined && [' ', value(one.name)]),
    h('td', {}, value((one.who ?? []).map((who) => context.roster.label(who)).join(', '))),
    h('td', {}, one.time === 'claimed' ? words.claimed : words.observed),
    h('td', {}, one.record === undefined ? text.none : reference(one.record, context))));
  const { columns } = words;
  return section('timeline', text.sections.timeline, undefined,
    h('figure', {}, scrolling(text.sections.timeline, timeline(context.report, context.roster)), h('figcaption', {}, `${words.caption} ${words.legend}`)),
    h('details', {}, h('summary', {}, words.table), table(words.table, [columns.at, columns.event, columns.who, columns.time, columns.record], rows)));
}

export function separationSection(context: Context): HTMLElement {
  const standing = rules(context.report.findings ?? []);
  const approvers = (context.report.documents ?? []).filter((one) => one.kind === 'approval' && predicate(context.looked.get(one.digest))?.['decision'] !== 'rejected').flatMap((one) => one.signers ?? []);
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
      h('ul', {}, standing.map((rule) => h('li', {}, `${rule.between.map((duty) => said.duties[duty] ?? duty).join(' / ')} ${said.between}: `, badge(rule.state === 'kept' ? 'pass' : rule.state === 'broken' ? 'fail' : 'warn', said[rule.state]), ' ', value(rule.finding.found ?? ''))))));
}

/** Canary metrics: samples as the record has them, classification as the report has it. */
export function canarySection(context: Context): HTMLElement | undefined {
  const judged = findMetrics(context.report.canary);
  const records = [...context.looked.values()].map(predicate).filter((one) => list(one?.['metrics']).length > 0);
  if (context.report.canary === undefined && records.length === 0) return undefined;
  const metrics = records.flatMap((one) => list(one?.['metrics'])).map((one) => one as Record<string, unknown>);
  const names = [...new Set([...metrics, ...judged].flatMap((one) => words(one['name']) ?? words(one['metric']) ?? []))];
  const said = text.canary;
  const rows = names.map((name) => {
    const own = (one: Record<string, unknown>) => (words(one['name']) ?? words(one['metric'])) === name;
    const [raw, verdict] = [metrics.find(own), judged.find(own)];
    const samples = samplesOf(raw) ?? samplesOf(verdict);
    const classification = words(verdict?.['classification']) ?? text.none;
    const fine = /^pass$/iu.test(classification);
    return h('tr', {},
      h('th', { scope: 'row' }, value(name), raw?.['critical'] === true && h('div', { class: 'muted' }, said.critical), words(raw?.['group']) !== undefined && h('div', { class: 'muted' }, value(words(raw?.['group']) ?? ''))),
      h('td', {}, badge(fine ? 'pass' : classification === text.none ? 'waiting' : 'warn', classification)),
      h('td', {}, samples === undefined ? said.noSamples : strip(name, samples)),
      h('td', {}, samples !== undefined && [`${said.control} ${number(median(samples.control))}`, h('br'), `${said.experiment} ${number(median(samples.experiment))}`]));
  });
  const score = (context.report.canary as { score?: unknown } | undefined)?.score;
  return section('canary', text.sections.canary, score === undefined ? undefined : `${said.score} ${String(score)}`,
    table(text.sections.canary, [said.metric, said.classification, `${said.control} / ${said.experiment}`, said.median], rows, 'canary'));
}

function findMetrics(section: unknown): Record<string, unknown>[] {
  if (Array.isArray(section)) return section.flatMap(findMetrics);
  if (typeof section !== 'object' || section === null) return [];
  const metrics = list((section as { metrics?: unknown }).metrics);
  const nested = Object.entries(section).filter(([name]) => name !== 'metrics').flatMap(([, inner]) => (Array.isArray(inner) || typeof inner === 'object' ? findMetrics(inner) : []));
  return [...metrics.map((one) => one as Record<string, unknown>), ...nested];
}

function samplesOf(metric: Record<string, unknown> | undefined): Samples | undefined {
  const numbers = (...names: string[]) => names.map((name) => list(metric?.[name]).map(Number).filter(Number.isFinite)).find((some) => some.length > 0) ?? [];
  const [control, experiment] = [numbers('control', 'baseline'), numbers('experiment', 'canary')];
  return control.length + experiment.length === 0 ? undefined : { control, experiment };
}

// Canary analyses: what the verifier made of each, and its samples where the record has them. Nothing is judged here.

import type { CanaryMetric, CanaryNote } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import { type Context, predicate } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { sentence, time } from '../format.ts';
import type { Sign } from '../glyph.ts';
import { badge, section, table } from '../parts.ts';
import { type Samples, median, number, strip } from '../picture/canary.ts';
import { list, words } from '../roster.ts';
import { reference } from './requirements.ts';

/** What a metric or an analysis came to, in the words of the tool that it is from. */
const SIGNS: Readonly<Record<string, Sign>> = { Pass: 'pass', Successful: 'pass', pass: 'pass', marginal: 'warn', fail: 'fail', Failed: 'fail', High: 'fail', Low: 'fail' };

export function canarySection(context: Context): HTMLElement | undefined {
  const notes = context.report.canary ?? [];
  return notes.length === 0 ? undefined : section('canary', text.sections.canary, String(notes.length), notes.map((one) => analysis(one, context)));
}

function analysis(note: CanaryNote, context: Context): HTMLElement {
  const said = text.canary;
  const { result } = note;
  return h('div', { class: 'analysis' },
    h('h3', {}, said.sources[note.source] ?? value(note.source), ' ', outcome(note)),
    h('p', {}, score(note), h('span', { class: 'muted' }, note.by !== undefined && [`${said.by} `, value(context.roster.label(note.by)), ' · '],
      note.start !== undefined && [time(note.start), note.end !== undefined && [' – ', time(note.end)], ' · '], h('code', {}, note.code), ' · ', reference(note.record, context))),
    result?.reason !== undefined && h('p', {}, sentence(result.reason)),
    result?.checks !== undefined && h('p', {}, said.checks(result.checks, result.failedChecks ?? 0)),
    groups(note),
    metrics(note, context));
}

function outcome({ result }: CanaryNote): Child {
  const word = result?.classification ?? (result?.successful === undefined ? undefined : result.successful ? 'Successful' : 'Failed');
  return word === undefined ? badge('waiting', text.canary.unjudged) : badge(SIGNS[word] ?? 'warn', text.canary.words[word] ?? word);
}

function score({ result }: CanaryNote): Child {
  if (result?.score === undefined) return undefined;
  return [h('strong', {}, `${text.canary.score} `, value(result.score)), ` ${text.canary.needed(result.thresholds?.pass ?? text.none, result.thresholds?.marginal ?? text.none)} `];
}

function groups({ result }: CanaryNote): Child {
  const all = result?.groups ?? [];
  return all.length > 1 && h('p', {}, all.map((one, at) => [at > 0 && ' · ', value(one.name), ' ', h('strong', {}, value(one.score)), h('span', { class: 'muted' }, ` ${text.canary.weighs(one.weight)}`)]));
}

function metrics({ record, result }: CanaryNote, context: Context): Child {
  const all = result?.metrics ?? [];
  if (all.length === 0) return undefined;
  const said = text.canary;
  if (all.some((one) => one.count !== undefined)) {
    return table(said.metrics, [said.metric, said.classification, ...said.counted], all.map(counted), 'canary');
  }
  const own = (context.report.documents ?? []).find((one) => one.record === record);
  const samples = list(predicate(own === undefined ? undefined : context.looked.get(own.digest))?.['metrics']).map((one) => one as Record<string, unknown>);
  return table(said.metrics, [said.metric, said.classification, `${said.control} / ${said.experiment}`, said.median],
    all.map((one) => sampled(one, samplesOf(samples.find((raw) => words(raw['name']) === one.name)))), 'canary');
}

/** What an analysis run counted of a metric. */
function counted(one: CanaryMetric): HTMLElement {
  return h('tr', {}, ...named(one), [one.count, one.successful, one.failed, one.inconclusive, one.error].map((count) => h('td', {}, count === undefined ? text.none : value(count))));
}

function sampled(one: CanaryMetric, samples: Samples | undefined): HTMLElement {
  const said = text.canary;
  const { shift } = one;
  return h('tr', {}, ...named(one),
    h('td', { class: 'samples' }, samples === undefined ? said.noSamples : strip(one.name, samples)),
    h('td', {}, samples !== undefined && [`${said.control} ${number(median(samples.control))}`, h('br'), `${said.experiment} ${number(median(samples.experiment))}`],
      shift !== undefined && h('div', { class: 'muted' }, said.shift(...[shift.estimate, shift.lower, shift.upper].map((one) => number(Number(one))) as [string, string, string]))));
}

function named(one: CanaryMetric): HTMLElement[] {
  const said = text.canary;
  return [
    h('th', { scope: 'row' }, value(one.name), h('div', { class: 'muted' }, [...(one.groups ?? []), ...(one.critical === true ? [said.critical] : []), ...(one.dryRun === true ? [said.dryRun] : [])].map((word, at) => [at > 0 && ' · ', value(word)]))),
    h('td', {}, badge(SIGNS[one.classification] ?? 'warn', said.words[one.classification] ?? one.classification), one.reason !== undefined && h('div', { class: 'muted' }, sentence(one.reason))),
  ];
}

/** The samples of a record's metric; `null` stands where there was none. */
function samplesOf(metric: Record<string, unknown> | undefined): Samples | undefined {
  const numbers = (name: string) => list(metric?.[name]).filter((one): one is number => typeof one === 'number' && Number.isFinite(one));
  const [control, experiment] = [numbers('control'), numbers('experiment')];
  return control.length + experiment.length === 0 ? undefined : { control, experiment };
}

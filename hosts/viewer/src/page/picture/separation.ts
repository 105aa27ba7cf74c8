// Separation of duties: who did what, and between which duties a rule stands. Duties are columns, people rows; an arc
// above two columns is a rule, and says whether it was kept.

import type { Finding, Report } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import { s } from '../dom.ts';
import { list, type Roster, words } from '../roster.ts';

export const DUTIES = ['author', 'reviewer', 'approver', 'builder', 'deployer'] as const;
export type Duty = (typeof DUTIES)[number];

export interface Doer {
  readonly key: string;
  readonly label: string;
  readonly known: boolean;
  readonly duties: ReadonlySet<Duty>;
}

export interface Rule {
  readonly between: readonly [Duty, Duty];
  readonly state: 'kept' | 'broken' | 'waived' | 'relaxed' | 'warned';
  readonly finding: Finding;
}

/** Who did what, from the release record, the approvals that counted, and the question. */
export function doers(report: Report, release: Readonly<Record<string, unknown>> | undefined, approvers: readonly string[], roster: Roster): Doer[] {
  const did = new Map<string, { label: string; known: boolean; duties: Set<Duty> }>();
  const add = (actor: string | undefined, duty: Duty) => {
    if (actor === undefined) return;
    const principal = roster.find(actor);
    const key = principal?.id ?? actor;
    const one = did.get(key) ?? { label: principal?.name ?? key, known: principal !== undefined, duties: new Set<Duty>() };
    one.duties.add(duty);
    did.set(key, one);
  };
  for (const author of list(release?.['authors'])) add(words(author), 'author');
  for (const review of list(release?.['reviewers'])) add(words((review as { who?: unknown } | null)?.who), 'reviewer');
  for (const approver of approvers) add(approver, 'approver');
  add(words(release?.['builder']), 'builder');
  for (const signer of report.release?.signers ?? []) add(signer, 'builder');
  add(report.asked.deployer, 'deployer');
  return [...did].map(([key, one]) => ({ key, ...one }));
}

export function rules(findings: readonly Finding[]): Rule[] {
  return findings.flatMap((finding) => {
    const [area, name = ''] = finding.requirement.split('/');
    const [first, second] = name.split('-');
    const isDuty = (one: string | undefined): one is Duty => DUTIES.some((duty) => duty === one);
    if (area !== 'separation' || !isDuty(first) || !isDuty(second)) return [];
    const states = { fail: 'broken', waived: 'waived', warn: 'warned', pass: 'kept' } as const;
    const state = finding.code === 'separation.relaxed' ? 'relaxed' : states[finding.outcome];
    return [{ between: [first, second] as const, state, finding } satisfies Rule];
  });
}

const NAMES = 190;
const STEP = 112;
const ROW = 30;

export function separation(people: readonly Doer[], standing: readonly Rule[]): SVGElement {
  const column = (duty: Duty) => NAMES + DUTIES.indexOf(duty) * STEP + STEP / 2;
  const levels = stacked(standing);
  const heads = 26 + 26 * Math.max(1, ...levels.map((level) => level + 1));
  const height = heads + 34 + people.length * ROW + 6;
  const width = NAMES + DUTIES.length * STEP;
  const kept = standing.filter((rule) => rule.state === 'kept').length;
  return s('svg', { class: 'separation', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': text.separation.picture(kept, standing.length) },
    standing.map((rule, at) => bracket(rule, column, heads - 6 - 26 * (levels[at] ?? 0), heads)),
    DUTIES.map((duty) => s('text', { class: 'duty', x: column(duty), y: heads + 14, 'text-anchor': 'middle' }, text.separation.duties[duty] ?? duty)),
    people.map((one, at) => person(one, standing, column, heads + 34 + at * ROW, width)));
}

/** How high each rule's arc runs: narrow ones low, and no two that touch at one height. */
function stacked(standing: readonly Rule[]): number[] {
  const reach = (rule: Rule) => rule.between.map((duty) => DUTIES.indexOf(duty)).sort((a, b) => a - b) as [number, number];
  const order = standing.map((_, at) => at).sort((a, b) => width(standing[a]) - width(standing[b]));
  const levels = standing.map(() => 0);
  const taken: [number, number][][] = [];
  for (const at of order) {
    const rule = standing[at];
    if (rule === undefined) continue;
    const [from, to] = reach(rule);
    let level = 0;
    while (taken[level]?.some(([a, b]) => a <= to && from <= b) === true) level += 1;
    (taken[level] ??= []).push([from, to]);
    levels[at] = level;
  }
  return levels;
  function width(rule: Rule | undefined): number {
    const [from, to] = rule === undefined ? [0, 0] : reach(rule);
    return to - from;
  }
}

/** A rule above the two columns that it keeps apart. */
function bracket(rule: Rule, column: (duty: Duty) => number, y: number, foot: number): SVGElement {
  const [a, b] = rule.between.map(column).sort((one, other) => one - other) as [number, number];
  const middle = (a + b) / 2;
  const word = text.separation[rule.state];
  const half = 9 + word.length * 3.8;
  return s('g', { class: `rule ${rule.state}` },
    s('path', { class: 'arc', d: `M${a} ${foot}V${y - 6}q0-6 6-6H${b - 6}q6 0 6 6V${foot}` }),
    s('rect', { class: 'tag', x: middle - half - 4, y: y - 22, width: 2 * half + 8, height: 19, rx: 9.5 }),
    sign(rule.state, middle - half + 6, y - 12.5),
    s('text', { x: middle + 8, y: y - 8.5, 'text-anchor': 'middle' }, word));
}

function sign(state: Rule['state'], x: number, y: number): SVGElement {
  const marks = { kept: 'l2.6 2.8 4.6-5.4', broken: 'm0-3l6 6m0-6l-6 6', waived: 'h6m-2.4-2.6l2.6 2.6-2.6 2.6', relaxed: 'h6', warned: 'm3-4v5m0 2.2v.6' };
  return s('path', { class: 'sign', d: `M${x - 3} ${y}${marks[state]}` });
}

function person(one: Doer, standing: readonly Rule[], column: (duty: Duty) => number, y: number, width: number): SVGElement {
  const middle = y + ROW / 2 - 4;
  const clashes = standing.filter((rule) => rule.state !== 'kept' && rule.between.every((duty) => one.duties.has(duty)));
  const name = one.label.length > 24 ? `${one.label.slice(0, 23)}…` : one.label;
  return s('g', { class: one.known ? 'person' : 'person unknown' },
    s('line', { class: 'row', x1: 0, x2: width, y1: y - 4, y2: y - 4 }),
    s('text', { class: 'name', x: 0, y: middle + 4 }, name),
    clashes.map((rule) => {
      const [a, b] = rule.between.map(column) as [number, number];
      return s('line', { class: `clash ${rule.state}`, x1: a, x2: b, y1: middle, y2: middle });
    }),
    DUTIES.map((duty) => one.duties.has(duty)
      ? s('circle', { class: clashes.some((rule) => rule.between.includes(duty)) ? 'did clash' : 'did', cx: column(duty), cy: middle, r: 7 })
      : s('circle', { class: 'not', cx: column(duty), cy: middle, r: 2 })));
}

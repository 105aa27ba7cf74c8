// The top of a release's page: the verdict, one sentence why, and everything that nobody may overlook.

import { type Outcome, type Report, type Verdict, verdictOf } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { doubts } from '../doubts.ts';
import { digest, sentence, time } from '../format.ts';
import { glyph } from '../glyph.ts';
import { badge, button, caveat, copy, facts } from '../parts.ts';
import { besides } from './besides.ts';
import { alarm } from './emergency.ts';

/** One sentence: why this verdict. */
export function why(report: Report): Child {
  const findings = report.findings ?? [];
  const of = (outcome: Outcome) => findings.filter((one) => one.outcome === outcome);
  const failing = of('fail');
  const [first] = failing;
  if (findings.length === 0) return text.why.nothing;
  if (first === undefined) return [text.why.allow(findings.length, of('waived').length), text.why.warned(of('warn').length)];
  return [text.why.deny(failing.length, findings.length), value(first.requirement, 'mono'), first.expected !== undefined && [` (${text.why.required}: `, sentence(first.expected), `; ${text.why.found}: `, sentence(first.found ?? text.none), ')'], failing.length > 1 && text.why.more(failing.length - 1), '.'];
}

/** The verdict; or that there is none, where a saved report could not be checked. */
export function shownVerdict({ opened, report }: Context): Verdict | 'unchecked' {
  return opened.replay === 'incomplete' ? 'unchecked' : verdictOf(report);
}

export function banner(context: Context, reset: () => void): Child {
  const { report, opened } = context;
  const verdict = shownVerdict(context);
  return [
    opened.hypothetical && h('div', { class: 'alarm hypothetical', role: 'note' }, h('strong', {}, text.hypothetical.title), h('span', {}, text.hypothetical.sentence), button(text.hypothetical.reset, reset)),
    alarm(context),
    report.anchors?.allowUnanchored === true && h('div', { class: 'alarm quietly', role: 'note' }, badge('warn', text.trust.unanchored)),
    h('div', { class: `verdict-block ${verdict}` },
      glyph(verdict, 56),
      h('div', {},
        h('h1', { tabindex: -1 }, h('span', { class: 'word' }, text.verdictLong[verdict]), h('span', { class: 'what' }, value(report.asked.service), ' ', value(report.asked.version), h('span', { class: 'to' }, ' → '), value(report.asked.environment))),
        h('p', { class: 'why' }, verdict === 'unchecked' ? text.why.unchecked(text.verdict[verdictOf(report)]) : why(report)))),
    replay(context),
    besides(context),
    caveats(context),
    summary(context),
  ];
}

/** What the verdict takes on the word of whoever gave the files. */
function caveats({ opened, confirmed }: Context): Child {
  const open = doubts(opened.row, confirmed);
  const pinned = (opened.row.given?.rules ?? []).filter((one) => one.anchoredBy === 'digest' && !confirmed.has(one.digest));
  return [
    open.includes('digest') && caveat(text.trust.pins, pinned.map((one) => h('div', {}, `${text.facts[one.what]} `, digest(one.digest)))),
    open.includes('root-key') && caveat(text.trust.unconfirmed),
    open.includes('trusted-root') && caveat(text.trust.foreignRoot),
  ];
}

/** Whether the saved report is what this verifier says, too. */
function replay({ opened }: Context): Child {
  if (opened.hypothetical) return undefined;
  const state = opened.replay ?? 'records';
  const sign = { agrees: 'pass', differs: 'fail', incomplete: 'warn', records: 'waiting' } as const;
  const { difference, missing } = opened;
  return h('div', { class: `replay ${state}` }, glyph(sign[state], 20), h('div', {},
    h('p', {}, text.basisLong[state]),
    state === 'differs' && (difference === undefined ? h('p', {}, text.replay.form) : facts([
      [text.replay.title, value(difference.path, 'mono')],
      [text.replay.saved, value(difference.saved ?? text.replay.absent, 'mono')],
      [text.replay.recomputed, value(difference.recomputed ?? text.replay.absent, 'mono')],
    ])),
    missing !== undefined && missing.length > 0 && h('details', { open: missing.length <= 6 }, h('summary', {}, `${text.replay.missing} (${missing.length})`),
      h('ul', {}, missing.map((one) => h('li', {}, `${text.replay.what[one.what] ?? one.what} `, digest(one.id)))))));
}

function summary({ report, opened }: Context): HTMLElement {
  const words = text.facts;
  const { release } = report;
  return facts([
    [words.class, [value(report.class?.name ?? text.none), h('span', { class: 'muted' }, ' ', value(report.class?.because ?? ''))]],
    [words.now, time(report.now)],
    [words.validUntil, report.validUntil === undefined ? h('span', { class: 'muted' }, words.never) : time(report.validUntil)],
    [words.deployer, report.asked.deployer === undefined ? h('span', { class: 'muted' }, words.nobody) : value(report.asked.deployer)],
    ...(release?.repository === undefined ? [] : [[words.repository, value(release.repository)] as const]),
    ...(release?.commit === undefined ? [] : [[words.commit, value(release.commit, 'mono commit')] as const]),
    ...(release?.changeRequest === undefined ? [] : [[words.changeRequest, value(release.changeRequest)] as const]),
    [words.records, [words.handed(opened.handedIn, opened.leftOut), h('span', { class: 'muted' }, ` · ${words.took(opened.milliseconds)}`)]],
    ...(opened.hypothetical ? [] : [[words.id, [digest(opened.savedId !== undefined && opened.replay === 'incomplete' ? opened.savedId : opened.id), ' ', copy(opened.id)]] as const]),
  ]);
}

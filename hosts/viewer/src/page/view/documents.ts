// Every document that was handed in: what became of it, decoded, raw, and its signature step by step.

import type { Looked } from '../../shared/messages.ts';
import type { ReportDocument } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, replace, value } from '../dom.ts';
import { digest, kindName, short, size, time } from '../format.ts';
import type { Sign } from '../glyph.ts';
import { badge, button, copy, facts, names, section } from '../parts.ts';
import { attributed } from '../relays.ts';
import { list, parsed, words } from '../roster.ts';
import { save } from '../save.ts';

const USE: Readonly<Record<string, Sign>> = { counted: 'pass', 'not-counted': 'waiting', unread: 'fail' };
/** Documents at once: a release has a dozen, and some have thousands. */
const PAGE = 100;

export function documents(context: Context): HTMLElement {
  const all = [...(context.report.documents ?? [])].sort((a, b) => (a.kind ?? '').localeCompare(b.kind ?? ''));
  const holder = h('div', { class: 'documents' });
  const more = h('div', {});
  let shown = 0;
  const show = () => {
    const next = all.slice(shown, shown + PAGE);
    shown += next.length;
    holder.append(...next.map((one) => row(one, context)));
    const left = all.length - shown;
    replace(more, left > 0 && button(text.documents.more(left), show, 'quiet'));
  };
  show();
  return section('documents', text.sections.documents, String(all.length), all.length === 0 ? h('p', { class: 'empty' }, text.documents.none) : holder, more);
}

function row(one: ReportDocument, context: Context): HTMLElement {
  const said = text.documents;
  const use = one.use ?? 'unread';
  const body = h('div', { class: 'body' });
  let filled = false;
  const element = h('details', { id: `document-${one.digest.replace('sha256:', '')}`, class: `document ${use}`, ontoggle: () => {
    if (!element.open || filled) return;
    filled = true;
    void context.look(one.digest).then((looked) => replace(body, looked === undefined ? h('p', { class: 'empty' }, said.absent) : content(one, looked, context)));
  } },
  h('summary', {},
    badge(USE[use] ?? 'waiting', said.use[use] ?? use),
    h('span', { class: 'kind' }, value(one.kind === undefined ? text.none : kindName(one.kind))),
    h('span', { class: 'signers' }, signers(one, context)),
    short(one.record ?? one.digest)),
  body);
  return element;
}

function signers(one: ReportDocument, { roster, relays }: Context): Child {
  const all = one.signers ?? [];
  const relay = relays.get(one.record ?? '');
  if (relay !== undefined) return [h('span', { class: 'relayed' }, text.relay.word), ' ', value(attributed(relay, all, roster))];
  return all.length === 0 ? h('span', { class: 'muted' }, text.documents.nobody) : value(all.map((who) => roster.label(who)).join(', '));
}

function content(one: ReportDocument, looked: Looked, context: Context): Child {
  const said = text.documents;
  const inspected = parsed(looked.inspect);
  const bundle = parsed(looked.bundle);
  const problems = [...list(inspected['problems']), ...list(bundle['problems'])].flatMap((problem) => words((problem as { message?: unknown }).message) ?? []);
  const predicate = inspected['predicate'];
  return [
    facts([
      [said.names, names(looked.names)],
      ...(one.record === undefined ? [] : [[said.record, [digest(one.record), ' ', copy(one.record)]] as const]),
      [said.digest, [digest(one.digest), ' ', copy(one.digest)]],
      ...(words(inspected['predicateType']) === undefined ? [] : [[said.type, value(words(inspected['predicateType']) ?? '', 'mono')] as const]),
      ...(one.container === undefined ? [] : [[said.container, digest(one.container)] as const]),
      [said.size, size(looked.size)],
    ]),
    problems.length > 0 && h('div', { class: 'problems' }, h('h3', {}, said.problems), h('ul', {}, problems.map((problem) => h('li', {}, badge('warn', ''), value(problem))))),
    h('h3', {}, said.steps), steps(one, looked, context),
    predicate !== undefined && [h('h3', {}, said.decoded), tree(predicate, 0)],
    looked.payload !== undefined && raw(said.payload, looked.payload),
    raw(said.raw, looked.raw, looked.rawCut ? said.cut : undefined),
    h('p', {}, button(text.exported.raw, () => save(looked.names[0]?.split(/[/▸]/u).at(-1) ?? 'document', looked.raw, 'application/octet-stream'), 'quiet')),
  ];
}

function raw(label: string, content: string, note?: string): HTMLElement {
  return h('details', {}, h('summary', {}, label), h('pre', { tabindex: 0 }, content), note !== undefined && h('p', { class: 'muted' }, note));
}

/** A decoded value as names and values, nested as it is. */
function tree(content: unknown, depth: number): Child {
  if (Array.isArray(content)) {
    if (content.every((one) => typeof one !== 'object' || one === null)) return value(content.map(String).join(', '));
    return h('ol', { class: 'tree' }, content.slice(0, 200).map((one) => h('li', {}, tree(one, depth + 1))), content.length > 200 && h('li', {}, text.files.more(content.length - 200)));
  }
  if (typeof content === 'object' && content !== null) {
    return h('dl', { class: 'tree' }, Object.entries(content).slice(0, 500).map(([name, inner]) => h('div', {}, h('dt', {}, value(name)), h('dd', {}, tree(inner, depth + 1)))));
  }
  const written = String(content);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u.test(written)) return time(written);
  if (/^sha256:[0-9a-f]{64}$/u.test(written)) return digest(written);
  return value(written, typeof content === 'string' ? '' : 'mono');
}

const OUTCOME: Readonly<Record<string, Sign>> = { passed: 'pass', failed: 'fail', 'not-required': 'waiting', 'not-reached': 'waiting' };

/** What was checked of a signature, in order: the verifier's own steps for a bundle, the envelope's for a key. */
function steps(one: ReportDocument, looked: Looked, context: Context): Child {
  const said = text.steps;
  const bundle = list(parsed(looked.bundle)['steps']).map((step) => step as Record<string, unknown>);
  const lines: (readonly [Sign, Child, Child?])[] = bundle.map((step) => {
    const outcome = words(step['outcome']) ?? 'not-reached';
    const name = words(step['step']) ?? '';
    return [OUTCOME[outcome] ?? 'waiting', said.names[name] ?? value(name), [`${said.outcome[outcome] ?? outcome}. `, value(words(step['found']) ?? '')]] as const;
  });
  if (looked.kind === 'statement') lines.push(['fail', said.statement]);
  if (looked.kind === 'envelope') lines.push(...envelope(one, looked, context));
  return h('ol', { class: 'steps' }, lines.map(([sign, head, found]) => h('li', {}, badge(sign, ''), h('div', {}, h('strong', {}, head), found !== undefined && h('div', { class: 'muted' }, found)))));
}

function envelope(one: ReportDocument, looked: Looked, context: Context): (readonly [Sign, Child, Child?])[] {
  const said = text.steps;
  const keys = list(parsed(looked.inspect)['signatures']).map((signature) => words((signature as { keyId?: unknown }).keyId));
  const holder = (key: string) => context.opened.holders?.[key];
  const signers = one.signers ?? [];
  return [
    ['pass', said.envelope],
    one.record === undefined ? ['fail', said.payload(text.none)] : ['pass', said.payload(`${one.record.slice(0, 23)}…`)],
    ...keys.map((key): readonly [Sign, Child] => {
      if (key === undefined) return ['waiting', said.noKey];
      const who = holder(key);
      return [who === undefined ? 'warn' : 'pass', said.key(`${key.slice(0, 16)}…`, who === undefined ? said.unknownKey : context.roster.label(who))];
    }),
    signers.length === 0 ? ['fail', said.unverified] : ['pass', said.verified(signers.map((who) => context.roster.label(who)).join(', '))],
  ];
}

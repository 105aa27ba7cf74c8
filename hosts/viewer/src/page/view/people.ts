// People: what they may do, what they signed, and by what their identity was proved.

import type { Looked } from '../../shared/messages.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { type Child, h, value } from '../dom.ts';
import { short, time } from '../format.ts';
import { badge, section, table } from '../parts.ts';
import { list, parsed, words } from '../roster.ts';
import { reference } from './requirements.ts';

export function people(context: Context): HTMLElement {
  const signed = new Map<string, string[]>();
  for (const document of context.report.documents ?? []) {
    for (const signer of document.signers ?? []) {
      const own = signed.get(signer) ?? [];
      own.push(document.digest);
      signed.set(signer, own);
    }
  }
  const { columns } = text.people;
  const rows = [...signed].sort(([a], [b]) => a.localeCompare(b)).map(([id, digests]) => person(id, digests, context));
  return section('people', text.sections.people, String(signed.size),
    rows.length === 0 ? h('p', { class: 'empty' }, text.people.none) : table(text.sections.people, [columns.who, columns.roles, columns.did, columns.proof], rows, 'people'));
}

function person(id: string, digests: readonly string[], context: Context): HTMLElement {
  const principal = context.roster.find(id);
  const proofs = new Map<string, Child>();
  for (const digest of digests) for (const [key, proof] of proved(context.looked.get(digest), id, context)) proofs.set(key, proof);
  return h('tr', {},
    h('th', { scope: 'row' }, h('div', {}, value(principal?.name ?? id)), h('div', { class: 'muted' }, value(id), principal?.automation === true && ` · ${text.people.automation}`), principal === undefined && badge('warn', text.people.unknown)),
    h('td', {}, roles(principal?.roles ?? []), (principal?.compromised ?? []).map((at) => h('div', {}, badge('fail', text.people.compromised), ' ', time(at)))),
    h('td', { class: 'evidence' }, digests.slice(0, 12).map((digest) => h('div', {}, reference(digest, context)))),
    h('td', {}, [...proofs.values()]));
}

function roles(roles: readonly { role: string; from?: string; until?: string }[]): Child {
  if (roles.length === 0) return h('span', { class: 'muted' }, text.people.noRoles);
  return roles.map((one) => h('div', {}, value(one.role), h('span', { class: 'muted small' },
    one.from !== undefined && [` ${text.people.from} `, value(one.from.slice(0, 10))], one.until !== undefined && [` ${text.people.until} `, value(one.until.slice(0, 10))])));
}

/** How a document proves who signed it; a bundle's certificate, or the keys that an envelope names. */
function proved(looked: Looked | undefined, id: string, context: Context): (readonly [string, Child])[] {
  if (looked === undefined) return [];
  const bundle = parsed(looked.bundle);
  const signer = bundle['signer'] as Record<string, unknown> | undefined;
  const subject = words(signer?.['subject']);
  if (subject !== undefined) return [[subject, certificate(bundle, signer ?? {}, subject)]];
  const named = list(parsed(looked.inspect)['signatures']).flatMap((one) => words((one as { keyId?: unknown }).keyId) ?? []);
  const keys = [...named, words(signer?.['keyId'])].filter((key) => key !== undefined && context.opened.holders?.[key] === id);
  return keys.map((key) => [key ?? '', h('div', {}, h('span', { class: 'label' }, text.people.key), ' ', short(key ?? ''))] as const);
}

function certificate(bundle: Record<string, unknown>, signer: Record<string, unknown>, subject: string): Child {
  const at = list(bundle['times']).map((one) => one as Record<string, unknown>);
  const log = list(bundle['log']).map((one) => one as Record<string, unknown>);
  return h('div', {},
    h('div', {}, h('span', { class: 'label' }, text.people.certificate), ' ', value(subject)),
    h('div', { class: 'muted' }, `${text.people.issuer} `, value(words(signer['issuer']) ?? text.none)),
    log.map((one) => h('div', { class: 'muted' }, `${text.people.log} `, value(String(one['index'] ?? '')), ' · ', value(words(one['log']) ?? ''))),
    at.map((one) => h('div', { class: 'muted' }, `${text.people.timestamp} `, value(words(one['by']) ?? words(one['source']) ?? ''), ' ', time(words(one['at'])))));
}

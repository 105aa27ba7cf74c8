// How times, sizes, digests and names are written. No time zone but UTC: an auditor compares with logs.

import { text } from '../text/en.ts';
import { h, value } from './dom.ts';

/** A time in two parts that stay together: `2026-11-20 12:00:00 UTC`. */
export function time(at: string | undefined): HTMLElement {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/u.exec(at ?? '');
  if (parts === null) return value(at ?? text.none);
  return h('span', { class: 'time', title: at }, `${parts[1] ?? ''} `, h('span', { class: 'clock' }, parts[2]), h('span', { class: 'zone' }, ' UTC'));
}

export function size(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [amount, unit] = [bytes, 0];
  for (; amount >= 1024 && unit < units.length - 1; unit += 1) amount /= 1024;
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit] ?? ''}`;
}

/** A document's kind for people: types of ours and of in-toto by their names, others as they are. The whole is with the document. */
export function kindName(kind: string | undefined): string {
  return (kind ?? '').replace(/^https:\/\/(?:(?:countersign\.dev|in-toto\.io)\/attestation\/)?/u, '');
}

const DIGEST = /^(?:(sha256|sha384|sha512):)?([0-9a-f]{40,128})$/u;

/** The start of a digest, for tables; the whole of it in the title. */
export function short(digest: string): HTMLElement {
  const parts = DIGEST.exec(digest);
  if (parts === null) return value(digest, 'mono');
  return h('span', { class: 'mono short', title: digest }, (parts[2] ?? '').slice(0, 12), h('span', { class: 'ellipsis', 'aria-hidden': 'true' }, '…'));
}

/** A sentence of the verifier: digests are shortened, with the whole of each in its title; what it quotes is set apart. */
export function sentence(words: string): HTMLElement {
  const pieces = words.split(/((?:sha256:)?\b[0-9a-f]{64}\b|`[^`]+`)/u);
  return h('bdi', { class: 'value' }, pieces.map((piece, at) => (at % 2 === 0 ? piece : piece.startsWith('`') ? h('code', {}, piece.slice(1, -1)) : short(piece))));
}

/** A digest in groups of four, so that two can be compared by eye. Groups that differ from `other` are marked. */
export function digest(digest: string, other?: string): HTMLElement {
  const parts = DIGEST.exec(digest);
  if (parts === null) return value(digest, 'mono');
  const groups = grouped(parts[2] ?? '');
  const against = other === undefined ? undefined : grouped(DIGEST.exec(other)?.[2] ?? '');
  const cells = groups.map((group, at) => {
    const differs = against !== undefined && against[at] !== group;
    return h('span', { class: differs ? 'group differs' : 'group' }, group);
  });
  return h('span', { class: 'digest', title: digest },
    h('span', { class: 'algorithm' }, parts[1] ?? (groups.length === 10 ? 'sha1' : 'sha256')),
    h('span', { class: 'groups' }, cells.flatMap((cell) => [cell, ' '])));
}

function grouped(hex: string): string[] {
  return hex.match(/.{1,4}/gu) ?? [];
}

/** A span of time, in the largest unit that says enough. */
export function span(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [[365 * 86_400, 'y'], [86_400, 'd'], [3_600, 'h'], [60, 'min']];
  for (const [unit, name] of units) {
    if (seconds >= unit) return `${Math.round((seconds / unit) * 10) / 10} ${name}`;
  }
  return `${seconds} s`;
}

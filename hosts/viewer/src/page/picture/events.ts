// What the timeline shows: the report's events, what somebody owes, and the times in which something holds: the verdict,
// an emergency, a freeze.

import type { Report, TimelineEvent } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Freeze } from '../calendar.ts';
import { decider, type Relay } from '../relays.ts';
import type { Roster } from '../roster.ts';

/** What stands in the picture at one instant. */
export interface Mark {
  readonly at: number;
  readonly lane: string;
  readonly shape: Shape;
  readonly label: string;
  readonly solid: boolean;
}

export type Shape = 'dot' | 'yes' | 'no' | 'gone' | 'square' | 'flag' | 'alarm';

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'valid' | 'freeze' | 'emergency';
}

/** Lane and shape of every event of a report; one that a newer verifier brings goes into the last lane. */
const EVENTS: Readonly<Record<string, readonly [lane: string, shape: Shape]>> = {
  requested: ['release', 'dot'],
  built: ['evidence', 'dot'],
  tested: ['evidence', 'dot'],
  scanned: ['evidence', 'dot'],
  analysed: ['evidence', 'dot'],
  'components-listed': ['evidence', 'dot'],
  'verified-elsewhere': ['evidence', 'dot'],
  assessed: ['evidence', 'dot'],
  approved: ['decision', 'yes'],
  rejected: ['decision', 'no'],
  'approval-expires': ['decision', 'gone'],
  'emergency-declared': ['emergency', 'alarm'],
  'emergency-ends': ['emergency', 'gone'],
  'emergency-reviewed': ['emergency', 'yes'],
  revoked: ['withdrawn', 'gone'],
  'register-issued': ['register', 'square'],
  decided: ['gate', 'flag'],
};
export const LANES = ['release', 'evidence', 'canary', 'decision', 'withdrawn', 'emergency', 'register', 'gate', 'owed', 'other'];

const LABEL_CHARACTERS = 44;

export function eventName(event: string): string {
  return text.timeline.events[event] ?? event.replaceAll('-', ' ');
}

export function seconds(at: string | undefined): number | undefined {
  const milliseconds = Date.parse(at ?? '');
  return Number.isNaN(milliseconds) ? undefined : Math.trunc(milliseconds / 1000);
}

export function marks(report: Report, roster: Roster, relays: ReadonlyMap<string, Relay>): Mark[] {
  const made = (report.timeline ?? []).flatMap((event) => mark(event, roster, relays));
  for (const note of report.canary ?? []) {
    const at = seconds(note.end);
    if (at !== undefined) made.push({ at, lane: 'canary', shape: 'dot', label: cut(text.canary.ended(note.result?.classification)), solid: false });
  }
  for (const owed of report.obligations ?? []) {
    const at = seconds(owed.due);
    const label = cut(text.obligations.kinds[owed.kind] ?? owed.kind);
    const twice = made.some((one) => one.lane === 'owed' && one.at === at && one.label === label);
    if (at !== undefined && !twice) made.push({ at, lane: 'owed', shape: 'square', label, solid: true });
  }
  return made;
}

function mark(event: TimelineEvent, roster: Roster, relays: ReadonlyMap<string, Relay>): Mark[] {
  const at = seconds(event.at);
  if (at === undefined) return [];
  const [lane, shape] = EVENTS[event.event] ?? ['other', 'dot'];
  const relay = relays.get(event.record ?? '');
  const name = eventName(event.event);
  const who = relay === undefined ? (event.who ?? []).map((one) => roster.label(one)).join(', ') : decider(relay);
  const told = relay === undefined ? '' : text.relay.mark;
  // What merely comes to its end is done by nobody.
  const label = /-(?:ends|expires)$/u.test(event.event) || who === '' ? name : `${who} ${name}${told}`;
  return [{ at, lane, shape, label: cut(label), solid: event.time !== 'claimed' }];
}

/** The times in which something holds. Of the freezes, those that come near what happened, or end the verdict. */
export function bands(report: Report, freezes: readonly Freeze[]): Band[] {
  const [now, until] = [seconds(report.now), seconds(report.validUntil)];
  const made: Band[] = near(report, freezes).map(({ from, until: to, name }) => ({ from, to, label: cut(text.timeline.freeze(name)), kind: 'freeze' }));
  for (const one of report.waivers ?? []) {
    const [from, to] = [seconds(one.declaredAt), seconds(one.expiresAt)];
    const label = cut(text.timeline.emergency(one.incident));
    const twice = made.some((other) => other.label === label && other.from === from && other.to === to);
    if (from !== undefined && to !== undefined && !twice) made.push({ from, to, label, kind: 'emergency' });
  }
  if (now !== undefined && until !== undefined) made.push({ from: now, to: until, label: text.timeline.valid, kind: 'valid' });
  return made;
}

export function near(report: Report, freezes: readonly Freeze[]): Freeze[] {
  const happened = [...(report.timeline ?? []).map((one) => one.at), report.now, report.validUntil].flatMap((at) => seconds(at) ?? []);
  const [first, last] = [Math.min(...happened), Math.max(...happened)];
  return freezes.filter(({ from, until }) => from <= last && until >= first);
}

function cut(label: string): string {
  return label.length > LABEL_CHARACTERS ? `${label.slice(0, LABEL_CHARACTERS - 1)}…` : label;
}

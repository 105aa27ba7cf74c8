// The freezes of a policy as instants, so that they can be drawn beside what happened. This is display: whether a freeze
// is on is the verifier's to say, and its finding stands among the requirements. Dates are read as `docs/calendar.md` has
// them, by this browser's time zones; what it cannot read is not drawn.

import { list, parsed, words } from './roster.ts';

export interface Freeze {
  readonly name: string;
  readonly reason: string;
  /** Seconds, from the first to the first that is free again. */
  readonly from: number;
  readonly until: number;
}

/** The release that a freeze binds, or not. */
export interface Bound {
  readonly environment: string;
  readonly service: string;
  readonly class?: string;
}

/** The freezes that bind a release. */
export function freezes(policy: string | undefined, bound: Bound): Freeze[] {
  const rules = parsed(policy);
  const calendar = rules['calendar'] as { timeZone?: unknown } | undefined;
  return list(rules['freezes']).flatMap((one) => {
    const { name, reason, from, until, timeZone, appliesTo } = one as Record<string, unknown>;
    if (!applies(appliesTo as Record<string, unknown> | undefined, bound)) return [];
    const zone = words(timeZone) ?? words(calendar?.timeZone) ?? 'UTC';
    const [first, last] = [begins(words(from) ?? '', zone), ends(words(until) ?? '', zone)];
    if (first === undefined || last === undefined) return [];
    return [{ name: words(name) ?? '', reason: words(reason) ?? '', from: first, until: last }];
  });
}

/** Every list that is there names it. */
function applies(scope: Record<string, unknown> | undefined, { environment, service, class: chosen }: Bound): boolean {
  const fits = (field: string, own: string | undefined) => scope?.[field] === undefined || list(scope[field]).some((one) => one === own);
  return fits('environments', environment) && fits('services', service) && fits('classes', chosen);
}

export function begins(edge: string, zone: string): number | undefined {
  return edge.endsWith('Z') ? instant(edge) : readings(edge, zone)?.[0];
}

/** A day is frozen to its end. */
export function ends(edge: string, zone: string): number | undefined {
  if (edge.endsWith('Z')) return instant(edge);
  if (edge.includes('T')) return readings(edge, zone)?.at(-1);
  const midnight = instant(`${edge}T00:00:00Z`);
  return midnight === undefined ? undefined : readings(new Date((midnight + DAY) * 1000).toISOString().slice(0, 10), zone)?.at(-1);
}

const DAY = 86_400;

function instant(written: string): number | undefined {
  const milliseconds = Date.parse(written);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

/** When clocks of a zone show a local time: once, twice where they were put back; where they never do, as they jump over it. */
function readings(edge: string, zone: string): number[] | undefined {
  const shown = instant(edge.includes('T') ? `${edge}:00Z` : `${edge}T00:00:00Z`);
  const clock = shown === undefined ? undefined : clockOf(zone);
  if (shown === undefined || clock === undefined) return undefined;
  const [before, after] = [clock(shown - 1.5 * DAY), clock(shown + 1.5 * DAY)];
  const candidates = [...new Set([shown - before, shown - after])].sort((a, b) => a - b);
  const read = candidates.filter((one) => one + clock(one) === shown);
  return read.length > 0 ? read : [jump(clock, candidates[0] ?? shown, candidates.at(-1) ?? shown)];
}

/** The first second after a change of the clock that lies between two instants. */
function jump(clock: (at: number) => number, from: number, until: number): number {
  let [low, high] = [from, until];
  const old = clock(low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** By how many seconds a zone is ahead of UTC at an instant; nothing where the browser does not know the zone. */
function clockOf(zone: string): ((at: number) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  } catch {
    return undefined;
  }
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)]));
    const shown = Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second']);
    return shown / 1000 - at;
  };
}

// The timeline: every instant a column, every kind of event a lane. The distance between two instants grows with the
// logarithm of the time between them, so that minutes before a decision and years of retention fit one picture.

import { text } from '../../text/en.ts';
import { s } from '../dom.ts';
import { span } from '../format.ts';
import { type Band, LANES, type Mark, type Shape } from './events.ts';

const LEFT = 104;
const TOP = 26;
const ROW = 24;
/** A band's own row, at the foot. */
const BAND = 19;
const CHARACTER = 6.6;

export function timeline(marks: readonly Mark[], bands: readonly Band[]): SVGElement {
  const instants = [...new Set([...marks.map((one) => one.at), ...bands.flatMap((one) => [one.from, one.to])])].sort((a, b) => a - b);
  const lanes = LANES.filter((lane) => marks.some((one) => one.lane === lane));
  const stacks = stacked(marks, lanes);
  const x = columns(instants, marks, bands);
  const foot = TOP + 6 + stacks.height;
  const bottom = foot + bands.length * BAND;
  const last = instants.at(-1);
  const width = Math.max(640, (last === undefined ? 0 : x.get(last) ?? 0) + tail(marks, last));
  return s('svg', { class: 'timeline', viewBox: `0 0 ${width} ${bottom + 42}`, width, height: bottom + 42, role: 'img', 'aria-label': text.timeline.picture(marks.length) },
    hatch(),
    lanes.map((lane) => laneShape(lane, stacks.top.get(lane) ?? 0, stacks.rows.get(lane) ?? 1, width)),
    axis(instants, x, bottom),
    bands.map((one, at) => bandShape(one, x, foot + at * BAND, bottom)),
    marks.map((one, at) => markShape(one, x.get(one.at) ?? 0, stacks.y[at] ?? 0)));
}

/** Marks of one lane at one instant stand below each other. */
function stacked(marks: readonly Mark[], lanes: readonly string[]): { top: Map<string, number>; rows: Map<string, number>; y: number[]; height: number } {
  const counts = new Map<string, number>();
  const row = marks.map((one) => {
    const key = `${one.lane} ${one.at}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  });
  const rows = new Map<string, number>();
  marks.forEach((one, at) => rows.set(one.lane, Math.max(rows.get(one.lane) ?? 1, (row[at] ?? 0) + 1)));
  const top = new Map<string, number>();
  let height = 0;
  for (const lane of lanes) {
    top.set(lane, TOP + 6 + height);
    height += (rows.get(lane) ?? 1) * ROW + 6;
  }
  const y = marks.map((one, at) => (top.get(one.lane) ?? 0) + (row[at] ?? 0) * ROW + ROW / 2);
  return { top, rows, y, height };
}

/** Where instants stand: by the logarithm of what lies between, and never so close that labels of a lane touch. */
function columns(instants: readonly number[], marks: readonly Mark[], bands: readonly Band[]): Map<number, number> {
  const x = new Map<number, number>();
  const ends = new Map<string, number>();
  let at = LEFT + 24;
  instants.forEach((instant, index) => {
    const before = instants[index - 1];
    if (before !== undefined) at += 34 + 17 * Math.log10(1 + (instant - before) / 60);
    const here = marks.filter((one) => one.at === instant);
    for (const one of here) at = Math.max(at, (ends.get(one.lane) ?? 0) + 22);
    // Times below the axis need room, too.
    if (before !== undefined) at = Math.max(at, (x.get(before) ?? 0) + 74);
    // A band is as wide as its name, where both its ends are here.
    for (const band of bands) if (band.to === instant) at = Math.max(at, (x.get(band.from) ?? 0) + 14 + band.label.length * CHARACTER);
    x.set(instant, at);
    for (const one of here) ends.set(one.lane, Math.max(ends.get(one.lane) ?? 0, at + 12 + one.label.length * CHARACTER));
  });
  return x;
}

function tail(marks: readonly Mark[], last: number | undefined): number {
  return 24 + Math.max(40, ...marks.filter((one) => one.at === last).map((one) => 12 + one.label.length * CHARACTER));
}

function axis(instants: readonly number[], x: ReadonlyMap<number, number>, bottom: number): SVGElement[] {
  return instants.flatMap((instant, index) => {
    const at = x.get(instant) ?? 0;
    const before = instants[index - 1];
    const [day = '', clock = ''] = new Date(instant * 1000).toISOString().replace('.000Z', '').split('T');
    const newDay = before === undefined || !new Date(before * 1000).toISOString().startsWith(day);
    return [
      s('line', { class: 'instant', x1: at, x2: at, y1: TOP, y2: bottom }),
      ...(before === undefined ? [] : [s('text', { class: 'gap', x: ((x.get(before) ?? 0) + at) / 2, y: TOP - 8, 'text-anchor': 'middle' }, `+${span(instant - before)}`)]),
      s('text', { class: 'clock', x: at, y: bottom + 16, 'text-anchor': 'middle' }, clock),
      ...(newDay ? [s('text', { class: 'day', x: at, y: bottom + 31, 'text-anchor': 'middle' }, day)] : []),
    ];
  });
}

function laneShape(lane: string, top: number, rows: number, width: number): SVGElement {
  return s('g', {},
    s('line', { class: 'lane', x1: LEFT, x2: width, y1: top + rows * ROW + 3, y2: top + rows * ROW + 3 }),
    s('text', { class: 'lane-name', x: LEFT - 12, y: top + ROW / 2 + 4, 'text-anchor': 'end' }, text.timeline.lanes[lane] ?? lane));
}

/** A bar in a row of its own; a freeze or an emergency besides shades everything that happened in it. */
function bandShape(one: Band, x: ReadonlyMap<number, number>, y: number, bottom: number): SVGElement {
  const [from, to] = [x.get(one.from) ?? 0, x.get(one.to) ?? 0];
  const width = Math.max(2, to - from);
  return s('g', { class: `band ${one.kind}` },
    one.kind !== 'valid' && s('rect', { class: 'shade', x: from, y: TOP, width, height: bottom - TOP }),
    s('rect', { class: 'bar', x: from, y: y + 2, width, height: BAND - 4, fill: one.kind === 'freeze' ? 'url(#hatch)' : undefined }),
    s('text', { class: 'lane-name', x: LEFT - 12, y: y + 14, 'text-anchor': 'end' }, text.timeline.bands[one.kind]),
    s('text', { class: 'label', x: from + 6, y: y + 13.5 }, one.label));
}

function hatch(): SVGElement {
  return s('defs', {}, s('pattern', { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    s('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 7 })));
}

function markShape(one: Mark, x: number, y: number): SVGElement {
  const group = s('g', { class: `mark ${one.shape} ${one.solid ? 'solid' : 'claimed'}` }, ...shape(one.shape, x, y));
  group.append(s('text', { x: x + 12, y: y + 4 }, one.label));
  return group;
}

function shape(shape: Shape, x: number, y: number): SVGElement[] {
  switch (shape) {
    case 'yes':
      return [s('circle', { cx: x, cy: y, r: 7 }), s('path', { class: 'sign', d: `M${x - 3.2} ${y + 0.3}l2.3 2.3 4.2-4.6` })];
    case 'no':
      return [s('path', { class: 'body', d: `M${x - 3} ${y - 7}h6l4 4v6l-4 4h-6l-4-4v-6z` }), s('path', { class: 'sign', d: `M${x - 2.6} ${y - 2.6}l5.2 5.2m0-5.2l-5.2 5.2` })];
    case 'gone':
      return [s('path', { class: 'body', d: `M${x} ${y - 8}l8 8-8 8-8-8z` }), s('path', { class: 'sign', d: `M${x - 3} ${y}h6` })];
    case 'square':
      return [s('rect', { x: x - 6, y: y - 6, width: 12, height: 12, rx: 2 })];
    case 'alarm':
      return [s('path', { class: 'body', d: `M${x} ${y - 8}l8.5 15h-17z` }), s('path', { class: 'sign', d: `M${x} ${y - 2.5}v4.4m0 2.3v.4` })];
    case 'flag':
      return [s('path', { class: 'body', d: `M${x - 5} ${y + 8}v-16h12l-3 4.5 3 4.5h-12` })];
    default:
      return [s('circle', { cx: x, cy: y, r: 6 })];
  }
}

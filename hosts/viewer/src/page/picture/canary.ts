// Samples of one metric: the control group above, the canary below, on one scale, with medians. The classification is the
// report's; nothing is judged here.

import { text } from '../../text/en.ts';
import { s } from '../dom.ts';

export interface Samples {
  readonly control: readonly number[];
  readonly experiment: readonly number[];
}

const WIDTH = 420;
const HEIGHT = 64;
const LEFT = 64;
const RIGHT = 10;
/** More than so many dots are a smear: every n-th is drawn, medians are of all. */
const DOTS = 240;

export function strip(metric: string, samples: Samples): SVGElement {
  const all = [...samples.control, ...samples.experiment];
  const [low, high] = all.reduce(([a, b], one) => [Math.min(a, one), Math.max(b, one)], [Infinity, -Infinity]);
  const reach = high - low;
  const x = (value: number) => LEFT + (reach > 0 ? (value - low) / reach : 0.5) * (WIDTH - LEFT - RIGHT);
  return s('svg', { class: 'strip', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': text.canary.picture(metric) },
    group(text.canary.control, 'control', samples.control, 16, x),
    group(text.canary.experiment, 'experiment', samples.experiment, 38, x),
    s('text', { class: 'scale', x: LEFT, y: HEIGHT - 2 }, number(low)),
    s('text', { class: 'scale', x: WIDTH - RIGHT, y: HEIGHT - 2, 'text-anchor': 'end' }, number(high)));
}

function group(name: string, kind: string, samples: readonly number[], y: number, x: (value: number) => number): SVGElement {
  const every = Math.max(1, Math.ceil(samples.length / DOTS));
  const middle = median(samples);
  return s('g', { class: `samples ${kind}` },
    s('text', { class: 'name', x: 0, y: y + 4 }, name),
    s('line', { class: 'base', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
    samples.filter((_, at) => at % every === 0).map((one, at) => s('circle', { cx: x(one), cy: y - 5 + ((at * 7) % 11), r: 2 })),
    ...(middle === undefined ? [] : [s('line', { class: 'median', x1: x(middle), x2: x(middle), y1: y - 10, y2: y + 10 })]));
}

export function median(samples: readonly number[]): number | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  const [a, b] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}

export function number(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? text.none : String(Number(value.toPrecision(4)));
}

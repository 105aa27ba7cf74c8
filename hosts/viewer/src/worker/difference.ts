// The first place where two reports say something different, in the order in which they are written.

import type { Difference } from '../shared/messages.ts';

/** Where `saved` and `recomputed` part; nothing where only the form of the JSON differs. */
export function difference(saved: unknown, recomputed: unknown, path = ''): Difference | undefined {
  if (Object.is(saved, recomputed)) return undefined;
  if (isObject(saved) && isObject(recomputed)) {
    const names = [...new Set([...Object.keys(saved), ...Object.keys(recomputed)])].sort();
    // The verdict first: it is what the reader wants to know.
    names.sort((a, b) => Number(b === 'verdict') - Number(a === 'verdict'));
    return first(names.map((name) => () => difference(saved[name], recomputed[name], path === '' ? name : `${path}.${name}`)));
  }
  if (Array.isArray(saved) && Array.isArray(recomputed)) {
    const length = Math.max(saved.length, recomputed.length);
    return first(Array.from({ length }, (_, at) => () => difference(saved[at], recomputed[at], `${path}[${at}]`)));
  }
  return { path, ...shown('saved', saved), ...shown('recomputed', recomputed) };
}

function first(places: readonly (() => Difference | undefined)[]): Difference | undefined {
  for (const place of places) {
    const found = place();
    if (found !== undefined) return found;
  }
  return undefined;
}

function shown<K extends string>(key: K, value: unknown): { [key in K]?: string } {
  const text = value === undefined ? {} : { [key]: typeof value === 'string' ? value : JSON.stringify(value) };
  return text as { [key in K]?: string };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

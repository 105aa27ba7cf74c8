// Pieces that several views share.

import { text } from '../text/en.ts';
import { type Child, h, value } from './dom.ts';
import { glyph, type Sign } from './glyph.ts';

/** A verdict or outcome: sign and word together, always. */
export function badge(sign: Sign, word: string, extra = ''): HTMLElement {
  return h('span', { class: `badge ${sign} ${extra}`.trim() }, glyph(sign), h('span', {}, word));
}

/** What the reader must know of a verdict, in a sentence of its own. */
export function caveat(sentence: string, ...more: Child[]): HTMLElement {
  return h('div', { class: 'caveat' }, glyph('warn'), h('div', {}, sentence, more));
}

export interface Column {
  readonly head: Child;
  readonly className?: string;
}

/** A table with a caption for those who cannot see it, that scrolls inside itself where the screen is narrow. */
export function table(caption: string, columns: readonly (string | Column)[], rows: readonly Child[], className = ''): HTMLElement {
  const heads = columns.map((column) => (typeof column === 'string' ? { head: column } : column));
  return scrolling(caption, h('table', { class: className },
    h('caption', { class: 'hidden' }, caption),
    h('thead', {}, h('tr', {}, heads.map(({ head, ...rest }) => h('th', { scope: 'col', class: (rest as Column).className }, head)))),
    h('tbody', {}, rows)));
}

/** A place that the keyboard can scroll. */
export function scrolling(label: string, ...children: Child[]): HTMLElement {
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': label }, children);
}

export function section(id: string, title: string, count: string | undefined, ...children: Child[]): HTMLElement {
  return h('section', { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title, count === undefined ? '' : h('span', { class: 'count' }, ` ${count}`)), children);
}

export function facts(pairs: readonly (readonly [string, Child])[]): HTMLElement {
  return h('dl', { class: 'facts' }, pairs.map(([name, fact]) => h('div', {}, h('dt', {}, name), h('dd', {}, fact))));
}

export function button(label: string, press: () => void, className = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: className, onclick: press }, label);
}

export function select(label: string, options: readonly (readonly [string, string])[], chosen: string, change: (value: string) => void): HTMLElement {
  const field = h('select', { onchange: (event) => change((event.target as HTMLSelectElement).value) },
    options.map(([key, name]) => h('option', { value: key, selected: key === chosen }, name)));
  return h('label', { class: 'field' }, h('span', {}, label), field);
}

/** Names of one content: the first, and how many there are besides. All of them are in the title. */
export function names(all: readonly string[]): HTMLElement {
  const [first = text.none, ...others] = all;
  return h('span', { title: all.slice(0, 50).join('\n') }, value(first, 'mono'), others.length > 0 && h('span', { class: 'muted' }, ` ${text.documents.alsoAs(others.length)}`));
}

/** A button that puts text on the clipboard, and says so. */
export function copy(content: string): HTMLElement {
  const own = button(text.copy, () => {
    void navigator.clipboard.writeText(content).then(() => {
      own.textContent = text.copied;
      setTimeout(() => (own.textContent = text.copy), 1500);
    }, () => undefined);
  }, 'quiet small');
  return own;
}

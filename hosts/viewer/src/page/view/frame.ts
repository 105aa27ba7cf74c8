// What stands around every view: head, foot, messages.

import { text } from '../../text/en.ts';
import { type Child, h, link, replace, s } from '../dom.ts';
import { digest } from '../format.ts';
import { button } from '../parts.ts';

export interface Frame {
  readonly main: HTMLElement;
  readonly status: HTMLElement;
  readonly tools: HTMLElement;
  readonly foot: HTMLElement;
}

export function frame(root: HTMLElement): Frame {
  const main = h('main', { id: 'content', tabindex: -1 });
  const status = h('div', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const tools = h('div', { class: 'tools' });
  const foot = h('footer', {});
  replace(root,
    link('#content', { class: 'skip', onclick: (event) => { event.preventDefault(); main.focus(); } }, text.skip),
    h('header', { class: 'head' },
      link('#', { class: 'brand' }, mark(), h('span', {}, h('strong', {}, text.name), ' ', text.tool)),
      status, tools, theme()),
    main, foot);
  return { main, status, tools, foot };
}

/** Two signatures that cross. */
function mark(): SVGElement {
  return s('svg', { class: 'logo', viewBox: '0 0 24 24', width: 24, height: 24, 'aria-hidden': 'true', focusable: 'false' },
    s('rect', { x: 1.5, y: 1.5, width: 21, height: 21, rx: 4 }),
    s('path', { d: 'M5.5 13.5l4 4L18.5 7' }), s('path', { class: 'second', d: 'M5.5 8.5l4 4 3-3.4' }));
}

function theme(): HTMLElement {
  const options = ['system', 'light', 'dark'] as const;
  const field = h('select', {
    'aria-label': text.theme.label,
    onchange: () => { document.documentElement.dataset['theme'] = field.value; },
  }, options.map((one) => h('option', { value: one }, text.theme[one])));
  return h('label', { class: 'theme' }, h('span', { class: 'hidden' }, text.theme.label), field);
}

export function footer(foot: HTMLElement, version: string, component: string): void {
  replace(foot,
    h('div', {}, h('span', { class: 'label' }, text.footer.component), ' ', digest(component), h('span', { class: 'muted' }, ` ${text.footer.checked}`)),
    h('div', { class: 'muted' }, `${text.footer.version} ${version}. ${text.footer.offline}`));
}

/** A message in the place of everything else. */
export function fatal(main: HTMLElement, message: string): void {
  replace(main, h('p', { class: 'fatal', role: 'alert' }, message));
}

export function working(status: HTMLElement, message: string, progress?: { done: number; total: number }): void {
  const bar: Child = progress === undefined ? undefined : h('progress', { max: progress.total, value: progress.done, 'aria-label': message });
  replace(status, message === '' ? undefined : h('span', {}, message), bar);
}

export { button };

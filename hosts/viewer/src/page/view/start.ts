// The first view: what this page does, and where the folder goes.

import { text } from '../../text/en.ts';
import { h, s } from '../dom.ts';
import { button } from '../parts.ts';

export interface Pick {
  folder(): void;
  files(): void;
}

export function start(pick: Pick): HTMLElement {
  const { title, lead, drop, paste, folder, files, points } = text.start;
  return h('div', { class: 'start' },
    h('h1', {}, title),
    h('p', { class: 'lead' }, lead),
    h('div', { class: 'drop' },
      s('svg', { viewBox: '0 0 48 40', width: 60, height: 50, 'aria-hidden': 'true', focusable: 'false', class: 'folder' },
        s('path', { d: 'M3 34V7q0-3 3-3h11l5 5h19q3 0 3 3v22q0 3-3 3H6q-3 0-3-3z' }), s('path', { d: 'M24 16v13m-5.5-5.5L24 29l5.5-5.5' })),
      h('p', {}, h('strong', {}, drop), h('span', { class: 'muted' }, ` ${paste}`)),
      h('div', { class: 'actions' }, button(folder, pick.folder, 'primary'), button(files, pick.files))),
    h('ul', { class: 'points' }, points.map(([head, body]) => h('li', {}, h('strong', {}, head), ' ', body))));
}

// Elements, made without ever parsing markup. Every text goes through `safe.ts` on its way: nobody can forget it.

import { runs, visible } from './safe.ts';

export type Child = Node | string | number | undefined | false | readonly Child[];
type Listener = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | Listener>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An element: attributes, `on…` listeners, and children, in which text is shown and never interpreted. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children, tag === 'pre' || tag === 'textarea');
  return element;
}

/** The same for pictures. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children, false);
  return element as SVGElement;
}

function fill(element: Element, attributes: Attributes, children: readonly Child[], multiline: boolean): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (ALLOWED.test(name)) element.setAttribute(name, value === true ? '' : visible(String(value)));
    else throw new Error(`attribute \`${name}\` is not one that this page sets`);
  }
  append(element, children, multiline);
}

/** No `style`, no `src`, no handler in text; and `href` only within this page (see `link`). */
const ALLOWED = /^(?:(?:aria|data)-[a-z-]+|class|id|for|type|role|title|tabindex|value|name|scope|colspan|checked|disabled|open|multiple|webkitdirectory|hidden|placeholder|spellcheck|autocomplete|lang|max|min|step|selected|viewBox|width|height|x|y|x1|y1|x2|y2|cx|cy|r|d|points|transform|text-anchor|fill|stroke|stroke-width|stroke-dasharray|patternUnits|patternTransform|rx|focusable|href|download|list|size|start|accept|open)$/u;

export function append(parent: Element, children: readonly Child[], multiline = false): void {
  for (const child of children) {
    if (child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child as readonly Child[], multiline);
    else if (child instanceof Node) parent.append(child);
    else parent.append(...texts(String(child), multiline));
  }
}

/** Text nodes; what is escaped is marked, so that nobody takes it for what was written. */
function texts(text: string, multiline: boolean): Node[] {
  return runs(text, multiline).map((run) => {
    if (!run.escape) return document.createTextNode(run.text);
    const mark = document.createElement('span');
    mark.className = 'escape';
    mark.textContent = run.text;
    return mark;
  });
}

export function replace(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** A link inside this page. There are no others: addresses from records are shown as text. */
export function link(to: `#${string}`, attributes: Attributes, ...children: Child[]): HTMLAnchorElement {
  return h('a', { ...attributes, href: to }, ...children);
}

/** A value out of a record: it keeps its direction to itself. */
export function value(text: string | number, className = ''): HTMLElement {
  return h('bdi', { class: `value ${className}`.trim() }, text);
}

// The list of releases: verdict first, sortable, filterable, usable without a mouse.

import type { Row } from '../../shared/messages.ts';
import { text } from '../../text/en.ts';
import { h, link, replace, value } from '../dom.ts';
import { doubts } from '../doubts.ts';
import { time } from '../format.ts';
import { badge, button, select, table } from '../parts.ts';
import { csv, save } from '../save.ts';
import { glyph, type Sign } from '../glyph.ts';

/** Rows on one page of the list: what a reader scrolls through, and a browser lays out at once. */
const PAGE = 200;

type Key = 'verdict' | 'service' | 'version' | 'environment' | 'class' | 'now' | 'basis' | 'why';
const KEYS: readonly Key[] = ['verdict', 'service', 'version', 'environment', 'class', 'now', 'basis', 'why'];
/** What needs looking at comes first. */
const GRAVITY: readonly string[] = ['failed', 'unchecked', 'malformed', 'deny', 'allow', 'waiting'];

export interface ListState {
  filter: string;
  verdict: string;
  sort: Key;
  down: boolean;
  page: number;
}

export const newList = (): ListState => ({ filter: '', verdict: 'all', sort: 'service', down: false, page: 0 });

/** The list as an element that can be refreshed without losing the reader's place. */
export class List {
  readonly element: HTMLElement;
  readonly #body = h('div', {});
  readonly #count = h('p', { class: 'muted', 'aria-live': 'polite' });
  readonly filter: HTMLInputElement;

  constructor(readonly rows: () => readonly Row[], readonly state: ListState, readonly confirmed: ReadonlySet<string>) {
    const { list } = text;
    this.filter = h('input', {
      type: 'search', value: state.filter, placeholder: list.filter, spellcheck: 'false', autocomplete: 'off', 'aria-label': list.filter,
      oninput: () => { state.filter = this.filter.value; state.page = 0; this.refresh(); },
    });
    const verdicts = [['all', list.all], ['allow', text.verdict.allow], ['deny', text.verdict.deny], ['malformed', text.verdict.malformed], ['unchecked', text.verdict.unchecked]] as const;
    this.element = h('section', { class: 'list', 'aria-labelledby': 'list-title' },
      h('div', { class: 'bar' },
        h('h1', { id: 'list-title' }, list.title), this.#count,
        h('div', { class: 'controls' }, this.filter,
          select(list.only, verdicts, state.verdict, (chosen) => { state.verdict = chosen; state.page = 0; this.refresh(); }),
          button(list.csv, () => save('releases.csv', csv(this.#shown(), confirmed), 'text/csv;charset=utf-8'), 'quiet'))),
      this.#body, h('p', { class: 'muted keys' }, list.keys));
    this.element.addEventListener('keydown', (event) => this.#move(event));
    this.refresh();
  }

  #shown(): Row[] {
    const { filter, verdict, sort, down } = this.state;
    const words = filter.toLowerCase().split(/\s+/u).filter((word) => word !== '');
    const fits = (row: Row) => {
      const line = `${row.service} ${row.version} ${row.environment} ${row.class ?? ''} ${row.mode ?? ''} ${(row.failing ?? []).join(' ')} ${(row.waived ?? []).join(' ')} ${row.name ?? ''}`.toLowerCase();
      return (verdict === 'all' || signOf(row) === verdict) && words.every((word) => line.includes(word));
    };
    const sign = down ? -1 : 1;
    return this.rows().filter(fits).sort((a, b) => sign * compare(a, b, sort) || a.id - b.id);
  }

  refresh(): void {
    const { list } = text;
    const all = this.rows().length;
    const shown = this.#shown();
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    this.state.page = Math.min(this.state.page, pages - 1);
    const from = this.state.page * PAGE;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['row'];
    replace(this.#count, list.counts(shown.length, all));
    replace(this.#body,
      shown.length === 0 ? h('p', { class: 'empty' }, list.nothing)
        : table(list.caption, KEYS.map((key) => ({ head: this.#head(key), className: key })), shown.slice(from, from + PAGE).map((row) => line(row, this.confirmed)), 'releases'),
      pages > 1 && h('nav', { class: 'pages', 'aria-label': list.caption },
        this.#turn(list.previous, -1, this.state.page === 0),
        h('span', {}, list.pages(from + 1, Math.min(from + PAGE, shown.length), shown.length)),
        this.#turn(list.next, 1, this.state.page + 1 >= pages)));
    if (focused !== undefined) this.#body.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus();
  }

  #head(key: Key): HTMLElement {
    const { sort, down } = this.state;
    const name = text.list.columns[key];
    const own = sort === key;
    return h('button', {
      type: 'button', class: own ? 'sort own' : 'sort', 'aria-label': text.list.sort(name), 'aria-pressed': String(own), 'data-row': `head-${key}`,
      onclick: () => { this.state.down = own && !down; this.state.sort = key; this.refresh(); },
    }, name, h('span', { class: 'arrow', 'aria-hidden': 'true' }, own ? (down ? ' ↓' : ' ↑') : ''));
  }

  #turn(label: string, by: number, off: boolean): HTMLElement {
    return h('button', { type: 'button', disabled: off, onclick: () => { this.state.page += by; this.refresh(); } }, label);
  }

  #move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const links = [...this.#body.querySelectorAll<HTMLElement>('a[data-row]')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (step === 0 || (at < 0 && event.target !== this.filter)) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  }
}

/** Made once: a comparison that makes its own takes a hundred times as long. */
const WORDS = new Intl.Collator('en');
const VERSIONS = new Intl.Collator('en', { numeric: true });

function compare(a: Row, b: Row, key: Key): number {
  switch (key) {
    case 'verdict': return gravity(a) - gravity(b);
    case 'version': return VERSIONS.compare(a.version, b.version);
    case 'now': return WORDS.compare(a.now ?? '', b.now ?? '');
    case 'basis': return WORDS.compare(basis(a), basis(b));
    case 'why': return (a.failing?.length ?? 0) - (b.failing?.length ?? 0);
    case 'class': return WORDS.compare(a.class ?? '', b.class ?? '');
    default: return WORDS.compare(a[key], b[key]) || VERSIONS.compare(a.version, b.version);
  }
}

function gravity(row: Row): number {
  return GRAVITY.indexOf(signOf(row));
}

export function basis(row: Row): 'agrees' | 'differs' | 'incomplete' | 'records' {
  return row.replay ?? 'records';
}

/** What a report says that nobody could check is not shown as a verdict. */
function signOf(row: Row): Sign & keyof typeof text.verdict {
  if (row.state !== 'done') return row.state;
  return row.replay === 'incomplete' ? 'unchecked' : (row.verdict ?? 'failed');
}

function line(row: Row, confirmed: ReadonlySet<string>): HTMLElement {
  const sign = signOf(row);
  const from = basis(row);
  const failing = row.failing ?? [];
  const waived = row.waived ?? [];
  const unusual = row.mode !== undefined && row.mode !== 'normal';
  return h('tr', { class: `${sign}${unusual ? ' unusual' : ''}` },
    h('td', { class: 'verdict' }, badge(sign, text.verdict[sign]), sign === 'unchecked' && row.verdict !== undefined && h('div', { class: 'muted small' }, text.claims(text.verdict[row.verdict])), unusual && h('strong', { class: 'mode' }, (row.mode ?? '').toUpperCase())),
    h('th', { scope: 'row', class: 'service' }, link(`#release/${row.id}`, { 'data-row': row.id }, value(row.service), h('span', { class: 'hidden' }, ` ${row.version} ${row.environment}`))),
    h('td', { class: 'version' }, value(row.version)),
    h('td', { class: 'environment' }, value(row.environment)),
    h('td', { 'data-label': text.list.columns.class }, value(row.class ?? text.none)),
    h('td', { 'data-label': text.list.columns.now }, time(row.now)),
    h('td', { class: 'basis' }, row.state === 'waiting' ? text.none : from === 'differs' || from === 'incomplete' ? badge('warn', text.basis[from]) : text.basis[from],
      remarks(row, confirmed).map((one) => h('div', { class: 'remark' }, glyph('warn'), ' ', one)),
      row.name !== undefined && h('div', { class: 'muted file' }, value(row.name.split('/').slice(-2).join('/')))),
    h('td', { class: 'why' }, row.error === undefined ? value(failing.slice(0, 3).join(', ')) : value(row.error), failing.length > 3 && text.why.more(failing.length - 3),
      waived.length > 0 && h('div', { class: 'waived' }, badge('waived', text.outcome.waived), ' ', value(waived.join(', ')))));
}

/** What a bare verdict would hide. */
function remarks(row: Row, confirmed: ReadonlySet<string>): string[] {
  return [...doubts(row, confirmed).map((one) => text.doubt[one]), ...(row.besides === undefined ? [] : [text.besides.short(row.besides)])];
}

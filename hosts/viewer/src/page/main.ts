// The page: it starts the workers, takes files, and shows the list or a release. It keeps no state beyond this tab.

import type { InputFile, Opened, Row, Settings, Snapshot, WhatIf } from '../shared/messages.ts';
import { text } from '../text/en.ts';
import { Client, builtIn, type BuiltIn } from './client.ts';
import { freezes } from './calendar.ts';
import { type Context, could, predicate, reportOf } from './context.ts';
import { h, replace } from './dom.ts';
import { Hashing } from './hashing.ts';
import { fromDrop, fromList, fromPaste } from './intake.ts';
import { button } from './parts.ts';
import { relays } from './relays.ts';
import { Roster } from './roster.ts';
import { files, question } from './view/files.ts';
import { fatal, footer, frame, working } from './view/frame.ts';
import { List, newList } from './view/list.ts';
import { release } from './view/release.ts';
import { start } from './view/start.ts';

/** Documents that are looked at before a release is shown: those that pictures and people need. */
const AHEAD = 400;
/** Milliseconds between two layouts of a list that is being decided. */
const REFRESH = 150;

class App {
  readonly #built: BuiltIn = builtIn();
  readonly #frame;
  readonly #client: Client;
  readonly #hashing: Hashing;
  #snapshot: Snapshot | undefined;
  #rows: Row[] = [];
  #list: List | undefined;
  readonly #listState = newList();
  readonly #confirmed = new Set<string>();
  /** Grows with every view: what was asked for an older one is dropped. */
  #view = 0;
  /** The line that was opened last. */
  #last = -1;
  #due: ReturnType<typeof setTimeout> | undefined;
  #pause = REFRESH;

  constructor(root: HTMLElement) {
    this.#frame = frame(root);
    working(this.#frame.status, text.starting);
    this.#client = new Client(this.#built.script, {
      progress: (progress) => working(this.#frame.status, text.reading(progress.done, progress.total), progress),
      rows: (rows, left) => this.#took(rows, left),
      failed: (why) => fatal(this.#frame.main, text.workerFailed(why)),
    });
    this.#hashing = new Hashing(this.#built, (name, size, digest) => {
      void this.#client.call('learn', { name, size, digest });
    });
  }

  async run(): Promise<void> {
    try {
      const { digest } = await this.#client.call('start', this.#built.start);
      footer(this.#frame.foot, this.#built.version, digest);
    } catch (error) {
      fatal(this.#frame.main, text.fatal.verifier(error instanceof Error ? error.message : String(error)));
      working(this.#frame.status, '');
      return;
    }
    working(this.#frame.status, '');
    this.#listen();
    this.#offer();
    await this.#show();
  }

  /** Everything that takes files or keys, on the whole page. */
  #listen(): void {
    const body = document.body;
    addEventListener('hashchange', () => void this.#show());
    addEventListener('dragover', (event) => { event.preventDefault(); body.classList.add('over'); });
    addEventListener('dragleave', (event) => { if (event.relatedTarget === null) body.classList.remove('over'); });
    addEventListener('drop', (event) => {
      event.preventDefault();
      body.classList.remove('over');
      if (event.dataTransfer !== null) void fromDrop(event.dataTransfer).then((dropped) => this.add(dropped));
    });
    addEventListener('paste', (event) => {
      if (typing(event.target) || event.clipboardData === null) return;
      const pasted = fromPaste(event.clipboardData, text.start.pasted);
      if (pasted.length > 0) void this.add(pasted);
    });
    addEventListener('keydown', (event) => this.#key(event));
    addEventListener('beforeprint', () => opened(true));
    addEventListener('afterprint', () => opened(false));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !typing(event.target) && this.#list !== undefined) {
      event.preventDefault();
      this.#list.filter.focus();
    } else if (event.key === 'Escape' && location.hash.startsWith('#release/') && !typing(event.target)) {
      location.hash = '';
    }
  }

  /** The hidden fields behind the buttons that pick files. */
  #pick(folder: boolean): void {
    const field = h('input', { type: 'file', multiple: true, webkitdirectory: folder, class: 'hidden', tabindex: -1, 'aria-hidden': 'true', id: folder ? 'pick-folder' : 'pick-files' });
    field.addEventListener('change', () => {
      void this.add(fromList(field.files ?? []));
      field.remove();
    });
    document.body.append(field);
    field.click();
  }

  #offer(): void {
    const { open } = text;
    replace(this.#frame.tools, this.#snapshot === undefined ? undefined : [
      button(open.add, () => this.#pick(false), 'quiet'), button(open.folder, () => this.#pick(true), 'quiet'),
      button(open.clear, () => void this.#clear(), 'quiet'),
    ]);
  }

  async add(given: readonly InputFile[]): Promise<void> {
    if (given.length === 0) return;
    this.#busy(true);
    working(this.#frame.status, text.reading(0, given.length), { done: 0, total: given.length });
    try {
      const snapshot = await this.#client.call('add', given);
      this.#changed(snapshot);
      this.#hashing.add(snapshot.large);
      if (location.hash === '' || location.hash === '#') await this.#show();
      else location.hash = '';
    } catch (error) {
      working(this.#frame.status, text.failed(error instanceof Error ? error.message : String(error)));
      this.#busy(false);
    }
  }

  /** For those who cannot see that something is going on. */
  #busy(busy: boolean): void {
    this.#frame.main.setAttribute('aria-busy', String(busy));
  }

  async #clear(): Promise<void> {
    this.#hashing.clear();
    this.#confirmed.clear();
    this.#last = -1;
    this.#changed(await this.#client.call('clear'));
    this.#snapshot = undefined;
    this.#offer();
    location.hash = '';
    await this.#show();
  }

  async #configure(settings: Settings): Promise<void> {
    this.#changed(await this.#client.call('configure', settings));
    await this.#show();
  }

  #confirm(id: string): void {
    this.#confirmed.add(id);
    this.#list?.refresh();
  }

  #changed(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    // Lines that were decided before this answer came are not undone.
    this.#rows = snapshot.rows.slice();
    working(this.#frame.status, snapshot.rows.length > 0 ? text.deciding(snapshot.rows.length) : '');
    this.#busy(snapshot.rows.length > 0);
    this.#offer();
  }

  #took(rows: readonly Row[], left: number): void {
    for (const row of rows) this.#rows[row.id] = row;
    working(this.#frame.status, left > 0 ? text.deciding(left) : text.open.settled);
    if (left > 0) return this.#refreshSoon();
    this.#list?.refresh();
    this.#busy(false);
  }

  /** Verdicts come faster than anyone reads: the list is laid out anew a few times a second, and seldom where that takes long. */
  #refreshSoon(): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      const begun = performance.now();
      this.#list?.refresh();
      this.#pause = Math.max(REFRESH, 5 * (performance.now() - begun));
    }, this.#pause);
  }

  async #show(): Promise<void> {
    this.#view += 1;
    this.#list = undefined;
    const { main } = this.#frame;
    const id = /^#release\/(\d+)$/u.exec(location.hash)?.[1];
    const snapshot = this.#snapshot;
    if (snapshot === undefined) {
      replace(main, start({ folder: () => this.#pick(true), files: () => this.#pick(false) }));
    } else if (id !== undefined && this.#rows[Number(id)] !== undefined) {
      await this.#open(Number(id), snapshot, undefined);
    } else {
      this.#showList(snapshot);
    }
  }

  #showList(snapshot: Snapshot): void {
    document.title = `${text.name} · ${text.list.title}`;
    const none = snapshot.rows.length === 0;
    this.#list = none ? undefined : new List(() => this.#rows, this.#listState, this.#confirmed);
    replace(this.#frame.main, h('div', { class: 'overview' },
      this.#list?.element ?? h('div', { class: 'nothing' }, h('h1', {}, text.list.none), h('p', {}, text.list.noneHint)),
      this.#hashing.element,
      question(snapshot, (settings) => void this.#configure(settings), (id) => this.#confirm(id)), files(snapshot)));
    scrollTo(0, 0);
    // Back from a release, the reader is where they left.
    const left = this.#frame.main.querySelector<HTMLElement>(`a[data-row="${this.#last}"]`);
    if (left === null) this.#frame.main.focus({ preventScroll: true });
    else left.focus();
  }

  async #open(id: number, snapshot: Snapshot, whatIf: WhatIf | undefined): Promise<void> {
    const { main } = this.#frame;
    const view = this.#view;
    this.#last = id;
    try {
      const real = await this.#client.call('open', id);
      const shown = whatIf === undefined ? real : await this.#client.call('open', id, whatIf);
      const context = await this.#context(shown, snapshot);
      if (view !== this.#view) return;
      const { service, version, environment } = context.report.asked;
      document.title = `${service} ${version} → ${environment} · ${text.name}`;
      const at = scrollY;
      replace(main, release(context, reportOf(real), whatIf, (change) => void this.#open(id, snapshot, change)));
      const stays = whatIf !== undefined;
      scrollTo(0, stays ? at : 0);
      if (stays) main.querySelector<HTMLElement>('#whatif')?.scrollIntoView();
      else main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    } catch (error) {
      if (view === this.#view) fatal(main, text.failed(error instanceof Error ? error.message : String(error)));
    }
  }

  async #context(shown: Opened, snapshot: Snapshot): Promise<Context> {
    const report = reportOf(shown);
    const looked = new Map<string, NonNullable<Awaited<ReturnType<Context['look']>>>>();
    const look = async (digest: string) => {
      const found = looked.get(digest) ?? (await this.#client.call('look', digest, report.now));
      if (found !== undefined) looked.set(digest, found);
      return found;
    };
    await Promise.all((report.documents ?? []).slice(0, AHEAD).map((one) => look(one.digest)));
    const meant = (report.documents ?? []).find((one) => one.record !== undefined && one.record === report.release?.record);
    const names = await this.#client.call('known', [...report.asked.artefacts, ...(report.anchors?.trustedRoots ?? [])]);
    const roster = new Roster(shown.roster);
    const { environment, service } = report.asked;
    const chosen = report.class?.name;
    return {
      opened: shown, report, snapshot, names, confirmed: this.#confirmed, look, looked, roster,
      relays: relays(report.documents ?? [], looked, roster),
      freezes: freezes(shown.policy, { environment, service, ...(chosen === undefined ? {} : { class: chosen }) }),
      release: predicate(meant === undefined ? undefined : looked.get(meant.digest)),
      could: could(shown.explain),
    };
  }

  /** For scripts: the verifier itself, with nothing gathered and nothing chosen. */
  get decide(): Client['call'] {
    return this.#client.call.bind(this.#client);
  }
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== 'checkbox' || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** On paper everything is open, but for what is raw. */
function opened(printing: boolean): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('.sheet > section > details, details.document')) {
    if (printing && !details.open) {
      details.dataset['printed'] = '';
      details.open = true;
    } else if (!printing && details.dataset['printed'] !== undefined) {
      delete details.dataset['printed'];
      details.open = false;
    }
  }
}

function begin(): void {
  const root = document.getElementById('app');
  if (root === null) return;
  if (typeof WebAssembly !== 'object') return fatal(root, text.fatal.wasm);
  if (typeof DecompressionStream !== 'function' || typeof Worker !== 'function') return fatal(root, text.fatal.old);
  const app = new App(root);
  Object.defineProperty(globalThis, 'countersign', { value: { call: app.decide, add: (given: readonly InputFile[]) => app.add(given) } });
  void app.run();
}

begin();

// Files too large to hold are hashed by a worker of their own, one after the other, and can be cancelled.

import type { Snapshot } from '../shared/messages.ts';
import { text } from '../text/en.ts';
import { type BuiltIn, Client } from './client.ts';
import { h, replace, value } from './dom.ts';
import { digest, size } from './format.ts';
import { button } from './parts.ts';

type Large = Snapshot['large'][number];

export class Hashing {
  readonly element = h('section', { class: 'hashing', 'aria-labelledby': 'hashing-title', hidden: true });
  readonly #list = h('ul', {});
  #queue: { large: Large; line: HTMLElement }[] = [];
  #client: Client | undefined;
  #busy = false;
  /** Grows when everything is closed: what is hashed for an older state is dropped. */
  #round = 0;

  constructor(readonly built: BuiltIn, readonly done: (name: string, size: number, digest: string) => void) {
    replace(this.element, h('h2', { id: 'hashing-title' }, text.digests.large), h('p', { class: 'muted' }, text.digests.largeHint), this.#list);
  }

  add(large: readonly Large[]): void {
    for (const one of large) this.#enqueue(one, h('li', {}));
    void this.#work();
  }

  clear(): void {
    this.#round += 1;
    this.#queue = [];
    this.#client?.end();
    this.#client = undefined;
    this.#busy = false;
    replace(this.#list);
    this.element.hidden = true;
  }

  #enqueue(large: Large, line: HTMLElement): void {
    this.element.hidden = false;
    if (!line.isConnected) this.#list.append(line);
    replace(line, value(large.name, 'mono'), ' ', size(large.size));
    this.#queue.push({ large, line });
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const round = this.#round;
    for (let next = this.#queue.shift(); next !== undefined && round === this.#round; next = this.#queue.shift()) {
      await this.#one(next.large, next.line);
    }
    if (round === this.#round) this.#busy = false;
  }

  async #one(large: Large, line: HTMLElement): Promise<void> {
    const words = text.digests;
    const bar = h('progress', { max: large.size, value: 0, 'aria-label': `${words.hashing} ${large.name}` });
    const part = h('span', { class: 'muted' }, '');
    let cancelled = false;
    const client = await this.#ready();
    const stopped = new Promise<undefined>((resolve) => {
      replace(line, value(large.name, 'mono'), ' ', bar, ' ', part, ' ', button(words.cancel, () => {
        cancelled = true;
        client.end();
        this.#client = undefined;
        resolve(undefined);
      }, 'small'));
    });
    client.hashed = ({ done, total }) => {
      bar.value = done;
      part.textContent = `${size(done)} / ${size(total)}`;
    };
    const found = await Promise.race([client.call('hash', 0, large.file).catch(() => undefined), stopped]);
    if (cancelled || found === undefined) {
      replace(line, value(large.name, 'mono'), ` ${words.cancelled} `, button(words.again, () => { this.#enqueue(large, line); void this.#work(); }, 'small'));
      return;
    }
    this.done(large.name, large.size, found);
    replace(line, value(large.name, 'mono'), ' ', h('span', { class: 'muted' }, size(large.size)), ' ', digest(found));
  }

  async #ready(): Promise<Client> {
    if (this.#client === undefined) {
      this.#client = new Client(this.built.script, { progress: () => undefined, rows: () => undefined, failed: () => undefined });
      await this.#client.call('start', { ...this.built.start, component: '', roots: {} });
    }
    return this.#client;
  }
}

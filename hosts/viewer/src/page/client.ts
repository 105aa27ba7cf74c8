// The page's side of the workers: one verifies, another hashes what is large, so that hashing can be cancelled.

import type { Call, Calls, Method, Progress, Row, Said, Start } from '../shared/messages.ts';

export interface Listeners {
  progress(progress: Progress): void;
  rows(rows: readonly Row[], left: number): void;
  failed(why: string): void;
}

type Answer<M extends Method> = Awaited<ReturnType<Calls[M]>>;

/** A worker that is called like a function. */
export class Client {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #next = 1;
  hashed: ((progress: Progress) => void) | undefined;

  constructor(script: string, listeners: Listeners) {
    this.#worker = worker(script);
    this.#worker.onmessage = ({ data }: MessageEvent<Said>) => {
      if ('progress' in data) listeners.progress(data.progress);
      else if ('rows' in data) listeners.rows(data.rows, data.left);
      else if ('hashed' in data) this.hashed?.(data.hashed);
      else this.#answered(data);
    };
    this.#worker.onerror = (event) => {
      listeners.failed(event.message);
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message));
      this.#waiting.clear();
    };
  }

  #answered(said: { id: number; value: unknown } | { id: number; error: string }): void {
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    if ('error' in said) waiting?.reject(new Error(said.error));
    else waiting?.resolve(said.value as never);
  }

  call<M extends Method>(method: M, ...values: Parameters<Calls[M]>): Promise<Answer<M>> {
    const id = this.#next;
    this.#next += 1;
    const call: Call = { id, method, values };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.#worker.postMessage(call);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: { createScriptURL(url: string): string } | undefined;

/** A worker from what this page holds. Where the browser has trusted types, this is the one place that makes a URL. */
function worker(script: string): Worker {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  policy ??= types?.createPolicy('countersign-worker', { createScriptURL: (url) => url }) ?? { createScriptURL: (url) => url };
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Worker(policy.createScriptURL(url));
}

/** What is built into the page. Taken out of the document, which need not hold it twice. */
export interface BuiltIn {
  readonly script: string;
  readonly start: Start;
  readonly version: string;
}

export function builtIn(): BuiltIn {
  const block = (id: string): string => {
    const element = document.getElementById(id);
    const text = element?.textContent ?? '';
    element?.remove();
    return text;
  };
  const roots: Record<string, string> = {};
  for (const element of document.querySelectorAll<HTMLElement>('script[data-root]')) {
    roots[element.dataset['root'] ?? ''] = element.textContent ?? '';
    element.remove();
  }
  const { version = '', digest = '' } = document.body.dataset;
  const modules = JSON.parse(block('modules')) as Start['modules'];
  return {
    script: block('worker'),
    start: { component: block('component'), tools: block('tools'), digest, modules, roots },
    version,
  };
}

// The worker: it takes calls from the page and answers them, one after the other. The same script hashes large files in
// a second worker, which the page ends when somebody cancels.

import type { Call, Calls, InputFile, Method, Progress, RawQuestion, Row, Said, Settings, Start, WhatIf } from '../shared/messages.ts';
import { Hasher, start, startTools } from './component.ts';
import { Desk } from './desk.ts';

/** What the worker says unasked. */
export interface Events {
  progress(progress: Progress): void;
  rows(rows: readonly Row[], left: number): void;
}

const scope = self as unknown as { postMessage(message: Said): void; onmessage: ((event: MessageEvent<Call>) => void) | null };
const desk = new Desk({
  progress: (progress) => scope.postMessage({ progress }),
  rows: (rows, left) => scope.postMessage({ rows, left }),
});

type Answers = { [M in Method]: (...values: Parameters<Calls[M]>) => ReturnType<Calls[M]> | Promise<ReturnType<Calls[M]>> };

const ANSWERS: Answers = {
  async start(built: Start) {
    if (built.component === '') {
      await startTools(built.tools);
      return { digest: '' };
    }
    await startTools(built.tools);
    const digest = await start(built);
    await desk.start(built.roots);
    return { digest };
  },
  add: (files: readonly InputFile[]) => desk.add(files),
  clear: () => desk.clear(),
  configure: (settings: Settings) => desk.configure(settings),
  open: (row: number, whatIf?: WhatIf) => desk.open(row, whatIf),
  look: (digest: string, now: string) => desk.look(digest, now),
  known: (digests: readonly string[]) => desk.known(digests),
  learn: (file) => desk.learn(file),
  decide: (question: RawQuestion) => desk.decideRaw(question),
  hash: (job: number, file: Blob) => hash(job, file),
};

/** Changes of what is open wait for one another; looking does not. */
let changes: Promise<unknown> = Promise.resolve();
const CHANGES: ReadonlySet<Method> = new Set(['start', 'add', 'clear', 'configure']);

scope.onmessage = ({ data: { id, method, values } }) => {
  const work = () => Promise.resolve((ANSWERS[method] as (...values: readonly unknown[]) => unknown)(...values));
  const answer = CHANGES.has(method) ? (changes = changes.then(work, work)) : changes.then(work, work);
  answer.then(
    (value) => scope.postMessage({ id, value }),
    (error: unknown) => scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
};

/** How often progress is told: enough for the eye. */
const TELL_BYTES = 8 * 2 ** 20;

async function hash(job: number, file: Blob): Promise<string> {
  const hasher = new Hasher();
  const reader = file.stream().getReader();
  let done = 0;
  let told = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hasher.update(piece.value);
    done += piece.value.byteLength;
    if (done - told >= TELL_BYTES) {
      told = done;
      scope.postMessage({ hashed: { done, total: file.size }, job });
    }
  }
  return hasher.finish();
}

// What an archive may do: names that stay inside it, and a size that does not explode.

import { ARCHIVE_BYTES, ARCHIVE_FREE, ARCHIVE_RATIO } from '../limits.ts';

/** An archive went past a bound; nothing more is read of it. */
export class TooLarge extends Error {
  constructor(readonly code: 'archive-too-large' | 'archive-ratio') {
    super(code);
  }
}

/** Counts the bytes that come out of one archive. */
export class Budget {
  #out = 0;
  constructor(readonly size: number) {}

  spend(bytes: number): void {
    this.#out += bytes;
    if (this.#out > ARCHIVE_BYTES) throw new TooLarge('archive-too-large');
    if (this.#out > ARCHIVE_FREE && this.#out > this.size * ARCHIVE_RATIO) throw new TooLarge('archive-ratio');
  }

  /** A stream that throws where the budget ends. */
  meter(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.spend(chunk.byteLength);
        controller.enqueue(chunk);
      },
    });
  }
}

/** Whether a name leaves its archive, or is meant for a file system: nothing is ever written, but names are shown. */
export function escapes(name: string): boolean {
  const parts = name.split(/[/\\]/u);
  return name.startsWith('/') || name.includes('\\') || name.includes('\0') || /^[A-Za-z]:/u.test(name) || parts.includes('..');
}

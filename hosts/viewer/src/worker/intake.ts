// Opening files: which are archives, which are documents, which may be artefacts. Whatever cannot be read is named, and
// the rest goes on.

import type { InputFile, NoteCode, Progress, Snapshot } from '../shared/messages.ts';
import { archive } from './archive/detect.ts';
import type { Entry, Sink } from './archive/entry.ts';
import { TooLarge } from './archive/bounds.ts';
import { untar } from './archive/tar.ts';
import { unzip } from './archive/zip.ts';
import { read } from './bytes.ts';
import { FILES, HELD_BYTES, RECORD_BYTES } from './limits.ts';
import type { Pool } from './pool.ts';

export type Large = Snapshot['large'][number];

/** So many files are read at once: enough to keep the disk busy. */
const AT_ONCE = 32;
/** The first bytes of a file, up to the mark of a tar archive. */
const HEAD = 512;

export class Intake {
  readonly large: Large[] = [];
  #held = 0;

  constructor(readonly pool: Pool, readonly progress: (progress: Progress) => void) {}

  async add(files: readonly InputFile[]): Promise<void> {
    const given = files.slice(0, FILES);
    if (files.length > FILES) this.pool.note('too-many-files', String(files.length - FILES));
    for (let at = 0; at < given.length; at += AT_ONCE) {
      // Read together, taken in order: what is found does not hang on which disk read came first.
      const batch = given.slice(at, at + AT_ONCE);
      const read = await Promise.allSettled(batch.map((input) => this.#read(input)));
      for (const [index, outcome] of read.entries()) {
        const input = batch[index];
        if (input !== undefined) await this.#take(input, outcome);
      }
      this.progress({ done: Math.min(at + AT_ONCE, given.length), total: given.length });
    }
  }

  async #read({ file }: InputFile): Promise<{ head: Uint8Array; bytes?: Uint8Array }> {
    if (file.size > RECORD_BYTES) return { head: await read(file.slice(0, HEAD)) };
    const bytes = await read(file);
    return { head: bytes.subarray(0, HEAD), bytes };
  }

  async #take(input: InputFile, outcome: PromiseSettledResult<{ head: Uint8Array; bytes?: Uint8Array }>): Promise<void> {
    const { path, file } = input;
    if (outcome.status === 'rejected') {
      this.pool.note('unreadable-file', path);
      return;
    }
    const { head, bytes } = outcome.value;
    // Nothing is a document, too: somebody may have handed it in.
    if (bytes?.byteLength === 0) this.pool.note('empty', path);
    const kind = archive(head);
    if (kind !== undefined) await this.#open(path, file, kind);
    // An archive may itself be what is released, so its digest counts as well.
    if (bytes === undefined) this.large.push({ name: path, size: file.size, file });
    else this.#document(path, file, bytes);
  }

  async #open(path: string, file: Blob, kind: 'zip' | 'gzip' | 'tar'): Promise<void> {
    const sink: Sink = {
      entry: (entry) => this.#entry(entry),
      note: (code: NoteCode, name: string, detail?: string) => this.pool.note(code, name, detail),
    };
    try {
      if (kind === 'zip') await unzip(path, file, sink);
      else await untar(path, file, kind === 'gzip', sink);
    } catch (error) {
      if (error instanceof TooLarge) this.pool.note(error.code, path);
      else this.pool.note('archive-broken', path, error instanceof Error ? error.message : undefined);
    }
  }

  #entry(entry: Entry): void {
    if (entry.bytes === undefined) {
      this.pool.learn(entry.name, entry.digest);
      return;
    }
    if (archive(entry.bytes) !== undefined) this.pool.note('entry-nested', entry.name);
    this.#held += entry.size;
    if (this.#held > HELD_BYTES) throw new TooLarge('archive-too-large');
    this.#document(entry.name, entry.bytes, entry.bytes);
  }

  #document(name: string, source: Blob | Uint8Array, bytes: Uint8Array): void {
    try {
      this.pool.take(name, source, bytes);
    } catch (trap) {
      this.pool.note('problem', name, trap instanceof Error ? trap.message : undefined);
    }
  }
}

// One file out of an archive: small ones are held whole, large ones only as a digest.

import type { NoteCode } from '../../shared/messages.ts';
import { Hasher } from '../component.ts';
import { RECORD_BYTES } from '../limits.ts';

export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly digest: string;
  /** Absent where the entry is larger than any record. */
  readonly bytes?: Uint8Array;
}

/** Who takes what an archive holds. */
export interface Sink {
  entry(entry: Entry): void | Promise<void>;
  note(code: NoteCode, name: string, detail?: string): void;
}

/** Reads a stream to its end: its digest, and its bytes if they may be a record's. */
export async function take(name: string, stream: ReadableStream<Uint8Array>): Promise<Entry> {
  const hasher = new Hasher();
  let held: Uint8Array[] | undefined = [];
  let size = 0;
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hasher.update(piece.value);
    size += piece.value.byteLength;
    if (size > RECORD_BYTES) held = undefined;
    held?.push(piece.value);
  }
  const digest = hasher.finish();
  return held === undefined ? { name, size, digest } : { name, size, digest, bytes: joined(held, size) };
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}

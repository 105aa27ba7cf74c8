// Every document that was opened, by digest. The same bytes under several names are one document.

import type { FileFact, Note, NoteCode } from '../shared/messages.ts';
import { read } from './bytes.ts';
import { digest, expand } from './component.ts';
import { document, isRecord, type Document } from './document.ts';
import { KEPT_BYTES, LISTED } from './limits.ts';

export class Pool {
  readonly documents = new Map<string, Document>();
  /** Files that are no documents of ours, by digest: what an artefact may be. */
  readonly files = new Map<string, string[]>();
  readonly notes: Note[] = [];
  moreNotes = 0;
  #held = 0;
  readonly #byRecord = new Map<string, Document[]>();
  readonly #byKey = new Map<string, Document>();
  readonly #names = new Map<string, string>();

  /** Takes a file whose bytes are here. What it holds several of is taken apart, by the verifier's own logic. */
  take(name: string, source: Blob | Uint8Array, bytes: Uint8Array): Document {
    const items = bytes.byteLength === 0 ? [bytes] : expand(bytes);
    const whole = items.length === 1 && items[0]?.byteLength === bytes.byteLength;
    if (whole) return this.#put(document(name, this.#near(source, bytes), bytes));
    const container = digest(bytes);
    items.forEach((item, at) => this.#put(document(`${name} ▸ ${at + 1}`, item, item, container)));
    const file: Document = {
      digest: container, kind: 'container', names: [name], size: bytes.byteLength, source,
      subjects: [], keyIds: [], environments: [], revoked: [], references: [],
    };
    return this.#put(file);
  }

  /** The bytes themselves, while they take little memory; after that the file, which is read again. */
  #near(source: Blob | Uint8Array, bytes: Uint8Array): Blob | Uint8Array {
    if (this.#held + bytes.byteLength > KEPT_BYTES) return source;
    this.#held += bytes.byteLength;
    return bytes;
  }

  #put(one: Document): Document {
    this.#sameName(one);
    const here = this.documents.get(one.digest);
    if (here !== undefined) {
      for (const name of one.names) if (!here.names.includes(name)) here.names.push(name);
      return here;
    }
    this.documents.set(one.digest, one);
    if (one.kind === 'unknown') this.learn(one.names[0] ?? '', one.digest);
    if (one.record !== undefined) {
      const same = this.#byRecord.get(one.record) ?? [];
      same.push(one);
      this.#byRecord.set(one.record, same);
    }
    if (one.keyId !== undefined) this.#byKey.set(one.keyId, one);
    return one;
  }

  /** One path with two contents: shown, for an auditor would want to know which was meant. */
  #sameName(one: Document): void {
    for (const name of one.names) {
      const other = this.#names.get(name);
      if (other !== undefined && other !== one.digest) this.note('duplicate-name', name);
      this.#names.set(name, one.digest);
    }
  }

  /** A file that may be an artefact. */
  learn(name: string, digest: string): void {
    const names = this.files.get(digest) ?? [];
    if (!names.includes(name)) names.push(name);
    this.files.set(digest, names);
  }

  note(code: NoteCode, name: string, detail?: string): void {
    if (this.notes.length >= LISTED) this.moreNotes += 1;
    else this.notes.push(detail === undefined ? { code, name } : { code, name, detail });
  }

  get(digest: string | undefined): Document | undefined {
    return digest === undefined ? undefined : this.documents.get(digest);
  }

  key(id: string): Document | undefined {
    return this.#byKey.get(id);
  }

  withRecord(id: string): readonly Document[] {
    return this.#byRecord.get(id) ?? [];
  }

  records(): Document[] {
    return [...this.documents.values()].filter(isRecord);
  }

  of(kind: Document['kind']): Document[] {
    return [...this.documents.values()].filter((one) => one.kind === kind);
  }

  listed(): FileFact[] {
    const files = [...this.files].slice(0, LISTED);
    return files.flatMap(([digest, names]) => names.map((name) => ({ name, digest, size: this.get(digest)?.size ?? 0 })));
  }
}

/** A document's bytes. A file that has changed since it was opened is an error, not another document. */
export async function bytesOf(one: Document): Promise<Uint8Array> {
  if (one.source instanceof Uint8Array) return one.source;
  const bytes = await read(one.source);
  if (digest(bytes) !== one.digest) throw new Error(`\`${one.names[0] ?? ''}\` has changed since it was opened`);
  return bytes;
}

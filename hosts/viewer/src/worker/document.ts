// What the viewer takes a document for: by what is in it, as the verifier's `inspect` says, never by its name.

import type { DocumentSummary, Kind } from '../shared/messages.ts';
import { object, text } from './bytes.ts';
import { decode, inspect } from './component.ts';

/** A document, and what choosing among thousands needs to know of it. Its bytes stay where they are. */
export interface Document extends DocumentSummary {
  readonly names: string[];
  readonly source: Blob | Uint8Array;
  /** The record id, and the predicate's name where it is one of ours. */
  readonly record?: string;
  readonly predicate?: string;
  readonly predicateType?: string;
  readonly subjects: readonly string[];
  readonly keyIds: readonly string[];
  /** The predicate's own fields that say which release it is about. */
  readonly service?: string;
  readonly version?: string;
  readonly release?: string;
  readonly environments: readonly string[];
  /** What an approval's record decided: `approved` or `rejected`. */
  readonly decision?: string;
  /** Record ids and artefacts that a register snapshot calls withdrawn. */
  readonly revoked: readonly string[];
  readonly anchors?: string;
  readonly rollback?: { readonly version: string; readonly digest: string };
  /** Digests of documents that it speaks for, which lie beside it. */
  readonly references: readonly string[];
  /** The file that it was taken out of. */
  readonly container?: string;
}

const RECORDS: ReadonlySet<Kind> = new Set(['envelope', 'bundle', 'statement']);

/** Whether a question may hand it in. */
export function isRecord(document: Document): boolean {
  return RECORDS.has(document.kind);
}

/** Reads a document. Total: what nobody knows is `unknown`. */
export function document(name: string, source: Blob | Uint8Array, bytes: Uint8Array, container?: string): Document {
  const facts = object(inspect(bytes)) ?? {};
  const predicate = record(facts['predicate']);
  const digest = words(facts['digest']) ?? '';
  const kind = kindOf(facts, bytes);
  return {
    digest,
    kind,
    names: [name],
    size: bytes.byteLength,
    source,
    subjects: list(facts['subjects']).flatMap((subject) => words(record(subject)['digest']) ?? []),
    keyIds: list(facts['signatures']).flatMap((signature) => words(record(signature)['keyId']) ?? []),
    environments: [...list(predicate['environments']), predicate['environment']].flatMap((one) => words(one) ?? []),
    revoked: list(predicate['revoked']).flatMap((one) => words(record(one)['id']) ?? []),
    references: list(predicate['references']).flatMap((one) => sha256(record(record(one)['digest'])['sha256'])),
    ...some('rollback', rollback(record(predicate['rollback']))),
    ...some('record', words(facts['record'])),
    ...some('name', words(facts['name'])),
    ...some('predicate', kind === 'policy' ? undefined : words(facts['name'])),
    ...some('predicateType', words(facts['predicateType'])),
    ...some('serial', typeof facts['serial'] === 'number' ? facts['serial'] : undefined),
    ...some('keyId', words(facts['keyId'])),
    ...some('problem', words(record(list(facts['problems'])[0])['message'])),
    ...some('service', words(predicate['service'])),
    ...some('version', words(predicate['version'])),
    ...some('release', words(predicate['release'])),
    ...some('decision', words(predicate['decision'])),
    ...some('anchors', words(predicate['document'])),
    ...some('container', container),
  };
}

function sha256(hex: unknown): string[] {
  return typeof hex === 'string' ? [`sha256:${hex}`] : [];
}

function rollback(target: Record<string, unknown>): { version: string; digest: string } | undefined {
  const [version, digest] = [words(target['version']), words(target['digest'])];
  return version === undefined || digest === undefined ? undefined : { version, digest };
}

function kindOf(facts: Record<string, unknown>, bytes: Uint8Array): Kind {
  const kind = words(facts['kind']) ?? 'unknown';
  if (kind !== 'unknown') return kind as Kind;
  return isTrustedRoot(bytes) ? 'trusted-root' : 'unknown';
}

/** A trusted root, or JSON Lines of them, as `gh attestation trusted-root` prints. */
function isTrustedRoot(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x7b) return false;
  const end = bytes.indexOf(0x0a);
  const parsed = object(decode(bytes)) ?? object(end < 0 ? undefined : text(bytes.subarray(0, end)));
  return (words(parsed?.['mediaType']) ?? '').startsWith('application/vnd.dev.sigstore.trustedroot');
}

function some<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}

function words(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

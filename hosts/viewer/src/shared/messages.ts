// What page and worker say to each other. The worker holds every document; the page holds what it shows.

import type { Verdict } from './report.ts';

export interface Start {
  /** Gzip in Base64: the component, the browser tools. */
  readonly component: string;
  readonly tools: string;
  /** SHA-256 that the component must have, hexadecimal. */
  readonly digest: string;
  /** Where the core modules lie in the component: offset and length, by the name that the glue asks for. */
  readonly modules: Readonly<Record<string, readonly [number, number]>>;
  /** The built-in trusted roots of Sigstore, gzip in Base64, by name. */
  readonly roots: Readonly<Record<string, string>>;
}

export interface InputFile {
  readonly path: string;
  readonly file: Blob;
}

/** What the viewer takes a file for, by its content. */
export type Kind =
  | 'envelope' | 'bundle' | 'statement' | 'policy' | 'roster' | 'public-key' | 'report' | 'trusted-root'
  | 'container' | 'unknown';

export interface DocumentSummary {
  readonly digest: string;
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly size: number;
  readonly name?: string;
  readonly serial?: number;
  readonly keyId?: string;
  readonly problem?: string;
}

/** Something that the reader of the page should know about the input. */
export interface Note {
  readonly code: NoteCode;
  readonly name: string;
  readonly detail?: string;
}

export type NoteCode =
  | 'unreadable-file' | 'archive-broken' | 'archive-too-large' | 'archive-too-many' | 'archive-ratio'
  | 'entry-path' | 'entry-link' | 'entry-encrypted' | 'entry-broken' | 'entry-nested' | 'duplicate-name'
  | 'problem' | 'too-many-files' | 'empty';

export interface FileFact {
  readonly name: string;
  readonly size: number;
  readonly digest?: string;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** One line of the list. */
export interface Row {
  readonly id: number;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly origin: 'report' | 'records';
  readonly state: 'waiting' | 'done' | 'failed';
  readonly name?: string;
  readonly verdict?: Verdict;
  readonly class?: string;
  readonly mode?: string;
  readonly now?: string;
  readonly failing?: readonly string[];
  readonly waived?: readonly string[];
  readonly replay?: ReplayStatus;
  readonly given?: Given;
  /** Records about this release that lie here, and that the saved decision was taken without. */
  readonly besides?: number;
  readonly error?: string;
}

/** What a decision rests on that came with the files, or on the word of a report that did. */
export interface Given {
  readonly rules: readonly { readonly what: 'policy' | 'roster'; readonly digest: string; readonly anchoredBy: string }[];
  readonly rootKeys: readonly string[];
  /** Without those that are built in. */
  readonly trustedRoots: readonly string[];
}

/** Records that a saved decision was taken without, by what they say of themselves; and the verdict with all of them. */
export interface Besides {
  readonly count: number;
  /** The first of them. */
  readonly records: readonly { readonly digest: string; readonly kind: string; readonly decision?: string; readonly names: readonly string[] }[];
  /** For the same question and the same moment; absent where inputs of the report are missing. */
  readonly withAll?: { readonly verdict: Verdict; readonly failing: readonly string[] };
}

export type ReplayStatus = 'agrees' | 'differs' | 'incomplete';

export interface Difference {
  readonly path: string;
  readonly saved?: string;
  readonly recomputed?: string;
}

export interface Missing {
  readonly what: string;
  readonly id: string;
}

/** A document that a decision needs, and that is too large to be read here: it was hashed only. */
export interface Unread {
  readonly digest: string;
  readonly name: string;
}

export interface Snapshot {
  readonly documents: readonly DocumentSummary[];
  readonly records: number;
  readonly notes: readonly Note[];
  readonly moreNotes: number;
  readonly files: readonly FileFact[];
  readonly moreFiles: number;
  readonly rows: readonly Row[];
  readonly choices: Choices;
  readonly settings: Settings;
  /** Files too large to read here: the hasher's work. */
  readonly large: readonly { readonly name: string; readonly size: number; readonly file: Blob }[];
}

export interface Choices {
  readonly policies: readonly { readonly digest: string; readonly label: string }[];
  readonly rosters: readonly { readonly digest: string; readonly label: string }[];
  readonly keys: readonly { readonly id: string; readonly names: readonly string[]; readonly signsRules: boolean }[];
  /** Trusted roots of Sigstore that came with the files: nobody believes them unasked. */
  readonly trustedRoots: readonly { readonly digest: string; readonly names: readonly string[] }[];
  readonly environments: readonly string[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
}

/** The question that the auditor asks where there is no saved report. */
export interface Settings {
  readonly policy?: string;
  readonly roster?: string;
  readonly rootKeys: readonly string[];
  /** Besides those that are built in. */
  readonly trustedRoots: readonly string[];
  readonly allowUnanchored: boolean;
  readonly deployer?: string;
  /** RFC 3339; absent: the clock of this machine when it is asked. */
  readonly now?: string;
}

/** What the auditor changes to see what would follow. */
export interface WhatIf {
  readonly now?: string;
  readonly environment?: string;
  readonly deployer?: string;
  readonly policy?: string;
  readonly roster?: string;
  /** Digests of documents that are taken away. */
  readonly without: readonly string[];
}

export interface Opened {
  readonly row: Row;
  readonly report: Uint8Array;
  readonly summary: Uint8Array;
  readonly id: string;
  readonly saved?: Uint8Array;
  readonly savedId?: string;
  readonly replay?: ReplayStatus;
  readonly difference?: Difference;
  readonly missing?: readonly Missing[];
  readonly besides?: Besides;
  readonly tooLarge?: readonly Unread[];
  readonly explain?: string;
  readonly policy?: string;
  readonly roster?: string;
  /** Principals by the id of their key. */
  readonly holders?: Readonly<Record<string, string>>;
  readonly hypothetical: boolean;
  /** Records that were handed in, and those that are about other releases. */
  readonly handedIn: number;
  readonly leftOut: number;
  readonly milliseconds: number;
}

/** One document, raw and decoded. */
export interface Looked {
  readonly digest: string;
  readonly names: readonly string[];
  readonly size: number;
  readonly kind: string;
  readonly inspect: string;
  readonly raw: string;
  readonly rawCut: boolean;
  readonly payload?: string;
  readonly decoded?: string;
  readonly bundle?: string;
}

/** A question put by a script, as `wasm/wit/verifier.wit` has it. */
export interface RawQuestion {
  readonly policy: Uint8Array;
  readonly roster: Uint8Array;
  readonly anchors: {
    readonly rootKeys: readonly Uint8Array[];
    readonly signatures: readonly Uint8Array[];
    readonly policyDigest?: string;
    readonly rosterDigest?: string;
    readonly allowUnanchored: boolean;
    readonly minPolicySerial: number;
    readonly minRosterSerial: number;
    readonly trustedRoots: readonly Uint8Array[];
  };
  readonly question: {
    readonly artefacts: readonly string[];
    readonly service: string;
    readonly version: string;
    readonly environment: string;
    readonly deployer?: string;
    readonly minRegisterSequence: number | string;
    /** Seconds; as text where a number would not hold them. */
    readonly now: number | string;
    readonly records: readonly Uint8Array[];
  };
}

export interface Calls {
  start(start: Start): { digest: string };
  add(files: readonly InputFile[]): Snapshot;
  clear(): Snapshot;
  configure(settings: Settings): Snapshot;
  open(row: number, whatIf?: WhatIf): Opened;
  look(digest: string, now: string): Looked | undefined;
  known(digests: readonly string[]): Record<string, readonly string[]>;
  learn(file: FileFact): void;
  decide(question: RawQuestion): { verdict: Verdict; id: string; report: Uint8Array; summary: Uint8Array };
  hash(job: number, file: Blob): string;
}

export type Method = keyof Calls;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly values: readonly unknown[];
}

export type Said =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly progress: Progress }
  | { readonly hashed: Progress; readonly job: number }
  | { readonly rows: readonly Row[]; readonly left: number };

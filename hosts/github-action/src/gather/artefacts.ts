//! Artefacts, known by digest only: files are streamed through SHA-256, digests are taken as they are.
//!
//! A tag or a version is no artefact. Whether a digest is the released one is the component's to say.

import { createHash } from "node:crypto";
import { existsSync, readSync } from "node:fs";
import { basename } from "node:path";

import { Failure } from "../exit.ts";
import { CHUNK_BYTES } from "../limits.ts";
import * as safe from "../render/safe.ts";
import { opened } from "./file.ts";
import { expand } from "./paths.ts";

/** An artefact: its digest, and the name under which it was given. */
export interface Artefact {
  /** The file; nothing where only a digest was given. */
  readonly path: string | undefined;
  /** The file's name. */
  readonly name: string | undefined;
  /** `sha256:` and 64 lower-case hexadecimal digits. */
  readonly digest: string;
}

/** The artefacts that are meant: files, patterns, or `sha256:…`. */
export function find(named: readonly string[]): Artefact[] {
  return named.flatMap((given): Artefact[] => {
    if (given.startsWith("sha256:")) {
      return [{ path: undefined, name: undefined, digest: checked(given) }];
    }
    if (!existsSync(given) && !/[*?[{]/.test(given)) {
      throw Failure.question(
        `${safe.quoted(given)} is neither a file here nor a digest: build or fetch it first, or write \`sha256:\` and 64 lower-case hexadecimal digits; a tag can be moved, so it names no artefact`,
      );
    }
    return expand([given]).map((path) => ({ path, name: basename(path), digest: ofFile(path) }));
  });
}

/** The SHA-256 of bytes, as reports write it. */
export function ofBytes(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function checked(digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw Failure.question(`${safe.quoted(digest)} is not a digest: write \`sha256:\` and 64 lower-case hexadecimal digits`);
  }
  return digest;
}

function ofFile(path: string): string {
  return opened(path, (handle, size) => {
    const hash = createHash("sha256");
    const buffer = new Uint8Array(Math.max(1, Math.min(size, CHUNK_BYTES)));
    for (let got = readSync(handle, buffer); got > 0; got = readSync(handle, buffer)) {
      hash.update(buffer.subarray(0, got));
    }
    return `sha256:${hash.digest("hex")}`;
  });
}

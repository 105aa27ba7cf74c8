//! One document from the disk, whole, within a bound; and what an error of the operating system means.
//!
//! Artefacts are not read here: they have no bound, and nobody keeps them.

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { Stats } from "node:fs";

import { Failure } from "../exit.ts";
import { DOCUMENT_BYTES } from "../limits.ts";
import * as safe from "../render/safe.ts";

/** The bytes of a document. */
export function read(path: string): Uint8Array {
  return readWithin(path, DOCUMENT_BYTES);
}

/** The bytes of a document that may have so many. */
export function readWithin(path: string, most: number): Uint8Array {
  return opened(path, (handle, size) => {
    // One byte more than allowed, to see that there is more; a file may grow while it is read.
    const bytes = new Uint8Array(Math.min(size, most) + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(handle, bytes, length, bytes.length - length, null);
    }
    if (length > size && length <= most) {
      throw Failure.question(`${safe.quoted(path)} changes while it is read: wait until it is written`);
    }
    if (length > most) {
      const limit = `${most >> 20} MiB`;
      throw Failure.question(`${safe.quoted(path)} is larger than ${limit}, which no record, policy or roster is: give the right file`);
    }
    return bytes.subarray(0, length);
  });
}

/** Opens a regular file, and closes it whatever happens. */
export function opened<T>(path: string, act: (handle: number, size: number) => T): T {
  return reading(path, () => {
    if (!status(path).isFile()) {
      throw Failure.question(`cannot read ${safe.quoted(path)}: it is no file: name a file`);
    }
    const handle = openSync(path, "r");
    try {
      return act(handle, fstatSync(handle).size);
    } finally {
      closeSync(handle);
    }
  });
}

/** What stands at a path, through links; one that leads nowhere, or to itself, is an error. */
export function status(path: string): Stats {
  return reading(path, () => statSync(path));
}

/** Does something with a path, and says what went wrong with it. */
export function reading<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    const [reason, remedy] = explain(error);
    throw Failure.question(`cannot read ${safe.quoted(path)}: ${reason}: ${remedy}`);
  }
}

function explain(error: unknown): [reason: string, remedy: string] {
  const code = error instanceof Error && "code" in error ? String(error.code) : "an unknown error";
  switch (code) {
    case "ENOENT":
      return ["no such file", "check the path"];
    case "EACCES":
    case "EPERM":
      return ["permission denied", "check who may read it"];
    case "ELOOP":
      return ["its symbolic links lead in a circle", "take the link away"];
    case "ENOTDIR":
      return ["part of the path is not a folder", "check the path"];
    case "ENAMETOOLONG":
      return ["the name is too long", "check the path"];
    default:
      return [code, "check the path, and that the medium works"];
  }
}

//! Records of a question: every regular file that is named, of folders too; and what the platform holds.
//!
//! What tools wrote lies among them, beside a signed reference, and may be as large as all of them together. It does not ask whether a document is a record; the component names those that are none. It leaves nothing out: a file that
//! cannot be read might say no, so it ends the question.

import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { Failure } from "../exit.ts";
import { FOLDER_DEPTH, RECORDS, RECORDS_BYTES } from "../limits.ts";
import * as safe from "../render/safe.ts";
import { reading, readWithin, status } from "./file.ts";
import { expandRecords } from "./paths.ts";

/** A document's bytes, and where it came from. */
export interface Document {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Documents, as many and as large as a question may have. */
export class Records {
  readonly documents: Document[] = [];
  /** The files among them. */
  readonly paths: string[] = [];
  #bytes = 0;

  /** Adds a document. */
  add(document: Document): void {
    const { name, bytes } = document;
    const remedy = "hand in the records of this release only";
    if (this.documents.length >= RECORDS) {
      throw Failure.question(`${safe.quoted(name)} is one record more than the ${RECORDS} that a question may have: ${remedy}`);
    }
    this.#bytes += bytes.length;
    if (this.#bytes > RECORDS_BYTES) {
      throw Failure.question(`with ${safe.quoted(name)} the records are larger than ${RECORDS_BYTES >> 20} MiB together: ${remedy}`);
    }
    this.documents.push(document);
  }

  /** Adds what is named: a file, every file of a folder and of the folders in it, or a pattern of these. */
  addNamed(named: readonly string[]): void {
    for (const path of expandRecords(named)) {
      this.#addPath(path, []);
    }
  }

  #addPath(path: string, above: readonly string[]): void {
    const stands = status(path);
    if (stands.isFile()) {
      this.add({ name: path, bytes: readWithin(path, RECORDS_BYTES) });
      this.paths.push(path);
    } else if (stands.isDirectory()) {
      this.#addFolder(path, above);
    } else {
      throw Failure.question(`${safe.quoted(path)} is neither a file nor a folder: take it away`);
    }
  }

  #addFolder(path: string, above: readonly string[]): void {
    const real = reading(path, () => realpathSync(path));
    if (above.includes(real)) {
      throw Failure.question(`cannot read ${safe.quoted(path)}: its symbolic links lead in a circle: take the link away`);
    }
    if (above.length >= FOLDER_DEPTH) {
      throw Failure.question(`${safe.quoted(path)} lies too deep: name the folder of the records`);
    }
    for (const entry of reading(path, () => readdirSync(path)).sort()) {
      this.#addPath(join(path, entry), [...above, real]);
    }
  }
}

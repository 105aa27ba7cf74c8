//! Records, built and taken apart by the logic that verifies them.

import { asked, type Root } from "./component.ts";
import { said } from "./said.ts";

/** A release record, as far as a relay must know it. */
export interface ReleaseRecord {
  readonly record: string;
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly requestedAt: string;
  readonly subjects: readonly string[];
}

/** What an artefact is called, and its digest. */
export interface Subject {
  readonly name: string;
  readonly digest: string;
}

const RELEASE = "https://countersign.dev/attestation/release/v1";

/** One instance of the component, for any number of records. */
export class RecordKeeper {
  readonly #root: Root;

  constructor(root: Root) {
    this.#root = root;
  }

  /** Checks the fields of a predicate; returns its type and itself, as JSON in the form that records have. */
  prepare(kind: "release" | "approval", subjects: Subject[], predicate: object): { type: string; json: string } {
    const bytes = new TextEncoder().encode(JSON.stringify(predicate));
    const { payload } = asked(() => this.#root.records.prepare(kind, subjects, bytes));
    const statement = said(payload) as { predicateType: string; predicate: unknown };
    return { type: statement.predicateType, json: JSON.stringify(statement.predicate) };
  }

  /** The release records in a file: of an envelope, of a bundle, or of several bundles. */
  releases(file: Uint8Array): ReleaseRecord[] {
    return asked(() => this.#root.records.expand(file)).flatMap((document) => this.#release(document) ?? []);
  }

  #release(document: Uint8Array): ReleaseRecord | undefined {
    const facts = this.#inspect(document);
    if (facts["predicateType"] !== RELEASE || (facts["problems"] as unknown[] | undefined)?.length) {
      return undefined;
    }
    const predicate = facts["predicate"] as Omit<ReleaseRecord, "record" | "subjects">;
    const { service, version, commit, requestedAt } = predicate;
    const subjects = (facts["subjects"] as { digest: string }[]).map(({ digest }) => digest);
    return { record: facts["record"] as string, service, version, commit, requestedAt, subjects };
  }

  #inspect(document: Uint8Array): Record<string, unknown> {
    return said(asked(() => this.#root.records.inspect(document))) as Record<string, unknown>;
  }
}

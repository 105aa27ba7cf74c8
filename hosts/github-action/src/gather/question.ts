//! Everything that a question needs: records, artefacts, time.
//!
//! It reads and digests, and judges nothing but whether there is something to hand over.

import type { Asked } from "../args/gate.ts";
import type { Question } from "../call/component.ts";
import { type Artefact, find } from "./artefacts.ts";
import { type Document, Records } from "./records.ts";

/** A question, and where what it holds came from. */
export interface Gathered {
  readonly question: Question;
  readonly artefacts: readonly Artefact[];
  /** The documents of the question, in its order. */
  readonly documents: readonly Document[];
  /** The files that were read for it. */
  readonly paths: readonly string[];
}

/** The question that the step asks. */
export async function gather(asked: Asked): Promise<Gathered> {
  const artefacts = find(asked.artefacts);
  const digests = artefacts.map((artefact) => artefact.digest);
  const records = new Records();
  records.addNamed(asked.records);
  if (asked.attestations !== undefined) {
    // Loaded only where it is used: most of a step's time is its start.
    const [{ Client }, attestations] = await Promise.all([import("../api/client.ts"), import("./attestations.ts")]);
    for await (const document of attestations.list(new Client(asked.attestations), digests)) {
      records.add(document);
    }
  }
  const question: Question = {
    artefacts: digests,
    service: asked.service,
    version: asked.version,
    environment: asked.environment,
    ...(asked.deployer === undefined ? {} : { deployer: asked.deployer }),
    minRegisterSequence: asked.minRegisterSequence,
    now: asked.now,
    records: records.documents.map((document) => document.bytes),
  };
  const paths = [...records.paths, ...artefacts.flatMap(({ path }) => path ?? [])];
  return { question, artefacts, documents: records.documents, paths };
}

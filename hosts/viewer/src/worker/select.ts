// Which records are handed in for a release, where no saved report says it: all, but for those that speak only of others.
//
// The verifier judges what it is given, so nothing is left out that could say no. A record is left out only if it says
// of itself that it is about other bytes and, by id or by name, about another release. Whatever is unreadable, of an
// unknown type, or about no particular bytes stays in: emergencies, reviews, exceptions, revocations, snapshots.

import { isRecord, type Document } from './document.ts';
import type { Pool } from './pool.ts';

/** The release that is asked about. */
export interface Candidate {
  readonly service: string;
  readonly version: string;
  /** Record ids of its release records: a label may have been moved. */
  readonly releases: ReadonlySet<string>;
  readonly artefacts: ReadonlySet<string>;
  /** Where its release records say to go back to: a class may want that approved, too. */
  readonly rollbacks: readonly { readonly version: string; readonly digest: string }[];
}

/** Types that are about their subjects and about nothing else. */
const BY_SUBJECT = [
  'https://slsa.dev/provenance/', 'https://slsa.dev/verification_summary/', 'https://in-toto.io/attestation/',
  'https://spdx.dev/Document', 'https://cyclonedx.org/', 'https://cosign.sigstore.dev/attestation/', 'https://openvex.dev/',
  'https://countersign.dev/attestation/canary/', 'https://countersign.dev/attestation/argo-analysis-run/', 'https://countersign.dev/attestation/flagger-canary/',
];

export class Selector {
  readonly #always: Document[] = [];
  readonly #elsewhere: Document[] = [];

  constructor(readonly pool: Pool) {
    for (const one of pool.documents.values()) {
      if (!isRecord(one) || one.predicate === 'anchor') continue;
      (this.#speaksOfOne(one) ? this.#elsewhere : this.#always).push(one);
      for (const key of keys(one)) {
        const list = this.#index.get(key) ?? [];
        list.push(one);
        this.#index.set(key, list);
      }
    }
  }

  readonly #index = new Map<string, Document[]>();

  #speaksOfOne(one: Document): boolean {
    if (one.problem !== undefined || one.subjects.length === 0) return false;
    if (one.predicate === 'release') return one.service !== undefined && one.version !== undefined;
    if (one.predicate === 'approval') return one.release !== undefined;
    return BY_SUBJECT.some((type) => one.predicateType?.startsWith(type) === true);
  }

  /** The documents to hand in, and how many records stay out. */
  for(candidate: Candidate): { records: Document[]; leftOut: number } {
    const { service, version, releases, artefacts, rollbacks } = candidate;
    const back = rollbacks.flatMap((one) => this.#index.get(label(service, one.version)) ?? []).flatMap((one) => one.record ?? []);
    const wanted = [
      ...[version, ...rollbacks.map((one) => one.version)].map((one) => label(service, one)),
      ...[...releases, ...back].map((id) => `release ${id}`),
      ...[...artefacts, ...rollbacks.map((one) => one.digest)].map((digest) => `subject ${digest}`),
    ];
    const chosen = new Set(this.#always);
    for (const key of wanted) for (const one of this.#index.get(key) ?? []) chosen.add(one);
    const leftOut = this.#always.length + this.#elsewhere.length - chosen.size;
    // What a record speaks for by digest goes with it: a report of tests, a scan, a bill of materials.
    for (const one of [...chosen]) for (const digest of one.references) this.#add(chosen, digest);
    return { records: [...chosen], leftOut };
  }

  /** The records that speak of a release: by its label, or by one of these ids, of records and artefacts alike. */
  about(service: string, version: string, ids: ReadonlySet<string>): Document[] {
    const wanted = [label(service, version), ...[...ids].flatMap((id) => [`release ${id}`, `subject ${id}`])];
    return [...new Set(wanted.flatMap((key) => this.#index.get(key) ?? []))];
  }

  #add(chosen: Set<Document>, digest: string): void {
    const one = this.pool.get(digest);
    if (one !== undefined) chosen.add(one);
  }
}

function label(service: string, version: string): string {
  return `label ${service} ${version}`;
}

function keys(one: Document): Set<string> {
  const keys = new Set([...one.subjects, ...one.revoked].map((id) => `subject ${id}`));
  if (one.release !== undefined) keys.add(`release ${one.release}`);
  if (one.service !== undefined && one.version !== undefined) keys.add(label(one.service, one.version));
  return keys;
}

//! The release record that reviews are about: among files, or among the platform's attestations of the artefacts.
//!
//! As the gate does, it takes the newest for service and version, and says when older ones were made: a review may be about one of them. Who signed it is the gate's to judge: approvals of another record than the one that counts do not count.

import type { Client } from "../api/client.ts";
import type { ApprovalsArguments } from "../args/release-record.ts";
import type { Bounded } from "../call/bounded.ts";
import type { ReleaseRecord } from "../call/records.ts";
import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";
import type { Release } from "./approvals.ts";
import * as attestations from "./attestations.ts";
import { Records } from "./records.ts";

/** The record. */
export async function find(client: Client, keeper: Bounded, asked: ApprovalsArguments, digests: readonly string[]): Promise<Release> {
  const records = new Records();
  records.addNamed(asked.release);
  if (asked.release.length === 0) {
    for await (const document of attestations.list(client, digests)) {
      records.add(document);
    }
  }
  const all: ReleaseRecord[] = [];
  for (const { bytes } of records.documents) {
    all.push(...(await keeper.releases(bytes)));
  }
  const about = all.filter(({ service, version }) => service === asked.service && version === asked.version);
  const releases = about
    .filter(({ subjects }) => digests.every((digest) => subjects.includes(digest)))
    .sort((one, other) => (one.requestedAt < other.requestedAt ? -1 : 1));
  const newest = releases.at(-1);
  if (newest === undefined) {
    throw Failure.question(
      `among ${records.documents.length} documents there is no release record of ${safe.quoted(asked.service)} ${safe.quoted(asked.version)} that names every artefact: attest one first (\`record: release\`)`,
    );
  }
  if (releases.some(({ record, requestedAt }) => record !== newest.record && requestedAt === newest.requestedAt)) {
    throw Failure.question("there are several release records of the same time: write a new one, and have it reviewed");
  }
  const others = about.filter(({ record, subjects }) => record !== newest.record && digests.some((digest) => subjects.includes(digest)));
  return { ...newest, others: others.map(({ requestedAt }) => requestedAt) };
}

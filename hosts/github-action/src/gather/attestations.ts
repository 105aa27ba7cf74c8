//! Records that the platform keeps: its attestations of each artefact, by digest (`GET /repos/{owner}/{repo}/attestations/{digest}`).
//!
//! All of them are handed to the component, whoever signed them and whatever they are.

import { uncompress } from "snappyjs";

import type { Client } from "../api/client.ts";
import * as shape from "../api/shape.ts";
import { Failure } from "../exit.ts";
import { DOCUMENT_BYTES, PACKED_BYTES } from "../limits.ts";
import type { Document } from "./records.ts";

/** Every attestation of every digest. */
export async function* list(client: Client, digests: readonly string[]): AsyncGenerator<Document> {
  for (const digest of new Set(digests)) {
    let count = 0;
    for await (const page of client.pages(client.repository(`/attestations/${digest}?per_page=100`))) {
      for (const attestation of shape.objects(shape.object(page, "answer")["attestations"], "attestations")) {
        count += 1;
        yield { name: `attestation ${count} of ${digest}`, bytes: await bundle(client, attestation) };
      }
    }
  }
}

/** The bundle itself, or what its link leads to: JSON, packed with Snappy. */
async function bundle(client: Client, attestation: shape.Fields): Promise<Uint8Array> {
  const inline = attestation["bundle"];
  if (inline !== undefined && inline !== null) {
    return bounded(Buffer.from(JSON.stringify(shape.object(inline, "bundle"))));
  }
  const packed = await client.download(shape.text(attestation["bundle_url"], "bundle_url"), PACKED_BYTES);
  let bytes: Uint8Array;
  try {
    bytes = uncompress(packed, DOCUMENT_BYTES);
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw Failure.tool(`a stored bundle cannot be unpacked, or is larger than ${DOCUMENT_BYTES >> 20} MiB: nothing is decided without it`);
  }
  return bytes;
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > DOCUMENT_BYTES) {
    throw Failure.tool(`a bundle is larger than ${DOCUMENT_BYTES >> 20} MiB, which no record is: nothing is decided without it`);
  }
  return bytes;
}

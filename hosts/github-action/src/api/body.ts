//! The body of an answer, within a bound: what is unpacked counts, so that no small answer becomes a large one.

import { Failure } from "../exit.ts";

/** Reads it to its end. */
export async function body(response: Response, limit: number, who: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) {
      throw Failure.tool(`${who} answers with more than ${(limit / (1 << 20)).toFixed(0)} MiB, which no answer needs: nothing is decided on a part of it`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

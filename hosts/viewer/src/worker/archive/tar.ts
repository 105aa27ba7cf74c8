// Tar, plain or gzipped, as a stream. Links and devices hold no bytes, and are named.

import { createTarDecoder } from 'modern-tar';
import { FILES } from '../limits.ts';
import { Budget, escapes } from './bounds.ts';
import { type Sink, take } from './entry.ts';

export async function untar(name: string, file: Blob, gzipped: boolean, sink: Sink): Promise<void> {
  const budget = new Budget(file.size);
  const raw: ReadableStream<Uint8Array> = file.stream();
  const plain = gzipped ? raw.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>) : raw;
  const entries = plain.pipeThrough(budget.meter()).pipeThrough(createTarDecoder({ strict: true }));
  const seen = new Set<string>();
  let count = 0;
  // Not `for await`: not every browser walks through a stream.
  const reader = entries.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const { header, body } = next.value;
    const shown = `${name} ▸ ${header.name}`;
    count += 1;
    if (count > FILES) {
      sink.note('archive-too-many', name);
      await reader.cancel();
      break;
    }
    const isFile = header.type === 'file' || header.type === undefined;
    if (isFile && !escapes(header.name)) {
      if (seen.has(header.name)) sink.note('duplicate-name', shown);
      seen.add(header.name);
      await sink.entry(await take(shown, body));
      continue;
    }
    await body.cancel();
    if (isFile) sink.note('entry-path', shown);
    else if (header.type !== 'directory' && !header.type?.startsWith('pax')) sink.note('entry-link', shown);
  }
}

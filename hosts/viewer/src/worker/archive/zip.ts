// Zip: read by its central directory, entry by entry, through the platform's own decompression. Entries that overlap,
// that are encrypted, or whose local header says something else are refused, each by itself. Names are judged in
// `bounds.ts`, so that one bad name costs one entry and not the archive.

import { BlobReader, ZipReader, configure, type FileEntry } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { FILES } from '../limits.ts';
import { Budget, TooLarge, escapes } from './bounds.ts';
import { type Sink, take } from './entry.ts';

configure({ useWebWorkers: false, useCompressionStream: true });

export async function unzip(name: string, file: Blob, sink: Sink): Promise<void> {
  const reader = new ZipReader(new BlobReader(file), { checkOverlappingEntry: true, checkAmbiguity: true, filenameValidation: 'tolerant' });
  const budget = new Budget(file.size);
  const seen = new Set<string>();
  let count = 0;
  for await (const entry of reader.getEntriesGenerator()) {
    if (entry.directory) continue;
    const shown = `${name} ▸ ${entry.filename}`;
    count += 1;
    if (count > FILES) {
      sink.note('archive-too-many', name);
      break;
    }
    if (escapes(entry.filename)) {
      sink.note('entry-path', shown);
    } else if (entry.encrypted) {
      sink.note('entry-encrypted', shown);
    } else {
      if (seen.has(entry.filename)) sink.note('duplicate-name', shown);
      seen.add(entry.filename);
      await one(shown, entry, budget, sink);
    }
  }
  await reader.close();
}

async function one(shown: string, entry: FileEntry, budget: Budget, sink: Sink): Promise<void> {
  const meter = budget.meter();
  const taken = take(shown, meter.readable);
  // Whichever fails first is the reason; the other only follows.
  taken.catch(() => undefined);
  try {
    await entry.getData(meter.writable, { checkSignature: true });
    await sink.entry(await taken);
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    const reason = await taken.then(() => error, (why: unknown) => why);
    if (reason instanceof TooLarge) throw reason;
    sink.note('entry-broken', shown, error instanceof Error ? error.message : undefined);
  }
}

// What kind of archive a file is, by its first bytes. A name says nothing.

export type Archive = 'zip' | 'gzip' | 'tar';

export function archive(head: Uint8Array): Archive | undefined {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04) || starts(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (starts(0x1f, 0x8b, 0x08)) return 'gzip';
  // POSIX.1-1988 §10.1.1: the header's magic.
  return [0x75, 0x73, 0x74, 0x61, 0x72].every((byte, at) => head[257 + at] === byte) ? 'tar' : undefined;
}

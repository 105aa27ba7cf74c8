// Bytes in and out of text. Nothing here knows what the bytes mean.

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const ENCODER = new TextEncoder();

export function text(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

export function bytes(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** What a gzip stream in Base64 unpacks to. Only for what is built into this page. */
export async function unpacked(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([fromBase64(base64)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Base64, with the alphabet of RFC 4648 §4 or §5. Throws on anything else. */
export function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64.trim().replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export async function read(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** A JSON value as an object; nothing where it is none. */
export function object(json: string | undefined): Record<string, unknown> | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

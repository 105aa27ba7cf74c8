// Text from records, made safe to show: what cannot be seen, or makes other text look different, is shown as an escape.
// The same characters as in the command line (`render/safe.rs`) and in the verifier (`base/shown.rs`).

const HIDDEN: readonly (readonly [number, number])[] = [
  [0xad, 0xad], [0x34f, 0x34f], [0x61c, 0x61c], [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f],
  [0x2028, 0x202e], [0x2060, 0x206f], [0x3164, 0x3164], [0xfe00, 0xfe0f], [0xfeff, 0xfeff], [0xffa0, 0xffa0],
  [0xfff0, 0xfffb], [0x1d173, 0x1d17a], [0xe0000, 0xe0fff],
];

/** A run of text that is either plain, or an escape that stands for something else. */
export interface Run {
  readonly text: string;
  readonly escape: boolean;
}

function hidden(character: string, multiline: boolean): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (multiline && (character === '\n' || character === '\t')) return false;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  // Half of a pair, which is no character at all.
  if (code >= 0xd800 && code <= 0xdfff) return true;
  if (character !== ' ' && /\s/u.test(character)) return true;
  return HIDDEN.some(([from, to]) => code >= from && code <= to);
}

/** The text as runs. `multiline` keeps line breaks and tabs, for text that is shown as written. */
export function runs(text: string, multiline = false): Run[] {
  const found: Run[] = [];
  let plain = '';
  for (const character of text) {
    if (!hidden(character, multiline)) {
      plain += character;
      continue;
    }
    if (plain !== '') found.push({ text: plain, escape: false });
    plain = '';
    found.push({ text: `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`, escape: true });
  }
  if (plain !== '') found.push({ text: plain, escape: false });
  return found;
}

/** The text with escapes, for attributes and files. */
export function visible(text: string): string {
  return runs(text).map((run) => run.text).join('');
}

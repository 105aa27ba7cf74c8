//! Text from records, inputs and the API, made safe to show: it cannot be a workflow command, steer a terminal, reorder a line, or become markup.
//!
//! Nothing is dropped silently: what is not shown as it is, is shown as `\u{…}`, or in Markdown as an entity.

/** Control characters, and those that Unicode gives to change direction, hide or join (UAX #9, UTS #39). */
const STEERS =
  /[\p{Cc}\p{Cs}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

const escape = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Text on one line. */
export function text(raw: string): string {
  return raw.replace(/\n+$/, "").replace(/[\n\t]/g, " ").replace(STEERS, escape);
}

/** Text in backticks, cut where it is long. */
export function quoted(raw: string, characters = 200): string {
  const shown = text(raw);
  return `\`${shown.length > characters ? `${shown.slice(0, characters)}…` : shown}\``;
}

/** A line of the log. The runner takes `::` at the start of a line, and `##[` anywhere, for a command. */
export function line(raw: string): string {
  return text(raw).replaceAll("##[", "#\\u{23}[").replace(/^(\s*)::/, "$1\\u{3a}:");
}

/** Text for GitHub's Markdown: no markup, no HTML, no mention, no link. */
export function markdown(raw: string): string {
  const entity = (mark: string): string => `&#${mark.codePointAt(0) ?? 0};`;
  return text(raw)
    .replace(/[&<>|`*_[\]()#!~\\@$"'^=+{}]/g, entity)
    .replace(/:(?=\/\/)/g, entity)
    .replace(/(?<=www)\./gi, entity);
}

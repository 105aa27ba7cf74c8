//! Answers of the API, taken apart: what is not of the documented shape is an error, and never an empty list.

import { Failure } from "../exit.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object. */
export function object(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(what, "an object");
  }
  return value as Fields;
}

/** The value as a list of objects. */
export function objects(value: unknown, what: string): Fields[] {
  if (!Array.isArray(value)) {
    throw wrong(what, "a list");
  }
  return value.map((item) => object(item, what));
}

/** The value as text. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string") {
    throw wrong(what, "a text");
  }
  return value;
}

/** The value as a positive whole number. */
export function number(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw wrong(what, "a number");
  }
  return value;
}

/** The value as a commit. */
export function commit(value: unknown, what: string): string {
  const sha = text(value, what);
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) {
    throw wrong(what, "a commit");
  }
  return sha;
}

/** The value as seconds since 1970, of a time such as `2026-11-20T10:00:00Z`. */
export function time(value: unknown, what: string): bigint {
  const stated = text(value, what);
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(stated) ? Date.parse(stated) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw wrong(what, "a time");
  }
  return BigInt(milliseconds / 1000);
}

function wrong(what: string, expected: string): Failure {
  return Failure.tool(`the API's answer is not of the documented shape: \`${what}\` is not ${expected}: nothing is decided on it`);
}

//! Inputs, one by one: as the runner hands them over, `INPUT_NAME` with the name in capitals.
//!
//! What a word means is decided by the component. Here are only parsed numbers, times, lists and choices.

import { getInput } from "@actions/core";

import { Failure } from "../exit.ts";
import { LONGEST_SECONDS, VERIFIER_SECONDS } from "../limits.ts";
import * as safe from "../render/safe.ts";

/** The largest unsigned number of 64 bits. */
const LARGEST = 2n ** 64n - 1n;

/** A text; empty where it was not given. */
export function text(name: string): string {
  return getInput(name);
}

/** A text, where there is one. */
export function optional(name: string): string | undefined {
  return text(name) || undefined;
}

/** A text that must be there. */
export function required(name: string): string {
  const value = text(name);
  if (value === "") {
    throw Failure.question(`the input \`${name}\` is missing: write it under \`with:\``);
  }
  return value;
}

/** The lines of a list; empty ones count for nothing. */
export function lines(name: string): string[] {
  return text(name)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** `true` or `false`, and nothing that looks like it. */
export function flag(name: string): boolean {
  return choice(name, ["false", "true"]) === "true";
}

/** One of some words; the first where nothing was given. */
export function choice<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
  const value = text(name) || words[0];
  const found = words.find((word) => word === value);
  if (found === undefined) {
    throw Failure.question(`the input \`${name}\` is ${safe.quoted(value)}: write ${words.map((word) => `\`${word}\``).join(" or ")}`);
  }
  return found;
}

/** A number from 0 on; 0 where nothing was given. */
export function number(name: string, otherwise = 0n): bigint {
  const value = text(name);
  if (value === "") {
    return otherwise;
  }
  const parsed = /^[0-9]{1,20}$/.test(value) ? BigInt(value) : LARGEST + 1n;
  if (parsed > LARGEST) {
    throw Failure.question(`the input \`${name}\` is ${safe.quoted(value)}: write a whole number, such as \`7\``);
  }
  return parsed;
}

/** How long the verifier may take; never none, and no longer than a job can. */
export function seconds(name: string): number {
  const value = number(name, BigInt(VERIFIER_SECONDS));
  if (value < 1n || value > BigInt(LONGEST_SECONDS)) {
    throw Failure.question(`the input \`${name}\` is ${safe.quoted(String(value))}: write seconds from 1 to ${LONGEST_SECONDS}`);
  }
  return Number(value);
}

/** Seconds since 1970, of a time such as `2026-11-21T09:00:00Z`; the clock's where nothing was given. */
export function time(name: string): bigint {
  const value = text(name);
  if (value === "") {
    return BigInt(Math.floor(Date.now() / 1000));
  }
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) ? Date.parse(value) : Number.NaN;
  // The clock's own calendar has the last word: it would read 31 February as 3 March.
  if (Number.isNaN(milliseconds) || milliseconds < 0 || instant(BigInt(milliseconds / 1000)) !== value) {
    throw Failure.question(`the input \`${name}\` is ${safe.quoted(value)}: write a time such as \`2026-11-21T09:00:00Z\``);
  }
  return BigInt(milliseconds / 1000);
}

/** A time as records write it. */
export function instant(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

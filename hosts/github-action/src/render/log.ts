//! What is printed: lines for people, and annotations. Every word of a record passes through `safe.ts`; `@actions/core` escapes annotations.

import { error, warning } from "@actions/core";

import { ANNOTATIONS } from "../limits.ts";
import * as safe from "./safe.ts";

/** A line for people. */
export function line(text: string): void {
  process.stdout.write(`${safe.line(text)}\n`);
}

/** How an annotation is marked. */
export type Level = "error" | "warning";

const SAY = { error, warning };

/** Annotations, as many as GitHub shows; the rest is counted. */
export function annotate(level: Level, title: string, messages: readonly string[]): void {
  const shown = messages.length > ANNOTATIONS ? messages.slice(0, ANNOTATIONS - 1) : messages;
  for (const message of shown) {
    SAY[level](safe.text(message), { title: safe.text(title) });
  }
  if (shown.length < messages.length) {
    SAY[level](`and ${messages.length - shown.length} more: see the summary`, { title: safe.text(title) });
  }
}

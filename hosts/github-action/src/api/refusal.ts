//! What an answer other than 200 means, and what to do about it.

import { Failure, QUESTION, TOOL } from "../exit.ts";
import * as safe from "../render/safe.ts";

/** A fault that may pass. */
export class Passing extends Error {
  /** Milliseconds that the server asks to wait. */
  readonly wait: number | undefined;

  constructor(message: string, wait?: number) {
    super(message);
    this.wait = wait;
  }
}

/** Milliseconds to wait, where the server limits its use: 429, and GitHub's 403 with the limit in its headers. */
export function waitAsked(status: number, headers: Headers): number | undefined {
  const limited = headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";
  if (status !== 429 && !(status === 403 && limited)) {
    return undefined;
  }
  const after = headers.get("retry-after");
  if (after !== null) {
    const seconds = /^\d{1,9}$/.test(after) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
    // Unreadable: as long as GitHub says to wait where it names no time.
    return Number.isNaN(seconds) ? 60_000 : Math.max(0, seconds) * 1000;
  }
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  return Number.isNaN(reset) ? 60_000 : Math.max(0, reset * 1000 - Date.now());
}

/** A refusal that will not pass. */
export function refusal(who: string, status: number, body: Uint8Array): Failure {
  const reason = said(body);
  const message = `${who} answers ${status}${reason}: ${remedy(status)}`;
  return new Failure([401, 403, 404].includes(status) ? QUESTION : TOOL, message);
}

function remedy(status: number): string {
  switch (status) {
    case 401:
      return "the token is not valid (any more): check `github-token`";
    case 403:
      return "the token may not read this: grant the job the permission under `permissions:` (see the action's README)";
    case 404:
      return "there is no such thing, or the token may not see it, and nobody can tell which: check repository and digest, and `permissions:`; where there is nothing to list, do not ask for it";
    default:
      return "nothing is decided without an answer";
  }
}

/** The server's own words. */
function said(body: Uint8Array): string {
  try {
    const { message } = JSON.parse(new TextDecoder().decode(body)) as { message?: unknown };
    return typeof message === "string" ? ` ${safe.quoted(message)}` : "";
  } catch {
    return "";
  }
}

//! What the component says in JSON, read.

import { Failure } from "../exit.ts";

/** JSON that the component says. */
export function said(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    throw Failure.tool("the verifier's answer is not JSON: please report this");
  }
}

//! The verifier component: its bytes, held against the digest that was recorded when this program was built, and one running instance.
//!
//! The core modules are slices of those bytes, and the bindings are `jco`'s: nothing of the verifier is written here. A trap, and anything else that is no
//! documented refusal, is a failure of the tool.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

import { COMPONENT } from "../../build/component.ts";
import { instantiate, type Root } from "../../build/verifier.js";
import { Failure } from "../exit.ts";
import { MEMORY_PAGES } from "../limits.ts";
import * as safe from "../render/safe.ts";
import { DIGEST } from "./digest.ts";

export type { Decision, Question } from "../../build/interfaces/countersign-verifier-gate.js";
export type { Root };
export type { Anchors } from "../../build/interfaces/countersign-verifier-types.js";

/** Compiles and starts the component, once. */
export function start(): Root {
  // One question is answered before optimised code would pay; the process would wait at its end for what still compiles.
  setFlagsFromString("--wasm-tiering-budget=200000000");
  setFlagsFromString(`--wasm-max-mem-pages=${MEMORY_PAGES}`);
  const bytes = vouched();
  const module = (path: string): WebAssembly.Module => {
    const [offset, length] = COMPONENT.modules[path] ?? [0, 0];
    return new WebAssembly.Module(bytes.subarray(offset, offset + length));
  };
  return asked(() => instantiate(module, {}));
}

/** Calls the component: its refusals are the question's fault, anything else is the tool's. */
export function asked<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    // A `problem` of the interface is thrown as it is; whatever is an error was not meant.
    const problem = error instanceof Error ? undefined : (error as Partial<Record<"message", unknown>> | undefined);
    if (typeof problem?.message === "string") {
      throw Failure.question(safe.text(problem.message));
    }
    throw Failure.tool(`the verifier failed: ${safe.text(error instanceof Error ? error.message : String(error))}: please report this`);
  }
}

function vouched(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(readFileSync(new URL("countersign.component.wasm", import.meta.url)));
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== COMPONENT.sha256) {
    throw Failure.tool(`the verifier component is not the one that this action was built with: sha256:${found} instead of ${DIGEST}: take the action from its source again`);
  }
  return bytes;
}

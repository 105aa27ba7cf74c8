//! The verifier's thread: it starts the component, and answers calls in order. Started as a program, or imported, it does nothing.

import { parentPort } from "node:worker_threads";

import type { Answered, Call } from "../call/bounded.ts";
import { start } from "../call/component.ts";
import { Verifier } from "../call/gate.ts";
import { RecordKeeper } from "../call/records.ts";
import { Failure } from "../exit.ts";

export { Verifier };

/** Begins at once, so that the component is ready when it is asked; what fails then is the answer to the first call. */
function answers(): (call: Call) => Answered {
  try {
    const root = start();
    const [verifier, keeper] = [new Verifier(root), new RecordKeeper(root)];
    return (call) => answer(() => dispatch(call, verifier, keeper));
  } catch (thrown) {
    return () => failed(thrown);
  }
}

function dispatch(call: Call, verifier: Verifier, keeper: RecordKeeper): unknown {
  switch (call.name) {
    case "decide":
      return verifier.decide(...call.values);
    case "prepare":
      return keeper.prepare(...call.values);
    case "releases":
      return keeper.releases(...call.values);
  }
}

function answer(call: () => unknown): Answered {
  try {
    return { value: call() };
  } catch (thrown) {
    return failed(thrown);
  }
}

function failed(thrown: unknown): Answered {
  const { code, message } = Failure.of(thrown);
  return { failed: { code, message } };
}

if (parentPort !== null) {
  const port = parentPort;
  const answered = answers();
  port.on("message", (call: Call) => port.postMessage(answered(call)));
}

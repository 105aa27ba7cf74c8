//! The gate: opened from policy, roster and anchors, asked one question.

import type { Opening } from "../gather/rules.ts";
import { asked, type Decision, type Question, type Root, start } from "./component.ts";

/** A decision, and what is still missing. */
export interface Answer {
  readonly decision: Decision;
  /** What `explain` says, in JSON; nothing where nothing is missing. */
  readonly missing: Uint8Array | undefined;
}

/** Gates that one instance of the component holds. */
export class Verifier {
  readonly #root: Root;

  constructor(root: Root = start()) {
    this.#root = root;
  }

  /** Decides, and where it does not allow, asks what is missing and who can give it. */
  decide({ policy, roster, anchors }: Opening, question: Question): Answer {
    return asked(() => {
      const gate = new this.#root.gate.Gate(policy, roster, anchors);
      const decision = gate.decide(question);
      return { decision, missing: decision.verdict === "allow" ? undefined : gate.explain(question) };
    });
  }
}

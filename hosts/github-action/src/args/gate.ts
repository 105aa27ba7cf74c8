//! What a question is made of in a workflow. The words are those of `countersign verify`.
//!
//! What the words mean is decided by the component.

import { Failure } from "../exit.ts";
import * as input from "./input.ts";
import * as platform from "./platform.ts";
import type { Platform } from "./platform.ts";

/** Policy and roster, and what anchors them. */
export interface Rules {
  readonly policy: string;
  readonly roster: string;
  readonly rootKeys: readonly string[];
  readonly policySha256: string | undefined;
  readonly rosterSha256: string | undefined;
  readonly allowUnanchored: boolean;
  readonly minPolicySerial: bigint;
  readonly minRosterSerial: bigint;
  readonly trustedRoots: readonly string[];
  /** Believe no Sigstore identity, not on the word of the built-in roots either. */
  readonly noTrustedRoot: boolean;
}

/** The question itself. */
export interface Asked {
  readonly records: readonly string[];
  readonly artefacts: readonly string[];
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly deployer: string | undefined;
  readonly minRegisterSequence: bigint;
  readonly now: bigint;
  /** The platform whose attestations are records, too; nothing where they are not asked for. */
  readonly attestations: Platform | undefined;
}

/** Everything that the step was given. */
export interface Arguments {
  readonly rules: Rules;
  readonly asked: Asked;
  readonly failOn: "deny" | "never";
  readonly report: string | undefined;
  /** Seconds that the verifier may take. */
  readonly timeLimit: number;
}

/** Reads the inputs; the first that is wrong ends it. */
export function read(): Arguments {
  return { rules: rules(), asked: asked(), failOn: input.choice("fail-on", ["deny", "never"]), report: input.optional("report"), timeLimit: input.seconds("time-limit-seconds") };
}

function rules(): Rules {
  const trustedRoots = input.lines("trusted-roots");
  const noTrustedRoot = input.flag("no-trusted-root");
  if (noTrustedRoot && trustedRoots.length > 0) {
    throw Failure.question("the input `no-trusted-root` is `true`, and `trusted-roots` names some: leave one of the two out");
  }
  return {
    policy: input.required("policy"),
    roster: input.required("roster"),
    rootKeys: input.lines("root-keys"),
    policySha256: input.optional("policy-sha256"),
    rosterSha256: input.optional("roster-sha256"),
    allowUnanchored: input.flag("allow-unanchored"),
    minPolicySerial: input.number("min-policy-serial"),
    minRosterSerial: input.number("min-roster-serial"),
    trustedRoots,
    noTrustedRoot,
  };
}

function asked(): Asked {
  input.required("artefacts");
  return {
    records: input.lines("records"),
    artefacts: input.lines("artefacts"),
    service: input.required("service"),
    version: input.required("version"),
    environment: input.required("environment"),
    deployer: input.optional("deployer"),
    minRegisterSequence: input.number("min-register-sequence"),
    now: input.time("now"),
    attestations: input.flag("attestations") ? platform.read() : undefined,
  };
}

//! Exit codes, and what leads to them: 0 allow, 1 deny, 2 the question was malformed, 3 the tool failed. The words and numbers are the command line's.
//!
//! Never two of them in one. A step that ends with anything but 0 has failed.

/** Allowed, or done. */
export const ALLOW = 0;
/** Denied, or not as it should be. */
export const DENY = 1;
/** The question was malformed: an input, an unreadable file, a policy or roster that does not load. */
export const QUESTION = 2;
/** The tool failed: the verifier, or the platform's API. */
export const TOOL = 3;

/** Any of them. */
export type Code = typeof ALLOW | typeof DENY | typeof QUESTION | typeof TOOL;

/** Why there is no answer: a sentence, and the exit code. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }

  /** The question, or what it points at, is not usable. */
  static question(message: string): Failure {
    return new Failure(QUESTION, message);
  }

  /** The tool failed. */
  static tool(message: string): Failure {
    return new Failure(TOOL, message);
  }

  /** Anything that was thrown: what nobody expected is a failure of the tool. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) {
      return thrown;
    }
    return Failure.tool(`unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

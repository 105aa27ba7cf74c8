//! The verifier in a thread of its own, with a bound on its time: what takes longer is ended from outside, and is a failure of the tool.
//!
//! A component has no clock and cannot be asked to stop; its own limits count steps, and most of them are of the format. The thread compiles the component while
//! this one gathers.

import { Worker } from "node:worker_threads";

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";
import type { Verifier } from "./gate.ts";
import type { RecordKeeper } from "./records.ts";

/** What can be called in the thread, by name. */
export interface Calls {
  readonly decide: Verifier["decide"];
  readonly prepare: RecordKeeper["prepare"];
  readonly releases: RecordKeeper["releases"];
}

/** A call, as the thread gets it. */
export type Call = { readonly [Name in keyof Calls]: { readonly name: Name; readonly values: Parameters<Calls[Name]> } }[keyof Calls];

/** Its answer, or why there is none. */
export type Answered = { readonly value: unknown } | { readonly failed: Pick<Failure, "code" | "message"> };

/** One instance of the verifier; each call has so many seconds. */
export class Bounded {
  readonly #seconds: number;
  readonly #worker = new Worker(new URL("verifier.js", import.meta.url));

  /** Fails once the thread has ended, and never says anything else. */
  readonly #stopped: Promise<never>;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#stopped = new Promise((_, fail) => {
      this.#worker.once("error", (error) => fail(stopped(error instanceof Error ? error.message : String(error))));
      this.#worker.once("exit", (code) => fail(stopped(`its thread ended with ${code}`)));
    });
    // It is told where somebody waits for an answer.
    this.#stopped.catch(() => undefined);
    // Whoever never calls does not wait for it.
    this.#worker.unref();
  }

  /** Decides, and where it does not allow, says what is missing and who can give it. */
  decide(...values: Parameters<Calls["decide"]>): Promise<ReturnType<Calls["decide"]>> {
    return this.#call({ name: "decide", values }) as Promise<ReturnType<Calls["decide"]>>;
  }

  /** Checks the fields of a predicate; says its type and itself, as JSON in the form that records have. */
  prepare(...values: Parameters<Calls["prepare"]>): Promise<ReturnType<Calls["prepare"]>> {
    return this.#call({ name: "prepare", values }) as Promise<ReturnType<Calls["prepare"]>>;
  }

  /** The release records in a file. */
  releases(...values: Parameters<Calls["releases"]>): Promise<ReturnType<Calls["releases"]>> {
    return this.#call({ name: "releases", values }) as Promise<ReturnType<Calls["releases"]>>;
  }

  /** One call at a time: the thread answers in order, and nobody here asks twice at once. */
  async #call(call: Call): Promise<unknown> {
    this.#worker.ref();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(this.#tooLong()), this.#seconds * 1000);
    });
    try {
      const answer = new Promise<Answered>((done) => this.#worker.once("message", done));
      this.#worker.postMessage(call);
      const answered = await Promise.race([answer, this.#stopped, late]);
      if ("failed" in answered) {
        throw new Failure(answered.failed.code, answered.failed.message);
      }
      this.#worker.unref();
      return answered.value;
    } catch (error) {
      await this.#worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #tooLong(): Failure {
    return Failure.tool(
      `the verifier took longer than ${this.#seconds} s, the input \`time-limit-seconds\`, and was ended: hand in the records of this release only, or allow it more time`,
    );
  }
}

function stopped(why: string): Failure {
  return Failure.tool(`the verifier stopped: ${safe.text(why)}: please report this`);
}

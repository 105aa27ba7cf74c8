//! What the runner itself says: which repository, which run, and where the API is. The inputs come before it where both speak.
//!
//! The token is held here and handed to the API alone; nothing prints it.

import { Failure } from "../exit.ts";
import { LONGEST_SECONDS } from "../limits.ts";
import * as safe from "../render/safe.ts";
import * as input from "./input.ts";

/** Where to ask, about what, and on whose behalf. */
export interface Platform {
  /** Such as `https://api.github.com`. */
  readonly api: string;
  readonly graphql: string;
  /** Such as `https://github.com`. */
  readonly server: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Milliseconds that all answers together may take, waiting included. */
  readonly patience: number;
}

/** The platform, for steps that ask its API. */
export function read(): Platform {
  const repository = input.optional("repository") ?? variable("GITHUB_REPOSITORY");
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository) || /\/\.{1,2}$/.test(repository)) {
    throw Failure.question(`${safe.quoted(repository)} is no repository: write \`owner/name\``);
  }
  const token = input.text("github-token");
  if (token === "") {
    throw Failure.question(
      "the input `github-token` is empty, so the API cannot be asked: leave it out to use the job's own token (a workflow that a fork's pull request starts gets no secrets)",
    );
  }
  // A line break would end the header, and start another one.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw Failure.question("the input `github-token` is not a token: it has spaces or line breaks in it");
  }
  const api = variable("GITHUB_API_URL", "https://api.github.com");
  return {
    api: api.replace(/\/+$/, ""),
    graphql: variable("GITHUB_GRAPHQL_URL", `${api.replace(/\/(v3\/?)?$/, "")}/graphql`),
    server: variable("GITHUB_SERVER_URL", "https://github.com").replace(/\/+$/, ""),
    repository,
    token,
    patience: Math.min(Number(input.number("timeout", 120n)), LONGEST_SECONDS) * 1000,
  };
}

/** A variable that the runner sets. */
export function variable(name: string, otherwise?: string): string {
  const value = process.env[name] || otherwise;
  if (value === undefined) {
    throw Failure.question(`the variable \`${name}\` is not set: this action runs in a job of GitHub Actions, or of something that behaves like it`);
  }
  return value;
}

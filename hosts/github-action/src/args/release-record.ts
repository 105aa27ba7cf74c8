//! What a step that writes predicates is given: of a release, or of the approvals that the platform's reviews stand for.
//!
//! What the fields of a predicate mean is decided by the component.

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";
import * as input from "./input.ts";
import * as platform from "./platform.ts";
import type { Platform } from "./platform.ts";

/** The word for an empty list: inputs have none of their own. */
const NONE = "none";

/** Events whose `GITHUB_SHA` is what they are about. Under others it is the default branch's newest, or a merge that nobody made. */
const BUILT_BY: readonly string[] = ["create", "deployment", "push", "release", "workflow_dispatch"];

/** Branches of the merge queue: what it would merge, and has not. */
const QUEUE = "refs/heads/gh-readonly-queue/";

/** What both kinds need. */
interface Common {
  readonly platform: Platform;
  readonly artefacts: readonly string[];
  readonly service: string;
  readonly version: string;
  readonly now: bigint;
  /** Seconds that one call of the verifier may take. */
  readonly timeLimit: number;
}

/** A release record. */
export interface ReleaseArguments extends Common {
  readonly record: "release";
  readonly commit: string;
  /** The release before; nothing where this is the first. */
  readonly base: string | undefined;
  /** Whose pull requests count besides those of the default branch. */
  readonly branches: readonly string[];
  readonly builder: string | undefined;
  /** What the API cannot tell. */
  readonly stated: Readonly<Record<string, unknown>>;
  readonly tickets: readonly string[];
}

/** Approvals, relayed from the reviews of environments. */
export interface ApprovalsArguments extends Common {
  readonly record: "approvals";
  /** The platform's environment to the role that its reviewers act in. In lower case: the platform ignores it. */
  readonly roles: ReadonlyMap<string, string>;
  /** Where to, in the policy's words. */
  readonly environments: readonly string[];
  /** Files with the release record; empty where the platform's attestations hold it. */
  readonly release: readonly string[];
  readonly run: string;
}

export type Arguments = ReleaseArguments | ApprovalsArguments;

/** Reads the inputs; the first that is wrong ends it. */
export function read(): Arguments {
  const record = input.choice("record", ["release", "approvals"]);
  input.required("artefacts");
  const common = {
    platform: platform.read(),
    artefacts: input.lines("artefacts"),
    service: input.required("service"),
    version: input.required("version"),
    now: input.time("now"),
    timeLimit: input.seconds("time-limit-seconds"),
  };
  return record === "release" ? { ...common, ...release() } : { ...common, ...approvals() };
}

function release(): Omit<ReleaseArguments, keyof Common> {
  const commit = input.optional("commit") ?? built();
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw Failure.question(`the input \`commit\` is ${safe.quoted(commit)}: write the full commit; a branch or a tag moves`);
  }
  return {
    record: "release",
    commit,
    base: input.optional("base"),
    branches: input.lines("branches"),
    builder: input.optional("builder"),
    stated: stated(),
    tickets: input.lines("tickets"),
  };
}

/** The workflow's own commit, where it is the one that the workflow is about. */
function built(): string {
  const event = platform.variable("GITHUB_EVENT_NAME", "an unknown event");
  if (event === "merge_group" || platform.variable("GITHUB_REF", "none").startsWith(QUEUE)) {
    throw Failure.question(
      "the input `commit` is missing, and the workflow runs for a merge queue: its pull requests are not merged yet, so nobody can tell who wrote what they squash: record the release once they are, under `push`, or write the commit that was built, in full",
    );
  }
  if (!BUILT_BY.includes(event)) {
    throw Failure.question(
      `the input \`commit\` is missing, and the workflow was started by ${safe.quoted(event)}, under which \`GITHUB_SHA\` need not be what was built: write the commit that was checked out, in full`,
    );
  }
  return platform.variable("GITHUB_SHA");
}

function stated(): Record<string, unknown> {
  const migration = input.text("schema-migration") === "" ? undefined : input.flag("schema-migration");
  const change = {
    kind: input.optional("kind"),
    reversibility: input.optional("reversibility"),
    schemaMigration: migration,
    migrationPlan: input.optional("migration-plan"),
    blastRadius: input.optional("blast-radius"),
    flags: flags(input.lines("flags")),
  };
  const rollback = { version: input.optional("rollback-version"), digest: input.optional("rollback-digest"), tested: input.optional("rollback-tested") };
  const some = (fields: object): boolean => Object.values(fields).some((value) => value !== undefined);
  return { change, ...(some(rollback) ? { rollback } : {}), notes: input.optional("notes") };
}

/** The flags that it is behind; an empty list where it is said to be behind none, and nothing where nothing is said. */
function flags(named: readonly string[]): readonly string[] | undefined {
  if (!named.includes(NONE)) {
    return named.length === 0 ? undefined : named;
  }
  if (named.length > 1) {
    throw Failure.question(`the input \`flags\` says \`${NONE}\` and names others: write \`${NONE}\` alone, or the flags`);
  }
  return [];
}

function approvals(): Omit<ApprovalsArguments, keyof Common> {
  input.required("roles");
  input.required("environments");
  const run = input.optional("run-id") ?? platform.variable("GITHUB_RUN_ID");
  if (!/^[0-9]{1,20}$/.test(run)) {
    throw Failure.question(`the input \`run-id\` is ${safe.quoted(run)}: write the number of a run`);
  }
  return { record: "approvals", roles: roles(input.lines("roles")), environments: input.lines("environments"), release: input.lines("release"), run };
}

/** Lines such as `production-security: security`. */
function roles(lines: readonly string[]): ReadonlyMap<string, string> {
  const roles = new Map<string, string>();
  for (const line of lines) {
    // Environments' names may have colons in them; roles' names may not.
    const [, environment = "", role = ""] = /^(.*\S)\s*:\s*(\S+)$/.exec(line) ?? [];
    const name = environment.toLowerCase();
    if (name === "" || roles.has(name)) {
      throw Failure.question(`the input \`roles\` has the line ${safe.quoted(line)}: write \`ENVIRONMENT: ROLE\`, each environment once; GitHub does not tell capitals from small letters in their names`);
    }
    roles.set(name, role);
  }
  return roles;
}

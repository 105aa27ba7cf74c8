//! Runs of one commit (`GET /repos/{owner}/{repo}/actions/runs?head_sha=…`), and since when and until when somebody can have reviewed in one.
//!
//! GitHub does not say when a review was made. It was made after its run was created, and before the run ended: a run that has ended waits for nobody.
//! Everything else is left open here: a run that goes on can be reviewed at any instant.

import type { Client } from "../api/client.ts";
import * as shape from "../api/shape.ts";
import { Failure } from "../exit.ts";
import { RUNS } from "../limits.ts";

/** One run, with all of its attempts. */
export interface Run {
  readonly commit: string;
  /** Which attempt it is at: more than 1 once jobs of it were run again. */
  readonly attempt: number;
  /** Seconds since 1970: no review of it is older. */
  readonly createdAt: bigint;
  /** No review of it is newer; nothing where it goes on. */
  readonly endedAt: bigint | undefined;
}

/** What the platform says of one run now. */
export async function read(client: Client, id: string): Promise<Run> {
  const run = shape.object(await client.get(client.repository(`/actions/runs/${id}`)), "run");
  const hasEnded = run["status"] === "completed";
  return {
    commit: shape.commit(run["head_sha"], "run.head_sha"),
    createdAt: shape.time(run["created_at"], "run.created_at"),
    attempt: shape.number(run["run_attempt"], "run.run_attempt"),
    // Whatever changes a run after its end makes this newer, never older.
    endedAt: hasEnded ? shape.time(run["updated_at"], "run.updated_at") : undefined,
  };
}

/** When the last job of a run's first attempt was over; nothing where it goes on. Of the run's own times `updated_at` can be made newer by anybody who touches it. */
export async function firstAttemptOver(client: Client, id: string, { attempt, createdAt, endedAt }: Run): Promise<bigint | undefined> {
  if (attempt === 1 && endedAt === undefined) {
    return undefined;
  }
  let over = createdAt;
  for await (const page of client.pages(client.repository(`/actions/runs/${id}/attempts/1/jobs?per_page=100`))) {
    for (const job of shape.objects(shape.object(page, "answer")["jobs"], "jobs")) {
      const at = job["completed_at"] === null ? createdAt : shape.time(job["completed_at"], "job.completed_at");
      over = at > over ? at : over;
    }
  }
  return over;
}

/** The numbers of all runs of a commit, of whatever workflow. */
export async function of(client: Client, commit: string): Promise<ReadonlySet<string>> {
  const listed = new Set<string>();
  const ids = new Set<string>();
  let total: number | undefined;
  for await (const page of client.pages(client.repository(`/actions/runs?head_sha=${commit}&per_page=100`))) {
    const answer = shape.object(page, "runs");
    // The newest come first: one that starts meanwhile moves others to later pages, and hides none of those counted at first.
    total ??= bounded(shape.number(answer["total_count"], "total_count"), commit);
    for (const run of shape.objects(answer["workflow_runs"], "workflow_runs")) {
      const id = String(shape.number(run["id"], "run.id"));
      listed.add(id);
      if (shape.commit(run["head_sha"], "run.head_sha") === commit) {
        ids.add(id);
      }
    }
  }
  if (total === undefined || listed.size < total) {
    throw Failure.tool(`the API lists ${listed.size} of ${total ?? 0} runs of the commit ${commit}: somebody may have rejected in one of the others: run the job again`);
  }
  return ids;
}

function bounded(total: number, commit: string): number {
  // GitHub ends the listing there: as many may be more.
  if (total >= RUNS) {
    throw Failure.question(`the commit ${commit} has ${total} runs, and GitHub lists no more than ${RUNS}: nobody can tell who rejected in the others: release a new commit`);
  }
  return total;
}

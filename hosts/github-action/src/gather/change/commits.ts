//! The commits of a release, and the paths that they change: since the release before, or the whole history where there is none before.
//!
//! A list that is not complete is an error: whoever is missing from it would not be an author.

import type { Client } from "../../api/client.ts";
import * as shape from "../../api/shape.ts";
import { Failure } from "../../exit.ts";
import * as safe from "../../render/safe.ts";
import * as paths from "./paths.ts";

/** What a release is made of. */
export interface Range {
  readonly commits: readonly shape.Fields[];
  readonly paths: paths.Paths;
}

/** Every commit that `commit` has and `base` has not, and what differs between the two. */
export async function since(client: Client, base: string, commit: string): Promise<Range> {
  const range = `${encodeURIComponent(base)}...${commit}`;
  const commits: shape.Fields[] = [];
  let total = 0;
  let first: shape.Fields | undefined;
  for await (const page of client.pages(client.repository(`/compare/${range}?per_page=100`))) {
    const answer = shape.object(page, "comparison");
    first ??= answer;
    total = shape.number(answer["total_commits"], "total_commits");
    commits.push(...shape.objects(answer["commits"], "commits"));
  }
  if (commits.length !== total) {
    throw Failure.tool(`the API lists ${commits.length} of ${total} commits since ${safe.quoted(base)}: their authors cannot all be named: name a nearer \`base\``);
  }
  if (total === 0) {
    throw Failure.question(`there is no commit between ${safe.quoted(base)} and ${safe.quoted(commit)}: name the release before as \`base\``);
  }
  return { commits, paths: paths.ofComparison(shape.object(first, "comparison")) };
}

/** Every commit that leads to this one. */
export async function all(client: Client, commit: string): Promise<Range> {
  const commits: shape.Fields[] = [];
  for await (const page of client.pages(client.repository(`/commits?sha=${commit}&per_page=100`))) {
    commits.push(...shape.objects(page, "commits"));
  }
  return { commits, paths: { unknown: "without `base` there is nothing to compare with" } };
}

/** What a commit holds, apart from its history: its tree. Nothing where the commit is gone. */
export async function tree(client: Client, commit: string): Promise<string | undefined> {
  const found = await client.find(client.repository(`/git/commits/${commit}`));
  return found === undefined ? undefined : shape.commit(shape.object(shape.object(found, "commit")["tree"], "tree")["sha"], "tree.sha");
}

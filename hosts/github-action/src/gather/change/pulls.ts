//! The pull requests that brought the commits: their own commits, which squashing hides, their labels, and the issues that they close.
//!
//! Anybody can open a pull request that holds a commit. Only one that was merged here, into a branch that releases are made from, says how a release was reviewed and what it is. One that was merged here into another branch may
//! have squashed what came to the release by it all the same: it says who wrote that, and nothing else.

import type { Client } from "../../api/client.ts";
import * as shape from "../../api/shape.ts";
import { Failure } from "../../exit.ts";
import { COMMITS, PULL_COMMITS } from "../../limits.ts";
import * as safe from "../../render/safe.ts";
import * as actor from "./actor.ts";

/** One pull request. */
export interface Pull {
  readonly number: number;
  readonly url: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly merge: unknown;
}

/** Pull requests that hold commits of the release. */
export interface Pulls {
  /** Merged here, into a branch that releases are made from. */
  readonly brought: readonly Pull[];
  /** Merged here, into another branch. */
  readonly passed: readonly Pull[];
  /** In words, what is not taken from which. */
  readonly leftOut: readonly string[];
}

/** The pull requests of some commits, each once. `branches` are those whose pull requests count besides those of the default branch. */
export async function ofCommits(client: Client, commits: readonly string[], branches: readonly string[]): Promise<Pulls> {
  if (commits.length > COMMITS) {
    throw Failure.question(`the release has ${commits.length} commits, and the pull requests of ${COMMITS} at most are looked up: name a nearer \`base\``);
  }
  const home = await here(client, branches);
  const [brought, passed] = [new Map<string, Pull>(), new Map<string, Pull>()];
  const leftOut = new Set<string>();
  for (const commit of commits) {
    for await (const page of client.pages(client.repository(`/commits/${commit}/pulls?per_page=100`))) {
      for (const fields of shape.objects(page, "pulls")) {
        const [pull, why] = [read(fields), objection(fields, home)];
        const branch = why === undefined ? elsewhere(fields, home) : undefined;
        if (why !== undefined) {
          leftOut.add(`the pull request ${pull.url}: ${why}`);
        } else if (branch !== undefined) {
          passed.set(pull.url, pull);
          leftOut.add(`reviews, labels and issues of the pull request ${pull.url}: it was merged into ${safe.quoted(branch)}: name that branch under \`branches\` if it is protected and releases come by it`);
        } else {
          brought.set(pull.url, pull);
        }
      }
    }
  }
  return { brought: [...brought.values()], passed: [...passed.values()], leftOut: [...leftOut] };
}

/** The repository, and the branches that releases are made from. */
interface Home {
  readonly repository: string;
  readonly branches: ReadonlySet<string>;
}

/** The repository by the name that it has now: pull requests are listed under that. */
async function here(client: Client, branches: readonly string[]): Promise<Home> {
  const repository = shape.object(await client.get(client.repository("")), "repository");
  return {
    repository: shape.text(repository["full_name"], "repository.full_name"),
    branches: new Set([shape.text(repository["default_branch"], "repository.default_branch"), ...branches]),
  };
}

/** Why a pull request says nothing about the release, if it does not. */
function objection(pull: shape.Fields, { repository }: Home): string | undefined {
  if (pull["merged_at"] === null) {
    return "it is not merged";
  }
  shape.text(pull["merged_at"], "pull.merged_at");
  const where = shape.text(shape.object(shape.object(pull["base"], "pull.base")["repo"], "base.repo")["full_name"], "base.repo.full_name");
  return where === repository ? undefined : `it was merged into ${safe.quoted(where)}, which is not this repository`;
}

/** The branch that a pull request was merged into, if nobody says that releases are made from it. */
function elsewhere(pull: shape.Fields, { branches }: Home): string | undefined {
  const branch = shape.text(shape.object(pull["base"], "pull.base")["ref"], "base.ref");
  return branches.has(branch) ? undefined : branch;
}

/** The commits of a pull request, as they were before it was squashed. */
export async function commits(client: Client, { number, url }: Pull): Promise<shape.Fields[]> {
  const commits: shape.Fields[] = [];
  for await (const page of client.pages(client.repository(`/pulls/${number}/commits?per_page=100`))) {
    commits.push(...shape.objects(page, "pull.commits"));
  }
  if (commits.length >= PULL_COMMITS) {
    throw Failure.question(
      `the pull request ${safe.quoted(url)} has ${commits.length} commits, and GitHub lists no more than ${PULL_COMMITS}: the authors of others would not be named: write this release's record by hand, with every author (\`countersign record release\`), and merge in smaller pull requests`,
    );
  }
  return commits;
}

function read(pull: shape.Fields): Pull {
  return {
    number: shape.number(pull["number"], "pull.number"),
    url: shape.text(pull["html_url"], "pull.html_url"),
    author: actor.ofAccount(pull["user"], "pull.user"),
    labels: shape.objects(pull["labels"], "pull.labels").map((label) => shape.text(label["name"], "label.name")),
    merge: pull["merge_commit_sha"],
  };
}

const CLOSES = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: 100, after: $after) { nodes { url } pageInfo { hasNextPage endCursor } }
    }
  }
}`;

/** The issues that a pull request closes: REST does not tell. */
export async function issues(client: Client, repository: string, number: number): Promise<string[]> {
  const [owner, name] = repository.split("/");
  const urls: string[] = [];
  let after: unknown = null;
  // Each page moves on by an issue at least, and nobody closes as many as this at once.
  for (let page = 0; page < COMMITS; page += 1) {
    const answer = shape.object(await client.query(CLOSES, { owner, name, number, after }), "answer");
    if (answer["errors"] !== undefined) {
      throw Failure.tool(`the API cannot tell which issues the pull request ${number} closes: nothing is recorded on a part of it`);
    }
    const path = ["data", "repository", "pullRequest", "closingIssuesReferences"];
    const list = path.reduce<shape.Fields>((fields, name) => shape.object(fields[name], name), answer);
    urls.push(...shape.objects(list["nodes"], "nodes").map((issue) => shape.text(issue["url"], "url")));
    const { hasNextPage, endCursor } = shape.object(list["pageInfo"], "pageInfo");
    if (hasNextPage === false) {
      return urls;
    }
    after = shape.text(endCursor, "endCursor");
  }
  throw Failure.tool(`the list of issues that the pull request ${number} closes does not end`);
}

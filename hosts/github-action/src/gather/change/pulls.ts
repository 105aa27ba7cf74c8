//! The pull requests that brought the commits, their labels, and the issues that they close.

import type { Client } from "../../api/client.ts";
import * as shape from "../../api/shape.ts";
import { Failure } from "../../exit.ts";
import { COMMITS } from "../../limits.ts";
import * as actor from "./actor.ts";

/** One pull request. */
export interface Pull {
  readonly number: number;
  readonly url: string;
  readonly author: string;
  readonly labels: readonly string[];
  readonly merge: unknown;
}

/** The pull requests of some commits, each once. */
export async function ofCommits(client: Client, commits: readonly string[]): Promise<Pull[]> {
  if (commits.length > COMMITS) {
    throw Failure.question(`the release has ${commits.length} commits, and the pull requests of ${COMMITS} at most are looked up: name a nearer \`base\``);
  }
  const pulls = new Map<number, Pull>();
  for (const commit of commits) {
    for await (const page of client.pages(client.repository(`/commits/${commit}/pulls?per_page=100`))) {
      for (const pull of shape.objects(page, "pulls").map(read)) {
        pulls.set(pull.number, pull);
      }
    }
  }
  return [...pulls.values()];
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

//! The `release` predicate, from the API: authors, reviewers, change request, labels, changed paths, linked issues (`docs/records.md`).
//!
//! It gathers and judges nothing: the component checks the fields, and the gate what they mean.

import type { Client } from "../../api/client.ts";
import * as shape from "../../api/shape.ts";
import type { ReleaseArguments } from "../../args/release-record.ts";
import { instant } from "../../args/input.ts";
import * as actor from "./actor.ts";
import * as commits from "./commits.ts";
import * as pulls from "./pulls.ts";
import { type Review, standing } from "./reviews.ts";

/** A predicate, and what it does not say although somebody may look for it. */
export interface Gathered {
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly leftOut: readonly string[];
}

/** The predicate. */
export async function gather(client: Client, asked: ReleaseArguments): Promise<Gathered> {
  const { base, commit, platform, stated } = asked;
  const { commits: range, paths } = base === undefined ? await commits.all(client, commit) : await commits.since(client, base, commit);
  // Without a release before, the pull requests of the whole history are too many to look up.
  const looked = base === undefined ? [commit] : range.map((one) => shape.commit(one["sha"], "commit.sha"));
  const found = await pulls.ofCommits(client, looked, asked.branches);

  const authors = range.flatMap((one) => actor.authors(one));
  for (const pull of [...found.brought, ...found.passed]) {
    const squashed = await pulls.commits(client, pull);
    authors.push(pull.author, ...squashed.flatMap((one) => actor.authors(one, pull.url)));
  }
  const reviews: Review[] = [];
  const issues: string[] = [];
  for (const pull of found.brought) {
    reviews.push(...(await standing(client, pull.number)));
    issues.push(...(await pulls.issues(client, platform.repository, pull.number)));
  }

  const labels = base === undefined ? { unknown: "without `base` the pull requests of the commit alone are looked up" } : labelled(found);
  const change = {
    ...(stated["change"] as object),
    ...("known" in labels ? { labels: labels.known } : {}),
    ...("known" in paths ? { paths: unique(paths.known) } : {}),
  };
  const predicate = {
    service: asked.service,
    version: asked.version,
    repository: `${platform.server}/${platform.repository}`,
    commit,
    authors: unique(authors),
    reviewers: await atTheirCommits(client, reviews, commit),
    ...(asked.builder === undefined ? {} : { builder: asked.builder }),
    ...changeRequest(found.brought, commit),
    tickets: unique([...asked.tickets, ...issues]),
    ...stated,
    change,
    requestedAt: instant(asked.now),
  };
  const unstated = Object.entries({ paths, labels }).flatMap(([name, facts]) =>
    "unknown" in facts ? [`change.${name}: ${facts.unknown}: a policy that asks for them takes the stricter class`] : [],
  );
  return { predicate, leftOut: [...unstated, ...(base === undefined ? [SQUASHED] : []), ...found.leftOut] };
}

const SQUASHED =
  "authors of what was squashed into other commits than the released one: without `base` nobody looks for them: name the release before as `base`, or write a first release's record by hand, with every author (`countersign record release`)";

/** The labels of a release, if they are all known: a class is selected by them, and what a record does not state selects the stricter one. */
function labelled({ brought, passed }: pulls.Pulls): { readonly known: readonly string[] } | { readonly unknown: string } {
  if (passed.length > 0) {
    return { unknown: "a pull request was merged into a branch that nobody names, and its labels may be about this release: name that branch under `branches` if it is protected and releases come by it" };
  }
  return { known: unique(brought.flatMap((pull) => pull.labels)) };
}

/** The pull request that the released commit came by. */
function changeRequest(found: readonly pulls.Pull[], commit: string): { changeRequest?: string } {
  const pull = found.find(({ merge }) => merge === commit) ?? found.at(-1);
  return pull === undefined ? {} : { changeRequest: pull.url };
}

/** Merging makes a new commit. Where its content is what was reviewed, to the byte, that is the commit that was reviewed. */
async function atTheirCommits(client: Client, reviews: readonly Review[], commit: string): Promise<Review[]> {
  const others = unique(reviews.map((review) => review.commit)).filter((reviewed) => reviewed !== commit);
  const released = others.length === 0 ? undefined : await commits.tree(client, commit);
  const same = new Set<string>();
  for (const reviewed of others) {
    if (released !== undefined && (await commits.tree(client, reviewed)) === released) {
      same.add(reviewed);
    }
  }
  const written = reviews.map(({ who, commit: reviewed }) => ({ who, commit: same.has(reviewed) ? commit : reviewed }));
  return [...new Map(written.map((review) => [`${review.who} ${review.commit}`, review])).values()];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

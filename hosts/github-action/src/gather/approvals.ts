//! Approvals that the platform's people gave by reviewing a deployment, to be relayed (`GET /repos/{owner}/{repo}/actions/runs/{id}/approvals`).
//!
//! What is relayed is what the platform says: login and unchangeable id, environment, yes or no. Whether the relay is believed is the gate's to say.
//! A review counts for the release that its run built: run and release record must name the same commit.

import type { Client } from "../api/client.ts";
import * as shape from "../api/shape.ts";
import { instant } from "../args/input.ts";
import type { ApprovalsArguments } from "../args/release-record.ts";
import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";

/** The release record that is approved. */
export interface Release {
  readonly record: string;
  readonly commit: string;
}

/** One review, as an `approval` predicate and what only a relay adds to it. */
export interface Relayed {
  readonly login: string;
  readonly role: string;
  readonly decision: "approved" | "rejected";
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly relay: Readonly<Record<string, string>>;
}

/** What each review of the run says, for the environments that stand for a role. */
export async function list(client: Client, asked: ApprovalsArguments, release: Release): Promise<Relayed[]> {
  const run = shape.object(await client.get(client.repository(`/actions/runs/${asked.run}`)), "run");
  const commit = shape.commit(run["head_sha"], "run.head_sha");
  if (commit !== release.commit) {
    throw Failure.question(
      `the run ${asked.run} is about the commit ${commit}, and the release record about ${safe.quoted(release.commit)}: its reviews are no word about this release: ask for them in the run that releases it`,
    );
  }
  const reviews: shape.Fields[] = [];
  for await (const page of client.pages(client.repository(`/actions/runs/${asked.run}/approvals`))) {
    reviews.push(...shape.objects(page, "approvals"));
  }
  return reviews.flatMap((review) => relayed(review, asked, release));
}

/** One review may be about several environments, and so stand for several roles. */
function relayed(review: shape.Fields, asked: ApprovalsArguments, release: Release): Relayed[] {
  const decision = shape.text(review["state"], "approval.state");
  if (decision !== "approved" && decision !== "rejected") {
    return [];
  }
  const user = shape.object(review["user"], "approval.user");
  const login = shape.text(user["login"], "user.login");
  const id = String(shape.number(user["id"], "user.id"));
  const comment = shape.text(review["comment"] ?? "", "approval.comment").trim();
  const environments = shape.objects(review["environments"], "approval.environments").map((one) => shape.text(one["name"], "environment.name"));
  return environments.flatMap((environment) => {
    const role = asked.roles.get(environment);
    if (role === undefined) {
      return [];
    }
    const predicate = {
      decision,
      role,
      release: release.record,
      environments: asked.environments,
      ...reason(decision, comment),
      signedAt: instant(asked.now),
    };
    return [{ login, role, decision, predicate, relay: { platform: "github", login, id, environment } }];
  });
}

/** A rejection has a reason, whether or not somebody wrote one. */
function reason(decision: string, comment: string): { reason?: string } {
  if (comment !== "") {
    return { reason: comment };
  }
  return decision === "rejected" ? { reason: "Rejected on GitHub, without a comment." } : {};
}

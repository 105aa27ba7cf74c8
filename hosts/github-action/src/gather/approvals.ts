//! Approvals that the platform's people gave by reviewing a deployment, to be relayed (`GET /repos/{owner}/{repo}/actions/runs/{id}/approvals`).
//!
//! What is relayed is what the platform says: login and unchangeable id, environment, yes or no. Whether the relay is believed is the gate's to say.
//! A review counts for the release that its run built: run and release record must name the same commit, the record be there when the run's first attempt was over (later attempts keep
//! the reviews of the first, and may make another record), and no other record have been made since the run began. An approval is of the run that is asked for alone. A rejection is of the
//! commit: whoever starts another run has nothing rejected in it, and what was rejected is the same. So the rejections of every run of the commit are relayed.
//!
//! GitHub dates no review. A rejection is as old as its run's end if that was before the run that is asked for began, and otherwise as new as it can be, which is now. Where
//! somebody approved, and rejected perhaps since, their no is relayed alone: a signature's proved time would be that of the relay, in whatever order the two are signed.

import type { Client } from "../api/client.ts";
import * as shape from "../api/shape.ts";
import { instant } from "../args/input.ts";
import type { ApprovalsArguments } from "../args/release-record.ts";
import { Failure } from "../exit.ts";
import { COMMENT } from "../limits.ts";
import * as safe from "../render/safe.ts";
import * as runs from "./runs.ts";

/** The release record that is approved. */
export interface Release {
  readonly record: string;
  readonly commit: string;
  readonly requestedAt: string;
  /** When others were made that are about the same service and version, and an artefact of it. */
  readonly others: readonly string[];
}

/** GitHub's placeholder for accounts that are gone. The API says `null`, or this. */
const GHOST = { login: "ghost", id: "10137" };

/** One review, as an `approval` predicate and what only a relay adds to it. */
export interface Relayed {
  readonly login: string;
  readonly role: string;
  readonly decision: "approved" | "rejected";
  readonly predicate: Readonly<Record<string, unknown>>;
  readonly relay: { readonly platform: string; readonly login: string; readonly id: string; readonly environment: string };
}

/** What is relayed, and in words what is not. */
export interface Reviews {
  /** Rejections first: signed in this order, a yes that takes a no back is proved to be the later one. */
  readonly relayed: readonly Relayed[];
  readonly leftOut: readonly string[];
}

/** What reviews say for the environments that stand for a role: of the run, and the rejections of every other run of its commit. */
export async function list(client: Client, asked: ApprovalsArguments, release: Release): Promise<Reviews> {
  const run = await runs.read(client, asked.run);
  if (run.commit !== release.commit) {
    throw Failure.question(
      `the run ${asked.run} is about the commit ${run.commit}, and the release record about ${safe.quoted(release.commit)}: its reviews are no word about this release: ask for them in the run that releases it`,
    );
  }
  // Before the others, so that whoever rejected elsewhere before they approved here is heard.
  const here = await reviews(client, asked.run, asked, release);
  const rejections = here.filter(isRejection);
  const doubtful = new Set(rejections.map(account));
  for (const id of await runs.of(client, run.commit)) {
    const elsewhere = id === asked.run ? [] : (await reviews(client, id, asked, release)).filter(isRejection);
    if (elsewhere.length === 0) {
      continue;
    }
    // Read after its reviews: somebody may have started it again since it was listed.
    const { endedAt } = await runs.read(client, id);
    if (endedAt !== undefined && endedAt < run.createdAt) {
      rejections.push(...elsewhere.map((one) => ({ ...one, predicate: { ...one.predicate, signedAt: instant(endedAt) } })));
    } else {
      rejections.push(...elsewhere);
      elsewhere.forEach((one) => doubtful.add(account(one)));
    }
  }
  const approvals = here.filter((one) => !isRejection(one));
  const tooEarly = approvals.length === 0 ? undefined : await predating(client, asked.run, run, release);
  const { kept, leftOut } = standing(approvals, doubtful, tooEarly);
  return { relayed: [...once(rejections), ...kept], leftOut };
}

/** Which approvals of the run are relayed, and in words why the others are not. */
function standing(approvals: readonly Relayed[], doubtful: ReadonlySet<string>, tooEarly: string | undefined): { kept: Relayed[]; leftOut: string[] } {
  const objection = (one: Relayed): string | undefined => {
    if (account(one) === GHOST.id) {
      return "the account is gone, and nobody can tell whose it was; have somebody else approve in a new run";
    }
    return doubtful.has(account(one)) ? REJECTED_TOO : tooEarly;
  };
  const leftOut = approvals.flatMap((one) => {
    const why = objection(one);
    return why === undefined ? [] : [`the approval by ${one.login} as ${one.role}: ${why}`];
  });
  return { kept: approvals.filter((one) => objection(one) === undefined), leftOut };
}

const REJECTED_TOO = "they rejected too, perhaps later; approving in a new run takes that back, once the run where they rejected has ended";

/** Why approvals of the run may be older than the record, and so be about another one; nothing where they are of the attempt that made it. */
async function predating(client: Client, id: string, run: runs.Run, { requestedAt, others }: Release): Promise<string | undefined> {
  const another = others.find((made) => shape.time(made, "release.requestedAt") >= run.createdAt);
  if (another !== undefined) {
    return `besides the release record of ${requestedAt} there is one of ${another}, which is no older than the run ${id}, so the approval may be of that one; start a new run, and approve there`;
  }
  const over = await runs.firstAttemptOver(client, id, run);
  if (over === undefined || shape.time(requestedAt, "release.requestedAt") < over) {
    return undefined;
  }
  return `the release record was made at ${requestedAt}, and the first attempt of the run ${id} was over at ${instant(over)}, so the approval may be of what was there before; start a new run, and approve there`;
}

/** Every review of one run, of all of its attempts. */
async function reviews(client: Client, run: string, asked: ApprovalsArguments, release: Release): Promise<Relayed[]> {
  const listed: shape.Fields[] = [];
  for await (const page of client.pages(client.repository(`/actions/runs/${run}/approvals`))) {
    listed.push(...shape.objects(page, "approvals"));
  }
  return listed.flatMap((review) => relayed(review, asked, release));
}

function isRejection({ decision }: Relayed): boolean {
  return decision === "rejected";
}

/** Whose word it is: a login can change. */
function account({ relay }: Relayed): string {
  return relay.id;
}

/** The same word of the same account at the same time, in several runs, is one. */
function once(all: readonly Relayed[]): Relayed[] {
  return [...new Map(all.map((one) => [JSON.stringify([one.predicate, one.relay]), one])).values()];
}

/** One review may be about several environments, and so stand for several roles. */
function relayed(review: shape.Fields, asked: ApprovalsArguments, release: Release): Relayed[] {
  const decision = shape.text(review["state"], "approval.state");
  if (decision !== "approved" && decision !== "rejected") {
    return [];
  }
  const environments = shape.objects(review["environments"], "approval.environments").map((one) => shape.text(one["name"], "environment.name"));
  return environments.flatMap((environment) => {
    const role = asked.roles.get(environment.toLowerCase());
    if (role === undefined) {
      return [];
    }
    const { login, id } = reviewer(review["user"]);
    const comment = shape.text(review["comment"] ?? "", "approval.comment").trim();
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

/** Whose account it was, or GitHub's own for one that is gone: a rejection by nobody is still one. */
function reviewer(user: unknown): { login: string; id: string } {
  if (user === null) {
    return GHOST;
  }
  const account = shape.object(user, "approval.user");
  return { login: shape.text(account["login"], "user.login"), id: String(shape.number(account["id"], "user.id")) };
}

/** A rejection has a reason, whether or not somebody wrote one. */
function reason(decision: string, comment: string): { reason?: string } {
  if (comment !== "") {
    return { reason: [...comment].slice(0, COMMENT).join("") };
  }
  return decision === "rejected" ? { reason: "Rejected on GitHub, without a comment." } : {};
}

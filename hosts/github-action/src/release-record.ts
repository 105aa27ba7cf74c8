//! Writes predicates for `actions/attest` to sign without a key: of a release, or of the approvals that reviews of environments stand for.
//!
//! It gathers, lets the component check every field, and signs nothing itself.

import { join } from "node:path";

import { Client } from "./api/client.ts";
import * as args from "./args/release-record.ts";
import { Bounded } from "./call/bounded.ts";
import { DIGEST } from "./call/digest.ts";
import type { Subject } from "./call/records.ts";
import { ALLOW, type Code, DENY, Failure, TOOL } from "./exit.ts";
import * as approvals from "./gather/approvals.ts";
import * as artefacts from "./gather/artefacts.ts";
import * as change from "./gather/change/release.ts";
import * as releaseRecord from "./gather/release-record.ts";
import * as log from "./render/log.ts";
import * as outputs from "./render/outputs.ts";
import * as record from "./render/record.ts";

/** Runs the step. */
export async function run(): Promise<void> {
  process.exitCode = TOOL;
  try {
    process.exitCode = await write(args.read());
  } catch (thrown) {
    const { code, message } = Failure.of(thrown);
    process.exitCode = code === ALLOW ? TOOL : code;
    log.annotate("error", "No record", [message]);
    await outputs.tell(message);
  }
}

async function write(asked: args.Arguments): Promise<Code> {
  log.line(`verifier ${DIGEST}`);
  const subjects = artefacts.find(asked.artefacts).map(({ name, digest }) => ({ name: name ?? asked.service, digest }));
  const step = { client: new Client(asked.platform), keeper: new Bounded(asked.timeLimit), subjects };
  await (asked.record === "release" ? release(asked, step) : relay(asked, step));
  return ALLOW;
}

interface Step {
  readonly client: Client;
  readonly keeper: Bounded;
  readonly subjects: Subject[];
}

async function release(asked: args.ReleaseArguments, { client, keeper, subjects }: Step): Promise<void> {
  const { predicate, leftOut } = await change.gather(client, asked);
  const { type, json } = await keeper.prepare("release", subjects, predicate);
  const folder = outputs.folder();
  record.release(json).forEach(log.line);
  leftOut.forEach((what) => log.line(`left out  ${what}`));
  await outputs.summarise(record.releaseSummary(json, leftOut));
  outputs.set({
    "predicate-type": type,
    "predicate-path": outputs.write(join(folder, "release.predicate.json"), json),
    "checksums-path": outputs.write(join(folder, "artefacts.sha256"), outputs.checksums(subjects)),
  });
}

/** An approval as later steps get it. */
interface Written {
  readonly login: string;
  readonly role: string;
  readonly decision: "approved" | "rejected";
  readonly "predicate-type": string;
  readonly predicate: string;
  readonly "predicate-path": string;
}

async function relay(asked: args.ApprovalsArguments, { client, keeper, subjects }: Step): Promise<void> {
  const digests = subjects.map(({ digest }) => digest);
  const about = await releaseRecord.find(client, keeper, asked, digests);
  const { relayed, leftOut } = await approvals.list(client, asked, about);
  leftOut.forEach((what) => log.line(`left out  ${what}`));
  if (relayed.length === 0 && leftOut.length > 0) {
    throw new Failure(DENY, `nothing that was reviewed in the run ${asked.run} can be relayed: ${leftOut.join("; ")}`);
  }
  if (relayed.length === 0) {
    const environments = [...asked.roles.keys()].join(", ");
    throw new Failure(DENY, `nobody has reviewed ${environments} in the run ${asked.run}: have a reviewer of the environment decide first`);
  }
  const folder = outputs.folder();
  const written: Written[] = [];
  for (const { login, role, decision, predicate, relay } of relayed) {
    const { type, json } = await keeper.prepare("approval", subjects, { ...predicate, relay });
    const path = outputs.write(join(folder, `approval-${written.length + 1}.predicate.json`), json);
    log.line(`${decision} by ${login} as ${role}`);
    written.push({ login, role, decision, "predicate-type": type, predicate: json, "predicate-path": path });
  }
  await outputs.summarise(record.approvalsSummary(written));
  const [first] = written;
  outputs.set({
    approvals: JSON.stringify(written.map(({ "predicate-path": _, ...approval }) => approval)),
    "predicate-type": first?.["predicate-type"] ?? "",
    ...(written.length === 1 && first !== undefined ? { "predicate-path": first["predicate-path"] } : {}),
    "release-record": about.record,
    "checksums-path": outputs.write(join(folder, "artefacts.sha256"), outputs.checksums(subjects)),
  });
}

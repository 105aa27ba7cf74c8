//! A small organisation whose keys are made for one test: it signs what the release-record action wrote, as `actions/attest` would have it signed, and asks the gate.

import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Inputs, ROOT } from "./runner.ts";

const TIERED = join(ROOT, "fixtures/policies/tiered/policy.yml");
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** A statement, as `actions/attest` builds it. */
export function statement(predicateType: string, predicate: unknown, subjects: readonly { name: string; sha256: string }[]): Buffer {
  const subject = subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
  return Buffer.from(JSON.stringify({ _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate }));
}

/** `sha256:` of bytes. */
export function digest(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

export class Organisation {
  readonly #folder: string;
  readonly #keys = new Map<string, { key: KeyObject; pem: string }>();

  /** `relays`: whether the policy takes the word of `ci` for what people decided on GitHub. `tiered`: whether it is the shipped policy of that name. */
  constructor(folder: string, { relays = false, tiered = false }: { relays?: boolean; tiered?: boolean } = {}) {
    this.#folder = folder;
    mkdirSync(join(folder, "records"));
    for (const name of ["ci", "carol"]) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
      this.#keys.set(name, { key: privateKey, pem: publicKey.export({ type: "spki", format: "pem" }).toString() });
    }
    const policy = relays ? POLICY.replace("peerReview: 1 }", "peerReview: 1, relays: { platforms: [github], by: [relay] } }") : POLICY;
    this.#write("policy.yml", tiered ? readFileSync(TIERED, "utf8").replace("reviewedBy: [mira]", "reviewedBy: [carol]") : policy);
    this.#write("roster.yml", this.#roster(tiered ? ["builder"] : ["builder", "relay"]));
  }

  /** Signs a payload (DSSE), and keeps it among the records. */
  sign(who: string, name: string, payload: Buffer): void {
    const { key } = this.#keys.get(who) ?? {};
    if (key === undefined) {
      throw new Error(`nobody has a key of ${who}`);
    }
    const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
    const signatures = [{ sig: sign("sha256", encoded, key).toString("base64") }];
    this.#write(`records/${name}`, JSON.stringify({ payload: payload.toString("base64"), payloadType: PAYLOAD_TYPE, signatures }));
  }

  /** The gate's inputs about its release. */
  get inputs(): Inputs {
    const file = (name: string): string => join(this.#folder, name);
    return {
      policy: file("policy.yml"),
      roster: file("roster.yml"),
      "allow-unanchored": "true",
      records: file("records"),
      service: "checkout-api",
      version: "2.4.1",
      environment: "production",
      deployer: "deployer",
    };
  }

  /** Somebody's keys, as the roster has them. */
  keys(id: string): string {
    const pem = (this.#keys.get(id)?.pem ?? "").trimEnd().replaceAll("\n", "\n          ");
    return `    keys:\n      - pem: |\n          ${pem}\n`;
  }

  #write(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #roster(ci: readonly string[]): string {
    const person = (id: string, more = "", account = ""): string => `  - id: ${id}\n    name: ${id}\n    aliases: ["github:${id}", "email:${id}@acme.example"${account}]\n${more}`;
    const holds = (id: string, ...roles: string[]): string => {
      const held = roles.map((role) => `{ role: ${role}, from: 2026-01-01T00:00:00Z }`).join(", ");
      return `    roles: [${held}]\n${this.keys(id)}`;
    };
    return [
      "countersign: roster/v1\nserial: 1\npeople:\n",
      person("alice"),
      person("bob"),
      person("dora"),
      person("carol", holds("carol", "release-manager"), ', "github-id:583231"'),
      `automations:\n  - id: ci\n${holds("ci", ...ci)}  - id: deployer\n`,
    ].join("");
  }
}

const POLICY = `countersign: policy/v1
name: acme-releases
serial: 1
review: { reviewedAt: 2026-10-01T00:00:00Z, reviewedBy: [carol], every: 365d }
services: { checkout-api: { criticality: high } }
environments: [production]
roles: { release-manager: Decides., builder: Builds., relay: Says what people decided elsewhere. }
records: { release: [builder] }
classes:
  - name: production
    when: [{ environment: [production] }]
    require: { approvals: [{ role: release-manager, count: 1 }], peerReview: 1 }
`;

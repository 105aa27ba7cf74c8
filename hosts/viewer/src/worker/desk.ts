// What is open: documents, the list, the auditor's question. It gathers and asks; the component decides.

import type { Anchors, Question } from 'countersign:verifier';
import type {
  Choices, InputFile, Looked, Opened, RawQuestion, Row, Settings, Snapshot, WhatIf,
} from '../shared/messages.ts';
import { type Report, verdictOf } from '../shared/report.ts';
import { besides, withAll } from './besides.ts';
import { bytes, fromBase64, object, text, unpacked } from './bytes.ts';
import { decide, decode, digest, explain, inspect, inspectBundle } from './component.ts';
import { difference } from './difference.ts';
import type { Document } from './document.ts';
import { given } from './given.ts';
import { Intake, type Large } from './intake.ts';
import { ARTEFACTS, LISTED, SHOWN } from './limits.ts';
import { Pool, bytesOf } from './pool.ts';
import { fromReport, gathered, seconds, tooLarge, type Inputs } from './question.ts';
import { type Line, lines, parsed } from './rows.ts';
import { Selector } from './select.ts';
import type { Events } from './main.ts';

const NOTHING_ASKED: Settings = { rootKeys: [], trustedRoots: [], allowUnanchored: false };
/** Rows are sent in bundles: a message for each of 20,000 would keep the page busy. */
const ROWS_AT_ONCE = 50;

export class Desk {
  #pool = new Pool();
  #lines: Line[] = [];
  #large: Large[] = [];
  #settings = NOTHING_ASKED;
  #selector: Selector | undefined;
  /** Grows with every change: work for an older state stops. */
  #generation = 0;
  readonly #builtIn = new Map<string, Document>();

  constructor(readonly events: Events) {}

  async start(roots: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, packed] of Object.entries(roots)) {
      const source = await unpacked(packed);
      const one: Document = {
        digest: digest(source), kind: 'trusted-root', names: [name], size: source.byteLength, source,
        subjects: [], keyIds: [], environments: [], revoked: [], references: [],
      };
      this.#builtIn.set(one.digest, one);
    }
  }

  async add(files: readonly InputFile[]): Promise<Snapshot> {
    this.#generation += 1;
    const intake = new Intake(this.#pool, (progress) => this.events.progress(progress));
    await intake.add(files);
    this.#large = intake.large;
    return this.#changed(true);
  }

  clear(): Promise<Snapshot> {
    this.#pool = new Pool();
    this.#large = [];
    this.#settings = NOTHING_ASKED;
    return this.#changed(true);
  }

  configure(settings: Settings): Promise<Snapshot> {
    this.#settings = settings;
    return this.#changed(false);
  }

  learn({ name, digest }: { name: string; digest?: string }): void {
    if (digest !== undefined) this.#pool.learn(name, digest);
  }

  known(digests: readonly string[]): Record<string, readonly string[]> {
    return Object.fromEntries(digests.map((one) => [one, this.#pool.files.get(one) ?? this.#pool.get(one)?.names ?? []]));
  }

  async #changed(preselect: boolean): Promise<Snapshot> {
    this.#generation += 1;
    this.#selector = undefined;
    const choices = await this.#choices(preselect);
    this.#lines = await lines(this.#pool, choices.environments);
    void this.#decideAll(this.#generation);
    const pool = this.#pool;
    const records = pool.records().length;
    const listed = pool.listed();
    const governing = [...pool.documents.values()].filter((one) => ['policy', 'roster', 'public-key', 'trusted-root', 'report'].includes(one.kind));
    return {
      documents: governing.slice(0, LISTED).map(({ digest, kind, names, size, name, serial, keyId, problem }) => ({
        digest, kind, names, size,
        ...(name === undefined ? {} : { name }), ...(serial === undefined ? {} : { serial }),
        ...(keyId === undefined ? {} : { keyId }), ...(problem === undefined ? {} : { problem }),
      })),
      records,
      notes: pool.notes,
      moreNotes: pool.moreNotes,
      files: listed,
      moreFiles: Math.max(0, pool.files.size - listed.length),
      rows: this.#lines.map((line) => line.row),
      choices,
      settings: this.#settings,
      large: this.#large,
    };
  }

  /** What there is to choose from; and, after opening files, the choice that is most likely meant. */
  async #choices(preselect: boolean): Promise<Choices> {
    const pool = this.#pool;
    const newest = (documents: readonly Document[]) => [...documents].sort((a, b) => (b.serial ?? 0) - (a.serial ?? 0));
    const policies = newest(pool.of('policy'));
    const rosters = newest(pool.of('roster'));
    const anchors = pool.records().filter((one) => one.predicate === 'anchor');
    const signing = new Set(anchors.flatMap((one) => one.keyIds));
    const keys = pool.of('public-key').map((one) => ({ id: one.keyId ?? '', names: one.names, signsRules: signing.has(one.keyId ?? '') }));
    if (preselect) {
      const { policy: _policy, roster: _roster, ...kept } = this.#settings;
      const [policy, roster] = [policies[0]?.digest, rosters[0]?.digest];
      this.#settings = {
        ...kept,
        rootKeys: keys.filter((key) => key.signsRules).map((key) => key.id).slice(0, 16),
        ...(policy === undefined ? {} : { policy }),
        ...(roster === undefined ? {} : { roster }),
      };
    }
    const rules = await this.#decoded(this.#settings.policy);
    const people = await this.#decoded(this.#settings.roster);
    const label = (one: Document) => [one.name, one.serial ?? '–', one.digest.slice(7, 15)].filter((part) => part !== undefined).join(' · ');
    return {
      policies: policies.map((one) => ({ digest: one.digest, label: label(one) })),
      rosters: rosters.map((one) => ({ digest: one.digest, label: label(one) })),
      keys,
      trustedRoots: pool.of('trusted-root').map((one) => ({ digest: one.digest, names: one.names })),
      environments: strings(rules?.['environments']),
      people: [...entries(people?.['people']), ...entries(people?.['automations'])],
    };
  }

  async #decoded(wanted: string | undefined): Promise<Record<string, unknown> | undefined> {
    const one = this.#pool.get(wanted);
    return one === undefined ? undefined : object(decode(await bytesOf(one)));
  }

  /** Decides every line, one after the other; what the page asks meanwhile goes between. */
  async #decideAll(generation: number): Promise<void> {
    let batch: Row[] = [];
    for (const [at, line] of this.#lines.entries()) {
      await turn();
      if (generation !== this.#generation) return;
      try {
        line.row = (await this.#decide(line, undefined)).row;
      } catch (error) {
        line.row = { ...line.row, state: 'failed', error: said(error) };
      }
      if (generation !== this.#generation) return;
      batch.push(line.row);
      if (batch.length >= ROWS_AT_ONCE || at < ROWS_AT_ONCE || at + 1 === this.#lines.length) {
        this.events.rows(batch, this.#lines.length - at - 1);
        batch = [];
      }
    }
  }

  async open(id: number, whatIf?: WhatIf): Promise<Opened> {
    const line = this.#lines[id];
    if (line === undefined) throw new Error('this release is not open any more');
    const { inputs, others, ...opened } = await this.#decide(line, whatIf);
    const ready = await gathered(inputs);
    const large = tooLarge(this.#pool, inputs.missing, line.saved === undefined ? inputs.records : others);
    const policy = decode(ready.policy);
    const roster = decode(ready.roster);
    const missing = explain(ready.key, ready.policy, ready.roster, ready.anchors, ready.question);
    return {
      ...opened, explain: missing,
      ...(others.length === 0 ? {} : { besides: await withAll(this.#pool, inputs, others) }),
      ...(large.length === 0 ? {} : { tooLarge: large }),
      ...(policy === undefined ? {} : { policy }), ...(roster === undefined ? {} : { roster, holders: holders(roster) }),
    };
  }

  async #decide(line: Line, whatIf: WhatIf | undefined): Promise<Opened & { inputs: Inputs; others: readonly Document[] }> {
    const begun = performance.now();
    const savedBytes = line.saved === undefined ? undefined : await bytesOf(line.saved);
    const saved = savedBytes === undefined ? undefined : parsed(savedBytes);
    const asked = saved === undefined ? this.#ask(line) : { inputs: fromReport(this.#pool, this.#builtIn, saved), leftOut: 0 };
    const inputs = whatIf === undefined ? asked.inputs : this.#changedBy(asked.inputs, whatIf);
    const ready = await gathered(inputs);
    const decision = decide(ready.key, ready.policy, ready.roster, ready.anchors, ready.question);
    const report = JSON.parse(text(decision.report)) as Report;
    const incomplete = inputs.missing.length > 0;
    const replay = savedBytes === undefined || whatIf !== undefined ? undefined
      : equal(savedBytes, decision.report) ? 'agrees' : incomplete ? 'incomplete' : 'differs';
    const parting = replay === 'differs' ? difference(saved, report) : undefined;
    const shown = replay === 'incomplete' && saved !== undefined ? saved : report;
    const failing = (shown.findings ?? []).filter((one) => one.outcome === 'fail').map((one) => one.requirement);
    const waived = (shown.findings ?? []).filter((one) => one.outcome === 'waived').map((one) => one.requirement);
    const others = saved === undefined || whatIf !== undefined ? [] : besides(this.#selecting(), line.releases, shown);
    const row: Row = {
      ...line.row, state: 'done', verdict: verdictOf(shown), now: shown.now, failing, waived, mode: shown.mode ?? 'normal',
      ...(shown.class?.name === undefined ? {} : { class: shown.class.name }),
      given: given(this.#pool, this.#builtIn, shown),
      ...(others.length === 0 ? {} : { besides: others.length }),
      ...(replay === undefined ? {} : { replay }),
    };
    return {
      others, row, report: decision.report, summary: decision.summary, id: decision.id, inputs,
      hypothetical: whatIf !== undefined,
      handedIn: inputs.records.length, leftOut: asked.leftOut,
      milliseconds: performance.now() - begun,
      ...(savedBytes === undefined ? {} : { saved: savedBytes, savedId: line.saved?.digest ?? '' }),
      ...(replay === undefined ? {} : { replay }),
      ...(parting === undefined ? {} : { difference: parting }),
      ...(incomplete ? { missing: inputs.missing } : {}),
    };
  }

  /** The auditor's own question about a release. */
  #ask(line: Line): { inputs: Inputs; leftOut: number } {
    const pool = this.#pool;
    const settings = this.#settings;
    const [policy, roster] = [pool.get(settings.policy), pool.get(settings.roster)];
    const { service, version, environment } = line.row;
    const artefacts = new Set(line.releases.flatMap((one) => one.subjects).filter((digest) => digest.startsWith('sha256:')));
    const releases = new Set(line.releases.flatMap((one) => one.record ?? []));
    // Cut to size, it would be another question than the one that a gate was asked.
    if (artefacts.size > ARTEFACTS) throw new Error(tooMany(artefacts.size));
    const { records, leftOut } = this.#selecting().for({ service, version, releases, artefacts, rollbacks: line.releases.flatMap((one) => one.rollback ?? []) });
    const rules = new Set([settings.policy, settings.roster]);
    const anchors = pool.records().filter((one) => one.predicate === 'anchor' && one.subjects.some((digest) => rules.has(digest)));
    const trustedRoots = [...this.#builtIn.values(), ...settings.trustedRoots.flatMap((one) => pool.get(one) ?? [])];
    const inputs: Inputs = {
      ...(policy === undefined ? {} : { policy }),
      ...(roster === undefined ? {} : { roster }),
      rootKeys: settings.rootKeys.flatMap((id) => pool.key(id) ?? []),
      signatures: anchors.slice(0, 16),
      trustedRoots,
      pins: { allowUnanchored: settings.allowUnanchored && settings.rootKeys.length === 0, minPolicySerial: 0n, minRosterSerial: 0n },
      asked: {
        artefacts: [...artefacts], service, version, environment, minRegisterSequence: 0n,
        ...(settings.deployer === undefined ? {} : { deployer: settings.deployer }),
      },
      now: (settings.now === undefined ? undefined : seconds(settings.now)) ?? BigInt(Math.trunc(Date.now() / 1000)),
      records,
      missing: [],
    };
    return { inputs, leftOut };
  }

  #selecting(): Selector {
    this.#selector ??= new Selector(this.#pool);
    return this.#selector;
  }

  #changedBy(inputs: Inputs, whatIf: WhatIf): Inputs {
    const without = new Set(whatIf.without);
    const policy = this.#pool.get(whatIf.policy) ?? inputs.policy;
    const roster = this.#pool.get(whatIf.roster) ?? inputs.roster;
    const rules = new Set([policy?.digest, roster?.digest]);
    const anchors = this.#pool.records().filter((one) => one.predicate === 'anchor' && one.subjects.some((digest) => rules.has(digest)));
    const switched = policy !== inputs.policy || roster !== inputs.roster;
    const { deployer: _deployer, ...asked } = inputs.asked;
    const deployer = whatIf.deployer ?? inputs.asked.deployer;
    return {
      ...inputs,
      ...(policy === undefined ? {} : { policy }),
      ...(roster === undefined ? {} : { roster }),
      signatures: switched ? anchors.slice(0, 16) : inputs.signatures,
      now: (whatIf.now === undefined ? undefined : seconds(whatIf.now)) ?? inputs.now,
      asked: {
        ...asked,
        environment: whatIf.environment ?? asked.environment,
        ...(deployer === undefined || deployer === '' ? {} : { deployer }),
      },
      records: inputs.records.filter((one) => !without.has(one.digest)),
    };
  }

  async look(wanted: string, now: string): Promise<Looked | undefined> {
    const one = this.#pool.get(wanted) ?? this.#builtIn.get(wanted);
    if (one === undefined) return undefined;
    const raw = await bytesOf(one);
    const payload = payloadOf(raw);
    const decoded = decode(payload ?? raw);
    const roots = [...this.#builtIn.values(), ...this.#pool.of('trusted-root')];
    const at = seconds(now) ?? BigInt(Math.trunc(Date.now() / 1000));
    const bundle = one.kind === 'bundle' ? inspectBundle(raw, await Promise.all(roots.map(bytesOf)), at) : undefined;
    const shown = text(raw);
    return {
      digest: one.digest, names: one.names, size: one.size, kind: one.kind, inspect: inspect(raw),
      raw: shown.slice(0, SHOWN), rawCut: shown.length > SHOWN,
      ...(payload === undefined ? {} : { payload: text(payload).slice(0, SHOWN) }),
      ...(decoded === undefined ? {} : { decoded: decoded.slice(0, SHOWN) }),
      ...(bundle === undefined ? {} : { bundle }),
    };
  }

  /** A question as it is, for scripts: nothing is gathered, nothing is chosen. */
  decideRaw(raw: RawQuestion): { verdict: 'allow' | 'deny' | 'malformed'; id: string; report: Uint8Array; summary: Uint8Array } {
    const anchors: Anchors = {
      rootKeys: [...raw.anchors.rootKeys],
      signatures: [...raw.anchors.signatures],
      trustedRoots: [...raw.anchors.trustedRoots],
      allowUnanchored: raw.anchors.allowUnanchored,
      minPolicySerial: BigInt(raw.anchors.minPolicySerial),
      minRosterSerial: BigInt(raw.anchors.minRosterSerial),
      ...(raw.anchors.policyDigest === undefined ? {} : { policyDigest: raw.anchors.policyDigest }),
      ...(raw.anchors.rosterDigest === undefined ? {} : { rosterDigest: raw.anchors.rosterDigest }),
    };
    const question: Question = {
      ...raw.question,
      artefacts: [...raw.question.artefacts],
      records: [...raw.question.records],
      minRegisterSequence: BigInt(raw.question.minRegisterSequence),
      now: BigInt(raw.question.now),
    };
    return decide(`script ${Math.random()}`, raw.policy, raw.roster, anchors, question);
  }
}

/** The payload of an envelope, or of one in a bundle. */
function payloadOf(raw: Uint8Array): Uint8Array | undefined {
  const outer = object(text(raw));
  const envelope = (outer?.['dsseEnvelope'] ?? outer) as Record<string, unknown> | undefined;
  if (typeof envelope?.['payload'] !== 'string') return undefined;
  try {
    return fromBase64(envelope['payload']);
  } catch {
    return bytes('');
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at]);
}

/** Lets messages that wait be served first. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Whose key is whose: a key id is the digest of the key's DER, as `docs/records.md` says. */
function holders(roster: string): Record<string, string> {
  const value = object(roster);
  const found: Record<string, string> = {};
  for (const one of [value?.['people'], value?.['automations']].flatMap((list) => (Array.isArray(list) ? list as unknown[] : []))) {
    const { id, keys } = (one ?? {}) as { id?: unknown; keys?: unknown };
    for (const key of Array.isArray(keys) ? keys as { pem?: unknown }[] : []) {
      const body = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END/u.exec(String(key?.pem))?.[1];
      if (typeof id !== 'string' || body === undefined) continue;
      try {
        found[digest(fromBase64(body.replaceAll(/\s/gu, ''))).replace('sha256:', '')] = id;
      } catch {
        // Not a key: the verifier says so in its findings.
      }
    }
  }
  return found;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function entries(value: unknown): { id: string; name: string }[] {
  return (Array.isArray(value) ? value : []).flatMap((one: unknown) => {
    const { id, name } = (one ?? {}) as { id?: unknown; name?: unknown };
    return typeof id === 'string' ? [{ id, name: typeof name === 'string' ? name : '' }] : [];
  });
}

function tooMany(artefacts: number): string {
  const [found, most] = [artefacts, ARTEFACTS].map((count) => count.toLocaleString('en-GB'));
  return `its release records name ${found} artefacts, and a question at most ${most}, so that nothing is asked here: ask with the command line about those that are deployed, and open the report that it writes`;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// The verifier: the core modules are cut out of the committed component, whose digest is checked first, and run behind
// jco's glue. Nothing here decides anything.

import { instantiate, type Anchors, type Decision, type Gate, type Question, type Root } from 'countersign:verifier';
import { Hasher, decode, digest, initSync } from 'countersign:tools';
import type { Start } from '../shared/messages.ts';
import { text, unpacked } from './bytes.ts';
import { DECISIONS } from './limits.ts';

export { Hasher, decode, digest };

let modules = new Map<string, WebAssembly.Module>();
let instance: Root | undefined;

/** Unpacks, checks and compiles what is built into the page. */
export async function start(start: Start): Promise<string> {
  const component = await unpacked(start.component);
  const found = digest(component);
  if (found !== `sha256:${start.digest}`) {
    throw new Error(`the component in this page has the digest ${found}, and not sha256:${start.digest}`);
  }
  modules = new Map();
  for (const [name, [offset, length]] of Object.entries(start.modules)) {
    modules.set(name, new WebAssembly.Module(component.slice(offset, offset + length)));
  }
  return found;
}

/** The tools alone: all that hashing needs. */
export async function startTools(tools: string): Promise<void> {
  initSync({ module: await unpacked(tools) });
}

function fresh(): Root {
  const module = (name: string) => {
    const found = modules.get(name);
    if (found === undefined) throw new Error(`the component has no module \`${name}\``);
    return found;
  };
  return instantiate(module, {});
}

/** Runs something in the component. After a trap its memory means nothing: the next call gets another instance. */
function inside<T>(work: (root: Root) => T): T {
  instance ??= fresh();
  try {
    return work(instance);
  } catch (trap) {
    instance = undefined;
    throw trap;
  }
}

export function inspect(document: Uint8Array): string {
  return inside((root) => text(root.records.inspect(document)));
}

export function expand(file: Uint8Array): Uint8Array[] {
  return inside((root) => root.records.expand(file));
}

export function inspectBundle(bundle: Uint8Array, trustedRoots: Uint8Array[], now: bigint): string {
  return inside((root) => text(root.bundles.inspect(bundle, trustedRoots, now)));
}

let opened: { key: string; gate: Gate; decisions: number } | undefined;

/**
 * Decides with a gate that stays open while policy, roster and anchors (`key`) stay the same.
 * An instance serves only so many decisions, for its memory never shrinks.
 */
export function decide(key: string, policy: Uint8Array, roster: Uint8Array, anchors: Anchors, question: Question): Decision {
  return withGate(key, policy, roster, anchors, (gate) => gate.decide(question));
}

/** What is missing, and who can give it. */
export function explain(key: string, policy: Uint8Array, roster: Uint8Array, anchors: Anchors, question: Question): string {
  return withGate(key, policy, roster, anchors, (gate) => text(gate.explain(question)));
}

function withGate<T>(key: string, policy: Uint8Array, roster: Uint8Array, anchors: Anchors, work: (gate: Gate) => T): T {
  if (opened === undefined || opened.key !== key || opened.decisions >= DECISIONS) {
    opened = { key, gate: new (fresh().gate.Gate)(policy, roster, anchors), decisions: 0 };
  }
  opened.decisions += 1;
  try {
    return work(opened.gate);
  } catch (trap) {
    opened = undefined;
    throw trap;
  }
}

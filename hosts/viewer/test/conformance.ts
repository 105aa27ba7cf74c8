// The viewer in Chromium as a host of the conformance harness: a line of JSON in, a line out (`docs/conformance.md`).

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { end, strangers, viewer } from './viewer.ts';

interface Anchors {
  rootKeys: string[];
  signatures: string[];
  trustedRoots: string[];
}

/** A case as the question that the page takes from scripts, its files in Base64. */
function question(folder: string): unknown {
  const file = (path: string) => readFileSync(join(folder, path)).toString('base64');
  const anchors = json(join(folder, 'anchors.json')) as Anchors;
  const asked = json(join(folder, 'question.json')) as Record<string, unknown>;
  const now = asked['now'];
  const seconds = /\D/u.test(String(now)) ? Date.parse(String(now)) / 1000 : now;
  const records = existsSync(join(folder, 'records')) ? readdirSync(join(folder, 'records')).sort() : [];
  return {
    policy: file('policy.yml'),
    roster: file('roster.yml'),
    anchors: { ...anchors, rootKeys: anchors.rootKeys.map(file), signatures: anchors.signatures.map(file), trustedRoots: anchors.trustedRoots.map(file) },
    question: { ...asked, now: seconds, records: records.map((one) => file(`records/${one}`)) },
  };
}

/** Whole numbers as their digits: the largest are none that JavaScript can hold. No text of a case looks like a member with a number. */
function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8').replace(/": (\d+)(,?)$/gmu, '": "$1"$2'));
}

const { page, requests, errors } = await viewer();

async function answer(line: string): Promise<object> {
  const { case: folder } = JSON.parse(line) as { case: string };
  const said = await page.evaluate(async (packed) => {
    type Packed = { policy: string; roster: string; anchors: Record<string, unknown>; question: Record<string, unknown> };
    const { policy, roster, anchors, question } = packed as Packed;
    const bytes = (base64: unknown) => Uint8Array.from(atob(String(base64)), (one) => one.charCodeAt(0));
    const all = (list: unknown) => (list as string[]).map(bytes);
    const { countersign } = globalThis as unknown as { countersign: { call(method: string, question: unknown): Promise<{ verdict: string; report: Uint8Array }> } };
    const decision = await countersign.call('decide', {
      policy: bytes(policy), roster: bytes(roster),
      anchors: { ...anchors, rootKeys: all(anchors['rootKeys']), signatures: all(anchors['signatures']), trustedRoots: all(anchors['trustedRoots']) },
      question: { ...question, records: all(question['records']) },
    });
    let report = '';
    for (let from = 0; from < decision.report.length; from += 8192) report += String.fromCharCode(...decision.report.subarray(from, from + 8192));
    return { verdict: decision.verdict, report: btoa(report) };
  }, question(folder));
  const out = [...errors, ...strangers(requests)];
  return out.length === 0 ? said : { error: `the page says, or asks for: ${out.join(', ')}` };
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(line).catch((error: unknown) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await end();
process.exit(0);

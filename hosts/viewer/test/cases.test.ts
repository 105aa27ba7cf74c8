// Every case of `fixtures/cases`, in the browser: the report's bytes are those of every other host.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { CASES, close, end, open, strangers, viewer } from './viewer.ts';

afterEach(close);
after(end);

/** Cases whose files are too large to be committed hold `case.json` alone; the hosts in Rust make them in memory. */
const names = readdirSync(CASES).flatMap((area) => readdirSync(join(CASES, area)).map((name) => `${area}/${name}`))
  .filter((name) => existsSync(join(CASES, name, 'report.json'))).sort();

interface Anchors {
  rootKeys: string[];
  signatures: string[];
  trustedRoots?: string[];
  policyDigest?: string;
  rosterDigest?: string;
  allowUnanchored: boolean;
  minPolicySerial: number;
  minRosterSerial: number;
}

/** A case as the question that the page takes from scripts, its files in Base64. */
function question(name: string): unknown {
  const folder = join(CASES, name);
  const file = (path: string) => readFileSync(join(folder, path)).toString('base64');
  const json = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as unknown;
  const anchors = json('anchors.json') as Anchors;
  const asked = json('question.json') as Record<string, unknown>;
  // The largest numbers are none that JavaScript can hold: they go as they are written.
  const written = /"now": (\d+)/u.exec(readFileSync(join(folder, 'question.json'), 'utf8'))?.[1];
  const records = existsSync(join(folder, 'records')) ? readdirSync(join(folder, 'records')).sort() : [];
  return {
    policy: file('policy.yml'),
    roster: file('roster.yml'),
    anchors: { ...anchors, rootKeys: anchors.rootKeys.map(file), signatures: anchors.signatures.map(file), trustedRoots: (anchors.trustedRoots ?? []).map(file) },
    question: { ...asked, now: written ?? Date.parse(String(asked['now'])) / 1000, records: records.map((one) => file(`records/${one}`)) },
  };
}

test('every case has the report that every host gives, to the byte', async () => {
  const { page, requests, errors } = await viewer();
  const wrong: string[] = [];
  for (const name of names) {
    const due = readFileSync(join(CASES, name, 'report.json'), 'utf8');
    const { verdict } = JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as { verdict: string };
    const got = await page.evaluate(async (packed) => {
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
      return { verdict: decision.verdict, report: new TextDecoder().decode(decision.report) };
    }, question(name));
    if (got.report !== due || got.verdict !== verdict) wrong.push(name);
  }
  assert.deepEqual(wrong, []);
  assert.ok(names.length > 400, `${names.length} cases are too few to be all`);
  assert.deepEqual(strangers(requests), []);
  assert.deepEqual(errors, []);
});

/** Reports that nobody can replay from themselves: a root that is no key has no id; a time beyond RFC 3339 is not written. */
const NOT_REPLAYABLE = new Map([
  ['anchor/root-is-no-key', 'differs'],
  ['question/everything-wrong', 'incomplete'],
  ['question/time-beyond-9999', 'incomplete'],
  ['question/time-is-the-largest-number', 'incomplete'],
]);

test('all cases in one folder: every saved report is replayed from what it names, and agrees', async () => {
  const { page, requests, errors } = await viewer();
  await open(page, CASES);
  const rows = await page.evaluate(async () => {
    const download = document.querySelector('.releases');
    return download === null ? 0 : Number(/([\d,]+) releases/u.exec(document.querySelector('.list .bar p')?.textContent ?? '')?.[1]?.replace(',', ''));
  });
  const reports = new Set(names.map((name) => readFileSync(join(CASES, name, 'report.json'), 'utf8')));
  assert.ok(rows >= reports.size, `${rows} lines for ${reports.size} reports`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'List as CSV' }).click()]);
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n').slice(1, -1);
  const basis = (line: string) => /,(agrees|differs|incomplete|asked),/u.exec(line)?.[1];
  const saved = lines.filter((line) => basis(line) !== 'asked');
  assert.equal(saved.length, reports.size);
  const not = saved.filter((line) => basis(line) !== 'agrees');
  assert.deepEqual(new Map(not.map((line) => [/cases\/([^,]*)\/report\.json/u.exec(line)?.[1], basis(line)])), NOT_REPLAYABLE);
  assert.deepEqual(strangers(requests), []);
  assert.deepEqual(errors, []);
});

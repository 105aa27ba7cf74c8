// All cases of `fixtures/cases` opened as one folder: each saved report is taken again from what it names. That the component answers each case
// as every host does is the conformance harness' affair (`conformance.ts`).

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

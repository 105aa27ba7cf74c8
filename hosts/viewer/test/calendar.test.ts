// Freezes as instants: the examples of `docs/calendar.md`, and every freeze that a committed case ran into. What the page
// draws is what the verifier found.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { begins, ends } from '../src/page/calendar.ts';
import { CASES, close, end, open, release, viewer } from './viewer.ts';

afterEach(close);
after(end);

const EXAMPLES = [
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T04:00', '2026-03-29T01:00:00Z', '2026-03-29T02:00:00Z'],
  ['Europe/Berlin', '2026-10-25T02:10', '2026-10-25T02:50', '2026-10-25T00:10:00Z', '2026-10-25T01:50:00Z'],
  ['America/New_York', '2026-11-01', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00', '2026-02-15T03:00', '2026-02-15T01:00:00Z', '2026-02-15T03:00:00Z'],
  ['Pacific/Apia', '2011-12-29', '2011-12-30', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  ['Asia/Kathmandu', '2026-12-18', '2027-01-03', '2026-12-17T18:15:00Z', '2027-01-03T18:15:00Z'],
  ['UTC', '2026-12-18T17:00:00Z', '2026-12-19T00:00:00Z', '2026-12-18T17:00:00Z', '2026-12-19T00:00:00Z'],
] as const;

const written = (at: number | undefined) => (at === undefined ? undefined : new Date(at * 1000).toISOString().replace('.000Z', 'Z'));

test('freezes begin and end as the examples of the documentation say, summer time and all', () => {
  for (const [zone, from, until, first, last] of EXAMPLES) {
    assert.deepEqual([written(begins(from, zone)), written(ends(until, zone))], [first, last], `${zone} ${from} ${until}`);
  }
  assert.equal(begins('2026-12-18', 'Nowhere/Else'), undefined, 'a zone that nobody knows is not guessed');
});

test('every freeze that a case ran into is drawn to the instant at which the verifier says that it ends', async () => {
  const { page } = await viewer();
  let tried = 0;
  for (const name of readdirSync(join(CASES, 'freeze'))) {
    const folder = join(CASES, 'freeze', name);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { findings: { code: string; found: string }[] };
    const on = report.findings.flatMap((one) => (one.code === 'freeze.active' ? [/^`([^`]+)` is on until (\S+)/u.exec(one.found)] : []));
    if (on.length === 0) continue;
    tried += 1;
    if (await page.locator('.drop').count() === 0) {
      await page.getByRole('button', { name: 'Close all' }).click();
      await page.waitForSelector('.drop');
    }
    await open(page, folder);
    await release(page, 'checkout-api');
    await page.locator('#timeline details summary').click();
    for (const found of on) {
      const [, freeze = '', until = ''] = found ?? [];
      const row = page.locator('#timeline tbody tr').filter({ hasText: `freeze ${freeze}` });
      assert.equal(await row.locator('.time').last().getAttribute('title'), until, `${name}: ${freeze}`);
    }
    assert.ok(await page.locator('svg.timeline .band.freeze').count() >= on.length, name);
  }
  assert.ok(tried >= 8, `${tried} cases with a freeze that is on are too few`);
});

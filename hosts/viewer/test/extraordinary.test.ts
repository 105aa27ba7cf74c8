// What is out of the ordinary, on committed cases: an emergency cannot be overlooked, a relayed approval is shown as one, a
// canary is shown as it was measured and judged.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CASES, close, end, open, release, viewer } from './viewer.ts';

afterEach(close);
after(end);

const words = (page: Page, selector: string) => page.locator(selector).first().innerText();

/** A committed case, opened and replayed, at its release's page. */
async function shown(name: string): Promise<Page> {
  const { page } = await viewer();
  await open(page, join(CASES, name));
  await release(page, 'checkout-api');
  assert.match(await words(page, '.replay'), /equal to the last byte/u, 'what is shown was decided here');
  return page;
}

test('an emergency stands above the verdict: what it waived, who declared it, until when, and what is owed', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'emergency/waives'));
  const line = await words(page, 'table.releases tbody tr');
  assert.match(line, /Allow[\s\S]*EMERGENCY/u);
  assert.match(line, /Waived\s+freezes/u);
  await release(page, 'checkout-api');
  const alarm = page.locator('.alarm.emergency');
  const said = await alarm.innerText();
  assert.match(said, /EMERGENCY MODE[\s\S]*1 requirement that is not met was waived/u);
  assert.match(said, /Freezes: books-close is on until 2026-11-25/u);
  assert.match(said, /INC-4711 declared by Dave Security, 2026-11-20 11:30:00 UTC until 2026-11-20 13:30:00 UTC: Checkout is down\./u);
  assert.match(said, /Owed for it:[\s\S]*2026-11-24[\s\S]*Risk and compliance[\s\S]*2026-11-25[\s\S]*review the emergency INC-4711/u);
  const [above, verdict] = [await alarm.boundingBox(), await page.locator('.verdict-block').boundingBox()];
  assert.ok(above !== null && verdict !== null && above.y < verdict.y && above.y < 300, 'it stands above the verdict');
  assert.match(await words(page, '.why'), /^1 of 23 requirements is not met and waived by an emergency, the others are met/u);
});

test('what is waived comes first in the matrix, and what is owed has its dates', async () => {
  const page = await shown('emergency/waives');
  assert.match(await words(page, 'table.matrix tbody tr'), /^Waived[\s\S]*Freezes[\s\S]*freeze\.active/u);
  assert.equal(await page.locator('table.matrix tr.waived').count(), 1);
  const owed = await words(page, '#obligations');
  assert.match(owed, /2026-11-24[\s\S]*report the emergency[\s\S]*2026-11-25[\s\S]*review the emergency[\s\S]*2033-11-18[\s\S]*keep the report/u);
});

test('the timeline shows the emergency from its declaration to its end, the freeze, and the review', async () => {
  const page = await shown('emergency/waives');
  assert.match((await page.locator('svg.timeline').textContent()) ?? '', /Dave Security declared an emergency[\s\S]*emergency ends/u);
  assert.match((await page.locator('svg.timeline .band.emergency').textContent()) ?? '', /emergency INC-4711/u);
  assert.match((await page.locator('svg.timeline .band.freeze').textContent()) ?? '', /freeze books-close/u);
  // The decision lies in both.
  const reach = async (selector: string) => (await page.locator(`svg.timeline ${selector}`).boundingBox()) ?? { x: NaN, width: NaN };
  const decided = await reach('.mark.flag .body');
  for (const band of ['.band.emergency .bar', '.band.freeze .bar']) {
    const { x, width } = await reach(band);
    assert.ok(x < decided.x && decided.x < x + width, `${band}: ${x}, ${width}, decided at ${decided.x}`);
  }
  const overdue = await shown('emergency/review-overdue');
  assert.match(await words(overdue, 'table.matrix tr.fail'), /emergency\.review-overdue/u);
  assert.equal(await overdue.locator('.alarm.emergency').count(), 0, 'the decision itself is a normal one');
});

test('two emergencies are both named; one that nothing needed is mentioned, and no more', async () => {
  const page = await shown('emergency/two-emergencies');
  assert.equal(await page.locator('.alarm.emergency .waiver').count(), 2);
  assert.match(await words(page, '.alarm.emergency'), /2 requirements that are not met were waived[\s\S]*Approvals · security: none/u);
  const idle = await shown('emergency/not-needed');
  assert.equal(await idle.locator('.alarm.emergency').count(), 0);
  assert.match(await words(idle, '.alarm.quietly'), /nothing needed it[\s\S]*INC-4711/u);
});

test('a freeze without an emergency denies, and is drawn', async () => {
  const page = await shown('freeze/active');
  assert.match(await words(page, 'table.matrix tr.fail'), /Freezes[\s\S]*freeze\.active/u);
  assert.equal(await page.locator('svg.timeline .band.freeze').count(), 1);
  await page.locator('#timeline details summary').click();
  assert.match(await words(page, '#timeline tbody'), /freeze books-close\s+The books of the year are closed\.[\s\S]*as the policy has it/u);
});

test('a relayed approval is the person\'s, and says by whose word; the relay is marked wherever it stands', async () => {
  const page = await shown('relays/approves');
  assert.match((await page.locator('svg.timeline').textContent()) ?? '', /Dave Security approved \(relayed\)/u);
  await page.locator('#timeline details summary').click();
  assert.match(await words(page, '#timeline tbody'), /Dave Security \(on github, says ci-builder\)/u);
  assert.match(await page.locator('.document').filter({ hasText: 'relayed' }).innerText(), /Dave Security \(on github, says ci-builder\)/u);
  assert.match(await page.locator('table.matrix tr').filter({ hasText: 'Approvals · security' }).locator('.evidence').innerText(), /relayed approval/u);
  await page.locator('#separation details summary').click();
  const duties = (name: string) => page.locator('#separation tbody tr').filter({ hasText: name }).locator('td').allInnerTexts();
  const approver = 2;
  assert.equal((await duties('Dave Security'))[approver], 'yes', 'the person approved');
  assert.equal((await duties('ci-builder'))[approver], '–', 'the automation did not');
  const stranger = await shown('relays/unknown-number');
  assert.match(await stranger.locator('.document').filter({ hasText: 'relayed' }).innerText(), /github:dave \(on github, says ci-builder\)/u);
});

interface Judged { canary: { result: { metrics: { name: string; classification: string }[] } }[] }

test('a canary shows each metric with its samples, as it was classified, and the score', async () => {
  for (const name of ['canary/marginal', 'canary/critical-metric', 'canary/groups']) {
    const page = await shown(name);
    const [note] = (JSON.parse(readFileSync(join(CASES, name, 'report.json'), 'utf8')) as Judged).canary;
    const due = note?.result.metrics ?? [];
    assert.equal(await page.locator('table.canary tbody tr').count(), due.length);
    for (const [at, metric] of due.entries()) {
      const row = page.locator('table.canary tbody tr').nth(at);
      assert.match(await row.innerText(), new RegExp(`${metric.name}[\\s\\S]*${metric.classification}`, 'u'));
      assert.equal(await row.locator('.samples.control circle').count(), 24);
      assert.equal(await row.locator('.samples.experiment circle').count(), 24);
    }
  }
  const page = await shown('canary/marginal');
  const said = await words(page, '#canary');
  assert.match(said, /Samples\s+marginal[\s\S]*Score 50\.00 of 100; 95\.00 passes, 50\.00 is marginal[\s\S]*canary\.marginal/u);
  assert.match(said, /latency[\s\S]*High[\s\S]*80\.48[\s\S]*160\.5[\s\S]*shift 80 \(79\.79 to 80\.21\)/u);
  assert.match((await page.locator('svg.timeline').textContent()) ?? '', /canary ended: marginal/u);
  assert.match(await words(await shown('canary/critical-metric'), '#canary'), /fail[\s\S]*the critical metric errors is higher than the baseline[\s\S]*critical/u);
});

test('an analysis run shows what it counted, and Flagger what it says', async () => {
  assert.match(await words(await shown('canary/analysis-run-failed'), '#canary'), /analysis run\s+Failed[\s\S]*failed 1 times[\s\S]*errors[\s\S]*3\s+2\s+1\s+0\s+0/u);
  assert.match(await words(await shown('canary/flagger'), '#canary'), /Flagger, canary\s+Successful[\s\S]*45 checks, of which 1 failed/u);
  assert.match(await words(await shown('canary/flagger-unaccepted'), '#canary'), /Flagger, canary\s+not judged[\s\S]*canary\.source-unaccepted/u);
});

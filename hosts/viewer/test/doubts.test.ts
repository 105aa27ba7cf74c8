// What a folder's supplier could have made themselves is said so, in the list, in its CSV and on the page: rules that a report
// pins or that nothing anchors, and records that a saved decision was taken without.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { sha256 } from './sign.ts';
import { CASES, close, end, open, release, viewer } from './viewer.ts';

afterEach(close);
after(end);

const row = (page: Page) => page.locator('table.releases tbody tr').first().innerText();

/** The list's cells by their heads, as a spreadsheet gets them. */
async function csv(page: Page): Promise<Record<string, string>> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'List as CSV' }).click()]);
  const [heads = [], cells = []] = readFileSync(await download.path(), 'utf8').split('\r\n').map((line) => line.split(','));
  return Object.fromEntries(heads.map((head, at) => [head, cells[at] ?? '']));
}

test('a report that pins its own rules is believed no more than a root key that came along: until the auditor confirms both digests', async () => {
  const { page } = await viewer();
  const folder = join(CASES, 'allowed/pinned-by-digest');
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Record<'policy' | 'roster', { digest: string }>;
  await open(page, folder);
  assert.match(await row(page), /Allow[\s\S]*agrees[\s\S]*digests not confirmed/u);
  assert.equal((await csv(page))['unconfirmed'], 'digest');
  await release(page, 'checkout-api');
  const caveat = page.locator('.caveat');
  assert.match(await caveat.innerText(), /by their digests alone, and the report that pins them came with these files/u);
  assert.deepEqual(await caveat.locator('.digest').evaluateAll((all) => all.map((one) => one.getAttribute('title'))), [report.policy.digest, report.roster.digest]);
  assert.equal(await page.locator('#trust').getByText('pinned by the report, which came with these files').count(), 2);

  await page.keyboard.press('Escape');
  await page.waitForSelector('table.releases');
  await page.locator('details.question > summary').click();
  const field = page.getByLabel('Key id or digest that you expect');
  await field.fill(report.policy.digest);
  assert.match(await row(page), /digests not confirmed/u, 'the roster is not');
  await field.fill(report.roster.digest);
  assert.doesNotMatch(await row(page), /confirmed/u);
  assert.equal((await csv(page))['unconfirmed'], '');
  await release(page, 'checkout-api');
  assert.equal(await caveat.count(), 0);
});

test('the list and its CSV say what anchors a verdict, as far as nobody confirmed it', async () => {
  for (const [name, said, code] of [
    ['allowed/unanchored-on-purpose', 'anchored by nothing', 'unanchored'],
    ['allowed/production', 'root key not confirmed', 'root-key'],
    ['anchor/one-pinned-one-signed', 'digests not confirmed root key not confirmed', 'digest root-key'],
  ] as const) {
    const { page } = await viewer();
    await open(page, join(CASES, name));
    assert.match((await row(page)).replaceAll(/\s+/gu, ' '), new RegExp(`Allow .*agrees ${said} `, 'u'));
    const { verdict, unconfirmed } = await csv(page);
    assert.deepEqual([verdict, unconfirmed], ['allow', code]);
  }
});

test('a verdict that nobody could check is none in the CSV', async () => {
  const folder = besides(undefined);
  rmSync(join(folder, 'records/03-approval.json'));
  const { page } = await viewer();
  await open(page, folder);
  const { verdict, basis } = await csv(page);
  assert.deepEqual([verdict, basis], ['unchecked', 'incomplete']);
  rmSync(join(folder, '..'), { recursive: true });
});

/** A copy of `allowed/production`, its saved report included, with a record of another case laid beside it. */
function besides(record: string | undefined): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'countersign-viewer-')), 'case');
  cpSync(join(CASES, 'allowed/production'), folder, { recursive: true });
  if (record !== undefined) cpSync(join(CASES, record), join(folder, 'later.json'));
  return folder;
}

/** A record that the decision was taken without, what it says of itself, and how the same question ends with it. */
const BESIDES = [
  ['decisions/rejected/records/04-approval.json', 'approval: rejected', 'Denied: approvals'],
  ['decisions/rejection-of-tomorrow/records/04-approval.json', 'approval: rejected', 'Denied: approvals'],
  ['decisions/for-another-environment/records/04-approval.json', 'approval: rejected', 'Allowed'],
  ['revocation/release/records/04-revocation.json', 'revocation', 'Denied: revocation'],
  ['revocation/by-the-register/records/04-register.json', 'register', 'Denied: '],
  ['binding/moved-tag/records/02-release.json', 'release', 'Denied: '],
] as const;

for (const [record, said, outcome] of BESIDES) {
  test(`a saved decision that was taken without ${record} says so, and how it ends with it`, async () => {
    const folder = besides(record);
    const { page } = await viewer();
    await open(page, folder);
    assert.match(await row(page), /Allow[\s\S]*agrees[\s\S]*1 record not part of it/u);
    assert.equal((await csv(page))['records-besides'], '1');
    await release(page, 'checkout-api');
    const words = (await page.locator('.besides').innerText()).replaceAll(/\s+/gu, ' ');
    assert.match(words, /^1 record about this release lies here and was not part of this decision\./u);
    assert.ok(words.includes(`for the same moment ends: ${outcome}`), words);
    assert.match((await page.locator('.besides li').innerText()).replaceAll(/\s+/gu, ' '), new RegExp(`^${said} \\S*later\\.json sha256`, 'u'));
    rmSync(join(folder, '..'), { recursive: true });
  });
}

test('a report that lists a rejection, and yet was taken without it, hides nothing', async () => {
  const folder = besides('decisions/rejected/records/04-approval.json');
  const digest = (name: string) => `sha256:${sha256(readFileSync(join(folder, name)))}`;
  const path = join(folder, 'report.json');
  const report = JSON.parse(readFileSync(path, 'utf8')) as { documents: object[]; containers?: string[] };
  // As if the rejection had been taken out of a file that is something else.
  report.containers = [digest('records/02-approval.json')];
  report.documents.push({ digest: digest('later.json'), container: report.containers[0], kind: 'approval', use: 'not-counted' });
  writeFileSync(path, JSON.stringify(report));
  const { page } = await viewer();
  await open(page, folder);
  assert.match(await row(page), /Replayed: differs[\s\S]*1 record not part of it/u);
  await release(page, 'checkout-api');
  assert.match(await page.locator('.besides').innerText(), /approval: rejected/u);
  rmSync(join(folder, '..'), { recursive: true });
});

test('nothing is said of a copy of what the decision knew, of a yes for elsewhere, of a snapshot that withdraws nothing of it', async () => {
  for (const record of ['allowed/production/records/02-approval.json', 'decisions/yes-elsewhere-is-no-yes-here/records/05-approval.json', 'decisions/rejected/records/05-register.json']) {
    const folder = besides(record);
    const { page } = await viewer();
    await open(page, folder);
    assert.doesNotMatch(await row(page), /not part of it/u, record);
    await release(page, 'checkout-api');
    assert.equal(await page.locator('.besides').count(), 0, record);
    rmSync(join(folder, '..'), { recursive: true });
  }
});

// A release's page: what an auditor reads on it, replays, changes and takes away.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CASES, REPOSITORY, close, end, open, release, viewer } from './viewer.ts';

afterEach(close);
after(end);

/** A copy of a case that a test may change. */
function copy(name: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'countersign-viewer-')), 'case');
  cpSync(join(CASES, name), folder, { recursive: true });
  return folder;
}

const heading = (page: Page) => page.locator('.verdict-block h1 .word').innerText();

test('an allowed release shows its verdict, requirements, people, pictures and digests', async () => {
  const { page, errors } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  assert.equal(await heading(page), 'Allowed');
  const report = JSON.parse(readFileSync(join(CASES, 'allowed/production/report.json'), 'utf8')) as { findings: unknown[]; timeline: unknown[]; documents: unknown[] };
  assert.equal(await page.locator('table.matrix tbody tr').count(), report.findings.length);
  assert.equal(await page.locator('.document').count(), report.documents.length);
  assert.match(await page.locator('table.matrix').innerText(), /approvals\.filled/u);
  assert.match(await page.locator('#people').innerText(), /Carol Manager[\s\S]*release-manager/u);
  // The decision, its validity and what is owed stand in the picture beside the events.
  assert.ok(await page.locator('svg.timeline .mark').count() > report.timeline.length);
  assert.equal(await page.locator('svg.timeline .band.valid').count(), 1);
  assert.equal(await page.locator('svg.separation .rule.kept').count(), 4);
  assert.match(await page.locator('#digests .digest').first().innerText(), /1881 abe2/u);
  assert.match(await page.locator('.replay').innerText(), /equal to the last byte/u);
  assert.deepEqual(errors, []);
});

test('evidence stands in the timeline, with who gave it', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'tests/junit'));
  await release(page, 'Allow');
  const picture = await page.locator('svg.timeline').textContent() ?? '';
  assert.match(picture, /Evidence/u);
  assert.match(picture, /ci-builder tested/u);
});

test('a denied release says why, with the code, its meaning, the next step and who could give it', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'decisions/rejected'));
  await release(page, 'checkout-api');
  assert.equal(await heading(page), 'Denied');
  assert.match(await page.locator('.why').innerText(), /^\d+ requirements? of \d+ (?:is|are) not met: approvals \(required: .+; found: .+\)/u);
  const failing = page.locator('table.matrix tr.fail').first();
  assert.match(await failing.innerText(), /Not met[\s\S]*approvals\.rejected/u);
  await failing.locator('details.code summary').click();
  assert.notEqual((await failing.locator('details.code p').innerText()).trim(), '');
  assert.equal(await page.locator('svg.timeline .mark.no').count(), 1);
});

test('a saved report that was changed is not agreed with, and the first difference is shown', async () => {
  const folder = copy('decisions/rejected');
  const path = join(folder, 'report.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"verdict":"deny"', '"verdict":"allow"'));
  const { page } = await viewer();
  await open(page, folder);
  assert.match(await page.locator('table.releases').innerText(), /Deny[\s\S]*differs/u);
  await release(page, 'checkout-api');
  assert.equal(await heading(page), 'Denied');
  assert.match(await page.locator('.replay.differs').innerText(), /verdict[\s\S]*allow[\s\S]*deny/u);
  rmSync(join(folder, '..'), { recursive: true });
});

test('a saved report whose inputs are missing is not shown as a verdict', async () => {
  const folder = copy('allowed/production');
  rmSync(join(folder, 'records/03-approval.json'));
  const { page } = await viewer();
  await open(page, folder);
  const row = page.locator('table.releases tbody tr').first();
  assert.match(await row.innerText(), /Unchecked[\s\S]*the report says: allow[\s\S]*Inputs missing/u);
  assert.equal(await row.locator('.badge.allow').count(), 0);
  await release(page, 'checkout-api');
  assert.equal(await heading(page), 'Unchecked');
  assert.match(await page.locator('.replay.incomplete').innerText(), /record/u);
  rmSync(join(folder, '..'), { recursive: true });
});

test('without a saved report the auditor asks: the moment, the deployer and the root keys are theirs', async () => {
  const { page } = await viewer();
  await open(page, [join(REPOSITORY, 'fixtures/example/policy.yml'), ...['policy.yml.sig.json', 'roster.yml', 'roster.yml.sig.json', 'root.pub'].map((name) => join(REPOSITORY, 'fixtures/example', name)),
    ...readdirSync(join(REPOSITORY, 'fixtures/example/records')).map((name) => join(REPOSITORY, 'fixtures/example/records', name))]);
  assert.match(await page.locator('table.releases').innerText(), /Deny[\s\S]*countersign[\s\S]*Asked here/u);
  const asked = JSON.parse(readFileSync(join(REPOSITORY, 'fixtures/example/question.json'), 'utf8')) as { now: string; deployer: string };
  const form = page.locator('details.question form');
  await form.getByLabel('Moment').fill('tomorrow');
  await form.getByRole('button', { name: 'Ask again' }).click();
  assert.match(await form.innerText(), /This is no time/u);
  await form.getByLabel('Moment').fill(asked.now);
  await form.getByLabel('Deployer').selectOption(asked.deployer);
  await form.getByRole('button', { name: 'Ask again' }).click();
  await page.waitForSelector('table.releases .badge.allow');
  await release(page, 'countersign');
  assert.equal(await heading(page), 'Allowed');
  // The artefact itself was not among the files; then it is.
  assert.match(await page.locator('#digests').innerText(), /No file among these has this digest/u);
  await open(page, [join(REPOSITORY, 'wasm/dist/countersign.component.wasm')]);
  // Other files bring the same question again, at the clock's moment or the chosen one.
  await release(page, 'countersign');
  assert.match(await page.locator('#digests').innerText(), /File hashed here[\s\S]*same bytes/u);
});

test('a root key that signed nothing is not trusted, and without one nothing is allowed', async () => {
  const { page } = await viewer();
  const folder = copy('allowed/production');
  rmSync(join(folder, 'report.json'));
  await open(page, folder);
  const form = page.locator('details.question form');
  await form.getByLabel('Moment').fill('2026-11-20T12:00:00Z');
  await form.getByLabel('Deployer').selectOption('ci-deployer');
  await form.getByRole('button', { name: 'Ask again' }).click();
  await page.waitForSelector('table.releases .badge.allow');
  await page.locator('.trustkeys input').uncheck();
  await page.locator('details.question form').getByRole('button', { name: 'Ask again' }).click();
  await page.waitForSelector('table.releases .badge.malformed');
  assert.match(await page.locator('table.releases').innerText(), /anchor\/policy/u);
  rmSync(join(folder, '..'), { recursive: true });
});

test('what if: another moment, a record taken away; marked as hypothetical, and not exported', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  const form = page.locator('#whatif form');
  await form.locator('.records label').filter({ hasText: 'approval' }).filter({ hasText: 'Dave Security' }).locator('input').uncheck();
  await form.getByRole('button', { name: 'Decide again' }).click();
  await page.waitForSelector('.alarm.hypothetical');
  assert.equal(await heading(page), 'Denied');
  assert.match(await page.locator('.changes').innerText(), /approvals\/security/u);
  assert.match(await page.locator('#export').innerText(), /not exported/u);
  assert.equal(await page.locator('#export button').count(), 0);
  await page.locator('#whatif').getByRole('button', { name: 'As on record' }).click();
  await page.waitForSelector('.alarm.hypothetical', { state: 'detached' });
  assert.equal(await heading(page), 'Allowed');
  await page.locator('#whatif form').getByLabel('Moment').fill('2026-11-21T11:00:00Z');
  await page.locator('#whatif form').getByRole('button', { name: 'Decide again' }).click();
  await page.waitForSelector('.alarm.hypothetical');
  // The verdict was said to be constant up to this very second.
  assert.equal(await heading(page), 'Denied');
});

test('export: the report is the saved one to the byte, the summary is a VSA about the same artefact', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  const saved = async (name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFileSync(await download.path(), 'utf8');
  };
  const report = await saved('Decision report');
  assert.equal(report, readFileSync(join(CASES, 'allowed/production/report.json'), 'utf8'));
  const summary = JSON.parse(await saved('Verification summary')) as { predicateType: string; subject: { digest: { sha256: string } }[]; predicate: { verificationResult: string } };
  assert.equal(summary.predicateType, 'https://slsa.dev/verification_summary/v1');
  assert.equal(summary.predicate.verificationResult, 'PASSED');
  const { asked } = JSON.parse(report) as { asked: { artefacts: string[] } };
  assert.deepEqual(summary.subject.map((one) => `sha256:${one.digest.sha256}`), asked.artefacts);
});

test('a document is shown raw and decoded, its signature step by step; a bundle by the verifier\'s own steps', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  const approval = page.locator('.document').filter({ hasText: 'Dave Security' });
  await approval.locator('summary').first().click();
  await approval.locator('.steps').waitFor();
  assert.match(await approval.locator('.steps').innerText(), /DSSE envelope[\s\S]*Dave Security[\s\S]*verifies for Dave Security/u);
  assert.match(await approval.locator('.tree').first().innerText(), /decision\s+approved/u);
  assert.match((await approval.locator('pre').allTextContents()).join(' '), /"payloadType"/u);

  const second = await viewer();
  const bundles = readdirSync(join(CASES, 'sigstore'));
  const allowed = bundles.find((name) => (JSON.parse(readFileSync(join(CASES, 'sigstore', name, 'case.json'), 'utf8')) as { verdict: string }).verdict === 'allow');
  assert.ok(allowed !== undefined);
  await open(second.page, join(CASES, 'sigstore', allowed));
  await release(second.page, 'checkout-api');
  assert.match(await second.page.locator('#people').innerText(), /Certificate[\s\S]*issued by/u);
});

test('two digests are held against each other, group by group', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  const field = page.getByLabel('Compare with');
  await field.fill('1881abe291c151a8f166c32411b049734ab64e45d0bba2efcea1175e4b011fe3');
  assert.match(await page.locator('.compare .result').innerText(), /The same digest/u);
  await field.fill('1881abe291c151a8f166c32411b049734ab64e45d0bba2efcea1175e4b011fe4');
  assert.match(await page.locator('.compare .result').innerText(), /Another digest/u);
  assert.equal(await page.locator('.compare .differs').innerText(), '1fe4');
  await field.fill('1881');
  assert.match(await page.locator('.compare .result').innerText(), /No SHA-256 digest/u);
});

test('a newer verifier may bring an event and a requirement that nobody foresaw: they are shown', async () => {
  const folder = copy('allowed/production');
  const path = join(folder, 'report.json');
  const report = JSON.parse(readFileSync(path, 'utf8')) as { findings: unknown[]; timeline: unknown[] };
  report.findings.push({ requirement: 'moon/full', code: 'moon.full', outcome: 'fail', expected: 'no full moon', found: 'a full moon' });
  report.timeline.push({ at: '2026-11-20T11:45:00Z', event: 'moon-rose', time: 'observed' });
  writeFileSync(path, JSON.stringify(report));
  // Without its inputs, so that the page has nothing but this report.
  rmSync(join(folder, 'records'), { recursive: true });
  const { page } = await viewer();
  await open(page, folder);
  await release(page, 'checkout-api');
  assert.match((await page.locator('svg.timeline').textContent()) ?? '', /moon rose/u);
  assert.match(await page.locator('table.matrix').innerText(), /moon · full[\s\S]*moon\.full/u);
  rmSync(join(folder, '..'), { recursive: true });
});

test('a record named in the matrix is a step away', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'allowed/production'));
  await release(page, 'checkout-api');
  await page.locator('table.matrix a.reference').first().click();
  await page.locator('.document[open] .tree').first().waitFor();
  assert.equal(await page.locator('.verdict-block').count(), 1, 'the page is still this release');
});

test('a root key counts as the auditor\'s only when they confirm it, and a foreign trusted root is believed by nobody unasked', async () => {
  const { page } = await viewer();
  const bundles = readdirSync(join(CASES, 'sigstore'));
  const allowed = bundles.find((name) => (JSON.parse(readFileSync(join(CASES, 'sigstore', name, 'case.json'), 'utf8')) as { verdict: string }).verdict === 'allow');
  assert.ok(allowed !== undefined);
  const folder = copy(`sigstore/${allowed}`);
  const { now, asked: { deployer } } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { now: string; asked: { deployer: string } };
  await open(page, folder);
  await release(page, 'checkout-api');
  assert.equal(await page.locator('.caveat').count(), 2);
  assert.match(await page.locator('.caveat').last().innerText(), /trusted root of Sigstore that came with these files/u);
  await page.keyboard.press('Escape');
  await page.waitForSelector('table.releases');
  await page.locator('details.question > summary').click();
  const id = (await page.locator('.trustkeys .digest').first().getAttribute('title')) ?? '';
  await page.getByLabel('Key id or digest that you expect').fill(id);
  assert.match(await page.locator('details.question').innerText(), /This is the one that you expect/u);
  await release(page, 'checkout-api');
  assert.equal(await page.locator('.caveat').count(), 1);

  const second = await viewer();
  rmSync(join(folder, 'report.json'));
  await open(second.page, folder);
  const ask = async () => {
    const form = second.page.locator('details.question form');
    await form.getByLabel('Moment').fill(now);
    await form.getByLabel('Deployer').selectOption(deployer);
    await form.getByRole('button', { name: 'Ask again' }).click();
    await second.page.waitForFunction(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false');
  };
  await ask();
  await second.page.waitForSelector('table.releases .badge.deny');
  await second.page.locator('fieldset').filter({ hasText: 'Trusted roots of Sigstore' }).getByRole('checkbox').check();
  await ask();
  await second.page.waitForSelector('table.releases .badge.allow');
  rmSync(join(folder, '..'), { recursive: true });
});

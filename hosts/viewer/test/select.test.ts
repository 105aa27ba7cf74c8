// Which documents go with a question that the page asks itself: all that the release needs, of every kind of record.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { key, organisation, sha256, signed } from './sign.ts';
import { CASES, close, decided, end, give, open, release, viewer } from './viewer.ts';

afterEach(close);
after(end);

/** Each needs what another would not: documents beside a record, another release, a record about no artefact. */
const NEEDED = [
  'tests/junit', 'sbom/cyclonedx', 'analysis/clean', 'vulnerabilities/vex', 'exceptions/accepted', 'canary/accepted', 'rollback/ready', 'rollback/vouched-for',
  'emergency/waives', 'relays/approves', 'summary/passed', 'chain/holds', 'emergency/review-overdue', 'revocation/by-the-register',
];

for (const name of NEEDED) {
  test(`without its saved report, ${name} is decided as with it`, async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'countersign-viewer-')), 'case');
    cpSync(join(CASES, name), folder, { recursive: true });
    rmSync(join(folder, 'report.json'));
    const due = JSON.parse(readFileSync(join(CASES, name, 'report.json'), 'utf8')) as Report;
    const { page } = await viewer();
    await open(page, folder);
    const form = page.locator('details.question form');
    await form.getByLabel('Moment').fill(due.now);
    await form.getByLabel('Deployer').selectOption(due.asked.deployer);
    await form.getByRole('button', { name: 'Ask again' }).click();
    await decided(page);
    // The case's own release: what it can go back to is a line of its own.
    await release(page, due.asked.version, due.asked.environment);
    const found = await page.locator('table.matrix tbody tr details.code summary, table.matrix tbody tr th > code').allInnerTexts();
    assert.deepEqual(found.map((code) => code.trim()).sort(), due.findings.map((one) => one.code).sort());
    assert.equal(await page.locator('.verdict-block').getAttribute('class'), `verdict-block ${due.verdict}`);
    rmSync(join(folder, '..'), { recursive: true });
  });
}

test('a release of more artefacts than a question may name gets no verdict, and a sentence why', async () => {
  const { page } = await viewer();
  const of = (version: string, artefacts: number) => ({
    path: `${version}.json`,
    text: signed(key(), 'release', Array.from({ length: artefacts }, (_, at) => ({ name: `part ${at}`, digest: sha256(`part ${at}`) })), { service: 'checkout-api', version, repository: 'https://git.acme.example/checkout-api', commit: '1f0c3a5d7e9b2c4d6f8091a2b3c4d5e6f7081920', authors: [], reviewers: [], requestedAt: '2026-11-20T09:00:00Z' }).envelope,
  });
  await give(page, [...organisation(0), of('3.0.0', 1024), of('4.0.0', 1025)]);
  await decided(page);
  const row = (version: string) => page.locator('table.releases tbody tr').filter({ hasText: version });
  assert.equal(await row('3.0.0').locator('.badge.failed').count(), 0, 'as many as a question may name are asked about');
  assert.match(await row('4.0.0').innerText(), /Failed[\s\S]*its release records name 1,025 artefacts, and a question at most 1,024/u);
  await row('4.0.0').locator('a').click();
  assert.match(await page.locator('.fatal').innerText(), /could not be decided: its release records name 1,025 artefacts[\s\S]*command line/u);
  assert.equal(await page.locator('.verdict-block').count(), 0);
});

interface Report {
  readonly verdict: string;
  readonly now: string;
  readonly asked: { readonly deployer: string; readonly version: string; readonly environment: string };
  readonly findings: readonly { readonly code: string }[];
}

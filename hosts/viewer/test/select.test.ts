// Which documents go with a question that the page asks itself: all that the release needs, of every kind of record.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { CASES, close, decided, end, open, release, viewer } from './viewer.ts';

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

interface Report {
  readonly verdict: string;
  readonly now: string;
  readonly asked: { readonly deployer: string; readonly version: string; readonly environment: string };
  readonly findings: readonly { readonly code: string }[];
}

// For everyone: axe-core finds nothing in the main states, in light, dark and narrow; the keyboard reaches everything;
// and the page's own policy forbids what it must.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CASES, close, end, open, release, strangers, viewer } from './viewer.ts';

afterEach(close);
after(end);

const AXE = readFileSync(createRequire(`${process.env['REPOSITORY'] ?? ''}/hosts/viewer/package.json`).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[]; passes: unknown[] }> } };
    const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return { passes: result.passes.length, violations: result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`) };
  });
  assert.ok(found.passes > 10, 'axe-core looked at the page');
  return found.violations;
}

/** Opens what is closed, one after the other: what one opens may hold others, and those come when they are read. */
async function unfold(page: Page): Promise<void> {
  const closed = page.locator('.sheet details:not([open]) > summary:visible');
  while (await closed.count() > 0) await closed.first().click();
}

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow, with reduced motion', { colorScheme: 'light', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' }],
] as const) {
  test(`axe-core finds nothing: ${name}`, async () => {
    const { page, errors } = await viewer({ ...options, bypassCSP: true });
    assert.deepEqual(await violations(page), [], 'start');
    await open(page, join(CASES, 'decisions'));
    assert.deepEqual(await violations(page), [], 'list');
    await release(page, 'Deny');
    await unfold(page);
    await page.locator('.document .tree').first().waitFor();
    await unfold(page);
    assert.deepEqual(await violations(page), [], 'release');
    await page.locator('#whatif .records input').first().uncheck();
    await page.locator('#whatif form button[type=submit]').click();
    await page.waitForSelector('.alarm.hypothetical');
    assert.deepEqual(await violations(page), [], 'what if');
    if (name.startsWith('narrow')) {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than the screen`);
    }
    assert.deepEqual(errors, []);
  });
}

test('the keyboard alone opens files, filters, walks the list, opens a release, and comes back', async () => {
  const { page } = await viewer();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip');
  const reach = async (label: string) => {
    for (let step = 0; step < 40; step += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.textContent === wanted, label)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not reach “${label}”`);
  };
  await reach('Choose a folder');
  const opened = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  const chooser = await opened;
  await chooser.setFiles(join(CASES, 'allowed'));
  await page.waitForSelector('table.releases .badge.allow');
  await page.waitForFunction(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false');
  await page.keyboard.press('/');
  await page.keyboard.type('staging');
  await page.waitForFunction(() => document.querySelectorAll('table.releases tbody tr').length === 1);
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('tr')?.className), 'allow');
  // The focus can be seen.
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle), 'none');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.verdict-block');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  await page.keyboard.press('Escape');
  await page.waitForSelector('table.releases');
  assert.equal(await page.locator('.list input[type=search]').inputValue(), 'staging', 'the list is as it was left');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('tr')?.className), 'allow', 'and so is the focus');
});

test('the page may run itself, and reach nothing', async () => {
  const { page, requests, errors } = await viewer();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.match(policy ?? '', /default-src 'none'/u);
  assert.doesNotMatch(policy ?? '', /unsafe-inline|'unsafe-eval'|https?:|\*/u);
  const refused = await page.evaluate(async () => {
    const attempt = async (work: () => unknown) => { try { await work(); return false; } catch { return true; } };
    return {
      fetch: await attempt(() => fetch('https://example.com/')),
      inline: (() => {
        const script = document.createElement('script');
        try { script.textContent = 'globalThis.ran = true'; } catch { /* Trusted types refuse already. */ }
        document.body.append(script);
        return !('ran' in globalThis);
      })(),
      markup: await attempt(() => { document.createElement('div').innerHTML = '<b>x</b>'; }),
      image: await new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve(false);
        image.onerror = () => resolve(true);
        image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
      }),
    };
  });
  assert.deepEqual(refused, { fetch: true, inline: true, markup: true, image: true });
  assert.ok(errors.length > 0, 'the browser says what it refused');
  // Playwright names a request even where the policy stops it before it leaves: none may be answered.
  assert.deepEqual(strangers(requests).filter((url) => !url.startsWith('https://example.com/') && !url.startsWith('data:')), []);
  assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage).length, Object.keys(sessionStorage).length, document.cookie]), [0, 0, '']);
});

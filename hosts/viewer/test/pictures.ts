// The pictures of `docs/viewer`: the main states in light, dark, narrow and print. `cargo xtask viewer --pictures`.

import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { CASES, REPOSITORY, end, open, release, viewer } from './viewer.ts';

const OUT = process.env['PICTURES'] ?? join(REPOSITORY, 'docs/viewer');
const LARGEST = 200_000;
mkdirSync(OUT, { recursive: true });

/** A folder as an auditor gets one: several releases of one organisation, each with its saved report. */
function folder(): string {
  const made = join(mkdtempSync(join(tmpdir(), 'countersign-pictures-')), 'records');
  for (const name of ['allowed/production', 'allowed/staging', 'emergency/waives', 'canary/marginal', 'relays/approves', 'decisions/rejected', 'approvals/expired', 'separation/author-approves', 'revocation/artefact', 'binding/moved-tag', 'anchor/nothing']) {
    try {
      cpSync(join(CASES, name), join(made, name.replace('/', '-')), { recursive: true });
    } catch {
      // Not every name is a case for ever; the others make the picture.
    }
  }
  return made;
}

/** A case of its own, at its release's page. */
async function alone(name: string, options: Parameters<typeof viewer>[0]): Promise<Page> {
  const { page } = await viewer(options);
  await open(page, join(CASES, name));
  await release(page, 'checkout-api');
  return page;
}

/** A case of its own, at its release's page, with its timeline or another section in a picture from there on. */
async function section(name: string, id: string, out: string, scheme: 'light' | 'dark', height: number): Promise<void> {
  const page = await alone(name, { ...wide, colorScheme: scheme });
  const { x, y, width } = (await page.locator(`#${id}`).boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const top = await page.evaluate(() => scrollY);
  writeFileSync(join(OUT, `${out}.png`), await page.screenshot({ fullPage: true, animations: 'disabled', clip: { x: x - 20, y: y + top, width: width + 40, height } }));
}

async function picture(page: Page, name: string, options: { full?: boolean; height?: number } = {}): Promise<void> {
  await page.mouse.move(0, 0);
  const clip = options.height === undefined ? {} : { clip: { x: 0, y: 0, width: page.viewportSize()?.width ?? 1280, height: options.height } };
  const path = join(OUT, `${name}.png`);
  writeFileSync(path, await page.screenshot({ fullPage: options.full ?? options.height !== undefined, ...clip, animations: 'disabled' }));
  const { size } = statSync(path);
  console.log(`${name}.png: ${size} bytes${size > LARGEST ? ', too large' : ''}`);
}

const wide = { viewport: { width: 1280, height: 860 } };
const narrow = { viewport: { width: 390, height: 844 } };
const records = folder();

for (const scheme of ['light', 'dark'] as const) {
  const options = { ...wide, colorScheme: scheme };
  const { page: list } = await viewer(options);
  if (scheme === 'light') await picture(list, 'start');
  await open(list, records);
  await picture(list, `list-${scheme}`);
  const page = await alone('allowed/production', options);
  await picture(page, `allowed-${scheme}`, { height: 1080 });
  await page.locator('#timeline').scrollIntoViewIfNeeded();
  const pictures = await page.locator('#timeline').boundingBox();
  const last = await page.locator('#digests').boundingBox();
  if (scheme === 'light' && pictures !== null && last !== null) {
    const top = await page.evaluate(() => scrollY);
    writeFileSync(join(OUT, 'pictures.png'), await page.screenshot({ fullPage: true, clip: { x: pictures.x - 20, y: pictures.y + top, width: pictures.width + 40, height: last.y + last.height - pictures.y } }));
  }
  const denied = await alone('decisions/rejected', options);
  await picture(denied, `denied-${scheme}`);
  if (scheme === 'light') {
    await denied.locator('.document').first().locator('summary').first().click();
    await denied.locator('.document .tree').first().waitFor();
    await denied.locator('#documents').scrollIntoViewIfNeeded();
    await denied.evaluate(() => document.getElementById('documents')?.scrollIntoView());
    await picture(denied, 'document');
    await page.locator('#whatif .records input').nth(1).uncheck();
    await page.locator('#whatif form button[type=submit]').click();
    await page.waitForSelector('.alarm.hypothetical');
    await picture(page, 'what-if');
  }
}
for (const scheme of ['light', 'dark'] as const) {
  const page = await alone('emergency/waives', { ...wide, colorScheme: scheme });
  await picture(page, `emergency-${scheme}`, { height: 1010 });
}
await section('canary/marginal', 'canary', 'canary', 'light', 370);
await section('emergency/waives', 'timeline', 'emergency-timeline', 'light', 430);
await section('emergency/waives', 'timeline', 'emergency-timeline-dark', 'dark', 430);
{
  const { page } = await viewer({ ...narrow, colorScheme: 'light' });
  await open(page, records);
  await picture(page, 'list-narrow');
  await picture(await alone('decisions/rejected', { ...narrow, colorScheme: 'light' }), 'denied-narrow', { height: 1700 });
  await picture(await alone('emergency/waives', { ...narrow, colorScheme: 'light' }), 'emergency-narrow', { height: 1300 });
}
{
  const page = await alone('allowed/production', { ...wide, colorScheme: 'light' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.locator('.document .tree').nth(2).waitFor();
  await picture(page, 'print', { height: 1560 });
  if (process.env['PDF'] !== undefined) writeFileSync(process.env['PDF'], await page.pdf({ format: 'A4', printBackground: false }));
}
rmSync(join(records, '..'), { recursive: true });
await end();

// What the page costs: its size, the time from opening it to the first verdict, and ten thousand records. Printed as the
// table of `docs/benchmarks.md`: `cargo xtask viewer --bench`.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Page, chromium } from 'playwright-core';
import { organisation } from './sign.ts';
import { CASES, PAGE } from './viewer.ts';

const RUNS = 5;
const RELEASES = 2000;
const executablePath = process.env['CHROMIUM'] ?? '';

const median = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

/** Resident memory of the process that holds the page and its workers, MiB: the largest renderer's. */
async function memory(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) return 0;
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const resident = processInfo.filter((one) => one.type === 'renderer').map(({ id }) => {
    const kib = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1024;
  });
  return Math.max(...resident);
}

/** Opens a folder by the page's own button; milliseconds until the list is there, and until all is decided. */
async function opened(page: Page, folder: string): Promise<{ listed: number; decided: number }> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a folder' }).click()]);
  const handle = page.evaluate(() => new Promise<{ listed: number; decided: number }>((resolve) => {
    let begun = 0;
    addEventListener('change', () => { begun = performance.now(); }, { capture: true, once: true });
    document.addEventListener('change', () => { begun = performance.now(); }, { capture: true, once: true });
    let listed = 0;
    const look = () => {
      if (listed === 0 && document.querySelector('table.releases') !== null) listed = performance.now() - begun;
      const done = listed > 0 && document.querySelector('main')?.getAttribute('aria-busy') === 'false';
      if (done) resolve({ listed, decided: performance.now() - begun });
      else setTimeout(look, 5);
    };
    look();
  }));
  await chooser.setFiles(folder);
  return handle;
}

async function fresh(): Promise<{ page: Page; ready: number; end: () => Promise<void> }> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const begun = performance.now();
  await page.goto(PAGE);
  await page.waitForSelector('.drop');
  return { page, ready: performance.now() - begun, end: () => browser.close() };
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
const files = organisation(RELEASES);
for (const { path, text } of files) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

const first: number[] = [];
const ready: number[] = [];
for (let run = 0; run < RUNS; run += 1) {
  const one = await fresh();
  const { decided } = await opened(one.page, join(CASES, 'allowed/production'));
  ready.push(one.ready);
  first.push(one.ready + decided);
  await one.end();
}

const many = await fresh();
const before = await memory(many.page);
const { listed, decided } = await opened(many.page, folder);
const after = await memory(many.page);
await many.end();
rmSync(folder, { recursive: true });

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
console.log(`Chromium, opened from disk, on ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unnamed processor'}; the first two are medians of ${RUNS} new browsers.\n`);
console.log('| | |\n|---|---:|');
console.log(`| the file | ${statSync(new URL(PAGE)).size.toLocaleString('en-GB')} bytes |`);
console.log(`| from opening the file to a page that takes records | ${seconds(median(ready))} |`);
console.log(`| from opening the file to the first verdict (picking the folder not counted) | ${seconds(median(first))} |`);
console.log(`| ${files.length.toLocaleString('en-GB')} files of ${RELEASES.toLocaleString('en-GB')} releases: until they are listed | ${seconds(listed)} |`);
console.log(`| the same: until every one is decided | ${seconds(decided)} |`);
console.log(`| memory of the page's process, before and with these open | ${before.toFixed(0)} and ${after.toFixed(0)} MiB |`);

// The viewer in Chromium, opened from disk with the network off, as an auditor has it. What leaves the page is kept.

import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from 'playwright-core';

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run \`cargo xtask viewer --test\``);
  return value;
};

export const REPOSITORY = env('REPOSITORY');
export const PAGE = `file://${env('VIEWER')}`;
export const CASES = `${REPOSITORY}/fixtures/cases`;

let browser: Promise<Browser> | undefined;

/** One browser for a test file. Its sandbox needs what containers rarely give. */
export function launch(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: env('CHROMIUM'), args: ['--no-sandbox', '--js-flags=--expose-gc', '--enable-precise-memory-info'] });
  return browser;
}

const opened: BrowserContext[] = [];

/** Closes what a test opened: pages in the background get neither focus nor much time. */
export async function close(): Promise<void> {
  await Promise.all(opened.splice(0).map((context) => context.close()));
}

export async function end(): Promise<void> {
  await (await browser)?.close();
}

export interface Viewer {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every request, the page's own file and its workers included. */
  readonly requests: string[];
  readonly errors: string[];
}

export async function viewer(options: BrowserContextOptions = {}): Promise<Viewer> {
  const context = await (await launch()).newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  opened.push(context);
  await context.setOffline(true);
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('dialog', (dialog) => { errors.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  // Asked for when a test is about to press a key, Chromium may hold choosers back too late: the key opens one for nobody.
  page.on('filechooser', () => undefined);
  await page.goto(PAGE);
  await page.waitForSelector('.drop');
  return { page, context, requests, errors };
}

/** Opens files or a folder through the page's own buttons. */
export async function open(page: Page, paths: string | readonly string[]): Promise<void> {
  const folder = typeof paths === 'string';
  const first = await page.locator('.drop').count() > 0;
  const name = first ? (folder ? 'Choose a folder' : 'Choose files') : (folder ? 'Add a folder' : 'Add files');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name }).click()]);
  await chooser.setFiles(folder ? paths : [...paths]);
  await page.waitForSelector('.releases, .nothing', { timeout: 120_000 });
  await decided(page);
}

/** Waits until every line of the list has its verdict. */
export async function decided(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false', undefined, { timeout: 240_000 });
}

/** Opens the first line that has these words in it. */
export async function release(page: Page, ...words: readonly string[]): Promise<void> {
  let row = page.locator('table.releases tbody tr');
  for (const word of words) row = row.filter({ hasText: word });
  await row.first().locator('a').click();
  await page.waitForSelector('.verdict-block');
}

/** What the page has for scripts. */
interface Scripted {
  countersign: {
    call(method: string, ...values: unknown[]): Promise<{ verdict: string; report: Uint8Array; summary: Uint8Array }>;
    add(files: { path: string; file: Blob }[]): Promise<void>;
  };
}

/** Gives files to the page as if they had been chosen: for thousands, and for what no disk holds. */
export async function give(page: Page, files: readonly { path: string; text: string }[]): Promise<void> {
  await page.evaluate((given) => (globalThis as unknown as Scripted).countersign.add(given.map(({ path, text }) => ({ path, file: new Blob([text]) }))), files);
}

/** The requests that went anywhere but to this file and its own workers. */
export function strangers(requests: readonly string[]): string[] {
  return requests.filter((url) => url !== PAGE && !url.startsWith('blob:null/'));
}

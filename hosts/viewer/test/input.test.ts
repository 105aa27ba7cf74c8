// Bad input: what is not ours, truncated, huge, or made to do harm gets a sentence, and the rest goes on.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { BlobReader, TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { packTar } from 'modern-tar';
import type { Page } from 'playwright-core';
import { key, organisation, sha256, signed } from './sign.ts';
import { CASES, REPOSITORY, decided, close, end, give, open, release, strangers, viewer } from './viewer.ts';

let folder = '';
before(() => { folder = mkdtempSync(join(tmpdir(), 'countersign-input-')); });
afterEach(close);
after(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

const CASE = 'allowed/production';
const FILES = ['policy.yml', 'policy.yml.sig.json', 'roster.yml', 'roster.yml.sig.json', 'root.pub', 'report.json', 'records/01-release.json', 'records/02-approval.json', 'records/03-approval.json', 'records/04-register.json'];
const content = (name: string) => readFileSync(join(CASES, CASE, name));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function zip(entries: readonly (readonly [string, Uint8Array | string])[]): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, bytes] of entries) {
    await writer.add(name, typeof bytes === 'string' ? new TextReader(bytes) : new BlobReader(new Blob([bytes as Uint8Array<ArrayBuffer>])));
  }
  return writer.close();
}

const list = (page: Page) => page.locator('table.releases').innerText();
const notes = (page: Page) => page.locator('.notes').innerText();

test('a zip is opened; paths that lead out and archives inside it are named', async () => {
  const entries = FILES.map((name) => [name, content(name)] as const);
  const path = put('records.zip', await zip([...entries, ['../outside.json', content('report.json')], ['inner.zip', await zip([['a', 'b']])]]));
  const { page, errors, requests } = await viewer();
  await open(page, [path]);
  assert.match(await list(page), /Allow[\s\S]*agrees/u);
  assert.match(await notes(page), /\.\.\/outside\.json This name leads out/u);
  assert.match(await notes(page), /inner\.zip An archive inside an archive/u);
  assert.deepEqual(errors, []);
  assert.deepEqual(strangers(requests), []);
});

test('a tar.gz is opened; links are left out, and names that stand twice are both read', async () => {
  const tar = await packTar([
    ...FILES.map((name) => ({ header: { name, size: content(name).length, type: 'file' as const }, body: content(name) })),
    { header: { name: 'link', size: 0, type: 'symlink' as const, linkname: '/etc/passwd' } },
    { header: { name: 'policy.yml', size: 5, type: 'file' as const }, body: 'other' },
  ]);
  const { page } = await viewer();
  await open(page, [put('records.tar.gz', gzipSync(tar))]);
  assert.match(await list(page), /Allow[\s\S]*agrees/u);
  assert.match(await notes(page), /link A link or device/u);
  assert.match(await notes(page), /policy\.yml Two different files have this name/u);
});

test('an archive that is made to exhaust memory is stopped, and one that is cut off is read up to there', async () => {
  const zeros = new Uint8Array(300 * 2 ** 20);
  const bomb = put('bomb.zip', await zip([['0-policy.yml', content('policy.yml')], ['zeros', zeros]]));
  const tar = await packTar(FILES.map((name) => ({ header: { name, size: content(name).length, type: 'file' as const }, body: content(name) })));
  const cut = put('cut.tar.gz', gzipSync(tar).subarray(0, 4000));
  const broken = put('broken.zip', (await zip(FILES.map((name) => [name, content(name)] as const))).subarray(0, 3000));
  const { page } = await viewer();
  await open(page, [bomb, cut, broken, put('gz.tar.gz', gzipSync(zeros))]);
  const said = await notes(page);
  assert.match(said, /bomb\.zip This archive grows more than two-hundredfold/u);
  assert.match(said, /gz\.tar\.gz This archive grows more than two-hundredfold/u);
  assert.match(said, /cut\.tar\.gz This archive is truncated/u);
  assert.match(said, /broken\.zip This archive is truncated/u);
  // What stood before the harm is there.
  assert.match(await page.locator('.files').innerText(), /bomb\.zip ▸ 0-policy\.yml/u);
});

test('files that are not ours, truncated or empty leave the rest readable', async () => {
  const truncated = content('records/02-approval.json').subarray(0, 300);
  const { page, errors } = await viewer();
  await open(page, [put('photo.jpg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])), put('cut.json', truncated), put('empty.json', ''), put('deep.json', '['.repeat(100_000))]);
  assert.match(await page.locator('.nothing').innerText(), /No release in these files/u);
  assert.match(await notes(page), /empty\.json This file is empty/u);
  await page.locator('.files details summary').click();
  assert.match(await page.locator('.files').innerText(), /photo\.jpg[\s\S]*cut\.json[\s\S]*deep\.json/u);
  await open(page, FILES.map((name) => join(CASES, CASE, name)));
  assert.match(await list(page), /Allow[\s\S]*agrees/u);
  assert.deepEqual(errors, []);
});

test('pasted text, and a record of an unknown type among ours', async () => {
  const { page } = await viewer();
  const files = organisation(1);
  await give(page, files);
  await decided(page);
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, readFileSync(join(CASES, CASE, 'report.json'), 'utf8'));
  await page.locator('table.releases tbody tr').nth(1).waitFor();
  await decided(page);
  assert.match(await list(page), /Unchecked/u);
  await release(page, 'Asked here');
  assert.match(await page.locator('#documents').innerText(), /not counted/u);
});

test('several organisations at once: each report is replayed with its own rules', async () => {
  const { page } = await viewer();
  await open(page, join(CASES, 'policy'));
  const rows = await page.locator('table.releases tbody tr').count();
  assert.ok(rows > 10);
  assert.equal(await page.locator('table.releases .basis .badge').count(), 0, 'none differs, and none lacks inputs');
});

test('an artefact of 4 GiB is hashed in pieces, with progress, and can be cancelled', async () => {
  const { page } = await viewer();
  await give(page, [{ path: 'small', text: 'x' }]);
  // The same megabytes again and again: the browser holds them once, and so a file of any size costs nothing.
  await page.evaluate(() => {
    const piece = new Blob([new Uint8Array(64 * 2 ** 20)]);
    const { countersign } = globalThis as unknown as { countersign: { add(files: { path: string; file: Blob }[]): Promise<void> } };
    return countersign.add([{ path: 'huge.img', file: new Blob(Array.from({ length: 64 }, () => piece)) }, { path: 'large.img', file: new Blob([piece]) }]);
  });
  const huge = page.locator('.hashing li').filter({ hasText: 'huge.img' });
  await page.waitForFunction(() => (document.querySelector<HTMLProgressElement>('.hashing progress')?.value ?? 0) > 64 * 2 ** 20, undefined, { timeout: 60_000 });
  assert.match(await huge.innerText(), /\/ 4\.0 GiB/u);
  // The page answers while the worker is busy.
  assert.equal(await page.evaluate(() => new Promise((resolve) => { const begun = performance.now(); setTimeout(() => resolve(performance.now() - begun < 1000), 0); })), true);
  const heap = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  assert.ok(heap < 128 * 2 ** 20, `${heap} bytes of heap`);
  await huge.getByRole('button', { name: 'Cancel' }).click();
  assert.match(await huge.innerText(), /cancelled/u);
  // The next one is hashed, to what SHA-256 of 64 MiB of zeros is.
  await page.locator('.hashing li').filter({ hasText: 'large.img' }).locator('.digest').waitFor({ timeout: 60_000 });
  assert.match(await page.locator('.hashing li').filter({ hasText: 'large.img' }).innerText(), /3b6a 07d0/u);
});

test('a document too large to be read here is named where a decision needs it, and nothing is agreed with without it', async () => {
  const large = new Uint8Array(16 * 2 ** 20 + 1).fill(0x20);
  const digest = sha256(large);
  const report = JSON.parse(content('report.json').toString()) as { documents: object[] };
  report.documents.push({ digest: `sha256:${digest}`, kind: 'unknown', use: 'counted' });
  const files = organisation(1);
  const speaks = signed(key(), 'https://in-toto.io/attestation/reference/v0.1', [{ name: 'app.tar.gz', digest: sha256('artefact 0') }], { attester: { id: 'scanner' }, references: [{ downloadLocation: 'sbom.json', digest: { sha256: digest }, mediaType: 'application/json' }] });
  const { page } = await viewer();
  await open(page, [put('sbom.json', large), put('report.json', JSON.stringify(report)), ...FILES.filter((name) => name !== 'report.json').map((name) => join(CASES, CASE, name))]);
  await give(page, [...files, { path: 'reference.json', text: speaks.envelope }]);
  await decided(page);
  assert.match(await page.locator('.hashing').innerText(), /Larger than 16 MiB[\s\S]*countersign replay/u);
  await page.locator('.hashing .digest').waitFor();
  const needed = /Needed here, and larger than 16 MiB, so that this page hashed it and did not read it\.[\s\S]*sbom\.json/u;
  await release(page, 'Unchecked');
  assert.match(await page.locator('.replay.incomplete').innerText(), /Missing inputs/u);
  assert.match(await page.locator('.caveat').filter({ hasText: '16 MiB' }).innerText(), needed);
  await page.keyboard.press('Escape');
  await page.waitForSelector('table.releases');
  await release(page, 'Asked here', '2.0.0');
  assert.match(await page.locator('.caveat').filter({ hasText: '16 MiB' }).innerText(), needed);
});

test('ten thousand records are listed, and the page answers meanwhile', async () => {
  const { page } = await viewer();
  const files = organisation(2000);
  assert.ok(files.length > 10_000);
  // The files are there before the clock runs: putting them into the browser is this test's work, not the page's.
  await page.evaluate((texts) => {
    const state = globalThis as unknown as { given: { path: string; file: Blob }[] };
    state.given = texts.map(({ path, text }) => ({ path, file: new Blob([text]) }));
  }, files);
  await page.evaluate(() => {
    let last = performance.now();
    const state = globalThis as unknown as { begun: number; longest: number; given: unknown; countersign: { add(files: unknown): void } };
    state.begun = last;
    state.longest = 0;
    const tick = () => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - last);
      last = now;
      setTimeout(tick, 0);
    };
    tick();
    void state.countersign.add(state.given);
  });
  await page.waitForSelector('table.releases', { timeout: 120_000 });
  assert.match(await page.locator('.list .bar p').innerText(), /2,000 releases/u);
  assert.match(await page.locator('.files h2').innerText(), /10,002 records/u);
  await page.locator('.list input[type=search]').fill('2.19.99');
  assert.equal(await page.locator('table.releases tbody tr').count(), 1);
  await release(page, '2.19.99');
  assert.match(await page.locator('.sheet > .facts').innerText(), /5 handed in; 9,995 speak only of other releases/u);
  // By the machine's own measure, which may be busy: no pause is a large part of the whole.
  const { longest, whole } = await page.evaluate(() => {
    const { begun, longest } = globalThis as unknown as { begun: number; longest: number };
    return { longest, whole: performance.now() - begun };
  });
  assert.ok(longest < whole / 4, `the page did not answer for ${longest} ms of ${whole}`);
});

test('a page without WebAssembly says so, and what to do', async () => {
  const { page } = await viewer();
  const html = readFileSync(process.env['VIEWER'] ?? '', 'utf8');
  const path = put('no-wasm.html', html);
  await page.addInitScript(() => { Reflect.deleteProperty(globalThis, 'WebAssembly'); });
  await page.goto(`file://${path}`);
  assert.match(await page.locator('.fatal').innerText(), /no WebAssembly here.*command line/u);
});

test('a page whose component was changed refuses to verify', async () => {
  const { page } = await viewer();
  const html = readFileSync(process.env['VIEWER'] ?? '', 'utf8');
  const digest = /data-digest="([0-9a-f]{64})"/u.exec(html)?.[1] ?? '';
  const path = put('changed.html', html.replace(digest, digest.replace(/^./u, (first) => (first === '0' ? '1' : '0'))));
  await page.goto(`file://${path}`);
  assert.match(await page.locator('.fatal').innerText(), /did not start[\s\S]*has the digest/u);
  assert.equal(await page.locator('.drop').count(), 0);
});

test('the digest at the foot is the committed component\'s', async () => {
  const { page } = await viewer();
  const committed = readFileSync(join(REPOSITORY, 'wasm/dist/countersign.component.wasm.sha256'), 'utf8').slice(0, 64);
  assert.equal((await page.locator('footer .digest').getAttribute('title')), `sha256:${committed}`);
});

test('a dropped folder is walked through', async () => {
  const { page, context, errors } = await viewer();
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [join(CASES, CASE)], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data });
  await page.waitForSelector('table.releases');
  await decided(page);
  assert.match(await list(page), /Allow[\s\S]*agrees/u);
  assert.match(await page.locator('.files').innerText(), /production\/policy\.yml/u);
  assert.deepEqual(errors, []);
});

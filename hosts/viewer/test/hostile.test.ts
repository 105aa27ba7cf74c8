// Texts of records that want to be more than text: markup, directions, invisible characters, links. They are shown
// harmless, and shown: nothing is dropped without a trace.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { type Row } from '../src/shared/messages.ts';
import { runs, visible } from '../src/page/safe.ts';
import { csv, fileName } from '../src/page/save.ts';
import { organisation } from './sign.ts';
import { decided, close, end, give, release, strangers, viewer } from './viewer.ts';

afterEach(close);
after(end);

const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const BIDI = 'approved \u202etxt.exe\u2066 by\u200bnobody\ufeff';

test('markup, bidirectional and invisible characters in records and names are shown as they are', async () => {
  const { page, requests, errors } = await viewer();
  await give(page, organisation(1, { person: MARKUP, reason: `${MARKUP} ${BIDI}`, url: 'https://git.acme.example/pulls/17?<b>', file: `${MARKUP}\u202e` }));
  await decided(page);
  await page.locator('details.question form').getByLabel('Moment').fill('2026-11-20T12:00:00Z');
  await page.locator('details.question form').getByLabel('Deployer').selectOption('deployer');
  await page.locator('details.question form').getByRole('button', { name: 'Ask again' }).click();
  await page.waitForSelector('table.releases .badge:is(.allow, .deny, .malformed)');
  await release(page, 'checkout-api');
  for (const summary of await page.locator('.document > summary').all()) await summary.click();
  await page.locator('.document .tree').nth(4).waitFor();
  const shown = await page.locator('main').innerText();
  for (const harmful of ['\u202e', '\u2066', '\u200b', '\ufeff']) assert.ok(!shown.includes(harmful), `U+${harmful.codePointAt(0)?.toString(16)} is on the page`);
  assert.ok(shown.includes('<img src=x'), 'markup is shown as text');
  assert.ok(shown.includes('\\u{202e}') && shown.includes('\\u{200b}'), 'escapes are shown');
  assert.equal(await page.locator('main img, main script, main iframe, main object').count(), 0);
  // No attribute carries them either: titles and labels are read out.
  const attributes = await page.evaluate(() => [...document.querySelectorAll('#app *')].flatMap((one) => [...one.attributes].map((attribute) => attribute.value)).join('\n'));
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/u.test(attributes));
  assert.deepEqual(strangers(requests), []);
  assert.deepEqual(errors, []);
});

test('no link leads out of the page, whatever a record says', async () => {
  const { page } = await viewer();
  await give(page, organisation(1, { url: 'https://evil.example/', reason: 'javascript:alert(1) https://evil.example' }));
  await decided(page);
  await release(page, 'checkout-api');
  for (const summary of await page.locator('.document > summary').all()) await summary.click();
  await page.locator('.document .tree').nth(4).waitFor();
  const targets = await page.evaluate(() => [...document.querySelectorAll('a[href], area[href], form[action]')].map((one) => one.getAttribute('href') ?? one.getAttribute('action') ?? ''));
  assert.ok(targets.length > 5);
  assert.deepEqual(targets.filter((target) => !target.startsWith('#')), []);
});

test('every character that the command line escapes is escaped here', () => {
  const escaped = [0x00, 0x07, 0x1b, 0x7f, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180e, 0x200b, 0x200f, 0x2028, 0x202e, 0x2060, 0x206f, 0x3164, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0x1d173, 0xe0041, 0xa0, 0x3000];
  for (const code of escaped) assert.equal(visible(`a${String.fromCodePoint(code)}b`), `a\\u{${code.toString(16)}}b`);
  assert.equal(visible('na\u00efve \u6771\u4eac \ud83d\ude80 \u05d0\u05d1'), 'na\u00efve \u6771\u4eac \ud83d\ude80 \u05d0\u05d1');
  assert.equal(visible('\ud800'), '\\u{d800}');
  assert.deepEqual(runs('a\n\tb', true), [{ text: 'a\n\tb', escape: false }]);
});

test('a list for a spreadsheet holds no formula, and a file name no path', () => {
  const row: Row = { id: 0, service: '=HYPERLINK("x")', version: '+1', environment: '@x', origin: 'records', state: 'done', verdict: 'deny', class: '-1', name: 'a"b,c' };
  const [, line = ''] = csv([row], new Set()).split('\r\n');
  assert.equal(line, `deny,"'=HYPERLINK(""x"")",'+1,'@x,'-1,,,asked,,,,,"a""b,c"`);
  assert.equal(fileName('../../etc/passwd'), 'etc-passwd');
  assert.equal(fileName('\u202egnp.exe'), 'gnp.exe');
  assert.equal(fileName('..'), 'countersign');
});

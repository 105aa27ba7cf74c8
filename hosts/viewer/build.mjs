// Makes the parts of the viewer: `node build.mjs COMPONENT TOOLS OUT`. `cargo xtask viewer` puts them together.
//
// COMPONENT is the verifier component, TOOLS the folder that wasm-bindgen filled. OUT gets `worker.js`, `page.js`,
// `style.css`, `page.html` and `modules.json`: where the core modules lie in the component, byte for byte. The page runs
// what it cuts out there, so that the component's digest stands for what runs.

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const [componentPath, tools, out] = process.argv.slice(2).map((path) => resolve(path));
if (out === undefined) throw new Error('usage: node build.mjs COMPONENT TOOLS OUT');

const component = await readFile(componentPath);
const { files } = await transpileBytes(component, {
  name: 'verifier',
  instantiation: 'sync',
  nodejsCompat: false,
  wasiShim: false,
  emitTypescriptDeclarations: false,
});

const modules = {};
for (const [name, bytes] of Object.entries(files)) {
  if (!name.endsWith('.wasm')) continue;
  const at = component.indexOf(bytes);
  if (at < 0) throw new Error(`\`${name}\` is not in the component as it is: jco changed it`);
  modules[name] = [at, bytes.length];
}
const glue = join(out, 'verifier.js');
await writeFile(glue, files['verifier.js']);
await writeFile(join(out, 'modules.json'), JSON.stringify(modules));

/** What a code means, from the reference that the core's tables make. */
async function codes() {
  const reference = await readFile(join(here, '../../docs/codes.md'), 'utf8');
  const rows = reference.matchAll(/^\| `([^`]+)` \| ([^|]*) \| (.*?) \| (.*?) \|$/gmu);
  return Object.fromEntries([...rows].map(([, code, , meaning, next]) => [code, [meaning, next].map((text) => text.trim())]));
}

const shared = {
  absWorkingDir: here,
  bundle: true,
  charset: 'ascii',
  legalComments: 'none',
  minify: true,
  platform: 'browser',
  target: ['chrome103', 'firefox113', 'safari16.4'],
  write: true,
  logLevel: 'warning',
};
await build({
  ...shared,
  entryPoints: ['src/worker/main.ts'],
  format: 'iife',
  outfile: join(out, 'worker.js'),
  // Where a library would look for files beside itself: there are none.
  define: { 'import.meta.url': '"file:///"' },
  alias: { 'countersign:verifier': glue, 'countersign:tools': join(tools, 'countersign_browser.js') },
});
await build({
  ...shared,
  entryPoints: ['src/page/main.ts'],
  format: 'iife',
  outfile: join(out, 'page.js'),
  define: { CODES: JSON.stringify(await codes()) },
});
await build({ ...shared, entryPoints: ['src/style/main.css'], outfile: join(out, 'style.css') });

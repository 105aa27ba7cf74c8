//! Builds the action: `bindings` makes `build/` from the component (jco's bindings, its digest, where its core modules lie), `bundle FOLDER` makes what the runner runs.
//!
//! The component itself is copied, byte for byte, so that its digest is the one that every host shows. Nothing depends on the place or the time of building.
//! `cargo xtask action` calls it.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { build, type Plugin } from "esbuild";

const HERE = import.meta.dirname;
const BUILD = join(HERE, "build");
const COMPONENT = join(HERE, "../../wasm/dist/countersign.component.wasm");
const ROOTS = join(HERE, "../native/roots");
/** The instances that are believed where nobody names another; never the staging one. */
const BUILT_IN_ROOTS = ["public-good.json", "github.json"];
const ACTIONS = ["gate", "release-record"];

/** `build/`: everything that is made from the component. */
async function bindings(): Promise<void> {
  const component = readFileSync(COMPONENT);
  const { files } = await transpileBytes(component, { name: "verifier", instantiation: "sync", nodejsCompat: false, base64Cutoff: 0 });
  rmSync(BUILD, { recursive: true, force: true });
  const modules: Record<string, [offset: number, length: number]> = {};
  for (const [name, content] of Object.entries(files as Record<string, Uint8Array>)) {
    if (name.endsWith(".wasm")) {
      modules[name] = slice(component, name, content);
    } else {
      write(join(BUILD, name), content);
    }
  }
  const recorded = { sha256: createHash("sha256").update(component).digest("hex"), modules };
  const type = "{ readonly sha256: string; readonly modules: Readonly<Record<string, readonly [offset: number, length: number]>> }";
  write(join(BUILD, "component.ts"), `export const COMPONENT: ${type} = ${JSON.stringify(recorded, undefined, 2)};\n`);
}

/** Where a core module lies in the component. */
function slice(component: Buffer, name: string, module: Uint8Array): [number, number] {
  const offset = component.indexOf(module);
  if (offset < 0) {
    throw new Error(`\`${name}\` is no part of the component any more: jco changes core modules now, and the digest would say nothing about them`);
  }
  return [offset, module.length];
}

/** What the runner runs. */
async function bundle(out: string): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const steps = { ...options(out), entryPoints: ACTIONS.map((action) => ({ in: join(HERE, `src/${action}.ts`), out: action })), metafile: true } as const;
  const { metafile } = await build(steps);
  await build({ ...options(out), entryPoints: [{ in: join(HERE, "src/start/verifier.ts"), out: "verifier" }] });
  await build({ ...options(out), entryPoints: ACTIONS.map((action) => ({ in: join(HERE, `src/start/${action}.ts`), out: `${action}.start` })), plugins: [BESIDE] });
  copyFileSync(COMPONENT, join(out, "countersign.component.wasm"));
  for (const root of BUILT_IN_ROOTS) {
    write(join(out, "roots", root), readFileSync(join(ROOTS, root)));
  }
  write(join(out, "LICENSES.txt"), licences(Object.keys(metafile.inputs)));
}

function options(out: string) {
  return {
    absWorkingDir: HERE,
    outdir: out,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
    plugins: [PURE],
  } as const satisfies Parameters<typeof build>[0];
}

/** `@actions/core` does nothing when it is loaded: what is not called (HTTP, OIDC, exec) stays out, which is nine tenths of it and of the start-up. */
const PURE: Plugin = {
  name: "pure",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      const concerned = path.startsWith("@actions/") || importer.includes("/node_modules/@actions/");
      if (pluginData === PURE || !concerned) {
        return undefined;
      }
      return { ...(await resolve(path, { importer, kind, resolveDir, pluginData: PURE })), sideEffects: false };
    });
  },
};

/** The steps lie beside what starts them. */
const BESIDE: Plugin = {
  name: "beside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/[a-z-]+\.ts$/ }, ({ path }) => ({ path: path.replace("../", "./").replace(".ts", ".js"), external: true }));
  },
};

/** The licences of the packages that are in the bundles. */
function licences(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  const texts = [...packages].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(HERE, folder, "package.json"), "utf8")) as { name: string; version: string };
    const file = readdirSync(join(HERE, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) {
      throw new Error(`\`${name}\` has no licence file, so it cannot be bundled`);
    }
    return `${name} ${version}\n\n${readFileSync(join(HERE, folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const [what, out] = process.argv.slice(2);
if (what === "bindings") {
  await bindings();
} else if (what === "bundle" && out !== undefined) {
  await bundle(out);
} else {
  throw new Error("usage: build.ts bindings | build.ts bundle FOLDER");
}

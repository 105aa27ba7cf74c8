//! Runs an action of `dist/` as the runner does: its own process, a clean environment, inputs as variables, files for outputs and summary.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";

export const ROOT = resolve(import.meta.dirname, "../../../..");
export const DIST = process.env["COUNTERSIGN_DIST"] ?? join(ROOT, "hosts/github-action/dist");

export type Inputs = Readonly<Record<string, string>>;

/** What a step did. */
export interface Step {
  readonly exit: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly outputFile: string;
  readonly summary: string;
}

/** What else the runner says, and where the step runs. */
export interface Surroundings {
  readonly variables?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly dist?: string;
}

/** A folder that goes with the tests. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs one step. */
export async function step(action: "gate" | "release-record", inputs: Inputs, { variables = {}, folder = ROOT, dist = DIST }: Surroundings = {}): Promise<Step> {
  const files = scratch();
  const [outputFile, summaryFile] = [join(files, "output"), join(files, "summary")];
  writeFileSync(outputFile, "");
  writeFileSync(summaryFile, "");
  const env: Record<string, string> = { GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summaryFile, RUNNER_TEMP: files, ...variables };
  for (const [name, value] of Object.entries(inputs)) {
    env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = value;
  }
  const child = spawn(process.execPath, [join(dist, `${action}.start.js`)], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (text) => (log += text));
  child.stderr.on("data", (text) => (log += text));
  const exit = await new Promise<number | null>((done) => child.on("close", done));
  const written = readFileSync(outputFile, "utf8");
  return { exit, log, outputs: parse(written), outputFile: written, summary: readFileSync(summaryFile, "utf8") };
}

/** Reads outputs as the runner does: `NAME=VALUE`, or `NAME<<DELIMITER`, lines, `DELIMITER`. The last of a name counts. */
export function parse(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = file.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const heredoc = /^([^=<]+)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const [, name = "", delimiter] = heredoc;
      const end = lines.indexOf(delimiter ?? "", at + 1);
      outputs[name] = lines.slice(at + 1, end).join("\n");
      at = end;
    } else if (line.includes("=")) {
      outputs[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
    }
  }
  return outputs;
}

/** Lines of a log that the runner would take for commands, by name. */
export function commands(log: string): string[] {
  return log.split("\n").flatMap((line) => /^\s*::([a-z-]+)[ :]/i.exec(line)?.[1] ?? /##\[([a-z-]+)/i.exec(line)?.[1] ?? []);
}

/** The bundled example, which is allowed. */
export const EXAMPLE: Inputs = {
  policy: "fixtures/example/policy.yml",
  roster: "fixtures/example/roster.yml",
  "root-keys": "fixtures/example/root.pub",
  records: "fixtures/example/records",
  artefacts: "wasm/dist/countersign.component.wasm",
  service: "countersign",
  version: "0.1.0",
  environment: "production",
  deployer: "deploy-pipeline",
  now: "2026-11-21T12:00:00Z",
};

//! Records from the platform's attestations: found in full, or the step fails. Every fault of the API ends without an allow.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { compress } from "snappyjs";

import { type Answer, Api, type Route } from "./support/api.ts";
import { inputs, one, recordNames } from "./support/cases.ts";
import { type Inputs, step } from "./support/runner.ts";

// An approval by a certificate's identity, in a bundle, besides records in envelopes: allowed with it, denied without.
const CASE = one("sigstore/approval-by-identity");
const NAMES = recordNames(CASE.folder);
const read = (name: string): Buffer => readFileSync(join(CASE.folder, "records", name));
const BUNDLE = JSON.parse(read("04-approval.json").toString()) as unknown;
const INPUTS: Inputs = {
  ...inputs(CASE),
  records: NAMES.filter((name) => name !== "04-approval.json")
    .map((name) => join(CASE.folder, "records", name))
    .join("\n"),
  attestations: "true",
  "github-token": "ghs_secret-of-the-job",
  timeout: "60",
};
const DECISION = `sha256:${createHash("sha256").update(readFileSync(join(CASE.folder, "report.json"))).digest("hex")}`;
const PATH = `/repos/acme/checkout-api/attestations/${INPUTS["artefacts"]}`;

const api = await Api.start();
const elsewhere = await Api.start();

/** An attestation as the API lists it. */
const attestation = (more: object): object => ({ repository_id: 1, initiator: "acme", bundle: null, bundle_url: null, ...more });
const page = (...attestations: object[]): Answer => ({ body: { attestations } });
const inline = page(attestation({ bundle: BUNDLE }));
const packed = (bytes: Uint8Array): Answer => ({ headers: { "content-type": "application/x-snappy" }, body: compress(bytes) });
const stored = (link: string): Answer => page(attestation({ bundle_url: link }));
const next = (answer: Answer, link: string): Answer => ({ ...answer, headers: { link: `<${link}>; rel="next", <${api.url}/first>; rel="first"` } });

const gate = (more: Inputs = {}) => step("gate", { ...INPUTS, ...more }, { variables: api.variables });

beforeEach(() => {
  api.reset();
  elsewhere.reset();
});

test("without its attestation the release is denied", async () => {
  api.routes.set(PATH, page());
  const { exit, outputs, log } = await gate();
  assert.equal(exit, 1, log);
  assert.equal(outputs["verdict"], "deny");
});

test("a bundle in the answer counts, and the report is the one that every host gives", async () => {
  api.routes.set(PATH, inline);
  const { exit, outputs, log } = await gate();
  assert.equal(exit, 0, log);
  assert.equal(outputs["decision-id"], DECISION);
  assert.deepEqual(api.seen.map(({ url, authorization }) => [new URL(url).pathname, authorization]), [[PATH, "Bearer ghs_secret-of-the-job"]]);
  assert.ok(!log.includes("ghs_secret") && !JSON.stringify(outputs).includes("ghs_secret"), "the token is nowhere to be read");
});

test("a stored bundle is fetched from another host, packed, and without credentials", async () => {
  api.routes.set(PATH, stored(`${elsewhere.url}/bundles/1.json.sn?sig=abc`));
  elsewhere.routes.set("/bundles/1.json.sn", packed(read("04-approval.json")));
  const { exit, outputs, log } = await gate();
  assert.equal(exit, 0, log);
  assert.equal(outputs["decision-id"], DECISION);
  assert.deepEqual(elsewhere.seen.map(({ url, authorization }) => [new URL(url).search, authorization]), [["?sig=abc", undefined]]);
});

test("every page is read", async () => {
  api.routes.set(PATH, (url) => (url.searchParams.get("after") === "2" ? inline : next(page(), `${api.url}${PATH}?per_page=100&after=${url.searchParams.has("after") ? 2 : 1}`)));
  const { exit, outputs, log } = await gate();
  assert.equal(exit, 0, log);
  assert.equal(outputs["decision-id"], DECISION);
  assert.equal(api.seen.length, 3);
});

test("a repository that was renamed is followed within the API", async () => {
  api.routes.set(PATH, { status: 301, headers: { location: `/repositories/1/attestations/${INPUTS["artefacts"]}` } });
  api.routes.set(`/repositories/1/attestations/${INPUTS["artefacts"]}`, inline);
  const { exit, log } = await gate();
  assert.equal(exit, 0, log);
});

const once = (fault: Answer): Route => (_, before) => (before === 0 ? fault : inline);
const PASSING: readonly [about: string, fault: Answer][] = [
  ["500", { status: 500, body: "oops" }],
  ["502 of a proxy", { status: 502, body: "<html>bad gateway</html>" }],
  ["429 that asks to wait a second", { status: 429, headers: { "retry-after": "1" } }],
  ["403 of the secondary limit", { status: 403, headers: { "retry-after": "1" }, body: { message: "You have exceeded a secondary rate limit" } }],
  ["403 of a limit that ends now", { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" } }],
  ["an answer that stops short", { body: '{"attestations": [', truncated: true }],
  ["half of a JSON document", { body: '{"attestations": [' }],
];

for (const [about, fault] of PASSING) {
  test(`${about} passes: it is asked again`, async () => {
    api.routes.set(PATH, once(fault));
    const { exit, outputs, log } = await gate();
    assert.equal(exit, 0, log);
    assert.equal(outputs["decision-id"], DECISION);
    assert.equal(api.seen.length, 2);
  });
}

const large = Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(17 << 20, 97), Buffer.from('"}')]);
const FAULTS: readonly [about: string, exit: 2 | 3, says: RegExp, route: Route, asked?: number][] = [
  ["401", 2, /answers 401 `Bad credentials`: the token is not valid/, { status: 401, body: { message: "Bad credentials" } }, 1],
  ["403", 2, /answers 403 `Resource not accessible by integration`.*permissions/, { status: 403, body: { message: "Resource not accessible by integration" } }, 1],
  ["404", 2, /answers 404 `Not Found`.*nobody can tell which/, { status: 404, body: { message: "Not Found" } }, 1],
  ["410", 3, /answers 410/, { status: 410 }, 1],
  ["422", 3, /answers 422/, { status: 422, body: { message: "Invalid digest" } }, 1],
  ["204", 3, /answers 204/, { status: 204 }, 1],
  ["429 that asks to wait an hour", 3, /answers 429 and asks to wait 3600 s/, { status: 429, headers: { "retry-after": "3600" } }, 1],
  ["429 with nonsense for a time", 3, /asks to wait 60 s/, { status: 429, headers: { "retry-after": "soon" } }, 1],
  ["500 every time", 3, /answers 500, after \d tries/, { status: 500 }],
  ["silence", 3, /does not answer in time/, { silent: true }],
  ["an answer that always stops short", 3, /stops in the middle/, { body: '{"attestations": []}', truncated: true }],
  ["HTML", 3, /not JSON/, { body: "<html>Sign in</html>" }],
  ["an empty body", 3, /not JSON/, { body: "" }],
  ["bytes that are no text", 3, /not JSON/, { body: new Uint8Array([0x22, 0xff, 0x22]) }],
  ["a list where an object is due", 3, /`answer` is not an object/, { body: [] }, 1],
  ["no list", 3, /`attestations` is not a list/, { body: {} }, 1],
  ["null for a list", 3, /`attestations` is not a list/, { body: { attestations: null } }, 1],
  ["an attestation that is a number", 3, /`attestations` is not an object/, { body: { attestations: [1] } }, 1],
  ["an attestation of nothing", 3, /`bundle_url` is not a text/, page(attestation({})), 1],
  ["a bundle that is a text", 3, /`bundle` is not an object/, page(attestation({ bundle: "{}" })), 1],
  ["a bundle of 17 MiB", 3, /larger than 16 MiB/, { body: `{"attestations":[{"bundle":${large.toString()}}]}` }, 1],
  ["an answer of 65 MiB", 3, /more than 64 MiB/, { body: Buffer.alloc(65 << 20, 32) }, 1],
  ["a page that follows itself", 3, /does not end after 1 pages/, (url) => next(inline, url.href), 1],
  ["pages without end", 3, /does not end after 200 pages/, (_, before) => next(page(), `${api.url}${PATH}?after=${before}`), 200],
  ["a next page at another host", 3, /leads to another host/, () => next(inline, `${elsewhere.url}${PATH}?after=1`), 1],
  ["a next page that is no address", 3, /for a link|another host/, () => next(inline, "data:text/plain,x"), 1],
  ["a link header that nobody can follow", 3, /nobody can follow/, { ...inline, headers: { link: `${api.url}/x; rel=next` } }, 1],
  ["a redirect to another host", 3, /leads to another host/, () => ({ status: 302, headers: { location: `${elsewhere.url}${PATH}` } }), 1],
  ["a redirect to itself", 3, /leads elsewhere instead of answering/, { status: 307, headers: { location: PATH } }, 4],
  ["a redirect to no address", 3, /for a link|another host/, { status: 302, headers: { location: "https://" } }, 1],
  ["a redirect to nowhere", 3, /leads elsewhere instead of answering/, { status: 302 }, 1],
  ["a stored bundle that is gone", 2, /answers 404/, () => stored(`${elsewhere.url}/gone`), 1],
  ["a stored bundle that is a file of the runner", 3, /for a link/, stored("file:///etc/passwd"), 1],
  ["a stored bundle behind a password", 3, /for a link/, stored("https://user:word@127.0.0.1/x"), 1],
  ["a link that is none", 3, /for a link/, stored("not a link"), 1],
];

for (const [about, exit, says, route, asked] of FAULTS) {
  test(`${about} is a failure, and never "no records"`, async () => {
    api.routes.set(PATH, route);
    // Where it is asked again and again, not for long.
    const done = await gate({ "fail-on": "never", timeout: asked === undefined ? "3" : "60" });
    assert.equal(done.exit, exit, done.log);
    assert.equal(done.outputs["verdict"], exit === 2 ? "malformed" : "failed");
    assert.match(done.log, says);
    assert.ok(!done.log.includes("ghs_secret"));
    assert.ok(elsewhere.seen.every(({ authorization }) => authorization === undefined));
    if (asked !== undefined) {
      assert.equal(api.seen.length, asked);
    }
  });
}

const PACKED: readonly [about: string, says: RegExp, route: () => Answer][] = [
  ["not packed", /cannot be unpacked/, () => ({ body: read("04-approval.json") })],
  ["cut", /cannot be unpacked/, () => ({ body: compress(read("04-approval.json")).subarray(0, 1000) })],
  ["packed, and not JSON", /cannot be unpacked/, () => packed(Buffer.from("not JSON"))],
  ["larger than it may be", /larger than 16 MiB/, () => packed(large)],
  ["a redirect", /leads elsewhere/, () => ({ status: 302, headers: { location: `${api.url}/x` } })],
  ["more than it says", /more than 19 MiB/, () => ({ body: Buffer.alloc(20 << 20) })],
];

for (const [about, says, route] of PACKED) {
  test(`a stored bundle that is ${about} is a failure`, async () => {
    api.routes.set(PATH, stored(`${elsewhere.url}/bundle`));
    elsewhere.routes.set("/bundle", route());
    const { exit, outputs, log } = await gate();
    assert.equal(exit, 3, log);
    assert.equal(outputs["verdict"], "failed");
    assert.match(log, says);
  });
}

const QUESTIONS: readonly [about: string, inputs: Inputs, says: RegExp][] = [
  ["a fork's pull request, which has no secrets", { "github-token": "" }, /gets no secrets/],
  ["a token with a line break", { "github-token": "abc\nx-evil: 1" }, /is not a token/],
  ["a repository that is a path", { repository: "acme/../../user" }, /is no repository/],
  ["a repository with a query", { repository: "acme/checkout?x=1" }, /is no repository/],
  ["a repository that climbs", { repository: "acme/.." }, /is no repository/],
  ["a word for the timeout", { timeout: "long" }, /`timeout` is `long`/],
];

for (const [about, more, says] of QUESTIONS) {
  test(`${about} asks nobody`, async () => {
    api.routes.set(PATH, inline);
    const { exit, outputs, log } = await gate(more);
    assert.equal(exit, 2, log);
    assert.equal(outputs["verdict"], "malformed");
    assert.match(log, says);
    assert.equal(api.seen.length, 0);
  });
}

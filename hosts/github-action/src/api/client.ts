//! The platform's API, asked so that a listing is complete or an error: never "there are none" because nobody answered.
//!
//! What may pass is tried again (429, 5xx, a lost connection, an answer that stops short); the rest ends at once. The token goes to the
//! API's own origin and nowhere else. What the answers mean is decided by those who ask.

import type { Platform } from "../args/platform.ts";
import { Failure } from "../exit.ts";
import { ANSWER_BYTES, FIRST_WAIT, PAGES, REDIRECTS, TRIES, TRY_MILLISECONDS } from "../limits.ts";
import * as safe from "../render/safe.ts";
import { body } from "./body.ts";
import { nextPage } from "./link.ts";
import { Passing, refusal, waitAsked } from "./refusal.ts";

/** One request, before it is sent. */
interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly post?: string;
  /** Bytes that the answer may have. */
  readonly limit: number;
  readonly redirects: number;
}

/** An answer that was given in full. */
interface Answer {
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** One platform, asked in a bounded time. */
export class Client {
  readonly #platform: Platform;
  readonly #origin: string;
  readonly #until: number;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#origin = new URL(platform.api).origin;
    this.#until = performance.now() + platform.patience;
  }

  /** `/repos/OWNER/NAME` and what stands below. */
  repository(path: string): string {
    return `${this.#platform.api}/repos/${this.#platform.repository}${path}`;
  }

  /** One JSON document. */
  async get(url: string): Promise<unknown> {
    return (await this.#json({ ...this.#authorised(url) })).value;
  }

  /** The same, where 404 is an answer. */
  async find(url: string): Promise<unknown> {
    try {
      return await this.get(url);
    } catch (error) {
      if (error instanceof NotFound) {
        return undefined;
      }
      throw error;
    }
  }

  /** Every page of a listing. */
  async *pages(url: string): AsyncGenerator<unknown> {
    const seen = new Set<string>();
    for (let next: string | undefined = url; next !== undefined; ) {
      if (seen.size >= PAGES || seen.has(next)) {
        throw Failure.tool(`the listing ${safe.quoted(url)} does not end after ${seen.size} pages: nothing is decided on a part of it`);
      }
      seen.add(next);
      const { value, headers } = await this.#json(this.#authorised(next));
      yield value;
      next = nextPage(headers.get("link"), next);
    }
  }

  /** One GraphQL query. */
  async query(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
    const request = { ...this.#authorised(this.#platform.graphql), post: JSON.stringify({ query, variables }) };
    return (await this.#json(request)).value;
  }

  /** A file that is stored elsewhere, under a link that needs no credentials, and gets none. */
  async download(link: string, limit: number): Promise<Uint8Array> {
    const url = parsed(link);
    if (url.protocol !== "https:" && url.protocol !== new URL(this.#origin).protocol) {
      throw Failure.tool(`the API points to ${safe.quoted(url.origin)}, which is not encrypted: nothing is fetched from there`);
    }
    return (await this.#patiently({ url, headers: {}, limit, redirects: 0 }, (answer) => answer)).bytes;
  }

  /** A request with the token; only ever to the API's own origin. */
  #authorised(link: string): Request {
    const url = parsed(link);
    if (url.origin !== this.#origin) {
      throw Failure.tool(`the API leads to another host, ${safe.quoted(url.origin)}: the token goes to ${safe.quoted(this.#origin)} alone`);
    }
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${this.#platform.token}`,
      "x-github-api-version": "2022-11-28",
    };
    return { url, headers, limit: ANSWER_BYTES, redirects: REDIRECTS };
  }

  #json(request: Request): Promise<{ value: unknown; headers: Headers }> {
    return this.#patiently(request, ({ bytes, headers }) => {
      try {
        return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown, headers };
      } catch {
        throw new Passing("answers with something that is not JSON");
      }
    });
  }

  /** Tries until there is an answer, a fault that will not pass, or no time left. */
  async #patiently<T>(request: Request, read: (answer: Answer) => T): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return read(await this.#once(request));
      } catch (error) {
        if (!(error instanceof Passing)) {
          throw error;
        }
        const wait = Math.max(error.wait ?? 0, FIRST_WAIT * 2 ** (tried - 1));
        const left = this.#until - performance.now();
        if (tried >= TRIES || wait >= left) {
          const asked = error.wait === undefined ? "" : ` and asks to wait ${Math.ceil(error.wait / 1000)} s`;
          const tries = tried === 1 ? "" : `, after ${tried} tries`;
          throw Failure.tool(`${shown(request.url)} ${error.message}${asked}${tries}: run the job again later, or raise the input \`timeout\``);
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #once(request: Request): Promise<Answer> {
    const left = Math.max(1, Math.ceil(Math.min(TRY_MILLISECONDS, this.#until - performance.now())));
    const { url, headers, post } = request;
    const sent = { "user-agent": "countersign-action", ...headers, ...(post === undefined ? {} : { "content-type": "application/json" }) };
    const options = { headers: sent, redirect: "manual", signal: AbortSignal.timeout(left) } as const;
    let response: Response;
    try {
      response = await fetch(url, post === undefined ? options : { ...options, method: "POST", body: post });
    } catch (error) {
      throw new Passing(lost(error));
    }
    if (response.status >= 300 && response.status < 400) {
      return this.#once(this.#redirected(request, response.headers.get("location")));
    }
    const bytes = await body(response, request.limit, shown(url)).catch((error: unknown) => {
      throw error instanceof Failure ? error : new Passing(lost(error));
    });
    if (response.status === 200) {
      return { headers: response.headers, bytes };
    }
    if (response.status === 404) {
      throw new NotFound(refusal(shown(url), response.status, bytes).message);
    }
    const wait = waitAsked(response.status, response.headers);
    if (wait !== undefined || response.status >= 500) {
      throw new Passing(`answers ${response.status}`, wait);
    }
    throw refusal(shown(url), response.status, bytes);
  }

  /** Where the API sends on to; a repository that was renamed stays at the same host. */
  #redirected(request: Request, location: string | null): Request {
    if (request.redirects === 0 || location === null) {
      throw Failure.tool(`${shown(request.url)} leads elsewhere instead of answering: nothing is fetched from there`);
    }
    const { headers, url } = this.#authorised(URL.parse(location, request.url.href)?.href ?? location);
    return { ...request, headers, url, redirects: request.redirects - 1 };
  }
}

/** An answer that says that there is no such thing, or none for this token. */
class NotFound extends Failure {
  constructor(message: string) {
    super(2, message);
  }
}

/** A link that the API gave; one that is none is the API's fault. */
function parsed(link: string): URL {
  const url = URL.parse(link);
  if (url === null || !["https:", "http:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
    throw Failure.tool(`the API gives ${safe.quoted(link)} for a link: nothing is fetched from there`);
  }
  return url;
}

/** An address without its query, which may hold a signature. */
function shown(url: URL): string {
  return safe.quoted(`${url.origin}${url.pathname}`);
}

function lost(error: unknown): string {
  return error instanceof DOMException && error.name === "TimeoutError" ? "does not answer in time" : "cannot be reached, or stops in the middle of its answer";
}

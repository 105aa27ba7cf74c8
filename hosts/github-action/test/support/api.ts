//! A server on the loopback that answers as the platform's API does, with faults where a test asks for them. It notes who asked for what.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";

/** What one request is answered. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; anything that is neither text nor bytes as JSON. */
  readonly body?: unknown;
  /** Announce more than is sent, then hang up. */
  readonly truncated?: boolean;
  /** Never answer. */
  readonly silent?: boolean;
}

/** A request, as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A route is one answer, or what makes it of the request and of how many came before. */
export type Route = Answer | ((url: URL, before: number, body: string) => Answer);

export class Api {
  readonly seen: Seen[] = [];
  readonly routes = new Map<string, Route>();
  readonly #counts = new Map<string, number>();
  #url = "";

  /** A server that runs until the tests of the file are over. */
  static async start(): Promise<Api> {
    const api = new Api();
    const server = createServer((request, response) => void api.#answer(request, response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    api.#url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    return api;
  }

  get url(): string {
    return this.#url;
  }

  /** What the runner says of this platform. */
  get variables(): Record<string, string> {
    return { GITHUB_API_URL: this.#url, GITHUB_GRAPHQL_URL: `${this.#url}/graphql`, GITHUB_REPOSITORY: "acme/checkout-api", GITHUB_SERVER_URL: "https://github.com" };
  }

  /** Forgets what it saw, and how it answered. */
  reset(): void {
    this.seen.length = 0;
    this.routes.clear();
    this.#counts.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? "/", this.#url);
    this.seen.push({ method: request.method ?? "", url: url.href, authorization: request.headers.authorization, body });
    const before = this.#counts.get(url.pathname) ?? 0;
    this.#counts.set(url.pathname, before + 1);
    const route = this.routes.get(url.pathname) ?? { status: 404, body: { message: "Not Found", status: "404" } };
    send(response, typeof route === "function" ? route(url, before, body) : route);
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body = "", truncated = false, silent = false }: Answer): void {
  if (silent) {
    return;
  }
  const bytes = typeof body === "string" || body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const type = { "content-type": "application/json; charset=utf-8" };
  if (truncated) {
    response.writeHead(status, { ...type, ...headers, "content-length": bytes.length + 100 });
    response.write(bytes, () => response.destroy());
    return;
  }
  response.writeHead(status, { ...type, ...headers, "content-length": bytes.length });
  response.end(bytes);
}

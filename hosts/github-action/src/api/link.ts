//! The next page of a listing, from the `Link` header (RFC 8288 §3).
//!
//! A header that cannot be read is an error: taken for none, it would end the listing early.

import { Failure } from "../exit.ts";
import * as safe from "../render/safe.ts";

const LINK = /\s*<([^<>\s]*)>((?:\s*;\s*[A-Za-z*]+\s*=\s*(?:"[^"]*"|[^\s",;]*))*)\s*(?:,|$)/y;

/** The address of the next page, absolute; nothing at the end. */
export function nextPage(header: string | null, page: string): string | undefined {
  if (header === null || header.trim() === "") {
    return undefined;
  }
  let next: string | undefined;
  LINK.lastIndex = 0;
  while (LINK.lastIndex < header.length) {
    const link = LINK.exec(header);
    if (link === null) {
      throw Failure.tool(`the API's \`Link\` header is ${safe.quoted(header)}, which nobody can follow: the listing may not be complete`);
    }
    const [, target = "", parameters = ""] = link;
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]*))/i.exec(parameters);
    if ((relation?.[1] ?? relation?.[2] ?? "").split(/\s+/).includes("next")) {
      next = URL.parse(target, page)?.href ?? target;
    }
  }
  return next;
}

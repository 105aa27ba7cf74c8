//! Who somebody is, in the words of records: `github:LOGIN`, or `email:ADDRESS` where the platform knows no account.
//!
//! Whether the roster knows them is the component's to say. Nobody is left out: an author who cannot be named is still an author.

import * as shape from "../../api/shape.ts";
import { Failure } from "../../exit.ts";
import * as safe from "../../render/safe.ts";

/** GitHub's placeholder for accounts that are gone. */
const GONE = "github:ghost";

/** An account, if there still is one. */
export function ofAccount(user: unknown, what: string): string {
  return user === null || user === undefined ? GONE : `github:${shape.text(shape.object(user, what)["login"], `${what}.login`)}`.toLowerCase();
}

/** Those whose work a commit is: its author, and whom its message names as co-authors. `pull` is the pull request that it was found in, if it was in one. */
export function authors(commit: shape.Fields, pull?: string): string[] {
  const where = `the commit ${shape.commit(commit["sha"], "commit.sha")}${pull === undefined ? "" : ` of the pull request ${safe.quoted(pull)}`}`;
  const git = shape.object(commit["commit"], "commit");
  const author = shape.object(git["author"], "commit.author");
  const known = commit["author"];
  // GitHub gives an empty object, too, where it knows no account.
  const account = typeof known === "object" && known !== null && Object.keys(known).length > 0;
  const first = account ? ofAccount(known, "author") : ofAddress(shape.text(author["email"], "commit.author.email"), where);
  const message = shape.text(git["message"], "commit.message");
  const others = [...message.matchAll(/^[ \t]*co-authored-by:[^<>\n]*<([^<>\n]+)>[ \t]*\r?$/gim)].map(([, address = ""]) => ofAddress(address.trim(), where));
  return [first, ...others];
}

/** An address; GitHub's own stand-in addresses name the account. */
function ofAddress(address: string, where: string): string {
  const [, login] = /^(?:\d+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$/i.exec(address) ?? [];
  if (login === undefined && !/^[!-~]+$/.test(address)) {
    throw Failure.question(
      `${where} has an author with the address ${safe.quoted(address)}, which no record can name: write this release's record by hand, with every author by a name that the roster knows (\`countersign record release\`)`,
    );
  }
  return (login === undefined ? `email:${address}` : `github:${login}`).toLowerCase();
}

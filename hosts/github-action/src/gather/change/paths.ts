//! The paths that a release changes, from the API's comparison with the release before.
//!
//! Classes are selected by them, so they are known in full or not at all: what a record does not state selects the stricter class.

import * as shape from "../../api/shape.ts";
import { FILES } from "../../limits.ts";

/** Every path, old names of what was renamed included; or why nobody can tell. */
export type Paths = { readonly known: readonly string[] } | { readonly unknown: string };

/** The paths in the first page of a comparison: later pages have none. */
export function ofComparison(page: shape.Fields): Paths {
  // The API compares with where the two parted. Where the release before went on from there, that is not what this one changes.
  const status = shape.text(page["status"], "status");
  if (status !== "ahead") {
    return { unknown: "the release before is no part of this one, so the API does not list everything that differs" };
  }
  if (page["files"] === undefined) {
    return { unknown: "the API lists no files" };
  }
  const files = shape.objects(page["files"], "files");
  if (files.length >= FILES) {
    return { unknown: `the API lists ${files.length} files, and no more than ${FILES} of any release: there may be others` };
  }
  if (files.length === 0) {
    return { unknown: "the API lists commits, but no file that they change" };
  }
  return { known: files.flatMap(names) };
}

function names(file: shape.Fields): string[] {
  const name = shape.text(file["filename"], "file.filename");
  const before = file["previous_filename"];
  return before === undefined ? [name] : [name, shape.text(before, "file.previous_filename")];
}

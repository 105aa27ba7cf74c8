//! Who reviewed a pull request, and at which commit: the newest review of each person that says yes or no, if it says yes.
//!
//! Select, then test: an approval that its reviewer took back, or that was dismissed, brings no older one back.

import type { Client } from "../../api/client.ts";
import * as shape from "../../api/shape.ts";
import * as actor from "./actor.ts";

/** One review that stands. */
export interface Review {
  readonly who: string;
  readonly commit: string;
}

/** The reviews of a pull request that stand. */
export async function standing(client: Client, pull: number): Promise<Review[]> {
  const newest = new Map<string, shape.Fields>();
  // GitHub lists them in the order of time.
  for await (const page of client.pages(client.repository(`/pulls/${pull}/reviews?per_page=100`))) {
    for (const review of shape.objects(page, "reviews")) {
      const state = shape.text(review["state"], "review.state");
      if (["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(state)) {
        newest.set(actor.ofAccount(review["user"], "review.user"), review);
      }
    }
  }
  const standing = [...newest].filter(([, review]) => review["state"] === "APPROVED" && typeof review["commit_id"] === "string");
  return standing.map(([who, review]) => ({ who, commit: shape.commit(review["commit_id"], "review.commit_id") }));
}

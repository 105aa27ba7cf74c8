//! Every bound of this host, with where its number comes from.
//!
//! It does not bound what the verifier does with what it is given: those limits are in `core/src/base/limits.rs`, and the first
//! three here repeat them, so that a host refuses early what the verifier would refuse late.

/** Bytes of one policy, roster or key, or of one bundle that the platform keeps: the verifier's own `RECORD_BYTES`. A file among the records may be as large as all of them. */
export const DOCUMENT_BYTES = 16 << 20;

/** Records of one question: the verifier's own `RECORDS`. */
export const RECORDS = 20_000;

/** Bytes of all records of one question: the verifier's own `RECORDS_BYTES`. */
export const RECORDS_BYTES = 256 << 20;

/** Pages of 64 KiB that the component's memory may have: 1 GiB, four times the largest set of records. */
export const MEMORY_PAGES = 16_384;

/** Folders within folders under a records folder. Deeper than any tree that people keep by hand. */
export const FOLDER_DEPTH = 64;

/** Bytes of an artefact that are hashed at a time. */
export const CHUNK_BYTES = 1 << 20;

/** Bytes of one answer of the API: a page of 100 bundles of half a megabyte each. */
export const ANSWER_BYTES = 64 << 20;

/** Bytes of a bundle as it is stored: Snappy adds at most a sixth, and 32 bytes (its `MaxCompressedLength`). */
export const PACKED_BYTES = 32 + DOCUMENT_BYTES + Math.ceil(DOCUMENT_BYTES / 6);

/** Pages of one listing: as many as it takes to list every record that a question may have, 100 to a page. */
export const PAGES = RECORDS / 100;

/** Tries of one request: the first, and three more after a fault that may pass. */
export const TRIES = 4;

/** Milliseconds before the second try; twice as many before each further one. */
export const FIRST_WAIT = 500;

/** Milliseconds that one try may take. GitHub itself ends requests after ten seconds. */
export const TRY_MILLISECONDS = 30_000;

/** Seconds that anything may be allowed at most: six hours, which is what a job has on GitHub's own runners. */
export const LONGEST_SECONDS = 21_600;

/** Seconds that one call of the verifier may take where nobody says: twice what its own 100,000 signature verifications (`VERIFICATIONS`) take, at 1.5 ms each. */
export const VERIFIER_SECONDS = 300;

/** Redirects of one request within the API: a repository that was renamed takes one. */
export const REDIRECTS = 3;

/** Commits whose pull requests are looked up, one request each: as many as GitHub compares at once. */
export const COMMITS = 250;

/** Runs of one commit, and none beyond: GitHub lists no more than this of one commit, and each costs a question about its reviews. */
export const RUNS = 1_000;

/** Commits of one pull request, and none beyond: GitHub lists no more, and does not say where it left some out. */
export const PULL_COMMITS = 250;

/** Characters of a comment that become a reason, of four bytes at most each: below the verifier's own `TEXT_BYTES`, so that a long one loses no rejection. */
export const COMMENT = 1_000;

/** Files of a comparison: GitHub lists no more, and does not say where it left some out. */
export const FILES = 300;

/** Changed paths that are shown before a record is signed: about a screenful. The record has them all. */
export const SHOWN_PATHS = 20;

/** Bytes of a summary: GitHub takes a mebibyte for one step. */
export const SUMMARY_BYTES = 1_000_000;

/** Annotations of one kind in a step: GitHub shows no more. */
export const ANNOTATIONS = 10;

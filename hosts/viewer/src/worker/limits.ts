// Every bound of the viewer, with where its number comes from. Past one, the page says what was left out.

/** Bytes of one record: `RECORD_BYTES` of the core. What is larger is hashed only: an artefact, or a document that a record speaks for. */
export const RECORD_BYTES = 16 * 2 ** 20;
/** Artefacts of one question: `ARTEFACTS` of the core. */
export const ARTEFACTS = 1_024;
/** Files of one opening, archives' entries included: 100,000 records, and as many files beside them. */
export const FILES = 200_000;
/** Bytes that one archive may become: what a tab can hold beside the verifier's own 1 GiB. */
export const ARCHIVE_BYTES = 2 ** 30;
/** How many times its size an archive may become. Records in JSON shrink to a tenth; bombs to a thousandth. */
export const ARCHIVE_RATIO = 200;
/** Below this an archive may have any ratio: it cannot hurt. */
export const ARCHIVE_FREE = 64 * 2 ** 20;
/** Bytes of documents out of archives, which are held in memory. */
export const HELD_BYTES = 768 * 2 ** 20;
/** Bytes of documents that are kept as they were read: 100,000 records of the usual size. */
export const KEPT_BYTES = 192 * 2 ** 20;
/** Notes and files that the page lists; those beyond are counted. */
export const LISTED = 500;
/** Characters of a raw document that are shown; all of it can be saved. */
export const SHOWN = 200_000;
/** Decisions by one instance of the component. Its memory only grows. */
export const DECISIONS = 256;

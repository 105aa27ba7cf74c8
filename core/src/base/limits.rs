//! Every bound of the verifier, with where its number comes from.
//!
//! Bounds count bytes, entries and steps, never seconds, so that a question which is too large is too large on every
//! machine. Past a bound of the question the gate denies with `limit.exceeded`. One record past a bound is `record.unreadable` and counts for nothing, as if it had
//! been withheld: only the register's completeness sees that.

/// Bytes of one record. The largest attestations seen in the wild stay below 16 MiB; what is larger, such as an SBOM of a
/// whole operating system, is carried beside a `reference`, and bounded by [`RECORDS_BYTES`] alone.
pub const RECORD_BYTES: usize = 16 << 20;

/// Bytes of all records of one question: what fits twice into the 1 GiB that hosts grant.
pub const RECORDS_BYTES: usize = 256 << 20;

/// Records of one question. A release with a record for every test of a large suite stays below.
pub const RECORDS: usize = 20_000;

/// Bytes of a policy or a roster: a roster of 10,000 people with two keys each needs about 8 MB.
pub const DOCUMENT_BYTES: usize = 16 << 20;

/// Bytes of one text that a report quotes, such as a reason.
pub const TEXT_BYTES: usize = 4_096;

/// Characters of a finding's sentence; what is longer is cut, and says so.
pub const SENTENCE_CHARS: usize = 1_024;

/// Names in an enumeration; those beyond are counted.
pub const LISTED: usize = 12;

/// The largest integer that every JSON reader reads alike (RFC 7493 §2.2): 2^53 − 1.
pub const LARGEST_INTEGER: u64 = 9_007_199_254_740_991;

/// Nesting of JSON and YAML. The deepest format that we read (CycloneDX) nests about 20 deep.
pub const DEPTH: usize = 64;

/// Values in one JSON or YAML document: one per 8 bytes of the largest record.
pub const NODES: usize = 2 << 20;

/// Signatures of one envelope. DSSE sets no bound; rosters rarely ask for more than four eyes.
pub const SIGNATURES: usize = 32;

/// Signature verifications of one question: five for each record. An envelope that no key of the
/// roster verifies costs one per key (DSSE: the key id is a hint), so a flood of them ends here.
/// A Sigstore bundle costs ten where it has a log entry, and twenty with a timestamp: 10,000 of the
/// one, or 5,000 of the other, with trusted roots of however many other instances beside theirs.
pub const VERIFICATIONS: usize = 100_000;

/// Artefacts of one question: a multi-architecture index has about a dozen.
pub const ARTEFACTS: usize = 1_024;

/// Subjects of one statement: SLSA provenance of large builds lists about a thousand.
pub const SUBJECTS: usize = 4_096;

/// Documents that one `reference` statement speaks for: a scan of every part of a large release stays below.
pub const REFERENCES: usize = 1_024;

/// Steps of a chain: a long pipeline has a dozen.
pub const CHAIN_STEPS: usize = 32;

/// Comparisons of what scans find with exceptions, and with VEX: a hundred for each of 100,000 findings.
pub const COMPARISONS: usize = 10_000_000;

/// Keys of the outermost object of a carried document. No format that is read has more than 20.
pub const SHAPE_KEYS: usize = 256;
/// Runs of tools in one SARIF log. A log that a wrapper of a hundred linters wrote stays below.
pub const RUNS: usize = 1_024;

/// Bytes of a licence expression; those of the largest packages of operating systems have about 1 KiB.
pub const LICENCE_BYTES: usize = 4_096;

/// Patterns with `*` among the packages that a policy bans: each is tried on every package.
pub const BAN_PATTERNS: usize = 64;

/// Root keys, and anchoring envelopes, that a host may hand in. Trying every signature of each on every key stays far
/// below `VERIFICATIONS`.
pub const ANCHORS: usize = 16;

/// Places that a class may ask to be filled: the matching is quadratic in them.
pub const PLACES: usize = 64;

/// Transparency log entries of one bundle: sigstore-go's `maxAllowedTlogEntries`. Genuine ones have one, rarely two.
pub const LOG_ENTRIES: usize = 32;

/// Timestamps of one bundle: sigstore-go's `maxAllowedTimestamps`.
pub const TIMESTAMPS: usize = 32;

/// Certificates of one chain, in a bundle or a trusted root. Chains of Sigstore's instances have up to three.
pub const CERTIFICATES: usize = 16;

/// Hashes of an inclusion proof: the height of a tree of 2^64 leaves (RFC 6962 §2.1.1).
pub const PROOF_HASHES: usize = 64;

/// Signatures of a checkpoint. C2SP's signed notes must be readable with 16; four times as many witnesses cosign here.
pub const CHECKPOINT_SIGNATURES: usize = 64;

/// Bytes of a checkpoint: every signature a post-quantum one of 5 kB in Base64 (C2SP signed-note), and the text.
pub const CHECKPOINT_BYTES: usize = 512 << 10;

/// Trusted roots in one file: `gh attestation trusted-root` prints one for each instance, which are two.
pub const INSTANCES: usize = 16;

/// Logs, or authorities, of one kind in a trusted root. GitHub's has six authorities after three years.
pub const INSTANCE_PARTIES: usize = 64;

/// Segments of a path, and of a pattern of paths: Linux ends at 4,096 bytes, and no repository nests half as deep.
pub const PATH_SEGMENTS: usize = 256;

/// Paths, labels or flags that a release record lists. The largest change that Git hosts show has 3,000 files; a release
/// may have several. One that lists more is of another kind, and states none.
pub const CHANGE_ITEMS: usize = 10_000;

/// Characters of a name that a policy declares.
pub const NAME_CHARS: usize = 64;

/// Characters of a version label, an alias or an actor.
pub const LABEL_CHARS: usize = 128;

/// Windows of a policy, each of which is searched for its next opening: one for each hour of two days would be odd.
pub const WINDOWS: usize = 48;

/// Openings of one window: two a day for each day of the week leave room for as many again.
pub const OPENINGS: usize = 32;

/// Freezes of a policy: a bank with one a week has 52 a year, and keeps them for some years.
pub const FREEZES: usize = 512;

/// Holidays of a policy: 16 a year, the most that a country of the European Union has, written out for 64 years.
pub const HOLIDAYS: usize = 1_024;

/// Seconds of 90 days. The next opening of a window is looked for in the rest of such a period and in the whole next one:
/// longer than any holidays, and no more than 183 days to look at.
pub const HORIZON: u64 = 7_776_000;

/// Business days within which something can be due: those of a year.
pub const BUSINESS_DAYS: u64 = 250;

/// Days searched for business days: ten years. One business day a week makes 250 in five.
pub const CALENDAR_DAYS: usize = 3_653;

/// 9999-12-30T22:00:00Z: the last instant that every UTC offset can write with a year of four digits, as RFC 3339 has it.
pub const LAST_SECOND: u64 = 253_402_207_200;

/// Bytes of a certificate, and of each DER element in it: what `rustls-webpki` reads. Fulcio's largest take about 2 KiB.
pub const CERTIFICATE_BYTES: usize = 65_535;

/// Extensions of a certificate. Fulcio's for a workflow have about 30.
pub const EXTENSIONS: usize = 64;

/// Bytes of a public key's SPKI DER. One of RSA 4096 takes 550.
pub const KEY_BYTES: usize = 1_024;

/// Bits of an RSA modulus: below is too weak (SP 800-131A §3), above no authority of Sigstore goes.
pub const RSA_BITS: core::ops::RangeInclusive<u32> = 2_048..=4_096;

/// Intermediate certificates of one path search, whose cost grows with their permutations. The longest chain of a
/// published trusted root has two.
pub const INTERMEDIATES: usize = 8;

/// Signed certificate timestamps of a certificate: browsers want three, Fulcio gives one.
pub const SCTS: usize = 16;

/// Bytes of an RFC 3161 response. With the whole chain inside, real ones stay below 8 KiB.
pub const TIMESTAMP_BYTES: usize = 65_536;

/// Certificates, attributes and extensions of an RFC 3161 token, each. Real ones have up to four.
pub const TIMESTAMP_PARTS: usize = 16;

/// Metrics of one canary analysis. Kayenta's users have tens; dashboards of whole services have hundreds.
pub const METRICS: usize = 1_024;

/// Samples of one series, and measurements of one analysis run. One a second for two hours and three quarters, or one a
/// minute for a week: longer than canaries run.
pub const SAMPLES: usize = 10_000;

/// Samples of one canary analysis, and of all that one question has to judge: twenty metrics of the longest, a hundred of
/// ordinary ones.
pub const CANARY_SAMPLES: usize = 200_000;

/// The largest sample, in either direction: beyond every unit, and small enough that no sum or product of the judge's overflows.
pub const SAMPLE_MAGNITUDE: f64 = 1e100;

/// Steps of the search for a shift between two series: Kayenta's `BrentSolver`, and R's `uniroot`. Ordinary ones take 20.
pub const ROOT_STEPS: usize = 1_000;

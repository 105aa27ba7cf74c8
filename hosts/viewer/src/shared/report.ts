// The decision report as `docs/report.md` describes it. Everything is optional that a newer verifier may leave out:
// the page shows what is there, and never fails on what is not.

export type Outcome = 'fail' | 'waived' | 'warn' | 'pass';

export interface Finding {
  readonly requirement: string;
  readonly code: string;
  readonly outcome: Outcome;
  readonly expected?: string;
  readonly found?: string;
  readonly next?: string;
  readonly records?: readonly string[];
}

export interface TimelineEvent {
  readonly at: string;
  readonly event: string;
  readonly who?: readonly string[];
  readonly record?: string;
  readonly time?: 'claimed' | 'observed';
}

/** An emergency that is in force, and what it waives. */
export interface Waiver {
  readonly record: string;
  readonly by?: readonly string[];
  readonly incident: string;
  readonly reason?: string;
  readonly requirements?: readonly string[];
  readonly declaredAt: string;
  readonly expiresAt: string;
}

/** A canary analysis that was looked at: by its samples, or by what a tool says of itself. */
export interface CanaryNote {
  readonly record: string;
  readonly by?: string;
  readonly source: string;
  readonly start?: string;
  readonly end?: string;
  readonly code: string;
  /** Absent where it did not come to a judgement. */
  readonly result?: {
    readonly classification?: string;
    readonly reason?: string;
    readonly score?: string;
    readonly thresholds?: { readonly pass?: string; readonly marginal?: string };
    readonly groups?: readonly { readonly name: string; readonly score: string; readonly weight: string }[];
    readonly metrics?: readonly CanaryMetric[];
    readonly successful?: boolean;
    readonly checks?: number;
    readonly failedChecks?: number;
  };
}

export interface CanaryMetric {
  readonly name: string;
  readonly classification: string;
  readonly critical?: boolean;
  readonly groups?: readonly string[];
  readonly shift?: { readonly estimate: string; readonly lower: string; readonly upper: string };
  /** What an analysis run counted. */
  readonly count?: number;
  readonly successful?: number;
  readonly failed?: number;
  readonly inconclusive?: number;
  readonly error?: number;
  readonly dryRun?: boolean;
  readonly reason?: string;
}

export interface Obligation {
  readonly kind: string;
  readonly due?: string;
  readonly text?: string;
}

export interface ReportDocument {
  readonly digest: string;
  readonly kind?: string;
  readonly record?: string;
  readonly signers?: readonly string[];
  readonly container?: string;
  readonly use?: 'counted' | 'not-counted' | 'unread';
}

export interface Rules {
  readonly digest: string;
  readonly serial?: number;
  readonly name?: string;
  readonly anchoredBy?: string;
}

export interface Asked {
  readonly artefacts: readonly string[];
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly deployer?: string;
  readonly minRegisterSequence?: number;
}

export interface Report {
  readonly countersign: string;
  readonly verdict: 'allow' | 'deny';
  readonly question?: 'answered' | 'malformed';
  readonly mode?: string;
  readonly now: string;
  readonly validUntil?: string;
  readonly asked: Asked;
  readonly anchors?: {
    readonly rootKeys?: readonly string[];
    readonly signatures?: readonly string[];
    readonly trustedRoots?: readonly string[];
    readonly policyDigest?: string;
    readonly rosterDigest?: string;
    readonly allowUnanchored?: boolean;
    readonly minPolicySerial?: number;
    readonly minRosterSerial?: number;
  };
  readonly policy?: Rules;
  readonly roster?: Rules;
  readonly class?: { readonly name?: string; readonly because?: string };
  readonly release?: {
    readonly record?: string;
    readonly signers?: readonly string[];
    readonly repository?: string;
    readonly commit?: string;
    readonly requestedAt?: string;
    readonly changeRequest?: string;
  };
  readonly findings?: readonly Finding[];
  readonly obligations?: readonly Obligation[];
  readonly waivers?: readonly Waiver[];
  readonly timeline?: readonly TimelineEvent[];
  readonly documents?: readonly ReportDocument[];
  readonly containers?: readonly string[];
  readonly canary?: readonly CanaryNote[];
}

/** The verdict in three words: a question that could not be put is neither yes nor no. */
export type Verdict = 'allow' | 'deny' | 'malformed';

export function verdictOf(report: Report): Verdict {
  return report.question === 'malformed' ? 'malformed' : report.verdict;
}

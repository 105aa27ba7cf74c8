// What jco and wasm-bindgen generate at build time; `build.mjs` puts the real modules in their place.

declare module 'countersign:verifier' {
  export interface Anchors {
    rootKeys: Uint8Array[];
    signatures: Uint8Array[];
    policyDigest?: string;
    rosterDigest?: string;
    allowUnanchored: boolean;
    minPolicySerial: bigint;
    minRosterSerial: bigint;
    trustedRoots: Uint8Array[];
  }
  export interface Question {
    artefacts: string[];
    service: string;
    version: string;
    environment: string;
    deployer?: string;
    minRegisterSequence: bigint;
    now: bigint;
    records: Uint8Array[];
  }
  export interface Decision {
    verdict: 'allow' | 'deny' | 'malformed';
    id: string;
    report: Uint8Array;
    summary: Uint8Array;
  }
  export interface Gate {
    decide(question: Question): Decision;
    explain(question: Question): Uint8Array;
  }
  export interface Root {
    gate: { Gate: new (policy: Uint8Array, roster: Uint8Array, anchors: Anchors) => Gate };
    records: {
      inspect(document: Uint8Array): Uint8Array;
      expand(file: Uint8Array): Uint8Array[];
    };
    bundles: { inspect(bundle: Uint8Array, trustedRoots: Uint8Array[], now: bigint): Uint8Array };
  }
  export function instantiate(getCoreModule: (path: string) => WebAssembly.Module, imports: object): Root;
}

declare module 'countersign:tools' {
  export class Hasher {
    constructor();
    update(piece: Uint8Array): void;
    finish(): string;
  }
  export function digest(bytes: Uint8Array): string;
  export function decode(document: Uint8Array): string | undefined;
  export function initSync(module: { module: BufferSource | WebAssembly.Module }): unknown;
}

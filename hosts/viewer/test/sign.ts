// A small organisation of its own, for what no fixture holds: names with traps in them, and ten thousand records. Keys are
// made anew in every run; signatures are ECDSA P-256 over the DSSE pre-authentication encoding, as `docs/records.md` says.

import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export interface Key {
  readonly id: string;
  readonly pem: string;
  readonly secret: KeyObject;
}

export function key(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { id: sha256(der), pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), secret: privateKey };
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Signed {
  readonly envelope: string;
  readonly record: string;
}

export function signed(by: Key, type: string, subject: readonly { name: string; digest: string }[], predicate: unknown): Signed {
  const payload = JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: subject.map(({ name, digest }) => ({ name, digest: { sha256: digest } })),
    predicateType: type.includes('://') ? type : `https://countersign.dev/attestation/${type}/v1`,
    predicate,
  });
  const payloadType = 'application/vnd.in-toto+json';
  const toSign = `DSSEv1 ${payloadType.length} ${payloadType} ${Buffer.byteLength(payload)} ${payload}`;
  const sig = sign('sha256', Buffer.from(toSign), by.secret).toString('base64');
  const envelope = JSON.stringify({ payloadType, payload: Buffer.from(payload).toString('base64'), signatures: [{ keyid: by.id, sig }] });
  return { envelope, record: `sha256:${sha256(payload)}` };
}

export interface InMemory {
  readonly path: string;
  readonly text: string;
}

export interface Traps {
  readonly person?: string;
  readonly reason?: string;
  readonly url?: string;
  readonly file?: string;
}

const COMMIT = '1f0c3a5d7e9b2c4d6f8091a2b3c4d5e6f7081920';

/** A policy, a roster, and so many releases of five records each. Texts may have traps in them. */
export function organisation(releases: number, traps: Traps = {}): InMemory[] {
  const [root, builder, manager, security] = [key(), key(), key(), key()];
  const name = JSON.stringify(traps.person ?? 'Carol Manager');
  const policy = JSON.stringify({
    countersign: 'policy/v1', name: 'made-for-a-test', serial: 1,
    review: { reviewedAt: '2026-10-01T00:00:00Z', reviewedBy: ['carol'], every: '365d' },
    services: { 'checkout-api': { criticality: 'high' } }, environments: ['production'],
    roles: { 'release-manager': 'Decides.', security: 'Judges.', builder: 'Builds.' },
    records: { release: ['builder'], revocation: ['security'], register: ['builder'] },
    classes: [{ name: 'production', when: [{ environment: ['production'] }], require: { approvals: [{ role: 'release-manager', count: 1 }, { role: 'security', count: 1 }] } }],
    escalation: { default: 'Ask.' }, retention: '2555d',
  });
  const role = (held: string) => [{ role: held, from: '2026-01-01T00:00:00Z' }];
  const person = (id: string, shown: string, held: string, own: Key) => ({ id, name: shown, aliases: [`github:${id}`], roles: role(held), keys: [{ pem: own.pem }] });
  const roster = JSON.stringify({
    countersign: 'roster/v1', serial: 1,
    people: [person('carol', JSON.parse(name) as string, 'release-manager', manager), person('dave', 'Dave Security', 'security', security), { id: 'alice', name: 'Alice Author', aliases: ['github:alice'] }],
    automations: [{ id: 'ci', roles: role('builder'), keys: [{ pem: builder.pem }] }, { id: 'deployer' }],
  });
  const anchor = (document: string, bytes: string) => signed(root, 'anchor', [{ name: document, digest: sha256(bytes) }], { document, serial: 1, signedAt: '2026-10-01T00:00:00Z' }).envelope;
  const files: InMemory[] = [
    { path: 'a/policy.json', text: policy }, { path: 'a/roster.json', text: roster }, { path: 'a/root.pub', text: root.pem },
    { path: 'a/policy.sig.json', text: anchor('policy', policy) }, { path: 'a/roster.sig.json', text: anchor('roster', roster) },
  ];
  for (let at = 0; at < releases; at += 1) {
    const version = `2.${Math.floor(at / 100)}.${at % 100}`;
    const subject = [{ name: traps.file ?? 'app.tar.gz', digest: sha256(`artefact ${at}`) }];
    const release = signed(builder, 'release', subject, {
      service: 'checkout-api', version, repository: 'https://git.acme.example/checkout-api', commit: COMMIT, authors: ['github:alice'], reviewers: [],
      ...(traps.url === undefined ? {} : { changeRequest: traps.url }), ...(traps.reason === undefined ? {} : { notes: traps.reason }), requestedAt: '2026-11-20T09:00:00Z',
    });
    const yes = (own: Key, held: string) => signed(own, 'approval', subject, {
      decision: 'approved', role: held, release: release.record, environments: ['production'], signedAt: '2026-11-20T10:00:00Z',
      ...(traps.reason === undefined ? {} : { reason: traps.reason }),
    }).envelope;
    const provenance = (kind: string) => signed(builder, `https://in-toto.io/attestation/${kind}/v0.1`, subject, { at }).envelope;
    const folder = `a/${version}/${traps.file ?? ''}`;
    files.push({ path: `${folder}release.json`, text: release.envelope }, { path: `${folder}manager.json`, text: yes(manager, 'release-manager') }, { path: `${folder}security.json`, text: yes(security, 'security') },
      { path: `${folder}test.json`, text: provenance('test-result') }, { path: `${folder}scan.json`, text: provenance('vulns') });
  }
  return files;
}

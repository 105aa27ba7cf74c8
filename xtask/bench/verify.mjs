// One bundle with npm's `@sigstore/verify`: BUNDLE TRUSTED-ROOT SUBJECT ISSUER ARTEFACT. Silent where it verifies; it throws otherwise.
import { readFileSync } from "node:fs";
import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";

const [bundle, root, subject, issuer, artefact] = process.argv.slice(2);
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(json(root))));
const entity = toSignedEntity(bundleFromJSON(json(bundle)), readFileSync(artefact));
verifier.verify(entity, { subjectAlternativeName: subject, extensions: { issuer } });

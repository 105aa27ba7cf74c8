"""Another implementation of DSSE signs for Countersign, and reads what Countersign signed.

securesystemslib (of TUF and in-toto) makes the envelopes; the `countersign` binary named by the environment variable
COUNTERSIGN gates them. Its key ids are computed otherwise than ours: DSSE calls a key id a hint, and both must cope.
"""

import base64
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from cryptography.hazmat.primitives import serialization
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

COUNTERSIGN = os.environ["COUNTERSIGN"]
PAYLOAD_TYPE = "application/vnd.in-toto+json"
COMMIT = "1f0c3a5d7e9b2c4d6f8091a2b3c4d5e6f7081920"
NOW = "2026-11-20T12:00:00Z"

POLICY = """\
countersign: policy/v1
name: interoperability
serial: 1
review: { reviewedAt: 2026-10-01T00:00:00Z, reviewedBy: [carol], every: 365d }
services: { app: { criticality: high } }
environments: [production]
roles: { release-manager: Decides., builder: Builds. }
records: { release: [builder] }
classes:
  - name: production
    when: [{ environment: [production] }]
    require: { approvals: [{ role: release-manager, count: 1 }] }
"""


def principal(name, role, pem, extra=""):
    indented = "".join(f"          {line}\n" for line in pem.splitlines())
    since = "{ role: %s, from: 2026-01-01T00:00:00Z }" % role
    return f"  - id: {name}\n{extra}    roles: [{since}]\n    keys:\n      - pem: |\n{indented}"


class Interoperability(unittest.TestCase):
    """A release record signed by Countersign, an approval signed by securesystemslib."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.records = self.folder / "records"
        self.records.mkdir()
        self.artefact = self.folder / "app.bin"
        self.artefact.write_bytes(b"the artefact")
        self.run_countersign("keygen", "--no-passphrase", "--out", self.folder / "ci.key")
        self.signer = CryptoSigner.generate_ecdsa()
        self.carol = self.signer.public_key.keyval["public"]
        builder = (self.folder / "ci.pub").read_text()
        roster = "countersign: roster/v1\nserial: 1\npeople:\n"
        roster += principal("carol", "release-manager", self.carol, "    name: Carol\n")
        roster += "  - id: alice\n    name: Alice\nautomations:\n"
        roster += principal("ci", "builder", builder) + "  - id: deployer\n"
        (self.folder / "policy.yml").write_text(POLICY)
        (self.folder / "roster.yml").write_text(roster)
        self.release = self.folder / "release.json"
        self.run_countersign(
            "record", "release", "--key", self.folder / "ci.key", "--yes", "--out", self.release,
            "--service", "app", "--version", "1.0.0", "--repository", "https://git.example/app", "--commit", COMMIT,
            "--author", "alice", "--builder", "ci", "--now", "2026-11-20T09:00:00Z", self.artefact,
        )
        (self.records / "release.json").write_bytes(self.release.read_bytes())

    def run_countersign(self, *arguments, expect=0):
        done = subprocess.run([COUNTERSIGN, *map(str, arguments)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, expect, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def statement(self):
        out = self.folder / "approval.statement.json"
        self.run_countersign(
            "record", "approve", "--unsigned", "--out", out, "--release", self.release, "--role", "release-manager",
            "--environment", "production", "--now", "2026-11-20T10:00:00Z",
        )
        return out.read_bytes()

    def approve(self, payload, payload_type=PAYLOAD_TYPE):
        envelope = Envelope(payload, payload_type, {})
        envelope.sign(self.signer)
        (self.records / "approval.json").write_text(json.dumps(envelope.to_dict()))

    def verify(self, expect):
        report = self.run_countersign(
            "verify", "--policy", self.folder / "policy.yml", "--roster", self.folder / "roster.yml",
            "--allow-unanchored", "--records", self.records, "--service", "app", "--version", "1.0.0",
            "--environment", "production", "--deployer", "deployer", "--now", NOW, "--format", "json", self.artefact,
            expect=expect,
        )
        return {finding["code"] for finding in json.loads(report)["findings"] if finding["outcome"] != "pass"}

    def test_countersign_accepts_what_securesystemslib_signs(self):
        self.approve(self.statement())
        self.assertEqual(self.verify(0), {"anchor.unanchored"})

    def test_without_the_approval_it_is_denied(self):
        self.assertIn("approvals.missing", self.verify(1))

    def test_countersign_refuses_a_changed_payload(self):
        self.approve(self.statement())
        path = self.records / "approval.json"
        envelope = json.loads(path.read_text())
        payload = base64.b64decode(envelope["payload"]).replace(b"T10:00:00Z", b"T10:00:01Z")
        envelope["payload"] = base64.b64encode(payload).decode()
        path.write_text(json.dumps(envelope))
        self.assertLessEqual({"record.untrusted", "approvals.missing"}, self.verify(1))

    def test_countersign_refuses_another_payload_type(self):
        self.approve(self.statement(), "application/json")
        self.assertLessEqual({"record.unreadable", "approvals.missing"}, self.verify(1))

    def test_countersign_refuses_the_key_of_a_stranger(self):
        self.signer = CryptoSigner.generate_ecdsa()
        self.approve(self.statement())
        self.assertLessEqual({"record.untrusted", "approvals.missing"}, self.verify(1))

    def ours(self):
        public = serialization.load_pem_public_key((self.folder / "ci.pub").read_bytes())
        envelope = json.loads(self.release.read_text())
        return envelope, SSlibKey.from_crypto(public, keyid=envelope["signatures"][0]["keyid"])

    def test_securesystemslib_accepts_what_countersign_signs(self):
        envelope, key = self.ours()
        accepted = Envelope.from_dict(envelope).verify([key], 1)
        self.assertEqual(list(accepted), [key.keyid])

    def test_securesystemslib_refuses_what_was_changed_since(self):
        envelope, key = self.ours()
        payload = base64.b64decode(envelope["payload"]).replace(b"1.0.0", b"1.0.1")
        envelope["payload"] = base64.b64encode(payload).decode()
        with self.assertRaises(VerificationError):
            Envelope.from_dict(envelope).verify([key], 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)

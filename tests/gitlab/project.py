"""A repository with the GitLab CI components in it, and pipelines that run there: what every test of them begins with."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import junitparser
import ruamel.yaml
import xmlschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "hosts/gitlab/templates"
COUNTERSIGN = os.environ["COUNTERSIGN"]
GATHERER = os.environ["COUNTERSIGN_GITLAB"]
LOCAL = os.environ["GITLAB_CI_LOCAL"]
CHECK = pathlib.Path(sys.executable).parent / "check-jsonschema"
XSD = xmlschema.XMLSchema(pathlib.Path(__file__).with_name("junit.xsd"))

QUESTION = {
    "binary": COUNTERSIGN,
    "service": "my-service",
    "version": "1.0.0",
    "environment": "production",
    "deployer": "github:deployer",
    "artefacts": "app.tar.gz",
    "stage": "test",
}

yaml = ruamel.yaml.YAML(typ="safe")


def run(arguments, folder, due=0, **more):
    ran = subprocess.run([str(it) for it in arguments], cwd=folder, capture_output=True, text=True, timeout=240, **more)
    if due is not None and ran.returncode != due:
        raise AssertionError(f"{arguments}: exit {ran.returncode}, and {due} was due\n{ran.stdout}\n{ran.stderr}")
    return ran


def organisation(folder):
    """Policy and roster as `init` writes them, keys for everybody, a release and its approvals."""

    def countersign(*arguments):
        return run([COUNTERSIGN, *arguments], folder).stdout.strip()

    countersign("init", "--no-passphrase")
    roster = (folder / "roster.yml").read_text()
    for name in ["bob", "carol"]:
        countersign("keygen", "--no-passphrase", "--out", f"{name}.key")
        pem = "".join(f"          {line}\n" for line in (folder / f"{name}.pub").read_text().splitlines())
        before, after = roster.split(f"- id: {name}\n")
        roster = f"{before}- id: {name}\n" + after.replace("keys: []\n", f"keys:\n      - pem: |\n{pem}", 1)
    before, after = roster.split("\nserial: 1 ")
    (folder / "roster.yml").write_text(f"{before}\nserial: 2 {after}")
    countersign("sign", "roster.yml", "--key", "root.key")
    (folder / "app.tar.gz").write_bytes(b"the artefact")
    release = countersign(
        "record", "release", "--key", "ci.key", "--yes", "--service", "my-service", "--version", "1.0.0",
        "--repository", "https://gitlab.example/acme/app", "--commit", "0" * 40, "--author", "github:alice",
        "--builder", "github:ci-builder", "app.tar.gz",
    )
    for name, role in [("bob", "release-manager"), ("carol", "security")]:
        countersign(
            "record", "approve", "--key", f"{name}.key", "--yes", "--role", role, "--environment", "production",
            "--release", release,
        )


class Project(unittest.TestCase):
    """A repository with the components in it, and pipelines in it."""

    @classmethod
    def setUpClass(cls):
        held = tempfile.TemporaryDirectory()
        cls.addClassCleanup(held.cleanup)
        cls.home = pathlib.Path(held.name) / "home"
        cls.home.mkdir()
        cls.folder = pathlib.Path(held.name) / "project"
        cls.folder.mkdir()
        organisation(cls.folder)
        shutil.copytree(TEMPLATES, cls.folder / "templates")
        git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.example"]
        for line in (["init", "-q"], ["remote", "add", "origin", "git@gitlab.example:acme/countersign.git"], ["add", "."],
                     ["commit", "-q", "-m", "x"]):
            run([*git, *line], cls.folder)
        cls.commit = run(["git", "rev-parse", "HEAD"], cls.folder).stdout.strip()

    def include(self, way, component):
        if way == "local":
            return {"local": f"templates/{component}/template.yml"}
        return {"component": f"gitlab.example/acme/countersign/{component}@{self.commit}"}

    def pipeline(self, inputs, due, way="local", component="gate", variables=(), validated=False):
        """Runs a pipeline with one component and a job after it. Holding it against GitLab's schema takes a while."""
        include = self.include(way, component) | {"inputs": inputs}
        config = {
            "include": [include],
            "stages": ["test", "deploy"],
            "deploy": {"stage": "deploy", "script": ['echo "deploys after $COUNTERSIGN_VERDICT in $COUNTERSIGN_CLASS"']},
        }
        return self.configured(config, due, variables, validated)

    def configured(self, config, due, variables=(), validated=False):
        """Runs a pipeline."""
        for name in ["countersign-decision", ".gitlab-ci-local"]:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        with open(self.folder / ".gitlab-ci.yml", "w") as file:
            yaml.dump(config, file)
        given = [word for one in variables for word in ("--variable", one)]
        line = ["node", LOCAL, "--force-shell-executor", "--no-color", "--home", self.home, *given]
        line.append(f"--json-schema-validation={str(validated).lower()}")
        environment = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
        return run(line, self.folder, due, env=environment | {"HOME": str(self.home)})

    def artefacts(self):
        folder = self.folder / "countersign-decision"
        report = json.loads((folder / "report.json").read_bytes())
        summary = json.loads((folder / "summary.json").read_bytes())
        lines = (folder / "decision.env").read_text().splitlines()
        variables = dict(line.split("=", 1) for line in lines)
        XSD.validate(folder / "junit.xml")
        suites = junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))
        return report, summary, variables, suites

    def refuses(self, inputs, word, component="gate", question=QUESTION):
        """The configuration itself is refused: nothing runs."""
        ran = self.pipeline(question | inputs, None, component=component)
        self.assertNotEqual(ran.returncode, 0)
        said = ran.stdout + ran.stderr
        self.assertIn("configuration is invalid", said)
        self.assertIn(word, said)
        self.assertNotIn("deploys after", said)
        self.assertFalse((self.folder / "countersign-decision").exists())

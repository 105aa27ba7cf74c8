"""The pipelines that docs/gitlab.md shows, as they stand there: of GitLab's own schema, and run from the release record to the
deployment, each component with the files that the one before has written."""

import datetime
import re
import shutil

import gitlab_api
from project import CHECK, COUNTERSIGN, GATHERER, Project, ROOT, run, yaml

# The page's words, and what stands here in their place.
COMPONENT = re.compile(r"^\$CI_SERVER_FQDN/acme/countersign/([a-z-]+)@0\.1\.0$")
SCRIPTS = {"build": "test -f app.tar.gz", "deploy": 'echo "deploys after $COUNTERSIGN_VERDICT in $COUNTERSIGN_CLASS"'}


def shown():
    """The pipeline of the page, and what approvals in GitLab change of it."""
    text = (ROOT / "docs/gitlab.md").read_text()
    pipeline, relaying = (yaml.load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S))
    return pipeline, relaying


class Page(Project):
    """Policy and roster with the names that the page has. Bob, a release manager, approves in GitLab."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        run(["git", "rm", "-r", "-q", "records"], cls.folder)
        governance = cls.folder / "governance"
        governance.mkdir()
        for name, changes in {
            "policy.yml": [("my-service:", "checkout-api:"), ("        - { role: security, count: 1 }\n", ""),
                           ("      approvalMaxAge: 7d\n", "      relays: { platforms: [gitlab], by: [builder] }\n")],
            "roster.yml": [("github:bob]", "github:bob, gitlab:bob, gitlab-id:12]"),
                           ("github:ci-builder]", "github:ci-builder, gitlab:acme-ci]"),
                           ("github:deployer]", "github:deployer, gitlab:acme-deploy]"),
                           ("github:alice,", "gitlab:alice, email:alice@acme.example, email:dan@acme.example,")],
        }.items():
            text = (cls.folder / name).read_text()
            for old, new in changes:
                if text.count(old) != 1:
                    raise AssertionError(f"{name} has {text.count(old)} times {old!r}")
                text = text.replace(old, new)
            (governance / name).write_text(text)
            run([COUNTERSIGN, "sign", f"governance/{name}", "--key", "root.key"], cls.folder)

    def relaying(self):
        """Both of the page's pipelines in one, with this machine's programs."""
        pipeline, more = shown()
        config = pipeline | more | {"include": pipeline["include"] + more["include"]}
        # Nobody signs with a key here.
        del config["approvals"]
        for include in config["include"]:
            name, = COMPONENT.match(include["component"]).groups()
            include["component"] = f"gitlab.example/acme/countersign/{name}@{self.commit}"
            include["inputs"] |= {"binary": COUNTERSIGN} | ({} if name == "gate" else {"gatherer": GATHERER})
        for name, script in SCRIPTS.items():
            config[name]["script"] = script
        return config

    def ran(self, config, due, validated=False):
        """Runs it, with Bob's approval of the deployment just before it is asked for."""

        def approved(handler):
            now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            decision = {"user": gitlab_api.BOB, "status": "approved", "created_at": now, "comment": "Seen in staging"}
            return handler.answer(gitlab_api.deployment(5, gitlab_api.COMMIT, approvals=[decision]))

        shutil.rmtree(self.folder / "records", ignore_errors=True)
        before = {"/repository/commits/v2.4.0": gitlab_api.commit(gitlab_api.SINCE)}
        with gitlab_api.serve({"/deployments/5": approved}, before) as url:
            return self.configured(config, due, [
                f"COUNTERSIGN_GITLAB_TOKEN={gitlab_api.TOKEN}", "CI_PROJECT_ID=42", f"CI_API_V4_URL={url}",
                f"CI_COMMIT_SHA={gitlab_api.COMMIT}", f"CI_PIPELINE_ID={gitlab_api.PIPELINE}", "CI_COMMIT_TAG=v2.4.1", "COUNTERSIGN_KEY=ci.key",
                "COUNTERSIGN_ROOT_KEY=root.pub"], validated)

    def test_what_is_shown_is_as_the_published_schema_demands(self):
        for number, config in enumerate(shown()):
            path = self.folder / f"shown-{number}.gitlab-ci.yml"
            with open(path, "w") as file:
                yaml.dump(config, file)
            run([CHECK, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", path], self.folder)

    def test_every_include_names_the_image_that_the_page_has_built(self):
        for config in shown():
            for include in config["include"]:
                self.assertEqual(include["inputs"]["image"], "$CI_REGISTRY/acme/countersign:0.1.0", include)
        # An image whose entrypoint is the program runs no script.
        self.assertEqual(shown()[0]["approvals"]["image"], {"name": "alpine/git", "entrypoint": [""]})

    def test_the_relay_comes_after_what_is_approved_and_before_the_gate(self):
        config = self.relaying()
        stages = {re.split("[/@]", include["component"])[-2]: include["inputs"]["stage"] for include in config["include"]}
        approved, = (job for job in config.values() if isinstance(job, dict) and job.get("environment") == "production")
        order = [approved["stage"], stages["relayed-approvals"], stages["gate"], config["deploy"]["stage"]]
        places = [config["stages"].index(stage) for stage in [stages["release-record"], *order]]
        self.assertEqual(places, sorted(set(places)))

    def test_an_approval_in_gitlab_goes_through_the_page_to_the_deployment(self):
        ran = self.ran(self.relaying(), 0, validated=True)
        self.assertIn("deploys after allow in production", ran.stdout)
        self.assertIn("bob (on gitlab, says ci-builder)", ran.stdout)
        names = sorted(path.name for path in (self.folder / "records").iterdir())
        self.assertEqual(len(names), 2, names)
        self.assertRegex(" ".join(names), r"^approval-[0-9a-f]{16}\.json release\.json$")
        report, _, variables, _ = self.artefacts()
        self.assertEqual((report["verdict"], variables["COUNTERSIGN_VERDICT"]), ("allow", "allow"))

    def test_without_the_name_of_the_file_the_relay_has_nothing_to_relay(self):
        config = self.relaying()
        del config["include"][0]["inputs"]["file"]
        ran = self.ran(config, None)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("records/release.json", ran.stdout + ran.stderr)
        self.assertNotIn("deploys after", ran.stdout)
        self.assertFalse((self.folder / "countersign-decision/report.json").exists())

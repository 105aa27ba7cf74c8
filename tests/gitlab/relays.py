"""Approvals that people gave in GitLab, through to the gate: read from its API, signed by the pipeline, and taken, or not, as
the policy says."""

import datetime
import json
import shutil
import time

import gitlab_api
from project import COUNTERSIGN, GATHERER, Project, QUESTION, run

RELAYS = "      relays: { platforms: [gitlab], by: [builder] }\n"


class Relays(Project):
    """Bob, a release manager, approves in GitLab and signs nothing; Carol signs for security."""

    INPUTS = {"binary": COUNTERSIGN, "gatherer": GATHERER, "environment": "production", "role": "release-manager",
              "records": "relayed", "stage": "test"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, number in [("bob", 12), ("carol", 13)]:
            cls.change("roster.yml", f"aliases: [github:{name}]", f"aliases: [github:{name}, gitlab:{name}, gitlab-id:{number}]")
        cls.record("release", "--key", "ci.key", "--service", "my-service", "--version", "3.0.0", "--repository",
                   "https://gitlab.example/acme/app", "--commit", gitlab_api.COMMIT, "--author", "github:alice",
                   "--builder", "github:ci-builder", "app.tar.gz")
        cls.release, = (cls.folder / "evidence").iterdir()
        cls.record("approve", "--key", "carol.key", "--role", "security", "--environment", "production", "--release",
                   cls.release)

    @classmethod
    def record(cls, kind, *arguments):
        run([COUNTERSIGN, "record", kind, "--yes", "--records", "evidence", *arguments], cls.folder)

    @classmethod
    def change(cls, name, old, new):
        """Changes policy or roster, and signs it again."""
        path = cls.folder / name
        text = path.read_text()
        if text.count(old) != 1:
            raise AssertionError(f"{name} has {text.count(old)} times {old!r}")
        path.write_text(text.replace(old, new))
        (cls.folder / f"{name}.sig.json").unlink()
        run([COUNTERSIGN, "sign", name, "--key", "root.key"], cls.folder)

    @staticmethod
    def variables(url, commit):
        return [f"COUNTERSIGN_GITLAB_TOKEN={gitlab_api.TOKEN}", "CI_PROJECT_ID=42", f"CI_API_V4_URL={url}",
                f"CI_COMMIT_SHA={commit}", f"CI_PIPELINE_ID={gitlab_api.PIPELINE}", "COUNTERSIGN_KEY=ci.key"]

    def relayed(self, way="local", user=gitlab_api.BOB, status="approved"):
        """The records, with what the component made of somebody's decision in GitLab among them."""
        self.relay({5: [self.said(user, status)]}, 1, way)

    @staticmethod
    def said(user, status, ago=0):
        """Somebody's decision, so many seconds ago."""
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=ago)
        return gitlab_api.decision(user, status, at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "Seen in staging")

    def relay(self, deployments, due, way="local"):
        """The records, with so many that the component made of what people said of deployments among them."""
        shutil.rmtree(self.folder / "relayed", ignore_errors=True)
        shutil.copytree(self.folder / "evidence", self.folder / "relayed")
        with gitlab_api.serve(answers=gitlab_api.deployed(deployments)) as url:
            self.pipeline(self.INPUTS | {"release": f"evidence/{self.release.name}"}, 0, way, "relayed-approvals",
                          self.variables(url, gitlab_api.COMMIT))
        self.assertEqual(len(list((self.folder / "relayed").iterdir())), 2 + due)

    def decided(self, due, way="local"):
        """The gate's answer about these records: what was printed, and the findings."""
        ran = self.pipeline(QUESTION | {"version": "3.0.0", "records": "relayed"}, due, way)
        report = json.loads((self.folder / "countersign-decision/report.json").read_bytes())
        findings = [finding for finding in report["findings"] if finding["requirement"].startswith("approvals")]
        # Nothing else stands in the way.
        self.assertEqual({one["code"] for one in report["findings"] if one["outcome"] == "fail"},
                         {one["code"] for one in findings if one["outcome"] == "fail"})
        return ran.stdout, findings

    def accepting(self):
        """The policy takes the pipeline's word for what people decided in GitLab, until the test ends."""
        above = "      approvalMaxAge: 7d\n"
        self.change("policy.yml", above, above + RELAYS)
        self.addCleanup(self.change, "policy.yml", above + RELAYS, above)

    def test_an_approval_in_gitlab_fills_its_place_and_says_who_told_it(self):
        self.accepting()
        for way in ["local", "component"]:
            with self.subTest(way):
                self.relayed(way)
                said, findings = self.decided(0, way)
                self.assertIn("deploys after allow in production", said)
                filled, = (one for one in findings if one["requirement"] == "approvals/release-manager")
                self.assertEqual((filled["code"], filled["found"]),
                                 ("approvals.filled", "bob (on gitlab, says ci-builder)"))
                self.assertIn("bob (on gitlab, says ci-builder)", said)

    def test_a_policy_that_takes_no_relays_denies(self):
        self.relayed()
        said, findings = self.decided(1)
        self.assertNotIn("deploys after", said)
        codes = {(one["code"], one["outcome"]) for one in findings if one["requirement"] == "approvals/release-manager"}
        self.assertEqual(codes, {("approvals.missing", "fail"), ("approvals.relay-not-accepted", "warn")})
        self.assertIn("approvals.relay-not-accepted", said)

    def test_a_rejection_in_gitlab_denies(self):
        self.accepting()
        self.relayed(status="rejected")
        _, findings = self.decided(1)
        rejected, = (one for one in findings if one["code"] == "approvals.rejected")
        self.assertIn("bob (on gitlab, says ci-builder)", rejected["found"])
        self.assertIn("Seen in staging", rejected["found"])

    def rejected(self, findings):
        """Whose rejections stand."""
        return [one["found"].split(" ")[2] for one in findings if one["code"] == "approvals.rejected"]

    def test_a_rejection_of_a_deployment_that_was_run_again_denies(self):
        self.accepting()
        for way in ["local", "component"]:
            with self.subTest(way):
                # After what she signed as security, which would take it back.
                self.relay({5: [self.said(gitlab_api.CAROL, "rejected")],
                            6: [self.said(gitlab_api.BOB, "approved")]}, 2, way)
                said, findings = self.decided(1, way)
                self.assertEqual(self.rejected(findings), ["carol"])
                self.assertNotIn("deploys after", said)

    def test_a_later_approval_of_the_newest_deployment_takes_a_rejection_back(self):
        self.accepting()
        self.relay({5: [self.said(gitlab_api.BOB, "rejected", ago=60)], 6: [self.said(gitlab_api.BOB, "approved")]}, 2)
        said, findings = self.decided(0)
        self.assertEqual(self.rejected(findings), [])
        self.assertIn("deploys after allow in production", said)

    def test_an_approval_is_no_answer_to_a_later_rejection_of_an_earlier_deployment(self):
        self.accepting()
        # Both after the release was asked for: the order of the two alone decides.
        time.sleep(2)
        for ago in [1, 0]:
            with self.subTest(ago):
                no = self.said(gitlab_api.BOB, "rejected")
                yes = self.said(gitlab_api.BOB, "approved", ago)
                self.relay({5: [no], 6: [yes | ({} if ago else {"created_at": no["created_at"]})]}, 2)
                _, findings = self.decided(1)
                self.assertEqual(self.rejected(findings), ["bob"])

    def test_approvals_of_another_commit_than_the_released_one_are_not_relayed(self):
        deployed = {gitlab_api.DEPLOYMENTS: [gitlab_api.deployment(5, gitlab_api.HEAD)],
                    "/deployments/5": gitlab_api.deployment(5, gitlab_api.HEAD, approvals=[
                        {"user": gitlab_api.BOB, "status": "approved", "created_at": "2026-11-20T13:00:00.000Z",
                         "comment": ""}])}
        shutil.rmtree(self.folder / "relayed", ignore_errors=True)
        with gitlab_api.serve(answers=deployed) as url:
            ran = self.pipeline(self.INPUTS | {"release": f"evidence/{self.release.name}"}, None, "local",
                                "relayed-approvals", self.variables(url, gitlab_api.HEAD))
        said = ran.stdout + ran.stderr
        self.assertNotEqual(ran.returncode, 0)
        self.assertRegex(said, r"relayed-approvals finished in .* FAIL 2 ")
        self.assertIn(f"the deployment is of the commit {gitlab_api.HEAD}, and the release record is about "
                      f"{gitlab_api.COMMIT}", said)
        self.assertNotIn("deploys after", said)
        self.assertFalse((self.folder / "relayed").exists())

    def test_an_account_that_the_roster_does_not_know_counts_for_nobody(self):
        self.accepting()
        self.relayed(user=gitlab_api.BOB | {"id": 99})
        _, findings = self.decided(1)
        self.assertEqual({one["code"] for one in findings if one["outcome"] != "pass"},
                         {"approvals.missing", "approvals.relay-unknown"})

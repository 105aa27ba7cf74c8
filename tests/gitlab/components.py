"""The GitLab CI components as GitLab runs them, without a GitLab: `gitlab-ci-local` with its shell executor.

An organisation is made with the real command line, in a repository of its own; the components are included from it in
both ways, and every job runs the real programs.
"""

import json
import os
import pathlib
import re
import shutil
import tempfile
import unittest

import gitlab_api
from project import CHECK, COUNTERSIGN, GATHERER, Project, QUESTION, ROOT, TEMPLATES, run, yaml

SARIF = os.environ["SARIF_SCHEMA"]


class Gate(Project):
    """The gate, from the configuration to what is left behind."""

    def test_an_approved_release_passes_in_both_ways(self):
        for way in ["local", "component"]:
            with self.subTest(way):
                ran = self.pipeline(QUESTION, 0, way, validated=True)
                self.assertIn("deploys after allow in production", ran.stdout)
                report, summary, variables, suites = self.artefacts()
                self.assertEqual(report["verdict"], "allow")
                self.assertEqual(summary["predicate"]["verificationResult"], "PASSED")
                self.assertEqual(variables["COUNTERSIGN_VERDICT"], "allow")
                self.assertEqual(variables["COUNTERSIGN_VALID_UNTIL"], report["validUntil"])
                requirements = {finding["requirement"] for finding in report["findings"]}
                self.assertEqual((suites.tests, suites.failures, suites.errors), (len(requirements), 0, 0))

    def test_a_release_that_lacks_approvals_is_denied_in_both_ways(self):
        for way in ["local", "component"]:
            with self.subTest(way):
                ran = self.pipeline(QUESTION | {"version": "1.0.1"}, 1, way)
                self.assertNotIn("deploys after", ran.stdout)
                self.assertIn("DENY", ran.stdout)
                report, summary, variables, suites = self.artefacts()
                self.assertEqual(summary["predicate"]["verificationResult"], "FAILED")
                self.assertEqual((variables["COUNTERSIGN_VERDICT"], variables["COUNTERSIGN_EXIT_CODE"]), ("deny", "1"))
                codes = {finding["code"] for finding in report["findings"] if finding["outcome"] == "fail"}
                failures = {case.result[0].type for suite in suites for case in suite if case.result}
                self.assertTrue(failures and failures <= codes, f"{failures} {codes}")

    def test_fail_on_never_shows_a_denial_and_goes_on(self):
        ran = self.pipeline(QUESTION | {"version": "1.0.1", "fail-on": "never"}, 0)
        self.assertIn("deploys after deny in production", ran.stdout)
        self.pipeline(QUESTION | {"policy": "missing.yml", "fail-on": "never"}, None)
        self.assertFalse((self.folder / "countersign-decision/report.json").exists())

    def test_a_question_that_cannot_be_put_ends_with_2(self):
        for inputs in [{"root-keys": ""}, {"policy": "missing.yml"}, {"artefacts": "app:1.0.0"}, {"records": "nowhere"}]:
            ran = self.pipeline(QUESTION | inputs, None)
            self.assertNotEqual(ran.returncode, 0, inputs)
            self.assertRegex(ran.stdout + ran.stderr, r"FAIL.* countersign|countersign.*exit.* 2", inputs)
            self.assertNotIn("deploys after", ran.stdout)
        self.pipeline(QUESTION | {"root-keys": "", "allow-unanchored": True}, 0)

    def test_what_lies_in_the_repository_is_not_taken_for_the_decision(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            name = pathlib.Path(folder).name
            for file in ["report.json", "summary.json", "junit.xml", "decision.env"]:
                (pathlib.Path(folder) / file).write_text("COUNTERSIGN_VERDICT=allow\n")
            self.pipeline(QUESTION | {"policy": "missing.yml", "output": name}, None)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    def test_inputs_are_validated_before_anything_runs(self):
        self.refuses({"service": "My Service"}, "service")
        self.refuses({"version": "1.0.0 2"}, "version")
        self.refuses({"environment": "production\n"}, "environment")
        self.refuses({"policy": "policy.yml\n--allow-unanchored"}, "policy")
        self.refuses({"policy-sha256": "abc"}, "policy-sha256")
        self.refuses({"output": "../elsewhere"}, "output")
        self.refuses({"binary": "countersign; reboot"}, "binary")
        self.refuses({"fail-on": "maybe"}, "fail-on")
        self.refuses({"allow-unanchored": "yes"}, "allow-unanchored")
        self.refuses({"no-trusted-root": "yes"}, "no-trusted-root")
        self.refuses({"min-policy-serial": "1"}, "min-policy-serial")
        self.refuses({"artefacts": ""}, "artefacts")
        for missing in ["service", "version", "environment", "artefacts"]:
            self.refuses({missing: None}, missing)

    def test_no_input_becomes_a_command_an_option_or_another_variable(self):
        hostile = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "a\ntouch pwned", "*",
                   "$(touch${IFS}pwned)", "--allow-unanchored", "--help", "a && touch pwned", "${HOME:-$(touch pwned)}"]
        free = ["artefacts", "records", "policy", "roster", "root-keys", "trusted-roots", "deployer"]
        one_line = ["policy", "roster", "deployer"]
        for value in hostile:
            # All at once: every variable is expanded before the program runs. And alone where it comes last.
            everywhere = {name: value for name in free if "\n" not in value or name not in one_line}
            for inputs in [everywhere, {"artefacts": f"app.tar.gz\n{value}"}]:
                ran = self.pipeline(QUESTION | inputs, None)
                said = f"{value!r}\n{ran.stdout}\n{ran.stderr}"
                self.assertNotEqual(ran.returncode, 0, said)
                self.assertNotIn("deploys after", ran.stdout, said)
                self.assertNotIn("configuration is invalid", ran.stdout + ran.stderr, said)
                self.assertEqual(list(self.folder.glob("**/pwned")), [], said)

    def test_a_hostile_variable_of_the_pipeline_stays_a_word(self):
        inputs = QUESTION | {"version": "$CI_VERSION"}
        for value in ["$(touch pwned)", "1.0.0; touch pwned", "`touch pwned`", '1.0.0" --allow-unanchored "']:
            ran = self.pipeline(inputs, None, variables=[f"CI_VERSION={value}"])
            self.assertNotEqual(ran.returncode, 0)
            self.assertEqual(list(self.folder.glob("**/pwned")), [], value)
        ran = self.pipeline(inputs, 0, variables=["CI_VERSION=1.0.0"])
        self.assertIn("deploys after allow", ran.stdout)

    def test_without_trusted_roots_none_is_believed(self):
        for inputs, roots in [({}, 2), ({"no-trusted-root": True}, 0)]:
            self.pipeline(QUESTION | inputs, 0)
            report, _, _, _ = self.artefacts()
            self.assertEqual(len(report["anchors"].get("trustedRoots", [])), roots)
        ran = self.pipeline(QUESTION | {"no-trusted-root": True, "trusted-roots": "roots.json"}, None)
        self.assertRegex(ran.stdout + ran.stderr, r"--(no-)?trusted-root.* cannot be used with")
        self.assertRegex(ran.stdout + ran.stderr, r"countersign finished in .* FAIL 2 ")
        self.assertNotIn("deploys after", ran.stdout)

    def test_sarif_is_as_its_schema_demands(self):
        line = [COUNTERSIGN, "verify", "--policy", "policy.yml", "--roster", "roster.yml", "--records", "records",
                "--service", "my-service", "--environment", "production", "--format", "sarif"]
        for code, more in [(0, ["--root-key", "root.pub", "--version", "1.0.0", "app.tar.gz"]),
                           (1, ["--root-key", "root.pub", "--version", "1.0.1", "app.tar.gz"]),
                           (1, ["--root-key", "root.pub", "--version", "1.0.0", "policy.yml"]),
                           (2, ["--version", "1.0.0", "app.tar.gz"])]:
            if code == 0:
                more = ["--deployer", "github:deployer", *more]
            log = run([*line, *more], self.folder, code).stdout
            (self.folder / "log.sarif").write_text(log)
            # One pattern of the published schema is none in JavaScript's dialect.
            run([CHECK, "--regex-variant", "python", "--schemafile", SARIF, "log.sarif"], self.folder)
            self.assertEqual(bool(json.loads(log)["runs"][0]["results"]), code != 0)


class ReleaseRecords(Project):
    """The components that read from GitLab, against a server on this machine that answers as GitLab does."""

    VARIABLES = ["COUNTERSIGN_GITLAB_TOKEN=glpat-secret", "CI_PROJECT_ID=42"]
    INPUTS = {"binary": COUNTERSIGN, "gatherer": GATHERER, "service": "my-service", "version": "2.0.0",
              "since": "v1.0.0", "builder": "github:ci-builder", "artefacts": "app.tar.gz", "stage": "test",
              "records": "made"}
    STATED = {"kind": "feature", "reversibility": "reversible", "schema-migration": "true",
              "migration-plan": "expand-contract", "blast-radius": "one-service", "flags": "pay later\npay-never\n",
              "rollback-version": "1.0.0", "rollback-digest": f"sha256:{'0' * 64}",
              "rollback-tested": "Rolled back in staging, \"twice\".", "tickets": "PAY-2\nPAY 1\n",
              "notes": "Careful:\n  it's $0.\n"}

    def written(self, due, way="local", faults=None, validated=False, **inputs):
        """What was printed, and the records that were made."""
        shutil.rmtree(self.folder / "made", ignore_errors=True)
        with gitlab_api.serve(faults) as url:
            variables = [*self.VARIABLES, f"CI_API_V4_URL={url}", f"CI_COMMIT_SHA={gitlab_api.COMMIT}"]
            inputs = self.INPUTS | {name.replace("_", "-"): value for name, value in inputs.items()}
            ran = self.pipeline(inputs, due, way, "release-record", [*variables, "COUNTERSIGN_KEY=ci.key"], validated)
        made = self.folder / "made"
        records = sorted(made.iterdir()) if made.exists() else []
        return ran, {record.name: self.inspected(record) for record in records}

    def inspected(self, record):
        shown = json.loads(run([COUNTERSIGN, "inspect", "--format", "json", record], self.folder).stdout)
        self.assertEqual(shown["problems"], [])
        return shown["predicate"]

    def test_the_record_is_what_gitlab_knows(self):
        for way in ["local", "component"]:
            ran, records = self.written(0, way, validated=True)
            self.assertNotIn("glpat-secret", ran.stdout + ran.stderr)
            (name, predicate), = records.items()
            self.assertRegex(name, r"^release-[0-9a-f]{16}\.json$")
            self.assertEqual(predicate["commit"], gitlab_api.COMMIT)
            self.assertEqual(predicate["authors"], ["email:alice@acme.example", "email:dan@acme.example", "gitlab:alice"])
            self.assertEqual(predicate["reviewers"], [{"who": "gitlab:bob", "commit": gitlab_api.COMMIT}])
            self.assertEqual(predicate["change"], {"labels": ["risk::low"], "paths": self.PATHS})
            self.assertFalse({"rollback", "notes"} & predicate.keys())

    PATHS = ["docs/old.md", "docs/pay.md", "src/pay.rs"]

    def test_what_the_pipeline_states_is_written_down_word_for_word(self):
        _, records = self.written(0, validated=True, **self.STATED)
        predicate, = records.values()
        self.assertEqual(predicate["change"], {
            "kind": "feature", "reversibility": "reversible", "schemaMigration": True, "migrationPlan": "expand-contract",
            "blastRadius": "one-service", "flags": ["pay later", "pay-never"], "labels": ["risk::low"], "paths": self.PATHS})
        self.assertEqual(predicate["rollback"], {"version": "1.0.0", "digest": f"sha256:{'0' * 64}",
                                                 "tested": "Rolled back in staging, \"twice\"."})
        self.assertEqual(predicate["tickets"], ["PAY 1", "PAY-2", "https://gitlab.example/acme/app/-/issues/3"])
        self.assertEqual(predicate["notes"].rstrip("\n"), "Careful:\n  it's $0.")

    def test_branches_that_are_named_count_one_a_line(self):
        into = f"/repository/commits/{gitlab_api.COMMIT}/merge_requests"
        moved = [one | {"target_branch": "release 2"} for one in gitlab_api.ANSWERS[into]]
        for branches, due in [("release 1\nrelease 2\n", 1), ("release 1\n", 0)]:
            with self.subTest(branches):
                _, records = self.written(0, faults={into: gitlab_api.says(moved)}, branches=branches)
                predicate, = records.values()
                self.assertEqual((len(predicate["reviewers"]), "labels" in predicate["change"]), (due, bool(due)))

    def test_no_flags_can_be_said_and_the_file_named(self):
        _, records = self.written(0, flags="none\n", schema_migration="false", file="release.json")
        self.assertEqual(list(records), ["release.json"])
        change = records["release.json"]["change"]
        self.assertEqual((change["flags"], change["schemaMigration"]), ([], False))
        ran, _ = self.written(None, flags="none\npay-later")
        self.assertRegex(ran.stdout + ran.stderr, r"--(no-flags|flag <FLAG>).* cannot be used with")
        ran, _ = self.written(None, rollback_version="1.0.0")
        self.assertIn("rollback", ran.stdout + ran.stderr)

    def test_a_file_that_lies_there_is_not_taken_for_the_record(self):
        (self.folder / "kept").mkdir()
        self.addCleanup(shutil.rmtree, self.folder / "kept")
        (self.folder / "kept" / "release.json").write_text("{}")
        ran, _ = self.written(None, records="kept", file="release.json")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("kept/release.json", ran.stdout + ran.stderr)
        self.assertEqual((self.folder / "kept" / "release.json").read_text(), "{}")

    def test_inputs_are_validated_before_anything_runs(self):
        for name, value in [("kind", "a\nb"), ("reversibility", "perhaps"), ("schema-migration", "yes"),
                            ("schema-migration", True), ("migration-plan", "é"), ("blast-radius", "a\tb"),
                            ("rollback-version", "1 0"), ("rollback-digest", "sha256:abc"), ("rollback-tested", "a\nb"),
                            ("notes", "x" * 4097), ("file", "../x.json"), ("file", ".."), ("file", "a/b"), ("file", "-x")]:
            with self.subTest(f"{name} {value!r}"):
                self.refuses({name: value}, name, "release-record", self.INPUTS)

    def test_no_input_becomes_a_command_an_option_or_another_variable(self):
        free = ["kind", "migration-plan", "blast-radius", "flags", "rollback-tested", "tickets", "notes", "branches"]
        for value in ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "*", "--unsigned",
                      "$(touch${IFS}pwned)", "a && touch pwned", "${HOME:-$(touch pwned)}"]:
            rollback = {"rollback-version": "1.0.0", "rollback-digest": f"sha256:{'0' * 64}"}
            ran, records = self.written(0, **{name: value for name in free}, **rollback)
            said = f"{value!r}\n{ran.stdout}\n{ran.stderr}"
            self.assertEqual(list(self.folder.glob("**/pwned")), [], said)
            self.assertEqual([name.endswith(".statement.json") for name in records], [False], said)
            predicate, = records.values()
            change = predicate["change"]
            words = [change["kind"], change["migrationPlan"], change["blastRadius"], *change["flags"],
                     predicate["rollback"]["tested"], predicate["tickets"][0], predicate["notes"]]
            self.assertEqual(len(set(words)), 1, said)

    def test_without_an_answer_there_is_no_record(self):
        ran, records = self.written(None, faults={"/approvals": 403})
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("403 Forbidden", ran.stdout + ran.stderr)
        self.assertEqual(records, {})

    def test_paths_that_gitlab_cannot_tell_are_left_out_and_the_log_says_so(self):
        ran, records = self.written(0, faults={f"from={gitlab_api.SINCE}&to={gitlab_api.COMMIT}&straight=true": 500})
        predicate, = records.values()
        self.assertEqual(predicate["change"], {"labels": ["risk::low"]})
        self.assertIn("change.paths is left out", ran.stdout + ran.stderr)


class Templates(unittest.TestCase):
    """What can be said of the templates without running them."""

    def test_they_are_as_the_published_schema_demands(self):
        for template in sorted(TEMPLATES.glob("*/template.yml")):
            header, body = yaml.load_all(template.read_text())
            with tempfile.TemporaryDirectory() as folder:
                for name, document in [("header", header), ("body", body)]:
                    path = pathlib.Path(folder) / f"{name}.gitlab-ci.yml"
                    with open(path, "w") as file:
                        yaml.dump(document, file)
                    run([CHECK, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", path], folder)

    def test_no_input_is_part_of_a_script(self):
        for template in sorted(TEMPLATES.glob("*/template.yml")):
            header, body = yaml.load_all(template.read_text())
            job, = body.values()
            self.assertNotIn("$[[", "".join(job["script"]))
            used = set(re.findall(r"\$\[\[ inputs\.([a-z0-9-]+) \]\]", template.read_text()))
            self.assertEqual(used, set(header["spec"]["inputs"]), template)
            for name, given in header["spec"]["inputs"].items():
                self.assertTrue(given["description"].endswith("."), name)
                bounded = {"regex", "options"} & given.keys() or given.get("type") in ["boolean", "number"]
                self.assertTrue(bounded, f"{name} takes anything")

    def test_the_scripts_are_posix(self):
        for template in sorted(TEMPLATES.glob("*/template.yml")):
            _, body = yaml.load_all(template.read_text())
            job, = body.values()
            run(["sh", "-n", "-c", "\n".join(job["script"])], ROOT)

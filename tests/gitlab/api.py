"""What `countersign-gitlab` makes of GitLab's answers, good and bad: a predicate that is complete, or a clear failure."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import gitlab_api
from gitlab_api import COMMIT, HEAD, OLD_HEAD, decision

GATHERER = os.environ["COUNTERSIGN_GITLAB"]
# What `countersign inspect --format json` says of a release record, as far as it is read.
RELEASE = json.dumps({"predicateType": "https://countersign.dev/attestation/release/v1", "predicate": {"commit": COMMIT}})


class Api(unittest.TestCase):
    def setUp(self):
        held = tempfile.TemporaryDirectory()
        self.addCleanup(held.cleanup)
        self.folder = pathlib.Path(held.name)

    def gather(self, url, *arguments, token=gitlab_api.TOKEN, **more):
        environment = {"COUNTERSIGN_GITLAB_TOKEN": token, "CI_API_V4_URL": url, "CI_PROJECT_ID": "42",
                       "CI_COMMIT_SHA": COMMIT, "CI_PIPELINE_ID": str(gitlab_api.PIPELINE), "PATH": os.environ["PATH"]} | more
        ran = subprocess.run([GATHERER, *map(str, arguments)], cwd=self.folder, env=environment, capture_output=True,
                             text=True, timeout=120)
        self.assertNotIn(gitlab_api.TOKEN, ran.stdout + ran.stderr)
        self.assertNotIn("panicked", ran.stderr)
        return ran

    def release(self, faults=None, answers=None, arguments=("--since", "v1.0.0"), **more):
        """The predicate of a release; the exit code and what was said where there is none."""
        out = self.folder / "release.json"
        out.unlink(missing_ok=True)
        with gitlab_api.serve(faults, answers) as url:
            ran = self.gather(url, "release", *arguments, "--out", out, **more)
        if ran.returncode == 0:
            return json.loads(out.read_text()), ran.stderr
        self.assertFalse(out.exists(), "a failure wrote a predicate")
        self.assertEqual(len(ran.stderr.strip().splitlines()), 1, ran.stderr)
        return ran.returncode, ran.stderr

    def fails(self, code, words, *arguments, **more):
        found, said = self.release(*arguments, **more)
        self.assertEqual(found, code, said)
        for word in words:
            self.assertIn(word, said)

    def test_a_release_has_everybody_who_worked_on_it(self):
        predicate, said = self.release()
        self.assertEqual(predicate, {
            "repository": "https://gitlab.example/acme/app", "commit": COMMIT,
            "authors": ["email:alice@acme.example", "email:dan@acme.example", "gitlab:alice"],
            "reviewers": [{"who": "gitlab:bob", "commit": COMMIT}],
            "changeRequest": "https://gitlab.example/acme/app/-/merge_requests/7",
            "tickets": ["https://gitlab.example/acme/app/-/issues/3"],
            "change": {"labels": ["risk::low"], "paths": ["docs/old.md", "docs/pay.md", "src/pay.rs"]}})
        self.assertNotIn("left out", said)

    def test_a_merge_request_into_another_branch_says_whose_work_it_is_and_no_more(self):
        into_junk = {"iid": 9, "project_id": 42, "state": "merged", "target_branch": "junk",
                     "web_url": "https://gitlab.example/acme/app/-/merge_requests/9", "author": gitlab_api.CAROL,
                     "sha": COMMIT, "merge_commit_sha": None, "squash_commit_sha": None, "labels": ["low-risk"]}
        answers = {
            f"/repository/commits/{COMMIT}/merge_requests": [into_junk],
            "/merge_requests/9/commits": [gitlab_api.commit(COMMIT, "eve@acme.example")],
            "/merge_requests/9/closes_issues": [{"iid": 4, "web_url": "https://gitlab.example/acme/app/-/issues/4"}],
            "/merge_requests/9/approvals": {
                "approved_by": [{"user": gitlab_api.BOB, "approved_at": "2026-11-20T12:00:00Z"}]},
            "/merge_requests/9/versions": [
                {"id": 2, "head_commit_sha": COMMIT, "created_at": "2026-11-20T11:00:00.000Z", "state": "collected"}]}
        authors = ["email:alice@acme.example", "email:dan@acme.example", "email:eve@acme.example", "gitlab:carol"]
        for branches in [[], ["--branches=release"], ["--branches=jun", "--branches=junk/2"]]:
            predicate, said = self.release(answers=answers, arguments=["--since", "v1.0.0", *branches])
            self.assertEqual((predicate["reviewers"], predicate["tickets"]), ([], []))
            self.assertEqual(predicate["change"], {"paths": ["docs/old.md", "docs/pay.md", "src/pay.rs"]})
            self.assertNotIn("changeRequest", predicate)
            self.assertEqual(predicate["authors"], authors)
            self.assertIn("merge request !9 went into `junk`, which is neither the default branch `main` nor named with "
                          "`--branches`", said)
            self.assertIn("change.labels is left out: not all merge requests count: a policy that asks for labels takes "
                          "the stricter class; name their branches with `--branches`", said)
        predicate, said = self.release(answers=answers, arguments=["--since=v1.0.0", "--branches=release", "--branches=junk"])
        self.assertEqual((predicate["reviewers"], predicate["change"]["labels"], predicate["authors"]),
                         ([{"who": "gitlab:bob", "commit": COMMIT}], ["low-risk"], authors))
        self.assertEqual(predicate["changeRequest"], into_junk["web_url"])
        self.assertNotIn("left out", said)

    def test_labels_are_not_stated_where_those_of_one_merge_request_are_left_out(self):
        into = f"/repository/commits/{COMMIT}/merge_requests"
        stacked = gitlab_api.ANSWERS[into][0] | {"iid": 9, "target_branch": "develop", "labels": ["security"]}
        answers = {into: [*gitlab_api.ANSWERS[into], stacked], "/merge_requests/9/commits": [],
                   "/merge_requests/9/closes_issues": [], "/merge_requests/9/approvals": {"approved_by": []}}
        for branches, labels in [([], None), (["--branches=develop"], ["risk::low", "security"])]:
            predicate, said = self.release(answers=answers, arguments=["--since=v1.0.0", *branches])
            self.assertEqual(predicate["change"].get("labels", None), labels, said)
            self.assertEqual("change.labels is left out" in said, labels is None, said)
            self.assertEqual(predicate["reviewers"], [{"who": "gitlab:bob", "commit": COMMIT}])
        # One of another project, or that was never merged, brought nothing here.
        for other in [{"project_id": 43}, {"state": "opened"}]:
            answers[into] = [*gitlab_api.ANSWERS[into], stacked | other]
            predicate, said = self.release(answers=answers)
            self.assertEqual((predicate["change"]["labels"], "left out" in said), (["risk::low"], False), said)

    def test_help_among_other_words_is_no_release(self):
        for words, code in [(["--help"], 0), (["release", "--help"], 0), (["help", "release"], 0), (["--version"], 0),
                            (["release", "--since", "v1.0.0", "--out", "release.json", "--help"], 2),
                            (["release", "--whole-history", "-h"], 2), (["approvals", "--environment", "x", "-h"], 2)]:
            ran = self.gather("http://127.0.0.1:9/", *words)
            self.assertEqual(ran.returncode, code, ran.stderr)
            self.assertEqual("help was asked for beside other words" in ran.stderr, code == 2, ran.stderr)

    def test_a_first_release_has_the_authors_of_every_commit(self):
        predicate, said = self.release(arguments=["--whole-history"])
        self.assertIn("email:eve@acme.example", predicate["authors"])
        self.assertEqual(predicate["change"], {"labels": ["risk::low"]})
        self.assertIn("change.paths is left out: there is no release before to compare with", said)

    def test_tickets_are_added_to_the_issues_that_are_closed(self):
        predicate, _ = self.release(arguments=["--since", "v1.0.0", "--ticket=PAY-2", "--ticket=PAY-1"])
        self.assertEqual(predicate["tickets"], ["PAY-1", "PAY-2", "https://gitlab.example/acme/app/-/issues/3"])

    def test_paths_that_are_not_all_there_are_left_out_and_that_is_said(self):
        compare = f"/repository/compare?from={gitlab_api.SINCE}&to={COMMIT}&straight=true"
        many = [gitlab_api.diff(f"src/{n}.rs") for n in range(10_000)]
        for why, diffs, timeout in [("did not compare everything", many[:3], True),
                                    ("commits, but nothing that differs", [], False),
                                    ("there are 10001, more than the 10000", [*many, gitlab_api.diff("x")], False)]:
            predicate, said = self.release(answers={compare: {"diffs": diffs, "compare_timeout": timeout}})
            self.assertEqual(predicate["change"], {"labels": ["risk::low"]}, said)
            self.assertRegex(said, f"change.paths is left out: .*{why}.*: a policy that asks for paths takes the stricter")
        predicate, said = self.release(answers={compare: {"diffs": many, "compare_timeout": False}})
        self.assertEqual((len(predicate["change"]["paths"]), "left out" in said), (10_000, False))

    def test_a_comparison_that_gitlab_cannot_make_loses_the_paths_and_not_the_record(self):
        # GitLab answers a comparison at once, however large; who reviewed what is asked with another one.
        same = {"diffs": [], "compare_timeout": False}
        for why, fault in [("500 Internal Server Error, 5 times", 500), ("larger than 16 MiB", gitlab_api.oversized),
                           ("not as documented", gitlab_api.says({"diffs": [{}], "compare_timeout": False})),
                           ("not as documented", gitlab_api.says({"diffs": None, "compare_timeout": False})),
                           ("5 times", gitlab_api.truncated)]:
            with self.subTest(why):
                answers = {"/merge_requests/7/approvals": {"approved_by": []}}
                predicate, said = self.release({"straight=true": fault}, answers)
                self.assertEqual(predicate["change"], {"labels": ["risk::low"]}, said)
                self.assertRegex(said, f"change.paths is left out: .*{why}.*: a policy that asks for paths takes the stricter")
        self.fails(2, ["403 Forbidden"], {"/compare": 403})
        self.fails(3, ["500"], {f"from={HEAD}&to={COMMIT}&straight=true": 500})

    def test_a_review_counts_for_what_was_looked_at(self):
        compare = f"/repository/compare?from={HEAD}&to={COMMIT}&straight=true"
        for more in [{"diffs": [gitlab_api.diff("a")], "compare_timeout": False}, {"diffs": [], "compare_timeout": True}]:
            predicate, _ = self.release(answers={compare: more})
            self.assertEqual(predicate["reviewers"], [{"who": "gitlab:bob", "commit": HEAD}])
        early = {"approved_by": [{"user": gitlab_api.BOB, "approved_at": "2026-11-20T10:30:00Z"}]}
        compare = f"/repository/compare?from={OLD_HEAD}&to={COMMIT}&straight=true"
        differs = {"diffs": [gitlab_api.diff("a")], "compare_timeout": False}
        predicate, _ = self.release(answers={"/merge_requests/7/approvals": early, compare: differs})
        self.assertEqual(predicate["reviewers"], [{"who": "gitlab:bob", "commit": OLD_HEAD}])
        unknown = {"approved_by": [{"user": gitlab_api.BOB}]}
        predicate, said = self.release(answers={"/merge_requests/7/approvals": unknown})
        self.assertEqual(predicate["reviewers"], [])
        self.assertIn("gitlab:bob", said)

    def test_every_page_is_read(self):
        many = [gitlab_api.commit(f"{n:040x}", f"p{n}@acme.example") for n in range(250)] + [gitlab_api.commit(COMMIT)]
        answers = {f"/repository/commits?ref_name={gitlab_api.SINCE}..{COMMIT}": many}
        answers |= {f"/repository/commits/{one['id']}/merge_requests": [] for one in many}
        predicate, _ = self.release(answers=answers)
        self.assertEqual(len(predicate["authors"]), 251)

    def test_what_is_refused_is_said_with_what_to_do(self):
        for status, word in [(401, "401 Unauthorized"), (403, "read_api"), (404, "404 Not Found")]:
            for path in ["", "/repository/commits", "/merge_requests", "/approvals", "/versions", "/closes_issues"]:
                self.fails(2, [word], {path: status} if path else {"/42": status, "": status})
        self.fails(2, ["401"], token="wrong")

    def test_what_can_pass_is_asked_again(self):
        for fault in [gitlab_api.busy(2, "1"), gitlab_api.busy(2, None, 500), gitlab_api.busy(1, None, 503)]:
            predicate, _ = self.release({"/approvals": fault})
            self.assertEqual(len(predicate["reviewers"]), 1)

    def test_what_does_not_pass_is_a_failure(self):
        self.fails(3, ["429", "5 times"], {"/approvals": gitlab_api.busy(99, "0")})
        self.fails(3, ["429", "3600 s"], {"/approvals": gitlab_api.busy(99, "3600")})
        self.fails(3, ["500"], {"/versions": 500})
        self.fails(3, ["5 times"], {"/closes_issues": gitlab_api.truncated})
        self.fails(3, ["418"], {"/versions": 418})

    def test_a_slow_server_is_not_waited_for(self):
        self.fails(3, ["no answer in time"], {"/approvals": gitlab_api.slow},
                   arguments=["--since", "v1.0.0", "--timeout", "1"])

    def test_wrong_answers_are_never_an_empty_list(self):
        for body in [b"", b"<html>sign in</html>", b"[", b"null", b"{}", b'{"approved_by": null}', b'{"approved_by": [{}]}',
                     b'{"approved_by": [], "approved_by": []}', b'"\xff"', b"[" * 100000]:
            self.fails(3, ["not as documented"], {"/approvals": gitlab_api.says(body)})
        self.fails(3, ["not as documented"], {"/versions": gitlab_api.says({"message": "no"})})
        self.fails(3, ["without the commit itself"], {}, {
            f"/repository/commits?ref_name={gitlab_api.SINCE}..{COMMIT}": [gitlab_api.commit("e" * 40)]})
        self.fails(2, ["no commit"], {}, {f"/repository/commits?ref_name={gitlab_api.SINCE}..{COMMIT}": []})

    def test_what_does_not_end_is_a_failure(self):
        self.fails(3, ["does not end"], {"/merge_requests/7/commits": gitlab_api.endless})
        self.fails(3, ["larger than 16 MiB"], {"/versions": gitlab_api.oversized})

    def test_the_token_goes_nowhere_else(self):
        asked = []
        with gitlab_api.serve(asked=asked) as other:
            self.fails(2, ["302", "not followed"], {"/approvals": gitlab_api.redirect(other + "/projects/42/x")})
        self.assertEqual(asked, [])
        for url in ["http://gitlab.example/api/v4", "ftp://127.0.0.1/", "http://127.0.0.1.evil.example/", "gitlab.example",
                    "https://gitlab.example/api/v4?x=y", ""]:
            ran = self.gather(url, "release", "--whole-history", "--out", "x.json")
            self.assertEqual(ran.returncode, 2, f"{url}: {ran.stderr}")

    def test_tokens_that_are_none_are_not_sent(self):
        for token in ["", "a\nX-Other: b", "a b", "é"]:
            asked = []
            with gitlab_api.serve(asked=asked) as url:
                ran = self.gather(url, "release", "--whole-history", "--out", "x.json", token=token)
            self.assertEqual((ran.returncode, asked), (2, []))

    def test_words_of_gitlab_steer_nothing(self):
        name = {"id": 9, "username": "x\n::error::\x1b[31m", "state": "active"}
        answers = {"/merge_requests/7/approvals": {"approved_by": [{"user": name}]}}
        predicate, said = self.release(answers=answers)
        self.assertNotIn("\x1b", said)
        self.assertFalse([line for line in said.splitlines() if line.startswith("::")])
        self.assertEqual(predicate["reviewers"], [])

    def test_tls_is_checked(self):
        for name, subject in [("right", "IP:127.0.0.1"), ("wrong", "DNS:gitlab.example")]:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", "/CN=test",
                            "-addext", f"subjectAltName={subject}", "-addext", "basicConstraints=critical,CA:FALSE"],
                           cwd=self.folder, check=True, capture_output=True)
        for name, believed, code in [("right", "right", 0), ("right", "wrong", 3), ("wrong", "wrong", 3), ("right", None, 3)]:
            asked = []
            files = [str(self.folder / f"{name}.{kind}") for kind in ("pem", "key")]
            with gitlab_api.serve(certificate=files, asked=asked) as url:
                more = {"CI_SERVER_TLS_CA_FILE": str(self.folder / f"{believed}.pem")} if believed else {}
                out = self.folder / f"{name}-{believed}.json"
                ran = self.gather(url, "release", "--since", "v1.0.0", "--out", out, **more)
            self.assertEqual(ran.returncode, code, f"{name} {believed}: {ran.stderr}")
            self.assertEqual(bool(asked), code == 0)

    def approvals(self, faults=None, answers=None, environment="production", inspected=RELEASE, asked=None, left=None):
        out = self.folder / "relayed"
        shutil.rmtree(out, ignore_errors=True)
        for name, text in (left or {}).items():
            out.mkdir(exist_ok=True)
            (out / name).write_text(text)
        (self.folder / "inspected.json").write_text(inspected)
        with gitlab_api.serve(faults, answers, asked=asked) as url:
            ran = self.gather(url, "approvals", "--environment", environment, "--role", "release-manager", "--out", out,
                              "--release", "inspected.json")
        files = {file.name: json.loads(file.read_text()) for file in sorted(out.iterdir())} if out.exists() else {}
        return ran, files

    def test_who_approved_a_deployment_is_relayed(self):
        ran, files = self.approvals()
        self.assertEqual(ran.returncode, 0, ran.stderr)
        relay = {"platform": "gitlab", "login": "bob", "id": "12", "environment": "production"}
        approved, rejected = files.values()
        self.assertEqual(list(files), ["approved-12-1795179600.json", "rejected-13-1795179900.json"])
        self.assertEqual(approved, {
            "decision": "approved", "role": "release-manager", "environments": ["production"],
            "signedAt": "2026-11-20T13:00:00Z", "reason": "Looks good\nto me", "relay": relay})
        self.assertEqual((rejected["decision"], rejected["relay"]["id"]), ("rejected", "13"))
        self.assertTrue(rejected["reason"])

    def relayed(self, decisions, *others):
        """The decisions that are relayed of a commit's deployments: which way, by whom, and when."""
        answers = gitlab_api.deployed(decisions, *others)
        ran, files = self.approvals(answers=answers)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        for name, file in files.items():
            self.assertTrue(name.startswith(f"{file['decision']}-{file['relay']['id']}-"), name)
        return [(file["decision"], file["relay"]["login"], file["signedAt"], file.get("reason"))
                for file in files.values()]

    def test_a_rejection_of_an_earlier_deployment_is_not_lost(self):
        no = decision(gitlab_api.CAROL, "rejected", "2026-11-20T13:05:00.000Z", "It breaks refunds")
        yes = decision(gitlab_api.BOB, "approved", "2026-11-20T14:00:00.000Z", "Go")
        relayed = [("approved", "bob", "2026-11-20T14:00:00Z", "Go"),
                   ("rejected", "carol", "2026-11-20T13:05:00Z", "It breaks refunds")]
        self.assertEqual(self.relayed({5: [no], 6: [yes]}), relayed)
        self.assertEqual(self.relayed({5: [no], 6: [], 7: [], 8: [yes]}), relayed)

    def test_a_rejection_of_every_deployment_and_person_is_relayed(self):
        first, second = "2026-11-20T13:00:00.000Z", "2026-11-20T14:00:00.000Z"
        self.assertEqual(self.relayed({
            5: [decision(gitlab_api.CAROL, "rejected", first, "a"), decision(gitlab_api.BOB, "rejected", first, "b")],
            6: [decision(gitlab_api.CAROL, "rejected", second, "c")],
            7: [],
        }), [("rejected", "bob", "2026-11-20T13:00:00Z", "b"), ("rejected", "carol", "2026-11-20T13:00:00Z", "a"),
             ("rejected", "carol", "2026-11-20T14:00:00Z", "c")])

    def test_an_approval_is_of_the_newest_deployment_alone(self):
        old = [decision(gitlab_api.BOB, "approved", "2026-11-20T13:00:00.000Z")]
        self.assertEqual(self.relayed({5: old, 6: []}), [])
        # The number says which is newest, wherever a server lists it.
        answers = gitlab_api.deployed({5: old, 10: []})
        answers[gitlab_api.DEPLOYMENTS].reverse()
        ran, files = self.approvals(answers=answers)
        self.assertEqual((ran.returncode, files), (0, {}), ran.stderr)

    def of_pipelines(self, decisions, deployables):
        """The relay, where each deployment is of a job of its own."""
        answers = gitlab_api.deployed(decisions)
        for number, deployable in deployables.items():
            shown = [answers[f"/deployments/{number}"]]
            for one in shown + [it for it in answers[gitlab_api.DEPLOYMENTS] if it["id"] == number]:
                one["deployable"] = deployable
        return self.approvals(answers=answers)

    def test_an_approval_of_another_pipelines_deployment_is_no_word_about_this_one(self):
        yes = decision(gitlab_api.BOB, "approved", "2026-11-20T13:00:00.000Z", "another service may go")
        no = decision(gitlab_api.CAROL, "rejected", "2026-11-20T13:05:00.000Z", "It breaks refunds")
        own, other = gitlab_api.job(gitlab_api.PIPELINE), gitlab_api.job(200)
        ran, files = self.of_pipelines({5: [], 6: [yes, no]}, {6: other})
        self.assertEqual((ran.returncode, list(files)), (0, ["rejected-13-1795179900.json"]), ran.stderr)
        self.assertIn("approvals of the deployment 5, the newest of this pipeline", ran.stderr)
        ran, files = self.of_pipelines({5: [yes], 6: []}, {6: other})
        self.assertEqual((ran.returncode, list(files)), (0, ["approved-12-1795179600.json"]), ran.stderr)
        for unknown in [other, None, {}, {"id": 1}, {"id": 1, "pipeline": None}]:
            ran, files = self.of_pipelines({5: [yes], 6: [yes]}, {5: unknown, 6: unknown})
            self.assertEqual((ran.returncode, files), (2, {}), ran.stderr)
            self.assertIn(f"no deployment of {COMMIT} to `production` by the pipeline {gitlab_api.PIPELINE}, and 2 by others",
                          ran.stderr)
            self.assertIn("must be in the same pipeline", ran.stderr)
        for odd in [{"pipeline": {}}, {"pipeline": {"id": "100"}}, 7]:
            ran, files = self.of_pipelines({5: [yes]}, {5: odd})
            self.assertEqual((ran.returncode, files), (3, {}), ran.stderr)
        # Twice the pipeline's own: a job that was run again.
        ran, files = self.of_pipelines({5: [yes], 6: []}, {5: own, 6: own})
        self.assertEqual((ran.returncode, files), (0, {}), ran.stderr)

    def test_who_rejected_and_approved_keeps_the_order_that_gitlab_has(self):
        for no, yes, is_later in [("13:05:00.999", "13:05:01.000", True), ("13:05:01.000", "13:05:00.999", False),
                                  ("13:05:00.100", "13:05:00.900", False), ("13:05:00.900", "13:05:00.100", False)]:
            approved, rejected = self.relayed({
                5: [decision(gitlab_api.CAROL, "rejected", f"2026-11-20T{no}Z")],
                6: [decision(gitlab_api.CAROL, "approved", f"2026-11-20T{yes}Z")]})
            self.assertEqual((approved[0], rejected[0]), ("approved", "rejected"))
            self.assertEqual(approved[2] > rejected[2], is_later, (no, yes))

    def test_a_yes_that_was_turned_into_a_no_is_as_new_as_the_end_of_its_deployment(self):
        turned = decision(gitlab_api.BOB, "rejected", "2026-11-20T13:00:00.000Z")
        yes = decision(gitlab_api.BOB, "approved", "2026-11-20T13:05:00.000Z")
        for changed in ["2026-11-20T13:30:00.000Z", None]:
            answers = gitlab_api.deployed({5: [turned], 6: [yes]})
            answers["/deployments/5"]["updated_at"] = changed
            ran, files = self.approvals(answers=answers)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            approved, rejected = sorted(files.values(), key=lambda file: file["decision"])
            self.assertEqual(approved["signedAt"], "2026-11-20T13:05:00Z")
            if changed:
                self.assertEqual(rejected["signedAt"], "2026-11-20T13:30:00Z")
            else:
                self.assertGreater(rejected["signedAt"], approved["signedAt"])

    def test_the_same_word_in_the_same_second_is_relayed_once(self):
        at = "2026-11-20T13:00:00.000Z"
        no = decision(gitlab_api.CAROL, "rejected", at, "older")
        self.assertEqual(self.relayed({5: [no, no], 6: [no | {"comment": "newer"}]}),
                         [("rejected", "carol", "2026-11-20T13:00:00Z", "newer")])

    def test_rejections_of_other_commits_and_environments_are_no_word_about_this_one(self):
        elsewhere = {"environment": {"id": 2, "name": "production-eu"}}
        said = {"approvals": [decision(gitlab_api.CAROL, "rejected", "2026-11-20T13:00:00.000Z")]}
        others = [gitlab_api.deployment(4, HEAD, **said), gitlab_api.deployment(7, COMMIT, **elsewhere, **said)]
        yes = decision(gitlab_api.BOB, "approved", "2026-11-20T14:00:00.000Z")
        self.assertEqual(self.relayed({6: [yes]}, *others), [("approved", "bob", "2026-11-20T14:00:00Z", None)])

    def test_every_page_of_deployments_is_read_or_nothing_is_written(self):
        others = [gitlab_api.deployment(number, HEAD) for number in range(100, 350)]
        answers = gitlab_api.deployed({
            5: [decision(gitlab_api.CAROL, "rejected", "2026-11-20T13:05:00.000Z")],
            400: [decision(gitlab_api.BOB, "approved", "2026-11-20T14:00:00.000Z")]}, *others)
        self.assertEqual([listed["id"] for listed in answers[gitlab_api.DEPLOYMENTS]][::251], [400, 5])
        ran, files = self.approvals(answers=answers)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual([file["relay"]["login"] for file in files.values()], ["bob", "carol"])
        for code, fault in [(3, 500), (2, 403), (2, 404), (3, gitlab_api.truncated), (3, gitlab_api.endless),
                            (3, gitlab_api.says(b"")), (3, gitlab_api.says({"message": "no"}))]:
            with self.subTest(str(fault)):
                ran, files = self.approvals({"/deployments": gitlab_api.later(fault)}, answers)
                self.assertEqual((ran.returncode, files), (code, {}), ran.stderr)

    def test_an_earlier_deployment_that_cannot_be_read_is_a_failure(self):
        yes = decision(gitlab_api.BOB, "approved", "2026-11-20T14:00:00.000Z")
        odd = decision(gitlab_api.BOB, "perhaps", "2026-11-20T13:00:00.000Z")
        answers = gitlab_api.deployed({5: [], 6: [yes]})
        silent = {"/deployments/5": gitlab_api.deployment(5, COMMIT)}
        strange = {"/deployments/5": gitlab_api.deployment(5, COMMIT, approvals=[odd])}
        for code, faults, more in [(2, {}, silent), (3, {}, strange), (3, {"/deployments/5": 500}, {}),
                                   (2, {"/deployments/5": 403}, {}), (2, {"/deployments/5": 404}, {}),
                                   (3, {"/deployments/5": gitlab_api.truncated}, {})]:
            ran, files = self.approvals(faults, answers | more)
            self.assertEqual((ran.returncode, files), (code, {}), ran.stderr)

    def test_more_deployments_than_can_be_asked_are_a_failure(self):
        asked = []
        ran, files = self.approvals(answers=gitlab_api.deployed({number: [] for number in range(1, 1002)}), asked=asked)
        self.assertEqual((ran.returncode, files), (2, {}), ran.stderr)
        self.assertIn("there are 1001 deployments", ran.stderr)
        self.assertEqual(set(asked), {"/deployments?order_by=id&sort=desc&environment=production"})

    def test_approvals_of_another_commit_than_the_released_one_are_no_word_about_it(self):
        for words, inspected in [
            ([f"the deployment is of the commit {COMMIT}", f"the release record is about {HEAD}",
              "relay them in the pipeline that releases it"], RELEASE.replace(COMMIT, HEAD)),
            (["is about another kind of record"], RELEASE.replace("release/v1", "approval/v1")),
            (["does not say what a release record is"], "{}"),
            (["does not say what a release record is"], RELEASE + RELEASE),
            (["does not say what a release record is"], json.dumps({"predicateType": "x", "problems": []})),
        ]:
            asked = []
            ran, files = self.approvals(inspected=inspected, asked=asked)
            self.assertEqual((ran.returncode, files, asked), (2, {}, []), ran.stderr)
            for word in words:
                self.assertIn(word, ran.stderr)
        (self.folder / "inspected.json").unlink()
        ran = self.gather("http://127.0.0.1:9/", "approvals", "--environment=production", "--role=x", "--out=relayed",
                          "--release=inspected.json")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("`inspected.json` cannot be read", ran.stderr)

    def test_a_long_comment_loses_no_rejection(self):
        long = [{"user": gitlab_api.BOB, "status": "rejected", "created_at": "2026-11-20T13:00:00Z", "comment": "é" * 9999}]
        _, files = self.approvals(answers={"/deployments/5": gitlab_api.deployment(5, COMMIT, approvals=long)})
        self.assertEqual([file["reason"] for file in files.values()], ["é" * 1000])

    def test_approvals_that_cannot_be_read_are_a_failure(self):
        deployment = gitlab_api.deployment
        odd = [{"user": gitlab_api.BOB, "status": "perhaps", "created_at": "2026-11-20T13:00:00Z", "comment": ""}]
        for code, faults, answers in [
            (2, {}, {gitlab_api.DEPLOYMENTS: [deployment(4, gitlab_api.SINCE)]}),
            (2, {}, {"/deployments/5": deployment(5, COMMIT)}),
            (3, {}, {"/deployments/5": deployment(5, COMMIT, approvals=odd)}),
            (2, {"/deployments": 403}, {}), (3, {"/deployments/5": 500}, {}),
            (3, {"/deployments/5": gitlab_api.truncated}, {}),
        ]:
            ran, files = self.approvals(faults, answers)
            self.assertEqual((ran.returncode, files), (code, {}), ran.stderr)
        ran, files = self.approvals(environment="staging")
        self.assertEqual((ran.returncode, files), (2, {}))

    def test_what_lies_in_the_folder_is_not_relayed(self):
        for name in ["approved-1-1.json", "rejected-1-1.json"]:
            ran, files = self.approvals(left={name: "{}"})
            self.assertEqual((ran.returncode, files), (2, {name: {}}), ran.stderr)

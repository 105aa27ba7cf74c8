"""A server on this machine that answers as GitLab's API (version 4) does, with the shapes that its documentation shows,
and, where a test asks for it, as a server does that is broken, busy, slow or hostile."""

import contextlib
import http.server
import json
import ssl
import threading
import time
import urllib.parse

COMMIT = "b" * 40
HEAD = "c" * 40
OLD_HEAD = "d" * 40
SINCE = "a" * 40
TOKEN = "glpat-secret"
PIPELINE = 100

PROJECT = "/api/v4/projects/42"
ALICE = {"id": 11, "username": "alice", "name": "Alice", "state": "active"}
BOB = {"id": 12, "username": "bob", "name": "Bob", "state": "active"}
CAROL = {"id": 13, "username": "carol", "name": "Carol", "state": "active"}


def commit(sha, email="alice@acme.example", message="Change it\n"):
    return {"id": sha, "short_id": sha[:8], "title": "Change it", "message": message, "author_name": "Alice",
            "author_email": email, "authored_date": "2026-11-20T10:00:00.000+00:00", "committer_email": email,
            "parent_ids": [], "trailers": {}}


def diff(new, old=None):
    return {"old_path": old or new, "new_path": new, "a_mode": "100644", "b_mode": "100644", "diff": "@@ -1 +1 @@\n",
            "new_file": False, "renamed_file": old is not None, "deleted_file": False}


def job(pipeline):
    """The job that deploys, as GitLab shows it with a deployment."""
    return {"id": 1, "name": "approve-production", "ref": "main", "pipeline": {"id": pipeline, "ref": "main"}}


def deployment(number, sha, **more):
    changed = max((it["created_at"] for it in more.get("approvals") or []), default="2026-11-20T12:30:00.000Z")
    return {"id": number, "iid": number, "ref": "main", "sha": sha, "status": "blocked", "updated_at": changed,
            "environment": {"id": 1, "name": "production"}, "user": ALICE, "deployable": job(PIPELINE)} | more


def decision(user, status, at, comment=None):
    return {"user": user, "status": status, "created_at": at, "comment": comment}


DEPLOYMENTS = "/deployments?environment=production&order_by=id&sort=desc"


def deployed(decisions, *others):
    """What people said of each deployment of the commit, by its number; a listing says nothing of that, as in GitLab."""
    listed = [deployment(number, COMMIT) for number in decisions] + list(others)
    answers = {DEPLOYMENTS: sorted(listed, key=lambda it: -it["id"])}
    return answers | {f"/deployments/{number}": deployment(number, COMMIT, approvals=said)
                      for number, said in decisions.items()}


ANSWERS = {
    "": {"id": 42, "path_with_namespace": "acme/app", "web_url": "https://gitlab.example/acme/app",
         "default_branch": "main"},
    "/repository/commits/v1.0.0": commit(SINCE),
    f"/repository/commits?ref_name={SINCE}..{COMMIT}": [
        commit(COMMIT), commit("e" * 40, message="x\n\nCo-authored-by: Dan <dan@acme.example>\n")],
    f"/repository/commits?ref_name={COMMIT}": [commit(COMMIT), commit(SINCE, "eve@acme.example")],
    f"/repository/commits/{COMMIT}/merge_requests": [
        {"iid": 7, "project_id": 42, "state": "merged", "target_branch": "main",
         "web_url": "https://gitlab.example/acme/app/-/merge_requests/7", "author": ALICE, "sha": HEAD, "merge_commit_sha": COMMIT, "squash_commit_sha": None, "labels": ["risk::low"]},
        {"iid": 8, "project_id": 42, "state": "opened", "target_branch": "main",
         "web_url": "https://gitlab.example/acme/app/-/merge_requests/8", "author": CAROL, "sha": "f" * 40, "merge_commit_sha": None, "squash_commit_sha": None, "labels": ["wip"]}],
    f"/repository/commits/{'e' * 40}/merge_requests": [],
    f"/repository/commits/{SINCE}/merge_requests": [],
    "/merge_requests/7/commits": [commit(HEAD), commit("e" * 40)],
    "/merge_requests/7/closes_issues": [{"iid": 3, "web_url": "https://gitlab.example/acme/app/-/issues/3"}],
    "/merge_requests/7/approvals": {"approved_by": [{"user": BOB, "approved_at": "2026-11-20T12:00:00.250Z"}]},
    "/merge_requests/7/versions": [
        {"id": 2, "head_commit_sha": HEAD, "created_at": "2026-11-20T11:00:00.000Z", "state": "collected"},
        {"id": 1, "head_commit_sha": OLD_HEAD, "created_at": "2026-11-20T10:00:00.000Z", "state": "collected"}],
    f"/repository/compare?from={HEAD}&to={COMMIT}&straight=true": {
        "commits": [], "diffs": [], "compare_timeout": False, "compare_same_ref": False},
    f"/repository/compare?from={SINCE}&to={COMMIT}&straight=true": {
        "commits": [], "diffs": [diff("src/pay.rs"), diff("docs/pay.md", "docs/old.md")], "compare_timeout": False,
        "compare_same_ref": False},
} | deployed({5: [decision(BOB, "approved", "2026-11-20T13:00:00.999Z", "Looks good\nto me"),
                  decision(CAROL, "rejected", "2026-11-20T13:05:00.000Z")]}, deployment(4, SINCE))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        path, _, query = self.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        page, size = int(asked.pop("page", 1)), int(asked.pop("per_page", 20))
        short = path.removeprefix(PROJECT)
        words = urllib.parse.unquote(short) + ("?" + "&".join(f"{k}={v}" for k, v in asked.items()) if asked else "")
        server.asked.append(words)
        if self.headers.get("PRIVATE-TOKEN") != TOKEN:
            return self.answer({"message": "401 Unauthorized"}, 401)
        for suffix, fault in server.faults.items():
            if short.endswith(suffix) or words.endswith(suffix):
                done = fault(self) if callable(fault) else self.answer({"message": "no"}, fault)
                if done != "go on":
                    return None
        in_order = short + "?" + "&".join(f"{name}={asked[name]}" for name in sorted(asked))
        found = server.answers.get(words, server.answers.get(in_order))
        if found is None:
            return self.answer({"message": "404 Not found"}, 404)
        if not isinstance(found, list):
            return self.answer(found)
        part = found[(page - 1) * size:page * size]
        return self.answer(part, headers={"x-next-page": str(page + 1) if page * size < len(found) else ""})

    def answer(self, value, status=200, headers=None):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


def busy(times, wait, status=429):
    """So many answers that ask for patience, and then none."""
    left = [times]

    def fault(handler):
        if left[0] == 0:
            return "go on"
        left[0] -= 1
        return handler.answer({"message": "busy"}, status, {"Retry-After": wait} if wait else {})

    return fault


def later(fault):
    """Of a listing only the pages after the first."""
    def only(handler):
        query = dict(urllib.parse.parse_qsl(handler.path.partition("?")[2]))
        if query.get("page", "1") == "1":
            return "go on"
        return fault(handler) if callable(fault) else handler.answer({"message": "no"}, fault)

    return only


def slow(handler):
    time.sleep(3)
    handler.close_connection = True


def truncated(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'[{"id": "')
    handler.close_connection = True


def endless(handler):
    return handler.answer([commit("e" * 40)], headers={"x-next-page": "2"})


def says(body):
    return lambda handler: handler.answer(body)


def oversized(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(20):
            handler.wfile.write(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")
    handler.close_connection = True


def redirect(place):
    return lambda handler: handler.answer(b"", 302, {"Location": place})


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that goes away is part of the tests."""


@contextlib.contextmanager
def serve(faults=None, answers=None, certificate=None, asked=None):
    """The URL of the API. `faults` are by the end of the path, with its query or without, `answers` replace those above."""
    server = Server(("127.0.0.1", 0), Handler)
    server.faults, server.answers, server.asked = faults or {}, ANSWERS | (answers or {}), [] if asked is None else asked
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}/api/v4"
    finally:
        server.shutdown()
        server.server_close()

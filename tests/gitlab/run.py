"""Runs every test of GitLab's side, some at a time: a pipeline mostly waits.

`cargo xtask test --only gitlab` installs what they need, and names the programs in COUNTERSIGN, COUNTERSIGN_GITLAB and
GITLAB_CI_LOCAL, and the schema of SARIF in SARIF_SCHEMA.
"""

import concurrent.futures
import io
import sys
import unittest

MODULES = ["components", "relays", "page", "api"]
AT_ONCE = 4


def names(suite):
    """The tests of a suite, each by its name."""
    for one in suite:
        yield from names(one) if isinstance(one, unittest.TestSuite) else [one.id()]


def failure(name):
    """Runs one test, with a repository of its own; what there is to say if it fails."""
    said = io.StringIO()
    result = unittest.TextTestRunner(said).run(unittest.defaultTestLoader.loadTestsFromName(name))
    return None if result.testsRun == 1 and result.wasSuccessful() else f"{name}\n{said.getvalue()}"


def main():
    tests = list(names(unittest.defaultTestLoader.loadTestsFromNames(MODULES)))
    with concurrent.futures.ProcessPoolExecutor(AT_ONCE) as workers:
        failures = []
        for test, said in zip(tests, workers.map(failure, tests)):
            print(f"{test} ... {'ok' if said is None else 'FAILED'}", flush=True)
            failures.extend([] if said is None else [said])
    print("\n".join(failures))
    failed = len(failures)
    print(f"test result: {'FAILED' if failed else 'ok'}. {len(tests) - failed} passed; {failed} failed;")
    return bool(failed or not tests)


if __name__ == "__main__":
    sys.exit(main())

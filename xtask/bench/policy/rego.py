"""Asks the Rego policy its question in two engines; prints a line for each: its name, and nanoseconds, the median of the rounds.

Both hand in the question as JSON text and get an answer back; the policy was read before. An engine that answers wrongly
is an error: the question must be allowed, and denied where the author is the only one who approves.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import opa_eval
import regopy

rounds = int(sys.argv[1])
here = Path(__file__).parent
policy = here / "minimal.rego"
good = json.loads((here / "input.json").read_text())
own_work = json.loads((here / "input.json").read_text())
own_work["records"][1]["signers"] = ["anna"]
questions = {True: json.dumps(good), False: json.dumps(own_work)}


def regorus():
    engine = opa_eval.OpaEval(str(policy), query="data.minimal.allow")
    return engine.evaluate_parsed


def rego_cpp():
    engine = regopy.Interpreter()
    engine.add_module("minimal", policy.read_text())
    compiled = engine.build("data.minimal.allow")

    def ask(question):
        engine.set_input_term(question)
        # What is not allowed may be false or undefined here.
        return str(engine.query_bundle(compiled)) == '{"expressions":[true]}'

    return ask


for name, start in (("regorus (PyPI opa-eval)", regorus), ("rego-cpp (PyPI regopy)", rego_cpp)):
    ask = start()
    for expected, question in questions.items():
        found = ask(question)
        if found is not expected:
            sys.exit(f"error: {name} answers {found!r}, and {expected} is right")
    times = []
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        ask(questions[True])
        times.append(time.perf_counter_ns() - begun)
    print(f"{name}\t{int(statistics.median(times))}", flush=True)

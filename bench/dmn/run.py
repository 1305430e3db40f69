#!/usr/bin/env python3
"""Evaluations a second: Heyi's DMN engine beside feelin and dmn-eval-js, on the same models and the
same inputs, in alternating runs of this one call. README.md says what each side does once.

run.py [--seconds S] [--rounds N] [--build DIR]
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DMN11 = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"


def local(x):
    return x.tag.rsplit("}", 1)[-1]


def first(x, name):
    return next((c for c in x if local(c) == name), None)


def every(x, name):
    return [c for c in x if local(c) == name]


def text(x):
    t = first(x, "text")
    return (t.text or "").strip() if t is not None else ""


class Model:
    """What feelin has to be told of a DMN file: it evaluates expressions, not models."""

    def __init__(self, path, decision, given):
        root = ET.parse(path).getroot()
        self.elements = {x.get("id"): x for x in root if x.get("id")}
        self.by_name = {x.get("name"): x for x in root if local(x) == "decision"}
        self.given = given
        self.steps = []
        self.add(self.by_name[decision])
        self.decision = decision

    def add(self, x):
        name = x.get("name")
        if name in self.given or any(s["name"] == name for s in self.steps):
            return
        for need in every(x, "informationRequirement"):
            ref = first(need, "requiredDecision")
            if ref is not None:
                self.add(self.elements[ref.get("href")[1:]])
        table = first(x, "decisionTable")
        if table is None:
            self.steps.append({"name": name, "text": text(first(x, "literalExpression"))})
            return
        assert table.get("hitPolicy") == "FIRST"
        rules = every(table, "rule")
        self.steps.append({
            "name": name,
            "inputs": [text(first(i, "inputExpression")) for i in every(table, "input")],
            "rules": [[text(c) or "-" for c in every(r, "inputEntry")] for r in rules],
            "outputs": [text(first(r, "outputEntry")) for r in rules],
        })

    def whole(self):
        """The model as one expression."""
        entries = []
        for s in self.steps:
            if "text" in s:
                entries.append((s["name"], s["text"]))
                continue
            value = "null"
            for cells, output in reversed(list(zip(s["rules"], s["outputs"]))):
                tests = [test(i, c) for i, c in zip(s["inputs"], cells) if c != "-"]
                value = "if %s then %s else %s" % (" and ".join(tests), output, value) \
                    if tests else output
            entries.append((s["name"], value))
        if len(entries) == 1:
            return entries[0][1]
        return "{%s}.%s" % (", ".join("%s: %s" % e for e in entries), self.decision)

    def plan(self):
        return {"decision": self.decision, "steps": self.steps, "whole": self.whole()}


def test(expression, cell):
    """A cell as a condition, in the form that feelin parses fastest."""
    if cell == "true":
        return "(%s)" % expression
    if re.match(r"[<>]", cell):
        return "%s %s" % (expression, cell)
    if re.match(r'("[^"]*"|-?[0-9.]+|false)$', cell):
        return "%s = %s" % (expression, cell)
    return "%s in %s" % (expression, cell)


def money(rnd, most):
    return rnd.randint(0, most * 100) / 100


def table_inputs(rnd):
    return {"residence": rnd.choice(("urban", "rural")), "size": rnd.randint(1, 6),
            "income": money(rnd, 1200), "assets": rnd.random() < 0.7}


def household_inputs(rnd):
    people = [{"wage": money(rnd, 30000) if rnd.random() < 0.4 else 0,
               "business": money(rnd, 8000) if rnd.random() < 0.2 else 0,
               "transfer": money(rnd, 5000), "pension": rnd.choice((0, 1320)),
               "age": rnd.randint(0, 90),
               "capacity": rnd.choice(("skilled", "ordinary", "weak", "lost", "none"))}
              for _ in range(rnd.choice((1, 2, 3, 3, 4, 5, 6)))]
    return {"members": people, "line": 900,
            "estate": {"deposits": money(rnd, 60000), "dwellings": rnd.randint(0, 2),
                       "vehicles": int(rnd.random() < 0.2)}}


def policy_inputs(rnd):
    return {"全员特困": rnd.random() < 0.1, "家庭月人均收入": money(rnd, 1500), "低保标准": 900,
            "参数": {"低收入倍数": 1.5}, "财产符合": rnd.random() < 0.8}


CASES = [
    ("one table, 4 inputs, 32 rules", HERE / "table.dmn", "category", table_inputs),
    ("household: sum, filter, every over members; table", HERE / "household.dmn", "category",
     household_inputs),
    ("the shipped policy's table 类别", ROOT / "policies/jiangmen/jiangmen.dmn", "类别",
     policy_inputs),
]


def latin(text):
    """dmn-eval-js takes no Chinese names."""
    return re.sub("[\u4e00-\u9fff]+", lambda m: "n" + m.group().encode("utf-8").hex(), text)


def dmn11(model, inputs, path):
    """The table alone in DMN 1.1, the only version that dmn-eval-js reads; None if the decision
    is more than a table."""
    if len(model.steps) > 1 or "rules" not in model.steps[0]:
        return None
    step = model.steps[0]
    name_of = latin(model.decision)
    root = ET.Element("definitions", {"xmlns": DMN11, "id": "d", "name": "d", "namespace": "d"})
    for i, name in enumerate(inputs):
        ET.SubElement(root, "inputData", {"id": "i%d" % i, "name": latin(name)})
    decision = ET.SubElement(root, "decision", {"id": name_of, "name": name_of})
    for i, _ in enumerate(inputs):
        need = ET.SubElement(decision, "informationRequirement")
        ET.SubElement(need, "requiredInput", {"href": "#i%d" % i})
    table = ET.SubElement(decision, "decisionTable", {"id": "t", "hitPolicy": "FIRST"})

    def entry(parent, tag, ident, value):
        x = ET.SubElement(parent, tag, {"id": ident})
        ET.SubElement(x, "text").text = latin(value)

    for i, expression in enumerate(step["inputs"]):
        entry(ET.SubElement(table, "input", {"id": "c%d" % i}), "inputExpression", "x%d" % i,
              expression)
    ET.SubElement(table, "output", {"id": "o", "name": name_of})
    for r, (cells, output) in enumerate(zip(step["rules"], step["outputs"])):
        rule = ET.SubElement(table, "rule", {"id": "r%d" % r})
        for i, cell in enumerate(cells):
            entry(rule, "inputEntry", "r%d.%d" % (r, i), cell)
        entry(rule, "outputEntry", "r%d.o" % r, output)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def measure(command, inputs, cwd):
    """(evaluations a second, results) or the reason why there are none."""
    p = subprocess.run([str(c) for c in command], input=inputs, capture_output=True, text=True,
                       cwd=cwd)
    if p.returncode:
        return None, (p.stderr.strip().splitlines() or ["?"])[0][:100]
    *results, last = p.stdout.strip().split("\n")
    done, seconds = last.split()
    return int(done) / float(seconds), results


def say(engine, rates, base):
    middle = statistics.median(rates)
    ratio = "" if base is None else "   %8.0f x" % (base / middle)
    print("  %-24s %12s /s   (%s to %s)%s" % (engine, format(middle, ",.0f"),
                                            format(min(rates), ",.0f"),
                                            format(max(rates), ",.0f"), ratio))
    return middle


def run_case(title, path, decision, make, args, work):
    rnd = random.Random(20180101)
    inputs = [make(rnd) for _ in range(200)]
    lines = "".join(json.dumps(i, ensure_ascii=False) + "\n" for i in inputs)
    model = Model(path, decision, inputs[0])
    plan = work / "plan.json"
    plan.write_text(json.dumps(model.plan(), ensure_ascii=False), encoding="utf-8")
    old = dmn11(model, inputs[0], work / "table11.dmn")
    feelin = lambda use, s: ["node", HERE / "feelin.mjs", plan, use, s]
    print("\n%s" % title)

    # which way of using feelin is its best one
    trial = {use: measure(feelin(use, args.seconds / 2), lines, work)
             for use in ("cells", "whole")}
    for use, (rate, result) in trial.items():
        if rate is None:
            sys.exit("feelin (%s): %s" % (use, result))
    best = max(trial, key=lambda use: trial[use][0])
    print("  feelin by %s (by %s: %s /s)" % (
        best, *[(u, format(t[0], ",.0f")) for u, t in trial.items() if u != best][0]))

    engines = {"heyi": ([args.build / "bench/dmn/dmn_bench", path, decision, args.seconds], lines),
               "feelin": (feelin(best, args.seconds), lines)}
    if old is not None:
        engines["dmn-eval-js"] = (["node", HERE / "dmn-eval-js.cjs", old, latin(decision),
                                   args.seconds], latin(lines))
    rates = {name: [] for name in engines}
    wanted = None
    for _ in range(args.rounds):
        for name, (command, given) in engines.items():
            rate, results = measure(command, given, work)
            if rate is None:
                sys.exit("%s: %s" % (name, results))
            wanted = wanted or results
            if results != wanted:
                wrong = sum(a != b for a, b in zip(results, wanted))
                sys.exit("%s and heyi differ in %d of %d results" % (name, wrong, len(wanted)))
            rates[name].append(rate)
    base = say("heyi", rates.pop("heyi"), None)
    for name, values in rates.items():
        say(name, values, base)
    if old is None:
        print("  %-24s can't: it evaluates decision tables only" % "dmn-eval-js")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--seconds", type=float, default=2)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    args = p.parse_args()
    args.build = args.build.resolve()
    work = args.build / "bench-dmn"
    work.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, work / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
                   cwd=work, check=True)
    subprocess.run(["ninja", "-C", args.build, "bench/dmn/dmn_bench"], check=True,
                   stdout=subprocess.DEVNULL)
    versions = json.loads((work / "package.json").read_text())["dependencies"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    print("%s, node %s; %d alternating runs of %g s, medians (least to most)" % (
        ", ".join("%s %s" % v for v in versions.items()), node, args.rounds, args.seconds))
    for case in CASES:
        run_case(*case, args, work)


if __name__ == "__main__":
    main()

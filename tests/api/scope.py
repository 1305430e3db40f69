#!/usr/bin/env python3
"""The scope matrix: every operation of the document × every role × objects in one's own division, a
child's, a neighbour's and the parent's other parts. Nothing of what lies outside may come out, in
lists, counts, searches, files, error texts; what lies outside answers as what isn't there; rights
and masks are those of the document and the role.

    scope.py [--only OPERATION]… HEYI OPENAPI.json
"""
import collections
import json
import os
import re
import sys
import tempfile
import time

import run
import sample
import scope_parts
import scope_truth as truth_of
from scope_parts import DAY, NOW
from schema import Document

PLACES = ("440783116240", "440783116241", "440783116", "440783104", "440704", "440783")
GONE = 99999  # a number that nothing has
MASKED = {"identity_number", "address", "health"}
# What others have (all=true and the like) is the administrator's, though the operation is anybody's.
OTHERS = {"session_list": {"account", "all"}, "token_list": {"account", "all"},
          "job_list": {"others"}}

class Object:
    """Something that paths name: where it lies (None: it is everybody's), or whose it is."""

    def __init__(self, division, owner=None, **names):
        self.division, self.owner, self.names = division, owner, names

    def outside(self, actor):
        if self.owner:  # or whoever administers accounts everywhere
            return actor.name != self.owner and (actor.scope != "" or
                                                 "administer" not in actor.rights)
        return self.division is not None and not actor.covers(self.division)

    def missing(self):
        gone = {}
        for name, value in self.names.items():
            if name == "household_no":
                value = re.sub(r"\d+$", lambda m: "9" * len(m.group()), value)
            elif name == "person_no":
                value = "1-%d" % GONE
            elif name == "name":
                value = "nobody9"
            elif name == "run":
                value = re.sub(r"\d+$", str(GONE), value)
            else:
                value = GONE
            gone[name] = value
        return gone


def differing(a, b):
    """Only what differs, of two responses."""
    if a[0] != b[0]:
        return "%d and %d: %s" % (a[0], b[0], a[1])
    return "%s, not %s" % next((x, y) for x, y in zip(a, b) if x != y)


class Matrix:
    nothing = Object(None)

    def __init__(self, document, player, truth, only):
        self.document, self.truth, self.only = document, truth, only
        self.actors = truth_of.actors_of(player)
        self.facts = truth_of.catalogue()
        self.faults, self.asked = [], 0
        self.seed()
        public = self.public()
        self.watches = {s: truth_of.Watch(truth, s, public)
                        for s in {a.scope for a in self.actors.values()}}
        self.targets = self.pick()

    def public(self):
        """Words that names share with places, labels and messages: they tell nothing."""
        words = set()
        for (name,) in self.truth.query("select distinct name from division"):
            words |= truth_of.Watch.words(name)
        catalogue = self.actors["city"].ask("GET", "/catalogue").content.decode()
        return words | truth_of.Watch.words(catalogue)

    # ---- what there is ----

    def make(self, who, path, body, form=None):
        r = self.actors[who].ask("POST", path, body, form=form)
        if r.status not in (200, 201, 202):
            raise SystemExit("%s can't make: %s: %s" % (who, path, r.content.decode()))
        return r.json

    def done(self, who, path, body):
        r, _ = self.actors[who].job(path, body)
        if r.json.get("state") != "done":
            raise SystemExit("%s can't do: %s: %s" % (who, path, r.content.decode()))
        return r.json

    def seed(self):
        """What belongs to others: samples, a trial run, a verification, a delivery, jobs."""
        sampled = {"size": 3, "seed": 7, "as_of": "2018-06-30", "everyone": True}
        self.samples = {s: self.done(who, "/samples", {**sampled, "division": s})["result"]["sample"]
                        for who, s in (("town", "440783116"), ("town2", "440783104"),
                                       ("county2", "440704"))}
        self.done("county2", "/verifications", {"as_of": DAY})
        self.trials = {}
        for who in ("town2", "county2"):
            self.trials[who] = self.done(who, "/determinations", {"as_of": DAY})["result"]["run"]
        self.job = self.done("city", "/exports", {"kind": "households", "reason": "核对"})["job"]
        self.file = self.actors["city"].ask("GET", "/jobs/%d/files" % self.job).json["items"][0]["name"]
        upload = self.make("county2", "/uploads", None, [("file", "@cars.csv")])["upload"]
        self.delivery = self.done("county2", "/imports", {
            "kind": "feed", "feed": "vehicle", "uploads": [upload], "received": "2018-07-02",
            "division": "440704", "nobody": True})["result"]["delivery"]
        self.upload = self.make("city", "/uploads", None, [("file", "@cars.csv")])["upload"]
        self.make("city", "/proposals", {"title": "x", "reason": "核对"})
        until = {"label": "matrix", "until": "2018-12-31T00:00:00Z", "rights": ["view"]}
        self.token = self.make("city", "/tokens", until)["id"]
        # somebody looked, everywhere
        for h in self.truth.households.values():
            if h.number.endswith("1"):
                self.actors["city"].ask("GET", "/households/" + h.number)

    def pick(self):
        """Two households of each place, rather those with findings and candidates."""
        rows = self.truth.query(
            "select h.household_no, max(i.item_id) from household h join item i on i.register_id = "
            "h.register_id and i.household_id = h.household_id group by h.household_no")
        self.findings = {number: int(item) for number, item in rows}
        picked = []
        for place in ("440783116240", "440783116241", "440783116252", "440783104", "440704"):
            there = sorted(self.truth.within(place),
                           key=lambda h: (h.number not in self.findings, not h.minors, h.number))
            picked.append(there[0])
        return picked

    def objects(self, names):
        """What fills a path's parameters; with those outside of everybody's scope too."""
        if not names:
            return [Object(None)]
        if names == ["code"]:
            return [Object(None, code=p) for p in PLACES]
        if names[0] in ("household_no", "person_no"):
            return list(self.subjects(names))
        if names == ["delivery", "row"]:
            rows = self.truth.query(
                "select h.household_no, c.delivery_id, c.row from feed_candidate c join membership m "
                "on m.register_id = c.register_id and m.person_id = c.person_id join household h on "
                "h.register_id = m.register_id and h.household_id = m.household_id order by 1, 2, 3")
            by_place = collections.OrderedDict()
            spread = collections.Counter((d, r) for _, d, r in rows)
            for number, d, r in rows:
                if spread[d, r] == 1:
                    division = self.truth.households[number].division
                    by_place.setdefault(division, Object(division, delivery=int(d), row=int(r)))
            return list(by_place.values())[:6]
        if names == ["register_id", "seq"]:
            rows = self.truth.query("select division, register_id, max(seq) from audit_entry where "
                                    "object like 'household %' group by division, register_id",
                                    office=True)
            return [Object(d, register_id=int(r), seq=int(s)) for d, r, s in rows][::5]
        other = {
            "delivery": [Object(None, delivery=int(d)) for (d,) in self.truth.query(
                "select min(delivery_id) from feed_delivery")] + [Object("440704", delivery=self.delivery)],
            "sample": [Object(p, sample=n) for p, n in self.samples.items()],
            "verification": [Object("440704", verification=2)],
            "run": [Object(None, run="2"), Object("440783104", run=self.trials["town2"]),
                    Object("440704", run=self.trials["county2"])],
            "job": [Object("", "city", job=self.job, name=self.file)],
            "upload": [Object("", "city", upload=self.upload)],
            "version": [Object(None, version=1, table="x", name="x")],
            "proposal": [Object(None, proposal=1, table="x", name="x")],
        }
        if names[0] in other:
            return [Object(o.division, o.owner, **{n: o.names[n] for n in names})
                    for o in other[names[0]]]
        return None

    def subjects(self, names):
        for h in self.targets:
            values = {"household_no": h.number, "person_no": (h.people or ["1-1"])[-1],
                      "finding": self.findings.get(h.number)}
            if all(values[n] for n in names):
                yield Object(h.division, **{n: values[n] for n in names})

    def named(self, operation, path):
        """The same for /accounts/{name}, /sources/{name}, /sessions/{id}, /tokens/{id}."""
        if path.startswith("/accounts/"):
            return [Object(d, name=n) for n, (_, d) in sample.ACCOUNTS.items()
                    if n in ("village", "county2", "town2")]
        if path.startswith("/sources/"):
            return [Object(None, name="vehicle")]
        if path.startswith("/tokens/"):
            return [Object("", "city", id=self.token)]
        if path.startswith("/sessions/"):
            rows = self.truth.query("select s.id from account_session s join account a on "
                                    "a.id = s.account_id where a.name = 'city'", office=True)
            return [Object("", "city", id=int(rows[0][0]))]
        raise SystemExit("%s: nothing fits %s" % (operation["operationId"], path))

    def filling(self, operation, path):
        names = re.findall(r"{(\w+)}", path)
        if names in (["name"], ["id"]):
            return self.named(operation, path)
        return self.objects(names)

    @staticmethod
    def gone(number):
        """A household number of that shape that nobody has."""
        return Object("", household_no=number).missing()["household_no"]

    def parameters(self, operation):
        return [self.document.resolve(p) for p in operation.get("parameters", [])]

    def values(self, parameter):
        """Plausible values of a parameter of the query."""
        name, schema = parameter["name"], self.document.resolve(parameter["schema"])
        if "enum" in schema:
            return schema["enum"]
        if schema.get("type") == "boolean":
            return ["true"]
        if schema.get("type") == "array":
            return []
        if schema.get("format"):
            return {"date": ["2018-06-30"], "date-time": [NOW]}[schema["format"]]
        numbers = [h.number for h in self.targets]
        return {
            "division": PLACES, "parent": PLACES[2:4], "household_no": numbers,
            "object": ["household " + n for n in numbers], "account": ["city", "county2"],
            "actor": ["city"], "q": list(self.questions()), "before": ["1", self.trials["town2"]],
            "delivery": [self.delivery], "verification": [1, 2], "source": ["tax", "vehicle"],
            "attribute": ["vehicle_count", "wage_income", "disability_grade"], "with": [1],
            "reason": ["核对"], "people_min": [1], "people_max": [4], "category": ["dibao"],
            "missing": ["wage_income"], "register_id": [0, 1, 2], "role": ["county"],
            "run": ["1", self.trials["town2"]], "action": ["household.look"], "kind": ["export"],
        }.get(name, [])

    def questions(self):
        yield from ("l", "z")  # initials
        for h in self.targets:
            yield h.number
            yield sorted(h.id_numbers)[0]
            yield sorted(h.names, key=len)[-1]
            yield sorted(h.addresses)[0]

    # ---- asking ----

    def read(self, actor, operation, path, o, varied):
        """A GET, and with varied with its parameters, one after the other."""
        given = self.parameters(operation)
        query = [p for p in given if p["in"] == "query" and p["name"] not in ("limit", "cursor")]
        base = {p["name"]: self.values(p)[0] for p in query if p.get("required")}
        tries = [dict(base)]
        if not varied:
            query = []
        limits = [p for p in given if p["name"] == "limit"]
        for p in query:
            for v in self.values(p):
                tries.append({**base, p["name"]: v})
        if limits and varied:
            most = str(self.document.resolve(limits[0]["schema"])["maximum"])
            tries = [{**t, "limit": most} for t in tries]
            tries.append({**base, "limit": "2"})
        for t in tries:
            r = self.call(actor, operation, "GET", path, o, t)
            if t.get("limit") == "2" and r.status == 200 and r.json.get("next"):
                self.call(actor, operation, "GET", path, o, {**t, "cursor": r.json["next"]})

    def call(self, actor, operation, method, path, o, query=None, body=None, headers=()):
        names = dict(o.names)
        r = self.ask(actor, method, path, names, query, body, headers)
        place = "%s> %s %s" % (actor.name + ("(token)" if actor.by_token else ""), method,
                               self.filled(path, names, query))
        self.judge(actor, operation, place, r, {**names, **(query or {})}, body)
        other_names, other_query = o.missing() if o.names and o.outside(actor) else names, dict(query or {})
        lies = other_names != names
        for n in ("household_no", "q", "object"):
            for h in self.targets:
                if query and n in query and str(query[n]).endswith(h.number) and not h.within(actor.scope):
                    other_query[n] = query[n].replace(h.number, self.gone(h.number))
                    lies = True
        if lies and r.status != 403:
            same = self.ask(actor, method, path, other_names, other_query, body, headers)
            a = self.plain(r, {**names, **(query or {})})
            b = self.plain(same, {**other_names, **other_query})
            if a != b:
                self.fault(place, "tells that it exists: %s" % differing(a, b))
        return r

    @staticmethod
    def filled(path, names, query):
        for n, v in names.items():
            path = path.replace("{%s}" % n, str(v))
        return path + ("?" + "&".join("%s=%s" % i for i in query.items()) if query else "")

    def ask(self, actor, method, path, names, query, body, headers):
        self.asked += 1
        return actor.ask(method, self.filled(path, names, query), body, headers)

    @staticmethod
    def plain(r, named):
        """A response without what was asked for, its request's number, and the time."""
        text = r.content.decode("utf-8", "replace")
        text = re.sub(r'"request":\d+', "", text)
        headers = {n: v for n, v in r.headers.items()
                   if n not in ("Date", "Content-Length", "X-Request-Id")}
        if r.status >= 400:
            for v in sorted((str(v) for v in named.values()), key=len, reverse=True):
                text = re.sub(r"(?<!\d)%s(?!\d)" % re.escape(v), "…", text)
        return r.status, text[:500], sorted(headers.items()) if r.status >= 400 else r.headers.get("ETag")

    def fault(self, place, text):
        self.faults.append("%s: %s" % (place, text))

    def judge(self, actor, operation, place, r, named, body):
        """Rights, leaks, masks."""
        text = truth_of.text_of(r.content)
        if operation["operationId"] == "audit_list" and r.status == 200:
            # what somebody inside typed in vain stays in the trail as it was typed
            kept = [i for i in r.json["items"] if (i["outcome"] or 0) < 400 and
                    not i["action"].endswith(("list", "search"))]
            text = json.dumps(kept, ensure_ascii=False)
        said = json.dumps([named, body], ensure_ascii=False)
        asked = truth_of.Watch.words(said) | {str(v) for v in named.values()}
        watch = self.watches[actor.scope]
        everything = text + "\n" + "\n".join("%s: %s" % i for i in r.headers.items())
        found = watch.leaks(everything, asked)
        if found:
            self.fault(place, "%d, and tells of %s" % (r.status, sorted(found)[:6]))
        # a letter or report in clear was asked for with a reason
        opened = place.endswith("/letter") or "verification-report?reason=" in place
        bare = watch.bare(everything, asked, not opened)
        if bare:
            self.fault(place, "%d, and shows %s" % (r.status, sorted(bare)[:6]))
        if r.status >= 500:
            self.fault(place, "%d %s" % (r.status, text[:300]))
        self.judge_right(actor, operation, place, r, named, body)
        if r.json is not None:
            self.judge_fields(actor, place, r.json)

    def judge_right(self, actor, operation, place, r, named, body):
        if operation.get("x-open"):
            return
        lacks = set(operation["x-right"]) - actor.rights
        if operation.get("x-session") and actor.by_token:
            lacks = {"session"}
        if lacks:
            if r.status != 403:
                self.fault(place, "%d, though it lacks %s" % (r.status, sorted(lacks)))
        elif r.status == 403:
            division = named.get("division") or (body or {}).get("division") or \
                ((body or {}).get("filter") or {}).get("division")
            other = set(named) & OTHERS.get(operation["operationId"], set())
            if division and not actor.covers(division):
                return
            if operation["operationId"] == "delivery_withdraw" and actor.scope:
                return  # one of the whole register isn't a town's to take back
            if other and "administer" not in actor.rights or set(operation["x-fields"]) - actor.fields:
                return
            if operation["operationId"].startswith("job_file") and "administer" in actor.rights:
                return  # sees that there is a job, not what came of it
            if "trial-" in str(named) and "determine" not in actor.rights:
                return
            self.fault(place, "403, though it has the right: " + r.content.decode()[:300])

    def judge_fields(self, actor, place, value):
        """Facts that a role lacks the class of are withheld, others masked until they're opened."""
        if isinstance(value, list):
            for v in value:
                self.judge_fields(actor, place, v)
        if not isinstance(value, dict):
            return
        for name, v in value.items():
            if name.endswith("_fen") and v is not None and "money" not in actor.fields:
                self.fault(place, "tells %s" % name)
            classes = self.facts.get(name, set())
            if isinstance(v, dict) and "state" in v and classes:
                if classes - actor.fields and v["state"] not in ("withheld", "unknown", "missing"):
                    self.fault(place, "%s is %s" % (name, v["state"]))
                elif classes & MASKED and v["state"] == "known" and not place.endswith("/open"):
                    self.fault(place, "%s is in clear" % name)
            self.judge_fields(actor, place, v)

    def operations(self):
        for path, item in self.document.document["paths"].items():
            for method, operation in item.items():
                yield path, method.upper(), operation

    def play_reads(self):
        for path, method, operation in self.operations():
            name = operation["operationId"]
            if method != "GET" or name in ("job_events", "document_get"):
                continue
            if self.only and name not in self.only:
                continue
            no_scope = operation["x-audit"].startswith(("none: policy", "none: no personal data")) \
                and name.startswith(("policy", "proposal", "source", "division", "catalogue"))
            for actor in self.actors.values():
                # all parameters for one object inside and one outside
                sides = {True, False} if no_scope else set()
                for o in self.filling(operation, path):
                    side = o.outside(actor)
                    self.read(actor, operation, path, o, side not in sides)
                    sides.add(side)

    def play_counts(self):
        for actor in self.actors.values():
            if "view" in actor.rights:
                scope_parts.Counts(self.truth, actor, self.faults).check()

    def play(self):
        parts = [self.play_counts, self.play_reads, lambda: scope_parts.play_writes(self),
                 lambda: scope_parts.play_naming(self), lambda: scope_parts.play_jobs(self)]
        for part in parts:
            begun = time.time()
            part()
            print("%.1f s, %d calls" % (time.time() - begun, self.asked), flush=True)


def main():
    words, only = sys.argv[1:], []
    while words[0] == "--only":
        only.append(words[1])
        words = words[2:]
    heyi, document = words
    truth_of.product.need_server()
    with open(document, encoding="utf-8") as f:
        document = Document(json.load(f))
    faults = []
    with tempfile.TemporaryDirectory(prefix="heyi-scope-") as folder:
        os.chmod(folder, 0o755)
        with sample.sample(heyi, folder) as register:
            register.add_accounts(truth_of.MORE)
            with register.server(truth_of.NAME, faults) as (port, _):
                player = run.Player(document, port, register.folder, sample.HERE)
                m = Matrix(document, player, truth_of.Truth(register), only)
                m.play()
                faults = m.faults + faults
    print("\n".join(faults) or "%d calls, nothing leaks" % m.asked)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

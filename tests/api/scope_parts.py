"""The matrix's other parts: counts against plain queries, writes on what lies outside, jobs."""
import collections
import json
import re

import scope_truth as truth_of

DAY, NOW = "2018-07-01", "2018-07-02T00:00:00Z"
WHY = {"reason": "核对"}
ENTRY = {"valid_from": DAY, "reason": "核对"}
OPEN = {"fields": ["health"], "reason": "核对"}
PERSON = [{"attribute": "id_no", "value": "440799198001020010"},
          {"attribute": "name", "value": "测试甲"}, {"attribute": "relation", "value": "head"}]
# Writes on an object: a body that would do, if one might.
BODIES = {
    "household_enter": {**ENTRY, "values": [{"attribute": "vehicle_count", "value": "1"}]},
    "member_add": {**ENTRY, "values": PERSON},
    "member_leave": ENTRY,
    "member_move": {**ENTRY, "to": "440783116-0023"},
    "household_split": {**ENTRY, "household_no": "M-9", "values": [], "members": ["1-1"]},
    "household_end": ENTRY,
    "person_enter": {**ENTRY, "values": [{"attribute": "employed", "value": "true"}]},
    "household_open": OPEN, "person_open": OPEN, "household_letter": OPEN, "finding_open": OPEN,
    "finding_settle": {"state": "explained", "reason": "核对"},
    "candidate_decide": {"answer": "nobody", "reason": "核对"},
    "delivery_withdraw": WHY,
    "determination_commit": {},
    "sample_visit_export": {"format": "csv", "reason": "核对"},
    "sample_enter": {"results": [{"household_no": "440783116-0001", "result": "correct"}]},
    "sample_enter_file": {"upload": 1},
    "account_change": {"label": "x"},
    "account_password": {"password": "Another-7-Junction"},
    "proposal_edit_parameters": {"put": [], "remove": []}, "proposal_put_file": {"content": "x"},
    "proposal_edit": {"title": "x"}, "proposal_replace": {"files": []},
    "proposal_simulate": {"as_of": DAY}, "proposal_approve": WHY, "proposal_return": WHY,
    "proposal_withdraw": WHY, "source_put": {"content": "x", **WHY}, "source_check": {"content": "x"},
}
# Writes that name no object in the path.
LOOSE = {
    "account_add": {"name": "matrix9", "role": "village", "division": "440704001000",
                    "password": "Another-7-Junction"},
    "determination_run": {"as_of": DAY},
    "household_add": {**ENTRY, "household_no": "M-1", "values": [
        {"attribute": "division", "value": "440704001000"}]},
    "export_add": {"kind": "households", **WHY},
    "import_add": {"kind": "households", "uploads": [9999], "valid_from": DAY},
    "proposal_add": {"title": "x", **WHY}, "search_post": {"q": "440783116-00"},
    "audit_export": WHY,
    "sample_draw": {"size": 3, "seed": 1, "as_of": DAY},
    "simulation_run": {"as_of": DAY, "scenarios": [{"set": {"line": 880}}]},
    "simulation_live": {"as_of": DAY, "set": {"line": 880}},
    "verification_run": {"as_of": DAY, "dry_run": True},
    "verification_report_make": {"format": "html", **WHY},
    "comparison_make": {"left": {"source": "dibao_list"}, "right": {"source": "poverty_list"},
                        "as_of": DAY, "file": "csv", **WHY},
    "coverage_make": {"as_of": DAY, "file": "csv", **WHY},
    "retroactive_make": {"file": "csv", **WHY},
}


# ---- counts ----

def pages(actor, path, name="items"):
    """All items of a list, a page at a time."""
    items, cursor = [], ""
    while True:
        r = actor.ask("GET", path + ("&cursor=" + cursor if cursor else ""))
        if r.status != 200:
            return None
        items += r.json[name]
        cursor = r.json.get("next")
        if not cursor:
            return items


class Counts:
    """What each actor is told, beside what plain queries say of its scope."""

    def __init__(self, truth, actor, faults):
        self.truth, self.actor, self.faults = truth, actor, faults
        self.inside = {h.number for h in truth.within(actor.scope)}

    def same(self, what, got, want):
        if got != want:
            self.faults.append("%s: %s: %s, not %s" % (self.actor.name, what, short(got), short(want)))

    def rows(self, sql):
        """Rows of a query that begin with a household of the scope, without it."""
        return [r[1:] for r in self.truth.query(sql) if r[0] in self.inside]

    def check(self):
        self.households()
        self.results()
        self.findings()
        self.candidates()
        self.deliveries()
        self.search()
        self.overview()

    def households(self):
        r = self.actor.ask("GET", "/households?count=true&limit=1")
        self.same("households in all", r.json["total"], len(self.inside))
        listed = [i["household_no"] for i in pages(self.actor, "/households?limit=200")]
        self.same("households", sorted(listed), sorted(self.inside))

    def results(self):
        rows = collections.Counter(tuple(r) for r in self.rows(
            "select h.household_no, coalesce(d.category, 'undecided') from determination d join household h on "
            "h.register_id = d.register_id and h.household_id = d.household_id where d.run_id = 2"))
        items = pages(self.actor, "/determinations/2/results?limit=200")
        self.same("results", sum(rows.values()), len(items))
        self.same("households of results", {i["household_no"] for i in items} - self.inside, set())
        r = self.actor.ask("GET", "/determinations/2")
        if r.status == 403 and "money" not in self.actor.fields:
            return
        figures = r.json["figures"]
        self.same("balance", figures["balance"][0]["households"], sum(rows.values()))
        told = {c["category"]: c["households"] for c in figures["categories"] if c["households"]}
        self.same("categories", told, {k[0]: n for k, n in rows.items()})

    def overview(self):
        rows = self.rows("select h.household_no, d.people from determination d join household h on "
                         "h.register_id = d.register_id and h.household_id = d.household_id "
                         "where d.run_id = 2")
        r = self.actor.ask("GET", "/overview?run=2").json
        self.same("overview", [r["total"]["households"], r["total"]["people"]],
                  [len(rows), sum(int(p) for (p,) in rows)])
        if r["children"]:
            self.same("children of the overview", sum(c["households"] for c in r["children"]),
                      len(rows))
        r = self.actor.ask("GET", "/overview/trend").json["items"]
        self.same("trend", r[0]["people"], sum(int(p) for (p,) in rows))
        r = self.actor.ask("GET", "/overview/changes").json
        self.same("households of the changes", r["households"], len(self.inside))

    def findings(self):
        rows = self.rows("select h.household_no, i.kind, i.item_id from item i join household h on "
                         "h.register_id = i.register_id and h.household_id = i.household_id "
                         "where i.gone_seq is null")
        r = self.actor.ask("GET", "/findings/figures")
        if r.status == 200:
            told = collections.Counter()
            for i in r.json["items"]:
                told[i["kind"]] += i["items"]
            self.same("findings by kind", dict(told), dict(collections.Counter(r[0] for r in rows)))
        items = pages(self.actor, "/findings?limit=500")
        if items is not None:
            self.same("findings", len(items), len(rows))
        r = self.actor.ask("GET", "/verifications/1")
        if r.status == 200:
            looked_at = self.rows("select h.household_no from verification_household v join "
                                  "household h on h.register_id = v.register_id and h.household_id "
                                  "= v.household_id where v.verification_id = 1")
            self.same("households verified", r.json["households"], len(looked_at))

    def candidates(self):
        rows = self.rows(
            "select h.household_no, c.delivery_id, c.row from feed_candidate c join membership m on "
            "m.register_id = c.register_id and m.person_id = c.person_id join household h on "
            "h.register_id = m.register_id and h.household_id = m.household_id")
        items = pages(self.actor, "/candidates?limit=500")
        if items is not None:
            self.same("candidates", sorted((i["delivery"], i["row"]) for i in items),
                      sorted({(int(d), int(r)) for d, r in rows}))

    def deliveries(self):
        rows = collections.defaultdict(list)
        for d, county, person in self.rows(
                "select h.household_no, f.delivery_id, f.register_id, f.person_id from feed_row f "
                "join membership m on m.register_id = f.register_id and m.person_id = f.person_id "
                "join household h on h.register_id = m.register_id and h.household_id = "
                "m.household_id where f.superseded_seq is null"):
            rows[int(d)].append((county, person))
        items = pages(self.actor, "/deliveries?limit=500") or []
        for i in items[:8]:
            r = self.actor.ask("GET", "/deliveries/%d" % i["delivery"])
            want = rows[i["delivery"]]
            self.same("rows matched of delivery %d" % i["delivery"], r.json["matched"], len(want))
            if not r.json["whole"]:
                self.same("people of delivery %d" % i["delivery"], r.json["people"],
                          len(set(want)))

    def search(self):
        for number in ("440783116-00", "440783104-", "440704-", "440783116-0223"):
            r = self.actor.ask("GET", "/search?limit=50&q=" + number)
            want = sorted(n for n in self.inside if n.startswith(number))
            self.same("search " + number, [h["household_no"] for h in r.json["households"]],
                      want[:50])
            self.same("more of " + number, r.json["more_households"], len(want) > 50)


def short(v):
    text = repr(v)
    return text if len(text) < 300 else text[:297] + "..."


# ---- writes ----

def state(truth):
    """The register's rows, by table; numbers of changes apart."""
    if truth_of.product.on_postgres():
        tables = truth.query("select table_name from information_schema.tables where "
                             "table_schema = 'public'")
    else:
        tables = truth.query("select name from sqlite_master where type = 'table'")
    return {t: sorted(map(tuple, truth.query('select * from "%s"' % t)))
            for (t,) in tables if t.startswith(("household", "person", "evidence", "membership",
                                                "identity", "finding", "item", "feed_", "delivery",
                                                "determination", "run", "sample", "source"))}


def play_writes(m):
    """On what lies outside: as if it weren't there; without the right: 403; and nothing changes."""
    before = state(m.truth)
    for path, method, operation in m.operations():
        name = operation["operationId"]
        if method == "GET" or operation.get("x-open") or m.only and name not in m.only:
            continue
        headers = {"If-Match": '"v1"'} if any(
            p["name"] == "If-Match" for p in m.parameters(operation)) else {}
        for actor in m.actors.values():
            lacks = set(operation["x-right"]) - actor.rights
            if "{" in path:
                for o in m.filling(operation, path):
                    if lacks or o.outside(actor):
                        m.call(actor, operation, method, path, o, {}, BODIES.get(name), headers)
            elif name in LOOSE and lacks:
                m.call(actor, operation, method, path, m.nothing, {}, LOOSE[name])
    after = state(m.truth)
    for table in before:
        if before[table] != after[table]:
            m.fault("writes", "%s is changed: %s" % (
                table, short(set(map(repr, after[table])) ^ set(map(repr, before[table])))))


def play_naming(m):
    """Bodies that name what lies outside."""
    before = {t: r for t, r in state(m.truth).items() if t.startswith(("household", "member", "eviden"))}
    for actor in (m.actors[n] for n in ("village", "town", "town2", "county", "county2")):
        division = next(p for p in ("440704001000", "440783104001") if not actor.covers(p))
        target = next(h for h in m.targets if not h.within(actor.scope))
        own = next(h for h in m.targets if h.within(actor.scope))
        version = {"If-Match": actor.ask("GET", "/households/" + own.number).headers["ETag"]}
        gone = m.gone(target.number)
        for path, method, operation in m.operations():
            name = operation["operationId"]
            if name not in LOOSE or set(operation["x-right"]) - actor.rights:
                continue
            body = dict(LOOSE[name])
            known = str(operation["requestBody"]["content"]["application/json"]["schema"])
            if name == "household_add":
                body["values"] = [{"attribute": "division", "value": division}]
            elif name == "export_add":
                body["filter"] = {"division": division, "as_of": DAY}
            elif "'division'" in known:
                body["division"] = division
            else:
                continue
            r = m.call(actor, operation, method, path, m.nothing, {}, body)
            if r.status < 400 and not nothing_came(actor, r):
                m.fault("%s> %s %s" % (actor.name, method, path),
                        "%d for division %s" % (r.status, division))
        twins = [
            ("verification_run", "/verifications", {"as_of": DAY, "dry_run": True, "households": ["?"]}, {}),
            ("verification_report_make", "/verification-reports", {"format": "html", "household_no": "?", **WHY}, {}),
            ("member_move", "/households/%s/members/%s/move" % (own.number, own.people[-1]),
             {**ENTRY, "to": "?"}, version),
        ]
        for name, path, body, headers in twins:
            operation = next(o for _, _, o in m.operations() if o["operationId"] == name)
            if set(operation["x-right"]) - actor.rights:
                continue
            answers = []
            for number in (target.number, gone):
                said = json.loads(json.dumps(body).replace('"?"', '"%s"' % number))
                r = actor.ask("POST", path, said, headers)
                m.judge(actor, operation, "%s> %s" % (actor.name, path), r, {"to": number}, said)
                answers.append(m.plain(r, {"to": number}) if r.status >= 400 else ended(actor, r, number))
            if answers[0] != answers[1]:
                m.fault("%s> %s %s" % (actor.name, path, target.number),
                        "tells that it exists: %s, not %s" % tuple(answers))
    after = state(m.truth)
    for table in before:
        if before[table] != after[table]:
            m.fault("naming", "%s is changed" % table)


def ended(actor, r, number):
    done = actor.wait(r)
    kept = {n: done.json.get(n) for n in ("state", "result", "problem", "problem_en")}
    return re.sub(re.escape(number), "…", json.dumps(kept, ensure_ascii=False))


def nothing_came(actor, r):
    """A job that failed, as it should."""
    return r.status == 202 and actor.wait(r).json["state"] == "failed"


# ---- jobs ----

def play_jobs(m):
    """What jobs come to and what their files hold lies inside."""
    asks = [(n, LOOSE[n]) for n in ("verification_run", "verification_report_make", "comparison_make",
                                    "coverage_make", "retroactive_make", "determination_run")]
    asks += [(n, {**LOOSE[n], "opened": ["minor"]}) for n in ("verification_report_make",
                                                              "comparison_make")]
    asks += [("export_add", {"kind": "households", **WHY, "filter": {"as_of": DAY, "list": "people", "opened": opened}, "format": f})
             for opened, f in (([], "csv"), (["minor"], "csv"), ([], "xlsx"))]
    asks += [("export_add", {"kind": "findings", **WHY}),
             # searches and lists are on record with what was typed
             ("audit_export", {**WHY, "filter": {"action": "household.look"}})]
    asks += [("export_add", {"kind": "determination", **WHY, "filter": {"run": "2"}}),
             ("simulation_run", {**LOOSE["simulation_run"], "format": "csv", **WHY})]
    paths = {o["operationId"]: (p, o) for p, _, o in m.operations()}
    for who in ("town", "town2", "county", "county2", "financetown", "auditortown", "token"):
        actor = m.actors[who]
        for name, body in asks:
            path, operation = paths[name]
            if set(operation["x-right"]) - actor.rights or m.only and name not in m.only:
                continue
            r, files = actor.job(path, body)
            watch = m.watches[actor.scope]
            for text in [r.content.decode()] + files:
                found = watch.leaks(text, ())
                opened = body.get("filter", body).get("opened", ())
                masked = "minor" not in opened
                bare = watch.bare(text, (), masked)
                if found or bare:
                    m.fault("%s> %s %s" % (who, path, json.dumps(body)),
                            "%s %s" % ("tells of" if found else "shows",
                                       sorted(found or bare)[:6]))

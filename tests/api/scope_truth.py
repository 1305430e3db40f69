"""Who asks in the scope matrix, and what lies in whose scope: from the lists that the sample was made
of and from plain queries, not from the program."""
import csv
import functools
import http.client
import io
import json
import os
import re
import sqlite3
import time
import urllib.parse
import zipfile

import run
import sample

product = sample.product
NAME = "scope.db"
# Besides the sample's accounts: the roles that are otherwise everywhere, in a town.
MORE = {
    "departmenttown": ("department", "440783116"),
    "financetown": ("finance", "440783116"),
    "auditortown": ("auditor", "440783116"),
    "administratortown": ("administrator", "440783116"),
}

MASKED = {"identity_number", "address", "health"}

def catalogue():
    """Classes of fields by fact."""
    with open(os.path.join(sample.ROOT, "policies/catalogue.csv"), encoding="utf-8") as f:
        return {r["id"]: set((r["fields"] or "").split()) for r in csv.DictReader(f)}


# ---- what is true ----

class Household:
    def __init__(self, number, division):
        self.number, self.division = number, division
        self.names, self.minors, self.id_numbers, self.addresses = set(), set(), set(), set()
        self.people = []

    def within(self, scope):
        return self.division.startswith(scope)

    def tokens(self):
        return ({self.number} | self.names | self.id_numbers | self.addresses |
                set(self.people))


class Truth:
    """Households of the sample by number, and queries on what the server serves."""

    def __init__(self, register):
        self.register = register
        self.households = {}
        for folder in ("sample", "sample/town2", "sample/county2"):
            for suffix in ("", "-2018-06"):
                self.read(os.path.join(register.folder, folder), suffix)
        rows = self.query("select h.household_no, m.register_id, m.person_id from membership m "
                          "join household h on h.register_id = m.register_id and "
                          "h.household_id = m.household_id order by 1, 2, 3")
        for number, county, person in rows:
            self.households[number].people.append("%s-%s" % (county, person))

    def read(self, folder, suffix):
        for row in self.rows(folder, "households", suffix):
            h = self.households.setdefault(row["户号"], Household(row["户号"], row["区划代码"]))
            if h.division != row["区划代码"]:
                raise SystemExit("%s moves: the matrix can't tell where it lies" % h.number)
            h.addresses.add(row["住址"])
        for row in self.rows(folder, "people", suffix):
            h = self.households[row["户号"]]
            h.names.add(row["姓名"])
            h.id_numbers.add(row["公民身份号码"])
            if row["出生日期"] > "2004-07-02":
                h.minors.add(row["姓名"])

    @staticmethod
    def rows(folder, kind, suffix):
        with open(os.path.join(folder, kind + suffix + ".csv"), encoding="utf-8-sig") as f:
            yield from csv.DictReader(f)

    def query(self, sql, office=False):
        """Rows of texts."""
        if product.on_postgres():
            name = product.database(NAME, self.register.session)
            out = product.subprocess.run(
                ["psql", "-qAtX", "-F", "\t", product.url(name), "-c", sql], check=True,
                stdout=product.subprocess.PIPE).stdout.decode()
            return [line.split("\t") for line in out.splitlines()]
        db = sqlite3.connect(os.path.join(self.register.folder, NAME + ".office" * office))
        rows = [["" if v is None else str(v) for v in r] for r in db.execute(sql)]
        db.close()
        return rows

    def within(self, scope):
        return [h for h in self.households.values() if h.within(scope)]


class Watch:
    """Finds in a text what lies outside a scope, and what is masked for everybody."""

    def __init__(self, truth, scope, public):
        inside, outside = set(), set()
        minors, adults = set(), set()
        for h in truth.households.values():
            (inside if h.within(scope) else outside).update(h.tokens())
            minors |= h.minors
            adults |= h.names - h.minors
        self.secret = {t for t in outside - inside if t not in public}
        self.addresses = {a for h in truth.households.values() for a in h.addresses}
        self.secret_addresses = self.addresses & self.secret
        self.minors = {t for t in minors - adults if t not in public}
        self.id_numbers = {i for h in truth.households.values() for i in h.id_numbers}

    @staticmethod
    @functools.lru_cache(maxsize=64)
    def words(text):
        """What may be a number or a name."""
        found = set(re.findall(r"(?<![\dX])\d{17}[\dX](?![\dX])|(?<![\d-])\d{6}(?:\d{3})?-\d{4,6}"
                               r"(?![\d-])|(?<=\")\d{1,2}-\d{1,6}(?=\")", text))
        for name in re.findall("[\u4e00-\u9fff]{2,}", text):
            for length in (2, 3, 4):
                found.update(name[i:i + length] for i in range(len(name) - length + 1))
        return found

    def leaks(self, text, asked):
        """asked: what the question itself named, which an error may repeat."""
        found = self.words(text) & self.secret
        found.update(a for a in self.secret_addresses if a in text)
        return {t for t in found if t not in asked}

    def bare(self, text, asked, minors):
        """What should have been masked; names of minors may have been opened."""
        found = self.words(text) & (self.id_numbers | (self.minors if minors else set()))
        found.update(a for a in self.addresses if a in text)
        return {t for t in found if t not in asked}


# ---- who asks ----

class Actor:
    def __init__(self, player, name, role, scope, rights, fields, headers):
        self.player, self.name, self.role, self.scope = player, name, role, scope
        self.rights, self.fields, self.headers = rights, fields, headers
        self.by_token = "Authorization" in headers
        self.connection = None

    def ask(self, method, path, body=None, headers=(), form=None):
        path = urllib.parse.quote(run.PREFIX + path, safe=run.ASCII)
        headers = {**self.headers, **dict(headers)}
        if form is not None:
            body = self.player.multipart(headers, form)
        elif body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        for last in (False, True):
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.player.port,
                                                             timeout=run.WAIT_SECONDS)
            try:
                self.connection.request(method, path, body, headers)
                r = self.connection.getresponse()
                return run.Response(r.status, r.headers, r.read())
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = None
                if last:
                    raise

    def covers(self, division):
        return division.startswith(self.scope)

    def wait(self, r):
        """Until the job that was accepted has ended."""
        end = time.monotonic() + run.WAIT_SECONDS
        number = r.json["job"] if r.status == 202 else None
        while number and r.json.get("state") not in ("done", "failed", "cancelled"):
            if time.monotonic() > end:
                raise SystemExit("job %d doesn't end" % number)
            time.sleep(0.02)
            r = self.ask("GET", "/jobs/%d" % number)
        return r

    def job(self, path, body):
        """What a job came to, and the texts of its files."""
        r = self.wait(self.ask("POST", path, body))
        if "job" not in r.json:
            return r, []
        place = "/jobs/%d/files" % r.json["job"]
        names = [f["name"] for f in self.ask("GET", place).json["items"]]
        return r, [text_of(self.ask("GET", place + "/" + n).content) for n in names]


def text_of(content):
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as z:
        return "\n".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())


def read_roles():
    with open(os.path.join(sample.ROOT, "src/access/roles.csv"), encoding="utf-8") as f:
        return {r["name"]: (set(r["rights"].split()), set((r["fields"] or "").split()))
                for r in csv.DictReader(f)}


def actors_of(player):
    roles, actors = read_roles(), {}
    for name, (role, division) in {**sample.ACCOUNTS, **MORE}.items():
        if name == "city2":  # the same as city
            continue
        actors[name] = Actor(player, name, role, division, *roles[role], player.sign_in(name))
    until = {"label": "matrix", "until": "2018-12-31T00:00:00Z", "division": "440783116241"}
    r = actors["county"].ask("POST", "/tokens", {**until, "rights": ["view", "determine"]})
    if r.status != 201:
        raise SystemExit("no token: " + r.content.decode())
    actors["token"] = Actor(player, "county", "county", "440783116241", {"view", "determine"},
                            roles["county"][1], {"Authorization": "Bearer " + r.json["token"]})
    return actors

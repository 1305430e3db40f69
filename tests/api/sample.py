"""The register that sessions play on, made once, and the server over a copy of it."""
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(HERE, "../cli"))
import pattern  # noqa: E402
import product  # noqa: E402

CLOCK = pattern.CLOCK
PASSWORD = "Harbour-7-Junction"
BASE = "base.db"

# name: role and division
ACCOUNTS = {
    "village": ("village", "440783116240"),
    "village2": ("village", "440783116241"),
    "town": ("town", "440783116"),
    "town2": ("town", "440783104"),
    "county": ("county", "440783"),
    "county2": ("county", "440704"),
    "city": ("county", ""),
    "city2": ("county", ""),
    "department": ("department", ""),
    "finance": ("finance", ""),
    "auditor": ("auditor", ""),
    "administrator": ("administrator", ""),
}


def wait_for(p, log, pattern):
    """What the program's output has in the pattern's parentheses."""
    for line in iter(p.stdout.readline, b""):
        found = re.search(pattern, line.decode())
        if found:
            return found.group(1)
    p.wait(10)
    log.seek(0)
    raise SystemExit("heyi serve doesn't start: " + log.read().decode())


class Sample:
    """In a folder of its own: base.db, and the files that it was made of in sample/."""

    def __init__(self, folder, heyi, session):
        self.folder, self.heyi, self.session = folder, heyi, session
        self.env = dict(os.environ, HEYI_CLOCK=CLOCK, LC_ALL="C.UTF-8", HOME=folder,
                        USER="tester")

    def run(self, *words, given="", may=(0,)):
        p = subprocess.run([self.heyi] + list(words), cwd=self.folder, env=self.env,
                           input=given.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           check=False)
        if p.returncode not in may:
            sys.exit("heyi %s: %d\n%s" % (" ".join(words), p.returncode, p.stdout.decode()))
        return p.stdout.decode()

    def import_lists(self, folder, day, suffix=""):
        for kind in ("households", "people"):
            self.run("import", kind, "%s/%s%s.csv" % (folder, kind, suffix), "--valid-from", day,
                     "--db", BASE)

    def make(self):
        """A town decided twice, with what departments sent, half a town beside it, and a few
        households of another county."""
        self.run("generate", "--sample", "--feeds", "--out", "sample")
        self.run("generate", "--households", "12", "--division", "440783104", "--seed", "7",
                 "--out", "sample/town2")
        self.run("generate", "--households", "8", "--division", "440704", "--seed", "8", "--out",
                 "sample/county2")
        self.run("init", "--db", BASE, "--pack", os.path.join(ROOT, "policies/jiangmen"))
        for folder in ("sample", "sample/town2", "sample/county2"):
            self.import_lists(folder, "2018-01-01")
        self.run("determine", "--as-of", "2018-01-01", "--commit", "--db", BASE)
        self.import_lists("sample", "2018-06-15", "-2018-06")
        self.run("determine", "--as-of", "2018-06-30", "--commit", "--db", BASE)
        for feed in sorted(os.listdir(os.path.join(self.folder, "sample/feeds"))):
            # a few of their rows can't be read
            self.run("import", "feed", feed.removesuffix(".csv"), "sample/feeds/" + feed,
                     "--received", "2018-06-30", "--db", BASE, may=(0, 1))
        self.run("verify", "run", "--as-of", "2018-06-30", "--db", BASE)
        self.add_accounts(ACCOUNTS)

    def add_accounts(self, accounts):
        for name, (role, division) in accounts.items():
            place = ["--division", division] if division else []
            self.run("user", "add", name, "--role", role, "--db", BASE, *place,
                     given=PASSWORD + "\n")
        # as if everybody had chosen that password, and nobody needed a second factor
        self.sql(BASE, "update account set must_change = 0", "update role set second_factor = 0")

    def sql(self, name, *statements):
        office = os.path.join(self.folder, name + ".office")
        path = os.path.join(self.folder, name)
        if product.on_postgres():
            product.sql(name, statements, self.session)
        else:
            product.sql(office if os.path.exists(office) else path, statements, self.session)

    def copy(self, name):
        if product.on_postgres():
            old = os.getcwd()
            os.chdir(self.folder)
            product.copydb(BASE, name, self.session)
            os.chdir(old)
            return
        for file in os.listdir(self.folder):
            if file.startswith(BASE):
                shutil.copy2(os.path.join(self.folder, file),
                             os.path.join(self.folder, name + file.removeprefix(BASE)))

    @contextlib.contextmanager
    def server(self, name, failures, accounts=True):
        """Serves a copy of the sample; gives its port and, without accounts, the secret of the
        link that makes the first one. It must end well."""
        self.copy(name)
        if not accounts:
            self.sql(name, "delete from account_password", "delete from account")
        log = open(os.path.join(self.folder, name + ".log"), "w+b")
        # a database on a server has no place for files of its own
        words = [self.heyi, "serve", "--db", name, "--listen", "127.0.0.1:0", "--files",
                 os.path.join(self.folder, name + ".files")]
        p = subprocess.Popen(words, cwd=self.folder, env=self.env, stdout=subprocess.PIPE,
                             stderr=log)
        try:
            port = wait_for(p, log, r"http://.*:(\d+)")
            yield port, None if accounts else wait_for(p, log, "secret=([A-Za-z0-9_-]{43})")
        finally:
            p.send_signal(signal.SIGTERM)
            try:
                code = p.wait(30)
            except subprocess.TimeoutExpired:
                code = "it doesn't end"
                p.kill()
                p.wait()
            p.stdout.close()
            log.seek(0)
            said = log.read().decode("utf-8", "replace")
            log.close()
            if code or said:
                failures.append("%s: heyi serve: %s\n%s" % (name, code, said[-4000:]))


@contextlib.contextmanager
def tools(heyi, folder):
    """A place for registers; nothing is in it yet."""
    session = os.path.basename(folder).replace("-", "").lower()
    with product.tools(os.path.join(folder, "bin"), heyi, session) as program:
        place = os.path.join(folder, "registers")
        os.mkdir(place)
        yield Sample(place, program, session)


@contextlib.contextmanager
def sample(heyi, folder):
    with tools(heyi, folder) as s:
        begun = time.time()
        s.make()
        print("sample made in %.1f s" % (time.time() - begun), flush=True)
        yield s

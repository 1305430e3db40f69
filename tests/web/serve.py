#!/usr/bin/env python3
"""The sample of tests/api, served for browsers: serve.py HEYI. Reads orders from standard input, a
line each, and answers each with a line of JSON:

    serve NAME           a copy of the sample under that name       {"port": 1234}
    empty NAME           the same without accounts                  {"port": 1234, "setup": "secret"}
    sql NAME STATEMENT   in the copy's office                       {}
    run NAME WORDS       heyi WORDS --db the copy                   {"said": "..."}
    stop NAME            ends it                                    {"failures": [...]}

Everything ends with the input. On PostgreSQL too, as sessions are (tests/cli/product.py).
"""
import contextlib
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../api"))
import sample  # noqa: E402


def answer(told):
    print(json.dumps(told), flush=True)


def obey(register, servers, order, name, rest):
    if order in ("serve", "empty"):
        failures = []
        server = register.server(name + ".db", failures, order == "serve")
        port, setup = server.__enter__()
        servers[name] = server, failures
        answer({"port": port, "setup": setup})
    elif order == "sql":
        register.sql(name + ".db", rest)
        answer({})
    elif order == "run":
        answer({"said": register.run(*rest.split(" "), "--db", name + ".db")})
    elif order == "stop":
        server, failures = servers.pop(name)
        server.__exit__(None, None, None)
        answer({"failures": failures})
    else:
        answer({"failures": ["what is %s?" % order]})


def main():
    sample.product.need_server()
    with tempfile.TemporaryDirectory(prefix="heyi-web-") as folder:
        os.chmod(folder, 0o755)
        heyi = os.path.abspath(sys.argv[1])
        with contextlib.redirect_stdout(sys.stderr), sample.tools(heyi, folder) as register:
            register.make()
            servers = {}
            with contextlib.redirect_stdout(sys.__stdout__):
                answer({"folder": register.folder})
                try:
                    for line in sys.stdin:
                        order, name, *rest = line.rstrip("\n").split(" ", 2)
                        obey(register, servers, order, name, rest[0] if rest else "")
                finally:
                    for server, _ in servers.values():
                        server.__exit__(None, None, None)


main()

#!/usr/bin/env python3
"""Runs a session with DB naming a PostgreSQL database of its own (HEYI_TEST_POSTGRES: the server, as
script/with-postgres gives it). Exit 77 = skipped, without a server.

    postgres.py RUN.PY HEYI SESSION
"""
import os
import subprocess
import sys

server = os.environ.get("HEYI_TEST_POSTGRES")
if not server:
    print("SKIPPED: no PostgreSQL server; run this under script/with-postgres")
    sys.exit(77)
name = "heyi_released_%d" % os.getpid()
options = server[server.index("?"):] if "?" in server else ""
status = subprocess.call(sys.argv[1:], env=dict(os.environ, DB="postgresql:///" + name + options))
subprocess.call(["psql", "-qc", "drop database if exists %s with (force)" % name, server])
sys.exit(status)

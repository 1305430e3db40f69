#!/usr/bin/env python3
"""Requests through nginx, under deploy/nginx.conf, to the server on a unix socket.

    proxy.py WEB deploy/nginx.conf

WEB is tests/server/web, which tells what it makes of a request. Needs nginx (package nginx-light)
and openssl; says so and skips where they are missing.
"""
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import warnings

import wire
from wire import Web, check, wait_for

SKIPPED = 77  # meson's word for it
WRAP = """
daemon off;
pid %(folder)s/nginx.pid;
worker_processes 1;
%(user)s
error_log %(folder)s/error.log;
events { worker_connections 512; }
http {
    client_body_temp_path %(folder)s/body;
    proxy_temp_path %(folder)s/proxy;
    fastcgi_temp_path %(folder)s/fastcgi;
    uwsgi_temp_path %(folder)s/uwsgi;
    scgi_temp_path %(folder)s/scgi;
    include %(folder)s/heyi.conf;
}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx:
    """With the configuration as it is delivered, but for ports, names of files and no IPv6."""

    def __init__(self, program, conf, folder, upstream):
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-keyout", folder + "/key.pem", "-out", folder + "/chain.pem"],
            check=True, capture_output=True)
        text = open(conf, encoding="utf-8").read()
        for old, new in (
                (r"unix:/run/heyi/heyi\.sock", upstream), (r"/etc/heyi/tls", folder),
                (r"listen \[::\]:\d+[^;]*;", ""), (r"listen 80;", "listen 127.0.0.1:%d;" % self.plain),
                (r"listen 443", "listen 127.0.0.1:%d" % self.port),
                (r"heyi\.example\.gov\.cn", "localhost"), (r"/var/log/nginx", folder)):
            text, n = re.subn(old, new, text)
            check(n > 0, "%s isn't in %s" % (old, conf))
        with open(folder + "/heyi.conf", "w", encoding="utf-8") as f:
            f.write(text)
        with open(folder + "/nginx.conf", "w", encoding="utf-8") as f:
            f.write(WRAP % {"folder": folder, "user": "user root;" if os.geteuid() == 0 else ""})
        words = [program, "-p", folder, "-c", folder + "/nginx.conf", "-e", folder + "/error.log"]
        said = subprocess.run(words + ["-t"], capture_output=True, text=True, check=False)
        check(said.returncode == 0 and "[warn]" not in said.stderr, said.stderr)
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        self.context = ssl.create_default_context(cafile=folder + "/chain.pem")
        wait_for(self.answers, "nginx doesn't answer")

    def answers(self):
        try:
            return self.connect().get("/at-once")[0] == 200
        except OSError:
            return False

    def connect(self, **options):
        return Client(self, **options)

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Client:
    def __init__(self, nginx, source="127.0.0.1"):
        self.c = http.client.HTTPSConnection("localhost", nginx.port, context=nginx.context,
                                             timeout=wire.PATIENCE, source_address=(source, 0))

    def get(self, path, method="GET", body=None, **headers):
        self.c.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        r = self.c.getresponse()
        return r.status, r.headers, r.read()


def check_all(web, nginx):
    # who asks, over what; and what a client says of that itself
    client = nginx.connect(source="127.1.2.3")
    _, headers, body = client.get("/info", X_Forwarded_For="9.9.9.9", X_Forwarded_Proto="http",
                                  Forwarded="for=9.9.9.9")
    told = json.loads(body)
    check(told["peer"] == "127.1.2.3" and told["secure"] is True, told)
    # writes are taken only from pages of this very host and port
    check(told["host"] == "localhost:%s" % nginx.port, told)
    check("max-age=63072000" in headers["Strict-Transport-Security"], headers)
    check("default-src 'self'" in headers["Content-Security-Policy"], headers)
    check("nginx/" not in headers.get("Server", ""), headers)
    check(client.get("/metrics")[0] == 404, "the figures are open")
    # without TLS: sent on
    plain = http.client.HTTPConnection("127.0.0.1", nginx.plain)
    plain.request("GET", "/info?a=b", headers={"Host": "localhost"})
    r = plain.getresponse()
    check(r.status == 301 and r.headers["Location"] == "https://localhost/info?a=b", r.headers)
    # uploads and long answers
    big = os.urandom(3_000_000)
    status, _, body = client.get("/echo", "POST", big, X_Word="in")
    check(status == 200 and body == big, "another body: %d" % status)
    check(len(client.get("/big?bytes=9000000")[2]) == 9_000_000, "another length")
    check(client.get("/info", X_Long="x" * 40000)[0] in (400, 431), "long header")
    # an event arrives while the stream is open
    listener = nginx.connect()
    listener.c.request("GET", "/events")
    stream = listener.c.getresponse()
    check(stream.headers["Content-Type"].startswith("text/event-stream"), stream.headers)
    client.get("/events", "POST", b"now")
    lines = []
    while b"data: now\n" not in lines:
        lines.append(stream.readline())
        check(lines[-1], "the stream ended: %s" % lines)
    client.get("/events", "POST", b"end")
    # old protocol versions
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        old = ssl.create_default_context(cafile=nginx.folder + "/chain.pem")
        try:
            warnings.simplefilter("ignore", DeprecationWarning)
            old.set_ciphers("ALL:@SECLEVEL=0")
            old.minimum_version = old.maximum_version = version
            with socket.create_connection(("127.0.0.1", nginx.port)) as s:
                old.wrap_socket(s, server_hostname="localhost")
            check(False, "%s is spoken" % version)
        except (ssl.SSLError, ValueError):
            pass


def check_restart(program, web, nginx, listen):
    """The server is stopped under load and started again: nginx finds it."""
    failed, stopping = [], threading.Event()

    def ask():
        while not stopping.is_set():
            status = nginx.connect().get("/hello")[0]
            if status not in (200, 502):
                failed.append(status)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for t in threads:
        t.start()
    web.end()
    with Web(program, listen=listen):
        wait_for(lambda: nginx.connect().get("/hello")[0] == 200, "it isn't found again")
        stopping.set()
        for t in threads:
            t.join()
    check(not failed, failed)


def main():
    program, conf = sys.argv[1:]
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    for path, package in ((nginx, "nginx-light"), (shutil.which("openssl") or "openssl", "openssl")):
        if not os.path.exists(path):
            print("SKIPPED: %s is missing (package %s): nothing is tested behind nginx"
                  % (path, package))
            sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="heyi-nginx-") as folder:
        listen = "unix:%s/heyi.sock" % folder
        web = Web(program, listen=listen, body=8 << 20)
        proxy = Nginx(nginx, conf, folder, listen)
        try:
            check_all(web, proxy)
            check_restart(program, web, proxy, listen)
        finally:
            proxy.stop()
            web.stop()
            log = open(folder + "/error.log", encoding="utf-8").read()
    print("requests through nginx: all as they should be")
    if "[alert]" in log or "[emerg]" in log:
        sys.exit("nginx complains: " + log)


if __name__ == "__main__":
    main()

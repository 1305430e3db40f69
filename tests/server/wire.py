"""What the drivers share: the test program, connections to it, responses read from them."""
import os
import signal
import socket
import subprocess
import tempfile
import time

STANDING = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options",
    "cache-control", "permissions-policy", "cross-origin-opener-policy", "date"}
PATIENCE = 60  # seconds until a test gives up: nothing is expected to take so long


class Failure(Exception):
    pass


def check(ok, text):
    if not ok:
        raise Failure(text)


class Web:
    """The test program, with limits of its own."""

    def __init__(self, program, given=(), **options):
        options.setdefault("stop_seconds", 1)
        self.log = tempfile.NamedTemporaryFile(prefix="heyi-web-", suffix=".log")
        options.setdefault("log", self.log.name)
        words = ["--%s=%s" % (k.replace("_", "-"), v) for k, values in options.items()
                 for v in (values if isinstance(values, list) else [values])]
        self.process = subprocess.Popen([program, *words], pass_fds=given,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.url = self.process.stdout.readline().decode().strip()
        if not self.url:
            raise Failure("the test program doesn't start: "
                          + self.process.stderr.read().decode("utf-8", "replace"))

    def connect(self, **options):
        return Wire(self.url, **options)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self):
        """Its exit, and what it complained of: sanitizers do so."""
        self.stop()
        _, err = self.process.communicate(timeout=PATIENCE)
        check(self.process.returncode == 0, "exit %d\n%s"
              % (self.process.returncode, err.decode("utf-8", "replace")))
        return open(self.log.name, encoding="utf-8").read().splitlines()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.end()
        else:
            self.process.kill()
            print(self.process.communicate()[1].decode("utf-8", "replace"))


class Response:
    def __init__(self, status, fields, head, body):
        self.status, self.fields, self.head, self.body = status, fields, head, body

    def text(self):
        return self.head + self.body.decode("utf-8", "replace")


class Wire:
    """A connection, byte by byte."""

    def __init__(self, url, receive_buffer=None, source=None):
        if url.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            where = url[5:]
        else:
            host, port = url[len("http://"):].rsplit(":", 1)
            where = (host.strip("[]"), int(port))
            self.socket = socket.socket(socket.AF_INET6 if "[" in host else socket.AF_INET)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(PATIENCE)
        self.socket.connect(where)
        self.ahead = bytearray()

    def send(self, data, piece=None):
        """The server may have refused what it has read so far: that shows in its response."""
        try:
            for i in range(0, len(data), piece or max(len(data), 1)):
                self.socket.sendall(data[i:i + (piece or len(data))])
        except (BrokenPipeError, ConnectionResetError):
            pass

    def get(self, path="/hello", *headers, method="GET"):
        self.send(("%s %s HTTP/1.1\r\n%s\r\n\r\n"
                   % (method, path, "\r\n".join(("Host: test",) + headers))).encode())
        return self.response(method == "HEAD")

    def post(self, path, body, *headers):
        self.send(("POST %s HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n%s\r\n"
                   % (path, len(body), "".join(h + "\r\n" for h in headers))).encode() + body)
        return self.response()

    def more(self):
        """b"" = the other side has ended."""
        try:
            got = self.socket.recv(65536)
        except ConnectionResetError:
            got = b""
        self.ahead += got
        return got

    def line(self, end=b"\r\n"):
        while end not in self.ahead:
            check(self.more(), "the connection ended in %r" % self.ahead)
        return self.taken(self.ahead.index(end) + len(end))[:-len(end)]

    def taken(self, n):
        got = bytes(self.ahead[:n])
        del self.ahead[:n]
        return got

    def response(self, is_head=False):
        head = self.line(b"\r\n\r\n").decode() + "\r\n"
        first, *lines = head.split("\r\n")[:-1]
        check(first.startswith("HTTP/1.1 "), "no response: %r" % first)
        status = int(first.split()[1])
        fields = {}
        for line in lines:
            name, value = line.split(": ", 1)
            fields[name.lower()] = value
        if status == 100:
            return Response(status, fields, head, b"")
        check(STANDING <= set(fields), "missing: %s" % (STANDING - set(fields)))
        check("unsafe" not in fields["content-security-policy"], "unsafe policy")
        if is_head or status in (204, 304):
            size = 0
        elif "content-length" not in fields:  # a stream
            return Response(status, fields, head, b"")
        else:
            size = int(fields["content-length"])
        while len(self.ahead) < size:
            check(self.more(), "the connection ended within the body")
        return Response(status, fields, head, self.taken(size))

    def ended(self):
        """Nothing more comes."""
        while not self.ahead and self.more():
            pass
        return not self.ahead

    def close(self):
        self.socket.close()


def wait_for(what, text):
    until = time.monotonic() + PATIENCE
    while not what():
        check(time.monotonic() < until, text)
        time.sleep(0.02)


def big_file(folder, size):
    path = os.path.join(folder, "file")
    with open(path, "wb") as f:
        f.write(b"0123456789abcdef" * (size // 16))
        f.write(b"x" * (size % 16))
    return path

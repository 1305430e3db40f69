#!/usr/bin/env python3
"""Clients that are slow, many, gone or greedy, against the test program.

    behaviour.py WEB [--long] [NAME…]
"""
import json
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
import threading
import time

import wire
from wire import Web, check, wait_for

PROGRAM, LONG = "", False


def web(**options):
    return Web(PROGRAM, **options)


def metric(w, line):
    """A number of /metrics, asked over a connection of its own."""
    c = w.connect()
    text = c.get("/metrics").body.decode()
    c.close()
    return float(next(l for l in text.splitlines() if l.startswith(line + " ")).rsplit(" ", 1)[1])


def refused(w, reason):
    return metric(w, 'heyi_http_refused_total{reason="%s"}' % reason)


def reset(c):
    """Goes away without a goodbye."""
    c.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()


def ask(c, path):
    c.send(("GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path).encode())


# ---- time

def test_slow_head():
    with web(request_seconds=1) as w:
        c, other = w.connect(), w.connect()
        begun = time.monotonic()
        c.send(b"GET /hello HTTP/1.1\r\n")
        c.socket.settimeout(0.1)
        while not c.ahead:
            check(time.monotonic() - begun < wire.PATIENCE, "never refused")
            c.send(b"X: y\r\n")
            check(other.get().status == 200, "others aren't served")
            try:
                c.more()
            except TimeoutError:
                pass
        c.socket.settimeout(wire.PATIENCE)
        r = c.response()
        check(r.status == 408 and c.ended(), r.text())


def test_slow_body():
    with web(request_seconds=1) as w:
        c = w.connect()
        begun = time.monotonic()
        c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + b"x" * 24576)
        r = c.response()
        check(r.status == 408, r.text())
        check(time.monotonic() - begun >= 3.9, "24 kB are worth three seconds more")


def test_silent():
    """Whoever says nothing is let go without a word."""
    with web(idle_seconds=1) as w:
        fresh, used = w.connect(), w.connect()
        used.get()
        check(fresh.ended() and used.ended(), "something was said")


def test_unread_response_ends():
    with web(send_seconds=1) as w:
        c = w.connect(receive_buffer=4096)
        ask(c, "/big?bytes=20000000")
        wait_for(lambda: metric(w, "heyi_http_connections") == 1, "it stays")


# ---- slow clients and workers

def test_slow_readers_hold_no_worker():
    with tempfile.TemporaryDirectory() as folder:
        with web(workers=1, file=wire.big_file(folder, 10_000_000)) as w:
            slow = [w.connect(receive_buffer=4096) for _ in range(20)]
            for i, c in enumerate(slow):
                ask(c, "/file" if i % 2 else "/big?bytes=8000000")
            check(w.connect().get().status == 200, "others aren't served")
            want = open(os.path.join(folder, "file"), "rb").read()
            check(slow[1].response().body == want, "another file")
            check(len(slow[0].response().body) == 8000000, "another length")


def test_slow_writers_hold_no_worker():
    with web(workers=1) as w:
        slow = [w.connect() for _ in range(50)]
        for i, c in enumerate(slow):
            c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"[:20 + i])
        check(w.connect().get().status == 200, "others aren't served")


def test_file_cut_short():
    """A file that shrinks while it is sent: the connection ends, the server doesn't."""
    with tempfile.TemporaryDirectory() as folder:
        path = wire.big_file(folder, 30_000_000)
        with web(file=path) as w:
            c = w.connect(receive_buffer=4096)
            ask(c, "/file")
            while len(c.ahead) < 10000:
                c.more()
            os.truncate(path, 1000)
            while c.more():
                pass
            check(len(c.ahead) < 30_000_000, "all of it came")
            check(w.connect().get().status == 200, "nobody is served any more")


def test_held():
    """A response that waits for something keeps no worker; or is said anew."""
    with web(workers=1) as w:
        c, other = w.connect(), w.connect()
        for how, status, text in (("/release", 200, "hello\n"), ("/revoke", 503, "again 7")):
            ask(c, "/held")
            check(other.get().status == 200, "the worker waits")
            check(other.get(how).status == 200, "nothing is held")
            r = c.response()
            check(r.status == status and r.body.decode() == text, r.text())
            check(("X-First" in r.head) == (status == 200), "headers of what was said before")
        check(c.get("/held?at=once").status == 200, "let go before it is ready")
        check(c.get("/held?at=once&revoked=1").status == 503, "revoked before it is ready")
        check(c.get().status == 200, "afterwards")


# ---- limits

def test_connections_per_address():
    with web(per_address=5) as w:
        c = [w.connect() for _ in range(5)]
        for x in c:
            check(x.get().status == 200, "refused too early")
        check(w.connect().ended(), "a sixth is let in")
        other = w.connect(source="127.0.0.2")
        check(other.get().status == 200, "another address is refused")
        c[0].close()
        wait_for(lambda: try_get(w), "no room again")
        text = other.get("/metrics").body.decode()
        check('reason="connections-per-address"} 0' not in text, "not counted")


def try_get(w):
    try:
        return w.connect().get().status == 200
    except (wire.Failure, OSError):
        return False


def test_proxy():
    def info(c, *headers):
        return json.loads(c.get("/info", *headers).body)
    with web(per_address=2, proxy=["127.0.0.1", "10.0.0.0/8"]) as w:
        proxies = [w.connect() for _ in range(6)]
        for c in proxies:
            check(info(c)["secure"], "loopback without a proxy's headers is secure")
        c = proxies[0]
        i = info(c, "X-Forwarded-For: 6.6.6.6, 2001:db8::7, 10.9.9.9", "X-Forwarded-Proto: https")
        check(i["peer"] == "2001:db8::7" and i["secure"], i)
        i = info(c, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 7.7.7.7",
                 "X-Forwarded-Proto: https, http")
        check(i["peer"] == "7.7.7.7" and not i["secure"], i)
        i = info(c, "X-Forwarded-For: unknown", "X-Forwarded-Proto: http")
        check(i["peer"] == "127.0.0.1" and not i["secure"], i)
        stranger = w.connect(source="127.0.0.2")
        i = info(stranger, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https")
        check(i["peer"] == "127.0.0.2" and not i["secure"], i)
        log = w.end()
    check(any('"peer":"2001:db8::/48"' in l for l in log), "no /48 in the log")
    check(any('"peer":"7.7.7.0/24"' in l for l in log), "no /24 in the log")


def test_too_many_connections():
    """The idle ones make room; where none is idle, there is none."""
    with web(connections=8) as w:
        first = w.connect()
        first.get()
        rest = [w.connect() for _ in range(7)]
        for c in rest:
            c.send(b"GET /hello HTTP/1.1\r\n")
        check(first.get().status == 200, "the first is idle, and served")
        new = w.connect()
        check(new.get().status == 200, "no room for a new one")
        check(first.ended(), "the idle one is still there")
        new.send(b"GET")
        for c in rest:
            c.send(b"Host: a\r\n")
        time.sleep(0.2)
        check(w.connect().ended(), "a ninth is let in")
        for c in rest:
            c.send(b"\r\n")
            check(c.response().status == 200, "one that was there isn't served")


def test_too_many_waiting():
    with web(workers=1, waiting=2) as w:
        c = [w.connect() for _ in range(10)]
        for x in c:
            ask(x, "/slow?ms=300")
        got = [x.response() for x in c]
        busy = [r for r in got if r.status == 503]
        check(busy and len(busy) < 10, [r.status for r in got])
        check(all(r.fields["retry-after"] == "1" for r in busy), "no Retry-After")
        check(refused(w, "busy") == len(busy), "not counted")


def test_open_files():
    """The process may open no more files: idle connections make room, and where none is idle, new
    ones wait."""
    with web() as w:
        resource.prlimit(w.process.pid, resource.RLIMIT_NOFILE, (40, 40))
        c = []
        for _ in range(60):
            c.append(w.connect())
            check(c[-1].get().status == 200, "a new one isn't served")
        busy = [x for x in c if not is_ended(x)]
        for x in busy:
            x.send(b"GET /hello HTTP/1.1\r\n")
        time.sleep(0.2)
        new = w.connect()
        ask(new, "/hello")
        for x in busy:
            x.send(b"Host: a\r\n\r\n")
            check(x.response().status == 200, "one that was there isn't served")
        check(new.response().status == 200, "it waits for ever")
        check(refused(w, "open-files") > 0, "not counted")


def is_ended(c):
    c.socket.setblocking(False)
    try:
        return not c.more()
    except BlockingIOError:
        return False
    finally:
        c.socket.settimeout(wire.PATIENCE)


def test_bodies_together():
    with web(bodies=300000) as w:
        c = w.connect()
        c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nx")
        time.sleep(0.2)
        other = w.connect()
        check(other.post("/info", b"x" * 200000).status == 503, "both have room")
        c.send(b"x" * 199999)
        check(len(c.response().body) == 200000, "the first isn't served")
        check(w.connect().post("/info", b"x" * 200000).status == 200, "the room isn't given back")


def test_no_room_for_uploads():
    os.environ["TMPDIR"] = "/nonexistent"
    try:
        w = web()
    finally:
        del os.environ["TMPDIR"]
    with w:
        check(w.connect().post("/echo", b"x" * 1000).status == 200, "small ones need no file")
        r = w.connect().post("/echo", b"x" * 100000)
        check(r.status == 507 and b'"code":"storage"' in r.body, r.text())


# ---- what goes on between

def test_continue():
    with web() as w:
        c = w.connect()
        c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        check(c.response().status == 100, "not asked for the body")
        c.send(b"abc")
        check(c.response().body == b"abc", "another body")


def test_large_body():
    body = os.urandom(5_000_000)
    with web(body=6_000_000) as w:
        c = w.connect()
        for _ in range(2):
            check(c.post("/echo", body, "X-Word: x").body == body, "another body")
        r = c.post("/echo", body + body, "X-Word: x")
        check(r.status == 413, r.text())


def test_large_body_of_nobody():
    """Who sends much is asked first: nothing of it is kept, nor waited for."""
    with web(body=6_000_000, bodies=5_000_000) as w:
        for framing in ("Content-Length: 4000000", "Transfer-Encoding: chunked"):
            c = w.connect()
            c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n" % framing.encode())
            check(c.response().status == 401 and c.ended(), "it may send " + framing)
        c = w.connect()
        c.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nX-Word: x\r\nContent-Length: 4000000\r\n"
               b"Expect: 100-continue\r\n\r\n")
        check(c.response().status == 100, "not asked for the body")
        other = w.connect()
        other.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nX-Word: x\r\nContent-Length: 4000000\r\n\r\n")
        check(other.response().status == 503, "both have room")
        c.send(b"x" * 4_000_000)
        check(len(c.response().body) == 4_000_000, "another body")
        # gone while it is asked about
        for _ in range(20):
            gone = w.connect()
            gone.send(b"POST /echo HTTP/1.1\r\nHost: a\r\nX-Word: x\r\nContent-Length: 4000000\r\n\r\nx")
            gone.close()
        # once the server has noticed that they are
        for _ in range(100):
            status = w.connect().post("/echo", b"x" * 4_000_000, "X-Word: x").status
            if status != 503:
                break
            time.sleep(0.1)
        check(status == 200, "the room isn't given back")


def test_half_closed():
    with web() as w:
        c = w.connect()
        ask(c, "/slow?ms=200")
        c.socket.shutdown(socket.SHUT_WR)
        check(c.response().status == 200 and c.ended(), "no answer")


def test_gone():
    """Clients that leave at every stage."""
    with web(workers=2) as w:
        for path in "/slow?ms=100", "/big?bytes=9000000", "/file", "/hello", "/events":
            for how in reset, wire.Wire.close:
                for delay in 0, 0.05:
                    c = w.connect()
                    ask(c, path)
                    time.sleep(delay)
                    how(c)
        for piece in b"GET", b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx":
            c = w.connect()
            c.send(piece)
            reset(c)
        c = w.connect()
        check(c.post("/events", b"anybody?").status == 200, "no answer")
        c.close()
        wait_for(lambda: metric(w, "heyi_http_connections") == 1, "some are still there")
        check(metric(w, "heyi_http_event_streams") == 0, "streams are still there")


def test_pipeline():
    """More than is read at once, and answered in order."""
    with web() as w:
        c = w.connect()
        n = 3000
        sender = threading.Thread(target=c.send, args=(
            b"".join(b"GET /info?n=%d HTTP/1.1\r\nHost: a\r\n\r\n" % i for i in range(n)),))
        sender.start()
        for i in range(n):
            r = c.response()
            check(json.loads(r.body)["query"] == "n=%d" % i, "out of order")
        sender.join()


def test_unix_socket():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "web.sock")
        with web(listen="unix:" + path) as w:
            i = json.loads(w.connect().get("/info", "X-Forwarded-For: 9.9.9.9").body)
            check(i["peer"] == "9.9.9.9" and not i["secure"], i)
            check(json.loads(w.connect().get("/info").body)["secure"], "not secure")
            try:
                Web(PROGRAM, listen="unix:" + path)
                check(False, "two listen on the same socket")
            except wire.Failure as e:
                check("taken" in str(e), e)
        check(not os.path.exists(path), "the socket is left over")
        left = socket.socket(socket.AF_UNIX)
        left.bind(path)
        left.close()
        with web(listen="unix:" + path) as w:
            check(w.connect().get().status == 200, "a left-over socket is in the way")


def test_listening():
    for where, says in (("127.0.0.1", "write it like"), ("x:99999999", "write it like"),
                        ("::1:80", "write it like"), ("unix:", "path"),
                        ("[127.0.0.1:80", "write it like"), (":80", "write it like")):
        try:
            Web(PROGRAM, listen=where).stop()
            check(False, where)
        except wire.Failure as e:
            check(says in str(e), "%s: %s" % (where, e))
    with web(listen="localhost:0") as w:
        check(w.url.startswith("http://localhost:") and w.connect().get().status == 200, w.url)
        try:
            Web(PROGRAM, listen=w.url[len("http://"):])
            check(False, "two listen on the same port")
        except wire.Failure as e:
            check("taken" in str(e), e)
    with web(listen="[::1]:0") as w:
        check(json.loads(w.connect().get("/info").body)["peer"] == "::1", "another peer")
    try:
        Web(PROGRAM, proxy="10.0.0.0/99")
        check(False, "a wrong proxy")
    except wire.Failure as e:
        check("10.0.0.0/99" in str(e), e)


# ---- event streams

def event_text(c, until):
    while until not in c.ahead:
        check(c.more(), "the stream ended: %r" % c.ahead)
    return c.taken(c.ahead.index(until) + len(until))


def test_events():
    with web(heartbeat_seconds=1, streams=2) as w:
        listeners = [w.connect(), w.connect()]
        for c in listeners:
            r = c.get("/events")
            check(r.fields["content-type"].startswith("text/event-stream"), r.text())
            check(event_text(c, b"\n\n") == b"id: 1\nevent: begin\ndata: first\ndata: second\n\n",
                  "the first event")
        talker = w.connect()
        check(talker.get("/events").status == 503, "a third stream")
        check(talker.post("/events", b"a\r\nb\rc\n").body == b"2", "not both are reached")
        for c in listeners:
            check(event_text(c, b"data: c\ndata: \n\n").endswith(b"data: a\ndata: b\ndata: c\ndata: \n\n"),
                  "lines")
            event_text(c, b":\n\n")
        check(metric(w, "heyi_http_event_streams") == 2, "counted otherwise")
        listeners[0].close()
        wait_for(lambda: talker.post("/events", b"x").body == b"1", "the other is still there")
        check(talker.post("/events", b"end").body == b"0", "not ended")
        event_text(listeners[1], b"data: end\n\n")
        check(listeners[1].ended(), "something follows")
        check(w.connect().get("/events").status == 200, "no room again")


def test_slow_listener():
    """Its stream ends; the one who talks isn't held up."""
    with web() as w:
        slow, quick, talker = w.connect(receive_buffer=4096), w.connect(), w.connect()
        for c in slow, quick:
            ask(c, "/events")
        check(quick.response().status == 200, "no stream")
        wait_for(lambda: metric(w, "heyi_http_event_streams") == 2, "not both are there")
        data = b"x" * 30000
        reached = b"2"
        for _ in range(1000):
            reached = talker.post("/events", data).body
            event_text(quick, data + b"\n\n")
            if reached == b"1":
                break
        check(reached == b"1", "the slow one is still there")
        while slow.more():
            pass


# ---- many

def test_idle_connections():
    n = 10_000 if LONG else 2000
    with web(per_address=n) as w:
        idle = []
        for i in range(n):
            c = w.connect(source="127.0.%d.1" % (i % 50 + 1))
            if i % 2:
                c.send(b"GET /hello HTTP/1.1\r\n") if i % 4 == 1 else c.get()
            idle.append(c)
        busy = w.connect(source="127.0.99.1")
        for _ in range(200):
            check(busy.get().status == 200, "others aren't served")
        wait_for(lambda: metric(w, "heyi_http_connections") >= n, "not all are there")
        for i, c in enumerate(idle):
            if i % 4 == 1:
                c.send(b"Host: a\r\n\r\n")
                check(c.response().status == 200, "%d isn't served" % i)


def test_many_streams():
    n = 500
    with web(per_address=n + 10) as w:
        c = [w.connect() for _ in range(n)]
        for x in c:
            ask(x, "/events")
        talker = w.connect()
        wait_for(lambda: metric(w, "heyi_http_event_streams") == n, "not all are there")
        for i in range(20):
            check(talker.post("/events", b"number %d" % i).body == b"%d" % n, "not all are reached")
        for x in c:
            event_text(x, b"data: number 19\n\n")


def test_stop_under_load():
    """What was begun is answered whole; a connection ends only between two responses."""
    with web(workers=4, stop_seconds=30) as w:
        stopped, counts, faults = threading.Event(), [0] * 8, []

        def load(i):
            while not stopped.is_set():
                try:
                    c = w.connect()
                except OSError:
                    return
                while True:
                    ask(c, "/big?bytes=200000" if i % 2 else "/slow?ms=5")
                    while b"\r\n\r\n" not in c.ahead and c.more():
                        pass
                    if not c.ahead:
                        break
                    try:
                        c.response()
                        counts[i] += 1
                    except (wire.Failure, OSError) as e:
                        faults.append(e)
                        return
        threads = [threading.Thread(target=load, args=(i,)) for i in range(8)]
        late, half = w.connect(), w.connect()
        for t in threads:
            t.start()
        wait_for(lambda: min(counts) > 5, "no load")
        begun = metric(w, 'heyi_http_requests_total{route="slow",method="GET",status="2xx"}')
        check(begun > 0, "not counted")
        ask(late, "/slow?ms=1000")
        half.send(b"GET /hello HTTP/1.1\r\n")
        time.sleep(0.3)
        w.stop()
        stopped.set()
        check(late.response().fields["connection"] == "close", "the slow one isn't answered")
        half.send(b"Host: a\r\n\r\n")
        check(half.response().status == 200 and half.ended(), "half a request isn't answered")
        for t in threads:
            t.join()
        check(not faults, faults)


def test_stop_at_once():
    with web() as w:
        stream, idle = w.connect(), w.connect()
        stream.get("/events")
        idle.get()
        w.stop()
        event_text(stream, b"\n\n")
        check(stream.ended() and idle.ended(), "something follows")


def test_stop_without_patience():
    with web(stop_seconds=1) as w:
        half = w.connect()
        half.send(b"GET /hello")
        time.sleep(0.2)
        w.stop()
        check(half.ended(), "something follows")


# ---- what is written down

def test_log():
    with web() as w:
        c = w.connect()
        c.get("/info?name=secret", "X-Secret: secret", "Cookie: session=secret")
        c.post("/echo", b"secret")
        c.get("/secret")
        c.send(b"GET secret HTTP/1.1\r\nHost: secret\r\n\r\n")
        c.response()
        log = w.end()
    check(not any("secret" in line for line in log), log)
    entries = [json.loads(line) for line in log]
    check([e["route"] for e in entries] == ["info", "echo", "none", "none"], log)
    check([e["status"] for e in entries] == [200, 200, 404, 400], log)
    check([e["method"] for e in entries] == ["GET", "POST", "GET", "none"], log)
    check(len({e["request"] for e in entries}) == 4, log)
    for e in entries:
        check(set(e) == {"time", "request", "route", "method", "status", "bytes", "ms", "peer"}, e)
        check(e["peer"] == "127.0.0.0/24" and e["bytes"] > 300 and e["ms"] >= 0, e)


def test_log_reader_gone():
    with web(log="/dev/stdout", heartbeat_seconds=1) as w:
        w.process.stdout.close()
        for _ in range(3):
            check(w.connect().get("/big?bytes=20000").status == 200, "no answer")
            time.sleep(1.1)  # in which the log is flushed
        w.process.stdout = None


def test_log_that_nobody_reads():
    """A pipe that is full: the server goes on, counts what is lost, and the log tells it."""
    with web(log="-", per_address=2000) as w:
        c = w.connect()
        lost = 'heyi_http_log_lost_total'
        while metric(w, lost) == 0:
            c.send(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n" * 500)
            for _ in range(500):
                check(c.response().status == 200, "no answer")
        missing = metric(w, lost)
        told = 0
        while told < missing:
            c.get()
            line = w.process.stdout.readline()
            told += json.loads(line).get("lost", 0)
        c.send(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n" * 500)  # and at the end it is full again
        for _ in range(500):
            c.response()


def test_log_renamed():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        with web(log=path) as w:
            w.connect().get("/info")
            wait_for(lambda: os.path.getsize(path) > 0, "nothing is written")
            os.rename(path, path + ".1")
            w.process.send_signal(signal.SIGHUP)
            wait_for(lambda: os.path.exists(path), "no new file")
            w.connect().get("/hello")
            w.end()
            routes = [[json.loads(l)["route"] for l in open(p)] for p in (path + ".1", path)]
            check(routes == [["info"], ["hello"]], routes)


def test_log_on_a_full_disk():
    if not os.path.exists("/dev/full"):
        return
    with web(log="/dev/full") as w:
        w.connect().get()
        wait_for(lambda: metric(w, "heyi_http_log_lost_total") > 0, "nothing is lost")


def test_at_once():
    """Answered by the thread of the sockets, however busy the workers are, and in order."""
    with web(workers=1, waiting=3) as w:
        busy = [w.connect() for _ in range(3)]
        for c in busy:
            ask(c, "/slow?ms=500")
        check(w.connect().get("/at-once").body == b"at once\n", "not at once")
        c = w.connect()
        train = b"GET /at-once HTTP/1.1\r\nHost: a\r\n\r\n"
        c.send(train * 3000)
        for _ in range(3000):
            check(c.response().status == 200, "not at once")
        for c in busy:
            check(c.response().status == 200, "the slow one")


def test_handed_over():
    """A socket that somebody else has opened (systemd)."""
    for family, at in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, None)):
        with tempfile.TemporaryDirectory() as folder, socket.socket(family) as s:
            s.bind(at or os.path.join(folder, "socket"))
            s.listen()
            with web(given=(s.fileno(),), listen="fd:%d" % s.fileno()) as w:
                check(w.connect().get().status == 200, w.url)
    with socket.socket() as s:
        try:
            Web(PROGRAM, given=(s.fileno(),), listen="fd:%d" % s.fileno())
            check(False, "it doesn't listen")
        except wire.Failure as e:
            check("no listening socket" in str(e), e)


def test_metrics():
    with web() as w:
        c = w.connect()
        for _ in range(3):
            c.get()
        c.get("/nothing")
        check(metric(w, 'heyi_http_requests_total{route="hello",method="GET",status="2xx"}') == 3, "hello")
        check(metric(w, 'heyi_http_requests_total{route="none",method="GET",status="4xx"}') == 1, "none")
        text = c.get("/metrics").body.decode()
        for line in text.splitlines():
            check(line.startswith("# ") or len(line.rsplit(" ", 1)) == 2, line)
        check(metric(w, 'heyi_http_request_seconds_bucket{le="+Inf"}')
              == metric(w, "heyi_http_request_seconds_count") - 1, "histogram")
        check(metric(w, 'heyi_http_bytes_total{direction="in"}') > 100, "bytes")


def main():
    global PROGRAM, LONG
    words = sys.argv[1:]
    LONG = "--long" in words
    PROGRAM, *names = [w for w in words if w != "--long"]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    failed = 0
    for name, fn in list(globals().items()):
        if not name.startswith("test_") or (names and name[5:] not in names):
            continue
        begun = time.monotonic()
        try:
            fn()
            print("ok %s (%.1f s)" % (name[5:], time.monotonic() - begun), flush=True)
        except (wire.Failure, OSError, ValueError, KeyError) as e:
            failed += 1
            print("FAILED %s: %s: %s" % (name[5:], type(e).__name__, e), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

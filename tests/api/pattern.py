"""What sessions expect of JSON, and the values that they keep (README.md)."""
import base64
import datetime
import hmac
import json
import re
import struct

CLOCK = "2018-07-02T08:00:00+08:00"  # of the server
NAME = r"\$([a-z_][a-z0-9_]*)"


def totp(uri, clock):
    """The code (RFC 6238) of an otpauth URI's key at an instant."""
    key = base64.b32decode(re.search("secret=([A-Z2-7]+)", uri).group(1))
    step = int(datetime.datetime.fromisoformat(clock).timestamp()) // 30
    mac = hmac.digest(key, struct.pack(">Q", step), "sha1")
    value = struct.unpack_from(">I", mac, mac[19] & 15)[0] & 0x7fffffff
    return "%06d" % (value % 1000000)


def put_values(text, values):
    """`$name` in a text; unknown ones stay. `$totp(name)`: the code of a kept otpauth URI."""
    text = re.sub(r"\$totp\(([a-z_][a-z0-9_]*)\)", lambda m: totp(values[m.group(1)], CLOCK), text)
    return re.sub(NAME, lambda m: str(values[m.group(1)]) if m.group(1) in values else m.group(),
                  text)


def put_json(text, values):
    """The same in the text of JSON, where "$name" is the value itself."""
    def whole(m):
        known = m.group(1) in values
        return json.dumps(values[m.group(1)], ensure_ascii=False) if known else m.group()
    return put_values(re.sub('"%s"' % NAME, whole, text), values)


def differs(want, got, values, at=""):
    """Where got isn't as wanted: yields lines. Keeps what <names> meet."""
    place = at or "/"
    if isinstance(want, str):
        yield from differs_text(want, got, values, place)
    elif isinstance(want, dict) and isinstance(got, dict):
        for name, w in want.items():
            if w == "absent!":
                if name in got:
                    yield "%s/%s should not be there" % (at, name)
            elif name not in got:
                yield "%s/%s is missing" % (at, name)
            else:
                yield from differs(w, got[name], values, "%s/%s" % (at, name))
    elif isinstance(want, list) and isinstance(got, list):
        more = want[-1:] == ["..."]
        wanted = want[:-1] if more else want
        if len(got) < len(wanted) or (len(got) > len(wanted) and not more):
            yield "%s has %d items, not %d" % (place, len(got), len(wanted))
        for i, (w, g) in enumerate(zip(wanted, got)):
            yield from differs(w, g, values, "%s/%d" % (at, i))
    elif type(want) is not type(got) or want != got:
        yield "%s is %s, not %s" % (place, show(got), show(want))


def differs_text(want, got, values, place):
    name = re.fullmatch("<([a-z_][a-z0-9_]*)>", want)
    if name:
        values[name.group(1)] = got
    elif want.startswith("~"):
        if not isinstance(got, str) or not re.fullmatch(want[1:], got):
            yield "%s is %s, which doesn't match %s" % (place, show(got), want[1:])
    elif want != "*":
        whole = re.fullmatch(NAME, want)
        w = values.get(whole.group(1), want) if whole else put_values(want, values)
        if w != got:
            yield "%s is %s, not %s" % (place, show(got), show(w))


def show(v):
    text = json.dumps(v, ensure_ascii=False)
    return text if len(text) < 200 else text[:197] + "..."


def renewed(want, got):
    """What is wanted from now on: as it was where that holds or leaves it open, else what came."""
    if isinstance(want, dict) and isinstance(got, dict):
        kept = {n: renewed(w, got[n]) for n, w in want.items() if n in got and w != "absent!"}
        return kept or got
    if isinstance(want, list) and isinstance(got, list):
        if want[-1:] == ["..."] and len(got) >= len(want) - 1:
            return [renewed(w, g) for w, g in zip(want[:-1], got)] + ["..."]
        return [renewed(w, g) for w, g in zip(want, got)] + got[len(want):]
    if isinstance(want, str) and (want in ("*",) or want[:1] in ("<", "~", "$")):
        return want
    return got


def pretty(v, room=96, indent=0):
    """JSON on one line where it fits."""
    line = json.dumps(v, ensure_ascii=False)
    if len(line) + indent <= room or not isinstance(v, (dict, list)) or not v:
        return line
    blank = "\n" + " " * (indent + 1)
    if isinstance(v, dict):
        rows = [json.dumps(n, ensure_ascii=False) + ": " + pretty(x, room, indent + 1)
                for n, x in v.items()]
        return "{" + (",%s" % blank).join(rows) + "}"
    return "[" + (",%s" % blank).join(pretty(x, room, indent + 1) for x in v) + "]"

#!/usr/bin/env python3
"""What script/openapi refuses, and what it makes: openapi.py SCRIPT FRAGMENT…

Each case changes one thing of a sound fragment and names what must be said of it."""
import copy
import importlib.machinery
import json
import os
import sys
import tempfile

GET = {
    "operationId": "thing_get", "summary": "物 · a thing", "x-right": ["view"],
    "x-fields": ["money"], "x-audit": "thing.view",
    "parameters": [{"name": "no", "in": "path", "required": True, "schema": {"type": "string"}}],
    "responses": {"200": {"description": "it", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Thing"}}}}},
}
POST = {
    "operationId": "thing_add", "summary": "物 · a thing", "x-right": ["correct"], "x-fields": [],
    "x-audit": "none: a test", "x-writes": "register",
    "requestBody": {"content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Thing"}}}},
    "responses": {"204": {"description": "made"}},
}
SOUND = {
    "paths": {"/things/{no}": {"get": GET}, "/things": {"post": POST}},
    "components": {"schemas": {"Thing": {
        "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}},
}
NO, ADD = ("paths", "/things/{no}", "get"), ("paths", "/things", "post")
THING = ("components", "schemas", "Thing")
GONE = object()

# where, what is put there, what is said
CASES = [
    (NO + ("operationId",), GONE, "x.json: GET /things/{no}: operationId is missing"),
    (NO + ("summary",), GONE, "GET /things/{no}: summary is missing"),
    (NO + ("summary",), "a thing", "summary is \"中文 · English\""),
    (NO + ("x-right",), GONE, "x-right is missing"),
    (NO + ("x-right",), ["look"], "x-right: unknown word \"look\""),
    (NO + ("x-right",), "view", "x-right should be list"),
    (NO + ("x-fields",), GONE, "x-fields is missing"),
    (NO + ("x-fields",), ["names"], "x-fields: unknown word \"names\""),
    (NO + ("x-audit",), GONE, "x-audit is missing"),
    (NO + ("x-audit",), "none", "x-audit is a name"),
    (NO + ("responses",), GONE, "responses is missing"),
    (NO + ("responses",), {"404": {"description": "none"}}, "say nothing of success"),
    (NO + ("responses", "200", "description"), GONE, "response 200 has no description"),
    (NO + ("x-rights",), [], "unknown member \"x-rights\""),
    (NO + ("x-writes",), "register", "GET writes nothing"),
    (NO + ("requestBody",), {"content": {"text/csv": {}}}, "GET has no body"),
    (NO + ("parameters",), [], "parameter \"no\" of the path is not declared"),
    (NO + ("parameters", 0, "name"), "number", "parameter \"number\" is not in the path"),
    (NO + ("parameters", 0, "required"), False, "in a path is required"),
    (NO + ("parameters", 0, "in"), "cookie", "must be in path or query"),
    (NO + ("parameters", 0, "schema"), {"type": "object"}, "is a string, integer, boolean"),
    (NO + ("parameters", 0, "schema"), {"$ref": "#/components/schemas/No"}, "leads nowhere"),
    (NO + ("parameters",), GET["parameters"] * 2, "parameter \"no\" stands twice"),
    (ADD + ("x-writes",), GONE, "x-writes is register, office or none"),
    (ADD + ("x-open",), True, "x-open needs nobody, so no right"),
    (ADD + ("operationId",), "thing_get", "operationId thing_get is that of x.json: GET"),
    (ADD + ("x-body-limit",), 1 << 40, "x-body-limit is at most"),
    (ADD + ("requestBody", "content", "text/csv"), {}, "exactly one type of content"),
    (("paths", "/things/{other}"), {"get": dict(GET, operationId="thing_other")}, "already"),
    (("paths", "/Things"), {"post": POST}, "a path is /words/{parameters}"),
    (("paths", "/things", "head"), POST, "unknown method"),
    (THING + ("required",), ["nme"], "required \"nme\" is no property"),
    (THING + ("properties", "name", "type"), "text", "unknown type \"text\""),
    (THING + ("properties", "name", "format"), "email", "unknown format \"email\""),
    (THING + ("properties", "name", "pattern"), "[", "pattern \"[\""),
    (THING + ("properties", "name", "minlength"), 1, "unknown member \"minlength\""),
    (THING + ("properties", "name"), {"type": "number", "minimum": 0}, "minimum is for integers"),
    (THING + ("properties", "name"), {"$ref": "#/components/schemas/Nme"}, "leads nowhere"),
    (THING + ("properties", "name"), {"anyOf": [{"type": "string"}, {"type": "integer"}]},
     "anyOf in a request is a schema or null"),
    (THING, {"$ref": "#/components/schemas/Thing"}, "goes in circles"),
    (("servers",), [], "unknown member \"servers\""),
]


def change(path, value):
    out = copy.deepcopy(SOUND)
    at = out
    for word in path[:-1]:
        at = at[word]
    if value is GONE:
        del at[path[-1]]
    else:
        at[path[-1]] = copy.deepcopy(value)
    return out


def run(script, folder, *names):
    """What is said of the fragments (empty: nothing), and the files that should be made."""
    out = [os.path.join(folder, "out.c"), os.path.join(folder, "out.json")]
    for name in out:
        if os.path.exists(name):
            os.remove(name)
    try:
        script.main(*out, *names)
    except SystemExit as e:
        return str(e), out
    return "", out


def judge(script, folder, fragment, text=None):
    name = os.path.join(folder, "x.json")
    with open(name, "w", encoding="utf-8") as f:
        f.write(text or json.dumps(fragment))
    return run(script, folder, name)


def main():
    name, *fragments = sys.argv[1:]
    script = importlib.machinery.SourceFileLoader("openapi", name).load_module()
    bad = []
    with tempfile.TemporaryDirectory(prefix="heyi-openapi-") as folder:
        for path, value, want in CASES:
            said, out = judge(script, folder, change(path, value))
            if want not in said:
                bad.append("%s: %s\n  said: %s" % ("/".join(map(str, path)), want, said))
            if any(os.path.exists(name) for name in out):
                bad.append("%s: something was written" % want)
        for text, want in (("{", "x.json: "), ('{"paths": {}, "paths": {}}', "stands twice")):
            said, _ = judge(script, folder, None, text)
            if want not in said:
                bad.append("%s\n  said: %s" % (text, said))
        said, _ = run(script, folder, *fragments * 2)
        if "already" not in said:
            bad.append("the same fragments twice: " + said)
        said, out = run(script, folder, *fragments)
        if said:
            bad.append(said)
        else:
            with open(out[1], encoding="utf-8") as f:
                document = json.load(f)
            for item in document["paths"].values():
                for o in item.values():
                    if not {"400", "401", "403", "404", "409", "412", "413", "422", "428", "429",
                            "503"} <= set(o["responses"]):
                        bad.append("%s lacks responses of errors" % o["operationId"])
    print("\n".join(bad) or "%d faults are told" % len(CASES))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
